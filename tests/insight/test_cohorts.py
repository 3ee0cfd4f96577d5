"""Cohorts on paper, and the year in which a customer has earned back what winning him cost."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.insight.break_even import earned_back, running_total
from tests.insight.bases import analysed, monthly_hours
from tests.ledger_files import sold

few = settings(max_examples=60, derandomize=True, deadline=None)
PROFITS = [Decimal(one) for one in (20, 45, 55, 110)]


@pytest.mark.parametrize(("fifth", "after"), [(330, 510), (165, 345)])
def test_the_card_company_earns_its_customer_back_in_the_second_year(fifth: int, after: int) -> None:
    """METHODS 3, the workshop's card company: 50 to win a customer; after two years and on; one-year members lose 30.

    Profits 20, 45, 55, 110 (twice the third year) and three times the fourth, or three times the third:
    -50 + 20 = -30, 15, 70, 180, 510 (345). Within the second year: 1 + 30/45 = 1.67 years.
    """
    profits = [*PROFITS, Decimal(fifth)]
    assert running_total(profits=profits, cost=Decimal(50)) == [-30, 15, 70, 180, after]
    year = earned_back(profits=profits, cost=Decimal(50))
    assert year is not None and round(year, 2) == Decimal("1.67")
    assert earned_back(profits=profits[:1], cost=Decimal(50)) is None
    assert running_total(profits=profits[:1], cost=Decimal(50)) == [-30]


def test_the_card_company_with_customers_who_leave_and_money_that_waits() -> None:
    """With 0.8 a year staying and 10 % discount (METHODS 3): still earned back in the second year.

    Year 1: 20 / 1.1^.5 = 19.07; year 2: 36 / 1.1^1.5 = 31.20: 50 - 19.07 = 30.93, 1 + 30.93/31.20 = 1.99.
    """
    staying = [profit * Decimal("0.8") ** year for year, profit in enumerate(PROFITS)]
    year = earned_back(profits=staying, cost=Decimal(50), discount_rate=Decimal("0.10"))
    assert year is not None and round(year, 2) == Decimal("1.99")


@pytest.mark.parametrize(
    ("profits", "cost", "year"),
    [
        ([], 0, 0),
        ([], 50, None),
        ([0, 10], 0, 0),
        ([-5, 10], 0, 0),
        ([50], 50, 1),
        ([25, 25], 50, 2),
        ([100], 50, "0.5"),
        ([-10, 120], 50, "1.5"),
        ([60, -100], 50, "0.833333"),
        ([0, 0], 50, None),
    ],
)
def test_a_customer_is_earned_back_when_the_running_total_passes_zero(profits: list[int], cost: int, year: Any) -> None:
    found = earned_back(profits=[Decimal(one) for one in profits], cost=Decimal(cost))
    assert (None if found is None else round(found, 6)) == (None if year is None else Decimal(year))


@few
@given(profits=st.lists(st.integers(-100, 200).map(Decimal), max_size=8), cost=st.integers(1, 300).map(Decimal))
def test_earned_back_lies_in_the_first_year_after_which_nothing_is_owed(profits: list[Decimal], cost: Decimal) -> None:
    after = running_total(profits=profits, cost=cost)
    year = earned_back(profits=profits, cost=cost)
    first = next((at for at, standing in enumerate(after) if standing >= 0), None)
    assert (year is None) == (first is None)
    if year is not None and first is not None:
        assert first < year <= first + 1


def earned(customer: str, day: str, profit: str) -> dict[str, Any]:
    return sold(customer, day, profit, cost=Decimal(0))


CUSTOMERS = [
    {"customer_id": "A", "acquired_on": date(2021, 2, 1), "acquisition_cost": Decimal(60)},
    {"customer_id": "B", "acquired_on": date(2021, 3, 1), "acquisition_cost": Decimal(40)},
    {"customer_id": "N", "acquired_on": date(2025, 6, 1), "acquisition_cost": None},
]
LINES = [
    earned("O", "2020-01-02", "5"),
    earned("A", "2021-02-01", "30"),
    earned("A", "2021-02-20", "10"),
    earned("B", "2021-03-01", "0"),
    earned("A", "2023-02-01", "60"),
    earned("B", "2024-02-01", "60"),
    earned("B", "2024-03-01", "50"),
    earned("N", "2025-06-01", "7"),
]
HOURS = monthly_hours((2019, 12), (2025, 12))
Cohorts = tuple[list[dict[str, Any]], dict[tuple[int, bool], dict[str, Any]], Any]


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Cohorts:
    """A and B began in February and March 2021 and nothing happened in their second year.

    A: 40 in year 1, 60 in February 2023 (year 3). B: 0 in year 1, 60 in February 2024 (year 3), 50 in March (year 4).
    """
    _, base = analysed(tmp_path_factory.mktemp("cohorts"), transactions=LINES, customers=CUSTOMERS, time_entries=HOURS)
    earned_by = {(row["cohort"], row["complete"]): row for row in base.lenses["break_even"].to_pylist()}
    return base.lenses["cohorts"].to_pylist(), earned_by, base


def test_a_cohort_has_a_row_for_every_year_it_reached_also_when_nothing_happened(firm: Cohorts) -> None:
    """Years 1..4 are over for both in March 2025: profits 40, 0, 120, 50; per customer 20, 20, 80, 105."""
    rows = [row for row in firm[0] if row["cohort"] == 2021]
    assert [(row["age"], row["profit"], row["cumulative_per_customer"]) for row in rows] == [
        (0, 40, 20),
        (1, 0, 20),
        (2, 120, 80),
        (3, 50, 105),
    ]
    assert {row["customers"] for row in rows} == {2}
    assert [row["orders"] for row in rows] == [3, 0, 2, 1]
    assert [row["active"] for row in rows] == [2, 0, 2, 1]


def test_the_cohort_is_earned_back_in_the_year_that_it_happened(firm: Cohorts) -> None:
    """50 a customer at 10 %: year 1 20/1.1^.5 = 19.07; year 2 nothing; year 3 60/1.1^2.5 = 47.28: 2 + 30.93/47.28."""
    row = firm[1][2021, True]
    assert row["acquisition_cost"] == Decimal(50)
    assert row["break_even_year"] == pytest.approx(2.6542, abs=1e-4)
    assert row["reason"] is None


def test_a_cohort_that_cannot_say_says_why(firm: Cohorts) -> None:
    assert firm[1][2025, True]["reason"] == "acquisition_cost_unknown"
    assert firm[1][2020, False]["reason"] == "began_before"


def test_months_and_cohorts_hold_the_same_sums(firm: Cohorts) -> None:
    months, stack = firm[2].lenses["months"].to_pylist(), firm[2].lenses["stack"].to_pylist()
    for name in ("active", "revenue", "margin"):
        assert sum(row[name] for row in months) == sum(row[name] for row in stack)
    assert sum(row["revenue"] for row in months) == firm[2].summary["revenue_total"] == Decimal(222)
    assert sum(row["orders"] for row in months) == firm[2].summary["transactions"] == 8
    assert [row["active"] for row in months if row["month"] == date(2021, 2, 1)] == [1]


def test_money_spent_on_winning_customers_is_shared_by_who_came_that_year_and_what_is_to_come_is_not_seen(
    tmp_path: Path,
) -> None:
    spending = [
        {"date": date(2025, 2, 1), "amount": Decimal("10.01"), "purpose": "acquire"},
        {"date": date(2025, 3, 1), "amount": Decimal(99), "purpose": "keep"},
        {"date": date(2026, 2, 1), "amount": Decimal(1000), "purpose": "acquire"},
    ]
    lines = [earned("O", "2023-01-02", "5"), earned("N", "2025-06-01", "7"), earned("M", "2025-06-01", "8")]
    _, base = analysed(tmp_path, transactions=lines, time_entries=HOURS, spending=spending)
    found = {row["cohort"]: row for row in base.lenses["break_even"].to_pylist()}
    assert found[2025]["acquisition_cost"] == Decimal("5.01")  # 5.005, half up
    assert found[2025]["reason"] == "no_whole_year"
    _, base = analysed(
        tmp_path / "mid",
        as_of=date(2025, 2, 28),
        transactions=[*lines, earned("L", "2025-02-10", "1")],
        time_entries=HOURS,
        spending=[*spending, {"date": date(2025, 3, 1), "amount": Decimal(5), "purpose": "acquire"}],
    )
    found = {row["cohort"]: row for row in base.lenses["break_even"].to_pylist()}
    assert found[2025]["acquisition_cost"] == Decimal("10.01")


def test_years_before_hours_were_written_have_no_profit_and_neither_has_what_is_added_to_them(tmp_path: Path) -> None:
    hours = monthly_hours((2023, 1), (2025, 12))
    _, base = analysed(tmp_path, transactions=LINES, customers=CUSTOMERS, time_entries=hours)
    rows = [row for row in base.lenses["cohorts"].to_pylist() if row["cohort"] == 2021]
    assert [row["profit"] for row in rows] == [None, None, 120, 50]
    assert {row["cumulative_per_customer"] for row in rows} == {None}
    reasons = {row["cohort"]: row["reason"] for row in base.lenses["break_even"].to_pylist()}
    assert reasons[2021] == "profit_unknown"
    assert base.summary["years"]["2021"]["profit"] is None
    assert base.summary["years"]["2024"]["profit"] == Decimal(110)
