"""Letters on paper: the card in an envelope with a window, and the answer to a complaint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import formats, translation

from klantkompas.web.care.cards import Sent
from klantkompas.web.care.models import Letterhead
from klantkompas.web.staff.models import User
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import Language, say

HOME = ("", "nl", "nederland", "the netherlands", "netherlands")  # mail within the country names none


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter to one customer.

    Attributes:
        address: lines that stand behind the window of the envelope.
        dated: place and day; reference: number of what it is about, or empty.
        about: what it is about; parts: what it says, a paragraph each.
        link: the address in its code, with ``how`` to use it; both empty where there is none.
        closing: with which it ends.
    """

    address: Sequence[str]
    dated: str
    reference: str
    about: str
    parts: Sequence[str]
    link: str
    how: str
    closing: str


def letterhead() -> Letterhead:
    """What stands on every letter; empty where nobody wrote it yet."""
    return Letterhead.objects.first() or Letterhead(pk=1)


@transaction.atomic
def keep_letterhead(*, actor: User, given: dict[str, str], at: datetime) -> None:
    """Change what stands on every letter.

    Args:
        actor: who does it.
        given: its columns.
        at: now.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "card", "create")
    Letterhead.objects.update_or_create(pk=1, defaults=given)
    note(actor=actor, action="letterhead.changed", subject="letterhead", subject_id=1, at=at)


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def address_of(customer: Any, language: Language) -> list[str]:
    """Name and address as they stand behind a window: the country only where it is another one.

    Args:
        customer: to whom.
        language: in which it is said that there is no address.
    """
    street = lines_of(customer.address or "")
    place = "  ".join(part for part in (customer.postcode, customer.city) if part)
    country = customer.country or ""
    rest = [*street, *lines_of(place), *([] if country.strip().casefold() in HOME else [country.upper()])]
    return [str(customer), *(rest or [say("letter.no_address", language)])]


def card_letters(sent: Sequence[Sent], *, address: str, firm: str, day: date, language: Language) -> list[Letter]:
    """The card as a letter, for each.

    Args:
        sent: cards, with the tokens that go on them.
        address: of the public page, without the token.
        firm: whose top it is that calls.
        day: today.
        language: of the letters.
    """
    head = letterhead()
    own = head.card_nl if language == "nl" else head.card_en
    parts = lines_of(own) or [say(f"care.card.{name}", language, firm=firm) for name in ("text", "promise")]
    return [
        Letter(
            address=address_of(one.customer, language),
            dated=_dated(head.place, day, language),
            reference="",
            about=say("care.card.title", language),
            parts=[say("letter.greeting", language), *parts],
            link=f"{address}{one.token}",
            how=say("letter.how", language),
            closing=say("letter.closing", language),
        )
        for one in sent
    ]


def answer_letter(fact: Any, *, response: str, day: date, language: Language) -> Letter:
    """The answer to a complaint as a letter.

    Args:
        fact: the complaint.
        response: what the customer is told.
        day: today.
        language: of the letter.
    """
    received = say("letter.complaint.received", language, day=fact.opened_on)
    remedy = [say("letter.complaint.remedy", language, what=fact.remedy)] if fact.remedy else []
    return Letter(
        address=address_of(fact.customer, language),
        dated=_dated(letterhead().place, day, language),
        reference=say("letter.reference", language, number=fact.complaint_id) if fact.complaint_id else "",
        about=say("letter.complaint.about", language),
        parts=[say("letter.greeting", language), received, *lines_of(response), *remedy],
        link="",
        how="",
        closing=say("letter.closing", language),
    )


def _dated(place: str, day: date, language: Language) -> str:
    with translation.override(language):
        written = formats.date_format(day, "j F Y")
    return f"{place}, {written}" if place else written
