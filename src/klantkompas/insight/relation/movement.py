"""How many customers and how much money each type holds, and between which types they moved since the run before."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.insight.columns import HOURS, MONEY
from klantkompas.insight.relation.labels import UNSEEN, Labels
from klantkompas.ledger.relation_types import LABELS

FIGURES = ("hours_12m", "profit_12m", "lifetime_value")
MOVES = pa.schema(
    [
        ("from", pa.string()),
        ("to", pa.string()),
        ("customers", pa.int64()),
        ("hours_12m", HOURS),
        ("profit_12m", MONEY),
        ("lifetime_value", MONEY),
    ]
)
"""The lens ``type_movement``: ``from`` is null for who had no type in the run before; figures are those of now."""


class Moves:
    """Counts and sums by type before and type now, added up over blocks; money in cents, hours in hundredths."""

    def __init__(self) -> None:
        shape = (len(LABELS) + 1, len(LABELS))
        self._customers = np.zeros(shape, np.int64)
        self._sums = {name: np.zeros(shape, np.int64) for name in FIGURES}
        self._known = {name: np.zeros(shape, np.int64) for name in FIGURES}

    def add(self, before: Labels, now: Labels, columns: Mapping[str, pa.Array]) -> None:
        """Add customers with a type.

        Args:
            before: index in ``LABELS`` of each, or ``UNSEEN``.
            now: likewise.
            columns: the ``FIGURES`` of each, in cents and hundredths, null where unknown.
        """
        place = (before - UNSEEN) * len(LABELS) + now
        self._customers += np.bincount(place, minlength=self._customers.size).reshape(self._customers.shape)
        for name in FIGURES:
            if name not in columns:
                continue
            known = columns[name].is_valid().to_numpy(zero_copy_only=False)
            values = pc.fill_null(columns[name].cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
            sums = np.zeros(self._customers.size, np.int64)
            np.add.at(sums, place, values)
            self._sums[name] += sums.reshape(self._customers.shape)
            self._known[name] += np.bincount(place[known], minlength=sums.size).reshape(self._customers.shape)

    def types(self) -> dict[str, dict[str, Any]]:
        """Per type its customers, and their hours, profit and value; null where that of one of them is unknown."""
        found = {}
        for at, label in enumerate(LABELS):
            customers = int(self._customers[:, at].sum())
            found[label] = {"customers": customers} | {
                name: self._sum(name, (slice(None), at), customers) for name in FIGURES
            }
        return found

    def table(self) -> pa.Table:
        """The lens ``type_movement``: a row for every pair of types between which somebody moved or stayed."""
        rows = []
        for before, now in np.argwhere(self._customers):
            customers = int(self._customers[before, now])
            figures = {name: self._sum(name, (before, now), customers) for name in FIGURES}
            was = None if before == 0 else LABELS[before - 1]
            rows.append({"from": was, "to": LABELS[now], "customers": customers, **figures})
        return pa.Table.from_pylist(rows, schema=MOVES)

    def _sum(self, name: str, at: Any, customers: int) -> Decimal | None:
        whole = int(self._known[name][at].sum()) == customers
        return Decimal(int(self._sums[name][at].sum())).scaleb(-2) if whole else None
