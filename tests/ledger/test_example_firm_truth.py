"""The example firm against its own truth: facts and truth agree, and the truth is not there for the taking."""

import datetime as dt
import math
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from klantkompas.ledger.example_firm.firm import Firm
from klantkompas.ledger.example_firm.season import day_number, day_of, season
from klantkompas.ledger.example_firm.simulate import Simulated, branch

FIRM = Firm()
YEAR_AGO = dt.date(2025, 10, 31)


class Firm2000:
    """A firm of 2,000 as numpy columns a customer, in the order of the truth (no second entries)."""

    def __init__(self, seed: int) -> None:
        self.made: Simulated = branch(firm=FIRM, customers=2_000, seed=seed, number=0)
        truth = self.made.truth["customers"]
        self.truth = truth.filter(pc.is_null(truth["duplicate_of"])).combine_chunks()
        self.ids = self.truth["customer_id"].to_pylist()
        self.typed = self.column("type").astype(str) != "None"
        sold = self.made.facts["transactions"]
        self.sold = sold.filter(pc.is_in(sold["customer_id"], self.truth["customer_id"].combine_chunks()))
        self.last_year = self.sold.filter(pc.greater(self.sold["date"], pa.scalar(YEAR_AGO)))

    def column(self, name: str) -> Any:
        return self.truth[name].to_numpy()

    def summed(self, rows: pa.Table, column: str) -> Any:
        found = rows.group_by("customer_id").aggregate([(column, "sum")]).to_pydict()
        by_id = dict(zip(found["customer_id"], found[f"{column}_sum"], strict=True))
        return np.array([float(by_id.get(one) or 0) for one in self.ids])

    def silence(self) -> Any:
        """Days since the last order at the end date; a lifetime where there is none."""
        orders = self.sold.filter(pc.greater_equal(self.sold["amount"], 0))
        found = orders.group_by("customer_id").aggregate([("date", "max")]).to_pydict()
        last = dict(zip(found["customer_id"], found["date_max"], strict=True))
        return np.array([(FIRM.end - last[one]).days if one in last else 99_999 for one in self.ids])


@pytest.fixture(scope="module", params=[7, 1])
def firm(request: pytest.FixtureRequest) -> Firm2000:
    return Firm2000(request.param)


def balanced_accuracy(said: Any, true: Any) -> float:
    return float((said[true].mean() + (~said[~true]).mean()) / 2)


def test_every_type_is_there_in_a_believable_part(firm: Firm2000) -> None:
    types = firm.column("type")[firm.typed]
    parts = {one: float((types == one).mean()) for one in ("demanding", "dormant", "shared", "loyal")}
    assert math.isclose(sum(parts.values()), 1.0)
    assert all(0.08 <= part <= 0.55 for part in parts.values()), parts


def test_types_follow_their_definition(firm: Firm2000) -> None:
    hours, profit, alive, share = (firm.column(one) for one in ("hours_year", "profit_year", "alive", "share"))
    effort = (hours >= 8) & (profit <= 0)
    said = np.where(effort, "demanding", np.where(~alive, "dormant", np.where(share < 0.6, "shared", "loyal")))
    assert (said[firm.typed] == firm.column("type")[firm.typed]).all()
    assert np.allclose(profit[firm.typed], (firm.column("margin_year") - 62 * hours)[firm.typed])


def test_silence_alone_does_not_tell_sleepers(firm: Firm2000) -> None:
    """The rule of a year is right for whom it is easy; judged between active and asleep it stays under .80."""
    state = firm.column("state")
    choice = (state == "active") | (state == "asleep")
    said = firm.silence()[choice] <= 365
    assert balanced_accuracy(said, (state == "active")[choice]) < 0.80


def test_turnover_does_not_tell_who_costs_money(firm: Firm2000) -> None:
    """Calling the lowest third in turnover demanding finds far too many others: precision under .40."""
    revenue, types = firm.summed(firm.last_year, "amount")[firm.typed], firm.column("type")[firm.typed]
    lowest = revenue <= np.quantile(revenue, 1 / 3)
    assert (types[lowest] == "demanding").mean() < 0.40


