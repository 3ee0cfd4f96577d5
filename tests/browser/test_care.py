"""Journeys of care: a visit fills the compass, a complaint goes its way, a card reaches the top."""

from playwright.sync_api import Locator, expect

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
