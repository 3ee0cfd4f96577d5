"""How well forecasts came out: errors that add up over origins, paired comparison, coverage, calibration.

A forecast gives a number per row; afterwards the outcome of each row is known. The mean absolute error is told beside
the root mean squared one, never alone: where most outcomes are nothing, forecasting nothing for everybody wins it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import reduce
from typing import Self

import numpy as np

from klantkompas.estimators.arrays import FloatArray, IntArray, impossible, sums
from klantkompas.estimators.forecast.outlook import Outlook

TOP = 10  # the best-forecast tenth
NORMAL_95 = 1.959964
SEED = 20_261_122


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Sums over the rows of one origin, from which errors are told; those of several origins add up.

    Attributes:
        rows: how many.
        absolute, squared: sums of absolute and squared errors.
        forecast, actual: sums of what was forecast and of what came.
        captured: what came of the tenth with the highest forecast.
        inside, ranged: rows whose outcome fell in the range of their forecast, and rows that had one.
    """

    rows: float = 0.0
    absolute: float = 0.0
    squared: float = 0.0
    forecast: float = 0.0
    actual: float = 0.0
    captured: float = 0.0
    inside: float = 0.0
    ranged: float = 0.0

    def __add__(self, other: Self) -> Self:
        return type(self)(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    @property
    def mae(self) -> float | None:
        """Mean absolute error."""
        return _part(self.absolute, self.rows)

    @property
    def rmse(self) -> float | None:
        """Root of the mean squared error."""
        return None if self.rows == 0 else float(np.sqrt(self.squared / self.rows))

    @property
    def bias(self) -> float | None:
        """By how much the total was forecast too high, as a part of what came; None where nothing came."""
        return _part(self.forecast - self.actual, abs(self.actual))

    @property
    def top10(self) -> float | None:
        """What came of the tenth with the highest forecast, as a part of all that came; None where that is no gain."""
        return _part(self.captured, self.actual)

    @property
    def coverage90(self) -> float | None:
        """Part of the outcomes within the 90 % range of their forecast; None for a forecast without a range."""
        return _part(self.inside, self.ranged)


def _part(of: float, whole: float) -> float | None:
    return of / whole if whole > 0 else None


def scores(*, forecast: FloatArray, actual: FloatArray, inside: FloatArray | None = None) -> Scores:
    """Score one forecast against what came.

    Args:
        forecast: one number per row, shape (rows,).
        actual: what came, shape (rows,).
        inside: 1 where the outcome fell in the range of the forecast, else 0; None: it has no range.

    Raises:
        EstimationError: ``impossible_values`` when the lengths differ.
    """
    if forecast.size != actual.size:
        raise impossible(f"forecast and actual have {forecast.size} and {actual.size} rows")
    top = np.argsort(-forecast, kind="stable")[: -(-actual.size // TOP)]
    return Scores(
        rows=float(actual.size),
        absolute=float(np.abs(forecast - actual).sum()),
        squared=float(((forecast - actual) ** 2).sum()),
        forecast=float(forecast.sum()),
        actual=float(actual.sum()),
        captured=float(actual[top].sum()),
        inside=0.0 if inside is None else float(inside.sum()),
        ranged=0.0 if inside is None else float(inside.size),
    )


def total(parts: Sequence[Scores]) -> Scores:
    """Scores of several origins together."""
    return reduce(Scores.__add__, parts, Scores())


@dataclass(frozen=True, slots=True)
class PairedRatio:
    """Squared errors of one forecast per squared error of another on the same rows, with its 95 % interval.

    Below 1 the first is the better one. All are None where the other made no error at all or there is one row only.
    """

    ratio: float | None
    low: float | None
    high: float | None


def paired_ratio(*, ours: FloatArray, theirs: FloatArray) -> PairedRatio:
    """Compare two forecasts by their squared errors per row, each of shape (rows,) and not negative.

    The interval is that of a ratio of means on the log scale (delta method), rows being independent: squared errors of
    one row over several origins belong in one row.
    """
    mine, other = float(ours.sum()), float(theirs.sum())
    if ours.size < 2 or other <= 0 or mine <= 0:
        return PairedRatio(ratio=None, low=None, high=None)
    ratio = mine / other
    apart = ours / mine - theirs / other
    reach = NORMAL_95 * float(np.sqrt((apart**2).sum() * ours.size / (ours.size - 1)))
    return PairedRatio(ratio=ratio, low=ratio * float(np.exp(-reach)), high=ratio * float(np.exp(reach)))


def counts_inside(*, outlook: Outlook, actual: FloatArray) -> FloatArray:
    """1 where a count fell in the central 90 % of its predictive distribution, else 0, shape (rows,).

    Counts come in whole numbers, so that no interval holds exactly 90 %: the place of each in its distribution is
    drawn within the step that it stands on (randomised probability integral transform; Smith 1985), with a fixed seed.
    """
    below, at = outlook.cumulative(actual - 1.0), outlook.cumulative(actual)
    place = below + np.random.default_rng(SEED).random(actual.size) * (at - below)
    return np.where(np.abs(place - 0.5) < 0.45, 1.0, 0.0)


def amounts_inside(*, low: FloatArray, high: FloatArray, actual: FloatArray) -> FloatArray:
    """1 where an amount fell in its range, else 0, shape (rows,)."""
    return np.where((low <= actual) & (actual <= high), 1.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Rows in groups by their forecast, the lowest first: sums of shape (groups,); those of origins add up."""

    rows: FloatArray
    forecast: FloatArray
    actual: FloatArray

    def __add__(self, other: "Calibration") -> "Calibration":
        return Calibration(self.rows + other.rows, self.forecast + other.forecast, self.actual + other.actual)


def calibration(*, forecast: FloatArray, actual: FloatArray, groups: int = 5) -> Calibration:
    """Equal groups by forecast: those of whom most was forecast must have brought most, and as much.

    Args:
        forecast: what was forecast, shape (rows,).
        actual: what came, shape (rows,).
        groups: how many; with fewer rows the highest ones are filled first.
    """
    rank = np.argsort(np.argsort(forecast, kind="stable"), kind="stable")
    group: IntArray = groups - 1 - (forecast.size - 1 - rank) * groups // max(forecast.size, 1)
    parts = (np.ones(actual.size), forecast, actual)
    return Calibration(*(sums(at=group, values=values, size=groups) for values in parts))
