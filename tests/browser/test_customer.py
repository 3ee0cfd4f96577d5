"""Journey: the page of one customer. From a figure to its lines, and hours and a visit written down on a phone."""

from playwright.sync_api import expect

CUSTOMER = "/search?q=10005"


def open_customer(visitor) -> str:
    """The page of a customer, by his number; his name."""
    visitor.open(CUSTOMER)
    visitor.follow(visitor.page.locator(".found a").first)
    return visitor.page.get_by_role("heading", level=1).inner_text()


def test_a_figure_is_followed_to_its_lines(sign_in, picture):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    open_customer(visitor)
    picture(visitor, "customer")
    visitor.follow(page.get_by_role("link", name="De regels achter deze twaalf maanden"))
    expect(page.get_by_role("heading", name="Urenregels")).to_be_visible()
    page.go_back()
    visitor.look()
    visitor.follow(page.locator("table.years a").first)
    expect(page.get_by_role("heading", name="Factuurregels")).to_be_visible()


def test_hours_are_written_down_and_taken_back(sign_in):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    name = open_customer(visitor)
    visitor.follow(page.get_by_role("link", name="Schrijf uren"))
    page.get_by_label("Wat deed je?").fill("telefoon")
    visitor.follow(page.locator("button[name=quick]").first)
    expect(page.get_by_role("status").first).to_contain_text(f"geschreven voor {name}")
    visitor.follow(page.get_by_role("button", name="Draai terug"))
    expect(page.get_by_role("status").first).to_have_text("Teruggedraaid.")


def test_a_visit_is_written_down(sign_in):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    name = open_customer(visitor)
    visitor.follow(page.get_by_role("link", name="Bezoek of notitie"))
    page.get_by_label("Wat wil je onthouden?").fill("Zoekt een leverancier voor schoonmaak.")
    visitor.follow(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_role("status").first).to_have_text(f"Opgeschreven bij {name}.")
    expect(page.locator("[aria-labelledby=stream]")).to_contain_text("Zoekt een leverancier voor schoonmaak.")
