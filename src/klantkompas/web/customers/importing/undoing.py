"""Undoing an import: the lines it made go, those it changed become what they were. In one transaction, or not at all.

Where a newer import or a person built on its lines, undoing would take their work too: it is refused, and what is to be
undone first is named.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.web.customers.importing.laying import lock, write
from klantkompas.web.customers.importing.sealing import seal_of
from klantkompas.web.customers.importing.staging import Tell
from klantkompas.web.customers.models import (
    FACTS,
    Customer,
    Figures,
    Import,
    ImportChange,
    Membership,
    PhaseTurn,
    Task,
    Word,
)
from klantkompas.web.customers.search import learn
from klantkompas.web.staff.models import User
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

LINES_A_TIME = 5_000
# What is derived from facts goes with a customer; whatever else points at a line of the import, people wrote.
DERIVED = (Word, Figures, PhaseTurn, Task, Membership)


def undo_now(imported: Import, progress: Tell | None = None, *, by: User | None = None) -> None:
    """Make the facts what they were before an import.

    Args:
        imported: laid in before.
        progress: told what is being done; once it began, it cannot be stopped.
        by: who undoes it.

    Raises:
        UsageError: it was not done, or a newer import or a person built on it.
    """
    if progress:
        progress("undo", 0, None)
    _undo(imported, by, timezone.now())


@transaction.atomic
def _undo(imported: Import, by: User | None, at: datetime) -> None:
    lock(FACTS)
    current = Import.objects.select_for_update().get(pk=imported.pk)
    if current.state != "done":
        raise failure(UsageError, "web_import_not_done")
    _no_newer_import(current)
    _nobody_worked_on(current)
    changed = list(_changes(current, "customers").values_list("line", flat=True))
    for table in current.counts:
        write(table, _as_they_were(current, table))
    _changes(current).delete()
    _take_away(current)
    learn(Customer.objects.filter(pk__in=changed))
    imported.state, imported.undone_at = "undone", at
    imported.save(update_fields=["state", "undone_at"])
    note(actor=by, action="import.undone", subject="import", subject_id=imported.pk, at=at)


def _changes(imported: Import, table: str | None = None) -> "QuerySet[ImportChange]":
    own = ImportChange.objects.filter(origin=imported)
    return own if table is None else own.filter(table=table)


def _of_my_customers(imported: Import) -> Iterator[tuple[str, "QuerySet[Any]"]]:
    """Per fact table the lines, not of this import, of customers that it made."""
    for table, model in FACTS.items():
        if table != "customers" and any(field.name == "customer" for field in model._meta.fields):
            yield table, model.objects.filter(customer__origin=imported).exclude(origin=imported)


def _no_newer_import(imported: Import) -> None:
    """Stop where an import that came later changed my lines, or brought facts of customers whom I made."""
    others = ImportChange.objects.filter(origin__state="done").exclude(origin=imported)
    mine = _changes(imported).filter(table=OuterRef("table"), line=OuterRef("line"))
    found = set(others.filter(Exists(mine), origin__done_at__gt=imported.done_at).values_list("origin", flat=True))
    for table in imported.counts:
        made = FACTS[table].objects.filter(pk=OuterRef("line"), origin=imported)
        found |= set(others.filter(Exists(made), table=table).values_list("origin", flat=True).distinct())
    for _, lines in _of_my_customers(imported):
        found |= set(lines.exclude(origin=None).values_list("origin", flat=True).distinct())
    newer = Import.objects.filter(pk__in=found, done_at__gt=imported.done_at).order_by("done_at").last()
    if newer and newer.done_at:
        day = timezone.localtime(newer.done_at).date()
        raise failure(UsageError, "web_import_newer", number=newer.pk, day=day)


def _nobody_worked_on(imported: Import) -> None:
    """Stop where people changed the lines, or wrote or did something for customers that this import brought."""
    touched = [table for table, own in imported.counts.items() if seal_of(table, imported.pk) != own["seal"]]
    touched += [table for table, lines in _of_my_customers(imported) if lines.filter(origin=None).exists()]
    written = [
        one.related_model.objects.filter(**{f"{one.field.name}__origin": imported})
        for model in FACTS.values()
        for one in model._meta.related_objects
        if one.related_model not in (*FACTS.values(), *DERIVED)
    ]
    decided = Task.objects.filter(customer__origin=imported).exclude(state="open")
    if touched or decided.exists() or any(one.exists() for one in written):
        raise _worked_on(touched or ["customers"])


def _worked_on(tables: list[str]) -> UsageError:
    return failure(UsageError, "web_import_worked_on", tables=sorted(set(tables)))


def _as_they_were(imported: Import, table: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The changed lines with what they were, as long as they still are what this import made of them."""
    kept = _changes(imported, table).order_by("line").values_list("line", "before", "after")
    for some in _parts(kept.iterator(LINES_A_TIME)):
        columns = {name for _, _, after in some for name in after}
        lines = FACTS[table].objects.filter(pk__in=[line for line, _, _ in some]).values("pk", *columns)
        now = {one["pk"]: one for one in lines}
        for line, before, after in some:
            if any(_kept(now.get(line, {}).get(name)) != value for name, value in after.items()):
                raise _worked_on([table])
            yield line, before


def _parts(lines: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(lines, LINES_A_TIME)):
        yield some


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _take_away(imported: Import) -> None:
    """Remove the lines that an import made; with its customers goes what was derived of them."""
    for model in DERIVED:
        model.objects.filter(customer__origin=imported).delete()
    with connection.cursor() as cursor:
        for table in imported.counts:
            name = connection.ops.quote_name(FACTS[table]._meta.db_table)
            cursor.execute(f"DELETE FROM {name} WHERE origin_id = %s", [imported.pk])
