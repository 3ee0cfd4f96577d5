"""Recency, regularity and duration: how each customer orders.

An *order* is a customer-day with at least one line of amount >= 0. A customer with only credit notes has no order,
and so no rhythm: his figures are null.
"""

from dataclasses import dataclass, field
from typing import Any, TypedDict

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from klantkompas.engine import Frame, collect, distinct, passes, store_in_passes
from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.purchases import PurchaseFit
from klantkompas.insight.seasons import Evenness, Seasons
from klantkompas.insight.windows import Window
from klantkompas.ledger.book import Ledger

EXACT_UP_TO = 50_000
WEEK = 7
MONTHLY_GAP = (26, 35)
FEWEST_FOR_GAP = 3
INVOICING_SHARE = 0.8
FEWEST_FOR_INVOICING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How customers order, stored.

    Attributes:
        order_days: a row an order: ``key``, ``day``, ``gap`` (days since the order before it; null for the first).
        customers: a row a customer with an order: ``key``, ``first_day``, ``last_day``, ``orders``, ``usual_gap``
            (median gap in days), ``sum_log_gap`` (sum of the natural logarithms of the gaps), ``monthly_gaps`` (gaps
            of about a month), ``orders_12m`` and ``orders_previous_12m``.
    """

    order_days: Frame
    customers: Frame


def rhythm(ledger: Ledger, over: tuple[Window, ...]) -> Rhythm:
    """How each customer that is not internal orders, up to the as-of date.

    Args:
        ledger: the facts.
        over: the windows; the last one ends at the as-of date.
    """
    rows = ledger.extents["transactions"].rows
    lines = passes(_order_lines(ledger, over[-1].until), rows=rows, key="key")
    order_days = store_in_passes(ledger.engine, "order_days", map(_gaps, lines))
    own = (_by_customer(part, over) for part in passes(order_days, rows=rows, key="key"))
    return Rhythm(order_days=order_days, customers=store_in_passes(ledger.engine, "rhythm", own))


def _order_lines(ledger: Ledger, until: int) -> Frame:
    lines = ledger.tables["transactions"].filter(~nw.col("key").is_null(), nw.col("day") <= until)
    if ledger.has("transactions", "amount"):
        lines = lines.filter(nw.col("amount") >= 0)
    own = collect(ledger.customers.filter(nw.col("internal")).select("key"))["key"].to_pylist()
    if own:  # the own firm orders in a rhythm of its own
        lines = lines.filter(~nw.col("key").is_in(own))
    return lines.select("key", "day")


def _gaps(lines: Frame) -> Frame:
    day = nw.col("day")
    return distinct(lines, "key", "day").with_columns(gap=day - day.shift(1).over("key", order_by="day"))


def _by_customer(order_days: Frame, over: tuple[Window, ...]) -> Frame:
    day, gap = nw.col("day"), nw.col("gap")
    monthly = nw.when(gap.is_between(*MONTHLY_GAP)).then(1).otherwise(0)
    counts = {f"orders_{window.name}": nw.when(window.holds(day)).then(1).otherwise(0).sum() for window in over[:2]}
    return order_days.group_by("key").agg(
        *_summed_orders(),
        gap.median().alias("usual_gap"),
        monthly.sum().alias("monthly_gaps"),
        *(count.alias(name) for name, count in counts.items()),
    )


def _summed_orders() -> list[nw.Expr]:
    return [
        nw.col("day").min().alias("first_day"),
        nw.col("day").max().alias("last_day"),
        nw.len().alias("orders"),
        nw.col("gap").cast(nw.Float64).log().sum().alias("sum_log_gap"),
    ]


def orders_until(order_days: Frame, *, until: int) -> Frame:
    """What was known of each customer's orders at the end of an earlier day.

    Args:
        order_days: ``Rhythm.order_days``.
        until: that day, as a day number.

    Returns:
        A row a customer with an order by then: ``key``, ``first_day``, ``last_day``, ``orders``, ``sum_log_gap``.
    """
    return order_days.filter(nw.col("day") <= until).group_by("key").agg(*_summed_orders())


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmRhythm:
    """How the customers of this firm order, taken together.

    Attributes:
        fit: the purchase process of all customers; ``None`` where it could not be estimated.
        until: the as-of date as a day number.
        reason: why there is no fit.
        seasons: the clocks on which they order, where there is a season.
        evenness: how evenly each group of customers orders, in days of the calendar.
    """

    fit: PurchaseFit | None
    until: int
    reason: str | None = None
    seasons: Seasons | None = None
    evenness: Evenness = field(default_factory=Evenness)


def firm_rhythm(customers_rhythm: Frame, *, customers: int, until: int) -> FirmRhythm:
    """Fit the purchase process of the firm to its compressed histories.

    Args:
        customers_rhythm: ``Rhythm.customers``.
        customers: how many rows it has; above fifty thousand, histories are counted by the week.
        until: the as-of date, as a day number.
    """
    from klantkompas.errors import EstimationError
    from klantkompas.estimators.purchases import fit_purchases

    histories = compressed(customers_rhythm, grain=1 if customers <= EXACT_UP_TO else WEEK, until=until)
    if not histories["x"].size:
        return FirmRhythm(fit=None, until=until, reason="no_orders")
    try:
        fit = fit_purchases(**histories)
    except EstimationError as error:
        return FirmRhythm(fit=None, until=until, reason=error.code)
    return FirmRhythm(fit=fit, until=until)


class Histories(TypedDict):
    """Different purchase histories, times in days, and how many customers have each; arrays of shape (histories,)."""

    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    weights: FloatArray
    sum_log_interval: FloatArray


def compressed(rhythms: Frame, *, grain: int, until: int) -> Histories:
    """The purchase histories of customers, those that are alike counted: what ``fit_purchases`` takes.

    Args:
        rhythms: a row a customer: ``first_day``, ``last_day``, ``orders``, ``sum_log_gap``.
        grain: days to which times are rounded; 1 is exact.
        until: the last day of observation, as a day number.

    Returns:
        The histories, always in the same order.
    """
    found = collect(_histories(rhythms, grain=grain, until=until))
    x, t_x, T, weights, logs = (found[name].to_numpy().astype(np.float64) for name in Histories.__annotations__)
    order = np.lexsort((T, t_x, x))  # the engine promises no order, and sums of floats depend on it
    return Histories(x=x[order], t_x=t_x[order], T=T[order], weights=weights[order], sum_log_interval=logs[order])


def _histories(rhythms: Frame, *, grain: int, until: int) -> Frame:
    first, last, orders = nw.col("first_day"), nw.col("last_day"), nw.col("orders")

    def coarse(days: nw.Expr) -> nw.Expr:
        # The middle of the week it falls in; a customer without repeats stays at exactly 0.
        return days if grain == 1 else nw.when(days > 0).then(days // grain * grain + grain // 2).otherwise(days)

    return (
        rhythms.select(
            x=orders - 1, t_x=coarse(last - first), T=coarse(nw.lit(until) - first), logs=nw.col("sum_log_gap")
        )
        .group_by("x", "t_x", "T")
        .agg(nw.len().alias("weights"), nw.col("logs").fill_null(0.0).sum().alias("sum_log_interval"))
    )


def five_rs_of(batch: dict[str, Any], firm: FirmRhythm, *, group: pa.Array) -> dict[str, Any]:
    """Lateness, evenness and pace of a block of customers, from their own rhythm and the firm's.

    Args:
        batch: arrays ``first_day``, ``last_day``, ``orders``, ``sum_log_gap``, ``usual_gap`` (NaN where null).
        firm: the rhythm of the firm.
        group: name of the group of each, which tells its season and how evenly it orders; null: none.

    Returns:
        Arrays ``overdue``, ``regularity``, ``orders_per_year``; NaN where the customer has no order. Lateness goes by
        the evenness that is shown; on the clock of a season, where a customer's own gaps cannot tell how even they
        are, by that of his group there.

    Source: METHODS 1.1 and 1.2 (Platzer & Reutterer 2016; Wheat & Morrison 1990).
    """
    from klantkompas.estimators.purchases import overdue, pace
    from klantkompas.estimators.regularity import shrunk_shapes

    orders = batch["orders"]
    known = np.isfinite(orders)
    empty = {name: np.full(orders.size, np.nan) for name in ("overdue", "regularity", "orders_per_year")}
    if firm.fit is None or not known.any():
        return empty
    x = orders[known] - 1
    t_x = batch["last_day"][known] - batch["first_day"][known]
    T = firm.until - batch["first_day"][known]
    history = {"process": firm.fit.process, "x": x, "t_x": t_x, "T": T}
    empty["orders_per_year"][known] = pace(**history, span=365.25).mean
    with np.errstate(divide="ignore", invalid="ignore"):  # no gap has no mean: those rows get the group's shape
        means = {"mean_gap": t_x / x, "mean_log_gap": batch["sum_log_gap"][known] / x}
    of_group = firm.fit.process.k * firm.evenness.of(group)[known]
    shape = shrunk_shapes(gaps=x, **means, group_shape=of_group)
    empty["regularity"][known] = shape
    on_clock = _on_clock(batch, firm, group, known) if firm.seasons else None
    empty["overdue"][known] = overdue(**on_clock or history | {"shape": shape})
    return empty


def _on_clock(batch: dict[str, Any], firm: FirmRhythm, group: pa.Array, known: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """The histories of the known rows on the clock of their season, with the process of the firm on it."""
    assert firm.seasons is not None
    row, at = firm.seasons.rows(group)[known], firm.seasons.clock.at
    first, last = (at(row, batch[name][known]) for name in ("first_day", "last_day"))
    until = at(row, np.full(row.size, float(firm.until)))
    process, shape = firm.seasons.process, firm.seasons.process.k * firm.seasons.evenness.of(group)[known]
    return {
        "process": process,
        "x": batch["orders"][known] - 1,
        "t_x": last - first,
        "T": until - first,
        "shape": shape,
    }


def invoicing(batch: dict[str, Any]) -> Any:
    """Whose rhythm is that of our invoicing (a collective invoice or a subscription, monthly), not of his ordering.

    Args:
        batch: arrays ``orders`` and ``monthly_gaps`` (NaN where null).
    """
    gaps = batch["orders"] - 1
    with np.errstate(invalid="ignore"):
        return (batch["orders"] >= FEWEST_FOR_INVOICING) & (batch["monthly_gaps"] >= INVOICING_SHARE * gaps)
