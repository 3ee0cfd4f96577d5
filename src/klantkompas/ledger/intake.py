"""From raw tables to a ledger: mapped, read, checked row by row, numbered and stored.

Every row that comes in is kept or refused, never half of it: rows read = rows kept + rows refused, and the same for
the amounts, to the cent. A typed Parquet file goes straight into the engine; any other form is read cell by cell. Both
follow the same row rules.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.engine import Engine, Frame, Reading, collect
from klantkompas.ledger.findings import Finding, Severity
from klantkompas.ledger.mapping import CURRENCY, FileMapping, choice_words, confirmed, guess, plain
from klantkompas.ledger.sources import LINE, PROBLEM, RawTable, Source
from klantkompas.ledger.tables import NAMES, Column, table
from klantkompas.ledger.values import (
    REACH,
    STORED_TYPES,
    Read,
    Style,
    foreign_money,
    merge_styles,
    one_array,
    read,
    survey,
)
from klantkompas.rules import Rules

EPOCH = date(1970, 1, 1)
LATEST_YEAR = 2200
MONEY_OF = {"transactions": "amount", "time_entries": "hours", "quotes": "amount", "spending": "amount"}
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCount:
    """The reconciliation of one file: what was read, kept and refused.

    Attributes:
        file: its name.
        table: the fact table it fills.
        rows_read, rows_kept, rows_refused: numbers of rows.
        amount_read, amount_kept, amount_refused: sums of the column that counts (turnover in cents, hours in
            hundredths); ``None`` where the table has none.
        unreadable: refused rows whose own amount could not be read, and so is in no sum.
    """

    file: str
    table: str
    rows_read: int
    rows_kept: int
    amount_read: int | None = None
    amount_kept: int | None = None
    unreadable: int = 0

    @property
    def rows_refused(self) -> int:
        """Rows left out; they are in ``refused/``."""
        return self.rows_read - self.rows_kept

    @property
    def amount_refused(self) -> int | None:
        """Sum of the amounts left out, as far as they could be read."""
        if self.amount_read is None or self.amount_kept is None:
            return None
        return self.amount_read - self.amount_kept


@dataclass(slots=True, kw_only=True)
class Intake:
    """What coming in has given so far.

    Attributes:
        frames: per fact table its good rows, by ``customer_id``: stored already, or still to be read (``typed``).
        typed: of the tables that are still to be read: what the files say of themselves.
        columns: per fact table the columns that some file fills.
        mappings, findings, counts: how every file was read, what was noticed, what was kept.
        refused_parts: per file its refused rows, as they stood there, batch by batch.
    """

    frames: dict[str, Frame] = field(default_factory=dict)
    typed: dict[str, "TypedFiles"] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    mappings: list[FileMapping] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: list[FileCount] = field(default_factory=list)
    matches: tuple[()] = ()
    refused_parts: dict[str, list[pa.Table]] = field(default_factory=dict)

    @property
    def refused(self) -> dict[str, pa.Table]:
        """Per file its refused rows, as they stood there."""
        return {file: pa.concat_tables(parts, promote_options="default") for file, parts in self.refused_parts.items()}


@dataclass(frozen=True, slots=True)
class _File:
    """One raw table with its mapping: what is needed to read its rows."""

    raw: RawTable
    mapping: FileMapping
    rules: Rules

    @property
    def table(self) -> str:
        return self.mapping.table or ""

    @property
    def filled(self) -> list[tuple[Column, str]]:
        """Fact column and header, in the order of the contract."""
        return [(one, self.mapping.columns[one.name]) for one in table(self.table).columns if self.has(one.name)]

    def has(self, column: str) -> bool:
        return column in self.mapping.columns


def take_in(
    source: Source,
    *,
    engine: Engine,
    rules: Rules,
    sections: Mapping[str, Mapping[str, str]],
    progress: Progress | None = None,
) -> Intake:
    """Read everything that a source holds into stored tables of the engine.

    Args:
        source: what was handed over.
        engine: where the tables are stored, under ``staged_NAME``: day numbers, cents, hundredths.
        rules: the settings (currency, VAT, earliest year).
        sections: the user's ``mapping.toml``.
        progress: told the file, the rows done and the rows there are.

    Raises:
        FactsError: no file fills ``transactions``.
        UsageError: the mapping names what does not exist.
    """
    intake = Intake(findings=list(source.findings))
    files: dict[str, list[_File]] = {}
    for raw in source.tables:
        mapping = confirmed(raw.file, raw.header, sections) or guess(raw.file, raw.header, raw.table)
        intake.mappings.append(mapping)
        one = _File(raw, mapping, rules)
        if _usable(one, intake):
            files.setdefault(one.table, []).append(one)
    files |= _only_with_amounts(files.get("transactions", []), intake)
    for name in (name for name in NAMES if name in files):
        _store(files[name], engine, intake, progress or _silent)
    return intake


def fingerprint(source: Source) -> str:
    """Twelve hexadecimal digits of the names and contents of the files: the same facts give the same."""
    digest = hashlib.sha256()
    for path in source.files:
        digest.update(path.name.encode())
        with path.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:12]


def _silent(_file: str, _done: int, _all: int | None) -> None:
    pass


def _usable(one: _File, intake: Intake) -> bool:
    if one.mapping.table is None:
        if one.mapping.guessed:
            intake.findings.append(
                Finding(kind="file_not_recognised", file=one.raw.file, value=", ".join(one.raw.header)[:200])
            )
        return False
    if one.mapping.missing:
        severity: Severity = "blocking" if one.table == "transactions" else "warning"
        intake.findings.append(_column_missing(one, one.mapping.missing, severity))
        return False
    if _includes_vat(one) and one.rules.ledger.vat_rate is None:
        header = one.mapping.columns["amount"]
        intake.findings.append(
            Finding(kind="amount_includes_vat", severity="blocking", table=one.table, file=one.raw.file, column=header)
        )
        return False
    return True


def _column_missing(one: _File, columns: Sequence[str], severity: Severity) -> Finding:
    return Finding(
        kind="column_missing",
        severity=severity,
        table=one.table,
        file=one.raw.file,
        column=", ".join(columns),
        value=", ".join(one.raw.header)[:200],
    )


def _only_with_amounts(files: Sequence[_File], intake: Intake) -> dict[str, list[_File]]:
    """The transactions: where some files have amounts, one without is not half a ledger but a mistake."""
    complete = [one for one in files if one.has("amount")]
    if not any(_anything_in(one, "amount") for one in complete):
        return {"transactions": [_without_amounts(one, intake) for one in files]} if files else {}
    intake.findings += [_column_missing(one, ("amount",), "warning") for one in files if not one.has("amount")]
    return {"transactions": complete}


def _anything_in(one: _File, column: str) -> bool:
    """Whether a column holds anything; an export may have a column that is never filled."""
    header = one.mapping.columns[column]
    if one.raw.parquet and not pa.types.is_string(pq.read_schema(str(one.raw.parquet)).field(header).type):
        return _filled(pq.read_metadata(str(one.raw.parquet)), header)
    cells = (one_array(batch[header]) for batch in one.raw.batches())
    return any(len(part.drop_null()) and pc.any(pc.not_equal(part.cast(pa.string()), "")).as_py() for part in cells)


def _filled(content: pq.FileMetaData, header: str) -> bool:
    """Whether a typed column holds a value in any row, by the file's own statistics; yes where these do not say."""
    place = next((at for at in range(content.num_columns) if content.schema.column(at).path == header), None)
    groups = [content.row_group(at) for at in range(content.num_row_groups)]
    if place is None:
        return True
    known = [(group.num_rows, group.column(place).statistics) for group in groups]
    return any(said is None or said.null_count is None or said.null_count < rows for rows, said in known)


