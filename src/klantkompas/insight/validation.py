"""Did the forecast hold? What was expected at an earlier date, against what came after it, beside simple baselines.

The facts are cut off at an *origin*, the firm is understood from what lies before it exactly as ``analyse`` does
(``understood``), and orders and profit after hours of every customer of then are compared with those of the days that
were *held out*. Several origins, each a held-out stretch before the next, so that one lucky period decides nothing.

    same as last period   what the customer did in as many days before the origin
    lifetime rate         his repeat orders a day since his first, counted over at least the held-out days
    hiatus rule           that rate too, but nothing for who is silent longer than nine in ten of this firm's gaps
    same as last year     profit only: that of twelve months before the origin, in proportion to the days

Source: METHODS 2; Wuebben & Wangenheim 2008 (Journal of Marketing 72(3)) for the baselines; Fader, Hardie & Lee 2005.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import reduce
from pathlib import Path
from typing import Any, Literal

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from klantkompas.engine import Frame, collect, rows_of
from klantkompas.errors import FactsError, UsageError
from klantkompas.estimators.arrays import FloatArray, IntArray
from klantkompas.estimators.forecast import Outlook
from klantkompas.estimators.forecast.outlook import USUAL_LEVEL_ERROR
from klantkompas.estimators.scoring import (
    Calibration,
    PairedRatio,
    Scores,
    amounts_inside,
    calibration,
    counts_inside,
    paired_ratio,
    scores,
    total,
)
from klantkompas.insight.facts import customer_facts
from klantkompas.insight.five_rs import rhythm
from klantkompas.insight.forecast import LEAST, outlook_of
from klantkompas.insight.profit import grounds
from klantkompas.insight.understood import Understood, understood
from klantkompas.insight.value import ValueModel, numbers_of, standing
from klantkompas.insight.value_fit import columns_of
from klantkompas.insight.valued import ValuedBlock, valued_block
from klantkompas.insight.windows import Window, day_number
from klantkompas.insight.yearly import YEAR
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.intake import EPOCH
from klantkompas.words import failure

FORECAST = "forecast"
HALF_YEAR, ORIGINS = 182, 3
LEAST_BEFORE = 28  # days of facts before an origin
LEAST_CUSTOMERS = 30  # below it no comparison is decided
USUAL_GAPS = 0.90  # of the gaps between orders; a longer silence counts as a hiatus
CENTS = 100.0
Measure = Literal["orders", "profit"]
Better = Literal["forecast", "baseline", "undecided"]
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A total of all customers: what was expected with its 90 % range (None: none is known), and what came."""

    expected: float
    low: float | None
    high: float | None
    actual: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Compared:
    """One measure at one origin: orders, or euros of profit.

    Attributes:
        scores: of the forecast and each baseline, by name.
        calibration: customers in five groups by what was expected of them.
        total: of all customers together.
        keys: customers who took part, shape (rows,).
        squared: squared errors per customer of the forecast and each baseline, by name, shape (rows,) each.
        came: whether anything came of anybody.
    """

    scores: Mapping[str, Scores]
    calibration: Calibration
    total: Total
    keys: IntArray
    squared: Mapping[str, FloatArray]
    came: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What was expected at one date, against what came until another.

    Attributes:
        origin: last day that was known.
        until: last day that was held out.
        customers: who had ordered by the origin.
        orders: compared; profit likewise, None with ``profit_reason``.
    """

    origin: date
    until: date
    customers: int
    orders: Compared
    profit: Compared | None
    profit_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The forecast against the baseline with the smallest squared error over all origins.

    Attributes:
        baseline: which one.
        ratio: squared error of the forecast per squared error of that baseline, with its 95 % interval over customers.
        better: which of the two; undecided where the interval holds 1, there are fewer than thirty customers, or
            nothing came of any of them.
        customers: how many took part.
        nothing_came: whether there was nothing to be right or wrong about.
    """

    baseline: str
    ratio: PairedRatio
    better: Better
    customers: int
    nothing_came: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """How well the forecast did, per origin (the newest first) and over all of them.

    Attributes:
        as_of: last day of the facts that were used.
        holdout_days: days that were held out, each time.
        origins: what was compared.
    """

    as_of: date
    holdout_days: int
    origins: tuple[Origin, ...]

    def compared(self, measure: Measure) -> list[Compared]:
        """The origins at which a measure is known."""
        found = (origin.orders if measure == "orders" else origin.profit for origin in self.origins)
        return [one for one in found if one is not None]

    def scores(self, measure: Measure) -> dict[str, Scores]:
        """Errors over all origins together, by name: the forecast, then its baselines."""
        parts = self.compared(measure)
        return {name: total([one.scores[name] for one in parts]) for name in (parts[0].scores if parts else ())}

    def calibration(self, measure: Measure) -> Calibration | None:
        """Five groups by what was expected, over all origins; None where the measure is unknown."""
        parts = [one.calibration for one in self.compared(measure)]
        return reduce(Calibration.__add__, parts) if parts else None

    def verdict(self, measure: Measure) -> Verdict | None:
        """Whether a baseline is better; None where the measure is unknown."""
        parts = self.compared(measure)
        return _verdict(parts, self.scores(measure)) if parts else None

    def summary(self) -> dict[str, Any]:
        """What ``validation.json`` holds; None for what is unknown."""
        return {
            "as_of": self.as_of.isoformat(),
            "holdout_days": self.holdout_days,
            "origins": [_origin_told(one) for one in self.origins],
            **{measure: self._told(measure) for measure in ("orders", "profit")},
        }

    def _told(self, measure: Measure) -> dict[str, Any] | None:
        found, groups = self.verdict(measure), self.calibration(measure)
        if found is None or groups is None:
            return None
        ratio = found.ratio
        return {
            "errors": {name: _errors(one) for name, one in self.scores(measure).items()},
            "calibration": _groups(groups),
            "best_baseline": found.baseline,
            "squared_error_ratio": _plain(ratio=ratio.ratio, low=ratio.low, high=ratio.high),
            "better": found.better,
            "customers": found.customers,
        }

    def write(self, out: Path) -> None:
        """Write ``validation.json`` into a folder, made where it is not there."""
        out.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.summary(), indent=2, allow_nan=False)
        (out / "validation.json").write_text(text + "\n", encoding="utf-8")


