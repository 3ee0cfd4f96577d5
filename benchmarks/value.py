"""Five-year value with its range for a million customers, beside twelve months without one by ``lifetimes``.

Run as ``python -m benchmarks.value``; writes ``benchmarks/results/value.json``. Every measurement runs in a process of
its own over the same customers, made block by block; making them, importing and the model's parameters are not counted.
``score`` is the chance to be active and the expected orders of twelve months alone, ours; so the ratio of ``value`` to
it says what money, five years and ranges cost. ``forecast`` is the expected orders with the learner, and the range of
each customer's orders.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = dict[str, NDArray[np.float64]]
RESULTS = Path(__file__).parent / "results" / "value.json"
MILLION, TEN_MILLION, BLOCK, UNTIL = 1_000_000, 10_000_000, 100_000, 20_000
ENDS = tuple(UNTIL - 365 * back for back in range(5))
PROCESS = {"r": 0.9, "alpha": 60.0, "a": 0.8, "b": 6.0}
YEAR = 365.25
TIMES = 3  # what else runs here only adds
TEACHERS = 5_000  # customers from whom the forecast is learned


def customers(number: int) -> Numbers:
    """One block of customers that order as the parameters say, with money and hours by year back; cents."""
    chance = np.random.default_rng(number)
    age = chance.integers(30, 1_826, BLOCK).astype(float)
    repeats = chance.poisson(chance.gamma(0.9, 1 / 60, BLOCK) * age / 2).astype(float)
    last = np.minimum(np.where(repeats > 0, np.ceil(age * chance.beta(np.maximum(repeats, 1), 1.0)), 0.0), age)
    orders = repeats + 1
    part = chance.dirichlet(np.ones(5), BLOCK) * orders[:, None]
    numbers = {"first_day": UNTIL - age, "last_day": UNTIL - age + last, "orders": orders}
    numbers |= {"ended_day": np.full(BLOCK, np.nan), "cost_silent": chance.uniform(0, 20_000, BLOCK)}
    for back in range(5):
        numbers |= {f"orders_{back}": part[:, back], f"revenue_{back}": part[:, back] * 15_000}
        numbers |= {f"squares_{back}": part[:, back] * 30_000, f"margin_{back}": part[:, back] * 4_500}
        numbers |= {f"cost_{back}": np.full(BLOCK, 20_000.0), f"cost_squares_{back}": np.full(BLOCK, 25_000.0)}
    return numbers


def value() -> Callable[[Numbers], float]:
    """Five years of value with a 90 % range, and next year's profit with one."""
    import pyarrow as pa

    from klantkompas.estimators.purchases import PurchaseProcess
    from klantkompas.estimators.spend import PartsModel
    from klantkompas.insight.service_cost import CostLevel
    from klantkompas.insight.value import Comeback, Earning, ValueModel, valuation

    cost = {"active": 40_000.0, "asleep": 10_000.0, "fading": 0.5, "size": 5_000.0, "uneven_size": 9_000.0}
    model = ValueModel(
        process=PurchaseProcess(r=PROCESS["r"], alpha=PROCESS["alpha"], a=PROCESS["a"], b=PROCESS["b"], k=2),
        earning=Earning(
            parts=PartsModel(0.2, 1.5, np.array([5.0, 5.0]), np.array([0.3, 0.3]), 0.005),
            groups={"all": 0},
            cost=CostLevel(**cost, since=UNTIL - 1_400),
            relation=-0.3,
            drift_sd=0.3,
        ),
        ends=ENDS,
        horizon=5,
        discount=0.10,
        comeback=Comeback(chance=0.1),
    )
    groups = {"group": pa.array(["all"] * BLOCK)}

    def of_block(numbers: Numbers) -> float:
        money = valuation(model, groups, numbers).money
        assert money is not None
        return float(money.lifetime.high.sum() - money.lifetime.low.sum())

    return of_block


def _history(numbers: Numbers) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    first = numbers["first_day"]
    return numbers["orders"] - 1.0, numbers["last_day"] - first, UNTIL - first


