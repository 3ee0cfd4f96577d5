"""Laying in: everything that an import makes and changes, in one transaction, so that it is there whole or not at all.

The facts may have moved since the plan was made: then it is made again, and what differs is told before anything is
done. Other imports and people wait meanwhile: SQLite lets one write at a time, PostgreSQL is asked for the tables.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import connection, transaction
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.ledger.tables import NAMES
from klantkompas.web.customers.bulk import bulk_load
from klantkompas.web.customers.importing.headings import remember
from klantkompas.web.customers.importing.plan import BEFORE, FOLDER, Plan, Step, plan_of
from klantkompas.web.customers.importing.planning import mark_of_facts, plan_now
from klantkompas.web.customers.importing.receiving import folder_of
from klantkompas.web.customers.importing.sealing import seal_of
from klantkompas.web.customers.importing.staging import Tell
from klantkompas.web.customers.models import FACTS, Customer, Figures, Import, ImportChange
from klantkompas.web.customers.search import learn
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

OF_A_NEW_CUSTOMER = {"version": 1, "sort_name": ""}  # its place in lists is learned with its words
CHANGES_A_TIME = 20_000


def lay_in_now(imported: Import, progress: Tell | None = None) -> None:
    """Do what the plan of an import says; all of it, or nothing.

    Args:
        imported: planned before.
        progress: told what is being done; once it lays in, it cannot be stopped.

    Raises:
        UsageError: there is no plan, it was done before, or the facts changed so that something else would happen.
    """
    agreed = imported.counts
    plan = _plan(imported)
    if plan.mark != mark_of_facts():
        plan_now(imported, progress)
        imported.refresh_from_db()
        plan = _plan(imported)
        if imported.counts != agreed:
            raise failure(UsageError, "web_import_moved")
    if progress:
        progress("lay", 0, None)
    _lay_in(imported, plan, timezone.now())


def _plan(imported: Import) -> Plan:
    plan = plan_of(imported)
    if plan is None or imported.state != "planned":
        raise failure(UsageError, "web_import_no_plan")
    return plan


@transaction.atomic
def _lay_in(imported: Import, plan: Plan, at: datetime) -> None:
    lock({step.table for step in plan.steps})
    current = Import.objects.select_for_update().get(pk=imported.pk)
    if current.state != "planned":
        raise failure(UsageError, "web_import_no_plan")
    if plan.mark != mark_of_facts():
        raise failure(UsageError, "web_import_moved")
    folder = folder_of(imported) / FOLDER
    for step in plan.steps:
        _make(step, folder, imported.pk)
        _change(step, folder, imported.pk)
    touched = ImportChange.objects.filter(origin=imported, table="customers")
    welcome(Customer.objects.filter(origin=imported))
    learn(Customer.objects.filter(pk__in=touched.values("line")))
    imported.state, imported.done_at = "done", at
    imported.counts = {
        table: dict(own) | {"seal": seal_of(table, imported.pk)} for table, own in current.counts.items()
    }
    imported.save(update_fields=["state", "done_at", "counts"])
    remember((one for one in imported.files if "header" in one), by=imported.by, at=at)
    note(actor=imported.by, action="import.done", subject="import", subject_id=imported.pk, at=at)


def lock(tables: Iterable[str]) -> None:
    """Let nobody else write in these fact tables, nor customers, until this transaction ends; reading goes on.

    On SQLite every transaction that may write waits for the one before.
    """
    if connection.vendor == "postgresql":
        wanted = {*tables, "customers"}
        names = ", ".join(connection.ops.quote_name(FACTS[one]._meta.db_table) for one in NAMES if one in wanted)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def _make(step: Step, folder: Path, origin: int) -> None:
    constant = {"origin_id": origin} | (OF_A_NEW_CUSTOMER if step.table == "customers" else {})
    rows = (
        row
        for batch in pq.ParquetFile(folder / step.made).iter_batches()
        for row in zip(*(column.to_pylist() for column in batch.columns), *map(repeat, constant.values()), strict=False)
    )
    bulk_load(FACTS[step.table]._meta.db_table, [*step.columns, *constant], rows)


def _change(step: Step, folder: Path, origin: int) -> None:
    """Change lines, and keep what they were."""
    for batch in pq.ParquetFile(folder / step.changed).iter_batches(CHANGES_A_TIME):
        changes = [_difference(row) for row in batch.to_pylist()]
        write(step.table, ((line, after) for line, _, after in changes))
        kept = (
            (
                origin,
                step.table,
                line,
                json.dumps(before, default=date.isoformat),
                json.dumps(after, default=date.isoformat),
            )
            for line, before, after in changes
        )
        bulk_load(ImportChange._meta.db_table, ("origin_id", "table", "line", "before", "after"), kept)


def _difference(row: Mapping[str, Any]) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """The line, and its columns that differ as they were and as they become."""
    before = {name.removeprefix(BEFORE): value for name, value in row.items() if name.startswith(BEFORE)}
    differ = [name for name, value in before.items() if value != row[name]]
    return row["id"], {name: before[name] for name in differ}, {name: row[name] for name in differ}


def write(table: str, lines: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Set columns of lines of a fact table: line -> column -> value as it is stored."""
    together = defaultdict[tuple[str, ...], list[tuple[Any, ...]]](list)
    for line, values in lines:
        together[tuple(values)].append((*values.values(), line))
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for columns, rows in together.items():
            setting = ", ".join(f"{quote(name)} = %s" for name in columns)
            cursor.executemany(f"UPDATE {quote(FACTS[table]._meta.db_table)} SET {setting} WHERE id = %s", rows)


def welcome(made: Any) -> None:
    """Give new customers their empty line of figures, and the words by which they are found."""
    chosen = made.values("pk")
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        sql, params = chosen.query.sql_with_params()
        cursor.execute(f"INSERT INTO {quote(Figures._meta.db_table)} ({quote('customer_id')}) {sql}", params)
    learn(made)
