"""A DuckDB file: its tables, read through the engine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from klantkompas.errors import KlantkompasError
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.sources import RawTable
from klantkompas.ledger.sources.batches import in_pieces, with_marks
from klantkompas.ledger.sources.headers import unique_names
from klantkompas.ledger.tables import NAMES

_Batches = Callable[[], Iterator[pa.RecordBatch]]


def open_database(path: Path, name: str) -> tuple[list[RawTable], list[Finding]]:
    """The tables of a DuckDB file; one that has the name of a fact table is that table.

    Args:
        path: the file.
        name: how a person would name it.
    """
    from klantkompas.engine import database_tables

    if not path.stat().st_size:
        return [], [Finding(kind="empty_file", file=name)]
    try:
        found = database_tables(path)
    except KlantkompasError as error:
        return [], [Finding(kind="unreadable_file", file=name, value=str(error)[:200])]
    tables = [_raw_table(f"{name} [{table}]", table, *content) for table, content in found.items()]
    return tables, [] if tables else [Finding(kind="empty_file", file=name)]


def _raw_table(file: str, table: str, columns: tuple[str, ...], rows: int, batches: _Batches) -> RawTable:
    header = unique_names(columns)
    return RawTable(
        file=file,
        header=header,
        batches=lambda: _numbered(header, batches),
        table=table if table in NAMES else None,
        rows=rows,
    )


def _numbered(header: tuple[str, ...], batches: _Batches) -> Iterator[pa.Table]:
    first = 1
    for batch in batches():
        numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
        yield from in_pieces(with_marks(batch.columns, header, numbers, pa.nulls(batch.num_rows, pa.string())))
        first += batch.num_rows