def _plain(**figures: float | None) -> dict[str, float | None]:
    """Figures without the tail of binary fractions."""
    return {name: None if value is None else round(value, 6) for name, value in figures.items()}


def _errors(one: Scores) -> dict[str, float | None]:
    return _plain(mae=one.mae, rmse=one.rmse, bias=one.bias, top10=one.top10, coverage90=one.coverage90)


def _groups(found: Calibration) -> list[dict[str, float | None]]:
    rows = zip(found.rows, found.forecast, found.actual, strict=True)
    return [_plain(customers=float(n), expected=float(said), actual=float(came)) for n, said, came in rows if n > 0]


def _compared_told(one: Compared) -> dict[str, Any]:
    whole = one.total
    return {
        "customers": int(one.keys.size),
        "total": _plain(expected=whole.expected, low=whole.low, high=whole.high, actual=whole.actual),
        "errors": {name: _errors(found) for name, found in one.scores.items()},
        "calibration": _groups(one.calibration),
    }


def _origin_told(one: Origin) -> dict[str, Any]:
    return {
        "origin": one.origin.isoformat(),
        "until": one.until.isoformat(),
        "customers": one.customers,
        "orders": _compared_told(one.orders),
        "profit": None if one.profit is None else _compared_told(one.profit),
        "profit_reason": one.profit_reason,
    }


