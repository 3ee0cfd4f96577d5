"""The learner: by which factor do orders differ from what the model expects, given how the buyer moves lately?

Boosted regression trees with Poisson loss and the model's expectation as exposure (target: orders per expected
order, weight: expected orders). Every feature is without unit - recent orders against those expected, silence
against the own gap - so that a window of half the horizon teaches the same. More recent orders never lower the
factor. Features are cut in pieces of equal weight first; the trees would do that too, but slower than all the rest.
One thread: on a busy machine many cost several times as much. scikit-learn is imported only when something is learnt.

Source: Friedman 2001, Annals of Statistics 29(5), as implemented in scikit-learn's histogram gradient boosting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.forecast.base import LEAST, Expectation
from klantkompas.estimators.forecast.windows import RECENT, OrderHistory

ROUNDS, RATE, LEAVES, LEAST_IN_LEAF, RIDGE = 60, 0.05, 8, 100, 100.0
CLUSTER = 0.1  # extra variance of heavy buyers: variance = m (1 + CLUSTER m), hence their smaller weight
LEAST_ROWS, LEAST_ORDERS = 200, 200
PIECES = 128  # into which each feature is cut
HALF_SAY = 1_000.0  # orders in past windows at which learner and model have an equal say
RISING = (1,) * len(RECENT) + (0,) * 8


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One past window: what was known, what the models then said, and the orders that came, shape (rows,)."""

    history: OrderHistory
    said: Expectation
    came: FloatArray

    @property
    def level(self) -> float:
        """Orders that came per order that the plain model expected."""
        return max(float(self.came.sum()), 1.0) / float(self.said.plain.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Learner:
    """A fitted learner.

    Attributes:
        cuts: where each feature is cut, ascending.
        trees: the regression trees, on the pieces.
        weight: its say beside the model, 0 to 1: more with more orders, and with windows as long as the horizon.
    """

    cuts: tuple[FloatArray, ...]
    trees: Any
    weight: float

    def factor(self, history: OrderHistory, said: Expectation) -> FloatArray:
        """Orders per order that the plain model expects, up to a common level, shape (rows,)."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1, user_api="openmp"):
            return np.asarray(self.trees.predict(_pieces(_features(history, said), self.cuts)), dtype=np.float64)


def fit_learner(lessons: Sequence[Lesson], *, horizon: int) -> Learner | None:
    """Learn from past windows, or None when they hold too little to learn from."""
    rows = sum(lesson.history.size for lesson in lessons)
    evidence = sum(float(lesson.came.sum()) * min(1.0, lesson.history.length / horizon) for lesson in lessons)
    if rows < LEAST_ROWS or evidence < LEAST_ORDERS:
        return None
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    exposure = np.concatenate([lesson.said.plain * lesson.level for lesson in lessons])
    came = np.concatenate([lesson.came for lesson in lessons])
    trees = HistGradientBoostingRegressor(
        loss="poisson",
        learning_rate=RATE,
        max_iter=ROUNDS,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAST_IN_LEAF,
        l2_regularization=RIDGE,
        monotonic_cst=list(RISING),
        early_stopping=False,
        random_state=0,
    )
    features = np.concatenate([_features(lesson.history, lesson.said) for lesson in lessons])
    weight = exposure / (1.0 + CLUSTER * exposure)
    cuts = tuple(_cuts(column, weight) for column in features.T)
    with threadpool_limits(limits=1, user_api="openmp"):
        trees.fit(_pieces(features, cuts), came / exposure, sample_weight=weight)
    return Learner(cuts=cuts, trees=trees, weight=evidence / (evidence + HALF_SAY))


def _cuts(feature: FloatArray, weight: FloatArray) -> FloatArray:
    """Values that cut a feature in pieces of about equal weight, so that the few who order most have theirs."""
    order = np.argsort(feature, kind="stable")
    reached = np.cumsum(weight[order])
    places = np.searchsorted(reached, reached[-1] * np.arange(1, PIECES) / PIECES)
    return np.asarray(np.unique(feature[order[places]]))


def _pieces(features: FloatArray, cuts: tuple[FloatArray, ...]) -> FloatArray:
    """The number of the piece that each feature is in, shape as the features; a cut belongs to the piece above it."""
    found = [np.searchsorted(cut, column, side="right") for cut, column in zip(cuts, features.T, strict=True)]
    return np.stack(found, axis=1).astype(np.float64)


def _features(history: OrderHistory, said: Expectation) -> FloatArray:
    """Columns without unit, shape (rows, 13); logarithms of ratios, each with half an order to soften it."""
    m, h = said.plain, float(history.length)
    seen = np.minimum(np.array(RECENT) * h, history.T[:, None] + 1.0) / h
    recent = np.log((history.recent + 0.5) / (m[:, None] * seen + 0.5))
    silence = history.T - history.t_x + 1.0
    gap = (history.t_x + h / 4.0) / (history.x + 1.0)
    others = (
        np.log(m),
        said.active,
        said.late,
        np.log1p(history.x),
        np.log((history.T + 1.0) / h),
        np.log(silence / h),
        np.log((said.regular + LEAST) / (m + LEAST)),
        np.log(silence / gap),
    )
    return np.column_stack([recent, *others])
