"""Journey: the first user of a new installation."""

from playwright.sync_api import expect

PASSWORD = "een-lang-wachtwoord-2026"


def test_the_first_user_begins(nobody, visit):
    visitor = visit(nobody.address)
    page = visitor.page
    visitor.open("/people")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welkom bij Klantkompas")
    page.get_by_label("Naam").fill("Fatima de Vries")
    page.get_by_label("E-mailadres").fill("fatima@voorbeeld.nl")
    page.get_by_label("Wachtwoord").fill("kort")
    visitor.follow(page.get_by_role("button", name="Begin"))
    expect(page.get_by_role("alert")).to_contain_text("minstens 12 tekens")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    visitor.follow(page.get_by_role("button", name="Begin"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fatima de Vries")
    with visitor.expecting(404):
        visitor.open("/begin")
