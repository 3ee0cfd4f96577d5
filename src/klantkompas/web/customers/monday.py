"""The Monday list as somebody reads it: what must be done, what brings most, what was taken up, put off and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from klantkompas.web.customers.models import Snapshot, Task
from klantkompas.web.customers.queries import snapshot
from klantkompas.web.customers.tasks import everybody, tasks
from klantkompas.web.staff.models import User

GROUPS = ("must", "best", "short")


@dataclass(frozen=True, slots=True, kw_only=True)
class Monday:
    """The list of one account manager, or of all whom somebody may see.

    Attributes:
        snapshot: whose figures it rests on; None before the first analysis.
        whose: account manager; empty: all of them.
        choices: whose lists this person may see.
        groups: what stands open, by why: ``must``, ``best``, ``short``; only those with lines.
        accepted, snoozed, ended: what was done with the others.
        may_change: the lines that this person may do something with.
        given: hours there are for it; None where nobody said.
        left_alone: customers left alone to compare with.
    """

    snapshot: Snapshot | None
    whose: str
    choices: tuple[str, ...]
    groups: dict[str, list[Task]]
    accepted: list[Task]
    snoozed: list[Task]
    ended: list[Task]
    may_change: frozenset[int]
    given: Decimal | None
    left_alone: int

    @property
    def open(self) -> list[Task]:
        """What waits, in its order."""
        return [task for group in self.groups.values() for task in group]

    @property
    def waiting(self) -> int:
        """Customers who need somebody: open or taken up."""
        return len(self.open) + len(self.accepted)

    @property
    def planned(self) -> Decimal:
        """Hours that what is open or taken up will take."""
        return sum((_hours(task) for task in [*self.open, *self.accepted]), Decimal())

    @property
    def spent(self) -> Decimal:
        """Hours that what is done took."""
        return sum((Decimal(task.hours or 0) for task in self.ended), Decimal()) / 100


def _hours(task: Task) -> Decimal:
    return Decimal(str(task.line.get("hours") or 0))


def monday(actor: User, *, today: date, whose: str | None = None) -> Monday:
    """The list for somebody.

    Args:
        actor: who reads.
        today: what was put off until today stands open again.
        whose: account manager; empty for all; None: his own where he has one.
    """
    choices = tuple(everybody(actor).order_by("account_manager").values_list("account_manager", flat=True).distinct())
    if whose is None or whose not in (*choices, ""):
        whose = actor.account_manager if actor.account_manager in choices else ""
    own = Q(account_manager=whose) if whose else Q()
    lines = list(_read(tasks(actor).filter(own)))
    newest = max((task.snapshot_id for task in lines), default=None)
    waits = [task for task in lines if is_open(task, today)]
    grouped = {group: [task for task in waits if _group(task) == group] for group in GROUPS}
    return Monday(
        snapshot=snapshot(),
        whose=whose,
        choices=choices,
        groups={group: held for group, held in grouped.items() if held},
        accepted=[task for task in lines if task.state == "accepted"],
        snoozed=[task for task in lines if task.state == "snoozed" and task not in waits],
        ended=[task for task in lines if task.state in ("done", "refused") and task.snapshot_id == newest],
        may_change=frozenset(tasks(actor, "change").filter(own).values_list("pk", flat=True)),
        given=_given(snapshot(), [whose] if whose else choices),
        left_alone=everybody(actor).filter(own, arm="held_out", state="open").count(),
    )


def is_open(task: Task, today: date) -> bool:
    """Whether a line waits for somebody; one that was put off does so from its day on."""
    return task.state == "open" or (task.state == "snoozed" and task.until is not None and task.until <= today)


def _read(lines: QuerySet[Task]) -> QuerySet[Task]:
    return lines.select_related("customer__figures", "fact", "by").order_by("place", "pk")


def _group(task: Task) -> str:
    return str(task.line.get("group") or "best")


def _given(newest: Snapshot | None, names: Sequence[str]) -> Decimal | None:
    told: dict[str, Any] = {} if newest is None else newest.advice.get("account_managers") or {}
    held = [told[name or "-"]["hours"] for name in names if (name or "-") in told]
    return sum((Decimal(str(one)) for one in held), Decimal()) if held else None
