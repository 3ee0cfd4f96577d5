"""Journeys over facts: a file is tried, carried out and undone; two customers become one and two again; figures."""

from pathlib import Path

from playwright.sync_api import expect

AWHILE = 120_000  # milliseconds
HOURS = """klantnummer;datum;uren;medewerker
10005;02-11-2026;1,50;T. Mulder
10005;31-02-2026;2,00;T. Mulder
10012;03-11-2026;0,75;L. Maes
"""


def test_a_file_is_tried_carried_out_and_undone(sign_in, tmp_path: Path):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    file = tmp_path / "uren-november.csv"
    file.write_text(HOURS, encoding="utf-8")
    visitor.open("/imports/new")
    page.get_by_label("Kies bestanden").set_input_files([file])
    visitor.follow(page.get_by_role("button", name="Bekijk wat er zou gebeuren"))
    confirm = page.get_by_role("button", name="Voer door: 2 regels")
    expect(confirm).to_be_visible(timeout=AWHILE)
    visitor.look()
    with page.expect_download() as arriving:
        page.locator("h2", has_text="Geweigerde regels").locator("xpath=following-sibling::ul[1]//a").first.click()
    arriving.value.save_as(tmp_path / "refused.csv")
    assert "31-02-2026" in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")
    visitor.follow(page.get_by_role("link", name="Verbeter hoe de bestanden gelezen worden"))
    page.go_back()
    visitor.look()
    visitor.follow(page.get_by_role("button", name="Voer door: 2 regels"))
    undo = page.locator("summary", has_text="Draai terug")
    expect(undo).to_be_visible(timeout=AWHILE)
    undo.click()
    visitor.look()
    visitor.follow(page.get_by_role("button", name="Ja, draai deze import terug"))
    expect(page.locator("main")).to_contain_text("teruggedraaid", timeout=AWHILE)
    visitor.look()
    visitor.open("/imports")


def test_two_customers_become_one_and_two_again(sign_in):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    visitor.open("/duplicates")
    visitor.follow(page.get_by_role("button", name="Zoek dubbele klanten"))
    visitor.open("/search?q=10005")
    visitor.follow(page.locator(".found a").first)
    visitor.follow(page.get_by_role("link", name="Samenvoegen"))
    page.get_by_label("Klantnummer van de andere").fill("10012")
    visitor.follow(page.locator("main form button").last)
    visitor.follow(page.get_by_role("button", name="Voeg samen"))
    visitor.follow(page.get_by_role("button", name="Maak er weer twee van"))
    expect(page.get_by_role("status").first).to_have_text("Het zijn er weer twee.")


def test_the_figures_are_computed_again(sign_in):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    visitor.open("/snapshots")
    visitor.follow(page.locator("tbody th a").first)
    visitor.open("/snapshots")
    visitor.follow(page.get_by_role("button", name="Bereken opnieuw"))
    visitor.open("/jobs")
    expect(page.get_by_role("row").nth(1)).to_contain_text("cijfers", ignore_case=True)
    page.get_by_role("button", name="Stop").first.click()
    page.wait_for_load_state()
    visitor.look()
