"""Hours and euros over winning, keeping and winning back: counted exactly, and an optimum only with grounds for it."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from klantkompas.rules import BudgetRules, ProfitRules, Rules
from tests.insight.bases import analysed
from tests.ledger_files import sold, worked

D = Decimal
STATED = BudgetRules(
    prospects=D(100),
    acquire_spend=D(20),
    acquire_rate=D("0.2"),
    acquire_ceiling=D("0.4"),
    keep_spend=D(40),
    keep_rate=D("0.6"),
    keep_ceiling=D("0.8"),
)


def orders(customer: str, first: int, last: int) -> list[dict[str, Any]]:
    return [
        sold(customer, f"{year}-{month:02d}-10", "100", cost=D(40))
        for year in range(first, last + 1)
        for month in range(1, 13)
    ]


def facts() -> dict[str, list[dict[str, Any]]]:
    hours = [
        worked(customer, f"{year}-{month:02d}-12", "2", purpose=purpose, hourly_cost=D(50))
        for year in (2023, 2024, 2025)
        for month in range(1, 13)
        for customer, purpose in (("a", "keep"), ("b", "serve"), ("c", "acquire"))
    ]
    spending = [
        {"date": date(year, 3, 1), "amount": D(amount), "purpose": purpose}
        for year in (2023, 2024, 2025)
        for purpose, amount in (("acquire", "1700"), ("keep", "300"))
    ]
    lines = [*orders("a", 2022, 2025), *orders("b", 2022, 2025), *orders("c", 2025, 2025), *orders("d", 2022, 2023)]
    return {"transactions": lines, "time_entries": hours, "spending": spending}


def summary_of(folder: Path, budget: BudgetRules | None = None, **given: Any) -> dict[str, Any]:
    rules = Rules(profit=ProfitRules(margin=D("0.6")), budget=budget or BudgetRules())
    _, base = analysed(folder, rules=rules, **given)
    return dict(base.summary)


def test_hours_and_euros_are_those_of_twelve_months_by_purpose(tmp_path: Path) -> None:
    """2 hours a month for each purpose, hours that serve in neither; 1,700 and 300 euros beside 1,200 of hours."""
    found = summary_of(tmp_path, **facts())
    assert found["split"]["acquire"] == {"hours": D(24), "euros": D(1700), "optimum": None}
    assert found["split"]["keep"] == {"hours": D(24), "euros": D(300), "optimum": None}
    assert found["split"]["win_back"] == {"hours": D(0), "euros": D(0), "optimum": None}
    assert found["budget"]["spent"] == {"acquire": round(2900 / 4400, 4), "keep": round(1500 / 4400, 4), "win_back": 0}
    # c was won for 1,700 and 1,200 of hours; a and b were kept for 300 and 1,200; nobody was won back
    assert found["budget"]["cost_each"] == {"acquire": D(2900), "keep": D(750)}
    assert found["budget"]["customary"] == {"acquire": D("0.85"), "keep": D("0.15")}


def test_three_even_years_show_no_response_and_say_so(tmp_path: Path) -> None:
    found = summary_of(tmp_path, **facts())
    assert found["why"]["split"] == "no_response_seen"
    assert (found["budget"]["basis"], found["budget"]["hour_moved"]) == (None, None)


def test_what_somebody_states_gives_an_optimum_and_the_worth_of_an_hour_moved(tmp_path: Path) -> None:
    found = summary_of(tmp_path, STATED, **facts())
    assert found["budget"]["basis"] == "stated" and "split" not in found["why"]
    best = {name: found["split"][name]["optimum"] for name in ("acquire", "keep", "win_back")}
    assert best["win_back"] is None  # nothing was stated of it, and nobody was won back
    assert best["acquire"] + best["keep"] == pytest.approx(1.0, abs=1e-4)
    brings = found["budget"]["hour_brings"]
    moved = found["budget"]["hour_moved"]
    assert moved["gain"] == pytest.approx(max(brings.values()) - min(brings.values()), abs=D("0.01"))


def test_more_prospects_ask_for_more_on_winning(tmp_path: Path) -> None:
    from dataclasses import replace

    few = summary_of(tmp_path / "few", STATED, **facts())
    many = summary_of(tmp_path / "many", replace(STATED, prospects=D(1000)), **facts())
    assert many["split"]["acquire"]["optimum"] > few["split"]["acquire"]["optimum"]


def test_without_spending_on_winning_counts_what_each_customer_cost(tmp_path: Path) -> None:
    given = facts()
    given["spending"] = [one for one in given["spending"] if one["purpose"] == "keep"]
    given["customers"] = [
        {"customer_id": name, "acquisition_cost": cost} for name, cost in (("a", D(500)), ("c", D(120)), ("d", None))
    ]
    found = summary_of(tmp_path, **given)
    assert found["split"]["acquire"]["euros"] == D(120)  # c began in these twelve months, a did not


def test_a_firm_that_keeps_no_purposes_has_no_split(tmp_path: Path) -> None:
    found = summary_of(tmp_path, transactions=orders("a", 2024, 2025), time_entries=[worked("a", "2025-03-01")])
    assert found["why"]["split"] == "no_purposes"
    assert found["split"]["keep"] == {"hours": None, "euros": None, "optimum": None}


def test_two_of_three_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="three numbers together"):
        BudgetRules(keep_spend=D(40), keep_rate=D("0.6"))
    with pytest.raises(ValueError, match="below its ceiling"):
        BudgetRules(keep_spend=D(40), keep_rate=D("0.9"), keep_ceiling=D("0.8"))
