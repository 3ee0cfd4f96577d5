"""What was measured becomes what is believed: the uplifts of the playbook after the firm's own hold-outs.

An uplift is a difference in the chance of *success*, and success is what the facts can show of it:

| how the playbook counts a success   | what is counted as one                                                     |
|-------------------------------------|----------------------------------------------------------------------------|
| woken                               | an order in the days of the action                                         |
| kept                                | an order in the second half of those days                                  |
| share, more_margin                  | a quarter more turnover than in as many days before                        |
| new_customer                        | a customer brought                                                         |
| saved_hours, capped_hours,          | a quarter fewer hours than in as many days before                          |
| losses_avoided                      |                                                                            |
| higher_price, none                  | nothing that can be seen: the belief stays                                 |

Only actions with customers in both arms are learned: who buys after a call might have bought without it.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from klantkompas.advice.gains import Measured
from klantkompas.advice.playbook import Action, Playbook
from klantkompas.effect.chosen import Episodes, episodes
from klantkompas.effect.course import Course, course
from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.estimators.uplift import Count, learn_uplifts
from klantkompas.ledger.book import Ledger

A_QUARTER = 0.25


def learned_uplifts(ledger: Ledger, playbook: Playbook, as_of: date) -> dict[str, Measured]:
    """What the firm's own hold-outs say of every action of the playbook that has them.

    Args:
        ledger: the facts; without ``actions`` nothing is learned.
        playbook: what was believed beforehand.
        as_of: nothing after this date is seen.

    Returns:
        Action code -> mean and sd of the uplift (parts of one), and the complete episodes treated and held out; what
        ``advise`` takes as ``learned``.
    """
    if "actions" not in ledger.tables:
        return {}
    chosen = episodes(ledger, as_of=as_of, days=success_days(playbook), otherwise=ledger.rules.effect.outcome_days)
    if not len(chosen):
        return {}
    return learned_from(chosen, course(ledger, chosen, as_of=as_of, forecast=False), playbook)


def success_days(playbook: Playbook) -> dict[str, int]:
    """Action code -> days in which it must succeed."""
    return {code: playbook[code].success_days for code in playbook.codes}


def learned_from(chosen: Episodes, seen: Course, playbook: Playbook) -> dict[str, Measured]:
    """The same, from episodes of which the course is known."""
    actions = [playbook[str(code)] for code in np.unique(chosen.action) if str(code) in playbook]
    counted = [(action, _counts(action, i, chosen, seen)) for i, action in enumerate(actions)]
    counts = [count for _, of_action in counted for count in of_action]
    if not counts:
        return {}
    before = [(action.uplift.mean, action.uplift.sd) for action in actions]
    after = learn_uplifts(counts=counts, mean=_column(before, 0), sd=_column(before, 1))
    return {
        action.code: Measured(
            mean=float(after.mean[i]), sd=float(after.sd[i]), treated=_size(of, True), held_out=_size(of, False)
        )
        for i, (action, of) in enumerate(counted)
        if of
    }


def _column(pairs: Sequence[tuple[float, float]], place: int) -> FloatArray:
    return np.array([pair[place] for pair in pairs], dtype=np.float64)


def _size(counts: Sequence[Count], arm: bool) -> int:
    return sum(one.customers for one in counts if one.treated == arm)


def _counts(action: Action, number: int, chosen: Episodes, seen: Course) -> list[Count]:
    """Successes by arm and by whether the customer was silent; none where an arm is missing or nothing can be seen."""
    won = success(action.worth, chosen, seen)
    if won is None:
        return []
    own = (chosen.action == action.code) & np.isfinite(won)
    if not (own & chosen.treated).any() or not (own & ~chosen.treated).any():
        return []
    cells = [(silent, arm) for silent in (False, True) for arm in (False, True)]
    return [_count(number, silent, arm, own, won, chosen.treated, seen.silent) for silent, arm in cells]


def _count(
    number: int, silent: bool, arm: bool, own: BoolArray, won: FloatArray, treated: BoolArray, was_silent: BoolArray
) -> Count:
    here = own & (was_silent == silent) & (treated == arm)
    return Count(
        action=number,
        circumstances=int(silent),
        treated=arm,
        successes=int(won[here].sum()),
        customers=int(here.sum()),
    )


def success(worth: str, chosen: Episodes, seen: Course) -> FloatArray | None:
    """Whether each episode succeeded: 1, 0, or NaN where unknown; None where the facts cannot show it.

    Args:
        worth: how the playbook counts a success.
        chosen: the episodes.
        seen: what came before and after.
    """
    after, before = seen.after, seen.before
    match worth:
        case "woken":
            return (after["orders"] > 0).astype(np.float64)
        case "kept":
            return kept(chosen, seen)
        case "share" | "more_margin" if "revenue" in after:
            return (after["revenue"] > (1 + A_QUARTER) * before["revenue"]).astype(np.float64)
        case "new_customer" if "referrals" in after:
            return (after["referrals"] > 0).astype(np.float64)
        case "saved_hours" | "capped_hours" | "losses_avoided" if "hours" in after:
            known = np.isfinite(after["hours"]) & np.isfinite(before["hours"])
            fewer = after["hours"] <= (1 - A_QUARTER) * before["hours"]
            return np.where(known, fewer.astype(np.float64), np.nan)
    return None


def kept(chosen: Episodes, seen: Course) -> FloatArray:
    """Whether each customer ordered in the second half of the days that are counted."""
    return (seen.last_order_after > chosen.days / 2).astype(np.float64)
