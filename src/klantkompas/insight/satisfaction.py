"""What customers say, and what they do after it: the firm's own curve from a mark to the next order.

A mark (of ten; scales of five count double) is followed by an order within the longer of ``again_days`` and
``again_gaps`` of the customer's own gaps, or not. Over the marks, coming back cannot fall: pool adjacent violators,
with a band. Marks are given by who feels like it: the curve says how those who answer differ among each other, not
what the silent ones would do.

Source: METHODS 6; Jones & Sasser 1995 (loyalty falls steeply from very satisfied to satisfied).
"""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from klantkompas.engine import Frame, collect
from klantkompas.estimators.proportion import net_promoters, part, rising
from klantkompas.insight.recovery import Ints, of_customers, orders_of, waited
from klantkompas.insight.relation.turns import ratings_of_ten
from klantkompas.ledger.book import Ledger

MOST_MARKS = 20_000  # of the newest; more narrow no range that a reader sees
PROMOTER, PASSIVE = 9.0, 7.0

CURVE = pa.schema(
    [
        ("mark", pa.float64()),
        ("answers", pa.int64()),
        ("again", pa.float64()),
        ("again_low", pa.float64()),
        ("again_high", pa.float64()),
        ("curve", pa.float64()),
        ("curve_low", pa.float64()),
        ("curve_high", pa.float64()),
    ]
)
SAID = pa.schema(
    [
        ("measure", pa.string()),
        ("year", pa.int64()),
        ("answers", pa.int64()),
        ("mean", pa.float64()),
        ("mean_low", pa.float64()),
        ("mean_high", pa.float64()),
        ("net_promoters", pa.float64()),
        ("net_promoters_low", pa.float64()),
        ("net_promoters_high", pa.float64()),
    ]
)


def satisfaction(ledger: Ledger, order_days: Frame, *, until: int) -> pa.Table | None:
    """Whether customers order again, by the mark they gave (``CURVE``); None where no mark can be judged yet.

    Args:
        ledger: the facts.
        order_days: a row an order: ``key``, ``day``.
        until: the as-of date, as a day number.

    Returns:
        A row a whole mark that was given: answers whose time is over, the part that ordered again with Wilson's range,
        and the curve with its band. The newest answer of every customer counts.
    """
    if "ratings" not in ledger.tables:
        return None
    table = collect(of_customers(ledger, ratings_of_ten(ledger, until)).select("key", "day", "score"))
    key, day = (table[name].cast(pa.int64()).to_numpy() for name in ("key", "day"))
    mark = np.clip(np.floor(table["score"].to_numpy() + 0.5), 0, 10)
    newest = np.lexsort((mark, key, -day))[:MOST_MARKS]
    key, day, mark = key[newest], day[newest], mark[newest]
    if not key.size:
        return None
    orders = orders_of(ledger.engine, order_days, np.unique(key), "rated")
    window = waited(orders, key, day, ledger.rules.care)
    judged = (day + window <= until) & (orders.until(key, day) > 0)
    kept = _one_each(key, judged)
    if not kept.size:
        return None
    again = orders.between(key[kept], day[kept], day[kept] + window[kept]) > 0
    return _curve(mark[kept], again)


def _one_each(key: Ints, judged: Ints) -> Ints:
    """Places of the first judged answer of every customer."""
    rows = np.flatnonzero(judged)
    _, first = np.unique(key[rows], return_index=True)
    found: Ints = rows[np.sort(first)]
    return found


def _curve(mark: NDArray[Any], again: NDArray[np.bool_]) -> pa.Table:
    curve = rising(score=mark, had=again)
    parts = [
        part(had=round(share * cases), cases=int(cases)) for share, cases in zip(curve.share, curve.cases, strict=True)
    ]
    columns = {
        "mark": curve.at,
        "answers": curve.cases.astype(np.int64),
        "again": curve.share,
        "again_low": [one.low for one in parts],
        "again_high": [one.high for one in parts],
        "curve": curve.fitted,
        "curve_low": curve.low,
        "curve_high": curve.high,
    }
    return pa.table({name: pa.array(values) for name, values in columns.items()}, schema=CURVE)


def marks(ledger: Ledger, *, until: int) -> pa.Table | None:
    """Marks by measure and calendar year (``SAID``), with ranges that are right for few answers; None without marks.

    Args:
        ledger: the facts.
        until: the as-of date, as a day number.

    Returns:
        Means of ten with a 90 % range (Student's); promoters (9 and 10) minus detractors (0 to 6) for ``nps``, null
        for other measures; a range is null where there is one answer.
    """
    if "ratings" not in ledger.tables:
        return None
    table = collect(of_customers(ledger, ratings_of_ten(ledger, until)).select("day", "score", "measure"))
    if not table.num_rows:
        return None
    years = table["day"].cast(pa.int32()).cast(pa.date32()).to_numpy().astype("datetime64[Y]").astype(int) + 1970
    names, score = np.array(table["measure"].to_pylist()), table["score"].to_numpy()
    groups = sorted({(str(name), int(year)) for name, year in zip(names, years, strict=True)})
    rows = [_said(name, year, score[(names == name) & (years == year)]) for name, year in groups]
    return pa.Table.from_pylist(rows, schema=SAID)


def _said(measure: str, year: int, score: NDArray[Any]) -> dict[str, object]:
    from scipy.stats import t

    n, mean = len(score), float(score.mean())
    row: dict[str, object] = {"measure": measure, "year": year, "answers": n, "mean": mean}
    if n > 1:
        half = float(t.isf(0.05, n - 1) * score.std(ddof=1) / np.sqrt(n))
        row |= {"mean_low": mean - half, "mean_high": mean + half}
    if measure == "nps":
        up, middle = int((score >= PROMOTER).sum()), int(((score >= PASSIVE) & (score < PROMOTER)).sum())
        found = net_promoters(promoters=up, passives=middle, detractors=n - up - middle)
        row |= {"net_promoters": found.share, "net_promoters_low": found.low, "net_promoters_high": found.high}
    return row
