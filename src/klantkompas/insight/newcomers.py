"""Customers who have yet to come: what one is worth, how many to expect a year, and what they are worth together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from klantkompas.engine import Frame, rows_of
from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.estimators.flows import discounted_time, expected_flow
from klantkompas.insight.equity import Range, around
from klantkompas.insight.facts import NEW_FACTS
from klantkompas.insight.profit import LONGEST_PAUSE
from klantkompas.insight.service_cost import costs_of
from klantkompas.insight.value import (
    STEP,
    Earning,
    Standing,
    ValueModel,
    activity_of,
    amounts_of,
    course,
    discounted,
    nearby,
    order_age,
    standing,
    tempo,
)
from klantkompas.insight.yearly import YEAR, Numbers

LATELY = 3  # years back in which customers count as new
FEWEST = 10  # of them; with fewer, all customers say what a new one brings
DAMPED = 0.5  # of a growth in newcomers, what is left the next year


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Value of a new customer over the horizon, first order included, before the cost of winning him; in cents."""

    value: float
    sd: float

    @property
    def range(self) -> Range:
        """The same with its 90 % range."""
        return around(self.value, self.sd)


def newcomer(
    model: ValueModel,
    earning: Earning,
    columns: Mapping[str, pa.Array],
    numbers: Numbers,
    *,
    covariance: FloatArray,
) -> Newcomer:
    """What an average new customer is worth: of those of the last three years what came so far, and what is to come.

    Where there are too few of them, all customers say it, as if each had just had his first order: the first brings
    what first orders of all bring; later ones what an average order brings, to which those who buy often add more.

    Args:
        model: what holds for all customers.
        earning: the same, of money.
        columns: facts and yearly sums of all customers or of a sample.
        numbers: the same as numbers.
        covariance: of the logs of the parameters of the process.
    """
    everybody = np.isfinite(numbers["first_day"]) & np.isfinite(numbers["profit_12m"])
    back = min(LATELY, model.horizon - 1)
    since = max(model.ends[back], earning.cost.since - LONGEST_PAUSE)  # their cost must be known from the beginning
    lately = everybody & (np.nan_to_num(numbers["first_day"]) > since)
    worth = (
        _so_far_and_to_come(earning, columns, numbers, lately, back)
        if np.count_nonzero(lately) >= FEWEST
        else _as_if_begun(model, earning, columns, numbers, everybody)
    )
    each = worth(model)
    slope = np.array([(worth(replace(model, process=one)) - each).mean() / STEP for one in nearby(model.process)])
    variance = float(each.var()) / each.size + max(float(slope @ covariance @ slope), 0.0)
    return Newcomer(value=float(each.mean()), sd=float(np.sqrt(variance)))


def _so_far_and_to_come(
    earning: Earning, columns: Mapping[str, pa.Array], numbers: Numbers, lately: BoolArray, back: int
) -> Callable[[ValueModel], FloatArray]:
    """Discounted value of each until the horizon after his first order, under a model."""
    rows = {name: values[lately] for name, values in numbers.items()}
    own = {name: values.filter(pa.array(lately)) for name, values in columns.items()}

    def worth(model: ValueModel) -> FloatArray:
        age = (model.ends[0] - rows["first_day"]) / YEAR
        whole = np.arange(model.horizon - back, model.horizon + 1)
        ahead = np.stack([_to_come(model, earning, own, rows, int(years)) for years in whole], axis=1)
        place = np.clip(model.horizon - age - whole[0], 0.0, back - 1e-9)
        after, part = place.astype(np.intp), place % 1.0
        row = np.arange(age.size)
        rest = ahead[row, after] * (1.0 - part) + ahead[row, after + 1] * part
        return np.asarray(_so_far(model, rows, age, back) + rest * (1.0 + model.discount) ** -age)

    return worth


def _so_far(model: ValueModel, rows: Numbers, age: FloatArray, years: int) -> FloatArray:
    """What each brought since his first order, discounted to that day by the middle of every year back."""
    total = np.zeros(age.size)
    for back in range(years):
        middle = np.where(age > back + 1.0, age - back - 0.5, np.maximum(age - back, 0.0) / 2.0)
        brought = np.nan_to_num(rows[f"margin_{back}"]) - np.nan_to_num(rows[f"cost_{back}"])
        total += np.where(age >= back, brought * (1.0 + model.discount) ** -middle, 0.0)
    return total


