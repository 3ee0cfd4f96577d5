"""Two hundred replications of 20,000 per model: bias under 5 %, 95 % intervals cover in 90-98 %."""

from collections.abc import Callable

import numpy as np
import pytest

from klantkompas.estimators.contracts import Renewals, fit_bdw, fit_sbg
from klantkompas.estimators.purchases.nbd import fit_nbd
from klantkompas.estimators.purchases.pareto import fit_pareto
from klantkompas.estimators.spend import fit_gamma_gamma

SIZE, REPLICATIONS = 20_000, 200


def nbd(chance):
    rate, T = chance.gamma(0.8, 1 / 8.0, SIZE), 52.0
    counts = np.bincount(chance.poisson(rate * T))
    x = np.flatnonzero(counts)
    fit = fit_nbd(x=x, t_x=np.where(x > 0, T, 0), T=np.full(x.size, T), weights=counts[x])
    return fit, [fit.r, fit.alpha], [0.8, 8.0]


def pareto(chance):
    """Times in weeks, rounded to days so that equal histories can be counted once."""
    rate, T = chance.gamma(0.8, 1 / 8.0, SIZE), 104.0
    life = chance.exponential(1.0, SIZE) / chance.gamma(0.9, 1 / 30.0, SIZE)
    seen = np.minimum(life, T)
    x = chance.poisson(rate * seen)
    t_x = np.where(x > 0, seen * chance.random(SIZE) ** (1 / np.maximum(x, 1)), 0.0)
    days = np.where(x > 0, np.maximum(np.round(t_x * 7), 1), 0)
    rows, weights = np.unique(np.stack([x, days]), axis=1, return_counts=True)
    fit = fit_pareto(x=rows[0], t_x=rows[1] / 7, T=np.full(weights.size, T), weights=weights)
    return fit, [fit.process.r, fit.process.alpha, fit.process.s, fit.process.beta], [0.8, 8.0, 0.9, 30.0]


def gamma_gamma(chance):
    rate, x = chance.gamma(3.7, 1 / 15.0, SIZE), chance.integers(1, 8, SIZE)
    fit = fit_gamma_gamma(x=x, mean_spend=chance.gamma(6.2 * x, 1 / (rate * x)))
    return fit, [fit.p, fit.q, fit.gamma], [6.2, 3.7, 15.0]


def renewals(chance, c):
    stop, seen = chance.beta(0.8, 2.5, SIZE), chance.integers(1, 9, SIZE)
    lasted = np.floor((np.log(chance.random(SIZE)) / np.log1p(-stop)) ** (1 / c))
    ended = lasted < seen
    return Renewals(
        ended=np.bincount(lasted[ended].astype(int), minlength=8).astype(float),
        running=np.bincount(seen[~ended], minlength=9).astype(float),
    )


def sbg(chance):
    fit = fit_sbg(renewals=renewals(chance, 1.0))
    return fit, [fit.gamma, fit.delta], [0.8, 2.5]


def bdw(chance):
    fit = fit_bdw(renewals=renewals(chance, 1.4))
    return fit, [fit.gamma, fit.delta, fit.c], [0.8, 2.5, 1.4]


@pytest.mark.slow
@pytest.mark.parametrize("model", [nbd, pareto, gamma_gamma, sbg, bdw], ids=lambda model: model.__name__)
def test_bias_and_coverage(model: Callable):
    off, inside = [], []
    for seed in range(REPLICATIONS):
        fit, found, truth = model(np.random.default_rng(seed))
        off.append(np.log(found) - np.log(truth))
        inside.append(np.abs(off[-1]) < 1.96 * fit.log_standard_errors)
    assert np.abs(np.expm1(np.mean(off, axis=0))).max() < 0.05
    coverage = np.mean(inside, axis=0)
    assert coverage.min() >= 0.90
    assert coverage.max() <= 0.98
