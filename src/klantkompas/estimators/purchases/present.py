"""What a history says about now: still active, how late, at what pace.

All functions take one row per buyer and return one value per row; memory is bounded by working in blocks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaincinv

from klantkompas.estimators.arrays import FloatArray, blocks, finite, impossible
from klantkompas.estimators.purchases.likelihood import log_odds_left, stages
from klantkompas.estimators.purchases.process import PurchaseProcess, distinct, summaries

GAMMA_SHAPES = np.geomspace(1e-3, 1e7, 8192)

Kernel = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class Pace:
    """Purchases per span of time while active: posterior mean and interval, each of shape (rows,)."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray


def p_active(*, process: PurchaseProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> FloatArray:
    """Probability that a buyer with this history has not left at time T, shape (rows,), in [0, 1].

    Args:
        process: parameters, for instance ``fit_purchases(...).process``.
        x: repeat purchases, shape (rows,).
        t_x: time of the last purchase, counted from the first.
        T: time of observation, counted from the first purchase.

    Raises:
        EstimationError: ``impossible_values``.

    Source: Fader, Hardie & Lee 2005 and Reutterer et al. 2021, in log-odds.
    """
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    values, at = distinct(counts)
    odds = log_odds_left(process=process, counts=values)
    result = np.empty(counts.size)
    for rows in blocks(counts.size):
        end = process.alpha + age[rows]
        n = process.r + process.k * counts[rows]
        lead = n * np.log(end / (process.alpha + last[rows])) + odds[at[rows]]
        total = stages(n=n, u=(age[rows] - last[rows]) / end, k=process.k).total
        result[rows] = 1.0 / (1.0 + np.exp(np.minimum(lead, 700.0)) / total)
    return result


def overdue(
    *, process: PurchaseProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, shape: ArrayLike | None = None
) -> FloatArray:
    """Probability that the next purchase would have come by T if the buyer were still active, shape (rows,).

    Near 1: later than nearly all gaps that this buyer's own history makes likely. Evaluated at the moment at
    which the next purchase arrives it is uniform on (0, 1). For x = 0 the prior over buyers is used.

    Args:
        process: as for ``p_active``; errors too.
        x: repeat purchases, shape (rows,).
        t_x: time of the last purchase, counted from the first.
        T: time of observation, counted from the first purchase.
        shape: of the gaps of each buyer where it is not that of the process, positive, shape (rows,). His pace
            comes from the same distribution over buyers.

    Source: the gap has shape k and a gamma rate of shape n, so that it is a beta in u = silence / (alpha + T); for a
    whole k that is the tail of the negative binomial of Poisson stages during the silence.
    """
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    k = np.full(counts.size, float(process.k)) if shape is None else finite(name="shape", values=shape)
    if k.size != counts.size or (k <= 0).any():
        raise impossible("shape must be positive, one number per row")
    result = np.empty(counts.size)
    for rows in blocks(counts.size):
        alpha = process.alpha * process.k / k[rows]
        u = (age[rows] - last[rows]) / (alpha + age[rows])
        result[rows] = betainc(k[rows], process.r + k[rows] * counts[rows], u)
    return result


def pace(
    *,
    process: PurchaseProcess,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    span: float,
    level: float = 0.90,
) -> Pace:
    """Purchases per *span* of time while active: posterior mean and central interval.

    Args:
        process: parameters, for instance ``fit_purchases(...).process``.
        x: repeat purchases, shape (rows,).
        t_x: time of the last purchase, counted from the first.
        T: time of observation, counted from the first purchase.
        span: length of the span in the unit of T, 365.25 for a pace per year when T is in days.
        level: probability that the interval holds, between 0 and 1.

    Raises:
        EstimationError: ``impossible_values``.

    Given the hidden stage the rate is gamma; over stages it is a mixture, of which the interval uses the
    gamma with the same mean and variance (exact for k = 1).
    """
    counts, last, age = summaries(x=x, t_x=t_x, T=T)

    def shape(x: FloatArray, t_x: FloatArray, T: FloatArray) -> FloatArray:
        return _rate_shape(process, x, t_x, T)[1]

    def mean(x: FloatArray, t_x: FloatArray, T: FloatArray) -> FloatArray:
        return _rate_shape(process, x, t_x, T)[0] * (span / process.k) / (process.alpha + T)

    middle, width = _by_block(mean, counts, last, age), _by_block(shape, counts, last, age)
    tail = (1.0 - level) / 2.0
    low = middle * _gamma_quantile(width, tail) / width
    high = middle * _gamma_quantile(width, 1.0 - tail) / width
    return Pace(mean=middle, low=low, high=high)


def _gamma_quantile(shape: FloatArray, p: float) -> FloatArray:
    """Quantile of Gamma(shape, 1), by a fixed fine table: twenty times faster, relative error under 1e-4."""
    quantiles = np.log(np.maximum(gammaincinv(GAMMA_SHAPES, p), 1e-300))
    return np.asarray(np.exp(np.interp(np.log(shape), np.log(GAMMA_SHAPES), quantiles)))


def _rate_shape(
    process: PurchaseProcess, x: FloatArray, t_x: FloatArray, T: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean of the gamma shape over hidden stages, and the shape of the gamma with the same two moments."""
    n, u = process.r + process.k * x, (T - t_x) / (process.alpha + T)
    weight = np.ones_like(n)
    total, first, second = weight.copy(), np.zeros_like(n), np.zeros_like(n)
    for j in range(1, process.k):
        weight = weight * (n + j - 1) * u / j
        total += weight
        first += j * weight
        second += j * j * weight
    stage = first / total
    centre = n + stage
    return centre, centre * centre / (centre + np.maximum(second / total - stage * stage, 0.0))


def _by_block(kernel: Kernel, x: FloatArray, t_x: FloatArray, T: FloatArray) -> FloatArray:
    result = np.empty(x.size)
    for rows in blocks(x.size):
        result[rows] = kernel(x[rows], t_x[rows], T[rows])
    return result
