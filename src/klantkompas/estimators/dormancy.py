"""Whether somebody who orders in a rhythm has fallen asleep, when leaving is a matter of time and not of orders.

    pace      gamma over buyers, gaps Erlang: those of the purchase process
    leaving   at a constant hazard while active; besides, some leave right after a first order
    waking    a chance to order again within a stretch of time, smaller the longer ago they fell asleep

A purchase process that is left at an order only (``purchases``) never lets slow buyers leave fast enough, and takes who
woke up for slow. Here leaving and waking are learned from hindsight: given the orders until some time ago, who of the
buyers ordered in the stretch after it? Given active, the next order comes within a silence of g with the tail of the
negative binomial; given left at a moment within it, with the tail at that moment. Own derivation; for leaving in time
see Schmittlein, Morrison & Colombo 1987 (Pareto/NBD).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import expit, logit

from klantkompas.estimators.arrays import BoolArray, FloatArray, blocks, impossible
from klantkompas.estimators.purchases.likelihood import stages
from klantkompas.estimators.purchases.process import PurchaseProcess, summaries

USUAL = np.array([np.log(0.02 * 12 / 365.25), logit(0.25), 0.0, logit(0.08)])
"""Our assumptions, where little is seen: 2 % leave a month, of who fell asleep a quarter orders again within a year,
half as many each year later, and 8 % leave right after a first order."""
SURE = 1.0  # standard deviation around that, on the scales of the logs and log-odds
YEAR = 365.25
PLACES, WEIGHTS = (
    (one + shift) / 2.0 for one, shift in zip(np.polynomial.legendre.leggauss(16), (1.0, 0.0), strict=True)
)
STEPS, CLOSE = 400, 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Dormancy:
    """How buyers fall asleep and wake, times in days.

    Attributes:
        process: the pace and evenness of orders (``r``, ``alpha``, ``k``); its leaving is not used.
        leaving: hazard a day of falling asleep while active.
        once: chance to leave right after a first order.
        waking: chance that who has just fallen asleep orders again within a year.
        fading: years of silence after which that chance has halved.
    """

    process: PurchaseProcess
    leaving: float
    once: float
    waking: float
    fading: float


def p_awake(*, dormancy: Dormancy, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> FloatArray:
    """Probability to be active at T, given a history, shape (rows,), in [0, 1].

    Args:
        dormancy: for instance of ``fit_dormancy``.
        x: repeat orders, shape (rows,).
        t_x: day of the last order, counted from the first.
        T: day of observation, counted from the first order.

    Raises:
        EstimationError: ``impossible_values``.
    """
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    result = np.empty(counts.size)
    for rows in blocks(counts.size):
        result[rows] = _awake(dormancy, counts[rows], last[rows], age[rows])
    return result


def fit_dormancy(
    *, process: PurchaseProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, ordered: BoolArray, span: float
) -> Dormancy:
    """Learn leaving and waking from who ordered in the stretch after T: most likely values, weakly drawn to ``USUAL``.

    Args:
        process: pace and evenness of orders, times in days.
        x: repeat orders until then, shape (rows,); none at all gives ``USUAL``.
        t_x: day of the last order until then, counted from the first.
        T: day of that moment, counted from the first order.
        ordered: who ordered in the stretch after it.
        span: its length in days.

    Raises:
        EstimationError: ``impossible_values``.
    """
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    if not (ordered.size == counts.size and span > 0):
        raise impossible("ordered must have a row per history, and the span must be positive")

    def loss(values: FloatArray) -> float:
        chance = np.clip(_orders_within(_dormancy(process, values), counts, last, age, span), 1e-9, 1.0 - 1e-9)
        surprise = -float(np.where(ordered, np.log(chance), np.log1p(-chance)).sum())
        return surprise + float((((values - USUAL) / SURE) ** 2).sum()) / 2.0

    found = minimize(loss, USUAL, method="Nelder-Mead", options={"xatol": CLOSE, "fatol": CLOSE, "maxiter": STEPS})
    return _dormancy(process, found.x)


def _dormancy(process: PurchaseProcess, values: FloatArray) -> Dormancy:
    return Dormancy(
        process=process,
        leaving=float(np.exp(values[0])),
        waking=float(expit(values[1])),
        fading=float(np.exp(values[2])),
        once=float(expit(values[3])),
    )


def _awake(dormancy: Dormancy, counts: FloatArray, last: FloatArray, age: FloatArray) -> FloatArray:
    """Given the silence: the chance that it is a gap, against that of having left within it."""
    silence, n = age - last, dormancy.process.r + dormancy.process.k * counts
    scale = dormancy.process.alpha + last
    once = np.where(counts > 0, 0.0, dormancy.once)
    active = np.exp(-dormancy.leaving * silence) * _tail(dormancy, silence, n, scale) * (1.0 - once)
    left = _left(dormancy, np.zeros(silence.size), silence, n, scale) * (1.0 - once) + once
    return active / (active + left)


def _left(dormancy: Dormancy, start: FloatArray, span: FloatArray, n: FloatArray, scale: FloatArray) -> FloatArray:
    """Chance to leave within a span that begins some time after the last order, and to have no order before."""
    total = np.zeros(start.size)
    for place, weight in zip(PLACES, WEIGHTS, strict=True):
        passed = span * place
        hazard = dormancy.leaving * np.exp(-dormancy.leaving * passed)
        total += weight * span * hazard * _tail(dormancy, start + passed, n, scale)
    return total


def _tail(dormancy: Dormancy, silence: FloatArray, n: FloatArray, scale: FloatArray) -> FloatArray:
    """Chance that a gap is longer than a silence, given the history until the last order."""
    u = silence / (scale + silence)
    return np.asarray(stages(n=n, u=u, k=dormancy.process.k).total * np.exp(n * np.log1p(-u)))


def _orders_within(
    dormancy: Dormancy, counts: FloatArray, last: FloatArray, age: FloatArray, span: float
) -> FloatArray:
    """Chance of an order in the stretch after the moment of observation: of who is active, or of who wakes."""
    silence, n = age - last, dormancy.process.r + dormancy.process.k * counts
    scale, stretch = dormancy.process.alpha + last, np.full(counts.size, span)
    none = np.exp(-dormancy.leaving * span) * _tail(dormancy, silence + span, n, scale)
    none += _left(dormancy, silence, stretch, n, scale)
    soon = 1.0 - none / np.maximum(_tail(dormancy, silence, n, scale), 1e-300)
    awake = _awake(dormancy, counts, last, age)
    waking = dormancy.waking * 0.5 ** (silence / (YEAR * dormancy.fading))
    return np.asarray(awake * np.clip(soon, 0.0, 1.0) + (1.0 - awake) * waking)
