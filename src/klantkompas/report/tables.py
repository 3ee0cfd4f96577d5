"""A table as a person reads it: named columns with units, unknown as a dash with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from klantkompas.report.reading import Row
from klantkompas.report.writer import Unit, Writer

SHARES = frozenset(
    {"overdue", "customers_share", "profit_share", "active_share", "share", "share_low", "share_high", "guidance"}
    | {"survival", "survival_low", "survival_high"}
)
HOURS = frozenset({"hours", "hours_12m", "break_even_hours_12m"})
RATIOS = frozenset(
    {"usual_gap_days", "recency_ratio", "regularity", "orders_per_year", "break_even_year", "expected_transactions_12m"}
    | {"duration_years", "active_expected"}
)
COUNTS = frozenset(
    {"transactions", "recency_days", "duration_days", "revenue_rank", "profit_rank", "rank_gap", "rank", "decile"}
    | {"customers", "orders", "age", "active", "rows_read", "rows_kept", "rows_refused", "unreadable", "at_risk"}
    | {"orders_came", "orders_expected", "orders_expected_low", "orders_expected_high"}
)
DATES = frozenset({"first_transaction", "last_transaction", "danger_from", "danger_to"})
SUMS = frozenset({"amount_read", "amount_kept", "amount_refused"})
TEXTS = frozenset(
    {"customer_id", "name", "profit_basis", "share_evidence", "type", "type_reason", "phase", "phase_reason", "why"}
    | {"box", "cohort", "file", "measure", "bridge_box", "value_range", "after_years", "relation_type"}
    | {"relation_phase"}
)


def unit_of(name: str) -> Unit:
    """How a figure of the contract is written."""
    kinds: tuple[tuple[frozenset[str], Unit], ...] = (
        (SHARES, "share"),
        (HOURS, "hours"),
        (RATIOS, "ratio"),
        (COUNTS, "count"),
        (DATES, "date"),
        (SUMS, "sum"),
        (TEXTS, "text"),
        (frozenset({"since_before"}), "flag"),
        (frozenset({"month"}), "month"),
    )
    found = next((unit for names, unit in kinds if name in names), None)
    return found or ("share" if name.startswith("p_") else "money")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        name: figure code; its label and definition stand in the words.
        unit: how its cells are written.
        label: head, where it differs from the figure's own name.
    """

    name: str
    unit: Unit
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its caption.

    Attributes:
        caption: what stands in it.
        columns: from left to right.
        rows: one value a column; ``None`` is unknown.
        why: figure code -> reason code, for the dashes.
        note: what the reader must know, such as that rows were left out.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    why: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def decimals(self, place: int) -> int:
        """Decimals of a money column: none where any amount reaches 100, else two, the whole column alike."""
        amounts = [abs(row[place]) for row in self.rows if row[place] is not None]
        return 0 if not amounts or max(amounts) >= 100 or not any(amounts) else 2


def column(name: str, label: str | None = None) -> Column:
    """A column of the contract, with its own unit."""
    return Column(name=name, unit=unit_of(name), label=label)


def table_of(
    rows: Sequence[Row], columns: Sequence[Column], *, caption: str, why: Mapping[str, str], note: str = ""
) -> Table:
    """Rows as a table; a column that the rows lack is unknown."""
    values = tuple(tuple(row.get(one.name) for one in columns) for row in rows)
    return Table(caption=caption, columns=tuple(columns), rows=values, why=why, note=note)


def head(one: Column, writer: Writer) -> str:
    """The head of a column, without its unit."""
    return one.label or writer.label(one.name)


def unit_sign(one: Column, writer: Writer) -> str:
    """The unit that stands in the head of a column; empty where it speaks for itself."""
    if one.unit == "money":
        return writer.symbol
    return writer.say("page.unit.hours") if one.name == "break_even_hours_12m" else ""


def amounts(row: Row, name: str) -> Decimal:
    """An amount to add with; unknown parts add nothing, so ask only where the whole is known."""
    return Decimal(row.get(name) or 0)
