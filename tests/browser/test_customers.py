"""Journeys over the list of customers: filter, keep the list, take it to Excel; segments; many at once."""

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

FILTERED = "/customers?f=hours_12m:min:10&sort=-hours_12m"


def seen(page) -> list[str]:
    """The names on the page."""
    return page.locator("table.cards tbody th a").all_inner_texts()


def test_a_list_is_filtered_and_kept(sign_in, picture):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    visitor.open("/customers")
    everybody = page.get_by_role("status").last.inner_text()
    picture(visitor, "customers")
    page.get_by_label("Filter op").select_option(label="soort relatie")
    value = page.get_by_label("soort relatie: waarde")
    expect(value).to_be_visible()
    visitor.look()
    value.select_option(label="slapend")
    expect(page.get_by_role("status").last).to_contain_text("slapend")
    visitor.look()
    assert page.get_by_role("status").last.inner_text() != everybody
    names = seen(page)
    page.locator("summary", has_text="Bewaarde lijsten").click()
    page.get_by_label("Naam van deze lijst").fill("Wie slaapt")
    visitor.follow(page.get_by_role("button", name="Bewaar deze lijst"))
    visitor.open("/customers")
    page.locator("summary", has_text="Bewaarde lijsten").click()
    visitor.follow(page.get_by_role("link", name="Wie slaapt"))
    assert seen(page) == names


def test_what_is_seen_goes_to_excel(sign_in, tmp_path):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    visitor.open("/customers?q=bakkerij")
    names = seen(page)
    heads = [
        one.partition("?")[0].strip(" ▲▼\n")
        for one in page.locator("table.cards thead th:not(.pick)").all_inner_texts()
    ]
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Zet in Excel").click()
    arriving.value.save_as(tmp_path / "list.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "list.xlsx").get_sheet_by_index(0).to_python()
    place = [str(one) for one in rows[0]].index("naam")
    assert [row[place] for row in rows[1:]] == names
    assert [str(one).lower() for one in rows[0][place:]] == [one.lower() for one in heads]


def test_a_segment_shows_its_size_before_it_is_kept(sign_in):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    visitor.open("/segments")
    visitor.follow(page.get_by_role("link", name="Maak een segment"))
    page.get_by_label("Filter op").select_option(label="soort relatie")
    value = page.get_by_label("soort relatie: waarde")
    expect(value).to_be_visible()
    value.select_option(label="bewerkelijk")
    expect(page.get_by_role("status").last).to_contain_text("Dit zijn nu")
    page.get_by_label("Naam", exact=True).fill("Bewerkelijk")
    visitor.look()
    visitor.follow(page.get_by_role("button", name="Bewaar segment"))
    expect(page.get_by_role("status").first).to_contain_text("Segment ‘Bewerkelijk’ is gemaakt")
    visitor.follow(page.get_by_role("link", name="Toon deze klanten"))
    assert seen(page)
