"""What must be done first for a customer, by facts that are newer than the figures: a complaint, a promise, a call.

By the conditions of the playbook itself, met by the very function that makes the Monday list: so a complaint that comes
in by day stands on the list by day.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from klantkompas.advice.circumstances import unknown_circumstances
from klantkompas.advice.gains import Customers, is_for
from klantkompas.advice.playbook import Action, Playbook


def called_for(waiting: Sequence[Mapping[str, float]], playbook: Playbook) -> list[Action | None]:
    """The first action that must be done for each customer; None where there is none.

    Args:
        waiting: what waits for each, by the names of ``playbook.CIRCUMSTANCES``, in days; what is left out is unknown.
        playbook: the actions, in the order in which the first goes before the next.
    """
    n = len(waiting)
    names = {name for one in waiting for name in one}
    numbers = {name: np.array([float(one.get(name, np.nan)) for one in waiting]) for name in names}
    texts = {name: np.full(n, "") for name in ("type", "phase", "share_evidence")}
    nobody = pa.nulls(n, pa.string())
    who = Customers(ids=nobody, names=nobody, numbers=numbers, texts=texts, facts=unknown_circumstances(n))
    found: list[Action | None] = [None] * n
    for action in playbook.of_need("must"):
        for row in np.flatnonzero(is_for(action, who)).tolist():
            found[row] = found[row] or action
    return found
