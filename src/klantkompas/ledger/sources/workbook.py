"""Workbooks: Excel (xlsx, xlsm, xls) and OpenDocument, a raw table a sheet."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from klantkompas.ledger.findings import Finding
from klantkompas.ledger.sources import RawTable
from klantkompas.ledger.sources.archive import CELL_LIMIT, error_cells, reason_to_refuse
from klantkompas.ledger.sources.batches import BATCH_ROWS, text_batch
from klantkompas.ledger.sources.headers import LOOKED_AT, header_place, unique_names

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_COMPOUND = b"\xd0\xcf\x11\xe0"  # how the older Excel files begin, and encrypted newer ones
_COMPOUND_LIMIT = 512 << 20  # bytes; an older sheet has at most 65,536 rows of 256 columns
_SECONDS_AN_HOUR = 3600


def open_workbook(path: Path, name: str) -> tuple[list[RawTable], list[Finding]]:
    """The tables of a workbook, one a visible sheet that has cells, and what is wrong with it as a whole.

    All cells become text: numbers with a decimal point as Excel shows them (15 digits), dates as ``2026-11-22``,
    clock times and durations as hours (``1.5``), since that is what they are in an hours sheet.

    Args:
        path: the file.
        name: how a person would name it.
    """
    from python_calamine import CalamineError, PasswordError

    if refusal := _reason_to_refuse(path):
        return [], [Finding(kind=refusal, file=name)]
    try:
        return _open(path, name)
    except PasswordError:
        return [], [Finding(kind="password_protected", file=name)]
    except CalamineError as error:
        return [], [Finding(kind="unreadable_file", file=name, value=str(error)[:200])]


def _reason_to_refuse(path: Path) -> str | None:
    size = path.stat().st_size
    if not size:
        return "empty_file"
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(b"PK"):
            return reason_to_refuse(path)
        if start != _COMPOUND:
            return "unreadable_file"
        if size > _COMPOUND_LIMIT:
            return "sheet_too_large"
        file.seek(0)
        return "password_protected" if _ENCRYPTED in file.read() else None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet in memory, and the cells that hold an error: (row, column), both from 1."""

    cells: "CalamineSheet"
    errors: dict[tuple[int, int], str]

    def rows(self, after: int, until: int | None = None) -> Iterator[tuple[int, list[str]]]:
        """The rows after the first ``after``, with their numbers, as text."""
        for place, row in islice(enumerate(self.cells.iter_rows(), start=1), after, until):
            written = [cell if type(cell) is str else _written(cell) for cell in row]
            if self.errors:
                written = [self.errors.get((place, column), cell) for column, cell in enumerate(written, start=1)]
            yield place, written


def _open(path: Path, name: str) -> tuple[list[RawTable], list[Finding]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with path.open("rb") as file:
        workbook = CalamineWorkbook.from_filelike(file)
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        filled, cells = _filled(workbook, shown)
    findings = [
        Finding(kind="hidden_sheet", file=f"{name} [{sheet.name}]", value=sheet.name)
        for sheet in sheets
        if sheet.name not in shown
    ]
    if cells > CELL_LIMIT:
        return [], [Finding(kind="sheet_too_large", file=name)]
    if not filled:
        findings.append(Finding(kind="empty_file", file=name))
    tables = list[RawTable]()
    errors = error_cells(path) if zipfile.is_zipfile(path) else {}
    for sheet in filled:
        own = _Sheet(sheet, errors.get(sheet.name, {}))
        table, found = _sheet_table(own, name if len(filled) == 1 else f"{name} [{sheet.name}]")
        tables.append(table)
        findings += found
    return tables, findings


def _filled(workbook: "CalamineWorkbook", names: list[str]) -> tuple[list["CalamineSheet"], int]:
    """The sheets that have cells, and how many cells they take; stops where that is too many."""
    filled, cells = list["CalamineSheet"](), 0
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        cells += sheet.total_height * sheet.total_width
        if cells > CELL_LIMIT:
            break
        if sheet.end is not None:
            filled.append(sheet)
    return filled, cells


def _sheet_table(sheet: _Sheet, name: str) -> tuple[RawTable, list[Finding]]:
    first = [row for row in sheet.rows(0, LOOKED_AT * 4) if any(row[1])][:LOOKED_AT]
    place = header_place([cells for _, cells in first]) if first else 0
    line, cells = first[place] if first else (1, ["#1"])
    header = unique_names(cells)
    rows = max(0, (sheet.cells.end or (0, 0))[0] + 1 - line)
    findings = list[Finding]()
    if place:
        title = next(cell for cell in first[0][1] if cell)
        findings.append(Finding(kind="lines_above_header", file=name, line=first[0][0], value=title[:200], count=place))
    if not any(any(row) for _, row in sheet.rows(line)):
        findings.append(Finding(kind="header_only", file=name, value=", ".join(header)[:200]))
    return RawTable(file=name, header=header, batches=lambda: _batches(sheet, header, line), rows=rows), findings


def _batches(sheet: _Sheet, header: tuple[str, ...], after: int) -> Iterator[pa.Table]:
    rows = sheet.rows(after)
    while some := list(islice(rows, BATCH_ROWS)):
        batch = text_batch(header, [line for line, _ in some], [cells for _, cells in some], {})
        if batch.num_rows:
            yield batch


def _written(cell: Any) -> str:
    write = _WRITERS.get(type(cell))
    return write(cell) if write else str(cell)


def _number(value: float) -> str:
    """As Excel shows it; with three decimals a fourth is added, since ``1.234`` may also be read as 1234."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{Decimal(f'{value:.15g}'):f}"
    return f"{text}0" if len(text) - text.find(".") == 4 and "." in text else text


def _moment(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")


def _clock(value: time) -> str:
    return _duration(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))


def _duration(value: timedelta) -> str:
    return _number(round(value.total_seconds() / _SECONDS_AN_HOUR, 4))


_WRITERS: dict[type, Any] = {
    float: _number,
    bool: lambda value: "true" if value else "false",
    datetime: _moment,
    date: lambda value: value.isoformat(),
    time: _clock,
    timedelta: _duration,
}
