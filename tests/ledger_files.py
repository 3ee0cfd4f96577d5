"""Small ledgers for tests: rows written as a firm's files, opened, and read back by customer number."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from klantkompas.engine import rows_of
from klantkompas.ledger.book import Ledger, open_ledger
from klantkompas.ledger.findings import group_findings
from klantkompas.ledger.tables import table
from klantkompas.rules import ProfitRules, Rules

Rows = Sequence[Mapping[str, Any]]
KEYS = {"key": "customer_id", "referrer_key": "referrer_id", "parent_key": "parent_id"}
TYPES = {
    "id": pa.string(),
    "text": pa.string(),
    "choice": pa.string(),
    "date": pa.date32(),
    "money": pa.decimal128(18, 2),
    "hours": pa.decimal128(9, 2),
    "number": pa.decimal128(18, 4),
    "count": pa.int64(),
    "flag": pa.bool_(),
}


def columns_of(rows: Rows) -> list[str]:
    """Every name that some row has, in order of appearance."""
    return list(dict.fromkeys(name for row in rows for name in row))


def write_csv(path: Path, rows: Rows, columns: Iterable[str] | None = None) -> Path:
    """Rows as a Dutch export: semicolons, decimal commas, day-month-year."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(columns or columns_of(rows)), delimiter=";", restval="")
        out.writeheader()
        out.writerows([{name: _dutch(value) for name, value in row.items()} for row in rows])
    return path


def _dutch(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)


def write_typed(path: Path, rows: Rows, columns: Iterable[str] | None = None) -> Path:
    """Rows as typed Parquet, of the types of the contract."""
    fact_table = table(path.stem)
    schema = pa.schema([(name, TYPES[fact_table.column(name).kind]) for name in (columns or columns_of(rows))])
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=schema), path)
    return path


def ledger_of(
    folder: Path,
    *,
    margin: str | None = None,
    hourly_cost: str | None = None,
    rules: Rules | None = None,
    typed: bool = False,
    engine: str = "duckdb",
    today: date | None = None,
    **tables: Rows,
) -> Ledger:
    """A ledger of these rows; every finding must have its sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_typed(folder / f"{name}.parquet", rows) if typed else write_csv(folder / f"{name}.csv", rows)
    profit = ProfitRules(margin=_decimal(margin), hourly_cost=_decimal(hourly_cost))
    ledger = open_ledger(folder, rules=rules or Rules(profit=profit), engine=engine, today=today)
    say_aloud(ledger)
    return ledger


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def say_aloud(ledger: Ledger) -> None:
    """Put every finding into words, in both languages."""
    for group in group_findings(ledger.findings):
        for language in ("nl", "en"):
            assert all((group.what(language), group.first.why(language), group.first.advice(language)))  # type: ignore[arg-type]


def facts(ledger: Ledger, name: str = "transactions") -> list[dict[str, Any]]:
    """The rows of a fact table with the customer number in place of the key, in a fixed order."""
    numbers = {row["key"]: row["customer_id"] for row in rows_of(ledger.customers)}
    rows = []
    for row in rows_of(ledger.tables[name]):
        keys = {column: row.pop(key) for key, column in KEYS.items() if key in row}
        rows.append(row | {column: numbers.get(key) for column, key in keys.items()})
    return sorted(rows, key=str)


def kinds(ledger: Ledger) -> dict[str, int]:
    """How often each kind of finding was made."""
    found: dict[str, int] = {}
    for one in ledger.findings:
        found[one.kind] = found.get(one.kind, 0) + one.count
    return found


def sold(customer: str | None, day: str, amount: str | None = "100", **more: Any) -> dict[str, Any]:
    """A transaction line."""
    money = {} if amount is None else {"amount": Decimal(amount)}
    return {"customer_id": customer, "date": date.fromisoformat(day), **money, **more}


def worked(customer: str | None, day: str, hours: str = "1", **more: Any) -> dict[str, Any]:
    """An hour line."""
    return {"customer_id": customer, "date": date.fromisoformat(day), "hours": Decimal(hours), **more}
