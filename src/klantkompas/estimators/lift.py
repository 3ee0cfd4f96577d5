"""What a treatment added: treated against held out, where chance alone decided who is which.

The difference of two means, within blocks of customers chosen at about the same time (the part held out may change over
the years: then early and late customers must not be compared with each other), less what was to be seen beforehand:

    effect = sum over blocks of n_b / n (y1_b - y0_b - theta1 (x1_b - x_b) + theta0 (x0_b - x_b))

y and x are means per block and arm, x_b per block; theta the slope of the outcome on covariates known before the choice
(CUPED), one per arm (Lin). Without blocks and covariates this is the plain difference with Welch's standard error.

Sources: Neyman 1923; Welch 1947; Deng, Xu, Kohavi & Walker 2013 (CUPED); Lin 2013 (regression adjustment with
interaction); Miratrix, Sekhon & Yu 2013 (post-stratification).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import ndtri, stdtrit

from klantkompas.estimators.arrays import BoolArray, FloatArray, IntArray, finite, impossible, sums

CONFIDENCE, POWER = 0.95, 0.80
FEW = 1_000  # customers in an arm: of fewer, their own spread goes with their own mean, in skewed figures
EACH_SLOPE = 100  # customers in the smaller arm per slope of its own: of fewer, a skewed few bend it


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Lift:
    """A measured difference, treated minus held out.

    Attributes:
        effect: per customer, in the unit of the outcome.
        standard_error: of the effect.
        freedom: degrees of freedom of the standard error.
        treated: customers treated.
        held_out: customers left alone.
        explained: part of the variance that the covariates took away; 0 where they were not used.
        influence: what each customer adds to the error of the effect, shape (n,): clusters and totals are sums of it.
    """

    effect: float
    standard_error: float
    freedom: float
    treated: int
    held_out: int
    explained: float
    influence: FloatArray

    def once(self, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Lowest and highest effect, right when read once, at a moment fixed beforehand (Student's t)."""
        reach = float(stdtrit(self.freedom, 0.5 + confidence / 2)) * self.standard_error
        return self.effect - reach, self.effect + reach

    def detectable(self, *, confidence: float = CONFIDENCE, power: float = POWER) -> float:
        """Smallest true effect that one reading at this standard error finds, with the chance *power*."""
        return float(stdtrit(self.freedom, 0.5 + confidence / 2) + ndtri(power)) * self.standard_error


def lift(
    *,
    outcome: ArrayLike,
    treated: ArrayLike,
    covariates: ArrayLike | None = None,
    block: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> Lift:
    """The effect of a treatment, from customers of whom chance decided.

    Covariates are used only where they narrow the interval.

    Args:
        outcome: shape (n,).
        treated: whether each was treated, shape (n,).
        covariates: known before the choice, shape (n, k); None: none.
        block: whole number of the block of each, shape (n,), every block with both arms (``cohorts``); None: one block.
        cluster: whole number of the unit that was drawn, shape (n,), where a customer occurs more than once.

    Raises:
        EstimationError: ``impossible_values`` where a value is not finite, or a block has fewer than two of an arm.
    """
    y = finite(name="outcome", values=outcome)
    arm = np.asarray(treated, dtype=bool)
    at = np.zeros(y.size, dtype=np.intp) if block is None else np.asarray(block, dtype=np.intp)
    unit = None if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1]
    design = _Design.of(arm, at, y.size)
    plain = _difference(y, np.zeros((y.size, 0)), design, unit)
    if covariates is None:
        return plain
    x = _usable(np.asarray(covariates, dtype=np.float64).reshape(y.size, -1), design)
    if not x.shape[1] or min(design.sizes) <= x.shape[1] + design.blocks + 2:
        return plain
    adjusted = _difference(y, x, design, unit)
    return adjusted if adjusted.standard_error < plain.standard_error else plain


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """Who was treated, in which block, and how many there are."""

    arm: BoolArray
    at: IntArray
    cell: IntArray
    """2 x block + 1 where treated."""
    count: FloatArray
    """Customers per cell."""
    weight: FloatArray
    """Part of all customers per block."""

    @classmethod
    def of(cls, arm: BoolArray, at: IntArray, n: int) -> "_Design":
        if arm.shape != (n,) or at.shape != (n,):
            raise impossible("outcome, treated and block must have one value per customer")
        cell = 2 * at + arm
        count = np.bincount(cell, minlength=2 * (int(at.max(initial=0)) + 1)).astype(np.float64)
        if count.min() < 2:
            raise impossible("every block must have at least two customers treated and two held out")
        return cls(arm, at, cell, count, count.reshape(-1, 2).sum(axis=1) / n)

    @property
    def blocks(self) -> int:
        return self.weight.size

    @property
    def sizes(self) -> tuple[int, int]:
        """Held out, treated."""
        return int((~self.arm).sum()), int(self.arm.sum())

    def means(self, values: FloatArray) -> FloatArray:
        """Per cell, shape (blocks, 2)."""
        return (sums(at=self.cell, values=values, size=self.count.size) / self.count).reshape(-1, 2)

    def within(self, values: FloatArray) -> FloatArray:
        """Less the mean of the own cell."""
        return values - self.means(values).ravel()[self.cell]


