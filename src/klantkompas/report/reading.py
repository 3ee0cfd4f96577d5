"""What the report asks of a customer base: which figure ranks, who stands where, and why a figure is unknown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa

from klantkompas.insight.base import CustomerBase
from klantkompas.report.writer import LONGEST_NAME, called

Row = dict[str, Any]
Measure = Literal["profit_12m", "margin_12m", "revenue_12m", "transactions"]

MEASURES: tuple[Measure, ...] = ("profit_12m", "margin_12m", "revenue_12m", "transactions")
SILENT = 0.95
ENDS_ABOVE = 50_000
MOST_POINTS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A customer who stands high in turnover and low in profit after hours.

    Attributes:
        row: ``customer_id, name, revenue_rank, profit_rank, hours_12m, break_even_hours_12m, revenue_12m, profit_12m``.
        places: profit rank minus turnover rank.
    """

    row: Row
    places: int


GAP_COLUMNS = (
    "customer_id",
    "name",
    "revenue_rank",
    "profit_rank",
    "revenue_12m",
    "hours_12m",
    "break_even_hours_12m",
    "profit_12m",
)
SILENT_COLUMNS = (
    "customer_id",
    "name",
    "transactions",
    "revenue_12m",
    "recency_days",
    "usual_gap_days",
    "recency_ratio",
    "overdue",
)


def measure_of(base: CustomerBase) -> Measure | None:
    """The best known figure to rank customers by; ``None`` where no customer has an order."""
    if not base.customer_count:
        return None
    return next((measure for measure in MEASURES if known(base, measure)), None)


def known(base: CustomerBase, name: str) -> bool:
    """Whether the firm's figure is known."""
    return base.summary.get(name) is not None


def reason_of(base: CustomerBase, name: str) -> str:
    """Why a figure is unknown for everybody; what has no reason of its own shares that of the profit."""
    if not base.customer_count:
        return "no_orders"
    why = base.summary.get("why") or {}
    return str(why.get(name) or why.get("profit_12m") or "unknown")


def lens(base: CustomerBase, name: str) -> list[Row]:
    """The rows of a small table; empty where the lens could not be made."""
    table = base.lenses.get(name)
    return [] if table is None else rows_of(table)


def rows_of(table: pa.Table | pa.RecordBatch) -> list[Row]:
    """A small table as dictionaries; NaN, which Arrow allows in floats, reads as unknown."""
    return [{name: _present(value) for name, value in row.items()} for row in table.to_pylist()]


