"""What customers did after a complaint: by hand, and on firms of which the rates are known."""

from datetime import date, timedelta

import numpy as np
import pytest

from klantkompas.estimators.proportion import difference, net_promoters, part, rising
from klantkompas.insight.base import analyse
from klantkompas.insight.recovery import STATES, Cases, Orders, aftermath
from klantkompas.ledger.book import open_ledger
from klantkompas.rules import CareRules

RULES = CareRules()
NOBODY = Orders(np.array([], np.int64), np.array([], np.int64))
TRUE_RATES = {"not_told": 0.35, "unresolved": 0.45, "resolved": 0.8, "resolved_well": 0.95}


@pytest.mark.parametrize(
    ("had", "cases", "low", "high"), [(7, 8, 0.53, 0.98), (0, 5, 0.0, 0.43)], ids=["7 of 8", "0 of 5"]
)
def test_few_cases_have_the_ranges_of_wilson(had, cases, low, high):
    """The two examples of METHODS 6, at 95 %."""
    found = part(had=had, cases=cases, confidence=0.95)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


def test_a_range_of_a_difference_holds_it_and_is_wider_than_either():
    one, other = part(had=9, cases=10), part(had=5, cases=10)
    low, high = difference(one, other)
    assert low < 0.4 < high
    assert high - low > one.high - one.low


def test_twenty_answers_say_little_of_promoters():
    """METHODS 6: 9, 6 and 5 give 20 points as counted, give or take some 30 at 90 %."""
    found = net_promoters(promoters=9, passives=6, detractors=5)
    assert found.share == pytest.approx(0.2)
    assert found.low < -0.05
    assert found.high > 0.4


def test_a_curve_rises_where_the_answers_do_not():
    found = rising(score=[6, 6, 7, 7, 8, 8, 8, 8], had=[0, 1, 0, 0, 1, 1, 1, 1])
    assert found.fitted.tolist() == pytest.approx([0.25, 0.25, 1.0])
    assert (found.low <= found.fitted).all()
    assert (found.fitted <= found.high).all()
    assert found.low[2] < 1.0  # four of four is not for certain


def a_firm(rng: np.random.Generator, cases: int) -> tuple[Cases, Orders, np.ndarray]:
    """Customers with a case of a known state, who come back at the true rate of that state; and quiet ones."""
    key, state = np.arange(cases), rng.integers(0, 4, cases)
    judged = rng.integers(800, 1000, cases)
    before = [(k, d) for k in key for d in judged[k] - 20 - 40 * np.arange(9)]
    back = rng.random(cases) < np.array([TRUE_RATES[one] for one in STATES])[state]
    after = [(k, judged[k] + rng.integers(1, 90)) for k in key[back]]
    quiet = np.arange(cases, 2 * cases)
    others = [(k, d) for k in quiet for d in np.arange(rng.integers(0, 40), 1400, 40)]
    rows = np.array(before + after + others, np.int64)
    found = Cases(key=key, judged=judged, state=state, compensation=np.zeros(cases, np.int64))
    return found, Orders(rows[:, 0], rows[:, 1]), quiet


def test_ranges_hold_the_true_rates_as_often_as_they_say():
    rng, held = np.random.default_rng(11), []
    for _ in range(120):
        cases, orders, quiet = a_firm(rng, 120)
        for row in aftermath(cases, orders, quiet, NOBODY, RULES, until=1400).to_pylist():
            held.append(row["again_low"] <= TRUE_RATES[row["state"]] <= row["again_high"])
    assert len(held) == 480
    assert 0.87 <= np.mean(held) <= 0.97


def test_comparable_customers_order_on_as_they_did():
    cases, orders, quiet = a_firm(np.random.default_rng(12), 400)
    rows = aftermath(cases, orders, quiet, NOBODY, RULES, until=1400).to_pylist()
    assert all(row["matched"] == pytest.approx(1.0, abs=0.02) for row in rows)
    assert all(row["gap"] == pytest.approx(TRUE_RATES[row["state"]] - 1.0, abs=0.12) for row in rows)
    assert all(row["gap_low"] < row["gap"] < row["gap_high"] for row in rows)


def test_a_case_whose_time_is_not_over_is_running_and_a_customer_counts_once():
    key, judged = np.array([1, 1, 2]), np.array([1000, 500, 1390])
    cases = Cases(key=key, judged=judged, state=np.array([2, 1, 1]), compensation=np.array([500, 0, 0]))
    orders = Orders(np.array([1, 1, 1, 2, 2]), np.array([400, 440, 1050, 1300, 1340]))
    found = {
        row["state"]: row
        for row in aftermath(cases, orders, np.array([], np.int64), NOBODY, RULES, until=1400).to_pylist()
    }
    assert (found["resolved"]["cases"], found["resolved"]["again"]) == (1, 1.0)
    assert found["resolved"]["compensation"] == 5
    assert (found["unresolved"]["cases"], found["unresolved"]["running"]) == (0, 1)
    assert found["unresolved"]["again"] is None
    assert found["unresolved"]["text"] == 0.09
    assert found["resolved"]["matched"] is None


def invoices(customer: str, *days: int) -> list[dict[str, object]]:
    start = date(2024, 1, 1)
    return [{"customer_id": customer, "date": start + timedelta(days=d), "amount": 100.0} for d in days]


def test_facts_become_states():
    """A: solved fast and paid for, came back. B: never solved, stayed away. C: a low mark, told us nothing."""
    import pandas as pd  # a frame that users have

    start = date(2024, 1, 1)
    transactions = invoices("A", 0, 30, 60, 150) + invoices("B", 0, 30, 60) + invoices("C", 0, 30, 60, 140)
    transactions += invoices("D", *range(0, 700, 30))
    complaint = {"opened_on": start + timedelta(days=70)}
    complaints = [
        {"customer_id": "A", **complaint, "resolved_on": start + timedelta(days=72), "compensation": 25.0},
        {"customer_id": "B", **complaint, "resolved_on": None, "compensation": None},
    ]
    ratings = [{"customer_id": "C", "date": start + timedelta(days=70), "measure": "mark", "score": 3}]
    tables = {"transactions": transactions, "complaints": complaints, "ratings": ratings}
    with open_ledger({name: pd.DataFrame(rows) for name, rows in tables.items()}) as ledger:
        base = analyse(ledger)
    found = {row["state"]: row for row in base.lenses["recovery"].to_pylist()}
    assert {state: (row["cases"], row["again"]) for state, row in found.items()} == {
        "not_told": (1, 1.0),
        "unresolved": (1, 0.0),
        "resolved": (0, None),
        "resolved_well": (1, 1.0),
    }
    assert base.lenses["satisfaction"].to_pylist()[0]["again"] == 1.0
    assert base.lenses["marks"].to_pylist()[0]["mean"] == 3.0
