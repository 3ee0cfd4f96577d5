"""One branch of the firm, from chance to fact tables and truth; a firm is one branch or many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.ledger.example_firm import course, latent, names, orders, people, service, truth, voice
from klantkompas.ledger.example_firm.columns import (
    Column,
    Flags,
    Ints,
    days,
    flags,
    hours,
    joined,
    labels,
    money,
    number4,
    numbers,
    table,
)
from klantkompas.ledger.example_firm.firm import CHUNK, PRODUCT_GROUPS, Firm
from klantkompas.ledger.example_firm.season import season
from klantkompas.ledger.tables import table as fact_table

FIRST_CUSTOMER = 10_001
UNASSIGNED, CASH, OWN_USE = -1, -2, -3
INSIDE_SALES, ORDER_DESK = 3, 2
ACTIONS_DONE = ("wake", "service_review")


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came out of one branch: fact tables by contract name, and truth tables by file name."""

    facts: dict[str, pa.Table]
    truth: dict[str, pa.Table]


def branches(*, firm: Firm, customers: int, seed: int) -> Iterator[Simulated]:
    """The firm's branches of at most CHUNK customers, one after another, so that memory stays bounded.

    Invariant: every full branch is the same whatever the size of the firm; only the last, partly filled one
    depends on how many customers were asked for.
    """
    for number, first in enumerate(range(0, customers, CHUNK)):
        yield branch(firm=firm, customers=min(CHUNK, customers - first), seed=seed, number=number)


def branch(*, firm: Firm, customers: int, seed: int, number: int) -> Simulated:
    """Simulate one branch (`customers` at most CHUNK, `number` from 0)."""
    chance = latent.Chance(seed=seed, branch=number)
    calendar = season(firm)
    first = FIRST_CUSTOMER + number * CHUNK
    who = latent.draw(firm=firm, season=calendar, chance=chance, customers=customers, first_number=first)
    ran = course.run(firm=firm, season=calendar, latent=who, chance=chance)
    where = names.addresses(count=customers, rng=chance.of("addresses"))
    this = people.Branch(
        firm=firm,
        season=calendar,
        latent=who,
        course=ran,
        chance=chance,
        where=where,
        ids=numbers(who.number),
        titles=names.firms(sector=who.sector, city=where.city, rng=chance.of("names")),
        staff=_staff(firm, chance, customers, number),
        number=number,
    )
    all_orders = orders.draw(firm=firm, season=calendar, latent=who, course=ran, chance=chance)
    met = service.contacts(firm=firm, season=calendar, latent=who, course=ran, chance=chance)
    twice = people.duplicates(this)
    facts = _sold(this, all_orders, twice) | _worked(this, all_orders, met) | _known(this, met, twice)
    return Simulated(facts=facts, truth=truth.tables(this, all_orders, twice))


def _staff(firm: Firm, chance: latent.Chance, customers: int, number: int) -> tuple[str, ...]:
    """Account managers first, then three of inside sales and two of the order desk; names differ per branch."""
    count = latent.managers(firm=firm, customers=customers) + INSIDE_SALES + ORDER_DESK
    staff = names.employees(count=count, rng=chance.of("staff"))
    return tuple(f"{one} ({number + 1})" for one in staff) if number else staff


def _known(this: people.Branch, met: service.Contacts, twice: people.Duplicates) -> dict[str, pa.Table]:
    """The tables about who they are and what they said."""
    brought = people.referrals(this)
    told = voice.Told(branch=this, met=met)
    columns = voice.tables(told) | {
        "contacts": people.contacts(this),
        "referrals": people.referral_columns(this, brought),
        "contracts": people.contracts(this),
        "capacity": people.capacity(this, len(this.staff) - INSIDE_SALES - ORDER_DESK),
        "actions": _actions(this),
        "activities": _activities(this, met),
        "quotes": _quotes(this, met),
    }
    customers = _fact("customers", people.customers(this, brought))
    extra = [people.duplicate_customers(customers, twice)]
    extra += [people.house_customers(customers, this.firm)] if this.number == 0 else []
    facts = {name: _fact(name, one) for name, one in columns.items()}
    return facts | {"customers": pa.concat_tables([customers, *extra]).combine_chunks()}


