"""Where this machine has a Chromium. ``python -m tests.browser.chromium`` says in one line when there is none."""

import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NOT_FOUND = (
    "No Chromium was found, so the tests in tests/browser are left out: install the package chromium to run them."
)


def found() -> str | None:
    """The path of a Chromium: the system's, else the one that Playwright brought; None where there is neither."""
    return next((path for name in NAMES if (path := shutil.which(name))), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__" and found() is None:
    sys.stdout.write(f"{NOT_FOUND}\n")
