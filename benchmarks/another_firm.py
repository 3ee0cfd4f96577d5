"""Firms that the method was not made on: a second simulator, by somebody who had not seen how relations are typed.

It shares with the first simulator only what is written down of both: the fact tables, the definitions of the four
types (METHODS 4.1) and how noisy and how missing facts are (METHODS 4.4). Five calendar years, 2021 to 2025, a month
at a time. What is marked [M] is from METHODS (its section follows); every other number is our choice.

**Three natures of firm** (`benchmarks.natures`): a wholesaler of packaging and cleaning goods (an order a
month), an installer (a few large orders a year, won by quotes, much visiting) and a supplier of small goods (an order
of some eighty euros about every two weeks), each with six lines of business of their own size, wallet and season.

**Laws**
- Half of the customers were there before 2021 (tenure 3 months plus an exponential of mean 48; 8 % of them asleep at
  the start); the others joined evenly over the five years, and their first order is on the day they joined.
- Active, asleep, gone [M 4.4]. Monthly hazard of leaving at tenure m:
  .0085 + .010 exp(-m/5) + .013 exp(-((m-36)/3)^2/2)  [about M 1.3: .0184 in month 1, .0221 in month 36, .0085
  later], times exp(-.45 satisfaction), times a lognormal frailty of sd .5. Of those who leave 35 % are gone, the
  others sleep; a sleeper wakes with .008 a month [M 7] and is gone with .010.
- Satisfaction: AR(1) of .9 a month and sd 1 around an own mean of sd .6. A complaint (nature's rate x exp(-.3
  satisfaction)) ends unresolved, resolved or resolved fast (25/45/30 %), moves satisfaction by -1.0, -.1, +.3 and that
  month's hazard by 2.5, 1.1, .8.
- Wallet: log W = level of the line of business + .8 log employees (themselves lognormal, sd .9) + N(0, .55)
  [M 5: .6]; own growth N(.01, .05) a
  year; prices +8 % in 2022 [M 4.4] and +2.5 % in other years.
- Share of customer [M 4.4]: logit random walk, .09 a month, pulled back to an own level (N(nature's, 1.25)) by .03
  and by satisfaction with .03. An active customer spends wallet x share.
- Orders: gaps are Gamma(k, 1/k) in the time that season and weekdays make (k lognormal around the nature's, sd .3);
  pace = spend / order value; order value grows with spend to a power; single orders vary around it with CV .5.
- Six product groups. Of these a customer takes 1 + 5 logistic(-2.2 + 4.2 share + N(0, .7)) [M 5: breadth speaks of
  share], in an order of his own; an order has lines in some of them, parts by Dirichlet(2).
- Margin of a line: that of the group + what was negotiated (N(0, .05), large customers less) + N(0, .03). 1.5 % of the
  lines are followed by a credit note [M 4.4] of 20-100 % of the amount, on which half of the cost is lost.
- Hours, by kind: order (35 % of it when ordered digitally; written per month), call, visit, quote, complaint. Calls and
  visits follow the customer's demand for attention (lognormal, mean 1, sd of log 1, a walk of .04 a month) and
  his wallet to the power .3, never what he brings in. Sleepers get 15 % of it, those who are gone 2 %. 20 % of the
  calls are not written [M 4.4]; lengths vary (Gamma, shape 3).
- Quotes: won ones go before some orders; lost ones come from what is bought elsewhere.
- Known to the firm: line of business of 94 %, employees of 88 % (noise sd .2), a declared wallet of 20 % (noise sd .25
  [M 5], a quarter twice), a mark 7.4 + .8 satisfaction + N(0, .8) from about a quarter of those asked each year (the
  very content and the very discontent answer more), a card every eighteen months (answered by 12 % of the discontent
  and 3 % of the others), who recommended whom for 12 % of the new customers (by chance, no law). States, shares and
  demand for attention are never in the facts.

**Truth** (`truth/truth.parquet`: a folder of its own, so that nobody takes it for a fact), at the last day: alive =
active; expected yearly hours, margin (0 when not active) and profit from the rates of the last month, all hours
included; demanding: hours >= 8 and profit <= 0 (alive or not); dormant: not alive; shared: share < .60; loyal: the
others [M 4.1].
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.natures import GROUPS, NATURES, SEASONS, Nature

Kind = Literal["wholesale", "installation", "supplies"]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Draw = np.random.Generator
Events = tuple[Whole, Whole]  # whose (a row of People) and on which day (0 = 1 January 2021)

KINDS: tuple[Kind, ...] = get_args(Kind)
EFFORT_HOURS, LITTLE_PROFIT, SHARE_THRESHOLD = 8.0, 0.0, 0.60

DAYS = np.arange(np.datetime64("2021-01-01"), np.datetime64("2026-01-01"))
MONTH = (DAYS.astype("datetime64[M]") - np.datetime64("2021-01")).astype(np.int64)
MONTHS = 60
FIRST_DAY = np.searchsorted(MONTH, np.arange(MONTHS + 1))
WORKDAYS = np.is_busday(DAYS)
PRICES = np.cumprod(np.where(np.arange(MONTHS) // 12 == 1, 1.08, 1.025) ** (1 / 12))

ACTIVE, ASLEEP, GONE, NOT_YET = 0, 1, 2, 3
ATTENTION = np.array([1.0, 0.15, 0.02, 0.0])  # by state


@dataclass(frozen=True, slots=True)
class People:
    """Who the customers are; one value a customer. `joined` and `joined_month` are negative before the five years."""

    sector: Whole
    employees: Whole
    joined: Whole
    joined_month: Whole
    digital: NDArray[np.bool_]
    wallet: Floats
    negotiated: Floats
    taste: Whole  # (customers, 6): the groups in the order in which he takes them


@dataclass(frozen=True, slots=True)
class Lives:
    """What nobody sees; (customers, months)."""

    state: Whole
    satisfaction: Floats
    share: Floats
    complaint: Whole  # 0 none, 1 unresolved, 2 resolved, 3 fast


@dataclass(frozen=True, slots=True)
class Paces:
    """Expected per year by month, season aside; (customers, months). `breadth` counts groups."""

    spend: Floats
    orders: Floats
    order_value: Floats
    breadth: Whole
    calls: Floats
    visits: Floats
    lost_quotes: Floats


def write(out: Path, *, seed: int, customers: int = 2000, kind: Kind) -> None:
    """Writes the facts of one firm to `out` as Parquet tables of the contract, and the truth in a folder beside them.

    Args:
        out: folder, made where it is absent.
        seed: of every draw.
        customers: how many.
        kind: one of `KINDS`.
    """
    nature = NATURES[kind]
    draw = np.random.default_rng([seed, KINDS.index(kind)])
    people = _people(draw, nature, customers)
    lives = _lives(draw, nature, people)
    paces = _paces(draw, nature, people, lives)
    orders = _orders(draw, nature, people, paces)
    quotes = _quoted(draw, nature, paces, *orders)
    tables = {
        "transactions": _transactions(draw, nature, people, paces, *orders),
        "time_entries": _time_entries(draw, nature, people, lives, paces, orders, quotes[:2]),
        "quotes": _quotes(draw, paces, *quotes),
        "customers": _customers(draw, nature, people),
        "complaints": _complaints(draw, lives),
        "ratings": _ratings(draw, lives),
        "cards": _cards(draw, lives),
        "wallets": _wallets(draw, people),
        "referrals": _referrals(draw, people),
        "truth/truth": _truth(nature, people, lives, paces),
    }
    (out / "truth").mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pq.write_table(table, out / f"{name}.parquet")


def _people(draw: Draw, nature: Nature, n: int) -> People:
    sectors = nature.sectors
    sector = draw.choice(len(sectors), n, p=np.array([one.part for one in sectors]))
    employees = np.maximum(
        1, np.rint(np.array([s.employees for s in sectors])[sector] * np.exp(draw.normal(0, 0.9, n)))
    )
    level = np.log(np.array([s.wallet for s in sectors]))[sector]
    wallet = np.exp(level + 0.8 * np.log(employees) + draw.normal(0, 0.55, n))
    before = -np.rint(30.4 * (3 + draw.exponential(48, n))).astype(np.int64)
    joined = np.where(draw.random(n) < 0.5, before, draw.integers(0, len(DAYS), n))
    return People(
        sector=sector,
        employees=employees.astype(np.int64),
        joined=joined,
        joined_month=np.where(joined < 0, np.floor(joined / 30.4).astype(np.int64), MONTH[np.maximum(joined, 0)]),
        digital=draw.random(n) < np.array([s.digital for s in sectors])[sector],
        wallet=wallet,
        negotiated=draw.normal(0, 0.05, n) - 0.015 * np.log(wallet / np.median(wallet)),
        taste=np.argsort(draw.random((n, 6)), axis=1),
    )


def _lives(draw: Draw, nature: Nature, people: People) -> Lives:
    n = len(people.joined)
    frailty, mean = np.exp(draw.normal(0, 0.5, n)), draw.normal(0, 0.6, n)
    level = draw.normal(nature.share_level, 1.25, n)
    satisfaction, logit = mean + draw.normal(0, 1, n), level + draw.normal(0, 0.3, n)
    state = np.where(people.joined >= 0, NOT_YET, np.where(draw.random(n) < 0.08, ASLEEP, ACTIVE))
    seen: list[tuple[Whole, Floats, Floats, Whole]] = []
    for month in range(MONTHS):
        state = np.where(people.joined_month == month, ACTIVE, state)
        satisfaction = mean + 0.9 * (satisfaction - mean) + np.sqrt(1 - 0.81) * draw.normal(0, 1, n)
        troubled = (state == ACTIVE) & (draw.random(n) < nature.complaints / 12 * np.exp(-0.3 * satisfaction))
        complaint = np.where(troubled, draw.choice([1, 2, 3], n, p=[0.25, 0.45, 0.30]), 0)
        satisfaction = satisfaction + np.array([0, -1.0, -0.1, 0.3])[complaint]
        logit = logit + 0.03 * (level - logit) + 0.03 * satisfaction + draw.normal(0, 0.09, n)
        seen.append((state, satisfaction, 1 / (1 + np.exp(-logit)), complaint))
        risk = _hazard(month - people.joined_month) * np.exp(-0.45 * satisfaction) * frailty
        state = _next_state(draw, state, risk * np.array([1, 2.5, 1.1, 0.8])[complaint])
    return Lives(*(np.stack(one, axis=1) for one in zip(*seen)))


def _hazard(tenure: Whole) -> Floats:
    """Chance a month to leave, by months of tenure: a hump in the first year and one around month 36."""
    age = np.maximum(tenure, 0)
    hazard: Floats = 0.0085 + 0.010 * np.exp(-age / 5) + 0.013 * np.exp(-(((age - 36) / 3) ** 2) / 2)
    return hazard


def _next_state(draw: Draw, state: Whole, risk: Floats) -> Whole:
    leaves, chance, which = draw.random((3, len(state)))
    left = np.where(which < 0.35, GONE, ASLEEP)
    slept = np.where(chance < 0.008, ACTIVE, np.where(chance < 0.018, GONE, ASLEEP))
    return np.where(state == ASLEEP, slept, np.where((state == ACTIVE) & (leaves < risk), left, state))


def _paces(draw: Draw, nature: Nature, people: People, lives: Lives) -> Paces:
    n = len(people.joined)
    years = np.arange(MONTHS) / 12
    wallet = people.wallet[:, None] * PRICES * np.exp(draw.normal(0.01, 0.05, n)[:, None] * years)
    spend = wallet * lives.share
    usual = np.median(spend, axis=1) / nature.middling_spend
    value = (nature.order_value * usual**nature.value_power * np.exp(draw.normal(0, 0.3, n)))[:, None] * PRICES
    active = lives.state == ACTIVE
    walk = np.cumsum(draw.normal(0, 0.04, (n, MONTHS)), axis=1)
    demand = np.exp(draw.normal(-0.5, 1.0, n)[:, None] + walk) * ATTENTION[lives.state]
    demand = demand * ((people.wallet / np.median(people.wallet)) ** 0.3)[:, None]
    wide = 1 / (1 + np.exp(-(-2.2 + 4.2 * lives.share + draw.normal(0, 0.7, n)[:, None])))
    return Paces(
        spend=spend * active,
        orders=spend / value * active,
        order_value=value,
        breadth=1 + np.rint(5 * wide).astype(np.int64),
        calls=nature.calls * demand,
        visits=nature.visits * demand,
        lost_quotes=nature.asked_elsewhere * (wallet - spend) / value * ATTENTION[lives.state],
    )


def _orders(draw: Draw, nature: Nature, people: People, paces: Paces) -> Events:
    """An order a row; gaps are even in seasonal time on weekdays."""
    seasons = np.array([SEASONS[one.season] for one in nature.sectors])
    evenness = np.exp(draw.normal(np.log(nature.evenness), 0.3, len(people.joined)))
    whose, days = [], []
    for i, k in enumerate(evenness):
        season = seasons[people.sector[i]]
        pace = paces.orders[i] * np.tile(season / season.mean(), MONTHS // 12) / 261
        time = np.cumsum(pace[MONTH] * WORKDAYS * (np.arange(len(DAYS)) >= people.joined[i]))
        room = int(2 * time[-1] + 60)
        gaps = draw.gamma(k, 1 / k, room)
        # who joins orders at once; of who was there already we fall into a gap, a long one more often than a short
        gaps[0] = 1e-9 if people.joined[i] >= 0 else draw.random() * draw.gamma(k + 1, 1 / k)
        at = np.searchsorted(time, np.cumsum(gaps))
        at = at[at < len(DAYS)]
        whose.append(np.full(len(at), i))
        days.append(at)
    return np.concatenate(whose), np.concatenate(days)


def _transactions(draw: Draw, nature: Nature, people: People, paces: Paces, whose: Whole, day: Whole) -> pa.Table:
    order, group, amount = _lines(draw, nature, people, paces, whose, day)
    margin = nature.margin + GROUPS[group] + people.negotiated[whose[order]] + draw.normal(0, 0.03, len(order))
    cost = amount * (1 - margin)
    back = np.nonzero(draw.random(len(order)) < 0.015)[0]
    part, later = draw.uniform(0.2, 1.0, len(back)), day[order[back]] + draw.integers(5, 31, len(back))
    kept = later < len(DAYS)
    back, part, later = back[kept], part[kept], later[kept]
    line = np.concatenate([np.arange(len(order)), back])
    return _table(
        transaction_id=_ids("F", np.concatenate([order, len(day) + np.arange(len(back))]) + 1),
        customer_id=_ids("K", whose[order[line]] + 1),
        date=DAYS[np.concatenate([day[order], later])],
        amount=_decimal(np.concatenate([amount, -part * amount[back]])),
        cost=_decimal(np.concatenate([cost, -0.5 * part * cost[back]])),
        product_group=[f"groep {one + 1}" for one in group[line]],
        channel=np.where(people.digital[whose[order[line]]], "web", "telefoon"),
    )


def _lines(
    draw: Draw, nature: Nature, people: People, paces: Paces, whose: Whole, day: Whole
) -> tuple[Whole, Whole, Floats]:
    """Of every order line its order, product group and amount."""
    count, breadth = len(day), paces.breadth[whose, MONTH[day]]
    total = paces.order_value[whose, MONTH[day]] * np.exp(draw.normal(-0.11, 0.47, count))
    lines = np.minimum(breadth, 1 + draw.poisson(nature.lines - 1, count))
    keys = np.where(np.arange(6) < breadth[:, None], draw.random((count, 6)), 2.0)
    taken = np.argsort(np.argsort(keys, axis=1), axis=1) < lines[:, None]
    parts = draw.gamma(2, 1, (count, 6)) * taken
    order, place = np.nonzero(taken)
    amount = np.maximum(0.01, (total[:, None] * parts / parts.sum(axis=1, keepdims=True))[order, place])
    return order, people.taste[whose[order], place], amount


def _quoted(draw: Draw, nature: Nature, paces: Paces, whose: Whole, day: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    """Whose, day made, day decided and whether it was won, a quote a row."""
    chosen = np.nonzero(draw.random(len(day)) < nature.quoted)[0]
    made = day[chosen] - draw.integers(5, 41, len(chosen))
    chosen, made = chosen[made >= 0], _workday(made[made >= 0])
    lost, at = _happenings(draw, paces.lost_quotes)
    won = np.repeat([1, 0], [len(made), len(at)])
    decided = np.concatenate([day[chosen], at + draw.integers(7, 61, len(at))])
    return np.concatenate([whose[chosen], lost]), np.concatenate([made, at]), decided, won


def _happenings(draw: Draw, yearly: Floats) -> Events:
    """On workdays, things that come at random at this pace a year, by customer and month."""
    counts = draw.poisson(yearly / 12)
    i, month = np.nonzero(counts)
    often = counts[i, month]
    i, month = np.repeat(i, often), np.repeat(month, often)
    length = FIRST_DAY[month + 1] - FIRST_DAY[month]
    return i, _workday(FIRST_DAY[month] + np.floor(draw.random(len(i)) * length).astype(np.int64))


def _workday(day: Whole) -> Whole:
    """The day itself or the last workday before it."""
    back: Whole = (np.busday_offset(DAYS[day], 0, roll="backward") - DAYS[0]).astype(np.int64)
    return back


def _time_entries(
    draw: Draw, nature: Nature, people: People, lives: Lives, paces: Paces, orders: Events, quotes: Events
) -> pa.Table:
    calls = _happenings(draw, paces.calls)
    written = draw.random(len(calls[0])) >= 0.20
    i, month = np.nonzero(lives.complaint)
    handled: dict[str, tuple[Whole, Whole, Floats | float]] = {
        "order": _handled(nature, people, *orders),
        "call": (calls[0][written], calls[1][written], nature.call_hours),
        "visit": (*_happenings(draw, paces.visits), nature.visit_hours),
        "quote": (*quotes, nature.quote_hours),
        "complaint": (i, _workday(FIRST_DAY[month + 1] - 1), nature.complaint_hours),
    }
    hours = [draw.gamma(3, mean / 3, len(day)) for _, day, mean in handled.values()]
    count = sum(len(one) for one in hours)
    return _table(
        time_entry_id=_ids("U", np.arange(count) + 1),
        customer_id=_ids("K", np.concatenate([one[0] for one in handled.values()]) + 1),
        date=DAYS[np.concatenate([one[1] for one in handled.values()])],
        hours=_decimal(np.maximum(0.05, np.concatenate(hours))),
        hourly_cost=_decimal(np.full(count, float(nature.hourly_cost))),
        activity=np.repeat(list(handled), [len(one) for one in hours]),
    )


def _handled(nature: Nature, people: People, whose: Whole, day: Whole) -> tuple[Whole, Whole, Floats]:
    """Hours on orders, one line a customer and month, written on the month's last workday."""
    counts = np.zeros((len(people.joined), MONTHS))
    np.add.at(counts, (whose, MONTH[day]), 1.0)
    i, month = np.nonzero(counts)
    return i, _workday(FIRST_DAY[month + 1] - 1), counts[i, month] * _order_hours(nature, people)[i]