def _without_amounts(one: _File, intake: Intake) -> _File:
    """The file read as a ledger of counts: that of which the amounts are empty in every row has none."""
    if not one.has("amount"):
        return one
    columns = {name: header for name, header in one.mapping.columns.items() if name != "amount"}
    mapping = replace(one.mapping, columns=columns, unused=(*one.mapping.unused, one.mapping.columns["amount"]))
    intake.mappings[intake.mappings.index(one.mapping)] = mapping
    return replace(one, mapping=mapping)


def _includes_vat(one: _File) -> bool:
    words = set(plain(one.mapping.columns.get("amount", "")).split())
    return bool(words & {"inc", "incl", "inclusief", "including"}) and not words & {
        "ex",
        "excl",
        "exclusief",
        "excluding",
    }


def _store(files: Sequence[_File], engine: Engine, intake: Intake, progress: Progress) -> None:
    name = files[0].table
    columns = [one for one in table(name).columns if any(file.has(one.name) for file in files)]
    intake.columns[name] = tuple(one.name for one in columns)
    if _typed(files):
        intake.frames[name] = _scan_typed(files, columns, engine, intake)
        return
    schema = pa.schema([(one.stored, STORED_TYPES[one.kind]) for one in columns])
    rows = (batch for one in files for batch in _kept_rows(one, columns, intake, progress))
    intake.frames[name] = engine.load(f"staged_{name}", rows, schema)


