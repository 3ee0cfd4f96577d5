"""The five lenses on customers small enough to count: whale curve, deciles, change, spread."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.engine import DuckEngine, Frame
from klantkompas.insight.audit import BINS, change, deciles, spread, whale_curve

few = settings(max_examples=40, derandomize=True, deadline=None)
NAMES = ("revenue_12m", "margin_12m", "hours_12m", "profit_12m", "profit_previous_12m", "revenue_previous_12m")
PROFITS = st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with DuckEngine(workspace=tmp_path_factory.mktemp("engine")) as running:
        yield running


def facts(engine: DuckEngine, rows: list[dict[str, Any]]) -> Frame:
    """Customers with these figures in cents; what is not named is null."""
    whole = {name: pa.int64() for name in NAMES} | dict.fromkeys(
        ("first_day", "orders_12m", "orders_previous_12m"), pa.int64()
    )
    schema = pa.schema([("key", pa.int64()), *whole.items()])
    made = [dict.fromkeys(whole) | {"key": at} | row for at, row in enumerate(rows)]
    return engine.load("facts", [pa.RecordBatch.from_pylist(made, schema=schema)], schema)


@few
@given(profits=PROFITS)
def test_the_whale_curve_rises_then_falls_and_ends_at_the_total(profits: list[int], engine: DuckEngine) -> None:
    curve = whale_curve(facts(engine, [{"profit_12m": one} for one in profits]), "profit").to_pydict()
    total = Decimal(sum(profits)).scaleb(-2)
    assert curve["cumulative_profit"][-1] == total
    assert curve["customers_share"][-1] == 1
    assert curve["rank"][-1] == len(profits)
    assert max(curve["cumulative_profit"]) >= total
    assert curve["profit_share"][-1] == (1.0 if total > 0 else None)
    steps = [b - a for a, b in zip(curve["cumulative_profit"], curve["cumulative_profit"][1:], strict=False)]
    assert steps == sorted(steps, reverse=True)


def test_a_large_whale_curve_has_a_thousand_points_with_the_last(engine: DuckEngine) -> None:
    curve = whale_curve(facts(engine, [{"profit_12m": one} for one in range(2500)]), "profit")
    assert curve.num_rows == 1000
    assert curve["rank"].to_pylist()[::999] == [1, 2500]


def test_customers_whose_profit_is_unknown_are_not_on_the_curve(engine: DuckEngine) -> None:
    curve = whale_curve(facts(engine, [{"profit_12m": 100}, {"profit_12m": None}]), "profit")
    assert curve.num_rows == 1
    assert whale_curve(facts(engine, [{"profit_12m": None}]), "profit").num_rows == 0


@few
@given(profits=PROFITS)
def test_deciles_hold_everyone_once_in_order(profits: list[int], engine: DuckEngine) -> None:
    rows = [{"profit_12m": one, "revenue_12m": one * 2, "margin_12m": one, "hours_12m": 1} for one in profits]
    found = deciles(facts(engine, rows), "profit").to_pylist()
    assert sum(row["customers"] for row in found) == len(profits)
    for name, times in (("profit_12m", 1), ("revenue_12m", 2)):
        assert sum(row[name] for row in found) == Decimal(sum(profits) * times).scaleb(-2)
    assert sum(row["hours_12m"] for row in found) == Decimal(len(profits)).scaleb(-2)
    edges = [edge for row in found for edge in (row["highest"], row["lowest"])]
    assert edges == sorted(edges, reverse=True)
    assert all(1 <= row["decile"] <= 10 for row in found)
    if len(set(profits)) == len(profits) and len(profits) % 10 == 0:
        assert {row["customers"] for row in found} == {len(profits) // 10}


def test_a_group_with_an_unknown_has_no_sum_of_it(engine: DuckEngine) -> None:
    rows = [{"margin_12m": 100 - at, "profit_12m": None if at < 5 else at, "hours_12m": None} for at in range(20)]
    found = deciles(facts(engine, rows), "margin").to_pylist()
    assert [row["profit_12m"] is None for row in found] == [True, True, True, *[False] * 7]
    assert {row["hours_12m"] for row in found} == {None}


BOX = st.fixed_dictionaries(
    {
        "profit_12m": st.none() | st.integers(-1000, 1000),
        "profit_previous_12m": st.none() | st.integers(-1000, 1000),
        "orders_12m": st.none() | st.integers(0, 2),
        "orders_previous_12m": st.none() | st.integers(0, 2),
        "first_day": st.none() | st.integers(0, 20),
    }
)


@few
@given(rows=st.lists(BOX, max_size=40))
def test_every_customer_is_in_one_box_and_the_changes_add_up(rows: list[dict[str, Any]], engine: DuckEngine) -> None:
    found = change(facts(engine, rows), "profit", 10).to_pylist()
    known = [row for row in rows if row["profit_12m"] is not None and row["profit_previous_12m"] is not None]
    now, before = (sum(row[name] for row in known) for name in ("profit_12m", "profit_previous_12m"))
    assert sum(row["customers"] for row in found) == len(known)
    assert sum((row["change"] for row in found), Decimal(0)) == Decimal(now - before).scaleb(-2)
    assert sum((row["now"] for row in found), Decimal(0)) == Decimal(now).scaleb(-2)


@pytest.mark.parametrize(
    ("first_day", "orders", "before", "now", "previous", "box"),
    [
        (11, 1, 0, 5, 0, "new"),
        (10, 1, 0, 5, 0, "returned"),
        (3, 1, 0, 5, 0, "returned"),
        (3, 0, 2, 0, 5, "left"),
        (3, 1, 1, 6, 5, "grown"),
        (3, 1, 1, 4, 5, "shrunk"),
        (3, 1, 1, 5, 5, "same"),
        (3, 0, 0, -2, 0, "silent"),
        (None, None, None, -2, 0, "silent"),
    ],
)
def test_a_customer_is_in_the_box_that_tells_what_he_did(
    first_day: int | None, orders: int | None, before: int | None, now: int, previous: int, box: str, engine: DuckEngine
) -> None:
    row = {
        "first_day": first_day,
        "orders_12m": orders,
        "orders_previous_12m": before,
        "profit_12m": now,
        "profit_previous_12m": previous,
    }
    assert change(facts(engine, [row]), "profit", 10)["box"].to_pylist() == [box]


def test_the_spread_holds_everyone_whose_figure_is_known(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from klantkompas.insight.columns import SCHEMA, finished

    gaps = pa.array([*range(1, 100), None], pa.float64())
    same = pa.array([7] * 100, pa.int64())
    block = finished({"usual_gap_days": gaps, "duration_days": same}, {}, 100)
    pq.write_table(pa.Table.from_batches([block], SCHEMA), tmp_path / "customers.parquet")
    found = spread(tmp_path / "customers.parquet").to_pylist()
    by = {
        name: [row["customers"] for row in found if row["measure"] == name]
        for name in ("usual_gap_days", "duration_days")
    }
    assert (len(by["usual_gap_days"]), sum(by["usual_gap_days"])) == (BINS, 99)
    assert by["duration_days"] == [100]
    assert not [row for row in found if row["measure"] == "profit_12m"]
