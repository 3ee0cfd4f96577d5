"""Where the header stands, what its columns are called, and which rows are totals."""

import re
from collections.abc import Sequence
from functools import cache

from klantkompas.ledger.mapping import plain, synonyms
from klantkompas.ledger.sources import LINE, PROBLEM
from klantkompas.ledger.tables import TABLES

LOOKED_AT = 25
_TOTAL = re.compile(r"(?:eind|sub|grand |sub |generaal )?tota(?:al|len|l|ls)(?: generaal| eur| \d{4})?")
_MARK = "tota"


@cache
def known_headers() -> frozenset[str]:
    """Every header that firms are known to use, as ``plain`` words."""
    own = {plain(column.name) for table in TABLES for column in table.columns}
    said = {
        plain(word)
        for section, columns in synonyms().items()
        if section not in ("files", "words")
        for words in columns.values()
        for word in words
    }
    return frozenset(own | said)


def known_cells(row: Sequence[str]) -> int:
    """How many cells of a row are headers that firms are known to use."""
    return sum(plain(cell) in known_headers() for cell in row)


def header_place(rows: Sequence[Sequence[str]]) -> int:
    """Place of the header among the first rows of a file.

    The first row with two known headers; else the first that is filled at least half as far as the fullest.
    """
    known = next((place for place, row in enumerate(rows) if known_cells(row) >= 2), None)
    if known is not None:
        return known
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    return next((place for place, count in enumerate(filled) if count and count * 2 >= max(filled)), 0)


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns: without line ends, unnamed ones by number (``#3``), a second one marked ``(2)``."""
    names = list[str]()
    taken = {LINE, PROBLEM}
    for place, cell in enumerate(cells, start=1):
        name = wanted = " ".join(cell.replace("\0", "").split()) or f"#{place}"
        again = 2
        while name in taken:
            name, again = f"{wanted} ({again})", again + 1
        taken.add(name)
        names.append(name)
    return tuple(names)


def may_have_totals(text: str) -> bool:
    """Whether a total could stand anywhere in this text: a quick look before the rows are looked at."""
    return _MARK in text.lower()


def is_total(cells: Sequence[str | None]) -> bool:
    """Whether a row adds up others: it begins with *Totaal* and leaves cells empty, as no fact would."""
    first = next((cell for cell in cells if cell), "")
    if _MARK not in first.lower() or not _TOTAL.fullmatch(plain(first)):
        return False
    return len(cells) <= 2 or not all(cells)
