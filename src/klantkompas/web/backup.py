"""Everything of an installation in one file, and back: the database as of one moment, and the folder that goes with it.

A backup is a zip: ``klantkompas.json`` (of which version, with which database), ``database`` (SQLite, or a dump of
PostgreSQL by its own tools), and ``folder/`` (secret, files, results). It holds all that the firm knows of its
customers and the key that signs sessions: whoever has it, has everything.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from klantkompas.errors import UsageError
from klantkompas.words import failure

CONTENTS, DATABASE, FOLDER = "klantkompas.json", "database", "folder"
SQLITE = "klantkompas.sqlite3"
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MADE_ANEW = ("static", SQLITE, f"{SQLITE}-wal", f"{SQLITE}-shm", DATABASE)  # not copied as files
Tell = Callable[[str, int, int], None]


def back_up(file: Path, *, at: datetime, tell: Tell) -> None:
    """Write a backup while the application runs; the file is there once it is whole.

    The database is copied first, so that every file that it names is copied after it.

    Args:
        file: to write; readable by this user only.
        at: now.
        tell: how far it is.

    Raises:
        UsageError: the file exists already, or the tools of PostgreSQL are not there or refuse.
    """
    from django.conf import settings

    if file.exists():
        raise failure(UsageError, "backup_exists", path=str(file))
    part = file.with_name(f"{file.name}.part")
    try:
        with (
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream,
            ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as archive,
        ):
            archive.writestr(CONTENTS, json.dumps(_contents(at), indent=2))
            _add_database(archive, tell)
            _add_files(archive, Path(settings.DATA), tell)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def put_back(file: Path, folder: Path, *, tell: Tell) -> None:
    """Make of a backup the installation that it was made of, in a folder where nothing is yet.

    Args:
        file: a backup.
        folder: where it comes; ``KLANTKOMPAS_HOME`` must name it. With ``DATABASE_URL`` an empty database.
        tell: how far it is.

    Raises:
        UsageError: it is no backup, is damaged, of another kind of database or of a later version; or something is
            there already. Nothing is left behind then.
    """
    if folder.exists() and any(folder.iterdir()):
        raise failure(UsageError, "restore_taken", path=str(folder))
    contents = _unpacked(file, folder, tell)
    try:
        _checked(contents, file)
        if contents["database"] == "postgresql":
            _load(folder / DATABASE)
        (folder / DATABASE).unlink(missing_ok=True)
    except BaseException:
        shutil.rmtree(folder)
        raise


def _contents(at: datetime) -> dict[str, Any]:
    """What a backup says of itself."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    done = [".".join(one) for one in MigrationRecorder(connection).applied_migrations()]
    return {
        "version": version("klantkompas"),
        "at": at.isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": sorted(done),
    }


def _add_database(archive: ZipFile, tell: Tell) -> None:
    from django.db import connection

    tell("backup_database", 0, 1)
    with tempfile.TemporaryDirectory(prefix="klantkompas-") as scratch:
        copy = Path(scratch) / DATABASE
        if connection.vendor == "sqlite":
            name = connection.settings_dict["NAME"]
            with closing(sqlite3.connect(name, timeout=60)) as one, closing(sqlite3.connect(copy)) as other:
                one.backup(other)
        else:
            _by_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
        archive.write(copy, DATABASE)
    tell("backup_database", 1, 1)


def _add_files(archive: ZipFile, folder: Path, tell: Tell) -> None:
    files = list(_files(folder))
    for place, path in enumerate(files):
        tell("backup_files", place, len(files))
        try:
            archive.write(path, f"{FOLDER}/{path.relative_to(folder).as_posix()}")
        except FileNotFoundError:
            continue  # removed meanwhile by whoever works on


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name not in MADE_ANEW:
            yield from (one for one in sorted([path, *path.rglob("*")]) if one.is_file())


def _unpacked(file: Path, folder: Path, tell: Tell) -> Mapping[str, Any]:
    """The folder as it was, and the database as a file in it; there at once or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # for this user only
    try:
        with ZipFile(file) as archive:
            contents: Mapping[str, Any] = json.loads(archive.read(CONTENTS))
            names = archive.namelist()
            for place, name in enumerate(names):
                tell("restore_files", place, len(names))
                archive.extract(name, part)
        home = part / FOLDER
        (part / DATABASE).replace(home / (SQLITE if contents["database"] == "sqlite" else DATABASE))
        (home / "secret.key").chmod(0o600)
        home.chmod(0o700)
        if folder.exists():
            folder.rmdir()
        home.replace(folder)
    except (BadZipFile, KeyError, FileNotFoundError, ValueError, EOFError) as error:
        raise failure(UsageError, "restore_no_backup", path=str(file)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return contents


def _checked(contents: Mapping[str, Any], file: Path) -> None:
    """Refuse what this version cannot serve.

    Raises:
        UsageError: the backup is of another kind of database, or of a later version.
    """
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    if contents["database"] != connection.vendor:
        there, here = KINDS[contents["database"]], KINDS[connection.vendor]
        raise failure(UsageError, "restore_other_database", path=str(file), there=there, here=here)
    known = {".".join(one) for one in MigrationLoader(None).disk_migrations or ()}
    if not known.issuperset(contents["migrations"]):
        raise failure(UsageError, "restore_later", path=str(file), version=str(contents["version"]))


def _load(dump: Path) -> None:
    """Fill an empty database of PostgreSQL, in one transaction.

    Raises:
        UsageError: the database is not empty, or its tool is not there or refuses.
    """
    from django.db import connection

    if connection.introspection.table_names():
        raise failure(UsageError, "restore_database_taken")
    connection.close()
    _by_tool("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", file=dump)


def _by_tool(tool: str, *options: str, file: Path | None = None) -> None:
    """Have a tool of PostgreSQL do its work on our database; the password goes through the surroundings.

    Raises:
        UsageError: the tool is not on this computer, or refuses.
    """
    from django.db import connection
    from psycopg import conninfo, pq

    known = {one.keyword.decode() for one in pq.Conninfo.get_defaults()}
    where = {name: value for name, value in connection.get_connection_params().items() if name in known}
    around = os.environ | {"PGPASSWORD": where.pop("password", "")}
    command = [tool, *options, f"--dbname={conninfo.make_conninfo(**where)}", *([str(file)] if file else [])]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=around)
    except FileNotFoundError:
        raise failure(UsageError, "backup_tool_absent", tool=tool) from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or [str(error.returncode)])[0]
        raise failure(UsageError, "backup_tool_refused", tool=tool, detail=said) from None
