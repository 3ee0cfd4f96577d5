"""What every action would bring every customer it is for, in euros (METHODS 8.1).

    gain = uplift x worth of a success - hours x their cost - money - irritation

*worth* is the value of the relation if the action succeeds minus its value as it is, counted in the way that the
playbook names. The uplift is a belief of the playbook, or what ``effect`` measured. At stake and gain are two figures:
the first is the worth of a success, the second what is to be expected of trying.

Euros as floats: these are expectations, rounded to cents where they leave.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.advice.circumstances import BoolArray, Circumstances, FloatArray, all_hold
from klantkompas.advice.playbook import Action, Condition, Playbook, Uplift
from klantkompas.insight.windows import day_number
from klantkompas.rules import Rules

REACH_90 = 1.6448536  # standard deviations either side that hold 90 %
DAYS_A_YEAR = 365.25
OWN_HISTORY = 3.0  # orders after which a sleeper's own profit an order counts for half, and nothing for the rest
LEAST_ACTIVE = 0.25  # below it a value cannot be divided by the chance to be active
MOST_EXTRA = 1.0  # a customer does not do more than double what he buys
USUAL_YEARS = 5.0  # how long relations last, where that is not known

COLUMNS = (
    "customer_id", "name", "first_transaction", "transactions", "recency_days", "usual_gap_days", "overdue",
    "orders_per_year", "duration_days", "revenue_12m", "margin_12m", "hours_12m", "profit_12m", "profit_previous_12m",
    "profit_total", "break_even_hours_12m", "referral_value", "p_active", "expected_profit_12m",
    "expected_profit_12m_low", "expected_profit_12m_high", "lifetime_value", "lifetime_value_low",
    "lifetime_value_high", "share", "share_low", "share_high", "share_evidence", "type", "phase", "danger_from",
    "danger_to",
)  # fmt: skip


class Measured(NamedTuple):
    """What ``effect`` learned of one action: its uplift, and from how many customers of each arm."""

    mean: float
    sd: float
    treated: int
    held_out: int


Learned = Mapping[str, Measured | tuple[float, float, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What holds for the whole firm, in euros.

    Attributes:
        hour: cost of an hour; None where unknown: then nothing can be weighed.
        years: a yearly amount times this is its value over the horizon, later money and leaving counted.
        new_customer: value of a new customer; None where unknown.
        irritation: chance that a contact nobody asked for ends the relation.
    """

    hour: float | None
    years: float
    new_customer: float | None
    irritation: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Gains:
    """What could be done for whom: one row an offer, in the order of the customers.

    Attributes:
        customer: row of the customer.
        action: number of the action in ``codes``.
        at_stake: worth of a success.
        gain, spread: what is to be expected, and one standard deviation of that.
        unknown: the part of the spread that comes from not knowing the action.
        hours, cost: what it takes.
        codes: the actions.
    """

    customer: npt.NDArray[np.int64]
    action: npt.NDArray[np.int64]
    at_stake: FloatArray
    gain: FloatArray
    spread: FloatArray
    unknown: FloatArray
    hours: FloatArray
    cost: FloatArray
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Customers:
    """The figures that advice is based on, a row a customer.

    Attributes:
        ids, names: number and name.
        numbers: columns of ``customers.parquet`` and circumstances by name, NaN for null; money in euros, dates as
            day numbers.
        texts: ``type``, ``phase`` and ``share_evidence``, empty for null.
        facts: what is known beside the figures.
    """

    ids: pa.Array
    names: pa.Array
    numbers: Mapping[str, FloatArray]
    texts: Mapping[str, npt.NDArray[np.str_]]
    facts: Circumstances

    def __len__(self) -> int:
        return len(self.ids)

    def number(self, name: str) -> FloatArray:
        """A figure or circumstance; NaN for everybody where it is not known at all."""
        found = self.numbers.get(name)
        return np.full(len(self), np.nan) if found is None else found


