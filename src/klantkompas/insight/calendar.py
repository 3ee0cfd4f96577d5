"""Which month a day number falls in, as a small table that any engine can join."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from klantkompas.engine import Engine, Frame
from klantkompas.ledger.intake import EPOCH

SCHEMA = pa.schema([("day", pa.int32()), ("month", pa.int32()), ("month_start", pa.int32())])


def calendar_frame(engine: Engine, *, first: int, last: int) -> Frame:
    """A row a day from ``first`` to ``last`` (day numbers).

    Returns:
        A stored table: ``day``, ``month`` (12 x year + month - 1), ``month_start`` (day number of its first day).
    """
    days = np.arange(first, last + 1, dtype=np.int32)
    moments = days.astype("datetime64[D]")
    months = moments.astype("datetime64[M]")
    arrays = [days, months.astype(np.int32) + 1970 * 12, months.astype("datetime64[D]").astype(np.int32)]
    return engine.load(
        "calendar", [pa.RecordBatch.from_arrays([pa.array(one) for one in arrays], schema=SCHEMA)], SCHEMA
    )


def first_of_month(month: int) -> date:
    """The first day of a month given as 12 x year + month - 1."""
    return date(month // 12, month % 12 + 1, 1)


def month_of(day: int) -> int:
    """The month (12 x year + month - 1) of a day number."""
    moment = EPOCH + timedelta(days=day)
    return moment.year * 12 + moment.month - 1