def test_the_figures_of_the_firm_make_sense(firm: Firm2000) -> None:
    margin = firm.summed(firm.last_year, "amount") - firm.summed(firm.last_year, "cost")
    hours = firm.made.facts["time_entries"]
    spent = firm.summed(hours.filter(pc.greater(hours["date"], pa.scalar(YEAR_AGO))), "hours")
    assert 0.25 <= margin.sum() / firm.summed(firm.last_year, "amount").sum() <= 0.35
    assert 6 <= spent.mean() <= 16
    profit = np.sort(margin - 62 * spent)[::-1]
    assert 1.1 <= np.cumsum(profit).max() / profit.sum() <= 1.4


def test_facts_of_the_last_year_add_up_to_what_was_expected(firm: Firm2000) -> None:
    margin = firm.summed(firm.last_year, "amount") - firm.summed(firm.last_year, "cost")
    assert 0.85 <= margin.sum() / firm.column("margin_year")[firm.typed].sum() <= 1.10
    hours = firm.made.facts["time_entries"]
    spent = firm.summed(hours.filter(pc.greater(hours["date"], pa.scalar(YEAR_AGO))), "hours")
    assert 0.85 <= spent.sum() / firm.column("hours_year")[firm.typed].sum() <= 1.05


def test_the_year_to_come_goes_on_as_the_last_one(firm: Firm2000) -> None:
    """Nobody who is gone comes back; the rest together do about as before."""
    assert firm.column("future_orders")[firm.column("state") == "gone"].sum() == 0
    expected = firm.column("margin_year")[firm.typed].sum()
    assert 0.8 <= firm.column("future_margin").sum() / expected <= 1.1
    assert 0.8 <= firm.column("future_hours").sum() / firm.column("hours_year")[firm.typed].sum() <= 1.1


def test_prospects_have_quotes_and_no_orders(firm: Firm2000) -> None:
    prospects = firm.column("state") == "prospect"
    assert prospects.sum() == 60
    assert firm.summed(firm.sold, "amount")[prospects].sum() == 0
    quoted = set(firm.made.facts["quotes"]["customer_id"].to_pylist())
    assert {one for one, is_one in zip(firm.ids, prospects, strict=True) if is_one} <= quoted


def test_regular_customers_are_regular(firm: Firm2000) -> None:
    """Own gaps of customers with 25 orders or more: coefficient of variation against 1 / sqrt(k)."""
    orders = firm.sold.filter(pc.greater_equal(firm.sold["amount"], 0))
    days: dict[str, set[int]] = {}
    for one, day in zip(orders["customer_id"].to_pylist(), orders["date"].cast(pa.int32()).to_pylist(), strict=True):
        days.setdefault(one, set()).add(day)
    often = [(place, sorted(days[one])) for place, one in enumerate(firm.ids) if len(days.get(one, ())) >= 25]
    spread = np.array([np.diff(found).std() / np.diff(found).mean() for _, found in often])
    expected = 1 / np.sqrt(firm.column("regularity")[[place for place, _ in often]])
    assert len(often) > 200
    assert np.corrcoef(np.log(spread), np.log(expected))[0, 1] > 0.3


def test_nobody_orders_in_the_weekend_and_builders_go_on_holiday(firm: Firm2000) -> None:
    dates = firm.made.facts["transactions"]["date"].to_pylist()
    assert {one.weekday() for one in dates} == {0, 1, 2, 3, 4}
    assert not {(one.month, one.day) for one in dates} & {(1, 1), (4, 27), (12, 25), (12, 26)}
    builders = {one for one, sector in zip(firm.ids, firm.column("sector"), strict=True) if sector == "bouw"}
    weeks = [
        one["date"].isocalendar().week
        for one in firm.sold.select(["customer_id", "date"]).to_pylist()
        if one["customer_id"] in builders
    ]
    count = np.bincount(weeks, minlength=54)
    assert count[30:33].sum() < 0.5 * count[25:28].sum()


def test_second_entries_carry_some_of_the_invoices(firm: Firm2000) -> None:
    truth = firm.made.truth["customers"]
    second = truth.filter(pc.is_valid(truth["duplicate_of"]))
    assert len(second) == 12
    on_second = pc.is_in(firm.made.facts["transactions"]["customer_id"], second["customer_id"].combine_chunks())
    assert pc.sum(on_second).as_py() > 0
    customers = firm.made.facts["customers"]
    vat = dict(zip(customers["customer_id"].to_pylist(), customers["vat_number"].to_pylist(), strict=True))
    assert all(vat[one["customer_id"]] == vat[one["duplicate_of"]] for one in second.to_pylist())