def _fact(name: str, columns: dict[str, Column]) -> pa.Table:
    """A fact table with its columns in the order of the contract; columns we do not have are left out."""
    return table({one.name: columns[one.name] for one in fact_table(name).columns if one.name in columns})


def _sold(this: people.Branch, all_orders: orders.Orders, twice: people.Duplicates) -> dict[str, pa.Table]:
    """The `transactions` of a branch: invoices, credit notes, counter sales; seen until the end date."""
    firm, calendar, chance = this.firm, this.season, this.chance
    seen = np.flatnonzero(all_orders.day <= calendar.last)
    past = orders.Orders(all_orders.owner[seen], all_orders.day[seen], all_orders.euros[seen])
    sold = orders.lines(firm=firm, season=calendar, latent=this.latent, course=this.course, orders=past, chance=chance)
    parts = [sold, orders.credited(firm=firm, season=calendar, sold=sold, chance=chance), _counter(this, sold)]
    every, year, running = orders.numbered(all_lines=orders.stack(parts))
    ids = _with_duplicates(this, every, twice)
    return {"transactions": _fact("transactions", _transaction_columns(this, every, ids, year, running))}


def _counter(this: people.Branch, sold: orders.Lines) -> orders.Lines:
    """Counter sales, what the firm uses itself, and some sales that were never booked on anybody."""
    rng, blemish = this.chance.of("counter"), this.firm.blemishes
    cash = blemish.cash_sales_per_month * this.season.history if this.number == 0 else 0
    nobody = max(2, round(blemish.unassigned_sales * len(sold.day)))
    pick = rng.choice(len(sold.day), min(cash + nobody, len(sold.day)), replace=False)
    lines = sold.take(np.sort(pick))
    turn = rng.permutation(len(pick))
    lines.owner[:] = np.select([turn < nobody, turn % 8 == 0], [UNASSIGNED, OWN_USE], CASH)
    lines.invoice[:] = 10_000_000 + np.arange(len(pick))
    lines.paid[:] = lines.day
    return lines


def _with_duplicates(this: people.Branch, every: orders.Lines, twice: people.Duplicates) -> Column:
    """Customer ids of the lines: some of the doubly entered customers' later lines stand on the second number."""
    second, since = this.latent.number.copy(), np.full(len(this.latent), this.season.future_last)
    second[twice.original], since[twice.original] = twice.number, twice.day
    owner = np.maximum(every.owner, 0)
    moved = (every.owner >= 0) & (every.day >= since[owner]) & (every.invoice % 3 == 0)
    of_house = [every.owner == CASH, every.owner == OWN_USE, moved]
    ids = np.select(of_house, [int(people.CASH_ID), int(people.OWN_FIRM_ID), second[owner]], this.latent.number[owner])
    return numbers(ids, known=every.owner != UNASSIGNED)


def _transaction_columns(
    this: people.Branch, every: orders.Lines, ids: Column, year: Ints, running: Ints
) -> dict[str, Column]:
    sale, delivered, paid = every.promised > 0, every.delivered > 0, every.paid > 0
    prefix = f"{this.number:03d}-" if this.number else ""
    return {
        "transaction_id": joined(prefix, numbers(year), numbers(running, 6)),
        "customer_id": ids,
        "date": days(every.day),
        "amount": money(every.amount),
        "cost": money(every.cost),
        "quantity": number4(every.quantity),
        "product": labels(orders.PRODUCTS, every.product),
        "product_group": labels(tuple(PRODUCT_GROUPS), every.group),
        "channel": labels(orders.CHANNELS, every.channel),
        "discount": money(every.discount, sale),
        "promised_on": days(every.promised, sale),
        "delivered_on": days(every.delivered, delivered),
        "due_on": days(every.due, sale),
        "paid_on": days(every.paid, paid),
    }


