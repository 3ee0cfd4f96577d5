"""Who the customers are underneath: what no export shows, drawn once per customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from klantkompas.ledger.example_firm.columns import Flags, Floats, Ints
from klantkompas.ledger.example_firm.firm import GROUP_NEED, SECTORS, Firm
from klantkompas.ledger.example_firm.season import Season

TOPICS = (
    "latent", "course", "orders", "lines", "credits", "counter", "service", "hours", "quotes",
    "activities", "actions", "promises", "complaints", "ratings", "cards", "compass", "bonds",
    "wallets", "contracts", "people", "names", "contacts", "capacity", "referrals", "referral_days",
    "duplicates", "addresses", "booked", "staff", "future",
)  # fmt: skip


class Chance:
    """A stream of chance per branch and topic: a topic more or less leaves all the others as they were."""

    def __init__(self, *, seed: int, branch: int) -> None:
        """`seed` is the firm's, `branch` counts from 0."""
        children = np.random.SeedSequence(entropy=seed, spawn_key=(branch,)).spawn(len(TOPICS))
        self._seeds = dict(zip(TOPICS, children, strict=True))

    def of(self, topic: str) -> np.random.Generator:
        """The stream of one topic, from its beginning; KeyError for a topic that does not exist."""
        return np.random.default_rng(self._seeds[topic])


@dataclass(frozen=True, slots=True)
class Latent:
    """One value per customer of a branch, in order of joining.

    Attributes:
        number: customer number. sector: index in SECTORS. staff: people who work there.
        need: yearly need in our field at the start (euros). growth: its yearly real growth.
        share_logit: logit of the share we have at the start. pace: orders a year at the start.
        regularity: Erlang shape k of the rhythm. order_value comes from need, share and pace.
        margin: part of the amount. effort: hours against the ordinary customer. digital: orders by web shop.
        satisfaction: long-run mark. frailty: multiplies the hazard of leaving. price: price sensitivity, 0 to 1.
        joined: day number of the first order (before the data's first day possible; after its last: prospect).
        prospect: never ordered before the end date. once: left after the first order.
        open_to_waking: chance that a personal call wakes this sleeper. clingy: asks attention while asleep.
        talks: multiplies the chance to answer. pays_late: days after the due date (mean).
        manager: index of the account manager. range_wanted: [customer, group] needs the product group.
    """

    number: Ints
    sector: Ints
    staff: Ints
    need: Floats
    growth: Floats
    share_logit: Floats
    pace: Floats
    regularity: Floats
    margin: Floats
    effort: Floats
    digital: Floats
    satisfaction: Floats
    frailty: Floats
    price: Floats
    joined: Ints
    prospect: Flags
    once: Flags
    open_to_waking: Floats
    clingy: Flags
    talks: Floats
    pays_late: Floats
    manager: Ints
    range_wanted: Flags

    def __len__(self) -> int:
        """Customers in the branch."""
        return len(self.number)


def draw(*, firm: Firm, season: Season, chance: Chance, customers: int, first_number: int) -> Latent:
    """The customers of one branch (`customers` of them, numbered on from `first_number`)."""
    rng = chance.of("latent")
    joined, prospect = _joined(rng, firm, season, customers)
    sector = rng.choice(len(SECTORS), size=customers, p=_of_sectors("weight") / _of_sectors("weight").sum())
    staff = np.maximum(1, np.rint(_around(rng, _of_sectors("staff")[sector], firm.staff_sd))).astype(np.int64)
    need = _around(rng, _of_sectors("need")[sector], firm.need_sd) * (staff / 10) ** 0.6
    price = rng.beta(2.0, 3.0, customers)
    pace = _around(rng, _of_sectors("pace")[sector], firm.pace_sd) * (need / 9_000) ** 0.25 * 0.50
    share_logit = firm.share_logit_mean + firm.share_logit_sd * rng.standard_normal(customers) - (price - 0.4)
    service, course, trials = firm.service, firm.course, firm.trials
    return Latent(
        number=first_number + np.arange(customers, dtype=np.int64),
        sector=sector,
        staff=staff,
        need=need,
        growth=0.01 + 0.05 * rng.standard_normal(customers),
        share_logit=share_logit,
        pace=np.clip(pace, 0.6, 60.0),
        regularity=np.clip(_around(rng, _of_sectors("regularity")[sector], firm.regularity_sd), 0.8, 10.0),
        margin=_margin(rng, firm, sector, need, price),
        effort=_around(rng, np.full(customers, service.effort_median), service.effort_sd),
        digital=rng.beta(2 * _of_sectors("digital")[sector], 2 * (1 - _of_sectors("digital")[sector])),
        satisfaction=course.satisfaction_mean + course.satisfaction_sd * rng.standard_normal(customers),
        frailty=_around(rng, np.ones(customers), course.frailty_sd),
        price=price,
        joined=joined,
        prospect=prospect,
        once=rng.random(customers) < course.once_only,
        open_to_waking=_open_to_waking(rng, trials.wake_uplift, trials.wake_uplift_sd, customers),
        clingy=rng.random(customers) < service.sleeper_attention,
        talks=_around(rng, np.ones(customers), 0.5),
        pays_late=np.clip(_around(rng, np.full(customers, 6.0), 0.9) - 6.0, -8.0, 60.0),
        manager=rng.integers(0, managers(firm=firm, customers=customers), customers),
        range_wanted=rng.random((customers, len(_NEEDS[0]))) < _NEEDS[sector],
    )


def managers(*, firm: Firm, customers: int) -> int:
    """Account managers of a branch with so many customers, at least two."""
    return max(2, round(customers / firm.customers_per_manager))


_NEEDS = np.array([GROUP_NEED[one.name] for one in SECTORS])


def _of_sectors(name: str) -> Floats:
    return np.array([getattr(one, name) for one in SECTORS], dtype=np.float64)


def _around(rng: np.random.Generator, median: Floats, sd: float) -> Floats:
    """Log-normal around the median."""
    return median * np.exp(sd * rng.standard_normal(len(median)))


def _joined(rng: np.random.Generator, firm: Firm, season: Season, customers: int) -> tuple[Ints, Flags]:
    """Joining days in order; the prospects last, some of whom order in the future."""
    prospects = round(customers * firm.prospects)
    before = round(customers * firm.joined_before)
    during = customers - prospects - before
    span = season.last - season.first
    old = season.first - 30 - np.minimum(rng.exponential(1_500.0, before), 9_000.0)
    new = season.first + span * rng.random(during) ** 0.9
    later = season.last + 1 + rng.exponential(400.0, prospects)
    days = np.sort(np.concatenate([old, new, later])).astype(np.int64)
    inside = (days >= season.first) & (days <= season.last)
    days[inside] = np.minimum(season.next_workday(days[inside]), season.workdays[season.workdays <= season.last][-1])
    return days, days > season.last


def _margin(rng: np.random.Generator, firm: Firm, sector: Ints, need: Floats, price: Floats) -> Floats:
    """Large and price-sensitive customers negotiate it down."""
    base = _of_sectors("margin")[sector] + firm.margin_sd * rng.standard_normal(len(sector))
    return np.clip(base - 0.015 * np.log(need / 9_000) - 0.12 * (price - 0.4), 0.06, 0.55)


def _open_to_waking(rng: np.random.Generator, mean: float, sd: float, customers: int) -> Floats:
    """Chances with the stated mean, spread out on the log-odds scale and never above a half."""
    raw = np.exp(sd * rng.standard_normal(customers) - sd**2 / 2)
    return np.minimum(0.5, mean * raw)