def _usable(x: FloatArray, design: _Design) -> FloatArray:
    """Covariates that vary within the cells, on one scale; what is unknown of somebody is the mean."""
    if not x.size:
        return x
    known = np.isfinite(x)
    mean = np.where(known, x, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, x, mean)
    spread = np.array([np.std(design.within(column)) for column in filled.T])
    keep = spread > 1e-9 * (1 + np.abs(mean))
    return np.asarray(filled[:, keep] / spread[keep])


def _difference(y: FloatArray, x: FloatArray, design: _Design, unit: IntArray | None) -> Lift:
    k = x.shape[1]
    rest = design.within(y)
    gap = design.means(y)
    if k:
        inside = np.column_stack([design.within(column) for column in x.T])
        slopes = _slopes(inside, rest, design)
        rest = rest - np.einsum("ij,ij->i", inside, slopes[design.arm.astype(np.intp)])
        gap = gap - _head_start(x, slopes, design)
    effect = float(design.weight @ (gap[:, 1] - gap[:, 0]))
    error, freedom, influence = _standard_error(rest, k, design, unit)
    whole = float((design.within(y) ** 2).sum())
    explained = max(0.0, 1 - float((rest**2).sum()) / whole) if k and whole else 0.0
    held_out, treated = design.sizes
    return Lift(
        effect=effect,
        standard_error=error,
        freedom=freedom,
        treated=treated,
        held_out=held_out,
        explained=explained,
        influence=influence,
    )


def _slopes(inside: FloatArray, rest: FloatArray, design: _Design) -> FloatArray:
    """Slopes of the held out and of the treated, shape (2, k); one for both where an arm is too small for its own."""
    if min(design.sizes) < EACH_SLOPE * inside.shape[1]:
        both = np.linalg.lstsq(inside, rest, rcond=None)[0]
        return np.stack([both, both])
    each = [np.linalg.lstsq(inside[design.arm == arm], rest[design.arm == arm], rcond=None)[0] for arm in (False, True)]
    return np.stack(each)


def _head_start(x: FloatArray, slopes: FloatArray, design: _Design) -> FloatArray:
    """What the covariates alone make of each cell, against the mean of its block; shape (blocks, 2)."""
    head = np.zeros((design.blocks, 2))
    size = design.count.reshape(-1, 2)
    for column, slope in zip(x.T, slopes.T, strict=True):
        means = design.means(column)
        middle = (means * size).sum(axis=1) / size.sum(axis=1)
        head += slope * (means - middle[:, None])
    return head


def _standard_error(
    rest: FloatArray, k: int, design: _Design, unit: IntArray | None
) -> tuple[float, float, FloatArray]:
    """Neyman's standard error, per cell; the degrees of freedom; and the influence of each customer.

    In skewed figures a small arm without an extreme has both a low mean and a low spread, and its own interval misses.
    Where the spread of both arms together is larger, a small arm goes halfway to it: measured in ``benchmarks.effect``.
    """
    held_out, treated = design.sizes
    free = np.array([held_out, treated]) - design.blocks
    own = np.sqrt(design.count / (design.count - 1))
    slack = np.sqrt(free / (free - k))[design.arm.astype(np.intp)]
    share = np.repeat(design.weight, 2) / design.count
    influence = np.where(design.arm, 1.0, -1.0) * share[design.cell] * own[design.cell] * slack * rest
    per_arm = np.array([(influence[~design.arm] ** 2).sum(), (influence[design.arm] ** 2).sum()])
    variance = alone = float(per_arm.sum())
    freedom = alone**2 / float((per_arm**2 / free).sum()) if alone else float(free.sum())
    if unit is not None:
        groups = int(unit.max()) + 1
        together = sums(at=unit, values=influence, size=groups)
        variance, freedom = max(alone, float((together**2).sum()) * groups / (groups - 1)), min(freedom, groups - 1.0)
    if min(design.sizes) < FEW:
        spread = float((rest**2).sum()) / (free.sum() - k)
        pooled = spread * float((np.repeat(design.weight, 2) ** 2 / design.count).sum())
        pooled *= variance / alone if alone else 1.0
        if pooled > variance:
            variance = (variance + pooled) / 2
            freedom = float(free.sum() - k) if unit is None else min(float(free.sum() - k), freedom)
    return math.sqrt(variance), freedom, influence


