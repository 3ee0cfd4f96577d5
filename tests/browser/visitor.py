"""Somebody before a browser who notices everything: what the console says, what fails to load, who cannot read it."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import CDPSession, ConsoleMessage, Locator, Page, Request, Response

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
CHECK = f"""axe.run(WHERE, {{runOnly: {{type: "tag", values: {json.dumps(LEVELS)}}}, resultTypes: ["violations"]}})
  .then(found => found.violations.map(one => one.id + ", " + one.help + ": " + one.nodes.map(
    node => node.target.join(" ") + " (" + node.any.concat(node.all, node.none).map(why => why.message).join("; ") + ")"
  ).join(" | ")))"""
# The check leaves empty attributes, which htmx would copy, and the policy forbid.
WITHOUT_A_TRACE = """document.querySelectorAll('[style=""]').forEach(one => one.removeAttribute("style"))"""
AS_READ = """document.documentElement.outerHTML + [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches]"""
# What differs in each answer and nobody reads: the token of a form.
NOT_READ = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
SOUND: set[bytes] = set()  # pages without a fault, as this process saw them
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DROPPED = "net::ERR_ABORTED"  # a download, or a question that was overtaken by the next page


@cache
def _axe() -> str:
    """The checker of accessibility, axe-core, as its package brings it."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


class Visitor:
    """A page, and what went wrong on it.

    Every page that is opened must be looked at (``look``): ``leave`` fails on what was passed over, as on every word of
    the console, every answer of 400 or more that was not expected, and every request without an answer.
    """

    def __init__(self, page: Page, address: str, pictures: str) -> None:
        self.page = page
        self.address = address
        self.noticed: list[str] = []
        self._expected: set[int] = set()
        self._passed_over: list[str] = []
        self._looks = 0
        self._pictures = pictures
        self._inside: CDPSession = page.context.new_cdp_session(page)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.noticed.append(f"script failed: {error}"))
        page.on("requestfailed", self._unanswered)
        page.on("response", self._answered)
        page.on("domcontentloaded", self._arrived)

    def open(self, path: str) -> None:
        """Go to an address of the application, and look."""
        self.page.goto(self.address + path)
        self._look_at_page()

    def follow(self, what: Locator) -> None:
        """Press a link or button that leads to a page, and look at that page."""
        with self.page.expect_event("domcontentloaded"):
            what.click()
        self.page.wait_for_load_state()
        self._look_at_page()

    def _look_at_page(self) -> None:
        """Check a page that was just answered: once, where it comes to the letter as it came before."""
        read = NOT_READ.sub("", self._evaluate(AS_READ)).encode()
        seen = hashlib.sha256(read).digest()
        if seen in SOUND:
            self._seen()
        else:
            self.look()
            SOUND.add(seen)

    def look(self, part: str | None = None) -> None:
        """Check the page as it stands: accessible at level A and AA, and no wider than the screen.

        Args:
            part: a selector of what folded out; the rest of the page was looked at before.
        """
        where = self.page.url.removeprefix(self.address)
        self._seen()
        self._evaluate(f"window.axe ? 0 : (() => {{ {_axe()} }})()")
        found = self._evaluate(CHECK.replace("WHERE", json.dumps(part) if part else "document"))
        self._evaluate(WITHOUT_A_TRACE)
        assert not found, f"{where} is not accessible:\n" + "\n".join(found)
        over = self._evaluate(TOO_WIDE)
        assert over <= 0, f"{where} is {over} pixels wider than the screen"

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Within the block an answer with this status is what should come."""
        self._expected.add(status)
        yield
        self.page.wait_for_load_state()
        self._expected.discard(status)

    def leave(self) -> None:
        """Fail on everything that went wrong."""
        assert not self.noticed, "\n".join(self.noticed)
        assert not self._passed_over, f"not looked at: {self._passed_over}"

    def _evaluate(self, script: str) -> Any:
        """Run a script as the developer's console does, which the policy of the page leaves alone."""
        answer = self._inside.send(
            "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True}
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _seen(self) -> None:
        """This page was reached, and none before it was passed over."""
        self._looks += 1
        self._keep_picture()
        assert len(self._passed_over) <= 1, f"not looked at: {self._passed_over[:-1]}"
        self._passed_over.clear()

    def _keep_picture(self) -> None:
        folder = os.environ.get("KLANTKOMPAS_SEEN")
        if folder:
            name = re.sub(r"\W+", "-", self._pictures).strip("-")
            self.page.screenshot(path=Path(folder) / f"{name}-{self._looks:02d}.png", full_page=True)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or not self.page.url.startswith(self.address):
            return
        if not any(f"status of {status}" in message.text for status in self._expected):
            self.noticed.append(f"{self.page.url}: the console says: {message.text}")

    def _unanswered(self, request: Request) -> None:
        if request.failure != DROPPED:
            self.noticed.append(f"{request.url} got no answer: {request.failure}")

    def _answered(self, response: Response) -> None:
        own = response.url.startswith(self.address)  # and not the sign-in of somebody else
        if own and response.status >= 400 and response.status not in self._expected:
            self.noticed.append(f"{response.url} was answered with {response.status}")

    def _arrived(self, page: Page) -> None:
        own = page.url.startswith(self.address)
        if own and page.url not in self._passed_over[-1:]:
            self._passed_over.append(page.url)  # once, where a page renews itself
