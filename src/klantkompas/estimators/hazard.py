"""The chance to end at each tenure, smoothed, and a test whether it rises again after having fallen.

Differences between members alone make the hazard of a group *fall* with tenure, so a rise is news. The null
hypothesis is therefore the best non-increasing hazard, and the test a parametric bootstrap of it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression
from scipy.special import ndtri

from klantkompas.estimators.arrays import FloatArray, IntArray, impossible, nothing_to_fit
from klantkompas.estimators.tenure import Tenures, tenures

ITERATIONS = 25
DUST = 1e-9
MOST_BINS = 400
ENDLESS = 50.0  # of a logarithm: where next to nothing ended the interval is endless, and is kept finite


@dataclass(frozen=True, slots=True)
class PeakRules:
    """When a rise of the hazard counts as a peak.

    Attributes:
        significance: largest p-value; 0.025, because at a nominal 0.05 false alarms came to 0.04-0.09.
        least_ends: ends needed in all.
        least_at_risk: exposure needed in a bin, in members, for the bin to count.
        replications: bootstrap samples, for the p-value and for the band.
        seed: of the bootstrap.
    """

    significance: float = 0.025
    least_ends: float = 15.0
    least_at_risk: float = 25.0
    replications: int = 200
    seed: int = 20_261_122


@dataclass(frozen=True, slots=True)
class Peak:
    """Where the hazard rises highest above its earlier minimum: the middle of the bin, and a 90 % band."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class HazardFit:
    """Smooth hazard per bin of tenure; arrays of shape (bins,).

    Attributes:
        start: where each bin begins; bins are *width* wide.
        width: in the unit of the durations.
        ends: ends in each bin.
        exposure: members under observation in each bin, on average over the bin.
        rate: smoothed ends per member per unit of time.
        low, high: pointwise interval of the rate.
        peak: the danger peak, or None.
        reason: why there is none: ``too_few_ends``, ``too_short`` (fewer than three well-filled bins) or ``no_rise``.
        p_value: of the test against a hazard that never rises, or None when it was not made.
    """

    start: FloatArray
    width: float
    ends: FloatArray
    exposure: FloatArray
    rate: FloatArray
    low: FloatArray
    high: FloatArray
    peak: Peak | None
    reason: Literal["too_few_ends", "too_short", "no_rise"] | None
    p_value: float | None


def fit_hazard(
    *,
    duration: ArrayLike,
    ended: ArrayLike,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    width: float,
    smoothness: float = 30.0,
    level: float = 0.90,
    rules: PeakRules | None = None,
) -> HazardFit:
    """Smooth hazard by penalised Poisson regression in bins, and its danger peak.

    Args:
        duration: as for ``tenure.tenures``.
        ended: as for ``tenure.tenures``; with latent ends give two rows a member, as explained there.
        entry: as for ``tenure.tenures``.
        weights: as for ``tenure.tenures``.
        width: of the bins, in the unit of duration; three months suit relations of years.
        smoothness: weight of the squared second differences of the log hazard.
        level: probability that the pointwise interval holds.
        rules: when a rise counts as a peak.

    Raises:
        EstimationError: ``no_observations`` (also when nothing was under observation for any time) or
            ``impossible_values``.
    """
    if not (width > 0 and smoothness > 0):
        raise impossible("width and smoothness must be positive")
    seen = tenures(duration=duration, ended=ended, entry=entry, weights=weights)
    if float(seen.duration.max()) > MOST_BINS * width:
        raise impossible(f"durations fill more than {MOST_BINS} bins; take a larger width")
    ends, exposure = _bins(seen, width)
    if not exposure.sum() > 0:
        raise nothing_to_fit("no time under observation")
    log_rate, deviation = _smooth(ends[None, :], exposure, smoothness)
    reach = np.minimum(float(ndtri(0.5 + level / 2.0)) * deviation[0], ENDLESS)
    rate = np.exp(log_rate[0]) / width
    peak, reason, p_value = _search(ends, exposure, smoothness, width, rules or PeakRules())
    return HazardFit(
        start=np.arange(ends.size, dtype=np.float64) * width,
        width=width,
        ends=ends,
        exposure=exposure,
        rate=rate,
        low=rate * np.exp(-reach),
        high=rate * np.exp(reach),
        peak=peak,
        reason=reason,
        p_value=p_value,
    )


def _bins(seen: Tenures, width: float) -> tuple[FloatArray, FloatArray]:
    """Ends per bin, and time under observation per bin in units of the bin."""
    size = int(np.ceil(max(float(seen.duration.max()) / width, 1.0) - DUST))
    place = np.clip(np.ceil(seen.duration / width - DUST) - 1, 0, size - 1).astype(np.intp)
    ends = np.bincount(place, seen.ends, size)
    edges = np.asarray(np.arange(size + 1) * width, dtype=np.float64)
    lived = _capped_sum(seen.duration, seen.weights, edges) - _capped_sum(seen.entry, seen.weights, edges)
    return np.asarray(ends, dtype=np.float64), np.maximum(np.diff(lived) / width, 0.0)