# --- typed Parquet: straight into the engine ------------------------------------------------------------------------


def _typed(files: Sequence[_File]) -> bool:
    alike = len({(one.raw.header, tuple(one.mapping.columns.items())) for one in files}) == 1
    plain_files = all(one.raw.parquet and not one.has(CURRENCY) and not _includes_vat(one) for one in files)
    return alike and plain_files and len({_types(one) for one in files}) == 1 and all(map(_typed_columns, files))


def _types(one: _File) -> tuple[pa.DataType, ...]:
    schema = pq.read_schema(str(one.raw.parquet))
    return tuple(schema.field(header).type for _, header in one.filled)


def _typed_columns(one: _File) -> bool:
    """Whether an engine can read every column as it is: of a fitting type, and with nothing in it to say or to mend."""
    return all(
        _fits(kind, column.kind) and _nothing_to_say(one, column, header, kind)
        for (column, header), kind in zip(one.filled, _types(one), strict=True)
    )


def _nothing_to_say(one: _File, column: Column, header: str, kind: pa.DataType) -> bool:
    """Whether type or statistics prove that no amount is out of reach and no optional date out of range."""
    if column.kind in ("money", "hours"):
        small = kind.bit_width <= 32 if pa.types.is_integer(kind) else 10 ** (kind.precision - kind.scale) <= REACH
        return small or _lies_within(one, header, -REACH, REACH)
    if column.kind == "date" and not column.required:
        return _lies_within(one, header, *(EPOCH + timedelta(days=day) for day in _day_range(one.rules)))
    return True


def _lies_within(one: _File, header: str, least: Any, greatest: Any, *, nulls: bool = True) -> bool:
    """Whether the file's own statistics prove that every value of a column lies within limits."""
    for known in _statistics(one, header):
        if known is None or not (nulls or known.null_count == 0):
            return False
        if known.num_values and not (known.has_min_max and least <= known.min and known.max <= greatest):
            return False
    return True


def _statistics(one: _File, header: str) -> list[Any]:
    """What each row group says of a column: least and greatest value, nulls; ``None`` where it does not."""
    content = pq.read_metadata(str(one.raw.parquet))
    places = {content.schema.column(at).path: at for at in range(content.num_columns)}
    groups = range(content.num_row_groups)
    return [content.row_group(at).column(places[header]).statistics if header in places else None for at in groups]


