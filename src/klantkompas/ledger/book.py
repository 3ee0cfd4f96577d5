"""The ledger: the facts of a firm, checked, numbered and stored, ready to be understood.

``open_ledger`` is the one door. Inside, a customer is a dense whole number (``key``), so that ten million rows group
fast and small; ``Ledger.customers`` says which customer number it stands for. A row without a (known) customer has a
null key: the unassigned bucket, which stays in every reconciliation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import narwhals.stable.v2 as nw
import pyarrow as pa

from klantkompas.engine import Engine, Frame, distinct, open_engine, rows_of
from klantkompas.errors import UsageError
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import (
    EPOCH,
    FileCount,
    Intake,
    Progress,
    fingerprint,
    settle,
    take_in,
)
from klantkompas.ledger.mapping import FileMapping, read_mapping
from klantkompas.ledger.matching import Match, match_hours, numbered_projects
from klantkompas.ledger.naming import name_customers
from klantkompas.ledger.needs import need_lines, need_transactions
from klantkompas.ledger.sources import Source, open_source
from klantkompas.ledger.tables import Column, table
from klantkompas.rules import Rules, read_rules
from klantkompas.words import failure

NAMING = ("transactions", "customers")  # the tables whose customer numbers make a customer
CUSTOMER_COLUMNS = {"customer_id": "key", "referrer_id": "referrer_key", "parent_id": "parent_key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How far a dated table reaches: its rows, and its first and last day (day numbers; ``None`` when empty)."""

    rows: int
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The facts of a firm.

    Attributes:
        path: where they came from.
        engine: what holds them.
        rules: the settings they were read with.
        fingerprint: of the names and contents of the files.
        customers: ``key`` (int32, 1...), ``customer_id`` (text), ``internal`` (bool): every customer that the
            tables ``customers`` and ``transactions`` name.
        tables: fact tables by name, with ``key`` in place of ``customer_id``, day numbers, cents, hundredths.
        columns: per fact table the columns of the contract that the files fill.
        extents: per fact table with a ``date``: rows, first and last day.
        findings: what was noticed coming in.
        counts: the reconciliation, a line a file.
        mappings: how every file was read.
        refused: per file its refused rows, as they stood there.
        matches: hours written on projects or names, with the customer they were matched to.
        today: the last day that can be a fact, where the caller says so.
    """

    path: Path
    engine: Engine
    rules: Rules
    fingerprint: str
    customers: Frame
    tables: Mapping[str, Frame]
    columns: Mapping[str, tuple[str, ...]]
    extents: Mapping[str, Extent]
    findings: tuple[Finding, ...]
    counts: tuple[FileCount, ...]
    mappings: tuple[FileMapping, ...]
    refused: Mapping[str, pa.Table] = field(default_factory=dict)
    matches: tuple[Match, ...] = ()
    today: date | None = None

    def has(self, name: str, *columns: str) -> bool:
        """Whether the ledger has this fact table, with all these columns."""
        return name in self.tables and all(column in self.columns[name] for column in columns)

    @property
    def last_day(self) -> date:
        """The newest transaction or hour that is not after today: the as-of date when nobody names one."""
        days = [self.extents[name].last for name in ("transactions", "time_entries") if name in self.extents]
        newest = max((one for one in days if one is not None), default=0)
        return EPOCH + timedelta(days=newest)

    def close(self) -> None:
        """Let go of what the engine holds."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_ledger(
    source: Path | str | Mapping[str, Any],
    *,
    rules: Rules | None = None,
    mapping: Path | None = None,
    engine: str | Engine = "duckdb",
    today: date | None = None,
    progress: Progress | None = None,
) -> Ledger:
    """Open what a firm has: a folder, a workbook, an accounting file, a database, or tables in memory.

    Args:
        source: the folder or file; or fact tables by name, each any frame that Narwhals knows (pandas, Polars, Arrow,
            a DuckDB relation, lazy or not).
        rules: the settings; by default those of ``klantkompas.toml`` in the source, else the defaults.
        mapping: the user's ``mapping.toml``; by default the one in the source, where there is one.
        engine: name of the engine, or an engine that is open.
        today: facts after it are typing errors: said, and not used to find the newest date.
        progress: told the file, the rows done and the rows there are, while reading.

    Raises:
        UsageError: there is nothing there, or the rules or mapping name what does not exist.
        FactsError: no file can fill ``transactions``, or not one of their lines can be counted.
    """
    running = open_engine(engine) if isinstance(engine, str) else engine
    try:
        path = running.keep_files(source) if isinstance(source, Mapping) else Path(source)
        if not path.exists():
            raise failure(UsageError, "source_missing", path=str(path))
        rules = rules or _rules_beside(path)
        opened = open_source(path, currency=rules.ledger.currency)
        sections = _sections(mapping, path)
        intake = take_in(opened, engine=running, rules=rules, sections=sections, progress=progress)
        need_transactions(intake, opened)
        name_customers(intake, opened, running)
        return number_ledger(intake, opened, engine=running, rules=rules, today=today)
    except BaseException:
        if isinstance(engine, str):
            running.close()
        raise


