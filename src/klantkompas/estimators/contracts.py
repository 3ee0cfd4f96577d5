"""Relations with a known end: how long a cohort renews, by sBG and BdW.

Each member has an own, constant chance to stop at every renewal, beta-distributed over members: sBG. In BdW the
renewals count as t^c, so that the own chance may rise (c > 1) or fall (c < 1) with tenure:

    S(t) = B(gamma, delta + t^c) / B(gamma, delta),     sBG: c = 1
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, psi

from klantkompas.estimators.arrays import FloatArray, finite, impossible, nothing_to_fit
from klantkompas.estimators.fitting import Fit, Objective, maximise, on_log_scale

CENTRE = np.array([np.log(0.2 / 0.8), np.log(3.0), 0.0])
WEAK_SPREAD = np.array([1.5, 1.2, 0.5])
REACH = np.array([12.0, 9.0, 3.0])
NEGLIGIBLE = 1e-12
LONGEST = 200_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ContractFit(Fit):
    """Fitted sBG (c = 1, two parameters: gamma, delta) or BdW (three: gamma, delta, c)."""

    gamma: float
    delta: float
    c: float
    parameters: int

    @property
    def aic(self) -> float:
        """Akaike's information criterion, to choose between sBG and BdW fitted to the same survivors."""
        return 2 * self.parameters - 2 * self.loglik

    def survival(self, *, period: ArrayLike) -> FloatArray:
        """Share of a cohort that is still there after so many renewals, shape of *period*; 1 at 0.

        Raises:
            EstimationError: ``impossible_values`` when a period is negative or missing.
        """
        return np.exp(_log_survival(self, finite(name="period", values=period, at_least=0.0)))

    def retention(self, *, period: ArrayLike) -> FloatArray:
        """Chance to renew at the given renewal (1 is the first) for those who came so far, shape of *period*.

        Raises:
            EstimationError: ``impossible_values`` when a period is below 1 or missing.
        """
        t = finite(name="period", values=period, at_least=1.0)
        return np.exp(_log_survival(self, t) - _log_survival(self, t - 1.0))

    def residual_lifetime(self, *, period: ArrayLike, discount: float) -> FloatArray:
        """Discounted expected renewals of one in the given period of the contract (1 is the first).

        The first renewal to come is not discounted, as in the source.

        Args:
            period: period in which the member is, at least 1.
            discount: per period, above 0 (0.10 is ten per cent).

        Raises:
            EstimationError: ``impossible_values``.

        Source: Fader & Hardie 2010, "Customer-base valuation in a contractual setting", Marketing Science 29(1).
        """
        n = finite(name="period", values=period, at_least=1.0)
        if not discount > 0:
            raise impossible("discount must be above 0, or the sum may have no end")
        terms = min(int(-np.log(NEGLIGIBLE) / np.log1p(discount)) + 1, LONGEST)
        ahead = np.arange(terms, dtype=np.float64)
        worth = (1.0 + discount) ** -ahead
        return np.array([worth @ np.exp(_log_survival(self, t + ahead) - _log_survival(self, t - 1.0)) for t in n])


def _log_survival(fit: ContractFit, t: FloatArray) -> FloatArray:
    return np.asarray(betaln(fit.gamma, fit.delta + t**fit.c) - betaln(fit.gamma, fit.delta))


@dataclass(frozen=True, slots=True, eq=False)
class Renewals:
    """Members counted by the number of renewals.

    Attributes:
        ended: members who stopped at renewal 1, 2, ... (so after 0, 1, ... renewals), shape (periods,).
        running: members still there who have so far renewed 0, 1, 2, ... times, shape (periods + 1,).
    """

    ended: FloatArray
    running: FloatArray


def from_survivors(survivors: ArrayLike) -> Renewals:
    """The renewals of one cohort, given its members at the start and after each renewal.

    Raises:
        EstimationError: ``no_observations`` without members or renewals, ``impossible_values`` when survivors rise.
    """
    left = finite(name="survivors", values=survivors, at_least=0.0)
    if left.size < 2 or not left[0] > 0:
        raise nothing_to_fit("no cohort with at least one renewal")
    if (np.diff(left) > 0).any():
        raise impossible("survivors cannot rise from one renewal to the next")
    return Renewals(ended=-np.diff(left), running=np.append(np.zeros(left.size - 1), left[-1]))


