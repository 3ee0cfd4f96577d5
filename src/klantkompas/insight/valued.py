"""Value, equity and duration together: learned once from all customers, then applied to each block of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from klantkompas.engine import Engine, Frame
from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.purchases import PurchaseFit
from klantkompas.insight.duration import Duration, Relations, contract_ends, danger_dates, duration
from klantkompas.insight.equity import BridgeLines, Cents, Range, Tally, Uncertainty, bridge_lines, equity, uncertainty
from klantkompas.insight.five_rs import FirmRhythm
from klantkompas.insight.forecast import DAYS, learn_orders
from klantkompas.insight.newcomers import Newcomer, future_customers, newcomer, won_by_year
from klantkompas.insight.profit import Grounds
from klantkompas.insight.relation.beliefs import Active, active_of
from klantkompas.insight.relation.types import TypeModel, type_model
from klantkompas.insight.seasons import Evenness, Seasons, evenness, seasons
from klantkompas.insight.share import ShareModel, market_share, share_columns, share_model
from klantkompas.insight.value import Valuation, ValueModel, expected_value, numbers_of, valuation
from klantkompas.insight.value_fit import columns_of, order_model, sampled, with_money
from klantkompas.insight.yearly import Numbers
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.intake import EPOCH

FEW = 1_000  # customers, up to which the uncertainty of the parameters is seen in the range of a single one
SLOPES = 2_000  # customers from whom it is seen how the sum moves with the parameters
HALF_EITHER_WAY = 0.25  # variance of the log of each parameter, where the fit could not tell
LEAST_HOURS = 183  # days of hours before the bridge begins, from which its opening can be known


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What is learned from all customers.

    Attributes:
        model: values each customer; None with ``reason``.
        common: what makes all values uncertain together; None where money is unknown.
        newcomer: value of a new customer; likewise.
        duration: how long relations last.
        bridged: whether the value of a year ago can be known.
        reason: why there is no model.
        bridge_reason: why there is no bridge.
        share: what customers spend in all.
        types: what kind of relation each customer is; None where nobody has ordered.
        seasons: the clocks on which customers order; None where there is no season.
        evenness: how evenly each group of customers orders.
    """

    model: ValueModel | None
    duration: Duration
    common: Uncertainty | None = None
    newcomer: Newcomer | None = None
    bridged: bool = False
    reason: str | None = None
    bridge_reason: str | None = None
    share: ShareModel | None = None
    types: TypeModel | None = None
    seasons: Seasons | None = None
    evenness: Evenness = field(default_factory=Evenness)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ValuedBlock:
    """A block of customers valued.

    Attributes:
        columns: figures of ``customers.parquet``, null where unknown.
        found: the valuation behind them.
        lifetime: value in whole cents, 0 where unknown.
        known: whose value is known.
        lines: their lines of the equity bridge, where there is one.
        active: who is active: the one belief behind ``p_active`` and the types; None where there are no types.
    """

    columns: Mapping[str, pa.Array]
    found: Valuation
    lifetime: Cents
    known: npt.NDArray[np.bool_]
    lines: BridgeLines | None
    active: Active | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmValue:
    """Value of the firm's customers as a whole; money in cents, None where unknown.

    Attributes:
        learned: from all customers, duration included.
        active: expected number of customers still active.
        equity: of present customers.
        bridge: opening, won, grown, shrunk, lost and closing.
        newcomer: value of a new customer, before what winning him costs.
        extra_year: profit of one more year of an active relation.
        future: value of customers who have yet to come.
        future_reason: why that is unknown, if it is.
        valued: customers whose value is known.
        market: our part of the market; None without its size.
    """

    learned: Learned
    active: float | None = None
    equity: Range | None = None
    bridge: Mapping[str, int] | None = None
    newcomer: Range | None = None
    extra_year: int | None = None
    future: Range | None = None
    future_reason: str = "profit_unknown"
    valued: int = 0
    market: Mapping[str, Any] | None = None


def with_contracts(ledger: Ledger, facts: Frame) -> Frame:
    """Facts with ``has_contract`` and the days of the last one beside them, null where there is none."""
    ends = contract_ends(ledger)
    if ends is None:
        names = ("has_contract", "contract_from", "contract_until")
        return facts.with_columns(**{name: nw.lit(None, nw.Int32) for name in names})
    return facts.join(ends, on="key", how="left")


