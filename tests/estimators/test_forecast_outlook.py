"""The distribution of the orders to come: against scipy, against simulation, and against what came."""

import numpy as np
import pytest
from scipy import stats

from klantkompas.errors import EstimationError
from klantkompas.estimators.forecast import Outlook, Window, forecast_orders, order_history, orders_within
from klantkompas.estimators.forecast.outlook import fit_spread, level_error


def test_without_error_of_level_it_is_the_negative_binomial():
    mean, size = np.array([0.01, 1.0, 30.0]), np.array([0.2, 1.5, 8.0])
    outlook = Outlook(mean=mean, size=size, level_error=0.0)
    theirs = stats.nbinom(size, size / (size + mean))
    for orders in (0, 2, 40):
        assert outlook.cumulative(orders) == pytest.approx(theirs.cdf(orders), rel=1e-10)
    assert outlook.cumulative(-1).tolist() == [0, 0, 0]
    assert outlook.variance == pytest.approx(theirs.var())
    low, high = outlook.interval(level=0.9)
    assert (low.tolist(), high.tolist()) == (theirs.ppf(0.05).tolist(), theirs.ppf(0.95).tolist())


def regular(mean: float, size: float, k: int, rows: int) -> np.ndarray:
    """Simulated counts of one unit of time, looked at from a moment between two orders: gaps of Erlang shape k."""
    chance = np.random.default_rng(7)
    stages = chance.poisson(chance.gamma(size, k * mean / size, rows))
    return (stages + chance.integers(0, k, rows)) // k


@pytest.mark.parametrize(("mean", "size", "k"), [(0.4, 50.0, 8), (3.0, 4.0, 2), (12.0, 90.0, 4)])
def test_even_gaps_make_narrower_counts(mean, size, k):
    """Against 200,000 simulated counts: mean, variance, distribution and interval."""
    came = regular(mean, size, k, 200_000)
    outlook = Outlook(mean=np.array([mean]), size=np.array([size]), level_error=0.0, k=k)
    assert came.mean() == pytest.approx(mean, rel=0.01)
    assert outlook.variance[0] == pytest.approx(came.var(), rel=0.02)
    for orders in range(int(2 * mean) + 2):
        assert outlook.cumulative(orders)[0] == pytest.approx(np.mean(came <= orders), abs=0.004)
    low, high = outlook.interval(level=0.9)
    assert np.mean(came <= high[0]) >= 0.949
    assert np.mean(came <= high[0] - 1) <= 0.951
    assert np.mean(came < low[0]) <= 0.051


def test_a_gift_every_year_is_one_or_none():
    """The negative binomial would give two gifts in a year a chance of a fifth."""
    outlook = Outlook(mean=np.array([0.9]), size=np.array([400.0]), level_error=0.0, k=16)
    assert 1.0 - outlook.cumulative(1)[0] < 0.06
    assert outlook.variance[0] < 0.25  # of the negative binomial: 0.9


def test_evenness_is_read_off_what_came():
    mean = np.full(4000, 3.0)
    assert fit_spread(mean=mean, came=regular(3.0, 400.0, 4, 4000).astype(float)).k == 4
    assert fit_spread(mean=mean, came=regular(3.0, 400.0, 1, 4000).astype(float)).k == 1


def test_error_of_level_widens_by_its_square():
    outlook = Outlook(mean=np.array([10.0]), size=np.array([5.0]), level_error=0.3)
    assert outlook.variance == pytest.approx(10 + 100 * (1.2 * 1.09 - 1))


@pytest.mark.parametrize("level_error", [0.0, 0.15])
def test_range_of_a_total_holds_what_it_says(level_error):
    """4,000 simulated totals of 60 buyers, each year at its own level."""
    chance = np.random.default_rng(1)
    mean, size = chance.gamma(0.8, 3, 60) + 0.01, chance.uniform(0.5, 4, 60)
    level = chance.gamma(1 / max(level_error, 1e-3) ** 2, max(level_error, 1e-3) ** 2, (4000, 1))
    totals = chance.poisson(chance.gamma(size, mean / size * level)).sum(axis=1)
    found = Outlook(mean=mean, size=size, level_error=level_error).total(level=0.9)
    assert found.mean == pytest.approx(mean.sum())
    assert np.mean((totals >= found.low) & (totals <= found.high)) == pytest.approx(0.9, abs=0.02)


def test_spread_is_read_off_what_came():
    """Buyers with a small mean differ more (size 0.5) than those with a large one (size 4)."""
    chance = np.random.default_rng(2)
    mean = np.exp(chance.normal(0, 1.5, 8000))
    size = np.where(mean < 1, 0.5, 4.0)
    came = chance.poisson(chance.gamma(size, mean / size)).astype(float)
    found = fit_spread(mean=mean, came=came).around(np.array([0.3, 8.0]), level_error=0.0)
    assert found.size == pytest.approx([0.5, 4.0], rel=0.3)
    assert found.k == 1


def test_the_few_who_order_most_are_not_as_unpredictable_as_the_many_who_order_seldom():
    """Fifteen heavy buyers beside three hundred: their size (6) is nearer 6 than the 0.4 of all others."""
    chance = np.random.default_rng(6)
    mean, size = np.repeat([0.5, 25.0], [300, 15]), np.repeat([0.4, 6.0], [300, 15])
    found = []
    for _ in range(20):
        came = chance.poisson(chance.gamma(size, mean / size)).astype(float)
        found.append(fit_spread(mean=mean, came=came).around(np.array([25.0]), level_error=0.0).size[0])
    assert 3.0 < np.exp(np.log(found).mean()) < 9.0


def test_without_anything_seen_the_spread_is_usual():
    usual = fit_spread(mean=np.empty(0), came=np.empty(0)).around(np.array([0.1, 5.0]), level_error=0.0)
    assert (usual.size.tolist(), usual.k) == ([1.0, 1.0], 1)


def test_error_of_level_starts_at_ten_percent_and_learns():
    assert level_error([]) == pytest.approx(0.10)
    assert level_error([0.3, -0.3, 0.3, -0.3]) == pytest.approx(np.sqrt((4 * 0.09 + 2 * 0.01) / 6))


def test_nine_in_ten_fall_within_their_interval_on_simulated_buyers():
    """Gamma rates, geometric drop-out: 90 % by randomised probability integral transform, and in each fifth."""
    chance = np.random.default_rng(3)
    rate, life = chance.gamma(0.8, 1 / 20, 1500), chance.exponential(500, 1500)
    days = np.arange(600)
    buyer, day = np.nonzero((chance.random((1500, 600)) < rate[:, None]) & (days < life[:, None]))
    forecast, now = forecast_orders(buyer=buyer, day=day, as_of=419, horizon=180)
    _, numbers = order_history(buyer=buyer, day=day, origin=419, length=180)
    came = orders_within(buyer=buyer, day=day, window=Window(419, 180), numbers=numbers)
    outlook = forecast.outlook(now)
    below, at = outlook.cumulative(came - 1), outlook.cumulative(came)
    inside = np.abs(below + chance.random(came.size) * (at - below) - 0.5) < 0.45
    assert inside.mean() == pytest.approx(0.9, abs=0.03)
    for part in np.array_split(np.argsort(outlook.mean), 5):
        assert inside[part].mean() == pytest.approx(0.9, abs=0.05)
    total = outlook.total()
    assert total.low < came.sum() < total.high


def test_a_number_for_each_buyer_or_one_for_all():
    outlook = Outlook(mean=np.ones(3), size=np.ones(3), level_error=0.1)
    with pytest.raises(EstimationError):
        outlook.cumulative([1, 2])
