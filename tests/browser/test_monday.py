"""Journey: the Monday list. Take up, done with hours and result, refuse with a reason, put off, and take back."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import Visitor


def line(page: Page, place: int = 0) -> Locator:
    """A line of the list."""
    return page.locator("[data-task]").nth(place)


def name_of(task: Locator) -> str:
    return task.locator("h3 a").inner_text()


def opened(visitor: Visitor, task: Locator, what: str) -> Locator:
    """What folds out of a line behind this word."""
    task.locator("summary", has_text=what).click()
    visitor.look("details[open]")
    return task.locator("details[open]")


def test_the_monday_list_is_worked_through(sign_in, picture):
    visitor = sign_in("account_manager")
    page = visitor.page
    visitor.open("/monday")
    picture(visitor, "monday-list")
    first = name_of(line(page))
    visitor.follow(line(page).get_by_role("button", name="Pak op"))
    taken = page.locator("section", has=page.get_by_role("heading", name="Opgepakt")).locator("[data-task]")
    expect(taken).to_contain_text(first)

    form = opened(visitor, taken, "Gedaan")
    form.get_by_label("Uren").fill("0,75")
    form.get_by_label("Wat kwam eruit").fill("Belt volgende week terug met een bestelling.")
    visitor.follow(form.get_by_role("button", name="Bewaar"))
    expect(page.get_by_role("status").first).to_contain_text(f"Bewaard bij {first}")
    ended = page.locator("section", has=page.get_by_role("heading", name="Gedaan en overgeslagen"))
    expect(ended).to_contain_text("Belt volgende week terug")

    refused = name_of(line(page))
    form = opened(visitor, line(page), "Sla over")
    form.get_by_label("Verkeerd moment voor deze klant").check()
    visitor.follow(form.get_by_role("button", name="Sla over"))
    expect(ended).to_contain_text(refused)
    expect(ended).to_contain_text("verkeerd moment", ignore_case=True)

    later = name_of(line(page))
    form = opened(visitor, line(page), "Stel uit")
    form.get_by_label("Tot").fill("2099-01-31")
    visitor.follow(form.get_by_role("button", name="Stel uit"))
    expect(page.locator("section", has=page.get_by_role("heading", name="Uitgesteld"))).to_contain_text(later)

    visitor.follow(ended.locator("[data-task]", has_text=refused).get_by_role("button", name="Maak ongedaan"))
    expect(ended).not_to_contain_text(refused)


def test_the_monday_list_by_keyboard(sign_in):
    visitor = sign_in("account_manager")
    page = visitor.page
    visitor.open("/monday")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(line(page, 1).locator("h3 a")).to_be_focused()
    page.keyboard.press("d")
    expect(line(page, 1).get_by_label("Uren")).to_be_focused()
    page.keyboard.press("Escape")
    expect(line(page, 1).get_by_label("Uren")).to_be_hidden()
    name = name_of(line(page, 1))
    line(page, 1).locator("h3 a").focus()
    with page.expect_event("domcontentloaded"):
        page.keyboard.press("Enter")
    visitor.look()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
