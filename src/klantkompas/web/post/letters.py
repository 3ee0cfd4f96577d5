"""Letters: written in the transaction of what they are written for, so that neither is there without the other."""

from datetime import datetime
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet

from klantkompas.errors import UsageError
from klantkompas.web.care.complaints import complaints
from klantkompas.web.customers.models import Contact
from klantkompas.web.customers.queries import managers, numbers
from klantkompas.web.post.models import Kind, Letter
from klantkompas.web.post.servers import sender
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Object, Verb
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

LONGEST_SUBJECT = 200
# Whose right a letter asks, by what it is for.
THINGS: dict[str, Object] = {"card": "card", "complaint": "complaint", "mark": "complaint"}


def write(
    *, kind: Kind, to: str, subject: str, text: str, at: datetime, by: User | None = None, **about: Any
) -> Letter:
    """Write a letter; it goes when the transaction it is written in is kept.

    Args:
        kind: what it is for.
        to: one address.
        subject: on one line: what follows a line break would be read as a heading of the mail.
        text: plain; ``{link}`` in it becomes ``about["link"]``.
        at: now.
        by: who writes; None: nobody in particular.
        about: its other columns: ``customer``, ``complaint``, ``user``, ``link``, ``occasion``, ``answers``.

    Raises:
        UsageError: ``to`` is no address.
    """
    domain = parseaddr(sender())[1].rpartition("@")[2] or "klantkompas.invalid"
    return Letter.objects.create(
        kind=kind,
        to=_address(to),
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=text,
        at=at,
        next_at=at,
        by=by,
        message_id=f"<{uuid4().hex}@{domain}>",
        **about,
    )


def _address(written: str) -> str:
    to = written.strip()
    try:
        validate_email(to)
    except ValidationError:
        raise failure(UsageError, "web_no_address", address=to) from None
    return to


@transaction.atomic
def again(*, actor: User, letter: Letter, to: str, at: datetime) -> None:
    """Try a letter once more from the start, to the same address or a better one.

    Raises:
        UsageError: the actor may not, it was sent meanwhile, or ``to`` is no address.
    """
    if not letters(actor, "create").filter(pk=letter.pk, state="failed").exists():
        raise failure(UsageError, "web_letter_not_failed")
    Letter.objects.filter(pk=letter.pk, state="failed").update(
        state="waiting", to=_address(to), next_at=at, attempts=0, why="", said=""
    )
    changed = to.strip() != letter.to
    note(actor=actor, action="letter.again", subject="letter", subject_id=letter.pk, at=at, other_address=changed)


def letters(actor: User, verb: Verb = "view") -> "QuerySet[Letter]":
    """The letters an actor may reach: of what they are written for he has the right, or they are to himself."""
    mine = Q(user=actor)
    for kind, thing in THINGS.items():
        if actor.may(thing, verb):
            mine |= Q(kind=kind) & _within_reach(managers(actor, thing, verb))
    hidden = Q(complaint__case__about=actor)
    return Letter.objects.filter(mine).exclude(hidden).select_related("customer", "complaint", "by")


def _within_reach(names: list[str] | None) -> Q:
    """Of customers of these account managers, or merged into one of theirs; None: of everybody."""
    if names is None:
        return Q()
    return Q(customer__account_manager__in=names) | Q(customer__merged_into__account_manager__in=names)


def of_complaint(actor: User, fact: Any) -> "QuerySet[Letter]":
    """The letters about a complaint, in their order."""
    reached = complaints(actor).filter(pk=fact.pk)
    return Letter.objects.filter(complaint__in=reached).select_related("by").order_by("at", "pk")


def may_be_mailed(customer: Any) -> Any | None:
    """The person at a customer who agreed to be mailed; None where nobody did."""
    people = Contact.objects.filter(customer_id__in=numbers(customer), may_mail=True).exclude(email=None)
    return people.exclude(email="").order_by("pk").first()
