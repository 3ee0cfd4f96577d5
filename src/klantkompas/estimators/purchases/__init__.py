"""Purchase processes in discrete-contact settings: fit, still active, future purchases, lateness, pace."""

from klantkompas.estimators.purchases.fit import PurchaseFit, fit_purchases
from klantkompas.estimators.purchases.future import (
    Ahead,
    ahead,
    expected_purchases,
    p_active_at,
    p_purchase,
    second_moment,
)
from klantkompas.estimators.purchases.present import Pace, overdue, p_active, pace
from klantkompas.estimators.purchases.prior import PurchasePrior
from klantkompas.estimators.purchases.process import PurchaseProcess

__all__ = [
    "Ahead",
    "Pace",
    "PurchaseFit",
    "PurchasePrior",
    "PurchaseProcess",
    "ahead",
    "expected_purchases",
    "fit_purchases",
    "overdue",
    "p_active",
    "p_active_at",
    "p_purchase",
    "pace",
    "second_moment",
]
