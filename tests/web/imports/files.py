"""Files for the tests of importing, and the facts that came of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pyarrow as pa

from klantkompas.ledger.tables import NAMES
from klantkompas.web.customers import importing
from klantkompas.web.customers.models import Import
from klantkompas.web.customers.reading import arrow
from klantkompas.web.staff.models import User

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SALES = """factuurnummer;klantnummer;datum;bedrag
F1;K1;02-01-2026;100,00
F1;K1;02-01-2026;50,00
F2;K2;03-02-2026;19,95
F3;K1;04-03-2026;-10,00
"""
CUSTOMERS = """klantnummer;naam;plaats
K1;Bakkerij De Linde;Ede
K3;Slagerij Smit;Wageningen
"""


def received(actor: User, **files: str | bytes) -> Import:
    """Files by name, without what comes after the point: csv."""
    given = {
        f"{name}.csv" if isinstance(text, str) else name.replace("_", "."): BytesIO(
            text.encode() if isinstance(text, str) else text
        )
        for name, text in files.items()
    }
    return importing.receive(actor=actor, files=given, at=NOW)


def planned(actor: User, **files: str | bytes) -> Import:
    imported = received(actor, **files)
    importing.plan_now(imported)
    return imported


def laid_in(actor: User, **files: str | bytes) -> Import:
    imported = planned(actor, **files)
    importing.lay_in_now(imported)
    return imported


def counts(imported: Import) -> dict[str, tuple[int, int, int, int]]:
    """Per table: created, changed, same, refused."""
    return {table: (own["create"], own["change"], own["same"], own["refuse"]) for table, own in imported.counts.items()}


def facts() -> Mapping[str, list[dict[str, Any]]]:
    """Every line of every fact table, as it is stored."""
    return {table: rows for table in NAMES if (rows := rows_of(table))}


def rows_of(table: str) -> list[dict[str, Any]]:
    return [row for batch in arrow(table) for row in batch.to_pylist()]


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows)
