"""What customers cost in a year to come: hours and compensation, while they are active and after they fell silent.

    active    own cost a year, lately counting more, with a little of what is usual added
    silent    own cost since the last order, with a little of what is usual after such a silence, fading year by year

Most who fell silent are left alone; a few keep being called and visited. How unevenly that goes is learned from those
who were silent a year ago: number of times a year ~ Poisson, its mean ~ gamma around what is expected of each.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq

from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.estimators.flows import Costs
from klantkompas.insight.yearly import COST, YEAR, YEARS, Moment, Numbers, middles, weighted

HALF_LIFE = 1.0  # years after which what was spent counts half
PRIOR_YEARS = 0.15  # years of a usual customer's cost that are added to each one's own
SURELY_ACTIVE = 0.9
SURELY_LEFT = 0.5
LONG_ENOUGH = 0.5  # years in which cost was written, to count in what is usual
USUAL_FADING, USUAL_EVENNESS, USUAL_DRIFT = 0.5, 0.3, 0.3  # where nobody has been there long enough to tell
FEWEST = 10  # customers from whom any of the three is learned
MOST_UNEVEN, MOST_EVEN = 0.05, 20.0
OF_COST = (
    *("first_day", "last_day", "last_before", "cost_silent", "cost_silent_before"),
    *(f"{name}_{back}" for name in COST for back in range(YEARS)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLevel:
    """What customers usually cost, in cents a year.

    Attributes:
        active: one that is active.
        asleep: one that has just stopped ordering, and is still called and visited.
        fading: what is left of that, each next year of silence.
        size: cost of one time, in cents.
        uneven_size: the same, the mean in which large ones weigh most: squares divided by sum.
        evenness: gamma shape of how the times in silence are spread over customers of whom as many are expected.
        drift: how much the cost of an active customer changes beyond chance, standard deviation of its logarithm.
        since: first day (day number) from which costs are known.
    """

    active: float
    asleep: float
    fading: float
    size: float
    uneven_size: float
    since: int
    evenness: float = USUAL_EVENNESS
    drift: float = USUAL_DRIFT

    def faded(self, *, years: float, discount: float, early: float = 0.0) -> float:
        """The cost of silence over some years to come, a discounted year on average, as a part of that of last year.

        Args:
            years: how many, or a part of one.
            discount: yearly rate.
            early: years by which the fading has yet to begin.
        """
        middle = middles(years)
        worth = (1.0 + discount) ** -middle
        return float(self.fading ** (middle + 0.5 - early) @ worth / worth.sum())

    def none(self, cost: FloatArray) -> FloatArray:
        """Chance that a silence of which so much cost is expected takes none at all, shape (rows,)."""
        times = np.maximum(cost, 0.0) / max(self.size, 1.0)
        return np.asarray((1.0 + times / self.evenness) ** -self.evenness)


def exposure(numbers: Numbers, ends: tuple[int, ...], since: int, moment: Moment) -> FloatArray:
    """Years in which a row's cost was written down, older ones counting less as the costs do."""
    first = 0 if moment == "now" else 1
    begin = np.maximum(np.nan_to_num(numbers["first_day"]), since)
    edges = [*ends[first:], -np.inf]
    total = np.zeros(begin.size)
    for back, (end, before) in enumerate(pairwise(edges)):
        total += 0.5 ** (back / HALF_LIFE) * np.maximum(end - np.maximum(begin, before), 0.0) / YEAR
    return total


def silence(rows: Numbers, ends: tuple[int, ...], since: int, moment: Moment) -> tuple[FloatArray, FloatArray]:
    """Cost since the last order, of the last year at most, and the years that it took."""
    now = moment == "now"
    until, before = (ends[0], ends[1]) if now else (ends[1], ends[2])
    begin = np.maximum(np.maximum(rows["last_day" if now else "last_before"], since), before)
    after = np.nan_to_num(rows["cost_silent" if now else "cost_silent_before"])
    return after, np.maximum(until - begin, 0.0) / YEAR


def silent_for(rows: Numbers, ends: tuple[int, ...], moment: Moment) -> FloatArray:
    """Years since the last order, shape (rows,)."""
    now = moment == "now"
    return np.maximum(ends[0 if now else 1] - rows["last_day" if now else "last_before"], 0.0) / YEAR