def _beside(path: Path, name: str) -> Path | None:
    found = (path if path.is_dir() else path.parent) / name
    return found if found.is_file() else None


def _rules_beside(path: Path) -> Rules:
    found = _beside(path, "klantkompas.toml")
    return read_rules(found) if found else Rules()


def _sections(mapping: Path | None, path: Path) -> dict[str, dict[str, str]]:
    found = mapping or _beside(path, "mapping.toml")
    return read_mapping(found) if found else {}


def number_ledger(intake: Intake, source: Source, *, engine: Engine, rules: Rules, today: date | None) -> Ledger:
    """The ledger of what was taken in: customers numbered, hours matched, everything stored and counted.

    Args:
        intake: what came in (``take_in``), with transactions.
        source: where it came from.
        engine: what holds it.
        rules: the settings it was read with.
        today: facts after it are typing errors.

    Raises:
        FactsError: not one line of the transactions can be counted.
    """
    customers, writings = _number_customers(intake, engine, rules)
    frames = {
        name: _bare_numbers(name, frame) if name in intake.typed else frame for name, frame in intake.frames.items()
    }
    tables = {}
    for name, frame in frames.items():
        tables[name] = engine.store(name, _with_keys(name, frame, writings))
        settle(name, tables[name], intake)
    matches: tuple[Match, ...] = ()
    if "time_entries" in tables:
        tables["time_entries"], matches = match_hours(
            tables["time_entries"],
            customers=frames.get("customers"),
            writings=writings,
            engine=engine,
            corrections=_beside(source.path, "koppeling.csv"),
        )
    extents = {name: _extent(frame, today) for name, frame in tables.items() if "date" in intake.columns[name]}
    read = sum(one.rows_read for one in intake.counts if one.table == "transactions")
    sold = extents["transactions"]
    need_lines(intake, read=read, kept=sold.rows, seen=sold.first is not None)
    return Ledger(
        path=source.path,
        engine=engine,
        rules=rules,
        fingerprint=fingerprint(source),
        customers=customers,
        tables=tables,
        columns=dict(intake.columns),
        extents=extents,
        findings=tuple(intake.findings),
        counts=tuple(intake.counts),
        mappings=tuple(intake.mappings),
        refused=intake.refused,
        matches=matches,
        today=today,
    )