def _fits(kind: pa.DataType, wanted: str) -> bool:
    if wanted in ("id", "text"):
        return bool(pa.types.is_string(kind) or pa.types.is_integer(kind))
    if wanted == "date":
        return bool(pa.types.is_date(kind))
    if wanted in ("money", "hours"):
        return bool(pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale <= 2))
    if wanted == "count":
        return bool(pa.types.is_integer(kind))
    return False


@dataclass(frozen=True, slots=True)
class TypedFiles:
    """Typed files of one table whose good rows are read by the engine only when the ledger stores them."""

    files: tuple[_File, ...]
    columns: tuple[Column, ...]
    rows: int


def _scan_typed(files: Sequence[_File], columns: Sequence[Column], engine: Engine, intake: Intake) -> Frame:
    paths = [one.raw.parquet for one in files if one.raw.parquet]
    readings = [Reading(column=head, stored=one.stored, kind=one.kind) for one, head in files[0].filled]
    rows = sum(pq.read_metadata(str(path)).num_rows for path in paths)
    name = files[0].table
    intake.typed[name] = TypedFiles(tuple(files), tuple(columns), rows)
    rows_to_keep = _row_is_good(name, columns, files[0].rules)
    scanned = engine.scan(paths, readings)
    return scanned if all(_all_good(one) for one in files) else scanned.filter(rows_to_keep)


def settle(name: str, stored: Frame, intake: Intake) -> None:
    """Count the rows of typed files once they are stored; where some were refused, read on to say which and why.

    Args:
        name: the fact table.
        stored: its good rows, as the ledger stored them.
        intake: what coming in has given; its counts, findings and refused rows are completed.
    """
    typed = intake.typed.get(name)
    if typed is None:
        return
    money = MONEY_OF.get(name, "")
    sums = [nw.len().alias("rows")] + ([nw.col(money).sum().alias("sum")] if money in intake.columns[name] else [])
    counted = collect(stored.select(*sums)).to_pylist()[0]
    if counted["rows"] != typed.rows:
        for one in typed.files:
            for _ in _kept_rows(one, typed.columns, intake, _silent):
                pass
        return
    together = ", ".join(one.raw.file for one in typed.files)
    count = FileCount(file=together, table=name, rows_read=typed.rows, rows_kept=typed.rows)
    intake.counts.append(replace(count, amount_read=counted.get("sum"), amount_kept=counted.get("sum")))


def _all_good(one: _File) -> bool:
    """Whether the file's own statistics prove that every row keeps the row rules."""
    first, last = (EPOCH + timedelta(days=day) for day in _day_range(one.rules))
    limits: dict[str, tuple[Any, Any]] = {"date": (first, last), "money": (-REACH, REACH), "hours": (-REACH, REACH)}
    must = [(column, header) for column, header in one.filled if _must_be_there(one.table, column)]
    return all(
        column.kind in limits and _lies_within(one, header, *limits[column.kind], nulls=False)
        for column, header in must
    )


def _row_is_good(name: str, columns: Sequence[Column], rules: Rules) -> nw.Expr:
    """The row rules of ``_problems``, for a typed table."""
    good = nw.lit(True)
    for one in columns:
        if _must_be_there(name, one):
            good = good & ~nw.col(one.stored).is_null()
            if one.kind in ("id", "text"):
                good = good & (nw.col(one.stored).str.strip_chars() != "")
        if one.kind == "date" and one.required:
            good = good & nw.col(one.stored).is_between(*_day_range(rules))
    return good


# --- cell by cell ---------------------------------------------------------------------------------------------------


