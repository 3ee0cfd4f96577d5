"""Facts out of the database, as the Parquet files of a ledger.

A column that holds nothing is left out, and so is a table: the library asks whether a firm *has* a fact. Who was merged
into another is that other, in every table. A customer of whom only the number is known stands in the tables that name
him, as in a firm's own exports, and not in the list of customers.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection, transaction
from django.db.models import Count, F, Max, TextField, Value
from django.db.models.functions import NullIf

from klantkompas.ledger.tables import NAMES, Column, Kind, table
from klantkompas.web.customers.models import FACTS, Customer
from klantkompas.web.customers.reading import arrow

WRITTEN: dict[Kind, pa.DataType] = {
    "money": pa.decimal128(18, 2),
    "hours": pa.decimal128(12, 2),
    "number": pa.decimal128(18, 4),
}
CUSTOMER_NUMBERS = ("customer_id", "referrer_id", "parent_id")


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Whatever is read inside is of one moment, and stops nobody from writing."""
    outermost = not connection.in_atomic_block
    with without_lock(), connection.cursor() as cursor:
        if outermost and connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def without_lock() -> Iterator[None]:
    """A transaction that does not take the right to write before it writes: ``atomic`` does on SQLite."""
    if connection.in_atomic_block or connection.vendor == "postgresql":
        with transaction.atomic():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")


def newest_day(today: date) -> date | None:
    """The newest transaction or hour up to today: the date of figures when nobody names one; None without any."""
    days = [
        FACTS[name].objects.filter(date__lte=today).aggregate(newest=Max("date"))["newest"]
        for name in ("transactions", "time_entries")
    ]
    return max((day for day in days if day is not None), default=None)


def write_facts(folder: Path, *, replaced: Collection[int] = ()) -> dict[str, int]:
    """Write every fact table that holds anything into a folder.

    Args:
        folder: which is there.
        replaced: ``actions`` (by ``id``) that a new list takes the place of: to the library they are over.

    Returns:
        Rows written, by table.
    """
    with at_one_moment():
        standing = _standing()
        return {name: rows for name in NAMES if (rows := _write(name, folder, standing, frozenset(replaced)))}


def _standing() -> dict[str, str]:
    """Number of each customer who was merged into another -> number of the one he is now."""
    pairs = Customer.objects.exclude(merged_into=None).values_list("customer_id", "merged_into__customer_id")
    into: dict[str, str] = dict(pairs)
    return {number: _last(number, into) for number in into}


def _last(number: str, into: Mapping[str, str]) -> str:
    while number in into:
        number = into[number]
    return number


def _write(name: str, folder: Path, standing: Mapping[str, str], replaced: frozenset[int]) -> int:
    also = {"refused_reason"} if name == "actions" and replaced else set()
    columns = _filled(name, also)
    if not columns:
        return 0
    path, rows = folder / f"{name}.parquet", 0
    schema = pa.schema([(one.name, _written(one)) for one in columns])
    with pq.ParquetWriter(path, schema) as file:
        for batch in arrow(name):
            batch = _closed(batch, replaced) if name == "actions" else batch
            batch = _known(batch, columns, standing) if name == "customers" else batch
            arrays = [_value(batch.column(one.name), one, standing) for one in columns]
            made = _sensible(pa.RecordBatch.from_arrays(arrays, schema=schema), name)
            file.write_batch(made)
            rows += made.num_rows
    if not rows:
        path.unlink()
    return rows


def _filled(name: str, also: Collection[str]) -> list[Column]:
    """The columns of a fact table that hold anything, and these, in the order of the contract; none of an empty one."""
    columns = table(name).columns
    fields = {one.column: one for one in FACTS[name]._meta.local_concrete_fields}
    counts: dict[str, Any] = {}
    for one in columns:
        field = fields[one.name]
        value = NullIf(F(field.attname), Value("")) if isinstance(field, TextField) else F(field.attname)
        counts[f"n_{one.name}"] = Count(value)
    found = FACTS[name].objects.aggregate(**counts)
    if not any(found.values()):
        return []
    return [one for one in columns if found[f"n_{one.name}"] or one.name in also]


def _written(column: Column) -> pa.DataType:
    match column.kind:
        case "date":
            return pa.date32()
        case "count":
            return pa.int64()
        case "flag":
            return pa.bool_()
    return WRITTEN.get(column.kind, pa.string())


def _value(values: pa.Array, column: Column, standing: Mapping[str, str]) -> pa.Array:
    if column.kind in WRITTEN:
        return _scaled(values, WRITTEN[column.kind])
    if column.name in CUSTOMER_NUMBERS and standing:
        place = pc.index_in(values, value_set=pa.array(list(standing)))
        return pc.coalesce(pc.take(pa.array(list(standing.values())), place), values)
    return values


def _scaled(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Whole hundredths as a decimal: the same digits, read with the point further to the left."""
    whole = values.cast(pa.decimal128(19, 0))
    moved = pa.Array.from_buffers(pa.decimal128(19, kind.scale), len(whole), whole.buffers(), offset=whole.offset)
    return moved.cast(kind)


def _known(batch: pa.RecordBatch, columns: list[Column], standing: Mapping[str, str]) -> pa.RecordBatch:
    """The customers who stand on their own and of whom more is known than a number."""
    told = [batch.column(one.name).is_valid() for one in columns if one.name != "customer_id"]
    known = pa.array([False] * len(batch))
    for one in told:
        known = pc.or_(known, one)
    merged = pc.is_in(batch.column("customer_id"), value_set=pa.array(list(standing), pa.string()))
    return batch.filter(pc.and_not(known, merged))


def _closed(batch: pa.RecordBatch, replaced: frozenset[int]) -> pa.RecordBatch:
    over = pc.is_in(batch.column("id"), value_set=pa.array(sorted(replaced), pa.int64()))
    at = batch.schema.get_field_index("refused_reason")
    return batch.set_column(at, "refused_reason", pc.if_else(over, "replaced", batch.column(at)))


def _sensible(batch: pa.RecordBatch, name: str) -> pa.RecordBatch:
    """Without what a merge made nonsense: who brought himself, who belongs to himself."""
    pair = {"referrals": "referrer_id", "customers": "parent_id"}.get(name)
    if pair is None or pair not in batch.schema.names:
        return batch
    same = pc.fill_null(pc.equal(batch.column(pair), batch.column("customer_id")), False)
    if name == "referrals":
        return batch.filter(pc.invert(same))
    at = batch.schema.get_field_index(pair)
    return batch.set_column(at, pair, pc.if_else(same, None, batch.column(at)))