def customers_of(table: pa.Table, facts: Circumstances, *, as_of: date) -> Customers:
    """The figures of ``customers.parquet`` as arrays.

    Args:
        table: its columns, those of ``COLUMNS``.
        facts: of the same rows.
        as_of: the date of the figures.
    """
    numbers, texts = {}, {}
    for name in table.schema.names:
        values = table[name].combine_chunks()
        if pa.types.is_string(values.type):
            texts[name] = np.asarray(pc.fill_null(values, "").to_numpy(zero_copy_only=False), dtype=np.str_)
        else:
            whole = values.cast(pa.int32()) if pa.types.is_date(values.type) else values
            numbers[name] = np.asarray(pc.fill_null(whole.cast(pa.float64()), np.nan).to_numpy(zero_copy_only=False))
    until = day_number(as_of)
    with np.errstate(invalid="ignore"):
        near = np.where(numbers["danger_to"] >= until, np.maximum(numbers["danger_from"] - until, 0.0), np.nan)
    return Customers(
        ids=table["customer_id"].combine_chunks(),
        names=table["name"].combine_chunks(),
        numbers=numbers | dict(facts.numbers) | {"days_to_danger": near},
        texts=texts,
        facts=facts,
    )


def before_hours(who: Customers, prices: Prices) -> tuple[Customers, BoolArray]:
    """The customers with, where hours are unknown, the value of their margin alone; and of whom that is.

    A year's margin, over the years to come, as far as they are still active: too much by what their hours will cost,
    and without a range.
    """
    margin, active = who.number("margin_12m"), who.number("p_active")
    estimated = active * margin * prices.years
    lacking = np.isnan(who.number("lifetime_value")) & np.isfinite(estimated) & (estimated > 0)
    value = np.where(lacking, estimated, who.number("lifetime_value"))
    profit = np.where(lacking & np.isnan(who.number("profit_12m")), margin, who.number("profit_12m"))
    return replace(who, numbers=dict(who.numbers) | {"lifetime_value": value, "profit_12m": profit}), lacking


def prices_of(summary: Mapping[str, Any], rules: Rules) -> Prices:
    """What holds for the whole firm, from its summary.

    Args:
        summary: of the customer base.
        rules: the settings that held.
    """
    basis, worth = summary.get("basis") or {}, summary.get("new_customer_value") or {}
    hour = basis.get("hourly_cost")
    if hour is None and summary.get("hours_12m"):
        spent = summary.get("service_cost_12m")
        hour = None if spent is None else Decimal(spent) / Decimal(summary["hours_12m"])
    lasting = (summary.get("duration") or {}).get("mean_years") or USUAL_YEARS
    middle = np.arange(rules.value.horizon_years) + 0.5
    years = float(np.exp(-middle / float(lasting)) @ (1.0 + float(rules.profit.discount_rate)) ** -middle)
    new = worth.get("value")
    return Prices(
        hour=None if hour is None else float(hour),
        years=years,
        new_customer=None if new is None else float(new),
        irritation=float(rules.advice.irritation),
    )


# --- for whom ---------------------------------------------------------------------------------------------------------


def is_for(action: Action, who: Customers) -> BoolArray:
    """For whom an action is, by type, phase and conditions; what is not known never holds."""
    masks = [_met(one, who) for one in action.when]
    if action.types:
        masks.append(np.isin(who.texts["type"], action.types))
    if action.phases:
        masks.append(np.isin(who.texts["phase"], action.phases))
    return all_hold(masks, len(who))


def _met(condition: Condition, who: Customers) -> BoolArray:
    if condition.operator in ("is", "is_not"):
        told = who.texts[condition.column]
        same = told == condition.value
        return np.asarray(same if condition.operator == "is" else ~same & (told != ""))
    value, than = who.number(condition.column), float(condition.value)
    with np.errstate(invalid="ignore"):
        match condition.operator:
            case ">=":
                return np.asarray(value >= than)
            case "<=":
                return np.asarray(value <= than)
            case ">":
                return np.asarray(value > than)
    with np.errstate(invalid="ignore"):
        return np.asarray(value < than)


def is_allowed(action: Action, who: Customers, rules: Rules, *, as_of: date) -> BoolArray:
    """To whom it may be done now: consent, contact pressure, cool-down, and what people decided.

    What a customer asked for himself, or what we owe him, asks for no consent and is no pressure.
    """
    facts = who.facts
    masks = [~facts.ended]
    last = facts.done.get(action.code)
    if last is not None and action.cool_down_days:
        masks.append(~(last > day_number(as_of) - action.cool_down_days))
    if action.need == "must":
        return all_hold(masks, len(who))
    masks.append(~np.isin(np.arange(len(who)), list(facts.decided)))
    masks.append(_agreed(action, facts))
    if action.channel != "none":
        masks.append(facts.contacts < rules.advice.most_contacts)
    return all_hold(masks, len(who))


