"""One call: from a ledger to everything known of every customer.

with open_ledger("exports/") as ledger:
    base = analyse(ledger, as_of=date(2026, 10, 31))
    base.write(Path("result"))
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
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
from klantkompas.insight.awareness import awareness
from klantkompas.insight.cohorts import Course, break_even, cohorts, course, months, stack, years
from klantkompas.insight.columns import SCHEMA, finished
from klantkompas.insight.compass import needs
from klantkompas.insight.equity import BRIDGE_SCHEMA, Tally
from klantkompas.insight.five_rs import FEWEST_FOR_GAP, FirmRhythm, five_rs_of, invoicing
from klantkompas.insight.generosity import generosity
from klantkompas.insight.milestones import SCHEMA as MILESTONES
from klantkompas.insight.milestones import Milestones, milestones
from klantkompas.insight.profit import Grounds
from klantkompas.insight.promises import promises
from klantkompas.insight.reasons import profit_basis, reasons_of
from klantkompas.insight.recovery import recovery
from klantkompas.insight.referral import Cents, Credits, Worth, referral_credits, referred
from klantkompas.insight.relation.labels import with_labels
from klantkompas.insight.relation.movement import Moves
from klantkompas.insight.relation.phases import HISTORY, PHASES, phase_columns, phases
from klantkompas.insight.relation.reason import REASONS
from klantkompas.insight.relation.types import Typed, typed
from klantkompas.insight.satisfaction import marks, satisfaction
from klantkompas.insight.split import split
from klantkompas.insight.summary import summarise
from klantkompas.insight.tracking import tracking
from klantkompas.insight.understood import understood
from klantkompas.insight.valued import (
    Learned,
    ValuedBlock,
    acquisition_cost,
    firm_value,
    valued_block,
    values_to_come,
)
from klantkompas.insight.windows import Window
from klantkompas.ledger.book import Ledger
from klantkompas.rules import Rules
from klantkompas.words import Language

UNDERSTANDING = ("rhythm", "profit", "value")
STEPS = 6
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
        bridge: the equity bridge, a line a customer (``equity.BRIDGE_SCHEMA``), where the value of a year ago is known.
        phases: the phases of every customer, now and before (``relation.phases.HISTORY``).
        type_reasons: why each customer has the type it has, as code and params (``relation.reason.REASONS``).
        milestones: what is to be celebrated, by customer and day (``milestones.SCHEMA``).
    """

    as_of: date
    rules: Rules
    customers: Path
    customer_count: int
    summary: Mapping[str, Any]
    lenses: Mapping[str, pa.Table] = field(default_factory=dict)
    bridge: Path | None = None
    phases: Path | None = None
    type_reasons: Path | None = None
    milestones: Path | None = None

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
        bridge = ("equity_bridge", self.bridge, BRIDGE_SCHEMA)
        told = (("type_reasons", self.type_reasons, REASONS), ("milestones", self.milestones, MILESTONES))
        for name, path, schema in (bridge, ("phases", self.phases, HISTORY), *told):
            if path is not None:
                with pq.ParquetFile(path) as file:
                    _write_parquet(out / "lenses" / f"{name}.parquet", file.iter_batches(), schema)
        text = json.dumps(self.summary, default=_plain, indent=2, ensure_ascii=False, allow_nan=False)
        (out / "summary.json").write_text(text + "\n", encoding="utf-8")


