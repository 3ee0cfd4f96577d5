"""The season in which orders come, and a clock that runs with it: fast in season, slow outside it.

A silence says little where nobody orders. On a clock that passes as much time in a month as there are orders to expect,
a buyer of Christmas goods is as even as a baker, and purchase processes read him as such ("operational days",
METHODS 1.1). Whether there is a season at all is tested by analysis of variance of the square roots of the orders by
year and month: what comes back every year against what does not. Source for the test: Fisher 1925; square roots make
the variance of counts alike (Bartlett 1936).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from klantkompas.estimators.arrays import BoolArray, FloatArray, IntArray

MONTHS = 12
LEAST_YEARS = 2
SIGNIFICANT = 0.001  # chance of so much season by accident, at most
FEWEST_ORDERS = 100
PSEUDO_ORDERS = 20.0  # orders, spread as in the whole, that are added to those of a part
SLOWEST = 0.05  # speed of the clock where nobody ever orders, against 1 on average


def season(counts: FloatArray, *, whole: FloatArray | None = None) -> FloatArray | None:
    """Orders to expect in each month of the year, 1 on average; None where no season can be told.

    Args:
        counts: orders, shape (years, 12), of whole years.
        whole: the season of all buyers, towards which that of a part is drawn; None: an even year.
    """
    years, total = counts.shape[0], float(counts.sum())
    if years < LEAST_YEARS or total < FEWEST_ORDERS:
        return None
    roots = np.sqrt(counts)
    by_month, by_year = roots.mean(axis=0), roots.mean(axis=1, keepdims=True)
    rest = roots - by_month - by_year + roots.mean()
    freedom = (MONTHS - 1) * (years - 1)
    between = years * float(((by_month - roots.mean()) ** 2).sum()) / (MONTHS - 1)
    within = max(float((rest**2).sum()) / freedom, 0.25)  # chance alone leaves a quarter
    if fdtrc(MONTHS - 1, freedom, between / within) > SIGNIFICANT:
        return None
    usual = np.ones(MONTHS) if whole is None else whole
    index = MONTHS * (counts.sum(axis=0) + PSEUDO_ORDERS * usual / MONTHS) / (total + PSEUDO_ORDERS)
    index = np.maximum(index, SLOWEST)
    return np.asarray(index / index.mean())


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Time that passes with the season of each group of buyers; a day on the calendar is a day on average.

    Attributes:
        first: day number before the first of the table.
        passed: time passed since then by the end of each day, shape (groups, days); evenly beyond its ends.
    """

    first: int
    passed: FloatArray

    def at(self, group: IntArray, day: FloatArray) -> FloatArray:
        """The time on the clock of each group at the end of a day (day numbers, halves allowed); shapes alike."""
        place = np.asarray(day, dtype=np.float64) - self.first
        last = self.passed.shape[1] - 1
        inside = np.clip(place, 0.0, last)
        below = np.minimum(inside.astype(np.intp), last - 1)
        start, end = self.passed[group, below], self.passed[group, below + 1]
        return np.asarray(start + (inside - below) * (end - start) + (place - inside))


def clock(*, index: FloatArray, months: IntArray, first: int) -> Clock:
    """A clock that runs at the speed of a season.

    Args:
        index: speed of each group in each month of the year, shape (groups, 12), 1 on average.
        months: month of the year (0 to 11) of each day from *first* + 1 on.
        first: day number before the first of them.
    """
    speed = index[:, months]
    return Clock(first, np.concatenate([np.zeros((index.shape[0], 1)), np.cumsum(speed, axis=1)], axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """On which clock each row runs, and since which day (of its last order); arrays of shape (rows,)."""

    clock: Clock
    group: IntArray
    since: FloatArray

    def where(self, rows: slice | BoolArray | IntArray) -> "Timing":
        """The same of some rows."""
        return Timing(self.clock, self.group[rows], self.since[rows])

    def elapsed(self, days: FloatArray) -> FloatArray:
        """Time that passes on the clock within so many days since then, shape (rows,)."""
        return self.clock.at(self.group, self.since + days) - self.clock.at(self.group, self.since)
