"""Signing in by the firm's own OpenID Connect: a real provider lets in who was added before, and nobody else."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.installation import Installation, free_port, running
from tests.browser.visitor import Visitor
from tests.oidc_provider import CLIENT, PASSWORD, SECRET

KNOWN, STRANGER = "rosa@firma.example", "piet@firma.example"
ROSA = f"""
from django.utils import timezone
from klantkompas.web.staff import services
given = {{"name": "Rosa", "email": "{KNOWN}", "password": "een-lang-wachtwoord-2026", "language": "nl"}}
services.make_first_user(**given, at=timezone.now())
"""
AT_A_DESK = pytest.mark.parametrize("width", ["desktop"], indirect=True)


@contextmanager
def provider(folder: Path, callback: str) -> Iterator[str]:
    """A provider that sends back to this address; its own address."""
    command = [sys.executable, "-m", "tests.oidc_provider", str(folder), callback, KNOWN, STRANGER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A firm with one of two people, and a provider that knows both."""
    folder, port = Path(tmp_path_factory.mktemp("own")), free_port()
    callback = f"http://127.0.0.1:{port}/account/oidc/firm/login/callback/"
    with provider(folder, callback) as issuer, pytest.MonkeyPatch.context() as around:
        around.setenv("KLANTKOMPAS_OIDC_ISSUER", issuer)
        around.setenv("KLANTKOMPAS_OIDC_CLIENT_ID", CLIENT)
        around.setenv("KLANTKOMPAS_OIDC_CLIENT_SECRET", SECRET)
        around.setenv("KLANTKOMPAS_OIDC_NAME", "De firma")
        with running(folder / "firm", port=port) as installation:
            installation.do(ROSA)
            yield installation


def come_by_the_firm(visitor: Visitor, email: str) -> None:
    """Say at the firm's own provider who one is, and come back."""
    visitor.open("/account/login/")
    page = visitor.page
    page.get_by_role("link", name="De firma").click()
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_event("domcontentloaded", lambda there: there.url.startswith(visitor.address)):
        page.get_by_role("button", name="Sign In").click()
    visitor.look()


@AT_A_DESK
def test_who_was_added_comes_in_by_the_sign_in_of_the_firm(firm, visit):
    visitor = visit(firm.address)
    come_by_the_firm(visitor, KNOWN)
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Rosa")


@AT_A_DESK
def test_who_was_not_added_stays_outside(firm, visit):
    visitor = visit(firm.address)
    come_by_the_firm(visitor, STRANGER)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Je bent hier nog niet toegevoegd")
    visitor.open("/")
    expect(visitor.page).to_have_url(re.compile("/account/login/"))
