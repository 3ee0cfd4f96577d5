"""Which part of a wallet is spent with us: from spending, what is known of the wallet, and how broadly he buys.

    share ~ Beta(m p, (1 - m) p),   logit m = level + slope x breadth,   log spending ~ N(log wallet + log share, v)
    lost  ~ negative binomial, mean = orders x exp(lost_level) x ((1 - share) / share) ** lost_slope, shape lost_alike

All are learned from buyers whose wallet was told, near what is usual; the share of each buyer is then the posterior on
a grid. Buyers of few of the things that comparable ones buy mostly buy the others elsewhere; and a quote that was lost
is an order placed elsewhere, so that many of them beside few orders speak of a small share. How much they say is the
slope: 1 where quotes are lost in proportion to what is bought elsewhere, 0 where they say nothing, which is what holds
as long as no wallet was told. Own derivation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln, logit

from klantkompas.estimators.arrays import FloatArray, blocks, finite, impossible

EACH_TIME = 1.0 - np.exp(-np.exp(np.linspace(-4.0, 1.5, 56)))  # shows from 2 % of all there is to 99 %
GRID = (np.arange(60) + 0.5) / 60
ODDS_ELSEWHERE = -logit(GRID)
USUAL = np.array([0.3, 2.0, np.log(3.0), -2.0, 0.0, 0.5])  # where nobody told a wallet; in the order of ``_habit``
LOOSE = np.array([0.8, 1.5, 0.3, 2.0, 0.5, 0.7])  # how far a firm may be from that
MOST_TOLD = 2_000  # buyers from whom the spread is learned: more take time and say the same
TAIL = 0.025  # beyond either end of a 90 % range by the model; with 0.05 it held 0.86 of the true shares
ROWS = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareHabit:
    """How shares of buyers are spread, and how many quotes they lose us.

    Attributes:
        level, slope: of the log-odds of the share on breadth.
        alike: how alike shares are.
        lost_level: log of the quotes lost per order at a share of one half.
        lost_slope: how they go with what is bought elsewhere; 0: they say nothing.
        lost_alike: how alike buyers are in that.
    """

    level: float = float(USUAL[0])
    slope: float = float(USUAL[1])
    alike: float = float(np.exp(USUAL[2]))
    lost_level: float = float(USUAL[3])
    lost_slope: float = float(USUAL[4])
    lost_alike: float = float(np.exp(USUAL[5]))

    def shapes(self, breadth: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Both shapes of the beta distribution at each breadth, shape (rows,)."""
        middle = np.clip(expit(self.level + self.slope * breadth), 0.02, 0.98)
        return middle * self.alike, (1.0 - middle) * self.alike


def _habit(theta: FloatArray) -> ShareHabit:
    level, slope, alike, lost_level, lost_slope, lost_alike = (float(one) for one in theta)
    return ShareHabit(
        level=level,
        slope=slope,
        alike=float(np.exp(alike)),
        lost_level=lost_level,
        lost_slope=lost_slope,
        lost_alike=float(np.exp(lost_alike)),
    )


