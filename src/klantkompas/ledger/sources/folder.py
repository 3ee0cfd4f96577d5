"""What kind of source a path is: told by the content of the files first, by their names where content cannot tell."""

import hashlib
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from klantkompas.errors import UsageError
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.sources import RawTable, Source
from klantkompas.ledger.sources.database import open_database
from klantkompas.ledger.sources.delimited import open_delimited
from klantkompas.ledger.sources.markup import root_name
from klantkompas.ledger.sources.parquet import open_parquet
from klantkompas.ledger.sources.workbook import open_workbook
from klantkompas.ledger.tables import NAMES
from klantkompas.words import failure

_Opened = tuple[list[RawTable], list[Finding]]
_UBL = ("Invoice", "CreditNote")
_OURS = {"mapping.toml", "klantkompas.toml", "koppeling.csv", "findings.csv", "summary.json", "report.html"}
_README = ("readme", "leesmij", "lees mij", "licence", "license")
_TEXT = (".csv", ".txt", ".tsv", ".tab")
_WORKBOOK = (".xlsx", ".xlsm", ".xls", ".ods")
_PARQUET = (".parquet", ".pq")
_XML = (".xml", ".xaf")
_DATABASE = (".duckdb", ".db")
_KNOWN = (*_TEXT, *_WORKBOOK, *_PARQUET, *_XML, *_DATABASE)


def open_path(path: Path, *, currency: str) -> Source:
    """Open whatever stands at a path; see ``klantkompas.ledger.sources.open_source``."""
    if not path.exists():
        raise failure(UsageError, "source_missing", path=str(path))
    files = _files_in(path) if path.is_dir() else [path]
    base = path if path.is_dir() else path.parent
    once, findings = _without_copies(files, base)
    kinds = {file: _kind(file) for file in once}
    tables = list[RawTable]()
    for opened in _open_all(kinds, base, currency):
        tables += opened[0]
        findings += opened[1]
    if not tables and not findings:
        findings.append(Finding(kind="nothing_found", file=path.name))
    return Source(path=path, files=tuple(once), tables=tuple(tables), findings=tuple(findings))


def _open_all(kinds: dict[Path, str], base: Path, currency: str) -> Iterable[_Opened]:
    for file, kind in kinds.items():
        if kind in _OPENERS:
            yield _OPENERS[kind](file, _name(file, base))
        elif kind == "parquet":
            yield open_parquet(file, _name(file, base), _folder_table(file, base))
        elif kind not in ("auditfile", "ubl"):
            yield [], [Finding(kind=kind, file=_name(file, base))]
    audited = {_name(file, base): file for file, kind in kinds.items() if kind == "auditfile"}
    if audited:
        from klantkompas.ledger.sources.xaf import open_auditfiles

        yield open_auditfiles(audited, currency=currency)
    invoices = {_name(file, base): file for file, kind in kinds.items() if kind == "ubl"}
    if invoices:
        from klantkompas.ledger.sources.ubl import open_ubl

        yield open_ubl(invoices, currency=currency)


def _kind(path: Path) -> str:
    """What a file holds: the name of an opener, or the kind of finding that says why it is not opened."""
    with path.open("rb") as file:
        start = file.read(4096)
    suffix = path.suffix.lower()
    if start.startswith(b"PAR1") or suffix in _PARQUET:
        return "parquet"
    if start[8:12] == b"DUCK" or suffix in _DATABASE:
        return "database"
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "workbook" if suffix in (*_WORKBOOK, *_TEXT) else "file_ignored"
    if _looks_like_markup(start):
        return _markup_kind(path)
    if suffix in _WORKBOOK and start and not _looks_like_lines(start):
        return "workbook"
    return "delimited" if suffix in (*_TEXT, *_WORKBOOK) else "xml_broken" if suffix in _XML else "file_ignored"


def _looks_like_markup(start: bytes) -> bool:
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain.startswith((b"<?xml", b"<!", b"<")) and not plain.startswith(b"<>")


def _looks_like_lines(start: bytes) -> bool:
    return b"\0" not in start and any(mark in start for mark in (b"\t", b";", b","))


def _markup_kind(path: Path) -> str:
    root = root_name(path)
    if root == "auditfile":
        return "auditfile"
    if root in _UBL:
        return "ubl"
    if root is not None and root.lower() == "html":
        return "html_table"
    return "delimited" if path.suffix.lower() in _TEXT else "xml_unknown" if root else "xml_broken"


def _files_in(folder: Path) -> list[Path]:
    """The files of a folder, and those of its sub-folders that are one table in Parquet parts; in order of name."""
    files = list[Path]()
    for entry in sorted(folder.iterdir()):
        if _is_ours(entry):
            continue
        if entry.is_file():
            files.append(entry)
        elif entry.is_dir() and not _holds_results(entry):
            files += sorted(part for part in entry.iterdir() if part.suffix.lower() in _PARQUET and not _is_ours(part))
    return files


def _holds_results(folder: Path) -> bool:
    """Whether a sub-folder is one of our own answers: what we made is no fact."""
    return any((folder / name).exists() for name in ("summary.json", "findings.csv"))


def _is_ours(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith((".", "~$", "_")) or name in _OURS or name in ("refused", "truth"):
        return True
    return name.startswith(_README) and path.suffix.lower() in ("", ".txt", ".md")


def _without_copies(files: list[Path], base: Path) -> tuple[list[Path], list[Finding]]:
    """The files without those that are, byte for byte, a copy of an earlier one: their rows would count twice."""
    copies = dict[Path, Path]()
    by_size = sorted((file for file in files if file.suffix.lower() in _KNOWN), key=lambda file: file.stat().st_size)
    for size, together in groupby(by_size, key=lambda file: file.stat().st_size):
        same = list(together)
        if size and len(same) > 1:
            copies |= _copies(same)
    findings = [
        Finding(kind="same_file_twice", file=_name(file, base), value=_name(first, base))
        for file, first in copies.items()
    ]
    return [file for file in files if file not in copies], findings


def _copies(files: list[Path]) -> dict[Path, Path]:
    seen, copies = dict[bytes, Path](), dict[Path, Path]()
    for file in sorted(files, key=lambda file: (len(file.name), file)):
        with file.open("rb") as content:
            first = seen.setdefault(hashlib.file_digest(content, "sha256").digest(), file)
        if first is not file:
            copies[file] = first
    return copies


def _name(file: Path, base: Path) -> str:
    return file.relative_to(base).as_posix()


def _folder_table(file: Path, base: Path) -> str | None:
    folder = file.parent.name if file.parent != base else ""
    return folder if folder in NAMES else None


_OPENERS: dict[str, Callable[[Path, str], _Opened]] = {
    "delimited": open_delimited,
    "workbook": open_workbook,
    "database": open_database,
}
