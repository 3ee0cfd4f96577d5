"""Invoices of a real wholesaler: Online Retail II, shipped with the package under its own licence.

Source: Chen, D. (2012). Online Retail II [dataset]. UCI Machine Learning Repository, id 502, DOI 10.24432/C5CG6D,
Creative Commons Attribution 4.0. `ATTRIBUTION.txt` beside the data says what was changed.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.ledger.example_firm.columns import MONEY
from klantkompas.ledger.example_firm.folder import POUNDS, make_room
from klantkompas.ledger.example_firm.write import ExampleSummary

PACKED = "online_retail_ii.parquet"
ATTRIBUTION = "ATTRIBUTION.txt"


def write_real(*, out: Path) -> ExampleSummary:
    """Write the invoices of a real British giftware wholesaler as a ledger folder.

    44,876 invoices (7,901 of them credit notes) of 5,942 customers, 2009-12-01 to 2011-12-09, in pounds. There are
    no costs and no hours; `klantkompas.toml` beside the tables names the currency, `README.txt`
    who made the data.

    Args:
        out: folder to write in, made when it is not there; an earlier example in it is replaced.

    Raises:
        UsageError: `out` is a file or a folder with other files.
    """
    make_room(out=out)
    invoices = packed_invoices()
    tables = {"transactions": _transactions(invoices), "customers": _customers(invoices)}
    for name, table in tables.items():
        pq.write_table(table, out / f"{name}.parquet", compression="zstd")
    (out / "klantkompas.toml").write_text(POUNDS, "utf-8")
    (out / "README.txt").write_text(attribution(), "utf-8")
    span = pc.min_max(invoices["date"]).as_py()
    rows = {name: len(table) for name, table in tables.items()}
    return ExampleSummary(
        out=out, format="parquet", rows=rows, first=span["min"], last=span["max"], truth=False, currency="GBP"
    )


def packed_invoices() -> pa.Table:
    """The packaged file: customer_id, date, amount, transaction_id, country; one row per customer and invoice."""
    with (files(__package__) / PACKED).open("rb") as file:
        return pq.read_table(file)


def attribution() -> str:
    """Who made the data, under which licence, and what we changed; it travels inside the data file."""
    return str(packed_invoices().schema.metadata[b"attribution"].decode())


def pack(*, invoices: pa.Table, attribution: str) -> pa.Table:
    """The packaged table from the public one.

    Args:
        invoices: customer_id (whole), date (moment), amount (pounds), invoice (text), country (text); other columns
            are dropped.
        attribution: kept in the metadata of the file.
    """
    columns: dict[str, Any] = {
        "customer_id": invoices["customer_id"].cast(pa.int64()).cast(pa.string()),
        "date": invoices["date"].cast(pa.date32(), safe=False),
        "amount": pc.round(invoices["amount"], ndigits=2).cast(MONEY),
        "transaction_id": invoices["invoice"],
        "country": invoices["country"],
    }
    table = pa.table(columns).sort_by([("customer_id", "ascending"), ("date", "ascending")])
    return table.replace_schema_metadata({"attribution": attribution})


def _transactions(invoices: pa.Table) -> pa.Table:
    columns = ["transaction_id", "customer_id", "date", "amount"]
    return invoices.select(columns).sort_by([("date", "ascending"), ("transaction_id", "ascending")])


def _customers(invoices: pa.Table) -> pa.Table:
    """One row a customer; the country is that of the newest invoice (a few firms moved)."""
    newest = invoices.sort_by([("customer_id", "ascending"), ("date", "ascending"), ("transaction_id", "ascending")])
    grouped = newest.group_by("customer_id", use_threads=False).aggregate([("country", "last")])
    return grouped.rename_columns(["customer_id", "country"])
