"""What each customer bought and cost, by year back from the as-of date: the sums on which his value is estimated.

Year 0 is the twelve months until the as-of date, year 1 the twelve before, and so on; the last one holds everything
older. Seen from a year earlier the same sums hold, one place on: both ends of the equity bridge read one table.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import pairwise
from typing import Literal

import narwhals.stable.v2 as nw
import numpy as np

from klantkompas.engine import Frame, passes, store_in_passes
from klantkompas.estimators.arrays import FloatArray
from klantkompas.insight.five_rs import Rhythm
from klantkompas.insight.profit import Grounds, compensated, line_amounts, line_costs, line_margins
from klantkompas.insight.windows import day_number, months_before
from klantkompas.ledger.book import Ledger

YEARS = 5
YEAR = 365.25
MONEY = ("orders", "revenue", "squares", "margin")
COST = ("cost", "cost_squares")
GROUPS = ("segment", "sector")
HANDLED = 31  # days after an order in which hours may still belong to it
STRETCHES = (45, 120, 240, 365)  # days back from a moment that part a silence; the last stretch is all before
Moment = Literal["now", "year_ago"]
Numbers = Mapping[str, FloatArray]


def year_ends(as_of: date) -> tuple[int, ...]:
    """The last day (day number) of each year back, the nearest first; the as-of date is the first of them."""
    return tuple(day_number(months_before(as_of, 12 * back)) for back in range(YEARS))


def yearly(ledger: Ledger, orders: Rhythm, basis: Grounds, ends: tuple[int, ...]) -> Frame:
    """Sums by year back of every customer with an order.

    Args:
        ledger: the facts.
        orders: how customers order.
        basis: what margins and the cost of hours lean on; what is unknown for all is left out.
        ends: the last days of the years (``year_ends``).

    Returns:
        A stored table: ``key``, ``all_orders_B`` (orders in year B), ``last_before`` (last order a year before the
        as-of date, or null), ``group`` (segment, else sector, or null), ``employees``; where margins are known
        ``orders_B, revenue_B, squares_B, margin_B`` (cents; squares of an order's turnover in euros), over lines whose
        margin is known; where hours have a cost ``cost_B, cost_squares_B`` (compensation included),
        ``cost_silent`` and ``cost_silent_before`` (since the last order, of the last year only: now, a year before);
        and for both moments (``now``, ``year_ago``) ``served_MOMENT`` (times that hours were written until a month
        after the last order) and ``served_MOMENT_S`` (those later, by stretch of ``STRETCHES``, the latest first).
    """
    table = ledger.engine.store("last_orders", _orders(orders, ends))
    parts = [table]
    if basis.margin != "unknown":
        parts.append(_money(ledger, ends))
    if basis.rate != "unknown":
        parts.append(_cost(ledger, table, ends))
    parts.append(comparable(ledger))
    joined = reduce(lambda left, right: left.join(right, on="key", how="left"), parts)
    return ledger.engine.store("yearly", joined)


def weighted(numbers: Numbers, name: str, moment: Moment, half_life: float, power: float = 1.0) -> FloatArray:
    """Sum over the years back of a yearly figure, older years counting less; zero where there is none."""
    first = 0 if moment == "now" else 1
    weights = 0.5 ** (power * np.arange(YEARS - first) / half_life)
    return np.asarray(
        sum(w * np.nan_to_num(numbers[f"{name}_{back + first}"]) for back, w in enumerate(weights)), dtype=np.float64
    )


def middles(years: float) -> FloatArray:
    """The middle of each year ahead; of a part of a year, or of one with a part, that of so many equal stretches."""
    pieces = max(1, round(years))
    return np.asarray((np.arange(pieces) + 0.5) * years / pieces, dtype=np.float64)


def _within(day: nw.Expr, ends: Sequence[int]) -> list[nw.Expr]:
    """Per year back whether a day lies in it; the last year has no beginning."""
    inner = [(day <= end) & (day > before) for end, before in pairwise(ends)]
    return [*inner, day <= ends[-1]]


def _orders(orders: Rhythm, ends: Sequence[int]) -> Frame:
    day = nw.col("day")
    counts = {
        f"all_orders_{back}": nw.when(inside).then(1).otherwise(0).sum().cast(nw.Int64)
        for back, inside in enumerate(_within(day, ends))
    }
    before = nw.when(day <= ends[1]).then(day).max().alias("last_before")
    return orders.order_days.group_by("key").agg(
        day.min().alias("first_order"), day.max().alias("last_order"), before, **counts
    )


def _money(ledger: Ledger, ends: Sequence[int]) -> Frame:
    rows = ledger.extents["transactions"].rows
    lines = ledger.tables["transactions"].filter(~nw.col("key").is_null(), nw.col("day") <= ends[0])
    known = lines.select("key", "day", revenue=line_amounts(ledger), margin=line_margins(ledger))
    known = known.filter(~nw.col("margin").is_null())
    parts = (_money_sums(part, ends) for part in passes(known, rows=rows, key="key"))
    return store_in_passes(ledger.engine, "yearly_money", parts)


def _money_sums(lines: Frame, ends: Sequence[int]) -> Frame:
    """An order's turnover is that of its day; credit notes of other days lower the sums, but are no order."""
    ordered = nw.when(nw.col("revenue") >= 0).then(1).otherwise(0).max()
    days = lines.group_by("key", "day").agg(ordered.alias("orders"), nw.col("revenue").sum(), nw.col("margin").sum())
    euros = nw.col("revenue").cast(nw.Int64) // 100
    return _sums(days.with_columns(squares=euros * euros * nw.col("orders")), MONEY, ends)


def _sums(days: Frame, names: Sequence[str], ends: Sequence[int]) -> Frame:
    sums = {
        f"{name}_{back}": nw.when(inside).then(nw.col(name)).otherwise(0).sum().cast(nw.Int64)
        for back, inside in enumerate(_within(nw.col("day"), ends))
        for name in names
    }
    return days.group_by("key").agg(**sums)


def _cost(ledger: Ledger, last: Frame, ends: Sequence[int]) -> Frame:
    hours = ledger.tables["time_entries"].filter(~nw.col("key").is_null(), nw.col("day") <= ends[0])
    lines = hours.select("key", "day", cost=line_costs(ledger), times=nw.lit(1, nw.Int64))
    if ledger.has("complaints", "compensation"):
        given = compensated(ledger, ends[0])
        given = given.select("key", "day", cost=nw.col("compensation").cast(nw.Int64), times=nw.lit(0, nw.Int64))
        lines = nw.concat([lines, given])
    euros = nw.col("cost") // 100
    known = lines.filter(~nw.col("cost").is_null()).join(
        last.select("key", "first_order", "last_order", "last_before"), on="key", how="inner"
    )
    day = nw.col("day")
    known = known.filter(day >= nw.col("first_order"))  # before that it was the cost of winning him
    silent = (
        (day > nw.col("last_order")) & (day > ends[1]),
        (day > nw.col("last_before")) & (day > ends[2]) & (day <= ends[1]),
    )
    marked = known.with_columns(
        cost_squares=euros * euros,
        cost_silent=nw.when(silent[0]).then(nw.col("cost")).otherwise(0),
        cost_silent_before=nw.when(silent[1]).then(nw.col("cost")).otherwise(0),
    )
    sums = _sums(marked, COST, ends)
    after = [nw.col(name).sum().cast(nw.Int64) for name in ("cost_silent", "cost_silent_before")]
    return ledger.engine.store(
        "yearly_cost", sums.join(marked.group_by("key").agg(*after, **_served(ends)), on="key", how="left")
    )


def _served(ends: Sequence[int]) -> dict[str, nw.Expr]:
    """How often hours were written, of each moment until a month after the last order and by stretch since then."""
    day, found = nw.col("day"), {}
    moments: tuple[tuple[Moment, str, int], ...] = (
        ("now", "last_order", ends[0]),
        ("year_ago", "last_before", ends[1]),
    )
    for moment, last, end in moments:
        handled = nw.col(last) + HANDLED
        edges = [end, *(end - days for days in STRETCHES)]
        stretches = [*((day <= new) & (day > old) for new, old in pairwise(edges)), day <= edges[-1]]
        found[served_name(moment)] = (day <= handled) & (day <= end)
        found |= {served_name(moment, place): (day > handled) & one for place, one in enumerate(stretches)}
    return {
        name: nw.when(counts).then(nw.col("times")).otherwise(0).sum().cast(nw.Int32) for name, counts in found.items()
    }


def served_name(moment: Moment, stretch: int | None = None) -> str:
    """The column with the times that hours were written before a silence, or in a stretch of it."""
    return f"served_{moment}" if stretch is None else f"served_{moment}_{stretch}"


def comparable(ledger: Ledger) -> Frame:
    """The group of comparable customers that each is in, and how many people work there."""
    columns = ("employees", *GROUPS)
    present = [name for name in columns if ledger.has("customers", name)]
    if not present:
        named = ledger.customers.select("key")
    else:
        rows = ledger.tables["customers"].filter(~nw.col("key").is_null()).select("key", *present)
        named = rows.group_by("key").agg(*(nw.col(name).max() for name in present))
    nothing = {
        "employees": nw.lit(None, nw.Int64),
        "segment": nw.lit(None, nw.String),
        "sector": nw.lit(None, nw.String),
    }
    named = named.with_columns(**{name: nothing[name] for name in columns if name not in present})
    return named.select("key", "employees", group=nw.coalesce(*(nw.col(name) for name in GROUPS)))
