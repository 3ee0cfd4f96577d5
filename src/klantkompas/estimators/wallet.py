"""What buyers spend in all (their wallet), from what some declared and from what comparable ones spend with us.

The logarithm of a wallet is normal around what size and group make likely. That expectation comes from the declared
wallets where there are enough, and else from the frontier: what only the highest spenders of a kind reach with us
counts as all they need (Rosset et al. 2005; Perlich et al. 2007). A wallet is never smaller than the spending with us.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from klantkompas.estimators.arrays import BoolArray, FloatArray, finite, impossible, nothing_to_fit

DECLARED_SD = 0.25  # of the log of a wallet that the buyer himself named
FRONTIER_SD = 0.60  # of wallets around the frontier
LEAST_SD = 0.25  # of wallets around the regression on declared ones
ENOUGH_DECLARED = 20
RIDGE = 1.0  # pseudo-buyers that pull the effects of size and group to nothing
STEPS = 60
Basis = Literal["declared", "frontier"]


@dataclass(frozen=True, slots=True, eq=False)
class WalletModel:
    """Expected log wallet as a linear function of log size and group.

    Attributes:
        coefficients: constant, log size (around its mean), size unknown, then each group.
        mean_log_size: of the rows fitted.
        sd: of log wallets around the expectation.
        basis: whether declared wallets or the frontier of spending gave it.
    """

    coefficients: FloatArray
    mean_log_size: float
    sd: float
    basis: Basis

    def log_wallet(self, *, size: ArrayLike, group: ArrayLike) -> FloatArray:
        """Expected log wallet, shape (rows,).

        Args:
            size: of the buyer, for instance people employed; NaN where unknown.
            group: whole numbers from 0; one that the fit did not see has no effect of its own.
        """
        table = _design(size, group, self.mean_log_size, self.coefficients.size - 3)
        return np.asarray(table @ self.coefficients)


def fit_wallets(
    *,
    spending: ArrayLike,
    size: ArrayLike,
    group: ArrayLike,
    declared: ArrayLike,
    quantile: float = 0.85,
) -> WalletModel:
    """What wallet to expect of buyers of a size and group.

    Args:
        spending: with us in a year, shape (rows,); only positive ones tell anything.
        size: of the buyer, NaN where unknown.
        group: whole numbers from 0.
        declared: wallet that the buyer named, NaN where he did not.
        quantile: part of comparable buyers that spends less than the frontier, between 0 and 1.

    Raises:
        EstimationError: ``no_observations`` without declared wallets and spending, or ``impossible_values``.

    Source: Rosset et al. 2005; Perlich, Rosset, Lawrence & Zadrozny, KDD 2007.
    """
    spent = finite(name="spending", values=spending, at_least=0.0)
    sizes, named = np.asarray(size, dtype=np.float64), np.asarray(declared, dtype=np.float64)
    groups = finite(name="group", values=group, at_least=0.0)
    if not spent.size == sizes.size == named.size == groups.size:
        raise impossible("spending, size, group and declared must be equally long")
    told = np.isfinite(named) & (named > 0)
    enough = np.count_nonzero(told) >= ENOUGH_DECLARED
    rows = told if enough else spent > 0
    if not rows.any():
        raise nothing_to_fit("nobody with spending or a declared wallet")
    logs = np.log((named if enough else spent)[rows])
    known = sizes[rows][np.isfinite(sizes[rows]) & (sizes[rows] > 0)]
    middle = float(np.log(known).mean()) if known.size else 0.0
    table = _design(sizes[rows], groups[rows], middle, int(groups.max()) + 1)
    if enough:
        coefficients = _ridge(table, logs, np.ones(logs.size))
        off = logs - table @ coefficients
        sd = float(np.sqrt(max(float(off @ off) / logs.size - DECLARED_SD**2, 0.0)))
        return WalletModel(coefficients, middle, max(sd, LEAST_SD), "declared")
    return WalletModel(_frontier(table, logs, quantile), middle, FRONTIER_SD, "frontier")


def _design(size: ArrayLike, group: ArrayLike, middle: float, groups: int) -> FloatArray:
    sizes, place = np.asarray(size, dtype=np.float64), np.asarray(group, dtype=np.intp)
    known = np.isfinite(sizes) & (sizes > 0)
    logs = np.log(np.where(known, sizes, 1.0)) - middle
    own = (place[:, None] == np.arange(groups)).astype(np.float64)
    return np.column_stack([np.ones(sizes.size), np.where(known, logs, 0.0), ~known, own])


def _ridge(table: FloatArray, logs: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted least squares; every effect but the constant is pulled to nothing by ``RIDGE`` pseudo-buyers."""
    pull = RIDGE * np.eye(table.shape[1]) * float(weights.mean())
    pull[0, 0] = 1e-9
    return np.asarray(np.linalg.solve(table.T @ (weights[:, None] * table) + pull, table.T @ (weights * logs)))


def _frontier(table: FloatArray, logs: FloatArray, quantile: float) -> FloatArray:
    """Quantile regression by reweighted least squares (Hunter & Lange 2000), drawn to a common height."""
    coefficients = _ridge(table, logs, np.ones(logs.size))
    for _ in range(STEPS):
        off = logs - table @ coefficients
        weights = np.where(off > 0, quantile, 1.0 - quantile) / np.maximum(np.abs(off), 0.02)
        coefficients = _ridge(table, logs, weights)
    return coefficients


def combined(*, log_wallet: ArrayLike, sd: float, told: ArrayLike, told_sd: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Expected log wallet and its standard deviation once the buyer's own figure is weighed in, by precision.

    Args:
        log_wallet: expected from size and group, shape (rows,).
        sd: standard deviation around that.
        told: wallet named for this buyer; NaN where nobody did.
        told_sd: standard deviation of its log; not read where nobody did.
    """
    expected, named = np.asarray(log_wallet, dtype=np.float64), np.asarray(told, dtype=np.float64)
    known: BoolArray = np.isfinite(named) & (named > 0)
    precision = np.where(known, 1.0 / np.where(known, np.asarray(told_sd, dtype=np.float64), 1.0) ** 2, 0.0)
    total = 1.0 / sd**2 + precision
    logs = np.log(np.where(known, named, 1.0))
    return (expected / sd**2 + precision * logs) / total, 1.0 / np.sqrt(total)
