"""Which part of a wallet is spent with us: from spending, what is known of the wallet, and how broadly he buys.

    share ~ Beta(m p, (1 - m) p),   logit m = level + slope x breadth,   log spending ~ N(log wallet + log share, v)

Level, slope and p are learned from buyers whose wallet was told, near what is usual; the share of each buyer is then
the posterior on a grid. Buyers of few of the things that comparable ones buy mostly buy the others elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaln, expit

from klantkompas.estimators.arrays import FloatArray, blocks, finite, impossible

GRID = (np.arange(60) + 0.5) / 60
USUAL = np.array([0.3, 2.0, np.log(3.0)])  # level, slope on breadth, log of p: where nobody told a wallet
LOOSE = np.array([0.8, 1.5, 0.3])  # how far a firm may be from that
TAIL = 0.025  # beyond either end of a 90 % range by the model; with 0.05 it held 0.86 of the true shares
ROWS = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareHabit:
    """How shares of buyers are spread: ``level`` and ``slope`` of their log-odds on breadth, and how alike they are."""

    level: float = float(USUAL[0])
    slope: float = float(USUAL[1])
    alike: float = float(np.exp(USUAL[2]))

    def shapes(self, breadth: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Both shapes of the beta distribution at each breadth, shape (rows,)."""
        middle = np.clip(expit(self.level + self.slope * breadth), 0.02, 0.98)
        return middle * self.alike, (1.0 - middle) * self.alike


def fit_share_habit(
    *, spending: ArrayLike, spending_log_sd: ArrayLike, wallet: ArrayLike, wallet_log_sd: ArrayLike, breadth: ArrayLike
) -> ShareHabit:
    """Learn the spread of shares from buyers whose wallet was told; without any it is the usual one.

    Args:
        spending: with us in a year, positive, shape (rows,).
        spending_log_sd: how far a year of spending strays from the usual, standard deviation of its logarithm.
        wallet: as told, positive.
        wallet_log_sd: standard deviation of its logarithm.
        breadth: part of what comparable buyers buy that he buys too, less the mean; 0 where unknown.

    Raises:
        EstimationError: ``impossible_values``.
    """
    spent = finite(name="spending", values=spending, at_least=1e-9)
    if not spent.size:
        return ShareHabit()
    told, wide = finite(name="wallet", values=wallet, at_least=1e-9), finite(name="breadth", values=breadth)
    doubt = finite(name="wallet_log_sd", values=wallet_log_sd, at_least=1e-6)
    variance = finite(name="spending_log_sd", values=spending_log_sd, at_least=0.0) ** 2 + doubt**2
    likelihood = _log_likelihood(np.log(spent / told), variance)

    def minus_posterior(theta: FloatArray) -> float:
        habit = ShareHabit(level=theta[0], slope=theta[1], alike=float(np.exp(np.clip(theta[2], -2.0, 5.0))))
        total = np.logaddexp.reduce(likelihood + _log_prior(habit, wide), axis=1).sum()
        return float(0.5 * (((theta - USUAL) / LOOSE) ** 2).sum() - total)

    best = minimize(minus_posterior, USUAL, method="Nelder-Mead", options={"xatol": 0.01, "fatol": 0.01}).x
    return ShareHabit(level=float(best[0]), slope=float(best[1]), alike=float(np.exp(np.clip(best[2], -2.0, 5.0))))


def _log_likelihood(log_part: FloatArray, variance: FloatArray) -> FloatArray:
    """Of each share of the grid, shape (rows, grid)."""
    off = log_part[:, None] - np.log(GRID)
    return np.asarray(-0.5 * off**2 / variance[:, None])


def _log_prior(habit: ShareHabit, breadth: FloatArray) -> FloatArray:
    first, second = habit.shapes(breadth)
    density = (first - 1.0)[:, None] * np.log(GRID) + (second - 1.0)[:, None] * np.log1p(-GRID)
    return np.asarray(density - betaln(first, second)[:, None])


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
    habit: ShareHabit | None = None,
) -> Shares:
    """Part of each wallet that is spent with us.

    Args:
        spending: as for ``fit_share_habit``.
        spending_log_sd: as for ``fit_share_habit``.
        log_wallet: expected log of the wallet.
        wallet_log_sd: its standard deviation.
        breadth: as for ``fit_share_habit``.
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
    found = np.empty((3, spent.size))
    for rows in blocks(spent.size, length=ROWS):
        density = _log_likelihood(part[rows], variance[rows]) + _log_prior(habit or ShareHabit(), wide[rows])
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
