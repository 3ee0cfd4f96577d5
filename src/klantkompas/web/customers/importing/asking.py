"""What people ask of an import: that it is planned, corrected, laid in or undone. The work itself is a job."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from klantkompas.errors import UsageError
from klantkompas.ledger.mapping import FileMapping, mapping_text
from klantkompas.web.customers.importing.laying import lay_in_now
from klantkompas.web.customers.importing.planning import plan_now
from klantkompas.web.customers.importing.undoing import undo_now
from klantkompas.web.customers.models import Import
from klantkompas.web.customers.queries import snapshot
from klantkompas.web.staff.jobs import Progress, Work, ask, works
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Level, Object, Verb
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure


def imports(actor: User) -> "QuerySet[Import]":
    """The imports that an actor may see, newest first: all, or none."""
    if actor.may("import", "view") is Level.NONE:
        return Import.objects.none()
    return Import.objects.select_related("by", "job")


def sees_rows(actor: User, imported: Import) -> bool:
    """Whether an actor may see what stands in the files: who sees all customers, and who handed them over."""
    return actor.may("customer", "view") is Level.ALL or imported.by_id == actor.pk


def busy(imported: Import) -> bool:
    """Whether something is done with an import just now, or waits to be done."""
    return imported.job is not None and imported.job.state in ("waiting", "running")


def ask_plan(*, actor: User, imported: Import) -> None:
    """Have a dry run made.

    Raises:
        UsageError: the actor may not, something is done with it just now, or it was laid in before.
    """
    if imported.state not in ("uploaded", "planned"):
        raise failure(UsageError, "web_import_no_plan")
    _ask("plan", actor, imported, "create")


def correct(*, actor: User, imported: Import, mappings: list[FileMapping], at: datetime) -> None:
    """Say how the files are to be read, and have a dry run made anew.

    Args:
        actor: who.
        imported: not laid in before.
        mappings: of every file.
        at: when.

    Raises:
        UsageError: the actor may not, or something is done with it just now.
    """
    with transaction.atomic():
        note(actor=actor, action="import.corrected", subject="import", subject_id=imported.pk, at=at)
        imported.mapping = mapping_text(mappings)
        imported.save(update_fields=["mapping"])
        ask_plan(actor=actor, imported=imported)


def ask_lay_in(*, actor: User, imported: Import, at: datetime) -> None:
    """Agree with the dry run: have done what it says.

    Raises:
        UsageError: the actor may not, something is done with it just now, or there is no dry run to agree with.
    """
    if imported.state != "planned":
        raise failure(UsageError, "web_import_no_plan")
    with transaction.atomic():
        note(actor=actor, action="import.confirmed", subject="import", subject_id=imported.pk, at=at)
        _ask("import", actor, imported, "create")


def ask_undo(*, actor: User, imported: Import) -> None:
    """Have an import undone.

    Raises:
        UsageError: the actor may not, something is done with it just now, or it was not done.
    """
    if imported.state != "done":
        raise failure(UsageError, "web_import_not_done")
    _ask("undo", actor, imported, "delete")


@transaction.atomic
def _ask(kind: str, actor: User, imported: Import, verb: Verb) -> None:
    thing: Object = "import"
    need(actor, thing, verb)
    current = Import.objects.select_for_update().get(pk=imported.pk)
    if busy(current):
        raise failure(UsageError, "web_import_busy")
    imported.job = ask(kind, by=actor, **{"import": imported.pk, "person": actor.pk})
    imported.save(update_fields=["job"])


# --- the work ------------------------------------------------------------------------------------------------------


def _plan(progress: Progress, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    plan_now(Import.objects.get(pk=parameters["import"]), progress)
    return {}


def _lay_in(progress: Progress, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lay in; the very first facts are understood at once, so that a new firm sees what it came for."""
    lay_in_now(Import.objects.get(pk=parameters["import"]), progress)
    if snapshot() is None and "analyse" in works:
        ask("analyse", by=User.objects.get(pk=parameters["person"]))
    return {}


def _undo(progress: Progress, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    undo_now(
        Import.objects.get(pk=parameters["import"]), progress, by=User.objects.filter(pk=parameters["person"]).first()
    )
    return {}


WORKS: Mapping[str, Work] = {"plan": _plan, "import": _lay_in, "undo": _undo}
