"""The seam to the engines: the same calls, the same rows, on each of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa
import pytest

from klantkompas import engine as engines
from klantkompas.engine import Engine, collect, distinct, open_engine, passes, rows_of, store_in_passes
from klantkompas.errors import FactsError, UsageError

SCHEMA = pa.schema([("key", pa.int64()), ("name", pa.string())])
ROWS = [{"key": at % 5, "name": f"n{at % 7}"} for at in range(100)]


def batches(rows: list[dict[str, Any]] = ROWS) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), 30):
        yield pa.RecordBatch.from_pylist(rows[start : start + 30], schema=SCHEMA)


@pytest.fixture(params=["duckdb", "polars"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    running = open_engine(request.param, workspace=tmp_path)
    yield running
    running.close()


def in_order(frame: Any) -> list[dict[str, Any]]:
    return sorted(rows_of(frame), key=str)


def test_what_is_loaded_stored_and_appended_is_there(engine: Engine) -> None:
    loaded = engine.load("loaded", batches(), SCHEMA)
    assert in_order(loaded) == sorted(ROWS, key=str)
    stored = engine.store("stored", loaded.filter(nw.col("key") == 1))
    both = engine.append("stored", loaded.filter(nw.col("key") == 2))
    again = engine.store("again", engine.load("none", iter(()), SCHEMA))
    assert rows_of(again) == []
    assert len(rows_of(stored.filter(nw.col("key") == 1))) == 20
    assert sorted(row["key"] for row in rows_of(both)) == [1] * 20 + [2] * 20


def test_parts_that_are_stored_in_passes_are_one_table(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ROWS_A_PASS", 30)
    loaded = engine.load("loaded", batches(), SCHEMA)
    parts = list(passes(loaded, rows=100, key="key"))
    assert len(parts) == 4
    together = store_in_passes(engine, "together", parts)
    assert in_order(together) == in_order(loaded)
    keys = [{row["key"] for row in rows_of(part)} for part in parts]
    assert sum(map(len, keys)) == len(set().union(*keys))


def test_a_small_table_is_one_pass(engine: Engine) -> None:
    loaded = engine.load("loaded", batches(), SCHEMA)
    assert len(list(passes(loaded, rows=100, key="key"))) == 1


def test_numbers_are_dense_from_one(engine: Engine) -> None:
    numbered = engine.number("numbered", distinct(engine.load("loaded", batches(), SCHEMA), "name"), "place")
    rows = rows_of(numbered)
    assert sorted(row["place"] for row in rows) == list(range(1, 8))
    assert {row["name"] for row in rows} == {f"n{at}" for at in range(7)}


def test_distinct_rows_are_there_once_nulls_too(engine: Engine) -> None:
    rows = [*ROWS, {"key": None, "name": None}, {"key": None, "name": None}]
    found = rows_of(distinct(engine.load("loaded", batches(rows), SCHEMA), "key"))
    assert sorted(str(row["key"]) for row in found) == ["0", "1", "2", "3", "4", "None"]


def test_blocks_are_all_rows_in_the_order_of_the_frame(engine: Engine) -> None:
    loaded = engine.load("loaded", batches(), SCHEMA).sort("key", "name")
    rows = [row for block in engine.blocks(loaded) for row in block.to_pylist()]
    assert rows == sorted(ROWS, key=lambda row: (row["key"], row["name"]))


def test_a_sum_of_whole_numbers_is_a_whole_number_and_nulls_are_no_lines(engine: Engine) -> None:
    schema = pa.schema([("cents", pa.int64())])
    large = pa.RecordBatch.from_pydict({"cents": [4 * 10**18, 4 * 10**18, None]}, schema)
    frame = engine.load("large", [large], schema)
    table = collect(frame.select(nw.col("cents").sum(), nw.col("cents").count().alias("n")))
    assert table.to_pylist() == [{"cents": 8 * 10**18, "n": 2}]


def test_what_goes_wrong_while_reading_is_told_in_its_own_words(engine: Engine) -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        yield from batches()
        raise FactsError(code="file_damaged", message="the file is damaged")

    with pytest.raises(FactsError, match="the file is damaged"):
        engine.load("failing", failing(), SCHEMA)


def test_closing_leaves_nothing_behind(tmp_path: Path) -> None:
    for name in ("duckdb", "polars"):
        running = open_engine(name, workspace=tmp_path)
        running.load("loaded", batches(), SCHEMA)
        assert running.workspace.is_dir()
        running.close()
        assert not running.workspace.exists()
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_nobody_knows_is_wrong_use() -> None:
    with pytest.raises(UsageError) as caught:
        open_engine("abacus")
    assert caught.value.code == "engine_unknown"
