"""The parts of a value by hand: who comes back, what silence costs, and what order size says of who is new."""

import numpy as np
import pyarrow as pa
import pytest

from klantkompas.estimators.flows import Amounts
from klantkompas.estimators.purchases import PurchaseProcess
from klantkompas.estimators.spend import PartsModel
from klantkompas.insight.service_cost import CostLevel
from klantkompas.insight.value import Comeback, Earning, Standing, ValueModel, course, tempo

COST = CostLevel(
    active=60_000.0, asleep=80_000.0, fading=0.5, size=10_000.0, uneven_size=17_000.0, since=0, evenness=0.5
)
PROCESS = PurchaseProcess(r=2.0, alpha=60.0, a=0.5, b=9.5, k=1)
ENDS = tuple(20_000 - 365 * back for back in range(5))
SIZE = 400


def model(chance: float = 0.0) -> ValueModel:
    return ValueModel(
        process=PROCESS, earning=None, ends=ENDS, horizon=5, discount=0.1, comeback=Comeback(chance=chance)
    )


def test_a_silence_of_which_one_time_is_expected_often_takes_none() -> None:
    """One time expected, shape 0.5: (1 + 1 / 0.5)^-0.5 = 0.577; of nothing expected surely none."""
    assert COST.none(np.array([10_000.0, 0.0])) == pytest.approx([3**-0.5, 1.0])


def test_the_cost_of_silence_halves_every_year() -> None:
    """Next year 0.5 of last year, the year after 0.25: on average 0.375."""
    assert COST.faded(years=2, discount=0.0) == pytest.approx(0.375)


def test_who_has_been_silent_longer_comes_back_less() -> None:
    """One in five of who has just left within a year, half of that after a year and a half of silence."""
    found = Comeback(chance=0.2).within(np.array([0.0, 1.5, 3.0]), 1.0)
    assert found == pytest.approx([0.2, 0.1, 0.05])
    assert (Comeback(chance=0.9).within(np.zeros(1), 5.0) <= 0.9).all()


def test_orders_of_who_may_come_back_are_expected_and_activity_is_what_it_was() -> None:
    """Thirty orders a month apart and then a year and a half of silence: surely left."""
    gone = Standing(known=np.ones(1, bool), x=np.array([30.0]), t_x=np.array([900.0]), T=np.array([1_448.0]))
    never, perhaps = course(model(), gone), course(model(0.2), gone)
    pace = 365.25 * (2 + 30) / (60 + 900)
    assert never.orders[0, 1] < 0.01
    assert perhaps.orders[0, 1] == pytest.approx(pace * 0.1 / 2, rel=0.02)
    assert perhaps.active == pytest.approx(never.active)


def test_large_first_orders_mean_few_more_and_a_known_pace_stays_what_it_is() -> None:
    """Order sizes spread by e^1; new customers first, then the same known for ten years."""
    sizes = np.exp(np.random.default_rng(3).normal(5.0, 1.0, SIZE))
    none = np.zeros(SIZE)
    amounts = Amounts(revenue=100 * sizes, log_sd=none, rate=none + 0.3, rate_sd=none + 0.1, scatter=1.0)
    parts = PartsModel(0.2, 1.0, np.array([5.0, 5.0]), np.array([0.3, 0.3]), 0.005)
    earning = Earning(parts=parts, groups={"all": 0}, cost=COST, relation=-0.5)
    groups = {"group": pa.array(["all"] * SIZE)}

    def factor(known_for: float) -> np.ndarray:
        at = Standing(known=np.ones(SIZE, bool), x=none, t_x=none, T=none + known_for)
        return tempo(model(), earning, groups, amounts, at)

    new, old = factor(0.0), factor(3_650.0)
    assert np.polyfit(np.log(sizes), np.log(new), 1)[0] == pytest.approx(-0.5)
    assert new.mean() == pytest.approx(1.0, abs=0.08)
    assert np.abs(np.log(old)).max() < 0.1
