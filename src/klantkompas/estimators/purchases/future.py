"""What a history says about the time after T: purchases to come, exactly.

Let Y be the number of Poisson stages since the last purchase at the end of the horizon t. Given that the
buyer is active at T (fewer than k stages in the silence), with u = (T - t_x) / (alpha + T) and
v = t / (alpha + T + t),

    P(Y = j + i, stage j now) = C(n+j-1, j) C(n+j+i-1, i) u^j (1-v)^(n+j) v^i / S(n, u),   j < k, i >= 0

The m-th purchase to come needs Y >= m k, and that the buyer stayed at the m - 1 before it, which has
probability stay(m) = B(a, b+x+z+m-1) / B(a, b+x+z). The mean of any function f of the number N of purchases is
therefore

    E[f(N)] = f(0) + P(active) E[ sum over m <= Y/k of (f(m) - f(m-1)) stay(m) ]

For one x every coefficient is a number and only u and v differ between buyers: the mean is k polynomials in v
with positive coefficients, evaluated for all buyers of that x at once (``polynomial``). No hypergeometric
function, no cancellation. Own derivation; for k = 1 it equals the closed form of Fader, Hardie & Lee 2005.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from klantkompas.estimators.arrays import FloatArray, finite, impossible
from klantkompas.estimators.purchases.likelihood import stages
from klantkompas.estimators.purchases.polynomial import Ladder, given_active
from klantkompas.estimators.purchases.present import p_active
from klantkompas.estimators.purchases.process import PurchaseProcess, summaries


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """Chance to be active, and mean number of purchases until then, now and at each horizon; shape (rows, moments)."""

    active: FloatArray
    purchases: FloatArray


def ahead(*, process: PurchaseProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, horizons: Sequence[float]) -> Ahead:
    """``p_active`` followed by ``p_active_at``, and 0 followed by ``expected_purchases``, at once.

    Arguments and errors as for ``expected_purchases``; *horizons* are the same for all rows.
    """
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    end, now = process.alpha + age, p_active(process=process, x=counts, t_x=last, T=age)
    active, purchases = [now], [np.zeros(counts.size)]
    for horizon in horizons:
        v = _share_to_come(horizon, end)
        stay, bought = given_active(
            process=process, ladders=("active", "purchases"), x=counts, u=(age - last) / end, v=v
        )
        active.append(np.clip(stay * now, 0.0, 1.0))
        purchases.append(bought * now)
    return Ahead(active=np.stack(active, axis=1), purchases=np.stack(purchases, axis=1))


def expected_purchases(
    *, process: PurchaseProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, horizon: ArrayLike
) -> FloatArray:
    """Mean number of purchases in (T, T + horizon], shape (rows,), chance of having left included.

    Args:
        process: parameters, for instance ``fit_purchases(...).process``.
        x: repeat purchases so far, shape (rows,).
        t_x: time of the last purchase.
        T: time of observation.
        horizon: length of the future in the unit of T, at least 0; one number, or one per row.

    Raises:
        EstimationError: ``impossible_values``.
    """
    return _mean_of("purchases", process, x, t_x, T, horizon)


def second_moment(
    *, process: PurchaseProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, horizon: ArrayLike
) -> FloatArray:
    """Mean of the squared number of purchases in (T, T + horizon], shape (rows,).

    Arguments and errors as for ``expected_purchases``; the variance is this minus the squared mean.
    """
    return _mean_of("squared", process, x, t_x, T, horizon)


def p_active_at(
    *, process: PurchaseProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, horizon: ArrayLike
) -> FloatArray:
    """Probability that the buyer will still be active at T + horizon, shape (rows,), in [0, 1].

    Arguments and errors as for ``expected_purchases``.
    """
    return np.clip(_mean_of("active", process, x, t_x, T, horizon), 0.0, 1.0)


def p_purchase(
    *, process: PurchaseProcess, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, horizon: ArrayLike
) -> FloatArray:
    """Probability of at least one purchase in (T, T + horizon], shape (rows,), in [0, 1].

    Arguments and errors as for ``expected_purchases``. In closed form: nobody has to stay before purchase 1.
    """
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    end, n = process.alpha + age, process.r + process.k * counts
    u, v = (age - last) / end, _share_to_come(horizon, end)
    quiet = np.log(stages(n=n, u=u + v - u * v, k=process.k).total) - np.log(stages(n=n, u=u, k=process.k).total)
    nothing = np.minimum(n * np.log1p(-v) + quiet, 0.0)
    return np.asarray(-np.expm1(nothing) * p_active(process=process, x=counts, t_x=last, T=age))


def _mean_of(
    ladder: Ladder,
    process: PurchaseProcess,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    horizon: ArrayLike,
) -> FloatArray:
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    end = process.alpha + age
    u, v = (age - last) / end, _share_to_come(horizon, end)
    (means,) = given_active(process=process, ladders=(ladder,), x=counts, u=u, v=v)
    means *= p_active(process=process, x=counts, t_x=last, T=age)
    return np.asarray(means)


def _share_to_come(horizon: ArrayLike, end: FloatArray) -> FloatArray:
    """The variable v = t / (alpha + T + t), with the horizon checked."""
    t = finite(name="horizon", values=horizon, at_least=0.0)
    if t.size not in (1, end.size):
        raise impossible(f"horizon has {t.size} values where 1 or {end.size} were expected")
    return np.asarray(t / (end + t))
