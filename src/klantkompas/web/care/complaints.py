"""Complaints followed from the day they come in until the customer agrees, and their cause until it is gone.

Steps (ISO 10002): received -> acknowledged -> assigned -> answered -> closed. The clock stands while the customer has
to do something. Nobody handles a complaint about himself. A cause that was changed is counted before and after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args

from django.db import transaction
from django.db.models import Q, QuerySet

from klantkompas.errors import UsageError
from klantkompas.ledger.tables import table
from klantkompas.web.care.cards import working_day
from klantkompas.web.care.causes import Cause, counted
from klantkompas.web.care.models import Case
from klantkompas.web.customers.facts import stored
from klantkompas.web.customers.models import Complaint
from klantkompas.web.customers.queries import customers, managers
from klantkompas.web.customers.tasks import settle
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Verb
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

Step = Literal["received", "acknowledged", "assigned", "investigated", "answered", "closed"]
STEPS: tuple[Step, ...] = get_args(Step)
CHANNELS = ("phone", "email", "visit", "letter", "web")
SEVERITIES: tuple[str, ...] = table("complaints").column("severity").choices
JUSTIFIED: tuple[str, ...] = table("complaints").column("justified").choices
RECOVERY = "recovery"  # the action of the playbook that closing a complaint ends
ACKNOWLEDGE_DAYS = 2  # working days
ANSWER_DAYS = 14  # days of a running clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far a complaint is.

    Attributes:
        fact: the line of ``complaints``.
        case: what is kept beside it; None where it was only ever a line of a file.
        taken: the steps that were taken, in their order; a firm may leave some out.
        due: the day by which the next one must be; None while the clock stands, and when it is closed.
        late: whether that day has passed.
    """

    fact: Any
    case: Case | None
    taken: tuple[Step, ...]
    due: date | None
    late: bool

    @property
    def step(self) -> Step:
        """The last one that was taken."""
        return self.taken[-1]


def way(fact: Any, *, on: date) -> Way:
    """How far a complaint is on a day."""
    case = getattr(fact, "case", None)
    taken = _taken(fact, case)
    due = _due(fact, case, taken[-1])
    return Way(fact=fact, case=case, taken=taken, due=due, late=due is not None and due < on)


def _taken(fact: Any, case: Case | None) -> tuple[Step, ...]:
    marks: Mapping[Step, object] = {
        "received": fact.opened_on,
        "acknowledged": fact.acknowledged_on,
        "assigned": case and case.handler_id,
        "investigated": case and case.found_on,
        "answered": case and case.responded_on,
        "closed": fact.resolved_on,
    }
    return tuple(step for step in STEPS if marks[step] is not None)


def _due(fact: Any, case: Case | None, step: Step) -> date | None:
    if step == "closed" or (case is not None and case.paused_since is not None):
        return None
    if step == "received":
        return working_day(fact.opened_on, ACKNOWLEDGE_DAYS)
    return answer_by(fact, case)


def answer_by(fact: Any, case: Case | None) -> date:
    """The day by which the customer has his answer."""
    stood = case.paused_days if case is not None else 0
    last: date = fact.opened_on + timedelta(days=ANSWER_DAYS + stood)
    return last


def complaints(actor: User, verb: Verb = "view") -> "QuerySet[Any]":
    """The complaints an actor may reach; who it is about does not see who complained of him."""
    lines: QuerySet[Any] = Complaint.objects.select_related("customer", "case__handler", "case__about")
    names = managers(actor, "complaint", verb)
    if names is not None:
        lines = lines.filter(customer__account_manager__in=names)
    return lines.exclude(case__about=actor)


def still_open(actor: User, *, on: date) -> list[Way]:
    """What is not closed, what is due first stands first."""
    ways = [way(one, on=on) for one in complaints(actor).filter(resolved_on=None)]
    return sorted(ways, key=lambda one: (one.due is None, one.due or date.max, one.fact.pk))


