"""Orders to come: which windows teach, what the learner adds, the season, and the extremes."""

import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.forecast import (
    Window,
    fit_forecast,
    forecast_orders,
    order_history,
    orders_within,
    past_windows,
)
from klantkompas.estimators.purchases import expected_purchases

THREE = {"buyer": [2, 0, 0, 2, 0, 5], "day": [10, 1, 11, 10, 31, 40]}


def test_history_of_three_buyers_by_hand():
    """Buyer 2 has two lines on day 10: one order. Buyer 5 comes after the origin and is not there."""
    history, numbers = order_history(**THREE, origin=31, length=20)
    assert numbers.tolist() == [0, 2]
    assert (history.x.tolist(), history.t_x.tolist(), history.T.tolist()) == ([2, 0], [30, 0], [30, 21])
    assert history.log_intervals == pytest.approx([np.log(10) + np.log(20), 0])
    assert history.recent.tolist() == [[3, 1, 1, 1, 1], [1, 0, 0, 0, 0]]


def test_orders_within_a_window_exclude_its_origin_and_include_its_end():
    window = Window(origin=10, length=21)
    assert orders_within(**THREE, window=window, numbers=np.array([0, 2, 5])).tolist() == [2, 0, 0]
    assert orders_within(**THREE, window=Window(30, 10), numbers=np.array([0, 2, 5, 9])).tolist() == [1, 0, 1, 0]


def test_windows_are_the_horizon_and_its_half_twice_and_the_same_season_of_past_years():
    windows = past_windows(first_day=0, as_of=1000, horizon=100)
    assert windows == (
        Window(900, 100),
        Window(850, 100),
        Window(950, 50),
        Window(925, 50),
        Window(635, 100, 1),
        Window(270, 100, 2),
    )


@pytest.mark.parametrize(("known", "lengths"), [(20, []), (60, [25]), (100, [50, 25, 25]), (130, [50, 50, 25, 25])])
def test_a_short_history_teaches_with_shorter_windows_or_not_at_all(known, lengths):
    windows = past_windows(first_day=0, as_of=known, horizon=100)
    assert [window.length for window in windows] == lengths
    assert all(window.origin + window.length <= known for window in windows)


def changing_buyers(*, size=1500, days=400, seed=1):
    """Buyers at gamma rates, one in three of whom suddenly orders three times as often or three times as rarely.

    When that happens differs; no probability model with a constant rate can follow it, recent counts can.
    """
    chance = np.random.default_rng(seed)
    rate = np.repeat(chance.gamma(1.2, 1 / 25, size)[:, None], days, axis=1)
    moved, since = chance.choice([1 / 3, 1, 1, 1, 1, 3], size), chance.integers(50, days, size)
    rate *= np.where(np.arange(days) >= since[:, None], moved[:, None], 1)
    buyer, day = np.nonzero(chance.random((size, days)) < rate)
    return buyer, day


def test_the_learner_follows_what_the_model_cannot():
    buyer, day = changing_buyers()
    forecast, now = forecast_orders(buyer=buyer, day=day, as_of=319, horizon=80)
    _, numbers = order_history(buyer=buyer, day=day, origin=319, length=80)
    came = orders_within(buyer=buyer, day=day, window=Window(319, 80), numbers=numbers)
    model = expected_purchases(process=forecast.models.plain, x=now.x, t_x=now.t_x, T=now.T, horizon=80)
    ours = forecast.expected(now)
    assert forecast.learner_weight > 0.5
    assert ((ours - came) ** 2).mean() < 0.9 * ((model - came) ** 2).mean()
    assert ours.sum() == pytest.approx(came.sum(), rel=0.1)


def test_without_past_windows_the_forecast_is_that_of_the_models():
    buyer, day = changing_buyers(size=100)
    now, _ = order_history(buyer=buyer, day=day, origin=200, length=80)
    forecast = fit_forecast(now=now)
    columns = {"x": now.x, "t_x": now.t_x, "T": now.T, "horizon": 80}
    plain, regular = (
        expected_purchases(process=process, **columns) for process in (forecast.models.plain, forecast.models.regular)
    )
    assert forecast.learner is None
    assert (forecast.regular_share, forecast.level) == (0.5, 1.0)
    assert forecast.expected(now) == pytest.approx((plain + regular) / 2, abs=1e-3)


def test_the_same_season_of_past_years_moves_the_level():
    """Everybody orders three times as much in the last quarter of each year: three such quarters were seen."""
    chance = np.random.default_rng(4)
    season = np.where(np.arange(5 * 365) % 365 < 273, 0.6, 1.8)
    buyer, day = np.nonzero(chance.random((200, season.size)) < chance.gamma(2, 0.01, (200, 1)) * season)
    as_of = 3 * 365 + 272
    forecast, now = forecast_orders(buyer=buyer, day=day, as_of=as_of, horizon=91)
    came = np.count_nonzero((day > as_of) & (day <= as_of + 91))
    assert forecast.level > 1.4
    assert forecast.expected(now).sum() == pytest.approx(came, rel=0.25)
    assert forecast.outlook(now).total(level=0.99).high > came


