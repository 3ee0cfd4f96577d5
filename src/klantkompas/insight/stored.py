"""A customer base as ``analyse`` wrote it, opened again without the facts."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from klantkompas.errors import UsageError
from klantkompas.insight.base import CustomerBase
from klantkompas.insight.columns import COLUMNS
from klantkompas.rules import Rules
from klantkompas.words import failure

CUSTOMERS, SUMMARY = "customers.parquet", "summary.json"


def is_stored(folder: Path) -> bool:
    """Whether a folder holds the results of ``analyse``."""
    return (folder / CUSTOMERS).is_file() and (folder / SUMMARY).is_file()


def stored_base(folder: Path, *, rules: Rules | None = None) -> CustomerBase:
    """The customers and the summary of a folder that ``analyse`` wrote.

    Args:
        folder: with ``customers.parquet`` and ``summary.json``.
        rules: the settings to go on with; by default the defaults.

    Raises:
        UsageError: they cannot be read, or are of another version.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        schema = pq.read_schema(folder / CUSTOMERS)
        as_of, rows = date.fromisoformat(summary["as_of"]), pq.read_metadata(folder / CUSTOMERS).num_rows
    except (OSError, pa.ArrowInvalid, ValueError, KeyError) as error:
        raise failure(UsageError, "result_unreadable", path=str(folder), detail=str(error)[:200]) from error
    lacking = sorted(COLUMNS.keys() - set(schema.names))
    if lacking:
        raise failure(UsageError, "result_of_another_version", path=str(folder), columns=lacking)
    kept = folder / "lenses" / "recovery.parquet"
    return CustomerBase(
        as_of=as_of,
        rules=rules or Rules(),
        customers=folder / CUSTOMERS,
        customer_count=rows,
        summary=summary,
        lenses={"recovery": pq.read_table(kept)} if kept.is_file() else {},
    )
