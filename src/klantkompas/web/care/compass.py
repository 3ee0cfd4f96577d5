"""The living customer compass (klantkompas): what a customer demands, wishes, appreciates, and how we come across.

Statements fade: what was said longer ago than ``FRESH`` months asks to be asked again. Beside them stand the bonds that
tie the customer, and when each of the five things a customer wants was last given.

Source: workshop Relatiemarketing (eisen, wensen, waardering, indrukken; rationele en emotionele banden; aandacht,
persoonlijke benadering, informatie, service, voordeel).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from math import cos, pi, sin
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet

from klantkompas.insight.windows import months_before
from klantkompas.ledger.tables import table
from klantkompas.web.customers.facts import stored, written
from klantkompas.web.customers.logbook import reached, wrote
from klantkompas.web.customers.models import Activity, Bond, Statement
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import TrailLine, User

KINDS: tuple[str, ...] = table("compass").column("kind").choices
WANTS: tuple[str, ...] = table("activities").column("gave").choices
RATIONAL = ("availability", "switching_cost", "convenience")
EMOTIONAL = ("confidentiality", "personal", "association")
FRESH = 12  # months
FADED = 36
FULL = 5  # statements that fill a wind direction
RADIUS, CORE, HALF = 80.0, 8.0, pi / 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement, as a person reads it.

    Attributes:
        age: ``fresh``, ``older`` or ``faded``.
        weight: how much it matters, 1-5; score: how well we do, 1-10; None where nobody asked.
    """

    pk: int
    kind: str
    text: str
    day: date
    age: str
    weight: Decimal | int | None
    score: Decimal | int | None
    contact: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """One direction of the compass.

    Attributes:
        kind: which.
        said: its statements, the newest first.
        mean: of the scores that are not faded; None where there are none.
        age: of its newest statement; ``none`` where there is none.
        petal: the path that draws it.
    """

    kind: str
    said: Sequence[Said]
    mean: Decimal | None
    age: str
    petal: str


def age_of(day: date, *, on: date) -> str:
    """How old a statement is, in a word."""
    if day > months_before(on, FRESH):
        return "fresh"
    return "older" if day > months_before(on, FADED) else "faded"


@dataclass(frozen=True, kw_only=True)
class Compass:
    """The compass of one customer at a day.

    Attributes:
        numbers: under which facts of the customer were written.
        on: today.
    """

    numbers: Sequence[str]
    on: date

    @cached_property
    def winds(self) -> list[Wind]:
        """The four directions: demands, wishes, appreciation, impressions."""
        lines = Statement.objects.filter(customer_id__in=self.numbers, date__lte=self.on).order_by("-date", "-id")
        said = [self._said(line) for line in lines]
        return [self._wind(at, kind, [one for one in said if one.kind == kind]) for at, kind in enumerate(KINDS)]

    def _said(self, line: Any) -> Said:
        return Said(
            pk=line.pk,
            kind=line.kind,
            text=line.text or "",
            day=line.date,
            age=age_of(line.date, on=self.on),
            weight=_whole(line.weight),
            score=_whole(line.score),
            contact=line.contact or "",
            source=line.source or "",
        )

    def _wind(self, at: int, kind: str, said: list[Said]) -> Wind:
        known = [one.score for one in said if one.score is not None and one.age != "faded"]
        mean = Decimal(sum(known)) / len(known) if known else None
        counted = sum(one.age != "faded" for one in said)
        age = said[0].age if said else "none"
        return Wind(kind=kind, said=said, mean=mean, age=age, petal=petal(at, min(1.0, counted / FULL)))

    @property
    def empty(self) -> bool:
        """Whether nothing is known."""
        return not any(wind.said for wind in self.winds)

    @cached_property
    def bonds(self) -> list[Any]:
        """What ties the customer, by the newest line of each bond, the strongest first."""
        lines = Bond.objects.filter(customer_id__in=self.numbers, date__lte=self.on).order_by("date", "id")
        newest = {(line.kind, line.bond): line for line in lines}
        for line in newest.values():
            line.shown, line.known = _whole(line.strength), line.bond in (*RATIONAL, *EMOTIONAL)
        return sorted(newest.values(), key=lambda line: (-(line.strength or 0), line.bond))

    @cached_property
    def wants(self) -> list[tuple[str, date | None]]:
        """When each of the five things was last given; None: not that anybody wrote down."""
        given = Activity.objects.filter(customer_id__in=self.numbers, date__lte=self.on).exclude(gave=None).order_by()
        last = dict(given.values_list("gave").annotate(last=Max("date")))
        return [(want, last.get(want)) for want in WANTS]


