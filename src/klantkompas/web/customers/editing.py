"""Customers, the people there, documents and decisions: made, changed and taken away by people.

Everything is written in the trail of the customer with what it was and what it became. Two people who change one
customer at once are told: nothing is saved until the second has seen what the first changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from klantkompas.errors import UsageError
from klantkompas.ledger.tables import table
from klantkompas.web.customers.logbook import reached, wrote
from klantkompas.web.customers.models import FACTS, Contact, Customer, Document, Figures
from klantkompas.web.customers.queries import managers
from klantkompas.web.customers.search import learn
from klantkompas.web.staff.models import TrailLine, User
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

MOST_BYTES = 25 << 20
COLUMNS = tuple(column.name for column in table("customers").columns if column.name != "customer_id")
CONSENT = ("may_mail", "may_call")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What somebody else changed while the actor was writing.

    Attributes:
        column: of the customer.
        was, now: before and after, as they are stored.
        by: who; None where it was an import.
    """

    column: str
    was: Any
    now: Any
    by: str | None


def plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as they go into the trail and into a page: dates as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in columns.items()}


@transaction.atomic
def create(*, actor: User, columns: Mapping[str, Any], at: datetime) -> Any:
    """A new customer, found by search at once and with an empty line of figures.

    Args:
        actor: who adds it; who may add only his own becomes its account manager.
        columns: of the fact table ``customers``, as they are stored; without ``customer_id`` it gets a number.
        at: now.

    Raises:
        UsageError: the actor may not, or the number is taken.
    """
    need(actor, "customer", "create")
    names = managers(actor, "customer", "create")
    given = {name: value for name, value in columns.items() if value is not None}
    if names is not None and given.get("account_manager") not in names:
        given["account_manager"] = actor.account_manager
    number = given.setdefault("customer_id", _next_number())
    if Customer.objects.filter(customer_id=number).exists():
        raise failure(UsageError, "web_number_taken", number=number)
    made = Customer.objects.create(**given)
    Figures.objects.create(customer=made)
    learn(Customer.objects.filter(pk=made.pk))
    note(actor=actor, action="customer.made", subject="customer", subject_id=made.pk, at=at, after=plain(given))
    return made


def _next_number() -> str:
    """A number for who has none yet in the firm's own administration."""
    newest: int = Customer.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return f"N{newest + 1}"


@transaction.atomic
def change(
    *, actor: User, customer: Any, was: Mapping[str, Any], columns: Mapping[str, Any], at: datetime
) -> Sequence[Theirs] | None:
    """Change columns of a customer, unless somebody else changed him since the actor began.

    Args:
        actor: who.
        customer: whom, with the version that the actor saw.
        was: the columns that the actor saw, as they are stored (dates may be text).
        columns: as they shall be.
        at: now.

    Returns:
        None where it is saved; else what somebody else changed meanwhile, and then nothing is saved.

    Raises:
        UsageError: the actor may not.
    """
    reached(actor, customer, "customer", "change")
    now = Customer.objects.select_for_update().get(pk=customer.pk)
    if now.version != customer.version:
        return _theirs(now, was)
    changed(actor=actor, customer=now, columns=columns, action="customer.changed", at=at)
    return None


def changed(
    *, actor: User, customer: Any, columns: Mapping[str, Any], action: str, at: datetime, **details: Any
) -> None:
    """Write columns of a customer that differ, raise his version, and keep before and after in the trail."""
    after = {name: value for name, value in columns.items() if getattr(customer, name) != value}
    if not after and not details:
        return
    before = {name: getattr(customer, name) for name in after}
    Customer.objects.filter(pk=customer.pk).update(**after, version=customer.version + 1)
    customer.refresh_from_db()
    learn(Customer.objects.filter(pk=customer.pk))
    told = {"version": customer.version, "before": plain(before), "after": plain(after)}
    note(actor=actor, action=action, subject="customer", subject_id=customer.pk, at=at, **told, **details)


def _theirs(now: Any, was: Mapping[str, Any]) -> list[Theirs]:
    """Columns that are no longer what somebody saw, and who changed them last."""
    lines = TrailLine.objects.filter(subject="customer", subject_id=str(now.pk)).select_related("by")
    by: dict[str, str] = {}
    for line in lines[:50]:
        for name in line.details.get("after", ()):
            by.setdefault(name, str(line.by))
    current = plain({name: getattr(now, name) for name in was})
    return [
        Theirs(column=name, was=seen, now=current[name], by=by.get(name))
        for name, seen in was.items()
        if current[name] != seen
    ]


