"""How far the orders to come may differ from their mean: per buyer, and for a total.

Per buyer a negative binomial, whose size (the smaller, the wider) is read off past windows as a function of the
mean; buyers share an unknown factor of level, whose spread is how far the level was off in past windows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaincinv, gammaln, nbdtrik

from klantkompas.estimators.arrays import FloatArray, finite, impossible

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.0)  # quantiles of the mean between which a size is estimated
LOG_SIZES = np.linspace(-4.0, 6.0, 81)
USUAL_LOG_SIZE, LOOSE, TIGHT = 0.0, 1.0, 0.5  # centre and spread of the prior of all; spread of each part around all
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
        size: of the negative binomial given the level, shape (rows,); its variance is mean + mean^2 / size.
        level_error: standard deviation of the common factor, about that of its logarithm.
    """

    mean: FloatArray
    size: FloatArray
    level_error: float

    @property
    def variance(self) -> FloatArray:
        """Variance per buyer, level included, shape (rows,)."""
        return np.asarray(self.mean + self.mean**2 / self._whole_size)

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
        size = self._whole_size
        reached = betainc(size, np.maximum(np.floor(count), 0.0) + 1.0, size / (size + self.mean))
        return np.where(count < 0, 0.0, reached)

    def interval(self, *, level: float = 0.90) -> tuple[FloatArray, FloatArray]:
        """Lowest and highest number of orders per buyer, whole numbers that hold at least *level*."""
        size = self._whole_size
        chance = size / (size + self.mean)
        tails = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
        low, high = (np.ceil(np.nan_to_num(nbdtrik(tail, size, chance)) - 1e-9) for tail in tails)
        return np.maximum(low, 0.0), np.maximum(high, 0.0)

    def total(self, *, level: float = 0.90) -> TotalRange:
        """Range of the sum over all buyers: own chance of each, and the level that they share.

        Both are put in one gamma distribution with the mean and variance of the sum.
        """
        mean, off = float(self.mean.sum()), self.level_error**2
        own = float((self.mean + self.mean**2 / self.size).sum())
        shape = mean**2 / (own * (1.0 + off) + mean**2 * off)
        low, high = (float(gammaincinv(shape, p)) * mean / shape for p in ((1 - level) / 2, (1 + level) / 2))
        return TotalRange(mean=mean, low=float(np.floor(low)), high=float(np.ceil(high)))


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Size of the negative binomial as a function of the mean, linear between knots on logarithmic scales."""

    log_mean: FloatArray
    log_size: FloatArray

    def size(self, mean: FloatArray) -> FloatArray:
        """Size for each mean, shape (rows,); beyond the outer knots it stays as it is there."""
        return np.asarray(np.exp(np.interp(np.log(mean), self.log_mean, self.log_size)))

    def over(self, *, longer: float, drift: float) -> "Spread":
        """The spread over a stretch *longer* by that factor: means grow with it, sizes fall with its power *drift*."""
        return Spread(self.log_mean + np.log(longer), self.log_size - drift * np.log(longer))


def fit_spread(*, mean: FloatArray, came: FloatArray) -> Spread:
    """Read the spread off past windows: expected orders (positive) and those that came, both of shape (rows,).

    The size has most posterior mass in each part by quantiles of the mean, drawn towards that of all rows. Without
    rows it is the usual one.
    """
    if mean.size > SAMPLE:
        drawn = np.random.default_rng(SEED).choice(mean.size, SAMPLE, replace=False)
        mean, came = mean[drawn], came[drawn]
    overall = _best_log_size(mean, came, USUAL_LOG_SIZE, LOOSE)
    if mean.size == 0:
        return Spread(np.zeros(1), np.array([overall]))
    cuts = np.unique(np.quantile(mean, EDGES[1:-1]))
    part = np.searchsorted(cuts, mean)
    held = [part == number for number in range(cuts.size + 1) if (part == number).any()]
    places = [float(np.log(mean[rows].mean())) for rows in held]
    sizes = [_best_log_size(mean[rows], came[rows], overall, TIGHT) for rows in held]
    return Spread(np.array(places), np.array(sizes))


def _best_log_size(mean: FloatArray, came: FloatArray, centre: float, spread: float) -> float:
    """The log size, on a grid, with the highest posterior under a normal prior."""
    posterior = -0.5 * ((LOG_SIZES - centre) / spread) ** 2
    for place, log_size in enumerate(LOG_SIZES):
        size = np.exp(log_size)
        likelihood = gammaln(came + size) - gammaln(size) + came * np.log(mean) + size * log_size
        posterior[place] += float((likelihood - (came + size) * np.log(mean + size)).sum())
    return float(LOG_SIZES[np.argmax(posterior)])


def level_error(log_errors: Sequence[float]) -> float:
    """Spread of the level, from errors of past levels on the log scale, with the usual one for ``SAY_OF_USUAL``."""
    squares = sum(error**2 for error in log_errors) + SAY_OF_USUAL * USUAL_LEVEL_ERROR**2
    return float(np.sqrt(squares / (len(log_errors) + SAY_OF_USUAL)))