def _verdict(parts: Sequence[Compared], found: Mapping[str, Scores]) -> Verdict:
    baseline = min((name for name in found if name != FORECAST), key=lambda name: found[name].squared)
    size = 1 + max(int(one.keys.max()) for one in parts)
    took, ours, theirs = np.zeros(size), np.zeros(size), np.zeros(size)
    for one in parts:
        took[one.keys] = 1.0
        ours[one.keys] += one.squared[FORECAST]
        theirs[one.keys] += one.squared[baseline]
    part = took > 0
    ratio = paired_ratio(ours=ours[part], theirs=theirs[part])
    customers = int(part.sum())
    better: Better = "undecided"
    nothing = not any(one.came for one in parts)
    if customers >= LEAST_CUSTOMERS and not nothing:
        better = _better(ratio, float(ours.sum()), float(theirs.sum()))
    return Verdict(baseline=baseline, ratio=ratio, better=better, customers=customers, nothing_came=nothing)


def _better(ratio: PairedRatio, ours: float, theirs: float) -> Better:
    """By the interval; where one of the two made no error at all, by that."""
    if ratio.low is None or ratio.high is None:
        return "undecided" if ours == theirs else "forecast" if ours < theirs else "baseline"
    return "forecast" if ratio.high < 1 else "baseline" if ratio.low > 1 else "undecided"


def validate(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    holdout_days: int | None = None,
    origins: int = ORIGINS,
    progress: Progress | None = None,
) -> Validation:
    """Hold out the last stretch of the facts, several times, and compare what was expected with what came.

    Args:
        ledger: the facts.
        as_of: nothing after this date is seen; by default the newest transaction.
        holdout_days: days to hold out; by default half a year, or half of the facts where these are shorter.
        origins: how many times, each a held-out stretch earlier; as many as the facts allow.
        progress: told what is being done, the steps done and the steps there are.

    Raises:
        UsageError: fewer than one day or origin, or more days than half of the facts.
        FactsError: the facts are too short to hold anything out, or nobody had ordered by then.
    """
    last = ledger.extents["transactions"].last
    as_of = as_of or (ledger.last_day if last is None else EPOCH + timedelta(days=last))
    days, starts = _origins(ledger, as_of, holdout_days, origins)
    tell = progress or (lambda _what, _done, _all: None)
    found: list[Origin] = []
    for number, origin in enumerate(starts):
        tell("validate", number, len(starts))
        compared = _at(ledger, origin, days)
        found += [] if compared is None else [compared]
    tell("validate", len(starts), len(starts))
    if not found:
        raise failure(FactsError, "validate_no_orders", origin=starts[0])
    return Validation(as_of=as_of, holdout_days=days, origins=tuple(found))


