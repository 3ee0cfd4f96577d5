"""The forecast: level from the purchase models and the season, ranking helped by a learner, all weights shown.

    mean of a buyer = (1 - w) * model + w * learner

*model* blends two purchase models, each by how well its totals came out in past windows; *learner* is the factor
by which past buyers who moved alike differed from the model, brought to the same total; w grows with the orders
there were to learn from. The common level is moved by what the same season of past years showed against the model, or
while that is unknown by how far the last windows stayed behind it.
Every constant is settled when fitting, so that the score of a buyer never depends on who is scored with him.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from klantkompas.estimators.arrays import FloatArray, IntArray, blocks, finite, nothing_to_fit
from klantkompas.estimators.forecast.base import Expectation, Models, expectation, fit_models
from klantkompas.estimators.forecast.learner import Learner, Lesson, fit_learner
from klantkompas.estimators.forecast.outlook import Outlook, Spread, fit_spread, level_error
from klantkompas.estimators.forecast.windows import (
    OrderHistory,
    Window,
    order_history,
    orders_within,
    past_windows,
)
from klantkompas.estimators.purchases import PurchaseProcess

BLOCK = 65_536  # rows scored at a time
SOFT = 0.05  # added to past errors of level, so that one lucky window does not decide between the models
DRIFT = 0.5  # 0 would be a pace that stays, 1 a random walk; chosen on earlier origins and other horizons
ENOUGH_BUYERS = 50_000  # buyers to whom a forecast is fitted; everybody is scored
SEED = 20_261_122
STEADY = 1.0  # past windows at which they have half the say over the level
MOST = 0.3  # of a logarithm: as much as one recent window can say of the level


@dataclass(frozen=True, slots=True, eq=False)
class PastWindow:
    """How a past window came out against what the two models had said of it (totals of orders)."""

    window: Window
    came: float
    plain: float
    regular: float


@dataclass(frozen=True, slots=True, eq=False)
class OrderForecast:
    """A fitted forecast of the orders in the *horizon* days after the origin.

    Attributes:
        horizon: days.
        models: the two purchase models, fitted at the origin.
        regular_share: share of the regular model in the blend; the rest is of the plain one.
        level: factor on the level, 1 without past windows to compare with.
        learner: the learner with its weight; None when there was too little to learn from.
        learner_scale: factor that brings the learner to the total of the models.
        spread: width of the distribution per buyer.
        level_error: spread of the level.
        past: the windows on which all this rests.
    """

    horizon: int
    models: Models
    regular_share: float
    level: float
    learner: Learner | None
    learner_scale: float
    spread: Spread
    level_error: float
    past: tuple[PastWindow, ...]

    @property
    def learner_weight(self) -> float:
        """The say of the learner in the mean of a buyer, 0 to 1."""
        return self.learner.weight if self.learner is not None else 0.0

    def expected(self, history: OrderHistory) -> FloatArray:
        """Expected orders of each buyer, shape (rows,), positive; *history* as known at the origin."""
        result = np.empty(history.size)
        for rows in blocks(history.size, length=BLOCK):
            part = history.rows(rows)
            result[rows] = self._mean(part, expectation(self.models, part))
        return result

    def factor(self, history: OrderHistory) -> FloatArray:
        """Expected orders of each buyer per order that the regular model expects, shape (rows,), positive."""
        result = np.empty(history.size)
        for rows in blocks(history.size, length=BLOCK):
            part = history.rows(rows)
            said = expectation(self.models, part)
            result[rows] = self._mean(part, said) / said.regular
        return result

    def outlook(self, history: OrderHistory) -> Outlook:
        """The predictive distribution of each buyer's orders, and of their total."""
        return self.spread.around(self.expected(history), level_error=self.level_error)

    def _mean(self, history: OrderHistory, said: Expectation) -> FloatArray:
        model = _blend(said, self.regular_share)
        if self.learner is None:
            return self.level * model
        learnt = self.learner_scale * said.plain * self.learner.factor(history, said)
        weight = self.learner.weight
        return np.asarray(self.level * ((1.0 - weight) * model + weight * learnt))


def fit_forecast(
    *,
    now: OrderHistory,
    past: Sequence[tuple[Window, OrderHistory, FloatArray]] = (),
    process: PurchaseProcess | None = None,
) -> OrderForecast:
    """Fit the forecast to what is known now and to how past windows came out.

    Args:
        now: histories at the origin, with the horizon as ``length``; of everybody, or of a random sample.
        past: windows (those of ``past_windows``), each with the histories at its origin and the orders that came
            in it, shape (rows,). They too may rest on a sample. Without them the forecast is that of the models.
        process: the regular model where it has been fitted already, in days; otherwise it is fitted to *now*.

    Raises:
        EstimationError: ``no_observations`` without a single buyer, or ``impossible_values``.
    """
    if now.size == 0:
        raise nothing_to_fit("nobody has ordered yet")
    models = fit_models(now, regular=process)
    known = [(window, _lesson(history, came, models.regular.k)) for window, history, came in past if history.size]
    outcomes = tuple(_outcome(window, lesson) for window, lesson in known)
    share = _regular_share(outcomes)
    level, error = _level(outcomes, share, now.length)
    lessons = [lesson for _, lesson in known]
    learner = fit_learner(lessons, horizon=now.length)
    said = expectation(models, now)
    scale = 1.0
    if learner is not None:
        scale = float(_blend(said, share).sum() / (said.plain * learner.factor(now, said)).sum())
    return OrderForecast(
        horizon=now.length,
        models=models,
        regular_share=share,
        level=level,
        learner=learner,
        learner_scale=scale,
        spread=_spread(lessons, share, learner, now.length),
        level_error=error,
        past=outcomes,
    )


