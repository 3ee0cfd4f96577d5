"""Profit and what it leans on: recorded, assumed, some of each, or unknown; hours that are written or not."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from klantkompas.rules import ProfitRules, Rules
from tests.insight.bases import analysed, money, monthly_hours
from tests.ledger_files import sold, worked

FIGURES = ("revenue_12m", "margin_12m", "hours_12m", "service_cost_12m", "profit_12m")
HOURS = monthly_hours((2024, 12), (2025, 12))


def profit(**settings: Any) -> Rules:
    return Rules(profit=ProfitRules(**settings))


def figures(row: dict[str, Any]) -> list[Any]:
    return [row[name] for name in FIGURES]


def test_an_assumed_margin_and_rate_are_rounded_half_up_per_line_and_said(tmp_path: Path) -> None:
    """0.35 x 100.10 = 35.035 -> 35.04 and of -0.30 -0.105 -> -0.11; 0.33 hours x 62 = 20.46, 1.25 x 62 = 77.50."""
    lines = [sold("A", "2025-02-01", "100.10"), sold("A", "2025-02-02", "-0.30"), sold("B", "2025-02-02", "10")]
    hours = [worked("own", f"2025-{month:02d}-01") for month in range(1, 13)]
    hours += [worked("A", "2025-03-01", "0.33"), worked("A", "2025-03-02", "1.25")]
    rules = Rules(profit=ProfitRules(margin=Decimal("0.35"), hourly_cost=Decimal(62)))
    found, base = analysed(tmp_path, rules=rules, transactions=lines, time_entries=hours)
    assert figures(found["A"]) == money("99.80", "34.93", "1.58", "97.96", "-63.03")
    assert figures(found["B"]) == money("10.00", "3.50", "0.00", "0.00", "3.50")
    assert {row["profit_basis"] for row in found.values()} == {"assumed"}
    assert found["A"]["break_even_hours_12m"] == Decimal("0.56")  # 34.93 x 1.58 / 97.96 = 0.5634
    assert base.summary["basis"] == {
        "profit_basis": "assumed",
        "margin": Decimal("0.35"),
        "hourly_cost": Decimal(62),
        "lines_assumed_margin": 3,
        "lines_assumed_rate": 14,
        "lines_margin_unknown": 0,
        "lines_rate_unknown": 0,
    }


def test_margins_of_product_groups_go_before_the_margin_of_the_firm(tmp_path: Path) -> None:
    """Paper 20 % of 100 = 20, soap 50 % = 50, glass and no group 35 % = 35 each."""
    groups = ["papier", "zeep", "glas", None]
    lines = [sold("A", "2025-02-01", product_group=group) for group in groups]
    by_group = {"papier": Decimal("0.20"), "zeep": Decimal("0.5")}
    found, _ = analysed(
        tmp_path / "all", rules=profit(margin=Decimal("0.35"), margin_by_group=by_group), transactions=lines
    )
    assert found["A"]["margin_12m"] == Decimal("140.00")
    found, _ = analysed(tmp_path / "some", rules=profit(margin_by_group=by_group), transactions=lines)
    assert found["A"]["margin_12m"] is None
    assert found["A"]["why"]["margin_12m"] == "cost_unknown"


def test_rates_of_employees_go_before_the_rate_of_the_firm_and_a_recorded_rate_before_both(tmp_path: Path) -> None:
    """An 2 x 50, Bo 1 x 62, a line of its own 1 x 80."""
    hours = [
        worked("A", "2025-02-01", "2", employee="An", hourly_cost=None),
        worked("A", "2025-02-02", "1", employee="Bo", hourly_cost=None),
        worked("A", "2025-02-03", "1", employee="An", hourly_cost=Decimal(80)),
    ]
    rules = profit(margin=Decimal(1), hourly_cost=Decimal(62), hourly_cost_by_employee={"An": Decimal(50)})
    found, base = analysed(
        tmp_path, rules=rules, transactions=[sold("A", "2025-02-01", "1000")], time_entries=[*HOURS, *hours]
    )
    assert found["A"]["service_cost_12m"] == Decimal("242.00")
    assert found["A"]["profit_basis"] == "partial"
    assert base.summary["basis"]["lines_assumed_rate"] == 2


def test_a_line_without_cost_and_without_an_assumption_makes_the_margin_unknown_and_never_zero(tmp_path: Path) -> None:
    lines = [
        sold("A", "2025-02-01", cost=Decimal(60)),
        sold("A", "2025-02-02", cost=None),
        sold("B", "2025-02-02", cost=Decimal(70)),
        sold("C", "2024-02-02", cost=None),
    ]
    found, base = analysed(tmp_path, transactions=lines, time_entries=HOURS)
    assert {one: row["margin_12m"] for one, row in found.items()} == {"A": None, "B": Decimal(30), "C": Decimal(0)}
    assert found["A"]["why"]["profit_12m"] == found["A"]["why"]["profit_rank"] == "cost_unknown"
    assert found["B"]["profit_rank"] == 1
    assert found["C"]["profit_total"] is None
    assert base.summary["margin_12m"] is None
    assert base.summary["why"]["margin_12m"] == "cost_unknown"
    assert base.summary["basis"]["lines_margin_unknown"] == 2


def test_recorded_and_assumed_together_are_partial_for_whom_they_meet(tmp_path: Path) -> None:
    lines = [
        sold("A", "2025-02-01", cost=Decimal(60)),
        sold("B", "2025-02-02", cost=None),
        sold("C", "2025-02-02", cost=Decimal(60)),
        sold("C", "2025-02-03", cost=None),
    ]
    found, base = analysed(tmp_path, rules=profit(margin=Decimal("0.3")), transactions=lines, time_entries=HOURS)
    assert found["A"]["profit_basis"] == "recorded"
    assert found["B"]["profit_basis"] in ("assumed", "partial")
    assert found["C"]["profit_basis"] == "partial"
    assert found["C"]["margin_12m"] == Decimal(70)
    assert base.summary["basis"]["profit_basis"] == "partial"


def test_who_only_cost_hours_leans_on_what_the_firm_leans_on(tmp_path: Path) -> None:
    lines = [sold("A", "2025-02-01"), sold("B", "2023-02-01")]
    hours = [worked("own", f"2025-{month:02d}-01") for month in range(1, 13)] + [worked("B", "2025-03-01")]
    rules = profit(margin=Decimal("0.35"), hourly_cost=Decimal(62))
    found, _ = analysed(tmp_path, rules=rules, transactions=lines, time_entries=hours)
    assert found["B"]["profit_12m"] == Decimal(-62)
    assert found["B"]["profit_basis"] == "assumed"


def test_without_hours_profit_is_unknown_and_without_amounts_so_is_all_money(tmp_path: Path) -> None:
    found, base = analysed(tmp_path / "no_hours", transactions=[sold("A", "2025-02-01", cost=Decimal(60))])
    assert figures(found["A"]) == money("100.00", "40.00", None, None, None)
    assert found["A"]["why"]["profit_12m"] == found["A"]["why"]["hours_12m"] == "no_hours"
    assert base.summary["why"]["profit_12m"] == "no_hours"
    assert base.lenses["whale_curve"]["measure"][0].as_py() == "margin"
    found, base = analysed(tmp_path / "count", transactions=[sold("A", "2025-02-01", None)], time_entries=HOURS)
    assert figures(found["A"]) == money(None, None, "0.00", "0.00", None)
    assert found["A"]["transactions"] == 1
    assert {found["A"]["why"][name] for name in ("revenue_12m", "margin_12m", "profit_12m", "revenue_rank")} == {
        "no_amounts"
    }
    assert base.summary["revenue_total"] is None
    assert base.lenses["deciles"].num_rows <= 1


def test_hours_without_any_rate_leave_their_cost_unknown(tmp_path: Path) -> None:
    hours = [worked("A", f"2025-{month:02d}-01") for month in range(1, 13)]
    found, _ = analysed(tmp_path, transactions=[sold("A", "2025-02-01", cost=Decimal(60))], time_entries=hours)
    assert figures(found["A"]) == money("100.00", "40.00", "12.00", None, None)
    assert found["A"]["why"]["service_cost_12m"] == found["A"]["why"]["profit_12m"] == "hourly_cost_unknown"


LINES = [
    sold("A", "2024-02-01", cost=Decimal(60)),
    sold("A", "2025-08-01", cost=Decimal(60)),
    sold("B", "2024-02-01", cost=Decimal(60)),
    sold("B", "2025-08-01", cost=Decimal(60)),
]


def hours_of(found: dict[str, dict[str, Any]]) -> dict[str, tuple[Any, Any]]:
    return {one: (row["hours_12m"], row["profit_previous_12m"]) for one, row in found.items()}


def test_who_has_no_hours_has_none_where_the_firm_wrote_hours_all_that_time(tmp_path: Path) -> None:
    """Hours begin in December 2024: the last year is covered, the year before is not."""
    hours = [*HOURS, worked("A", "2025-09-01", "2", hourly_cost=Decimal(60))]
    found, base = analysed(tmp_path, transactions=LINES, time_entries=hours)
    assert hours_of(found) == {"A": (Decimal(2), None), "B": (Decimal(0), None)}
    assert found["B"]["profit_12m"] == Decimal(40)
    assert found["A"]["why"]["profit_previous_12m"] == found["B"]["why"]["profit_previous_12m"] == "hours_part_period"
    assert base.summary["previous_12m"]["profit"] is None
    assert base.lenses["change"]["measure"][0].as_py() == "margin"


@pytest.mark.parametrize(
    ("first", "last", "covered"),
    [
        ((2025, 1), (2025, 12), True),  # from 15 January: within a month of the beginning
        ((2025, 2), (2025, 12), False),
        ((2024, 1), (2025, 11), False),  # nothing since 15 November: longer ago than any pause
        ((2024, 1), (2025, 12), True),
    ],
)
def test_hours_cover_a_year_when_no_pause_is_longer_than_a_month(
    first: tuple[int, int], last: tuple[int, int], covered: bool, tmp_path: Path
) -> None:
    found, _ = analysed(tmp_path, transactions=LINES, time_entries=monthly_hours(first, last))
    assert found["B"]["hours_12m"] == (Decimal(0) if covered else None)
    assert ("hours_12m" in found["B"]["why"]) is not covered


def test_a_pause_in_the_middle_breaks_the_cover(tmp_path: Path) -> None:
    hours = [one for one in monthly_hours((2024, 1), (2025, 12)) if one["date"].month != 6]
    found, _ = analysed(tmp_path, transactions=LINES, time_entries=hours)
    assert found["B"]["hours_12m"] is None
    assert found["B"]["why"]["profit_12m"] == "hours_part_period"


def test_all_time_profit_is_known_for_who_began_while_hours_were_written(tmp_path: Path) -> None:
    lines = [*LINES, sold("N", "2025-03-01", cost=Decimal(60))]
    found, _ = analysed(tmp_path, transactions=lines, time_entries=HOURS)
    assert found["N"]["profit_total"] == Decimal(40)
    assert found["B"]["profit_total"] is None
    assert found["B"]["why"]["profit_total"] == "hours_part_period"


def complaint(opened: date, resolved: date | None, money_given: str | None) -> dict[str, Any]:
    given = None if money_given is None else Decimal(money_given)
    return {"customer_id": "A", "opened_on": opened, "resolved_on": resolved, "compensation": given}


@pytest.mark.parametrize(
    ("opened", "resolved", "now", "previous"),
    [
        (date(2024, 6, 1), date(2025, 6, 1), "15.00", "40.00"),
        (date(2025, 6, 1), None, "15.00", "40.00"),
        (date(2024, 6, 1), None, "40.00", "15.00"),
        (date(2024, 12, 31), date(2025, 1, 1), "15.00", "40.00"),
        (date(2025, 6, 1), date(2026, 6, 1), "15.00", "40.00"),  # what is to come is not seen: still open
        (date(2026, 6, 1), date(2026, 6, 1), "40.00", "40.00"),
    ],
)
def test_money_given_after_a_complaint_counts_when_it_was_resolved(
    opened: date, resolved: date | None, now: str, previous: str, tmp_path: Path
) -> None:
    found, base = analysed(
        tmp_path,
        transactions=LINES,
        time_entries=monthly_hours((2023, 12), (2025, 12)),
        complaints=[complaint(opened, resolved, "25"), complaint(opened, resolved, None)],
    )
    assert [found["A"]["profit_12m"], found["A"]["profit_previous_12m"]] == money(now, previous)
    assert found["B"]["profit_12m"] == Decimal(40)
    assert base.summary["years"]["2025"]["profit"] == Decimal(now) + 40


def test_equal_profits_share_the_better_rank(tmp_path: Path) -> None:
    lines = [
        sold(one, "2025-02-01", amount, cost=Decimal(0))
        for one, amount in zip("ABCD", ("9", "7", "7", "5"), strict=True)
    ]
    found, _ = analysed(tmp_path, transactions=lines, time_entries=HOURS)
    assert {one: row["profit_rank"] for one, row in found.items()} == {"A": 1, "B": 2, "C": 2, "D": 4}
    assert {one: row["revenue_rank"] for one, row in found.items()} == {"A": 1, "B": 2, "C": 2, "D": 4}


def test_only_who_ordered_has_a_rank(tmp_path: Path) -> None:
    """A takes hours and never ordered, B only had a credit note: neither stands between the others."""
    sales = (("B", "2025-02-01", "-3"), ("C", "2025-02-01", "9"), ("D", "2025-02-01", "-1"), ("D", "2024-02-01", "5"))
    lines = [sold(one, day, amount, cost=Decimal(0)) for one, day, amount in sales]
    hours = [*HOURS, worked("A", "2025-03-01", "1", hourly_cost=Decimal(60))]
    known = [{"customer_id": one} for one in "ABCD"]
    found, base = analysed(tmp_path, transactions=lines, time_entries=hours, customers=known)
    ranks = {one: (row["revenue_rank"], row["profit_rank"]) for one, row in found.items()}
    assert ranks == {"A": (None, None), "B": (None, None), "C": (1, 1), "D": (2, 2)}
    assert {found[one]["why"][name] for one in "AB" for name in ("revenue_rank", "profit_rank")} == {"no_orders"}
    assert base.summary["customers"] == 2
