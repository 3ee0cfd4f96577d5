"""One call: from a ledger to everything known of every customer.

with open_ledger("exports/") as ledger:
    base = analyse(ledger, as_of=date(2026, 10, 31))
    base.write(Path("result"))
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.engine import Frame, collect
from klantkompas.insight.audit import change, deciles, measure_of, spread, whale_curve
from klantkompas.insight.cohorts import Course, break_even, cohorts, course, months, stack, years
from klantkompas.insight.columns import SCHEMA, finished
from klantkompas.insight.facts import customer_facts
from klantkompas.insight.five_rs import FEWEST_FOR_GAP, FirmRhythm, firm_rhythm, five_rs_of, invoicing, rhythm
from klantkompas.insight.profit import Grounds, grounds
from klantkompas.insight.reasons import profit_basis, reasons_of
from klantkompas.insight.referral import Cents, Credits, referral_credits
from klantkompas.insight.summary import summarise
from klantkompas.insight.windows import Window, day_number, windows
from klantkompas.ledger.book import Ledger
from klantkompas.rules import Rules

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerBase:
    """Everything known of every customer at one date.

    Attributes:
        as_of: the date; nothing after it was read.
        rules: the settings that held.
        customers: the table of the output contract, as a Parquet file of the engine's workspace or of ``write``.
        customer_count: its rows.
        summary: the firm as a whole (``summary.json``), money as Decimal.
        lenses: the small tables of the customer-base audit, by name.
    """

    as_of: date
    rules: Rules
    customers: Path
    customer_count: int
    summary: Mapping[str, Any]
    lenses: Mapping[str, pa.Table] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """The one currency of all amounts."""
        return self.rules.ledger.currency

    def customer_batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The customers, by customer number, in blocks."""
        with pq.ParquetFile(self.customers) as file:
            yield from file.iter_batches(batch_size=50_000, columns=list(columns) if columns else None)

    def top(self, column: str, n: int, *, descending: bool = True, columns: Sequence[str] | None = None) -> pa.Table:
        """The customers with the highest (or lowest) value of a column; those without one are left out."""
        wanted = None if columns is None else list(dict.fromkeys([*columns, column, "customer_id"]))
        table = pq.read_table(self.customers, columns=wanted)
        table = table.filter(pc.is_valid(table[column]))
        order = "descending" if descending else "ascending"
        found = table.take(pc.sort_indices(table, sort_keys=[(column, order), ("customer_id", "ascending")])[:n])
        return found if columns is None else found.select(list(columns))

    def write(self, out: Path) -> None:
        """Write ``customers.parquet``, ``customers.csv``, ``summary.json`` and ``lenses/`` into a folder."""
        (out / "lenses").mkdir(parents=True, exist_ok=True)
        _write_parquet(out / "customers.parquet", self.customer_batches(), SCHEMA)
        for name, table in self.lenses.items():
            pq.write_table(table, out / "lenses" / f"{name}.parquet")
        text = json.dumps(self.summary, default=_plain, indent=2, ensure_ascii=False, allow_nan=False)
        (out / "summary.json").write_text(text + "\n", encoding="utf-8")


