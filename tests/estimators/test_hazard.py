"""Smooth hazard and the danger peak: found where it was put, silent where there is none."""

import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.hazard import PeakRules, fit_hazard

MONTHS = np.arange(96)
FALLING = 0.0184 * np.exp(-MONTHS / 8) + 0.0085


def members(*, size, hump, seed, frailty=4.0):
    """Members in months with a hazard that falls and rises by the hump around month 36; some come in late."""
    chance = np.random.default_rng(seed)
    monthly = FALLING * (1 + hump * np.exp(-0.5 * ((MONTHS + 0.5 - 36) / 4) ** 2))
    stops = chance.random((size, 96)) < -np.expm1(-monthly * chance.gamma(frailty, 1 / frailty, (size, 1)))
    life = np.where(stops.any(axis=1), stops.argmax(axis=1) + chance.random(size), np.inf)
    entry = np.where(chance.random(size) < 0.3, chance.uniform(0, 30, size), 0.0)
    last = np.minimum(entry + chance.uniform(12, 90, size), 96)
    seen = life > entry
    duration = np.minimum(life, last)[seen]
    return {"duration": duration, "ended": (life <= last)[seen], "entry": entry[seen]}


def test_a_hump_is_found_where_it_was_put():
    fit = fit_hazard(**members(size=3_000, hump=1.6, seed=1), width=3.0)
    assert fit.reason is None
    assert abs(fit.peak.at - 36) <= 3
    assert fit.peak.low <= 36 <= fit.peak.high
    assert fit.peak.high - fit.peak.low < 24
    assert fit.p_value < 0.025


def test_a_latent_hump_is_found_from_fractions():
    """Every end is only 90 % sure: two rows per member, weights .9 and .1."""
    columns = members(size=3_000, hump=1.6, seed=2)
    duration, ended, entry = columns["duration"], columns["ended"], columns["entry"]
    gone = np.where(ended, 0.9, 0.0)
    fit = fit_hazard(
        duration=np.concatenate([duration, np.minimum(duration + 6, 96)]),
        ended=np.repeat([1.0, 0.0], duration.size),
        entry=np.tile(entry, 2),
        weights=np.concatenate([gone, 1 - gone]),
        width=3.0,
    )
    assert abs(fit.peak.at - 36) <= 4.5


def test_differences_between_members_are_no_danger():
    """A falling hazard raises an alarm in at most a few of twenty firms (2.5 % expected)."""
    rules = PeakRules(replications=100)
    alarms = [
        fit_hazard(**members(size=600, hump=0.0, seed=seed, frailty=1.0), width=3.0, rules=rules).peak
        for seed in range(20)
    ]
    assert sum(peak is not None for peak in alarms) <= 2


def test_the_smooth_rate_follows_the_truth():
    fit = fit_hazard(**members(size=20_000, hump=0.0, seed=3, frailty=1e6), width=3.0)
    truth = FALLING.reshape(-1, 3).mean(axis=1)
    assert fit.rate[:24] == pytest.approx(truth[:24], rel=0.2)
    covered = ((fit.low <= truth) & (truth <= fit.high))[1:24].mean()
    assert covered >= 0.7
    assert fit.reason == "no_rise"


def test_exposure_and_ends_by_hand():
    """Width 2; seen from 1 to 5 with an end, and from 0 to 2: exposure 1/2 + 1, 1, 1/2, the end in bin 3."""
    fit = fit_hazard(duration=[5, 2], ended=[True, False], entry=[1, 0], width=2.0)
    assert fit.exposure == pytest.approx([1.5, 1.0, 0.5])
    assert fit.ends.tolist() == [0.0, 0.0, 1.0]
    assert fit.start.tolist() == [0.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"duration": [5.0, 8.0], "ended": [1, 0]}, "too_few_ends"),
        ({"duration": np.linspace(0.1, 2, 40), "ended": np.ones(40)}, "too_short"),
        ({"duration": [5.0], "ended": [0]}, "too_few_ends"),
    ],
)
def test_no_peak_has_a_reason(columns, reason):
    fit = fit_hazard(**columns, width=3.0)
    assert fit.peak is None
    assert fit.reason == reason
    assert np.isfinite([*fit.rate, *fit.low, *fit.high]).all()


def test_the_same_data_give_the_same_answer():
    columns = members(size=800, hump=1.6, seed=4)
    one, two = fit_hazard(**columns, width=3.0), fit_hazard(**columns, width=3.0)
    assert (one.peak, one.p_value) == (two.peak, two.p_value)


@pytest.mark.parametrize(
    "columns",
    [
        {"duration": [0, 0], "ended": [1, 0], "width": 3.0},
        {"duration": [5], "ended": [1], "width": 0.0},
        {"duration": [5_000], "ended": [1], "width": 1.0},
    ],
)
def test_what_gives_no_hazard_is_refused(columns):
    with pytest.raises(EstimationError):
        fit_hazard(**columns)


def test_where_nothing_ended_the_interval_is_wide_and_finite():
    found = fit_hazard(duration=np.full(500, 60.0), ended=np.zeros(500), width=3.0)
    assert np.isfinite(found.high).all() and (found.high > 1.0).all()
    assert (found.peak, found.reason) == (None, "too_few_ends")
