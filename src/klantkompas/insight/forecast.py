"""How a firm teaches the forecast of its orders to come, and the facts that a forecast asks of each customer.

The level comes from the purchase model, the ranking is helped by a learner, both by how past windows of this firm came
out (``estimators.forecast``). It is learned from a sample of customers, so that its cost does not grow with the firm.
``value.course`` applies it to a block of customers, each by himself. Where the facts hold no window to learn from, the
purchase model speaks alone.
"""

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from klantkompas.engine import Engine, Frame, passes, rows_of, store_in_passes
from klantkompas.errors import EstimationError
from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.forecast import RECENT, OrderForecast, Outlook, forecast_orders
from klantkompas.estimators.forecast.outlook import USUAL_LEVEL_ERROR
from klantkompas.estimators.purchases import second_moment
from klantkompas.insight.five_rs import FirmRhythm
from klantkompas.insight.seasons import orders_of
from klantkompas.insight.value import Standing, ValueModel, lately_name
from klantkompas.insight.yearly import YEAR, Moment, Numbers

DAYS = 365  # of the next twelve months
LEARNERS = 25_000  # customers from whom a forecast is learned, at most
FEWEST = 10  # customers with an order, under whom past windows are too small to teach
LEAST = 1e-3  # orders; an expectation of nothing at all has no distribution


def with_lately(engine: Engine, facts: Frame, order_days: Frame, ends: tuple[int, ...], *, days: int = DAYS) -> Frame:
    """Facts with how often each customer ordered lately, now and a year ago.

    Args:
        engine: holds the facts.
        facts: a row a customer, with ``key``.
        order_days: a row an order (``five_rs.Rhythm.order_days``).
        ends: last days of the years back; the first is the as-of date.
        days: length of the stretch to forecast; "lately" is measured in it.

    Returns:
        The facts beside ``lately_P_MOMENT``: orders in the last ``RECENT[P]`` times *days*, null for none at all.
    """
    day = nw.col("day")
    moments: tuple[tuple[Moment, int], ...] = (("now", ends[0]), ("year_ago", ends[1]))
    counts = {
        lately_name(place, moment): nw.when((day <= end) & (day > end - int(part * days)))
        .then(1)
        .otherwise(0)
        .sum()
        .cast(nw.Int32)
        for moment, end in moments
        for place, part in enumerate(RECENT)
    }
    (size,) = rows_of(order_days.select(orders=nw.len()))
    recent = passes(
        order_days.filter(day > ends[1] - int(max(RECENT) * days)), rows=int(size["orders"] or 0), key="key"
    )
    lately = store_in_passes(engine, "lately", (part.group_by("key").agg(**counts) for part in recent))
    return facts.join(lately, on="key", how="left")


def learn_orders(
    engine: Engine, order_days: Frame, firm: FirmRhythm, numbers: Numbers, *, days: int = DAYS
) -> OrderForecast | None:
    """Learn the forecast of the next *days* days from how past windows of this firm came out.

    Args:
        engine: holds the facts.
        order_days: a row an order.
        firm: its purchase process and as-of date.
        numbers: of all customers or of a sample, in an order that does not depend on the engine; ``key`` is used.
        days: to forecast.

    Returns:
        The forecast, or None where the purchase model has to speak alone: fewer than ten customers, or no past window.
    """
    keys = numbers["key"][np.isfinite(numbers["first_day"])]
    if firm.fit is None or keys.size < FEWEST:
        return None
    some = pa.array(keys[:: -(-keys.size // LEARNERS)].astype(np.int32))
    buyer, day = orders_of(engine, order_days, some)
    try:
        found, _ = forecast_orders(buyer=buyer, day=day, as_of=firm.until, horizon=days, process=firm.fit.process)
    except EstimationError:
        return None
    return found if found.past else None


def outlook_of(model: ValueModel, at: Standing, orders: FloatArray) -> Outlook:
    """The predictive distribution of the orders to come of the known rows of a block, and of their total.

    Its width is read off past windows, or is that of the purchase model where there are none.

    Args:
        model: what holds for all customers.
        at: where these stand now.
        orders: expected of each over ``model.soon``, shape (known rows,).
    """
    if model.forecast is not None:
        return model.forecast.spread.around(np.maximum(orders, LEAST), level_error=model.forecast.level_error)
    squared = second_moment(process=model.process, x=at.x, t_x=at.t_x, T=at.T, horizon=model.soon * YEAR)
    beyond = np.maximum(squared - orders**2 - orders, 1e-9)
    size = np.clip(orders**2 / beyond, 1e-6, 1e6)
    return Outlook(mean=np.maximum(orders, LEAST), size=np.asarray(size), level_error=USUAL_LEVEL_ERROR)
