"""What is remarkable in facts that came in whole, each check on a ledger small enough to see it."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from klantkompas.ledger.book import Ledger, with_findings
from klantkompas.ledger.checks import check_ledger
from klantkompas.rules import ProfitRules, Rules
from tests.ledger_files import ledger_of, say_aloud, sold, worked

WHOLE_YEAR = [sold("K1", "2024-01-01"), sold("K1", "2024-12-31", "250")]
HOURS = [worked("K1", f"2024-{month:02d}-15") for month in range(1, 13)]


def said(ledger: Ledger) -> dict[str, list[tuple[int, str]]]:
    """Per kind of finding its count and value; all of them put into words."""
    findings = check_ledger(ledger)
    say_aloud(with_findings(ledger, findings))
    found: dict[str, list[tuple[int, str]]] = {}
    for one in findings:
        found.setdefault(one.kind, []).append((one.count, one.value))
    return found


def test_a_whole_ledger_has_nothing_remarkable(tmp_path: Path) -> None:
    lines = [one | {"cost": Decimal(60)} for one in WHOLE_YEAR]
    hours = [one | {"hourly_cost": Decimal(60)} for one in HOURS]
    with ledger_of(tmp_path, transactions=lines, time_entries=hours) as ledger:
        assert said(ledger) == {}


@pytest.mark.parametrize(
    ("rules", "margin", "rate"),
    [
        ({}, "margin_unknown", "hourly_cost_unknown"),
        ({"margin": Decimal("0.3"), "hourly_cost": Decimal(60)}, "margin_assumed", "hourly_cost_assumed"),
        (
            {"margin_by_group": {"papier": Decimal("0.3")}, "hourly_cost_by_employee": {"An": Decimal(50)}},
            "margin_assumed",
            "hourly_cost_assumed",
        ),
    ],
)
def test_a_missing_margin_or_cost_of_an_hour_is_said_with_what_is_assumed(
    rules: dict[str, Any], margin: str, rate: str, tmp_path: Path
) -> None:
    settings = Rules(profit=ProfitRules(**rules))
    with ledger_of(tmp_path, rules=settings, transactions=WHOLE_YEAR, time_entries=HOURS) as ledger:
        assert said(ledger).keys() == {margin, rate}


@pytest.mark.parametrize(("margin", "rate", "ending"), [(None, None, "unknown"), ("0.3", "60", "assumed")])
def test_lines_without_a_cost_or_a_rate_of_their_own_are_counted(
    margin: str | None, rate: str | None, ending: str, tmp_path: Path
) -> None:
    """One of two transaction lines has a cost, all hour lines but two have a rate."""
    rules = Rules(profit=ProfitRules(margin=margin and Decimal(margin), hourly_cost=rate and Decimal(rate)))
    lines = [WHOLE_YEAR[0] | {"cost": Decimal(60)}, WHOLE_YEAR[1]]
    hours = [one | {"hourly_cost": Decimal(60) if at > 1 else None} for at, one in enumerate(HOURS)]
    with ledger_of(tmp_path, rules=rules, transactions=lines, time_entries=hours) as ledger:
        found = said(ledger)
    assert found == {
        f"margin_{ending}_on_lines": [(1, "")],
        f"hourly_cost_{ending}_on_lines": [(2, "")],
    }


def test_no_hours_and_no_amounts_are_said(tmp_path: Path) -> None:
    lines = [sold("K1", "2024-01-01", None), sold("K1", "2024-12-31", None)]
    with ledger_of(tmp_path, transactions=lines) as ledger:
        assert said(ledger).keys() == {"no_amounts", "no_hours"}


def test_unknown_customers_and_rows_of_nobody_are_counted(tmp_path: Path) -> None:
    lines = [*WHOLE_YEAR, sold(None, "2024-06-01"), sold(None, "2024-06-02")]
    hours = [*HOURS, worked("K9", "2024-03-01"), worked("K9", "2024-03-02"), worked(None, "2024-03-03")]
    complaints = [{"customer_id": "K8", "opened_on": date(2024, 1, 1)}]
    with ledger_of(tmp_path, transactions=lines, time_entries=hours, complaints=complaints) as ledger:
        found = said(ledger)
        assert sorted(found["unknown_customer"]) == [(1, "K8"), (2, "K9")]
        assert found["unassigned_transactions"] == [(2, "")]
        assert found["unassigned_hours"] == [(1, "")]


def test_many_unknown_customers_are_counted_to_the_last(tmp_path: Path) -> None:
    hours = [worked(f"X{n}", "2024-03-01") for n in range(50)]
    with ledger_of(tmp_path, transactions=WHOLE_YEAR, time_entries=[*HOURS, *hours]) as ledger:
        found = said(ledger)["unknown_customer"]
        assert sum(count for count, _ in found) == 50
        assert len(found) <= 21


def test_dates_to_come_are_counted_with_the_last(tmp_path: Path) -> None:
    lines = [*WHOLE_YEAR, sold("K1", "2099-01-01"), sold("K1", "2025-02-01")]
    with ledger_of(tmp_path, transactions=lines, today=date(2025, 1, 31)) as ledger:
        assert said(ledger)["date_to_come"] == [(2, "2099-01-01")]


def test_rows_that_are_the_same_in_every_column_are_kept_and_said(tmp_path: Path) -> None:
    lines = [
        *WHOLE_YEAR,
        sold("K1", "2024-01-01"),
        sold("K1", "2024-01-01"),
        sold(None, "2024-02-01"),
        sold(None, "2024-02-01"),
    ]
    with ledger_of(tmp_path, transactions=lines) as ledger:
        assert said(ledger)["double_rows"] == [(3, "")]
        assert ledger.extents["transactions"].rows == 6


def test_invoice_numbers_may_repeat_on_different_lines(tmp_path: Path) -> None:
    lines = [one | {"transaction_id": "F1"} for one in WHOLE_YEAR]
    with ledger_of(tmp_path, transactions=lines) as ledger:
        assert "double_rows" not in said(ledger)


def test_numbers_that_differ_in_zeros_or_capitals_only_are_pointed_out(tmp_path: Path) -> None:
    lines = [*WHOLE_YEAR, *(sold(one, "2024-05-01") for one in ("00123", "123", "k1", "0", "100", "1"))]
    with ledger_of(tmp_path, transactions=lines) as ledger:
        assert sorted(value for _, value in said(ledger)["numbers_alike"]) == ["00123 / 123", "K1 / k1"]


def test_cash_sales_and_the_own_firm_are_recognised_by_name_unless_told_already(tmp_path: Path) -> None:
    names = {"K1": "Contante verkoop", "K2": "Eigen gebruik", "K3": "Kassa Centrum BV", "K4": "Balie", "K5": "Intern"}
    customers = [{"customer_id": one, "name": name, "internal": one == "K5"} for one, name in names.items()]
    with ledger_of(tmp_path, transactions=WHOLE_YEAR, customers=customers) as ledger:
        found = said(ledger)
        assert sorted(value for _, value in found["cash_customer"]) == ["Balie", "Contante verkoop"]
        assert [value for _, value in found["internal_customer"]] == ["Eigen gebruik"]


def monthly(customer: str, amount: str | None, months: int = 12) -> list[dict[str, Any]]:
    return [sold(customer, f"2024-{month:02d}-01", amount or str(100 + 40 * month)) for month in range(1, months + 1)]


def test_an_invoice_a_month_is_a_collective_invoice_and_of_one_amount_a_subscription(tmp_path: Path) -> None:
    lines = [*monthly("K1", None), *monthly("K2", "99"), sold("K3", "2024-01-01"), sold("K3", "2024-12-31")]
    with ledger_of(tmp_path, transactions=lines) as ledger:
        found = said(ledger)
        assert found["collective_invoices"] == [(2, "")]
        assert found["subscriptions"] == [(1, "")]


def test_who_orders_by_the_week_is_not_invoiced_collectively(tmp_path: Path) -> None:
    weeks = [sold("K1", f"{date(2024, 1, 1) + timedelta(days=7 * week)}") for week in range(52)]
    with ledger_of(tmp_path, transactions=[*weeks, sold("K1", "2024-12-31")]) as ledger:
        assert not said(ledger).keys() & {"collective_invoices", "subscriptions"}


def test_a_first_and_a_last_year_that_are_not_whole_are_said(tmp_path: Path) -> None:
    with ledger_of(tmp_path / "part", transactions=[sold("K1", "2024-03-05"), sold("K1", "2025-06-30")]) as ledger:
        found = said(ledger)
        assert (found["part_year_begins"], found["part_year_ends"]) == ([(1, "2024-03-05")], [(1, "2025-06-30")])
    with ledger_of(tmp_path / "whole", transactions=[sold("K1", "2024-01-31"), sold("K1", "2025-12-21")]) as ledger:
        assert not said(ledger).keys() & {"part_year_begins", "part_year_ends"}


def test_months_without_any_hours_are_counted(tmp_path: Path) -> None:
    hours = [one for one in HOURS if one["date"].month not in (3, 4, 12)]
    with ledger_of(tmp_path, transactions=WHOLE_YEAR, time_entries=hours) as ledger:
        assert said(ledger)["months_without_hours"] == [(3, "")]


def test_a_type_set_by_a_word_that_is_no_type_is_said(tmp_path: Path) -> None:
    """Any name of a type will do, in any case: its code, its name in either language, that of the workshop."""
    known = ("demanding", "Bewerkelijk", " slapend ", "still unclear", "Opblaaspop", "sleeping beauty")
    written = (*known, "lastig", "lastig", None)
    decisions = [
        {"customer_id": "K1", "date": date(2024, 5, 1), "kind": "type_override", "value": one} for one in written
    ]
    decisions.append({"customer_id": "K1", "date": date(2024, 5, 1), "kind": "let_go", "value": "for good"})
    with ledger_of(tmp_path, transactions=WHOLE_YEAR, decisions=decisions) as ledger:
        assert said(ledger)["unknown_type"] == [(1, ""), (2, "lastig")]
    without = [{name: value for name, value in one.items() if name != "value"} for one in decisions]
    with ledger_of(tmp_path / "none", transactions=WHOLE_YEAR, decisions=without) as ledger:
        assert said(ledger)["unknown_type"] == [(9, "")]