def _present(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value


def best(base: CustomerBase, measure: str, n: int, columns: Sequence[str]) -> list[Row]:
    """The customers with the most of a measure."""
    return rows_of(base.top(measure, n, descending=True, columns=list(columns)))


def least(base: CustomerBase, measure: str, n: int, columns: Sequence[str]) -> list[Row]:
    """The customers with the least of a measure, the least first."""
    return rows_of(base.top(measure, n, descending=False, columns=list(columns)))


def names_of(base: CustomerBase, customer_ids: Sequence[str]) -> list[str]:
    """What to call these customers, in this order."""
    import pyarrow.compute as pc

    found: dict[str, str] = {}
    for batch in base.customer_batches(columns=["customer_id", "name"]):
        held = batch.filter(pc.is_in(batch["customer_id"], pa.array(customer_ids, pa.string())))
        found |= {row["customer_id"]: called(row, longest=LONGEST_NAME) for row in rows_of(held)}
    return [found[one] for one in customer_ids if one in found]


def largest_of(
    base: CustomerBase, measure: str, n: int, *, columns: Sequence[str], where: Callable[[pa.RecordBatch], pa.Array]
) -> list[Row]:
    """The customers with the most of a measure among those for whom something holds.

    Args:
        base: the firm.
        measure: column to rank by; customers of whom it is unknown are left out.
        n: how many.
        columns: what ``where`` looks at, or a reader wants besides number, name and measure.
        where: true for those who take part, a value a row.
    """
    import pyarrow.compute as pc

    rows: list[Row] = []
    for batch in base.customer_batches(columns=list(dict.fromkeys(("customer_id", "name", measure, *columns)))):
        held = pc.and_(pc.fill_null(where(batch), False), pc.is_valid(batch[measure]))
        rows += _largest(pa.Table.from_batches([batch]).filter(held), measure, n)
    return sorted(rows, key=lambda row: (-row[measure], row["customer_id"]))[:n]


def evenly(base: CustomerBase, names: Sequence[str], most: int) -> list[Row]:
    """Every so-manieth customer of whom all of this is known, so that the same base always gives the same ones."""
    step = -(-base.customer_count // most) or 1
    rows, seen = [], 0
    for batch in base.customer_batches(columns=list(names)):
        taken = batch.take(list(range(-seen % step, batch.num_rows, step)))
        seen += batch.num_rows
        rows += [row for row in rows_of(taken) if None not in row.values()]
    return rows


def widest_gaps(base: CustomerBase, n: int) -> list[Gap]:
    """The customers who drop furthest from their rank in turnover to their rank in profit after hours.

    Customers without turnover have no rank to drop from. Ties go to the larger turnover.
    """
    drops = (_largest(_falling(batch), "places", n) for batch in base.customer_batches(columns=list(GAP_COLUMNS)))
    found = [Gap(places=row.pop("places"), row=row) for rows in drops for row in rows]
    return sorted(found, key=lambda gap: (-gap.places, gap.row["revenue_rank"]))[:n]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Who is more silent than usual.

    Attributes:
        rows: the largest of them: ``customer_id, name, transactions, revenue_12m, recency_days, usual_gap_days``.
        late: how many customers are later than 95 % of their own gaps.
        rhythmic: how many have a rhythm of their own to be late against.
    """

    rows: tuple[Row, ...]
    late: int
    rhythmic: int


def silence(base: CustomerBase, n: int) -> Silence:
    """The customers who are later than 95 % of their own gaps, the ``n`` largest by name.

    Source: METHODS 1.1 (lateness against the customer's own rhythm).
    """
    by = "revenue_12m" if known(base, "revenue_12m") else "transactions"
    rows: list[Row] = []
    late = rhythmic = 0
    for batch in base.customer_batches(columns=list(SILENT_COLUMNS)):
        own = _with_rhythm(batch)
        quiet = _late(own)
        rhythmic, late = rhythmic + own.num_rows, late + quiet.num_rows
        rows += _largest(quiet, by, n)
    rows.sort(key=lambda row: row[by] or 0, reverse=True)
    return Silence(rows=tuple(rows[:n]), late=late, rhythmic=rhythmic)


def whale_points(base: CustomerBase) -> list[Row]:
    """The whale curve of profit after hours; empty where customers can only be measured by margin or turnover."""
    return [row for row in lens(base, "whale_curve") if row["measure"] == "profit"]


def decile_measure(groups: Sequence[Row]) -> str | None:
    """The figure by which the ten groups were made; ``None`` where there are none."""
    return f"{groups[0]['measure']}_12m" if groups else None


def _falling(batch: pa.RecordBatch) -> pa.Table:
    import pyarrow.compute as pc

    places = pc.subtract(batch["profit_rank"], batch["revenue_rank"])
    sold = pc.greater(batch["revenue_12m"], pa.scalar(Decimal(0), batch["revenue_12m"].type))
    with_places = pa.Table.from_batches([batch]).append_column("places", places)
    return with_places.filter(pc.and_(pc.greater(places, 0), sold))


def _with_rhythm(batch: pa.RecordBatch) -> pa.Table:
    import pyarrow.compute as pc

    own = pc.and_(pc.is_valid(batch["overdue"]), pc.is_valid(batch["usual_gap_days"]))
    return pa.Table.from_batches([batch]).filter(own)


def _late(customers: pa.Table) -> pa.Table:
    import pyarrow.compute as pc

    return customers.filter(pc.greater_equal(customers["overdue"], SILENT))


def _largest(table: pa.Table, column: str, n: int) -> list[Row]:
    # Block by block, so that millions of customers never become Python rows.
    order = [(column, "descending"), ("customer_id", "ascending")]
    return rows_of(table.sort_by(order).slice(0, n))
