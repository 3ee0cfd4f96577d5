"""The home page: who needs me, what changed, what my customers bring, and what is to be celebrated.

Who may see the firm as a whole has its figures from the snapshot, ranges and all. Everybody else has sums over the
customers he may see; what cannot be summed is not shown as a number: a range of a sum is not the sum of ranges.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from klantkompas.insight.columns import MILESTONES
from klantkompas.insight.windows import months_before
from klantkompas.web.customers.models import Milestone, Snapshot, Transaction
from klantkompas.web.customers.monday import Monday, monday
from klantkompas.web.customers.pictures import sees_the_firm
from klantkompas.web.customers.queries import customers, snapshot
from klantkompas.web.staff.models import Job, User

State = Literal["no_facts", "no_figures", "ready"]
TOP = 5
NAMES = 5
MOST_HOURS = 6
MOST_ALARMS = 5_000  # among whom the names are looked for; the number is of all
TYPES = ("loyal", "shared", "dormant", "demanding", "unclear")
SUMS = ("revenue_12m", "hours_12m", "profit_12m")
NEWEST = 3  # milestones of each kind that stand there by name
ALARMS = ("overdue", "dormant", "danger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """Sums over customers.

    Attributes:
        customers: with an order.
        sums: figure -> its sum in whole hundredths; None where it is known of nobody.
        unknown: figure -> of how many customers it is unknown.
    """

    customers: int
    sums: Mapping[str, int | None]
    unknown: Mapping[str, int]

    @property
    def rows(self) -> list[tuple[str, int | None, int]]:
        """Figure, its sum, and of how many customers it is unknown."""
        return [(name, self.sums[name], self.unknown[name]) for name in self.sums]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Customers to whom something happened, the first of them by name.

    Attributes:
        code: what happened.
        n: to how many.
        some: at most ``NAMES`` of them.
    """

    code: str
    n: int
    some: tuple[Any, ...]

    @property
    def more(self) -> int:
        """Of how many there is no name here."""
        return self.n - len(self.some)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What somebody sees first.

    Attributes:
        state: whether there are facts, and figures of them.
        snapshot: the newest.
        running: an analysis that runs or waits.
        failed: the last analysis, where it ended badly and no figures came after it.
        monday: his list; ``top`` is how it begins.
        whole: whether he may see the firm as a whole.
        mine: sums over the customers he may see; None where he sees the firm as a whole, or before any figures.
        types: type -> the same for customers of that type, where there are any.
        most_hours: his customers with the most hours.
        changed: what happened since the figures before.
        since: date of the figures before; None where these are the first.
        celebrated: what there is to celebrate in twelve months, by kind.
    """

    state: State
    snapshot: Snapshot | None
    running: Job | None
    failed: Job | None
    monday: Monday
    whole: bool
    mine: Summed | None = None
    types: Mapping[str, Summed] | None = None
    most_hours: tuple[Any, ...] = ()
    changed: tuple[Named, ...] = ()
    since: date | None = None
    celebrated: "tuple[Celebrated, ...]" = ()

    @property
    def top(self) -> list[Any]:
        """How the list begins."""
        return (self.monday.open + self.monday.accepted)[:TOP]


def home(actor: User, *, today: date) -> Home:
    """What somebody sees first."""
    newest = snapshot()
    last = Job.objects.filter(kind="analyse").first()
    shown: dict[str, Any] = {"snapshot": newest, "monday": monday(actor, today=today)}
    shown["running"] = last if last and last.state in ("waiting", "running") else None
    shown["failed"] = last if last and last.state == "failed" and (not newest or newest.at < last.asked_at) else None
    if newest is None:
        state: State = "no_figures" if Transaction.objects.exists() else "no_facts"
        return Home(state=state, whole=sees_the_firm(actor), **shown)
    whole, own = sees_the_firm(actor), customers(actor, thing="analysis")
    before = Snapshot.objects.filter(as_of__lt=newest.as_of).order_by("-as_of").values_list("as_of", flat=True).first()
    return Home(
        state="ready",
        whole=whole,
        mine=None if whole else summed(own),
        types=None if whole else _by_type(own),
        most_hours=() if whole else tuple(_most_hours(own)),
        changed=tuple(_changes(own, newest, before, whole=whole)),
        since=before,
        celebrated=celebrated(own, newest),
        **shown,
    )


# --- sums -------------------------------------------------------------------------------------------------------------


def summed(own: QuerySet[Any]) -> Summed:
    """Sums over these customers, as far as they ever ordered."""
    return _summed(own.filter(figures__transactions__gt=0).aggregate(**_asked()))


def _asked() -> dict[str, Any]:
    asked: dict[str, Any] = {"customers": Count("pk")}
    asked |= {name: Sum(f"figures__{name}") for name in SUMS}
    return asked | {f"known_{name}": Count(f"figures__{name}") for name in SUMS}


def _summed(row: Mapping[str, Any]) -> Summed:
    unknown = {name: row["customers"] - row[f"known_{name}"] for name in SUMS}
    return Summed(customers=row["customers"], sums={name: row[name] for name in SUMS}, unknown=unknown)


def _by_type(own: QuerySet[Any]) -> dict[str, Summed]:
    typed = own.filter(figures__transactions__gt=0).exclude(figures__type=None).order_by()
    rows = {row["figures__type"]: _summed(row) for row in typed.values("figures__type").annotate(**_asked())}
    return {code: rows[code] for code in TYPES if code in rows}


def _most_hours(own: QuerySet[Any]) -> QuerySet[Any]:
    worked = own.filter(figures__hours_12m__gt=0).select_related("figures")
    return worked.order_by("-figures__hours_12m", "pk")[:MOST_HOURS]


# --- what changed -----------------------------------------------------------------------------------------------------


def _changes(own: QuerySet[Any], newest: Snapshot, before: date | None, *, whole: bool) -> Iterator[Named]:
    """What became an alarm, who came and who left, of these customers; nothing where there is nothing before."""
    told: Mapping[str, list[int]] = newest.changed.get("alarms") or {}
    mine = None if whole or not told else set(own.values_list("pk", flat=True))
    for name in ALARMS:
        hit = [pk for pk in told.get(name) or [] if mine is None or pk in mine]
        if hit:
            yield Named(code=f"alarm.{name}", n=len(hit), some=_some(own.filter(pk__in=hit[:MOST_ALARMS])))
    if before is None:
        return
    moves = _moves(newest.as_of, before)
    counts = own.aggregate(**{code.replace(".", "_"): Count("pk", filter=where) for code, where in moves.items()})
    for code, where in moves.items():
        n = counts[code.replace(".", "_")]
        if n:
            yield Named(code=code, n=n, some=_some(own.filter(where)))


def _moves(as_of: date, before: date) -> dict[str, Q]:
    moved = Q(figures__phase_since__gt=before, figures__phase_since__lte=as_of)
    other = Q(figures__type_before__isnull=False) & ~Q(figures__type_before=F("figures__type"))
    phases = {f"phase.{one}": moved & Q(figures__phase=one) for one in ("new", "established", "strained", "ended")}
    return phases | {f"type.{one}": other & Q(figures__type=one) for one in ("loyal", "shared", "demanding")}


def _some(who: QuerySet[Any]) -> tuple[Any, ...]:
    """Those who are worth most."""
    return tuple(who.order_by(F("figures__lifetime_value").desc(nulls_last=True), "pk")[:NAMES])


# --- what is to be celebrated -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Celebrated:
    """One kind of milestone over twelve months, as the snapshot found them.

    Attributes:
        kind: ``won``, ``kept``, ``grown``, ``woken``, ``recovered``, ``referred``.
        n: how often; None where it cannot be known, ``why`` says why.
        some: the newest, each with its customer.
        why: reason code; empty where it is known.
    """

    kind: str
    n: int | None
    some: tuple[Milestone, ...] = ()
    why: str = ""

    @property
    def more(self) -> int:
        """Of how many there is no name here."""
        return (self.n or 0) - len(self.some)


def celebrated(own: QuerySet[Any], newest: Snapshot) -> tuple[Celebrated, ...]:
    """Keeping beside winning, of these customers, over the twelve months until the date of the figures."""
    found: dict[str, list[Any]] = {}
    for one in _newest(own, newest):
        found.setdefault(one.kind, []).append(one)
    counted: Mapping[str, int | None] = newest.summary.get("milestones") or {}
    why = newest.summary.get("why") or {}
    return tuple(
        Celebrated(kind=kind, n=None, why=why.get(f"milestones.{kind}") or "not_estimated")
        if counted.get(kind) is None
        else Celebrated(kind=kind, n=some[0].n if (some := found.get(kind, [])) else 0, some=tuple(some))
        for kind in MILESTONES
    )


def _newest(own: QuerySet[Any], newest: Snapshot) -> QuerySet[Milestone]:
    """The newest milestones of each kind, each with how many there are of its kind."""
    year = {"day__gt": months_before(newest.as_of, 12), "day__lte": newest.as_of}
    rows = Milestone.objects.filter(**year, customer__in=own.values("pk")).select_related("customer")
    place = Window(RowNumber(), partition_by="kind", order_by=[F("day").desc(), "customer"])
    counted = Window(Count("pk"), partition_by="kind")
    return rows.annotate(place=place, n=counted).filter(place__lte=NEWEST).order_by("kind", "place")
