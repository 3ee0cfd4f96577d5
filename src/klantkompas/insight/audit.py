"""The customer-base audit: five ways to look at the same customers (Fader, Hardie & Ross 2022).

1. one period: how customers differ            -> ``deciles``, ``whale_curve``, ``spread``
2. two periods: who came, grew, shrank, left   -> ``change``
3. one cohort over time                        -> ``cohorts``
4. cohorts compared at the same age            -> ``cohorts``, ``break_even``
5. the whole base as cohorts on each other     -> ``stack``, ``months``

Every lens is a small table; its columns are told at the function that makes it. Money is euros in decimals. Customers
are measured by profit after hours; where that is unknown for all, by margin, and else by turnover (``measure``).
"""

from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.engine import Frame, collect, rows_of
from klantkompas.insight.columns import HOURS, MONEY
from klantkompas.insight.profit import Grounds
from klantkompas.insight.windows import Window

Measure = Literal["profit", "margin", "revenue"]
POINTS = 1_000
BINS = 12
SPREAD = (
    "recency_ratio",
    "usual_gap_days",
    "orders_per_year",
    "regularity",
    "duration_days",
    "profit_12m",
    "referral_value",
)


def measure_of(basis: Grounds, *over: Window) -> Measure:
    """What customers can be measured by in these windows: profit after hours, else margin, else turnover."""
    if basis.margin == "unknown":
        return "revenue"
    worked = basis.rate != "unknown" and all(basis.covers(window) for window in over)
    return "profit" if worked else "margin"


def whale_curve(facts: Frame, measure: Measure) -> pa.Table:
    """Cumulative profit over customers, best first: how much more the good ones earn than is left in the end.

    Returns:
        At most a thousand points: ``measure``, ``rank``, ``customers_share``, ``profit_share`` (null where the total
        is not positive), ``cumulative_profit``. The last point is the total.
    """
    cents = collect(facts.select(worth=nw.col(f"{measure}_12m")))["worth"].drop_null().to_numpy().astype(np.int64)
    running = np.cumsum(np.sort(cents)[::-1])
    at = np.unique(np.linspace(1, running.size, min(POINTS, running.size)).round().astype(np.int64))
    total = int(running[-1]) if running.size else 0
    shares = running[at - 1] / total if total > 0 else np.zeros(at.size)
    return pa.table(
        {
            "measure": pa.array([measure] * at.size, pa.string()),
            "rank": at,
            "customers_share": at / max(running.size, 1),
            "profit_share": pa.array(shares, mask=np.full(at.size, total <= 0)),
            "cumulative_profit": euros(running[at - 1]),
        }
    )


