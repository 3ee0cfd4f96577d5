"""Promises of the last twelve months: beaten, kept or broken.

What was promised in ``promises`` counts by the day it was due; an order line with a promised day counts by itself.
Earlier than promised is *beaten*, on that day *on_the_day*, later or not at all *broken*; not due yet is *open*.

Source: workshop Relatiemarketing (underpromise, overdeliver).
"""

from collections.abc import Mapping
from typing import Any, Literal

import narwhals.stable.v2 as nw
import pyarrow as pa

from klantkompas.engine import Frame, rows_of
from klantkompas.estimators.proportion import part
from klantkompas.insight.recovery import of_customers
from klantkompas.insight.windows import Window
from klantkompas.ledger.book import Ledger

What = Literal["promise", "delivery"]
OUTCOMES = ("beaten", "on_the_day", "broken", "open")

SCHEMA = pa.schema(
    [
        ("what", pa.string()),
        ("kind", pa.string()),
        *((name, pa.int64()) for name in OUTCOMES),
        ("word_kept", pa.float64()),
        ("word_kept_low", pa.float64()),
        ("word_kept_high", pa.float64()),
        ("days_late", pa.float64()),
    ]
)


def promises(ledger: Ledger, year: Window) -> pa.Table | None:
    """What became of promises that fell due in a year, a row a kind (``SCHEMA``); None where none are known.

    Args:
        ledger: the facts.
        year: the twelve months; open promises are due after it.

    Returns:
        ``what`` (promise, delivery), ``kind`` (null for deliveries, and where it was not written), counts, the part of
        what fell due that was kept or beaten with its 90 % range (Wilson; null where nothing fell due), and by how
        many days the late ones were late on average (null where none was, or none came at all).
    """
    found = [*_promised(ledger, year), *_delivered(ledger, year)]
    if not found:
        return None
    rows = [row for frame, what in found for row in _counted(frame, what)]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["what"], row["kind"] or "")), schema=SCHEMA)


def _promised(ledger: Ledger, year: Window) -> list[tuple[Frame, What]]:
    if "promises" not in ledger.tables:
        return []
    kind = nw.col("kind") if ledger.has("promises", "kind") else nw.lit(None, nw.String)
    did = nw.col("kept_day") if ledger.has("promises", "kept_on") else nw.lit(None, nw.Int32)
    rows = ledger.tables["promises"].filter(nw.col("made_day") <= year.until)
    rows = of_customers(ledger, rows).select(kind=kind, due=nw.col("due_day"), did=did)
    return [(_judged(rows, year), "promise")]


def _delivered(ledger: Ledger, year: Window) -> list[tuple[Frame, What]]:
    """Order lines of one customer with the same days are one delivery."""
    if not ledger.has("transactions", "promised_on", "delivered_on"):
        return []
    lines = ledger.tables["transactions"].filter(nw.col("day") <= year.until, ~nw.col("promised_day").is_null())
    once = of_customers(ledger, lines).group_by("key", "day", "promised_day", "delivered_day").agg(nw.len().alias("n"))
    rows = once.select(kind=nw.lit(None, nw.String), due=nw.col("promised_day"), did=nw.col("delivered_day"))
    return [(_judged(rows, year), "delivery")]


def _judged(rows: Frame, year: Window) -> Frame:
    """Each with its outcome; what was done after the year is not seen."""
    due, did = nw.col("due"), nw.col("did")
    seen = rows.with_columns(did=nw.when(did <= year.until).then(did))
    late = did.is_null() | (did > due)
    came = nw.when(did < due).then(nw.lit("beaten")).otherwise(nw.lit("on_the_day"))
    over = nw.when(late).then(nw.lit("broken")).otherwise(came)
    outcome = nw.when(due > year.until).then(nw.lit("open")).otherwise(over)
    within = seen if year.after is None else seen.filter(due > year.after)
    return within.select("kind", outcome=outcome, late=nw.when(did > due).then(did - due))


def _counted(rows: Frame, what: What) -> list[dict[str, Any]]:
    late = nw.col("late")
    counted = rows.group_by("kind", "outcome").agg(n=nw.len(), late=late.sum(), late_ones=late.count())
    kinds: dict[str | None, dict[str, Mapping[str, Any]]] = {}
    for row in rows_of(counted):
        kinds.setdefault(row["kind"], {})[row["outcome"]] = row
    return [_row(what, kind, outcomes) for kind, outcomes in kinds.items()]


def _row(what: What, kind: str | None, outcomes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    n = {name: int(outcomes[name]["n"]) if name in outcomes else 0 for name in OUTCOMES}
    row: dict[str, Any] = {"what": what, "kind": kind, **n}
    due = n["beaten"] + n["on_the_day"] + n["broken"]
    if due:
        held = part(had=n["beaten"] + n["on_the_day"], cases=due)
        row |= {"word_kept": held.share, "word_kept_low": held.low, "word_kept_high": held.high}
    broken = outcomes.get("broken")
    if broken and broken["late_ones"]:
        row["days_late"] = broken["late"] / broken["late_ones"]
    return row
