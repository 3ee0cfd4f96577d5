"""Files handed over from the terminal: the importer of the screen, without the screen."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from klantkompas.errors import UsageError
from klantkompas.web.customers import importing
from klantkompas.web.customers.importing.plan import plan_of
from klantkompas.web.customers.importing.receiving import folder_of
from klantkompas.web.customers.models import Import
from klantkompas.web.staff import queries
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Level
from klantkompas.words import failure

Tell = Callable[[str, int, int | None], None]
LINES = ("create", "change", "same", "refuse")


def take_in(path: Path, *, by: str | None, dry_run: bool, at: datetime, tell: Tell) -> dict[str, Any]:
    """Take files in as a person would on the screen: tried, and laid in at once.

    Args:
        path: a file, or a folder of which every file is meant.
        by: the mail address of the person who does it; None where only one person may.
        dry_run: say what would happen, and change nothing.
        at: now.
        tell: how far it is.

    Returns:
        ``number`` of the import; ``state`` (``done``; ``planned`` after a dry run; ``uploaded`` where something must be
        said first, on the screen); ``tables``: per table its lines to create, change, the same and refused;
        ``refused``: paths of the files with refused rows.

    Raises:
        UsageError: nobody has this address, or may take in files; there are no files.
        FactsError: a file is damaged.
    """
    imported = importing.receive(actor=_person(by), files=_named(path), at=at)
    importing.plan_now(imported, lambda _step, done, total: tell("web_import", done, total))
    imported.refresh_from_db()
    if imported.state == "planned" and not dry_run:
        importing.lay_in_now(imported, lambda _step, done, total: tell("web_import", done, total))
        imported.refresh_from_db()
    return _told(imported)


def _told(imported: Import) -> dict[str, Any]:
    plan = plan_of(imported)
    return {
        "number": imported.pk,
        "state": imported.state,
        "tables": {table: {line: own[line] for line in LINES} for table, own in imported.counts.items()},
        "refused": [str(folder_of(imported) / path) for path in plan.refused] if plan else [],
    }


def _named(path: Path) -> Mapping[str, Path]:
    """The files by their names.

    Raises:
        UsageError: there is nothing.
    """
    if not path.exists():
        raise failure(UsageError, "source_missing", path=str(path))
    return {one.name: one for one in (sorted(path.iterdir()) if path.is_dir() else [path]) if one.is_file()}


def _person(email: str | None) -> User:
    """Who does it.

    Raises:
        UsageError: nobody has this address, or several people may and none is named.
    """
    people = queries.everybody()
    if email is not None:
        named = people.filter(email__iexact=email).first()
        if named is None:
            raise failure(UsageError, "import_nobody", email=email)
        return named
    able = [one for one in people if one.may("import", "create") is not Level.NONE]
    if len(able) != 1:
        raise failure(UsageError, "import_by_whom", n=len(able))
    return able[0]
