"""The one way in which a likelihood is maximised, and how the result is judged.

A climb by L-BFGS-B, then Newton steps with a Hessian made of central differences of the analytic gradient.
The *gain still to be had* (half the Newton decrement, in log-likelihood units) decides about convergence, so
the criterion means the same for thirty observations and for ten million.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from klantkompas.estimators.arrays import FloatArray

Objective = Callable[[FloatArray], tuple[float, FloatArray]]
Reason = Literal["at_bound", "flat_or_saddle", "gradient_left"]

GAIN_LEFT = 1e-7  # log-likelihood units; a thousandth of a standard error is 5e-7
NEWTON_STEPS = 12
STEP = 1e-4  # of the central differences, on log and logit scales; error about 1e-8 of the curvature
AT_BOUND = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where a likelihood (or posterior) is highest.

    Attributes:
        theta: the place, shape (p,), on the unbounded scale of the caller.
        value: the objective there.
        covariance: inverse of the negative Hessian, shape (p, p); None when that is not positive definite.
        reason: why this is not a proper maximum, or None when it is.
    """

    theta: FloatArray
    value: float
    covariance: FloatArray | None
    reason: Reason | None

    @property
    def converged(self) -> bool:
        """Whether this is an interior maximum with nothing left to gain."""
        return self.reason is None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Fit:
    """What every fit reports beside its parameters.

    Attributes:
        loglik: log-likelihood at the parameters (without the prior, if there was one).
        n: number of observations, weights counted.
        converged: whether this is an interior optimum with nothing left to gain.
        reason: why not, or None.
        log_covariance: covariance of the logs of the parameters, in their order; None without an optimum.
    """

    loglik: float
    n: float
    converged: bool
    reason: Reason | None
    log_covariance: FloatArray | None

    @property
    def log_standard_errors(self) -> FloatArray | None:
        """Standard errors of the logs of the parameters, or None without an optimum."""
        return None if self.log_covariance is None else np.sqrt(np.diag(self.log_covariance))


def on_log_scale(*, optimum: Optimum, jacobian: FloatArray) -> FloatArray | None:
    """Covariance of the logs of the parameters, given their derivatives to theta, shape (parameters, p)."""
    if optimum.covariance is None:
        return None
    return np.asarray(jacobian @ optimum.covariance @ jacobian.T, dtype=np.float64)


def climb(*, objective: Objective, start: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """The place that L-BFGS-B reaches from *start* within the bounds (all of shape (p,))."""
    scale = max(1.0, abs(objective(start)[0]))

    def downhill(theta: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = objective(theta)
        return -value / scale, -gradient / scale

    found = minimize(
        downhill,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(lower, upper)),
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-9},
    )
    return np.asarray(found.x, dtype=np.float64)


def curvature(*, objective: Objective, theta: FloatArray) -> FloatArray:
    """Negative Hessian at *theta*, shape (p, p): central differences of the gradient, made symmetric."""
    columns = [
        (objective(theta + step)[1] - objective(theta - step)[1]) / (2 * STEP) for step in STEP * np.eye(theta.size)
    ]
    hessian = np.stack(columns, axis=1)
    return -(hessian + hessian.T) / 2


def newton_step(*, bend: FloatArray, gradient: FloatArray) -> FloatArray | None:
    """The step to the top of the local paraboloid, or None when it is not one (not positive definite)."""
    try:
        step = cho_solve(cho_factor(bend), gradient)
    except (np.linalg.LinAlgError, ValueError):
        return None
    return np.asarray(step, dtype=np.float64)


def ascend(
    *, objective: Objective, start: FloatArray, bend: FloatArray, lower: FloatArray, upper: FloatArray
) -> tuple[FloatArray, float, FloatArray]:
    """Quasi-Newton steps from *start*, whose negative Hessian is about *bend*; place, value and gain left.

    Each step costs one evaluation and updates the Hessian (BFGS), so that a start from a sample needs only a
    handful of passes over everything.
    """
    theta, bend = start, bend.copy()
    value, gradient = objective(theta)
    for _ in range(NEWTON_STEPS):
        step = newton_step(bend=bend, gradient=gradient)
        if step is None or step @ gradient / 2 < GAIN_LEFT:
            break
        to = np.clip(theta + step, lower, upper)
        to_value, to_gradient = objective(to)
        if not to_value > value:
            break
        bend = _bfgs(bend, to - theta, gradient - to_gradient)
        theta, value, gradient = to, to_value, to_gradient
    return theta, value, gradient


def _bfgs(bend: FloatArray, moved: FloatArray, change: FloatArray) -> FloatArray:
    """The Hessian that explains the last change of the gradient; unchanged when that would bend it upward."""
    along, pull = float(moved @ change), bend @ moved
    if along <= 1e-12 * float(moved @ pull):
        return bend
    return bend + np.outer(change, change) / along - np.outer(pull, pull) / float(moved @ pull)


def judge(
    *,
    theta: FloatArray,
    value: float,
    gradient: FloatArray,
    bend: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
) -> Optimum:
    """The optimum with its covariance, and the reason why it is none, if so."""
    step = newton_step(bend=bend, gradient=gradient)
    covariance = None if step is None else np.asarray(np.linalg.inv(bend), dtype=np.float64)
    reason: Reason | None = None
    if ((theta - lower < AT_BOUND) | (upper - theta < AT_BOUND)).any():
        reason, covariance = "at_bound", None
    elif step is None:
        reason = "flat_or_saddle"
    elif step @ gradient / 2 > 100 * GAIN_LEFT * max(1.0, abs(value) * 1e-7):
        reason = "gradient_left"
    return Optimum(theta=theta, value=value, covariance=covariance, reason=reason)


def maximise(*, objective: Objective, starts: Sequence[FloatArray], lower: FloatArray, upper: FloatArray) -> Optimum:
    """The best optimum found from *starts*; later starts are tried only while none has converged.

    Args:
        objective: value and gradient at a place of shape (p,).
        starts: one or more places to begin, the most trusted first.
        lower: lower bounds, shape (p,).
        upper: upper bounds; an optimum on a bound is reported with reason ``at_bound``.
    """
    best = _from_one_start(objective, starts[0], lower, upper)
    for start in starts[1:]:
        if best.converged:
            break
        found = _from_one_start(objective, start, lower, upper)
        if (found.converged, found.value) > (best.converged, best.value):
            best = found
    return best


def _from_one_start(objective: Objective, start: FloatArray, lower: FloatArray, upper: FloatArray) -> Optimum:
    place = climb(objective=objective, start=np.clip(start, lower, upper), lower=lower, upper=upper)
    bend = curvature(objective=objective, theta=place)
    theta, value, gradient = ascend(objective=objective, start=place, bend=bend, lower=lower, upper=upper)
    if not np.array_equal(theta, place):
        bend = curvature(objective=objective, theta=theta)
    return judge(theta=theta, value=value, gradient=gradient, bend=bend, lower=lower, upper=upper)
