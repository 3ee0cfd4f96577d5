"""Amounts per event: Gamma-Gamma against published figures, shrunken parts against simulated truth."""

import duckdb
import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.spend import GammaGammaFit, fit_gamma_gamma, fit_parts
from tests.data_sets import data_file


def cdnow_repeat_spend():
    """Mean spend of the repeat purchase days to 1997-09-30, per buyer with at least one."""
    query = f"""
    with days as (select customer_id, cast(date as date) as day, sum(amount) as spend
                  from '{data_file("cdnow/cdnow_sample.parquet")}' where date <= date '1997-09-30' group by all),
    firsts as (select *, min(day) over (partition by customer_id) as first from days)
    select count(*) as x, avg(spend) as mean_spend from firsts where day > first group by customer_id
    """
    found = duckdb.sql(query).fetchnumpy()
    return {name: np.asarray(found[name], dtype=np.float64) for name in ("x", "mean_spend")}


def test_gamma_gamma_equals_the_published_figures():
    """6.25 3.74 15.44 (Fader & Hardie 2013); unrounded by lifetimes and CLVTools; 946 repeat buyers."""
    fit = fit_gamma_gamma(**cdnow_repeat_spend(), prior=None)
    assert (fit.p, fit.q, fit.gamma) == pytest.approx((6.2488, 3.7446, 15.4477), rel=0.002)
    assert fit.loglik == pytest.approx(-4055.923, abs=0.02)
    assert fit.n == 946
    assert fit.converged


def simulated_spend(*, size, seed):
    chance = np.random.default_rng(seed)
    rate = chance.gamma(3.7, 1 / 15.0, size)
    x = chance.integers(1, 8, size)
    return {"x": x, "mean_spend": chance.gamma(6.2 * x, 1 / (rate * x))}


def test_gamma_gamma_parameters_are_recovered():
    fit = fit_gamma_gamma(**simulated_spend(size=20_000, seed=1), prior=None)
    found, truth = np.log([fit.p, fit.q, fit.gamma]), np.log([6.2, 3.7, 15.0])
    assert found == pytest.approx(truth, abs=0.1)
    assert (np.abs(found - truth) < 4 * fit.log_standard_errors).all()


def test_gamma_gamma_gradient_is_that_of_its_value():
    """At the optimum of weighted rows nothing may be left; a wrong gradient would stop elsewhere."""
    columns = simulated_spend(size=300, seed=2)
    once = fit_gamma_gamma(**{name: np.tile(column, 3) for name, column in columns.items()}, prior=None)
    weighted = fit_gamma_gamma(**columns, weights=np.full(300, 3.0), prior=None)
    assert weighted.loglik == pytest.approx(once.loglik, rel=1e-10)
    assert weighted.gamma == pytest.approx(once.gamma, rel=1e-4)


def test_expected_spend_lies_between_the_own_mean_and_that_of_all():
    fit = GammaGammaFit(p=6.25, q=3.74, gamma=15.44, loglik=0.0, n=1, converged=True, reason=None, log_covariance=None)
    expected = fit.expected_spend(x=[0, 1, 10, 10_000], mean_spend=[0, 100, 100, 100])
    everybody = 6.25 * 15.44 / 2.74
    assert expected[0] == pytest.approx(everybody)
    assert (np.diff(expected) > 0).all()
    assert expected[3] == pytest.approx(100, rel=1e-3)


@pytest.mark.parametrize("columns", [{"x": 1, "mean_spend": 10}, {"x": [2] * 9, "mean_spend": [5.0] * 9}])
def test_few_or_equal_amounts_converge_with_the_weak_prior(columns):
    fit = fit_gamma_gamma(**columns)
    assert fit.converged
    assert fit.q > 1
    assert np.isfinite(fit.expected_spend(x=3, mean_spend=8)).all()


@pytest.mark.parametrize(
    "columns",
    [{"x": [], "mean_spend": []}, {"x": [1], "mean_spend": [-4]}, {"x": [0], "mean_spend": [4]}],
)
def test_gamma_gamma_refuses_what_it_cannot_describe(columns):
    with pytest.raises(EstimationError):
        fit_gamma_gamma(**columns)


