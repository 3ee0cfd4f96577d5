"""The hours a relation takes: calls, visits, quotes, complaints, order handling; and the quotes themselves."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from klantkompas.ledger.example_firm.columns import Flags, Floats, Ints
from klantkompas.ledger.example_firm.course import ACTIVE, FAST, UNTOLD, Course
from klantkompas.ledger.example_firm.firm import Firm
from klantkompas.ledger.example_firm.latent import Chance, Latent
from klantkompas.ledger.example_firm.orders import Orders, pace, yearly_spend
from klantkompas.ledger.example_firm.season import Season

CALL, VISIT, QUOTE, COMPLAINT, ORDERS, ACTION, INTERNAL = range(7)
ACTIVITIES = ("telefoon", "bezoek", "offerte", "klachtafhandeling", "orderverwerking", "relatieactie", "intern overleg")
PURPOSES = ("acquire", "keep", "win_back", "serve")
QUARTERS = 25
"""People write hours in quarters: 25 hundredths."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """One value per call, visit or quote, logged or not: whose, when, which, and how long (hundredths of an hour)."""

    owner: Ints
    day: Ints
    activity: Ints
    time: Ints
    logged: Flags


@dataclass(frozen=True, slots=True)
class Hours:
    """One value per hour line: whose (index; -1 nobody's, -2 an unknown number), when, what, why, how long, by whom."""

    owner: Ints
    day: Ints
    activity: Ints
    purpose: Ints
    time: Ints
    employee: Ints


@dataclass(frozen=True, slots=True)
class Quotes:
    """One value per quote: whose, made when, decided when (0: open), won or not, cents."""

    owner: Ints
    day: Ints
    decided: Ints
    won: Flags
    amount: Ints


def yearly_rates(*, firm: Firm, latent: Latent, course: Course, months: slice) -> dict[int, Floats]:
    """Calls, visits and quotes a year, [customer, month], while these `months` run."""
    service, paces = firm.service, pace(latent=latent, course=course)[:, months]
    effort = latent.effort[:, None] * course.attention[:, months]
    human = (1.25 - 0.5 * latent.digital)[:, None]
    large = np.clip((yearly_spend(course=course)[:, months] / 6_000) ** 0.25, 0.5, 2.5)
    return {
        CALL: service.calls * effort * human * np.sqrt(paces / 6),
        VISIT: service.visits * effort * large,
        QUOTE: service.quotes * effort * (0.6 + latent.price)[:, None],
    }


def hours_each(*, firm: Firm) -> dict[int, float]:
    """Mean hours of one call, visit and quote."""
    return {CALL: firm.service.call_hours, VISIT: firm.service.visit_hours, QUOTE: firm.service.quote_hours}


def order_hours(*, firm: Firm, latent: Latent) -> Floats:
    """Mean hours to take, pick and send one order, per customer: the web shop saves most of it."""
    service = firm.service
    return service.order_hours * (1 - service.digital_saves * latent.digital) * np.sqrt(latent.effort)


def complaints_a_year(*, firm: Firm, latent: Latent, mark: Floats) -> Floats:
    """Told complaints a year of an active customer with this mark."""
    course = firm.course
    rate = course.complaint * np.sqrt(latent.effort) * (latent.pace / 6) ** 0.3 * np.exp(-0.25 * (mark - 7.4))
    told: Floats = 12 * course.complaint_told * np.minimum(rate, 0.2)
    return told


@dataclass(frozen=True, slots=True)
class Expected:
    """Hours a year at the level of one month, per customer, logged or not.

    Attributes:
        as_is: in the state they are in; what E means in the truth. awake: were they active.
        selling: calls, visits and quotes of an active customer. handling: orders of an active customer.
    """

    as_is: Floats
    awake: Floats
    selling: Floats
    handling: Floats


def expected_hours(*, firm: Firm, latent: Latent, course: Course, month: int) -> Expected:
    """Expected hours a year at the level of one month."""
    at = slice(month, month + 1)
    awake = replace(course, attention=np.ones_like(course.attention))
    rates, each = yearly_rates(firm=firm, latent=latent, course=awake, months=at), hours_each(firm=firm)
    selling = np.sum([rates[kind][:, 0] * each[kind] for kind in each], axis=0)
    active = course.state[:, month] == ACTIVE
    handling = pace(latent=latent, course=course)[:, month] * order_hours(firm=firm, latent=latent)
    told = complaints_a_year(firm=firm, latent=latent, mark=course.satisfaction[:, month])
    busy = handling + told * firm.service.complaint_hours
    as_is = selling * course.attention[:, month] + np.where(active, busy, 0.0)
    return Expected(as_is=as_is, awake=selling + busy, selling=selling, handling=handling)


def future_hours(
    *, firm: Firm, season: Season, latent: Latent, course: Course, orders: Orders, chance: Chance
) -> Floats:
    """Hours that each customer takes in the simulated future, drawn as the past was."""
    rng, n = chance.of("future"), len(latent)
    months = slice(season.history, season.months)
    rates, each = yearly_rates(firm=firm, latent=latent, course=course, months=months), hours_each(firm=firm)
    counts = {kind: rng.poisson(rates[kind].sum(axis=1) / 12) for kind in each}
    rows = course.complaints
    told = (rows[:, 1] >= season.history) & (rows[:, 2] != UNTOLD)
    counts[COMPLAINT], each = np.bincount(rows[told, 0], minlength=n), each | {COMPLAINT: firm.service.complaint_hours}
    quarters = np.sum([counts[kind] + rng.poisson(counts[kind] * (each[kind] * 4 - 1)) for kind in counts], axis=0)
    coming = np.bincount(orders.owner[orders.day > season.last], minlength=n)
    total: Floats = 0.25 * quarters + coming * order_hours(firm=firm, latent=latent)
    return total


def contacts(*, firm: Firm, season: Season, latent: Latent, course: Course, chance: Chance) -> Contacts:
    """Calls, visits and quotes of the months in which hours were written, with those nobody wrote down."""
    rng = chance.of("service")
    months = slice(int(season.month_of(np.array([season.service_first]))[0]), season.history)
    rates, each = yearly_rates(firm=firm, latent=latent, course=course, months=months), hours_each(firm=firm)
    parts = [_of_kind(rng, season, kind, rates[kind] / 12, each[kind], months.start, firm) for kind in each]
    parts.append(_with_prospects(rng, season, latent))
    merged = Contacts(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Contacts)))
    order = np.lexsort((merged.activity, merged.owner, merged.day))
    return Contacts(*(getattr(merged, one.name)[order] for one in fields(Contacts)))


