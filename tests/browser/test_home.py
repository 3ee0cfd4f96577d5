"""Journey: sign in, and find who needs me; search with the keyboard; help where I am."""

from playwright.sync_api import expect


def test_who_needs_me_is_the_first_thing_seen(sign_in, picture):
    visitor = sign_in("account_manager")
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anna Aarts")
    expect(page.get_by_role("heading", name="Wie jou nodig heeft")).to_be_visible()
    picture(visitor, "home")
    name = page.locator(".task h3 a").first.inner_text()
    visitor.follow(page.locator(".task h3 a").first)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_firm_as_a_whole_is_seen_by_its_director(sign_in, picture):
    visitor = sign_in("director")
    page = visitor.page
    picture(visitor, "home-director")
    visitor.open("/pictures")
    expect(page.locator("#names li").first).to_be_visible()
    expect(page.locator("img.drawing").first).to_be_visible()
    picture(visitor, "names")


def test_a_customer_is_found_with_the_keyboard(sign_in):
    visitor = sign_in("relationship_manager")
    page = visitor.page
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("bakk")
    expect(page.locator("#find-found a").first).to_be_visible()
    visitor.look()
    page.keyboard.press("ArrowDown")
    name = page.locator("#find-found a strong").first.inner_text()
    with page.expect_event("domcontentloaded"):
        page.keyboard.press("Enter")
    visitor.look()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_keys_and_the_words_are_explained(sign_in):
    visitor = sign_in("complaint_handler")
    page = visitor.page
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    visitor.look()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    visitor.open("/help")


def test_home_in_the_dark(sign_in):
    visitor = sign_in("relationship_manager")
    visitor.page.emulate_media(color_scheme="dark")
    for path in ("/", "/monday", "/customers", "/jobs"):
        visitor.open(path)