def analyse(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> CustomerBase:
    """What every relation earned after its hours, and how recent, regular, long and referral-rich it is.

    Args:
        ledger: the facts, opened with the rules that hold.
        as_of: nothing after this date is seen; by default the newest transaction or hour.
        progress: told what is being done, the steps done and the steps there are.
    """
    tell = progress or (lambda _what, _done, _all: None)
    as_of = as_of or ledger.last_day
    until, over = day_number(as_of), windows(as_of)
    tell("rhythm", 0, 5)
    orders = rhythm(ledger, over)
    basis = grounds(ledger, until=until)
    tell("profit", 1, 5)
    facts = customer_facts(ledger, orders.customers, basis, over)
    tell("referrals", 2, 5)
    credits = referral_credits(ledger, facts)
    firm = firm_rhythm(orders.customers, customers=_rows(facts), until=until)
    tell("customers", 3, 5)
    path = ledger.engine.workspace / "customers.parquet"
    ranks = {name: _sorted_values(facts, f"{name}_12m") for name in ("revenue", "profit")}
    block = _Block(until=until, firm=firm, basis=basis, credits=credits, ledger=ledger, ranks=ranks)
    count = _write_parquet(path, map(block.finish, ledger.engine.blocks(facts.sort("customer_id"))), SCHEMA)
    tell("lenses", 4, 5)
    seen = course(ledger, facts, orders, basis, until)
    summary = summarise(ledger, facts, basis, firm, years(seen), as_of=as_of, until=until)
    lenses = _lenses(ledger, facts, seen, basis, over, path)
    tell("lenses", 5, 5)
    return CustomerBase(
        as_of=as_of, rules=ledger.rules, customers=path, customer_count=count, summary=summary, lenses=lenses
    )


def _lenses(
    ledger: Ledger, facts: Frame, seen: Course, basis: Grounds, over: tuple[Window, ...], customers: Path
) -> dict[str, pa.Table]:
    measure = measure_of(basis, over[0])
    return {
        "whale_curve": whale_curve(facts, measure),
        "deciles": deciles(facts, measure),
        "spread": spread(customers),
        "change": change(facts, measure_of(basis, *over[:2]), over[1].until),
        "cohorts": cohorts(seen),
        "break_even": break_even(seen, ledger),
        "stack": stack(seen),
        "months": months(seen),
    }


def _rows(frame: Frame) -> int:
    return int(collect(frame.select(nw.len().alias("n")))["n"][0].as_py())


def _sorted_values(facts: Frame, column: str) -> Cents:
    values = collect(facts.select(column))[column].drop_null()
    return np.sort(values.to_numpy().astype(np.int64))


def _rank(values: pa.Array, ascending: Cents) -> pa.Array:
    """Place from the highest down; equal values share the best place."""
    known = values.is_valid().to_numpy(zero_copy_only=False)
    higher = ascending.size - np.searchsorted(
        ascending, pc.fill_null(values, 0).to_numpy(zero_copy_only=False), side="right"
    )
    return pa.array(higher + 1, mask=~known)


def _write_parquet(path: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> int:
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Finishes a block of customers: dates, ratios and model figures beside the exact sums."""

    until: int
    firm: FirmRhythm
    basis: Grounds
    credits: Credits | None
    ledger: Ledger
    ranks: Mapping[str, Cents]

    def finish(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A block of facts as a block of ``customers.parquet``."""
        columns = {name: batch.column(name) for name in batch.schema.names}
        columns |= self._dates(columns) | self._rhythm(columns) | self._referrals(columns)
        columns |= {f"{name}_rank": _rank(columns[f"{name}_12m"], values) for name, values in self.ranks.items()}
        columns["profit_basis"] = profit_basis(columns, self.basis)
        reasons = reasons_of(columns, self.firm, self.ledger)
        return finished(columns, reasons, batch.num_rows)

    def _dates(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        ended = pc.if_else(pc.less_equal(columns["ended_day"], self.until), columns["ended_day"], None)
        end = pc.fill_null(ended, pa.scalar(self.until, pa.int32()))
        return {
            "first_transaction": columns["first_day"],
            "last_transaction": columns["last_day"],
            "transactions": columns["orders"],
            "recency_days": pc.subtract(pa.scalar(self.until, pa.int32()), columns["last_day"].cast(pa.int32())),
            "duration_days": pc.subtract(end, columns["began_day"].cast(pa.int32())),
            "profit_previous_12m": columns["profit_previous_12m"],
        }

    def _rhythm(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        names = ("first_day", "last_day", "orders", "sum_log_gap", "usual_gap", "monthly_gaps")
        numbers = {name: pc.fill_null(columns[name].cast(pa.float64()), np.nan).to_numpy() for name in names}
        orders, usual = numbers["orders"], numbers["usual_gap"]
        own = np.where(orders >= FEWEST_FOR_GAP, usual, np.nan)
        found = five_rs_of(numbers, self.firm)
        found["overdue"] = np.where(invoicing(numbers), np.nan, found["overdue"])
        found |= {"usual_gap_days": own, "recency_ratio": (self.until - numbers["last_day"]) / own}
        return {name: pa.array(values, mask=~np.isfinite(values)) for name, values in found.items()}

    def _referrals(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        if self.credits is None:
            return {}
        place = pc.index_in(columns["key"].cast(pa.int64()), pa.array(self.credits.key))
        direct = pc.take(pa.array(self.credits.direct), place)
        onward = pc.take(pa.array(np.rint(self.credits.downstream).astype(np.int64)), place)
        return {"referral_value": pc.fill_null(direct, 0), "referral_downstream": pc.fill_null(onward, 0)}
