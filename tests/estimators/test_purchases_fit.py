"""Fit of (M)BG/CNBD-k: published parameters, gradients, compression, few buyers, extremes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.errors import EstimationError
from klantkompas.estimators.purchases import PurchasePrior, PurchaseProcess, fit_purchases
from klantkompas.estimators.purchases.likelihood import log_likelihood
from klantkompas.estimators.purchases.process import history
from tests.estimators.purchase_data import Buyers, cdnow, grocery, simulated

# data, k, dropout at first, (r, alpha, a, b), log-likelihood, relative tolerance, absolute tolerance.
# BG/NBD on CDNOW is published as .243 4.414 .793 2.426, -9582.4 (Fader, Hardie & Lee 2005), unrounded by CLVTools
# 0.12.1 and BTYD 2.4.3; MBG/NBD by lifetimes 0.11.3 and BTYDplus 1.2.0; grocery by BTYDplus 1.2.0.
PUBLISHED = [
    (cdnow, 1, False, (0.2426, 4.4136, 0.79293, 2.42589), -9582.429, 0.002, 0.02),
    (cdnow, 1, True, (0.52484, 6.183, 0.89136, 1.614), -9582.133, 0.002, 0.02),
    (grocery, 1, False, (0.34859, 2.58094, 0.50383, 3.64436), -15836.57, 0.003, 0.1),
    (grocery, 1, True, (1.25679, 6.03848, 0.36825, 0.71574), -15781.94, 0.003, 0.1),
    (grocery, 2, False, (0.35906, 1.12939, 0.52281, 2.78534), -15054.17, 0.003, 0.1),
    (grocery, 2, True, (1.3292, 2.8126, 0.42472, 0.79004), -14978.21, 0.003, 0.1),
]
MBG3 = PurchaseProcess(r=0.85, alpha=1.45, a=0.79, b=2.42, k=3, dropout_at_first=True)


@pytest.mark.parametrize(("data", "k", "first", "published", "loglik", "relative", "absolute"), PUBLISHED)
def test_maximum_likelihood_equals_the_published_figures(data, k, first, published, loglik, relative, absolute):
    fit = fit_purchases(**data().all(), k=k, dropout_at_first=first, prior=None)
    found = fit.process
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx(published, rel=relative)
    assert fit.loglik == pytest.approx(loglik, abs=absolute)
    assert fit.converged
    assert fit.reason is None


def test_standard_errors_of_the_logs_on_cdnow():
    """Own check by two other optimisers: .05 .09 .23 .29."""
    fit = fit_purchases(**cdnow().times(), dropout_at_first=False, prior=None)
    assert np.round(fit.log_standard_errors, 2).tolist() == [0.05, 0.09, 0.23, 0.29]


@pytest.mark.parametrize(("data", "best"), [(cdnow, 1), (grocery, 2)])
@pytest.mark.parametrize("first", [True, False])
def test_the_shape_is_searched_and_the_choice_shown(data, best, first):
    """BTYDplus 1.2.0 chooses k = 1 on CDNOW and k = 2 on the grocery data."""
    fit = fit_purchases(**data().all(), dropout_at_first=first, prior=None)
    assert fit.process.k == best
    assert [k for k, _ in fit.by_k] == list(range(1, 9))
    assert max(fit.by_k, key=lambda row: row[1])[0] == best


def test_profile_of_the_shape_on_grocery():
    """Log-likelihoods for k = 1, 2, 3 as found with an independent program."""
    fit = fit_purchases(**grocery().all(), prior=None)
    assert [value for _, value in fit.by_k[:3]] == pytest.approx([-15781.94, -14978.21, -14996.85], abs=0.02)


@pytest.mark.parametrize("k", [1, 2, 3, 5])
@pytest.mark.parametrize("first", [True, False])
def test_gradient_equals_central_differences(k, first):
    buyers = simulated(MBG3, size=60, span=60, seed=5)
    observed = history(**buyers.times(), weights=np.arange(1, 61), sum_log_interval=buyers.log_gaps)
    logs = np.log([0.7, 2.0, 0.6, 1.9])

    def at(place):
        process = PurchaseProcess(*np.exp(place), k=k, dropout_at_first=first)
        return log_likelihood(process=process, observed=observed)

    step = 1e-5 * np.eye(4)
    numeric = [(at(logs + row)[0] - at(logs - row)[0]) / 2e-5 for row in step]
    assert at(logs)[1] == pytest.approx(numeric, rel=1e-6, abs=1e-5)


def test_weights_equal_repeated_rows():
    buyers = simulated(MBG3, size=200, span=60, seed=6)
    twice = fit_purchases(**{name: np.tile(column, 2) for name, column in buyers.all().items()})
    doubled = {**buyers.all(), "sum_log_interval": 2 * buyers.log_gaps}
    weighted = fit_purchases(**doubled, weights=np.full(200, 2))
    assert weighted.process.k == twice.process.k
    assert weighted.loglik == pytest.approx(twice.loglik, rel=1e-10)
    assert weighted.process.alpha == pytest.approx(twice.process.alpha, rel=1e-5)


def test_time_in_days_or_weeks_is_the_same_model():
    buyers = simulated(MBG3, size=300, span=60, seed=7)
    weeks = fit_purchases(**buyers.all())
    days = fit_purchases(
        x=buyers.x, t_x=7 * buyers.t_x, T=7 * buyers.T, sum_log_interval=buyers.log_gaps + buyers.x * np.log(7)
    )
    assert days.process.k == weeks.process.k
    assert days.process.alpha == pytest.approx(7 * weeks.process.alpha, rel=1e-4)
    assert days.process.r == pytest.approx(weeks.process.r, rel=1e-4)


def test_parameters_are_recovered():
    """20,000 buyers of MBG/CNBD-3: within four standard errors, which are a few per cent here."""
    fit = fit_purchases(**simulated(MBG3, size=20_000, span=104, seed=8).all())
    assert fit.process.k == 3
    found = np.log([fit.process.r, fit.process.alpha, fit.process.a, fit.process.b])
    truth = np.log([MBG3.r, MBG3.alpha, MBG3.a, MBG3.b])
    assert (np.abs(found - truth) < 4 * fit.log_standard_errors).all()
    assert found == pytest.approx(truth, abs=0.1)


def test_a_large_set_is_fitted_exactly_from_a_sample_start():
    """60,000 histories take the sampled route; the result is the optimum over all rows, not over the sample."""
    buyers = simulated(MBG3, size=60_000, span=30, seed=9)
    fit = fit_purchases(**buyers.all(), k=3, prior=None)
    _, gradient = log_likelihood(process=fit.process, observed=history(**buyers.all()))
    assert fit.converged
    assert np.abs(gradient * fit.log_standard_errors).max() < 1e-3
    assert fit.n == 60_000


@pytest.mark.parametrize("size", [1, 3, 30])
def test_few_buyers_give_a_figure_with_a_wide_range(size):
    fit = fit_purchases(**simulated(MBG3, size=size, span=60, seed=10).all())
    assert fit.converged
    assert (fit.log_standard_errors > 0.2).all()


def test_a_firm_as_prior_for_its_segment():
    whole = fit_purchases(**simulated(MBG3, size=2_000, span=60, seed=11).all())
    few = fit_purchases(**simulated(MBG3, size=5, span=60, seed=12).all(), k=3, prior=whole.as_prior())
    assert isinstance(few.prior, PurchasePrior)
    assert few.process.r == pytest.approx(whole.process.r, rel=0.6)


EXTREMES = {
    "one buyer, once": Buyers(*np.array([[0.0], [0.0], [1.0], [0.0]])),
    "one buyer on the last day": Buyers(*np.array([[0.0], [0.0], [0.0], [0.0]])),
    "all bought once": Buyers(*np.array([[0.0] * 50, [0.0] * 50, np.linspace(1, 400, 50), [0.0] * 50])),
    "daily for ten years": Buyers(*np.array([[3650.0], [3650.0], [3651.0], [0.0]])),
    "10,000 in a day": Buyers(*np.array([[10_000.0], [0.99], [1.0], [-92_000.0]])),
    "10,000 beside 1": Buyers(*np.array([[10_000.0, 1], [9_000, 1], [9_000, 9_000], [-1_000, 0]])),
}


@pytest.mark.parametrize("case", EXTREMES)
@pytest.mark.parametrize("prior", ["weak", None])
def test_extremes_end_in_finite_parameters_and_a_verdict(case, prior):
    fit = fit_purchases(**EXTREMES[case].all(), prior=prior)
    found = fit.process
    assert np.isfinite([found.r, found.alpha, found.a, found.b, fit.loglik]).all()
    assert fit.converged == (fit.reason is None)
    assert fit.log_standard_errors is None or np.isfinite(fit.log_standard_errors).all()


@pytest.mark.parametrize("case", EXTREMES)
def test_extremes_converge_with_the_weak_prior(case):
    assert fit_purchases(**EXTREMES[case].all()).reason is None


@settings(max_examples=25, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0.01, 1.0), st.floats(0.1, 5_000.0)), min_size=1, max_size=12))
def test_any_histories_end_in_finite_parameters(rows):
    x = np.array([row[0] for row in rows], dtype=float)
    T = np.array([row[2] for row in rows])
    t_x = np.where(x > 0, T * [row[1] for row in rows], 0.0)
    fit = fit_purchases(x=x, t_x=t_x, T=T)
    assert np.isfinite([fit.process.r, fit.process.alpha, fit.process.a, fit.process.b, fit.loglik]).all()


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"x": [], "t_x": [], "T": []}, "no_observations"),
        ({"x": [1], "t_x": [5], "T": [4]}, "impossible_values"),
        ({"x": [1], "t_x": [0], "T": [4]}, "impossible_values"),
        ({"x": [0.5], "t_x": [1], "T": [4]}, "impossible_values"),
        ({"x": [float("nan")], "t_x": [1], "T": [4]}, "impossible_values"),
        ({"x": [1, 2], "t_x": [1], "T": [4]}, "impossible_values"),
        ({"x": [1], "t_x": [1], "T": [4], "weights": [-1]}, "impossible_values"),
        ({"x": [1], "t_x": [1], "T": [4], "k": 0}, "impossible_values"),
    ],
)
def test_what_cannot_have_been_observed_is_refused(columns, code):
    with pytest.raises(EstimationError) as refusal:
        fit_purchases(**columns)
    assert refusal.value.code == code


def test_names_of_the_family():
    assert PurchaseProcess(r=1, alpha=1, a=1, b=1, k=1, dropout_at_first=False).name == "BG/NBD"
    assert MBG3.name == "MBG/CNBD-3"


TRUTHS = [
    PurchaseProcess(r=0.5, alpha=6.0, a=0.9, b=2.0, k=1, dropout_at_first=False),
    PurchaseProcess(r=1.2, alpha=6.0, a=0.8, b=3.0, k=1, dropout_at_first=True),
    PurchaseProcess(r=0.8, alpha=2.0, a=0.8, b=3.0, k=2, dropout_at_first=False),
    MBG3,
]


@pytest.mark.slow
@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_bias_and_coverage_over_two_hundred_replications(truth):
    """Bias under 5 % at 20,000 buyers; 95 % intervals hold the truth in 90-98 % of 200 replications."""
    logs = np.log([truth.r, truth.alpha, truth.a, truth.b])
    found, errors = [], []
    for seed in range(200):
        buyers = simulated(truth, size=20_000, span=104, seed=1_000 + seed)
        fit = fit_purchases(**buyers.all(), k=truth.k, dropout_at_first=truth.dropout_at_first)
        found.append(np.log([fit.process.r, fit.process.alpha, fit.process.a, fit.process.b]))
        errors.append(fit.log_standard_errors)
    off = np.array(found) - logs
    assert np.abs(np.expm1(off.mean(axis=0))).max() < 0.05
    covered = (np.abs(off) < 1.96 * np.array(errors)).mean(axis=0)
    assert covered.min() >= 0.90
    assert covered.max() <= 0.98


def test_a_large_set_whose_sample_misleads_is_still_settled(monkeypatch):
    """With a sample of a few dozen rows its curvature is useless for the whole; the fit falls back on all rows."""
    monkeypatch.setattr("klantkompas.estimators.purchases.fit.SAMPLE", 40)
    monkeypatch.setattr("klantkompas.estimators.purchases.fit.DIRECT", 1_000)
    buyers = simulated(MBG3, size=5_000, span=60, seed=13)
    rough = fit_purchases(**buyers.all())
    monkeypatch.undo()
    direct = fit_purchases(**buyers.all())
    assert rough.converged
    assert rough.process.k == direct.process.k
    assert rough.loglik == pytest.approx(direct.loglik, abs=1e-3)
