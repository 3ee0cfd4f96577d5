"""Expected against actual repeat orders, month by month: does the model of this firm keep up with what came?

The facts are cut off at an earlier month end (*calibration*); the model that is learned from what lies before it says
how many orders should have come since (*held out*). Only customers who had ordered by then take part, and only repeat
orders count: nobody expects a first order of somebody unknown.

    calibration   what the model expects of so many customers from their first order on (its fit)
    held out      what it expects of each of them, given his history at the end of calibration (its forecast)
    band          90 %: own chance of every customer, and a level that strays as much as it did in calibration

It is the purchase model that is followed here, under which the figures of customers are forecast (``forecast``); how
those did is told by ``validation``.

Source: Fader, Hardie & Lee 2005 (tracking plots); METHODS 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from klantkompas.engine import Frame, collect
from klantkompas.errors import EstimationError
from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.purchases import PurchaseProcess
from klantkompas.insight.calendar import first_of_month, month_of
from klantkompas.insight.five_rs import EXACT_UP_TO, FirmRhythm, Histories, Rhythm, compressed, orders_until
from klantkompas.insight.windows import day_number

HELD_OUT, LEAST_HELD_OUT = 12, 3  # months; calibration is at least as long as what is held out
COARSE = 28  # days to which histories are rounded above fifty thousand customers
REACH_90 = 1.6448536
COLUMNS = {
    "month": pa.date32(),
    "held_out": pa.bool_(),
    "actual": pa.int64(),
    **dict.fromkeys(("expected", "expected_low", "expected_high"), pa.float64()),
    "actual_cumulative": pa.int64(),
    **dict.fromkeys(("expected_cumulative", "expected_cumulative_low", "expected_cumulative_high"), pa.float64()),
    "reason": pa.string(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Months:
    """Whole months of the facts: their last days (day numbers), and how many of the last are held out."""

    ends: Sequence[int]
    held_out: int

    @property
    def cut(self) -> int:
        """The last day of calibration."""
        return self.ends[-1 - self.held_out]


def tracking(orders: Rhythm, firm: FirmRhythm, *, first: int | None) -> pa.Table:
    """Repeat orders per month that came, and that were expected.

    Args:
        orders: how customers order, up to the as-of date.
        firm: the rhythm of the firm, of which the evenness holds for the past too.
        first: the first day of the facts, as a day number.

    Returns:
        A row a whole month: ``month`` (its first day), ``held_out`` (false in calibration, true after it: the end of
        calibration lies between the two), ``actual`` and ``expected`` repeat orders of the customers who had ordered
        by the end of calibration, ``expected_low`` and ``expected_high`` (90 %; null in calibration), and the same four
        as running totals: ``actual_cumulative``, ``expected_cumulative``, ``expected_cumulative_low``,
        ``expected_cumulative_high`` (from the end of calibration on, these start at what came until then). Where it
        cannot be made: one row, all null, with the ``reason``; else that is null.
    """
    if firm.fit is None or first is None:
        return _nothing(firm.reason or "no_orders")
    months = _whole_months(first, firm.until)
    if months is None:
        return _nothing("too_few_months")
    then = orders_until(orders.order_days, until=months.cut)
    histories = compressed(then, grain=_grain(orders), until=months.cut)
    try:
        process = _process(histories, firm.fit.process.k)
    except EstimationError as error:
        return _nothing(error.code)
    actual = np.diff(_came(orders, months), prepend=0)
    fitted = np.diff(_fitted(orders, process, months), prepend=0.0)
    forecast = _forecast(histories, process, months)
    return _table(months, actual, fitted, forecast)


def _nothing(reason: str) -> pa.Table:
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"reason": reason}
    return pa.Table.from_pylist([row], schema=pa.schema(list(COLUMNS.items())))


def _whole_months(first: int, until: int) -> _Months | None:
    """The months up to the as-of date, the first one as far as there are facts; None where they are too few."""
    after = month_of(until + 1)
    ends = [day_number(first_of_month(month + 1)) - 1 for month in range(month_of(first), after)]
    held = min(HELD_OUT, len(ends) // 2)
    return _Months(ends=ends, held_out=held) if held >= LEAST_HELD_OUT else None


def _grain(orders: Rhythm) -> int:
    rows = collect(orders.customers.select(nw.len().alias("n")))["n"][0].as_py()
    return 1 if rows <= EXACT_UP_TO else COARSE


def _process(histories: Histories, k: int) -> PurchaseProcess:
    from klantkompas.estimators.purchases import fit_purchases

    return fit_purchases(**histories, k=k).process


def _by_day(frame: Frame) -> tuple[FloatArray, FloatArray]:
    """Days (ascending) and how many rows each has."""
    found = collect(frame.group_by("day").agg(nw.len().alias("n")))
    day, count = (found[name].to_numpy().astype(np.float64) for name in ("day", "n"))
    order = np.argsort(day)
    return day[order], count[order]


def _came(orders: Rhythm, months: _Months) -> FloatArray:
    """Repeat orders up to each month end, of customers who had ordered by the end of calibration; cumulative."""
    repeats = orders.order_days.filter(~nw.col("gap").is_null())
    known = orders.customers.filter(nw.col("first_day") <= months.cut).select("key")
    later = repeats.filter(nw.col("day") > months.cut).join(known, on="key", how="inner")
    total = np.zeros(len(months.ends))
    for part in (repeats.filter(nw.col("day") <= months.cut), later):
        day, count = _by_day(part)
        running = np.concatenate([[0.0], np.cumsum(count)])
        total += running[np.searchsorted(day, months.ends, side="right")]
    return total


def _fitted(orders: Rhythm, process: PurchaseProcess, months: _Months) -> FloatArray:
    """Repeat orders that the model expects up to each month end of calibration, from first orders alone."""
    from klantkompas.estimators.purchases import expected_purchases

    began, customers = _by_day(orders.customers.select(day="first_day").filter(nw.col("day") <= months.cut))
    age = np.maximum(np.array(months.ends[: -months.held_out])[:, None] - began[None, :], 0.0)
    ages, place = np.unique(age, return_inverse=True)
    new = np.zeros(ages.size)
    each = expected_purchases(process=process, x=new, t_x=new, T=new, horizon=ages)
    return np.asarray(each[place.reshape(age.shape)] @ customers)


@dataclass(frozen=True, slots=True, eq=False)
class _Forecast:
    """What is expected of all customers together from the end of calibration on.

    Attributes:
        mean: up to each held-out month end, cumulative.
        excess: variance beyond the mean, up to the last of them.
    """

    mean: FloatArray
    excess: float

    def variance(self, part: FloatArray) -> FloatArray:
        """Variance of parts of the whole: chance falls in proportion, pace and leaving with the square."""
        return np.asarray(part + self.excess * (part / max(float(self.mean[-1]), 1e-9)) ** 2)


def _forecast(histories: Histories, process: PurchaseProcess, months: _Months) -> _Forecast:
    """The sum over customers, each given his history."""
    from klantkompas.estimators.purchases import expected_purchases, second_moment

    rows = {"x": histories["x"], "t_x": histories["t_x"], "T": histories["T"]}
    ahead = np.array(months.ends[-months.held_out :]) - months.cut
    each = np.stack([expected_purchases(process=process, **rows, horizon=days) for days in ahead])
    beyond = second_moment(process=process, **rows, horizon=ahead[-1]) - each[-1] ** 2 - each[-1]
    weight = histories["weights"]
    return _Forecast(mean=each @ weight, excess=float(beyond @ weight))


def _table(months: _Months, actual: FloatArray, fitted: FloatArray, forecast: _Forecast) -> pa.Table:
    calibrated = len(fitted)
    expected = np.concatenate([fitted, np.diff(forecast.mean, prepend=0.0)])
    monthly, lengths = expected[calibrated:], list(range(1, months.held_out + 1))
    month = _band(monthly, forecast.variance(monthly), _strayed(actual, fitted, [1]))
    running = _band(forecast.mean, forecast.variance(forecast.mean), _strayed(actual, fitted, lengths))
    before = float(actual[:calibrated].sum())
    own: dict[str, Any] = {
        "month": [first_of_month(month_of(end)) for end in months.ends],
        "held_out": np.arange(len(months.ends)) >= calibrated,
        "actual": actual.astype(np.int64),
        "actual_cumulative": np.cumsum(actual).astype(np.int64),
        "expected": expected,
        "expected_cumulative": np.concatenate([np.cumsum(fitted), before + forecast.mean]),
        "reason": [None] * len(months.ends),
    }
    for end, of_month, of_all in zip(("low", "high"), month, running, strict=True):
        own |= {f"expected_{end}": _after(calibrated, of_month)}
        own |= {f"expected_cumulative_{end}": _after(calibrated, before + of_all)}
    return pa.table({name: pa.array(own[name], kind) for name, kind in COLUMNS.items()})


def _strayed(actual: FloatArray, fitted: FloatArray, lengths: Sequence[int]) -> FloatArray:
    """By how much the level strayed in calibration over stretches of so many months, on the log scale."""
    from klantkompas.estimators.forecast.outlook import level_error

    found = []
    for length in lengths:
        pieces = fitted.size // length
        came, said = (values[fitted.size - pieces * length : fitted.size] for values in (actual, fitted))
        sums = [values.reshape(pieces, length).sum(axis=1) + 0.5 for values in (came, said)]
        # Fitted to these very stretches, their errors cancel out: one of them is no evidence, two are worth one.
        freed = pieces - 1
        squares = float((np.log(sums[0] / sums[1]) ** 2).sum())
        found.append(level_error([np.sqrt(squares / freed)] * freed if freed else []))
    return np.array(found)


def _band(mean: FloatArray, variance: FloatArray, strayed: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lowest and highest of 90 %, on the log scale so that nothing is below zero."""
    reach = REACH_90 * np.sqrt(strayed**2 + variance / np.maximum(mean, 0.5) ** 2)
    return mean * np.exp(-reach), mean * np.exp(reach)


def _after(calibrated: int, values: FloatArray) -> pa.Array:
    whole = np.concatenate([np.zeros(calibrated), values])
    return pa.array(whole, mask=np.arange(whole.size) < calibrated)