def _whole(value: int | None) -> Decimal | int | None:
    """A stored mark as it was given: 8, or 7.5."""
    found = written(value, "number")
    return int(found) if found is not None and found == int(found) else found


def petal(at: int, full: float) -> str:
    """The path of a direction (0: up, then clockwise) of a compass around (100, 100), as long as it is known."""
    long, turn = CORE + (RADIUS - CORE) * full, at * pi / 2
    points = [(CORE, -HALF * 2), (long * 0.62, -HALF / 2), (long, 0.0), (long * 0.62, HALF / 2), (CORE, HALF * 2)]
    drawn = [(100 + r * sin(turn + angle), 100 - r * cos(turn + angle)) for r, angle in points]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in drawn) + " Z"


@transaction.atomic
def say_of(
    *,
    actor: User,
    customer: Any,
    kind: str,
    text: str,
    weight: int | None,
    score: int | None,
    contact: str,
    day: date,
    at: datetime,
) -> TrailLine:
    """Keep what a customer said, or how we seem to come across.

    Args:
        actor: who heard it.
        customer: whose compass.
        kind: one of ``KINDS``.
        text: in the customer's words.
        weight: 1-5; None: not asked.
        score: 1-10; None: not asked.
        contact: who said it; may be empty.
        day: when.
        at: now.

    Raises:
        UsageError: the actor may not.
    """
    reached(actor, customer, "fact", "create")
    line = Statement.objects.create(
        customer_id=customer.customer_id,
        date=day,
        kind=kind,
        text=text,
        weight=stored(weight, "number"),
        score=stored(score, "number"),
        contact=contact or None,
        source=actor.account_manager or actor.name,
    )
    return wrote(actor=actor, customer=customer, action="customer.compass", made=[("compass", line.pk)], at=at)


@transaction.atomic
def bind(*, actor: User, customer: Any, bond: str, strength: int, day: date, at: datetime) -> TrailLine:
    """Keep what ties a customer, and how strongly (1-5); a newer line replaces an older one.

    Raises:
        UsageError: the actor may not.
    """
    reached(actor, customer, "fact", "create")
    line = Bond.objects.create(
        customer_id=customer.customer_id,
        date=day,
        kind="rational" if bond in RATIONAL else "emotional",
        bond=bond,
        strength=stored(strength, "number"),
        source=actor.account_manager or actor.name,
    )
    return wrote(actor=actor, customer=customer, action="customer.bond", made=[("bonds", line.pk)], at=at)


def to_ask(actor: User, *, on: date) -> "QuerySet[Any]":
    """Customers whose compass is empty or stale, the most valuable first; who ended is asked nothing.

    Each with ``last_said``: the day of the newest statement, or None.
    """
    mine = Statement.objects.filter(customer_id=OuterRef("customer_id"))
    merged = Statement.objects.filter(customer__merged_into=OuterRef("pk"))
    since = months_before(on, FRESH)
    fresh = Exists(mine.filter(date__gt=since)) | Exists(merged.filter(date__gt=since))
    standing = customers(actor, thing="fact").filter(ended_on=None).exclude(internal=True)
    asked: QuerySet[Any] = standing.filter(~fresh).annotate(
        last_said=mine.order_by().values("customer_id").annotate(last=Max("date")).values("last"),
        lifetime_value=F("figures__lifetime_value"),
    )
    return asked.order_by(F("lifetime_value").desc(nulls_last=True), "pk")
