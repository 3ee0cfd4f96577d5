"""What a firm hands over, whatever its form: opened as raw tables, one a file or sheet.

A raw table still speaks the firm's language: its own headers, its own way of writing numbers and dates.
``klantkompas.ledger.intake`` maps, reads and checks it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from klantkompas.ledger.findings import Finding

LINE = "__line"
PROBLEM = "__problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """The rows of one table as one file or sheet has them.

    Attributes:
        file: the file, and sheet where there are more, as a person would name it, relative to the source.
        header: the columns in their order, as the file names them; unique; unnamed ones are called by number.
        batches: gives the rows, some tens of thousands at a time, each time anew. Every batch has one column a
            header (text, with null for empty; or typed where the file has types), a column ``LINE`` (int64,
            1-based, the header included) and a column ``PROBLEM`` (text: null, or the kind of finding that
            makes the row unreadable, such as ``too_many_fields``; its first cells hold what could be read).
        table: name of the fact table where the source itself says so (XAF, UBL), else ``None``.
        parquet: the file itself where it is Parquet, so that an engine can read it directly.
        rows: number of rows where known without reading; for progress only, since empty rows may be among them.
    """

    file: str
    header: tuple[str, ...]
    batches: Callable[[], Iterator[pa.Table]]
    table: str | None = None
    parquet: Path | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What was handed over.

    Attributes:
        path: where it is.
        files: the files that were opened, in order of name.
        tables: the raw tables in it.
        findings: what is wrong with whole files: empty, unreadable, refused for safety.
    """

    path: Path
    files: tuple[Path, ...]
    tables: tuple[RawTable, ...]
    findings: tuple[Finding, ...] = ()


def open_source(path: Path, *, currency: str = "EUR") -> Source:
    """Open what was handed over: a folder, workbook, CSV or Parquet file, auditfile, e-invoices or a database.

    Nothing in a file makes this fail: what is wrong with one is a finding, and the others are opened.

    Args:
        path: the folder or file. In a folder our own files, hidden ones and sub-folders are left out, but a sub-folder
            of Parquet files is one table in parts.
        currency: the one currency of the ledger; documents in another are refused.

    Raises:
        UsageError: nothing stands at the path.
    """
    from klantkompas.ledger.sources.folder import open_path

    return open_path(path, currency=currency)
