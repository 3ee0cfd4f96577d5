"""A customer beside comparable ones: where its five R's stand among theirs.

Comparable are customers of the same segment (else sector), where there are enough of them, and else all. How their
figures are spread is counted once by every analysis; a page reads one row a figure. The figures are the library's.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from klantkompas.web.customers.models import Figures, Snapshot, Spread

FIVE_RS = ("recency_ratio", "regularity", "duration_days", "profit_12m", "referral_value")
FEWEST = 10  # of whom a figure is known, to compare with
STEPS = 20
EVERYBODY = ""
LOW, MIDDLE, HIGH = STEPS // 4, STEPS // 2, STEPS * 3 // 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a figure stands among comparable customers.

    Attributes:
        share: of them that have less, from 0 to 1; of those who have as much, half.
        low, middle, high: of the half in the middle, as they are stored.
        group: segment or sector; empty: all customers.
        customers: of whom the figure is known.
    """

    share: float
    low: float
    middle: float
    high: float
    group: str
    customers: int


def recount(snapshot: Snapshot) -> int:
    """Count how the five R's of a snapshot are spread over comparable customers, in place of those before; rows made.

    Args:
        snapshot: whose figures stand in ``Figures``.
    """
    groups: dict[str, list[Sequence[Any]]] = {}
    known = Figures.objects.filter(snapshot=snapshot, customer__merged_into=None)
    for segment, sector, *values in known.values_list("customer__segment", "customer__sector", *FIVE_RS).iterator():
        for group in dict.fromkeys((EVERYBODY, segment or sector or EVERYBODY)):
            groups.setdefault(group, []).append(values)
    Spread.objects.all().delete()
    rows = [row for group, lines in groups.items() for row in _spreads(snapshot, group, lines)]
    Spread.objects.bulk_create(rows)
    return len(rows)


def _spreads(snapshot: Snapshot, group: str, lines: Sequence[Sequence[Any]]) -> Iterator[Spread]:
    for figure, column in zip(FIVE_RS, zip(*lines, strict=True), strict=True):
        values = np.array([value for value in column if value is not None], dtype=np.float64)
        if values.size >= FEWEST:
            marks = np.quantile(values, np.linspace(0, 1, STEPS + 1)).tolist()
            yield Spread(snapshot=snapshot, group=group, figure=figure, customers=values.size, marks=marks)


def places(figures: Any, group: str | None) -> Mapping[str, Place]:
    """Where the five R's of a customer stand, by figure; one that is unknown, or of too few, has no place.

    Args:
        figures: the line of ``Figures``.
        group: segment or sector of the customer; None: it has none.
    """
    found: dict[str, Place] = {}
    wanted = {EVERYBODY, group or EVERYBODY}
    for spread in Spread.objects.filter(snapshot=figures.snapshot_id, group__in=wanted).order_by("group"):
        value = getattr(figures, spread.figure)
        if value is not None:  # the own group comes after everybody, and takes its place
            low, middle, high = (spread.marks[at] for at in (LOW, MIDDLE, HIGH))
            found[spread.figure] = Place(
                share=share_below(spread.marks, float(value)),
                low=low,
                middle=middle,
                high=high,
                group=spread.group,
                customers=spread.customers,
            )
    return found


def share_below(marks: Sequence[float], value: float) -> float:
    """The part of a spread that lies below a value.

    Args:
        marks: quantiles at equal steps, the least and the most among them.
        value: in the same unit.
    """
    before, upto = bisect_left(marks, value), bisect_right(marks, value)
    last = len(marks) - 1
    if before < upto:  # as much as one of the marks: in the middle of those
        return (before + upto - 1) / 2 / last
    if before == 0 or before > last:
        return 0.0 if before == 0 else 1.0
    under, over = marks[before - 1], marks[before]
    return (before - 1 + (value - under) / (over - under)) / last
