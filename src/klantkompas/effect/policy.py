"""What all optional actions together add: everybody against the group that gets none of them (the *never* group)."""

from datetime import date

import narwhals.stable.v2 as nw
import numpy as np

from klantkompas.advice.holdout import EVERY_ACTION, is_never, relations
from klantkompas.advice.playbook import Playbook
from klantkompas.effect.chosen import Episodes
from klantkompas.effect.course import course
from klantkompas.effect.measure import VS, ActionEffects, NotMeasurable, Reason, Sample, measure_action
from klantkompas.engine import collect
from klantkompas.estimators.arrays import BoolArray
from klantkompas.insight.windows import day_number
from klantkompas.ledger.book import Ledger

YEAR = 365
KEPT = 0.25  # the never group is one as long as it was treated at most a quarter as often as the others


def measure_policy(ledger: Ledger, playbook: Playbook, *, as_of: date) -> ActionEffects:
    """What the whole system added to customers who were there when the last year of it began.

    Args:
        ledger: the facts; without the table ``actions`` there is nothing to measure.
        playbook: which actions are optional.
        as_of: nothing after this date is seen.
    """
    until, rules = day_number(as_of), ledger.rules
    chosen = _optional(ledger, playbook, until)
    if not chosen:
        return _none("no_actions")
    start = max(min(day for _, day in chosen), until - YEAR)
    if until - start < rules.effect.outcome_days:
        return _none("not_complete")
    everybody = _customers(ledger, start, until)
    treated = {key for key, day in chosen if day >= start}
    if not _is_kept(everybody, treated):
        return _none("never_group_not_kept")
    seen = course(ledger, everybody, as_of=as_of)
    return measure_action(Sample(action=EVERY_ACTION, chosen=everybody, seen=seen, until=until, rules=rules), playbook)


def _none(reason: Reason) -> ActionEffects:
    return ActionEffects(
        action=EVERY_ACTION,
        results=tuple(
            NotMeasurable(v=v, measure="", unit="count", reason=reason, detectable=None, treated=0, held_out=0)
            for v in VS
        ),
        waiting=(0, 0),
        parts={},
    )


def _optional(ledger: Ledger, playbook: Playbook, until: int) -> list[tuple[int, int]]:
    """Customer and day of every choice of an optional action that was not left undone on purpose."""
    if "actions" not in ledger.tables:
        return []
    lines = ledger.tables["actions"].filter(
        nw.col("assigned_day") <= until, nw.col("arm") == "treated", ~nw.col("key").is_null()
    )
    found = collect(lines.select("key", "action", "assigned_day"))
    rows = zip(*(found[name].to_pylist() for name in found.column_names), strict=True)
    return [(key, day) for key, action, day in rows if action not in playbook or playbook[action].optional]


def _customers(ledger: Ledger, start: int, until: int) -> Episodes:
    """Every customer who had bought by the start, with what the draw says of him."""
    bought = ledger.tables["transactions"].filter(nw.col("day") <= start, ~nw.col("key").is_null())
    known = ledger.customers.filter(~nw.col("internal")).select("key", "customer_id")
    found = collect(bought.group_by("key").agg().join(known, on="key", how="inner")).sort_by("customer_id")
    above, rules = relations(ledger), ledger.rules.holdout
    relation = [above.get(one, one) for one in found["customer_id"].to_pylist()]
    size = len(relation)
    return Episodes(
        action=np.full(size, EVERY_ACTION),
        treated=np.array([not is_never(relation=one, rules=rules) for one in relation], dtype=np.bool_),
        done=np.ones(size, dtype=np.bool_),
        day=np.full(size, start, dtype=np.intp),
        days=np.full(size, until - start, dtype=np.intp),
        relation=np.unique(np.array(relation, dtype=np.str_), return_inverse=True)[1].astype(np.intp),
        customer=found["key"].to_numpy().astype(np.intp),
        cost=np.zeros(size),
        waiting={EVERY_ACTION: (0, 0)},
        began={EVERY_ACTION: start},
    )


def _is_kept(everybody: Episodes, treated: set[int]) -> bool:
    """Whether the never group was left alone, against how often the others were treated."""
    had: BoolArray = np.isin(everybody.customer, np.array(sorted(treated), dtype=np.intp))
    never, others = had[~everybody.treated], had[everybody.treated]
    return bool(never.size and others.any() and never.mean() <= KEPT * others.mean())
