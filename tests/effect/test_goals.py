"""Goals of the three V's, by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from klantkompas.effect.goals import Progress, progress
from tests.ledger_files import ledger_of, sold, worked

AS_OF = date(2025, 12, 31)


def goal(
    v: str, measure: str, target: str, due: date = date(2026, 12, 31), segment: str | None = None
) -> dict[str, object]:
    return {"goal_id": measure, "v": v, "measure": measure, "target": Decimal(target), "due": due, "segment": segment}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Progress]:
    """A and B bought in 2023 and 2024, A, C and D in 2025; twice the hours an order in 2025; one cause is gone."""
    sales = [sold(c, f"{year}-03-04", "100") for c, years in
             {"A": (2022, 2023, 2024, 2025), "B": (2022, 2023, 2024), "C": (2025,), "D": (2025,)}.items()
             for year in years]  # fmt: skip
    hours = [
        worked("A", f"{year}-{month:02d}-10", "1", purpose="keep") for year in (2023, 2024) for month in range(1, 13)
    ]
    hours += [worked("A", f"2025-{month:02d}-10", "3", purpose="keep") for month in range(1, 13)]
    hours += [worked("C", "2025-02-10", "12", purpose="acquire")]
    complaints = [
        {"customer_id": "A", "opened_on": date(2024, 5, 1), "resolved_on": date(2024, 5, 21), "cause": "te laat"},
        {"customer_id": "A", "opened_on": date(2024, 6, 1), "resolved_on": date(2024, 6, 11), "cause": "stuk"},
        {"customer_id": "C", "opened_on": date(2025, 6, 1), "resolved_on": date(2025, 6, 7), "cause": "stuk"},
    ]
    goals = [
        goal("lengthen", "retention_12m", "60"),
        goal("lengthen", "customers_12m", "3"),
        goal("raise", "revenue_12m_per_customer", "120"),
        goal("raise", "profit_12m", "1000"),
        goal("raise", "share", "50"),
        goal("improve", "hours_per_order", "10", date(2025, 6, 30)),
        goal("improve", "complaints_per_100_orders", "10"),
        goal("improve", "days_to_resolve", "5"),
        goal("improve", "causes_removed", "1"),
        goal("improve", "keep_hours", "90"),
        goal("improve", "what_nobody_knows", "1"),
    ]
    folder = tmp_path_factory.mktemp("goals")
    customers = [{"customer_id": one, "segment": "x" if one in "CD" else "y"} for one in "ABCD"]
    with ledger_of(
        folder, margin="0.5", transactions=sales, time_entries=hours, complaints=complaints, goals=goals,
        customers=customers,
    ) as ledger:  # fmt: skip
        return {one.measure: one for one in progress(ledger, as_of=AS_OF)}


@pytest.mark.parametrize(
    ("measure", "now", "year_ago", "state"),
    [
        ("retention_12m", 50.0, 100.0, "off_course"),
        ("customers_12m", 3.0, 2.0, "reached"),
        ("revenue_12m_per_customer", 100.0, 100.0, "off_course"),
        ("profit_12m", None, None, "unknown"),  # no cost of an hour
        ("share", None, None, "unknown"),
        ("hours_per_order", 16.0, 6.0, "missed"),
        ("complaints_per_100_orders", 100 / 3, 100.0, "on_course"),
        ("days_to_resolve", 6.0, 15.0, "on_course"),
        ("causes_removed", 1.0, 0.0, "reached"),
        ("keep_hours", 75.0, 100.0, "off_course"),
        ("what_nobody_knows", None, None, "unknown"),
    ],
)
def test_figures_by_hand(
    found: dict[str, Progress], measure: str, now: float | None, year_ago: float | None, state: str
) -> None:
    one = found[measure]
    assert (one.now, one.year_ago) == pytest.approx((now, year_ago)) if now is not None else one.now is None
    assert one.state == state


def test_the_line_through_two_years_is_what_is_expected(found: dict[str, Progress]) -> None:
    """Six days after fifteen: nine a year less, until 31 December 2026 another year: minus three."""
    assert found["days_to_resolve"].expected == pytest.approx(6 - 9 * 365 / 365.25)


def test_a_goal_may_be_of_a_segment(tmp_path: Path) -> None:
    sales = [sold("A", "2024-03-04"), sold("A", "2025-03-04"), sold("B", "2024-03-04")]
    customers = [{"customer_id": "A", "segment": "x"}, {"customer_id": "B", "segment": "y"}]
    goals = [goal("lengthen", "retention_12m", "90", segment="x")]
    with ledger_of(tmp_path, transactions=sales, customers=customers, goals=goals) as ledger:
        (one,) = progress(ledger, as_of=AS_OF)
    assert (one.now, one.segment, one.state) == (100.0, "x", "reached")


def test_without_goals_there_are_none(tmp_path: Path) -> None:
    with ledger_of(tmp_path, transactions=[sold("A", "2025-01-05")]) as ledger:
        assert progress(ledger, as_of=AS_OF) == ()
