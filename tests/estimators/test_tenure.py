"""Survival curves against lifelines; weights, delayed entry, latent ends, nothing to see."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter, NelsonAalenFitter

from klantkompas.errors import EstimationError
from klantkompas.estimators.tenure import fit_survival


def observed(*, whole, seed=1, size=300):
    """Weibull lives, four in ten seen only from a later tenure on, censored; whole days or exact."""
    chance = np.random.default_rng(seed)
    life = chance.weibull(1.2, size) * 40
    entry = np.where(chance.random(size) < 0.4, chance.uniform(0, 20, size), 0.0)
    last = entry + chance.uniform(5, 60, size)
    seen = life > entry
    duration, ended = np.minimum(life, last)[seen], (life <= last)[seen]
    entry = entry[seen]
    if whole:
        duration, entry = np.ceil(duration), np.floor(entry)
    weights = chance.integers(1, 4, duration.size).astype(float)
    return {"duration": duration, "ended": ended, "entry": entry, "weights": weights}


@pytest.mark.parametrize("whole", [False, True])
def test_curve_bands_and_median_equal_lifelines(whole):
    columns = observed(whole=whole)
    oracle = KaplanMeierFitter(alpha=0.10).fit(
        columns["duration"], columns["ended"], entry=columns["entry"], weights=columns["weights"]
    )
    fit = fit_survival(**columns)
    bands = oracle.confidence_interval_.loc[fit.time].to_numpy()
    assert fit.survival == pytest.approx(oracle.survival_function_at_times(fit.time).to_numpy(), abs=1e-12)
    assert fit.low == pytest.approx(bands[:, 0], abs=1e-12)
    assert fit.high == pytest.approx(bands[:, 1], abs=1e-12)
    assert fit.median().value == oracle.median_survival_time_


def test_cumulative_hazard_equals_lifelines():
    columns = observed(whole=False)
    oracle = NelsonAalenFitter(nelson_aalen_smoothing=False).fit(
        columns["duration"], columns["ended"], entry=columns["entry"], weights=columns["weights"]
    )
    fit = fit_survival(**columns)
    expected = oracle.cumulative_hazard_at_times(fit.time).to_numpy()
    assert fit.hazard == pytest.approx(expected, abs=1e-12)


def test_by_hand():
    """Ends at 2 and 4, one seen until 3: 2/3 after 2, 0 after 4; mean up to 4 is 2 + 2 * 2/3."""
    fit = fit_survival(duration=[2, 3, 4], ended=[True, False, True])
    assert fit.survival == pytest.approx([2 / 3, 0.0])
    assert fit.at_risk.tolist() == [3.0, 1.0]
    assert fit.survival_at(time=[0, 1.9, 2, 3.9, 4, 9]) == pytest.approx([1, 1, 2 / 3, 2 / 3, 0, 0])
    assert fit.restricted_mean(until=4).value == pytest.approx(2 + 2 * 2 / 3)
    assert fit.median().value == 4.0


def test_restricted_mean_equals_the_area_and_its_interval_covers():
    truth = 1 - np.exp(-1.0)
    held = 0
    for seed in range(100):
        life = np.random.default_rng(seed).exponential(1.0, 80)
        mean = fit_survival(duration=np.minimum(life, 2.0), ended=life < 2.0).restricted_mean(until=1.0)
        held += mean.low <= truth <= mean.high
    assert 82 <= held <= 97


def test_weights_equal_repeated_rows():
    columns = observed(whole=True)
    repeats = columns.pop("weights").astype(int)
    repeated = fit_survival(**{name: np.repeat(column, repeats) for name, column in columns.items()})
    weighted = fit_survival(**columns, weights=repeats)
    assert weighted.survival == pytest.approx(repeated.survival, abs=1e-12)
    assert weighted.low == pytest.approx(repeated.low, abs=1e-12)


def test_a_latent_end_is_a_fraction_of_two_rows():
    """One of two members left at 5 for 40 %, else runs on at 8: at 5 the curve falls by 0.4 of a half."""
    fit = fit_survival(duration=[5, 8, 8], ended=[True, False, False], weights=[0.4, 0.6, 1.0])
    assert fit.survival == pytest.approx([0.8])
    assert fit.ends == pytest.approx([0.4])


def test_delayed_entry_does_not_hide_early_ends():
    """Members who came into sight late say nothing about the start; ignoring entry makes the start too rosy."""
    chance = np.random.default_rng(2)
    life, entry = chance.exponential(10, 20_000), chance.uniform(0, 20, 20_000)
    seen = life > entry
    columns = {"duration": life[seen], "ended": np.ones(seen.sum()), "entry": entry[seen]}
    honest = fit_survival(**columns).survival_at(time=[10])[0]
    naive = fit_survival(duration=columns["duration"], ended=columns["ended"]).survival_at(time=[10])[0]
    assert honest == pytest.approx(np.exp(-1), abs=0.03)
    assert naive > honest + 0.1


def test_nothing_ended_yet():
    fit = fit_survival(duration=[3, 4], ended=[False, False])
    assert fit.survival.size == 0
    assert fit.median().value is None
    assert fit.restricted_mean(until=4).value == 4.0
    assert fit.survival_at(time=9).tolist() == [1.0]


def test_one_member_and_ends_on_the_first_day():
    fit = fit_survival(duration=[0, 0, 5], ended=[True, False, True])
    assert fit.survival == pytest.approx([2 / 3, 0])
    assert np.isfinite([*fit.low, *fit.high]).all()
    one = fit_survival(duration=7, ended=True)
    assert one.median().value == 7.0


def test_populated_until_the_last_end_that_enough_members_reached():
    fit = fit_survival(duration=np.arange(1, 101), ended=np.ones(100))
    assert fit.populated_until(at_least=25) == 76.0
    assert fit.populated_until(at_least=101) == 0.0


@pytest.mark.parametrize(
    "columns",
    [
        {"duration": [], "ended": []},
        {"duration": [-1], "ended": [1]},
        {"duration": [1], "ended": [2]},
        {"duration": [1], "ended": [1], "entry": [3]},
        {"duration": [1, 2], "ended": [1]},
        {"duration": [1], "ended": [1], "weights": [0]},
    ],
)
def test_impossible_durations_are_refused(columns):
    with pytest.raises(EstimationError):
        fit_survival(**columns)
