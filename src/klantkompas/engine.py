"""The only place that knows which engine runs.

Everything above this module speaks Narwhals over lazy frames; an engine here opens facts, stores what is worth
keeping, cuts work into passes and hands out blocks of rows. Inside an engine money is whole cents, hours are whole
hundredths, and a date is a day number (days since 1970-01-01), so that sums and lags are exact and the same everywhere.
"""

import math
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import narwhals.stable.v2 as nw
import pyarrow as pa

from klantkompas.errors import FactsError, UsageError
from klantkompas.words import failure

Frame = nw.LazyFrame[Any]
ROWS_A_PASS = 15_000_000
ROWS_A_BLOCK = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one column of a typed file becomes a stored one.

    Attributes:
        column: name in the file.
        stored: name inside.
        kind: kind of the fact column (see ``klantkompas.ledger.tables``).
    """

    column: str
    stored: str
    kind: str


class Engine(Protocol):
    """What the rest of the library asks of an engine."""

    name: str
    workspace: Path

    def scan(self, files: Sequence[Path], readings: Sequence[Reading]) -> Frame:
        """The columns of typed Parquet files, converted to what is kept inside; nothing is read yet."""

    def load(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Frame:
        """Store batches of rows under a name, as they come, and give the stored table."""

    def store(self, name: str, frame: Frame) -> Frame:
        """Compute a frame once, keep it under a name, and give the stored table."""

    def append(self, name: str, frame: Frame) -> Frame:
        """Compute a frame, add its rows to a stored table, and give the stored table."""

    def number(self, name: str, frame: Frame, key: str) -> Frame:
        """Store a frame under a name with a dense integer column ``key`` (1, 2, ...) beside its columns."""

    def keep_files(self, tables: Mapping[str, Any]) -> Path:
        """A folder of Parquet files, one a table, of frames of any kind that Narwhals knows."""

    def blocks(self, frame: Frame) -> Iterator[pa.RecordBatch]:
        """The rows of a frame, some hundred thousand at a time, in no promised order but the frame's own."""

    def close(self) -> None:
        """Let go of everything, workspace included."""


class Workspace:
    """The folder of an engine: made among the system's temporary files, removed when the engine closes."""

    def __init__(self, *, within: Path | None = None) -> None:
        self.workspace = Path(tempfile.mkdtemp(prefix="klantkompas-", dir=within))

    def keep_files(self, tables: Mapping[str, Any]) -> Path:
        """A folder of Parquet files, one a table, of frames of any kind that Narwhals knows."""
        folder = self.workspace / "given"
        folder.mkdir()
        for name, table in tables.items():
            frame = nw.from_native(table)
            write = frame.sink_parquet if isinstance(frame, nw.LazyFrame) else frame.write_parquet
            write(folder / f"{name}.parquet")
        return folder

    def remove(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.workspace, ignore_errors=True)