def _kept_rows(one: _File, columns: Sequence[Column], intake: Intake, progress: Progress) -> Iterator[pa.RecordBatch]:
    styles = _survey(one)
    count = FileCount(file=one.raw.file, table=one.table, rows_read=0, rows_kept=0)
    progress(one.raw.file, 0, one.raw.rows)
    for batch in one.raw.batches():
        reads = {
            column.name: read(one_array(batch[header]), column, styles[column.name], choice_words())
            for column, header in one.filled
        }
        if _includes_vat(one):
            reads["amount"] = _without_vat(reads["amount"], one.rules)
        problems = _problems(one, batch, reads, intake)
        good = pc.invert(problems)
        count = _counted(count, reads, good)
        if pc.any(problems).as_py():
            intake.refused_parts.setdefault(one.raw.file, []).append(batch.filter(problems))
        progress(one.raw.file, count.rows_read, one.raw.rows)
        yield _stored_batch(reads, columns, good, batch.num_rows)
    intake.counts.append(count)


def _survey(one: _File) -> dict[str, Style]:
    seen: dict[str, list[Style]] = {column.name: [] for column, _ in one.filled}
    for batch in one.raw.batches():
        for column, header in one.filled:
            seen[column.name].append(survey(one_array(batch[header]), column))
    whole = sum((style for styles in seen.values() for style in styles), start=Style())
    return {name: merge_styles(styles, lean_comma=whole.leans_to_comma) for name, styles in seen.items()}


def _without_vat(amount: Read, rules: Rules) -> Read:
    """Cents including VAT brought back to cents without, half up, in whole numbers only."""
    gross, parts = (1 + (rules.ledger.vat_rate or Decimal(0))).as_integer_ratio()
    size = pc.abs(amount.values)
    net = pc.divide(pc.add(pc.multiply(size, 2 * parts), gross), 2 * gross)
    return Read(pc.if_else(pc.less(amount.values, 0), pc.negate(net), net), amount.bad, amount.rounded)


def _counted(count: FileCount, reads: Mapping[str, Read], good: pa.Array) -> FileCount:
    rows, kept = len(good), int(pc.sum(good).as_py() or 0)
    count = replace(count, rows_read=count.rows_read + rows, rows_kept=count.rows_kept + kept)
    money = reads.get(MONEY_OF.get(count.table, ""))
    if money is None:
        return count
    total = int(pc.sum(money.values).as_py() or 0)
    of_kept = int(pc.sum(money.values.filter(good)).as_py() or 0)
    return replace(
        count,
        amount_read=(count.amount_read or 0) + total,
        amount_kept=(count.amount_kept or 0) + of_kept,
        unreadable=count.unreadable + int(pc.sum(money.bad).as_py() or 0),
    )


def _stored_batch(reads: Mapping[str, Read], columns: Sequence[Column], good: pa.Array, rows: int) -> pa.RecordBatch:
    arrays = []
    for one in columns:
        values = reads[one.name].values if one.name in reads else pa.nulls(rows, STORED_TYPES[one.kind])
        arrays.append(values.filter(good).cast(STORED_TYPES[one.kind]))
    return pa.RecordBatch.from_arrays(arrays, names=[one.stored for one in columns])


# --- row rules ------------------------------------------------------------------------------------------------------


def _must_be_there(name: str, column: Column) -> bool:
    if name == "transactions" and column.name == "customer_id":
        return False  # a row without a customer goes to the unassigned bucket
    return column.required or (name == "transactions" and column.name == "amount")


def _day_range(rules: Rules) -> tuple[int, int]:
    first = date(rules.ledger.earliest_year, 1, 1)
    return (first - EPOCH).days, (date(LATEST_YEAR, 12, 31) - EPOCH).days


