"""Who was chosen for which action, and by chance treated or left alone.

Whom a person decided about, with a note, was not drawn (``klantkompas.advice.holdout``) and does not count.

The unit is an *episode*: a customer chosen for an action, counted from the day of the choice (not of the doing: that is
what keeps the two arms alike, *intention to treat*) over the days in which that action must succeed. Whoever is on the
list again before those days are over is in the same episode, in the arm he began in. Only complete episodes count, so
that what was read once does not change under the reader's hands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from klantkompas.advice.holdout import noted_decisions, relations
from klantkompas.engine import collect
from klantkompas.estimators.arrays import BoolArray, FloatArray, IntArray
from klantkompas.insight.windows import day_number
from klantkompas.ledger.book import Ledger

Texts = npt.NDArray[np.str_]
CENTS = 100.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Episodes:
    """Complete episodes, a place a row; arrays of shape (n,), in the order of choice.

    Attributes:
        action: code of the action.
        treated: the arm.
        done: whether it was done, as far as recorded.
        day: day number of the choice.
        days: over which the outcome is counted.
        relation: whole number of the relation that was drawn as one.
        customer: whole number of the customer (``Ledger.customers``).
        cost: euros out of pocket of the action itself.
        waiting: per action the episodes that are not yet complete, treated and held out.
        began: per action the first day of choice (day number), incomplete ones too.
    """

    action: Texts
    treated: BoolArray
    done: BoolArray
    day: IntArray
    days: IntArray
    relation: IntArray
    customer: IntArray
    cost: FloatArray
    waiting: Mapping[str, tuple[int, int]]
    began: Mapping[str, int]

    def __len__(self) -> int:
        return int(self.day.size)


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The lines of ``actions``, in the order of choice."""

    action: Texts
    treated: BoolArray
    done: BoolArray
    day: IntArray
    relation: IntArray
    customer: IntArray
    cost: FloatArray

    def where(self, kept: BoolArray) -> "_Lines":
        return _Lines(*(getattr(self, one.name)[kept] for one in fields(self)))


def episodes(ledger: Ledger, *, as_of: date, days: Mapping[str, int], otherwise: int) -> Episodes:
    """The complete episodes of every action.

    Args:
        ledger: the facts, with the table ``actions``.
        as_of: nothing after this date is seen.
        days: action -> days over which its outcome is counted.
        otherwise: the same for actions that are not named.
    """
    until = day_number(as_of)
    lines = _lines(ledger, until)
    lines = lines.where(~_decided(ledger, lines))
    length = np.array([days.get(str(action), otherwise) for action in lines.action], dtype=np.intp)
    first = _first_of_episode(lines, length)
    whole = lines.day + length <= until
    begun = first & whole
    return Episodes(
        action=lines.action[begun],
        treated=lines.treated[begun],
        done=lines.done[begun],
        day=lines.day[begun],
        days=length[begun],
        relation=lines.relation[begun],
        customer=lines.customer[begun],
        cost=lines.cost[begun],
        waiting=_waiting(lines, first & ~whole),
        began={str(action): int(lines.day[lines.action == action].min()) for action in np.unique(lines.action)},
    )


def _lines(ledger: Ledger, until: int) -> _Lines:
    """Every line of a customer that is not internal."""
    known = ledger.customers.filter(~nw.col("internal")).select("key", "customer_id")
    past = ledger.tables["actions"].filter(nw.col("assigned_day") <= until)
    done = nw.col("done_day") <= until if ledger.has("actions", "done_on") else nw.col("arm") == "treated"
    cost = nw.col("cost") if ledger.has("actions", "cost") else nw.lit(0, nw.Int64)
    columns = past.select("key", "action", "arm", day="assigned_day", done=done, cost=cost)
    found = collect(columns.join(known, on="key", how="inner")).sort_by(
        [(name, "ascending") for name in ("day", "customer_id", "action", "arm")]
    )
    above = relations(ledger)
    relation = [above.get(one, one) for one in found["customer_id"].to_pylist()]
    return _Lines(
        action=np.array(found["action"].to_pylist(), dtype=np.str_),
        treated=np.array(found["arm"].to_pylist(), dtype=np.str_) == "treated",
        done=found["done"].fill_null(False).to_numpy().astype(np.bool_),
        day=found["day"].to_numpy().astype(np.intp),
        relation=np.unique(np.array(relation, dtype=np.str_), return_inverse=True)[1].astype(np.intp),
        customer=found["key"].to_numpy().astype(np.intp),
        cost=found["cost"].fill_null(0).to_numpy().astype(np.float64) / CENTS,
    )


def _decided(ledger: Ledger, lines: _Lines) -> BoolArray:
    """Of which lines a person had decided about the customer on the day of the choice."""
    found = np.zeros(lines.day.size, dtype=np.bool_)
    for key, day, until in noted_decisions(ledger):
        found |= (lines.customer == key) & (lines.day >= day) & (lines.day <= until)
    return found


def _first_of_episode(lines: _Lines, length: IntArray) -> BoolArray:
    """Which lines begin an episode: the days of the one before it are over."""
    begins, over = np.zeros(length.size, dtype=np.bool_), dict[tuple[int, str], int]()
    for i, (customer, action, day) in enumerate(zip(lines.customer, lines.action, lines.day, strict=True)):
        if day > over.get((customer, action), -1):
            begins[i], over[customer, action] = True, day + length[i]
    return begins


def _waiting(lines: _Lines, incomplete: BoolArray) -> dict[str, tuple[int, int]]:
    found = {}
    for action in np.unique(lines.action):
        treated = lines.treated[incomplete & (lines.action == action)]
        found[str(action)] = (int(treated.sum()), int((~treated).sum()))
    return found
