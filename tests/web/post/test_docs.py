"""What the page for whoever looks after the system says of mail is what the software does."""

from datetime import timedelta

from docs.generate import DOCS
from klantkompas.rules import CareRules
from klantkompas.web import settings as surroundings
from klantkompas.web.post import arriving, mailbox, reading, reminders, sending

PAGE = " ".join((DOCS / "how-to" / "mail.md").read_text(encoding="utf-8").split())


def test_the_pauses_are_those_of_the_page():
    minutes, half_an_hour, two, twelve, *days = sending.PAUSES
    assert (minutes, half_an_hour, two, twelve) == (
        *(timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)),
        timedelta(hours=12),
    )
    assert set(days[:-1]) == {timedelta(days=1)} and sum(sending.PAUSES, timedelta()) == timedelta(days=5)
    assert "after 5 minutes, 30 minutes, 2 hours, 12 hours, and every day until five days" in PAGE


def test_the_bounds_are_those_of_the_page():
    assert (reading.MOST_ENCLOSED, reading.LARGEST_ENCLOSED, reading.LONGEST_TEXT) == (10, 10_000_000, 20_000)
    assert "At most ten attachments of ten megabytes are kept, and text of 20,000 characters" in PAGE
    assert (mailbox.LARGEST, arriving.MOST_A_DAY) == (25_000_000, 20)
    assert timedelta(days=90) == arriving.FORGOTTEN_AFTER and "thrown away after 90 days" in PAGE
    assert "over 25 megabytes" in PAGE and "at most twenty mails a day" in PAGE


def test_the_rules_are_those_of_the_page():
    rules = CareRules()
    assert (rules.remind_days, rules.mark_days, rules.mark_pause_days, rules.mark_after) == (2, 3, 180, ("complaint",))
    assert "due within two days" in PAGE and "three days after a complaint" in PAGE and "once in 180 days" in PAGE
    assert reminders.FROM_HOUR == 7 and "from seven o'clock" in PAGE


def test_every_surrounding_of_mail_is_on_the_page():
    said = surroundings.__doc__ or ""
    named = {f"KLANTKOMPAS_{name}" for name in ("SMTP", "IMAP", "MAIL_FROM", "ADDRESS")}
    assert all(one in said and f"`{one}`" in PAGE for one in named)