def deciles(facts: Frame, measure: Measure) -> pa.Table:
    """Ten groups of customers, best first.

    Returns:
        ``measure``, ``decile`` (1 = best), ``customers``, ``orders``, ``revenue_12m``, ``margin_12m``, ``hours_12m``,
        ``profit_12m`` (sums; null where unknown), ``lowest``, ``highest`` (of the measure).
    """
    worth = nw.col(f"{measure}_12m")
    known = facts.filter(~worth.is_null()).with_columns(rank=worth.rank("min", descending=True), n=nw.len())
    group = ((nw.col("rank").cast(nw.Int64) - 1) * 10 // nw.col("n") + 1).alias("decile")
    sums = [_whole_sum(name) for name in ("revenue_12m", "margin_12m", "hours_12m", "profit_12m")]
    groups = (
        known.with_columns(group)
        .group_by("decile")
        .agg(
            nw.len().alias("customers"),
            nw.col("orders_12m").sum().alias("orders"),
            *sums,
            worth.min().alias("lowest"),
            worth.max().alias("highest"),
        )
    )
    rows = sorted(rows_of(groups), key=lambda row: int(row["decile"]))
    money = ("revenue_12m", "margin_12m", "profit_12m", "lowest", "highest")
    return _rows_table(rows, measure, {"decile": pa.int64(), "customers": pa.int64(), "orders": pa.int64()}, money)


def _whole_sum(name: str) -> nw.Expr:
    """A sum over a group; null where one of its customers is unknown."""
    value = nw.col(name)
    return nw.when(value.count() == nw.len()).then(value.sum()).alias(name)


def change(facts: Frame, measure: Measure, year_ago: int) -> pa.Table:
    """Last twelve months against the twelve before: who came, came back, grew, shrank, left; it adds up.

    Returns:
        ``measure``, ``box`` (new, returned, grown, same, shrunk, left, silent), ``customers``, ``previous``, ``now``,
        ``change`` (sums of the measure). ``silent`` had no order in either year, only hours.
    """
    now, before = nw.col(f"{measure}_12m"), nw.col(f"{measure}_previous_12m")
    ordered, had = nw.col("orders_12m") > 0, nw.col("orders_previous_12m") > 0
    boxes = (
        (ordered & (nw.col("first_day") > year_ago), "new"),
        (ordered & ~had, "returned"),
        (had & ~ordered, "left"),
        (~had & ~ordered, "silent"),
        (now > before, "grown"),
        (now < before, "shrunk"),
    )
    box = nw.lit("same")
    for condition, name in reversed(boxes):
        box = nw.when(condition).then(nw.lit(name)).otherwise(box)
    active = facts.with_columns(
        orders_12m=nw.col("orders_12m").fill_null(0), orders_previous_12m=nw.col("orders_previous_12m").fill_null(0)
    )
    known = active.filter(~now.is_null(), ~before.is_null()).select(box=box, now=now, previous=before)
    sums = known.group_by("box").agg(nw.len().alias("customers"), nw.col("now").sum(), nw.col("previous").sum())
    order = ("new", "returned", "grown", "same", "shrunk", "left", "silent")
    rows = sorted(rows_of(sums), key=lambda row: order.index(row["box"]))
    rows = [row | {"change": row["now"] - row["previous"]} for row in rows]
    return _rows_table(rows, measure, {"box": pa.string(), "customers": pa.int64()}, ("previous", "now", "change"))


def spread(customers: Path) -> pa.Table:
    """How the five R's are spread over customers.

    Args:
        customers: ``customers.parquet``.

    Returns:
        ``measure``, ``low``, ``high``, ``customers``: twelve bins a measure between its 2nd and 98th percentile; the
        outer two hold everything beyond.
    """
    parts = [_histogram(name, pq.read_table(customers, columns=[name])[name]) for name in SPREAD]
    return pa.concat_tables(parts)


def _histogram(name: str, values: pa.ChunkedArray) -> pa.Table:
    known = pc.drop_null(values).cast(pa.float64()).to_numpy()
    low, high = np.percentile(known, [2, 98]) if known.size else (0.0, 0.0)
    counts, edges = np.histogram(np.clip(known, low, high), bins=BINS if high > low else 1)
    bins = slice(0, counts.size if known.size else 0)
    return pa.table(
        {
            "measure": pa.array([name] * counts[bins].size, pa.string()),
            "low": edges[:-1][bins],
            "high": edges[1:][bins],
            "customers": counts[bins].astype(np.int64),
        }
    )


def euros(cents: npt.NDArray[np.int64]) -> pa.Array:
    """Whole cents as exact euros."""
    return pa.array([Decimal(int(one)).scaleb(-2) for one in cents], MONEY)


def _rows_table(
    rows: list[dict[str, Any]], measure: str, plain: dict[str, pa.DataType], money: tuple[str, ...]
) -> pa.Table:
    arrays = {"measure": pa.array([measure] * len(rows), pa.string())}
    arrays |= {name: pa.array([row[name] for row in rows], kind) for name, kind in plain.items()}
    if rows and "hours_12m" in rows[0]:
        arrays["hours_12m"] = pa.array([_hundredths(row["hours_12m"]) for row in rows], HOURS)
    arrays |= {name: pa.array([_hundredths(row[name]) for row in rows], MONEY) for name in money}
    return pa.table(arrays)


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(int(value)).scaleb(-2)
