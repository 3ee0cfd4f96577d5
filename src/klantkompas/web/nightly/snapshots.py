"""The folders of snapshots, and whether the newest one still says how it is."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from klantkompas.web.customers.models import Snapshot

FOLDER = "snapshots"


def folder_of(snapshot: Snapshot | None) -> Path | None:
    """Where the files of a snapshot are; None where they are no longer kept."""
    if snapshot is None or not snapshot.folder:
        return None
    path = Path(settings.DATA) / snapshot.folder
    return path if path.is_dir() else None


@contextmanager
def new_folder(at: datetime) -> Iterator[Path]:
    """A folder for the files of a run; removed again where the run does not end well."""
    path = Path(settings.DATA) / FOLDER / f"{at:%Y%m%d-%H%M%S-%f}"
    path.mkdir(parents=True)
    try:
        yield path
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise


def kept_as(path: Path) -> str:
    """A folder as a snapshot names it."""
    return path.relative_to(settings.DATA).as_posix()


def sweep() -> None:
    """Remove the folders of runs that were cut off, and forget the files of all but the newest snapshots.

    How many snapshots keep their files is a setting (``KLANTKOMPAS_SNAPSHOTS``); what they say as a whole stays.
    """
    old = list(Snapshot.objects.exclude(folder="").values_list("pk", flat=True)[settings.SNAPSHOTS_WITH_FILES :])
    Snapshot.objects.filter(pk__in=old).update(folder="")
    kept = set(Snapshot.objects.exclude(folder="").values_list("folder", flat=True))
    for path in (Path(settings.DATA) / FOLDER).glob("*"):
        if kept_as(path) not in kept:
            shutil.rmtree(path, ignore_errors=True)