@transaction.atomic
def receive(
    *,
    actor: User,
    customer: Any,
    text: str,
    remedy_asked: str,
    channel: str,
    severity: str,
    about: User | None,
    day: date,
    at: datetime,
) -> Any:
    """Take in a complaint: it has a number from now on.

    Args:
        actor: who takes it in.
        customer: who complains.
        text: what was said.
        remedy_asked: what the customer wants; may be empty.
        channel: one of ``CHANNELS``.
        severity: ``large`` or ``small``.
        about: the colleague it is about; None: nobody in particular.
        day: when it came in.
        at: now.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "complaint", "create")
    if not customers(actor, "create", thing="complaint").filter(pk=customer.pk).exists():
        raise failure(UsageError, "web_not_allowed")
    return take_in(
        actor=actor,
        customer=customer,
        text=text,
        channel=channel,
        day=day,
        at=at,
        severity=severity,
        remedy_asked=remedy_asked,
        about=about,
    )


def take_in(
    *,
    actor: User | None,
    customer: Any,
    text: str,
    channel: str,
    day: date,
    at: datetime,
    severity: str | None = None,
    remedy_asked: str = "",
    about: User | None = None,
) -> Any:
    """A complaint, whoever brought it: a colleague (``receive``), or nobody: it came by mail, and is not judged yet."""
    fact = Complaint.objects.create(customer_id=customer.customer_id, opened_on=day, severity=severity)
    fact.complaint_id = f"K{day:%Y}-{fact.pk:05d}"
    fact.save(update_fields=["complaint_id"])
    Case.objects.create(fact=fact, channel=channel, text=text, remedy_asked=remedy_asked, about=about)
    _noted(actor, fact, "received", at)
    return fact


def _noted(actor: User | None, fact: Any, what: str, at: datetime, **details: Any) -> None:
    note(actor=actor, action=f"complaint.{what}", subject="complaint", subject_id=fact.pk, at=at, **details)


def _case(actor: User, fact: Any) -> Case:
    """What is kept beside a complaint, made where it was only a line; the actor may work on it.

    Raises:
        UsageError: he may not, or it is about him.
    """
    need(actor, "complaint", "change")
    if not complaints(actor, "change").filter(pk=fact.pk).exists():
        raise failure(UsageError, "web_not_allowed")
    return Case.objects.get_or_create(fact=fact)[0]


@transaction.atomic
def acknowledge(*, actor: User, fact: Any, day: date, at: datetime) -> None:
    """The customer was told that the complaint is here, and what happens next."""
    _case(actor, fact)
    Complaint.objects.filter(pk=fact.pk, acknowledged_on=None).update(acknowledged_on=day)
    _noted(actor, fact, "acknowledged", at)


@transaction.atomic
def assign(*, actor: User, fact: Any, handler: User, at: datetime) -> None:
    """Give a complaint to somebody.

    Raises:
        UsageError: the actor may not, or it is about the one it is given to.
    """
    case = _case(actor, fact)
    if case.about_id == handler.pk:
        raise failure(UsageError, "web_complaint_about", name=handler.name)
    Case.objects.filter(pk=case.pk).update(handler=handler)
    _noted(actor, fact, "assigned", at, handler=handler.pk)


@transaction.atomic
def pause(*, actor: User, fact: Any, day: date, at: datetime) -> None:
    """The customer has to do something first: the clock stands, or runs again."""
    case = _case(actor, fact)
    if case.paused_since is None:
        case.paused_since = day
    else:
        case.paused_days += max(0, (day - case.paused_since).days)
        case.paused_since = None
    case.save(update_fields=["paused_since", "paused_days"])
    _noted(actor, fact, "paused" if case.paused_since else "resumed", at)


@transaction.atomic
def investigate(*, actor: User, fact: Any, found: str, day: date, at: datetime) -> None:
    """Look into a complaint: what happened, in the words of who found out; said again, it replaces what was said.

    Raises:
        UsageError: the actor may not.
    """
    case = _case(actor, fact)
    Case.objects.filter(pk=case.pk).update(found=found, found_on=day)
    _noted(actor, fact, "investigated", at)


@transaction.atomic
def respond(
    *,
    actor: User,
    fact: Any,
    justified: str,
    response: str,
    remedy: str,
    compensation: Decimal | None,
    cause: str,
    day: date,
    at: datetime,
) -> None:
    """Answer a complaint: was the customer right, what is done, and what lay behind it.

    Args:
        actor: who answers.
        fact: the complaint.
        justified: ``yes``, ``partly`` or ``no``.
        response: what the customer was told.
        remedy: what is done.
        compensation: money given, in euros; None: none.
        cause: in few words, so that complaints of one cause are counted together.
        day: when.
        at: now.

    Raises:
        UsageError: the actor may not.
    """
    case = _case(actor, fact)
    Complaint.objects.filter(pk=fact.pk).update(
        justified=justified, remedy=remedy or None, compensation=stored(compensation, "money"), cause=cause or None
    )
    Case.objects.filter(pk=case.pk).update(response=response, responded_on=day)
    _noted(actor, fact, "answered", at, justified=justified)


@transaction.atomic
def close(*, actor: User, fact: Any, satisfied: bool, day: date, at: datetime) -> None:
    """Close a complaint: does the customer agree?

    Raises:
        UsageError: the actor may not, or it was not answered.
    """
    case = _case(actor, fact)
    if case.responded_on is None:
        raise failure(UsageError, "web_complaint_unanswered")
    Complaint.objects.filter(pk=fact.pk).update(resolved_on=day, satisfied=satisfied)
    who = fact.customer.merged_into or fact.customer
    if not Complaint.objects.filter(Q(customer=who) | Q(customer__merged_into=who), resolved_on=None).exists():
        settle(actor=actor, customer=who, action=RECOVERY, day=day, at=at)
    _noted(actor, fact, "closed", at, satisfied=satisfied)


@transaction.atomic
def reopen(*, actor: User, fact: Any, at: datetime) -> None:
    """A complaint is not closed after all."""
    _case(actor, fact)
    Complaint.objects.filter(pk=fact.pk).update(resolved_on=None, satisfied=None)
    _noted(actor, fact, "reopened", at)


@transaction.atomic
def change(*, actor: User, cause: str, measure: str, on: date, at: datetime) -> int:
    """The firm did something about a cause: kept with every complaint of it; how many there are.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "complaint", "change")
    lines = list(complaints(actor, "change").filter(cause__iexact=cause))
    for line in lines:
        Case.objects.get_or_create(fact=line)
    n = Case.objects.filter(fact__in=lines, measured_since=None).update(measure=measure, measured_since=on)
    note(actor=actor, action="complaint.changed", subject="cause", subject_id=cause[:64], at=at, complaints=n)
    return n


def causes(actor: User, *, on: date) -> list[Cause]:
    """Causes of complaints, the most heard first: was each changed, and is it heard less since?"""
    heard = [
        (line.cause, line.opened_on, *_changed(line))
        for line in complaints(actor).exclude(cause=None).exclude(cause="").order_by("opened_on", "pk")
    ]
    return counted(heard, on=on)


def _changed(line: Any) -> tuple[str, date | None]:
    case = getattr(line, "case", None)
    return ("", None) if case is None else (case.measure, case.measured_since)


def handlers() -> Sequence[User]:
    """Everybody a complaint can be given to."""
    return [one for one in User.objects.filter(is_active=True).order_by("name") if one.may("complaint", "change")]


def open_of(customer: Any, actor: User) -> "QuerySet[Any]":
    """The complaints of a customer that are not closed, as far as an actor may see them."""
    mine = Q(customer=customer) | Q(customer__merged_into=customer)
    return complaints(actor).filter(mine, resolved_on=None).order_by("opened_on", "pk")
