"""Journeys of care: a visit fills the compass, a complaint goes its way, a card reaches the top."""

import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import Visitor

A_MINUTE = 60.0
# Keystroke-level model (Card, Moran and Newell 1980): seconds for a key, for reaching and tapping, for making up one's
# mind before it.
KEY, TAP, MIND = 0.28, 1.1, 1.35


HERS = "10004"  # a customer of the account manager


def customer(visitor: Visitor, number: str) -> str:
    """The page of a customer; his name."""
    visitor.open(f"/search?q={number}")
    visitor.follow(visitor.page.locator(".found a").first)
    return visitor.page.get_by_role("heading", level=1).inner_text()


class Hand:
    """How long a person's hand takes over what is done."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def tap(self, what: Locator) -> Locator:
        """Something is chosen and tapped."""
        self.seconds += MIND + TAP
        return what

    def write(self, what: Locator, text: str) -> None:
        """A field is tapped and filled in."""
        self.tap(what).fill(text)
        self.seconds += KEY * len(text)


def test_a_visit_becomes_a_mark_in_the_compass_within_a_minute(sign_in, picture):
    visitor = sign_in("account_manager")
    page, hand = visitor.page, Hand()
    name = customer(visitor, HERS)
    visitor.follow(hand.tap(page.get_by_role("link", name="Bezoek of notitie")))
    hand.write(page.get_by_label("Wat wil je onthouden?"), "Vraagt of wij ook zaterdag leveren.")
    visitor.follow(hand.tap(page.get_by_role("button", name="Bewaar")))
    visitor.follow(hand.tap(page.get_by_role("link", name="Kompas", exact=True)))
    picture(visitor, "compass", at="phone")
    form = page.locator("form.row-form", has=page.get_by_role("heading", name="Wat hoorde je?"))
    hand.tap(form.get_by_label("waardering")).check()
    hand.write(form.get_by_label("in de woorden van de klant"), "Jullie bellen altijd terug.")
    hand.tap(form.get_by_label("welk cijfer krijgen we?")).select_option("9")
    visitor.follow(hand.tap(form.get_by_role("button", name="Bewaar")))
    expect(page.get_by_role("status").first).to_have_text("Bewaard in het kompas.")
    assert hand.seconds < A_MINUTE, f"it takes a hand {hand.seconds:.0f} seconds"

    visitor.follow(page.get_by_role("link", name=f"Terug naar {name}"))
    compass = page.locator("section[aria-labelledby=compass]")
    expect(compass.get_by_role("img")).to_be_visible()
    expect(compass.locator("dd", has_text="Jullie bellen altijd terug.")).to_contain_text("cijfer 9")


AT_A_DESK = pytest.mark.parametrize("width", ["desktop"], indirect=True)  # pages that other journeys see on a phone
TOO_LATE = "Levering kwam drie dagen te laat."


def take(visitor: Visitor, step: str) -> None:
    """Take a step with a complaint that is one button."""
    visitor.follow(visitor.page.get_by_role("button", name=step, exact=True))


def unfolded(page: Page, step: str) -> Locator:
    """The form of a step with a complaint, folded out where it is not."""
    form = page.locator("details", has=page.locator("summary", has_text=step))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    return form


def test_a_complaint_goes_from_the_telephone_to_a_cause_that_is_gone(sign_in, picture):
    visitor = sign_in("complaint_handler")
    page = visitor.page
    name = customer(visitor, HERS)
    visitor.follow(page.get_by_role("link", name="Neem een klacht aan"))
    page.get_by_label("Wat is er gebeurd?").fill(TOO_LATE)
    page.get_by_label("Wat wil de klant?").fill("Excuses en een nieuwe levering")
    page.get_by_label("Hoe erg?").select_option(label="groot")
    page.get_by_label("Over een collega?").select_option(label="Rosa de Ruiter")
    visitor.follow(page.get_by_role("button", name="Neem aan"))
    number = re.search(r"K\d{4}-\d{5}", page.get_by_role("status").first.inner_text()).group()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    take(visitor, "De klant weet dat wij haar hebben")
    form = unfolded(page, "Wijs toe")
    expect(form.get_by_label("Wie behandelt haar?")).not_to_contain_text("Rosa")
    form.get_by_label("Wie behandelt haar?").select_option(label="Karim Klaassen")
    visitor.follow(form.get_by_role("button", name="Wijs toe"))
    take(visitor, "Zet de klok stil: de klant is aan zet")
    expect(page.locator("main")).to_contain_text("wacht op de klant")
    take(visitor, "Laat de klok weer lopen")

    form = unfolded(page, "Schrijf op wat er gebeurde")
    form.get_by_label("Wat is er gebeurd, en hoe kon dat?").fill("De vervoerder stond in de file en belde niet.")
    visitor.follow(form.get_by_role("button", name="Schrijf op wat er gebeurde"))
    expect(page.locator(".way [aria-current]")).to_have_text("uitgezocht")

    form = unfolded(page, "Beantwoord")
    form.get_by_label("ja", exact=True).check()
    form.get_by_label("Antwoord aan de klant").fill("Je had gelijk; wij leveren morgen opnieuw.")
    form.get_by_label("Wat we doen").fill("nieuwe levering")
    form.get_by_label("Vergoeding in euro's").fill("75,50")
    form.get_by_label("Oorzaak").fill("vervoerder te laat")
    picture(visitor, "complaint")
    visitor.follow(form.get_by_role("button", name="Beantwoord"))
    expect(page.locator("main")).to_contain_text("€ 75,50")  # with the space that does not break
    form = unfolded(page, "Sluit")
    form.get_by_label("ja", exact=True).check()
    visitor.follow(form.get_by_role("button", name="Sluit"))
    expect(page.locator(".way [aria-current]")).to_have_text("gesloten")
    expect(page.locator("main")).to_contain_text("De klant is het ermee eens")

    visitor.open("/complaints")
    picture(visitor, "complaints")
    expect(page.locator("main")).to_contain_text(number)
    cause = page.get_by_role("row", name="vervoerder te laat")
    cause.locator("summary").click()
    cause.get_by_label("wat we veranderden").fill("andere vervoerder op vrijdag")
    visitor.follow(cause.get_by_role("button", name="Bewaar"))
    expect(cause).to_contain_text("andere vervoerder op vrijdag")
    expect(cause).to_contain_text("nog geen negentig dagen om te tellen")


@AT_A_DESK
def test_who_a_complaint_is_about_does_not_see_it(firm, sign_in):
    karim = sign_in("complaint_handler")
    customer(karim, HERS)
    karim.follow(karim.page.get_by_role("link", name="Neem een klacht aan"))
    karim.page.get_by_label("Wat is er gebeurd?").fill(TOO_LATE)
    karim.page.get_by_label("Over een collega?").select_option(label="Rosa de Ruiter")
    karim.follow(karim.page.get_by_role("button", name="Neem aan"))
    rosa = sign_in("relationship_manager")
    with rosa.expecting(404):
        rosa.open(karim.page.url.removeprefix(firm.address))


@AT_A_DESK
def test_what_customers_did_after_their_complaint_stands_in_the_pictures(sign_in):
    visitor = sign_in("director")
    visitor.open("/complaints")
    visitor.follow(visitor.page.get_by_role("link", name="Bestelden zij daarna weer?"))
    recovery = visitor.page.locator("#recovery")
    expect(recovery.locator("img").first).to_be_visible()
    recovery.locator("summary").first.click()
    visitor.look("#recovery")
    row = recovery.get_by_role("row", name=re.compile("^opgelost"))
    expect(row).to_contain_text(re.compile(r"\d+ %"))
    expect(recovery).to_contain_text("volgens de tekst")


WHOSE = """
from klantkompas.web.customers.models import Customer
from klantkompas.web.staff.models import User
anna = User.objects.get(name="Anna Aarts")
print(*Customer.objects.filter(account_manager=anna.account_manager).values_list("name", flat=True), sep="\\n")
"""


def card_of(pdf: Path, names: set[str]) -> tuple[str, str]:
    """The first card of one of these customers: his name, and the address in its code as a telephone reads it."""
    for page in pypdfium2.PdfDocument(pdf):
        name = page.get_textpage().get_text_range().splitlines()[0].strip()
        if name in names:
            return name, zxingcpp.read_barcodes(page.render(scale=2).to_pil())[0].text
    raise AssertionError("no card of these customers")


def test_a_card_reaches_the_top_and_nobody_else(firm, sign_in, visit, picture, width, tmp_path: Path):
    rosa = sign_in("relationship_manager")
    rosa.open("/cards")
    picture(rosa, "cards")
    rosa.page.get_by_label("Hoeveel kaarten nu?").fill("30")
    with rosa.page.expect_download() as arriving:
        rosa.page.get_by_role("button", name="Maak kaarten (PDF)").click()
    arriving.value.save_as(tmp_path / "cards.pdf")
    name, link = card_of(tmp_path / "cards.pdf", set(firm.do(WHOSE).splitlines()))
    assert link.startswith(f"{firm.address}/k/")

    guest = visit(firm.address)
    guest.open(link.removeprefix(firm.address))
    picture(guest, "card-page", at="phone")
    assert name not in guest.page.content()
    guest.page.get_by_label("Je naam").fill("Mevrouw Özdemir-van 't Hof")
    guest.page.get_by_label("Telefoonnummer, als je wilt").fill("06 12345678")
    guest.follow(guest.page.get_by_role("button", name="Bel mij"))
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Dank je. Wij bellen je.")
    with guest.expecting(404):
        guest.open(link.removeprefix(firm.address))
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Deze kaart werkt niet meer")

    for role in ("account_manager", "complaint_handler") if width == "desktop" else ("account_manager",):
        below = sign_in(role)
        with below.expecting(404):
            below.open("/callbacks")
        customer(below, name)
        told = below.page.get_by_role("status").filter(has_text="De directie belt deze klant zelf, uiterlijk")
        expect(told).to_be_visible()
        expect(told.locator("a, button")).to_have_count(0)  # nothing to close or hide it with
        assert "Özdemir" not in below.page.content()

    dirk = sign_in("director")
    dirk.open("/callbacks")
    picture(dirk, "callbacks")
    dirk.follow(dirk.page.get_by_role("link", name="Mevrouw Özdemir-van 't Hof"))
    dirk.page.get_by_label("opgelost").check()
    dirk.page.get_by_label("Wat er gezegd is").fill("Facturen kloppen vaak niet.")
    dirk.page.get_by_label("Oorzaak").fill("fouten in facturen")
    dirk.page.get_by_label("Minuten").fill("12")
    dirk.follow(dirk.page.get_by_role("button", name="Bewaar"))
    cause = dirk.page.get_by_role("row", name="fouten in facturen")
    cause.locator("summary").click()
    cause.get_by_label("wat we veranderden").fill("vier ogen op elke factuur")
    dirk.follow(cause.get_by_role("button", name="Bewaar"))
    expect(cause).to_contain_text("vier ogen op elke factuur")
