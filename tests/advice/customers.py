"""A customer base made of a few written-down customers: what advice reads, without the machinery that makes it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from klantkompas.insight.base import CustomerBase
from klantkompas.insight.columns import COLUMNS, SCHEMA
from klantkompas.rules import Rules

AS_OF = date(2026, 10, 30)
LOYAL = {
    "name": "Bakkerij De Linde", "first_transaction": date(2022, 1, 3), "last_transaction": date(2026, 10, 20),
    "transactions": 60, "recency_days": 10, "usual_gap_days": 28.0, "overdue": 0.2, "orders_per_year": 13.0,
    "duration_days": 1761, "revenue_12m": "20000", "margin_12m": "6000", "hours_12m": "10", "service_cost_12m": "620",
    "profit_12m": "5380", "profit_previous_12m": "5000", "profit_total": "24000", "break_even_hours_12m": "96.77",
    "referral_value": "0", "p_active": 0.98, "expected_profit_12m": "5000", "expected_profit_12m_low": "3000",
    "expected_profit_12m_high": "7000", "lifetime_value": "16000", "lifetime_value_low": "9000",
    "lifetime_value_high": "23000", "share": 0.7, "share_low": 0.6, "share_high": 0.8, "share_evidence": "estimated",
    "type": "loyal", "phase": "established",
}  # fmt: skip
SLEEPER = LOYAL | {
    "last_transaction": date(2026, 1, 1), "recency_days": 302, "overdue": 0.999, "p_active": 0.05,
    "lifetime_value": "300", "lifetime_value_low": "-100", "lifetime_value_high": "900", "type": "dormant",
    "margin_12m": "500", "revenue_12m": "1600", "profit_12m": "400", "phase": "ended",
}  # fmt: skip
DEMANDING = LOYAL | {
    "revenue_12m": "3000", "margin_12m": "620", "hours_12m": "60", "service_cost_12m": "3720", "profit_12m": "-3100",
    "profit_previous_12m": "-2000", "break_even_hours_12m": "10", "expected_profit_12m": "-3000",
    "expected_profit_12m_low": "-3800", "expected_profit_12m_high": "-2200", "lifetime_value": "-9000",
    "lifetime_value_low": "-12000", "lifetime_value_high": "-6000", "type": "demanding",
}  # fmt: skip
SHARED = LOYAL | {"share": 0.4, "share_low": 0.3, "share_high": 0.5, "type": "shared"}
SUMMARY: dict[str, Any] = {
    "basis": {"hourly_cost": Decimal(62)},
    "new_customer_value": {"value": Decimal(5000)},
    "duration": {"mean_years": 6.0},
}


def made_base(
    folder: Path,
    customers: Mapping[str, Mapping[str, Any]] | Iterable[Mapping[str, Any]],
    *,
    rules: Rules | None = None,
    summary: Mapping[str, Any] = SUMMARY,
) -> CustomerBase:
    """These customers as a base; what is not named is null."""
    named = customers if isinstance(customers, Mapping) else {str(at): one for at, one in enumerate(customers)}
    rows = [_typed(number, one) for number, one in sorted(named.items())]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "customers.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
    return CustomerBase(
        as_of=AS_OF, rules=rules or Rules(), customers=path, customer_count=len(rows), summary=dict(summary)
    )


def _typed(number: str, given: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"customer_id": number, "why": []}
    for name, value in given.items():
        decimal = pa.types.is_decimal(COLUMNS[name])
        row[name] = Decimal(value).quantize(Decimal("0.01")) if decimal and value is not None else value
    return row
