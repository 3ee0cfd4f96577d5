"""The records of a delimited text, in bounded memory, whatever stands in it.

The text is taken in blocks of whole lines. A quoted cell may run over several lines, but a quote that is never closed
must not swallow the rows after it: such a line is a problem by itself, and reading goes on with the next line.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TextIO

RECORD_LIMIT = 131_072  # characters; what the standard reader allows a cell, four times what Excel does
_BLOCK = 1 << 22
_SHOWN = 1_000
_QUOTED = r'"[^"]*+(?:""[^"]*+)*+"'
_STILL_QUOTED = re.compile(r'[^"]*+(?:""[^"]*+)*+')


@dataclass(frozen=True, slots=True)
class Records:
    """Some tens of thousands of records.

    Attributes:
        lines: the line on which each begins, counted from 1.
        cells: the cells of each; an empty list for an empty line.
        problems: place in these lists -> kind of finding that makes the record unreadable.
    """

    lines: Sequence[int]
    cells: list[list[str]]
    problems: dict[int, str] = field(default_factory=dict)


def line_blocks(stream: TextIO, *, size: int = _BLOCK) -> Iterator[list[str]]:
    """The lines of a text, some megabytes at a time; of a line above ``RECORD_LIMIT`` one character more is kept."""
    rest, more = "", True
    while more:
        chunk = stream.read(size)
        more = len(chunk) == size
        lines = (rest + chunk).split("\n")
        rest = lines.pop()[: RECORD_LIMIT + 1]
        if rest and not more:
            lines.append(rest)
        if lines:
            yield lines


def parse(lines: list[str], first: int, delimiter: str, *, more: bool) -> tuple[Records, int]:
    """The records of these lines, and how many lines they take.

    Args:
        lines: without line ends.
        first: number of the first of them.
        delimiter: what separates the cells.
        more: whether lines follow, so that an open quote at the end may still be closed.
    """
    if max(map(len, lines), default=0) <= RECORD_LIMIT and not any("\0" in line for line in lines):
        try:
            cells = list(csv.reader(lines, delimiter=delimiter, strict=True))
        except csv.Error:
            cells = []
        if len(cells) == len(lines):  # every record on a line of its own, every quote closed
            return Records(range(first, first + len(lines)), cells), len(lines)
    return _parse_with_care(lines, first, delimiter, more)


def is_complete(line: str, delimiter: str) -> bool:
    """Whether every quote that opens on this line is closed on it."""
    return '"' not in line or _complete(delimiter, strict=False).fullmatch(line) is not None


def _parse_with_care(lines: list[str], first: int, delimiter: str, more: bool) -> tuple[Records, int]:
    starts, texts, problems = list[int](), list[str](), dict[int, str]()
    here, barrier = 0, 0
    while here < len(lines):
        taken, problem = _record_at(lines, here, delimiter, alone=here < barrier)
        if problem == "open" and more:
            break
        if problem in ("open", "unclosed_quote"):
            barrier, taken, problem = max(barrier, here + taken), 1, "unclosed_quote"
        if problem:
            problems[len(starts)] = problem
        starts.append(first + here)
        texts.append("\n".join(lines[here : here + taken]))
        here += taken
    return Records(starts, _cells(texts, problems, delimiter), problems), here


def _cells(texts: list[str], problems: dict[int, str], delimiter: str) -> list[list[str]]:
    readable = ["" if place in problems else text for place, text in enumerate(texts)]
    cells = list(csv.reader(readable, delimiter=delimiter))
    for place in problems:
        cells[place] = texts[place][:_SHOWN].split(delimiter)
    return cells


def _record_at(lines: list[str], here: int, delimiter: str, *, alone: bool) -> tuple[int, str | None]:
    """How many lines the record takes, and what is wrong with it.

    ``alone``: an earlier quote was already followed in vain over this line, so that following once more would make the
    work grow with the square of the file.
    """
    line = lines[here]
    if len(line) > RECORD_LIMIT:
        return 1, "cell_too_large"
    if is_complete(line, delimiter):
        return 1, "nul_byte" if "\0" in line else None
    if alone:
        return 1, "unclosed_quote"
    taken, problem = _follow_quote(lines, here, delimiter)
    if problem is None and any("\0" in part for part in lines[here : here + taken]):
        return taken, "nul_byte"
    return taken, problem


def _follow_quote(lines: list[str], here: int, delimiter: str) -> tuple[int, str | None]:
    size = len(lines[here])
    for place in range(here + 1, len(lines)):
        line = lines[place]
        size += len(line) + 1
        if size > RECORD_LIMIT:
            return place - here, "unclosed_quote"
        state = _after_quote(line, delimiter)
        if state == "closed":
            return place - here + 1, None
        if state == "broken":
            return place - here + 1, "unclosed_quote"
    return len(lines) - here, "open"


def _after_quote(line: str, delimiter: str) -> str:
    """What a line does that begins inside quotes: ``closed``, still ``open``, or ``broken`` (text after the quote)."""
    end = _STILL_QUOTED.match(line)
    place = end.end() if end else 0
    if place == len(line):
        return "open"
    if place + 1 == len(line):
        return "closed"
    if line[place + 1] != delimiter:
        return "broken"
    rest = line[place + 2 :]
    if _complete(delimiter, strict=True).fullmatch(rest):
        return "closed"
    return "broken" if _complete(delimiter, strict=False).fullmatch(rest) else "open"


@cache
def _complete(delimiter: str, *, strict: bool) -> re.Pattern[str]:
    other = f"[^{re.escape(delimiter)}]*+"
    cell = f'(?:{_QUOTED}{"" if strict else other}|(?!"){other})'
    return re.compile(f"{cell}(?:{re.escape(delimiter)}{cell})*+", re.DOTALL)
