"""How regular the gaps between events are: the Erlang (gamma) shape, for a whole, its groups, and each one.

Shape 1 is pure chance; the larger, the more clockwork. Same-day repeats are one event, so every gap is positive;
standing arrangements look like very large shapes, which are capped at ``CAP``.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, ndtri, polygamma, psi

from klantkompas.estimators.arrays import FloatArray, finite, impossible

CAP = 12.0
FLOOR = 0.1
PSEUDO_GAPS = 10.0  # weight of the group's shape in that of each one
ENOUGH_GAPS = 10  # below this the own gaps say too little and the group's shape is used
NEWTON_STEPS = 6
LOG_SHAPES = np.linspace(np.log(0.3), np.log(CAP), 241)  # that are tried for a group


@dataclass(frozen=True, slots=True)
class GroupShape:
    """Erlang shape common to a group.

    Attributes:
        k: the estimate, at most ``CAP``; None when there are too few pairs.
        low, high: interval at the level asked, by the delta method on the log scale; None with k.
        pairs: pairs of gaps it rests on.
        reason: ``too_few_pairs`` or None.
    """

    k: float | None
    low: float | None
    high: float | None
    pairs: int
    reason: Literal["too_few_pairs"] | None = None


def wheat_morrison(*, previous: ArrayLike, last: ArrayLike, level: float = 0.90) -> GroupShape:
    """Shape of a group from the last two gaps of each of its members.

    With M = previous / (previous + last) ~ Beta(k, k) and V its variance, k = (1 - 4V) / (8V).

    Args:
        previous: the last gap but one of each member, positive, shape (members,).
        last: the last gap of each member, positive, the same unit.
        level: probability that the interval holds.

    Raises:
        EstimationError: ``impossible_values`` when a gap is not positive or lengths differ.

    Source: Wheat & Morrison 1990, Journal of Marketing Research 27(1). It assumes one shape for all.
    """
    before, after = finite(name="previous", values=previous), finite(name="last", values=last)
    if before.size != after.size or (before <= 0).any() or (after <= 0).any():
        raise impossible("previous and last must be equally many positive gaps")
    if before.size < 2:
        return GroupShape(k=None, low=None, high=None, pairs=before.size, reason="too_few_pairs")
    squares = (before / (before + after) - 0.5) ** 2
    variance = max(float(squares.mean()), 1.0 / (8.0 * CAP + 4.0))
    k = max((1.0 - 4.0 * variance) / (8.0 * variance), FLOOR)
    spread = float(squares.std()) / np.sqrt(before.size) / (8.0 * variance**2 * k)
    factor = float(np.exp(ndtri(0.5 + level / 2.0) * spread))
    return GroupShape(k=k, low=max(k / factor, FLOOR), high=min(k * factor, CAP), pairs=before.size)


def gap_shapes(*, gaps: ArrayLike, mean_gap: ArrayLike, mean_log_gap: ArrayLike) -> FloatArray:
    """Gamma shape of each one's own gaps by maximum likelihood, corrected for its bias, shape (rows,).

    Args:
        gaps: number of gaps per row, at least 2.
        mean_gap: their mean, positive, any unit.
        mean_log_gap: mean of their natural logarithms, the same unit.

    Returns:
        Shapes between ``FLOOR`` and ``CAP``.

    Raises:
        EstimationError: ``impossible_values``.

    Source: ln k - psi(k) = ln(mean) - mean(ln), Newton on 1/k (Minka 2002) from the usual quadratic start; bias of
    order 1/gaps removed as in Louzada, Ramos & Ramos 2019.
    """
    number = finite(name="gaps", values=gaps, at_least=2.0)
    mean, mean_log = finite(name="mean_gap", values=mean_gap), finite(name="mean_log_gap", values=mean_log_gap)
    if not number.size == mean.size == mean_log.size or (mean <= 0).any():
        raise impossible("mean_gap must be positive, and the three columns equally long")
    uneven = np.maximum(np.log(mean) - mean_log, 1e-6)
    k = (3.0 - uneven + np.sqrt((uneven - 3.0) ** 2 + 24.0 * uneven)) / (12.0 * uneven)
    for _ in range(NEWTON_STEPS):
        k = 1.0 / (1.0 / k + (np.log(k) - psi(k) - uneven) / (k * k * (1.0 / k - polygamma(1, k))))
    share = k / (1.0 + k)
    bias = (3.0 * k - (2.0 / 3.0) * share - (4.0 / 5.0) * share / (1.0 + k)) / number
    return np.asarray(np.clip(k - bias, FLOOR, CAP))


def group_factors(*, gaps: ArrayLike, mean_gap: ArrayLike, mean_log_gap: ArrayLike, group: ArrayLike) -> FloatArray:
    """By how much the gaps of each group are more even than those of all: its shape over that of all, (groups,).

    Given their sum, gaps of one gamma shape are Dirichlet whatever the pace of who made them, so that paces need not
    be alike. Each member counts as in ``shrunk_shapes``: for ``PSEUDO_GAPS`` gaps at most. Groups are drawn towards
    the whole as far as their differences can be chance; where all of them can, every factor is 1.

    Args:
        gaps: number of gaps per member, 0 or more; fewer than two say nothing, and their other columns are not read.
        mean_gap: mean gap per member.
        mean_log_gap: mean natural logarithm of the gaps per member.
        group: whole number from 0 of the group of each member.

    Raises:
        EstimationError: ``impossible_values``.

    Source: the exact factor of the likelihood of the purchase models that holds the shape (Wheat & Morrison 1990 is the
    case of two gaps each); random effects by moments, DerSimonian & Laird 1986.
    """
    number, at = finite(name="gaps", values=gaps, at_least=0.0), finite(name="group", values=group, at_least=0.0)
    mean, mean_log = (np.atleast_1d(np.asarray(c, dtype=np.float64)) for c in (mean_gap, mean_log_gap))
    if not number.size == at.size == mean.size == mean_log.size:
        raise impossible("gaps, mean_gap, mean_log_gap and group must be equally long")
    own = np.flatnonzero(number >= 2)
    row, count = np.unique(np.stack([at[own], number[own]]), axis=1, return_inverse=True)
    weight = PSEUDO_GAPS / (PSEUDO_GAPS + number[own])
    even = weight * number[own] * (mean_log[own] - np.log(mean[own] * number[own]))
    rows = np.bincount(count.ravel(), weight, row.shape[1])
    curves = np.zeros((int(at.max(initial=-1)) + 1, LOG_SHAPES.size))
    k = np.exp(LOG_SHAPES)
    each = rows[:, None] * (gammaln(row[1][:, None] * k) - row[1][:, None] * gammaln(k))
    each += np.bincount(count.ravel(), even, row.shape[1])[:, None] * (k - 1.0)
    np.add.at(curves, row[0].astype(np.intp), each)
    return _drawn_together(curves)


def _drawn_together(curves: FloatArray) -> FloatArray:
    """Factors from log-likelihoods over ``LOG_SHAPES``, shape (groups, shapes); a group without gaps gets 1."""
    factors, told = np.ones(curves.shape[0]), np.flatnonzero(curves.any(axis=1))
    if told.size < 2:
        return factors
    mass = np.exp(curves[told] - curves[told].max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    place = mass @ LOG_SHAPES
    precise = 1.0 / np.maximum(mass @ LOG_SHAPES**2 - place**2, 1e-6)
    centre = float(precise @ place / precise.sum())
    beyond = float(precise @ (place - centre) ** 2) - (told.size - 1)
    apart = max(beyond / float(precise.sum() - (precise**2).sum() / precise.sum()), 0.0)
    say = 1.0 / (apart + 1.0 / precise)
    factors[told] = np.exp((place - float(say @ place / say.sum())) * apart * say)
    return factors


def shrunk_shapes(
    *, gaps: ArrayLike, mean_gap: ArrayLike, mean_log_gap: ArrayLike, group_shape: ArrayLike
) -> FloatArray:
    """Shape of each one, drawn towards the group's in proportion to what its own gaps say, shape (rows,).

    On the log scale the own shape weighs as many as there are gaps, the group's ``PSEUDO_GAPS``. Rows with fewer
    than ``ENOUGH_GAPS`` gaps get the group's shape; their other columns are not read and may hold anything.

    Args:
        gaps: number of gaps per row, 0 or more.
        mean_gap: mean gap per row.
        mean_log_gap: mean natural logarithm of the gaps per row.
        group_shape: shape of the group, or of that of each row: of ``wheat_morrison``, or the k of ``fit_purchases``
            times a factor of ``group_factors``.

    Raises:
        EstimationError: ``impossible_values``.
    """
    number = finite(name="gaps", values=gaps, at_least=0.0)
    usual = finite(name="group_shape", values=group_shape)
    if usual.size not in (1, number.size) or (usual <= 0).any():
        raise impossible("group_shape must be positive: one number, or one per row")
    shape = np.minimum(usual, CAP) * np.ones(number.size)
    own = np.flatnonzero(number >= ENOUGH_GAPS)
    mean, mean_log = (np.atleast_1d(np.asarray(c, dtype=np.float64)) for c in (mean_gap, mean_log_gap))
    if not number.size == mean.size == mean_log.size:
        raise impossible("gaps, mean_gap and mean_log_gap must be equally long")
    shapes = gap_shapes(gaps=number[own], mean_gap=mean[own], mean_log_gap=mean_log[own])
    weight = number[own] / (number[own] + PSEUDO_GAPS)
    shape[own] = np.exp(weight * np.log(shapes) + (1.0 - weight) * np.log(shape[own]))
    return shape
