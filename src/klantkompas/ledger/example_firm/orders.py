"""Orders and invoice lines: Erlang rhythm in seasonal time, priced, paid, credited."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from klantkompas.ledger.example_firm.columns import Floats, Ints
from klantkompas.ledger.example_firm.course import ACTIVE, Course
from klantkompas.ledger.example_firm.firm import GROUP_MARGIN, PRODUCT_GROUPS, Firm
from klantkompas.ledger.example_firm.latent import Chance, Latent
from klantkompas.ledger.example_firm.season import Season

CHANNELS = ("webshop", "telefoon", "e-mail", "buitendienst")
PRODUCTS = tuple(product for products in PRODUCT_GROUPS.values() for product, _ in products)
PRICES = np.array([price for products in PRODUCT_GROUPS.values() for _, price in products])
_SIZES = np.array([len(products) for products in PRODUCT_GROUPS.values()])
_FROM = np.cumsum(_SIZES) - _SIZES
SMALLEST_ORDER = 35.0
MEAN_CREDIT = 0.75
"""Part of a line that a credit note gives back on average: half of them all, half of them a half."""


@dataclass(frozen=True, slots=True)
class Orders:
    """One value per order: whose (index), on which day, worth how many euros."""

    owner: Ints
    day: Ints
    euros: Floats


@dataclass(frozen=True, slots=True)
class Lines:
    """One value per invoice line, in order of invoice.

    Attributes:
        owner: index of the customer, or -1 where nobody is known. invoice: number within its year.
        day: invoice day. amount, cost, discount: cents. quantity: pieces. product, group, channel: indices.
        promised, delivered, due, paid: day numbers; `paid` 0 where not paid by the end date.
    """

    owner: Ints
    invoice: Ints
    day: Ints
    amount: Ints
    cost: Ints
    discount: Ints
    quantity: Ints
    product: Ints
    group: Ints
    channel: Ints
    promised: Ints
    delivered: Ints
    due: Ints
    paid: Ints

    def take(self, rows: Ints) -> Lines:
        """The given rows, in the given order."""
        return Lines(*(getattr(self, one.name)[rows] for one in fields(self)))


def stack(parts: list[Lines]) -> Lines:
    """All lines of several parts behind each other."""
    return Lines(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Lines)))


def yearly_spend(*, course: Course) -> Floats:
    """Euros a year while active, [customer, month]: need times share."""
    return course.need * course.share


def pace(*, latent: Latent, course: Course) -> Floats:
    """Orders a year while active, [customer, month]: grows with the root of what is spent."""
    spend = yearly_spend(course=course)
    return np.clip(latent.pace[:, None] * np.sqrt(spend / spend[:, :1]), 0.3, 80.0)


def draw(*, firm: Firm, season: Season, latent: Latent, course: Course, chance: Chance) -> Orders:
    """All orders of a branch from the data's first day to the end of the future, by customer and day."""
    rng = chance.of("orders")
    paces = pace(latent=latent, course=course)
    rate = np.where(course.state == ACTIVE, paces, 0.0) / 365.25
    owner, day = _times(rng, season, latent, rate)
    month = season.month_of(day)
    value = yearly_spend(course=course)[owner, month] / paces[owner, month]
    noise = np.exp(firm.order_sd * rng.standard_normal(len(owner)) - firm.order_sd**2 / 2)
    return Orders(owner=owner, day=day, euros=np.maximum(value * noise, SMALLEST_ORDER))


def _times(rng: np.random.Generator, season: Season, latent: Latent, rate: Floats) -> tuple[Ints, Ints]:
    """Owner and day of every order: a first order on the day of joining, then gaps in the customer's own time."""
    at_edges = season.busy[:, season.edges - season.first]
    ticks = np.concatenate(
        [np.zeros((len(latent), 1)), np.cumsum(rate * np.diff(at_edges)[latent.sector], axis=1)], axis=1
    )
    start = _start(season, latent, rate, ticks, at_edges)
    owner, tick = _gaps(rng, season, latent, start, ticks[:, -1])
    day = _day_at(season, latent, rate, ticks, at_edges, owner, tick)
    firsts = np.flatnonzero((latent.joined >= season.first) & (latent.joined <= season.future_last))
    owner, day = np.concatenate([firsts, owner]), np.concatenate([latent.joined[firsts], day])
    order = np.lexsort((day, owner))
    return owner[order], day[order]


def _start(season: Season, latent: Latent, rate: Floats, ticks: Floats, at_edges: Floats) -> Floats:
    """The customer's own clock at joining; zero for who was there before the data."""
    inside = np.clip(latent.joined, season.first, season.future_last)
    month, who = season.month_of(inside), np.arange(len(latent))
    passed = season.busy[latent.sector, inside - season.first] - at_edges[latent.sector, month]
    return ticks[who, month] + rate[who, month] * passed


