"""Errors by hand, sums over origins, the paired interval, coverage of known distributions."""

import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.forecast import Outlook
from klantkompas.estimators.scoring import (
    Scores,
    amounts_inside,
    calibration,
    counts_inside,
    paired_ratio,
    scores,
    total,
)


def test_errors_of_four_rows_by_hand():
    found = scores(
        forecast=np.array([1.0, 2.0, 0.0, 5.0]), actual=np.array([0.0, 2.0, 2.0, 6.0]), inside=np.array([0, 1, 1, 1.0])
    )
    assert (found.mae, found.rmse, found.bias) == pytest.approx((1.0, np.sqrt(1.5), -0.2))
    assert (found.top10, found.coverage90) == (0.6, 0.75)


def test_the_tenth_is_rounded_up_and_taken_by_forecast():
    forecast = np.arange(11.0)
    assert scores(forecast=forecast, actual=np.ones(11)).top10 == pytest.approx(2 / 11)
    assert scores(forecast=forecast, actual=forecast[::-1].copy()).top10 == pytest.approx(1 / 55)


def test_what_is_not_there_is_unknown():
    nothing = scores(forecast=np.array([1.0]), actual=np.array([0.0]))
    assert (nothing.bias, nothing.top10, nothing.coverage90) == (None, None, None)
    loss = scores(forecast=np.array([1.0, 0.0]), actual=np.array([-4.0, 0.0]))
    assert loss.bias == pytest.approx(1.25)
    assert loss.top10 is None
    assert (Scores().mae, Scores().rmse) == (None, None)
    with pytest.raises(EstimationError):
        scores(forecast=np.zeros(2), actual=np.zeros(3))


def test_origins_add_up_to_all_rows_at_once():
    chance = np.random.default_rng(1)
    forecast, actual = chance.random(40), chance.poisson(1.0, 40).astype(float)
    halves = [scores(forecast=forecast[part], actual=actual[part]) for part in (slice(0, 20), slice(20, 40))]
    whole = scores(forecast=forecast, actual=actual)
    assert (total(halves).mae, total(halves).rmse, total(halves).bias) == pytest.approx(
        (whole.mae, whole.rmse, whole.bias)
    )


def test_the_paired_interval_equals_a_bootstrap():
    """Own program: 4,000 resamples of the rows; the delta method differs from it by less than 0.02."""
    chance = np.random.default_rng(2)
    ours, theirs = chance.exponential(1.0, 500), chance.exponential(1.2, 500)
    theirs = 0.5 * theirs + 0.5 * ours
    drawn = chance.integers(0, 500, (4_000, 500))
    low, high = np.quantile(ours[drawn].sum(axis=1) / theirs[drawn].sum(axis=1), [0.025, 0.975])
    found = paired_ratio(ours=ours, theirs=theirs)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)
    assert found.ratio == pytest.approx(ours.sum() / theirs.sum())


@pytest.mark.parametrize(("ours", "theirs"), [([1.0], [2.0]), ([0.0, 0.0], [1.0, 2.0]), ([1.0, 2.0], [0.0, 0.0])])
def test_no_ratio_where_none_can_be(ours, theirs):
    assert paired_ratio(ours=np.array(ours), theirs=np.array(theirs)).ratio is None


def test_counts_from_the_outlook_fall_inside_nine_times_in_ten():
    """20,000 draws of negative binomials: 90 % to within three standard errors (0.0064)."""
    chance = np.random.default_rng(3)
    mean = np.exp(chance.normal(-1.0, 1.5, 20_000))
    outlook = Outlook(mean=mean, size=np.full(mean.size, 0.7), level_error=0.0)
    came = chance.poisson(chance.gamma(0.7, mean / 0.7)).astype(float)
    assert counts_inside(outlook=outlook, actual=came).mean() == pytest.approx(0.90, abs=0.0064)
    assert counts_inside(outlook=outlook, actual=came + 30).mean() < 0.1


def test_amounts_on_the_border_are_inside():
    inside = amounts_inside(low=np.array([0.0, 1, 1]), high=np.array([0.0, 2, 2]), actual=np.array([0.0, 2.5, 1]))
    assert inside.tolist() == [1, 0, 1]


def test_groups_are_equal_and_lose_nobody():
    forecast = np.array([5.0, 1, 4, 2, 3, 6, 0])
    found = calibration(forecast=forecast, actual=2 * forecast, groups=3)
    assert found.rows.tolist() == [2, 2, 3]
    assert found.forecast.tolist() == [1, 5, 15]
    assert (found + found).actual.tolist() == [4, 20, 60]
    assert calibration(forecast=np.array([1.0]), actual=np.array([2.0])).rows.tolist() == [0, 0, 0, 0, 1]
