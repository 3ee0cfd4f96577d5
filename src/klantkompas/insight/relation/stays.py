"""How relations go from phase to phase, counted by the month."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from klantkompas.estimators.transitions import monthly_transitions
from klantkompas.insight.calendar import month_of

Whole = npt.NDArray[np.int64]
WARM_UP = 12  # months from the first fact in which who was a customer before is still being recognised
COLUMNS = {
    "phase": pa.string(),
    "next_phase": pa.string(),
    "months": pa.int64(),
    "chance": pa.float64(),
    "chance_low": pa.float64(),
    "chance_high": pa.float64(),
    "expected_months": pa.float64(),
}


class MonthlyMoves:
    """Counts of the phase at the end of a month against that at the end of the next, over all customers.

    The first year of the facts is left out where there are at least two: customers of before are recognised in it.

    Args:
        first: first day of the facts, as a day number.
        until: the as-of date, as a day number.
        phases: how many phases there are; the last one is the end.
    """

    def __init__(self, *, first: int, until: int, phases: int = 6) -> None:
        begin, last = month_of(first), month_of(until)
        begin += WARM_UP if last - begin >= 2 * WARM_UP else 0
        edges = np.arange(begin, last + 2) - 1970 * 12
        starts = edges.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        self._ends = starts[1:] - 1
        self._ends = self._ends[self._ends <= until]
        self.counts = np.zeros((phases, phases), dtype=np.int64)

    def add(self, owner: Whole, phase: Whole, start: Whole, end: Whole) -> None:
        """Count the courses of some customers: rows by customer and day, each from ``start`` to before ``end``."""
        first, past = np.searchsorted(self._ends, start), np.searchsorted(self._ends, end)
        read = np.flatnonzero(past > first)
        size = self.counts.shape[0]
        stayed = np.bincount(phase[read], (past - first - 1)[read], size).astype(np.int64)
        self.counts[np.arange(size), np.arange(size)] += stayed
        on = owner[read][1:] == owner[read][:-1]
        moved = phase[read][:-1][on] * size + phase[read][1:][on]
        self.counts += np.bincount(moved, minlength=size * size).reshape(size, size)

    def table(self, names: tuple[str, ...]) -> pa.Table:
        """How often relations went from phase to phase, and how long they stay.

        Returns:
            A row a pair: ``phase`` at the end of a month, ``next_phase`` at the end of the next; ``months`` (how often
            that was seen), ``chance`` with ``chance_low`` and ``chance_high`` (of going there within a month, with
            its 90 % range), ``expected_months`` (to be spent in ``next_phase`` by who is in ``phase`` now, before
            the relation ends; null for ``ended``).
        """
        found = monthly_transitions(counts=self.counts)
        size = len(names)
        months = np.full((size, size), np.nan)
        months[:-1, :-1] = found.time
        columns = {
            "phase": np.repeat(names, size),
            "next_phase": np.tile(names, size),
            "months": self.counts.ravel(),
            "chance": found.mean.ravel(),
            "chance_low": found.low.ravel(),
            "chance_high": found.high.ravel(),
            "expected_months": months.ravel(),
        }
        arrays = {name: pa.array(columns[name], COLUMNS[name], from_pandas=True) for name in COLUMNS}
        return pa.table(arrays)
