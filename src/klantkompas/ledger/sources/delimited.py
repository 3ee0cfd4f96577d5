"""CSV as Dutch firms export it: any of four separators, any of four encodings, titles above and totals below."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from klantkompas.ledger.findings import Finding
from klantkompas.ledger.sources import RawTable
from klantkompas.ledger.sources.batches import in_pieces, text_batch, with_marks
from klantkompas.ledger.sources.headers import (
    LOOKED_AT,
    header_place,
    known_cells,
    may_have_totals,
    unique_names,
)
from klantkompas.ledger.sources.records import RECORD_LIMIT, Records, is_complete, line_blocks, parse
from klantkompas.ledger.sources.text import TextForm, is_text, text_form

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE = 1 << 16
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How one file is laid out: its characters, separator, and the header with the line on which it ends."""

    path: Path
    form: TextForm
    delimiter: str
    header: tuple[str, ...]
    header_end: int


def open_delimited(path: Path, name: str) -> tuple[list[RawTable], list[Finding]]:
    """The one table of a delimited text file, and what is wrong with the file as a whole.

    Args:
        path: the file.
        name: how a person would name it.
    """
    if not path.stat().st_size:
        return [], [Finding(kind="empty_file", file=name)]
    if not is_text(path):
        return [], [Finding(kind="not_text", file=name)]
    form = text_form(path)
    rows, delimiter = _first_rows(path, form)
    if not rows.cells:
        return [], [Finding(kind="empty_file", file=name)]
    place = header_place(rows.cells)
    layout = _Layout(
        path=path,
        form=form,
        delimiter=delimiter,
        header=unique_names(rows.cells[place]),
        header_end=rows.lines[place + 1] - 1 if place + 1 < len(rows.lines) else rows.lines[place],
    )
    table = RawTable(file=name, header=layout.header, batches=lambda: _batches(layout))
    return [table], _file_findings(layout, rows, place, name)


def _file_findings(layout: _Layout, rows: Records, place: int, name: str) -> list[Finding]:
    findings = list[Finding]()
    if layout.form.doubtful_line is not None:
        findings.append(Finding(kind="encoding_doubtful", file=name, line=layout.form.doubtful_line))
    if place:
        title = next(cell for cell in rows.cells[0] if cell.strip())
        findings.append(
            Finding(kind="lines_above_header", file=name, line=rows.lines[0], value=title[:200], count=place)
        )
    if next(_batches(layout), None) is None:
        findings.append(Finding(kind="header_only", file=name, value=", ".join(layout.header)[:200]))
    return findings


def _first_rows(path: Path, form: TextForm) -> tuple[Records, str]:
    """The first filled rows, read with the separator that fits them best, and that separator."""
    with form.open(path) as stream:
        lines = next(line_blocks(stream, size=_SAMPLE), [])
    told = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    read = {one: _filled(parse(lines, 1, one, more=False)[0]) for one in ((told.group(1),) if told else DELIMITERS)}
    delimiter = max(read, key=lambda one: _fit(read[one]))
    rows = read[delimiter]
    return (Records(rows.lines[1:], rows.cells[1:]) if told else rows), delimiter


def _filled(rows: Records) -> Records:
    places = [place for place, cells in enumerate(rows.cells) if any(map(str.strip, cells))][:LOOKED_AT]
    return Records([rows.lines[place] for place in places], [rows.cells[place] for place in places])


def _fit(rows: Records) -> tuple[int, float]:
    """How well a separator fits: known headers found; then columns, for as far as the rows agree on their number."""
    widths = Counter(map(len, rows.cells))
    width, times = widths.most_common(1)[0] if widths else (0, 0)
    return max(map(known_cells, rows.cells), default=0), (width - 1) * times / max(1, len(rows.cells))


def _batches(layout: _Layout) -> Iterator[pa.Table]:
    with layout.form.open(layout.path) as stream:
        first, open_lines = 1, list[str]()
        for lines in line_blocks(stream):
            lines = open_lines + lines
            batch, taken = _batch(lines, first, layout, more=True)
            yield from in_pieces(batch)
            first, open_lines = first + taken, lines[taken:]
        if open_lines:
            yield from in_pieces(_batch(open_lines, first, layout, more=False)[0])


def _batch(lines: list[str], first: int, layout: _Layout, *, more: bool) -> tuple[pa.Table, int]:
    plain = _plain_batch(lines, first, layout)
    if plain is not None:
        return plain, len(lines)
    rows, taken = parse(lines, first, layout.delimiter, more=more)
    below = next((place for place, line in enumerate(rows.lines) if line > layout.header_end), len(rows.lines))
    problems = {place - below: kind for place, kind in rows.problems.items() if place >= below}
    batch = text_batch(layout.header, rows.lines[below:], rows.cells[below:], problems, layout.delimiter)
    return batch, taken


def _plain_batch(lines: list[str], first: int, layout: _Layout) -> pa.Table | None:
    """The batch of a block of which every record is one regular line, read by Arrow, six times as fast; else ``None``.

    A quote that runs over a line end leaves fewer rows than lines, or an open last line: then this is not such a block.
    """
    text = "\n".join(lines)
    if len(layout.header) < 2 or max(map(len, lines)) > RECORD_LIMIT or text.startswith("\ufeff"):
        return None
    if "\0" in text or may_have_totals(text) or not is_complete(lines[-1], layout.delimiter):
        return None
    try:
        table = _arrow_table(text.encode(), layout)
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(lines) or any_empty_row(table):
        return None
    numbers = pa.array(range(first, first + len(lines)), pa.int64())
    columns = [column.combine_chunks() for column in table.columns]
    batch = with_marks(columns, layout.header, numbers, pa.nulls(len(lines), pa.string()))
    return batch.slice(max(0, layout.header_end + 1 - first))


def _arrow_table(text: bytes, layout: _Layout) -> pa.Table:
    return pacsv.read_csv(
        pa.py_buffer(text),
        read_options=pacsv.ReadOptions(column_names=layout.header, use_threads=False, block_size=len(text) + 1),
        parse_options=pacsv.ParseOptions(delimiter=layout.delimiter, quote_char='"', ignore_empty_lines=False),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(layout.header, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )


def any_empty_row(table: pa.Table) -> bool:
    """Whether some row has nothing in any cell."""
    empty = table.column(0).is_null()
    for column in table.columns[1:]:
        if not pc.any(empty).as_py():
            return False
        empty = pc.and_(empty, column.is_null())
    return bool(pc.any(empty).as_py())