def _number_customers(intake: Intake, engine: Engine, rules: Rules) -> tuple[Frame, Frame]:
    """Every customer that is named, numbered; and every way in which a number is written, with its key."""
    named = [intake.frames[name].select("customer_id") for name in NAMING if name in intake.frames]
    written = distinct(nw.concat(named).filter(~nw.col("customer_id").is_null()), "customer_id")
    customers = engine.number("customers_by_key", _with_internal(written, intake, rules), "key")
    bare = bare_number("customer_id")
    number = nw.col("customer_id")
    untidy = (number.str.strip_chars() != number) | (number == "") | number.str.contains(".0", literal=True)
    (odd,) = rows_of(customers.filter(untidy).select(nw.len().alias("n")))
    if odd["n"] == 0:
        return customers, customers.select("key", written="customer_id")
    trimmed = customers.with_columns(written=nw.col("customer_id"), customer_id=bare).filter(bare != "")
    once = trimmed.group_by("customer_id").agg(nw.col("key").min(), nw.col("internal").max())
    once = engine.store("customers_trimmed", once.select("key", "customer_id", "internal"))
    own = once.select("customer_id", written="customer_id")
    spelled = distinct(nw.concat([trimmed.select("customer_id", "written"), own]), "customer_id", "written")
    return once, spelled.join(once.select("key", "customer_id"), on="customer_id", how="inner")


def bare_number(column: str) -> nw.Expr:
    """A customer number without the padding of a database or the ``.0`` of a spreadsheet, as ``values`` reads it."""
    trimmed = nw.col(column).str.strip_chars()
    tail = nw.when(trimmed.str.contains(r"^\d+\.0+$")).then(trimmed.str.replace_all(r"\.0+$", "")).otherwise(trimmed)
    # Patterns are dear and tails are rare: an engine takes the branch only for the rows that need it.
    return nw.when(trimmed.str.contains(".0", literal=True)).then(tail).otherwise(trimmed)


def _bare_numbers(name: str, frame: Frame) -> Frame:
    """A typed table with bare customer numbers; the large ones are left, as numbering knows all their writings."""
    present = [column for column in CUSTOMER_COLUMNS if column in frame.collect_schema().names()]
    if name == "transactions" or not present:
        return frame
    return frame.with_columns(**{column: bare_number(column) for column in present})


def _with_internal(ids: Frame, intake: Intake, rules: Rules) -> Frame:
    own = list(rules.ledger.internal)
    named = bare_number("customer_id").is_in(own) if own else nw.lit(False)
    if "internal" not in intake.columns.get("customers", ()):
        return ids.with_columns(internal=named)
    told = distinct(intake.frames["customers"].filter(nw.col("internal")), "customer_id")
    marked = ids.join(told.with_columns(told=nw.lit(True)), on="customer_id", how="left")
    return marked.select("customer_id", internal=named | ~nw.col("told").is_null())


def _with_keys(name: str, frame: Frame, writings: Frame) -> Frame:
    """The key in place of each customer number; a number that nobody knows stays readable as ``unknown_id``."""
    if name == "time_entries":
        frame = numbered_projects(frame, writings)
    present = [column for column in CUSTOMER_COLUMNS if column in frame.collect_schema().names()]
    for column in present:
        ids = writings.select(nw.col("written").alias(column), nw.col("key").alias(CUSTOMER_COLUMNS[column]))
        frame = frame.join(ids, on=column, how="left")
    if "customer_id" not in present:
        return frame
    if name not in NAMING:
        unknown = nw.col("key").is_null() & (nw.col("customer_id").str.strip_chars() != "")
        frame = frame.with_columns(unknown_id=nw.when(unknown).then(nw.col("customer_id")))
    return frame.drop("customer_id")


def _extent(frame: Frame, today: date | None) -> Extent:
    day = nw.col("day")
    seen = day if today is None else nw.when(day <= (today - EPOCH).days).then(day)
    (row,) = rows_of(frame.select(nw.len().alias("rows"), seen.min().alias("first"), seen.max().alias("last")))
    return Extent(rows=row["rows"], first=row["first"], last=row["last"])


def stored_columns(name: str, columns: tuple[str, ...]) -> list[Column]:
    """The columns of a fact table that the files fill, in the order of the contract."""
    return [column for column in table(name).columns if column.name in columns]


def with_findings(ledger: Ledger, findings: tuple[Finding, ...]) -> Ledger:
    """The same ledger with more findings."""
    return replace(ledger, findings=ledger.findings + findings)