def _order_hours(nature: Nature, people: People) -> Floats:
    return np.where(people.digital, 0.35, 1.0) * nature.order_hours


def _quotes(draw: Draw, paces: Paces, whose: Whole, made: Whole, decided: Whole, won: Whole) -> pa.Table:
    known = decided < len(DAYS)
    value = paces.order_value[whose, MONTH[made]] * np.exp(draw.normal(0, 0.4, len(whose)))
    return _table(
        quote_id=_ids("O", np.arange(len(whose)) + 1),
        customer_id=_ids("K", whose + 1),
        date=DAYS[made],
        amount=_decimal(value),
        status=np.where(known, np.where(won == 1, "won", "lost"), "open"),
        decided_on=_known(DAYS[np.minimum(decided, len(DAYS) - 1)], known),
    )


def _customers(draw: Draw, nature: Nature, people: People) -> pa.Table:
    n = len(people.joined)
    names = np.array([one.name for one in nature.sectors])
    employees = np.maximum(1, np.rint(people.employees * np.exp(draw.normal(0, 0.2, n)))).astype(np.int64)
    return _table(
        customer_id=_ids("K", np.arange(n) + 1),
        name=_ids("Klant ", np.arange(n) + 1),
        kind=np.full(n, "organisation"),
        sector=_known(names[people.sector], draw.random(n) < 0.94),
        employees=_known(employees, draw.random(n) < 0.88),
        acquired_on=DAYS[0] + people.joined,
    )


