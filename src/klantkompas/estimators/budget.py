"""How much to spend on winning, keeping and winning back: response that flattens, and the best point on it.

    rate(spend) = ceiling x (1 - exp(-k x spend))                      of one prospect, customer or lapsed customer
    value of a won customer = m + (m - R / r) x r' / (1 - r')          r' = r / (1 + discount)

At the best point the last euro brings one euro everywhere: the marginal cost of winning, of keeping and of winning back
are all the value of a customer. Source: Blattberg & Deighton 1996, *Harvard Business Review* 74(4); the test of
optimality: Pfeifer 2005.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from klantkompas.errors import EstimationError
from klantkompas.estimators.arrays import finite, impossible, nothing_to_fit

SEEN = 1.92  # log-likelihood by which a curve must beat a flat line: half of chi-squared at 95 %, one degree
LEAST_YEARS = 3
CEILINGS = 200
STEPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCurve:
    """How a rate grows with spending.

    Attributes:
        ceiling: the rate that no spending exceeds, between 0 and 1.
        k: how fast it is neared, per unit of money.
    """

    ceiling: float
    k: float

    def rate(self, spend: float) -> float:
        """The rate at a spend per head."""
        return float(self.ceiling * -np.expm1(-self.k * spend))

    def slope(self, spend: float) -> float:
        """Rate gained per extra unit of money."""
        return float(self.ceiling * self.k * np.exp(-self.k * spend))

    def spend_at(self, value: float) -> float:
        """The spend at which one more unit of money brings ``value`` times its rate: 0 where the first does not."""
        first = self.ceiling * self.k * value
        return float(np.log(first) / self.k) if first > 1.0 else 0.0


def curve_through(*, spend: float, rate: float, ceiling: float) -> ResponseCurve:
    """The curve through one known point: what a manager says, or what was seen.

    Raises:
        EstimationError: ``impossible_values`` unless spend is positive and 0 < rate < ceiling <= 1.
    """
    if not (spend > 0 and 0 < rate < ceiling <= 1):
        raise impossible("a spend above nought and a rate between nought and its ceiling of at most one")
    return ResponseCurve(ceiling=ceiling, k=float(-np.log1p(-rate / ceiling)) / spend)


def fit_curve(*, spend: ArrayLike, tried: ArrayLike, succeeded: ArrayLike) -> ResponseCurve:
    """The curve that explains the years best, by likelihood.

    Args:
        spend: money per head of each year, shape (years,).
        tried: heads.
        succeeded: how many of them were won, kept or won back.

    Raises:
        EstimationError: ``no_observations`` with fewer than three years; ``no_response_seen`` where a flat line does
            as well: then nothing can be said of more spending.
    """
    money = finite(name="spend", values=spend, at_least=0.0)
    heads = finite(name="tried", values=tried, at_least=0.0)
    won = finite(name="succeeded", values=succeeded, at_least=0.0)
    if not money.size == heads.size == won.size or (won > heads).any():
        raise impossible("no more can succeed than were tried, a value a year")
    if money.size < LEAST_YEARS or not heads.sum() > 0 or not money.max() > 0:
        raise nothing_to_fit("a response needs at least three years of spending")
    flat = np.clip(won.sum() / heads.sum(), 1e-9, 1 - 1e-9)
    ceiling = np.linspace(0.005, 1.0, CEILINGS)[:, None, None]
    k = np.geomspace(0.01, 20.0, STEPS)[None, :, None] / money.max()
    rate = np.clip(ceiling * -np.expm1(-k * money), 1e-9, 1 - 1e-9)
    fit = (won * np.log(rate) + (heads - won) * np.log1p(-rate)).sum(axis=2)
    best = np.unravel_index(int(np.argmax(fit)), fit.shape)
    level = float((won * np.log(flat) + (heads - won) * np.log1p(-flat)).sum())
    if fit[best] - level < SEEN:
        raise EstimationError(
            code="no_response_seen",
            message="The years do not show that more spending brings more. State spend, rate and ceiling yourself.",
            params={},
        )
    return ResponseCurve(ceiling=float(ceiling[best[0], 0, 0]), k=float(k[0, best[1], 0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Economics:
    """What a customer brings.

    Attributes:
        margin: of a year as a customer, before what keeping costs.
        discount: yearly rate.
    """

    margin: float
    discount: float

    def to_come(self, curve: ResponseCurve, spend: float) -> float:
        """Value of the years after this one of a present customer, when keeping gets ``spend`` a year per head."""
        kept = curve.rate(spend)
        later = kept / (1.0 + self.discount)
        return (self.margin - spend / kept) * later / (1.0 - later) if kept > 0 else 0.0

    def value(self, curve: ResponseCurve, spend: float) -> float:
        """Value of a customer just won: this year's margin and what is to come."""
        return self.margin + self.to_come(curve, spend)


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """The best spending per head.

    Attributes:
        acquire, keep, win_back: money per prospect, per customer a year, per lapsed customer (None: no such curve).
        value: of a customer just won, when it is kept so.
    """

    acquire: float
    keep: float
    win_back: float | None
    value: float


def best_spending(
    *, acquire: ResponseCurve, keep: ResponseCurve, economics: Economics, win_back: ResponseCurve | None = None
) -> Optimum:
    """Where the last euro brings a euro.

    Args:
        acquire: chance to win a prospect.
        keep: chance to keep a customer a year.
        economics: what a customer brings.
        win_back: chance to win a lapsed customer back, who is then worth what a new one is.
    """
    from scipy.optimize import minimize_scalar

    most = 20.0 / keep.k
    grid = np.linspace(0.0, most, 2_001)
    worth = [economics.to_come(keep, float(one)) for one in grid]
    near = int(np.argmax(worth))
    around = (float(grid[max(near - 1, 0)]), float(grid[min(near + 1, grid.size - 1)]))
    found = minimize_scalar(
        lambda one: -economics.to_come(keep, one), bounds=around, method="bounded", options={"xatol": 1e-9 * most}
    )
    spend = float(found.x) if -found.fun > 0 else 0.0
    value = economics.value(keep, spend)
    back = None if win_back is None else win_back.spend_at(value)
    return Optimum(acquire=acquire.spend_at(value), keep=spend, win_back=back, value=value)


def keeping_slope(keep: ResponseCurve, economics: Economics, spend: float) -> float:
    """Value that one more unit of money brings in keeping a customer, the unit itself already taken off."""
    step = max(spend, 1e-6) * 1e-4
    return (economics.to_come(keep, spend + step) - economics.to_come(keep, spend - step)) / (2.0 * step)