def simulated_parts(*, size=3_000, seed=3):
    """Lognormal revenue per event in four groups, margin rates around .25, .15, .05 and -.05."""
    chance = np.random.default_rng(seed)
    group = chance.integers(0, 4, size)
    mean = np.exp(chance.normal(5 + 0.3 * group, 0.7))
    rate = chance.normal(0.25 - 0.1 * group, 0.15)
    events = chance.poisson(chance.gamma(0.8, 6, size))
    amounts = [chance.lognormal(np.log(m) - 0.18, 0.6, n) for m, n in zip(mean, events, strict=True)]
    margins = [(a * chance.normal(r, 0.2, a.size)).sum() for a, r in zip(amounts, rate, strict=True)]
    columns = {
        "events": events,
        "revenue": [a.sum() for a in amounts],
        "revenue_squared": [(a**2).sum() for a in amounts],
        "margin": margins,
        "group": group,
    }
    return columns, mean, rate


def test_parts_beat_the_own_mean_and_keep_the_total():
    columns, mean, rate = simulated_parts()
    fit = fit_parts(**columns)
    seen = columns["events"] > 0
    own = np.array(columns["margin"])[seen] / columns["events"][seen]
    error, own_error = np.abs(fit.margin - mean * rate)[seen].mean(), np.abs(own - (mean * rate)[seen]).mean()
    assert error < 0.85 * own_error
    assert fit.revenue.sum() == pytest.approx(mean.sum(), rel=0.04)
    assert fit.within == pytest.approx(0.36, abs=0.06)
    assert fit.between == pytest.approx(0.49, abs=0.06)


def test_parts_intervals_cover():
    columns, mean, rate = simulated_parts()
    fit = fit_parts(**columns)
    off = (np.log(mean) - np.log(fit.revenue) + fit.revenue_log_sd**2 / 2) / fit.revenue_log_sd
    assert (np.abs(off) < 1.645).mean() == pytest.approx(0.90, abs=0.04)
    assert (np.abs(rate - fit.rate) < 1.645 * fit.rate_sd).mean() == pytest.approx(0.90, abs=0.04)


def test_parts_by_hand():
    """Rates: one group, 200 revenue and 40 margin in all, 20 %; with two events of about 50 added to each."""
    fit = fit_parts(events=[2, 2], revenue=[100, 100], revenue_squared=[5_000, 5_000], margin=[-10, 50])
    assert fit.revenue == pytest.approx([50, 50], rel=1e-3)
    assert fit.rate == pytest.approx([(-10 + 20) / 200, (50 + 20) / 200], rel=1e-3)


def test_margins_that_are_all_negative_stay_negative():
    fit = fit_parts(events=[3, 1], revenue=[300, 90], revenue_squared=[30_000, 8_100], margin=[-60, -30])
    assert (fit.margin < 0).all()
    assert np.isfinite(fit.rate_sd).all()


def test_rows_without_revenue_lean_on_their_group():
    fit = fit_parts(events=[4, 0, 2], revenue=[400, 0, -50], revenue_squared=[40_000, 0, 2_500], margin=[80, 0, -50])
    assert fit.rate[1] == fit.rate[2] == pytest.approx(0.2)
    assert fit.revenue[1] == pytest.approx(fit.revenue[2])
    assert fit.rate_sd[1] >= fit.rate_sd[0]


def test_shifting_or_adding_a_customer_moves_the_others_little():
    columns, _, _ = simulated_parts(size=500)
    before = fit_parts(**columns)
    worst = {name: np.append(column, 0) for name, column in columns.items()}
    worst |= {
        "events": np.append(columns["events"], 1),
        "revenue": np.append(columns["revenue"], 100.0),
        "revenue_squared": np.append(columns["revenue_squared"], 10_000.0),
        "margin": np.append(columns["margin"], -100.0),
    }
    after = fit_parts(**worst)
    assert after.revenue[:500] == pytest.approx(before.revenue, rel=0.02)


@pytest.mark.parametrize(
    "columns",
    [
        {"events": [1], "revenue": [-5], "revenue_squared": [25], "margin": [1]},
        {"events": [1, 2], "revenue": [5], "revenue_squared": [25], "margin": [1]},
        {"events": [1], "revenue": [np.nan], "revenue_squared": [25], "margin": [1]},
    ],
)
def test_parts_without_any_revenue_are_refused(columns):
    with pytest.raises(EstimationError):
        fit_parts(**columns)