def is_resting(playbook: Playbook, who: Customers, *, as_of: date) -> BoolArray:
    """Who had an action, or was left alone of it, that still has to cool down and has time left to succeed."""
    until, resting = day_number(as_of), np.zeros(len(who), bool)
    for action in playbook.actions.values():
        last = who.facts.done.get(action.code)
        if last is not None:
            resting |= last > until - min(action.cool_down_days, action.success_days)
    return resting


def _agreed(action: Action, facts: Circumstances) -> BoolArray:
    """Consent: a recorded no is a no; for a natural person only a recorded yes is a yes."""
    told = {"call": facts.may_call, "mail": facts.may_mail}.get(action.channel)
    if told is None:
        return np.ones(facts.person.size, bool)
    return np.asarray((told == 1) | (np.isnan(told) & ~facts.person))


# --- worth of a success -----------------------------------------------------------------------------------------------


class _Worth(NamedTuple):
    """Worth of a success for every customer, and one standard deviation of it; NaN where unknown."""

    euros: FloatArray
    sd: FloatArray


class _Scale(NamedTuple):
    """What a way of counting is given: the action and the prices of the firm."""

    action: Action
    prices: Prices

    @property
    def hour(self) -> float:
        """Cost of an hour; nothing where unknown, and then nothing is offered either."""
        return self.prices.hour or 0.0


def _value_sd(who: Customers) -> FloatArray:
    return np.asarray((who.number("lifetime_value_high") - who.number("lifetime_value_low")) / (2 * REACH_90))


def _woken(who: Customers, scale: _Scale) -> _Worth:
    """Value of the customer he was (own pace, own profit an order, drawn to nothing where few), minus value now.

    Where hours are unknown, what he was is the margin of the last twelve months.
    """
    gap, orders = who.number("usual_gap_days"), who.number("transactions")
    pace = np.where(np.isnan(gap), who.number("orders_per_year"), DAYS_A_YEAR / np.maximum(gap, 1.0))
    own = who.number("profit_total") / orders * (orders / (orders + OWN_HISTORY))
    yearly = np.where(np.isnan(own), who.number("margin_12m"), own * pace)
    awake = yearly * scale.prices.years
    euros = awake - np.maximum(who.number("lifetime_value"), 0.0)
    return _Worth(euros, np.abs(awake) / np.sqrt(orders))


def _kept(who: Customers, scale: _Scale) -> _Worth:  # noqa: ARG001
    """Value if he stays: his value now, without the chance that he has left already; nothing for who costs money."""
    active = np.maximum(who.number("p_active"), LEAST_ACTIVE)
    return _Worth(np.maximum(who.number("lifetime_value"), 0.0) / active, _value_sd(who) / active)


def _share(who: Customers, scale: _Scale) -> _Worth:
    """Margin on what he buys elsewhere, up to the part in the playbook and at most double, over the years."""
    margin, target = who.number("margin_12m"), scale.action.worth_part
    share, low, high = (who.number(name) for name in ("share", "share_low", "share_high"))

    def extra(part: FloatArray) -> FloatArray:
        return np.asarray(np.clip(target / np.maximum(part, 1e-3) - 1.0, 0.0, MOST_EXTRA))

    euros = margin * scale.prices.years
    sd = np.where(np.isnan(low), 0.0, (extra(low) - extra(high)) / (2 * REACH_90))
    return _Worth(euros * extra(share), np.maximum(euros * sd, 0.0))


def _yearly(name: str) -> Callable[[Customers, _Scale], _Worth]:
    """A part of a yearly figure, over the years that the relation lasts."""

    def worth(who: Customers, scale: _Scale) -> _Worth:
        euros = scale.action.worth_part * who.number(name) * scale.prices.years
        return _Worth(euros, np.zeros(len(who)))

    return worth


def _new_customer(who: Customers, scale: _Scale) -> _Worth:
    value = np.nan if scale.prices.new_customer is None else scale.prices.new_customer
    return _Worth(np.full(len(who), value), np.zeros(len(who)))


def _saved_hours(who: Customers, scale: _Scale) -> _Worth:
    """A part of a year's hours, at what they cost."""
    return _Worth(scale.action.worth_part * who.number("hours_12m") * scale.hour, np.zeros(len(who)))


def _capped_hours(who: Customers, scale: _Scale) -> _Worth:
    """A year's hours above what the margin covers, at what they cost."""
    covered = np.maximum(np.nan_to_num(who.number("break_even_hours_12m")), 0.0)
    return _Worth(np.maximum(who.number("hours_12m") - covered, 0.0) * scale.hour, np.zeros(len(who)))


