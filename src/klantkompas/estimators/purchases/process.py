"""The purchase process (M)BG/CNBD-k, and what was observed of it.

While active, the gaps between purchases are Erlang-k: Gamma(k, rate lambda), lambda ~ Gamma(r, rate alpha).
After each purchase the buyer leaves with probability p ~ Beta(a, b); with ``dropout_at_first`` that already
holds for the first purchase, at time 0. The family holds four published models:

    k = 1, no drop-out at first   BG/NBD       Fader, Hardie & Lee 2005, Marketing Science 24(2)
    k = 1, drop-out at first      MBG/NBD      Batislam, Denizel & Filiztekin 2007, IJRM 24(3)
    k > 1, no drop-out at first   BG/CNBD-k    Reutterer, Platzer & Schroeder 2021, IJRM 38
    k > 1, drop-out at first      MBG/CNBD-k   the same
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from klantkompas.estimators.arrays import (
    FloatArray,
    IntArray,
    finite,
    impossible,
    nothing_to_fit,
    weights_or_ones,
)


@dataclass(frozen=True, slots=True)
class PurchaseProcess:
    """Parameters of (M)BG/CNBD-k; times in the unit in which t_x and T were given.

    Attributes:
        r, alpha: shape and rate of the gamma distribution of lambda, both positive.
        a, b: parameters of the beta distribution of the drop-out probability, both positive.
        k: Erlang shape of the gaps, a whole number from 1.
        dropout_at_first: whether one can leave at the first purchase (MBG) or only at a repeat (BG).
    """

    r: float
    alpha: float
    a: float
    b: float
    k: int = 1
    dropout_at_first: bool = True

    @property
    def name(self) -> str:
        """The name by which the field knows this member of the family."""
        tail = "NBD" if self.k == 1 else f"CNBD-{self.k}"
        return f"{'MBG' if self.dropout_at_first else 'BG'}/{tail}"


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Distinct purchase histories with their counts.

    Attributes:
        x: repeat purchases, whole numbers, shape (rows,).
        t_x: time of the last purchase, counted from the first; 0 when x is 0.
        T: time of observation, counted from the first purchase; at least t_x.
        weights: how many buyers share the row.
        log_intervals: per row the sum of the logarithms of all its gaps (over all its buyers), or None.
        counts: the distinct x, ascending.
        at: index of each row into *counts*.
    """

    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    weights: FloatArray
    log_intervals: FloatArray | None
    counts: FloatArray
    at: IntArray

    @property
    def n(self) -> float:
        """Number of buyers."""
        return float(self.weights.sum())

    def rows(self, chosen: IntArray, weights: FloatArray) -> "History":
        """The chosen rows with other weights; log intervals grow with their row's weight."""
        logs = self.log_intervals
        if logs is not None:
            logs = logs[chosen] * weights / np.maximum(self.weights[chosen], 1e-300)
        x = self.x[chosen]
        counts, at = distinct(x)
        return History(x, self.t_x[chosen], self.T[chosen], weights, logs, counts, at)


def distinct(x: FloatArray) -> tuple[FloatArray, IntArray]:
    """The distinct whole numbers in *x*, ascending, and the index of each element into them."""
    if x.size == 0 or x.max() > 10 * x.size + 1000:
        values, at = np.unique(x, return_inverse=True)
        return values, at.astype(np.intp)
    whole = x.astype(np.intp)
    present = np.bincount(whole) > 0
    return np.flatnonzero(present).astype(np.float64), (np.cumsum(present) - 1)[whole]


def summaries(*, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The three columns as arrays of equal length that can have been observed.

    Raises:
        EstimationError: ``impossible_values`` when lengths differ, a value is missing, negative or infinite,
            x is not whole, t_x exceeds T, or x and t_x disagree on whether there was a repeat purchase.
    """
    counts = finite(name="x", values=x, at_least=0.0)
    last, age = finite(name="t_x", values=t_x, at_least=0.0), finite(name="T", values=T, at_least=0.0)
    if not counts.size == last.size == age.size:
        raise impossible(f"x, t_x and T have {counts.size}, {last.size} and {age.size} rows")
    if (last > age).any():
        raise impossible("the last purchase (t_x) comes after the end of observation (T)")
    if ((counts > 0) != (last > 0)).any() or (counts != np.floor(counts)).any():
        raise impossible("x must be whole, and t_x positive exactly when x is")
    return counts, last, age


def history(
    *,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    weights: ArrayLike | None = None,
    sum_log_interval: ArrayLike | None = None,
) -> History:
    """The observed histories, checked; arguments and errors as ``fit_purchases`` describes them."""
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    number = weights_or_ones(weights=weights, size=counts.size)
    if not number.sum() > 0:
        raise nothing_to_fit("no purchase histories")
    logs = None
    if sum_log_interval is not None:
        logs = finite(name="sum_log_interval", values=sum_log_interval)
        if logs.size != counts.size:
            raise impossible(f"sum_log_interval has {logs.size} rows where {counts.size} were expected")
    values, at = distinct(counts)
    return History(counts, last, age, number, logs, values, at)
