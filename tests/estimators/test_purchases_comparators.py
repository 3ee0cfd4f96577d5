"""NBD and Pareto/NBD: published parameters, gradients, and the hypergeometric form as oracle."""

import numpy as np
import pytest
from scipy.special import gammaln, hyp2f1

from klantkompas.estimators.purchases.nbd import fit_nbd
from klantkompas.estimators.purchases.pareto import (
    ParetoProcess,
    expected_purchases_pareto,
    fit_pareto,
    log_likelihood,
    p_active_pareto,
)
from klantkompas.estimators.purchases.process import history
from tests.estimators.purchase_data import cdnow, grocery

CDNOW = ParetoProcess(r=0.5534, alpha=10.58, s=0.6061, beta=11.656)


def test_nbd_on_cdnow():
    """BTYDplus 1.2.0: r 0.38477, alpha 12.072, log-likelihood -9763.658."""
    fit = fit_nbd(**cdnow().times())
    assert (fit.r, fit.alpha) == pytest.approx((0.38477, 12.072), rel=0.001)
    assert fit.loglik == pytest.approx(-9763.658, abs=0.02)
    assert fit.converged


@pytest.mark.parametrize(
    ("data", "published", "loglik", "relative", "absolute"),
    [
        (cdnow, (0.5534, 10.58, 0.6061, 11.656), -9594.976, 0.005, 0.02),
        (grocery, (0.78644, 5.67898, 0.38622, 5.71712), -15782.39, 0.01, 0.2),
    ],
)
def test_pareto_equals_the_published_figures(data, published, loglik, relative, absolute):
    """CDNOW: .553 10.578 .606 11.669, -9595.0 (Fader, Hardie & Lee 2005); grocery: BTYD 2.4.3."""
    fit = fit_pareto(**data().times())
    found = fit.process
    assert (found.r, found.alpha, found.s, found.beta) == pytest.approx(published, rel=relative)
    assert fit.loglik == pytest.approx(loglik, abs=absolute)
    assert fit.converged


def test_pareto_gradient_equals_central_differences():
    observed = history(x=[0, 3, 40, 900], t_x=[0, 10, 50, 51], T=[30, 12, 52, 52], weights=[3, 1, 2, 1])
    logs = np.log([0.6, 9.0, 0.7, 2.0])

    def at(place):
        return log_likelihood(process=ParetoProcess(*np.exp(place)), observed=observed)

    numeric = [(at(logs + step)[0] - at(logs - step)[0]) / 2e-5 for step in 1e-5 * np.eye(4)]
    assert at(logs)[1] == pytest.approx(numeric, rel=1e-6)


def test_pareto_likelihood_equals_the_hypergeometric_form():
    """Fader & Hardie 2005, "A note on deriving the Pareto/NBD model": difference of two Gauss functions."""
    buyers, p = cdnow(), CDNOW
    x, power = buyers.x, CDNOW.r + CDNOW.s + buyers.x

    def gauss(time):
        z = (p.beta - p.alpha) / (p.beta + time)
        return hyp2f1(power, p.r + x, power + 1, z) / (p.beta + time) ** power

    inside = 1 / ((p.alpha + buyers.T) ** (p.r + x) * (p.beta + buyers.T) ** p.s)
    inside += p.s / power * (gauss(buyers.t_x) - gauss(buyers.T))
    constant = gammaln(p.r + x) - gammaln(p.r) + p.r * np.log(p.alpha) + p.s * np.log(p.beta)
    value, _ = log_likelihood(process=p, observed=history(**buyers.times()))
    assert value == pytest.approx((constant + np.log(inside)).sum(), rel=1e-10)


def test_pareto_active_and_expectation_of_the_published_buyer():
    """Buyer 1516 of CDNOW in BTYD's walkthrough: active 0.9979, 25.46 purchases in the next 52 weeks."""
    buyer = {"x": 26, "t_x": 30.86, "T": 31}
    assert p_active_pareto(process=CDNOW, **buyer)[0] == pytest.approx(0.9979, abs=1e-4)
    assert expected_purchases_pareto(process=CDNOW, **buyer, horizon=52)[0] == pytest.approx(25.46, abs=0.01)


def test_pareto_expectation_is_smooth_through_s_equal_to_one():
    buyer = {"x": 2, "t_x": 30.43, "T": 38.86, "horizon": 39}
    near = [
        expected_purchases_pareto(process=ParetoProcess(0.5, 10.0, s, 11.0), **buyer)[0]
        for s in (1 - 1e-9, 1, 1 + 1e-9)
    ]
    assert near == pytest.approx([near[1]] * 3, rel=1e-7)


def test_pareto_survives_ten_thousand_purchases():
    columns = {"x": [10_000, 10_000, 0, 150], "t_x": [0.9, 0.9, 0, 100], "T": [0.9, 900, 0, 100]}
    for beta in (0.01, 80.0):
        process = ParetoProcess(r=0.5, alpha=3.0, s=0.6, beta=beta)
        assert np.isfinite(log_likelihood(process=process, observed=history(**columns))[0])
        active = p_active_pareto(process=process, **columns)
        assert ((active >= 0) & (active <= 1)).all()


@pytest.mark.parametrize("columns", [{"x": [0] * 9, "t_x": [0] * 9, "T": [30] * 9}, {"x": 9, "t_x": 5, "T": 5}])
def test_comparators_tell_when_the_numbers_do_not_fix_the_parameters(columns):
    for fit in (fit_nbd(**columns), fit_pareto(**columns)):
        assert np.isfinite(fit.loglik)
        assert fit.converged == (fit.reason is None)