def _of_kind(
    rng: np.random.Generator, season: Season, kind: int, rate: Floats, each: float, first: int, firm: Firm
) -> Contacts:
    """Poisson counts a month, on working days; whole quarters of an hour with the stated mean."""
    count = rng.poisson(rate)
    owner, month = np.nonzero(count)
    times = count[owner, month]
    owner, month = np.repeat(owner, times), np.repeat(month, times) + first
    logged = rng.random(len(owner)) >= (firm.service.unlogged_calls if kind == CALL else 0.0)
    return Contacts(
        owner=owner,
        day=season.workday_in(month, rng.random(len(owner))),
        activity=np.full(len(owner), kind),
        time=QUARTERS * (1 + rng.poisson(each * 4 - 1, len(owner))),
        logged=logged,
    )


def _with_prospects(rng: np.random.Generator, season: Season, latent: Latent) -> Contacts:
    """Visits and a quote in the months before the first order, or before the end date for who has not ordered."""
    courted = np.flatnonzero(latent.joined > season.service_first + 150)
    until = np.where(latent.prospect, season.last - rng.integers(0, 90, len(latent)), latent.joined)[courted]
    visits = 1 + rng.poisson(0.8, len(courted))
    owner = np.concatenate([np.repeat(courted, visits), courted])
    before = np.concatenate([rng.integers(25, 140, visits.sum()), rng.integers(5, 24, len(courted))])
    day = np.concatenate([np.repeat(until, visits), until]) - before
    kind = np.repeat([VISIT, QUOTE], [visits.sum(), len(courted)])
    return Contacts(
        owner=owner,
        day=season.next_workday(day),
        activity=kind,
        time=QUARTERS * (3 + rng.poisson(5, len(owner))),
        logged=np.ones(len(owner), dtype=np.bool_),
    )


def quotes(*, season: Season, latent: Latent, course: Course, met: Contacts, chance: Chance) -> Quotes:
    """A quote of every quoting contact; who is asleep or sensitive to price mostly says no."""
    rng = chance.of("quotes")
    rows = np.flatnonzero(met.activity == QUOTE)
    owner, day = met.owner[rows], met.day[rows]
    month = season.month_of(day)
    active = course.state[owner, month] == ACTIVE
    score = 0.6 - 2.2 * latent.price[owner] + 0.3 * (course.satisfaction[owner, month] - 7.4)
    courting = (latent.joined[owner] > day) & ~latent.prospect[owner]
    won = rng.random(len(rows)) < np.select([courting, active], [0.8, 1 / (1 + np.exp(-score))], 0.02)
    decided = season.next_workday(day + 3 + rng.poisson(18, len(rows)))
    spend = yearly_spend(course=course)[owner, month]
    value = spend * (0.05 + 0.25 * rng.random(len(rows))) * np.exp(0.4 * rng.standard_normal(len(rows)))
    return Quotes(
        owner=owner,
        day=day,
        decided=np.where((decided > season.last) | (rng.random(len(rows)) < 0.03), 0, decided),
        won=won,
        amount=np.rint(np.maximum(value, 90.0) * 100).astype(np.int64),
    )