def _gaps(rng: np.random.Generator, season: Season, latent: Latent, start: Floats, end: Floats) -> tuple[Ints, Floats]:
    """Ticks of all later orders: gamma gaps of mean one, the first of older customers a part of a gap."""
    room = np.maximum(end - start, 0.0)
    count = np.ceil(room + 6 * np.sqrt((room + 1) / latent.regularity) + 4).astype(np.int64)
    owner = np.repeat(np.arange(len(latent)), count)
    shape = latent.regularity[owner]
    first = np.cumsum(count) - count
    gaps = rng.standard_gamma(shape) / shape
    older, part = latent.joined < season.first, rng.random(len(latent))
    long = rng.standard_gamma(latent.regularity + 1) / latent.regularity
    gaps[first[older]] = (part * long)[older]
    total = np.cumsum(gaps)
    tick = start[owner] + total - (total[first] - gaps[first])[owner]
    keep = tick < end[owner]
    return owner[keep], tick[keep]


def _day_at(
    season: Season, latent: Latent, rate: Floats, ticks: Floats, at_edges: Floats, owner: Ints, tick: Floats
) -> Ints:
    """The day on which a customer's own clock reads `tick`: first the month, then the day in it."""
    wide = ticks.max() + 1.0
    who = np.arange(len(latent))[:, None]
    flat = (ticks + wide * who).ravel()
    place = np.searchsorted(flat, tick + wide * owner, side="right") - 1 - owner * ticks.shape[1]
    month = np.clip(place, 0, season.months - 1)
    speed = np.maximum(rate[owner, month], 1e-12)
    sector = latent.sector[owner]
    busy = at_edges[sector, month] + (tick - ticks[owner, month]) / speed
    busy = np.clip(busy, at_edges[sector, month], np.nextafter(at_edges[sector, month + 1], 0))
    return season.first + _place_in(season.busy, sector, busy)


def _place_in(busy: Floats, sector: Ints, value: Floats) -> Ints:
    """The day whose share of the sector's cumulative demand holds `value`."""
    wide = busy[:, -1].max() + 1.0
    flat = (busy + wide * np.arange(len(busy))[:, None]).ravel()
    place: Ints = np.searchsorted(flat, value + wide * sector, side="right") - 1 - sector * busy.shape[1]
    inside: Ints = np.minimum(place, busy.shape[1] - 2)
    return inside


def lines(*, firm: Firm, season: Season, latent: Latent, course: Course, orders: Orders, chance: Chance) -> Lines:
    """Invoice lines of the given orders, credit notes after them; numbering is left to `numbered`."""
    rng = chance.of("lines")
    n = len(orders.owner)
    count = 1 + rng.choice(len(firm.lines_per_order), size=n, p=firm.lines_per_order)
    of = np.repeat(np.arange(n), count)
    owner, day = orders.owner[of], orders.day[of]
    group = _groups(rng, latent, course, season, owner)
    product = _FROM[group] + (rng.random(len(of)) * _SIZES[group]).astype(np.int64)
    part = rng.standard_gamma(1.5, len(of))
    part /= np.bincount(of, part, n)[of]
    list_price, amount = _priced(rng, latent, owner, orders.euros[of] * part)
    margin = latent.margin[owner] + np.array(GROUP_MARGIN)[group] + 0.03 * rng.standard_normal(len(of))
    when = {key: value[of] for key, value in _when(rng, season, latent, orders).items()}
    return Lines(
        owner=owner,
        invoice=of,
        day=day,
        amount=amount,
        cost=np.rint(amount * (1 - np.clip(margin, -0.05, 0.7))).astype(np.int64),
        discount=list_price - amount,
        quantity=np.maximum(1, np.rint(list_price / (100 * PRICES[product]))).astype(np.int64),
        product=product,
        group=group,
        channel=_channels(rng, latent, orders.owner)[of],
        **when,
    )


def _groups(rng: np.random.Generator, latent: Latent, course: Course, season: Season, owner: Ints) -> Ints:
    """The product group of every line: what the sector needs, as far as this customer buys it with us."""
    cumulative = np.cumsum(bought_with_us(season=season, latent=latent, course=course), axis=1)
    pick = rng.random(len(owner)) * cumulative[owner, -1]
    group: Ints = (pick[:, None] >= cumulative[owner]).sum(axis=1)
    return np.minimum(group, len(_SIZES) - 1)