@transaction.atomic
def save_contact(*, actor: User, customer: Any, contact: Any | None, columns: Mapping[str, Any], at: datetime) -> Any:
    """Add somebody who works at a customer, or change what is known of him.

    Args:
        actor: who does.
        customer: where he works.
        contact: whom to change; None: somebody new.
        columns: of the fact table ``contacts``.
        at: now.

    Raises:
        UsageError: the actor may not, or he may be mailed or called and nobody says where he agreed to that.
    """
    reached(actor, customer, "fact", "change" if contact else "create")
    if any(columns.get(name) for name in CONSENT) and not columns.get("consent_source"):
        raise failure(UsageError, "web_consent_from_where")
    known = contact or Contact(customer_id=customer.customer_id)
    before = {name: getattr(known, name) for name, value in columns.items() if getattr(known, name) != value}
    for name, value in columns.items():
        setattr(known, name, value)
    known.save()
    learn(Customer.objects.filter(pk=customer.pk))
    told = {"before": plain(before), "after": plain({name: columns[name] for name in before})}
    action = "customer.contact_changed" if contact else "customer.contact_added"
    note(actor=actor, action=action, subject="customer", subject_id=customer.pk, at=at, contact=known.pk, **told)
    return known


@transaction.atomic
def remove_contact(*, actor: User, customer: Any, contact: Any, at: datetime) -> None:
    """Take somebody out who no longer works at a customer; the trail keeps that it was done, not who he was.

    Raises:
        UsageError: the actor may not.
    """
    reached(actor, customer, "fact", "change")
    pk = contact.pk
    contact.delete()
    learn(Customer.objects.filter(pk=customer.pk))
    action = "customer.contact_removed"
    note(actor=actor, action=action, subject="customer", subject_id=customer.pk, at=at, contact=pk)


@transaction.atomic
def add_document(*, actor: User, customer: Any, file: "UploadedFile[bytes]", at: datetime) -> Document:
    """Keep a file about a customer.

    Raises:
        UsageError: the actor may not, or it is larger than ``MOST_BYTES``.
    """
    reached(actor, customer, "fact", "create")
    if (file.size or 0) > MOST_BYTES:
        raise failure(UsageError, "web_document_large", most=MOST_BYTES >> 20)
    kept = Document.objects.create(customer=customer, name=(file.name or "")[:200], file=file, by=actor, at=at)
    told = {"document": kept.pk, "name": kept.name}
    note(actor=actor, action="customer.document_added", subject="customer", subject_id=customer.pk, at=at, **told)
    return kept


@transaction.atomic
def remove_document(*, actor: User, customer: Any, document: Document, at: datetime) -> None:
    """Throw a file about a customer away, for good.

    Raises:
        UsageError: the actor may not.
    """
    reached(actor, customer, "fact", "change")
    told = {"document": document.pk, "name": document.name}
    storage, name = document.file.storage, str(document.file.name)
    document.delete()
    transaction.on_commit(lambda: storage.delete(name))
    note(actor=actor, action="customer.document_removed", subject="customer", subject_id=customer.pk, at=at, **told)


@transaction.atomic
def decide(
    *,
    actor: User,
    customer: Any,
    kind: str,
    value: str | None,
    reason: str,
    until: date | None,
    day: date,
    at: datetime,
) -> TrailLine:
    """Lay down what somebody decided about a relation, until a day or for good; can be taken back at once.

    Args:
        actor: who decides.
        customer: about whom.
        kind: as in the fact table ``decisions``.
        value: with ``type_override`` the type; else None.
        reason: why.
        until: the last day on which it holds; None: until it is ended.
        day: the first day.
        at: now.

    Raises:
        UsageError: the actor may not, the end lies before the beginning, or a type is set and not which.
    """
    reached(actor, customer, "fact", "create")
    if (kind == "type_override") != bool(value):
        raise failure(UsageError, "web_which_type")
    if until is not None and until < day:
        raise failure(UsageError, "web_ends_before", first=day, last=until)
    whose = {"customer_id": customer.customer_id, "by": actor.account_manager or actor.name}
    line = FACTS["decisions"].objects.create(**whose, date=day, kind=kind, value=value, reason=reason, until=until)
    made = [("decisions", line.pk)]
    return wrote(actor=actor, customer=customer, action="customer.decided", made=made, at=at, decision=kind)


@transaction.atomic
def end_decision(*, actor: User, customer: Any, decision: Any, day: date, at: datetime) -> None:
    """A decision holds no longer from a day on; that it held stays a fact.

    Raises:
        UsageError: the actor may not.
    """
    reached(actor, customer, "fact", "change")
    before = {"until": decision.until}
    decision.until = max(day - timedelta(days=1), decision.date - timedelta(days=1))
    decision.save(update_fields=["until"])
    told = {"decision": decision.kind, "before": plain(before), "after": plain({"until": decision.until})}
    note(actor=actor, action="customer.decision_ended", subject="customer", subject_id=customer.pk, at=at, **told)
