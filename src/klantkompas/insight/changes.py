"""What changed between two runs: who moved between types and phases, and for whom something became an alarm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SILENT = 0.95  # chance that somebody who goes on ordering would have been back by now: from here on it is an alarm
COLUMNS = ("customer_id", "type", "phase", "overdue", "danger_from", "danger_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed since the run before.

    Attributes:
        types, phases: rows ``from``, ``to`` and ``customers``, of who moved; ``from`` is None for who is new.
        alarms: ``overdue`` (a silence became too long), ``dormant`` (became dormant) and ``danger`` (came into the
            months in which customers tend to leave): customer numbers.
    """

    types: tuple[dict[str, Any], ...]
    phases: tuple[dict[str, Any], ...]
    alarms: Mapping[str, tuple[str, ...]]


def changes(*, before: tuple[Path, date], now: tuple[Path, date]) -> Changes:
    """Compare two runs.

    Args:
        before: ``customers.parquet`` of the earlier run, and its as-of date.
        now: the same of the later run.
    """
    then, today = (pq.read_table(path, columns=list(COLUMNS)).combine_chunks() for path, _ in (before, now))
    place = pc.index_in(today["customer_id"], value_set=then["customer_id"].combine_chunks())
    then = then.take(place.combine_chunks() if isinstance(place, pa.ChunkedArray) else place)
    holds = [_alarms(table, as_of) for table, (_, as_of) in ((then, before), (today, now))]
    return Changes(
        types=_moves(then["type"], today["type"]),
        phases=_moves(then["phase"], today["phase"]),
        alarms={
            name: tuple(today["customer_id"].filter(pc.and_not(holds[1][name], holds[0][name])).to_pylist())
            for name in holds[1]
        },
    )


def _alarms(table: pa.Table, as_of: date) -> dict[str, pa.ChunkedArray]:
    """Where each alarm holds; not where nothing is known."""
    day = pa.scalar(as_of, pa.date32())
    within = pc.and_(pc.less_equal(table["danger_from"], day), pc.greater_equal(table["danger_to"], day))
    found = {
        "overdue": pc.greater_equal(table["overdue"], SILENT),
        "dormant": pc.equal(table["type"], "dormant"),
        "danger": within,
    }
    return {name: pc.fill_null(holds, False) for name, holds in found.items()}


def _moves(before: pa.ChunkedArray, now: pa.ChunkedArray) -> tuple[dict[str, Any], ...]:
    pairs = pa.table({"from": before, "to": now})
    moved = pc.fill_null(pc.not_equal(pairs["from"], pairs["to"]), True)
    counted = (
        pairs.filter(pc.and_(moved, pc.is_valid(pairs["to"]))).group_by(["from", "to"]).aggregate([([], "count_all")])
    )
    rows = counted.sort_by([("count_all", "descending"), ("from", "ascending"), ("to", "ascending")]).to_pylist()
    return tuple({"from": row["from"], "to": row["to"], "customers": row["count_all"]} for row in rows)
