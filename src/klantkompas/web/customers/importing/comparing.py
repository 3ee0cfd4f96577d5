"""What rows of files would do to the facts there are: nothing, make a line, or change one.

Rows that are the same in every column a file fills are matched one to one, as often as they occur: a row that is there
twice in a file and once in the facts makes one line. Of what is left, lines with the same number are matched as far as
there are, and a line of the facts that no row is left for stays as it is. An invoice number counts within its year,
since many firms begin at 1 each January.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.engine import Engine, Frame, collect
from klantkompas.web.customers.importing.staging import Part
from klantkompas.web.customers.reading import arrow

_INCOMING = pa.schema([("row", pa.int64()), ("whole", pa.string()), ("number", pa.string())])
_EXISTING = pa.schema([("id", pa.int64()), ("whole", pa.string()), ("number", pa.string())])
_NOTHING, _APART = "\x01", "\x1f"  # stand in no text of a file: the readers know them as no character of one

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What the rows of a part would do.

    Attributes:
        rows: how many there are.
        made: places of the rows that make a line.
        changed: places of the rows that change a line, and ``lines``: the ids of these, in the same order.
        same: places of the rows that are there already.
        twice: places of customers that stand in the files once more: one row was taken.
    """

    rows: int
    made: Whole
    changed: Whole
    lines: Whole
    same: Whole
    twice: Whole


class Comparing:
    """Compares parts with the facts, one after the other; what one part took, the next cannot.

    Args:
        engine: holds both sides meanwhile.
        folder: for what is read of the facts: an engine pulls rows from threads of its own, which the connection of
            this thread cannot serve.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._file = folder / "facts.parquet"
        self._taken: dict[str, list[Whole]] = {}

    def __call__(self, part: Part) -> Compared:
        """What the rows of this part would do."""
        incoming = self._engine.load("rows_of_files", _incoming(part), _INCOMING)
        with pq.ParquetWriter(self._file, _EXISTING) as file:
            for batch in self._existing(part):
                file.write_batch(batch)
        existing = self._engine.load("lines_of_facts", pq.ParquetFile(self._file).iter_batches(), _EXISTING)
        twice = np.array([], np.int64)
        if part.table == "customers":
            placed = self._engine.store("one_each", incoming.with_columns(n=_place("number", "whole")))
            twice, incoming = _column(placed.filter(nw.col("n") > 1), "row"), placed.filter(nw.col("n") == 1).drop("n")
        same = self._engine.store("the_same", _matched(incoming, existing, by="whole", order=("row", "id")))
        left, there = incoming.join(same, on="row", how="anti"), existing.join(same, on="id", how="anti")
        numbered = [frame.filter(~nw.col("number").is_null()) for frame in (left, there)]
        changes = collect(_matched(*numbered, by="number", order=("whole", "whole")))
        return self._told(part, _count(incoming) + len(twice), collect(same), changes, twice)

    def _existing(self, part: Part) -> Iterator[pa.RecordBatch]:
        taken = pa.array(np.concatenate(self._taken.get(part.table, [np.array([], np.int64)])))
        for batch in arrow(part.table):
            free = batch.filter(pc.invert(pc.is_in(batch["id"], taken)))
            yield pa.RecordBatch.from_arrays([free["id"], *_keys(free, part)], schema=_EXISTING)

    def _told(self, part: Part, rows: int, same: pa.Table, changes: pa.Table, twice: Whole) -> Compared:
        changed = changes.sort_by("id")
        taken = [_whole(same["row"]), _whole(changed["row"]), twice]
        made = np.ones(rows, np.bool_)
        made[np.concatenate(taken)] = False
        self._taken.setdefault(part.table, []).extend([_whole(same["id"]), _whole(changed["id"])])
        return Compared(
            rows=rows,
            made=np.flatnonzero(made),
            changed=taken[1],
            lines=_whole(changed["id"]),
            same=np.sort(taken[0]),
            twice=np.sort(twice),
        )


def _incoming(part: Part) -> Iterator[pa.RecordBatch]:
    first = 0
    for batch in part.batches():
        places = pa.array(range(first, first + len(batch)), pa.int64())
        first += len(batch)
        yield pa.RecordBatch.from_arrays([places, *_keys(batch, part)], schema=_INCOMING)


def _keys(batch: pa.RecordBatch, part: Part) -> tuple[pa.Array, pa.Array]:
    """The row as a whole, words before sums so that alike rows stand beside each other; and its own number."""
    columns = sorted(part.columns, key=lambda name: not pa.types.is_string(batch[name].type))
    cells = [pc.fill_null(batch[name].cast(pa.string()), _NOTHING) for name in columns]
    whole = pc.binary_join_element_wise(*cells, _APART)
    if part.number is None:
        return whole, pa.nulls(len(batch), pa.string())
    number = batch[part.number]
    if "date" not in part.columns:
        return whole, number
    return whole, pc.binary_join_element_wise(number, pc.year(batch["date"]).cast(pa.string()), _APART)


def _place(within: str, order: str) -> nw.Expr:
    return nw.col(order).rank("ordinal").over(within)


def _matched(incoming: Frame, existing: Frame, *, by: str, order: tuple[str, str]) -> Frame:
    """Rows and lines that go together, one to one: ``row`` and ``id``."""
    one = incoming.with_columns(n=_place(by, order[0]))
    other = existing.with_columns(n=_place(by, order[1]))
    return one.join(other, on=[by, "n"], how="inner").select("row", "id")


def _count(frame: Frame) -> int:
    return int(collect(frame.select(nw.len().alias("n")))["n"][0].as_py())


def _column(frame: Frame, name: str) -> Whole:
    return _whole(collect(frame.select(name))[name])


def _whole(cells: pa.ChunkedArray) -> Whole:
    return np.asarray(cells.to_numpy(), np.int64)
