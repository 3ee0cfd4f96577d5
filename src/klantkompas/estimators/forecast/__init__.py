"""Orders to come per buyer: level from purchase models, ranking helped by a learner, range from past windows."""

from klantkompas.estimators.forecast.fit import OrderForecast, fit_forecast, forecast_orders
from klantkompas.estimators.forecast.outlook import Outlook, TotalRange
from klantkompas.estimators.forecast.windows import (
    RECENT,
    OrderHistory,
    Window,
    order_history,
    orders_within,
    past_windows,
)

__all__ = [
    "RECENT",
    "OrderForecast",
    "OrderHistory",
    "Outlook",
    "TotalRange",
    "Window",
    "fit_forecast",
    "forecast_orders",
    "order_history",
    "orders_within",
    "past_windows",
]