def _origins(ledger: Ledger, as_of: date, asked: int | None, most: int) -> tuple[int, list[date]]:
    """The days to hold out, and the dates from which to look ahead, the newest first."""
    first = ledger.extents["transactions"].first
    span = 0 if first is None else max(day_number(as_of) - first + 1, 0)
    for name, value in (("--holdout-days", asked), ("--origins", most)):
        if value is not None and value < 1:
            raise failure(UsageError, "validate_number_small", name=name, value=value)
    if span < 2 * LEAST_BEFORE:
        raise failure(FactsError, "validate_facts_short", days=span, least=2 * LEAST_BEFORE)
    days = min(HALF_YEAR, span // 2) if asked is None else asked
    longest = min(span // 2, span - LEAST_BEFORE)
    if days > longest:
        since = as_of - timedelta(days=max(2 * days, days + LEAST_BEFORE) - 1)
        raise failure(UsageError, "validate_holdout_long", asked=days, days=span, most=longest, since=since)
    back = range(days, span, days)
    enough = [one for one in back if span - one >= max(days, LEAST_BEFORE)]
    return days, [as_of - timedelta(days=one) for one in enough[:most]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Said:
    """What was said at an origin of every customer who had ordered; arrays of shape (rows,), money in euros.

    Attributes:
        keys: customer keys.
        orders: expected orders in the days ahead, and the ``size`` of their distribution (``forecast.outlook``); 0 and
            NaN for who had been declared ended.
        profit, profit_low, profit_high: expected, NaN where unknown.
        last_year: profit of the twelve months before, NaN where unknown.
        x, silent, age: repeat orders, days since the last order, days since the first.
    """

    keys: IntArray
    orders: FloatArray
    size: FloatArray
    profit: FloatArray
    profit_low: FloatArray
    profit_high: FloatArray
    last_year: FloatArray
    x: FloatArray
    silent: FloatArray
    age: FloatArray


def _at(ledger: Ledger, origin: date, days: int) -> Origin | None:
    """Everything about one origin; None where nobody had ordered by then."""
    then = understood(ledger, as_of=origin, days=days)
    model = then.learned.model
    if model is None:
        return None
    said, longest = _said(ledger, then, model), _longest_usual_gap(then)
    came = _came(ledger, origin, days).rows(said.keys)
    profit = _compare_profit(said, came, days)
    return Origin(
        origin=origin,
        until=origin + timedelta(days=days),
        customers=int(said.keys.size),
        orders=_compare_orders(said, came, days, longest, model),
        profit=profit,
        profit_reason=None if profit is not None else _no_profit(ledger, then),
    )


def _said(ledger: Ledger, then: Understood, model: ValueModel) -> _Said:
    """What the learned model says of every customer, in the way in which ``analyse`` fills ``customers.parquet``."""
    parts: list[dict[str, FloatArray]] = []
    for batch in ledger.engine.blocks(then.facts.sort("customer_id")):
        columns = columns_of(batch)
        valued = valued_block(then.learned, columns)
        if valued is not None:
            parts.append(_rows_said(numbers_of(columns), valued, model, then.until))
    whole = {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}
    keys = whole.pop("key").astype(np.intp)
    return _Said(keys=keys, **whole)


def _rows_said(
    numbers: Mapping[str, FloatArray], valued: ValuedBlock, model: ValueModel, until: int
) -> dict[str, FloatArray]:
    """What is said of the customers of a block who had ordered."""
    first, orders = numbers["first_day"], valued.found.orders
    began, nothing = np.isfinite(first), np.full(first.size, np.nan)
    at = standing(numbers, model.ends, "now")
    size = nothing.copy()
    size[at.known] = outlook_of(model, at, orders[at.known]).size
    told = numbers_of(valued.columns)
    money = {
        "profit": told.get("expected_profit_12m", nothing),
        "profit_low": told.get("expected_profit_12m_low", nothing),
        "profit_high": told.get("expected_profit_12m_high", nothing),
        "last_year": numbers.get("profit_12m", nothing),
    }
    row = {"key": numbers["key"], "orders": orders, "size": size, "x": numbers["orders"] - 1.0}
    row |= {"silent": until - numbers["last_day"], "age": until - first}
    row |= {name: values / CENTS for name, values in money.items()}
    return {name: values[began] for name, values in row.items()}


def _longest_usual_gap(then: Understood) -> float:
    """Days of silence that nine in ten gaps between orders stay within; NaN where nobody ordered twice."""
    gap = nw.col("gap").cast(nw.Float64)
    gaps = then.orders.order_days.filter(~nw.col("gap").is_null())
    (found,) = rows_of(gaps.select(longest=gap.quantile(USUAL_GAPS, "linear")))
    return float("nan") if found["longest"] is None else float(found["longest"])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Came:
    """What came in the held-out days, and in as many days before; by customer key or row, money in euros.

    Attributes:
        orders, orders_before: 0 where there were none.
        profit, profit_before: NaN where unknown.
    """

    orders: FloatArray
    orders_before: FloatArray
    profit: FloatArray
    profit_before: FloatArray

    def rows(self, keys: IntArray) -> "_Came":
        """Those of the customers with these keys."""
        return _Came(**{one.name: getattr(self, one.name)[keys] for one in fields(self)})


def _came(ledger: Ledger, origin: date, days: int) -> _Came:
    """The same sums as always, over the held-out days and as many before them, by customer key."""
    start = day_number(origin)
    end = start + days
    over = (
        Window(name="12m", after=start, until=end),
        Window(name="previous_12m", after=start - days, until=start),
        Window(name="total", after=None, until=end),
    )
    orders = rhythm(ledger, over)
    facts = customer_facts(ledger, orders.customers, grounds(ledger, until=end), over)
    names = ("orders_12m", "orders_previous_12m", "profit_12m", "profit_previous_12m")
    found = numbers_of({name: column.combine_chunks() for name, column in _columns(facts.select("key", *names))})
    keys = found["key"].astype(np.intp)
    size = int(keys.max()) + 1
    by_key = {name: np.full(size, np.nan) for name in names}
    for name in names:
        by_key[name][keys] = found[name]
    return _Came(
        orders=np.nan_to_num(by_key["orders_12m"]),
        orders_before=np.nan_to_num(by_key["orders_previous_12m"]),
        profit=by_key["profit_12m"] / CENTS,
        profit_before=by_key["profit_previous_12m"] / CENTS,
    )


def _columns(frame: Frame) -> Iterator[tuple[str, pa.ChunkedArray]]:
    table = collect(frame)
    return ((name, table[name]) for name in table.column_names)


def _compare_orders(said: _Said, came: _Came, days: int, longest: float, model: ValueModel) -> Compared:
    rate = np.maximum(said.x, 0.0) / np.maximum(said.age, float(days)) * days
    with np.errstate(invalid="ignore"):
        baselines = {
            "same_as_last_period": came.orders_before,
            "lifetime_rate": rate,
            "hiatus_rule": np.where(said.silent <= longest, rate, 0.0),
        }
    known = np.isfinite(said.size)
    level_error, k = USUAL_LEVEL_ERROR, 1
    if model.forecast is not None:
        level_error, k = model.forecast.level_error, model.forecast.spread.k
    mean = np.maximum(said.orders[known], LEAST)
    outlook = Outlook(mean=mean, size=said.size[known], level_error=level_error, k=k)
    inside = np.where(came.orders == 0, 1.0, 0.0)  # who had been declared ended: nothing is to come
    inside[known] = counts_inside(outlook=outlook, actual=came.orders[known])
    whole = outlook.total(level=0.90) if known.any() else None
    reach = (None, None) if whole is None else (whole.low, whole.high)
    return _compared(said.keys, said.orders, came.orders, baselines, inside, reach)


def _compare_profit(said: _Said, came: _Came, days: int) -> Compared | None:
    """Of customers whose profit is known on both sides; None where there are none."""
    baselines = {"same_as_last_period": came.profit_before, "same_as_last_year": said.last_year * days / YEAR}
    needed = (said.profit, said.profit_low, said.profit_high, came.profit, *baselines.values())
    known = np.isfinite(np.stack(needed)).all(axis=0)
    if not known.any():
        return None
    inside = amounts_inside(low=said.profit_low[known], high=said.profit_high[known], actual=came.profit[known])
    held = {name: values[known] for name, values in baselines.items()}
    return _compared(said.keys[known], said.profit[known], came.profit[known], held, inside, (None, None))


def _compared(
    keys: IntArray,
    forecast: FloatArray,
    actual: FloatArray,
    baselines: Mapping[str, FloatArray],
    inside: FloatArray,
    reach: tuple[float | None, float | None],
) -> Compared:
    told = {name: scores(forecast=values, actual=actual) for name, values in baselines.items()}
    low, high = reach
    return Compared(
        scores={FORECAST: scores(forecast=forecast, actual=actual, inside=inside), **told},
        calibration=calibration(forecast=forecast, actual=actual),
        total=Total(expected=float(forecast.sum()), low=low, high=high, actual=float(actual.sum())),
        keys=keys,
        squared={name: (values - actual) ** 2 for name, values in {FORECAST: forecast, **baselines}.items()},
        came=bool((actual != 0).any()),
    )


def _no_profit(ledger: Ledger, then: Understood) -> str:
    """Why profit cannot be compared."""
    if then.basis.margin == "unknown":
        return "cost_unknown" if ledger.has("transactions", "amount") else "no_amounts"
    if "time_entries" not in ledger.tables:
        return "no_hours"
    return "hourly_cost_unknown" if then.basis.rate == "unknown" else "hours_part_period"
