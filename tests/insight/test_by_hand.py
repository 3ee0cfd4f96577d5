"""One small firm, every figure computed on paper.

As of 31-12-2025: ``12m`` is 01-01-2025 .. 31-12-2025, the year before it 01-01-2024 .. 31-12-2024.

A   orders on 10-01-2024 (100, cost 60), 10-01-2025 (200/120 and 50/30: one day, one order), 11-03-2025 (300/180),
    01-12-2025 (100/50); a credit note on 10-04-2025 (-40/-24), which is no order.
    gaps 366 (over 29-02-2024), 60, 265: median 265; silent 30 days: 30/265.
    turnover 200+50+300-40+100 = 610; margin 80+20+120-16+50 = 254; the year before 100 and 40.
    hours 2.50 x 60.00 = 150.00 and 0.33 x 62.50 = 20.625 -> 20.63: 2.83 hours, 170.63.
    complaint opened in 2024, made good with 25 in 2025: counts in 2025.
    profit 254 - 170.63 - 25 = 58.37; total 40 + 58.37 = 98.37.
    would have covered its cost at (254-25) x 2.83 / 170.63 = 3.798 -> 3.79 hours.
B   orders on the last day of each year: 31-12-2024 (80/40), 31-12-2025 (20/10). No hours, no rhythm from two orders.
C   a credit note only (-30/-15): keeps his row, has no order.
D   in the customer list only.
own the firm itself: in no figure.
F   first order after the as-of date: not seen at all.
One line of 70 is of nobody.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from klantkompas.insight.base import CustomerBase
from tests.insight.bases import AS_OF, analysed, monthly_hours
from tests.ledger_files import sold, worked


def line(customer: str | None, day: str, amount: str, cost: str) -> dict[str, Any]:
    return sold(customer, day, amount, cost=Decimal(cost))


TRANSACTIONS = [
    line("A", "2024-01-10", "100", "60"),
    line("A", "2025-01-10", "200", "120"),
    line("A", "2025-01-10", "50", "30"),
    line("A", "2025-03-11", "300", "180"),
    line("A", "2025-04-10", "-40", "-24"),
    line("A", "2025-12-01", "100", "50"),
    line("B", "2024-12-31", "80", "40"),
    line("B", "2025-12-31", "20", "10"),
    line("C", "2025-05-01", "-30", "-15"),
    line("own", "2025-02-02", "500", "0"),
    line(None, "2025-03-03", "70", "35"),
    line("F", "2026-01-15", "999", "1"),
    line("A", "2026-01-15", "999", "1"),
]
CUSTOMERS = [
    {"customer_id": "A", "name": "Anders", "internal": False},
    {"customer_id": "B", "name": None, "internal": False},
    {"customer_id": "D", "name": "Dunne", "internal": False},
    {"customer_id": "own", "name": "Wij", "internal": True},
]
HOURS = [
    *monthly_hours((2023, 12), (2025, 12)),
    worked("A", "2025-02-01", "2.50", hourly_cost=Decimal("60")),
    worked("A", "2025-06-01", "0.33", hourly_cost=Decimal("62.50")),
    worked("A", "2026-02-01", "100", hourly_cost=Decimal("60")),
]
COMPLAINTS = [
    {
        "customer_id": "A",
        "opened_on": date(2024, 12, 20),
        "resolved_on": date(2025, 1, 5),
        "compensation": Decimal("25"),
    },
    {"customer_id": "A", "opened_on": date(2026, 1, 3), "resolved_on": None, "compensation": Decimal("1000")},
]
Firm = tuple[dict[str, dict[str, Any]], CustomerBase]


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    return analysed(
        tmp_path_factory.mktemp("by_hand"),
        transactions=TRANSACTIONS,
        customers=CUSTOMERS,
        time_entries=HOURS,
        complaints=COMPLAINTS,
    )


EXPECTED: dict[str, dict[str, Any]] = {
    "A": {
        "name": "Anders",
        "first_transaction": date(2024, 1, 10),
        "last_transaction": date(2025, 12, 1),
        "transactions": 4,
        "recency_days": 30,
        "usual_gap_days": 265.0,
        "recency_ratio": 30 / 265,
        "duration_days": 721,
        "since_before": True,
        "revenue_12m": Decimal("610.00"),
        "margin_12m": Decimal("254.00"),
        "hours_12m": Decimal("2.83"),
        "service_cost_12m": Decimal("170.63"),
        "profit_12m": Decimal("58.37"),
        "profit_previous_12m": Decimal("40.00"),
        "profit_total": Decimal("98.37"),
        "profit_basis": "recorded",
        "revenue_rank": 1,
        "profit_rank": 1,
        "break_even_hours_12m": Decimal("3.79"),
    },
    "B": {
        "name": None,
        "first_transaction": date(2024, 12, 31),
        "last_transaction": date(2025, 12, 31),
        "transactions": 2,
        "recency_days": 0,
        "usual_gap_days": None,
        "recency_ratio": None,
        "duration_days": 365,
        "since_before": False,
        "revenue_12m": Decimal("20.00"),
        "margin_12m": Decimal("10.00"),
        "hours_12m": Decimal("0.00"),
        "service_cost_12m": Decimal("0.00"),
        "profit_12m": Decimal("10.00"),
        "profit_previous_12m": Decimal("40.00"),
        "profit_total": Decimal("50.00"),
        "profit_basis": "recorded",
        "revenue_rank": 2,
        "profit_rank": 2,
        "break_even_hours_12m": None,
    },
    "C": {
        "name": None,
        "first_transaction": None,
        "transactions": None,
        "recency_days": None,
        "overdue": None,
        "regularity": None,
        "orders_per_year": None,
        "duration_days": None,
        "since_before": None,
        "revenue_12m": Decimal("-30.00"),
        "margin_12m": Decimal("-15.00"),
        "profit_12m": Decimal("-15.00"),
        "profit_previous_12m": Decimal("0.00"),
        "revenue_rank": None,
        "profit_rank": None,
    },
    "D": {
        "name": "Dunne",
        "transactions": None,
        "duration_days": None,
        "revenue_12m": Decimal("0.00"),
        "hours_12m": Decimal("0.00"),
        "profit_12m": Decimal("0.00"),
        "revenue_rank": None,
        "profit_rank": None,
    },
}


@pytest.mark.parametrize("customer", EXPECTED)
def test_every_figure_is_the_one_on_paper(customer: str, firm: Firm) -> None:
    row = firm[0][customer]
    assert {name: row[name] for name in EXPECTED[customer]} == EXPECTED[customer]


def test_who_is_internal_and_who_comes_later_is_not_there(firm: Firm) -> None:
    assert sorted(firm[0]) == ["A", "B", "C", "D"]


def test_every_null_says_why(firm: Firm) -> None:
    why = {customer: row["why"] for customer, row in firm[0].items()}
    assert why["B"]["usual_gap_days"] == why["B"]["recency_ratio"] == "fewer_than_three_orders"
    assert why["B"]["name"] == "no_name"
    assert why["B"]["break_even_hours_12m"] == "no_hours_on_customer"
    for name in ("transactions", "recency_days", "usual_gap_days", "overdue", "duration_days", "since_before"):
        assert why["C"][name] == "no_orders"
    assert why["A"]["referral_value"] == "no_referrals"


def test_the_firm_is_the_sum_of_its_customers_and_reconciles_with_its_books(firm: Firm) -> None:
    """610 + 20 - 30 = 600; 254 + 10 - 15 = 249; 58.37 + 10 - 15 = 53.37; all time 730 + 70 + 500 = 1300 seen."""
    summary = firm[1].summary
    assert {name: summary[name] for name in ("customers", "transactions", "as_of")} == {
        "customers": 2,
        "transactions": 6,
        "as_of": AS_OF,
    }
    assert [summary[f"{name}_12m"] for name in ("revenue", "margin", "hours", "service_cost", "profit")] == [
        Decimal(one) for one in ("600.00", "249.00", "2.83", "170.63", "53.37")
    ]
    assert summary["previous_12m"] == {
        "revenue": Decimal("180.00"),
        "margin": Decimal("80.00"),
        "hours": Decimal("0.00"),
        "service_cost": Decimal("0.00"),
        "profit": Decimal("80.00"),
    }
    assert summary["revenue_total"] == Decimal("780.00")
    assert summary["unassigned"] == {"revenue": Decimal("70.00"), "lines": 1}
    assert summary["internal"] == {"revenue": Decimal("500.00"), "lines": 1}
    assert summary["years"]["2025"]["profit"] == Decimal("53.37")
    assert summary["years"]["2024"]["revenue"] == Decimal("180.00")
    assert summary["basis"]["profit_basis"] == "recorded"


def test_the_whale_curve_ends_at_the_total(firm: Firm) -> None:
    """Best first: 58.37, 10, 0, -15: running 58.37, 68.37, 68.37, 53.37."""
    curve = firm[1].lenses["whale_curve"].to_pydict()
    assert curve["cumulative_profit"] == [Decimal(one) for one in ("58.37", "68.37", "68.37", "53.37")]
    assert curve["profit_share"][-1] == 1.0
    assert curve["rank"] == [1, 2, 3, 4]
    assert curve["customers_share"] == [0.25, 0.5, 0.75, 1.0]
    assert set(curve["measure"]) == {"profit"}


def test_the_change_between_two_years_adds_up(firm: Firm) -> None:
    """A grew from 40 to 58.37, B shrank from 40 to 10; C and D had no order in either year: 0 to -15 together."""
    change = {row["box"]: row for row in firm[1].lenses["change"].to_pylist()}
    assert {box: (row["customers"], row["previous"], row["now"], row["change"]) for box, row in change.items()} == {
        "grown": (1, Decimal("40.00"), Decimal("58.37"), Decimal("18.37")),
        "shrunk": (1, Decimal("40.00"), Decimal("10.00"), Decimal("-30.00")),
        "silent": (2, Decimal("0.00"), Decimal("-15.00"), Decimal("-15.00")),
    }


def test_the_deciles_hold_every_customer_once(firm: Firm) -> None:
    deciles = firm[1].lenses["deciles"].to_pydict()
    assert sum(deciles["customers"]) == 4
    assert sum(deciles["profit_12m"]) == Decimal("53.37")
    assert deciles["decile"] == [1, 3, 6, 8]
    assert deciles["highest"] == [Decimal(one) for one in ("58.37", "10.00", "0.00", "-15.00")]


def test_the_months_sum_to_the_totals(firm: Firm) -> None:
    months = [row for row in firm[1].lenses["months"].to_pylist() if row["month"].year == 2025]
    assert [sum(row[name] or 0 for row in months) for name in ("orders", "revenue", "margin", "profit")] == [
        4,
        Decimal("600.00"),
        Decimal("249.00"),
        Decimal("53.37"),
    ]
    assert sum(row["active"] for row in months) == 4


def test_nothing_that_was_not_there_yet_is_seen(firm: Firm, tmp_path: Any) -> None:
    later = (TRANSACTIONS, HOURS, COMPLAINTS)
    past = [[one for one in rows if (one.get("date") or one["opened_on"]) <= AS_OF] for rows in later]
    again, base = analysed(
        tmp_path, transactions=past[0], customers=CUSTOMERS, time_entries=past[1], complaints=past[2]
    )
    assert again == firm[0]
    assert base.lenses == firm[1].lenses
    different = {"source_fingerprint"}
    assert {name: base.summary[name] for name in base.summary.keys() - different} == {
        name: firm[1].summary[name] for name in firm[1].summary.keys() - different
    }
