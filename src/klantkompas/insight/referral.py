"""Referral power: what the customers that a customer brought are worth to us.

A referral is worth the profit of who came, so far and to come, as far as he would not have come otherwise, and what
winning him would have cost.

A referral counts when the one who referred was a customer before the first order of the one who came: so nobody refers
himself, there are no circles, and every cent is credited once. Two who brought the same customer share the credit.
Source: METHODS 1.5; Kumar, Petersen & Leone 2010.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from klantkompas.engine import Frame, collect, distinct
from klantkompas.estimators.arrays import sums
from klantkompas.ledger.book import Ledger

STEP = 0.5
Cents = npt.NDArray[np.int64]
Keys = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """What each referring customer brought.

    Attributes:
        key: the referring customers, ascending.
        direct: cents credited for those he brought himself; adds up over customers.
        downstream: direct, plus half of what each of those brought on in turn; ranks only, never to be summed.
        known_direct, known_downstream: whether the worth of everyone in it is known.
    """

    key: Keys
    direct: Cents
    downstream: npt.NDArray[np.float64]
    known_direct: Flags
    known_downstream: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What makes a customer who was brought worth more than what he earned so far.

    Attributes:
        keys: customers whose lifetime value is known.
        to_come: that value, in cents.
        came_by_referral: chance that he would not have come otherwise; of his worth that part counts.
        saved: what winning a customer costs otherwise, in cents; 0 where unknown.
    """

    keys: Keys
    to_come: Cents
    came_by_referral: float
    saved: int


def referred(ledger: Ledger) -> Frame | None:
    """Everyone who was brought, ``key`` once each; ``None`` without referrals."""
    if "referrals" not in ledger.tables:
        return None
    return distinct(ledger.tables["referrals"].filter(~nw.col("key").is_null()), "key")


def referral_credits(ledger: Ledger, facts: Frame, worth: Worth | None, *, until: int) -> Credits | None:
    """Credit of every referring customer, from what those who came are worth; ``None`` without referrals.

    Args:
        ledger: the facts; ``referrals`` names who brought whom.
        facts: ``key``, ``first_day`` and ``profit_total`` (cents) a customer.
        worth: what is still to come from those who came; without it their profit so far is their worth.
        until: the as-of date, as a day number; later referrals are not seen.
    """
    if "referrals" not in ledger.tables:
        return None
    came = facts.select("key", came="first_day", value="profit_total")
    was = facts.select(referrer_key=nw.col("key"), was=nw.col("first_day"))
    named = ledger.tables["referrals"].filter(~nw.col("referrer_key").is_null())
    if ledger.has("referrals", "date"):
        named = named.filter(nw.col("day").is_null() | (nw.col("day") <= until))
    once = distinct(named, "key", "referrer_key")
    edges = once.join(came, on="key", how="inner").join(was, on="referrer_key", how="inner")
    called = ledger.customers.select(referrer_key="key", referrer="customer_id")
    counted = edges.filter(nw.col("was") < nw.col("came")).join(called, on="referrer_key", how="inner")
    table = collect(counted).sort_by([("was", "ascending"), ("referrer", "ascending")])  # keys differ from run to run
    key, referrer, day = (table[name].to_numpy().astype(np.int64) for name in ("key", "referrer_key", "came"))
    known = table["value"].is_valid().to_numpy()
    value = table["value"].fill_null(0).to_numpy().astype(np.int64)
    if worth is not None:
        value = _whole_worth(key, value, worth)
    return credit(referred=key, referrer=referrer, came=day, value=np.where(known, value, 0), known=known)


def _whole_worth(keys: Keys, so_far: Cents, worth: Worth) -> Cents:
    """Profit so far and value to come, as far as due to the referral, and what winning him otherwise costs."""
    order = np.argsort(worth.keys)
    place = np.searchsorted(worth.keys[order], keys)
    found = place < order.size
    found[found] = worth.keys[order][place[found]] == keys[found]
    to_come = np.zeros(keys.size, np.int64)
    to_come[found] = worth.to_come[order][place[found]]
    due = np.rint(worth.came_by_referral * (so_far + to_come)).astype(np.int64)
    return np.asarray(due + worth.saved)


def credit(*, referred: Keys, referrer: Keys, came: Keys, value: Cents, known: Flags) -> Credits:
    """Share the value of everyone who came among those who brought him.

    Args:
        referred: who came, a row a referral; cents that do not divide go to his first rows.
        referrer: who brought him.
        came: when he came (any whole number that orders); later than when his referrer came.
        value: what he is worth, in cents; the same on every row of one who came.
        known: whether that is known; likewise.
    """
    order = np.argsort(referred, kind="stable")
    referred, referrer, came = referred[order], referrer[order], came[order]
    value, known = value[order], known[order]
    _, at, count = np.unique(referred, return_inverse=True, return_counts=True)
    place = np.arange(referred.size) - (np.cumsum(count) - count)[at]
    shared = value // count[at] + (place < value % count[at])
    people, rows = np.unique(np.concatenate([referrer, referred]), return_inverse=True)
    sender, sent = rows[: referrer.size], rows[referrer.size :]
    direct, sure = np.zeros(people.size, np.int64), np.ones(people.size, dtype=np.bool_)
    np.add.at(direct, sender, shared)
    np.logical_and.at(sure, sender, known)
    total, all_sure = sums(at=sender, values=shared.astype(np.float64), size=people.size), sure.copy()
    for edges in _last_first(came):  # who came last has brought nobody yet: his own total is complete
        np.add.at(total, sender[edges], STEP * total[sent[edges]] / count[at[edges]])
        np.logical_and.at(all_sure, sender[edges], all_sure[sent[edges]])
    refers = np.isin(people, referrer)
    return Credits(
        key=people[refers],
        direct=direct[refers],
        downstream=total[refers],
        known_direct=sure[refers],
        known_downstream=all_sure[refers],
    )


def _last_first(came: Keys) -> Iterator[Keys]:
    """The referrals of each day on which somebody came, the last day first."""
    order = np.argsort(-came, kind="stable")
    edges = np.flatnonzero(np.diff(came[order])) + 1
    yield from np.split(order, edges)
