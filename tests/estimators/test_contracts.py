"""Renewals: sBG and BdW against the published retention curves, few members, extremes."""

import duckdb
import numpy as np
import pytest
from scipy.special import hyp2f1

from klantkompas.errors import EstimationError
from klantkompas.estimators.contracts import Renewals, fit_bdw, fit_sbg, from_survivors
from tests.data_sets import data_file


def survivors(column, years):
    """Survivors of 1,000 of the two cohorts that Fader & Hardie 2007 use (Berry & Linoff)."""
    path = data_file("retention_table/retention_table.parquet")
    found = duckdb.sql(f"select {column} from '{path}' order by year").fetchnumpy()[column]
    return np.asarray(found, dtype=np.float64)[:years]


@pytest.mark.parametrize(
    ("column", "years", "published", "loglik"),
    [
        ("regular", 8, (0.70408, 1.18204), -1680.2652),
        ("highend", 8, (0.66809, 3.80609), -1611.1581),
        ("regular", 5, (0.76367, 1.29583), -1401.5594),
        ("highend", 5, (1.28098, 7.79038), -1225.1349),
    ],
)
def test_sbg_equals_the_published_figures(column, years, published, loglik):
    """.704 1.182 and .668 3.806 over seven renewals (Fader & Hardie 2007); the rest by an own second program."""
    fit = fit_sbg(renewals=from_survivors(survivors(column, years)), prior=None)
    assert (fit.gamma, fit.delta) == pytest.approx(published, rel=0.002)
    assert fit.loglik == pytest.approx(loglik, abs=0.02)
    assert fit.converged


@pytest.mark.parametrize(
    ("column", "years", "expected", "loglik"),
    [
        ("regular", 5, (0.52303, 0.89428, 1.1964), -1401.3831),
        ("highend", 5, (0.25934, 1.72255, 1.58436), -1222.7493),
        ("regular", 8, (0.45561, 0.77933, 1.28345), -1679.6028),
        ("highend", 8, (0.21425, 1.42657, 1.72356), -1605.3142),
    ],
)
def test_bdw_equals_the_reference(column, years, expected, loglik):
    """Model of Fader, Hardie, Liu, Davin & Steenburgh 2018; figures by an own second program."""
    fit = fit_bdw(renewals=from_survivors(survivors(column, years)), prior=None)
    assert (fit.gamma, fit.delta, fit.c) == pytest.approx(expected, rel=0.003)
    assert fit.loglik == pytest.approx(loglik, abs=0.02)


def test_projection_to_year_twelve():
    """S(12): sBG .170 (seen .173) and .378 (seen .394); BdW .177 and .404."""
    found = [
        fit(renewals=from_survivors(survivors(column, 8)), prior=None).survival(period=12)[0]
        for fit in (fit_sbg, fit_bdw)
        for column in ("regular", "highend")
    ]
    assert found == pytest.approx([0.170, 0.378, 0.177, 0.404], abs=5e-4)


def test_residual_lifetime_equals_the_published_figures_and_the_closed_form():
    """DERL at 10 % in period 1 and 4: 2.964, 5.442 (regular) and 5.414, 6.620 (high end)."""
    for column, expected in (("regular", (2.964, 5.442)), ("highend", (5.414, 6.620))):
        fit = fit_sbg(renewals=from_survivors(survivors(column, 8)), prior=None)
        found = fit.residual_lifetime(period=[1, 4], discount=0.10)
        assert found == pytest.approx(expected, abs=1e-3)
        n = np.array([1.0, 4.0])
        closed = (fit.delta + n - 1) / (fit.gamma + fit.delta + n - 1)
        closed *= hyp2f1(1, fit.delta + n, fit.gamma + fit.delta + n, 1 / 1.1)
        assert found == pytest.approx(closed, rel=1e-9)


def test_retention_follows_the_closed_form_and_rises():
    fit = fit_sbg(renewals=from_survivors(survivors("regular", 8)), prior=None)
    t = np.arange(1, 9)
    assert fit.retention(period=t) == pytest.approx((fit.delta + t - 1) / (fit.gamma + fit.delta + t - 1))
    assert fit.survival(period=0)[0] == 1.0


def test_the_better_model_has_the_lower_criterion():
    """Duration dependence shows in the high-end cohort, not in the regular one over four renewals."""
    high, regular = (from_survivors(survivors(*which)) for which in (("highend", 8), ("regular", 5)))
    assert fit_bdw(renewals=high, prior=None).aic < fit_sbg(renewals=high, prior=None).aic
    assert fit_sbg(renewals=regular, prior=None).aic < fit_bdw(renewals=regular, prior=None).aic


def simulated_renewals(*, size, gamma, delta, c, seed):
    """Cohorts that started one to eight periods ago."""
    chance = np.random.default_rng(seed)
    stop, seen = chance.beta(gamma, delta, size), chance.integers(1, 9, size)
    lasted = np.floor((np.log(chance.random(size)) / np.log1p(-stop)) ** (1 / c))
    ended = lasted < seen
    return Renewals(
        ended=np.bincount(lasted[ended].astype(int), minlength=8).astype(float),
        running=np.bincount(seen[~ended], minlength=9).astype(float),
    )


@pytest.mark.parametrize("c", [1.0, 1.5])
def test_parameters_are_recovered_from_cohorts_of_different_age(c):
    renewals = simulated_renewals(size=50_000, gamma=0.8, delta=2.5, c=c, seed=4)
    fit = (fit_sbg if c == 1.0 else fit_bdw)(renewals=renewals, prior=None)
    found, truth = np.log([fit.gamma, fit.delta, fit.c]), np.log([0.8, 2.5, c])
    assert found == pytest.approx(truth, abs=0.15)
    assert (np.abs(found - truth)[: fit.parameters] < 4 * fit.log_standard_errors).all()


@pytest.mark.parametrize(
    "left", [[1, 1], [1, 0], [5, 5, 5, 5], [30, 20, 15, 15], [3, 0, 0], [10_000, 1, 0, 0], [1_000] * 40]
)
@pytest.mark.parametrize("fit_model", [fit_sbg, fit_bdw])
def test_extremes_converge_with_the_weak_prior_and_are_judged_without(left, fit_model):
    fit = fit_model(renewals=from_survivors(left))
    assert fit.converged
    assert np.isfinite(fit.residual_lifetime(period=[1, 30], discount=0.1)).all()
    bare = fit_model(renewals=from_survivors(left), prior=None)
    assert np.isfinite([bare.gamma, bare.delta, bare.c, bare.loglik]).all()
    assert bare.converged == (bare.reason is None)


@pytest.mark.parametrize("left", [[], [10], [0, 0], [5, 6], [5, np.nan]])
def test_what_is_no_cohort_is_refused(left):
    with pytest.raises(EstimationError):
        fit_sbg(renewals=from_survivors(left))


def test_a_discount_of_nothing_is_refused():
    fit = fit_sbg(renewals=from_survivors([10, 5, 4]))
    with pytest.raises(EstimationError):
        fit.residual_lifetime(period=1, discount=0)
