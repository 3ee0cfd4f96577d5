"""Files as they come in: under clean names in the installation's own folder, and forgotten again."""

import re
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from klantkompas.errors import UsageError
from klantkompas.ledger.sources.archive import reason_to_refuse
from klantkompas.web.customers.models import Import
from klantkompas.web.staff.models import User
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

MOST_BYTES = 512 << 20
MOST_IN_ARCHIVE = 1_000
DAYS_KEPT = 30
FILES = "files"
_LONGEST = 120
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


def folder_of(imported: Import) -> Path:
    """Where the files and the plan of an import are; gone once they were removed."""
    return Path(settings.DATA) / imported.folder


def files_there(imported: Import) -> bool:
    """Whether the files of an import are still kept."""
    return folder_of(imported).is_dir()


def receive(*, actor: User, files: Mapping[str, IO[bytes] | Path], at: datetime) -> Import:
    """Keep files that somebody hands over; nothing of them is read yet. An archive (zip) is unpacked.

    Args:
        actor: who.
        files: name -> its content, or the path of a file that is copied.
        at: when.

    Raises:
        UsageError: the actor may not, there is no file, they are too large, or an archive cannot be unpacked.
    """
    need(actor, "import", "create")
    if not files:
        raise failure(UsageError, "web_import_no_files")
    forget_old(at=at)
    folder = Path("imports") / secrets.token_hex(8)
    kept = Path(settings.DATA) / folder / FILES
    kept.mkdir(parents=True)
    kept.parent.chmod(0o700)  # what is in it is of people
    try:
        for name, content in files.items():
            _keep(name, content, kept)
        return _noted(actor, folder, kept, at)
    except BaseException:
        shutil.rmtree(kept.parent)
        raise


@transaction.atomic
def _noted(actor: User, folder: Path, kept: Path, at: datetime) -> Import:
    listed = [{"name": path.name, "bytes": path.stat().st_size} for path in sorted(kept.iterdir())]
    imported = Import.objects.create(by=actor, at=at, folder=str(folder), files=listed)
    note(actor=actor, action="import.received", subject="import", subject_id=imported.pk, at=at, files=len(listed))
    return imported


def _keep(name: str, content: IO[bytes] | Path, folder: Path) -> None:
    path = _free(clean_name(name), folder)
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        with path.open("wb") as file:
            shutil.copyfileobj(content, file, 1 << 20)
    if sum(one.stat().st_size for one in folder.iterdir()) > MOST_BYTES:
        raise failure(UsageError, "web_import_too_large", most=MOST_BYTES >> 20)
    if path.suffix.lower() == ".zip":
        _unpack(path, folder)
        path.unlink()


def _unpack(path: Path, folder: Path) -> None:
    """The files in an archive, beside each other; what a directory says of sizes is not believed."""
    refused = reason_to_refuse(path)
    if refused:
        raise failure(UsageError, "web_import_archive", file=path.name)
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir() and not _is_debris(part.filename)]
        if len(parts) > MOST_IN_ARCHIVE:
            raise failure(UsageError, "web_import_archive_many", file=path.name, most=MOST_IN_ARCHIVE)
        for part in parts:
            with archive.open(part) as content, _free(clean_name(part.filename), folder).open("wb") as file:
                shutil.copyfileobj(content, file, 1 << 20)


def _is_debris(name: str) -> bool:
    """What a computer adds to an archive for itself."""
    return name.startswith("__MACOSX/") or Path(name).name.startswith(("._", ".DS_Store"))


def clean_name(name: str) -> str:
    """The last part of a name, without what a folder cannot have or a reader would pass over."""
    last = re.split(r"[\\/]", name)[-1]
    plain = _NOT_IN_NAMES.sub("-", last).lstrip("._~$ ").strip()
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{suffix[:10]}" if dot and stem else (plain[:_LONGEST] or "file")


def _free(name: str, folder: Path) -> Path:
    path, n = folder / name, 2
    while path.exists():
        path = folder / f"{Path(name).stem} {n}{Path(name).suffix}"
        n += 1
    return path


@transaction.atomic
def remove(*, actor: User, imported: Import, at: datetime) -> None:
    """Remove the files of an import; what it laid in stays, and can still be undone. One that was not done is gone.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "import", "create")
    note(actor=actor, action="import.removed", subject="import", subject_id=imported.pk, at=at)
    _forget([imported])
    if imported.state not in ("done", "undone"):
        imported.delete()


def forget_old(*, at: datetime) -> int:
    """Remove the files of imports that were done, undone, or left alone, thirty days ago; how many.

    Args:
        at: now.
    """
    before = at - timedelta(days=DAYS_KEPT)
    ended = Q(done_at__lt=before, undone_at=None) | Q(undone_at__lt=before) | Q(done_at=None, at__lt=before)
    return _forget(one for one in Import.objects.filter(ended) if files_there(one))


def _forget(imports: Iterable[Import]) -> int:
    gone = list(imports)
    for one in gone:
        shutil.rmtree(folder_of(one), ignore_errors=True)
    return len(gone)
