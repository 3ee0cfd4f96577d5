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
from klantkompas.insight.value import (
    COST_HALF_LIFE,
    YEAR,
    CostLevel,
    Earning,
    Numbers,
    Standing,
    ValueModel,
    activity_of,
    amounts_of,
    course,
    exposure,
    groups_of,
    order_sums,
    silence,
    standing,
    weighted,
)
from klantkompas.insight.yearly import YEARS
from klantkompas.rules import Rules

SAMPLE = 50_000
SURELY_ACTIVE = 0.9
USUAL_FADING = 0.5  # where nobody has been silent long enough to tell
LONG_ENOUGH = 0.5  # years in which cost was written, to count in what is usual


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
    if basis.margin == "unknown" or basis.rate == "unknown" or basis.hours_since is None:
        return model, LastYear()
    try:
        earning = _earning(model, columns, numbers, standing(numbers, model.ends, "now"), basis.hours_since)
    except EstimationError:
        return model, LastYear()  # nobody bought anything for money
    seen = _last_year(model, earning, columns, numbers)
    return replace(model, earning=replace(earning, drift_sd=seen.drift_sd)), seen


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
    """The median cost of a year of surely active customers, and the mean cost of a year of silence."""
    active = p_active(process=model.process, x=at.x, t_x=at.t_x, T=at.T)
    rows = {name: values[at.known] for name, values in numbers.items()}
    seen = exposure(rows, model.ends, since, "now")
    spent = weighted(rows, "cost", "now", COST_HALF_LIFE)
    usual = (active >= SURELY_ACTIVE) & (seen >= LONG_ENOUGH)
    rate = float(np.median(spent[usual] / seen[usual])) if usual.any() else float(spent.sum() / max(seen.sum(), 1.0))
    left = (1.0 - active) ** 2
    after, silent = silence(rows, model.ends, since, "now")
    lately = np.where(model.ends[0] - rows["last_day"] < 1.5 * YEAR, left, 0.0)
    asleep = float(lately @ after / max(float(lately @ silent), 1.0))
    return CostLevel(active=rate, asleep=asleep, fading=_fading(model, rows, left), size=_size(rows), since=since)


def _size(rows: Numbers) -> float:
    """Cost of one time, in cents, large ones weighing most."""
    total = float(sum(np.nan_to_num(rows[f"cost_{back}"]).sum() for back in range(YEARS)))
    squares = float(sum(np.nan_to_num(rows[f"cost_squares_{back}"]).sum() for back in range(YEARS)))
    return 10_000.0 * squares / total if total > 0 else 0.0


def _fading(model: ValueModel, rows: Numbers, left: FloatArray) -> float:
    """What the cost of the last year is of that of the year before, of those who ordered in neither."""
    long = np.where(rows["last_day"] <= model.ends[2], left, 0.0)
    before, now = (float(long @ np.nan_to_num(rows[f"cost_{back}"])) for back in (1, 0))
    return min(now / before, 1.0) if before > 0 else USUAL_FADING


def _last_year(model: ValueModel, earning: Earning, columns: Mapping[str, pa.Array], numbers: Numbers) -> LastYear:
    """The margins of last year against what the model, asked a year ago, would have expected and left to chance."""
    at = standing(numbers, model.ends, "year_ago")
    if not at.known.any():
        return LastYear()
    seen = course(model, at)
    nothing = np.zeros(at.x.size)
    costs = Costs(active=nothing, scatter=nothing + 1.0, asleep=nothing, asleep_scatter=nothing + 1.0, afterwards=0.0)
    amounts = amounts_of(model, earning, columns, numbers, at, "year_ago")
    found = flow(activity=activity_of(model, at, seen, 1, 0.0), amounts=amounts, costs=costs, discount=0.0)
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
