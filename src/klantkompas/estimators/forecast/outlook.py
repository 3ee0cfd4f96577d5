"""How far the orders to come may differ from their mean: per buyer, and for a total.

Per buyer the pace is a gamma variable, whose size (the smaller, the wider) is read off past windows as a function of
the mean, and orders come at that pace with gaps of Erlang shape k, read off the same windows: k = 1 makes counts
negative binomial; who orders by the clock (once every year, once every week) differs less from his pace than that.
Buyers share an unknown factor of level, whose spread is how far the level was off in past windows.

In stages, of which an order takes k, the count Y is negative binomial with k times the mean; looked at from a moment
between orders the number of them is floor((Y + J) / k) with J uniform on 0..k-1, which has the mean that is asked.
Source: Morrison & Schmittlein 1988 (JBES 6(2)) for counts by condensed gaps; for any k our own derivation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaincinv, gammaln, nbdtrik

from klantkompas.estimators.arrays import BoolArray, FloatArray, finite, impossible

EDGES = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.0)  # quantiles of the mean between which a size is estimated
LOG_SIZES = np.linspace(-4.0, 6.0, 81)
SHAPES = (1, 2, 4, 8, 16)  # of gaps, that are tried
RISES = np.arange(0.0, 1.6, 0.1)  # of the log size per log mean, that are tried
USUAL_LOG_SIZE, LOOSE = 0.0, 1.0  # of who is expected to order once: centre and spread of the prior
USUAL_RISE, RISE_SPREAD = 0.3, 0.3  # the same of the rise
TIGHT = 0.5  # spread of each part around the line
SAMPLE = 20_000
SEED = 20_261_122
USUAL_LEVEL_ERROR, SAY_OF_USUAL = 0.10, 2.0  # prior of the error of a level on the log scale, in windows


@dataclass(frozen=True, slots=True)
class TotalRange:
    """A total of orders: its mean, and whole numbers that hold the central interval at the level asked."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """The predictive distribution of the orders of each buyer.

    Attributes:
        mean: expected orders, positive, shape (rows,).
        size: gamma shape of the pace given the level, shape (rows,).
        level_error: standard deviation of the common factor, about that of its logarithm.
        k: Erlang shape of the gaps.
    """

    mean: FloatArray
    size: FloatArray
    level_error: float
    k: int = 1

    @property
    def variance(self) -> FloatArray:
        """Variance per buyer, level included, shape (rows,)."""
        return self._variance(self._whole_size)

    def _variance(self, size: FloatArray) -> FloatArray:
        """That of stages in units of an order, and of the place between two orders.

        The latter is the mean of f (1 - f), f being the part of an order that Y is beyond a whole number of them; its
        Fourier series needs the generating function of Y at the roots of unity only.
        """
        stages, part = self.k * self.mean, np.arange(self.k) / self.k
        between = np.zeros(self.mean.size)
        for turn, weight in enumerate(np.fft.fft(part * (1.0 - part)) / self.k):
            root = np.exp(2j * np.pi * turn / self.k)
            between += (weight * (1.0 + stages / size * (1.0 - root)) ** -size).real
        return np.asarray((stages + stages**2 / size) / self.k**2 + between)

    @property
    def _whole_size(self) -> FloatArray:
        """Size of the negative binomial that also holds the uncertainty of the level."""
        return np.asarray(1.0 / ((1.0 + 1.0 / self.size) * (1.0 + self.level_error**2) - 1.0))

    def cumulative(self, orders: ArrayLike) -> FloatArray:
        """P(at most *orders*) per buyer, shape (rows,); 0 for negative numbers.

        Raises:
            EstimationError: ``impossible_values`` when it is not one number, or one per buyer.
        """
        count = finite(name="orders", values=orders)
        if count.size not in (1, self.mean.size):
            raise impossible(f"orders has {count.size} values where 1 or {self.mean.size} were expected")
        size, whole = self._whole_size, np.maximum(np.floor(count), 0.0)
        chance = size / (size + self.k * self.mean)
        reached = sum(betainc(size, self.k * (whole + 1.0) - stage, chance) for stage in range(self.k)) / self.k
        return np.where(count < 0, 0.0, reached)

    def interval(self, *, level: float = 0.90) -> tuple[FloatArray, FloatArray]:
        """Lowest and highest number of orders per buyer, whole numbers that hold at least *level*."""
        return self._quantile((1.0 - level) / 2.0), self._quantile((1.0 + level) / 2.0)

    def _quantile(self, tail: float) -> FloatArray:
        """The lowest number with at least *tail* up to it: by its stages, or one more."""
        size = self._whole_size
        stages = nbdtrik(tail, size, size / (size + self.k * self.mean))
        low = np.maximum(np.ceil(np.nan_to_num(stages) - 1e-9), 0.0) // self.k
        return np.asarray(low + (self.cumulative(low) < tail - 1e-12))

    def total(self, *, level: float = 0.90) -> TotalRange:
        """Range of the sum over all buyers: own chance of each, and the level that they share.

        Both are put in one gamma distribution with the mean and variance of the sum.
        """
        mean, off = float(self.mean.sum()), self.level_error**2
        own = float(self._variance(self.size).sum())
        shape = mean**2 / (own * (1.0 + off) + mean**2 * off)
        low, high = (float(gammaincinv(shape, p)) * mean / shape for p in ((1 - level) / 2, (1 + level) / 2))
        return TotalRange(mean=mean, low=float(np.floor(low)), high=float(np.ceil(high)))


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Gamma shape of the pace, which goes with the mean, and Erlang shape of the gaps.

    Attributes:
        log_mean, log_size: the knots, between which it is linear on logarithmic scales.
        k: Erlang shape of the gaps.
    """

    log_mean: FloatArray
    log_size: FloatArray
    k: int = 1

    def around(self, mean: FloatArray, *, level_error: float) -> Outlook:
        """The distribution around a mean for each buyer, shape (rows,); beyond the outer knots it stays as there."""
        size = np.exp(np.interp(np.log(mean), self.log_mean, self.log_size))
        return Outlook(mean=mean, size=size, level_error=level_error, k=self.k)

    def over(self, *, longer: float, drift: float) -> "Spread":
        """The spread over a stretch *longer* by that factor: means grow with it, sizes fall with its power *drift*."""
        return Spread(self.log_mean + np.log(longer), self.log_size - drift * np.log(longer), self.k)


