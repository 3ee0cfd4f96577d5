"""Chances of four events that exclude each other, for something that may still be active, earns, costs and is shared.

    active   a chance                              A
    earned   spending x rate, a year; nothing when asleep         (spending lognormal, rate normal)
    effort   hours a year                          E   (gamma, another one when asleep)
    share    part of all spending that is ours     S   (normal on the log-odds scale, wider on one side if need be)

    demanding   E >= effort_hours and earned - cost x E <= floor (or earned - cost x E <= price x E)
    dormant     not demanding, not active
    shared      not demanding, active, S <  share_threshold
    loyal       not demanding, active, S >= share_threshold

The chance is integrated exactly over effort and share, over spending by the trapezoid rule and over rate by
Gauss-Hermite quadrature. A row depends on no other row, nothing is drawn. Source: METHODS 4.1.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import logit, ndtr

from klantkompas.estimators.arrays import BoolArray, FloatArray, blocks

SPENDING_NODES, RATE_NODES = 25, 3  # against brute force the chances are within 0.005 (tests)
REACH = 3.5  # standard deviations of spending either side
LEAST_SHAPE = 0.05


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Beliefs:
    """What is believed of each row; arrays of shape (rows,).

    Attributes:
        active: chance to be active.
        spending: expected spending a year while active, positive.
        spending_sd: standard deviation of its logarithm.
        rate: part of the spending that is earned; may be negative.
        rate_sd: its standard deviation.
        effort: expected hours a year while active.
        effort_shape: gamma shape of that expectation; large where it is well known.
        asleep: expected hours a year given that the row is asleep.
        asleep_shape: likewise.
        hour_cost: cost of an hour.
        share: log-odds of the share, the median.
        share_below, share_above: standard deviation of the log-odds below and above the median.
        known: where effort and earnings are known; elsewhere nothing counts as demanding.
    """

    active: FloatArray
    spending: FloatArray
    spending_sd: FloatArray
    rate: FloatArray
    rate_sd: FloatArray
    effort: FloatArray
    effort_shape: FloatArray
    asleep: FloatArray
    asleep_shape: FloatArray
    hour_cost: FloatArray
    share: FloatArray
    share_below: FloatArray
    share_above: FloatArray
    known: BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Borders:
    """Where the events part.

    Attributes:
        effort: hours a year from which effort counts as much.
        floor: earnings a year after hours up to which they count as little.
        price: what an hour could earn elsewhere; where given, little is less than hours x price.
        share: share from which one is loyal, between 0 and 1.
    """

    effort: float
    floor: float
    price: float | None
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What the chances are made of; arrays of shape (rows,).

    Attributes:
        active: chance to be active.
        demanding: chance to be demanding, given active.
        demanding_asleep: the same, given asleep.
        loyal: chance of a share at or above the border and not demanding, given active.
    """

    active: FloatArray
    demanding: FloatArray
    demanding_asleep: FloatArray
    loyal: FloatArray

    @property
    def chances(self) -> FloatArray:
        """Chances of demanding, dormant, shared and loyal, shape (rows, 4); each row adds up to 1."""
        asleep = 1.0 - self.active
        demanding = self.active * self.demanding + asleep * self.demanding_asleep
        dormant, loyal = asleep * (1.0 - self.demanding_asleep), self.active * self.loyal
        return np.column_stack([demanding, dormant, np.maximum(1.0 - demanding - dormant - loyal, 0.0), loyal])


def parts(*, beliefs: Beliefs, borders: Borders, nodes: tuple[int, int] = (SPENDING_NODES, RATE_NODES)) -> Parts:
    """What the chances of the four events are made of.

    Args:
        beliefs: of each row.
        borders: where the events part.
        nodes: of the quadrature over spending and over rate; fewer are faster and less exact.
    """
    demanding, loyal = np.empty(beliefs.active.size), np.empty(beliefs.active.size)
    for rows in blocks(beliefs.active.size):
        demanding[rows], loyal[rows] = _given_active(beliefs, borders, nodes, rows)
    asleep = _above(borders.effort, beliefs.asleep, beliefs.asleep_shape) * beliefs.known
    return Parts(beliefs.active, demanding, np.asarray(asleep), loyal)


def at_least(*, beliefs: Beliefs, share: float) -> FloatArray:
    """Chance of a share of at least so much (between 0 and 1), given active, shape (rows,)."""
    return np.asarray(ndtr(_score(beliefs, share, slice(None))))


def _given_active(
    beliefs: Beliefs, borders: Borders, nodes: tuple[int, int], rows: slice
) -> tuple[FloatArray, FloatArray]:
    """Chances to be demanding, and to be loyal, of active rows."""
    score, known = _score(beliefs, borders.share, rows), beliefs.known[rows]
    sd, rate, rate_sd = beliefs.spending_sd[rows], beliefs.rate[rows], beliefs.rate_sd[rows]
    floor, dearer = (borders.floor, 0.0) if borders.price is None else (0.0, borders.price)
    per_hour = 1.0 / (beliefs.hour_cost[rows] + dearer)
    at, spread = _cubed(beliefs.effort_shape[rows])
    mean = beliefs.effort[rows]
    demanding = np.zeros(score.size)
    for z, weight in zip(*_even(nodes[0]), strict=True):
        spent = beliefs.spending[rows] * np.exp(sd * z - sd**2 / 2.0)
        much = np.zeros(score.size)
        for z_rate, weight_rate in zip(*_normal(nodes[1]), strict=True):
            covered = (spent * (rate + rate_sd * z_rate) - floor) * per_hour
            much += weight_rate * ndtr((at - np.cbrt(np.maximum(covered, borders.effort) / mean)) / spread)
        demanding += weight * much
    demanding *= known
    return demanding, (1.0 - demanding) * ndtr(score)


def _score(beliefs: Beliefs, share: float, rows: slice) -> FloatArray:
    """How far the median share lies above a border, in standard deviations of the side where the border is."""
    above = beliefs.share[rows] - logit(share)
    return np.asarray(above / np.where(above > 0, beliefs.share_below[rows], beliefs.share_above[rows]))


def _above(border: float, mean: FloatArray, shape: FloatArray) -> FloatArray:
    at, spread = _cubed(shape)
    return np.asarray(ndtr((at - np.cbrt(border / mean)) / spread))


def _cubed(shape: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of the cube root of a gamma of mean 1 (Wilson & Hilferty 1931)."""
    ninth = 1.0 / (9.0 * np.maximum(shape, LEAST_SHAPE))
    return 1.0 - ninth, np.sqrt(ninth)


@cache
def _even(nodes: int) -> tuple[FloatArray, FloatArray]:
    """Evenly spaced places and weights that average over a standard normal: effort known to the minute is a step."""
    places = np.linspace(-REACH, REACH, nodes)
    weights = np.exp(-(places**2) / 2.0)
    return places, weights / weights.sum()


@cache
def _normal(nodes: int) -> tuple[FloatArray, FloatArray]:
    """Places and weights that average over a standard normal."""
    places, weights = np.polynomial.hermite_e.hermegauss(nodes)
    return places, weights / weights.sum()
