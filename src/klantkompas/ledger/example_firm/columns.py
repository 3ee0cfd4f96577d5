"""Arrow columns of the ledger's own types, made from numpy without a Python loop per row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Column: TypeAlias = Any  # a pyarrow.Array; the stubs make every element type a parameter

MONEY = pa.decimal128(18, 2)
HOURS = pa.decimal128(9, 2)
NUMBER = pa.decimal128(18, 4)


def days(values: Ints, known: Flags | None = None) -> Column:
    """Days since 1970-01-01 as date32; null where not `known`."""
    return pa.array(values.astype(np.int32), type=pa.int32(), mask=_unknown(known)).cast(pa.date32())


def money(cents: Ints, known: Flags | None = None) -> Column:
    """Whole cents as decimal(18, 2), exactly; null where not `known`."""
    return _scaled(cents, MONEY, known)


def hours(hundredths: Ints, known: Flags | None = None) -> Column:
    """Whole hundredths of an hour as decimal(9, 2), exactly; null where not `known`."""
    return _scaled(hundredths, HOURS, known)


def number4(values: Ints, known: Flags | None = None) -> Column:
    """Whole numbers as decimal(18, 4), the ledger's `number`; null where not `known`."""
    return _scaled(values * 10_000, NUMBER, known)


def labels(choices: Sequence[str], index: Ints, known: Flags | None = None) -> Column:
    """The chosen label a row as text; null where not `known`."""
    return pa.array(choices, type=pa.string()).take(pa.array(index, mask=_unknown(known)))


def numbers(values: Ints, width: int = 0, known: Flags | None = None) -> Column:
    """Whole numbers as text, padded with zeros to `width`; null where not `known`."""
    text = pa.array(values, mask=_unknown(known)).cast(pa.string())
    return pc.utf8_lpad(text, width=width, padding="0") if width else text


def joined(*parts: Column | str) -> Column:
    """The parts of every row set behind each other; a null part makes the row null."""
    return pc.binary_join_element_wise(*parts, "")


def whole(values: Ints, known: Flags | None = None) -> Column:
    """Whole numbers as int64; null where not `known`."""
    return pa.array(values, mask=_unknown(known))


def decimals(values: Floats, known: Flags | None = None) -> Column:
    """Binary fractions as float64 (latent truth only, never money); null where not `known`."""
    return pa.array(values, mask=_unknown(known))


def flags(values: Flags, known: Flags | None = None) -> Column:
    """Yes and no as bool; null where not `known`."""
    return pa.array(values, mask=_unknown(known))


def table(columns: Mapping[str, Column]) -> pa.Table:
    """One table with the columns in the order given."""
    return pa.table(dict(columns))


def cents(euros: Floats) -> Ints:
    """Euros rounded to whole cents."""
    return np.rint(euros * 100).astype(np.int64)


def _unknown(known: Flags | None) -> Flags | None:
    return None if known is None else ~known


def _scaled(values: Ints, kind: Any, known: Flags | None) -> Column:
    """Write the 128-bit two's complement by hand: a cast would multiply by 100 first."""
    words = np.empty((len(values), 2), dtype="<i8")
    words[:, 0], words[:, 1] = values, values >> 63
    valid = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(words.tobytes())])
