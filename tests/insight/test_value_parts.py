"""The parts of a value by hand: who comes back, what silence costs, and what order size says of who is new."""

import numpy as np
import pyarrow as pa
import pytest

from klantkompas.estimators.flows import Amounts
from klantkompas.estimators.purchases import PurchaseProcess
from klantkompas.estimators.spend import PartsModel
from klantkompas.insight.service_cost import CostLevel
from klantkompas.insight.value import Comeback, Earning, Standing, ValueModel, course, order_age, tempo
from klantkompas.insight.value_fit import comeback, order_growth

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
    fast = Comeback(chance=0.2, half_life=1.0).within(np.array([0.0, 1.0]), 2.0)  # within two years 0.75 of 0.5 / 0.5
    assert fast == pytest.approx([0.3, 0.15])


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


def by_year(orders: list[float], revenue: list[float], customers: int = 1) -> dict[str, np.ndarray]:
    """The same yearly sums for some customers, the latest year first."""
    sums = {f"orders_{back}": np.full(customers, one) for back, one in enumerate(orders)}
    return sums | {f"revenue_{back}": np.full(customers, one) for back, one in enumerate(revenue)}


def test_age_of_orders_counts_as_the_orders_do() -> None:
    """Two in the last year (half a year ago, weight 1) and four in the year before (weight a half): (1 + 3) / 4."""
    at = Standing(known=np.ones(2, bool), x=np.zeros(2), t_x=np.zeros(2), T=np.zeros(2))
    numbers = by_year([2, 4, 0, 0, 0], [0] * 5, 2)
    numbers["orders_0"][1] = numbers["orders_1"][1] = 0
    assert order_age(numbers, at, "now").tolist() == [1.0, 0.0]
    assert order_age(numbers, at, "year_ago")[0] == 0.5


def test_prices_that_rise_each_year_are_seen_and_one_customer_says_little() -> None:
    """Every order brings 5 % more each year: seen by a thousand customers, hardly believed of one."""
    orders, revenue = [10.0] * 5, [10 * 100 * float(np.exp(-0.05 * back)) for back in range(5)]
    thousand, one = (order_growth(by_year(orders, revenue, size), "now", within=0.2) for size in (1_000, 1))
    assert thousand == pytest.approx(0.05, rel=0.05)
    assert 0.0 < one < 0.01
    assert order_growth(by_year([10.0, 0, 0, 0, 0], [1000.0, 0, 0, 0, 0], 50), "now", within=0.2) == 0.0


def test_growth_brings_past_orders_to_the_years_ahead_and_slows_down() -> None:
    """One and a half years past, and to the middle of next year (1 - 0.5^0.5) / ln 2 = 0.4225 of a year's growth."""
    none = np.zeros(1)
    amounts = Amounts(revenue=none + 100.0, log_sd=none, rate=none + 0.3, rate_sd=none, scatter=1.0)
    parts = PartsModel(0.2, 1.0, np.array([5.0, 5.0]), np.array([0.3, 0.3]), 0.005)
    earning = Earning(parts=parts, groups={"all": 0}, cost=COST, growth=0.04)
    found = earning.grown(amounts, none + 1.5, years=1.0, discount=0.0).revenue[0]
    assert found == pytest.approx(100 * np.exp(0.04 * 1.9225), rel=1e-4)
    for_ever = earning.grown(amounts, none, years=20.0, discount=0.0).revenue[0]
    assert for_ever < 100 * np.exp(0.04 / np.log(2))


def test_how_fast_comebacks_fade_is_read_off_last_year() -> None:
    """Two thousand who left up to six years before last year began; some are back: 0.4 * 0.5^years."""
    chance = np.random.default_rng(5)
    silent = chance.uniform(0.8, 6.0, 2_000)
    first = ENDS[1] - 365.25 * silent - 900
    back = chance.random(silent.size) < 0.4 * 0.5**silent
    numbers = {
        "first_day": first,
        "last_before": first + 900,
        "orders": 31.0 + back,
        "all_orders_0": back.astype(float),
    }
    numbers |= {"last_day": np.where(back, ENDS[0] - 10, first + 900), "ended_day": np.full(silent.size, np.nan)}
    found = comeback(model(), numbers)
    assert found.half_life == pytest.approx(1.0, rel=0.25)
    assert found.within(np.array([2.0]), 1.0) == pytest.approx([0.1], rel=0.25)
