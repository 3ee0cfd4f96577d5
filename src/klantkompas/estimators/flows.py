"""Money that flows while something lasts: the range of a sum of chance on chance, for millions of rows.

A row is active now or not, leaves at some time, or may be back at some time when it had left; it has events at a pace
of its own while active, each with an amount, and costs something per unit of time, more while active than after. The
range comes from a fixed set of ``POINTS``
points in the unit cube of all these chances, the same for every row: an answer never depends on the other rows or on
a random state. Each chance takes its ``POINTS`` equal parts exactly once.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from klantkompas.estimators.arrays import BoolArray, FloatArray, blocks, impossible

POINTS = 64
FROM = 244  # where in its sequence the set begins: tails within 0.022, on average 0.008, of simulated ones
ROWS = 4_000  # a power of two would put all values of a row in one place of the cache
LEAST, LITTLE = np.float32(1e-6), np.float32(1e-7)
Single = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Activity:
    """When rows are active and how often something happens; arrays of shape (rows,) unless said.

    Attributes:
        knots: ascending times from now, the first 0, the last the end of the horizon, shape (knots,).
        active: chance to be active at each knot, not rising, shape (rows, knots).
        back: chance of who is not active now to be back before the end, at some time, and to stay.
        time: expected active time until the end, without that of who came back, discounted.
        events: expected number of events until the end, those of who came back included, discounted.
        pace_shape: gamma shape of the pace while active; large where the pace is well known.
        drift_sd: standard deviation of the log of what the pace may change into.
    """

    knots: FloatArray
    active: FloatArray
    back: FloatArray
    time: FloatArray
    events: FloatArray
    pace_shape: FloatArray
    drift_sd: float = 0.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Amounts:
    """What an event brings: revenue times rate; arrays of shape (rows,).

    Attributes:
        revenue: expected revenue of an event.
        log_sd: standard deviation of the log of that expectation.
        rate: expected part of the revenue that is earned; may be negative.
        rate_sd: its standard deviation.
        scatter: squared coefficient of variation from event to event, plus 1 / k for gaps of Erlang shape k.
    """

    revenue: FloatArray
    log_sd: FloatArray
    rate: FloatArray
    rate_sd: FloatArray
    scatter: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Costs:
    """What time costs; arrays of shape (rows,).

    Attributes:
        active: cost per unit of time while active.
        scatter: squared coefficient of variation of the cost over the horizon.
        asleep: cost per unit of time given that the row has already left.
        asleep_none: chance that it then has no cost at all over the horizon.
        asleep_scatter: squared coefficient of variation of that cost over the horizon, where there is any.
        afterwards: cost per unit of time after leaving later.
    """

    active: FloatArray
    scatter: FloatArray
    asleep: FloatArray
    asleep_none: FloatArray
    asleep_scatter: FloatArray
    afterwards: float


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Discounted money until the end of the horizon: mean, 90 % range and variance, each of shape (rows,)."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    variance: FloatArray


def expected_flow(*, activity: Activity, amounts: Amounts, costs: Costs, discount: float) -> FloatArray:
    """Mean of the discounted money until the end of the horizon, shape (rows,); terms as ``flow`` explains."""
    worth = float(discounted_time(time=activity.knots[-1:], discount=discount)[0])
    left = 1.0 - activity.active[:, 0]
    back = left * activity.back * worth / 2.0
    spent = costs.active * (activity.time + back) + costs.asleep * (left * worth - back)
    spent = spent + costs.afterwards * np.maximum((1.0 - left) * worth - activity.time, 0.0)
    return np.asarray(activity.events * amounts.revenue * amounts.rate - spent)


def flow(*, activity: Activity, amounts: Amounts, costs: Costs, discount: float, level: float = 0.90) -> Flow:
    """Distribution of the discounted money until the end of the horizon.

    Args:
        activity: when rows are active and how often something happens.
        amounts: what an event brings.
        costs: what time costs.
        discount: per unit of time, 0 or more (0.10 is ten per cent).
        level: probability that the range holds.

    Raises:
        EstimationError: ``impossible_values`` when knots and chances do not fit together.
    """
    if activity.active.shape != (activity.events.size, activity.knots.size):
        raise impossible("active must have a row per row and a column per knot")
    mean = expected_flow(activity=activity, amounts=amounts, costs=costs, discount=discount)
    low, high, variance = np.empty(mean.size), np.empty(mean.size), np.empty(mean.size)
    tail = (1.0 - level) / 2.0
    for rows in blocks(mean.size, length=ROWS):
        drawn = np.ascontiguousarray(_drawn(activity, amounts, costs, discount, rows).T)
        variance[rows] = drawn.var(axis=1, dtype=np.float64)
        low[rows], high[rows] = _ends(drawn, tail)
    return Flow(mean=mean, low=np.minimum(low, mean), high=np.maximum(high, mean), variance=variance)


def discounted_time(*, time: FloatArray, discount: float) -> FloatArray:
    """Time until each moment, later time counting less: the integral of (1 + discount)^-s, shape of *time*."""
    force = np.log1p(discount)
    return time if force < 1e-12 else np.asarray(-np.expm1(-force * time) / force)


@cache
def _points() -> tuple[Single, ...]:
    """Per chance its value at each point, shape (POINTS, 1): the moment of leaving uniform, the others normal.

    An additive recurrence with powers of the generalised golden ratio (Roberts 2018), each coordinate replaced by
    its rank.
    """
    size = 6
    ratio = 2.0
    for _ in range(50):
        ratio = (1.0 + ratio) ** (1.0 / (size + 1))
    places = (FROM + np.arange(POINTS))[None, :] * ratio ** -np.arange(1.0, size + 1)[:, None] % 1.0
    even = (places.argsort(axis=1).argsort(axis=1) + 0.5) / POINTS
    return tuple(np.asarray(one, dtype=np.float32)[:, None] for one in (even[0], *ndtri(even[1:])))


def _drawn(activity: Activity, amounts: Amounts, costs: Costs, discount: float, rows: slice) -> Single:
    """The outcome of each row at each point, shape (POINTS, rows): then all that differs by row lies side by side."""
    life, pace, count, amount, rate, _ = _points()
    left, lasts = _worth_of_life(activity, discount, rows, life)
    whole = discounted_time(time=activity.knots[-1:], discount=discount)[0]
    gone = 1.0 - activity.active[rows, 0]
    time = activity.time[rows] + gone * activity.back[rows] * whole / 2.0
    events = _gamma(activity.pace_shape[rows], pace)
    events *= lasts
    per_time = np.divide(activity.events[rows], time, out=np.zeros(time.size), where=time > 0)
    events *= _single(per_time * _mended(time, events))
    earned = _gamma(events * np.float32(activity.knots[-1] / whole / amounts.scatter), count)
    earned *= events
    spread = np.sqrt(amounts.log_sd[rows] ** 2 + activity.drift_sd**2)
    size = _single(spread) * amount
    size += _single(np.log(amounts.revenue[rows]) - spread**2 / 2.0)
    earned *= np.exp(size, out=size)
    margin = _single(amounts.rate_sd[rows]) * rate
    margin += _single(amounts.rate[rows])
    earned *= margin
    earned -= _spent(costs, rows, left, lasts, _mended(time, lasts), np.float32(whole))
    return earned


def _spent(costs: Costs, rows: slice, left: BoolArray, lasts: Single, mended: FloatArray, whole: np.float32) -> Single:
    """What each row costs at each point, shape (POINTS, rows): while it lasts, and in the rest of the whole time."""
    _, _, count, _, _, cost = _points()
    none, stayed = costs.asleep_none[rows], ~left
    spent = ((count > _single(ndtri(none))) & left) * _single(costs.asleep[rows] / np.maximum(1.0 - none, 1e-9))
    spent += stayed * np.float32(costs.afterwards)
    spent *= whole - lasts
    spent += lasts * _single(costs.active[rows] * mended)
    scatter = (np.maximum(_single(one[rows]), LEAST) for one in (costs.asleep_scatter, costs.scatter))
    asleep, awake = (_roots(1.0 / one) for one in scatter)
    root = left * asleep[1]
    root += stayed * awake[1]
    root *= cost
    root += left * asleep[0]
    root += stayed * awake[0]
    spent *= _cubed(root)
    return spent


def _worth_of_life(activity: Activity, discount: float, rows: slice, life: Single) -> tuple[BoolArray, Single]:
    """Who has left now, and the discounted time that the row is active, at each point.

    The curve of ``active`` read backwards; of the points beyond it those nearest to it are back, the nearest longest.
    """
    worth = discounted_time(time=activity.knots, discount=discount)
    curve = [_single(activity.active[rows, knot]) for knot in range(worth.size)]
    left = life >= curve[0]
    part = life - curve[0]
    part /= np.maximum(_single((1.0 - activity.active[rows, 0]) * activity.back[rows]), LITTLE)
    lasts = np.clip(np.subtract(np.float32(1.0), part, out=part), 0.0, 1.0)
    lasts *= left
    lasts *= np.float32(worth[-1])
    for knot, (above, below) in enumerate(pairwise(curve)):
        np.subtract(above, life, out=part)
        part /= np.maximum(above - below, LITTLE)
        np.clip(part, 0.0, 1.0, out=part)
        part *= np.float32(worth[knot + 1] - worth[knot])
        lasts += part
    return left, lasts


def _gamma(shape: FloatArray | Single, z: Single) -> Single:
    """Gamma variables of mean 1 at normal scores z, by the cube of Wilson & Hilferty 1931; shape (POINTS, rows)."""
    middle, reach = _roots(shape)
    root = z * reach
    root += middle
    return _cubed(root)


def _roots(shape: FloatArray | Single) -> tuple[Single, Single]:
    """Mean and standard deviation of the cube root of a gamma variable of mean 1, of the shape of *shape*."""
    ninth = np.maximum(shape, 1e-3).astype(np.float32, copy=False)
    ninth *= np.float32(9.0)
    np.divide(np.float32(1.0), ninth, out=ninth)
    return np.float32(1.0) - ninth, np.sqrt(ninth, out=ninth)


def _cubed(root: Single) -> Single:
    np.maximum(root, np.float32(0.0), out=root)
    square = root * root
    square *= root
    return square


def _mended(time: FloatArray, drawn: Single) -> FloatArray:
    """What brings the mean of the draws to the mean that is known: near 1, but for rows that hardly any point meets."""
    mean = _mean(drawn)
    return np.where(mean > 0, np.clip(time / np.where(mean > 0, mean, 1.0), 0.5, 2.0), 1.0)


def _mean(drawn: Single) -> FloatArray:
    """Mean over the points, added in halves: so a row comes out the same to the last bit whatever stands beside it."""
    total = drawn.astype(np.float64)
    while len(total) > 1:
        half = len(total) // 2
        total = total[:half] + total[half:]
    return np.asarray(total[0] / POINTS)


def _single(values: FloatArray) -> Single:
    return values.astype(np.float32)


def _ends(drawn: Single, tail: float) -> tuple[FloatArray, FloatArray]:
    """The quantiles at *tail* from either side, between order statistics."""
    drawn.sort(axis=1)
    at = tail * POINTS - 0.5
    place, part = int(at), at - int(at)
    low = drawn[:, place] * (1.0 - part) + drawn[:, place + 1] * part
    high = drawn[:, -1 - place] * (1.0 - part) + drawn[:, -2 - place] * part
    return low.astype(np.float64), high.astype(np.float64)
