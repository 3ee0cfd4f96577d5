"""Journey: a real firm begins. The first user, two files, and the one page of names that follows from them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from klantkompas.ledger.example_firm import write_example
from tests.browser.installation import Installation
from tests.browser.visitor import Visitor

PASSWORD = "een-lang-wachtwoord-2026"
AWHILE = 120_000  # milliseconds


@pytest.fixture(scope="session")
def two_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Invoices and hours of a small firm, as its packages export them."""
    folder = tmp_path_factory.mktemp("exports")
    write_example(out=folder, customers=30, seed=5)
    return [folder / "verkoopfacturen.csv", folder / "urenregistratie.csv"]


def test_a_firm_begins_and_sees_its_names(nobody: Installation, visit, two_files: list[Path], picture, width: str):
    visitor = visit(nobody.address)
    page = visitor.page
    become_the_first_user(visitor)
    expect(page.get_by_role("heading", name="Begin met twee bestanden")).to_be_visible()
    visitor.follow(page.get_by_role("link", name="Breng bestanden binnen"))
    page.get_by_label("Kies bestanden").set_input_files(two_files)
    visitor.follow(page.get_by_role("button", name="Bekijk wat er zou gebeuren"))
    confirm = page.get_by_role("button", name="Voer door")
    expect(confirm).to_be_visible(timeout=AWHILE)
    visitor.look()
    picture(visitor, "import")
    visitor.follow(confirm)
    ask = page.get_by_role("link", name="Zeg wat een uur kost")
    expect(ask).to_be_visible(timeout=AWHILE)
    visitor.look()
    visitor.follow(ask)
    page.get_by_label("Een uur werk kost ons").fill("62,50")
    visitor.follow(page.get_by_role("button", name="Bewaar"))
    if width == "phone":  # computing takes its time, and what comes of it is looked at elsewhere at every width
        sees_its_names(visitor)


def sees_its_names(visitor: Visitor) -> None:
    """Once the figures are computed, with what an hour costs, the page of names says who earns and who costs."""
    page = visitor.page
    busy = page.locator("#state[hx-get]")
    expect(busy).to_have_count(0, timeout=AWHILE)  # the night did not wait to be asked
    visitor.follow(page.get_by_role("button", name="Bereken opnieuw"))
    expect(busy).to_have_count(0, timeout=AWHILE)
    expect(page.locator("#state")).to_contain_text("Sindsdien is er niets veranderd")
    visitor.look()
    visitor.open("/pictures")
    expect(page.locator("#names")).to_contain_text("winst na uren")
    visitor.open("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fatima de Vries")


def become_the_first_user(visitor: Visitor) -> None:
    """The first page asks who it is, and does not take a short password."""
    page = visitor.page
    visitor.open("/people")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welkom bij Klantkompas")
    page.get_by_label("Naam").fill("Fatima de Vries")
    page.get_by_label("E-mailadres").fill("fatima@voorbeeld.example")
    page.get_by_label("Wachtwoord").fill("kort")
    visitor.follow(page.get_by_role("button", name="Begin"))
    expect(page.get_by_role("alert")).to_contain_text("minstens 12 tekens")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    visitor.follow(page.get_by_role("button", name="Begin"))
    expect(page).to_have_url(re.compile(r"/$"))
    with visitor.expecting(404):
        visitor.open("/begin")
    visitor.open("/")
