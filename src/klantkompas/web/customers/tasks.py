"""The Monday list as work: made, taken up, done, refused, put off, each of it to be taken back.

Who writes which line of the fact table ``actions``, which ``effect`` measures by and the next list reckons with:

* ``lay`` writes one for every customer who was chosen, treated and left alone alike, on the day of the choice
  (``assigned_on``), as ``advice.assignments`` has them. The arm never changes after that (*intention to treat*).
* ``done`` fills in when it was done and what it took; ``refuse`` why not; ``undo`` makes both empty again.
* ``close`` says of what nobody came to, once a new list takes its place, that it was ``replaced``: then it may be
  chosen again. Who was left alone stays left alone.

A list makes customers rest, so that a new one is laid once a week (``is_due``), however often figures are computed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from klantkompas.errors import UsageError
from klantkompas.web.customers.editing import decide
from klantkompas.web.customers.facts import stored
from klantkompas.web.customers.logbook import log_hours, log_visit, take_back
from klantkompas.web.customers.models import Action, Customer, Snapshot, Task
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import TrailLine, User
from klantkompas.web.staff.rights import Verb
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

DAYS_A_LIST = 7
REASONS = ("no_need", "talked_already", "wrong_moment", "not_this_customer", "no_time", "other")
REPLACED = "replaced"
# How a customer is reached, as the playbook has it, and as the contact that it becomes.
CONTACTS: Mapping[str, str] = {"call": "call", "visit": "visit", "mail": "email", "letter": "letter"}
OF_LINE = (
    *("v", "hours", "cost", "at_stake", "gain", "gain_low", "gain_high", "gain_basis"),
    *("what", "reason", "group", "channel"),
)


def tasks(actor: User, verb: Verb = "view") -> QuerySet[Task]:
    """The lines an actor may reach with a verb, those of who is left alone not among them as long as nobody insists."""
    return everybody(actor, verb).exclude(arm="held_out", state="open")


def everybody(actor: User, verb: Verb = "view") -> QuerySet[Task]:
    """The lines an actor may reach with a verb, of who is left alone too: to count, never to show."""
    reached = customers(actor, verb, thing="advice").filter(pk=OuterRef("customer"))
    return Task.objects.filter(Exists(reached))  # a list of their numbers would be as long as there are customers


# --- made by the night ------------------------------------------------------------------------------------------------


def is_due(as_of: date) -> bool:
    """Whether a new list is to be made at the date of these figures."""
    last = Task.objects.order_by("-snapshot__as_of").values_list("snapshot__as_of", flat=True).first()
    return last is None or (as_of - last).days >= DAYS_A_LIST


def to_be_replaced(*, today: date) -> list[int]:
    """The lines of ``actions`` that a new list takes the place of: chosen, and nobody came to them."""
    return list(_left(today).exclude(arm="held_out").exclude(fact=None).values_list("fact", flat=True))


@transaction.atomic
def close(*, today: date) -> int:
    """End the list there is, but for what was taken up or put off; how many lines nobody came to."""
    Action.objects.filter(pk__in=to_be_replaced(today=today)).update(refused_reason=REPLACED)
    return _left(today).delete()[1].get("customers.Task", 0)


def _left(today: date) -> QuerySet[Task]:
    return Task.objects.filter(Q(state="open") | Q(state="snoozed", until__lte=today))


@transaction.atomic
def lay(snapshot: Snapshot, lines: Iterable[Mapping[str, Any]]) -> int:
    """Keep a new list; how many lines. ``close`` comes before it.

    Args:
        snapshot: whose advice it is.
        lines: the customers for whom something is done, or who are left alone, in their order: ``customer_id``,
            ``account_manager``, ``action``, ``arm`` and what ``OF_LINE`` names, as plain JSON: euros and hours as
            numbers, ``what`` and ``reason`` a sentence per language, ``group`` ``must``, ``best`` or ``short``.
    """
    told = list(lines)
    known = {one.customer_id: one for one in Customer.objects.filter(customer_id__in=[x["customer_id"] for x in told])}
    facts = _assigned(snapshot, [one for one in told if one["group"] != "short"])
    made = [
        Task(
            snapshot=snapshot,
            customer=known[one["customer_id"]],
            account_manager=one["account_manager"] or "",
            place=place,
            action=one["action"],
            arm=one["arm"],
            line={name: one.get(name) for name in OF_LINE},
            fact=facts.get(one["customer_id"]),
        )
        for place, one in enumerate(told, 1)
    ]
    return len(Task.objects.bulk_create(made))


def _assigned(snapshot: Snapshot, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Customer number -> the line of ``actions`` that he was chosen; the one there is where that was said before."""
    day = snapshot.as_of
    said = Action.objects.filter(origin=None, assigned_on=day)
    standing = {(one.customer_id, one.action): one for one in said}
    again = [standing[key] for one in lines if (key := (one["customer_id"], one["action"])) in standing]
    said.filter(pk__in=[one.pk for one in again]).update(refused_reason=None)
    new = [
        Action(
            action_id=f"{day:%Y%m%d}-{one['customer_id']}",
            customer_id=one["customer_id"],
            action=one["action"],
            assigned_on=day,
            arm="held_out" if one["arm"] == "held_out" else "treated",
        )
        for one in lines
        if (one["customer_id"], one["action"]) not in standing
    ]
    return {one.customer_id: one for one in (*again, *Action.objects.bulk_create(new))}


