"""Browser tests: a real Chromium before a real server, at the width of a phone, a tablet and a desk.

All of them run in one process (``xdist_group``), so that there is one server; each finds the installation as it was
kept. ``KLANTKOMPAS_SEEN=folder`` keeps a picture of every page that is looked at; ``KLANTKOMPAS_PICTURES=folder`` those
of the documentation. ``KLANTKOMPAS_FIRM=folder`` keeps the example firm there for the next run.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import NOT_FOUND, QUIET, found
from tests.browser.installation import Installation, running
from tests.browser.visitor import Visitor

WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}


def pytest_itemcollected(item: pytest.Item) -> None:
    """One process for all browser tests."""
    item.add_marker(pytest.mark.xdist_group("browser"))
    item.add_marker(pytest.mark.browser)


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    """The device: phone, tablet or desktop."""
    return str(request.param)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one module; it must be gone before others that use no browser run."""
    path = found()
    if path is None:
        pytest.skip(NOT_FOUND)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, width: str, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Visitor]]:
    """Come to an address with a device, and be asked at the end what went wrong."""
    across, down = WIDTHS[width]
    small = width != "desktop"
    visitors: list[Visitor] = []
    contexts = []

    def come(address: str) -> Visitor:
        context = browser.new_context(
            viewport={"width": across, "height": down},
            is_mobile=small,
            has_touch=small,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        visitors.append(Visitor(context.new_page(), address, f"{request.node.name}-{len(visitors) + 1}"))
        return visitors[-1]

    yield come
    try:
        for visitor in visitors:
            visitor.leave()
    finally:
        for context in contexts:
            context.close()


@pytest.fixture
def picture(width: str) -> Callable[[Visitor, str], None]:
    """Keep a picture for the documentation: only when asked for, at the width of a desk unless said."""

    def keep(visitor: Visitor, name: str, at: str = "desktop") -> None:
        folder = os.environ.get("KLANTKOMPAS_PICTURES")
        if folder and at == width:
            visitor.page.screenshot(path=Path(folder) / f"{name}.png", caret="initial")  # hiding it needs a style

    return keep


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[Installation]:
    """A new installation, in which nobody is yet."""
    with running(tmp_path / "firm") as installation:
        yield installation


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example firm, made once by ``klantkompas serve --example``."""
    folder = os.environ.get("KLANTKOMPAS_FIRM") or tmp_path_factory.mktemp("example") / "firm"
    with running(Path(folder), "--example", patience=300) as installation:
        installation.keep()
        yield installation
        installation.set_back()


@pytest.fixture
def firm(example: Installation) -> Installation:
    """The example firm as it was made, whatever another test did to it."""
    example.set_back()
    return example


@pytest.fixture
def sign_in(firm: Installation, visit: Callable[[str], Visitor]) -> Callable[[str], Visitor]:
    """Come in as the one of the example firm who has a role."""

    def as_one(role: str) -> Visitor:
        visitor = visit(firm.address)
        visitor.open("/")
        email, password = firm.people[role]
        visitor.page.get_by_label("E-mail").fill(email)
        visitor.page.get_by_label("Wachtwoord").fill(password)
        visitor.follow(visitor.page.get_by_role("button", name="Log in"))
        return visitor

    return as_one