def learn(
    ledger: Ledger,
    facts: Frame,
    order_days: Frame,
    firm: FirmRhythm,
    basis: Grounds,
    *,
    ends: tuple[int, ...],
    rows: int,
    days: int = DAYS,
) -> Learned:
    """Learn from all customers what each of them will be valued with.

    Args:
        ledger: the facts and their rules.
        facts: exact figures, yearly sums, orders lately and contracts of every customer.
        order_days: a row an order.
        firm: the rhythm of the firm.
        basis: what margins and the cost of hours lean on.
        ends: last days of the years back.
        rows: number of customers.
        days: of the stretch whose orders are forecast; those of ``with_lately``.
    """
    if firm.fit is None:
        return Learned(model=None, duration=Duration(basis=None, reason=firm.reason), reason=firm.reason)
    model = order_model(firm.fit.process, ends=ends, rules=ledger.rules)
    since = ledger.extents["transactions"].first or ends[0]
    lasting = _duration(ledger.engine, facts, model, since)
    columns = sampled(ledger.engine, facts, rows=rows)
    numbers = numbers_of(columns)
    model = replace(model, forecast=learn_orders(ledger.engine, order_days, firm, numbers, days=days))
    share = share_model(columns, numbers, until=ends[0], quantile=float(ledger.rules.value.share_quantile))
    model, last_year = with_money(model, basis, columns, numbers)
    shared = {**columns, **share_columns(share, columns, numbers)}
    found = seasons(ledger.engine, order_days, columns, until=ends[0])
    types = type_model(model, shared, numbers, rules=ledger.rules.typing, seasons=found)
    known = Learned(
        model=model,
        duration=lasting,
        share=share,
        types=types,
        seasons=found,
        evenness=evenness(columns),
    )
    if model.earning is None:
        return known
    covariance = _covariance(firm.fit)
    columns, numbers = _thinned(columns, numbers)
    earning = model.earning
    common = uncertainty(model, earning, columns, numbers, covariance=covariance, last_year=last_year)
    one = newcomer(model, earning, columns, numbers, covariance=covariance)
    if rows <= FEW:
        model = replace(model, spread=covariance)
    why_not = _no_bridge(since, earning.cost.since, ends)
    return replace(known, model=model, common=common, newcomer=one, bridged=why_not is None, bridge_reason=why_not)


