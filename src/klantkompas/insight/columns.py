"""The columns of ``customers.parquet``: their order and types, and the reason of every null.

One row a customer. Money is euros in decimal(18, 2), hours decimal(12, 2), dates are dates; ``why`` maps each column
that is null to the code of its reason (``klantkompas.words.reasons`` has the sentences, under ``why.CODE``).
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MONEY, HOURS = pa.decimal128(18, 2), pa.decimal128(12, 2)
NOT_ESTIMATED = "not_estimated"
EARNED = ("revenue", "margin", "hours", "service_cost", "compensation", "profit")
"""What is summed over a stretch of time; profit is margin less service cost and compensation."""

MILESTONES = ("won", "kept", "grown", "woken", "recovered", "referred")
"""What there is to celebrate of a relation, in the order in which it is shown (``insight.milestones``)."""

COLUMNS: dict[str, pa.DataType] = {
    "customer_id": pa.string(),
    "name": pa.string(),
    "first_transaction": pa.date32(),
    "last_transaction": pa.date32(),
    "transactions": pa.int64(),
    "recency_days": pa.int64(),
    "usual_gap_days": pa.float64(),
    "recency_ratio": pa.float64(),
    "overdue": pa.float64(),
    "regularity": pa.float64(),
    "orders_per_year": pa.float64(),
    "duration_days": pa.int64(),
    "since_before": pa.bool_(),
    "revenue_12m": MONEY,
    "margin_12m": MONEY,
    "hours_12m": HOURS,
    "service_cost_12m": MONEY,
    "profit_12m": MONEY,
    "profit_previous_12m": MONEY,
    "profit_total": MONEY,
    "profit_basis": pa.string(),
    "revenue_rank": pa.int64(),
    "profit_rank": pa.int64(),
    "break_even_hours_12m": HOURS,
    "referral_value": MONEY,
    "referral_downstream": MONEY,
    "p_active": pa.float64(),
    "expected_transactions_12m": pa.float64(),
    "expected_profit_12m": MONEY,
    "expected_profit_12m_low": MONEY,
    "expected_profit_12m_high": MONEY,
    "lifetime_value": MONEY,
    "lifetime_value_low": MONEY,
    "lifetime_value_high": MONEY,
    "share": pa.float64(),
    "share_low": pa.float64(),
    "share_high": pa.float64(),
    "share_evidence": pa.string(),
    "type": pa.string(),
    "p_demanding": pa.float64(),
    "p_dormant": pa.float64(),
    "p_shared": pa.float64(),
    "p_loyal": pa.float64(),
    "p_unclear": pa.float64(),
    "type_reason": pa.string(),
    "phase": pa.string(),
    "phase_reason": pa.string(),
    "danger_from": pa.date32(),
    "danger_to": pa.date32(),
}
WHY = pa.map_(pa.string(), pa.string())
SCHEMA = pa.schema([*COLUMNS.items(), ("why", WHY)])

Reason: TypeAlias = str | pa.Array


def finished(columns: Mapping[str, pa.Array], reasons: Mapping[str, Reason], rows: int) -> pa.RecordBatch:
    """A block of ``customers.parquet``: every column of the contract in its order, and why what is null is null.

    Args:
        columns: those that are known, by name, of any type that casts to the contract's; absent ones are null.
        reasons: per column the reason of its nulls: one code, or a text array with a code a row.
        rows: how many rows.
    """
    arrays = [_typed(columns.get(name), kind, rows) for name, kind in COLUMNS.items()]
    why = _why(dict(zip(COLUMNS, arrays, strict=True)), reasons, rows)
    return pa.RecordBatch.from_arrays([*arrays, why], schema=SCHEMA)


def _typed(values: pa.Array | None, kind: pa.DataType, rows: int) -> pa.Array:
    if values is None:
        return pa.nulls(rows, kind)
    if pa.types.is_decimal(kind):
        return hundredths(values, kind)
    if kind == pa.date32():
        return values.cast(pa.int32()).cast(kind)
    return values.cast(kind)


def hundredths(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Cents as euros: the same digits, read with the point two places further."""
    whole = values.cast(pa.int64()).cast(pa.decimal128(19, 0))
    return pa.Array.from_buffers(pa.decimal128(19, 2), len(whole), whole.buffers(), offset=whole.offset).cast(kind)


def _why(arrays: Mapping[str, pa.Array], reasons: Mapping[str, Reason], rows: int) -> pa.Array:
    lacking = [name for name, values in arrays.items() if values.null_count]
    if not lacking or not rows:
        return pa.array([[]] * rows, WHY)
    codes: list[str] = []
    grid = np.zeros((rows, len(lacking)), np.int16)
    for at, name in enumerate(lacking):
        missing = arrays[name].is_null().to_numpy(zero_copy_only=False)
        grid[missing, at] = _numbered(reasons.get(name, NOT_ESTIMATED), codes, rows)[missing]
    return _as_map(grid, lacking, codes)


def _numbered(reason: Reason, codes: list[str], rows: int) -> npt.NDArray[np.int16]:
    """Codes as numbers from 1, new ones added to the list."""
    if isinstance(reason, str):
        return np.full(rows, _number_of(reason, codes), np.int16)
    spoken = pc.fill_null(reason, NOT_ESTIMATED).dictionary_encode()
    numbers = np.array([_number_of(code, codes) for code in spoken.dictionary.to_pylist()], np.int16)
    return np.asarray(numbers[spoken.indices.to_numpy(zero_copy_only=False)])


def _number_of(code: str, codes: list[str]) -> int:
    if code not in codes:
        codes.append(code)
    return codes.index(code) + 1


def _as_map(grid: npt.NDArray[np.int16], names: list[str], codes: list[str]) -> pa.Array:
    """Rows with the same nulls for the same reasons share one map: thousands of customers, a handful of maps."""
    packed = np.ascontiguousarray(grid).view(np.dtype((np.void, grid.itemsize * grid.shape[1]))).ravel()
    _, first, which = np.unique(packed, return_index=True, return_inverse=True)
    kinds = grid[first]
    maps = [[(names[at], codes[code - 1]) for at, code in enumerate(row) if code] for row in kinds]
    return pc.take(pa.array(maps, WHY), pa.array(which))