def _capped_sum(values: FloatArray, weights: FloatArray, caps: FloatArray) -> FloatArray:
    """Weighted sum of min(value, cap) for each cap."""
    order = np.argsort(values)
    mass = np.concatenate([[0.0], np.cumsum(weights[order])])
    total = np.concatenate([[0.0], np.cumsum((weights * values)[order])])
    below = np.searchsorted(values[order], caps, side="right")
    return np.asarray(total[below] + caps * (mass[-1] - mass[below]))


def _smooth(ends: FloatArray, exposure: FloatArray, smoothness: float) -> tuple[FloatArray, FloatArray]:
    """Log hazard per bin for each row of *ends*, shape (rows, bins), and its standard deviation.

    Newton on the Poisson likelihood with penalty smoothness / 2 * sum of squared second differences, plus a dust of
    pseudo-data at the overall rate that keeps empty bins and rows without ends finite.
    """
    size = ends.shape[1]
    bend = np.diff(np.eye(size), n=2, axis=0)
    penalty = smoothness * bend.T @ bend
    rate = (ends.sum(axis=1, keepdims=True) + 0.5) / (exposure.sum() + 1.0)
    extra = 1e-3
    theta = np.repeat(np.log(rate), size, axis=1)
    for _ in range(ITERATIONS):
        expected = (exposure + extra) * np.exp(theta)
        gradient = ends + extra * rate - expected - theta @ penalty
        information = penalty + expected[:, :, None] * np.eye(size)
        step = np.linalg.solve(information, gradient[:, :, None])[:, :, 0]
        theta = theta + np.clip(step, -1.5, 1.5)
        if np.abs(step).max() < 1e-8:
            break
    expected = (exposure + extra) * np.exp(theta)
    covariance = np.linalg.inv(penalty + expected[:, :, None] * np.eye(size))
    return theta, np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))


def _rise(log_rate: FloatArray, deviation: FloatArray) -> tuple[FloatArray, IntArray]:
    """The largest standardised rise above an earlier minimum, and its bin, for each row."""
    size = log_rate.shape[1]
    lowest = np.empty(log_rate.shape, dtype=np.intp)
    lowest[:, 0] = 0
    row = np.arange(log_rate.shape[0])
    for place in range(1, size):
        before = lowest[:, place - 1]
        lowest[:, place] = np.where(log_rate[row, place - 1] < log_rate[row, before], place - 1, before)
    floor, noise = np.take_along_axis(log_rate, lowest, 1), np.take_along_axis(deviation, lowest, 1)
    rise = (log_rate - floor) / np.sqrt(deviation**2 + noise**2)
    rise[:, 0] = 0.0
    return rise.max(axis=1), rise.argmax(axis=1)


def _search(
    ends: FloatArray, exposure: FloatArray, smoothness: float, width: float, rules: PeakRules
) -> tuple[Peak | None, Literal["too_few_ends", "too_short", "no_rise"] | None, float | None]:
    """The peak over the well-filled bins, or the reason why there is none, and the p-value."""
    thin = np.flatnonzero(exposure < rules.least_at_risk)
    filled = int(thin[0]) if thin.size else ends.size
    if ends.sum() < rules.least_ends:
        return None, "too_few_ends", None
    if filled < 3:
        return None, "too_short", None
    ends, exposure = ends[:filled], exposure[:filled]
    log_rate, deviation = _smooth(ends[None, :], exposure, smoothness)
    rise, place = _rise(log_rate, deviation)
    chance = np.random.default_rng(rules.seed)
    falling = isotonic_regression(ends / exposure, weights=exposure, increasing=False).x
    again = chance.poisson(exposure * falling, (rules.replications, filled)).astype(np.float64)
    null_rise, _ = _rise(*_smooth(again, exposure, smoothness))
    p_value = float((1 + np.count_nonzero(null_rise >= rise[0])) / (1 + rules.replications))
    if p_value >= rules.significance:
        return None, "no_rise", p_value
    again = chance.poisson(exposure * np.exp(log_rate[0]), (rules.replications, filled)).astype(np.float64)
    _, places = _rise(*_smooth(again, exposure, smoothness))
    low, high = np.quantile(places, [0.05, 0.95])
    middle = (float(place[0]) + 0.5) * width
    return Peak(at=middle, low=max(float(low) - 1.0, 0.0) * width, high=(float(high) + 2.0) * width), None, p_value
