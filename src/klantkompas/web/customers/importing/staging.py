"""What files hold, read by the ledger and written as the database keeps it: the rows of each table in Parquet.

Files of one table that fill the same columns are one part. A file that fills fewer is a part of its own, so that a
change touches only what a file says.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import narwhals.stable.v2 as nw
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.engine import Engine, Frame
from klantkompas.errors import FactsError
from klantkompas.ledger.book import bare_number, number_ledger
from klantkompas.ledger.checks import check_ledger
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import Intake, settle, take_in
from klantkompas.ledger.matching import Match
from klantkompas.ledger.naming import name_customers
from klantkompas.ledger.sources import Source
from klantkompas.ledger.tables import NAMES, Column, table
from klantkompas.rules import Rules
from klantkompas.web.customers.importing.headings import Sections
from klantkompas.web.customers.reading import schema

Tell = Callable[[str, int, int | None], None]
# Tables whose customer numbers make a customer. Hours are written on projects and names too, which the ledger matches.
NO_CUSTOMERS = ("time_entries",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of one fact table that fill the same columns.

    Attributes:
        table: its name.
        columns: those of the contract that are filled, in its order.
        path: the rows, as the database keeps them.
        derived: made of other rows (names on invoices, numbers met), so that it changes nothing that is known.
    """

    table: str
    columns: tuple[str, ...]
    path: Path
    derived: bool = False

    @property
    def number(self) -> str | None:
        """The column by which lines know each other: the table's own number, where the files have it."""
        first = table(self.table).columns[0]
        own = first.kind == "id" and (not first.required or self.table == "customers")
        return first.name if own and first.name in self.columns else None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, in the order in which they were written."""
        with pq.ParquetFile(self.path) as file:
            yield from file.iter_batches()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the files hold.

    Attributes:
        intake: how every file was read, what was kept and refused.
        findings: what ``klantkompas check`` says of these files.
        matches: hours on projects or names.
        parts: the rows that were kept.
    """

    intake: Intake
    findings: tuple[Finding, ...]
    matches: tuple[Match, ...]
    parts: tuple[Part, ...]


def take(
    source: Source, *, sections: Sections, engine: Engine, rules: Rules, today: date, folder: Path, tell: Tell
) -> Taken:
    """Read files by the ledger's own readers and checks, and write what is kept into a folder.

    Args:
        source: the files.
        sections: how they are read, where that is known.
        engine: what holds them meanwhile.
        rules: the firm's settings.
        today: facts after it are typing errors.
        folder: of the parts.
        tell: told the file, its rows read and the rows there are.

    Raises:
        UsageError: the mapping names what does not exist.
        FactsError: a file is damaged further on.
    """
    intake = take_in(source, engine=engine, rules=rules, sections=sections, progress=tell)
    listed = "customers" in intake.frames
    if "transactions" in intake.frames:
        name_customers(intake, source, engine)
    findings, matches = _checked(intake, source, engine, rules, today)
    parts = list[Part]()
    for name in (name for name in NAMES if name in intake.frames):
        for part, frame in _by_columns(name, intake, source, engine, rules, sections):
            derived = name == "customers" and not listed
            path = folder / f"{len(parts):02}-{name}.parquet"
            parts.append(_written(replace(part, derived=derived, path=path), frame, engine))
    return Taken(intake=intake, findings=findings, matches=matches, parts=tuple(parts))


def _checked(
    intake: Intake, source: Source, engine: Engine, rules: Rules, today: date
) -> tuple[tuple[Finding, ...], tuple[Match, ...]]:
    """The findings of the check, where there are invoices to check; rows of typed files are counted on the way."""
    if "transactions" not in intake.frames:
        for name, frame in intake.frames.items():
            if name in intake.typed:
                settle(name, engine.store(f"counted_{name}", frame), intake)
        return tuple(intake.findings), ()
    try:
        ledger = number_ledger(intake, source, engine=engine, rules=rules, today=today)
    except FactsError:  # no line can be counted: the findings of coming in say of each why
        return tuple(intake.findings), ()
    return (*ledger.findings, *check_ledger(ledger)), ledger.matches


def _by_columns(
    name: str, intake: Intake, source: Source, engine: Engine, rules: Rules, sections: Sections
) -> Iterator[tuple[Part, Frame]]:
    """The rows of a table, apart where files fill different columns: then each kind of file is read once more."""
    counted = {file for one in intake.counts for file in (one.file, *one.file.split(", "))}
    used = [one for one in intake.mappings if one.table == name and one.file in counted]
    kinds = {frozenset(one.columns) & set(intake.columns[name]) for one in used}
    if len(kinds) < 2:
        frame = intake.frames[name]
        bare = _bare(name, frame, intake.columns[name]) if name in intake.typed else frame
        yield Part(table=name, columns=intake.columns[name], path=Path()), bare
        return
    for kind in sorted(kinds, key=sorted):
        files = {one.file for one in used if frozenset(one.columns) & set(intake.columns[name]) == kind}
        alike = replace(source, tables=tuple(raw for raw in source.tables if raw.file in files), findings=())
        again = take_in(alike, engine=engine, rules=rules, sections=sections)
        columns = again.columns[name]
        yield Part(table=name, columns=columns, path=Path()), _bare(name, again.frames[name], columns)


def _bare(name: str, frame: Frame, columns: Iterable[str]) -> Frame:
    ids = [one for one in columns if table(name).column(one).kind == "id"]
    return frame.with_columns(**{one: bare_number(one) for one in ids}) if ids else frame


def _written(part: Part, frame: Frame, engine: Engine) -> Part:
    """The rows as the database keeps them, in a file."""
    columns = [table(part.table).column(name) for name in part.columns]
    kinds = schema(part.table)
    wanted = pa.schema([kinds.field(one.name) for one in columns])
    rows = frame.select([nw.col(one.stored).alias(one.name) for one in columns])
    with pq.ParquetWriter(part.path, wanted, compression="zstd") as file:
        for batch in engine.blocks(rows):
            arrays = [_kept(batch[one.name], one, wanted.field(one.name).type) for one in columns]
            file.write_batch(pa.RecordBatch.from_arrays(arrays, schema=wanted))
    return part


def _kept(cells: pa.Array, column: Column, kind: pa.DataType) -> pa.Array:
    """The cells of one column as the database keeps them (a text has no zero byte, and is not empty)."""
    match column.kind:
        case "date":
            return cells.cast(pa.int32()).cast(kind)
        case "number":
            return pc.multiply(cells.cast(pa.decimal128(18, 4)), pa.scalar(Decimal(10_000))).cast(kind)
        case "id" | "text" | "choice":
            text = pc.replace_substring(cells.cast(kind), "\0", "")
            return pc.if_else(pc.equal(text, ""), None, text)
    return cells.cast(kind)
