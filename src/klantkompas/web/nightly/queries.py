"""What the pages of the snapshots show; reading only."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from klantkompas.web.customers.models import Snapshot
from klantkompas.web.nightly.snapshots import folder_of
from klantkompas.web.staff.models import Job, User
from klantkompas.web.staff.rights import Level
from klantkompas.words import Language

# name: whether it is shown in the browser; anything else is saved
FILES: Mapping[str, bool] = {
    "report.html": True,
    "advice.html": True,
    "customers.xlsx": False,
    "customers.csv": False,
    "advice.csv": False,
    "findings.csv": False,
    "customers.parquet": False,
    "summary.json": False,
}
COMPARED = ("customers", "revenue_12m", "margin_12m", "hours_12m", "profit_12m")
TYPES = ("loyal", "shared", "dormant", "demanding", "unclear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure of the firm in a snapshot and in the one before.

    Attributes:
        name: of the figure, or of the type whose customers are counted.
        unit: ``count``, ``money`` or ``hours``.
        now, before: None where unknown.
        why: code of the reason why ``now`` is unknown.
    """

    name: str
    unit: str
    now: float | None
    before: float | None
    why: str | None = None

    @property
    def difference(self) -> float | None:
        """How much more it is now; None where one of both is unknown."""
        return None if self.now is None or self.before is None else self.now - self.before


def snapshots(actor: User) -> QuerySet[Snapshot]:
    """The snapshots, for who may see the figures of everybody; for others there are none."""
    if actor.may("analysis", "view") is not Level.ALL:
        return Snapshot.objects.none()
    return Snapshot.objects.select_related("by", "rules")


def last_failed(newest: Snapshot | None) -> Job | None:
    """The last analysis, where it did not end well and no figures came after it."""
    last = Job.objects.filter(kind="analyse").first()
    if last is None or last.state != "failed" or (newest is not None and newest.at > last.asked_at):
        return None
    return last


def files(snapshot: Snapshot) -> list[str]:
    """The names of the files that there are of a snapshot."""
    folder = folder_of(snapshot)
    return [] if folder is None else [name for name in FILES if (folder / name).is_file()]


def file(snapshot: Snapshot, name: str, language: Language) -> Path | None:
    """A file of a snapshot, in the reader's language where there is one in that; None where it is not there."""
    folder = folder_of(snapshot)
    if folder is None or name not in FILES:
        return None
    return next((path for path in (folder / language / name, folder / name) if path.is_file()), None)


def compared(now: Snapshot, before: Snapshot | None) -> list[Compared]:
    """The firm as a whole, in this snapshot and in the one before."""
    new, old = now.summary, before.summary if before else {}
    why = new.get("why", {})
    units = {"hours_12m": "hours", "customers": "count"}
    rows = [
        Compared(name=name, unit=units.get(name, "money"), now=new.get(name), before=old.get(name), why=why.get(name))
        for name in COMPARED
    ]
    equity = [one.get("customer_equity") or {} for one in (new, old)]
    rows.append(
        Compared(
            name="customer_equity",
            unit="money",
            now=equity[0].get("value"),
            before=equity[1].get("value"),
            why=why.get("customer_equity"),
        )
    )
    return rows


def types(now: Snapshot, before: Snapshot | None) -> list[Compared]:
    """How many customers each type has, in this snapshot and in the one before."""
    counts = [_counts(now.summary), _counts(before.summary if before else {})]
    return [Compared(name=one, unit="count", now=counts[0].get(one), before=counts[1].get(one)) for one in TYPES]


def _counts(summary: Mapping[str, Any]) -> dict[str, float]:
    return {name: one["customers"] for name, one in (summary.get("types") or {}).items()}


def alarms(snapshot: Snapshot) -> list[tuple[str, int]]:
    """What became an alarm since the snapshot before, and for how many customers."""
    found = snapshot.changed.get("alarms", {})
    return [(name, len(who)) for name, who in found.items() if who]


def previous(actor: User, snapshot: Snapshot) -> Snapshot | None:
    """The snapshot before."""
    return snapshots(actor).filter(pk__lt=snapshot.pk).first()
