"""How long relations last: running ones count as running, written ends go before estimated ones, danger has a band."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from klantkompas.estimators.purchases import PurchaseProcess
from klantkompas.insight.duration import MONTH, Relations, contract_terms, danger_dates, duration
from klantkompas.insight.value import ValueModel
from tests.insight.bases import AS_OF, analysed
from tests.ledger_files import sold

UNTIL = 20_000
MODEL = ValueModel(
    process=PurchaseProcess(r=2.0, alpha=60.0, a=0.5, b=9.5, k=2),
    earning=None,
    ends=tuple(UNTIL - 365 * back for back in range(5)),
    horizon=5,
    discount=0.1,
)


def relations(began: np.ndarray, ended: np.ndarray) -> dict[str, np.ndarray]:
    """Customers who ordered on their first day and every 30 days until they ended (NaN: still running)."""
    last = np.where(np.isfinite(ended), ended, UNTIL - (UNTIL - began) % 30)
    return {
        "key": np.arange(began.size, dtype=float),
        "first_day": began,
        "last_day": last,
        "orders": np.maximum((last - began) // 30, 0) + 1.0 * (last > began),
        "began_day": began,
        "acquired_day": began,
        "ended_day": ended,
        "since_before": np.zeros(began.size),
        "has_contract": np.full(began.size, np.nan),
        "contract_from": np.full(began.size, np.nan),
        "contract_until": np.full(began.size, np.nan),
    }


def world(size: int, hump: float) -> dict[str, np.ndarray]:
    """A chance of 1 % a month to end, ``hump`` times that in months 34 to 38; begun over ten years."""
    rng = np.random.default_rng(2)
    began = np.floor(UNTIL - rng.uniform(100, 3_650, size))
    month = np.arange(200)
    risk = np.where((month >= 34) & (month <= 38), 0.01 * hump, 0.01)
    alive = np.cumprod(1 - risk)
    lasts = np.searchsorted(-alive, -rng.random(size)) + 0.5
    end = np.floor(began + lasts * MONTH)
    return relations(began, np.where(end <= UNTIL, end, np.nan))


def counted(numbers: dict[str, np.ndarray]) -> Relations:
    found = Relations(MODEL, facts_since=UNTIL - 3_700)
    half = numbers["key"].size // 2
    found.add({name: values[:half] for name, values in numbers.items()})
    found.add({name: values[half:] for name, values in numbers.items()})
    return found


def test_written_ends_give_the_true_duration_and_no_danger_where_there_is_none() -> None:
    """With 1 % a month half are left after ln 2 / 0.01 = 69 months, 5.7 years."""
    found = duration(counted(world(3_000, hump=1.0)))
    assert found.basis == "known_ends"
    assert found.median_years == pytest.approx(5.74, abs=0.6)
    assert found.low is not None and found.mean_years is not None and found.high is not None
    assert found.low < found.mean_years < found.high
    assert (found.danger, found.danger_reason) == (None, "no_rise")


def test_danger_months_are_found_with_a_band_and_point_at_who_nears_them() -> None:
    numbers = world(3_000, hump=4.0)
    found = duration(counted(numbers))
    assert found.danger is not None
    assert found.danger.low <= 36 <= found.danger.high
    begin, end = danger_dates(found, numbers, np.where(np.isfinite(numbers["ended_day"]), 0.0, 0.9), UNTIL)
    near = np.isfinite(begin)
    assert near.any() and not near[np.isfinite(numbers["ended_day"])].any()
    assert (begin[near] <= UNTIL + 92).all() and (end[near] > UNTIL).all()
    tenure = (UNTIL - numbers["began_day"][near]) / MONTH
    assert tenure.min() >= found.danger.low - 4 and tenure.max() <= found.danger.high


def of_36_months(*, also_leaving: bool) -> dict[str, np.ndarray]:
    """Contracts of 36 months with which six in ten relations end; others run on, or one in three of them leaves early.

    Who leaves early mostly does so around month 18, on no day that a contract would end on.
    """
    rng = np.random.default_rng(5)
    size = 3_000
    began = np.floor(UNTIL - rng.uniform(100, 3_650, size))
    numbers = relations(began, np.full(size, np.nan))
    ended = np.where(rng.random(size) < 0.6, began + 1_095.0, np.nan)  # three years, the last day left out
    if also_leaving:
        early = rng.random(size) < 0.3
        ended[early] = began[early] + np.floor(rng.normal(18.0, 1.5, early.sum()) * MONTH)
        ended[rng.random(size) < 0.1] = np.nan
    numbers["has_contract"][:] = 1.0
    numbers["contract_from"], numbers["contract_until"] = began, ended
    return numbers


def test_a_peak_that_the_contracts_make_is_told_apart_from_danger() -> None:
    found = duration(counted(of_36_months(also_leaving=False)))
    assert found.basis == "contracts"
    assert (found.danger, found.danger_reason) == (None, "contract_term")
    assert [(one.month, one.share) for one in found.contract_terms] == [(36, 1.0)]


def test_danger_months_are_found_beside_a_peak_that_the_contracts_make() -> None:
    """At month 18 nobody's contract ends; of all ends those with a contract of 36 months are some six in ten."""
    found = duration(counted(of_36_months(also_leaving=True)))
    assert found.danger is not None
    assert found.danger.low <= 18 <= found.danger.high < 36
    assert [one.month for one in found.contract_terms] == [36]
    assert 0.4 < found.contract_terms[0].share < 0.7