def _losses_avoided(who: Customers, scale: _Scale) -> _Worth:  # noqa: ARG001
    """What the relation is expected to cost in the next year: in a year it is looked at again."""
    low, high = who.number("expected_profit_12m_low"), who.number("expected_profit_12m_high")
    return _Worth(-who.number("expected_profit_12m"), np.asarray((high - low) / (2 * REACH_90)))


def _none(who: Customers, scale: _Scale) -> _Worth:  # noqa: ARG001
    return _Worth(np.zeros(len(who)), np.zeros(len(who)))


_WAYS: Mapping[str, Callable[[Customers, _Scale], _Worth]] = {
    "woken": _woken,
    "kept": _kept,
    "share": _share,
    "more_margin": _yearly("margin_12m"),
    "higher_price": _yearly("revenue_12m"),
    "new_customer": _new_customer,
    "saved_hours": _saved_hours,
    "capped_hours": _capped_hours,
    "losses_avoided": _losses_avoided,
    "none": _none,
}


def belief(action: Action, learned: Learned) -> Uplift:
    """The uplift to reckon with: what was measured where there is something, else that of the playbook."""
    found = learned.get(action.code)
    if found is None:
        return action.uplift
    measured = Measured(*found)
    return Uplift(mean=measured.mean, sd=max(measured.sd, 1e-6), source="measured")


def is_measured(code: str, learned: Learned) -> bool:
    """Whether an uplift was seen against customers who were left alone."""
    found = learned.get(code)
    return found is not None and Measured(*found).treated > 0 and Measured(*found).held_out > 0


def gains_of(
    who: Customers, playbook: Playbook, prices: Prices, rules: Rules, learned: Learned, *, as_of: date
) -> Gains:
    """Everything that may be done for anybody and whose worth is known.

    Args:
        who: the customers.
        playbook: the actions; those that are outcomes are no offers.
        prices: of the firm.
        rules: the settings that hold.
        learned: what was measured, by action.
        as_of: the date of the figures.
    """
    offers = [
        _offered(at, action, who, prices, belief(action, learned), rules, as_of)
        for at, action in enumerate(playbook.actions.values())
        if action.need != "outcome"
    ]
    names = ("customer", "action", "at_stake", "gain", "spread", "unknown", "hours", "cost")
    empty = dict.fromkeys(names, np.empty(0))
    columns = {name: np.concatenate([one[name] for one in [*offers, empty]]) for name in names}
    order = np.argsort(columns["customer"], kind="stable")
    found = {name: values[order] for name, values in columns.items()}
    customer, action = (found.pop(name).astype(np.int64) for name in ("customer", "action"))
    return Gains(customer=customer, action=action, codes=playbook.codes, **found)


def _offered(
    at: int, action: Action, who: Customers, prices: Prices, uplift: Uplift, rules: Rules, as_of: date
) -> dict[str, FloatArray]:
    scale = _Scale(action, prices)
    worth = _WAYS[action.worth](who, scale)
    given_away = float(action.cost_share) * np.nan_to_num(who.number("revenue_12m"))
    cost = float(action.cost) + np.maximum(given_away, 0.0)
    wearing = action.channel != "none" and action.need != "must"
    value = np.maximum(np.nan_to_num(who.number("lifetime_value")), 0.0)
    irritation = prices.irritation * value if wearing else np.zeros(len(who))
    gain = uplift.mean * worth.euros - float(action.hours) * scale.hour - cost - irritation
    unknown = uplift.sd * np.abs(worth.euros)
    spread = np.sqrt(unknown**2 + (uplift.mean**2 + uplift.sd**2) * np.nan_to_num(worth.sd) ** 2)
    wanted = is_for(action, who) & is_allowed(action, who, rules, as_of=as_of)
    if action.need != "must":
        wanted &= np.isfinite(gain) & (worth.euros > 0) & (prices.hour is not None)
    rows = np.flatnonzero(wanted)
    full = {
        "at_stake": worth.euros,
        "gain": gain,
        "spread": spread,
        "unknown": unknown,
        "hours": np.full(len(who), float(action.hours)),
        "cost": cost,
    }
    return {"customer": rows * 1.0, "action": np.full(rows.size, float(at))} | {
        name: values[rows] for name, values in full.items()
    }
