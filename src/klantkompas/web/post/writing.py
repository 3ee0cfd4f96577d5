"""Writing to a customer about a complaint: a draft to change, to an address that is known."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from klantkompas.errors import UsageError
from klantkompas.web.care import complaints
from klantkompas.web.customers.models import Contact, Customer
from klantkompas.web.customers.queries import numbers
from klantkompas.web.post.letters import write
from klantkompas.web.post.models import Arrival, Letter
from klantkompas.web.staff.models import User
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import Language, failure, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter as it could be sent."""

    subject: str
    text: str


def addresses(fact: Any) -> dict[str, str]:
    """Address -> whose it is: of who mailed about a complaint, of who works at the customer, of the customer.

    Whether somebody agreed to be mailed is not asked: this answers what he asked himself.
    """
    customer = standing(fact)
    wrote = Arrival.objects.filter(complaint=fact).exclude(sender="").order_by("-pk")
    people = Contact.objects.filter(customer_id__in=numbers(customer)).exclude(email=None).order_by("pk")
    found = [(one.sender, one.sender_name) for one in wrote]
    found += [(one.email, one.name) for one in people] + [(customer.email or "", customer.name or "")]
    kept: dict[str, str] = {}
    for address, name in found:
        if "@" in address:
            kept.setdefault(address.strip().casefold(), name)
    return kept


def standing(fact: Any) -> Any:
    """The customer that a fact is of now."""
    customer = Customer.objects.select_related("merged_into").get(customer_id=fact.customer_id)
    return customer.merged_into or customer


def language_of(customer: Any, address: str) -> Language:
    """The language in which somebody is written to, Dutch where nobody said."""
    person = Contact.objects.filter(customer_id__in=numbers(customer), email__iexact=address).first()
    return "en" if person is not None and (person.language or "").casefold().startswith("en") else "nl"


def draft(fact: Any, *, by: User, name: str, language: Language) -> Draft:
    """What could be written now: that the complaint is here and what happens next, or the answer to it.

    Args:
        fact: the complaint.
        by: who writes.
        name: of who is written to; may be empty.
        language: of the letter.
    """
    case, number = getattr(fact, "case", None), fact.complaint_id or ""
    answered = case is not None and case.responded_on is not None
    promised = say("post.draft.here", language, day=complaints.answer_by(fact, case))
    body = case.response if case is not None and answered else promised
    hello = say("post.draft.hello", language, name=name) if name else say("post.draft.hello_nobody", language)
    lines = (hello, body, say("post.draft.greeting", language, name=by.name))
    subject = say("post.draft.answered" if answered else "post.draft.received", language, number=number)
    return Draft(subject=subject, text="\n\n".join(lines))


@transaction.atomic
def write_about(*, actor: User, fact: Any, to: str, subject: str, text: str, at: datetime, day: date) -> Letter:
    """Write to a customer about a complaint; the first letter acknowledges it.

    Args:
        actor: who writes.
        fact: the complaint.
        to: one of ``addresses``.
        subject: the number of the complaint is added where it is not there: an answer is known by it.
        text: plain.
        at: now.
        day: today.

    Raises:
        UsageError: the actor may not, or the address is nobody's at this customer.
    """
    need(actor, "complaint", "change")
    if not complaints.complaints(actor, "change").filter(pk=fact.pk).exists():
        raise failure(UsageError, "web_not_allowed")
    if to not in addresses(fact):
        raise failure(UsageError, "web_no_address", address=to)
    if fact.complaint_id and fact.complaint_id not in subject:
        subject = f"{subject} [{fact.complaint_id}]"
    last = Arrival.objects.filter(complaint=fact, sender=to).exclude(message_id="").first()
    letter = write(
        kind="complaint",
        to=to,
        subject=subject,
        text=text,
        at=at,
        by=actor,
        customer=standing(fact),
        complaint=fact,
        answers=last.message_id if last else "",
    )
    if fact.acknowledged_on is None:
        complaints.acknowledge(actor=actor, fact=fact, day=day, at=at)
    note(actor=actor, action="complaint.mailed", subject="complaint", subject_id=fact.pk, at=at, letter=letter.pk)
    return letter
