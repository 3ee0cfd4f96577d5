"""Stretches of days of many customers at once: merged, laid over each other, and read as one course per customer.

A *stretch* is a run of days of one customer, [start, end), with the code of what it is. A place in time of all
customers together is one whole number, a *stamp*: owner x SPAN + day; stamps sort by customer, then by day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from klantkompas.insight.relation.turns import NEVER

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
SPAN = 1 << 21


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Runs of days, one value a run.

    Attributes:
        owner: whose, a number from 0.
        start, end: first day, and first day that is no longer in it; ``NEVER``: still running.
        code: what it is.
        since: the day that its reason names.
    """

    owner: Whole
    start: Whole
    end: Whole
    code: Whole
    since: Whole

    def where(self, rows: Flags | Whole) -> "Stretches":
        """The chosen runs."""
        return Stretches(*(getattr(self, one.name)[rows] for one in fields(self)))

    @property
    def stamps(self) -> Whole:
        """Where each begins."""
        return stamp(self.owner, self.start)


def stretches(owner: Whole, start: Whole, end: Whole, code: int | Whole, since: Whole | None = None) -> Stretches:
    """Runs of at least a day; those that would end before they begin are left out."""
    codes = np.broadcast_to(np.asarray(code, dtype=np.int64), owner.shape)
    return Stretches(owner, start, end, codes, start if since is None else since).where(start < end)


def together(parts: Sequence[Stretches]) -> Stretches:
    """All runs of several parts."""
    return Stretches(*(np.concatenate([getattr(one, name.name) for one in parts]) for name in fields(Stretches)))


def stamp(owner: Whole, day: Whole) -> Whole:
    """One whole number for a customer and a day."""
    return owner * SPAN + day


def merged(parts: Stretches) -> Stretches:
    """Runs of one customer that touch or overlap as one, with code and day of the first (of two, the lowest code)."""
    one = parts.where(np.lexsort((parts.code, parts.start, parts.owner)))
    if one.owner.size == 0:
        return one
    reach = np.maximum.accumulate(stamp(one.owner, one.end))
    begins = np.append(True, one.stamps[1:] > reach[:-1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], one.owner.size) - 1
    chosen = one.where(first)
    return Stretches(chosen.owner, chosen.start, reach[last] - chosen.owner * SPAN, chosen.code, chosen.since)


def first_after(owner: Whole, day: Whole, stamps: Whole) -> Whole:
    """The day of the first of some sorted stamps of the same customer after a day; ``NEVER`` where there is none."""
    if stamps.size == 0:
        return np.full(owner.size, NEVER)
    at = np.searchsorted(stamps, stamp(owner, day), side="right")
    found = stamps[np.minimum(at, stamps.size - 1)]
    return np.where((at < stamps.size) & (found // SPAN == owner), found % SPAN, NEVER)


def laid_over(layers: Sequence[Stretches], *, until: int) -> tuple[Whole, Whole, Stretches]:
    """What holds on each day, where a later layer goes before an earlier one.

    Args:
        layers: runs, of which no two in a layer overlap for one customer.
        until: the last day that counts.

    Returns:
        Per change, by customer and day: owner, day, and the run that holds from then on. Days that no layer covers
        continue what was before them.
    """
    ordered = [one.where(np.argsort(one.stamps, kind="stable")) for one in layers]
    ends = [stamp(one.owner, one.end)[one.end <= until] for one in ordered]
    starts = [one.stamps[one.start <= until] for one in ordered]
    changes = np.unique(np.concatenate([*starts, *ends]))
    owner, day = changes // SPAN, changes % SPAN
    top, before = np.full(changes.size, -1), 0
    for one in ordered:
        if one.owner.size:
            at = np.searchsorted(one.stamps, changes, side="right") - 1
            place = np.maximum(at, 0)
            holds = (at >= 0) & (one.owner[place] == owner) & (one.end[place] > day)
            top[holds] = before + place[holds]
        before += one.owner.size
    seen = top >= 0
    return owner[seen], day[seen], together(ordered).where(top[seen])