def fit_share_habit(
    *,
    spending: ArrayLike,
    spending_log_sd: ArrayLike,
    wallet: ArrayLike,
    wallet_log_sd: ArrayLike,
    breadth: ArrayLike,
    lost: ArrayLike | None = None,
    orders: ArrayLike | None = None,
) -> ShareHabit:
    """Learn the spread of shares from buyers whose wallet was told; without any it is the usual one.

    Args:
        spending: with us in a year, positive, shape (rows,).
        spending_log_sd: how far a year of spending strays from the usual, standard deviation of its logarithm.
        wallet: as told, positive.
        wallet_log_sd: standard deviation of its logarithm.
        breadth: part of what comparable buyers buy that he buys too, less the mean; 0 where unknown.
        lost: quotes that were lost.
        orders: orders in the time of those quotes; 0 where quotes say nothing.

    Raises:
        EstimationError: ``impossible_values``.
    """
    spent = finite(name="spending", values=spending, at_least=1e-9)
    if not spent.size:
        return ShareHabit()
    told, wide = finite(name="wallet", values=wallet, at_least=1e-9), finite(name="breadth", values=breadth)
    doubt = finite(name="wallet_log_sd", values=wallet_log_sd, at_least=1e-6)
    variance = finite(name="spending_log_sd", values=spending_log_sd, at_least=0.0) ** 2 + doubt**2
    missed, placed = _quoted(lost, orders, spent.size)
    some = slice(None, None, -(-spent.size // MOST_TOLD))
    likelihood = _log_likelihood(np.log(spent / told)[some], variance[some])
    wide, missed, placed = wide[some], missed[some], placed[some]

    def minus_posterior(theta: FloatArray) -> float:
        habit = _habit(theta)
        density = likelihood + _log_prior(habit, wide) + _log_lost(habit, missed, placed)
        total = np.logaddexp.reduce(density, axis=1).sum()
        return float(0.5 * (((theta - USUAL) / LOOSE) ** 2).sum() - total)

    bounds = list(zip(USUAL - 6.0 * LOOSE, USUAL + 6.0 * LOOSE, strict=True))
    return _habit(minimize(minus_posterior, USUAL, method="L-BFGS-B", bounds=bounds).x)


def _quoted(lost: ArrayLike | None, orders: ArrayLike | None, rows: int) -> tuple[FloatArray, FloatArray]:
    """Quotes lost and orders beside them as checked numbers; none at all where not given."""
    if lost is None or orders is None:
        return np.zeros(rows), np.zeros(rows)
    missed = finite(name="lost", values=lost, at_least=0.0)
    placed = finite(name="orders", values=orders, at_least=0.0)
    if not missed.size == placed.size == rows:
        raise impossible("lost and orders must have a value per row")
    return missed, placed


def _log_lost(habit: ShareHabit, lost: FloatArray, orders: FloatArray) -> FloatArray:
    """Log chance of so many lost quotes at each share of the grid, shape (rows, grid); zeros without orders."""
    alike, known = habit.lost_alike, orders > 0
    mean = np.where(known, orders, 1.0)[:, None] * np.exp(habit.lost_level + habit.lost_slope * ODDS_ELSEWHERE)
    density = lost[:, None] * np.log(mean) - (lost + alike)[:, None] * np.log(mean + alike)
    whole = alike * np.log(alike) + gammaln(lost + alike) - gammaln(alike)
    return np.asarray((density + whole[:, None]) * known[:, None])


def _log_likelihood(log_part: FloatArray, variance: FloatArray) -> FloatArray:
    """Of each share of the grid, shape (rows, grid)."""
    off = log_part[:, None] - np.log(GRID)
    return np.asarray(-0.5 * off**2 / variance[:, None])


def _log_prior(habit: ShareHabit, breadth: FloatArray) -> FloatArray:
    first, second = habit.shapes(breadth)
    density = (first - 1.0)[:, None] * np.log(GRID) + (second - 1.0)[:, None] * np.log1p(-GRID)
    return np.asarray(density - betaln(first, second)[:, None])


def usual_breadth(part: ArrayLike, times: ArrayLike) -> tuple[float, float]:
    """What who buys often buys of all there is, and which part of that one time shows, by least squares.

    Who bought once cannot have shown all that he buys, and need not be narrow: so many times show
    ``usual * (1 - (1 - each) ** times)``.

    Args:
        part: of all there is that each buyer bought, shape (rows,); NaN where unknown.
        times: that he bought; who never did says nothing.

    Returns:
        The usual part, and what each time shows of it; 0 and 1 where nobody is known.

    Source: rarefaction, Hurlbert 1971; the curve is our own choice.
    """
    parts, often = np.asarray(part, dtype=np.float64), np.asarray(times, dtype=np.float64)
    known = np.isfinite(parts) & (often > 0)
    if not known.any():
        return 0.0, 1.0
    parts, best = parts[known], (np.inf, 0.0, 1.0)
    for each in EACH_TIME:
        shown = 1.0 - (1.0 - each) ** often[known]
        usual = float(shown @ parts / (shown @ shown))
        best = min(best, (float(((parts - usual * shown) ** 2).sum()), usual, float(each)))
    return best[1:]


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Part of a wallet that is spent with us: median and 90 % range, each of shape (rows,)."""

    share: FloatArray
    low: FloatArray
    high: FloatArray


def shares(
    *,
    spending: ArrayLike,
    spending_log_sd: ArrayLike,
    log_wallet: ArrayLike,
    wallet_log_sd: ArrayLike,
    breadth: ArrayLike,
    lost: ArrayLike | None = None,
    orders: ArrayLike | None = None,
    habit: ShareHabit | None = None,
) -> Shares:
    """Part of each wallet that is spent with us.

    Args:
        spending: as for ``fit_share_habit``.
        spending_log_sd: as for ``fit_share_habit``.
        log_wallet: expected log of the wallet.
        wallet_log_sd: its standard deviation.
        breadth: as for ``fit_share_habit``.
        lost: as for ``fit_share_habit``.
        orders: as for ``fit_share_habit``.
        habit: how shares are spread; the usual one when absent.

    Raises:
        EstimationError: ``impossible_values``.
    """
    spent, wide = finite(name="spending", values=spending, at_least=1e-9), finite(name="breadth", values=breadth)
    doubt = finite(name="wallet_log_sd", values=wallet_log_sd, at_least=1e-6)
    variance = finite(name="spending_log_sd", values=spending_log_sd, at_least=0.0) ** 2 + doubt**2
    part = np.log(spent) - finite(name="log_wallet", values=log_wallet)
    if not spent.size == wide.size == part.size == variance.size:
        raise impossible("spending, wallet and breadth must be equally long")
    missed, placed = _quoted(lost, orders, spent.size)
    habit, found = habit or ShareHabit(), np.empty((3, spent.size))
    for rows in blocks(spent.size, length=ROWS):
        density = _log_likelihood(part[rows], variance[rows]) + _log_prior(habit, wide[rows])
        if habit.lost_slope:
            density += _log_lost(habit, missed[rows], placed[rows])
        found[:, rows] = _quantiles(density, (0.5, TAIL, 1.0 - TAIL))
    return Shares(*found)


def _quantiles(log_density: FloatArray, chances: tuple[float, ...]) -> FloatArray:
    """Shares below which each chance lies, shape (chances, rows); straight lines between the edges of the grid."""
    density = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    total = np.cumsum(density, axis=1)
    row = np.arange(total.shape[0])
    found = []
    for chance in chances:
        goal = chance * total[:, -1]
        cell = np.minimum((total < goal[:, None]).sum(axis=1), GRID.size - 1)
        inside = (goal - total[row, cell]) / density[row, cell] + 1.0
        found.append((cell + np.clip(inside, 0.0, 1.0)) / GRID.size)
    return np.stack(found)
