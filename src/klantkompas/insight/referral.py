"""Referral power: what the customers that a customer brought have earned us.

A referral counts when the one who referred was a customer before the first order of the one who came: so nobody refers
himself, there are no circles, and every cent is credited once. Two who brought the same customer share the credit.
Source: METHODS 1.5; Kumar, Petersen & Leone 2010.
"""

from dataclasses import dataclass

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from klantkompas.engine import Frame, collect, distinct
from klantkompas.ledger.book import Ledger

STEP = 0.5
Cents = npt.NDArray[np.int64]
Keys = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """What each referring customer brought.

    Attributes:
        key: the referring customers, ascending.
        direct: cents credited for those he brought himself; adds up over customers.
        downstream: direct, plus half of what each of those brought on in turn; ranks only, never to be summed.
    """

    key: Keys
    direct: Cents
    downstream: npt.NDArray[np.float64]


def referral_credits(ledger: Ledger, facts: Frame) -> Credits | None:
    """Credit of every referring customer, from the profit so far of those who came; ``None`` without referrals.

    Args:
        ledger: the facts; ``referrals`` names who brought whom.
        facts: ``key``, ``first_day`` and ``profit_total`` (cents) a customer; those without profit give no credit.
    """
    if "referrals" not in ledger.tables:
        return None
    came = facts.select("key", came="first_day", value="profit_total").filter(~nw.col("value").is_null())
    was = facts.select(referrer_key=nw.col("key"), was=nw.col("first_day"))
    named = ledger.tables["referrals"].filter(~nw.col("referrer_key").is_null())
    known = distinct(named, "key", "referrer_key")
    edges = known.join(came, on="key", how="inner").join(was, on="referrer_key", how="inner")
    table = collect(edges.filter(nw.col("was") < nw.col("came")))
    columns = {name: table[name].to_numpy().astype(np.int64) for name in ("key", "referrer_key", "came", "value")}
    return credit(
        referred=columns["key"], referrer=columns["referrer_key"], came=columns["came"], value=columns["value"]
    )


def credit(*, referred: Keys, referrer: Keys, came: Keys, value: Cents) -> Credits:
    """Share the value of everyone who came among those who brought him.

    Args:
        referred: who came, a row a referral.
        referrer: who brought him.
        came: when he came (any whole number that orders); later than when his referrer came.
        value: what he is worth, in cents; the same on every row of one who came.
    """
    order = np.lexsort((referrer, referred))
    referred, referrer, came, value = referred[order], referrer[order], came[order], value[order]
    _, at, count = np.unique(referred, return_inverse=True, return_counts=True)
    place = np.arange(referred.size) - (np.cumsum(count) - count)[at]
    shared = value // count[at] + (place < value % count[at])  # the odd cents go to the first named
    people, rows = np.unique(np.concatenate([referrer, referred]), return_inverse=True)
    sender, sent = rows[: referrer.size], rows[referrer.size :]
    direct = np.zeros(people.size, np.int64)
    np.add.at(direct, sender, shared)
    total = np.zeros(people.size)
    for edge in np.argsort(-came, kind="stable"):  # the last to come first: his own total is complete by then
        total[sender[edge]] += shared[edge] + STEP * total[sent[edge]] / count[at[edge]]
    refers = np.isin(people, referrer)
    return Credits(key=people[refers], direct=direct[refers], downstream=total[refers])
