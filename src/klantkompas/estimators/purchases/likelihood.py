"""Log-likelihood of (M)BG/CNBD-k with its analytic gradient.

With n = r + k x, u = (T - t_x) / (alpha + T) and S = sum over j < k of C(n+j-1, j) u^j, one history has

    ln L = (k-1) sum ln(gap) - x lnG(k) + lnG(n) - lnG(r) + r ln(alpha) - n ln(alpha+T)
         + lnB(a, b+x+z) - lnB(a, b)
         + ln( S + a / (b+x+z-1) ((alpha+T) / (alpha+t_x))^n )

where z is 1 with drop-out at the first purchase and 0 without (then the last term is absent for x = 0).
Gamma and digamma functions depend on x only and are computed once per distinct x. S is a short sum of
positive terms; only the last line needs logarithms.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, gammaln, psi

from klantkompas.estimators.arrays import FloatArray, blocks
from klantkompas.estimators.purchases.process import History, PurchaseProcess


@dataclass(frozen=True, slots=True, eq=False)
class Stages:
    """The sum S over the hidden Erlang stage, with what its gradient needs; all of the shape of u."""

    total: FloatArray | float
    by_n: FloatArray | float
    times_stage: FloatArray | float


def stages(*, n: FloatArray, u: FloatArray, k: int) -> Stages:
    """S(n, u), its derivative to n, and the sum of j times its j-th term (u times the derivative to u)."""
    if k == 1:
        return Stages(1.0, 0.0, 0.0)
    total, by_n, times_stage = np.ones_like(u), np.zeros_like(u), np.zeros_like(u)
    term, harmonic = np.ones_like(u), np.zeros_like(u)
    for j in range(1, k):
        rising = n + (j - 1)
        harmonic += 1.0 / rising
        term = term * rising * (u / j)
        total += term
        by_n += term * harmonic
        times_stage += j * term
    return Stages(total, by_n, times_stage)


def log_odds_left(*, process: PurchaseProcess, counts: FloatArray) -> FloatArray:
    """The term ln a - ln(b+x+z-1) for each x in *counts*; minus infinity where one could not leave yet."""
    chances = process.b + counts + int(process.dropout_at_first) - 1
    impossible_yet = (counts == 0) & (not process.dropout_at_first)
    return np.where(impossible_yet, -np.inf, np.log(process.a) - np.log(np.where(impossible_yet, 1.0, chances)))


def log_likelihood(*, process: PurchaseProcess, observed: History) -> tuple[float, FloatArray]:
    """Log-likelihood and its gradient with respect to the logs of (r, alpha, a, b), shape (4,).

    Without log intervals the term (k-1) sum ln(gap) is left out: it does not depend on the parameters, but
    values for different k cannot be compared then.
    """
    value, gradient = _by_count(process, observed)
    by_row, row_gradient = _by_row(process, observed)
    if observed.log_intervals is not None:
        value += (process.k - 1) * float(observed.log_intervals.sum())
    natural = np.array([process.r, process.alpha, process.a, process.b])
    return value + by_row, (gradient + row_gradient) * natural


def _by_count(process: PurchaseProcess, observed: History) -> tuple[float, FloatArray]:
    """The terms that depend on x alone, and their derivatives to (r, alpha, a, b)."""
    r, alpha, a, b, k = process.r, process.alpha, process.a, process.b, process.k
    many = np.bincount(observed.at, weights=observed.weights, minlength=observed.counts.size)
    n = r + k * observed.counts
    stayed = b + observed.counts + int(process.dropout_at_first)
    value = gammaln(n) - gammaln(r) + r * np.log(alpha) - observed.counts * gammaln(k)
    value += betaln(a, stayed) - betaln(a, b)
    return float(many @ value), np.array(
        [
            many @ (psi(n) - psi(r) + np.log(alpha)),
            many.sum() * r / alpha,
            many @ (psi(a + b) - psi(a + stayed)),
            many @ (psi(stayed) - psi(a + stayed) - psi(b) + psi(a + b)),
        ]
    )


def _by_row(process: PurchaseProcess, observed: History) -> tuple[float, FloatArray]:
    """The terms that depend on the times, summed over blocks of rows."""
    odds = log_odds_left(process=process, counts=observed.counts)
    chances = process.b + observed.counts + int(process.dropout_at_first) - 1
    inverse = np.where(np.isneginf(odds), 0.0, 1.0 / np.where(np.isneginf(odds), 1.0, chances))
    total = np.zeros(5)
    for rows in blocks(observed.x.size):
        total += _block(process, observed, rows, odds, inverse)
    return float(total[0]), np.array([total[1], total[2], total[3] / process.a, -total[4]])


def _block(
    process: PurchaseProcess, observed: History, rows: slice, odds: FloatArray, inverse: FloatArray
) -> FloatArray:
    """Value, derivatives to r and alpha, sum of P(left), sum of P(left)/(b+x+z-1): weighted, shape (5,)."""
    at, weights, T = observed.at[rows], observed.weights[rows], observed.T[rows]
    end, last = process.alpha + T, process.alpha + observed.t_x[rows]
    n = process.r + process.k * observed.x[rows]
    log_end = np.log(end)
    silence = log_end - np.log(last)
    s = stages(n=n, u=(T - observed.t_x[rows]) / end, k=process.k)
    lead = n * silence
    lead += odds[at]
    lead -= np.log(s.total)
    q = 1.0 / (1.0 + np.exp(-np.maximum(lead, -700.0)))
    value = np.maximum(lead, 0.0) + np.log1p(np.exp(-np.abs(lead))) + np.log(s.total) - n * log_end
    wq = weights * q
    stay = (weights - wq) / s.total
    by_r = wq @ silence - weights @ log_end + np.sum(stay * s.by_n)
    by_alpha = np.sum(n * (wq * (1.0 / end - 1.0 / last) - weights / end) - stay * s.times_stage / end)
    return np.array([weights @ value, by_r, by_alpha, wq.sum(), wq @ inverse[at]])
