"""A part of a whole from few cases, differences of two of them, and a part that can only rise along a scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from klantkompas.estimators.arrays import FloatArray, finite, impossible

DRAWS = 400
SEED = 20261122


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A proportion and its range.

    Attributes:
        cases: how many were looked at.
        share: of them that had it, 0 to 1.
        low, high: ends of the range.
    """

    cases: int
    share: float
    low: float
    high: float


def part(*, had: int, cases: int, confidence: float = 0.9) -> Part:
    """The proportion of cases that had something, with Wilson's score interval.

    Args:
        had: cases that had it.
        cases: all, at least one.
        confidence: of the range.

    Raises:
        EstimationError: there are no cases, or more had it than there are.

    Source: Wilson 1927; 7 of 8 gives .53-.98 at .95 (METHODS 6).
    """
    if not 0 <= had <= cases or cases < 1:
        raise impossible("cases")
    z = float(norm.isf((1.0 - confidence) / 2.0))
    share, tail = had / cases, z * z / cases
    middle = (share + tail / 2.0) / (1.0 + tail)
    half = z * np.sqrt(share * (1.0 - share) / cases + tail / (4.0 * cases)) / (1.0 + tail)
    return Part(cases=cases, share=share, low=max(0.0, float(middle - half)), high=min(1.0, float(middle + half)))


def difference(one: Part, other: Part) -> tuple[float, float]:
    """Lower and upper end of how much larger the first proportion is.

    Source: Newcombe 1998, method 10 (from the two Wilson intervals).
    """
    gap = one.share - other.share
    below = np.hypot(one.share - one.low, other.high - other.share)
    above = np.hypot(one.high - one.share, other.share - other.low)
    return float(max(-1.0, gap - below)), float(min(1.0, gap + above))


def net_promoters(*, promoters: int, passives: int, detractors: int, confidence: float = 0.9) -> Part:
    """Promoters minus detractors as a part of all answers (-1 to 1), with a range that is right for few answers.

    Args:
        promoters: answers of 9 or 10.
        passives: of 7 or 8.
        detractors: of 6 or less.
        confidence: of the range.

    Raises:
        EstimationError: there are no answers.

    Source: METHODS 6 (Dirichlet posterior: variance (p + d - (p - d)^2) / (n + 1)); 9, 6 and 5 give 19 points.
    """
    n = promoters + passives + detractors
    if n < 1:
        raise impossible("cases")
    # A uniform prior on the three, so that a few equal answers do not look certain.
    up, down = (promoters + 1) / (n + 3), (detractors + 1) / (n + 3)
    middle = up - down
    half = float(norm.isf((1 - confidence) / 2)) * np.sqrt((up + down - middle**2) / (n + 4))
    share = (promoters - detractors) / n
    return Part(cases=n, share=share, low=float(max(-1.0, middle - half)), high=float(min(1.0, middle + half)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """A proportion along a scale on which it cannot fall.

    Attributes:
        at: the values of the scale that occur, rising, shape (values,).
        cases: at each of them.
        share: as it was, each value by itself.
        fitted, low, high: rising, with the range.
    """

    at: FloatArray
    cases: FloatArray
    share: FloatArray
    fitted: FloatArray
    low: FloatArray
    high: FloatArray


def rising(*, score: ArrayLike, had: ArrayLike, confidence: float = 0.9) -> Rising:
    """The proportion that had something as a rising function of a score, with a band.

    Args:
        score: a value of a scale per case, shape (cases,).
        had: 1 where it did, else 0, shape (cases,).
        confidence: of the band, point by point: a bootstrap of the cases, widened to Wilson's interval of the cases
            that are pooled with the point, since a draw in which everybody came back cannot vary.

    Raises:
        EstimationError: no cases, or shapes that differ.

    Source: pool adjacent violators (Ayer et al. 1955), by scikit-learn.
    """
    x, y = finite(name="score", values=score), finite(name="had", values=had)
    if x.size == 0 or x.shape != y.shape:
        raise impossible("cases")
    at, place = np.unique(x, return_inverse=True)
    cases = np.bincount(place, minlength=at.size).astype(float)
    won = np.bincount(place, weights=y, minlength=at.size)
    fitted = _pooled(at, won / cases, cases)
    rng = np.random.Generator(np.random.Philox(SEED))
    again = rng.binomial(cases.astype(int), np.clip(fitted, 0.0, 1.0), size=(DRAWS, at.size))
    drawn = np.array([_pooled(at, one / cases, cases) for one in again])
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    for level in np.unique(fitted):
        same = fitted == level
        around = part(had=round(float(won[same].sum())), cases=int(cases[same].sum()), confidence=confidence)
        low[same], high[same] = np.minimum(low[same], around.low), np.maximum(high[same], around.high)
    return Rising(at=at, cases=cases, share=won / cases, fitted=fitted, low=low, high=high)


def _pooled(at: FloatArray, share: FloatArray, cases: FloatArray) -> FloatArray:
    from sklearn.isotonic import IsotonicRegression

    return np.asarray(IsotonicRegression().fit_transform(at, share, sample_weight=cases), dtype=float)