def _complaints(draw: Draw, lives: Lives) -> pa.Table:
    i, month = np.nonzero(lives.complaint)
    outcome = lives.complaint[i, month]
    opened = _workday(FIRST_DAY[month] + draw.integers(0, 27, len(i)))
    took = np.where(outcome == 3, draw.integers(1, 5, len(i)), draw.integers(10, 45, len(i)))
    solved = (outcome > 1) & (opened + took < len(DAYS))
    return _table(
        complaint_id=_ids("M", np.arange(len(i)) + 1),
        customer_id=_ids("K", i + 1),
        opened_on=DAYS[opened],
        resolved_on=_known(DAYS[np.minimum(opened + took, len(DAYS) - 1)], solved),
        severity=np.where(draw.random(len(i)) < 0.3, "large", "small"),
    )


def _ratings(draw: Draw, lives: Lives) -> pa.Table:
    asked = np.zeros((len(lives.state), MONTHS), dtype=bool)
    asked[:, 10::12] = lives.state[:, 10::12] == ACTIVE
    answers = draw.random(asked.shape) < 1 / (1 + np.exp(1.6 - 0.5 * np.abs(lives.satisfaction)))
    i, month = np.nonzero(asked & answers)
    score = np.clip(np.rint(7.4 + 0.8 * lives.satisfaction[i, month] + draw.normal(0, 0.8, len(i))), 1, 10)
    return _table(
        rating_id=_ids("R", np.arange(len(i)) + 1),
        customer_id=_ids("K", i + 1),
        date=DAYS[_workday(FIRST_DAY[month] + draw.integers(0, 28, len(i)))],
        measure=np.full(len(i), "mark"),
        score=score,
    )


