"""What waits since the figures were made: it stands first, by the rules of the library, without waiting for the night.

A complaint that comes in by day is on the Monday list by day (``advice.urgent``) and strains the relation on the day on
which the night would say so (``insight.relation.strain``). The night's list takes its place as soon as it is there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from klantkompas.advice.playbook import Action, Playbook, read_playbook
from klantkompas.advice.urgent import called_for
from klantkompas.insight.relation.strain import Trouble, strain, strained_since
from klantkompas.web.care.complaints import complaints
from klantkompas.web.customers.models import Card, Task
from klantkompas.web.customers.page import CustomerPage
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import User
from klantkompas.web.staff.queries import rules_now

WAITING = "complaint_open_days"
CALLED = "card_waiting_days"
MOST = 200  # lines that a person reads
STANDING = ("open", "accepted", "snoozed")
DEALT_WITH = ("done", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """What must be done first for a customer, and is on no list yet.

    Attributes:
        customer: for whom.
        action: of the playbook.
        reason: code of the sentence that says why.
        days: for how long it has waited.
        complaint: key of the complaint; None where it is something else.
    """

    customer: Any
    action: Action
    reason: str
    days: int
    complaint: int | None


@cache
def playbook() -> Playbook:
    """The actions, read once."""
    return read_playbook()


def urgent(actor: User, *, on: date, whose: str = "") -> list[Urgent]:
    """What waits for the customers of an actor and stands on no list yet, what waited longest first.

    Args:
        actor: who asks.
        on: today.
        whose: only customers of this account manager; empty: of all.
    """
    mine = customers(actor, thing="advice")
    mine = mine.filter(account_manager=whose) if whose else mine
    waiting: dict[int, dict[str, float]] = {}
    keys: dict[int, int] = {}
    for pk, fact, opened in _open_complaints(actor, on):
        keys[pk] = fact
        waiting.setdefault(pk, {})[WAITING] = (on - opened).days  # the newest, as the night reads it
    for pk, into, answered in _calls_to_make(on):
        waiting.setdefault(into or pk, {})[CALLED] = (on - answered).days
    found = list(mine.filter(pk__in=waiting)[:MOST])
    lines = _in_order(found, waiting, keys)
    listed = _listed([one.customer.pk for one in lines])
    return [
        one for one in lines if listed.get((one.customer.pk, one.action.code), date.min) <= on - timedelta(one.days)
    ]


def _listed(customers: Sequence[int]) -> dict[tuple[int, str], date]:
    """Per customer and action the last day of which a list speaks: what stands on it always, else until it ended."""
    lines = Task.objects.filter(customer__in=customers, state__in=(*STANDING, *DEALT_WITH)).order_by("at")
    said: dict[tuple[int, str], date] = {}
    for pk, action, state, at in lines.values_list("customer_id", "action", "state", "at"):
        ended = timezone.localdate(at) if state in DEALT_WITH and at else date.max
        said[pk, action] = max(ended, said.get((pk, action), date.min))
    return said


def _open_complaints(actor: User, on: date) -> list[tuple[int, int, date]]:
    """Customer (who he is now), complaint and its day, oldest first."""
    lines = complaints(actor).filter(resolved_on=None, opened_on__lte=on).order_by("opened_on", "pk")
    rows = lines.values_list("customer__pk", "customer__merged_into", "pk", "opened_on")
    return [(into or pk, fact, opened) for pk, into, fact, opened in rows]


def _calls_to_make(on: date) -> Sequence[tuple[int, int | None, date]]:
    lines = Card.objects.filter(answered_on__lte=on, called_on=None).order_by("answered_on")
    return list(lines.values_list("customer__pk", "customer__merged_into", "answered_on"))


def _in_order(
    found: Sequence[Any],
    waiting: Mapping[int, Mapping[str, float]],
    keys: Mapping[int, int],
) -> list[Urgent]:
    actions = called_for([waiting[one.pk] for one in found], playbook())
    lines = [
        _line(customer, action, waiting[customer.pk], keys)
        for customer, action in zip(found, actions, strict=True)
        if action is not None
    ]
    return sorted(lines, key=lambda one: (-one.days, one.customer.pk))


def _line(customer: Any, action: Action, waits: Mapping[str, float], keys: Mapping[int, int]) -> Urgent:
    name = next(one.column for one in action.when if one.column in waits)
    days = int(waits[name])
    reason = f"reason.{name}" if days else f"reason.{name}.today"
    complaint = keys.get(customer.pk) if name == WAITING else None
    return Urgent(customer=customer, action=action, reason=reason, days=days, complaint=complaint)


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceFigures:
    """What open complaints change of a relation since its figures were made.

    Attributes:
        first: what must be done first; None where it is on a list already, or nothing must.
        days: for how long that has waited.
        reason: code of the sentence that says so.
        strained: the day since which the relation is strained; None where the figures say so already, or it is not.
        will_strain: the day on which it will be if nothing happens; None likewise.
        solved: the day on which the complaint was solved that the figures still speak of; None where they do not.
    """

    first: Action | None = None
    days: int = 0
    reason: str = ""
    strained: date | None = None
    will_strain: date | None = None
    solved: date | None = None


def since_figures(page: CustomerPage, *, open_ones: Sequence[Any], on: date) -> SinceFigures:
    """What the complaints of one customer change by day, by the rules that hold.

    Args:
        page: of the customer.
        open_ones: his complaints that are not solved, as far as the actor may see them.
        on: today.
    """
    figures = page.customer.figures
    if not open_ones:
        return SinceFigures(solved=_solved(page) if figures.phase == "strained" else None)
    newest = max(one.opened_on for one in open_ones)
    action = called_for([{WAITING: (on - newest).days}], playbook())[0]
    listed = action is None or any(task.action == action.code for task in page.tasks)
    rules = rules_now().phases
    troubles = [Trouble(opened=one.opened_on, resolved=None, severity=one.severity) for one in open_ones]
    ordered = bool(figures.transactions)
    since = strained_since(figures.phase, troubles, rules, ordered=ordered, on=on)
    ahead = [days.since for one in troubles if (days := strain(one, rules)) and days.since > on]
    later = min(ahead, default=None)
    stays = since or strained_since(figures.phase, troubles, rules, ordered=ordered, on=later or on) is None
    days = (on - newest).days
    return SinceFigures(
        first=None if listed else action,
        days=days,
        reason=f"reason.{WAITING}" if days else f"reason.{WAITING}.today",
        strained=since,
        will_strain=None if stays else later,
    )


def _solved(page: CustomerPage) -> date | None:
    """The day on which the complaint was solved that still strains the relation by its figures."""
    code = (page.customer.figures.phase_sentence or {}).get("code", "")
    if code not in ("phase.reason.complaint_open", "phase.reason.complaint_severe"):
        return None
    last = page.facts("complaints").exclude(resolved_on=None).order_by("-resolved_on").first()
    since = page.customer.figures.snapshot.as_of if page.customer.figures.snapshot else date.min
    day: date | None = last.resolved_on if last is not None else None
    return day if day is not None and day > since - timedelta(days=1) else None
