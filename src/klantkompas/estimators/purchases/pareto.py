"""Pareto/NBD: purchases at gamma rates until a moment of leaving with gamma rate. A comparator.

The likelihood of one history is, up to Gamma functions of x and r,

    alpha^r beta^s [ (alpha+T)^-(r+x) (beta+T)^-s + s * integral from t_x to T of (alpha+y)^-(r+x) (beta+y)^-(s+1) dy ]

The integral has a form in Gauss' hypergeometric function, which underflows from x = 150; here it is taken by 32-point
Gauss-Legendre on a logarithmic scale of time, relative to its value at t_x, where nothing can underflow and the
gradient is an average under the same integral.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi

from klantkompas.estimators.arrays import FloatArray, blocks
from klantkompas.estimators.fitting import Fit, maximise, on_log_scale
from klantkompas.estimators.purchases.process import History, history, summaries

NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
MOVES = ([0.0, 0.0, 0.0, 0.0], [-0.7, 0.0, -0.7, 0.0], [0.0, 0.0, -2.0, 0.0], [0.0, 2.0, 0.0, 2.0])
DECAYED = 40.0  # the integrand has then fallen to exp(-40) of its start


@dataclass(frozen=True, slots=True)
class ParetoProcess:
    """Parameters: purchase rates ~ Gamma(r, rate alpha), leaving rates ~ Gamma(s, rate beta)."""

    r: float
    alpha: float
    s: float
    beta: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ParetoFit(Fit):
    """Fitted Pareto/NBD; the order of the parameters is (r, alpha, s, beta)."""

    process: ParetoProcess


def fit_pareto(*, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, weights: ArrayLike | None = None) -> ParetoFit:
    """Fit the Pareto/NBD by maximum likelihood; arguments and errors as for ``fit_purchases``.

    Source: Schmittlein, Morrison & Colombo 1987, Management Science 33(1).
    """
    observed = history(x=x, t_x=t_x, T=T, weights=weights)
    span = np.log(max(float(observed.T.max()), 1e-6))
    start = np.array([0.0, span - 1.0, 0.0, span - 1.0])
    optimum = maximise(
        objective=lambda theta: log_likelihood(process=ParetoProcess(*np.exp(theta)), observed=observed),
        starts=[start + np.array(move) for move in MOVES],
        lower=np.array([-7.0, span - 12.0, -7.0, span - 12.0]),
        upper=np.array([8.0, span + 10.0, 8.0, span + 10.0]),
    )
    return ParetoFit(
        process=ParetoProcess(*(float(value) for value in np.exp(optimum.theta))),
        loglik=optimum.value,
        n=observed.n,
        converged=optimum.converged,
        reason=optimum.reason,
        log_covariance=on_log_scale(optimum=optimum, jacobian=np.eye(4)),
    )


def p_active_pareto(*, process: ParetoProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> FloatArray:
    """Probability that a buyer with this history has not left at time T, shape (rows,), in [0, 1]."""
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    result = np.empty(counts.size)
    for rows in blocks(counts.size):
        result[rows] = 1.0 - _left(process, counts[rows], last[rows], age[rows]).chance
    return result


def expected_purchases_pareto(
    *, process: ParetoProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, horizon: float
) -> FloatArray:
    """Mean number of purchases in (T, T + horizon], shape (rows,), chance of having left included."""
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    ahead = np.log1p(horizon / (process.beta + age))
    power = (process.s - 1.0) * ahead
    flat = np.abs(power) < 1e-12
    factor = np.where(flat, 1.0, -np.expm1(-power) / np.where(flat, 1.0, power))
    rate = (process.r + counts) / (process.alpha + age)
    active = p_active_pareto(process=process, x=counts, t_x=last, T=age)
    return np.asarray(active * rate * (process.beta + age) * ahead * factor)


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """Chance of having left and, under that event, means over the moment y of leaving; shape (rows,)."""

    chance: FloatArray
    log_total: FloatArray
    log_alpha: FloatArray
    log_beta: FloatArray
    per_alpha: FloatArray
    per_beta: FloatArray


def _left(process: ParetoProcess, x: FloatArray, t_x: FloatArray, T: FloatArray) -> _Left:
    r, alpha, s, beta = process.r, process.alpha, process.s, process.beta
    near = min(alpha, beta)
    slope = (r + x) * (near + t_x) / (alpha + t_x) + (s + 1.0) * (near + t_x) / (beta + t_x) - 1.0
    width = np.minimum(np.log((near + T) / (near + t_x)), DECAYED / np.maximum(slope, 1e-3))
    scale = (near + t_x)[:, None] * np.exp(width[:, None] * (NODES + 1.0) / 2.0)
    at_alpha, at_beta = scale + (alpha - near), scale + (beta - near)
    log_alpha, log_beta = np.log(at_alpha), np.log(at_beta)
    first, second = np.log(alpha + t_x), np.log(beta + t_x)
    fall = -(r + x)[:, None] * (log_alpha - first[:, None]) - (s + 1.0) * (log_beta - second[:, None])
    mass = np.exp(fall) * scale * WEIGHTS * (width[:, None] / 2.0)
    total = np.maximum(mass.sum(axis=1), 1e-300)
    mass /= total[:, None]
    gone = np.log(s) + np.log(total) - (r + x) * first - (s + 1.0) * second
    here = -(r + x) * np.log(alpha + T) - s * np.log(beta + T)
    return _Left(
        chance=1.0 / (1.0 + np.exp(np.minimum(here - gone, 700.0))),
        log_total=np.logaddexp(here, gone),
        log_alpha=(mass * log_alpha).sum(axis=1),
        log_beta=(mass * log_beta).sum(axis=1),
        per_alpha=(mass / at_alpha).sum(axis=1),
        per_beta=(mass / at_beta).sum(axis=1),
    )


def log_likelihood(*, process: ParetoProcess, observed: History) -> tuple[float, FloatArray]:
    """Log-likelihood and its gradient with respect to the logs of (r, alpha, s, beta), shape (4,)."""
    value, gradient = 0.0, np.zeros(4)
    for rows in blocks(observed.x.size):
        weights, x, T = observed.weights[rows], observed.x[rows], observed.T[rows]
        part, terms = _block(process, x, T, _left(process, x, observed.t_x[rows], T))
        value += float(weights @ part)
        gradient += terms @ weights
    return value, gradient * np.array([process.r, process.alpha, process.s, process.beta])


def _block(process: ParetoProcess, x: FloatArray, T: FloatArray, left: _Left) -> tuple[FloatArray, FloatArray]:
    """Log-likelihood per row, and its derivatives to (r, alpha, s, beta), shape (4, rows)."""
    r, alpha, s, beta, q = process.r, process.alpha, process.s, process.beta, left.chance
    value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + left.log_total
    end_alpha, end_beta, stayed = alpha + T, beta + T, 1.0 - q
    gradient = [
        psi(r + x) - psi(r) + np.log(alpha) - stayed * np.log(end_alpha) - q * left.log_alpha,
        r / alpha - (r + x) * (stayed / end_alpha + q * left.per_alpha),
        np.log(beta) - stayed * np.log(end_beta) + q * (1.0 / s - left.log_beta),
        s / beta - stayed * s / end_beta - q * (s + 1.0) * left.per_beta,
    ]
    return np.asarray(value), np.stack(gradient)
