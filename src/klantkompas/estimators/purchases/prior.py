"""The scale on which the parameters are estimated, and weak normal priors on it.

The scale is theta = (log pace, log r, logit drop-out, log size), with pace = r / (k alpha), drop-out =
a / (a + b) and size = a + b: what the data say most about comes first, and the priors are independent.
"""

from dataclasses import dataclass

import numpy as np

from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.purchases.process import History, PurchaseProcess

WEAK_MEAN_DROPOUT, WEAK_SIZE = 0.10, 4.0
WEAK_SPREAD = (1.0, 0.7, 0.9, 0.7)
REACH = np.array([14.0, 9.0, 14.0, 14.0])


@dataclass(frozen=True, slots=True)
class PurchasePrior:
    """Independent normal priors on (log pace, log r, logit a/(a+b), log(a+b)).

    Attributes:
        centre: the four means; pace is in purchases per unit of time.
        spread: the four standard deviations.
    """

    centre: tuple[float, float, float, float]
    spread: tuple[float, float, float, float] = WEAK_SPREAD

    def log_density(self, theta: FloatArray) -> tuple[float, FloatArray]:
        """Log density up to a constant, and its gradient, at theta of shape (4,)."""
        off = (theta - np.array(self.centre)) / np.array(self.spread)
        return -0.5 * float(off @ off), -off / np.array(self.spread)


def weak_prior(observed: History) -> PurchasePrior:
    """What is usual, centred on the pace seen: weak enough to vanish beyond some hundreds of buyers.

    Spreads were chosen by simulation with 30 and 400 buyers: they end the runaway parameters that maximum
    likelihood gives in a fifth of such small samples, at no loss of accuracy elsewhere.
    """
    purchases, time = (observed.weights * observed.x).sum(), (observed.weights * observed.T).sum()
    log_pace = float(np.log(1.3 * (purchases + 1.0)) - np.log(time if time > 0 else 1.0))
    logit = float(np.log(WEAK_MEAN_DROPOUT / (1 - WEAK_MEAN_DROPOUT)))
    return PurchasePrior(centre=(log_pace, 0.0, logit, float(np.log(WEAK_SIZE))))


def bounds(centre: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lower and upper bounds of theta: far beyond sense, near enough to keep the arithmetic finite."""
    middle = np.array([centre[0], 0.0, 0.0, 0.0])
    return middle - REACH, middle + REACH


def to_process(*, theta: FloatArray, k: int, dropout_at_first: bool) -> PurchaseProcess:
    """The process at theta."""
    r = float(np.exp(theta[1]))
    return PurchaseProcess(
        r=r,
        alpha=float(np.exp(theta[1] - theta[0])) / k,
        a=float(np.exp(theta[3] - np.logaddexp(0.0, -theta[2]))),
        b=float(np.exp(theta[3] - np.logaddexp(0.0, theta[2]))),
        k=k,
        dropout_at_first=dropout_at_first,
    )


def to_theta(process: PurchaseProcess) -> FloatArray:
    """The place of a process on the estimation scale, shape (4,)."""
    return np.array(
        [
            np.log(process.r) - np.log(process.alpha) - np.log(process.k),
            np.log(process.r),
            np.log(process.a) - np.log(process.b),
            np.log(process.a + process.b),
        ]
    )


def log_jacobian(process: PurchaseProcess) -> FloatArray:
    """Derivatives of the logs of (r, alpha, a, b), rows, to theta, columns; shape (4, 4)."""
    dropout = process.a / (process.a + process.b)
    return np.array([[0, 1, 0, 0], [-1, 1, 0, 0], [0, 0, 1 - dropout, 1], [0, 0, -dropout, 1]], dtype=np.float64)
