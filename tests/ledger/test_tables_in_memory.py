"""Tables that are in memory already are read like files."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import klantkompas as kk

ROWS = {
    "klantnummer": ["a", "a", "b"],
    "datum": [date(2025, 1, 1), date(2025, 3, 1), date(2025, 2, 1)],
    "bedrag": [10.5, 20.25, 3.1],
}


@pytest.mark.parametrize("frame", [pa.table, pl.DataFrame, pl.LazyFrame], ids=["arrow", "polars", "lazy polars"])
@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_a_frame_of_any_kind_is_a_fact_table(frame: Callable[[dict[str, list[Any]]], Any], engine: str) -> None:
    with kk.open_ledger({"transactions": frame(ROWS)}, engine=engine) as ledger:
        summary = kk.analyse(ledger).summary
    assert (summary["revenue_total"], summary["customers"], summary["transactions"]) == (Decimal("33.85"), 2, 3)
    assert summary["as_of"] == date(2025, 3, 1)


def test_the_workspace_is_gone_when_the_ledger_is_closed() -> None:
    with kk.open_ledger({"transactions": pa.table(ROWS)}) as ledger:
        workspace = ledger.engine.workspace
        assert workspace.is_dir()
    assert not workspace.exists()
