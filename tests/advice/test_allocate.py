"""The list is feasible, no better one exists beyond its gap, and a full search agrees.

The oracle is ``scipy.optimize.milp`` (HiGHS) on instances of up to 200 customers.
"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from klantkompas.advice.allocate import NOTHING, Allocation, Offers, allocate

HOURS = np.array([0.25, 0.5, 1.0, 1.5, 2.0, 3.0])
COSTS = np.array([0.0, 25.0, 0.0, 50.0, 20.0, 100.0])


def offers_of(rows: list[tuple[int, float, float, float]], managers: list[int]) -> Offers:
    """Offers as (customer, gain, hours, cost)."""
    customer, gain, hours, cost = (np.array(column) for column in zip(*rows, strict=True))
    return Offers(
        customer=customer.astype(np.int64),
        gain=gain.astype(float),
        hours=hours.astype(float),
        cost=cost.astype(float),
        manager=np.array(managers, np.int64),
    )


def drawn(seed: int, customers: int, managers: int = 1) -> Offers:
    rng = np.random.default_rng(seed)
    customer, action = np.nonzero(rng.random((customers, HOURS.size)) < 0.6)
    gain = rng.lognormal(4.5, 1.2, customers)[customer] * rng.gamma(1.0, 1.0, customer.size) - 20.0
    return Offers(
        customer=customer.astype(np.int64),
        gain=gain,
        hours=HOURS[action],
        cost=COSTS[action],
        manager=rng.integers(0, managers, customers),
    )


def best(offers: Offers, hours: np.ndarray, budget: float) -> float:
    """The most that any list brings, by HiGHS."""
    n = offers.customer.size
    once = np.zeros((offers.manager.size, n))
    once[offers.customer, np.arange(n)] = 1
    used = np.zeros((hours.size, n))
    used[offers.manager[offers.customer], np.arange(n)] = offers.hours
    limits = [LinearConstraint(once, ub=1), LinearConstraint(used, ub=hours)]
    if np.isfinite(budget):
        limits.append(LinearConstraint(offers.cost[None, :], ub=budget))
    found = milp(-offers.gain, constraints=limits, integrality=np.ones(n), bounds=Bounds(0, 1))
    assert found.status == 0
    return float(-found.fun)


def held(offers: Offers, found: Allocation, hours: np.ndarray, budget: float) -> None:
    """Within every limit, at most one a customer, and the sums are those of what was chosen."""
    rows = found.chosen[found.chosen != NOTHING]
    assert (offers.customer[rows] == np.flatnonzero(found.chosen != NOTHING)).all()
    used = np.bincount(offers.manager[offers.customer[rows]], offers.hours[rows], minlength=hours.size)
    assert (used <= hours + 1e-6).all()
    assert offers.cost[rows].sum() <= budget + 1e-6
    assert found.gain == pytest.approx(offers.gain[rows].sum())
    assert found.gain <= found.bound + 1e-6
    assert (offers.gain[rows] > 0).all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("customers", "managers"), [(30, 1), (200, 1), (200, 3)])
def test_the_list_is_as_good_as_it_says_and_the_best_where_it_says_so(seed, customers, managers):
    offers = drawn(seed, customers, managers)
    hours, budget = np.full(managers, 0.2 * customers / managers), 3.0 * customers
    found = allocate(offers, hours=hours, budget=budget)
    held(offers, found, hours, budget)
    top = best(offers, hours, budget)
    assert found.gain <= top * (1 + 1e-6)
    assert top <= found.bound * (1 + 1e-6)
    assert found.gain >= 0.99 * top
    assert found.gap > 0 or found.gain == pytest.approx(top, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_without_a_budget_only_hours_count_and_a_small_list_is_the_best(seed):
    offers = drawn(seed, 120)
    found = allocate(offers, hours=np.array([15.0]), budget=np.inf)
    held(offers, found, np.array([15.0]), np.inf)
    assert found.euro_price == 0.0
    assert found.gap == 0.0
    assert found.gain == pytest.approx(best(offers, np.array([15.0]), np.inf), rel=1e-6)


def test_a_long_list_is_within_a_ten_thousandth_of_the_bound():
    offers = drawn(1, 5_000, 10)
    hours = np.full(10, 100.0)
    found = allocate(offers, hours=hours, budget=15_000.0)
    held(offers, found, hours, 15_000.0)
    assert found.gap < 1e-4


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.data())
def test_a_few_customers_by_trying_everything(data):
    customers = data.draw(st.integers(1, 4))
    numbers = st.integers(0, 8)
    rows = [
        (customer, data.draw(st.integers(-3, 9)), data.draw(numbers) / 4, data.draw(numbers))
        for customer in range(customers)
        for _ in range(data.draw(st.integers(1, 3)))
    ]
    managers = [data.draw(st.integers(0, 1)) for _ in range(customers)]
    offers = offers_of(rows, managers)
    hours, budget = np.array([data.draw(numbers) / 2, data.draw(numbers) / 2]), float(data.draw(st.integers(0, 20)))
    found = allocate(offers, hours=hours, budget=budget)
    held(offers, found, hours, budget)
    assert found.gain == pytest.approx(_by_trying(offers, hours, budget))


def _by_trying(offers: Offers, hours: np.ndarray, budget: float) -> float:
    each = [[NOTHING, *np.flatnonzero(offers.customer == one)] for one in range(offers.manager.size)]
    top = 0.0
    for pick in product(*each):
        rows = np.array([one for one in pick if one != NOTHING], np.int64)
        used = np.bincount(offers.manager[offers.customer[rows]], offers.hours[rows], minlength=hours.size)
        if (used <= hours + 1e-9).all() and offers.cost[rows].sum() <= budget + 1e-9:
            top = max(top, float(offers.gain[rows].sum()))
    return top


def test_where_everything_fits_everybody_has_his_best_and_an_hour_more_brings_nothing():
    offers = offers_of([(0, 10, 1, 0), (0, 12, 2, 0), (1, 5, 1, 0), (2, -1, 0, 0)], [0, 0, 0])
    found = allocate(offers, hours=np.array([100.0]), budget=np.inf)
    assert found.chosen.tolist() == [1, 2, NOTHING]
    assert found.hour_price.tolist() == [0.0]
    assert found.gap == 0.0


def test_the_price_of_an_hour_is_what_the_last_hour_brings():
    offers = offers_of([(at, 100 - at, 1, 0) for at in range(10)], [0] * 10)
    found = allocate(offers, hours=np.array([4.0]), budget=np.inf)
    assert found.gain == 100 + 99 + 98 + 97
    assert 96 <= found.hour_price[0] <= 97 + 1e-6


def test_hours_of_one_manager_are_not_those_of_another():
    offers = offers_of([(0, 10, 1, 0), (1, 9, 1, 0), (2, 1, 1, 0)], [0, 0, 1])
    found = allocate(offers, hours=np.array([1.0, 1.0]), budget=np.inf)
    assert found.chosen.tolist() == [0, NOTHING, 2]
    assert found.hour_price[0] > found.hour_price[1]


def test_few_offers_among_very_many_customers_give_the_same_list_as_alone():
    few = drawn(5, 200, 3)
    many = replace(few, customer=few.customer * 1_000, manager=np.repeat(few.manager, 1_000))
    hours = np.full(3, 30.0)
    alone, among = (allocate(one, hours=hours, budget=400.0) for one in (few, many))
    assert among.chosen[::1_000].tolist() == alone.chosen.tolist()
    assert (among.chosen != NOTHING).sum() == (alone.chosen != NOTHING).sum()
    assert among.gain == alone.gain


def test_nothing_to_choose_from_is_an_empty_list():
    nothing = np.empty(0)
    offers = Offers(
        customer=np.empty(0, np.int64), gain=nothing, hours=nothing, cost=nothing, manager=np.zeros(3, np.int64)
    )
    found = allocate(offers, hours=np.array([5.0]), budget=10.0)
    assert found.chosen.tolist() == [NOTHING] * 3
    assert (found.gain, found.bound, found.gap) == (0.0, 0.0, 0.0)
