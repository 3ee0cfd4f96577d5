"""What is believed of actions after counting successes: a hierarchy of uplifts on the log-odds scale.

    logit p = base_cell + treated (prior_action + mu + A_action + D_cell)

A *cell* is an action in one kind of circumstances. All parameters are normal beforehand: ``mu`` lets all actions of a
firm do better or worse than believed together, ``A`` each action, ``D`` each cell. The belief about an action is given
as a difference in the chance of success; it is put on the log-odds scale at the base that the cell shows. The posterior
is its Laplace approximation, found by Newton's method on the counts.

Source: METHODS 8.1; Gelman et al. 2013, ch. 4 and 5 (hierarchies, normal approximation).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from klantkompas.estimators.arrays import FloatArray, IntArray, impossible

COMMON_SD, CELL_SD = 0.25, 0.25  # log odds: how far a firm, and a circumstance, may stray from what is believed
BASE, BASE_SD = 0.10, 1.5  # chance of success without the action where nothing is counted, and its freedom (log odds)
LEAST = 0.005  # chances this near to 0 and 1 have no log odds worth speaking of
STEPS, ENOUGH = 60, 1e-10
DRAWS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What came of one arm of one action in one kind of circumstances.

    Attributes:
        action: number of the action, from 0.
        circumstances: number of the circumstances, from 0.
        treated: the arm.
        successes: how many succeeded.
        customers: of how many.
    """

    action: int
    circumstances: int
    treated: bool
    successes: int
    customers: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Uplifts:
    """Per action the belief after counting, shape (actions,): difference in the chance of success, in parts of one."""

    mean: FloatArray
    sd: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Counts by cell, shape (cells,) and (cells, 2) for held out and treated."""

    action: IntArray
    successes: FloatArray
    customers: FloatArray

    @classmethod
    def of(cls, counts: Sequence[Count]) -> "_Cells":
        names = sorted({(one.action, one.circumstances) for one in counts})
        successes, customers = np.zeros((len(names), 2)), np.zeros((len(names), 2))
        for one in counts:
            place = names.index((one.action, one.circumstances)), int(one.treated)
            successes[place] += one.successes
            customers[place] += one.customers
        return cls(np.array([action for action, _ in names], dtype=np.intp), successes, customers)


def learn_uplifts(*, counts: Sequence[Count], mean: FloatArray, sd: FloatArray) -> Uplifts:
    """The belief about every action after counting.

    Args:
        counts: both arms of every action and circumstances; what is missing is nought.
        mean: what was believed of each action, shape (actions,): difference in the chance of success, in parts of one.
        sd: how unsure that is, above zero, shape (actions,).

    Returns:
        The beliefs; of an action that nobody was chosen for that is what was believed.

    Raises:
        EstimationError: ``impossible_values`` where more succeed than there are, or a spread is not above zero.
    """
    if any(not 0 <= one.successes <= one.customers for one in counts) or not (np.asarray(sd) > 0).all():
        raise impossible("successes lie between 0 and the customers of their arm, and spreads above 0")
    before = Uplifts(mean=np.array(mean, dtype=np.float64), sd=np.array(sd, dtype=np.float64))
    cells = _Cells.of(counts)
    if not cells.action.size:
        return before
    model = _Model.of(cells, before)
    theta, covariance = model.climb()
    return model.uplifts(theta, covariance, before)


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """Parameters: a base per cell, mu, A per action, D per cell; ``effects`` says which a cell's uplift adds up."""

    cells: _Cells
    offset: FloatArray
    start: FloatArray
    precision: FloatArray
    effects: FloatArray

    @classmethod
    def of(cls, cells: _Cells, before: Uplifts) -> "_Model":
        n, actions = cells.action.size, before.mean.size
        base = _bases(cells)
        with_it = np.clip(base + before.mean[cells.action], LEAST, 1 - LEAST)
        offset = logit(with_it) - logit(base)
        spread = np.full(actions, np.inf)
        np.minimum.at(spread, cells.action, before.sd[cells.action] / (with_it * (1 - with_it)))
        spread[~np.isfinite(spread)] = 1.0  # of actions without counts: they take no part
        effects = np.zeros((n, 2 * n + 1 + actions))
        rows = np.arange(n)
        effects[:, n], effects[rows, n + 1 + cells.action], effects[rows, n + 1 + actions + rows] = 1.0, 1.0, 1.0
        sds = np.concatenate([np.full(n, BASE_SD), [COMMON_SD], spread, np.full(n, CELL_SD)])
        start = np.concatenate([np.full(n, logit(BASE)), np.zeros(1 + actions + n)])
        return cls(cells, offset, start, 1 / sds**2, effects)

    def climb(self) -> tuple[FloatArray, FloatArray]:
        """The mode and the covariance there; the posterior is concave, and halved steps never overshoot."""
        theta = self.start.copy()
        for _ in range(STEPS):
            gradient, hessian = self._slope(theta)
            step = np.linalg.solve(hessian, gradient)
            size = 1.0
            while self._height(theta + size * step) < self._height(theta) - ENOUGH and size > 1e-6:
                size /= 2
            theta = theta + size * step
            if float(gradient @ step) < ENOUGH:
                break
        return theta, np.asarray(np.linalg.inv(self._slope(theta)[1]))

    def _chances(self, theta: FloatArray) -> FloatArray:
        """Chance of success per cell, held out and treated; theta shape (p,) or (draws, p)."""
        base = theta[..., : self.cells.action.size]
        return np.asarray(expit(np.stack([base, base + self.offset + theta @ self.effects.T], axis=-1)))

    def _height(self, theta: FloatArray) -> float:
        p = np.clip(self._chances(theta), 1e-300, 1 - 1e-16)
        lost = self.cells.customers - self.cells.successes
        fit = self.cells.successes * np.log(p) + lost * np.log1p(-p)
        return float(fit.sum() - 0.5 * (self.precision * (theta - self.start) ** 2).sum())

    def _slope(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        p = self._chances(theta)
        rest = self.cells.successes - self.cells.customers * p
        weight = self.cells.customers * p * (1 - p)
        n = self.cells.action.size
        bases = np.eye(n, theta.size)
        treated = bases + self.effects
        gradient = rest[:, 0] @ bases + rest[:, 1] @ treated - self.precision * (theta - self.start)
        hessian = (bases.T * weight[:, 0]) @ bases + (treated.T * weight[:, 1]) @ treated + np.diag(self.precision)
        return np.asarray(gradient), np.asarray(hessian)

    def uplifts(self, theta: FloatArray, covariance: FloatArray, before: Uplifts) -> Uplifts:
        """Differences in chance, averaged over the cells of an action by their customers; half the draws mirrored."""
        root = np.linalg.cholesky(covariance)
        half = np.random.default_rng(0).standard_normal((DRAWS // 2, theta.size)) @ root.T
        p = self._chances(theta + np.concatenate([half, -half]))
        rise = p[..., 1] - p[..., 0]
        mean, sd = before.mean.copy(), before.sd.copy()
        weight = self.cells.customers.sum(axis=1)
        for action in np.unique(self.cells.action):
            own = self.cells.action == action
            if weight[own].sum():
                drawn = rise[:, own] @ (weight[own] / weight[own].sum())
                mean[action], sd[action] = drawn.mean(), drawn.std(ddof=1)
        return Uplifts(mean=mean, sd=sd)


def _bases(cells: _Cells) -> FloatArray:
    """Chance without the action per cell: of the held out, with four customers' worth of all held out of the action."""
    n = int(cells.action.max()) + 1
    won, of = (np.bincount(cells.action, values[:, 0], n) for values in (cells.successes, cells.customers))
    whole = (won + 4 * BASE) / (of + 4)
    base = (cells.successes[:, 0] + 4 * whole[cells.action]) / (cells.customers[:, 0] + 4)
    return np.asarray(np.clip(base, LEAST, 1 - LEAST))
