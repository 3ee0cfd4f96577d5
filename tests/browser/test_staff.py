"""Journeys of whoever sets up the application: people, settings, jobs, the trail, and how oneself signs in."""

from playwright.sync_api import expect

PASSWORD = "een-lang-wachtwoord-2026"


def test_somebody_is_let_in_and_the_trail_says_so(sign_in):
    visitor = sign_in("director")
    page = visitor.page
    visitor.open("/people")
    visitor.follow(page.get_by_role("link", name="Voeg iemand toe"))
    page.get_by_label("Naam", exact=True).fill("Fatima de Vries")
    page.get_by_label("E-mailadres").fill("fatima@voorbeeld.example")
    page.get_by_label("Eerste wachtwoord").fill(PASSWORD)
    page.get_by_label("analist").check()
    visitor.follow(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_role("status")).to_have_text("Fatima de Vries kan nu inloggen.")
    page.get_by_label("Nieuw team").fill("Noord")
    visitor.follow(page.get_by_role("button", name="Voeg team toe"))
    expect(page.get_by_role("listitem").filter(has_text="Noord")).to_be_visible()
    visitor.follow(page.get_by_role("link", name="Fatima de Vries"))
    visitor.open("/trail")
    expect(page.get_by_role("row").nth(1)).to_contain_text("team toegevoegd")


def test_settings_are_refused_with_a_reason_and_kept_by_version(sign_in):
    visitor = sign_in("director")
    page = visitor.page
    visitor.open("/settings")
    page.get_by_label("Instellingen").fill("[profit]\nmarge = 0.35")
    visitor.follow(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_role("alert")).to_contain_text("profit.marge")
    page.get_by_label("Instellingen").fill("[profit]\nmargin = 0.35")
    visitor.follow(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_role("status")).to_contain_text("Bewaard")
    page.locator("summary", has_text="").last.click()
    visitor.look()


def test_everything_is_said_in_english_to_whoever_asks(sign_in):
    visitor = sign_in("account_manager")
    page = visitor.page
    visitor.open("/jobs")
    page.locator("summary", has_text="Anna Aarts").click()
    visitor.look()
    visitor.follow(page.get_by_role("button", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_ones_own_password_second_step_and_sessions(sign_in):
    visitor = sign_in("complaint_handler")
    page = visitor.page
    for name in ("Wachtwoord", "Inloggen in twee stappen", "Waar ik ben ingelogd"):
        page.locator("summary", has_text="Karim Klaassen").click()
        visitor.follow(page.get_by_role("link", name=name))


def test_a_wrong_password_and_a_page_that_is_not_there(sign_in):
    visitor = sign_in("account_manager")
    page = visitor.page
    with visitor.expecting(404):
        visitor.open("/people")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina is er niet")
    page.locator("summary", has_text="Anna Aarts").click()
    visitor.follow(page.get_by_role("button", name="Uitloggen"))
    visitor.open("/account/login/")
    page.get_by_label("E-mail").fill("anna@voorbeeld.example")
    page.get_by_label("Wachtwoord").fill("dat-is-het-zeker-niet")
    visitor.follow(page.get_by_role("button", name="Log in"))
    expect(page.locator("main")).to_contain_text("niet correct")
