"""What all customers of the firm have in common, learned once: the model that values each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.engine import Engine, Frame
from klantkompas.errors import EstimationError
from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.flows import Costs, flow
from klantkompas.estimators.purchases import PurchaseProcess, p_active
from klantkompas.estimators.spend import fit_parts_model
from klantkompas.insight.profit import Grounds
from klantkompas.insight.service_cost import CostLevel, cost_level
from klantkompas.insight.value import (
    COMEBACK_HALF_LIFE,
    MOST_COMEBACK,
    Comeback,
    Earning,
    Standing,
    ValueModel,
    activity_of,
    amounts_of,
    course,
    groups_of,
    newness,
    order_age,
    order_sums,
    size_apart,
    standing,
    tempo,
)
from klantkompas.insight.yearly import YEARS, Moment, Numbers
from klantkompas.rules import Rules

SAMPLE = 50_000
LOOSE_RELATION, MOST_RELATION, NEWTON_STEPS = 0.25, 2.0, 20
SEASONED, FEWEST_SEASONED = 5, 30  # orders after the first, and customers, from whom a pace is read
MOMENTS: tuple[Moment, Moment] = ("year_ago", "now")
USUAL_GROWTH, OWN_CHANGE = 0.03, 0.3  # standard deviations on the log scale: over firms, over customers of one
HALF_LIVES, LOOSE_HALF_LIFE = np.geomspace(0.5, 4.5, 15), 0.5  # years that are tried; spread of their logarithm
USUAL_COMEBACK, USUAL_WEIGHT = 0.05, 10.0  # chance of who has just left, and customers that it counts for


def columns_of(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """The columns of a block by name."""
    return {name: batch.column(name) for name in batch.schema.names}


def sampled(engine: Engine, facts: Frame, *, rows: int) -> dict[str, pa.Array]:
    """All customers by number, or every so manyth of them: the same ones whatever the engine's order.

    Args:
        engine: holds the facts.
        facts: exact figures beside yearly sums, a row a customer.
        rows: how many there are.
    """
    step = max(1, rows // SAMPLE)
    return columns_of(pa.Table.from_batches(list(_every(engine, facts, step))).combine_chunks().to_batches()[0])


def _every(engine: Engine, facts: Frame, step: int) -> Iterator[pa.RecordBatch]:
    passed = 0
    for batch in engine.blocks(facts.sort("customer_id")):
        chosen = np.arange(-passed % step, batch.num_rows, step)
        passed += batch.num_rows
        yield batch.take(pa.array(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class LastYear:
    """What the model would have said a year ago, against what came: margin of the customers of then, in cents.

    Attributes:
        expected, actual: margin of all together.
        drift_sd: how much single margins changed beyond chance, standard deviation of the logarithm.
    """

    expected: float = 0.0
    actual: float = 0.0
    drift_sd: float = 0.0

    @property
    def positive(self) -> bool:
        """Whether both are amounts of which a ratio says something."""
        return self.expected > 0 and self.actual > 0


def order_model(process: PurchaseProcess, *, ends: tuple[int, ...], rules: Rules) -> ValueModel:
    """The model as far as orders go: who is active, and what is to come.

    Args:
        process: the purchase process of the firm.
        ends: last days of the years back.
        rules: horizon and discount rate.
    """
    horizon, discount = rules.value.horizon_years, float(rules.profit.discount_rate)
    return ValueModel(process=process, earning=None, ends=ends, horizon=horizon, discount=discount)


def with_money(
    model: ValueModel, basis: Grounds, columns: Mapping[str, pa.Array], numbers: Numbers
) -> tuple[ValueModel, LastYear]:
    """The model with what orders bring and customers cost, as far as that is known, and how it did last year.

    Args:
        model: as far as orders go.
        basis: what margins and the cost of hours lean on.
        columns: facts and yearly sums of all customers or of a sample.
        numbers: the same as numbers.
    """
    model = replace(model, comeback=comeback(model, numbers))
    if basis.margin == "unknown" or basis.rate == "unknown" or basis.hours_since is None:
        return model, LastYear()
    try:
        earning = _earning(model, columns, numbers, standing(numbers, model.ends, "now"), basis.hours_since)
    except EstimationError:
        return model, LastYear()  # nobody bought anything for money
    earning = replace(earning, relation=_relation(model, earning, columns, numbers))
    then, now = (order_growth(numbers, moment, within=earning.parts.within) for moment in MOMENTS)
    seen = _last_year(model, replace(earning, growth=then), columns, numbers)
    return replace(model, earning=replace(earning, growth=now, drift_sd=seen.drift_sd)), seen


def _earning(
    model: ValueModel, columns: Mapping[str, pa.Array], numbers: Numbers, at: Standing, hours_since: int
) -> Earning:
    names = sorted(name for name in pc.unique(columns["group"]).to_pylist() if name is not None)
    groups = {name: number for number, name in enumerate(names)}
    place = groups_of(groups, columns)
    sums = order_sums(numbers, "now")
    known = at.known & np.isfinite(numbers["profit_12m"])
    parts = fit_parts_model(**{name: values[known] for name, values in sums.items()}, group=place[known])
    return Earning(parts=parts, groups=groups, cost=_cost_level(model, numbers, at, hours_since))


def _cost_level(model: ValueModel, numbers: Numbers, at: Standing, since: int) -> CostLevel:
    rows = {name: values[at.known] for name, values in numbers.items()}
    active = p_active(process=model.process, x=at.x, t_x=at.t_x, T=at.T)
    then = standing(numbers, model.ends, "year_ago")
    before = np.full(at.known.size, np.nan)
    before[then.known] = p_active(process=model.process, x=then.x, t_x=then.t_x, T=then.T)
    return cost_level(rows, ends=model.ends, since=since, active=active, active_before=before[at.known])


def comeback(model: ValueModel, numbers: Numbers) -> Comeback:
    """How often customers came back in the last year, of those who had likely left by then, and how that fades.

    The half-life under which it is most likely who came back and who did not, near the usual one.

    Args:
        model: as far as orders go.
        numbers: facts and yearly sums of all customers or of a sample.
    """
    at = standing(numbers, model.ends, "year_ago")
    seen = course(model, at)
    left = 1.0 - seen.active[:, 0]
    gone = left > 0.5
    stayed = np.divide(seen.orders[:, 1], 1.0 - left, out=np.zeros_like(left), where=left < 1.0)
    ordinary = (1.0 - left) * -np.expm1(-stayed)
    ordered = numbers["all_orders_0"][at.known] > 0
    came = float((ordered - ordinary)[gone].sum()) + USUAL_COMEBACK * USUAL_WEIGHT
    best, found = -np.inf, Comeback()
    for half_life in HALF_LIVES:
        fading = (left * 0.5 ** (seen.silent / half_life))[gone]
        chance = min(max(came / (float(fading.sum()) + USUAL_WEIGHT), 0.0), MOST_COMEBACK)
        likely = np.clip(ordinary[gone] + chance * fading, 1e-6, 1.0 - 1e-6)
        plausible = -0.5 * (np.log(half_life / COMEBACK_HALF_LIFE) / LOOSE_HALF_LIFE) ** 2
        plausible += float(np.log(np.where(ordered[gone], likely, 1.0 - likely)).sum())
        if plausible > best:
            best, found = plausible, Comeback(chance=chance, half_life=float(half_life))
    return found


def order_growth(numbers: Numbers, moment: Moment, *, within: float) -> float:
    """By how much an order of the same customer brings more each year, on the log scale, drawn towards nothing.

    Args:
        numbers: yearly sums of all customers or of a sample: whoever ordered in two years that follow each other tells,
            by how well his change is known.
        moment: as seen from when.
        within: variance of the logarithm of what an order brings, from order to order.
    """
    precision, total = USUAL_GROWTH**-2, 0.0
    for back in range(0 if moment == "now" else 1, YEARS - 2):  # the last of the years holds all that is older
        (later, brought), (earlier, before) = (
            (numbers[f"orders_{one}"], numbers[f"revenue_{one}"]) for one in (back, back + 1)
        )
        both = (later > 0) & (earlier > 0) & (brought > 0) & (before > 0)
        n, m = later[both], earlier[both]
        change = np.log(brought[both] / n) - np.log(before[both] / m) + within / 2.0 * (1.0 / n - 1.0 / m)
        weight = 1.0 / (within * (1.0 / n + 1.0 / m) + OWN_CHANGE**2)
        precision, total = precision + float(weight.sum()), total + float(weight @ change)
    return total / precision


def _relation(model: ValueModel, earning: Earning, columns: Mapping[str, pa.Array], numbers: Numbers) -> float:
    """How pace goes with order size, among who was new a year ago, by what he ordered since.

    The most likely one, of counts with the spread of a gamma-Poisson of shape 1, near what holds of those who are known
    long.
    """
    model = replace(model, forecast=None, soon=1.0)
    at = standing(numbers, model.ends, "year_ago")
    amounts = amounts_of(model, earning, columns, numbers, at, "year_ago")
    size, differs = size_apart(earning, columns, amounts, at)
    usual = found = _seasoned_relation(at, size)
    new = newness(model, at)
    apart, variance = new * size, new**2 * differs
    expected, came = course(model, at).orders[:, 1], numbers["all_orders_0"][at.known]
    for _ in range(NEWTON_STEPS):
        mean = expected * np.exp(np.clip(found * apart - found**2 * variance / 2.0, -3.0, 3.0))
        slope = apart - found * variance
        gradient = float(slope @ ((came - mean) / (1.0 + mean))) - (found - usual) / LOOSE_RELATION**2
        information = float(slope**2 @ (mean / (1.0 + mean))) + LOOSE_RELATION**-2
        found = float(np.clip(found + np.clip(gradient / information, -0.5, 0.5), -MOST_RELATION, MOST_RELATION))
    return found


def _seasoned_relation(at: Standing, size: FloatArray) -> float:
    """Slope of log pace on log order size, of who ordered often; none where too few did."""
    rows = (at.x >= SEASONED) & (at.t_x > 0)
    if np.count_nonzero(rows) < FEWEST_SEASONED:
        return 0.0
    pace, size = np.log(at.x[rows] / at.t_x[rows]), size[rows] - size[rows].mean()
    return float(size @ pace) / max(float(size @ size), 1e-9)


def _last_year(model: ValueModel, earning: Earning, columns: Mapping[str, pa.Array], numbers: Numbers) -> LastYear:
    """The margins of last year against what the model, asked a year ago, would have expected and left to chance.

    The forecast of orders has no say in it: it learned from that same year.
    """
    model = replace(model, forecast=None, soon=1.0)
    at = standing(numbers, model.ends, "year_ago")
    if not at.known.any():
        return LastYear()
    seen = course(model, at)
    nothing = np.zeros(at.x.size)
    free = dict.fromkeys(("active", "asleep", "asleep_none"), nothing)
    costs = Costs(**free, scatter=nothing + 1.0, asleep_scatter=nothing + 1.0, afterwards=0.0)
    amounts = amounts_of(model, earning, columns, numbers, at, "year_ago")
    pace = tempo(model, earning, columns, amounts, at)
    amounts = earning.grown(amounts, order_age(numbers, at, "year_ago"), years=1.0, discount=0.0)
    found = flow(activity=activity_of(model, at, seen, pace, 1.0, 0.0), amounts=amounts, costs=costs, discount=0.0)
    actual = np.nan_to_num(numbers["margin_0"])[at.known]
    likely = seen.active[:, 0] > 0.5
    drift = _drift(found.mean[likely], found.variance[likely], actual[likely])
    return LastYear(expected=float(found.mean.sum()), actual=float(actual.sum()), drift_sd=drift)


def _drift(mean: FloatArray, variance: FloatArray, actual: FloatArray) -> float:
    """The squared error beyond the variance, in units of the squared mean; those with the least chance weigh most."""
    weight = np.divide(mean, variance + 0.05 * mean**2, out=np.zeros_like(mean), where=variance > 0) ** 2
    total = float(weight @ mean**2)
    excess = float(weight @ ((actual - mean) ** 2 - variance)) / total if total > 0 else 0.0
    return float(np.sqrt(np.log1p(max(excess, 0.0))))