def fit_spread(*, mean: FloatArray, came: FloatArray) -> Spread:
    """Read the spread off past windows: expected orders (positive) and those that came, both of shape (rows,).

    Sizes go with the mean along a line, both on logarithmic scales: who orders more has a pace that is known better.
    The line is the one under which all rows are most likely, whatever the size of each part by quantiles of the mean;
    in each part the size then has most posterior mass around it. k is the one under which all parts together have
    most. Without rows it is the usual one.
    """
    if mean.size > SAMPLE:
        drawn = np.random.default_rng(SEED).choice(mean.size, SAMPLE, replace=False)
        mean, came = mean[drawn], came[drawn]
    if mean.size == 0:
        return Spread(np.zeros(1), np.array([USUAL_LOG_SIZE]))
    cuts = np.unique(np.quantile(mean, EDGES[1:-1]))
    part = np.searchsorted(cuts, mean)
    held = [part == number for number in range(cuts.size + 1) if (part == number).any()]
    found = [_spread_of(k, mean, came, held) for k in SHAPES]
    return max(found, key=lambda one: one[0])[1]


def _spread_of(k: int, mean: FloatArray, came: FloatArray, held: Sequence[BoolArray]) -> tuple[float, Spread]:
    """The log posterior of the best line under one k, and the spread of the parts around it."""
    places = np.array([float(np.log(mean[rows].mean())) for rows in held])
    by_part = np.stack([_log_likelihood(k, mean[rows], came[rows]) for rows in held])
    most = by_part.max(axis=1, keepdims=True)
    around = most + np.log(np.exp(by_part - most) @ np.exp(_log_prior(LOG_SIZES[:, None], LOG_SIZES, TIGHT)))
    lines = LOG_SIZES + RISES[:, None, None] * places[:, None]  # (rises, parts, sizes at a mean of 1)
    found = sum(np.interp(lines[:, part], LOG_SIZES, around[part]) for part in range(places.size))
    found = found + _log_prior(LOG_SIZES, USUAL_LOG_SIZE, LOOSE) + _log_prior(RISES, USUAL_RISE, RISE_SPREAD)[:, None]
    rise, at = np.unravel_index(int(np.argmax(found)), found.shape)
    line = np.clip(lines[rise, :, at], LOG_SIZES[0], LOG_SIZES[-1])
    posterior = by_part + _log_prior(LOG_SIZES, line[:, None], TIGHT)
    return float(posterior.max(axis=1).sum()), Spread(places, LOG_SIZES[posterior.argmax(axis=1)], k)


def _log_prior(at: FloatArray, centre: FloatArray | float, spread: float) -> FloatArray:
    return np.asarray(-0.5 * ((at - centre) / spread) ** 2)


def _log_likelihood(k: int, mean: FloatArray, came: FloatArray) -> FloatArray:
    """Of the counts that came, at each of the log sizes: from the fewest stages that can make a count to the most."""
    fewest = np.maximum(k * came - (k - 1), 0.0)
    weights = [np.maximum(1.0 - np.abs(fewest + more - k * came) / k, 0.0) for more in range(2 * k - 1)]
    found, stages = np.empty(LOG_SIZES.size), k * mean
    for place, log_size in enumerate(LOG_SIZES):
        size = np.exp(log_size)
        first = gammaln(fewest + size) - gammaln(size) - gammaln(fewest + 1.0) + size * log_size
        first += fewest * np.log(stages) - (fewest + size) * np.log(stages + size)
        chance, total = np.ones(mean.size), np.zeros(mean.size)
        for more, weight in enumerate(weights):
            total += weight * chance
            chance = chance * (fewest + more + size) / (fewest + more + 1.0) * (stages / (stages + size))
        found[place] = float((first + np.log(total)).sum())
    return found


def level_error(log_errors: Sequence[float]) -> float:
    """Spread of the level, from errors of past levels on the log scale, with the usual one for ``SAY_OF_USUAL``."""
    squares = sum(error**2 for error in log_errors) + SAY_OF_USUAL * USUAL_LEVEL_ERROR**2
    return float(np.sqrt(squares / (len(log_errors) + SAY_OF_USUAL)))