def bought_with_us(*, season: Season, latent: Latent, course: Course) -> Floats:
    """[customer, group] weight of each group in the lines; a small share of customer means a narrow range."""
    mean_share = course.share[:, : season.history].mean(axis=1)
    rank = (np.argsort(np.argsort(_scatter(latent), axis=1), axis=1) + 0.5) / len(_SIZES)
    weight = latent.range_wanted * (rank < 0.25 + 0.75 * mean_share[:, None]) * (1.2 - rank)
    return np.where(weight.sum(axis=1, keepdims=True) > 0, weight, (rank < 0.2).astype(float))


def mean_margin(*, firm: Firm, season: Season, latent: Latent, course: Course) -> Floats:
    """Expected margin as part of the amount, over the groups this customer buys, after credit notes."""
    weight = bought_with_us(season=season, latent=latent, course=course)
    of_groups = weight @ np.array(GROUP_MARGIN) / weight.sum(axis=1)
    part: Floats = (latent.margin + of_groups) * (1 - firm.blemishes.credit_note * MEAN_CREDIT)
    return part


def _scatter(latent: Latent) -> Floats:
    """A fixed order of the groups per customer, made of the customer's own figures instead of more chance."""
    return np.sin(np.outer(latent.need + latent.number, np.arange(1, len(_SIZES) + 1) * 12.9898))


def _priced(rng: np.random.Generator, latent: Latent, owner: Ints, euros: Floats) -> tuple[Ints, Ints]:
    """List price and amount in cents; the price-sensitive get more discount, and more often."""
    price = latent.price[owner]
    rebate = np.where(rng.random(len(owner)) < 0.5 * price, 0.02 + 0.12 * price, 0.0)
    amount = np.maximum(np.rint(euros * 100), 100.0)
    return np.rint(amount / (1 - rebate)).astype(np.int64), amount.astype(np.int64)


def _channels(rng: np.random.Generator, latent: Latent, owner: Ints) -> Ints:
    other = rng.choice(3, size=len(owner), p=[0.45, 0.4, 0.15]) + 1
    return np.where(rng.random(len(owner)) < latent.digital[owner], 0, other).astype(np.int64)


def _when(rng: np.random.Generator, season: Season, latent: Latent, orders: Orders) -> dict[str, Ints]:
    """Promised, delivered, due and paid of every order; 0 where it had not happened by the end date."""
    n = len(orders.day)
    promised = season.next_workday(orders.day + 1 + rng.integers(0, 3, n))
    late = np.where(rng.random(n) < 0.09, 1 + rng.integers(0, 6, n), 0)
    early = np.where(rng.random(n) < 0.15, 1, 0)
    delivered = np.maximum(orders.day, promised + late - early)
    due = orders.day + np.where(latent.number[orders.owner] % 4 == 0, 14, 30)
    paid = np.maximum(due + np.rint(latent.pays_late[orders.owner] + 5 * rng.standard_normal(n)), orders.day + 1)
    paid = np.where(rng.random(n) < 0.004, 0, paid).astype(np.int64)
    return {
        "promised": promised,
        "delivered": np.where(delivered > season.last, 0, delivered),
        "due": due,
        "paid": np.where(paid > season.last, 0, paid),
    }


def credited(*, firm: Firm, season: Season, sold: Lines, chance: Chance) -> Lines:
    """Credit notes on a few of the lines, one to four weeks later, for all or a part of the goods."""
    rng = chance.of("credits")
    n = len(sold.day)
    hit = rng.random(n) < firm.blemishes.credit_note
    part = np.where(rng.random(n) < 0.5, 1.0, 0.2 + 0.6 * rng.random(n))
    day = season.next_workday(sold.day + 5 + rng.integers(0, 23, n))
    rows = np.flatnonzero(hit & (day <= season.last))
    base, back = sold.take(rows), -part[rows]
    return Lines(
        owner=base.owner,
        invoice=n + np.arange(len(rows)),
        day=day[rows],
        amount=np.rint(base.amount * back).astype(np.int64),
        cost=np.rint(base.cost * back).astype(np.int64),
        discount=np.zeros(len(rows), dtype=np.int64),
        quantity=np.minimum(-1, np.rint(base.quantity * back)).astype(np.int64),
        product=base.product,
        group=base.group,
        channel=base.channel,
        promised=np.zeros(len(rows), dtype=np.int64),
        delivered=np.zeros(len(rows), dtype=np.int64),
        due=day[rows],
        paid=np.zeros(len(rows), dtype=np.int64),
    )


def numbered(*, all_lines: Lines) -> tuple[Lines, Ints, Ints]:
    """The lines in order of day and invoice, with year and running number of each invoice."""
    rows = np.lexsort((all_lines.invoice, all_lines.day))
    kept = all_lines.take(rows)
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (np.diff(kept.invoice) != 0) | (np.diff(kept.day) != 0)
    year = 1970 + kept.day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    running: Ints = np.cumsum(new)
    first: Ints = running[np.searchsorted(year, year, side="left")]
    return kept, year, running - first + 1
