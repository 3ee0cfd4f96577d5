"""Expected against actual, month by month: the months, the sums, the band, and who takes part."""

import math
from datetime import date, timedelta

import pytest

from tests.insight.bases import analysed
from tests.ledger_files import sold


def monthly(customer, first, last, day=15):
    months = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [sold(customer, f"{m // 12}-{m % 12 + 1:02d}-{day:02d}") for m in months]


def tracked(folder, lines, as_of, **more):
    _, base = analysed(folder, as_of=as_of, transactions=lines, **more)
    return base.lenses["tracking"].to_pylist()


@pytest.fixture
def firm():
    """Forty customers who order every month for two years, and one who comes in the second year only."""
    lines = [line for n in range(40) for line in monthly(f"c{n:02d}", (2024, 1), (2025, 12), day=1 + n % 28)]
    return [*lines, *monthly("late", (2025, 3), (2025, 12))]


def test_the_second_half_is_held_out_and_only_repeats_of_who_was_known_count(tmp_path, firm):
    rows = tracked(tmp_path, firm, date(2025, 12, 31))
    assert [row["month"] for row in rows][:: len(rows) - 1] == [date(2024, 1, 1), date(2025, 12, 1)]
    assert [row["held_out"] for row in rows] == [False] * 12 + [True] * 12
    assert [row["actual"] for row in rows] == [0] + [40] * 23
    assert rows[-1]["actual_cumulative"] == 23 * 40
    assert all(row["reason"] is None for row in rows)


def test_what_goes_on_is_expected_within_its_band(tmp_path, firm):
    rows = tracked(tmp_path, firm, date(2025, 12, 31))
    for row in rows[12:]:
        assert row["expected_low"] < row["expected"] < row["expected_high"]
        assert row["expected"] == pytest.approx(40, rel=0.10)
        assert row["expected_cumulative_low"] < row["actual_cumulative"] < row["expected_cumulative_high"]
    assert all(row["expected_low"] is None and row["expected_cumulative_high"] is None for row in rows[:12])
    assert rows[12]["expected_cumulative"] == pytest.approx(11 * 40 + rows[12]["expected"])
    assert rows[-1]["expected_cumulative"] == pytest.approx(11 * 40 + sum(row["expected"] for row in rows[12:]))


def test_a_firm_that_stops_falls_out_of_its_band(tmp_path):
    lines = [line for n in range(40) for line in monthly(f"c{n:02d}", (2024, 1), (2024, 12), day=1 + n % 28)]
    rows = tracked(tmp_path, [*lines, sold("other", "2025-12-31")], date(2025, 12, 31))
    assert rows[-1]["actual_cumulative"] < rows[-1]["expected_cumulative_low"]


def test_a_month_that_is_not_whole_is_left_out(tmp_path, firm):
    rows = tracked(tmp_path, firm, date(2025, 12, 30))
    assert rows[-1]["month"] == date(2025, 11, 1)
    assert sum(row["held_out"] for row in rows) == 11


def test_the_own_firm_takes_no_part(tmp_path, firm):
    own = [sold("own", f"{date(2024, 1, 1) + timedelta(days=n)}") for n in range(0, 700, 2)]
    listed = [{"customer_id": "own", "internal": True}]
    with_own = tracked(tmp_path / "with", [*firm, *own], date(2025, 12, 31), customers=listed)
    assert with_own == tracked(tmp_path / "without", firm, date(2025, 12, 31))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (monthly("a", (2025, 8), (2025, 12)), "too_few_months"),
        ([sold("a", "2025-12-31")], "too_few_months"),
        ([sold("a", "2024-01-31", "-5"), sold("b", "2025-12-31", "-5")], "no_orders"),
    ],
)
def test_too_little_says_why(tmp_path, lines, reason):
    (row,) = tracked(tmp_path, lines, date(2025, 12, 31))
    assert row["reason"] == reason
    assert {value for name, value in row.items() if name != "reason"} == {None}


@pytest.mark.parametrize(
    "lines",
    [
        [sold(f"c{n}", f"2024-{1 + n % 12:02d}-10") for n in range(12)],  # all once
        monthly("a", (2024, 1), (2025, 12)),  # one customer
        [sold("a", f"{date(2024, 1, 1) + timedelta(days=n)}") for n in range(730)],  # every day
        [sold("a", "2024-01-01"), sold("b", "2025-11-30")],  # nearly nothing
    ],
)
def test_odd_firms_get_finite_figures(tmp_path, lines):
    rows = tracked(tmp_path, lines, date(2025, 12, 31))
    numbers = [value for row in rows for value in row.values() if isinstance(value, float)]
    assert numbers
    assert all(math.isfinite(one) and one >= 0 for one in numbers)
