"""What customers are worth: against the truth of the example firm, and at the edges where there is little to say."""

import math
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from klantkompas.insight.base import CustomerBase, analyse
from klantkompas.ledger.book import open_ledger
from klantkompas.ledger.example_firm import write_example
from tests.insight.bases import AS_OF, analysed, monthly_hours
from tests.ledger_files import sold

VALUES = ("expected_profit_12m", "lifetime_value")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The example firm of 1,200 customers: its figures beside its truth, a row a customer with an order."""
    folder = tmp_path_factory.mktemp("example")
    write_example(out=folder, customers=1_200, seed=3)
    with open_ledger(folder) as ledger:
        base = analyse(ledger)
        found = pq.read_table(base.customers)
        lines = pq.read_table(base.bridge)
    truth = pq.read_table(folder / "truth" / "customers.parquet").filter(
        pq.read_table(folder / "truth" / "customers.parquet")["duplicate_of"].is_null()
    )
    plain = found.drop_columns(["why"]).join(truth.drop_columns(["type", "share"]), "customer_id", join_type="inner")
    known = plain.filter(plain["lifetime_value"].is_valid())
    columns = {
        name: known[name].to_numpy(zero_copy_only=False).astype(float)
        for name in ("p_active", "alive", "expected_transactions_12m", "future_orders", "future_margin", "future_hours")
    }
    for name in VALUES:
        for end in ("", "_low", "_high"):
            columns[name + end] = np.array([float(one) for one in known[name + end].to_pylist()])
    return columns | {"base": base, "found": found, "lines": lines}


def test_the_chance_to_be_active_tells_the_living_from_the_gone(example: dict[str, Any]) -> None:
    alive, chance = example["alive"] == 1, example["p_active"]
    pairs = np.sign(chance[alive][:, None] - chance[~alive][None, :])
    assert (pairs.mean() + 1) / 2 > 0.95
    assert abs(chance.mean() - alive.mean()) < 0.12


def test_orders_and_profit_of_the_next_year_come_out_within_a_tenth(example: dict[str, Any]) -> None:
    actual = example["future_margin"] - 62 * example["future_hours"]
    assert example["expected_transactions_12m"].sum() == pytest.approx(example["future_orders"].sum(), rel=0.10)
    assert example["expected_profit_12m"].sum() == pytest.approx(actual.sum(), rel=0.10)


def test_nine_in_ten_ranges_hold_the_profit_that_came(example: dict[str, Any]) -> None:
    actual = example["future_margin"] - 62 * example["future_hours"]
    inside = (actual >= example["expected_profit_12m_low"] - 0.01) & (
        actual <= example["expected_profit_12m_high"] + 0.01
    )
    assert 0.85 <= inside.mean() <= 0.95
    order = np.argsort(example["expected_profit_12m"])
    assert all(0.75 <= inside[part].mean() <= 0.99 for part in np.array_split(order, 5))


def test_customer_equity_is_the_sum_of_its_customers_to_the_cent(example: dict[str, Any]) -> None:
    summary, values = example["base"].summary, example["found"]["lifetime_value"].drop_null().to_pylist()
    assert summary["customer_equity"]["value"] == sum(values)
    assert summary["customers_valued"] == len(values)
    assert summary["customer_equity"]["low"] < summary["customer_equity"]["value"] < summary["customer_equity"]["high"]
    low = sum(float(one) for one in example["found"]["lifetime_value_low"].drop_null().to_pylist())
    assert float(summary["customer_equity"]["low"]) > low  # chance of each averages out


def test_the_bridge_adds_up_to_the_cent_and_every_customer_is_in_one_box(example: dict[str, Any]) -> None:
    bridge, lines = example["base"].summary["equity_bridge"], example["lines"].to_pylist()
    moved = bridge["opening"] + bridge["won"] + bridge["grown"] - bridge["shrunk"] - bridge["lost"]
    assert moved == bridge["closing"] == example["base"].summary["customer_equity"]["value"]
    assert len({row["customer_id"] for row in lines}) == len(lines) == example["base"].summary["customers_valued"]
    for box, sign in (("won", 1), ("grown", 1), ("shrunk", -1), ("lost", -1)):
        assert bridge[box] == sign * sum(row["change"] for row in lines if row["box"] == box)
    assert sum(row["opening"] for row in lines) == bridge["opening"]
    first = {row["customer_id"]: row["first_transaction"] for row in example["found"].to_pylist()}
    year_ago = example["base"].as_of - timedelta(days=365)
    assert {row["box"] == "won" for row in lines if first[row["customer_id"]] > year_ago} == {True}


def test_a_new_customer_and_one_more_year_are_worth_something_sensible(example: dict[str, Any]) -> None:
    """A relation of five years at most, discounted: between one and five times what a year brings."""
    summary = example["base"].summary
    year, new = summary["extra_year_value"], summary["new_customer_value"]
    assert year < new["value"] < 5 * year
    assert new["low"] < new["value"] < new["high"]
    future = summary["future_customers"]
    assert future["low"] < future["value"] < future["high"]


DAY = AS_OF


def ordering(customer: str, *days_ago: int, cost: str = "60") -> list[dict[str, Any]]:
    return [sold(customer, f"{DAY - timedelta(days=one)}", "100", cost=Decimal(cost)) for one in days_ago]


def every(customers: int, gap: int, cost: str = "60") -> list[dict[str, Any]]:
    return [
        line
        for one in range(customers)
        for line in ordering(f"c{one}", *range(5 + 7 * one % gap, 900 - 13 * one, gap + one), cost=cost)
    ]


ODD = {
    "thirty customers": every(30, 60),
    "one customer": ordering("c0", 10, 70, 140, 200, 420),
    "one order": ordering("c0", 200),
    "one order today": ordering("c0", 0),
    "everybody once": [line for one in range(40) for line in ordering(f"c{one}", 17 * one)],
    "daily for ten years": ordering("c0", *range(3_650)),
    "every margin negative": every(12, 45, cost="130"),
    "everything free": [
        sold(f"c{one % 5}", f"{DAY - timedelta(days=9 * one)}", "0", cost=Decimal(0)) for one in range(60)
    ],
    "all on one day": [line for one in range(20) for line in ordering(f"c{one}", 300)],
}


@pytest.mark.parametrize("lines", ODD.values(), ids=ODD.keys())
def test_an_odd_firm_gets_figures_with_ranges_or_reasons(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    hours = monthly_hours((2023, 1), (2025, 12), customer="c0")
    found, base = analysed(tmp_path, transactions=lines, time_entries=hours)
    for row in found.values():
        for name in VALUES:
            ends = [row[f"{name}_low"], row[name], row[f"{name}_high"]]
            if None in ends:
                assert ends == [None] * 3 and row["why"][name]
            else:
                assert all(math.isfinite(one) for one in ends) and ends == sorted(ends)
        assert 0 <= row["p_active"] <= 1
        assert math.isfinite(row["expected_transactions_12m"])
    _no_hole(base.summary, base)


def _no_hole(value: Any, base: CustomerBase) -> None:
    if isinstance(value, dict):
        for one in value.values():
            _no_hole(one, base)
    elif isinstance(value, float | Decimal):
        assert math.isfinite(value)


def test_few_customers_have_wide_ranges_and_a_loss_stays_a_loss(tmp_path: Path) -> None:
    hours = monthly_hours((2023, 1), (2025, 12), customer="c0")
    found, base = analysed(tmp_path, transactions=ODD["every margin negative"], time_entries=hours)
    assert all(row["lifetime_value"] < 0 for row in found.values())
    equity = base.summary["customer_equity"]
    assert equity["value"] < 0
    assert equity["high"] - equity["low"] > abs(equity["value"]) / 4


def test_without_hours_value_is_unknown_and_orders_to_come_are_not(tmp_path: Path) -> None:
    found, base = analysed(tmp_path, transactions=ODD["thirty customers"])
    for row in found.values():
        assert row["p_active"] is not None and row["expected_transactions_12m"] is not None
        assert {row["why"][name] for name in VALUES} == {"no_hours"}
    assert base.summary["customer_equity"]["value"] is None
    assert base.summary["why"]["customer_equity"] == "no_hours"
    assert base.summary["active_expected"] is not None


def test_who_has_been_declared_ended_is_worth_nothing_any_more(tmp_path: Path) -> None:
    hours = monthly_hours((2023, 1), (2025, 12), customer="c0")
    ended = [{"customer_id": "c1", "ended_on": date(2025, 12, 1)}]
    found, _ = analysed(tmp_path, transactions=ODD["thirty customers"], time_entries=hours, customers=ended)
    assert (found["c1"]["p_active"], found["c1"]["expected_transactions_12m"]) == (0, 0)
    assert found["c1"]["lifetime_value"] == found["c1"]["lifetime_value_high"] == 0
    assert found["c2"]["p_active"] > 0.5