def asleep_rate(level: CostLevel, rows: Numbers, ends: tuple[int, ...], moment: Moment) -> FloatArray:
    """Cost of a year of silence as it was lately, of each row, with a little of what is usual after such a silence."""
    after, silent = silence(rows, ends, level.since, moment)
    usual = level.asleep * level.fading ** silent_for(rows, ends, moment)
    return np.asarray((after + PRIOR_YEARS * usual) / (silent + PRIOR_YEARS))


def active_rate(
    level: CostLevel, rows: Numbers, ends: tuple[int, ...], moment: Moment
) -> tuple[FloatArray, FloatArray]:
    """Cost of an active year of each row, and the years in which it was seen."""
    seen = exposure(rows, ends, level.since, moment)
    spent = weighted(rows, "cost", moment, HALF_LIFE)
    return np.asarray((spent + PRIOR_YEARS * level.active) / (seen + PRIOR_YEARS)), seen


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CostRates:
    """Cost of a year of each row, and how sure that is, whatever the time ahead; cents, shape (rows,).

    Attributes:
        level: what customers usually cost.
        active: given active, from all cost.
        asleep: given left, from that since the last order, as it was lately.
        unknown: squared coefficient of variation of the rate while active.
        falls: the same of what falls in one year.
    """

    level: CostLevel
    active: FloatArray
    asleep: FloatArray
    unknown: FloatArray
    falls: FloatArray

    def over(self, *, years: float, discount: float) -> Costs:
        """Costs of so many years ahead, at a yearly rate of discount."""
        level = self.level
        asleep = self.asleep * level.faded(years=years, discount=discount)
        whole = np.maximum(asleep * years, 1e-3)
        none = level.none(whole)
        uneven = 1.0 + 1.0 / level.evenness + level.uneven_size / whole
        return Costs(
            active=self.active,
            scatter=np.asarray(self.unknown + self.falls / years) + level.drift**2,
            asleep=asleep,
            asleep_none=none,
            asleep_scatter=np.maximum((1.0 - none) * uneven - 1.0, 0.05),
            afterwards=level.asleep * level.faded(years=years, discount=discount, early=0.5),
        )


def cost_rates(
    level: CostLevel, numbers: Numbers, known: BoolArray, *, ends: tuple[int, ...], moment: Moment
) -> CostRates:
    """What the known rows cost a year.

    Args:
        level: what customers usually cost.
        numbers: yearly sums of a block.
        known: its rows that can have cost.
        ends: last days of the years back.
        moment: as seen from when.
    """
    rows = {name: numbers[name][known] for name in OF_COST if name in numbers}
    active, seen = active_rate(level, rows, ends, moment)
    unknown, falls = _scatter(rows, moment, seen, active)
    asleep = asleep_rate(level, rows, ends, moment)
    return CostRates(level=level, active=active, asleep=asleep, unknown=unknown, falls=falls)


def costs_of(
    level: CostLevel,
    numbers: Numbers,
    known: BoolArray,
    *,
    ends: tuple[int, ...],
    moment: Moment,
    years: float,
    discount: float,
) -> Costs:
    """Costs of the known rows over so many years ahead, at a yearly rate of discount; the rest as ``cost_rates``."""
    return cost_rates(level, numbers, known, ends=ends, moment=moment).over(years=years, discount=discount)


