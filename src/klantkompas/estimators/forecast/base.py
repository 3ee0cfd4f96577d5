"""The probability models under a forecast: MBG/NBD, and MBG/CNBD-k with the k that the gaps show.

The first is the yardstick by which the learner measures; the level is shared by both, each by how well its totals
came out in past windows. As a yardstick it never falls below a small part of what the buyer would order if he were
active: some of those who seem to have left are back, and a factor on nearly nothing would have to be so large that it
ruins the forecast of whoever else has it.
"""

from dataclasses import dataclass

import numpy as np

from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.forecast.windows import OrderHistory
from klantkompas.estimators.purchases import (
    PurchaseProcess,
    expected_purchases,
    fit_purchases,
    overdue,
    p_active,
)

LEAST = 1e-3  # orders; below this an expectation is no yardstick
BACK = 0.03  # the same, as a part of what an active buyer would order; chosen on earlier origins and other firms


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """The two processes fitted to one history; *regular* is *plain* when k = 1 came out."""

    plain: PurchaseProcess
    regular: PurchaseProcess


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """What the models say of each buyer, all of shape (rows,).

    Attributes:
        plain: expected orders under the plain model, at least ``LEAST`` and ``BACK`` of what he would order if active.
        regular: the same under the regular model, at least ``LEAST``.
        active: probability of still being active, regular model.
        late: how late the next order is, 0 to 1, regular model.
    """

    plain: FloatArray
    regular: FloatArray
    active: FloatArray
    late: FloatArray


def fit_models(history: OrderHistory, *, k: int | None = None, regular: PurchaseProcess | None = None) -> Models:
    """Both processes by maximum posterior with weak priors; errors as ``fit_purchases``.

    Args:
        history: what is known at an origin.
        k: shape of the regular one, or None to search it.
        regular: the regular one where it has been fitted already.
    """
    x, t_x, T = history.x, history.t_x, history.T
    if regular is None:
        regular = fit_purchases(x=x, t_x=t_x, T=T, sum_log_interval=history.log_intervals, k=k).process
    plain = regular if regular.k == 1 else fit_purchases(x=x, t_x=t_x, T=T, k=1).process
    return Models(plain=plain, regular=regular)


def expectation(models: Models, history: OrderHistory) -> Expectation:
    """What *models* say of the stretch that follows *history*."""
    columns = {"x": history.x, "t_x": history.t_x, "T": history.T}
    regular = expected_purchases(process=models.regular, **columns, horizon=history.length)
    plain = regular
    if models.plain is not models.regular:
        plain = expected_purchases(process=models.plain, **columns, horizon=history.length)
    pace = (models.plain.r + history.x) / (models.plain.alpha + history.T)
    return Expectation(
        plain=np.maximum(plain, np.maximum(BACK * pace * history.length, LEAST)),
        regular=np.maximum(regular, LEAST),
        active=p_active(process=models.regular, **columns),
        late=overdue(process=models.regular, **columns),
    )