@pytest.mark.parametrize("turn", [-1, 1])
def test_fading_lowers_the_level_and_growth_does_not_raise_it(turn):
    """Everybody's pace falls, or rises, by a factor e in 500 days; less than a year and a half is known."""
    chance = np.random.default_rng(6)
    pace = chance.gamma(2, 1 / 20, (300, 1)) * np.exp(turn * np.arange(400) / 500) * (1 if turn < 0 else 0.4)
    buyer, day = np.nonzero(chance.random((300, 400)) < pace)
    forecast, now = forecast_orders(buyer=buyer, day=day, as_of=319, horizon=80)
    came = np.count_nonzero(day > 319)
    off = forecast.expected(now).sum() / came
    if turn > 0:
        assert forecast.level == 1.0
    else:
        assert forecast.level < 0.95
        assert 1 < off < off / forecast.level


def test_the_model_that_kept_the_level_better_has_the_larger_share():
    """Regular buyers of whom many leave: the plain model overstates what is to come, window after window."""
    chance = np.random.default_rng(5)
    gaps = chance.gamma(5, 4, (400, 40))
    days = np.cumsum(gaps, axis=1) + chance.uniform(0, 60, (400, 1))
    stay = np.arange(40) < chance.geometric(0.1, 400)[:, None]
    buyer, place = np.nonzero(stay)
    forecast, _ = forecast_orders(buyer=buyer, day=days[buyer, place].astype(int), as_of=250, horizon=80)
    plain, regular = (sum(abs(getattr(o, name) - o.came) for o in forecast.past) for name in ("plain", "regular"))
    assert regular < plain
    assert forecast.regular_share > 0.5


def test_a_score_does_not_depend_on_who_is_scored_with_him():
    buyer, day = changing_buyers(size=300)
    forecast, now = forecast_orders(buyer=buyer, day=day, as_of=319, horizon=80)
    together = forecast.expected(now)
    few = np.array([0, 7, 99])
    assert forecast.expected(now.rows(few)) == pytest.approx(together[few], rel=1e-9)


def test_order_of_the_rows_does_not_matter():
    buyer, day = changing_buyers(size=200)
    mixed = np.random.default_rng(0).permutation(buyer.size)
    one, now = forecast_orders(buyer=buyer, day=day, as_of=319, horizon=80)
    other, again = forecast_orders(buyer=buyer[mixed], day=day[mixed], as_of=319, horizon=80)
    assert other.expected(again) == pytest.approx(one.expected(now), rel=1e-12)


def test_a_large_firm_is_fitted_to_a_sample_and_everybody_scored(monkeypatch):
    buyer, day = changing_buyers(size=600)
    whole, now = forecast_orders(buyer=buyer, day=day, as_of=319, horizon=80)
    monkeypatch.setattr("klantkompas.estimators.forecast.fit.ENOUGH_BUYERS", 300)
    sampled, again = forecast_orders(buyer=buyer, day=day, as_of=319, horizon=80)
    assert again.size == now.size > 500
    assert sampled.past[0].came < 0.7 * whole.past[0].came
    assert sampled.expected(again).sum() == pytest.approx(whole.expected(now).sum(), rel=0.15)


EXTREMES = {
    "one buyer, once": ([0], [0], 0),
    "one buyer, once, long ago": ([0], [0], 3000),
    "all once": (np.arange(300), np.arange(300), 400),
    "all once on one day": (np.arange(300), np.zeros(300), 400),
    "daily for ten years": (np.zeros(3650), np.arange(3650), 3650),
    "daily, beside three hundred once": (np.r_[np.zeros(1000), 1 + np.arange(300)], np.r_[0:1000, 0:300], 1000),
    "thirty buyers": (np.repeat(np.arange(30), 6), np.tile(np.arange(6) * 40, 30) + np.repeat(np.arange(30), 6), 260),
}


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("horizon", [1, 91, 365])
def test_extremes_give_finite_figures_with_a_range(name, horizon):
    buyer, day, as_of = EXTREMES[name]
    forecast, now = forecast_orders(buyer=buyer, day=day, as_of=as_of, horizon=horizon)
    outlook = forecast.outlook(now)
    low, high = outlook.interval()
    total = outlook.total()
    assert np.isfinite(outlook.mean).all() and (outlook.mean > 0).all()
    assert np.isfinite(outlook.variance).all()
    assert (low <= high).all() and np.isfinite(high).all()
    assert 0 <= total.low < total.mean < total.high < 2 * 366 * now.size


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"buyer": [0], "day": [5], "as_of": 4, "horizon": 10}, "no_observations"),
        ({"buyer": [0], "day": [5], "as_of": 9, "horizon": 0}, "impossible_values"),
        ({"buyer": [0, 1], "day": [5], "as_of": 9, "horizon": 10}, "impossible_values"),
        ({"buyer": [-1], "day": [5], "as_of": 9, "horizon": 10}, "impossible_values"),
        ({"buyer": [0], "day": [float("nan")], "as_of": 9, "horizon": 10}, "impossible_values"),
    ],
)
def test_what_cannot_be_is_refused(columns, code):
    with pytest.raises(EstimationError) as refused:
        forecast_orders(**columns)
    assert refused.value.code == code