def _problems(one: _File, batch: pa.Table, reads: dict[str, Read], intake: Intake) -> pa.Array:
    """Which rows are refused; says every problem of every row in the findings, refused or not."""
    lines = one_array(batch[LINE])
    refused = pa.repeat(False, batch.num_rows)
    broken = one_array(batch[PROBLEM])
    if broken.null_count < len(broken):
        refused = broken.is_valid()
        _tell_broken(one, broken, batch, lines, intake)
    whole = pc.invert(refused)
    for column, header in one.filled:
        cells, value = one_array(batch[header]), reads[column.name]
        tell = _Telling(one, header, cells, lines, intake)
        foreign = _foreign(one, column, cells, whole)
        refused = pc.or_(refused, tell(foreign, "other_currency", refused=True))
        bad = pc.and_(pc.and_not(value.bad, foreign), whole)
        must = _must_be_there(one.table, column)
        refused = pc.or_(refused, tell(bad, f"unreadable_{column.kind}", refused=must))
        if must:
            empty = pc.and_(pc.and_(value.values.is_null(), pc.invert(value.bad)), whole)
            refused = pc.or_(refused, tell(empty, "value_missing", refused=True))
        if column.kind == "date":
            far = pc.and_(pc.invert(_within(value.values, _day_range(one.rules))), whole)
            refused = pc.or_(refused, tell(far, "date_out_of_range", refused=must))
            if not must:
                reads[column.name] = replace_values(value, pc.if_else(far, None, value.values))
        tell(pc.and_(value.rounded, whole), "rounded", refused=False)
    if one.has(CURRENCY):
        refused = pc.or_(refused, _other_currency(one, batch, lines, whole, intake))
    return refused


def replace_values(value: Read, values: pa.Array) -> Read:
    """The same reading with other values."""
    return Read(values, value.bad, value.rounded)


def _within(days: pa.Array, limits: tuple[int, int]) -> pa.Array:
    inside = pc.and_(pc.greater_equal(days, limits[0]), pc.less_equal(days, limits[1]))
    return pc.fill_null(inside, True)


def _foreign(one: _File, column: Column, cells: pa.Array, whole: pa.Array) -> pa.Array:
    if column.kind != "money":
        return pa.repeat(False, len(cells))
    return pc.and_(foreign_money(cells, one.rules.ledger.currency), whole)


def _other_currency(one: _File, batch: pa.Table, lines: pa.Array, whole: pa.Array, intake: Intake) -> pa.Array:
    header = one.mapping.columns[CURRENCY]
    cells = one_array(batch[header])
    said = pc.utf8_upper(pc.utf8_trim_whitespace(cells.cast(pa.string())))
    own = one.rules.ledger.currency
    known = pc.is_in(said, pa.array([own, "", *(("€", "EURO") if own == "EUR" else ())]))
    other = pc.and_(pc.and_(said.is_valid(), pc.invert(known)), whole)
    return _Telling(one, header, cells, lines, intake)(other, "other_currency", refused=True)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Turns a mask over one column into findings, one a row, and gives back what is refused by it."""

    one: _File
    header: str
    cells: pa.Array
    lines: pa.Array
    intake: Intake

    def __call__(self, mask: pa.Array, kind: str, *, refused: bool) -> pa.Array:
        if not pc.any(mask).as_py():
            return mask if refused else pa.repeat(False, len(mask))
        for line, cell in zip(self.lines.filter(mask).to_pylist(), self.cells.filter(mask).to_pylist(), strict=True):
            self.intake.findings.append(
                Finding(
                    kind=kind,
                    table=self.one.table,
                    file=self.one.raw.file,
                    line=line,
                    column=self.header,
                    value="" if cell is None else str(cell)[:200],
                    refused=refused,
                    params={"currency": self.one.rules.ledger.currency},
                )
            )
        return mask if refused else pa.repeat(False, len(mask))


def _tell_broken(one: _File, broken: pa.Array, batch: pa.Table, lines: pa.Array, intake: Intake) -> None:
    mask = broken.is_valid()
    first = one_array(batch[one.raw.header[0]]).filter(mask).to_pylist()
    for kind, line, cell in zip(broken.filter(mask).to_pylist(), lines.filter(mask).to_pylist(), first, strict=True):
        intake.findings.append(
            Finding(kind=kind, table=one.table, file=one.raw.file, line=line, value=str(cell or "")[:200], refused=True)
        )
