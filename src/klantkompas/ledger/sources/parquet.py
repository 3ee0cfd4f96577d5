"""Parquet: typed columns, read as they are."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from klantkompas.errors import FactsError
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.sources import RawTable
from klantkompas.ledger.sources.batches import BATCH_ROWS, with_marks
from klantkompas.ledger.sources.headers import unique_names
from klantkompas.words import failure


def open_parquet(path: Path, name: str, table: str | None = None) -> tuple[list[RawTable], list[Finding]]:
    """The one table of a Parquet file. Its rows are numbered from 1, for want of a header line.

    Args:
        path: the file.
        name: how a person would name it.
        table: the fact table it is, where its folder says so.
    """
    if not path.stat().st_size:
        return [], [Finding(kind="empty_file", file=name)]
    try:
        with pq.ParquetFile(path) as file:
            columns, rows = file.schema_arrow.names, file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        return [], [Finding(kind="unreadable_file", file=name, value=str(error)[:200])]
    if not columns:
        return [], [Finding(kind="empty_file", file=name)]
    header = unique_names(columns)
    raw = RawTable(
        file=name,
        header=header,
        batches=lambda: _batches(path, name, header),
        table=table,
        parquet=path if list(header) == columns else None,
        rows=rows,
    )
    return [raw], [] if rows else [Finding(kind="header_only", file=name, value=", ".join(header)[:200])]


def _batches(path: Path, name: str, header: tuple[str, ...]) -> Iterator[pa.Table]:
    """Raises FactsError where the file proves to be damaged further on."""
    first = 1
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
                yield with_marks(batch.columns, header, numbers, pa.nulls(batch.num_rows, pa.string()))
                first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise failure(FactsError, "file_damaged", file=name, detail=str(error)[:200]) from error
