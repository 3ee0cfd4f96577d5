"""What the tests of insight share: analyse a small ledger and look a customer up."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from klantkompas.insight.base import CustomerBase, analyse
from klantkompas.insight.columns import COLUMNS
from tests.ledger_files import ledger_of, worked

AS_OF = date(2025, 12, 31)


def rows(base: CustomerBase) -> dict[str, dict[str, Any]]:
    """The customers by number, ``why`` as a dictionary; every null must have its reason, and nothing else one."""
    found = {}
    for row in pq.read_table(base.customers).to_pylist():
        row["why"] = dict(row["why"])
        assert set(row["why"]) == {name for name in COLUMNS if row[name] is None}
        found[row["customer_id"]] = row
    return found


def analysed(
    folder: Path, *, as_of: date | None = AS_OF, **given: Any
) -> tuple[dict[str, dict[str, Any]], CustomerBase]:
    """A small ledger, analysed: the customers by number, and the base (its small tables are in memory)."""
    with ledger_of(folder, **given) as ledger:
        base = analyse(ledger, as_of=as_of)
        return rows(base), base


def monthly_hours(first: tuple[int, int], last: tuple[int, int], customer: str = "own") -> list[dict[str, Any]]:
    """An hour on the 15th of every month: hours written without a pause."""
    months = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [worked(customer, f"{month // 12}-{month % 12 + 1:02d}-15", hourly_cost=Decimal(60)) for month in months]


def money(*amounts: str | None) -> list[Decimal | None]:
    return [None if one is None else Decimal(one) for one in amounts]
