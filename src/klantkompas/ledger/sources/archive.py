"""A workbook is a zip file: how much comes out of it is counted before anything is unpacked into memory.

What a zip directory declares can lie, so every part is unpacked piece by piece and counted. A sheet can also be small
in the file and endless in memory (one cell in the last column of the last row), so its outermost cells are looked up.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from klantkompas.ledger.sources.markup import parts_of

UNPACKED_LIMIT = 2 << 30  # bytes in all
RATIO_LIMIT = 200  # a sheet of the same few words repeated reaches about 100
HARMLESS = 64 << 20  # bytes below which no ratio is looked at
CELL_LIMIT = 40_000_000  # in one workbook; a cell takes 32 bytes in memory
_CHUNK = 1 << 20
_OVERLAP = 64
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")

_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


def reason_to_refuse(path: Path) -> str | None:
    """Why a zip file is not opened: ``unpacks_too_large``, ``sheet_too_large``, ``unreadable_file``; else ``None``."""
    limit = min(UNPACKED_LIMIT, max(HARMLESS, RATIO_LIMIT * path.stat().st_size))
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > limit:
                return "unpacks_too_large"
            return _count(archive, limit)
    except _BROKEN:
        return "unreadable_file"


def _count(archive: zipfile.ZipFile, limit: int) -> str | None:
    unpacked, cells = 0, 0
    for part in archive.infolist():
        is_sheet = part.filename.endswith(".xml") and "sharedStrings" not in part.filename
        part.file_size = limit + 1  # else reading would stop where the directory says, and the rest go unseen
        column, row = 0, 0
        with archive.open(part) as stream:
            for chunk in _chunks(cast("BinaryIO", stream)):
                unpacked += len(chunk)
                if unpacked > limit:
                    return "unpacks_too_large"
                if is_sheet:
                    column, row = _outermost(chunk, column, row)
        cells += column * row
        if cells > CELL_LIMIT:
            return "sheet_too_large"
    return None


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The content, each piece with the end of the one before, so that no cell falls between two."""
    tail = b""
    while piece := stream.read(_CHUNK):
        yield tail + piece
        tail = piece[-_OVERLAP:]


def _outermost(chunk: bytes, column: int, row: int) -> tuple[int, int]:
    places = _REFERENCE.findall(chunk)
    letters = {place[0] for place in places}
    column = max(column, max(map(_column_number, letters), default=0))
    return column, max(row, max((int(place[1]) for place in places), default=0))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def error_cells(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Name of a sheet -> (row, column), both from 1 -> the error that stands there (``#N/A``), in an Excel workbook.

    The reader of workbooks gives such a cell as empty, and an amount that failed is not an amount that is not there.
    """
    with zipfile.ZipFile(path) as archive:
        present = set(archive.namelist())
        if "xl/workbook.xml" not in present or "xl/_rels/workbook.xml.rels" not in present:
            return {}
        with archive.open("xl/_rels/workbook.xml.rels") as stream:
            targets = {found.get("Id"): found.get("Target", "") for found, _ in parts_of(stream, "Relationship")}
        with archive.open("xl/workbook.xml") as stream:
            sheets = {
                found.get("name", ""): targets.get(found.get("id", ""), "") for found, _ in parts_of(stream, "sheet")
            }
        parts = {name: posixpath.normpath(posixpath.join("/xl", target))[1:] for name, target in sheets.items()}
        return {name: _errors(archive, part) for name, part in parts.items() if part in present}


def _errors(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    with archive.open(part) as stream:
        if not any(_ERROR.search(chunk) for chunk in _chunks(cast("BinaryIO", stream))):
            return {}
    errors = dict[tuple[int, int], str]()
    with archive.open(part) as stream:
        for found, text in parts_of(stream, "c"):
            place = _PLACE.fullmatch(found.get("r", "")) if found.get("t") == "e" else None
            if place:
                errors[int(place[2]), _column_number(place[1].encode())] = text or "#ERROR"
    return errors