def analyse(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    previous: Path | None = None,
    language: Language = "nl",
    progress: Progress | None = None,
) -> CustomerBase:
    """What every relation earned after its hours, and how recent, regular, long and referral-rich it is.

    Args:
        ledger: the facts, opened with the rules that hold.
        as_of: nothing after this date is seen; by default the newest transaction or hour.
        previous: ``customers.parquet`` of the run before, from which types change on repeated evidence only.
        language: of the reasons of types and phases.
        progress: told what is being done, the steps done and the steps there are.
    """
    tell = progress or (lambda _what, _done, _all: None)
    as_of = as_of or ledger.last_day
    then = understood(ledger, as_of=as_of, step=lambda name: tell(name, UNDERSTANDING.index(name), STEPS))
    until, ends, exact, basis, firm, learned = then.until, then.ends, then.exact, then.basis, then.firm, then.learned
    phased = phases(ledger, exact, then.orders, firm, until=until)
    facts = with_labels(ledger, then.facts.join(phased.now, on="key", how="left"), as_of=as_of, previous=previous)
    seen = course(ledger, exact, then.orders, basis, until)
    earned_back = break_even(seen, ledger)
    won_at = acquisition_cost(earned_back)
    tell("referrals", 3, STEPS)
    credits = referral_credits(ledger, exact, _worth(ledger, facts, learned, won_at), until=until)
    tell("customers", 4, STEPS)
    block = _Block(
        until=until,
        firm=firm,
        basis=basis,
        credits=credits,
        ledger=ledger,
        ranks={name: _sorted_values(exact, f"{name}_12m") for name in ("revenue", "profit")},
        learned=learned,
        language=language,
    )
    written = _customers(block, ledger, facts)
    tell("lenses", 5, STEPS)
    worth = firm_value(ledger, facts, learned, written.tally, ends=ends, acquisition_cost=won_at)
    parted, types = split(ledger, facts, basis, ends=ends), written.moves.types()
    summary = summarise(ledger, exact, basis, firm, years(seen), worth, types, parted, as_of=as_of, until=until)
    marked = milestones(ledger, then, phased.turns, worth.learned.duration)
    lenses = _lenses(exact, seen, basis, then.over, written.customers)
    lenses |= {"break_even": earned_back, "survival": learned.duration.curve, "phase_moves": phased.moves.table(PHASES)}
    lenses |= {} if previous is None else {"type_movement": written.moves.table()}
    lenses |= _care(ledger, then.orders.order_days, then.over)
    _tell_of_care(summary, marked, generosity(ledger, lenses.get("recovery"), written.customers))
    lenses["tracking"] = tracking(then.orders, firm, first=ledger.extents["transactions"].first)
    tell("lenses", STEPS, STEPS)
    return CustomerBase(
        as_of=as_of,
        rules=ledger.rules,
        customers=written.customers,
        customer_count=written.count,
        summary=summary,
        lenses=lenses,
        bridge=written.bridge,
        phases=phased.history,
        type_reasons=written.type_reasons,
        milestones=marked.path,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """Where the customers, their lines of the equity bridge and reasons were written, and what they add up to."""

    customers: Path
    bridge: Path | None
    count: int
    tally: Tally
    type_reasons: Path | None
    moves: Moves


def _customers(block: "_Block", ledger: Ledger, facts: Frame) -> _Written:
    """Finish and write every customer, and his line of the equity bridge, a block at a time."""
    folder, tally, moves = ledger.engine.workspace, Tally(), Moves()
    bridge = folder / "equity_bridge.parquet" if block.learned.bridged else None
    told = folder / "type_reasons.parquet" if block.learned.types is not None else None
    lines = pq.ParquetWriter(bridge, BRIDGE_SCHEMA, compression="zstd") if bridge else None
    reasons = pq.ParquetWriter(told, REASONS, compression="zstd") if told else None

    def finished_blocks() -> Iterator[pa.RecordBatch]:
        for batch in ledger.engine.blocks(facts.sort("customer_id")):
            done = block.finish(batch)
            if done.valued is not None:
                tally.add(done.valued.found, done.valued.lifetime, done.valued.known, done.valued.lines)
                if lines is not None and done.valued.lines is not None:
                    lines.write_batch(done.valued.lines.batch(done.batch.column("customer_id")))
            if done.typed is not None and reasons is not None:
                done.typed.add_to(moves)
                reasons.write_batch(done.typed.told.table(done.batch.column("customer_id")))
            yield done.batch

    with lines or nullcontext(), reasons or nullcontext():
        count = _write_parquet(folder / "customers.parquet", finished_blocks(), SCHEMA)
    return _Written(
        customers=folder / "customers.parquet",
        bridge=bridge,
        count=count,
        tally=tally,
        type_reasons=told,
        moves=moves,
    )


def _worth(ledger: Ledger, facts: Frame, learned: Learned, acquisition_cost: int | None) -> Worth | None:
    """What customers who were brought are worth; None without referrals or where money to come is unknown."""
    brought = referred(ledger)
    found = None if brought is None else values_to_come(learned, ledger.engine, facts, brought)
    if found is None:
        return None
    due = float(ledger.rules.value.came_by_referral)
    return Worth(keys=found[0], to_come=found[1], came_by_referral=due, saved=acquisition_cost or 0)


def _care(ledger: Ledger, order_days: Frame, over: tuple[Window, ...]) -> dict[str, pa.Table]:
    """What became of complaints, marks, promises and needs, and who knows what we have, where there are any."""
    year, before = over[:2]
    found = {
        "recovery": recovery(ledger, order_days, until=year.until),
        "satisfaction": satisfaction(ledger, order_days, until=year.until),
        "marks": marks(ledger, until=year.until),
        "promises": promises(ledger, year),
        "needs": needs(ledger, until=year.until),
        "awareness": awareness(ledger, order_days, year, before),
    }
    return {name: table for name, table in found.items() if table is not None}


def _tell_of_care(summary: dict[str, Any], marked: Milestones, generous: Mapping[str, Any] | str) -> None:
    """Add to the summary how many milestones there were and what generosity costs, or why that is unknown."""
    unknown = isinstance(generous, str)
    summary |= {"milestones": marked.counts, "generosity": None if unknown else generous}
    summary["why"] |= {f"milestones.{name}": reason for name, reason in marked.why.items()}
    summary["why"] |= {"generosity": generous} if unknown else {}


def _lenses(
    facts: Frame, seen: Course, basis: Grounds, over: tuple[Window, ...], customers: Path
) -> dict[str, pa.Table]:
    measure = measure_of(basis, over[0])
    return {
        "whale_curve": whale_curve(facts, measure),
        "deciles": deciles(facts, measure),
        "spread": spread(customers),
        "change": change(facts, measure_of(basis, *over[:2]), over[1].until),
        "cohorts": cohorts(seen),
        "stack": stack(seen),
        "months": months(seen),
    }


def _rows(frame: Frame) -> int:
    return int(collect(frame.select(nw.len().alias("n")))["n"][0].as_py())


def _sorted_values(facts: Frame, column: str) -> Cents:
    """The values of all who ever ordered: whoever only took hours, or only had a credit note, is no customer yet."""
    ordered = facts.filter(~nw.col("orders").is_null())
    values = collect(ordered.select(column))[column].drop_null()
    return np.sort(values.to_numpy().astype(np.int64))


def _rank(values: pa.Array, orders: pa.Array, ascending: Cents) -> pa.Array:
    """Place from the highest down among who ever ordered; equal values share the best place."""
    known = pc.and_(values.is_valid(), orders.is_valid()).to_numpy(zero_copy_only=False)
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


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Done:
    """A block of ``customers.parquet``, with its valuation and its types."""

    batch: pa.RecordBatch
    valued: ValuedBlock | None
    typed: Typed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Finishes a block of customers: dates, ratios and model figures beside the exact sums."""

    until: int
    firm: FirmRhythm
    basis: Grounds
    credits: Credits | None
    ledger: Ledger
    ranks: Mapping[str, Cents]
    learned: Learned
    language: Language

    def finish(self, batch: pa.RecordBatch) -> _Done:
        """A block of facts as a block of ``customers.parquet``."""
        columns = {name: batch.column(name) for name in batch.schema.names}
        valued = valued_block(self.learned, columns)
        columns |= valued.columns if valued is not None else {}
        columns |= self._dates(columns) | self._rhythm(columns) | self._referrals(columns)
        columns |= {
            f"{name}_rank": _rank(columns[f"{name}_12m"], columns["orders"], values)
            for name, values in self.ranks.items()
        }
        columns |= phase_columns(columns["phase_code"], columns["phase_since"], language=self.language)
        active, model = None if valued is None else valued.active, self.learned.types
        types = None if model is None else typed(model, columns, language=self.language, active=active)
        columns |= types.columns if types is not None else {}
        columns["profit_basis"] = profit_basis(columns, self.basis)
        reasons = reasons_of(columns, self.firm, self.ledger, self.learned)
        return _Done(batch=finished(columns, reasons, batch.num_rows), valued=valued, typed=types)

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
        found = five_rs_of(numbers, self.firm, group=columns["group"])
        found["overdue"] = np.where(invoicing(numbers), np.nan, found["overdue"])
        found |= {"usual_gap_days": own, "recency_ratio": (self.until - numbers["last_day"]) / own}
        return {name: pa.array(values, mask=~np.isfinite(values)) for name, values in found.items()}

    def _referrals(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        if self.credits is None:
            return {}
        place = pc.index_in(columns["key"].cast(pa.int64()), pa.array(self.credits.key))
        found = self.credits
        onward = np.rint(found.downstream).astype(np.int64)
        credited = {
            "referral_value": pa.array(found.direct, mask=~found.known_direct),
            "referral_downstream": pa.array(onward, mask=~found.known_downstream),
        }
        return {name: pc.if_else(place.is_null(), 0, pc.take(values, place)) for name, values in credited.items()}