def test_what_contracts_last_by_hand() -> None:
    """Of ten ends six come with contracts of 12 months, three with none, and one with one of 7, too few to be usual."""
    kind = np.array([0.0, 13.0, 1.0, 8.0])
    nothing, weights = np.zeros(4), np.array([40.0, 6.0, 3.0, 1.0])
    (term,) = contract_terms((nothing, nothing + 12.0, kind, weights))
    assert (term.month, term.share) == (12, 0.6)


def test_the_curve_falls_within_its_band() -> None:
    curve = duration(counted(world(800, hump=1.0))).curve.to_pydict()
    survival = np.array(curve["survival"])
    assert (np.diff(survival) <= 0).all() and survival[0] <= 1
    assert (np.array(curve["low"]) <= survival).all() and (survival <= np.array(curve["high"])).all()
    assert (np.array(curve["hazard_low"]) <= np.array(curve["hazard_high"])).all()


def test_few_relations_have_no_mean_but_a_reason() -> None:
    found = duration(counted(world(8, hump=1.0)))
    assert (found.mean_years, found.reason) == (None, "few_relations")


def test_customers_from_before_the_facts_without_a_known_beginning_do_not_count() -> None:
    numbers = world(50, hump=1.0)
    numbers["acquired_day"][:] = np.nan
    numbers["since_before"][:] = 1
    assert duration(counted(numbers)).reason == "began_before"


def test_a_firm_that_works_by_contract_is_measured_by_its_contracts(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = []
    contracts: list[dict[str, Any]] = []
    for one in range(60):
        start = AS_OF - timedelta(days=1_000 - one)
        lines += [sold(f"c{one}", f"{start + timedelta(days=30 * at)}", "50", cost=Decimal(10)) for at in range(5)]
        until = start + timedelta(days=365) if one % 2 else None
        contracts.append({"customer_id": f"c{one}", "start": start, "end": until, "amount": 10, "period": "month"})
    lines.append(sold("old", f"{AS_OF - timedelta(days=1_500)}", "50", cost=Decimal(10)))
    _, base = analysed(tmp_path, transactions=lines, contracts=contracts)
    found = base.summary["duration"]
    assert found["basis"] == "contracts"
    assert 1.0 <= found["median_years"] <= 1.05
    assert found["contract_terms"] == [{"month": 12, "share": 1.0}]
    assert (found["danger"], found["danger_reason"]) == ([], "contract_term")