# --- done by people ---------------------------------------------------------------------------------------------------


@transaction.atomic
def accept(*, actor: User, chosen: Sequence[Task], at: datetime) -> int:
    """Take up lines; how many of them stood open.

    Raises:
        UsageError: one of them is not the actor's to change.
    """
    standing = [one for one in chosen if one.state in ("open", "snoozed")]
    for task in standing:
        _turn(actor, task, "accepted", at=at)
    return len(standing)


@transaction.atomic
def done(*, actor: User, task: Task, day: date, hours: Decimal, at: datetime, result: str = "") -> None:
    """It was done: it becomes hours, a contact where the customer was reached, and the end of the assignment.

    Args:
        actor: who did it.
        task: the line, open or taken up.
        day: when.
        hours: that it took; may be none.
        at: now.
        result: what came of it, in a sentence.

    Raises:
        UsageError: the actor may not, it was ended by somebody else, or so many hours do not go into a day.
    """
    written = _write(actor, task, day=day, hours=hours, at=at, result=result)
    _turn(actor, task, "done", at=at, written=written, hours=stored(hours, "hours"), result=result)
    number = task.customer.customer_id
    fact = (
        task.fact or _assigned(task.snapshot, [{"customer_id": number, "action": task.action, "arm": task.arm}])[number]
    )
    euros = task.line.get("cost")
    fact.done_on, fact.hours, fact.refused_reason = day, stored(hours, "hours"), None
    fact.cost = round(euros * 100) if euros else None
    fact.save()
    Task.objects.filter(pk=task.pk).update(fact=fact)


def _write(actor: User, task: Task, *, day: date, hours: Decimal, at: datetime, result: str) -> int | None:
    """The hours and the contact that it was, by the line of the trail that can take them back."""
    whose = {"actor": actor, "customer": task.customer, "day": day, "at": at}
    kind = CONTACTS.get(str(task.line.get("channel")))
    if kind is not None:
        return log_visit(**whose, kind=kind, text=result, hours=hours or None).pk
    return log_hours(**whose, hours=hours, activity=task.action).pk if hours else None


@transaction.atomic
def settle(*, actor: User, customer: Any, action: str, day: date, at: datetime) -> None:
    """What a line asks was done where it belongs (a complaint was closed): the line is done, without hours.

    Args:
        actor: who did it; he need not reach the list.
        customer: for whom.
        action: of the playbook.
        day: when.
        at: now.
    """
    standing = Task.objects.filter(customer=customer, action=action, state__in=("open", "accepted", "snoozed"))
    Action.objects.filter(pk__in=standing.exclude(fact=None).values("fact")).update(done_on=day)
    standing.update(state="done", by=actor, at=at, hours=0)


@transaction.atomic
def refuse(*, actor: User, task: Task, reason: str, at: datetime) -> None:
    """It will not be done, for one reason: a code of ``REASONS``, or the actor's own words.

    Raises:
        UsageError: the actor may not, or it was ended by somebody else.
    """
    _turn(actor, task, "refused", at=at, reason=reason)
    Action.objects.filter(pk=task.fact_id).update(refused_reason=reason)


