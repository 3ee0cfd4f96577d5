"""Amount per event: Gamma-Gamma for positive amounts, and shrunken parts where margins may be negative."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi

from klantkompas.estimators.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    finite,
    impossible,
    nothing_to_fit,
    sums,
    weights_or_ones,
)
from klantkompas.estimators.fitting import Fit, Objective, maximise, on_log_scale

PSEUDO_EVENTS = 2.0  # events of the group's margin rate that are added to each one's own
PSEUDO_MEMBERS = 2.0  # members at the overall mean that are added to each group
LEAST_SPREAD = 1e-6
UNSEEN_WITHIN = 0.25  # when nobody has two events; a usual spread of amounts (coefficient of variation 0.53)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GammaGammaFit(Fit):
    """Fitted Gamma-Gamma: amounts ~ Gamma(p, rate nu), nu ~ Gamma(q, rate gamma); order (p, q, gamma).

    q exceeds 1 by construction, so that means exist.
    """

    p: float
    q: float
    gamma: float

    def expected_spend(self, *, x: ArrayLike, mean_spend: ArrayLike) -> FloatArray:
        """Mean amount of a future event given x events of that mean, shape (rows,); x may be 0.

        Raises:
            EstimationError: ``impossible_values`` when x or an amount is negative or missing.

        Source: Fader & Hardie 2013, "The Gamma-Gamma model of monetary value", equation 5.
        """
        events, mean = (
            finite(name="x", values=x, at_least=0.0),
            finite(name="mean_spend", values=mean_spend, at_least=0.0),
        )
        return np.asarray(self.p * (self.gamma + events * mean) / (self.p * events + self.q - 1.0))


def fit_gamma_gamma(
    *,
    x: ArrayLike,
    mean_spend: ArrayLike,
    weights: ArrayLike | None = None,
    prior: Literal["weak"] | None = "weak",
) -> GammaGammaFit:
    """Fit the Gamma-Gamma model to those with at least one event.

    Args:
        x: events per row, at least 1, shape (rows,).
        mean_spend: their mean amount, positive.
        weights: how many share the row; one each when absent.
        prior: ``"weak"`` normal priors on the logs of the mean, p and q - 1, or None for maximum likelihood.

    Raises:
        EstimationError: ``no_observations``, or ``impossible_values``. The model assumes that the amount and the
            number of events are unrelated and amounts positive: check the first, use ``fit_parts`` for the second.

    Source: Colombo & Jiang 1999; Fader, Hardie & Lee 2005; Fader & Hardie 2013.
    """
    events, mean = finite(name="x", values=x, at_least=1.0), finite(name="mean_spend", values=mean_spend)
    if events.size != mean.size or (mean <= 0).any():
        raise impossible("mean_spend must be positive, one for each x")
    number = weights_or_ones(weights=weights, size=events.size)
    if not number.sum() > 0:
        raise nothing_to_fit("nobody with an event")
    start = np.array([np.log(np.average(mean, weights=number)), np.log(4.0), np.log(2.5)])
    spread = np.array([1.0, 1.2, 1.0]) if prior == "weak" else np.full(3, np.inf)
    optimum = maximise(
        objective=_spend_objective(events, mean, number, start, spread),
        starts=[start, start + np.array([0.0, -1.5, -1.5]), start + np.array([0.0, 1.5, 1.5])],
        lower=start - 12.0,
        upper=start + 12.0,
    )
    p, q, gamma = _natural(optimum.theta)
    off = (optimum.theta - start) / spread
    return GammaGammaFit(
        p=p,
        q=q,
        gamma=gamma,
        loglik=optimum.value + 0.5 * float(off @ off),
        n=float(number.sum()),
        converged=optimum.converged,
        reason=optimum.reason,
        log_covariance=on_log_scale(
            optimum=optimum, jacobian=np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0 - 1.0 / q], [1.0, -1.0, 1.0]])
        ),
    )


def _natural(theta: FloatArray) -> tuple[float, float, float]:
    """(p, q, gamma) at theta = (log mean, log p, log(q - 1)), mean = p gamma / (q - 1)."""
    mean, p, above = (float(value) for value in np.exp(theta))
    return p, 1.0 + above, mean * above / p


def _spend_objective(
    x: FloatArray, mean: FloatArray, weights: FloatArray, centre: FloatArray, spread: FloatArray
) -> Objective:
    log_mean, log_x, total = np.log(mean), np.log(x), x * mean

    def objective(theta: FloatArray) -> tuple[float, FloatArray]:
        p, q, gamma = _natural(theta)
        power, log_sum = p * x + q, np.log(gamma + total)
        value = gammaln(power) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
        value += (p * x - 1.0) * log_mean + p * x * log_x - power * log_sum
        by_p = weights @ (x * (psi(power) - psi(p * x) + log_mean + log_x - log_sum))
        by_q = weights @ (psi(power) - psi(q) + np.log(gamma) - log_sum)
        by_gamma = weights @ (q / gamma - power / (gamma + total))
        off = (theta - centre) / spread
        gradient = np.array([gamma * by_gamma, p * by_p - gamma * by_gamma, (q - 1.0) * by_q + gamma * by_gamma])
        return float(weights @ value) - 0.5 * float(off @ off), gradient - off / spread

    return objective


@dataclass(frozen=True, slots=True, eq=False)
class PartsFit:
    """Revenue per event and margin rate of each one, drawn towards the group; all of shape (rows,).

    Attributes:
        revenue: expected revenue per event.
        revenue_log_sd: standard deviation of its logarithm.
        rate: expected margin per unit of revenue; may be negative.
        rate_sd: standard deviation of the rate.
        within: variance of the logarithm of revenue from event to event, common to all.
        between: variance of the logarithm of mean revenue between members of a group, common to all groups.
    """

    revenue: FloatArray
    revenue_log_sd: FloatArray
    rate: FloatArray
    rate_sd: FloatArray
    within: float
    between: float

    @property
    def margin(self) -> FloatArray:
        """Expected margin per event, shape (rows,); may be negative."""
        return self.revenue * self.rate


@dataclass(frozen=True, slots=True, eq=False)
class PartsModel:
    """How amounts and margin rates differ between groups, members and events; the same for everybody it is applied to.

    Attributes:
        within: variance of the logarithm of revenue from event to event.
        between: variance of the logarithm of mean revenue between members of a group.
        centre: mean logarithm of revenue per group; the last one is that of all together.
        rate: margin rate per group; the last one is that of all together.
        rate_variance: variance of the margin rate of one event.
    """

    within: float
    between: float
    centre: FloatArray
    rate: FloatArray
    rate_variance: float

    def shrunk(
        self, *, events: ArrayLike, revenue: ArrayLike, margin: ArrayLike, group: ArrayLike | None = None
    ) -> PartsFit:
        """Expected revenue per event and margin rate, each shrunk on its own scale.

        Args:
            events: number of events per row, 0 or more, whole or effective, shape (rows,).
            revenue: their total revenue; rows without positive revenue lean on their group alone.
            margin: their total margin; may be negative.
            group: whole numbers from 0, as in the fit; one that the fit did not see counts as all together.

        Raises:
            EstimationError: ``impossible_values``.
        """
        n = finite(name="events", values=events, at_least=0.0)
        total, earned = finite(name="revenue", values=revenue), finite(name="margin", values=margin)
        seen = (n > 0) & (total > 0)
        last = self.centre.size - 1
        at = np.full(n.size, last)
        if group is not None:
            at = np.minimum(finite(name="group", values=group, at_least=0.0).astype(np.intp), last)
        if not n.size == total.size == earned.size == at.size:
            raise impossible("events, revenue, margin and group must be equally long")
        known = np.where(seen, n, 0.0)
        own = np.log(np.where(seen, total / np.maximum(n, LEAST_SPREAD), 1.0))
        own = own + self.within / (2.0 * np.maximum(known, 1.0))
        weight = self.between * known / (self.between * known + self.within)
        spread = self.between * (1.0 - weight)
        expected = np.exp(weight * own + (1.0 - weight) * self.centre[at] + spread / 2.0)
        extra = PSEUDO_EVENTS * expected
        rate = (np.where(seen, earned, 0.0) + extra * self.rate[at]) / (np.where(seen, total, 0.0) + extra)
        rate_sd = np.sqrt(self.rate_variance / (known + PSEUDO_EVENTS))
        return PartsFit(expected, np.sqrt(spread), rate, rate_sd, self.within, self.between)


def fit_parts_model(
    *,
    events: ArrayLike,
    revenue: ArrayLike,
    revenue_squared: ArrayLike,
    margin: ArrayLike,
    group: ArrayLike | None = None,
) -> PartsModel:
    """What ``fit_parts`` learns from all, to be applied to these rows or to others.

    Arguments and errors as for ``fit_parts``; groups are numbered from 0 without gaps.
    """
    n = finite(name="events", values=events, at_least=0.0)
    total, squares = finite(name="revenue", values=revenue), finite(name="revenue_squared", values=revenue_squared)
    earned = finite(name="margin", values=margin)
    at = np.zeros(n.size, dtype=np.intp)
    if group is not None:
        at = finite(name="group", values=group, at_least=0.0).astype(np.intp)
    if not n.size == total.size == squares.size == earned.size == at.size:
        raise impossible("events, revenue, revenue_squared, margin and group must be equally long")
    seen = (n > 0) & (total > 0)
    if not seen.any():
        raise nothing_to_fit("nobody with positive revenue")
    within, between, centre = _variances(n, total, squares, at, seen)
    rate, rate_variance = _group_rates(n[seen], total[seen], earned[seen], at[seen])
    return PartsModel(within, between, centre, rate, rate_variance)


def fit_parts(
    *,
    events: ArrayLike,
    revenue: ArrayLike,
    revenue_squared: ArrayLike,
    margin: ArrayLike,
    group: ArrayLike | None = None,
) -> PartsFit:
    """Expected revenue per event and margin rate, each shrunk on its own scale.

    The log of the own mean revenue is drawn towards the mean of the group with weight t2 / (t2 + s2 / n), t2 the
    variance between members and s2 that from event to event; the margin rate gets ``PSEUDO_EVENTS`` events at the
    rate of the group. Margins may be negative: nothing is shifted, and no amount but revenue must be positive.
    Rows without positive revenue lean on their group alone.

    Args:
        events: number of events per row, 0 or more, shape (rows,).
        revenue: their total revenue.
        revenue_squared: the sum of their squared revenues.
        margin: their total margin.
        group: whole numbers from 0 that name the group of each row; one group when absent.

    Raises:
        EstimationError: ``impossible_values``, or ``no_observations`` when no row has positive revenue.
    """
    if group is not None:
        group = np.unique(finite(name="group", values=group, at_least=0.0), return_inverse=True)[1]
    model = fit_parts_model(events=events, revenue=revenue, revenue_squared=revenue_squared, margin=margin, group=group)
    return model.shrunk(events=events, revenue=revenue, margin=margin, group=group)


def _variances(
    n: FloatArray, total: FloatArray, squares: FloatArray, at: IntArray, seen: BoolArray
) -> tuple[float, float, FloatArray]:
    """Variance within and between on the log scale by the analysis of variance; the centre of each group and of all."""
    count, mean, place = n[seen], total[seen] / n[seen], at[seen]
    within = _within(count, np.maximum(squares[seen] / mean**2 - count, 0.0))
    value = np.log(mean) + within / (2.0 * np.maximum(count, 1.0))
    size = int(at.max()) + 1
    free = max(count.size - np.unique(place).size, 1)
    between = 0.0
    for _ in range(3):
        precision = 1.0 / (between + within / count)
        extra = PSEUDO_MEMBERS / (between + within)
        mass = sums(at=place, values=precision, size=size) + extra
        overall = float(precision @ value / precision.sum())
        centre = (sums(at=place, values=precision * value, size=size) + extra * overall) / mass
        squared = (value - centre[place]) ** 2
        between = max(float((squared - within / count).sum()) / free, LEAST_SPREAD)
    return within, between, np.append(centre, overall)


def _within(count: FloatArray, scatter: FloatArray) -> float:
    """Log variance from event to event, from squares around the own mean in units of that mean squared.

    The own mean is squared with its noise, which makes scatter too small by 1 + cv2 / n: hence the repetition.
    """
    free = np.maximum(count - 1.0, 0.0)
    if not free.any():
        return UNSEEN_WITHIN
    cv2 = 0.0
    for _ in range(5):
        cv2 = float(scatter.sum() / (free / (1.0 + cv2 / count)).sum())
    return max(float(np.log1p(cv2)), LEAST_SPREAD)


def _group_rates(n: FloatArray, total: FloatArray, earned: FloatArray, at: IntArray) -> tuple[FloatArray, float]:
    """Margin rate of each group and of all, with pseudo-members at the rate of all; its variance per event."""
    size = int(at.max()) + 1
    overall, usual = earned.sum() / total.sum(), PSEUDO_MEMBERS * total.mean()
    revenue = sums(at=at, values=total, size=size)
    group = (sums(at=at, values=earned, size=size) + usual * overall) / (revenue + usual)
    off = earned / total - group[at]
    per_event = float((off**2).sum() / (1.0 / n + 1.0 / PSEUDO_EVENTS).sum())
    return np.append(group, overall), per_event
