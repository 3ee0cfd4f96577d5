"""From chances to a label that does not flicker, and that a person may set.

A type is said when its chance is at least ``decided``; else the type is unclear. A label that was said before is only
left on repeated evidence: the log-odds of the likeliest other type against it, with what is left of those of the run
before, must reach ``ENOUGH`` (a leaky sum, METHODS 4.6; a run remembers one run, from ``customers.parquet``). Only the
label waits: the chances are those of today, and alarms read the chances.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from klantkompas.engine import Frame
from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.insight.windows import day_number
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.relation_types import LABELS, TYPES, coded

UNCLEAR, UNSEEN = 4, -1
CHANCES = tuple(f"p_{one}" for one in TYPES)
MEMORY, ENOUGH = 0.7, 2.0  # what is left of a run's evidence one run later, and the evidence that changes a label
AT_ONCE = 0.80  # chance from which an unclear relation gets its type without waiting for a second run
FLOOR = 1e-3  # of a chance, before its logarithm is taken
SET = ("set_type", "set_reason", "set_until", "set_by")
BEFORE = ("type_before", *(f"{one}_before" for one in CHANCES))

Labels = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What the run before said; rows as in the block.

    Attributes:
        labels: index in ``LABELS``, or ``UNSEEN``.
        chances: of the four types, shape (rows, 4); zero where unknown.
    """

    labels: Labels
    chances: FloatArray


def decided(chances: FloatArray, *, least: float, early: BoolArray) -> Labels:
    """The likeliest type where its chance is large enough and it is not too early, else unclear.

    Args:
        chances: of the four types, shape (rows, 4).
        least: chance from which a type is said.
        early: where it is too early to say.
    """
    likeliest = chances.argmax(axis=1)
    return np.where((chances.max(axis=1) >= least) & ~early, likeliest, UNCLEAR)


def damped(chances: FloatArray, before: Before, *, least: float, early: BoolArray) -> Labels:
    """The label of this run, given the run before; arguments as for ``decided``."""
    fresh = decided(chances, least=least, early=early)
    rows = np.arange(fresh.size)
    had = np.where(before.labels < UNCLEAR, np.maximum(before.labels, 0), 0)
    now, then = (np.log(np.maximum(one, FLOOR)) for one in (chances, before.chances))
    against = now - now[rows, had][:, None]
    earlier = np.maximum(then - then[rows, had][:, None], 0.0)
    evidence = np.where(against > 0, against + MEMORY * earlier, 0.0).max(axis=1)
    kept = np.where(evidence < ENOUGH, had, fresh)
    seen_twice = before.chances[rows, np.minimum(fresh, UNCLEAR - 1)] >= least
    sure = (fresh == UNCLEAR) | seen_twice | (chances.max(axis=1) >= AT_ONCE)
    waiting = np.where(sure, fresh, UNCLEAR)
    label = np.select([early, before.labels == UNSEEN, before.labels == UNCLEAR], [fresh, fresh, waiting], kept)
    return np.asarray(label, dtype=np.intp)


def with_labels(ledger: Ledger, facts: Frame, *, as_of: date, previous: Path | None) -> Frame:
    """Facts with what a person set (``SET``) and what the run before said (``BEFORE``) beside them, null where nothing.

    Args:
        ledger: the facts and decisions.
        facts: a frame with the ``key`` and ``customer_id`` of every customer.
        as_of: a type that was set holds until the end of its last day.
        previous: ``customers.parquet`` of the run before.
    """
    kinds = {"set_until": nw.Int32(), **{f"{one}_before": nw.Float64() for one in CHANCES}}
    found = overrides(ledger, as_of)
    before = _before(ledger, previous)
    absent = [*(SET if found is None else ()), *(BEFORE if before is None else ())]
    facts = facts.with_columns(**{name: nw.lit(None, kinds.get(name, nw.String())) for name in absent})
    facts = facts if found is None else facts.join(found, on="key", how="left")
    return facts if before is None else facts.join(before, on="customer_id", how="left")


def overrides(ledger: Ledger, as_of: date) -> Frame | None:
    """The type that a person set for a customer and that still holds: the latest decision; None without any.

    Returns:
        ``key``, ``set_type``, ``set_reason``, ``set_until`` (day number or null), ``set_by``; a row a customer.
    """
    if not ledger.has("decisions", "value"):
        return None
    today = day_number(as_of)
    held = ledger.tables["decisions"].filter(
        ~nw.col("key").is_null(), nw.col("kind") == "type_override", nw.col("day") <= today
    )
    names = {"set_reason": "reason", "set_by": "by"}
    texts = {to: nw.col(name) if ledger.has("decisions", name) else nw.lit("") for to, name in names.items()}
    until = nw.col("until_day") if ledger.has("decisions", "until") else nw.lit(None, nw.Int32)
    held = held.select("key", "day", set_type=coded(nw.col("value")), set_until=until, **texts)
    held = held.filter(nw.col("set_type").is_in(LABELS), nw.col("set_until").is_null() | (nw.col("set_until") >= today))
    latest = held.group_by("key").agg(nw.col("day").max())
    one = held.join(latest, on=["key", "day"], how="inner").group_by("key").agg(nw.col(name).max() for name in SET)
    return ledger.engine.store("set_types", one)


def _before(ledger: Ledger, previous: Path | None) -> Frame | None:
    """The labels and chances of the run before, a row a customer; None without one."""
    if previous is None:
        return None
    names = ["customer_id", "type", *CHANCES]
    with pq.ParquetFile(previous) as file:
        schema = pa.schema([(to, file.schema_arrow.field(name).type) for name, to in zip(names, _NAMED, strict=True)])
        blocks = file.iter_batches(batch_size=50_000, columns=names)
        batches = (pa.RecordBatch.from_arrays([one.column(name) for name in names], schema=schema) for one in blocks)
        return ledger.engine.load("types_before", batches, schema)


_NAMED = ("customer_id", *BEFORE)
