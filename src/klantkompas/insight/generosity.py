"""What generosity after a complaint costs, and what it seems to bring: solved, against solved fast and generously.

    gain = (part that ordered again after fast and generous - after solved) x value of a customer who complained
           - (given after fast and generous - given after solved)

The first difference has a range (Newcombe); the value is the mean lifetime value of customers who complained, with its
standard error; both go into the range of the gain. It goes together, it is no effect: good customers get the generous
solution. A draw (who gets it) and ``effect`` can tell.

Source: workshop Relatiemarketing (54 and 82 per cent); METHODS 6.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.engine import collect, distinct
from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.proportion import Part, difference
from klantkompas.insight.recovery import of_customers
from klantkompas.ledger.book import Ledger

ENOUGH = 10  # cases of a state, under which nothing is concluded
REACH_90 = 1.6448536


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many came back after complaints that were handled in one way."""

    part: Part
    given: Decimal


def rate_of(table: pa.Table | None, state: str) -> Rate | None:
    """The part that ordered again in a state of the lens ``recovery``; None with fewer than ten cases.

    Args:
        table: ``recovery.SCHEMA``; None: nothing is known of complaints.
        state: one of ``recovery.STATES``.
    """
    rows = [] if table is None else [row for row in table.to_pylist() if row["state"] == state]
    if not rows or rows[0]["cases"] < ENOUGH:
        return None
    (row,) = rows
    found = Part(cases=row["cases"], share=row["again"], low=row["again_low"], high=row["again_high"])
    return Rate(part=found, given=row["compensation"])


def generosity(ledger: Ledger, recovered: pa.Table | None, customers: Path) -> dict[str, Any] | str:
    """What generosity costs and seems to bring a complaint, in euros; or why that cannot be said.

    Args:
        ledger: the facts.
        recovered: the lens ``recovery``.
        customers: ``customers.parquet`` of the run, for what customers are worth.

    Returns:
        ``gain`` with ``low`` and ``high`` (90 %), ``given`` (more than after any other solution), ``kept`` (more that
        ordered again) with its range, ``value`` (of a customer who complained) and the cases of both; or a reason code.
    """
    if not ledger.has("complaints", "compensation"):
        return "no_compensation"
    well, solved = rate_of(recovered, "resolved_well"), rate_of(recovered, "resolved")
    if well is None or solved is None:
        return "few_cases"
    worth = _worth(ledger, customers)
    if worth.size < ENOUGH:
        return "profit_unknown"
    kept, (low, high) = well.part.share - solved.part.share, difference(well.part, solved.part)
    value, error = float(worth.mean()), float(worth.std(ddof=1) / np.sqrt(worth.size))
    given = well.given - solved.given
    spread = np.hypot((high - low) / (2 * REACH_90) * value, kept * error)
    gain = kept * value - float(given)
    return {
        "gain": _euros(gain),
        "low": _euros(gain - REACH_90 * spread),
        "high": _euros(gain + REACH_90 * spread),
        "given": given,
        "kept": round(kept, 4),
        "kept_low": round(low, 4),
        "kept_high": round(high, 4),
        "value": _euros(value),
        "cases_well": well.part.cases,
        "cases_solved": solved.part.cases,
    }


def _worth(ledger: Ledger, customers: Path) -> FloatArray:
    """Lifetime value of the customers who complained, in euros, never below nothing: a loss is nobody to keep."""
    told = of_customers(ledger, ledger.tables["complaints"])
    names = distinct(told.join(ledger.customers.select("key", "customer_id"), on="key", how="inner"), "customer_id")
    wanted = collect(names.with_columns(customer_id=nw.col("customer_id").cast(nw.String)))["customer_id"]
    found: list[FloatArray] = []
    with pq.ParquetFile(customers) as file:
        for batch in file.iter_batches(columns=["customer_id", "lifetime_value"]):
            rows = batch.filter(pc.is_in(batch.column("customer_id"), value_set=wanted.combine_chunks()))
            values = rows.column("lifetime_value").drop_null().cast(pa.float64())
            found.append(np.maximum(values.to_numpy(), 0.0))
    return np.concatenate([np.empty(0), *found])


def _euros(value: float) -> Decimal:
    return Decimal(round(value * 100)).scaleb(-2)
