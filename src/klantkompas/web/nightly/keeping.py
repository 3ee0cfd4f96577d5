"""What a run found, laid in: made ready beside the tables, then put in their place in one short transaction.

Rows come in through tables of this connection only (``TEMPORARY``), which nobody waits for and of which a computer that
stops leaves nothing. The transaction itself is a handful of statements in the database.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection

from klantkompas.insight.changes import changes
from klantkompas.insight.relation.reason import reason_kept
from klantkompas.web.customers.bulk import bulk_load
from klantkompas.web.customers.models import FIGURES, Customer, Figures, Milestone, PhaseTurn, Snapshot
from klantkompas.web.nightly.reading import without_lock
from klantkompas.web.nightly.snapshots import folder_of

ROWS_A_TIME = 50_000
BY_DAY, AT_NIGHT = 2_000, 262_144  # KiB of SQLite's cache: its own, and one in which the transaction takes two thirds
KEPT = ("type_sentence", "phase_since", "phase_sentence", "why", *FIGURES)
Json = dict[str, Any]


def stage(folder: Path) -> None:
    """Make the figures and phases that a run wrote ready to be laid in.

    Args:
        folder: with ``customers.parquet`` and ``lenses/``.
    """
    quote = connection.ops.quote_name
    figures, turns, marks = (quote(one._meta.db_table) for one in (Figures, PhaseTurn, Milestone))
    _remember(AT_NIGHT)
    with without_lock(), connection.cursor() as cursor:
        _temporary("figures_next", f"SELECT '' AS number, {', '.join(map(quote, KEPT))} FROM {figures}")
        bulk_load("figures_next", ("number", *KEPT), _figures(folder))
        _temporary("turns_next", f"SELECT '' AS number, since, phase, sentence FROM {turns}")
        bulk_load("turns_next", ("number", "since", "phase", "sentence"), _turns(folder))
        _temporary("milestones_next", f"SELECT '' AS number, day, kind, about FROM {marks}")
        bulk_load("milestones_next", ("number", "day", "kind", "about"), _milestones(folder))
        cursor.execute("CREATE UNIQUE INDEX figures_next_by_number ON figures_next (number)")
        cursor.execute("CREATE INDEX turns_next_by_number ON turns_next (number, since)")
        cursor.execute("CREATE INDEX milestones_next_by_number ON milestones_next (number, day)")


def lay_in(snapshot: Snapshot) -> None:
    """Put what is staged in the place of what was known; in the transaction that keeps the snapshot.

    Every customer has a line afterwards, empty where the run says nothing of him.
    """
    quote = connection.ops.quote_name
    figures, customers = (quote(one._meta.db_table) for one in (Figures, Customer))
    names = ["customer_id", "snapshot_id", "type_before", *KEPT]
    values = ["c.id", "CASE WHEN n.number IS NULL THEN NULL ELSE %s END", f"old.{quote('type')}"]
    values += [f"n.{quote(name)}" for name in KEPT]
    fresh = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in names[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {figures} ({', '.join(map(quote, names))}) SELECT {', '.join(values)} FROM {customers} c "
            f"LEFT JOIN {figures} old ON old.customer_id = c.id LEFT JOIN figures_next n ON n.number = c.customer_id "
            f"WHERE true ON CONFLICT (customer_id) DO UPDATE SET {fresh}",
            [snapshot.pk],
        )
    _exchange(PhaseTurn, "turns_next", ("since", "phase", "sentence"))
    _exchange(Milestone, "milestones_next", ("day", "kind", "about"))


def _exchange(model: Any, staged: str, columns: Sequence[str]) -> None:
    """Dated lines of customers in the place of those there are; lines that stay the same are not touched."""
    quote = connection.ops.quote_name
    lines, customers = (quote(one._meta.db_table) for one in (model, Customer))
    same = " AND ".join(["n.number = c.customer_id", *(f"n.{one} = t.{one}" for one in columns)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {lines} AS t WHERE NOT EXISTS (SELECT 1 FROM {customers} c "
            f"JOIN {staged} n ON {same} WHERE c.id = t.customer_id)"
        )
        cursor.execute(
            f"INSERT INTO {lines} (customer_id, {', '.join(columns)}) "
            f"SELECT c.id, {', '.join(f'n.{one}' for one in columns)} "
            f"FROM {staged} n JOIN {customers} c ON c.customer_id = n.number "
            f"WHERE NOT EXISTS (SELECT 1 FROM {lines} t WHERE t.customer_id = c.id AND {same})"
        )


def forget_stage() -> None:
    """Remove what was staged, and tell the database how its tables have grown."""
    with connection.cursor() as cursor:
        for name in ("figures_next", "turns_next", "milestones_next"):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")
    _remember(BY_DAY)


def _remember(kib: int) -> None:
    """How much of its file SQLite keeps at hand: the indexes of the figures are written all over."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{kib}")


