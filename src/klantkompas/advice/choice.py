"""Who gets what this week: what must be done first, then the best list within hours and euros, some left alone.

1. A complaint, a promise and a call-back come first, whatever they bring, and are never left alone.
2. The optional actions are chosen by what they bring plus some optimism about what is not known of them yet (METHODS
   8.3), within the hours that are left. Only then is drawn who of those chosen is left alone, so that both arms are
   chosen alike; their hours go to others.
3. Where the firm knows nothing of an action for a type of relation, one customer tries it, within a part of the hours.
4. Where there are too few hours for what must be done, it is proposed whom to serve less; never more than a proposal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from klantkompas.advice.allocate import NOTHING, Allocation, Offers, allocate
from klantkompas.advice.circumstances import BoolArray, FloatArray
from klantkompas.advice.gains import REACH_90, Customers, Gains, Learned, Measured
from klantkompas.advice.holdout import Arm, Choice, Records, Stratum, draw_arms
from klantkompas.advice.playbook import Need, Playbook
from klantkompas.rules import Rules

IntArray = npt.NDArray[np.int64]
Why = Literal["must", "best", "test", "short"]
ROUNDS = 4  # of choosing and drawing; each draws only of who is new on the list
MOST_PROPOSALS = 10  # of serving less, an account manager a list: people read and decide them one by one
WEEKS_A_YEAR = 365.25 / 7


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Hours:
    """Hours of the list, an entry an account manager.

    Attributes:
        names: the account managers; empty for customers of nobody.
        manager: number of each customer's account manager.
        given: hours there are for the list.
        must: of which what must be done takes.
        short: hours too few for what must be done, beside customers who are served already.
    """

    names: tuple[str, ...]
    manager: IntArray
    given: FloatArray
    must: FloatArray
    short: FloatArray

    @property
    def left(self) -> FloatArray:
        """Hours for what may be chosen."""
        return np.maximum(self.given - self.must, 0.0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Chosen:
    """The choice: the offer of each customer (``NOTHING`` for most), why, and his arm.

    Attributes:
        offer: row in ``Gains``, or ``NOTHING``; shape (customers,).
        why: per customer with an offer why he has it.
        arm: per customer with an offer his arm.
        hours: of the account managers.
        allocation: of what could be chosen: prices, bound and gap.
        wished: customers for whom something would pay, were there hours and euros enough.
    """

    offer: IntArray
    why: Mapping[int, Why]
    arm: Mapping[int, Arm]
    hours: Hours
    allocation: Allocation
    wished: BoolArray


@dataclass(slots=True, kw_only=True)
class _List:
    """The list while it is being made."""

    gains: Gains
    playbook: Playbook
    rules: Rules
    learned: Learned
    who: Customers
    needs: npt.NDArray[np.str_]
    score: FloatArray
    offer: IntArray
    why: dict[int, Why] = field(default_factory=dict)
    arm: dict[int, Arm] = field(default_factory=dict)

    def put(self, row: int, offer: int, why: Why, arm: Arm) -> None:
        self.offer[row], self.why[row], self.arm[row] = offer, why, arm

    def of_need(self, need: Need) -> BoolArray:
        """The offers of actions of this need, of customers who have nothing yet."""
        return np.asarray((self.needs == need) & (self.offer[self.gains.customer] == NOTHING))

    def code(self, offer: int) -> str:
        return self.gains.codes[int(self.gains.action[offer])]


def choose(
    who: Customers,
    gains: Gains,
    playbook: Playbook,
    rules: Rules,
    learned: Learned,
    records: Records,
    *,
    hours: Mapping[str, float],
    budget: float,
    hour_cost: float,
) -> Chosen:
    """Choose for every customer at most one action.

    Args:
        who: the customers.
        gains: what could be done for them.
        playbook: the actions.
        rules: the settings that hold.
        learned: what was measured, by action.
        records: what was drawn and decided before.
        hours: of each account manager for this list.
        budget: euros for this list; infinite where money is no limit.
        hour_cost: what an hour costs; who brings less an hour may be proposed to be served less.
    """
    needs = np.array([one.need for one in playbook.actions.values()], np.str_)[gains.action]
    score = gains.gain + float(rules.advice.optimism) * gains.unknown
    nothing = np.full(len(who), NOTHING)
    made = _List(
        gains=gains, playbook=playbook, rules=rules, learned=learned, who=who, needs=needs, score=score, offer=nothing
    )
    spent = _put_musts(made)
    book = _hours(made, hours)
    wished = np.zeros(len(who), bool)
    wished[gains.customer[made.of_need("optional") & (score > 0)]] = True
    allocation = _put_optional(made, book, max(budget - spent, 0.0), records)
    _put_proposals(made, book, np.maximum(allocation.hour_price, hour_cost))
    return Chosen(offer=made.offer, why=made.why, arm=made.arm, hours=book, allocation=allocation, wished=wished)


# --- what must be done ------------------------------------------------------------------------------------------------


def _put_musts(made: _List) -> float:
    """What must be done, the first of the catalogue for each customer; returns its euros."""
    gains, spent = made.gains, 0.0
    for offer in np.flatnonzero(made.of_need("must")).tolist():
        row = int(gains.customer[offer])
        if made.offer[row] == NOTHING:
            made.put(row, offer, "must", "none")
            spent += float(gains.cost[offer])
    return spent


def _hours(made: _List, given: Mapping[str, float]) -> Hours:
    facts = made.who.facts
    names = tuple(given)
    place = {name: at for at, name in enumerate(names)}
    found, back = np.unique(facts.manager, return_inverse=True)
    manager = np.array([place[str(name)] for name in found] or [0], np.int64)[back]
    rows = np.flatnonzero(made.offer != NOTHING)
    must = np.bincount(manager[rows], made.gains.hours[made.offer[rows]], minlength=len(names)).astype(np.float64)
    hours = np.array([given[name] for name in names], np.float64)
    weeks = made.rules.advice.weeks
    over = [(facts.written.get(name, 0.0) - facts.capacity.get(name, np.inf)) * weeks for name in names]
    short = np.maximum(must - hours, 0.0) + np.maximum(np.array(over), 0.0)
    return Hours(names=names, manager=manager, given=hours, must=must, short=short)


# --- what may be chosen -----------------------------------------------------------------------------------------------


def _put_optional(made: _List, book: Hours, budget: float, records: Records) -> Allocation:
    """Choose, draw who is left alone, and choose again without them, until nobody new is left alone."""
    gains, rules = made.gains, made.rules.holdout
    alone = 1.0 - (1.0 - float(rules.policy_share)) * (1.0 - float(rules.action_share))
    hours, money = book.left / (1.0 - alone), budget / (1.0 - alone)
    strata = _strata(made)
    for turn in range(ROUNDS):
        rows = np.flatnonzero(made.of_need("optional"))
        found = allocate(_offers(made, rows, book.manager), hours=hours, budget=money)
        taken = _taken(found, rows)
        drawn = _drawn(made, taken, strata, records)
        new = [offer for offer in taken if drawn[offer] == "held_out"]
        for offer in new:
            made.put(int(gains.customer[offer]), offer, "best", "held_out")
        if turn == 0:
            book_hours, book_money = _put_tests(made, taken, book, strata, records)
            hours, money = book.left - book_hours, max(budget - book_money, 0.0)
        elif not new:
            break
    for offer in taken:
        if drawn[offer] != "held_out":
            made.put(int(gains.customer[offer]), offer, "best", drawn[offer])
    return found


def _offers(made: _List, rows: IntArray, manager: IntArray) -> Offers:
    gains = made.gains
    return Offers(
        customer=gains.customer[rows],
        gain=made.score[rows],
        hours=gains.hours[rows],
        cost=gains.cost[rows],
        manager=manager,
    )


def _taken(found: Allocation, rows: IntArray) -> list[int]:
    """The offers that are taken, as rows of all gains."""
    chosen = found.chosen[found.chosen != NOTHING]
    taken: list[int] = rows[chosen].tolist()
    return taken


def _drawn(made: _List, taken: list[int], strata: Mapping[str, Stratum], records: Records) -> dict[int, Arm]:
    ids = made.who.ids
    choices = [
        Choice(customer_id=ids[int(made.gains.customer[offer])].as_py(), action=made.code(offer), optional=True)
        for offer in taken
    ]
    arms = draw_arms(choices=choices, strata=strata, records=records, rules=made.rules.holdout)
    return dict(zip(taken, arms, strict=True))


def _strata(made: _List) -> dict[str, Stratum]:
    """Type and third of lifetime value of every customer, those of unknown value with the least."""
    value = made.who.number("lifetime_value")
    known = np.sort(value[np.isfinite(value)])
    third = np.zeros(value.size, np.int64)
    if known.size:
        borders = known[[known.size // 3, 2 * known.size // 3]]
        third = np.where(np.isfinite(value), (value[:, None] >= borders).sum(axis=1), 0)
    types = made.who.texts["type"].tolist()
    return dict(zip(made.who.ids.to_pylist(), zip(types, third.tolist(), strict=True), strict=True))


# --- trying what is not known -----------------------------------------------------------------------------------------


def _put_tests(
    made: _List, taken: list[int], book: Hours, strata: Mapping[str, Stratum], records: Records
) -> tuple[FloatArray, float]:
    """One try of every unknown action for every type of relation for which it may pay; returns hours and euros."""
    gains = made.gains
    left = book.left * float(made.rules.advice.test_hours)
    used, euros = np.zeros(left.size), 0.0
    known = {_cell(made, offer) for offer in taken}
    may_pay = made.of_need("optional") & (gains.gain + REACH_90 * gains.spread > 0) & (made.score <= 0)
    rows = np.flatnonzero(may_pay & ~np.isin(gains.customer, gains.customer[taken]))
    for offer in rows[np.argsort(-made.score[rows], kind="stable")].tolist():
        row, cell = int(gains.customer[offer]), _cell(made, offer)
        manager = book.manager[row]
        fits = used[manager] + gains.hours[offer] <= left[manager] and made.offer[row] == NOTHING
        if cell in known or not fits or not _is_unknown(cell[1], made.learned):
            continue
        known.add(cell)
        arm = _drawn(made, [offer], strata, records)[offer]
        made.put(row, offer, "test", arm)
        if arm != "held_out":
            used[manager] += gains.hours[offer]
            euros += float(gains.cost[offer])
    return used, euros


def _cell(made: _List, offer: int) -> tuple[str, str]:
    return str(made.who.texts["type"][made.gains.customer[offer]]), made.code(offer)


def _is_unknown(code: str, learned: Learned) -> bool:
    return code not in learned or Measured(*learned[code]).treated == 0


# --- too few hours ----------------------------------------------------------------------------------------------------


def _put_proposals(made: _List, book: Hours, bar: FloatArray) -> None:
    """Where hours are short: whom to serve less, least margin an hour first, until the hours are found.

    Only of customers whose margin an hour is under the bar: what an hour costs, or would bring elsewhere.
    """
    gains, who = made.gains, made.who
    worked, margin = who.number("hours_12m"), who.number("margin_12m")
    with np.errstate(invalid="ignore", divide="ignore"):
        an_hour = np.where(worked > 0, margin / worked, np.nan)
    manager = book.manager[gains.customer]
    poor = an_hour[gains.customer] < bar[manager]
    rows = np.flatnonzero(made.of_need("when_short") & (book.short[manager] > 0) & (gains.gain > 0) & poor)
    found, proposed = np.zeros(book.short.size), np.zeros(book.short.size, np.int64)
    for offer in rows[np.lexsort((-gains.gain[rows], an_hour[gains.customer[rows]]))].tolist():
        row, at = int(gains.customer[offer]), int(book.manager[gains.customer[offer]])
        if made.offer[row] != NOTHING or found[at] >= book.short[at] or proposed[at] >= MOST_PROPOSALS:
            continue
        action = made.playbook[made.code(offer)]
        freed = action.worth_part * action.uplift.mean * worked[row] / WEEKS_A_YEAR * made.rules.advice.weeks
        made.put(row, offer, "short", "none")
        found[at], proposed[at] = found[at] + freed, proposed[at] + 1