def test_flaws_are_there(firm: Firm2000) -> None:
    facts = firm.made.facts
    known = facts["customers"]["customer_id"].combine_chunks()
    booked = facts["time_entries"]["customer_id"]
    unknown = pc.and_(pc.is_valid(booked), pc.invert(pc.is_in(booked, known)))
    assert pc.sum(unknown).as_py() > 50
    assert "Intern" in facts["time_entries"]["project"].to_pylist()
    assert facts["transactions"]["customer_id"].null_count > 10
    internal = facts["customers"].filter(facts["customers"]["internal"])
    assert internal["name"].to_pylist() == ["Diverse contante verkopen", "Van der Veer Verpakking en Hygiëne"]
    credited = pc.less(facts["transactions"]["amount"], 0)
    assert 0.01 <= pc.mean(credited.cast(pa.float64())).as_py() <= 0.02


def test_the_waking_trial_shows_its_known_effect(firm: Firm2000) -> None:
    """Treated minus held out, order within 180 days, lies within three standard errors of what was put in."""
    orders = firm.sold.filter(pc.greater(firm.sold["amount"], 0))
    days: dict[str, list[int]] = {}
    for one, day in zip(orders["customer_id"].to_pylist(), orders["date"].cast(pa.int32()).to_pylist(), strict=True):
        days.setdefault(one, []).append(day)
    trials = [one for one in firm.made.facts["actions"].to_pylist() if one["action"] == "wake"]
    known = {one["action_id"]: one["uplift"] for one in firm.made.truth["trials"].to_pylist()}
    outcome: dict[str, list[bool]] = {"treated": [], "held_out": []}
    for one in trials:
        start = day_number(one["assigned_on"])
        outcome[one["arm"]].append(any(start < day <= start + 180 for day in days.get(one["customer_id"], ())))
    treated, held_out = (np.array(outcome[arm], dtype=float) for arm in ("treated", "held_out"))
    error = math.sqrt(treated.var() / len(treated) + held_out.var() / len(held_out))
    true = float(np.mean([known[one["action_id"]] for one in trials]))
    assert abs(len(held_out) / len(trials) - 0.30) < 0.05
    assert abs(treated.mean() - held_out.mean() - true) < 3 * error
    assert true > 0.05


def test_effects_differ_between_customers_and_may_not_pay(firm: Firm2000) -> None:
    effects = firm.made.truth["effects"]
    assert len(effects) == 2_000 * 10
    chance = effects["base"].to_numpy() + effects["uplift"].to_numpy()
    assert chance.min() >= 0
    assert chance.max() <= 1
    wake = effects.filter(pc.equal(effects["action"], "wake"))
    asleep = firm.column("state") == "asleep"
    assert (wake["uplift"].to_numpy()[~asleep] == 0).all()
    assert wake["uplift"].to_numpy()[asleep].std() > 0.05
    assert (wake["value"].to_numpy()[asleep] < 0).any()


def test_nothing_is_dated_after_the_end(firm: Firm2000) -> None:
    for name, rows in firm.made.facts.items():
        for field in rows.schema:
            if pa.types.is_date(field.type) and (name, field.name) not in {
                ("transactions", "promised_on"),
                ("transactions", "due_on"),
                ("promises", "due_on"),
                ("contracts", "end"),
            }:
                latest = pc.max(rows[field.name]).as_py()
                assert latest is None or latest <= FIRM.end, (name, field.name)


def test_an_average_year_counts_as_a_year() -> None:
    """Demand is scaled per sector: 365.25 ordinary days a year, none in the weekend."""
    calendar = season(FIRM)
    years = (calendar.busy.shape[1] - 1) / 365.25
    assert np.allclose(calendar.busy[:, -1], 365.25 * years)
    assert all(day_of(int(day)).weekday() < 5 for day in calendar.workdays)
    assert dt.date(2026, 4, 6) not in {day_of(int(day)) for day in calendar.workdays}  # Easter Monday
