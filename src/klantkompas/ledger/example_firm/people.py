"""The tables about who: customers, contacts, referrals, contracts, capacity, and the dirty customer records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.ledger.example_firm import names
from klantkompas.ledger.example_firm.columns import (
    Column,
    Flags,
    Ints,
    cents,
    days,
    flags,
    hours,
    joined,
    labels,
    money,
    numbers,
    whole,
)
from klantkompas.ledger.example_firm.course import ACTIVE, GONE, Course
from klantkompas.ledger.example_firm.firm import SECTORS, Firm
from klantkompas.ledger.example_firm.latent import Chance, Latent
from klantkompas.ledger.example_firm.season import Season, day_number

CHANNELS = ("aanbeveling", "beurs", "website", "buitendienst", "telefonisch")
ENDED = ("left", "bankrupt", "moved", "merged", "let_go")
REFERRED = 0
CASH_ID = "9999998"
OWN_FIRM_ID = "9999999"
UNKNOWN_ID = "8888888"


@dataclass(frozen=True, slots=True)
class Referrals:
    """One row per recommendation: indices of who recommended and who came, day, and whether it is praise only."""

    referrer: Ints
    customer: Ints
    day: Ints
    praise: Flags


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch as simulated so far: settings, calendar, customers, their course, places, numbers and names."""

    firm: Firm
    season: Season
    latent: Latent
    course: Course
    chance: Chance
    where: names.Addresses
    ids: Column
    titles: Column
    staff: tuple[str, ...]
    number: int

    def serial(self, letter: str, count: int) -> Column:
        """Running numbers that stay apart from those of other branches ('K000-000001')."""
        return joined(f"{letter}{self.number:03d}-", numbers(np.arange(1, count + 1), 6))


def referrals(branch: Branch) -> Referrals:
    """Nobody, one or two earlier customers brought each customer; content ones more often; a little mutual praise."""
    rng, latent, voice = branch.chance.of("referrals"), branch.latent, branch.firm.voice
    n = len(latent)
    came = np.flatnonzero((rng.random(n) < voice.referred) & ~latent.prospect & (np.arange(n) > 5))
    customer = np.concatenate([came, came[rng.random(len(came)) < voice.two_referrers]])
    fan = np.exp(0.9 * (latent.satisfaction - 7.4)) * latent.talks
    ladder = np.cumsum(fan)
    referrer = np.searchsorted(ladder, rng.random(len(customer)) * ladder[customer - 1], side="right")
    referrer = np.minimum(referrer, customer - 1)
    _, first = np.unique(referrer * n + customer, return_index=True)
    referrer, customer = referrer[first], customer[first]
    back = np.flatnonzero(rng.random(len(customer)) < voice.mutual_praise)
    later = np.minimum(latent.joined[customer[back]] + 200, branch.season.last)
    return Referrals(
        referrer=np.concatenate([referrer, customer[back]]),
        customer=np.concatenate([customer, referrer[back]]),
        day=np.concatenate([latent.joined[customer], later]),
        praise=np.arange(len(referrer) + len(back)) >= len(referrer),
    )


def referral_columns(branch: Branch, brought: Referrals) -> dict[str, Column]:
    """The `referrals` table; the date is known for three in four."""
    known = branch.chance.of("referral_days").random(len(brought.day)) < 0.75
    return {
        "referrer_id": branch.ids.take(brought.referrer),
        "customer_id": branch.ids.take(brought.customer),
        "date": days(brought.day, known),
        "kind": labels(("aangebracht", "wederzijds"), brought.praise.astype(np.int64)),
    }


