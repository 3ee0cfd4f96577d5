"""The season of a firm and of its groups of customers, how evenly each group orders, and on which clock.

A buyer of Christmas goods is not asleep in August, and a silence in the builders' holiday is no alarm: lateness, the
chance to be active, types and phases read the days since an order on this clock, where orders show a season (years
enough to see it come back, ``estimators.season``). A group without a season of its own has that of the firm. Forecast
and value keep the calendar: whole years hold whole seasons. Source: METHODS 1.1 and 1.2, operational days and evenness.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.engine import Engine, Frame
from klantkompas.errors import EstimationError
from klantkompas.estimators.arrays import FloatArray, IntArray
from klantkompas.estimators.purchases import PurchaseProcess, fit_purchases
from klantkompas.estimators.regularity import group_factors
from klantkompas.estimators.season import MONTHS, Clock, clock, season

TEACHERS = 10_000  # customers from whom seasons are learned, at most
MOST_YEARS = 5
AHEAD = 366  # days after the as-of date that the clock knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Seasons:
    """The clocks of a firm, and its purchase process on them.

    Attributes:
        clock: a row for the whole firm, then one for each group with a season of its own.
        groups: the row of each of those groups, by name.
        process: how customers order, times on their clock.
        evenness: of the gaps of each group on its clock, against those of all.
    """

    clock: Clock
    groups: Mapping[str, int]
    process: PurchaseProcess
    evenness: "Evenness"

    def rows(self, group: pa.Array) -> IntArray:
        """The row of the clock of each customer, from the name of his group (null: none)."""
        place = pc.index_in(group.cast(pa.string()), pa.array(list(self.groups), pa.string()))
        return np.asarray(pc.fill_null(pc.add(place, 1), 0).to_numpy(zero_copy_only=False), dtype=np.intp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenness:
    """How evenly groups of customers order: the shape of their gaps over that of all, by name of the group."""

    factors: Mapping[str, float] = field(default_factory=dict)

    def of(self, group: pa.Array) -> FloatArray:
        """The factor of each customer, from the name of his group; 1 for who has none, shape (rows,)."""
        place = pc.index_in(group.cast(pa.string()), pa.array(list(self.factors), pa.string()))
        known = np.append([*self.factors.values()], 1.0)
        return np.asarray(known[pc.fill_null(place, len(self.factors)).to_numpy(zero_copy_only=False)])


def evenness(columns: Mapping[str, pa.Array]) -> Evenness:
    """Learn how evenly each group orders, in days of the calendar.

    Args:
        columns: ``group``, ``orders``, ``first_day``, ``last_day`` and ``sum_log_gap`` of all customers or of a sample.
    """
    again = pc.fill_null(pc.greater(columns["orders"], 1), False)
    names, place = _named(columns["group"].filter(again))
    orders, first, last, logs = (
        np.asarray(columns[name].filter(again).cast(pa.float64()))
        for name in ("orders", "first_day", "last_day", "sum_log_gap")
    )
    return _evenness(names, place, orders - 1.0, last - first, logs)


def _evenness(names: list[str], place: IntArray, x: FloatArray, t_x: FloatArray, logs: FloatArray) -> Evenness:
    """From repeats, time to the last, and sum of the log gaps of each buyer, in the group of that place."""
    gaps = np.maximum(x, 1.0)
    found = group_factors(gaps=x, mean_gap=t_x / gaps, mean_log_gap=logs / gaps, group=place)
    return Evenness(factors=dict(zip(names, found.tolist(), strict=False)))


def _named(group: pa.Array) -> tuple[list[str], IntArray]:
    """The names of groups in order, and the place of each customer's among them; one beyond the last for none."""
    names = sorted({name for name in group.to_pylist() if name is not None})
    place = pc.fill_null(pc.index_in(group.cast(pa.string()), pa.array(names, pa.string())), len(names))
    return names, np.asarray(place, dtype=np.intp)


