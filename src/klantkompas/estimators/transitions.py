"""How states follow each other: chances of each next state from counts, and the time that is to come in each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from klantkompas.estimators.arrays import FloatArray, impossible

PSEUDO_COUNTS = 5.0  # of the mean row, added to every row


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """Chances from one step to the next; rows are the state now, columns the state next.

    Attributes:
        mean, low, high: posterior mean and central interval of each chance, shape (states, states).
        time: expected steps in each state (columns) from each state (rows) until the last state is reached, the
            present step included; shape (states - 1, states - 1).
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    time: FloatArray


def monthly_transitions(*, counts: ArrayLike, level: float = 0.90) -> Transitions:
    """Chances of moving between states, drawn towards what all states do together.

    Args:
        counts: how often each state (rows) was followed by each state (columns), shape (states, states); the last
            state counts as the end.
        level: probability that an interval holds, between 0 and 1.

    Raises:
        EstimationError: ``impossible_values`` where counts are no square of numbers of zero or more.

    The rows are Dirichlet with a prior of five steps of the mean row (METHODS 7); without any count all states are
    as likely. ``time`` is the fundamental matrix of the chain of means (Kemeny & Snell 1960, chapter 3).
    """
    seen = np.asarray(counts, dtype=np.float64)
    if seen.ndim != 2 or seen.shape[0] != seen.shape[1] or not np.isfinite(seen).all() or (seen < 0).any():
        raise impossible("counts must be a square of numbers of zero or more")
    total = seen.sum()
    together = seen.sum(axis=0) / total if total else np.full(seen.shape[0], 1.0 / seen.shape[0])
    strength = seen + PSEUDO_COUNTS * together
    rest = strength.sum(axis=1, keepdims=True) - strength
    mean = strength / strength.sum(axis=1, keepdims=True)
    low, high = (_quantile(strength, rest, part) for part in ((1.0 - level) / 2.0, (1.0 + level) / 2.0))
    return Transitions(mean=mean, low=low, high=high, time=_time(mean))


def _time(mean: FloatArray) -> FloatArray:
    """The fundamental matrix; infinite where the end cannot be reached."""
    within = np.eye(mean.shape[0] - 1) - mean[:-1, :-1]
    if not mean[:-1, -1].any():
        return np.full(within.shape, np.inf)
    return np.asarray(np.linalg.inv(within))


def _quantile(strength: FloatArray, rest: FloatArray, part: float) -> FloatArray:
    """Quantile of each chance on its own, a beta distribution; 0 where nothing leads there, 1 where all does."""
    sure = np.where(strength > 0, 1.0, 0.0)
    inside = (strength > 0) & (rest > 0)
    found = betaincinv(np.where(inside, strength, 1.0), np.where(inside, rest, 1.0), part)
    return np.where(inside, found, sure)