def _to_come(
    model: ValueModel, earning: Earning, columns: Mapping[str, pa.Array], rows: Numbers, years: int
) -> FloatArray:
    """Discounted value of each over so many years from now; nothing of who has been declared ended."""
    at = standing(rows, model.ends, "now")
    amounts = amounts_of(model, earning, columns, rows, at, "now")
    costs = costs_of(earning.cost, rows, at.known, ends=model.ends, moment="now", years=years, discount=model.discount)
    pace = tempo(model, earning, columns, amounts, at)
    amounts = earning.grown(amounts, order_age(rows, at, "now"), years=years, discount=model.discount)
    activity = activity_of(model, at, course(model, at), pace, years, model.discount)
    found = np.zeros(at.known.size)
    found[at.known] = expected_flow(activity=activity, amounts=amounts, costs=costs, discount=model.discount)
    return found


def _as_if_begun(
    model: ValueModel, earning: Earning, columns: Mapping[str, pa.Array], numbers: Numbers, everybody: BoolArray
) -> Callable[[ValueModel], FloatArray]:
    """Discounted value of each until the horizon as if he had just had his first order, under a model."""
    rows = _just_begun(everybody)
    amounts = amounts_of(model, earning, columns, numbers, rows, "now")
    years, discount = model.horizon, model.discount
    costs = costs_of(earning.cost, numbers, rows.known, ends=model.ends, moment="now", years=years, discount=discount)
    margin, repeats = amounts.revenue * amounts.rate, numbers["orders"][rows.known] - 1.0
    often = repeats / repeats.mean() if repeats.sum() > 0 else np.ones(repeats.size)  # who buys often buys little
    whole = float(discounted_time(time=model.knots[-1:], discount=discount)[0])

    def worth(at: ValueModel) -> FloatArray:
        orders, time = discounted(model, course(at, _just_begun(np.ones(1, dtype=np.bool_))), years, discount)
        spent = costs.active * time + costs.afterwards * np.maximum(whole - time, 0.0)
        return np.asarray((1.0 + orders * often) * margin - spent)

    return worth


def _just_begun(rows: BoolArray) -> Standing:
    """These rows as if each had just had his first order."""
    nothing = np.zeros(int(np.count_nonzero(rows)))
    return Standing(known=rows, x=nothing, t_x=nothing, T=nothing)


def won_by_year(facts: Frame, ends: tuple[int, ...], *, facts_since: int) -> list[int]:
    """How many customers were won in each of the last years, the latest first; only years whose beginning is known.

    Args:
        facts: ``first_day`` and ``since_before`` of every customer.
        ends: last days of the years back.
        facts_since: first day (day number) of the facts.
    """
    first, new = nw.col("first_day"), ~nw.col("since_before")
    years = [back for back in range(len(ends) - 1) if ends[back + 1] >= facts_since + NEW_FACTS]
    if not years:
        return []
    counts = {
        str(back): nw.when(new & (first <= ends[back]) & (first > ends[back + 1])).then(1).otherwise(0).sum()
        for back in years
    }
    (row,) = rows_of(facts.select(**counts))
    return [int(row[str(back)] or 0) for back in years]


def future_customers(
    one: Newcomer, won: Sequence[int], acquisition_cost: float, *, horizon: int, discount: float
) -> Range | None:
    """Value of the customers to come in the next years, after the cost of winning them, discounted to now; in cents.

    The number a year goes on as the last years' line does, its slope halved each next year. The range holds the value
    of one, the level of the line, and chance.

    Args:
        one: what a new customer is worth.
        won: customers won a year, the latest first.
        acquisition_cost: of one customer, in cents.
        horizon: years in which they come.
        discount: yearly rate.

    Returns:
        The range; None where no whole year of newcomers is known.
    """
    if not won:
        return None
    level, slope, overdispersion = _line(np.array(won[::-1], dtype=np.float64))
    ahead = np.arange(1, horizon + 1)
    numbers = np.maximum(level + slope * np.cumsum(DAMPED ** (ahead - 1.0)), 0.0)
    worth = (1.0 + discount) ** -(ahead - 0.5)
    net, total = one.value - acquisition_cost, float(numbers @ worth)
    level_sd = np.sqrt(overdispersion * max(level, 1.0) / len(won)) * float(worth.sum())
    chance = np.sqrt(overdispersion * float(np.maximum(numbers, 1.0) @ worth**2))
    return around(net * total, float(np.hypot(net * np.hypot(level_sd, chance), total * one.sd)))


def _line(won: FloatArray) -> tuple[float, float, float]:
    """Level at the last year and slope of a line through the counts, and their variance in units of the mean."""
    years = np.arange(won.size) - (won.size - 1.0)
    slope, level = np.polyfit(years, won, 1) if won.size >= 3 else (0.0, float(won.mean()))
    off = won - (level + slope * years)
    free = won.size - (2 if won.size >= 3 else 1)
    spread = float(off @ off) / free / max(float(won.mean()), 1.0) if free else 1.0
    return max(float(level), 0.0), float(slope), max(spread, 1.0)
