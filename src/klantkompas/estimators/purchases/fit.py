"""Fit of (M)BG/CNBD-k by maximum posterior or maximum likelihood, with the Erlang shape k searched.

Up to ``DIRECT`` distinct histories everything is evaluated always. Beyond, a weighted sample gives the place
and the curvature, and quasi-Newton steps over *all* rows bring the estimate to the exact optimum in a few
passes; standard errors then rest on the sample's curvature (about one per cent off).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from klantkompas.estimators.arrays import FloatArray, impossible
from klantkompas.estimators.fitting import (
    Fit,
    Objective,
    Optimum,
    ascend,
    climb,
    curvature,
    judge,
    maximise,
    newton_step,
    on_log_scale,
)
from klantkompas.estimators.purchases.likelihood import log_likelihood
from klantkompas.estimators.purchases.prior import (
    PurchasePrior,
    bounds,
    log_jacobian,
    to_process,
    to_theta,
    weak_prior,
)
from klantkompas.estimators.purchases.process import History, PurchaseProcess, history

SHAPES = tuple(range(1, 9))
DIRECT = 50_000  # distinct histories up to which no sample is drawn
SAMPLE = 20_000
SEED = 20_261_122
CLOSE_CALL = 50.0  # log-likelihood units within which a predicted maximum is computed, not believed


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PurchaseFit(Fit):
    """A fitted purchase process; the order of the parameters is (r, alpha, a, b).

    Attributes:
        process: the parameters.
        repeaters: how many buyers bought again; below 15 the answer is mostly what the prior says.
        prior: the prior used, None for maximum likelihood.
        by_k: the choice of k as pairs of k and maximised log-likelihood.
    """

    process: PurchaseProcess
    repeaters: float
    prior: PurchasePrior | None
    by_k: tuple[tuple[int, float], ...]

    @property
    def aic(self) -> float:
        """Akaike's information criterion; k counts as a parameter when it was searched."""
        return 2 * (4 + (len(self.by_k) > 1)) - 2 * self.loglik

    def as_prior(self, *, spread: tuple[float, float, float, float] = (0.5, 0.4, 0.5, 0.4)) -> PurchasePrior:
        """A prior centred on this fit, for the parts of the whole (segments, cohorts) that it describes."""
        pace, r, dropout, size = (float(value) for value in to_theta(self.process))
        return PurchasePrior(centre=(pace, r, dropout, size), spread=spread)


def fit_purchases(
    *,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    weights: ArrayLike | None = None,
    sum_log_interval: ArrayLike | None = None,
    k: int | None = None,
    dropout_at_first: bool = True,
    prior: Literal["weak"] | PurchasePrior | None = "weak",
) -> PurchaseFit:
    """Fit the purchase process to histories, one row per buyer or per distinct history with its count.

    Args:
        x: repeat purchases (purchases after the first), shape (rows,).
        t_x: time from the first to the last purchase, 0 when x is 0; any unit, the same for T.
        T: time from the first purchase to the end of observation.
        weights: buyers per row; one each when absent.
        sum_log_interval: per row the sum of the natural logarithms of all gaps between purchases (over all
            buyers of the row). Needed to compare shapes; without it k is 1 unless given.
        k: Erlang shape of the gaps, or None to search 1 to 8 by the log-likelihood.
        dropout_at_first: MBG (default) or BG.
        prior: ``"weak"``, an own prior, or None for pure maximum likelihood.

    Raises:
        EstimationError: ``no_observations`` or ``impossible_values``. Everything else is told in the fit.

    Source: Reutterer, Platzer & Schroeder 2021 (IJRM 38); drop-out at first from Batislam et al. 2007.
    """
    observed = history(x=x, t_x=t_x, T=T, weights=weights, sum_log_interval=sum_log_interval)
    if k is not None and k < 1:
        raise impossible("k must be a whole number from 1")
    chosen = weak_prior(observed) if prior == "weak" else prior
    shapes = (k,) if k is not None else SHAPES if sum_log_interval is not None else (1,)
    search = _Search(observed=observed, prior=chosen, dropout_at_first=dropout_at_first)
    search_all = _fit_sampled if observed.x.size > DIRECT else _fit_direct
    best, optimum, by_k = search_all(search, shapes)
    return _report(search, best, optimum, by_k)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """What is being fitted, for any k."""

    observed: History
    prior: PurchasePrior | None
    dropout_at_first: bool

    @property
    def centre(self) -> FloatArray:
        return np.array((self.prior or weak_prior(self.observed)).centre)

    def process(self, theta: FloatArray, k: int) -> PurchaseProcess:
        return to_process(theta=theta, k=k, dropout_at_first=self.dropout_at_first)

    def objective(self, k: int, observed: History | None = None, share: float = 1.0) -> Objective:
        """Log posterior over all rows, or over the given rows with that share of the prior's say."""
        rows = self.observed if observed is None else observed

        def value(theta: FloatArray) -> tuple[float, FloatArray]:
            process = self.process(theta, k)
            total, by_log = log_likelihood(process=process, observed=rows)
            gradient = by_log @ log_jacobian(process)
            if self.prior is not None:
                extra, pull = self.prior.log_density(theta)
                total, gradient = total + share * extra, gradient + share * pull
            return total, gradient

        return value

    def loglik(self, theta: FloatArray, value: float) -> float:
        return value if self.prior is None else value - self.prior.log_density(theta)[0]


