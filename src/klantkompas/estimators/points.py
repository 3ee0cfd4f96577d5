"""What saved points are owed: part of a price that is not earned until the points are spent, or will not be.

    allocated   price x stand-alone value of the points that will be spent / all stand-alone values
    released    allocated x points spent until now / points that will be spent in all, as it is expected now
    liability   allocated - released

A change in what is expected is caught up at once, over all that came before (*cumulative catch-up*). Money is whole
cents; what is released is rounded half up on its running total, so that parts add up to what was allocated.

Source: IFRS 15.B39-B43 and example 52. Which rules a firm reports by is for its accountant to say.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from klantkompas.estimators.arrays import finite, impossible

Cents = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A price divided over what was sold and the points that came with it, in whole cents; they add up to the price."""

    products: int
    points: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PointsEarned:
    """How an allocation is earned, period by period; whole cents, shape (periods,).

    Attributes:
        released: turnover of each period; negative where fewer points were spent than was thought before.
        liability: what is still owed at the end of each period.
    """

    released: Cents
    liability: Cents


def allocate_price(*, price: int, products_alone: int, points_alone: int, spent_share: Decimal) -> Allocation:
    """Divide a price by relative stand-alone prices.

    Args:
        price: what was paid, in cents.
        products_alone: what the products cost on their own, in cents.
        points_alone: what all points are worth when spent, in cents.
        spent_share: the part of the points that will be spent, 0 to 1.

    Raises:
        EstimationError: ``impossible_values`` when an amount is negative, nothing is worth anything, or the share is no
            part of one.
    """
    if min(price, products_alone, points_alone) < 0 or not 0 <= spent_share <= 1:
        raise impossible("amounts must be zero or more and the share spent a part of one")
    worth = points_alone * spent_share
    if products_alone + worth <= 0:
        raise impossible("neither products nor points are worth anything")
    points = _whole(price * worth / (products_alone + worth))
    return Allocation(products=price - points, points=points)


def points_earned(*, allocated: int, spent: ArrayLike, expected: ArrayLike) -> PointsEarned:
    """Release what was allocated to points as they are spent.

    Args:
        allocated: to the points, in cents.
        spent: points spent until the end of each period, all periods before included, shape (periods,).
        expected: points that will be spent in all, as expected at the end of each period, shape (periods,).

    Raises:
        EstimationError: ``impossible_values`` when points are negative, are unspent again, or more were spent than are
            expected to be.
    """
    until, whole = finite(name="spent", values=spent, at_least=0.0), finite(name="expected", values=expected)
    if until.size != whole.size:
        raise impossible(f"spent and expected have {until.size} and {whole.size} periods")
    if (np.diff(until) < 0).any() or (until > whole).any() or (whole <= 0).any() or allocated < 0:
        raise impossible("points spent add up, to no more than is expected to be spent")
    parts = zip(until.tolist(), whole.tolist(), strict=True)
    running = np.array([_whole(allocated * Decimal(one) / Decimal(all_)) for one, all_ in parts], dtype=np.int64)
    return PointsEarned(released=np.diff(running, prepend=np.int64(0)), liability=allocated - running)


def _whole(cents: Decimal) -> int:
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))