def customers(branch: Branch, brought: Referrals) -> dict[str, Column]:
    """The `customers` table of a branch, without the dirty records."""
    rng, latent, blemish = branch.chance.of("people"), branch.latent, branch.firm.blemishes
    n = len(latent)
    where = branch.where
    single = (latent.staff <= 2) & (rng.random(n) < 0.7)
    phone_known = rng.random(n) >= blemish.phone_missing
    columns = {
        "customer_id": branch.ids,
        "name": branch.titles,
        "kind": labels(("organisation", "sole_trader"), single.astype(np.int64)),
        "email": names.mailboxes(ids=branch.ids, before="info"),
        "phone": pc.if_else(pa.array(phone_known), names.phones(count=n, rng=rng), pa.scalar(None, pa.string())),
        "address": where.street,
        "postcode": where.postcode,
        "city": where.place,
        "vat_number": names.vat_numbers(city=where.city, number=latent.number),
        "sector": labels([one.name for one in SECTORS], latent.sector, rng.random(n) >= blemish.sector_missing),
        "region": where.region,
        "country": where.country,
        "employees": whole(_stated_staff(rng, latent.staff), rng.random(n) < 0.8),
        "account_manager": labels(branch.staff, latent.manager),
        "internal": flags(np.zeros(n, dtype=np.bool_)),
    }
    return columns | _ending(rng, branch) | _winning(rng, branch, brought)


def _stated_staff(rng: np.random.Generator, staff: Ints) -> Ints:
    """The trade register's headcount: rounded, and not quite up to date."""
    return np.maximum(1, np.rint(staff * np.exp(0.15 * rng.standard_normal(len(staff))))).astype(np.int64)


def _ending(rng: np.random.Generator, branch: Branch) -> dict[str, Column]:
    """One in four departures is known and dated; the others just fall silent."""
    gone = branch.course.state[:, branch.season.history - 1] == GONE
    known = gone & (rng.random(len(gone)) < 0.25)
    day = branch.season.edges[branch.course.since] + rng.integers(5, 60, len(gone))
    known &= day <= branch.season.last
    return {
        "ended_on": days(day, known),
        "ended_reason": labels(ENDED, rng.choice(5, len(gone), p=[0.4, 0.25, 0.15, 0.1, 0.1]), known),
    }


def _winning(rng: np.random.Generator, branch: Branch, brought: Referrals) -> dict[str, Column]:
    """When, how and at what cost a customer was won, as far as anybody wrote it down."""
    latent, season = branch.latent, branch.season
    n, won = len(latent), ~latent.prospect
    referred = np.isin(np.arange(n), brought.customer[~brought.praise])
    channel = np.where(referred, REFERRED, 1 + rng.choice(4, n, p=[0.2, 0.35, 0.3, 0.15]))
    noted = won & (rng.random(n) >= branch.firm.blemishes.acquired_missing)
    noted &= (latent.joined >= season.first) | (rng.random(n) < 0.8)
    recent = won & (latent.joined >= season.first + 365) & (rng.random(n) < 0.7)
    cost = cents(np.rint(np.array([60, 480, 210, 390, 240])[channel] * rng.gamma(4.0, 0.25, n)))
    return {
        "acquired_on": days(latent.joined, noted),
        "acquisition_channel": labels(CHANNELS, channel, won & (rng.random(n) < 0.75)),
        "acquisition_cost": money(cost, recent),
    }


def contacts(branch: Branch) -> dict[str, Column]:
    """One to three people per customer; consent is known for some, given by fewer."""
    rng, n = branch.chance.of("contacts"), len(branch.latent)
    count = 1 + rng.choice(3, n, p=[0.7, 0.22, 0.08])
    owner = np.repeat(np.arange(n), count)
    rows = len(owner)
    asked = rng.random(rows) < 0.6
    day = np.maximum(day_number(branch.firm.service_start) + rng.integers(0, 1_200, rows), branch.latent.joined[owner])
    return {
        "contact_id": branch.serial("C", rows),
        "customer_id": branch.ids.take(owner),
        "name": names.people(count=rows, rng=rng),
        "role": labels(names.ROLES, rng.integers(0, len(names.ROLES), rows), rng.random(rows) < 0.7),
        "email": joined("contact", numbers(np.arange(1, rows + 1)), "@klant", branch.ids.take(owner), ".example"),
        "phone": names.phones(count=rows, rng=rng),
        "language": labels(("nl",), np.zeros(rows, dtype=np.int64)),
        "may_mail": flags(rng.random(rows) < 0.65, asked),
        "may_call": flags(rng.random(rows) < 0.80, asked),
        "consent_source": labels(("formulier", "bezoek", "website"), rng.integers(0, 3, rows), asked),
        "consent_on": days(np.minimum(day, branch.season.last), asked),
    }