def _cards(draw: Draw, lives: Lives) -> pa.Table:
    turn = draw.integers(0, 18, len(lives.state))
    sent = ((np.arange(MONTHS) - turn[:, None]) % 18 == 0) & (lives.state <= ASLEEP)
    i, month = np.nonzero(sent)
    day = _workday(FIRST_DAY[month] + draw.integers(0, 20, len(i)))
    answered = draw.random(len(i)) < np.where(lives.satisfaction[i, month] < -1, 0.12, 0.03)
    answer, called = day + draw.integers(3, 20, len(i)), draw.integers(1, 6, len(i))
    answered &= answer < len(DAYS)
    phoned = answered & (draw.random(len(i)) < 0.85) & (answer + called < len(DAYS))
    return _table(
        card_id=_ids("C", np.arange(len(i)) + 1),
        customer_id=_ids("K", i + 1),
        sent_on=DAYS[day],
        answered_on=_known(DAYS[np.minimum(answer, len(DAYS) - 1)], answered),
        called_on=_known(DAYS[np.minimum(answer + called, len(DAYS) - 1)], phoned),
    )


def _wallets(draw: Draw, people: People) -> pa.Table:
    asked = np.nonzero(draw.random(len(people.joined)) < 0.20)[0]
    twice = draw.random(len(asked)) < 0.25
    whose = np.concatenate([asked, asked[twice]])
    year = np.concatenate([np.full(len(asked), 4), np.full(int(twice.sum()), 3)])
    joined = np.maximum(people.joined_month, 0)[whose] // 12
    told = people.wallet[whose] * PRICES[12 * year + 6] * np.exp(draw.normal(0, 0.25, len(whose)))
    kept = joined <= year
    return _table(
        customer_id=_ids("K", whose[kept] + 1),
        year=2021 + year[kept],
        amount=_decimal(told[kept]),
        source=np.full(int(kept.sum()), "declared"),
    )


