"""What is believed of each customer at the as-of date, in the terms in which the types of relation are defined.

spending    pace of ordering x turnover of an order, both drawn towards comparable customers; lately counts more
hours       written hours a year, lately counting more, drawn towards the usual customer; given asleep only those that
            go on after the moment at which he fell asleep (else whoever just left would look like effort for nothing)
active      from the silence, and from the hours in it: calls and visits go on in a long gap, and mostly stop with who
            has left (``estimators.dormancy``)
share       the estimate of ``insight.share``, with its range

Hours are counted by what they cost, at this customer's own cost of an hour. Source: METHODS 4.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypedDict

import numpy as np
import pyarrow as pa
from scipy.special import logit

from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.estimators.dormancy import Awake, Dormancy, Service, awake, fit_dormancy
from klantkompas.estimators.relations import Beliefs
from klantkompas.estimators.season import Timing
from klantkompas.insight.seasons import Seasons
from klantkompas.insight.service_cost import PRIOR_YEARS, CostLevel
from klantkompas.insight.value import REACH_90, Earning, Standing, ValueModel, amounts_of, standing
from klantkompas.insight.yearly import (
    HANDLED,
    STRETCHES,
    YEAR,
    YEARS,
    Moment,
    Numbers,
    served_name,
    weighted,
)

HALF_LIFE = 2.0  # years after which orders and hours count half
SPENDING_DRIFT = 0.06  # variance of the log of a year's spending, because needs and shares move
USUAL_SERVED, SERVED_YEARS = 4.0, 0.3  # times a year, where nobody was served; years of what is usual added to his own
USUAL_BETWEEN, BETWEEN_TIMES = 0.75, 10.0  # part of the service that goes on between orders; times that it counts for
BETWEEN_SHAPE = 7.0  # gamma shape of how that part differs by customer
UNEVEN = 1.3  # hours come in bursts: so many times the variance of hours that come one by one
LEAST_SHAPE, LEAST_ASLEEP_SHAPE = 0.5, 0.3
ONCE_TIMES = 3.0  # times at the usual cost that are added to what serving a customer once costs
USUAL_SHARE, USUAL_SPREAD = 0.4, 1.1  # log-odds of a share of which nothing is known: half of them are above 0.60
NARROWEST = 0.05  # standard deviation of the log-odds of a share
NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmHabits:
    """What holds for all customers, besides how they order and what that brings.

    Attributes:
        dormancy: how they fall asleep and wake.
        hour_cost: cents that an hour usually costs.
        served: how often customers are served; None where no hours are known.
        seasons: the clocks on which they order, where there is a season.
    """

    dormancy: Dormancy
    hour_cost: float
    served: "Served | None" = None
    seasons: Seasons | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How often customers are usually served.

    Attributes:
        yearly: times a year while they order.
        between: part of that which goes on between orders.
        cost: cents of one time.
        left: what is left of it, each next year of silence, of who fell asleep.
        since: first day (day number) from which hours are known.
    """

    yearly: float
    between: float
    cost: float
    left: float
    since: int


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Beliefs about the customers of a block that can have a type.

    Attributes:
        rows: which rows of the block those are: who has ordered.
        beliefs: of those rows.
    """

    rows: BoolArray
    beliefs: Beliefs


def held(
    model: ValueModel,
    columns: Mapping[str, pa.Array],
    numbers: Numbers,
    *,
    firm: FirmHabits,
    active: "Active | None" = None,
) -> Held:
    """What is believed of every customer of a block that has ordered, also of who has been declared ended.

    Args:
        model: how customers order, and what that brings and costs.
        columns: facts, yearly sums and the columns of the share.
        numbers: the facts and yearly sums as numbers.
        firm: what else holds for all customers.
        active: who of them is active, where that has been reckoned.
    """
    found = active or active_of(model, columns, numbers, firm=firm)
    at, seen, chance = found.at, found.seen, found.chance
    rows = {name: values[at.known] for name, values in numbers.items()}
    shares = _shares(columns, at.known)
    if model.earning is None:
        nothing = np.full(at.x.size, NOTHING)
        names = ("spending", "spending_sd", "rate", "rate_sd", "effort", "effort_shape")
        plain = dict.fromkeys((*names, "asleep", "asleep_shape", "hour_cost"), nothing)
        return Held(at.known, Beliefs(active=chance, known=nothing > 1.0, **plain, **shares))
    amounts = amounts_of(model, model.earning, columns, numbers, at, "now")
    pace, pace_variance = _pace(model, rows, at)
    beliefs = Beliefs(
        active=chance,
        spending=np.maximum(pace * amounts.revenue / 100.0, NOTHING),
        spending_sd=np.sqrt(np.log1p(pace_variance) + amounts.log_sd**2 + SPENDING_DRIFT),
        rate=amounts.rate,
        rate_sd=amounts.rate_sd,
        known=np.isfinite(rows["profit_12m"]),
        **_hours(model, model.earning, rows, firm, seen),
        **shares,
    )
    return Held(at.known, beliefs)


@dataclass(frozen=True, slots=True, eq=False)
class Active:
    """Who of a block is active.

    Attributes:
        at: where those stand who have ordered, also who has been declared ended.
        seen: what silence and service say of them.
        chance: of them; none for who has been declared ended.
    """

    at: Standing
    seen: Awake
    chance: FloatArray

    @property
    def placed(self) -> FloatArray:
        """The chance of every row of the block: ``p_active``; NaN where there was no order."""
        whole = np.full(self.at.known.size, np.nan)
        whole[self.at.known] = self.chance
        return whole


def active_of(model: ValueModel, columns: Mapping[str, pa.Array], numbers: Numbers, *, firm: FirmHabits) -> Active:
    """The chance to be active of every customer of a block that has ordered.

    Args:
        model: how customers order.
        columns: ``group``, where there is a season.
        numbers: the facts and yearly sums as numbers.
        firm: what else holds for all customers.
    """
    at = standing({**numbers, "ended_day": np.full(numbers["key"].size, np.nan)}, model.ends, "now")
    rows = {name: values[at.known] for name, values in numbers.items()}
    service = None if firm.served is None else _service(firm.served, rows, at, model.ends, "now")
    seen = awake(dormancy=firm.dormancy, service=service, **_histories(firm.seasons, columns, rows, at, "now"))
    with np.errstate(invalid="ignore"):
        ended = rows["ended_day"] <= model.ends[0]
    return Active(at, seen, np.where(ended, 0.0, seen.chance))


class _Histories(TypedDict):
    """Orders and silence of the known rows, on their clock."""

    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    timing: Timing | None


def _histories(
    seasons: Seasons | None, columns: Mapping[str, pa.Array], rows: Numbers, at: Standing, moment: Moment
) -> _Histories:
    if seasons is None:
        return _Histories(x=at.x, t_x=at.t_x, T=at.T, timing=None)
    last = rows["last_day" if moment == "now" else "last_before"]
    row = seasons.rows(columns["group"].filter(pa.array(at.known)))
    t_x = seasons.clock.at(row, last) - seasons.clock.at(row, rows["first_day"])
    return _Histories(x=at.x, t_x=t_x, T=t_x + (at.T - at.t_x), timing=Timing(seasons.clock, row, last))


def firm_habits(
    model: ValueModel, columns: Mapping[str, pa.Array], numbers: Numbers, *, seasons: Seasons | None
) -> FirmHabits:
    """What else holds for all customers, from all of them or a sample.

    Args:
        model: how customers order.
        columns: ``group``, where there is a season.
        numbers: the facts and yearly sums as numbers.
        seasons: the clocks on which they order, where there is a season.
    """
    served = None if model.earning is None else _usually_served(numbers, model.ends, model.earning.cost)
    at = standing(numbers, model.ends, "year_ago")
    rows = {name: values[at.known] for name, values in numbers.items()}
    dormancy = fit_dormancy(
        process=model.process if seasons is None else seasons.process,
        **_histories(seasons, columns, rows, at, "year_ago"),
        ordered=rows["all_orders_0"] > 0,
        span=float(model.ends[0] - model.ends[1]),
        service=None if served is None else _service(served, rows, at, model.ends, "year_ago"),
    )
    hours, cost = (float(np.nansum(numbers[name])) for name in ("hours_total", "service_cost_total"))
    hour_cost = max(100.0 * cost / hours, 1.0) if hours > 0 else 1.0
    return FirmHabits(dormancy=dormancy, hour_cost=hour_cost, served=served, seasons=seasons)


def _usually_served(numbers: Numbers, ends: tuple[int, ...], level: CostLevel) -> Served:
    """How often customers are usually served, and how much of it goes on between orders.

    The second from the silences of a year ago that were not longer than a usual gap and ended since.
    """
    now, then = (standing(numbers, ends, moment) for moment in ("now", "year_ago"))
    own, years = _own_served(numbers, ends, level.since, "now")
    times = float(own[now.known].sum())
    yearly = (times + USUAL_SERVED) / (float(years[now.known].sum()) + 1.0)
    cost = float(sum(np.nansum(numbers[f"cost_{back}"]) for back in range(YEARS)))
    times += float(_stretches(numbers, "now").sum())
    once = max(cost / max(times, 1.0), 1.0)
    known = Served(yearly=yearly, between=1.0, cost=once, left=level.fading, since=level.since)
    rows = {name: values[then.known] for name, values in numbers.items()}
    usual = (rows["all_orders_0"] > 0) & (then.x > 0) & (then.T - then.t_x <= then.t_x / np.maximum(then.x, 1.0))
    service = _service(known, rows, then, ends, "year_ago").where(usual)
    expected = float((service.rate * service.days.sum(axis=1)).sum()) / YEAR
    between = (float(service.times.sum()) + USUAL_BETWEEN * BETWEEN_TIMES) / (expected + BETWEEN_TIMES)
    return replace(known, between=between)


def _own_served(numbers: Numbers, ends: tuple[int, ...], since: int, moment: Moment) -> tuple[FloatArray, FloatArray]:
    """Times that each customer was served until a month after his last order, and the years in which that was."""
    now = moment == "now"
    last = numbers["last_day" if now else "last_before"]
    until = np.minimum(last + HANDLED, ends[0 if now else 1])
    years = np.maximum(until - np.maximum(numbers["first_day"], since), 0.0) / YEAR
    return np.nan_to_num(numbers[served_name(moment)]), np.nan_to_num(years)


def _stretches(numbers: Numbers, moment: Moment) -> FloatArray:
    """Times served in each stretch of the silence, shape (rows, stretches)."""
    names = [served_name(moment, place) for place in range(len(STRETCHES) + 1)]
    return np.stack([np.nan_to_num(numbers[name]) for name in names], axis=1)


def _service(served: Served, rows: Numbers, at: Standing, ends: tuple[int, ...], moment: Moment) -> Service:
    """How often each known row was served in its silence, and is expected to be while active."""
    own, years = _own_served(rows, ends, served.since, moment)
    rate = served.between * (own + SERVED_YEARS * served.yearly) / (years + SERVED_YEARS)
    until, silent = ends[0 if moment == "now" else 1], at.T - at.t_x
    begin = np.maximum(HANDLED, silent - (until - served.since))
    edges = np.concatenate([np.zeros(1), np.asarray(STRETCHES, dtype=np.float64), np.full(1, np.inf)])
    low, high = silent[:, None] - edges[1:], silent[:, None] - edges[:-1]
    begin = np.maximum(low, begin[:, None])
    return Service(
        rate=rate,
        shape=1.0 / (1.0 / BETWEEN_SHAPE + 1.0 / (own + 1.0)),
        begin=begin,
        days=np.maximum(high - begin, 0.0),
        times=_stretches(rows, moment),
        left=served.left,
    )


def _counted(ends: tuple[int, ...], since: FloatArray) -> FloatArray:
    """Years since a day of each row, older ones counting less."""
    edges = [*map(float, ends), -np.inf]
    total = np.zeros(since.size)
    for back, (end, before) in enumerate(pairwise(edges)):
        total += 0.5 ** (back / HALF_LIFE) * np.maximum(end - np.maximum(since, before), 0.0) / YEAR
    return total


def _pace(model: ValueModel, rows: Numbers, at: Standing) -> tuple[FloatArray, FloatArray]:
    """Orders a year while active, and the squared coefficient of variation of that."""
    process = model.process
    orders = weighted(rows, "all_orders", "now", HALF_LIFE)
    lately = np.divide(orders, at.x + 1.0, out=np.ones_like(orders), where=orders > 0)
    stages = process.r + process.k * at.x * np.minimum(lately, 1.0)
    time = process.alpha / YEAR + _counted(model.ends, rows["first_day"])
    return stages / time / process.k, 1.0 / (process.r + process.k * at.x)


def _hours(model: ValueModel, earning: Earning, rows: Numbers, firm: FirmHabits, seen: Awake) -> dict[str, FloatArray]:
    """Hours of a year given active (all of them) and given asleep (those that go on), with their shapes."""
    level, rate = earning.cost, _hour_cost(rows, firm.hour_cost)
    since = np.maximum(rows["first_day"], level.since)
    spent, years = weighted(rows, "cost", "now", HALF_LIFE), _counted(model.ends, since)
    twice = weighted(rows, "cost_squares", "now", HALF_LIFE, power=2.0) * 10_000.0
    shape = np.divide(spent**2, twice, out=np.zeros_like(spent), where=twice > 0)
    effort = (spent + PRIOR_YEARS * level.active) / (years + PRIOR_YEARS)
    asleep = seen.served * _cost_of_once(rows, firm)
    return {
        "effort": np.maximum(effort / rate, NOTHING),
        "effort_shape": (shape + LEAST_SHAPE) / UNEVEN,
        "asleep": np.maximum(asleep / rate, NOTHING),
        "asleep_shape": np.maximum(seen.served_shape / UNEVEN, LEAST_ASLEEP_SHAPE),
        "hour_cost": rate / 100.0,
    }


def _cost_of_once(rows: Numbers, firm: FirmHabits) -> FloatArray:
    """Cents that it costs to serve each customer once, drawn towards what is usual."""
    usual = firm.served.cost if firm.served is not None else 1.0
    cost = np.sum([np.nan_to_num(rows[f"cost_{back}"]) for back in range(YEARS)], axis=0)
    times = np.nan_to_num(rows[served_name("now")]) + _stretches(rows, "now").sum(axis=1)
    return np.asarray((cost + ONCE_TIMES * usual) / (times + ONCE_TIMES))


def _hour_cost(rows: Numbers, usual: float) -> FloatArray:
    """What an hour of each customer costs, in cents: his own, or the usual one where he had none."""
    hours, cost = (np.nan_to_num(rows[name]) for name in ("hours_total", "service_cost_total"))
    own = np.divide(100.0 * cost, hours, out=np.full(hours.size, usual), where=(hours > 0) & (cost > 0))
    return np.asarray(own)


def _shares(columns: Mapping[str, pa.Array], chosen: BoolArray) -> dict[str, FloatArray]:
    """The share as log-odds, with a spread below and above that reach the ends of its range of 90 %."""
    names = ("share", "share_low", "share_high")
    found = [columns[name].to_numpy(zero_copy_only=False)[chosen] if name in columns else None for name in names]
    size = int(np.count_nonzero(chosen))
    middle, low, high = (np.full(size, np.nan) if one is None else _log_odds(one) for one in found)
    known = np.isfinite(middle)
    spreads = ((middle - low) / REACH_90, (high - middle) / REACH_90)
    below, above = (np.where(known, np.maximum(one, NARROWEST), USUAL_SPREAD) for one in spreads)
    return {"share": np.where(known, middle, USUAL_SHARE), "share_below": below, "share_above": above}


def _log_odds(share: FloatArray) -> FloatArray:
    return np.asarray(logit(np.clip(share, 1e-4, 1.0 - 1e-4)))
