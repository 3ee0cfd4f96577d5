"""Choosing actions: seconds, gain and gap by size, beside greedy choice and HiGHS, on the same drawn firms.

Run as ``python -m benchmarks.allocate [CUSTOMERS ...]``; writes ``benchmarks/results/allocate.json``.

A firm is drawn with 14 actions to choose among: value of a customer lognormal, what an action brings of it gamma, hours
from a quarter to three, euros from nought to a hundred; every customer can have about half of the actions. A manager
has 500 customers and a fifth of an hour for each; there are three euros for each customer. Not a seed of the tests.

greedy   best gain per (hours / all hours + euros / all euros) first, the usual rule of thumb
milp     ``scipy.optimize.milp`` (HiGHS) to a gap of one in ten thousand, stopped after ``MOST_SECONDS``; up to 2,000
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from klantkompas.advice.allocate import Offers, allocate

SIZES = (200, 2_000, 20_000, 200_000)
ACTIONS = 14
HOURS = np.array([0.25, 0.5, 1, 1.5, 2, 3, 0.5, 1, 1.5, 2, 0.25, 0.75, 1, 2.5])
COSTS = np.array([0.0, 0, 25, 50, 0, 50, 20, 100, 0, 0, 10, 0, 30, 15])
CUSTOMERS_A_MANAGER, HOURS_A_CUSTOMER, EUROS_A_CUSTOMER = 500, 0.2, 3.0
SEED, PEER_UP_TO, MOST_SECONDS = 20261122, 2_000, 120.0
RESULTS = Path(__file__).parent / "results" / "allocate.json"


def drawn(customers: int) -> tuple[Offers, np.ndarray, float]:
    """Offers, hours of each manager and the budget of a firm of this size."""
    rng = np.random.default_rng(SEED)
    managers = max(1, customers // CUSTOMERS_A_MANAGER)
    customer, action = np.nonzero(rng.random((customers, ACTIONS)) < 0.5)
    value = rng.lognormal(4.5, 1.2, customers)
    offers = Offers(
        customer=customer,
        gain=value[customer] * rng.gamma(1.0, 1.0, customer.size) * np.sqrt(HOURS[action]) - 20.0,
        hours=HOURS[action],
        cost=COSTS[action],
        manager=np.arange(customers) % managers,
    )
    hours = np.full(managers, np.floor(100 * HOURS_A_CUSTOMER * customers / managers) / 100)
    return offers, hours, EUROS_A_CUSTOMER * customers


def greedy(offers: Offers, hours: np.ndarray, budget: float) -> float:
    """What the rule of thumb brings."""
    manager = offers.manager[offers.customer]
    weight = offers.hours / hours[manager] / hours.size + offers.cost / budget
    left, money, taken, gain = hours.copy(), budget, np.zeros(offers.manager.size, bool), 0.0
    for row in np.argsort(-offers.gain / np.maximum(weight, 1e-12)):
        one, own = offers.customer[row], manager[row]
        fits = offers.hours[row] <= left[own] and offers.cost[row] <= money
        if offers.gain[row] > 0 and not taken[one] and fits:
            taken[one] = True
            left[own] -= offers.hours[row]
            money -= offers.cost[row]
            gain += offers.gain[row]
    return gain


def by_milp(offers: Offers, hours: np.ndarray, budget: float) -> float | None:
    """What HiGHS finds within its time."""
    n, rows = offers.customer.size, np.arange(offers.customer.size)
    once = csr_array((np.ones(n), (offers.customer, rows)), (offers.manager.size, n))
    used = csr_array((offers.hours, (offers.manager[offers.customer], rows)), (hours.size, n))
    limits = [
        LinearConstraint(once, ub=1),
        LinearConstraint(used, ub=hours),
        LinearConstraint(csr_array(offers.cost[None, :]), ub=budget),
    ]
    options = {"mip_rel_gap": 1e-4, "time_limit": MOST_SECONDS}
    found = milp(-offers.gain, constraints=limits, integrality=np.ones(n), bounds=Bounds(0, 1), options=options)
    return None if found.fun is None else float(-found.fun)


def timed(work: Any, *given: Any) -> tuple[Any, float]:
    """What it gives, and the processor seconds that took."""
    began = time.process_time()
    found = work(*given)
    return found, round(time.process_time() - began, 2)


def measure(customers: int) -> dict[str, Any]:
    """One firm, chosen in three ways."""
    offers, hours, budget = drawn(customers)
    found, seconds = timed(lambda: allocate(offers, hours=hours, budget=budget))
    thumb, thumb_seconds = timed(greedy, offers, hours, budget)
    peer, peer_seconds = timed(by_milp, offers, hours, budget) if customers <= PEER_UP_TO else (None, None)
    return {
        "customers": customers,
        "actions": ACTIONS,
        "offers": int(offers.customer.size),
        "managers": int(hours.size),
        "cpu_seconds": seconds,
        "gain": round(found.gain, 2),
        "bound": round(found.bound, 2),
        "gap": float(f"{found.gap:.3g}"),
        "euro_price": round(found.euro_price, 4),
        "hour_price_mean": round(float(found.hour_price.mean()), 2),
        "greedy": {"cpu_seconds": thumb_seconds, "short_of_bound": round(float(1 - thumb / found.bound), 4)},
        "milp": None
        if peer is None
        else {"cpu_seconds": peer_seconds, "short_of_bound": float(f"{1 - peer / found.bound:.3g}")},
    }


def main(sizes: list[int]) -> None:
    """Measure every size and keep the figures."""
    figures = []
    for size in sizes:
        figures.append(measure(size))
        print(figures[-1], flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or list(SIZES))