def _worked(this: people.Branch, all_orders: orders.Orders, met: service.Contacts) -> dict[str, pa.Table]:
    """The `time_entries` of a branch, every hour at the firm's one rate; a few on a name instead of a number."""
    spent = service.hours(
        firm=this.firm,
        season=this.season,
        latent=this.latent,
        course=this.course,
        orders=all_orders,
        met=met,
        chance=this.chance,
    )
    n, customer = len(spent.owner), spent.owner >= 0
    by_name = customer & (this.chance.of("booked").random(n) < this.firm.blemishes.hours_on_name)
    project = by_name | (spent.owner == -1)
    number = np.where(customer, this.latent.number[np.maximum(spent.owner, 0)], int(people.UNKNOWN_ID))
    titles = this.titles.take(pa.array(np.maximum(spent.owner, 0)))
    rate = np.full(n, round(this.firm.hourly_cost * 100))
    columns = {
        "time_entry_id": this.serial("U", n),
        "customer_id": numbers(number, known=~project),
        "project": pc.if_else(pa.array(by_name), titles, labels(("Intern",), np.zeros(n, dtype=np.int64), project)),
        "date": days(spent.day),
        "hours": hours(spent.time),
        "hourly_cost": money(rate),
        "employee": labels(this.staff, _employee(this, spent)),
        "activity": labels(service.ACTIVITIES, spent.activity),
        "purpose": labels(service.PURPOSES, spent.purpose),
        "billable": flags(np.zeros(n, dtype=np.bool_)),
    }
    return {"time_entries": _fact("time_entries", columns)}


def _employee(this: people.Branch, spent: service.Hours) -> Ints:
    """Account managers by their index; inside sales (-1) and order desk (-2) divided by customer."""
    by_customer = np.maximum(spent.owner, 0)
    desk = len(this.staff) - ORDER_DESK + by_customer % ORDER_DESK
    inside_sales = len(this.staff) - ORDER_DESK - INSIDE_SALES + by_customer % INSIDE_SALES
    return np.select([spent.employee == -1, spent.employee == -2], [inside_sales, desk], spent.employee)


def _activities(this: people.Branch, met: service.Contacts) -> dict[str, Column]:
    """Visits, and the calls that somebody put in the customer file."""
    rng = this.chance.of("activities")
    visit = met.activity == service.VISIT
    noted = visit | ((met.activity == service.CALL) & met.logged & (rng.random(len(visit)) < 0.35))
    rows = np.flatnonzero(noted)
    n, visit = len(rows), visit[rows]
    ours = visit | (rng.random(n) < 0.45)
    gave = ("attention", "personal", "information", "service", "advantage")
    return {
        "activity_id": this.serial("A", n),
        "customer_id": this.ids.take(met.owner[rows]),
        "date": days(met.day[rows]),
        "kind": labels(("call", "visit"), visit.astype(np.int64)),
        "direction": labels(("in", "out"), ours.astype(np.int64)),
        "employee": labels(this.staff, this.latent.manager[met.owner[rows]]),
        "gave": labels(gave, rng.choice(5, n, p=[0.3, 0.15, 0.25, 0.2, 0.1]), rng.random(n) < 0.5),
    }


def _quotes(this: people.Branch, met: service.Contacts) -> dict[str, Column]:
    made = service.quotes(season=this.season, latent=this.latent, course=this.course, met=met, chance=this.chance)
    decided: Flags = made.decided > 0
    return {
        "quote_id": this.serial("O", len(made.day)),
        "customer_id": this.ids.take(made.owner),
        "date": days(made.day),
        "amount": money(made.amount),
        "status": labels(("open", "won", "lost"), np.where(decided, np.where(made.won, 1, 2), 0)),
        "decided_on": days(made.decided, decided),
    }


def _actions(this: people.Branch) -> dict[str, Column]:
    """The randomised actions of the past; what was held out has no date done and no cost."""
    rng, calendar, trials = this.chance.of("actions"), this.season, this.firm.trials
    rows = this.course.trials
    n, treated = len(rows), rows[:, 3] == 1
    assigned = calendar.workday_in(rows[:, 1], np.zeros(n))
    done = calendar.next_workday(assigned + rng.integers(2, 15, n))
    which = rows[:, 2]
    each = np.rint(100 * np.array([trials.wake_hours, trials.review_hours])).astype(np.int64)
    cost = np.rint(100 * np.array([trials.wake_cost, trials.review_cost])).astype(np.int64)
    return {
        "action_id": this.serial("R", n),
        "customer_id": this.ids.take(rows[:, 0]),
        "action": labels(ACTIONS_DONE, which),
        "assigned_on": days(assigned),
        "arm": labels(("held_out", "treated"), treated.astype(np.int64)),
        "done_on": days(done, treated & (done <= calendar.last)),
        "hours": hours(each[which], treated),
        "cost": money(cost[which], treated),
    }