def _referrals(draw: Draw, people: People) -> pa.Table:
    came = np.nonzero((people.joined >= 0) & (draw.random(len(people.joined)) < 0.12))[0]
    by = np.array([draw.choice(np.nonzero(people.joined < people.joined[one])[0]) for one in came], dtype=np.int64)
    return _table(
        referrer_id=_ids("K", by + 1),
        customer_id=_ids("K", came + 1),
        date=DAYS[people.joined[came]],
    )


def _truth(nature: Nature, people: People, lives: Lives, paces: Paces) -> pa.Table:
    rank = np.arange(6) < paces.breadth[:, -1:]
    margin = (GROUPS[people.taste] * rank).sum(axis=1) / rank.sum(axis=1) + nature.margin + people.negotiated
    credited = 0.015 * 0.6
    earned = paces.spend[:, -1] * (margin * (1 - credited) - 0.5 * credited * (1 - margin))
    alive = lives.state[:, -1] == ACTIVE
    complaints = nature.complaints * np.exp(-0.3 * lives.satisfaction[:, -1]) * alive
    hours = (
        paces.orders[:, -1] * (_order_hours(nature, people) + nature.quoted * nature.quote_hours)
        + paces.calls[:, -1] * nature.call_hours
        + paces.visits[:, -1] * nature.visit_hours
        + paces.lost_quotes[:, -1] * nature.quote_hours
        + complaints * nature.complaint_hours
    )
    profit, share = earned - hours * nature.hourly_cost, lives.share[:, -1]
    demanding = (hours >= EFFORT_HOURS) & (profit <= LITTLE_PROFIT)
    kinds = ["demanding", "dormant", "shared"]
    return _table(
        customer_id=_ids("K", np.arange(len(share)) + 1),
        type=np.select([demanding, ~alive, share < SHARE_THRESHOLD], kinds, "loyal"),
        alive=alive,
        share=share,
        hours=hours,
        profit=profit,
    )


def _table(**columns: object) -> pa.Table:
    return pa.table(columns)


def _ids(letter: str, numbers: Whole) -> list[str]:
    return [f"{letter}{one:06d}" for one in numbers]


def _decimal(values: Floats) -> pa.Array:
    return pa.array(np.round(values, 2)).cast(pa.decimal128(14, 2))


def _known(values: NDArray[Any], known: NDArray[np.bool_]) -> pa.Array:
    return pa.array(values, mask=~known)
