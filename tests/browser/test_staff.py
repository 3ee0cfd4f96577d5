"""Journeys of whoever sets up the application: people, settings, jobs, the trail, and how oneself signs in."""

import base64
import hashlib
import hmac
import re
import struct
import time

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
    visitor.follow(page.get_by_role("button", name="Bewaar als nieuwe versie"))
    expect(page.get_by_role("alert")).to_contain_text("profit.marge")
    page.get_by_label("Instellingen").fill("[profit]\nmargin = 0.35")
    visitor.follow(page.get_by_role("button", name="Bewaar als nieuwe versie"))
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


def test_signing_in_with_two_steps(firm, sign_in, visit):
    visitor = sign_in("director")
    page = visitor.page
    visitor.open("/account/2fa/")
    visitor.follow(page.get_by_role("link", name="Activeer"))
    email, password = firm.people["director"]
    page.get_by_label("Wachtwoord").fill(password)
    visitor.follow(page.get_by_role("button", name="Bevestigen"))
    secret = page.get_by_label("Authenticator geheim").input_value()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    visitor.follow(page.get_by_role("button", name="Activeer"))
    expect(page.get_by_label("Ongebruikte codes")).to_have_value(re.compile(r"(\S+\s+){9}\S+"))
    other = visit(firm.address)
    other.open("/account/login/")
    other.page.get_by_label("E-mail").fill(email)
    other.page.get_by_label("Wachtwoord").fill(password)
    other.follow(other.page.get_by_role("button", name="Log in"))
    expect(other.page.get_by_role("textbox")).to_have_count(1)


def code_of(secret: str) -> str:
    """What an app on a telephone shows for a secret now (RFC 6238: HMAC-SHA1, steps of 30 seconds, six digits)."""
    seconds = time.time_ns() // 10**9
    if seconds % 30 > 25:  # it would be another one by the time it is sent
        time.sleep(30 - seconds % 30)
        seconds += 5
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", seconds // 30), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


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