def fit_sbg(*, renewals: Renewals, prior: Literal["weak"] | None = "weak") -> ContractFit:
    """Fit the shifted-beta-geometric model.

    Args:
        renewals: of one cohort (``from_survivors``) or of several that started at different times.
        prior: ``"weak"`` normal priors on the logit of the mean chance to stop and the log of gamma + delta, or
            None for maximum likelihood.

    Raises:
        EstimationError: ``no_observations`` when nobody came to a renewal, ``impossible_values``.

    Source: Fader & Hardie 2007, "How to project customer retention", Journal of Interactive Marketing 21(1).
    """
    return _fit(renewals, prior, free=2)


def fit_bdw(*, renewals: Renewals, prior: Literal["weak"] | None = "weak") -> ContractFit:
    """Fit the beta-discrete-Weibull model; arguments and errors as for ``fit_sbg``.

    Source: Fader, Hardie, Liu, Davin & Steenburgh 2018, Journal of Interactive Marketing 43.
    """
    return _fit(renewals, prior, free=3)


def _fit(renewals: Renewals, prior: Literal["weak"] | None, free: int) -> ContractFit:
    ended = finite(name="ended", values=renewals.ended, at_least=0.0)
    running = finite(name="running", values=renewals.running, at_least=0.0)
    if running.size != ended.size + 1:
        raise impossible("running needs one more period than ended: those who have not renewed yet")
    if not ended.sum() + running[1:].sum() > 0:
        raise nothing_to_fit("nobody has come to a renewal")
    spread = WEAK_SPREAD[:free] if prior == "weak" else np.full(free, np.inf)
    centre = CENTRE[:free]
    optimum = maximise(
        objective=_objective(ended, running, centre, spread),
        starts=[centre, centre + np.array([0.0, -1.5, 0.3])[:free], centre + np.array([-2.0, 1.5, 0.0])[:free]],
        lower=centre - REACH[:free],
        upper=centre + REACH[:free],
    )
    gamma, delta, c = _natural(optimum.theta)
    off = (optimum.theta - centre) / spread
    return ContractFit(
        gamma=gamma,
        delta=delta,
        c=c,
        loglik=optimum.value + 0.5 * float(off @ off),
        n=float(ended.sum() + running.sum()),
        parameters=free,
        converged=optimum.converged,
        reason=optimum.reason,
        log_covariance=on_log_scale(optimum=optimum, jacobian=_jacobian(gamma, delta)[:free, :free]),
    )


def _natural(theta: FloatArray) -> tuple[float, float, float]:
    """(gamma, delta, c) at theta = (logit gamma / (gamma + delta), log(gamma + delta), log c)."""
    gamma = float(np.exp(theta[1] - np.logaddexp(0.0, -theta[0])))
    delta = float(np.exp(theta[1] - np.logaddexp(0.0, theta[0])))
    return gamma, delta, float(np.exp(theta[2])) if theta.size == 3 else 1.0


def _jacobian(gamma: float, delta: float) -> FloatArray:
    """Derivatives of the logs of (gamma, delta, c) to theta."""
    share = gamma / (gamma + delta)
    return np.array([[1.0 - share, 1.0, 0.0], [-share, 1.0, 0.0], [0.0, 0.0, 1.0]])


def _objective(ended: FloatArray, running: FloatArray, centre: FloatArray, spread: FloatArray) -> Objective:
    t = np.arange(running.size, dtype=np.float64)
    log_t = np.log(np.maximum(t, 1.0))

    def objective(theta: FloatArray) -> tuple[float, FloatArray]:
        gamma, delta, c = _natural(theta)
        passed = t**c
        log_s = betaln(gamma, delta + passed) - betaln(gamma, delta)
        shared, both = psi(gamma + delta + passed), psi(gamma + delta)
        by_gamma = both - shared + 0.0 * t
        by_delta = psi(delta + passed) - shared - psi(delta) + both
        by_c = (psi(delta + passed) - shared) * passed * log_t
        slopes = np.stack([gamma * by_gamma, delta * by_delta, c * by_c])
        change = np.maximum(-np.expm1(np.diff(log_s)), 1e-300)
        value = ended @ (log_s[:-1] + np.log(change)) + running @ log_s
        drop = slopes[:, :-1] - np.diff(slopes, axis=1) * (1.0 - change) / change
        by_log = drop @ ended + slopes @ running
        off = (theta - centre) / spread
        gradient = (by_log @ _jacobian(gamma, delta))[: theta.size] - off / spread
        return float(value) - 0.5 * float(off @ off), gradient

    return objective
