"""A workbook is a zip file: how much comes out of it is counted before anything is unpacked into memory.

What a zip directory declares can lie, so every part is unpacked piece by piece and counted. A sheet can also be small
in the file and endless in memory (one cell in the last column of the last row), so its outermost cells are looked up.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

UNPACKED_LIMIT = 2 << 30  # bytes in all
RATIO_LIMIT = 200  # a sheet of the same few words repeated reaches about 100
HARMLESS = 64 << 20  # bytes below which no ratio is looked at
CELL_LIMIT = 40_000_000  # in one workbook; a cell takes 32 bytes in memory
_CHUNK = 1 << 20
_OVERLAP = 64
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")


def reason_to_refuse(path: Path) -> str | None:
    """Why a zip file is not opened: ``unpacks_too_large``, ``sheet_too_large``, ``unreadable_file``; else ``None``."""
    limit = min(UNPACKED_LIMIT, max(HARMLESS, RATIO_LIMIT * path.stat().st_size))
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > limit:
                return "unpacks_too_large"
            return _count(archive, limit)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
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