def contracts(branch: Branch) -> dict[str, Column]:
    """Yearly agreements of a few, mostly for three years; amounts are what was agreed, not what was invoiced."""
    rng, season, latent = branch.chance.of("contracts"), branch.season, branch.latent
    owner = np.flatnonzero((rng.random(len(latent)) < branch.firm.voice.contract) & ~latent.prospect)
    n = len(owner)
    joined_on = np.maximum(latent.joined[owner], season.first)
    start = np.minimum(joined_on + rng.integers(0, 1_000, n), season.last - 30)
    spend = branch.course.need[owner, 0] * branch.course.share[owner, season.history - 1]
    running = branch.course.state[owner, season.history - 1] == ACTIVE
    return {
        "contract_id": branch.serial("J", n),
        "customer_id": branch.ids.take(owner),
        "start": days(start),
        "end": days(start + rng.choice([365, 1_095], n, p=[0.3, 0.7]), ~running | (rng.random(n) < 0.8)),
        "amount": money(cents(np.rint(spend * 0.8 / 50) * 50)),
        "period": labels(("jaar",), np.zeros(n, dtype=np.int64)),
    }


def capacity(branch: Branch, managers: int) -> dict[str, Column]:
    """Hours a week that each account manager has for customers."""
    week = 100 * branch.chance.of("capacity").choice([20, 24, 28, 30, 32], managers)
    return {
        "account_manager": labels(branch.staff, np.arange(managers)),
        "hours_per_week": hours(week),
        "from": days(np.full(managers, branch.season.service_first)),
    }


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Customers that stand in the books twice: index of the original, from which day, and the second number."""

    original: Ints
    day: Ints
    number: Ints


def duplicates(branch: Branch) -> Duplicates:
    """A few customers were entered again, with a second number, after the package changed hands."""
    rng, latent = branch.chance.of("duplicates"), branch.latent
    count = max(1, round(branch.firm.blemishes.duplicate_customer * len(latent)))
    able = np.flatnonzero(latent.joined < branch.season.first + 700)
    original = np.sort(rng.choice(able, min(count, len(able)), replace=False))
    day = branch.season.first + 750 + rng.integers(0, 900, len(original))
    return Duplicates(original=original, day=day, number=900_000_000 + latent.number[original])


def duplicate_customers(table: pa.Table, twice: Duplicates) -> pa.Table:
    """Rows of the second entries: the name a little different, the same VAT number, most else left empty."""
    rows = table.take(pa.array(twice.original))
    name = pc.replace_substring_regex(rows["name"], pattern=r" (BV|NV|& Zn\.|& Co|& Zonen)$", replacement="")
    kept = {"kind", "postcode", "city", "vat_number", "country", "internal", "account_manager"}
    columns = {
        one: rows[one] if one in kept else pa.nulls(len(rows), table.schema.field(one).type)
        for one in table.column_names
    }
    columns["customer_id"], columns["name"] = numbers(twice.number), pc.utf8_upper(name)
    return pa.table(columns, schema=table.schema)


def house_customers(table: pa.Table, firm: Firm) -> pa.Table:
    """The cash customer and the firm itself, marked internal."""
    columns: dict[str, Column] = {one: pa.nulls(2, table.schema.field(one).type) for one in table.column_names}
    columns["customer_id"] = pa.array([CASH_ID, OWN_FIRM_ID])
    columns["name"] = pa.array(["Diverse contante verkopen", firm.name])
    columns["internal"] = pa.array([True, True])
    return pa.table(columns, schema=table.schema)
