"""What there is to celebrate: won, kept, grown, woken, recovered, referred, with the newest of each by name."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.insight.base import CustomerBase
from klantkompas.insight.columns import MILESTONES
from klantkompas.report.reading import Row
from klantkompas.report.tables import Column, Table, table_of
from klantkompas.report.writer import LONGEST_NAME, UNKNOWN, Writer, called

NEWEST = 3
HEADS = ("milestone", "times", "newest")


def milestone_table(base: CustomerBase, writer: Writer) -> Table:
    """A row a kind: how often in twelve months, and the newest by name; without rows where none were looked for."""
    counts = base.summary.get("milestones") or {}
    newest = _newest(base) if base.milestones is not None else {}
    rows: list[Row] = [
        {"milestone": writer.say(f"milestone.{kind}"), "times": n, "newest": _told(base, kind, n, newest, writer)}
        for kind, n in counts.items()
    ]
    columns = [Column(name=name, unit="count" if name == "times" else "text") for name in HEADS]
    return table_of(rows, columns, caption=writer.say("page.milestones.caption"), why={})


def _told(
    base: CustomerBase, kind: str, n: int | None, newest: dict[str, list[tuple[str, date]]], writer: Writer
) -> str:
    if n is None:
        return writer.why((base.summary.get("why") or {}).get(f"milestones.{kind}"))
    return ", ".join(f"{name} ({writer.dated(day)})" for name, day in newest.get(kind, [])) or UNKNOWN


def _newest(base: CustomerBase) -> dict[str, list[tuple[str, date]]]:
    """The newest milestones of each kind, the newest first: what the customer is called, and the day."""
    assert base.milestones is not None
    kept: dict[str, list[tuple[date, str]]] = {kind: [] for kind in MILESTONES}
    with pq.ParquetFile(base.milestones) as file:
        for batch in file.iter_batches():
            for kind in MILESTONES:
                rows = batch.filter(pc.equal(batch.column("milestone"), kind))
                order = pc.sort_indices(rows, sort_keys=[("date", "descending"), ("customer_id", "ascending")])
                top = rows.take(order[:NEWEST]).to_pylist()
                kept[kind] = sorted(
                    [*kept[kind], *((one["date"], one["customer_id"]) for one in top)],
                    key=lambda one: (-one[0].toordinal(), one[1]),
                )[:NEWEST]
    names = _names(base, {number for some in kept.values() for _, number in some})
    return {kind: [(names[number], day) for day, number in some] for kind, some in kept.items()}


def _names(base: CustomerBase, numbers: set[str]) -> dict[str, str]:
    wanted = pa.array(sorted(numbers), pa.string())
    found: dict[str, str] = {}
    for batch in base.customer_batches(["customer_id", "name"]):
        rows = batch.filter(pc.is_in(batch.column("customer_id"), value_set=wanted)).to_pylist()
        found |= {row["customer_id"]: called(row, longest=LONGEST_NAME) for row in rows}
    return found


def tell_milestones(base: CustomerBase, writer: Writer) -> tuple[str, ...]:
    """Keeping beside winning, in a sentence; and what a milestone does not say."""
    counts = base.summary.get("milestones") or {}
    kept = sum(counts.get(kind) or 0 for kind in MILESTONES if kind != "won")
    return writer.say("page.milestones.shows", won=counts.get("won") or 0, kept=kept), writer.say(
        "page.milestones.no_proof"
    )