def _starts(centre: FloatArray) -> list[FloatArray]:
    """The centre first; then buyers who differ more, who leave early, and who hardly leave."""
    moves = ([0.0, 0.0, 0.0, 0.0], [0.5, -1.0, 1.0, -0.7], [0.0, 0.5, 2.0, 0.0], [0.0, 0.5, -2.0, 1.0])
    return [centre + np.array(move) for move in moves]


def _fit_direct(search: _Search, shapes: Sequence[int]) -> tuple[int, Optimum, tuple[tuple[int, float], ...]]:
    """All rows in every evaluation: climb for each k from the place of the last, then settle the best."""
    lower, upper = bounds(search.centre)
    place, places, by_k = search.centre, {}, []
    for k in shapes:
        place = climb(objective=search.objective(k), start=place, lower=lower, upper=upper)
        places[k] = place
        by_k.append((k, search.loglik(place, search.objective(k)(place)[0])))
    best = max(by_k, key=lambda row: row[1])[0]
    starts = [places[best], *_starts(search.centre)]
    optimum = maximise(objective=search.objective(best), starts=starts, lower=lower, upper=upper)
    top = search.loglik(optimum.theta, optimum.value)
    return best, optimum, tuple((k, top if k == best else value) for k, value in by_k)


def _sample(observed: History) -> History:
    """About ``SAMPLE`` rows, drawn with chance in proportion to weight (heavy ones always), reweighted."""
    chance = np.minimum(1.0, observed.weights * (SAMPLE / observed.n))
    drawn = np.flatnonzero(np.random.default_rng(SEED).random(chance.size) < chance)
    return observed.rows(drawn, observed.weights[drawn] / chance[drawn])


def _fit_sampled(search: _Search, shapes: Sequence[int]) -> tuple[int, Optimum, tuple[tuple[int, float], ...]]:
    """A sample gives place and curvature for each k; one pass over all rows predicts each maximum.

    The prediction (value plus half the Newton decrement) orders the shapes; those within ``CLOSE_CALL`` of
    the best are brought to their exact optimum.
    """
    lower, upper = bounds(search.centre)
    sample, place = _sample(search.observed), search.centre
    bends, places, predicted = {}, {}, {}
    for k in shapes:
        rough = search.objective(k, sample)
        place = climb(objective=rough, start=place, lower=lower, upper=upper)
        places[k], bends[k] = place, curvature(objective=rough, theta=place)
        predicted[k] = _predicted(search, k, place, bends[k])
    highest = max(predicted.values())
    exact: dict[int, Optimum] = {}
    for k in [k for k in shapes if predicted[k] > highest - CLOSE_CALL]:
        exact[k] = _exact(search, k, places[k], bends[k])
        predicted[k] = search.loglik(exact[k].theta, exact[k].value)
    best = max(exact, key=lambda k: predicted[k])
    return best, exact[best], tuple((k, predicted[k]) for k in shapes)


def _exact(search: _Search, k: int, place: FloatArray, bend: FloatArray) -> Optimum:
    """The optimum over all rows from the sample's; from several starts when that does not settle."""
    lower, upper = bounds(search.centre)
    goal = search.objective(k)
    theta, value, gradient = ascend(objective=goal, start=place, bend=bend, lower=lower, upper=upper)
    found = judge(theta=theta, value=value, gradient=gradient, bend=bend, lower=lower, upper=upper)
    if found.converged or found.reason == "at_bound":
        return found
    return maximise(objective=goal, starts=[theta, *_starts(search.centre)], lower=lower, upper=upper)


def _predicted(search: _Search, k: int, place: FloatArray, bend: FloatArray) -> float:
    """The log-likelihood that a Newton step from *place* would reach over all rows."""
    value, gradient = search.objective(k)(place)
    step = newton_step(bend=bend, gradient=gradient)
    gain = 0.0 if step is None else float(step @ gradient) / 2
    return search.loglik(place, value) + gain


def _report(search: _Search, k: int, optimum: Optimum, by_k: tuple[tuple[int, float], ...]) -> PurchaseFit:
    process, observed = search.process(optimum.theta, k), search.observed
    return PurchaseFit(
        process=process,
        loglik=search.loglik(optimum.theta, optimum.value),
        n=observed.n,
        repeaters=float(observed.weights[observed.x > 0].sum()),
        prior=search.prior,
        converged=optimum.converged,
        reason=optimum.reason,
        log_covariance=on_log_scale(optimum=optimum, jacobian=log_jacobian(process)),
        by_k=by_k,
    )
