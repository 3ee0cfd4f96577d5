"""What a customer is worth: still active, orders and profit to come, and the value of some years, each with a range.

    value = sum over years of discount x (expected orders x margin an order - active time x cost of a year)

margin an order     own turnover an order and own margin rate, each drawn towards comparable customers, and brought from
                    the years in which the orders were to those ahead by how prices and orders of this firm grow
cost of a year      own hours and compensation, lately counting more; paid while active, and as long as somebody who
                    stopped ordering is still called and visited
range               90 %: leaving, pace, number and size of orders, margin, cost, and how much customers changed in the
                    last year beyond what the model expected

Everything is computed for a block of customers at a time and depends on no other customer in the block.
Source: METHODS 2 and 3; Reutterer, Platzer & Schroeder 2021 for orders.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.estimators.flows import Activity, Amounts, Flow, expected_flow, flow
from klantkompas.estimators.forecast import RECENT, OrderForecast, OrderHistory
from klantkompas.estimators.purchases import PurchaseProcess, ahead
from klantkompas.estimators.spend import PartsModel
from klantkompas.insight.service_cost import CostLevel, cost_rates, costs_of
from klantkompas.insight.yearly import YEAR, YEARS, Moment, Numbers, middles, weighted

MONEY_HALF_LIFE = 1.0  # years after which what was earned counts half
COMEBACK_HALF_LIFE = 1.5  # years of silence that usually halve the chance of coming back
MOST_COMEBACK = 0.9
REACH_90 = 1.6448536  # standard deviations either side that hold 90 %
HALF_GROWTH = 1.0  # years ahead after which growth is half of what it was
STEP = 1e-3  # of a parameter's logarithm


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """What orders bring and customers cost.

    Attributes:
        parts: what an order brings, in euros.
        groups: number of each group of comparable customers in ``parts``.
        cost: what customers cost.
        relation: how the log of the pace of who is new goes with the log of what an order brings (``tempo``).
        growth: of what an order of the same customer brings, a year, on the log scale.
        drift_sd: how much a customer's yearly margin changes beyond chance, standard deviation of its logarithm.
    """

    parts: PartsModel
    groups: Mapping[str, int]
    cost: CostLevel
    relation: float = 0.0
    growth: float = 0.0
    drift_sd: float = 0.0

    def grown(self, amounts: Amounts, age: FloatArray, *, years: float, discount: float) -> Amounts:
        """Amounts of past orders brought to those of so many years ahead; growth goes on, ever more slowly.

        Args:
            amounts: what an order of each row brought.
            age: years since those orders, on average, shape (rows,).
            years: ahead.
            discount: yearly rate.
        """
        middle = middles(years)
        ahead = (1.0 - 0.5 ** (middle / HALF_GROWTH)) * HALF_GROWTH / np.log(2.0)
        worth = (1.0 + discount) ** -middle
        factor = np.exp(self.growth * (age + float(ahead @ worth / worth.sum())))
        return replace(amounts, revenue=amounts.revenue * factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comeback:
    """How often who had left comes back: the longer ago, the less often.

    Attributes:
        chance: to order again within a year, of who has just left.
        half_life: years of silence that halve it.
    """

    chance: float = 0.0
    half_life: float = COMEBACK_HALF_LIFE

    def within(self, silent: FloatArray, years: float) -> FloatArray:
        """Chance to be back within so many years, from the years since the last order; shape (rows,)."""
        yearly = self.chance * 0.5 ** (silent / self.half_life)
        in_all = (1.0 - 0.5 ** (years / self.half_life)) / (1.0 - 0.5 ** (1.0 / self.half_life))
        return np.asarray(np.minimum(yearly * in_all, MOST_COMEBACK))


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueModel:
    """What holds for all customers of the firm, at both ends of the equity bridge.

    Attributes:
        process: how they order and leave, times in days.
        earning: what that brings and costs; None where margins or the cost of hours are unknown for all.
        ends: last days of the years back (``yearly.year_ends``).
        horizon: years ahead.
        discount: yearly rate.
        forecast: of the orders of the next year, by which those of the process are scaled; None: they stand.
        comeback: how often who had left comes back.
        spread: covariance of the logs of (r, alpha, a, b), where it adds to the range of one customer; else None.
        soon: years over which orders and profit to come are expected: twelve months, or what is held out to compare.
    """

    process: PurchaseProcess
    earning: Earning | None
    ends: tuple[int, ...]
    horizon: int
    discount: float
    forecast: OrderForecast | None = None
    comeback: Comeback = Comeback()
    spread: FloatArray | None = None
    soon: float = 1.0

    @property
    def knots(self) -> FloatArray:
        """Years from now at which the course of activity and orders is computed; in between it is interpolated."""
        if self.horizon == self.soon:
            return np.array([0.0, self.soon])
        return np.array([0.0, self.soon, self.soon + 0.375 * (self.horizon - self.soon), self.horizon])


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where customers with an order stand at a moment; rows as in the block, NaN for who had no order yet.

    Attributes:
        known: who had an order by then, and has not been declared ended.
        x, t_x, T: their history in days, for the rows of ``known`` only.
        lately: their orders in the last stretches of ``forecast.RECENT``, shape (known rows, stretches), where counted.
    """

    known: BoolArray
    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    lately: FloatArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What is to come at the knots of the model.

    Attributes:
        active: chance to be active without having left, shape (known rows, knots).
        orders: expected orders until then, those of who came back included, shape (known rows, knots).
        silent: years since the last order, shape (known rows,).
    """

    active: FloatArray
    orders: FloatArray
    silent: FloatArray


def numbers_of(columns: Mapping[str, pa.Array]) -> dict[str, FloatArray]:
    """The columns of a block that are numbers, or true and false, as float64 arrays, NaN for null."""
    kinds = (pa.types.is_integer, pa.types.is_decimal, pa.types.is_boolean)
    return {
        name: np.asarray(pc.fill_null(values.cast(pa.float64()), np.nan).to_numpy())
        for name, values in columns.items()
        if any(kind(values.type) for kind in kinds)
    }


def groups_of(groups: Mapping[str, int], columns: Mapping[str, pa.Array]) -> FloatArray:
    """The group number of every row; one beyond the last for who is in none."""
    place = pc.index_in(columns["group"].cast(pa.string()), pa.array(list(groups), pa.string()))
    return np.asarray(pc.fill_null(place, len(groups)).to_numpy(), dtype=np.float64)


def standing(numbers: Numbers, ends: tuple[int, ...], moment: Moment) -> Standing:
    """The purchase histories of a block at a moment."""
    now = moment == "now"
    until = ends[0 if now else 1]
    last = numbers["last_day" if now else "last_before"]
    orders = numbers["orders"] - (0 if now else numbers["all_orders_0"])
    with np.errstate(invalid="ignore"):
        known = (numbers["first_day"] <= until) & ~(numbers["ended_day"] <= until)
    first = numbers["first_day"][known]
    names = [lately_name(place, moment) for place in range(len(RECENT))]
    counted = all(name in numbers for name in names)
    lately = np.stack([np.nan_to_num(numbers[name][known]) for name in names], axis=1) if counted else None
    return Standing(known=known, x=orders[known] - 1, t_x=last[known] - first, T=until - first, lately=lately)


def lately_name(place: int, moment: Moment) -> str:
    """The column with the orders until a moment in the stretch of that place in ``forecast.RECENT``."""
    return f"lately_{place}_{moment}"


def order_history_of(at: Standing, horizon: int) -> OrderHistory:
    """The histories of the known rows of a block as a forecast takes them; their stretches must have been counted."""
    lately = np.zeros((at.x.size, len(RECENT))) if at.lately is None else at.lately
    return OrderHistory(horizon, at.x, at.t_x, at.T, np.zeros(at.x.size), lately)


def course(model: ValueModel, at: Standing, process: PurchaseProcess | None = None) -> Course:
    """Activity and orders of those who can still be customers, from their history; with other parameters if given.

    Orders are those of the process, all years of a customer scaled by what the forecast makes of his next one.
    """
    process, knots = process or model.process, model.knots[1:] * YEAR
    found = ahead(process=process, x=at.x, t_x=at.t_x, T=at.T, horizons=knots.tolist())
    known = found.purchases * _forecast_factor(model, at)[:, None]
    silent, pace = (at.T - at.t_x) / YEAR, YEAR * (process.r / process.k + at.x) / (process.alpha + at.t_x)
    back = [model.comeback.within(silent, years) * years / 2.0 for years in model.knots]  # on average half-way
    known += np.stack(back, axis=1) * ((1.0 - found.active[:, 0]) * pace)[:, None]
    return Course(np.minimum.accumulate(found.active, axis=1), known, silent)


def _forecast_factor(model: ValueModel, at: Standing) -> FloatArray:
    """Orders of the next year by the forecast, per order by the process; ones where there is no forecast."""
    if model.forecast is None or at.lately is None:
        return np.ones(at.x.size)
    return model.forecast.factor(order_history_of(at, model.forecast.horizon))


def _between(knots: FloatArray, times: FloatArray) -> FloatArray:
    """Weights that interpolate from the knots to times, shape (knots, times): a polynomial in log(1 + t).

    Against exact evaluation over histories of 0 to 300 orders: within 0.25 % at every half year of five.
    """
    at, place = np.log1p(times), np.log1p(knots)
    apart = place[:, None] - place[None, :] + np.eye(place.size)
    gaps = (at[None, :, None] - place[None, None, :]) / apart[:, None, :]
    own = np.arange(place.size)
    gaps[own, :, own] = 1.0
    return np.asarray(gaps.prod(axis=2))


def discounted(model: ValueModel, seen: Course, years: float, discount: float) -> tuple[FloatArray, FloatArray]:
    """Expected orders and active time over some years, those of a year worth what its middle is; shape (rows,)."""
    middle = middles(years)
    worth = (1.0 + discount) ** -middle
    edges = _between(model.knots, np.arange(middle.size + 1.0) * (years / middle.size))
    orders = seen.orders @ (np.diff(edges, axis=1) @ worth)
    quarter = years / (4 * middle.size)
    quarters = np.asarray((np.arange(4 * middle.size) + 0.5) * quarter, dtype=np.float64)
    weights = np.asarray(np.repeat(worth, 4) * quarter, dtype=np.float64)
    time = seen.active @ (_between(model.knots, quarters) @ weights)
    return np.maximum(orders, 0.0), np.maximum(time, 0.0)


def activity_of(
    model: ValueModel, at: Standing, seen: Course, pace: FloatArray, years: float, discount: float
) -> Activity:
    """When the known rows of a block are active and how often they order, over so many years; *pace*: of ``tempo``."""
    orders, time = discounted(model, seen, years, discount)
    knots = np.append(model.knots[model.knots < years], years)
    active = np.minimum.accumulate(np.clip(seen.active @ _between(model.knots, knots), 0.0, 1.0), axis=1)
    return Activity(
        knots=knots,
        active=active,
        back=model.comeback.within(seen.silent, years),
        time=time,
        events=orders * pace,
        pace_shape=model.process.r + model.process.k * at.x,
        drift_sd=model.earning.drift_sd if model.earning else 0.0,
    )


def order_sums(numbers: Numbers, moment: Moment) -> dict[str, FloatArray]:
    """Effective orders of each row with their turnover, squares and margin (euros), older years counting less."""
    plain = weighted(numbers, "orders", moment, MONEY_HALF_LIFE)
    twice = weighted(numbers, "orders", moment, MONEY_HALF_LIFE, power=2.0)
    scale = np.divide(plain, twice, out=np.zeros_like(plain), where=twice > 0)
    sums = {name: scale * weighted(numbers, name, moment, MONEY_HALF_LIFE) for name in ("revenue", "margin", "squares")}
    return {
        "events": scale * plain,
        "revenue": sums["revenue"] / 100.0,
        "revenue_squared": sums["squares"],
        "margin": sums["margin"] / 100.0,
    }


def order_age(numbers: Numbers, at: Standing, moment: Moment) -> FloatArray:
    """Years since the orders of each known row, on average as they count in ``order_sums``; 0 without any."""
    first = 0 if moment == "now" else 1
    weights = 0.5 ** (np.arange(YEARS - first) / MONEY_HALF_LIFE)
    orders = np.stack([np.nan_to_num(numbers[f"orders_{back}"][at.known]) for back in range(first, YEARS)], axis=1)
    count = orders @ weights
    spent = orders @ (weights * (np.arange(weights.size) + 0.5))
    return np.divide(spent, count, out=np.zeros_like(count), where=count > 0)


def amounts_of(
    model: ValueModel, earning: Earning, columns: Mapping[str, pa.Array], numbers: Numbers, at: Standing, moment: Moment
) -> Amounts:
    """What an order of each known row brought, in cents."""
    sums = {name: values[at.known] for name, values in order_sums(numbers, moment).items()}
    group = groups_of(earning.groups, columns)[at.known]
    own = earning.parts.shrunk(events=sums["events"], revenue=sums["revenue"], margin=sums["margin"], group=group)
    return Amounts(
        revenue=own.revenue * 100.0,
        log_sd=own.revenue_log_sd,
        rate=own.rate,
        rate_sd=own.rate_sd,
        scatter=float(np.expm1(earning.parts.within)) + 1.0 / model.process.k,
    )


def size_apart(
    earning: Earning, columns: Mapping[str, pa.Array], amounts: Amounts, at: Standing
) -> tuple[FloatArray, FloatArray]:
    """How far the log of what an order brings is from the usual of the group, and how much that differs in all.

    The second is the variance of the first over customers of whom as much is known; both of shape (known rows,).
    """
    group = groups_of(earning.groups, columns)[at.known].astype(np.intp)
    usual = earning.parts.centre[np.minimum(group, earning.parts.centre.size - 1)]
    apart = np.log(amounts.revenue / 100.0) - amounts.log_sd**2 / 2.0 - usual
    return apart, np.maximum(earning.parts.between - amounts.log_sd**2, 0.0)


def newness(model: ValueModel, at: Standing) -> FloatArray:
    """How much the pace of a customer is still that of all: 1 at the first order, near 0 once it is known."""
    return np.asarray(model.process.alpha / (model.process.alpha + at.T))


def tempo(
    model: ValueModel, earning: Earning, columns: Mapping[str, pa.Array], amounts: Amounts, at: Standing
) -> FloatArray:
    """Factor on the orders to come: who begins with large orders mostly orders seldom; near 1 once the pace is known.

    On average over customers it is 1.
    """
    apart, variance = size_apart(earning, columns, amounts, at)
    say = earning.relation * newness(model, at)
    return np.asarray(np.exp(np.clip(say * apart - say**2 * variance / 2.0, -3.0, 3.0)))


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """The money to come from a block of customers, in cents; shape (rows,), NaN where there was no order.

    Attributes:
        soon: profit of the next twelve months, or of what ``ValueModel.soon`` says.
        lifetime: value over the horizon.
        margin: the part of the lifetime value that orders bring, before cost.
        active_time, active_profit: years active in that time, and the profit while active.
    """

    soon: Flow
    lifetime: Flow
    margin: FloatArray
    active_time: FloatArray
    active_profit: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Valuation:
    """A block of customers valued; shape (rows,).

    Attributes:
        p_active: NaN where there was no order; 0 for who has been declared ended.
        orders: expected orders in the next twelve months (``ValueModel.soon``); NaN as ``p_active``.
        money: what they bring; None where margins or the cost of hours are unknown for all.
    """

    p_active: FloatArray
    orders: FloatArray
    money: Money | None


def valuation(model: ValueModel, columns: Mapping[str, pa.Array], numbers: Numbers) -> Valuation:
    """Value every customer of a block as of now.

    Args:
        model: what holds for all customers.
        columns: the block's facts beside its yearly sums.
        numbers: ``numbers_of`` the same.
    """
    at = standing(numbers, model.ends, "now")
    seen = course(model, at)
    orders = _placed(at, seen.orders[:, 1], numbers)
    active = _placed(at, seen.active[:, 0], numbers)
    if model.earning is None:
        return Valuation(active, orders, None)
    return Valuation(active, orders, _money(model, model.earning, columns, numbers, at, seen))


def _money(
    model: ValueModel,
    earning: Earning,
    columns: Mapping[str, pa.Array],
    numbers: Numbers,
    at: Standing,
    seen: Course,
) -> Money:
    amounts = amounts_of(model, earning, columns, numbers, at, "now")
    pace = tempo(model, earning, columns, amounts, at)
    moved = [] if model.spread is None else [course(model, at, one) for one in nearby(model.process)]
    rates = cost_rates(earning.cost, numbers, at.known, ends=model.ends, moment="now")
    age, past = order_age(numbers, at, "now"), amounts
    flows, activities = [], []
    for years, discount in ((model.soon, 0.0), (float(model.horizon), model.discount)):
        costs = rates.over(years=years, discount=discount)
        activity = activity_of(model, at, seen, pace, years, discount)
        amounts = earning.grown(past, age, years=years, discount=discount)
        activities.append((activity, amounts.revenue))
        found = flow(activity=activity, amounts=amounts, costs=costs, discount=discount)
        means = [
            expected_flow(
                activity=activity_of(model, at, one, pace, years, discount),
                amounts=amounts,
                costs=costs,
                discount=discount,
            )
            for one in moved
        ]
        found = _widened(model, found, means)
        parts = (found.mean, found.low, found.high, found.variance)
        flows.append(Flow(*(_placed(at, part, numbers) for part in parts)))
    soon, lifetime = activities
    time = soon[0].time
    early, margin = (activity.events * revenue * past.rate for activity, revenue in (soon, lifetime))
    profit = early - rates.active * time
    return Money(flows[0], flows[1], *(_placed(at, part, numbers) for part in (margin, time, profit)))


def _widened(model: ValueModel, found: Flow, means: list[FloatArray]) -> Flow:
    """A range with the uncertainty of the parameters in it (delta method).

    The two are independent, so their squares add up; ``means`` are those with each parameter moved by ``STEP``.
    """
    if model.spread is None:
        return found
    slopes = (np.stack(means) - found.mean) / STEP
    reach = REACH_90 * np.sqrt(np.maximum(np.einsum("ir,ij,jr->r", slopes, model.spread, slopes), 0.0))
    low = found.mean - np.hypot(found.mean - found.low, reach)
    return Flow(found.mean, low, found.mean + np.hypot(found.high - found.mean, reach), found.variance)


def nearby(process: PurchaseProcess) -> list[PurchaseProcess]:
    """The process with each of (r, alpha, a, b) in turn larger by ``STEP`` on the log scale."""
    return [
        replace(process, **{name: getattr(process, name) * float(np.exp(STEP))}) for name in ("r", "alpha", "a", "b")
    ]


def expected_value(
    model: ValueModel,
    earning: Earning,
    columns: Mapping[str, pa.Array],
    numbers: Numbers,
    *,
    moment: Moment,
    process: PurchaseProcess | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Chance to be active and mean lifetime value (cents) at a moment, shape (rows,) each; NaN before the first order.

    The same as ``valuation`` gives, without its ranges; with the parameters of another process where given.
    """
    at = standing(numbers, model.ends, moment)
    seen = course(model, at, process)
    amounts = amounts_of(model, earning, columns, numbers, at, moment)
    years, discount = model.horizon, model.discount
    costs = costs_of(earning.cost, numbers, at.known, ends=model.ends, moment=moment, years=years, discount=discount)
    pace = tempo(model, earning, columns, amounts, at)
    amounts = earning.grown(amounts, order_age(numbers, at, moment), years=years, discount=discount)
    activity = activity_of(model, at, seen, pace, model.horizon, model.discount)
    worth = expected_flow(activity=activity, amounts=amounts, costs=costs, discount=model.discount)
    return _placed(at, seen.active[:, 0], numbers, model.ends, moment), _placed(at, worth, numbers, model.ends, moment)


def _placed(
    at: Standing, values: FloatArray, numbers: Numbers, ends: tuple[int, ...] = (), moment: Moment = "now"
) -> FloatArray:
    """Values of the known rows in their places: 0 for who has been declared ended, NaN for who had no order yet."""
    first = numbers["first_day"]
    began = np.isfinite(first) if moment == "now" else first <= ends[1]
    whole = np.where(began, 0.0, np.nan)
    whole[at.known] = values
    return whole
