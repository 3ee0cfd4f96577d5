"""Journey of a complaint that comes by mail: from a real mailbox, by a real server, until the customer agrees."""

import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.installation import Installation, running
from tests.browser.visitor import Visitor
from tests.mail_servers import ImapServer, SmtpServer

PASSWORD = "een-lang-wachtwoord-2026"
AWHILE = 60.0  # seconds until mail went round
PEOPLE = f"""
from django.utils import timezone
from klantkompas.web.customers.models import Contact, Customer, Figures
from klantkompas.web.staff import services
at = timezone.now()
dirk = services.make_first_user(name="Dirk", email="dirk@firma.example", password="{PASSWORD}", language="nl", at=at)
settings = {{"name": "Karim", "language": "nl", "roles": ("complaint_handler",)}}
services.add_person(actor=dirk, email="karim@firma.example", password="{PASSWORD}", at=at, settings=settings)
linde = Customer.objects.create(customer_id="K1", name="Bakkerij De Linde", sort_name="bakkerij de linde")
Figures.objects.create(customer=linde)
Contact.objects.create(customer_id="K1", name="Els Smit", email="els@linde.example")
"""


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def imap() -> Iterator[ImapServer]:
    server = ImapServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer, imap: ImapServer) -> Iterator[Installation]:
    """A firm of two people and one customer, whose mail goes and comes."""
    with pytest.MonkeyPatch.context() as around:
        around.setenv("KLANTKOMPAS_SMTP", smtp.url)
        around.setenv("KLANTKOMPAS_IMAP", imap.url)
        around.setenv("KLANTKOMPAS_MAIL_FROM", "Service <service@firma.example>")
        with running(Path(tmp_path_factory.mktemp("mail")) / "firm") as installation:
            installation.do(PEOPLE)
            yield installation


def goes_round(visitor: Visitor, until: Callable[[], bool]) -> None:
    """Mail is sent and fetched, as the button asks."""
    visitor.open("/post")
    visitor.follow(visitor.page.get_by_role("button", name="Verstuur en haal post op"))
    end = time.monotonic() + AWHILE
    while not until():
        assert time.monotonic() < end, "the mail does not go round"
        time.sleep(0.2)


def test_a_mail_becomes_a_complaint_that_is_acknowledged_answered_and_closed(firm, smtp, imap, visit, picture):
    imap.put(mail("De taart was een dag te laat, en niemand belde."))
    sent = len(smtp.taken)
    visitor = visit(firm.address)
    page = visitor.page
    visitor.open("/account/login/")
    page.get_by_label("E-mail").fill("karim@firma.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    visitor.follow(page.get_by_role("button", name="Log in"))
    goes_round(visitor, lambda: imap.unseen() == 0)
    visitor.open("/complaints")
    visitor.follow(page.locator(".board a", has_text="Bakkerij De Linde").last)
    expect(page.locator("main")).to_contain_text("niemand belde")
    number = re.search(r"K\d{4}-\d{5}", page.get_by_role("heading", level=1).inner_text()).group()

    mail_it(visitor)
    expect(page.locator(".way [aria-current]")).to_have_text("bevestigd")
    there = page.url.removeprefix(firm.address)
    goes_round(visitor, lambda: len(smtp.taken) == sent + 1)
    assert smtp.taken[-1]["To"].addresses[0].addr_spec == "els@linde.example"
    assert number in smtp.taken[-1]["Subject"]

    visitor.open(there)
    form = page.locator("details", has=page.locator("summary", has_text="Beantwoord"))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label("ja", exact=True).check()
    form.get_by_label("Antwoord aan de klant").fill("Je had gelijk. Morgen komt een nieuwe, en wij bellen vooraf.")
    form.get_by_label("Oorzaak").fill("niet gebeld")
    visitor.follow(form.get_by_role("button", name="Beantwoord"))
    mail_it(visitor)
    picture(visitor, "complaint-by-mail")
    goes_round(visitor, lambda: len(smtp.taken) == sent + 2)
    assert "wij bellen vooraf" in smtp.taken[-1].get_content()

    imap.put(mail("Prima zo, dank je.", answers=smtp.taken[-1]["Message-ID"]))
    goes_round(visitor, lambda: imap.unseen() == 0)
    visitor.open(there)
    expect(page.locator("[aria-labelledby=mail] summary", has_text="van els@linde.example")).to_have_count(2)
    form = page.locator("details", has=page.locator("summary", has_text=re.compile("^Sluit")))
    form.get_by_label("ja", exact=True).check()
    visitor.follow(form.get_by_role("button", name="Sluit"))
    expect(page.locator(".way [aria-current]")).to_have_text("gesloten")


def mail(text: str, answers: str = "") -> EmailMessage:
    """A mail of the customer, of a number of its own."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Els Smit <els@linde.example>", "klacht@firma.example", "Te laat"
    made["Message-ID"] = f"<{time.monotonic_ns()}@linde.example>"
    if answers:
        made["In-Reply-To"] = answers
    made.set_content(text)
    return made


def mail_it(visitor: Visitor) -> None:
    """The letter that is proposed goes to the customer."""
    form = visitor.page.locator("details", has=visitor.page.locator("summary", has_text="Mail de klant"))
    form.locator("summary").click()
    visitor.follow(form.get_by_role("button", name="Verstuur"))
    expect(visitor.page.get_by_role("status").first).to_contain_text("els@linde.example")