def seasons(engine: Engine, order_days: Frame, columns: Mapping[str, pa.Array], *, until: int) -> Seasons | None:
    """Learn the seasons of a firm from a sample of its customers; None where none can be told.

    Args:
        engine: holds the facts.
        order_days: a row an order.
        columns: ``key``, ``first_day`` and ``group`` of all customers or of a sample, in an order of their own.
        until: the as-of date, as a day number.
    """
    ordered = columns["first_day"].is_valid()
    keys, group = (columns[name].filter(ordered) for name in ("key", "group"))
    some = pa.array(np.arange(0, len(keys), max(1, -(-len(keys) // TEACHERS))))
    buyer, day = orders_of(engine, order_days, keys.take(some))
    names, place = _named(group.take(some))
    counts = _counts(day, place[buyer], len(names) + 1, until)
    whole = season(counts.sum(axis=0))
    own = {name: season(counts[at], whole=whole) for at, name in enumerate(names)}
    told = {name: found for name, found in own.items() if found is not None}
    if day.size == 0 or (whole is None and not told):
        return None
    index = np.stack([np.ones(MONTHS) if whole is None else whole, *told.values()])
    first = int(day.min()) - 1
    found = clock(index=index, months=_month(np.arange(first + 1, until + AHEAD)) % MONTHS, first=first)
    rows = {name: at + 1 for at, name in enumerate(told)}
    of_group = np.array([rows.get(name, 0) for name in names] + [0], dtype=np.intp)
    buyers, seen = _on_clocks(found, of_group[place], buyer, day, until)
    try:
        process = fit_purchases(**seen).process
    except EstimationError:
        return None
    even = _evenness(names, place[buyers], seen["x"], seen["t_x"], seen["sum_log_interval"])
    return Seasons(clock=found, groups=rows, process=process, evenness=even)


def _month(day: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Months since January 1970."""
    return np.asarray(day.astype("datetime64[D]").astype("datetime64[M]").astype(np.intp))


def _counts(day: IntArray, group: IntArray, groups: int, until: int) -> FloatArray:
    """Orders by group, year and month of the year, of whole years of whole months; shape (groups, years, 12)."""
    end = int(_month(np.array([until + 1]))[0])
    month = _month(day)
    years = min((end - int(month.min()) - 1) // MONTHS if day.size else 0, MOST_YEARS)
    counts = np.zeros((groups, max(years, 0), MONTHS))
    back = (end - 1 - month) // MONTHS
    inside = (back >= 0) & (back < years)
    np.add.at(counts, (group[inside], back[inside], month[inside] % MONTHS), 1.0)
    return counts


class _OnClock(TypedDict):
    """Purchase histories of buyers on their clock, as ``fit_purchases`` takes them; shape (buyers,)."""

    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    sum_log_interval: FloatArray


def _on_clocks(found: Clock, row: IntArray, buyer: IntArray, day: IntArray, until: int) -> tuple[IntArray, _OnClock]:
    """Who of the sample orders, and his history on his clock as ``fit_purchases`` takes it."""
    order = np.lexsort((day, buyer))
    buyer, at = buyer[order], found.at(row[buyer[order]], day[order].astype(np.float64))
    starts = np.flatnonzero(np.append(True, buyer[1:] != buyer[:-1]))
    ends = np.append(starts[1:], buyer.size) - 1
    again = np.append(False, buyer[1:] == buyer[:-1])
    logs = np.zeros(buyer.size)
    logs[again] = np.log(at[again] - at[np.flatnonzero(again) - 1])
    now = found.at(row[buyer[starts]], np.full(starts.size, float(until)))
    return buyer[starts], _OnClock(
        x=(ends - starts).astype(np.float64),
        t_x=at[ends] - at[starts],
        T=np.maximum(now, at[ends]) - at[starts],
        sum_log_interval=np.add.reduceat(logs, starts),
    )


def orders_of(engine: Engine, order_days: Frame, keys: pa.Array) -> tuple[IntArray, IntArray]:
    """The orders of some customers.

    Args:
        engine: holds the facts.
        order_days: a row an order.
        keys: of the customers.

    Returns:
        The place in *keys* of who ordered, and the day; shape (orders,) each.
    """
    chosen = pa.record_batch({"key": keys.cast(pa.int32()), "place": pa.array(np.arange(len(keys)))})
    some = engine.load("chosen_customers", [chosen], chosen.schema)
    joined = order_days.select("key", "day").join(some, on="key", how="inner").select("place", "day")
    blocks = [(np.empty(0, np.intp), np.empty(0, np.intp)), *_arrays(engine.blocks(joined))]
    place, day = (np.concatenate(one) for one in zip(*blocks, strict=True))
    return place, day


def _arrays(blocks: Iterator[pa.RecordBatch]) -> Iterator[tuple[IntArray, IntArray]]:
    for block in blocks:
        place, day = (block.column(name).to_numpy(zero_copy_only=False) for name in ("place", "day"))
        yield place.astype(np.intp), day.astype(np.intp)