def forecast_orders(
    *, buyer: ArrayLike, day: ArrayLike, as_of: int, horizon: int, process: PurchaseProcess | None = None
) -> tuple[OrderForecast, OrderHistory]:
    """Fit the forecast of the *horizon* days after *as_of* to a list of orders; the history to score comes with it.

    Beyond ``ENOUGH_BUYERS`` it is fitted to a random sample of them.

    Args:
        buyer: whole numbers from 0, one per order, shape (orders,).
        day: day number of each order; those after *as_of* are not seen.
        as_of: last day that is known.
        horizon: days to forecast.
        process: the regular model at *as_of* where it has been fitted already, in days.

    Returns:
        The forecast, and the histories at *as_of* of every buyer with an order, in ascending number.

    Raises:
        EstimationError: ``no_observations`` without an order up to *as_of*, or ``impossible_values``.
    """
    days = finite(name="day", values=day)
    if not (days <= as_of).any():
        raise nothing_to_fit("no orders up to the as-of date")
    now, numbers = order_history(buyer=buyer, day=days, origin=as_of, length=horizon)
    some = _sample(numbers.size)
    kept = np.isin(np.asarray(buyer), numbers[some])
    who, when = np.asarray(buyer)[kept], days[kept]
    past = []
    for window in past_windows(first_day=int(days.min()), as_of=as_of, horizon=horizon):
        history, known = order_history(buyer=who, day=when, origin=window.origin, length=window.length)
        past.append((window, history, orders_within(buyer=who, day=when, window=window, numbers=known)))
    return fit_forecast(now=now.rows(some), past=past, process=process), now


def _sample(size: int) -> IntArray:
    """Rows to fit to: all of them, or ``ENOUGH_BUYERS`` at random, in ascending order."""
    if size <= ENOUGH_BUYERS:
        return np.arange(size)
    return np.sort(np.random.default_rng(SEED).choice(size, ENOUGH_BUYERS, replace=False))


def _lesson(history: OrderHistory, came: FloatArray, k: int) -> Lesson:
    """What the models would have said at a past origin; how regular buyers are is known best from all their gaps."""
    return Lesson(history=history, said=expectation(fit_models(history, k=k), history), came=came)


def _outcome(window: Window, lesson: Lesson) -> PastWindow:
    said = lesson.said
    return PastWindow(window, float(lesson.came.sum()), float(said.plain.sum()), float(said.regular.sum()))


def _blend(said: Expectation, regular_share: float) -> FloatArray:
    return np.asarray((1.0 - regular_share) * said.plain + regular_share * said.regular)


def _log_error(outcome: PastWindow, regular_share: float) -> float:
    """Log of what came over what the blend had said; half an order softens empty windows."""
    expected = (1.0 - regular_share) * outcome.plain + regular_share * outcome.regular
    return float(np.log((outcome.came + 0.5) / (expected + 0.5)))


def _regular_share(outcomes: Sequence[PastWindow]) -> float:
    """Each model in inverse proportion to its mean squared error of level in past windows; half without any."""
    plain, regular = (sum(_log_error(o, share) ** 2 for o in outcomes) / max(len(outcomes), 1) for share in (0.0, 1.0))
    return (plain + SOFT**2) / (plain + regular + 2.0 * SOFT**2)


def _level(outcomes: Sequence[PastWindow], share: float, horizon: int) -> tuple[float, float]:
    """Factor on the level from past windows, shrunk as if one more had come out as expected; and its spread around it.

    The same season of past years counts once it is known. Before that, the last windows as long as the horizon do, but
    downwards only: fading that the models leave out overstates window after window, while more than expected is mostly
    a season, which turns.
    """
    same = [_log_error(outcome, share) for outcome in outcomes if outcome.window.years_back]
    lately = [_log_error(outcome, share) for outcome in outcomes if not outcome.window.years_back]
    whole = [_log_error(outcome, share) for outcome in outcomes if outcome.window.length == horizon]
    if same:
        moved = sum(same) / (len(same) + STEADY)
    else:
        moved = min(sum(np.clip(whole, -MOST, MOST)) / (len(whole) + STEADY), 0.0)
    return float(np.exp(moved)), level_error([error - moved for error in same or lately])


def _spread(lessons: Sequence[Lesson], share: float, learner: Learner | None, horizon: int) -> Spread:
    """Width per buyer from past windows, each at its own level; from the longest windows only.

    When those are shorter than the horizon, the size falls with (horizon / length) to the power ``DRIFT``.
    """
    longest = max((lesson.history.length for lesson in lessons), default=0)
    means, cames = [np.empty(0)], [np.empty(0)]
    for lesson in lessons:
        if lesson.history.length == longest and lesson.came.sum() > 0:
            mean = _past_mean(lesson, share, learner)
            means.append(mean * float(lesson.came.sum() / mean.sum()))
            cames.append(lesson.came)
    spread = fit_spread(mean=np.concatenate(means), came=np.concatenate(cames))
    return spread.over(longer=horizon / longest, drift=DRIFT) if longest else spread


def _past_mean(lesson: Lesson, share: float, learner: Learner | None) -> FloatArray:
    model = _blend(lesson.said, share)
    if learner is None:
        return model
    learnt = lesson.said.plain * learner.factor(lesson.history, lesson.said)
    return np.asarray((1.0 - learner.weight) * model / model.sum() + learner.weight * learnt / learnt.sum())