def _temporary(name: str, select: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {select} WHERE false")


def changed(before: Snapshot | None, customers: Path, *, as_of: date) -> dict[str, Any]:
    """What differs from the snapshot before: moves between types and phases, and for whom there is a new alarm.

    Args:
        before: the newest snapshot until now.
        customers: ``customers.parquet`` of this run.
        as_of: its date.

    Returns:
        ``previous`` (its number), ``types``, ``phases``, ``alarms`` (name -> keys of customers); empty without a
        snapshot before, or without its files.
    """
    folder = folder_of(before)
    if before is None or folder is None:
        return {}
    found = changes(before=(folder / customers.name, before.as_of), now=(customers, as_of))
    numbers = {number for some in found.alarms.values() for number in some}
    keys = dict(Customer.objects.values_list("customer_id", "pk")) if numbers else {}
    alarms = {name: [keys[one] for one in some if one in keys] for name, some in found.alarms.items()}
    return {"previous": before.pk, "types": found.types, "phases": found.phases, "alarms": alarms}


# --- rows as the database keeps them ----------------------------------------------------------------------------------


def _figures(folder: Path) -> Iterator[Sequence[Any]]:
    """The lines of ``figures_next``: ``number`` and ``KEPT``."""
    types = _Beside(folder / "lenses" / "type_reasons.parquet", lambda row: [json.dumps(reason_kept(row))])
    phases = _Beside(folder / "lenses" / "phases.parquet", _phase_now, where=lambda row: row["to"] is None)
    for batch in _batches(folder / "customers.parquet"):
        numbers = batch.column("customer_id").to_pylist()
        why = [json.dumps(dict(one)) for one in batch.column("why").to_pylist()]
        figures = [_plain(batch.column(name)) for name in FIGURES]
        for number, reasons, *values in zip(numbers, why, *figures, strict=True):
            (said,), (since, phase) = types.of(number, (None,)), phases.of(number, (None, None))
            yield number, said, since, phase, reasons, *values


def _turns(folder: Path) -> Iterator[Sequence[Any]]:
    """The lines of ``turns_next``: every phase of which the first day is known."""
    path = folder / "lenses" / "phases.parquet"
    for batch in _batches(path):
        for row in batch.to_pylist():
            if row["from"] is not None:
                yield row["customer_id"], row["from"], row["phase"], _phase_sentence(row["reason"], row["from"])


def _milestones(folder: Path) -> Iterator[Sequence[Any]]:
    """The lines of ``milestones_next``."""
    for batch in _batches(folder / "lenses" / "milestones.parquet"):
        for row in batch.to_pylist():
            yield row["customer_id"], row["date"], row["milestone"], row["about"] or ""


def _phase_now(row: Mapping[str, Any]) -> Sequence[Any]:
    return row["from"], _phase_sentence(row["reason_now"], row["reason_now_since"])


def _phase_sentence(reason: str, since: date | None) -> str:
    day = {} if since is None else {"day": (since - date(1970, 1, 1)).days}
    return json.dumps({"code": f"phase.reason.{reason}", "params": day})


class _Beside:
    """Rows of another file in the order of the same customer numbers, of whom some have none."""

    def __init__(
        self,
        path: Path,
        kept: Callable[[Mapping[str, Any]], Sequence[Any]],
        where: Callable[[Mapping[str, Any]], bool] = lambda _row: True,
    ) -> None:
        rows: Iterable[Json] = (row for batch in _batches(path) for row in batch.to_pylist()) if path.exists() else ()
        self._rows = (row for row in rows if where(row))
        self._kept, self._next = kept, next(self._rows, None)

    def of(self, number: str, otherwise: Sequence[Any]) -> Sequence[Any]:
        """What is kept of a customer; numbers are asked for in their order."""
        while self._next is not None and self._next["customer_id"] < number:
            self._next = next(self._rows, None)
        found = self._next is not None and self._next["customer_id"] == number
        return self._kept(self._next) if found and self._next is not None else otherwise


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=ROWS_A_TIME)


def _plain(values: pa.Array) -> list[Any]:
    """Values as the database keeps them: euros and hours in whole hundredths."""
    if pa.types.is_decimal(values.type):
        digits = pa.decimal128(values.type.precision, 0)
        values = pa.Array.from_buffers(digits, len(values), values.buffers(), offset=values.offset).cast(pa.int64())
    return list(values.to_pylist())
