"""What customers need, summed: how much each of their demands and wishes matters, and how well we do it.

Every statement of the customer compass (klantkompas) of the last three years counts for its customer once, by the
newest. Importance (weight, 1-5) and performance (score, 1-10) are means with a 90 % range (Student's); a need is
placed against the means of the firm only where its ranges lie on one side of them.

Source: workshop Relatiemarketing (eisen, wensen, waardering, indrukken); Martilla & James 1977 (importance against
performance); METHODS 6.
"""

from typing import Any, Literal

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from klantkompas.engine import Frame, collect
from klantkompas.insight.recovery import of_customers
from klantkompas.ledger.book import Ledger

Place = Literal["act", "keep_up", "leave", "ease_off"]
FADES_AFTER = 3 * 365  # days: what somebody said longer ago no longer speaks for today
FEWEST = 3  # customers who said it
MOST_NEEDS = 50
KINDS = ("demand", "wish")

SCHEMA = pa.schema(
    [
        ("segment", pa.string()),
        ("need", pa.string()),
        ("customers", pa.int64()),
        ("importance", pa.float64()),
        ("importance_low", pa.float64()),
        ("importance_high", pa.float64()),
        ("performance", pa.float64()),
        ("performance_low", pa.float64()),
        ("performance_high", pa.float64()),
        ("place", pa.string()),
    ]
)


def needs(ledger: Ledger, *, until: int) -> pa.Table | None:
    """Importance against performance of each need, for the firm and per segment (``SCHEMA``); None without a compass.

    Args:
        ledger: the facts.
        until: the as-of date, as a day number.

    Returns:
        A row a segment (null: all) and need that at least three customers named, the most named first: ``place`` is
        ``act`` (matters, done badly), ``keep_up`` (matters, done well), ``ease_off`` (matters little, done well),
        ``leave`` (neither), or null where the ranges do not say.
    """
    if not ledger.has("compass", "text"):
        return None
    said = _said(ledger, until)
    if not said.num_rows:
        return None
    table = said.to_pydict()
    weight, score = (np.array(table[name], float) for name in ("weight", "score"))
    middle = (_mean(weight), _mean(score))
    need, segment = np.array(table["need"], object), np.array(table["segment"], object)
    rows = [_row(None, one, weight[need == one], score[need == one], middle) for one in _named(need)]
    for name in sorted({one for one in segment if one is not None}):
        inside = segment == name
        for one in _named(need[inside]):
            mine = inside & (need == one)
            rows.append(_row(name, one, weight[mine], score[mine], middle))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _said(ledger: Ledger, until: int) -> pa.Table:
    """The newest word of each customer on each need: ``need``, ``segment``, ``weight``, ``score`` (nan: unknown)."""
    rows = ledger.tables["compass"].filter(
        nw.col("day") <= until,
        nw.col("day") > until - FADES_AFTER,
        nw.col("kind").is_in(KINDS),
        ~nw.col("text").is_null(),
    )
    known = [_float(ledger, name) for name in ("weight", "score")]
    named = of_customers(ledger, rows).select("key", "day", nw.col("text").str.to_lowercase().alias("need"), *known)
    newest = named.group_by("key", "need").agg(day=nw.col("day").max())
    once = named.join(newest, on=["key", "need", "day"], how="inner")
    once = once.group_by("key", "need").agg(nw.col("weight").mean(), nw.col("score").mean())
    return collect(with_segment(ledger, once).sort("need", "key"))


def _float(ledger: Ledger, name: str) -> nw.Expr:
    return (nw.col(name).cast(nw.Float64) if ledger.has("compass", name) else nw.lit(None, nw.Float64)).alias(name)


def with_segment(ledger: Ledger, rows: Frame) -> Frame:
    """Rows of customers with the firm's own division beside them; null where there is none."""
    if not ledger.has("customers", "segment"):
        return rows.with_columns(segment=nw.lit(None, nw.String))
    once = ledger.tables["customers"].group_by("key").agg(nw.col("segment").max())
    return rows.join(once, on="key", how="left")


def _named(need: NDArray[Any]) -> list[str]:
    """Needs that enough customers named, the most named first."""
    names, counts = np.unique(need.astype(str), return_counts=True)
    order = np.lexsort((names, -counts))
    return [str(names[at]) for at in order if counts[at] >= FEWEST][:MOST_NEEDS]


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else np.nan


def _range(values: NDArray[np.float64]) -> tuple[float | None, float | None, float | None]:
    from scipy.stats import t

    known = values[~np.isnan(values)]
    if not known.size:
        return None, None, None
    mean = float(known.mean())
    if known.size < FEWEST:
        return mean, None, None
    half = float(t.isf(0.05, known.size - 1) * known.std(ddof=1) / np.sqrt(known.size))
    return mean, mean - half, mean + half


def _row(
    segment: str | None,
    need: str,
    weight: NDArray[np.float64],
    score: NDArray[np.float64],
    middle: tuple[float, float],
) -> dict[str, Any]:
    row: dict[str, Any] = {"segment": segment, "need": need, "customers": len(weight)}
    for name, values in (("importance", weight), ("performance", score)):
        row |= dict(zip((name, f"{name}_low", f"{name}_high"), _range(values), strict=True))
    sides = [_side(row, name, at) for name, at in zip(("importance", "performance"), middle, strict=True)]
    places: dict[tuple[bool, bool], Place] = {
        (True, False): "act",
        (True, True): "keep_up",
        (False, True): "ease_off",
        (False, False): "leave",
    }
    row["place"] = None if None in sides else places[(bool(sides[0]), bool(sides[1]))]
    return row


def _side(row: dict[str, Any], name: str, middle: float) -> bool | None:
    """Whether a need lies above the firm's mean; None where its range does not say."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low is None or (low <= middle <= high):
        return None
    return bool(low > middle)
