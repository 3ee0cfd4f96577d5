"""NBD: purchases at gamma-distributed rates by buyers who never leave. A comparator, not a forecast to act on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi

from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.fitting import Fit, maximise, on_log_scale
from klantkompas.estimators.purchases.process import History, history


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NbdFit(Fit):
    """Fitted NBD: rates ~ Gamma(r, rate alpha); the order of the parameters is (r, alpha)."""

    r: float
    alpha: float

    def expected_purchases(self, *, x: ArrayLike, T: ArrayLike, horizon: float) -> FloatArray:
        """Mean number of purchases in (T, T + horizon], shape (rows,)."""
        counts, age = np.asarray(x, dtype=np.float64), np.asarray(T, dtype=np.float64)
        return np.asarray(horizon * (self.r + counts) / (self.alpha + age))


def fit_nbd(*, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, weights: ArrayLike | None = None) -> NbdFit:
    """Fit the NBD by maximum likelihood; arguments and errors as for ``fit_purchases``.

    The likelihood is that of the moments of purchase (no x! in it), so it compares with the other models.
    Source: Ehrenberg 1959, Applied Statistics 8(1).
    """
    observed = history(x=x, t_x=t_x, T=T, weights=weights)
    pace = (float((observed.weights * observed.x).sum()) + 0.5) / (float(observed.weights @ observed.T) + 1e-9)
    start = np.array([np.log(pace), 0.0])
    optimum = maximise(
        objective=lambda theta: _log_likelihood(theta, observed),
        starts=[start + np.array(move) for move in ([0.0, 0.0], [0.0, -2.0], [0.0, 2.0])],
        lower=start - 12.0,
        upper=start + 12.0,
    )
    r = float(np.exp(optimum.theta[1]))
    return NbdFit(
        r=r,
        alpha=r / float(np.exp(optimum.theta[0])),
        loglik=optimum.value,
        n=observed.n,
        converged=optimum.converged,
        reason=optimum.reason,
        log_covariance=on_log_scale(optimum=optimum, jacobian=np.array([[0.0, 1.0], [-1.0, 1.0]])),
    )


def _log_likelihood(theta: FloatArray, observed: History) -> tuple[float, FloatArray]:
    """Value and gradient at theta = (log pace, log r)."""
    r = float(np.exp(theta[1]))
    alpha, x, weights = r / float(np.exp(theta[0])), observed.x, observed.weights
    end = alpha + observed.T
    value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(end)
    by_r = r * float(weights @ (psi(r + x) - psi(r) + np.log(alpha) - np.log(end)))
    by_alpha = alpha * float(weights @ (r / alpha - (r + x) / end))
    return float(weights @ value), np.array([-by_alpha, by_r + by_alpha])
