"""What is believed of each customer at the as-of date, in the terms in which the types of relation are defined.

spending    pace of ordering x turnover of an order, both drawn towards comparable customers; lately counts more
hours       written hours a year, lately counting more, drawn towards the usual customer; given asleep from the hours
            since the last order (else whoever just left would look like effort for nothing)
share       the estimate of ``insight.share``, with its range

Hours are counted by what they cost, at this customer's own cost of an hour. Source: METHODS 4.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from scipy.special import logit

from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.estimators.dormancy import Dormancy, fit_dormancy, p_awake
from klantkompas.estimators.relations import Beliefs
from klantkompas.insight.service_cost import PRIOR_YEARS, silence
from klantkompas.insight.value import REACH_90, Earning, Standing, ValueModel, amounts_of, standing
from klantkompas.insight.yearly import YEAR, Numbers, weighted

HALF_LIFE = 2.0  # years after which orders and hours count half
SPENDING_DRIFT = 0.06  # variance of the log of a year's spending, because needs and shares move
ASLEEP_YEARS = 0.3  # years of the customer's own hours, fading, that are added to those since the last order
UNEVEN = 1.3  # hours come in bursts: so many times the variance of hours that come one by one
LEAST_SHAPE = 0.5
USUAL_SHARE, USUAL_SPREAD = 0.4, 1.1  # log-odds of a share of which nothing is known: half of them are above 0.60
NARROWEST = 0.05  # standard deviation of the log-odds of a share
NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmHabits:
    """What holds for all customers, besides how they order and what that brings.

    Attributes:
        dormancy: how they fall asleep and wake.
        hour_cost: cents that an hour usually costs.
    """

    dormancy: Dormancy
    hour_cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Beliefs about the customers of a block that can have a type.

    Attributes:
        rows: which rows of the block those are: who has ordered.
        beliefs: of those rows.
    """

    rows: BoolArray
    beliefs: Beliefs


def held(model: ValueModel, columns: Mapping[str, pa.Array], numbers: Numbers, *, firm: FirmHabits) -> Held:
    """What is believed of every customer of a block that has ordered, also of who has been declared ended.

    Args:
        model: how customers order, and what that brings and costs.
        columns: facts, yearly sums and the columns of the share.
        numbers: the facts and yearly sums as numbers.
        firm: what else holds for all customers.
    """
    at = standing({**numbers, "ended_day": np.full(numbers["key"].size, np.nan)}, model.ends, "now")
    rows = {name: values[at.known] for name, values in numbers.items()}
    shares, active = _shares(columns, at.known), _active(firm.dormancy, rows, at, model.ends[0])
    if model.earning is None:
        nothing = np.full(at.x.size, NOTHING)
        names = ("spending", "spending_sd", "rate", "rate_sd", "effort", "effort_shape")
        plain = dict.fromkeys((*names, "asleep", "asleep_shape", "hour_cost"), nothing)
        return Held(at.known, Beliefs(active=active, known=nothing > 1.0, **plain, **shares))
    amounts = amounts_of(model, model.earning, columns, numbers, at, "now")
    pace, pace_variance = _pace(model, rows, at)
    beliefs = Beliefs(
        active=active,
        spending=np.maximum(pace * amounts.revenue / 100.0, NOTHING),
        spending_sd=np.sqrt(np.log1p(pace_variance) + amounts.log_sd**2 + SPENDING_DRIFT),
        rate=amounts.rate,
        rate_sd=amounts.rate_sd,
        known=np.isfinite(rows["profit_12m"]),
        **_hours(model, model.earning, rows, firm.hour_cost),
        **shares,
    )
    return Held(at.known, beliefs)


def firm_habits(model: ValueModel, numbers: Numbers) -> FirmHabits:
    """What else holds for all customers, from all of them or a sample.

    Args:
        model: how customers order.
        numbers: the facts and yearly sums as numbers.
    """
    at = standing(numbers, model.ends, "year_ago")
    ordered = numbers["all_orders_0"][at.known] > 0
    span = float(model.ends[0] - model.ends[1])
    dormancy = fit_dormancy(process=model.process, x=at.x, t_x=at.t_x, T=at.T, ordered=ordered, span=span)
    hours, cost = (float(np.nansum(numbers[name])) for name in ("hours_total", "service_cost_total"))
    return FirmHabits(dormancy=dormancy, hour_cost=max(100.0 * cost / hours, 1.0) if hours > 0 else 1.0)


def _active(dormancy: Dormancy, rows: Numbers, at: Standing, until: int) -> FloatArray:
    """Chance to be active; none for who has been declared ended."""
    with np.errstate(invalid="ignore"):
        ended = rows["ended_day"] <= until
    return np.where(ended, 0.0, p_awake(dormancy=dormancy, x=at.x, t_x=at.t_x, T=at.T))


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


def _hours(model: ValueModel, earning: Earning, rows: Numbers, hour_cost: float) -> dict[str, FloatArray]:
    """Hours of a year given active (all of them) and given asleep (those since the last order), with their shapes."""
    level, rate = earning.cost, _hour_cost(rows, hour_cost)
    since = np.maximum(rows["first_day"], level.since)
    spent, seen = weighted(rows, "cost", "now", HALF_LIFE), _counted(model.ends, since)
    twice = weighted(rows, "cost_squares", "now", HALF_LIFE, power=2.0) * 10_000.0
    shape = np.divide(spent**2, twice, out=np.zeros_like(spent), where=twice > 0)
    effort = (spent + PRIOR_YEARS * level.active) / (seen + PRIOR_YEARS)
    after, silent = silence(rows, model.ends, level.since, "now")
    faded = effort * level.fading ** ((model.ends[0] - rows["last_day"]) / YEAR)
    asleep = (after + ASLEEP_YEARS * faded) / (silent + ASLEEP_YEARS)
    return {
        "effort": np.maximum(effort / rate, NOTHING),
        "effort_shape": (shape + LEAST_SHAPE) / UNEVEN,
        "asleep": np.maximum(asleep / rate, NOTHING),
        "asleep_shape": (after / max(level.uneven_size, 1.0)) / UNEVEN + LEAST_SHAPE,
        "hour_cost": rate / 100.0,
    }


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
