"""What generosity after a complaint costs and seems to bring: by hand, and why it cannot be said."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantkompas.estimators.proportion import difference, part
from klantkompas.insight.columns import SCHEMA as CUSTOMERS
from klantkompas.insight.generosity import generosity, rate_of
from klantkompas.insight.recovery import SCHEMA
from tests.ledger_files import ledger_of, sold

WHO = [f"k{n:02d}" for n in range(12)]


def rates(**states: tuple[int, int, str]) -> pa.Table:
    """State -> how many came back, of how many, and what was given on average."""
    rows = []
    for state, (had, cases, given) in states.items():
        found = part(had=had, cases=cases)
        row = dict.fromkeys(SCHEMA.names) | {"state": state, "cases": cases, "compensation": Decimal(given)}
        rows.append(row | {"again": found.share, "again_low": found.low, "again_high": found.high})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


OWN = rates(resolved=(12, 20, "10.00"), resolved_well=(18, 20, "50.00"))


def found(folder: Path, table: pa.Table | None, *, value: str | None = "1000", given: bool = True) -> Any:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"customer_id": one, "why": [], "lifetime_value": None if value is None else Decimal(value)} for one in WHO]
    rows.append({"customer_id": "calm", "why": [], "lifetime_value": Decimal(999_999)})  # never complained
    pq.write_table(pa.Table.from_pylist(rows, schema=CUSTOMERS), folder / "customers.parquet")
    told = [{"customer_id": one, "opened_on": date(2026, 1, 5)} for one in WHO]
    told = [row | {"compensation": Decimal(5)} for row in told] if given else told
    lines = [sold(one, "2025-12-01") for one in (*WHO, "calm")]
    with ledger_of(folder / "facts", transactions=lines, complaints=told) as ledger:
        return generosity(ledger, table, folder / "customers.parquet")


def test_by_hand(tmp_path: Path) -> None:
    told = found(tmp_path, OWN)
    assert (told["kept"], told["given"], told["value"]) == (0.3, Decimal("40.00"), Decimal("1000.00"))
    assert told["gain"] == Decimal("260.00")  # 0.3 x 1000 - 40
    low, high = difference(part(had=18, cases=20), part(had=12, cases=20))
    half = (high - low) / 2 * 1000
    assert float(told["low"]) == pytest.approx(260 - half, abs=0.01)
    assert float(told["high"]) == pytest.approx(260 + half, abs=0.01)
    assert (told["cases_well"], told["cases_solved"]) == (20, 20)


def test_a_customer_who_costs_money_is_nothing_to_keep(tmp_path: Path) -> None:
    assert found(tmp_path, OWN, value="-500")["gain"] == Decimal("-40.00")


@pytest.mark.parametrize(
    ("table", "more", "why"),
    [
        (None, {}, "few_cases"),
        (rates(resolved=(12, 20, "0"), resolved_well=(9, 9, "0")), {}, "few_cases"),
        (OWN, {"given": False}, "no_compensation"),
        (OWN, {"value": None}, "profit_unknown"),
    ],
)
def test_what_cannot_be_said_has_its_reason(tmp_path: Path, table: Any, more: dict[str, Any], why: str) -> None:
    assert found(tmp_path, table, **more) == why


def test_ten_cases_are_the_fewest() -> None:
    assert rate_of(rates(resolved=(5, 9, "0")), "resolved") is None
    enough = rate_of(rates(resolved=(5, 10, "2.50")), "resolved")
    assert enough is not None and (enough.part.share, enough.given) == (0.5, Decimal("2.50"))
