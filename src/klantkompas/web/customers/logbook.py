"""What people write down of a customer between two calls: hours, a visit, a call, a note. They become facts at once.

Whoever wrote something can take it back; the trail keeps both. The cost of an hour is not asked: the rules that hold
when figures are computed say it, unless the line has its own.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from klantkompas.errors import UsageError
from klantkompas.web.customers.facts import stored
from klantkompas.web.customers.models import FACTS, Activity, Note, TimeEntry
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import TrailLine, User
from klantkompas.web.staff.rights import Object, Verb
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

MOST_HOURS = Decimal(24)
TAKEN_BACK = "customer.taken_back"
_MADE = FACTS | {"notes": Note}
Made = Sequence[tuple[str, int]]


def reached(actor: User, customer: Any, thing: Object, verb: Verb) -> None:
    """Raises UsageError where an actor may not do this with a customer, or with what is known of him."""
    if not customers(actor, verb, thing=thing).filter(pk=customer.pk).exists():
        raise failure(UsageError, "web_not_allowed")


def wrote(*, actor: User, customer: Any, action: str, made: Made, at: datetime, **details: Any) -> TrailLine:
    """The trail of facts that somebody wrote, with what it takes to take them back."""
    note(actor=actor, action=action, subject="customer", subject_id=customer.pk, at=at, made=list(made), **details)
    return TrailLine.objects.filter(subject="customer", subject_id=str(customer.pk))[0]


@transaction.atomic
def log_hours(
    *,
    actor: User,
    customer: Any,
    hours: Decimal,
    day: date,
    at: datetime,
    activity: str = "",
    purpose: str | None = None,
) -> TrailLine:
    """Hours worked for a customer, by the actor.

    Args:
        actor: who worked.
        customer: for whom.
        hours: more than none, at most a day, in hundredths.
        day: when.
        at: now.
        activity: what was done, in the firm's words.
        purpose: ``acquire``, ``keep``, ``win_back`` or ``serve``; None: not said.

    Raises:
        UsageError: the actor may not, or so many hours do not go into a day.
    """
    reached(actor, customer, "fact", "create")
    entry = _hours(actor, customer, hours, day, activity=activity, purpose=purpose)
    made = [("time_entries", entry.pk)]
    return wrote(actor=actor, customer=customer, action="customer.hours", made=made, at=at, hours=str(hours))


@transaction.atomic
def log_visit(
    *,
    actor: User,
    customer: Any,
    kind: str,
    day: date,
    at: datetime,
    gave: str | None = None,
    text: str = "",
    hours: Decimal | None = None,
    purpose: str | None = None,
) -> TrailLine:
    """A visit, call, mail or note, with what was said and, where given, the hours it took.

    Args:
        actor: who did it.
        customer: with whom.
        kind: as in the fact table ``activities``.
        day: when.
        at: now.
        gave: which of the five wants it served; None: not said.
        text: what to remember.
        hours: that it took; None: not said.
        purpose: of the hours.

    Raises:
        UsageError: the actor may not, or so many hours do not go into a day.
    """
    reached(actor, customer, "fact", "create")
    whose = {"customer_id": customer.customer_id}
    contact = Activity.objects.create(**whose, date=day, kind=kind, employee=_called(actor), gave=gave)
    made = [("activities", contact.pk)]
    if text:
        written = Note.objects.create(customer=customer, activity=contact, day=day, text=text, by=actor, at=at)
        made.append(("notes", written.pk))
    if hours:
        entry = _hours(actor, customer, hours, day, activity=kind, purpose=purpose)
        made.append(("time_entries", entry.pk))
    return wrote(actor=actor, customer=customer, action="customer.contact", made=made, at=at, kind=kind)


def _hours(actor: User, customer: Any, hours: Decimal, day: date, *, activity: str, purpose: str | None) -> Any:
    if not 0 < hours <= MOST_HOURS:
        raise failure(UsageError, "web_hours_of_a_day", hours=hours)
    return TimeEntry.objects.create(
        customer_id=customer.customer_id,
        date=day,
        hours=stored(hours, "hours"),
        employee=_called(actor),
        activity=activity or None,
        purpose=purpose,
    )


def _called(actor: User) -> str:
    """The name under which the facts know somebody."""
    return actor.account_manager or actor.name


def last_written(actor: User, customer: Any, *, since: datetime) -> TrailLine | None:
    """What an actor wrote of a customer since a moment and did nothing after; None: there is nothing to take back."""
    his = TrailLine.objects.filter(subject="customer", subject_id=str(customer.pk), by=actor, at__gte=since)
    last = his.first()
    return last if last is not None and "made" in last.details else None


@transaction.atomic
def take_back(*, actor: User, customer: Any, line: TrailLine, at: datetime) -> None:
    """Take back what an actor wrote, all of it at once.

    Raises:
        UsageError: it is not his, or it was taken back before.
    """
    mine = line.by_id == actor.pk and line.subject == "customer" and line.subject_id == str(customer.pk)
    back = TrailLine.objects.filter(subject="customer", subject_id=line.subject_id, action=TAKEN_BACK)
    if not mine or "made" not in line.details or back.filter(details__line=line.pk).exists():
        raise failure(UsageError, "web_not_to_take_back")
    for table, pk in reversed(line.details["made"]):
        _MADE[table].objects.filter(pk=pk, **({"origin": None} if table != "notes" else {})).delete()
    note(actor=actor, action=TAKEN_BACK, subject="customer", subject_id=customer.pk, at=at, line=line.pk)
