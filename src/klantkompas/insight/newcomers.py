"""Customers who have yet to come: what one is worth, how many to expect a year, and what they are worth together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from klantkompas.engine import Frame, rows_of
from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.estimators.flows import discounted_time
from klantkompas.insight.equity import Range, around
from klantkompas.insight.facts import NEW_FACTS
from klantkompas.insight.service_cost import costs_of
from klantkompas.insight.value import (
    STEP,
    Earning,
    Standing,
    ValueModel,
    amounts_of,
    course,
    discounted,
    nearby,
)
from klantkompas.insight.yearly import Numbers

FEWEST = 10  # customers won in three years; with fewer, all customers say what a new one brings
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
    """What an average new customer is worth, from what those of the last three years bring and cost.

    The first order brings what first orders of all bring; later ones what an average order brings, to which those who
    buy often add more orders.

    Args:
        model: what holds for all customers.
        earning: the same, of money.
        columns: facts and yearly sums of all customers or of a sample.
        numbers: the same as numbers.
        covariance: of the logs of the parameters of the process.
    """
    everybody = np.isfinite(numbers["first_day"]) & np.isfinite(numbers["profit_12m"])
    lately = everybody & (np.nan_to_num(numbers["first_day"]) > model.ends[3])
    rows = _just_begun(lately if np.count_nonzero(lately) >= FEWEST else everybody)
    amounts = amounts_of(model, earning, columns, numbers, rows, "now")
    costs = costs_of(
        earning.cost,
        numbers,
        rows.known,
        ends=model.ends,
        moment="now",
        years=model.horizon,
        discount=model.discount,
    )
    margin, cost = amounts.revenue * amounts.rate, costs.active
    repeats = numbers["orders"][rows.known] - 1.0
    often = repeats / repeats.mean() if repeats.sum() > 0 else np.ones(repeats.size)  # who buys often buys little
    whole = float(discounted_time(time=model.knots[-1:], discount=model.discount)[0])

    def worth(at: ValueModel) -> FloatArray:
        orders, time = discounted(
            model, course(at, _just_begun(np.ones(1, dtype=np.bool_))), model.horizon, model.discount
        )
        spent = cost * time + costs.afterwards * np.maximum(whole - time, 0.0)
        return np.asarray((1.0 + orders * often) * margin - spent)

    each = worth(model)
    slope = np.array([(worth(replace(model, process=one)) - each).mean() / STEP for one in nearby(model.process)])
    variance = float(each.var()) / each.size + max(float(slope @ covariance @ slope), 0.0)
    return Newcomer(value=float(each.mean()), sd=float(np.sqrt(variance)))


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
