"""Who is left alone on purpose, so that what an action adds can be seen (METHODS 8.4).

Chance is a hash of the relation and the seed, so that everybody gets the same answer on every engine, in every run and
every year:

    u = first 8 bytes of sha256("seed|draw|relation") / 2^64         left alone where u < share

An arm depends on the customer's own hash and on arms that are *recorded*, never on who else happens to be on the list:
whoever was left alone on Monday is left alone the next Monday too. A share that shrinks lets go of the highest u first,
so that the groups stay nested.

Strata (type x third of value) are kept in balance by Efron's biased coin: where fewer of a stratum were left alone, by
the record, than of all customers chosen for that action, the share there is half as large again until it is made up;
where more, half. Drawing the first so many of each stratum would balance better and flip arms whenever somebody joins.

Two levels: a *never* group that gets no optional action at all, and per action a share of those chosen for it. The arm
is looked up *after* the choice, so that both arms are chosen alike.

Sources: Efron 1971 (biased coin designs); METHODS 8.3 for the shrinking share.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Literal

import narwhals.stable.v2 as nw

from klantkompas.engine import Frame, rows_of
from klantkompas.estimators.lift import detectable_uplift
from klantkompas.insight.windows import day_number
from klantkompas.ledger.book import Ledger
from klantkompas.rules import HoldoutRules

Arm = Literal["treated", "held_out", "none"]
Stratum = tuple[str, int]
EVERY_ACTION = "never"
OUT_OF_BALANCE = 1.0  # customers: less than one cannot be made up
MADE_UP = 0.5  # part of the share by which the coin is biased
TYPICAL_BASE = 0.10
FOR_EVER = 1_000_000  # a day number in the year 4707
BY_ITSELF = ("type_override",)  # decisions that say what a relation is, not what happens to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What the ledger remembers of earlier choices.

    Attributes:
        arms: (customer number, action) -> the arm of the latest choice that still holds.
        seen: action -> the latest arm of every customer ever chosen for it: what is known, and the balance of strata.
        decided: customers about whom a person decided, with a note: they are not drawn.
        relation: customer number -> the relation that is drawn as one (the holding), where that is another.
    """

    arms: Mapping[tuple[str, str], Arm] = field(default_factory=dict)
    seen: Mapping[str, Mapping[str, Arm]] = field(default_factory=dict)
    decided: frozenset[str] = frozenset()
    relation: Mapping[str, str] = field(default_factory=dict)

    def relation_of(self, customer_id: str) -> str:
        """The relation that a customer is drawn with; mostly his own."""
        return self.relation.get(customer_id, customer_id)

    def held_out(self, action: str) -> int:
        """Customers who were ever left alone of an action."""
        return sum(arm == "held_out" for arm in self.seen.get(action, {}).values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a list before the draw: what was chosen for a customer.

    Attributes:
        customer_id: the customer's number.
        action: code of the action.
        optional: whether it may be left undone; complaints, promises and call-backs may not.
    """

    customer_id: str
    action: str
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a hold-out of this size can and cannot show.

    Attributes:
        customers: chosen for one action.
        treated, held_out: expected per arm.
        base: chance of success without the action, as assumed here.
        detectable: smallest rise of that chance that one reading finds in four firms of five; None where not even
            certainty would be found.
    """

    customers: int
    treated: int
    held_out: int
    base: float
    detectable: float | None


def chance(*, seed: int, draw: str, relation: str) -> float:
    """The number between 0 and 1 that belongs to a relation in one draw, for ever and on every engine.

    Args:
        seed: of all draws.
        draw: what is drawn for: an action, or ``never`` for the group that gets none.
        relation: number of the customer, or of the holding that is drawn as one.
    """
    first = sha256(f"{seed}|{draw}|{relation}".encode()).digest()[:8]
    return int.from_bytes(first, "big") / 2**64


def action_share(*, held_out: int, rules: HoldoutRules) -> float:
    """Part of those chosen that is left alone, given how many of this action were left alone before.

    From ``action_share`` where nothing is known, halfway at ``evidence``, towards ``action_share_least``.
    """
    first, least = float(rules.action_share), float(rules.action_share_least)
    return least + (first - least) * rules.evidence / (rules.evidence + held_out)


def draw_arms(
    *,
    choices: Sequence[Choice],
    strata: Mapping[str, Stratum],
    records: Records,
    rules: HoldoutRules,
) -> list[Arm]:
    """The arm of every chosen line; ``none`` where nothing is drawn.

    Args:
        choices: at most one line a customer.
        strata: customer number -> (type, third of value) of every customer that was ever chosen; one without is a
            stratum of his own kind.
        records: what the ledger remembers (``read_records``).
        rules: shares and seed.

    Returns:
        ``held_out``, ``treated``, or ``none``: the action is not optional, or a person decided.
    """
    shares = {action: _shares(action, strata, records, rules) for action in {one.action for one in choices}}
    return [
        _arm(one, shares[one.action].of(strata.get(records.relation_of(one.customer_id))), records, rules)
        for one in choices
    ]


@dataclass(frozen=True, slots=True)
class _Shares:
    """The share of an action, and what it is in the strata that are out of balance."""

    ordinary: float
    corrected: Mapping[Stratum | None, float]

    def of(self, stratum: Stratum | None) -> float:
        return self.corrected.get(stratum, self.ordinary)


def _arm(choice: Choice, share: float, records: Records, rules: HoldoutRules) -> Arm:
    if not choice.optional or choice.customer_id in records.decided:
        return "none"
    recorded = records.arms.get((choice.customer_id, choice.action))
    if recorded is not None:
        return recorded
    relation = records.relation_of(choice.customer_id)
    if is_never(relation=relation, rules=rules):
        return "held_out"
    u = chance(seed=rules.seed, draw=choice.action, relation=relation)
    return "held_out" if u < share else "treated"


def is_never(*, relation: str, rules: HoldoutRules) -> bool:
    """Whether a relation gets no optional action at all."""
    return chance(seed=rules.seed, draw=EVERY_ACTION, relation=relation) < float(rules.policy_share)


def _shares(action: str, strata: Mapping[str, Stratum], records: Records, rules: HoldoutRules) -> _Shares:
    held_out, seen = records.held_out(action), records.seen.get(action, {})
    ordinary = action_share(held_out=held_out, rules=rules)
    if not held_out:  # nobody was left alone, or nobody wrote it down: then there is no balance to keep
        return _Shares(ordinary, {})
    stratum = {customer: strata.get(records.relation_of(customer)) for customer in seen}
    chosen = Counter(stratum.values())
    alone = Counter(stratum[customer] for customer, arm in seen.items() if arm == "held_out")
    usual = held_out / len(seen)
    behind = {stratum: usual * n - alone[stratum] for stratum, n in chosen.items()}
    return _Shares(
        ordinary,
        {
            stratum: ordinary * (1 + MADE_UP if short > 0 else 1 - MADE_UP)
            for stratum, short in behind.items()
            if abs(short) >= OUT_OF_BALANCE
        },
    )


def sight(*, customers: int, rules: HoldoutRules, base: float = TYPICAL_BASE) -> Sight:
    """What can and cannot be seen when an action is done for so many customers, the first share of them left alone.

    Args:
        customers: chosen for one action.
        rules: which share that is.
        base: chance of success without the action.
    """
    held_out = round(customers * float(rules.action_share))
    treated = customers - held_out
    found = detectable_uplift(base=base, treated=treated, held_out=held_out) if min(treated, held_out) else None
    return Sight(customers=customers, treated=treated, held_out=held_out, base=base, detectable=found)


def read_records(ledger: Ledger, *, as_of: date) -> Records:
    """What the ledger remembers of choices and decisions up to a date.

    Args:
        ledger: the facts; without ``actions`` and ``decisions`` nothing is remembered.
        as_of: nothing after this date is seen.
    """
    until, rules = day_number(as_of), ledger.rules.holdout
    latest = {(one["customer_id"], one["action"]): one for one in _chosen(ledger, until)}
    seen: dict[str, dict[str, Arm]] = {}
    for (customer, action), one in latest.items():
        seen.setdefault(action, {})[customer] = one["arm"]
    return Records(
        arms={pair: one["arm"] for pair, one in latest.items() if until - one["assigned_day"] <= rules.keep_days},
        seen=seen,
        decided=_decided(ledger, until),
        relation=relations(ledger),
    )


def _chosen(ledger: Ledger, until: int) -> list[dict[str, Any]]:
    """Every line of ``actions`` up to a day, the latest last."""
    if "actions" not in ledger.tables:
        return []
    past = ledger.tables["actions"].filter(nw.col("assigned_day") <= until)
    lines = rows_of(past.select("key", "action", "assigned_day", "arm").join(_numbers(ledger), on="key", how="inner"))
    return sorted(lines, key=lambda one: (one["assigned_day"], one["arm"], one["customer_id"]))


def _decided(ledger: Ledger, until: int) -> frozenset[str]:
    """Customers about whom a decision with a note is in force."""
    in_force = {key for key, day, last in noted_decisions(ledger) if day <= until <= last}
    if not in_force:
        return frozenset()
    named = rows_of(_numbers(ledger).filter(nw.col("key").is_in(sorted(in_force))))
    return frozenset(one["customer_id"] for one in named)


def noted_decisions(ledger: Ledger) -> list[tuple[int, int, int]]:
    """What people decided about customers, with a note: key, first day, and last day on which it holds."""
    if not ledger.has("decisions", "reason"):
        return []
    noted = ledger.tables["decisions"].filter(
        ~nw.col("reason").is_null(), ~nw.col("kind").is_in(list(BY_ITSELF)), ~nw.col("key").is_null()
    )
    last = nw.col("until_day") if ledger.has("decisions", "until") else nw.lit(None, nw.Int32)
    rows = rows_of(noted.select("key", "day", last=last))
    return [(one["key"], one["day"], FOR_EVER if one["last"] is None else one["last"]) for one in rows]


def relations(ledger: Ledger) -> dict[str, str]:
    """Customer number -> number of the holding at the top, for customers that belong to one.

    A holding that belongs to itself, or to one of its own, is cut where it was met first: its smallest number.
    """
    if not ledger.has("customers", "parent_id"):
        return {}
    own = ledger.tables["customers"].filter(~nw.col("parent_key").is_null(), ~nw.col("key").is_null())
    top = _numbers(ledger).select(parent_key="key", parent="customer_id")
    named = own.select("key", "parent_key").join(_numbers(ledger), on="key", how="inner")
    pairs = rows_of(named.join(top, on="parent_key", how="inner").select("customer_id", "parent"))
    above = {one["customer_id"]: one["parent"] for one in sorted(pairs, key=lambda one: one["parent"], reverse=True)}
    return {customer: _top(customer, above) for customer in above}


def _top(customer: str, above: Mapping[str, str]) -> str:
    path = [customer]
    while path[-1] in above:
        parent = above[path[-1]]
        if parent in path:
            return min(path[path.index(parent) :])
        path.append(parent)
    return path[-1]


def _numbers(ledger: Ledger) -> Frame:
    return ledger.customers.filter(~nw.col("internal")).select("key", "customer_id")
