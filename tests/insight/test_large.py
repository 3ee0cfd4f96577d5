"""A million customers: value with its ranges, and referral credit, in seconds and in bounded memory."""

import time
import tracemalloc

import numpy as np
import pyarrow as pa
import pytest

from klantkompas.estimators.purchases import PurchaseProcess
from klantkompas.estimators.spend import PartsModel
from klantkompas.insight.referral import credit
from klantkompas.insight.service_cost import CostLevel
from klantkompas.insight.value import Earning, ValueModel, valuation

SIZE, BLOCK, UNTIL = 1_000_000, 100_000, 20_000
ENDS = tuple(UNTIL - 365 * back for back in range(5))
MODEL = ValueModel(
    process=PurchaseProcess(r=0.9, alpha=60.0, a=0.8, b=6.0, k=2),
    earning=Earning(
        parts=PartsModel(0.2, 1.5, np.array([5.0, 5.0]), np.array([0.3, 0.3]), 0.005),
        groups={"all": 0},
        cost=CostLevel(
            active=40_000.0, asleep=10_000.0, fading=0.5, size=5_000.0, uneven_size=9_000.0, since=UNTIL - 1_400
        ),
        drift_sd=0.3,
    ),
    ends=ENDS,
    horizon=5,
    discount=0.10,
)


def block(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Facts of a block of customers that order as the model says."""
    age = rng.integers(30, 1_826, BLOCK).astype(float)
    repeats = rng.poisson(rng.gamma(0.9, 1 / 60, BLOCK) * age / 2).astype(float)
    last = np.where(repeats > 0, np.ceil(age * rng.beta(np.maximum(repeats, 1), 1.0)), 0.0)
    orders = repeats + 1
    part = rng.dirichlet(np.ones(5), BLOCK) * orders[:, None]
    numbers = {
        "first_day": UNTIL - age,
        "last_day": UNTIL - age + np.minimum(last, age),
        "orders": orders,
        "ended_day": np.full(BLOCK, np.nan),
        "cost_silent": rng.uniform(0, 20_000, BLOCK),
    }
    for back in range(5):
        numbers |= {f"orders_{back}": part[:, back], f"revenue_{back}": part[:, back] * 15_000}
        numbers |= {f"squares_{back}": part[:, back] * 30_000, f"margin_{back}": part[:, back] * 4_500}
        numbers |= {f"cost_{back}": np.full(BLOCK, 20_000.0), f"cost_squares_{back}": np.full(BLOCK, 25_000.0)}
    return numbers


@pytest.mark.slow
def test_a_million_customers_are_valued_with_ranges_in_ten_seconds() -> None:
    rng = np.random.default_rng(8)
    groups = {"group": pa.array(["all"] * BLOCK)}
    numbers = block(rng)
    tracemalloc.start()
    valuation(MODEL, groups, numbers)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    began = time.process_time()
    for _ in range(SIZE // BLOCK):
        found = valuation(MODEL, groups, numbers)
    spent = time.process_time() - began
    assert found.money is not None and np.isfinite(found.money.lifetime.low).all()
    assert spent < 10.0, f"{spent:.1f} CPU seconds"
    assert most < 512 * 2**20


@pytest.mark.slow
def test_a_million_referrals_are_credited_to_the_cent_in_seconds() -> None:
    """A chain of a thousand, and a million customers brought by one or two who were there before."""
    rng = np.random.default_rng(9)
    came = rng.integers(1, 2_000, SIZE)
    order = np.sort(came)
    referred = np.arange(1, SIZE)
    earlier = np.maximum(np.searchsorted(order, order[1:], side="left"), 1)
    referrer = (rng.random(SIZE - 1) * earlier).astype(np.int64)
    keep = order[referrer] < order[1:]
    referred, referrer = referred[keep], referrer[keep]
    value = rng.integers(-100_000, 1_000_000, SIZE)
    began = time.process_time()
    found = credit(
        referred=referred,
        referrer=referrer,
        came=order[referred],
        value=value[referred],
        known=np.ones(referred.size, dtype=np.bool_),
    )
    assert time.process_time() - began < 10.0
    assert found.direct.sum() == value[referred].sum()
    assert np.isfinite(found.downstream).all()