def _thinned(columns: Mapping[str, pa.Array], numbers: Numbers) -> tuple[dict[str, pa.Array], dict[str, FloatArray]]:
    """Every so manyth row: enough for means, of which the parameters are moved one by one."""
    step = max(1, len(columns["key"]) // SLOPES)
    every = pa.array(np.arange(0, len(columns["key"]), step))
    return {name: values.take(every) for name, values in columns.items()}, {
        name: values[::step] for name, values in numbers.items()
    }


def _covariance(fit: PurchaseFit) -> FloatArray:
    return HALF_EITHER_WAY * np.eye(4) if fit.log_covariance is None else fit.log_covariance


def _no_bridge(facts_since: int, hours_since: int, ends: tuple[int, ...]) -> str | None:
    if facts_since > ends[1]:
        return "facts_too_short"
    return "hours_part_period" if hours_since > ends[1] - LEAST_HOURS else None


def _duration(engine: Engine, facts: Frame, model: ValueModel, since: int) -> Duration:
    names = ("first_day", "last_day", "orders", "began_day", "acquired_day", "ended_day", "since_before")
    counted = Relations(model, facts_since=since)
    for batch in engine.blocks(
        facts.select(*names, "has_contract", "contract_from", "contract_until", "customer_id").sort("customer_id")
    ):
        counted.add(numbers_of(columns_of(batch)))
    return duration(counted)


def valued_block(learned: Learned, columns: Mapping[str, pa.Array]) -> ValuedBlock | None:
    """Value a block of customers; None where there is no model.

    Args:
        learned: from all customers.
        columns: facts, yearly sums and contracts of the block.
    """
    model = learned.model
    if model is None:
        return None
    numbers = numbers_of(columns)
    valued = valuation(model, columns, numbers)
    types = learned.types
    active = None if types is None else active_of(model, columns, numbers, firm=types.firm)
    found = valued if active is None else replace(valued, p_active=active.placed)
    figures = {"p_active": found.p_active, "expected_transactions_12m": found.orders}
    begin, end = danger_dates(learned.duration, numbers, found.p_active, model.ends[0])
    shown = {name: _nullable(values) for name, values in figures.items()}
    shown |= {"danger_from": _whole(begin), "danger_to": _whole(end)}
    shown |= {} if learned.share is None else share_columns(learned.share, columns, numbers)
    if found.money is None or model.earning is None:
        nothing = np.zeros(found.p_active.size, np.int64)
        return ValuedBlock(columns=shown, found=found, lifetime=nothing, known=nothing > 0, lines=None, active=active)
    known = np.isfinite(numbers["profit_12m"]) & np.isfinite(found.money.lifetime.mean)
    lifetime = np.rint(np.where(known, found.money.lifetime.mean, 0.0)).astype(np.int64)
    shown |= _ranged("expected_profit_12m", found.money.soon, known)
    shown |= _ranged("lifetime_value", found.money.lifetime, known)
    lines = None
    if learned.bridged:
        lines = bridge_lines(model, model.earning, columns, numbers, lifetime, known, valued.p_active)
    return ValuedBlock(columns=shown, found=found, lifetime=lifetime, known=known, lines=lines, active=active)


def _nullable(values: FloatArray) -> pa.Array:
    return pa.array(values, mask=~np.isfinite(values))


def _whole(values: FloatArray) -> pa.Array:
    """Whole numbers, null where there is none."""
    return pa.array(np.rint(np.nan_to_num(values)).astype(np.int64), mask=~np.isfinite(values))


def _ranged(name: str, found: Any, known: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    ends = {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
    return {column: _whole(np.where(known, values, np.nan)) for column, values in ends.items()}


def values_to_come(
    learned: Learned, engine: Engine, facts: Frame, chosen: Frame
) -> tuple[npt.NDArray[np.int64], Cents] | None:
    """Lifetime values of chosen customers: their keys and cents; None where money is unknown.

    Args:
        learned: from all customers.
        engine: holds the facts.
        facts: exact figures and yearly sums of every customer.
        chosen: a frame with the ``key`` of each, once.
    """
    model = learned.model
    if model is None or model.earning is None:
        return None
    keys, cents = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for batch in engine.blocks(facts.join(chosen, on="key", how="inner")):
        columns = columns_of(batch)
        numbers = numbers_of(columns)
        worth = expected_value(model, model.earning, columns, numbers, moment="now")[1]
        known = np.isfinite(worth) & np.isfinite(numbers["profit_12m"])
        keys.append(numbers["key"][known].astype(np.int64))
        cents.append(np.rint(worth[known]).astype(np.int64))
    return np.concatenate(keys), np.concatenate(cents)


def acquisition_cost(cohorts: pa.Table) -> int | None:
    """What winning a customer cost in the last three years in which that is known, in cents; None where it never is.

    Args:
        cohorts: the lens ``break_even``, a row a cohort.
    """
    known = [row for row in cohorts.to_pylist() if row["complete"] and row["acquisition_cost"] is not None]
    lately = sorted(known, key=lambda row: int(row["cohort"]))[-3:]
    customers = sum(row["customers"] for row in lately)
    return (
        round(100 * sum(row["acquisition_cost"] * row["customers"] for row in lately) / customers) if lately else None
    )


def firm_value(
    ledger: Ledger,
    facts: Frame,
    learned: Learned,
    tally: Tally,
    *,
    ends: tuple[int, ...],
    acquisition_cost: int | None,
) -> FirmValue:
    """The firm as a whole, from what its customers add up to.

    Args:
        ledger: the facts and their rules.
        facts: exact figures and yearly sums of every customer.
        learned: from all customers.
        tally: what the blocks of customers added up to.
        ends: last days of the years back.
        acquisition_cost: of one customer, in cents; None where unknown.
    """
    market = market_share(ledger, facts, EPOCH + timedelta(days=ends[0]))
    if learned.common is None or learned.newcomer is None:
        return FirmValue(learned=learned, active=tally.active if learned.model else None, market=market)
    since = ledger.extents["transactions"].first or ends[0]
    won = won_by_year(facts, ends, facts_since=since)
    horizon, discount = ledger.rules.value.horizon_years, float(ledger.rules.profit.discount_rate)
    future = None
    if acquisition_cost is not None:
        future = future_customers(learned.newcomer, won, acquisition_cost, horizon=horizon, discount=discount)
    return FirmValue(
        learned=learned,
        active=tally.active,
        equity=equity(tally, learned.common),
        bridge=tally.bridge(),
        newcomer=learned.newcomer.range,
        extra_year=tally.extra_year(),
        future=future,
        future_reason="acquisition_cost_unknown" if acquisition_cost is None else "no_whole_year",
        valued=tally.customers,
        market=market,
    )