def _scatter(rows: Numbers, moment: Moment, seen: FloatArray, active: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Squared coefficient of variation of the cost to come: of its rate, and of what falls in one year."""
    spent = weighted(rows, "cost", moment, HALF_LIFE)
    squares = weighted(rows, "cost_squares", moment, HALF_LIFE) * 10_000.0
    twice = weighted(rows, "cost_squares", moment, HALF_LIFE, power=2.0) * 10_000.0
    shape = np.divide(spent**2, twice, out=np.zeros_like(spent), where=twice > 0) + 0.5
    falls = np.divide(squares, seen * active**2, out=np.ones_like(spent), where=seen * active > 0)
    return np.asarray(1.0 / shape), falls


def cost_level(
    rows: Numbers, *, ends: tuple[int, ...], since: int, active: FloatArray, active_before: FloatArray
) -> CostLevel:
    """What customers usually cost, from all of them or a sample.

    Args:
        rows: yearly sums, of those who can still be customers.
        ends: last days of the years back.
        since: first day (day number) from which costs are known.
        active: chance of each to be active now.
        active_before: the same a year ago; NaN before the first order.
    """
    seen, spent = exposure(rows, ends, since, "now"), weighted(rows, "cost", "now", HALF_LIFE)
    usual = (active >= SURELY_ACTIVE) & (seen >= LONG_ENOUGH)
    rate = float(np.median(spent[usual] / seen[usual])) if usual.any() else float(spent.sum() / max(seen.sum(), 1.0))
    size, uneven_size = _size(rows)
    fading = _fading(rows, ends, since, active_before)
    left = (1.0 - active) ** 2
    after, silent = silence(rows, ends, since, "now")
    middle = np.maximum(silent_for(rows, ends, "now") - silent / 2.0, 0.0)
    asleep = float(left @ after / max(float((left * silent) @ fading**middle), 1.0))
    level = CostLevel(active=rate, asleep=asleep, fading=fading, size=size, uneven_size=uneven_size, since=since)
    evenness, drift = _evenness(level, rows, ends, active_before), _drift(level, rows, ends, active_before)
    return replace(level, evenness=evenness, drift=drift)


def _size(rows: Numbers) -> tuple[float, float]:
    """Cost of one time, in cents: about the half of it in which large ones weigh most, and that."""
    total = float(sum(np.nan_to_num(rows[f"cost_{back}"]).sum() for back in range(YEARS)))
    squares = float(sum(np.nan_to_num(rows[f"cost_squares_{back}"]).sum() for back in range(YEARS)))
    uneven = 10_000.0 * squares / total if total > 0 else 0.0
    return 0.6 * uneven, uneven


def _were_silent(rows: Numbers, ends: tuple[int, ...], since: int, active_before: FloatArray) -> BoolArray:
    """Who had likely left a year ago, has not ordered since, and had been silent for a quarter by then."""
    silent = silence(rows, ends, since, "year_ago")[1]
    with np.errstate(invalid="ignore"):
        return (active_before < SURELY_LEFT) & (rows["last_day"] <= ends[1]) & (silent >= 0.25)


def _fading(rows: Numbers, ends: tuple[int, ...], since: int, active_before: FloatArray) -> float:
    """What the cost of a year of silence is of what it was just before."""
    then = _were_silent(rows, ends, since, active_before)
    if np.count_nonzero(then) < FEWEST:
        return USUAL_FADING
    after, silent = silence(rows, ends, since, "year_ago")
    before = float((after[then] / silent[then]).sum())
    return min(float(np.nan_to_num(rows["cost_0"][then]).sum()) / before, 1.0) if before > 0 else USUAL_FADING


def _evenness(level: CostLevel, rows: Numbers, ends: tuple[int, ...], active_before: FloatArray) -> float:
    """The evenness under which as many would have taken no cost at all as did."""
    then = _were_silent(rows, ends, level.since, active_before)
    if np.count_nonzero(then) < FEWEST or level.size <= 0:
        return USUAL_EVENNESS
    one = {name: values[then] for name, values in rows.items()}
    times = asleep_rate(level, one, ends, "year_ago") * level.fading / level.size
    none = float(np.count_nonzero(np.nan_to_num(one["cost_0"]) == 0.0))

    def too_many(log_shape: float) -> float:
        shape = np.exp(log_shape)
        return float(((1.0 + times / shape) ** -shape).sum()) - none

    low, high = np.log(MOST_UNEVEN), np.log(MOST_EVEN)
    if too_many(low) <= 0:
        return MOST_UNEVEN
    return MOST_EVEN if too_many(high) >= 0 else float(np.exp(brentq(too_many, low, high)))


def _drift(level: CostLevel, rows: Numbers, ends: tuple[int, ...], active_before: FloatArray) -> float:
    """The squared error of last year's cost beyond its variance, as a logarithm; the surest weigh most."""
    with np.errstate(invalid="ignore"):
        then = (active_before >= SURELY_ACTIVE) & (exposure(rows, ends, level.since, "year_ago") >= LONG_ENOUGH)
    if np.count_nonzero(then) < FEWEST or not level.active > 0:
        return USUAL_DRIFT
    one = {name: values[then] for name, values in rows.items()}
    rate, seen = active_rate(level, one, ends, "year_ago")
    chance = np.add(*_scatter(one, "year_ago", seen, rate))
    off = (np.nan_to_num(one["cost_0"]) / rate - active_before[then]) ** 2
    weight = 1.0 / (chance + 0.05) ** 2
    excess = float(weight @ (off - chance) / weight.sum())
    return float(np.sqrt(np.log1p(max(excess, 0.0))))
