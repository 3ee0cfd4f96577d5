"""Recency, regularity and duration, on rhythms that can be counted on a calendar."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from klantkompas.insight.windows import half_up, months_before, windows
from tests.insight.bases import AS_OF, analysed
from tests.ledger_files import sold

START = date(2025, 1, 1)


def every(customer: str, days: int, times: int, first: date = START) -> list[dict[str, Any]]:
    return [sold(customer, f"{first + timedelta(days=days * at)}") for at in range(times)]


@pytest.mark.parametrize(
    ("as_of", "months", "day"),
    [
        (date(2025, 12, 31), 12, date(2024, 12, 31)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2025, 2, 28), 12, date(2024, 2, 28)),
        (date(2024, 2, 29), 48, date(2020, 2, 29)),
        (date(2025, 1, 31), 11, date(2024, 2, 29)),
        (date(2025, 3, 31), 0, date(2025, 3, 31)),
    ],
)
def test_a_year_is_twelve_calendar_months(as_of: date, months: int, day: date) -> None:
    assert months_before(as_of, months) == day


def test_the_windows_follow_on_each_other() -> None:
    now, previous, total = windows(date(2024, 2, 29))
    assert (now.after, previous.until) == (previous.until, now.after)
    assert total.until == now.until and total.after is None
    assert now.until - (now.after or 0) == 366  # 01-03-2023 .. 29-02-2024


@pytest.mark.parametrize(
    ("value", "by", "expected"), [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (-4, 10, 0), (15, 10, 2), (0, 3, 0)]
)
@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_halves_go_away_from_zero(value: int, by: int, expected: int, engine: str) -> None:
    import narwhals.stable.v2 as nw
    import pyarrow as pa

    from klantkompas.engine import open_engine, rows_of

    running = open_engine(engine)
    batch = pa.RecordBatch.from_pydict({"value": pa.array([value], pa.int64())})
    frame = running.load("one", [batch], batch.schema)
    assert rows_of(frame.select(rounded=half_up(nw.col("value"), by))) == [{"rounded": expected}]
    running.close()


def test_the_edges_of_the_year_are_its_first_and_last_day(tmp_path: Path) -> None:
    days = {"2024-12-31": "1", "2025-01-01": "2", "2025-12-31": "4", "2026-01-01": "8"}
    found, _ = analysed(tmp_path, transactions=[sold("A", day, amount) for day, amount in days.items()])
    assert found["A"]["revenue_12m"] == 6
    assert found["A"]["transactions"] == 3


@pytest.mark.parametrize(
    ("gaps", "median"),
    [([10, 20], 15.0), ([10, 20, 400], 20.0), ([1, 2, 3, 5], 2.5), ([10], None), ([], None)],
)
def test_the_usual_gap_is_the_median_from_three_orders_on(
    gaps: list[int], median: float | None, tmp_path: Path
) -> None:
    days = [START + timedelta(days=sum(gaps[:at])) for at in range(len(gaps) + 1)]
    found, _ = analysed(tmp_path, as_of=date(2026, 6, 30), transactions=[sold("A", f"{day}") for day in days])
    silent = (date(2026, 6, 30) - days[-1]).days
    assert found["A"]["usual_gap_days"] == median
    assert found["A"]["recency_ratio"] == (None if median is None else silent / median)
    assert found["A"]["recency_days"] == silent


def test_a_day_is_an_order_when_any_of_its_lines_is_no_credit(tmp_path: Path) -> None:
    lines = [
        sold("A", "2025-01-01", "-500"),
        sold("A", "2025-01-01", "10"),  # an order, though the day's total is negative
        sold("A", "2025-01-02", "0"),  # free of charge is an order
        sold("A", "2025-01-03", "-10"),
    ]
    found, base = analysed(tmp_path, transactions=lines)
    assert found["A"]["transactions"] == 2
    assert found["A"]["last_transaction"] == date(2025, 1, 2)
    assert base.summary["transactions"] == 2


CUSTOMERS = [
    {"customer_id": "sooner", "acquired_on": date(2020, 1, 1), "ended_on": None},
    {"customer_id": "later", "acquired_on": date(2025, 5, 1), "ended_on": None},
    {"customer_id": "ended", "acquired_on": None, "ended_on": date(2025, 7, 1)},
    {"customer_id": "to_end", "acquired_on": None, "ended_on": date(2026, 7, 1)},
    {"customer_id": "waiting", "acquired_on": date(2025, 12, 1), "ended_on": None},
    {"customer_id": "to_come", "acquired_on": date(2026, 2, 1), "ended_on": None},
    {"customer_id": "unknown", "acquired_on": None, "ended_on": None},
]


def test_the_relation_lasts_from_the_first_sign_to_the_end_or_to_now(tmp_path: Path) -> None:
    begun = date(2025, 4, 15)
    old = [sold("oldest", "2018-01-01")]
    lines = [sold(one, f"{begun}") for one in ("sooner", "later", "ended", "to_end")]
    found, _ = analysed(tmp_path, transactions=[*old, *lines], customers=CUSTOMERS)
    assert {one: found[one]["duration_days"] for one in found} == {
        "oldest": (AS_OF - date(2018, 1, 1)).days,
        "sooner": (AS_OF - date(2020, 1, 1)).days,
        "later": (AS_OF - begun).days,
        "ended": (date(2025, 7, 1) - begun).days,
        "to_end": (AS_OF - begun).days,
        "waiting": 30,
        "to_come": None,
        "unknown": None,
    }
    assert {one for one in found if found[one]["since_before"]} == {"oldest"}
    assert found["to_come"]["since_before"] is None


def test_who_ordered_when_the_facts_begin_may_have_begun_before(tmp_path: Path) -> None:
    lines = [
        sold("first", "2024-01-01"),
        sold("soon", "2024-04-01"),
        sold("new", "2024-04-02"),
        sold("known", "2024-01-02"),
    ]
    customers = [{"customer_id": "known", "acquired_on": date(2024, 1, 2)}]
    found, _ = analysed(tmp_path, transactions=lines, customers=customers)
    assert {one: row["since_before"] for one, row in found.items()} == {
        "first": True,
        "soon": True,
        "new": False,
        "known": False,
    }


def test_who_is_later_than_his_own_rhythm_is_overdue_and_who_is_not_is_not(tmp_path: Path) -> None:
    lines = [
        *every("late", 10, 20),
        *every("in_time", 10, 37),
        *every("slow", 100, 4),
        *every("irregular", 7, 3),
        *(sold(f"other{at}", f"{START + timedelta(days=13 * at)}") for at in range(20)),
    ]
    found, _ = analysed(tmp_path, transactions=lines)
    assert found["late"]["recency_days"] == 174
    assert found["late"]["overdue"] > 0.95 > 0.6 > found["in_time"]["overdue"]
    assert found["late"]["orders_per_year"] > found["slow"]["orders_per_year"]
    assert found["late"]["regularity"] > 1.5
    assert all(0 <= row["overdue"] <= 1 for row in found.values())


def test_a_monthly_invoice_has_no_rhythm_of_the_customer(tmp_path: Path) -> None:
    lines = [sold("monthly", f"2025-{month:02d}-01") for month in range(1, 13)] + every("weekly", 7, 50)
    found, _ = analysed(tmp_path, transactions=lines)
    assert found["monthly"]["overdue"] is None
    assert found["monthly"]["why"]["overdue"] == "invoicing_rhythm"
    assert found["weekly"]["overdue"] is not None


def test_one_customer_and_nobody_at_all_are_firms_too(tmp_path: Path) -> None:
    found, base = analysed(tmp_path / "one", transactions=[sold("A", "2025-01-01")])
    assert found["A"]["transactions"] == 1
    assert base.customer_count == 1
    found, base = analysed(tmp_path / "nobody", transactions=[sold(None, "2025-01-01", "7")])
    assert found == {}
    assert base.summary["unassigned"]["revenue"] == 7
    assert base.summary["customers"] == 0
    found, base = analysed(tmp_path / "credit", transactions=[sold("A", "2025-01-01", "-7")])
    assert base.summary["model"]["name"] is None
    found, base = analysed(tmp_path / "before", as_of=date(2020, 1, 1), transactions=[sold("A", "2025-01-01", "7")])
    assert (found, base.summary["revenue_total"]) == ({}, 0)


def test_a_group_that_orders_evenly_is_sooner_late(tmp_path: Path) -> None:
    """Bakers every ten days, caterers as it comes; one of each with four orders is forty days silent.

    Neither has gaps enough of his own: the evenness of the group tells what such a silence means.
    """
    rng = np.random.default_rng(3)
    uneven = [rng.exponential(10.0, 14).astype(int) + 1 for _ in range(30)]
    transactions = []
    for number in range(30):
        transactions += every(f"baker {number}", 10, 15)
        days = np.append(0, np.cumsum(uneven[number]))
        transactions += [sold(f"caterer {number}", f"{START + timedelta(days=int(day))}") for day in days]
    silent = date(2025, 12, 31) - timedelta(days=70)
    for kind in ("baker", "caterer"):
        transactions += every(f"{kind} new", 10, 4, first=silent)
    names = [f"{kind} {number}" for kind in ("baker", "caterer") for number in (*range(30), "new")]
    customers = [{"customer_id": name, "segment": name.split()[0]} for name in names]
    found, _ = analysed(tmp_path, transactions=transactions, customers=customers)
    baker, caterer = found["baker new"], found["caterer new"]
    assert (baker["transactions"], baker["recency_days"]) == (caterer["transactions"], caterer["recency_days"])
    assert baker["regularity"] > 2 * caterer["regularity"]
    assert baker["overdue"] > caterer["overdue"]


def test_without_groups_everybody_is_drawn_to_the_firm(tmp_path: Path) -> None:
    transactions = [one for number in range(20) for one in every(f"{number}", 7 + number, 5)]
    found, base = analysed(tmp_path, transactions=transactions)
    assert {row["regularity"] for row in found.values()} == {base.summary["model"]["parameters"]["k"]}