def part_of_sums(*, part: ArrayLike, whole: ArrayLike, arms: ArrayLike) -> FloatArray:
    """Of each arm the sum of *part* over the sum of *whole*, as values of which that is the mean, shape (n,).

    A ratio of two sums is no mean of customers: who has nothing of the whole has no ratio. Every customer counts as far
    as he moves that of his arm, so that ``lift`` gives the difference of the two, and its standard error.

    Args:
        part: of each customer.
        whole: of which that is a part; 0 where he has none.
        arms: which arm, shape (n,).

    Returns:
        NaN for all, where there is nothing of the whole in one of the arms.

    Source: Deng, Knoblich & Lu, KDD 2018 (delta method in ratio metrics).
    """
    parts, wholes, arm = np.asarray(part, np.float64), np.asarray(whole, np.float64), np.asarray(arms)
    found = np.full(wholes.size, np.nan)
    sums = [float(wholes[arm == one].sum()) for one in np.unique(arm)]
    if all(total > 0 for total in sums):
        for one, total in zip(np.unique(arm), sums, strict=True):
            here = arm == one
            ratio = parts[here].sum() / total
            found[here] = ratio + (parts[here] - ratio * wholes[here]) * np.count_nonzero(here) / total
    return found


def cohorts(*, order: ArrayLike, treated: ArrayLike, least: int = 10) -> IntArray:
    """Blocks of customers chosen one after the other, each with at least so many of both arms.

    Args:
        order: when each was chosen (day numbers), shape (n,).
        treated: whether each was treated, shape (n,).
        least: customers of each arm in a block; where the whole has fewer, it is one block.

    Returns:
        The block of each, numbered from 0 in time, shape (n,); customers of one day are in one block.
    """
    day, arm = np.asarray(order), np.asarray(treated, dtype=bool)
    days, place = np.unique(day, return_inverse=True)
    held_out, had_it = (np.bincount(place, one, days.size).tolist() for one in (~arm, arm))
    left = [sum(held_out), sum(had_it)]
    block, number, inside = [], 0, [0.0, 0.0]
    for alone, had in zip(held_out, had_it, strict=True):  # plain numbers: there are many days and few customers
        block.append(number)
        inside, left = [inside[0] + alone, inside[1] + had], [left[0] - alone, left[1] - had]
        if min(inside) >= least and min(left) >= least:
            number, inside = number + 1, [0.0, 0.0]
    return np.array(block, dtype=np.intp)[place]


def detectable_mean(
    *, sd: float, treated: int, held_out: int, confidence: float = CONFIDENCE, power: float = POWER
) -> float:
    """Smallest true difference of two means that a single reading finds, in the unit of *sd*.

    Args:
        sd: standard deviation of the outcome within an arm.
        treated: customers treated, at least one.
        held_out: customers left alone, at least one.
        confidence: of the two-sided interval.
        power: chance to find it.

    Raises:
        EstimationError: ``impossible_values`` where an arm is empty.

    Source: the two-sample z test; Cohen 1988, ch. 2.
    """
    _need_both(treated, held_out)
    reach = float(ndtri(0.5 + confidence / 2) + ndtri(power))
    return reach * sd * math.sqrt(1 / treated + 1 / held_out)


def detectable_uplift(
    *, base: float, treated: int, held_out: int, confidence: float = CONFIDENCE, power: float = POWER
) -> float | None:
    """Smallest true rise of a chance that a single reading finds; None where even certainty would not be found.

    Args:
        base: chance without the treatment, between 0 and 1.
        treated: customers treated, at least one.
        held_out: customers left alone, at least one.
        confidence: of the two-sided test of no difference.
        power: chance to find it.

    Returns:
        The rise, as a part of one: 0.05 is five points.

    Raises:
        EstimationError: ``impossible_values`` where an arm is empty or *base* is no chance.

    Source: Fleiss, Levin & Paik 2003, ch. 4 (pooled variance under no difference), without continuity correction.
    """
    _need_both(treated, held_out)
    if not 0 < base < 1:
        raise impossible("base must lie between 0 and 1")
    alone, found = ndtri(0.5 + confidence / 2), ndtri(power)

    def short_of(uplift: float) -> float:
        with_it = min(base + uplift, 1.0)
        pooled = (treated * with_it + held_out * base) / (treated + held_out)
        under_none = math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / held_out))
        under_some = math.sqrt(with_it * (1 - with_it) / treated + base * (1 - base) / held_out)
        return float(uplift - alone * under_none - found * under_some)

    most = 1 - base
    return None if short_of(most) < 0 else float(brentq(short_of, 1e-12, most))


def _need_both(treated: int, held_out: int) -> None:
    if min(treated, held_out) < 1:
        raise impossible("treated and held_out must be at least one customer each")