def score() -> Callable[[Numbers], float]:
    """Chance to be active and orders of twelve months, ours."""
    from klantkompas.estimators.purchases import PurchaseProcess, expected_purchases, p_active

    process = PurchaseProcess(r=PROCESS["r"], alpha=PROCESS["alpha"], a=PROCESS["a"], b=PROCESS["b"], k=2)

    def of_block(numbers: Numbers) -> float:
        x, t_x, T = _history(numbers)
        active = p_active(process=process, x=x, t_x=t_x, T=T)
        return float(active.sum() + expected_purchases(process=process, x=x, t_x=t_x, T=T, horizon=YEAR).sum())

    return of_block


def forecast() -> Callable[[Numbers], float]:
    """Orders of twelve months by the forecast, learner included, and the 90 % range of each customer's."""
    from klantkompas.estimators.forecast import RECENT, OrderHistory, forecast_orders

    chance, many = np.random.default_rng(1), np.arange(TEACHERS)
    pace, life = chance.gamma(0.9, 1 / 120, TEACHERS), chance.exponential(1_500, TEACHERS)
    again = np.repeat(many, chance.poisson(pace * life))
    buyer, day = np.append(many, again), np.append(np.zeros(TEACHERS), np.ceil(chance.uniform(0, life[again])))
    fit, _ = forecast_orders(buyer=buyer, day=day, as_of=1_461, horizon=365)
    assert fit.learner is not None

    def of_block(numbers: Numbers) -> float:
        x, t_x, T = _history(numbers)
        recent = np.stack([np.minimum(x + 1, x * part * 365 / (T + 1)) for part in RECENT], axis=1)
        low, high = fit.outlook(OrderHistory(365, x, t_x, T, np.zeros(BLOCK), recent)).interval()
        return float((high - low).sum())

    return of_block


def value_lifetimes() -> Callable[[Numbers], float]:
    """Twelve months of value without a range, theirs: orders by BG/NBD, amounts by Gamma-Gamma, month by month."""
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    buying, spending = BetaGeoFitter(), GammaGammaFitter()
    buying.params_ = pd.Series(PROCESS)
    buying.predict = buying.conditional_expected_number_of_purchases_up_to_time
    spending.params_ = pd.Series({"p": 6.25, "q": 3.74, "v": 15.44})

    def of_block(numbers: Numbers) -> float:
        x, t_x, T = (pd.Series(one) for one in _history(numbers))
        amounts = pd.Series(np.full(BLOCK, 150.0))
        found = spending.customer_lifetime_value(buying, x, t_x, T, amounts, time=12, freq="D", discount_rate=0.008)
        return float(found.sum())

    return of_block


TASKS: dict[str, Callable[[], Callable[[Numbers], float]]] = {
    "value": value,
    "score": score,
    "forecast": forecast,
    "value_lifetimes": value_lifetimes,
}


def measure(task: str, size: int) -> dict[str, Any]:
    """CPU seconds over so many customers, block by block, and what was added to the peak of one with a block."""
    work = TASKS[task]()
    numbers = customers(0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent, answer = 0.0, 0.0
    for number in range(size // BLOCK):
        numbers = customers(number % 10)
        began = time.process_time()
        answer += work(numbers)
        spent += time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"cpu_seconds": round(spent, 2), "peak_mib": round(peak), "added_mib": round(peak - before)}
    return {**figures, "answer": round(answer)}


def _in_a_new_process(task: str, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.value", "--measure", task, str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(task, size, figures, flush=True)
    return figures


def main() -> None:
    """Measure everything ``TIMES`` times in turn, and keep of each the run that took least, with ratios."""
    runs = [{task: _in_a_new_process(task, MILLION) for task in TASKS} for _ in range(TIMES)]
    figures = {task: min((run[task] for run in runs), key=lambda one: float(one["cpu_seconds"])) for task in TASKS}
    ours, bare, theirs = (figures[task]["cpu_seconds"] for task in ("value", "score", "value_lifetimes"))
    large = {task: _in_a_new_process(task, TEN_MILLION) for task in ("score", "forecast")}
    ratios = {"value_to_lifetimes_twelve_months": round(ours / theirs, 2), "value_to_score": round(ours / bare, 1)}
    print(ratios)
    found = {"customers_1_000_000": figures, "customers_10_000_000": large, "ratios": ratios}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
