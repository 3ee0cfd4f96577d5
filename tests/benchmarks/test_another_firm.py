"""The firms of another maker keep to the contract of the tables and to the definitions of the types."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from benchmarks.another_firm import KINDS, Kind, write
from klantkompas.ledger.tables import table


def _columns(path: Path) -> dict[str, np.ndarray]:
    read = pq.read_table(path)
    return {name: read[name].to_numpy() for name in read.column_names}


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_is_of_the_contract_and_every_type_occurs(tmp_path: Path, kind: Kind) -> None:
    write(tmp_path, seed=8, customers=400, kind=kind)
    for path in tmp_path.glob("*.parquet"):
        names = pq.read_schema(path).names
        known = [column.name for column in table(path.stem).columns]
        assert set(names) <= set(known)
        assert set(table(path.stem).required) <= set(names)
    _, counts = np.unique(_columns(tmp_path / "truth" / "truth.parquet")["type"], return_counts=True)
    assert counts.size == 4
    assert counts.min() >= 0.05 * 400


def test_the_true_type_follows_from_the_definitions(tmp_path: Path) -> None:
    write(tmp_path, seed=8, customers=400, kind="wholesale")
    truth = _columns(tmp_path / "truth" / "truth.parquet")
    for kind, alive, share, hours, profit in zip(
        *(truth[one] for one in ("type", "alive", "share", "hours", "profit"))
    ):
        if hours >= 8 and profit <= 0:
            assert kind == "demanding"
        elif not alive:
            assert kind == "dormant"
        else:
            assert kind == ("shared" if share < 0.60 else "loyal")


def test_who_is_not_active_buys_nothing_at_the_end_and_the_same_seed_gives_the_same_facts(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(tmp_path / folder, seed=8, customers=200, kind="supplies")
    lines = pq.read_table(tmp_path / "one" / "transactions.parquet")
    assert lines.equals(pq.read_table(tmp_path / "two" / "transactions.parquet"))
    truth = pq.read_table(tmp_path / "one" / "truth" / "truth.parquet").to_pylist()
    silent = {row["customer_id"] for row in truth if not row["alive"]}
    last = [row for row in lines.to_pylist() if row["date"].year == 2025 and row["date"].month == 12]
    assert last
    assert not [row for row in last if row["customer_id"] in silent and row["amount"] > 0]
