"""What is really so, beside the facts: type, state, share, expectations, the year to come, effects of actions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from klantkompas.ledger.example_firm.columns import (
    Column,
    Flags,
    Floats,
    Ints,
    days,
    decimals,
    flags,
    labels,
    numbers,
    table,
    whole,
)
from klantkompas.ledger.example_firm.course import ACTIVE, ASLEEP, GONE, WAKE, hazard
from klantkompas.ledger.example_firm.firm import SECTORS, Firm
from klantkompas.ledger.example_firm.orders import Orders, bought_with_us, mean_margin, pace, yearly_spend
from klantkompas.ledger.example_firm.people import Branch, Duplicates
from klantkompas.ledger.example_firm.service import Expected, expected_hours, future_hours

STATES = ("prospect", "active", "asleep", "gone")
TYPES = ("demanding", "dormant", "shared", "loyal")
HORIZON_YEARS = 5
NEW_CUSTOMER_VALUE = 2_000.0
"""Five years of profit of an ordinary new customer, for the value of a referral."""


@dataclass(frozen=True, slots=True)
class Latents:
    """Per customer at the end date: state, share, expected margin, hours and profit a year, as is and if awake."""

    state: Ints
    share: Floats
    spend: Floats
    margin_part: Floats
    margin: Floats
    hours: Expected
    profit: Floats
    awake_profit: Floats
    years: Floats
    """Discounted years that an active relation still lasts, of at most HORIZON_YEARS."""
    tenure: Ints


def latents(branch: Branch) -> Latents:
    """Expectations at the end date of every customer of a branch."""
    firm, at = branch.firm, branch.season.history - 1
    who, ran = branch.latent, branch.course
    state = np.where(who.prospect, 0, ran.state[:, at]).astype(np.int64)
    spend = yearly_spend(course=ran)[:, at]
    part = mean_margin(firm=firm, season=branch.season, latent=who, course=ran)
    spent = expected_hours(firm=firm, latent=who, course=ran, month=at)
    margin = np.where(state == ACTIVE, spend * part, 0.0)
    tenure = np.maximum(branch.season.last - who.joined, 0) * 12 // 365
    return Latents(
        state=state,
        share=ran.share[:, at],
        spend=spend,
        margin_part=part,
        margin=margin,
        hours=spent,
        profit=margin - firm.hourly_cost * spent.as_is,
        awake_profit=spend * part - firm.hourly_cost * spent.awake,
        years=_years_left(firm, who.frailty),
        tenure=tenure,
    )


def types(*, firm: Firm, truth: Latents) -> Ints:
    """Index in TYPES by the definitions: effort for nothing first, then asleep, then by share."""
    demanding = (truth.hours.as_is >= firm.effort_hours) & (truth.profit <= firm.profit_floor)
    by_share = np.where(truth.share < firm.share_threshold, 2, 3)
    return np.where(demanding, 0, np.where(truth.state != ACTIVE, 1, by_share))


def tables(branch: Branch, all_orders: Orders, twice: Duplicates) -> dict[str, pa.Table]:
    """`customers` (a row per customer number, second entries too), `effects` (customer x action) and `trials`."""
    truth = latents(branch)
    columns = _customer_columns(branch, truth, all_orders)
    customers = table({"customer_id": branch.ids, **columns, "duplicate_of": pa.nulls(len(branch.latent), pa.string())})
    blank = {name: pa.nulls(len(twice.original), customers.schema.field(name).type) for name in columns}
    second = table(
        {"customer_id": numbers(twice.number), **blank, "duplicate_of": branch.ids.take(pa.array(twice.original))}
    )
    return {
        "customers": pa.concat_tables([customers, second]).combine_chunks(),
        "effects": _effects(branch, truth),
        "trials": _trials(branch),
    }


def _customer_columns(branch: Branch, truth: Latents, all_orders: Orders) -> dict[str, Column]:
    who, at = branch.latent, branch.season.history - 1
    real: Flags = ~who.prospect
    return {
        "type": labels(TYPES, types(firm=branch.firm, truth=truth), real),
        "state": labels(STATES, truth.state),
        "alive": flags(truth.state == ACTIVE),
        "share": decimals(truth.share, real),
        "margin_year": decimals(truth.margin, real),
        "hours_year": decimals(truth.hours.as_is, real),
        "profit_year": decimals(truth.profit, real),
        "pace_year": decimals(pace(latent=who, course=branch.course)[:, at], real),
        "regularity": decimals(who.regularity, real),
        "need_year": decimals(branch.course.need[:, at], real),
        "satisfaction": decimals(branch.course.satisfaction[:, at], real),
        "price_sensitivity": decimals(who.price),
        "joined_on": days(who.joined, who.joined <= branch.season.future_last),
        "sector": labels([one.name for one in SECTORS], who.sector),
    } | _future_columns(branch, truth, all_orders)


def _future_columns(branch: Branch, truth: Latents, all_orders: Orders) -> dict[str, Column]:
    """Orders (customer-days), margin and hours of the twelve months after the end date, had nobody acted."""
    n = len(branch.latent)
    coming = all_orders.day > branch.season.last
    owner, day = all_orders.owner[coming], all_orders.day[coming]
    visits = np.unique(owner * 100_000 + day) // 100_000
    euros = np.bincount(owner, all_orders.euros[coming], n)
    spent = future_hours(
        firm=branch.firm,
        season=branch.season,
        latent=branch.latent,
        course=branch.course,
        orders=all_orders,
        chance=branch.chance,
    )
    return {
        "future_orders": whole(np.bincount(visits, minlength=n).astype(np.int64)),
        "future_margin": decimals(euros * truth.margin_part),
        "future_hours": decimals(spent),
    }


def _years_left(firm: Firm, frailty: Floats) -> Floats:
    """Discounted years, mid-year, while the relation lasts at the hazard of an established customer."""
    middle = np.arange(HORIZON_YEARS) + 0.5
    leaving = 12 * firm.course.hazard_base * frailty[:, None]
    years: Floats = np.sum(np.exp(-leaving * middle) / (1 + firm.discount_rate) ** middle, axis=1)
    return years


def _trials(branch: Branch) -> pa.Table:
    """True effect of every randomised action of the past, in the order of the `actions` table.

    `uplift`: of a waking call, the chance that it alone wakes; of a service review, the chance that it alone keeps.
    """
    rows, firm, who = branch.course.trials, branch.firm, branch.latent
    owner, month, state = rows[:, 0], rows[:, 1], rows[:, 4]
    wakes = np.where(state == ASLEEP, who.open_to_waking[owner] * (1 - firm.course.wake), 0.0)
    tenure = np.maximum(branch.season.edges[month] - who.joined[owner], 0) * 12 // 365
    ahead = [hazard(firm=firm, tenure=tenure + later) for later in range(firm.trials.review_lasts)]
    risk = np.sum(ahead, axis=0) * who.frailty[owner]
    keeps = np.exp(-risk * firm.trials.review_hazard) - np.exp(-risk)
    return table(
        {
            "action_id": branch.serial("R", len(rows)),
            "customer_id": branch.ids.take(pa.array(owner)),
            "action": labels(("wake", "service_review"), rows[:, 2]),
            "state": labels(STATES, state),
            "uplift": decimals(np.where(rows[:, 2] == WAKE, wakes, keeps)),
        }
    )


@dataclass(frozen=True, slots=True)
class _Effect:
    """Of one action, per customer: chance of success without and with it, and what success is worth in euros."""

    base: Floats
    treated: Floats
    value: Floats


def _effects(branch: Branch, truth: Latents) -> pa.Table:
    """One row per customer and action; `uplift` is the difference that the action itself makes."""
    found = _all_effects(branch, truth)
    n, count = len(branch.latent), len(found)
    base = np.column_stack([one.base for one in found.values()]).ravel()
    treated = np.column_stack([one.treated for one in found.values()]).ravel()
    value = np.column_stack([one.value for one in found.values()]).ravel()
    return table(
        {
            "customer_id": branch.ids.take(pa.array(np.repeat(np.arange(n), count))),
            "action": labels(tuple(found), np.tile(np.arange(count), n)),
            "base": decimals(base),
            "uplift": decimals(treated - base),
            "value": decimals(value),
        }
    )


def _all_effects(branch: Branch, truth: Latents) -> dict[str, _Effect]:
    return {
        "wake": _wake(branch, truth),
        "service_review": _review(branch, truth),
        "spoil": _spoil(branch, truth),
        "volume_discount": _discount(branch, truth),
        "service_offer": _service_offer(branch, truth),
        "range_review": _range_review(branch, truth),
        "reprice": _reprice(branch, truth),
        "self_service": _self_service(branch, truth),
        "cap_hours": _cap_hours(branch, truth),
        "ask_referral": _ask_referral(branch, truth),
    }


def _chance(active: Flags, base: Floats, pull: Floats) -> tuple[Floats, Floats]:
    """Chances without and with the action from log-odds; nothing happens with who is not active."""
    return np.where(active, _odds(base), 0.0), np.where(active, _odds(base + pull), 0.0)


def _odds(logit: Floats) -> Floats:
    return 1 / (1 + np.exp(-logit))


def _wake(branch: Branch, truth: Latents) -> _Effect:
    """Success: active again within half a year. Worth the profit that he then brings, which may be negative."""
    asleep = truth.state == ASLEEP
    base = np.where(asleep, 1 - (1 - branch.firm.course.wake) ** 6, 0.0)
    treated = base + np.where(asleep, branch.latent.open_to_waking * (1 - base), 0.0)
    return _Effect(base, treated, truth.awake_profit * truth.years)


def _stays(branch: Branch, truth: Latents, factor: float, months: int) -> _Effect:
    """Success: still active in a year, when the action multiplies the hazard for so many months."""
    active = truth.state == ACTIVE
    now, later = np.zeros(len(active)), np.zeros(len(active))
    mood = branch.firm.course.satisfaction_on_hazard * (
        branch.course.satisfaction[:, branch.season.history - 1] - branch.firm.course.satisfaction_mean
    )
    for month in range(12):
        risk = hazard(firm=branch.firm, tenure=truth.tenure + month) * branch.latent.frailty * np.exp(mood)
        now += risk
        later += risk * (factor if month < months else 1.0)
    base, treated = np.where(active, np.exp(-now), 0.0), np.where(active, np.exp(-later), 0.0)
    return _Effect(base, treated, truth.awake_profit * truth.years)


def _review(branch: Branch, truth: Latents) -> _Effect:
    return _stays(branch, truth, branch.firm.trials.review_hazard, branch.firm.trials.review_lasts)


def _spoil(branch: Branch, truth: Latents) -> _Effect:
    return _stays(branch, truth, 0.85, 12)


def _discount(branch: Branch, truth: Latents) -> _Effect:
    """Success: fifteen points more of what he needs, of which three in a hundred euros are given away."""
    pull = 2.2 * branch.latent.price - 0.2
    base, treated = _chance(truth.state == ACTIVE, np.full(len(pull), -3.0), pull)
    more = np.minimum(0.15, 1 - truth.share) * truth.spend / truth.share * truth.margin_part
    return _Effect(base, treated, (more - 0.03 * truth.spend) * np.minimum(truth.years, 2.0))


def _service_offer(branch: Branch, truth: Latents) -> _Effect:
    """Success as with the discount; it works on who buys elsewhere for service, not for price."""
    pull = 1.6 * (1 - branch.latent.price) - 0.5
    base, treated = _chance(truth.state == ACTIVE, np.full(len(pull), -3.0), pull)
    more = np.minimum(0.15, 1 - truth.share) * truth.spend / truth.share * truth.margin_part
    return _Effect(base, treated, more * np.minimum(truth.years, 2.0))


def _range_review(branch: Branch, truth: Latents) -> _Effect:
    """Success: one more product group; only groups that he needs and does not buy with us count."""
    bought = bought_with_us(season=branch.season, latent=branch.latent, course=branch.course) > 0
    missing = (branch.latent.range_wanted & ~bought).sum(axis=1)
    base, treated = _chance((truth.state == ACTIVE) & (missing > 0), -3.2 + 0.2 * missing, 0.5 + 0.25 * missing)
    return _Effect(base, treated, 0.12 * truth.spend / truth.share * truth.margin_part * truth.years)


def _reprice(branch: Branch, truth: Latents) -> _Effect:
    """Success: pays five per cent more and stays; up to one in five leaves over it, the price-sensitive first."""
    active = truth.state == ACTIVE
    treated = np.where(active, _odds(1.5 - 3.0 * branch.latent.price), 0.0)
    gain = 0.05 * truth.spend * truth.years
    return _Effect(np.zeros(len(active)), treated, _less_leaving(truth, gain, treated, 0.2 * branch.latent.price))


def _self_service(branch: Branch, truth: Latents) -> _Effect:
    """Success: orders by web shop; saves most of the order handling and a third of the calls."""
    base, treated = _chance(truth.state == ACTIVE, np.full(len(truth.state), -2.5), 2.0 * branch.latent.digital)
    saved = 0.5 * truth.hours.handling + 0.1 * truth.hours.selling
    return _Effect(base, treated, branch.firm.hourly_cost * saved * truth.years)


def _cap_hours(branch: Branch, truth: Latents) -> _Effect:
    """Success: half the sales hours, and he buys as before; one in five of the others leaves over it."""
    treated = np.where(truth.state != GONE, _odds(1.2 - 0.6 * np.log(branch.latent.effort)), 0.0)
    saved = (
        branch.firm.hourly_cost * 0.5 * (truth.hours.as_is - np.where(truth.state == ACTIVE, truth.hours.handling, 0))
    )
    value = _less_leaving(truth, saved * truth.years, treated, 0.2 * (1 - treated))
    return _Effect(np.zeros(len(treated)), treated, value)


def _less_leaving(truth: Latents, gain: Floats, success: Floats, leaves: Floats) -> Floats:
    """Gain per success, less the value lost by those who leave, so that uplift times value is what is expected."""
    lost = np.where(truth.state == ACTIVE, truth.awake_profit * truth.years, 0.0)
    return gain - lost * leaves / np.maximum(success, 1e-6)


def _ask_referral(branch: Branch, truth: Latents) -> _Effect:
    """Success: brings a new customer within a year; the content do."""
    mark = branch.course.satisfaction[:, branch.season.history - 1]
    base, treated = _chance(truth.state == ACTIVE, -3.6 + 0.4 * (mark - 7.4), 0.4 + 0.4 * (mark - 7.4))
    return _Effect(base, np.maximum(base, treated), np.full(len(mark), NEW_CUSTOMER_VALUE))