@transaction.atomic
def snooze(*, actor: User, task: Task, until: date, at: datetime) -> None:
    """Put off until a day; on that day it stands open again.

    Raises:
        UsageError: the actor may not, it was ended by somebody else, or the day is not to come.
    """
    if until <= localdate(at):
        raise failure(UsageError, "web_task_snooze_past", day=until)
    _turn(actor, task, "snoozed", at=at, until=until)


@transaction.atomic
def undo(*, actor: User, task: Task, at: datetime) -> None:
    """Take back the last thing that was done with a line, and the facts that it became.

    Raises:
        UsageError: the actor may not, somebody else wrote those facts, or there is nothing to take back.
    """
    before = task.state
    _turn(actor, task, "accepted" if before == "done" else "open", at=at, until=None, reason="", result="", hours=None)
    if before == "done":
        _unwrite(actor, task, "task.done", at)
    elif before == "accepted" and task.arm == "held_out":
        _unwrite(actor, task, "task.insisted", at)
    Action.objects.filter(pk=task.fact_id).update(done_on=None, hours=None, cost=None, refused_reason=None)


def _unwrite(actor: User, task: Task, when: str, at: datetime) -> None:
    told = TrailLine.objects.filter(subject="task", subject_id=str(task.pk), action=when).first()
    line = None if told is None else TrailLine.objects.filter(pk=told.details.get("written")).first()
    if line is not None:
        take_back(actor=actor, customer=task.customer, line=line, at=at)
    if task.line.get("group") == "short":  # a proposal is no assignment until it is done
        Task.objects.filter(pk=task.pk).update(fact=None)
        Action.objects.filter(pk=task.fact_id).delete()


@transaction.atomic
def insist(*, actor: User, customer: str, why: str, at: datetime) -> Task:
    """Do it for a customer who was drawn to be left alone, and say why. His arm stays: he is still compared as such.

    It becomes a decision from the next day on: of later lists he is not drawn, until somebody ends it. Of that day it
    would take him out of the comparison that he is in.

    Args:
        actor: who insists.
        customer: name or number.
        why: a note, kept with the line, the decision and the trail.
        at: now.

    Raises:
        UsageError: the actor may not, or nobody of that name is left alone.
    """
    named = Q(customer__name__iexact=customer) | Q(customer__customer_id__iexact=customer)
    found = list(everybody(actor, "change").filter(named, arm="held_out", state="open")[:2])
    if len(found) != 1:
        raise failure(UsageError, "web_nobody_left_alone", name=customer)
    whose, day = found[0].customer, localdate(at) + timedelta(days=1)
    line = decide(actor=actor, customer=whose, kind="insist", value=None, reason=why, until=None, day=day, at=at)
    _turn(actor, found[0], "accepted", at=at, reason=why, action="insisted", written=line.pk)
    return found[0]


AFTER: Mapping[str, tuple[str, ...]] = {
    "accepted": ("open", "snoozed", "done"),
    "done": ("open", "accepted", "snoozed"),
    "refused": ("open", "accepted", "snoozed"),
    "snoozed": ("open", "accepted"),
    "open": ("accepted", "refused", "snoozed"),
}


def _turn(
    actor: User, task: Task, state: str, *, at: datetime, action: str = "", written: int | None = None, **fields: Any
) -> None:
    """Bring a line into a state, where it still is as the actor saw it, and write the trail."""
    if not everybody(actor, "change").filter(pk=task.pk).exists():
        raise failure(UsageError, "web_not_allowed")
    as_seen = Task.objects.filter(pk=task.pk, state=task.state if task.state in AFTER[state] else "")
    if not as_seen.update(state=state, by=actor, at=at, **fields):
        raise failure(UsageError, "web_task_changed")
    did = action or ("undone" if state == "open" or task.state == "done" else state)
    details = {"customer": task.customer.customer_id, "doing": task.action} | ({"written": written} if written else {})
    note(actor=actor, action=f"task.{did}", subject="task", subject_id=task.pk, at=at, **details)
