"""What every customer earned in each calendar year, by the sums of which ``profit_12m`` is one.

with open_ledger("exports/") as ledger:
    write_years(ledger, Path("result/customer_years.parquet"), as_of=date(2026, 10, 31))

The last year runs until the as-of date. A customer has a row for each year in which something was bought, worked or
compensated; what is unknown in it is null, as in ``customers.parquet``.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.insight.columns import EARNED, HOURS, MONEY, hundredths
from klantkompas.insight.facts import facts_by_window
from klantkompas.insight.profit import grounds
from klantkompas.insight.windows import Window, day_number
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.intake import EPOCH

SCHEMA = pa.schema(
    [("customer_id", pa.string()), ("year", pa.int32())]
    + [(name, HOURS if name == "hours" else MONEY) for name in EARNED]
)
"""A row a customer and calendar year, by customer number and year."""


def write_years(ledger: Ledger, path: Path, *, as_of: date) -> int:
    """Write the years of every customer that is not internal as a Parquet file of ``SCHEMA``; how many rows.

    Args:
        ledger: the facts.
        path: of the file.
        as_of: nothing after this date is seen.
    """
    until = day_number(as_of)
    over = calendar_years(_first_day(ledger, until), until)
    found = facts_by_window(ledger, grounds(ledger, until=until), over)
    rows = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as file:
        for block in ledger.engine.blocks(found.sort("customer_id")):
            lines = _lines(block, over)
            file.write_batch(lines)
            rows += lines.num_rows
    return rows


def calendar_years(first: int, until: int) -> tuple[Window, ...]:
    """The calendar years from a day up to another (day numbers), the last one until that day."""
    years = range(_date(first).year, _date(until).year + 1)
    return tuple(
        Window(
            name=str(year), after=day_number(date(year - 1, 12, 31)), until=min(until, day_number(date(year, 12, 31)))
        )
        for year in years
    )


def _date(day: int) -> date:
    return date.fromordinal(EPOCH.toordinal() + day)


def _first_day(ledger: Ledger, until: int) -> int:
    """The first day of any fact that earns or costs."""
    tables = ("transactions", "time_entries", "complaints")
    known = [ledger.extents[name].first for name in tables if name in ledger.extents]
    return min((day for day in known if day is not None), default=until)


def _lines(block: pa.RecordBatch, over: Sequence[Window]) -> pa.RecordBatch:
    """A block of customers as a row a customer and year."""
    parts = pa.Table.from_batches(list(_years(block, over)), SCHEMA)
    ordered = parts.sort_by([("customer_id", "ascending"), ("year", "ascending")]).combine_chunks()
    batches = ordered.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], SCHEMA)


def _years(block: pa.RecordBatch, over: Sequence[Window]) -> Iterator[pa.RecordBatch]:
    for window in over:
        values = {name: block.column(f"{name}_{window.name}") for name in EARNED}
        something = pa.array([False] * block.num_rows)
        for name in ("revenue", "margin", "hours", "compensation"):
            something = pc.or_(something, pc.fill_null(pc.not_equal(values[name], 0), False))
        year = pa.array([int(window.name)] * block.num_rows, pa.int32())
        columns = [hundredths(values[name], SCHEMA.field(name).type) for name in EARNED]
        batch = pa.RecordBatch.from_arrays(
            [block.column("customer_id").cast(pa.string()), year, *columns], schema=SCHEMA
        )
        yield batch.filter(something)
