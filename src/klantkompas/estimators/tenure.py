"""How long something lasts when some began before, and some go on after, what was seen.

Kaplan-Meier with delayed entry, right censoring and fractional weights. When an end is latent, give one row that
ended at the last sign of life with the chance to have left as its weight, and one that still runs with the rest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from klantkompas.estimators.arrays import FloatArray, finite, impossible, nothing_to_fit, sums, weights_or_ones

DUST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Tenures:
    """Checked observations, one row each: from *entry* on seen, to *duration*, where it ended or runs on."""

    duration: FloatArray
    ended: FloatArray
    entry: FloatArray
    weights: FloatArray

    @property
    def ends(self) -> FloatArray:
        """Ends per row, weights counted; none for a row that came into sight at its very end."""
        in_sight = (self.entry < self.duration) | (self.entry == 0.0)
        return np.asarray(self.weights * self.ended * in_sight)


def tenures(
    *,
    duration: ArrayLike,
    ended: ArrayLike,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Tenures:
    """Observations of durations, checked.

    Args:
        duration: tenure at the end, or at the last moment seen, shape (rows,), any unit.
        ended: whether it ended then: True and False, or a share between 0 and 1.
        entry: tenure at which the row came under observation; 0 when absent.
        weights: how many, or which part of one, the row stands for; 1 when absent.

    Raises:
        EstimationError: ``no_observations`` or ``impossible_values``.
    """
    last, end = finite(name="duration", values=duration, at_least=0.0), finite(name="ended", values=ended)
    first = np.zeros(last.size) if entry is None else finite(name="entry", values=entry, at_least=0.0)
    if not last.size == end.size == first.size:
        raise impossible("duration, ended and entry must be equally long")
    if (first > last).any() or (end < 0).any() or (end > 1).any():
        raise impossible("entry cannot come after duration, and ended lies between 0 and 1")
    number = weights_or_ones(weights=weights, size=last.size)
    if not number.sum() > 0:
        raise nothing_to_fit("no durations")
    return Tenures(duration=last, ended=end, entry=first, weights=number)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval; None where the data do not reach."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalFit:
    """Kaplan-Meier estimate; all arrays of shape (distinct end times,), the survival 1 before the first.

    Attributes:
        time: tenures at which something ended, ascending.
        ends: how many ended then.
        at_risk: how many were under observation just before.
        survival: share that lasts longer.
        low, high: pointwise interval on the log-log scale.
        hazard: Nelson-Aalen cumulative hazard.
        longest: the longest tenure seen.
        level: probability that an interval holds.
    """

    time: FloatArray
    ends: FloatArray
    at_risk: FloatArray
    survival: FloatArray
    low: FloatArray
    high: FloatArray
    hazard: FloatArray
    longest: float
    level: float

    def survival_at(self, *, time: ArrayLike) -> FloatArray:
        """Share that lasts longer than each time, shape of *time*; beyond ``longest`` the last value."""
        at = np.searchsorted(self.time, finite(name="time", values=time), side="right")
        return np.append(1.0, self.survival)[at]

    def median(self) -> Estimate:
        """Tenure at which half has ended, with the interval that the bands cut out at one half."""
        return Estimate(*(self._first_below_half(curve) for curve in (self.survival, self.low, self.high)))

    def _first_below_half(self, curve: FloatArray) -> float | None:
        below = np.flatnonzero(curve <= 0.5 + DUST)
        return float(self.time[below[0]]) if below.size else None

    def populated_until(self, *, at_least: float = 25.0) -> float:
        """The last tenure that was reached by *at_least* under observation; 0 when there is none."""
        enough = np.flatnonzero(self.at_risk >= at_least)
        return float(self.time[enough[-1]]) if enough.size else 0.0

    def restricted_mean(self, *, until: float) -> Estimate:
        """Mean tenure counted up to *until* at most: the area under the curve, with a normal interval.

        Source: Kaplan & Meier 1958; variance by Greenwood as in Klein & Moeschberger 2003, section 4.5.
        """
        inside = self.time < until
        knots = np.concatenate([[0.0], self.time[inside], [until]])
        areas = np.append(1.0, self.survival[inside]) * np.diff(knots)
        area = float(areas.sum())
        beyond = area - np.cumsum(areas)[:-1]
        ends, at_risk = self.ends[inside], self.at_risk[inside]
        going = at_risk - ends > DUST * at_risk
        variance = float((beyond[going] ** 2 * ends[going] / (at_risk[going] * (at_risk - ends)[going])).sum())
        reach = float(ndtri(0.5 + self.level / 2.0)) * np.sqrt(variance)
        return Estimate(value=area, low=max(area - float(reach), 0.0), high=min(area + float(reach), until))


def fit_survival(
    *,
    duration: ArrayLike,
    ended: ArrayLike,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    level: float = 0.90,
) -> SurvivalFit:
    """Kaplan-Meier curve with Greenwood's variance and log-log bands, and the Nelson-Aalen hazard.

    Args:
        duration: as for ``tenures``.
        ended: as for ``tenures``.
        entry: as for ``tenures``; one is at risk after its entry (from the start when that is 0).
        weights: as for ``tenures``.
        level: probability that an interval holds.

    Raises:
        EstimationError: ``no_observations`` or ``impossible_values``.

    Source: Kaplan & Meier 1958; delayed entry as in Klein & Moeschberger 2003, section 4.6.
    """
    seen = tenures(duration=duration, ended=ended, entry=entry, weights=weights)
    times, place = np.unique(seen.duration[seen.ends > 0], return_inverse=True)
    time = np.asarray(times, dtype=np.float64)
    ends = sums(at=place, values=seen.ends[seen.ends > 0], size=time.size)
    at_risk = np.asarray(np.maximum(_at_risk(seen, time), ends), dtype=np.float64)
    left = np.maximum(1.0 - ends / np.maximum(at_risk, DUST), 0.0)
    left[left < DUST] = 0.0
    survival = np.asarray(np.cumprod(left), dtype=np.float64)
    low, high = _log_log_bands(survival, ends, at_risk, level)
    hazard = np.cumsum(ends / np.maximum(at_risk, DUST))
    longest = float(seen.duration[seen.weights > 0].max())
    return SurvivalFit(time, ends, at_risk, survival, low, high, hazard, longest, level)


def _at_risk(seen: Tenures, time: FloatArray) -> FloatArray:
    """Weight under observation at each time: there from the start or entered before, and not gone before."""
    entered = np.where(seen.entry > 0.0, seen.entry, -1.0)
    return _weight_before(entered, seen.weights, time) - _weight_before(seen.duration, seen.weights, time)


def _weight_before(values: FloatArray, weights: FloatArray, time: FloatArray) -> FloatArray:
    order = np.argsort(values, kind="stable")
    running = np.concatenate([[0.0], np.cumsum(weights[order])])
    return np.asarray(running[np.searchsorted(values[order], time, side="left")])


def _log_log_bands(
    survival: FloatArray, ends: FloatArray, at_risk: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Bands exp(-exp(...)); where the curve is 1 or 0 they close in on it."""
    inner = (survival > 0.0) & (survival < 1.0)
    terms = np.where(inner, ends / np.where(inner, at_risk * (at_risk - ends), 1.0), 0.0)
    log_s = np.where(inner, np.log(np.where(inner, survival, 0.5)), -1.0)
    reach = float(ndtri(0.5 + level / 2.0)) * np.sqrt(np.cumsum(terms)) / -log_s
    middle = np.log(-log_s)
    low, high = np.exp(-np.exp(np.minimum(middle + reach, 700.0))), np.exp(-np.exp(middle - reach))
    return np.where(inner, low, survival), np.where(inner, high, survival)