class DuckEngine(Workspace):
    """DuckDB in this process, over one database file in a workspace that is removed afterwards.

    Args:
        memory_mib: what it may hold in memory before it spills to the workspace, in MiB.
        workspace: folder for the database file; by default a new one among the system's temporary files.
    """

    name = "duckdb"

    def __init__(self, *, memory_mib: int = 1200, workspace: Path | None = None) -> None:
        import duckdb

        super().__init__(within=workspace)
        self._scanned: set[Path] = set()
        self._connection = duckdb.connect(str(self.workspace / "facts.duckdb"))
        self._connection.execute(
            f"SET memory_limit='{memory_mib}MiB'; SET preserve_insertion_order=false; "
            "SET enable_progress_bar=false; "  # it would stand between our own lines, and in the JSON
            f"SET temp_directory='{self.workspace / 'spill'}'"
        )

    def scan(self, files: Sequence[Path], readings: Sequence[Reading]) -> Frame:
        self._scanned |= set(files)
        paths = ", ".join(_quoted(str(file), "'") for file in files)
        select = ", ".join(f"{_duck_value(one)} AS {_quoted(one.stored)}" for one in readings)
        return nw.from_native(self._connection.sql(f"SELECT {select} FROM read_parquet([{paths}])"))

    def load(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Frame:
        import duckdb

        watched = _Watched(batches)
        incoming = pa.RecordBatchReader.from_batches(schema, watched)  # noqa: F841 (DuckDB finds it by name)
        try:
            self._connection.execute(f"CREATE OR REPLACE TABLE {_quoted(name)} AS SELECT * FROM incoming")
        except duckdb.Error:
            if watched.error is None:
                raise
            raise watched.error from None  # what went wrong while reading, not that the engine noticed it
        return self._table(name)

    def store(self, name: str, frame: Frame) -> Frame:
        self._connection.execute(f"DROP TABLE IF EXISTS {_quoted(name)}")
        with self._reading():
            frame.to_native().create(name)
        return self._table(name)

    def append(self, name: str, frame: Frame) -> Frame:
        with self._reading():
            frame.to_native().insert_into(name)
        return self._table(name)

    def number(self, name: str, frame: Frame, key: str) -> Frame:
        self._connection.execute(f"DROP TABLE IF EXISTS {_quoted(name)}")
        with self._reading():
            frame.to_native().project(f"(row_number() OVER ())::INTEGER AS {_quoted(key)}, *").create(name)
        return self._table(name)

    def blocks(self, frame: Frame) -> Iterator[pa.RecordBatch]:
        yield from frame.to_native().to_arrow_reader(ROWS_A_BLOCK)

    def close(self) -> None:
        self._connection.close()
        self.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        with suppress(Exception):  # the interpreter may be on its way out
            self.close()

    def _table(self, name: str) -> Frame:
        return nw.from_native(self._connection.table(name))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """What a scanned file that proves damaged further on makes the engine say, as our own error."""
        import duckdb

        try:
            yield
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            damaged = next((path for path in self._scanned if str(path) in str(error)), None)
            if damaged is None:
                raise
            raise failure(FactsError, "file_damaged", file=damaged.name, detail=str(error)[:200]) from error


class _Watched:
    """Batches, with what went wrong while making them: an engine tells it in words of its own."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = batches
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches
        except BaseException as error:  # Ctrl-C too: it must not come out as a fault of the engine
            self.error = error
            raise


def _quoted(text: str, mark: str = '"') -> str:
    return f"{mark}{text.replace(mark, mark * 2)}{mark}"


def _duck_value(reading: Reading) -> str:
    column = _quoted(reading.column)
    match reading.kind:
        case "id":
            return f"{column}::VARCHAR"  # trimmed once a customer, when they are numbered: not once a row
        case "text" | "choice":
            return f"nullif(trim({column}::VARCHAR), '')"
        case "date":
            return f"({column}::DATE - DATE '1970-01-01')::INTEGER"
        case "money" | "hours":
            return f"({column} * 100)::BIGINT"
        case "count":
            return f"{column}::BIGINT"
        case "flag":
            return f"{column}::BOOLEAN"
        case "number":
            return f"{column}::DECIMAL(18, 4)"
    raise KeyError(reading.kind)


class PolarsEngine(Workspace):
    """Polars in memory: for parity, and for who has it at hand."""

    name = "polars"

    def __init__(self, *, workspace: Path | None = None) -> None:
        super().__init__(within=workspace)
        self._tables: dict[str, nw.DataFrame[Any]] = {}

    def scan(self, files: Sequence[Path], readings: Sequence[Reading]) -> Frame:
        import polars as pl

        columns = [_polars_value(one).alias(one.stored) for one in readings]
        return nw.from_native(pl.scan_parquet(list(files)).select(columns))

    def load(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Frame:
        import polars as pl

        return self._keep(name, nw.from_native(pl.from_arrow(pa.Table.from_batches(batches, schema)), eager_only=True))

    def store(self, name: str, frame: Frame) -> Frame:
        return self._keep(name, frame.collect())

    def append(self, name: str, frame: Frame) -> Frame:
        return self._keep(name, nw.concat([self._tables[name], frame.collect()]))

    def number(self, name: str, frame: Frame, key: str) -> Frame:
        numbered = frame.collect().with_row_index(key).with_columns(nw.col(key).cast(nw.Int32) + 1)
        return self._keep(name, numbered)

    def blocks(self, frame: Frame) -> Iterator[pa.RecordBatch]:
        yield from frame.collect().to_arrow().to_batches(ROWS_A_BLOCK)

    def close(self) -> None:
        self._tables.clear()
        self.remove()

    def __del__(self) -> None:
        with suppress(Exception):  # the interpreter may be on its way out
            self.close()

    def _keep(self, name: str, table: nw.DataFrame[Any]) -> Frame:
        self._tables[name] = table
        return table.lazy()


def _polars_value(reading: Reading) -> Any:
    import polars as pl

    column = pl.col(reading.column)
    match reading.kind:
        case "id":
            return column.cast(pl.String)
        case "text" | "choice":
            text = column.cast(pl.String).str.strip_chars()
            return pl.when(text != "").then(text)
        case "date":
            return column.cast(pl.Date).to_physical()
        case "money" | "hours":
            return (column * 100).cast(pl.Int64)
        case "count":
            return column.cast(pl.Int64)
        case "flag":
            return column.cast(pl.Boolean)
        case "number":
            return column.cast(pl.Decimal(18, 4))
    raise KeyError(reading.kind)


def open_engine(name: str = "duckdb", *, memory_mib: int = 1200, workspace: Path | None = None) -> Engine:
    """The engine of this name.

    Args:
        name: ``duckdb`` (embedded, the default) or ``polars`` (in memory).
        memory_mib: for an engine that spills: what it may hold in memory, in MiB.
        workspace: for an engine that spills: the folder that may hold the rest.

    Raises:
        UsageError: there is no engine of this name, or its package is not installed.
    """
    try:
        if name == "duckdb":
            return DuckEngine(memory_mib=memory_mib, workspace=workspace)
        if name == "polars":
            import polars as pl

            pl.thread_pool_size()
            return PolarsEngine(workspace=workspace)
    except ImportError as error:
        raise failure(UsageError, "engine_not_installed", name=name) from error
    raise failure(UsageError, "engine_unknown", name=name)


Cut = Callable[[Frame], Frame]


def cuts(*, rows: int, key: str) -> list[Cut]:
    """Ways to cut frames into as few parts by ``key`` as keep memory bounded: all rows of a key are in one part.

    Args:
        rows: of the largest frame that will be cut.
        key: the whole-number column to cut by; every cut takes the same keys of every frame.
    """
    parts = max(1, math.ceil(rows / ROWS_A_PASS))

    def cut(part: int) -> Cut:
        return lambda frame: frame if parts == 1 else frame.filter(nw.col(key) % parts == part)

    return [cut(part) for part in range(parts)]


def passes(frame: Frame, *, rows: int, key: str) -> Iterator[Frame]:
    """The parts of one frame (see ``cuts``)."""
    return (cut(frame) for cut in cuts(rows=rows, key=key))


def store_in_passes(engine: Engine, name: str, parts: Iterable[Frame]) -> Frame:
    """Compute parts one after the other and keep them together under a name."""
    first, *others = parts
    stored = engine.store(name, first)
    for part in others:
        stored = engine.append(name, part)
    return stored


def distinct(frame: Frame, *columns: str) -> Frame:
    """The different rows of these columns, by a hash aggregate (``unique`` sorts on some engines)."""
    return frame.group_by(*columns).agg()


def collect(frame: Frame) -> pa.Table:
    """A small frame as an Arrow table."""
    table = frame.collect("pyarrow").to_native()
    # A sum of whole numbers comes wider than what was summed (HUGEINT); ours all fit.
    whole = [field.with_type(pa.int64()) if field.type == pa.decimal128(38, 0) else field for field in table.schema]
    return table.cast(pa.schema(whole))


def rows_of(frame: Frame) -> list[dict[str, Any]]:
    """A small frame as dictionaries."""
    rows: list[dict[str, Any]] = collect(frame).to_pylist()
    return rows


def database_tables(
    path: Path,
) -> dict[str, tuple[tuple[str, ...], int, Callable[[], Iterator[pa.RecordBatch]]]]:
    """The tables of a DuckDB file, opened for reading only.

    Returns:
        Per table: its columns, its number of rows, and a function that gives its rows in batches.

    Raises:
        UsageError: the file is no DuckDB database, or is in use.
    """
    import duckdb

    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise failure(UsageError, "database_unreadable", path=str(path)) from error
    names = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]

    def batches(name: str) -> Callable[[], Iterator[pa.RecordBatch]]:
        return lambda: iter(connection.table(name).to_arrow_reader(ROWS_A_BLOCK))

    return {name: (tuple(connection.table(name).columns), len(connection.table(name)), batches(name)) for name in names}