def hours(
    *, firm: Firm, season: Season, latent: Latent, course: Course, orders: Orders, met: Contacts, chance: Chance
) -> Hours:
    """All hour lines as people wrote them down, in order of day."""
    rng = chance.of("hours")
    parts = [
        _sales(season, latent, course, met),
        _handling(rng, firm, season, latent, orders),
        _complaints(rng, firm, season, latent, course),
        _actions(rng, firm, season, latent, course),
    ]
    parts += _elsewhere(rng, firm, season, sum(len(part.owner) for part in parts))
    merged = Hours(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Hours)))
    order = np.lexsort((merged.activity, merged.owner, merged.day))
    return Hours(*(getattr(merged, one.name)[order] for one in fields(Hours)))


def _sales(season: Season, latent: Latent, course: Course, met: Contacts) -> Hours:
    rows = np.flatnonzero(met.logged)
    owner, day, kind = met.owner[rows], met.day[rows], met.activity[rows]
    active = course.state[owner, season.month_of(day)] == ACTIVE
    purpose = np.where(latent.joined[owner] > day, 0, np.where(active, 1, 2))
    return Hours(owner, day, kind, purpose, met.time[rows], np.where(kind == CALL, -1, latent.manager[owner]))


def _handling(rng: np.random.Generator, firm: Firm, season: Season, latent: Latent, orders: Orders) -> Hours:
    """Order handling is written once a month per customer, on the last order's day."""
    mine = (orders.day >= season.service_first) & (orders.day <= season.last)
    owner, day = orders.owner[mine], orders.day[mine]
    cell = owner * season.months + season.month_of(day)
    cells, last, count = np.unique(cell[::-1], return_index=True, return_counts=True)
    who = cells // season.months
    each = order_hours(firm=firm, latent=latent)[who]
    time = np.maximum(np.rint(100 * count * each * rng.standard_gamma(8.0, len(who)) / 8), 5).astype(np.int64)
    kind = np.full(len(who), ORDERS)
    return Hours(who, day[::-1][last], kind, np.full(len(who), 3), time, np.full(len(who), -2))


def _complaints(rng: np.random.Generator, firm: Firm, season: Season, latent: Latent, course: Course) -> Hours:
    """Complaints we were told of, a few days after they came in."""
    rows = course.complaints
    first = int(season.month_of(np.array([season.service_first]))[0])
    rows = rows[(rows[:, 2] != UNTOLD) & (rows[:, 1] >= first) & (rows[:, 1] < season.history)]
    owner = rows[:, 0]
    time = QUARTERS * (1 + rng.poisson(firm.service.complaint_hours * 4 - 1, len(rows)))
    day = season.workday_in(rows[:, 1], rng.random(len(rows)))
    kind, why = np.full(len(rows), COMPLAINT), np.full(len(rows), 3)
    return Hours(owner, day, kind, why, time, np.where(rows[:, 2] == FAST, latent.manager[owner], -1))


def _actions(rng: np.random.Generator, firm: Firm, season: Season, latent: Latent, course: Course) -> Hours:
    """The hours of past actions, on who was treated."""
    rows = course.trials[course.trials[:, 3] == 1]
    each = np.array([firm.trials.wake_hours, firm.trials.review_hours])[rows[:, 2]]
    day = season.workday_in(rows[:, 1], rng.random(len(rows)))
    purpose = np.where(rows[:, 2] == 0, 2, 1)
    time = np.rint(100 * each).astype(np.int64)
    return Hours(rows[:, 0], day, np.full(len(rows), ACTION), purpose, time, latent.manager[rows[:, 0]])


def _elsewhere(rng: np.random.Generator, firm: Firm, season: Season, lines: int) -> list[Hours]:
    """Hours on the firm's own project, and on customer numbers nobody knows."""
    kinds = ((-1, firm.blemishes.project_hours, INTERNAL), (-2, firm.blemishes.unknown_customer_hours, CALL))
    return [_nobodys(rng, season, owner, max(3, round(part * lines)), kind) for owner, part, kind in kinds]


def _nobodys(rng: np.random.Generator, season: Season, owner: int, count: int, kind: int) -> Hours:
    days = season.workdays[(season.workdays >= season.service_first) & (season.workdays <= season.last)]
    time = QUARTERS * (1 + rng.poisson(3, count))
    every = [np.full(count, value) for value in (owner, kind, 1, -1)]
    return Hours(every[0], rng.choice(days, count), every[1], every[2], time, every[3])
