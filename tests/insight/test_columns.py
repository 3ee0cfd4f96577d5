"""A row of ``customers.parquet``: every column in its place, and a reason with every null and with nothing else."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.insight.columns import COLUMNS, NOT_ESTIMATED, SCHEMA, finished

few = settings(max_examples=40, derandomize=True, deadline=None)
CENTS = st.none() | st.integers(-(10**15), 10**15)
WHOLE = st.none() | st.integers(0, 40_000)
REASON = st.sampled_from(["no_orders", "no_hours", None])


@few
@given(rows=st.lists(st.tuples(CENTS, WHOLE, WHOLE, REASON), max_size=12))
def test_every_null_has_its_reason_and_nothing_else_has_one(rows: list[tuple[Any, ...]]) -> None:
    profit, orders, day, reason = (list(one) for one in zip(*rows, strict=True)) if rows else ([], [], [], [])
    columns = {
        "customer_id": pa.array([f"K{at}" for at in range(len(rows))], pa.string()),
        "profit_12m": pa.array(profit, pa.int64()),
        "transactions": pa.array(orders, pa.int32()),
        "first_transaction": pa.array(day, pa.int32()),
    }
    reasons = {"profit_12m": pa.array(reason, pa.string()), "transactions": "no_orders"}
    done = finished(columns, reasons, len(rows))
    assert done.schema == SCHEMA
    for at, row in enumerate(done.to_pylist()):
        why = dict(row["why"])
        assert set(why) == {name for name in COLUMNS if row[name] is None}
        assert row["profit_12m"] == (None if profit[at] is None else Decimal(profit[at]).scaleb(-2))
        assert row["first_transaction"] == (None if day[at] is None else date.fromordinal(719_163 + day[at]))
        assert why.get("profit_12m") == (None if profit[at] is not None else reason[at] or NOT_ESTIMATED)
        assert why.get("transactions") == (None if orders[at] is not None else "no_orders")
        assert why["lifetime_value"] == NOT_ESTIMATED


def test_a_slice_of_a_block_keeps_its_own_values() -> None:
    cents = pa.array([1, 2, None, 345], pa.int64()).slice(2)
    done = finished({"revenue_12m": cents}, {}, 2)
    assert done.column("revenue_12m").to_pylist() == [None, Decimal("3.45")]
