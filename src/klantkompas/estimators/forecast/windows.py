"""Which past windows teach a forecast, and what was known of each buyer when they began.

A window is a stretch of time of which the outcome is known, with an origin at which it was still the future. What
is known at an origin is one row per buyer, of columns that a database can make by counting and summing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from klantkompas.estimators.arrays import FloatArray, IntArray, finite, impossible, sums

RECENT = (2.0, 1.0, 0.5, 0.25, 0.125)  # lengths of the recent stretches, in horizons
YEAR = 365
YEARS_BACK = 3
LEAST_HISTORY = 28  # days that must lie before an origin, and at least half the window's length
LEAST_LENGTH = 14
RIPE = 182  # days before an origin from which a model's level says something about the season


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch (origin, origin + length] in days; *years_back* is 0 unless it lies whole years before the future."""

    origin: int
    length: int
    years_back: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class OrderHistory:
    """What is known at an origin, one row per buyer with at least one order by then.

    Attributes:
        length: days of the stretch to come to which *recent* is scaled.
        x: orders after the first, shape (rows,).
        t_x: days from the first to the last order.
        T: days from the first order to the origin.
        log_intervals: sum of the natural logarithms of the gaps in days; 0 without a gap.
        recent: orders in the last ``RECENT`` times *length* days (rounded down), shape (rows, 5).
    """

    length: int
    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    log_intervals: FloatArray
    recent: FloatArray

    @property
    def size(self) -> int:
        """Number of buyers."""
        return self.x.size

    def rows(self, chosen: IntArray | slice) -> "OrderHistory":
        """The history of some buyers only."""
        columns = (column[chosen] for column in (self.x, self.t_x, self.T, self.log_intervals, self.recent))
        return OrderHistory(self.length, *columns)


def past_windows(*, first_day: int, as_of: int, horizon: int) -> tuple[Window, ...]:
    """The past windows that teach a forecast of (as_of, as_of + horizon], for a history that starts at *first_day*.

    Two lengths out of the horizon, its half and its quarter, the longest that the history allows, each at two
    origins half a length apart; and the same season of one to three years ago, once half a year lay before it.
    A short history gives few windows or none.

    Raises:
        EstimationError: ``impossible_values`` when the horizon is no positive number of days.
    """
    if horizon < 1:
        raise impossible("the horizon must be at least one day")
    found: list[Window] = []
    lengths = 0
    for length in (horizon, horizon // 2, horizon // 4):
        latest = [Window(as_of - length - shift, length) for shift in (0, length // 2)]
        usable = [w for w in latest if length >= LEAST_LENGTH and _history_before(w, first_day, length // 2)]
        found += usable
        lengths += bool(usable)
        if lengths == 2:
            break
    return (*found, *_seasons(first_day, as_of, horizon))


def _history_before(window: Window, first_day: int, least: int) -> bool:
    return window.origin - first_day >= max(LEAST_HISTORY, least)


def _seasons(first_day: int, as_of: int, horizon: int) -> Iterator[Window]:
    for years in range(-(-horizon // YEAR), YEARS_BACK + 1):
        window = Window(as_of - years * YEAR, horizon, years)
        if _history_before(window, first_day, RIPE):
            yield window


def order_history(*, buyer: ArrayLike, day: ArrayLike, origin: int, length: int) -> tuple[OrderHistory, IntArray]:
    """What is known at the end of day *origin*, and the number of the buyer of each row, ascending.

    Args:
        buyer: whole numbers from 0, one per order, shape (orders,).
        day: day number of each order. Two orders of a buyer on one day are one.
        origin: orders after this day are not seen.
        length: days of the stretch to come.

    Raises:
        EstimationError: ``impossible_values``.
    """
    at, days = _orders(buyer, day)
    seen = days <= origin
    number, place = np.unique(at[seen], return_inverse=True)
    days = days[seen]
    edges = np.searchsorted(place, np.arange(number.size + 1))
    starts, ends = edges[:-1], edges[1:]
    gaps, same = np.diff(days), np.diff(place) == 0
    logs = sums(at=place[1:][same], values=np.log(gaps[same].astype(np.float64)), size=number.size)
    age = (origin - days).astype(np.float64)
    counts = [sums(at=place, values=(age < int(part * length)).astype(np.float64), size=number.size) for part in RECENT]
    first, last = age[starts], age[ends - 1]
    history = OrderHistory(
        length, (ends - starts - 1).astype(np.float64), first - last, first, logs, np.stack(counts, axis=1)
    )
    return history, number


def orders_within(*, buyer: ArrayLike, day: ArrayLike, window: Window, numbers: IntArray) -> FloatArray:
    """Orders in the window of each buyer in *numbers* (ascending), shape (numbers,).

    Raises:
        EstimationError: ``impossible_values``.
    """
    at, days = _orders(buyer, day)
    inside = (days > window.origin) & (days <= window.origin + window.length)
    return sums(at=at[inside], values=np.ones(int(inside.sum())), size=max(_size(at), _size(numbers)))[numbers]


def _size(numbers: IntArray) -> int:
    return int(numbers.max()) + 1 if numbers.size else 0


def _orders(buyer: ArrayLike, day: ArrayLike) -> tuple[IntArray, IntArray]:
    """Distinct pairs of buyer and day, in that order."""
    who, when = finite(name="buyer", values=buyer, at_least=0.0), finite(name="day", values=day)
    if who.size != when.size:
        raise impossible(f"buyer and day have {who.size} and {when.size} rows")
    at, days = who.astype(np.intp), when.astype(np.intp)
    order = np.lexsort((days, at))
    at, days = at[order], days[order]
    new = np.ones(at.size, dtype=np.bool_)
    new[1:] = (np.diff(at) > 0) | (np.diff(days) > 0)
    return at[new], days[new]
