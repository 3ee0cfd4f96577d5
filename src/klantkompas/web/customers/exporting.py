"""What somebody sees as a file: every customer of the list, with its columns, as a workbook or as CSV.

Rows go out as they come from the database, so that 200,000 customers take no more memory than two hundred. Text is
only ever text: a customer who is called ``=1+1`` stays a name, in the spreadsheet and (with a quote before it) in CSV.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet

from klantkompas.errors import UsageError
from klantkompas.web.customers import filters, lists
from klantkompas.web.customers.cells import bare, heads
from klantkompas.web.customers.columns import COLUMNS, Column
from klantkompas.web.customers.lists import Wanted
from klantkompas.web.staff.models import User
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import Language, day, failure, say

MOST_LINES = 1_048_575  # of a sheet, below its heads
LONGEST_TEXT = 32_000
RISKY = ("=", "+", "-", "@", "\t", "\r")
LOOKS = {
    "money": {"num_format": "#,##0.00"},
    "hours": {"num_format": "#,##0.00"},
    "share": {"num_format": "0%"},
    "ratio": {"num_format": "#,##0.0"},
    "date": {"num_format": "dd-mm-yyyy"},
    "count": {"num_format": "#,##0"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is put in a file.

    Attributes:
        known: the customers, in reach of who asks to export.
        wanted: the list that they stand in.
        as_of: the date of the figures.
        language: of the reader.
    """

    known: "QuerySet[Any]"
    wanted: Wanted
    as_of: date
    language: Language

    @property
    def columns(self) -> list[Column]:
        """All columns of the file: number and name first."""
        shown = [column for column in self.wanted.columns if column.name not in ("customer_id", "name")]
        return [COLUMNS["customer_id"], COLUMNS["name"], *shown]

    @property
    def heads(self) -> list[str]:
        """What stands above the columns."""
        return heads(self.columns, self.language)

    def lines(self) -> Iterator[list[Any]]:
        """Every customer in the order of the list, a value a column for a spreadsheet; None: unknown."""
        for some in lists.every_line(self.known, self.wanted, self.columns):
            for values in some:
                yield [bare(found, one, self.language) for found, one in zip(values, self.columns, strict=True)]


@transaction.atomic
def begin(*, actor: User, wanted: Wanted, as_of: date, at: datetime, language: Language) -> Export:
    """An export of the list that somebody wants, within what he may export, written in the trail.

    Raises:
        UsageError: he may export no customers.
    """
    need(actor, "customer", "export")
    known = lists.wanted_customers(actor, wanted, as_of=as_of, verb="export")
    note(
        actor=actor,
        action="customers.exported",
        subject="customers",
        subject_id="list",
        at=at,
        question=wanted.but(),
        customers=known.count(),
    )
    return Export(known=known, wanted=wanted, as_of=as_of, language=language)


def write_workbook(export: Export, file: IO[bytes]) -> int:
    """Write the workbook: a sheet of customers, and one that says what the columns are.

    Args:
        export: what goes in.
        file: open for writing.

    Returns:
        How many customers it holds.

    Raises:
        UsageError: more of them than a sheet has lines.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        made = datetime(export.as_of.year, export.as_of.month, export.as_of.day)
        book.set_properties({"author": "Klantkompas", "created": made})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(say("lists.export.sheet", export.language))
        looks = [book.add_format(LOOKS.get(column.kind, {})) for column in export.columns]
        for at, (column, look) in enumerate(zip(export.columns, looks, strict=True)):
            sheet.set_column(at, at, 34 if column.name == "name" else 16, look)
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, export.heads, bold)
        count = _fill(sheet, export, looks)
        sheet.autofilter(0, 0, max(count, 1), len(looks) - 1)
        _explain(book, export, bold)
    return count


def _fill(sheet: Any, export: Export, looks: Sequence[Any]) -> int:
    """Line after line, as the sheet writes them away; how many."""
    row = 0
    for row, line in enumerate(export.lines(), start=1):
        if row > MOST_LINES:
            raise failure(UsageError, "web_export_long", most=MOST_LINES)
        for at, found in enumerate(line):
            if isinstance(found, str):
                sheet.write_string(row, at, found[:LONGEST_TEXT])
            elif isinstance(found, date):
                sheet.write_datetime(row, at, found, looks[at])
            elif found is not None:
                sheet.write_number(row, at, found, looks[at])
    return row


def _explain(book: Any, export: Export, bold: Any) -> None:
    """Whose figures of which date, and what each column is."""
    sheet = book.add_worksheet(say("lists.export.meaning", export.language))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 110)
    which = filters.sentence(export.wanted.rule, export.language)
    sheet.write_string(0, 0, say("lists.as_of", export.language, day=export.as_of), bold)
    sheet.write_string(0, 1, f"{export.wanted.text} · {which}" if export.wanted.text else which)
    for row, column in enumerate(export.columns, start=2):
        sheet.write_string(row, 0, column.label(export.language), bold)
        sheet.write_string(row, 1, column.definition(export.language))


def csv_lines(export: Export) -> Iterator[str]:
    """The same lines as CSV, as a spreadsheet of that language opens it: ``;`` and decimal commas in Dutch."""
    dutch = export.language == "nl"
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";" if dutch else ",")
    yield "\ufeff"
    for line in _with_heads(export):
        writer.writerow([_written(found, dutch=dutch, language=export.language) for found in line])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _with_heads(export: Export) -> Iterable[list[Any]]:
    yield list(export.heads)
    yield from export.lines()


def _written(found: Any, *, dutch: bool, language: Language) -> str:
    match found:
        case None:
            return ""
        case date():
            return day(found, language) if dutch else found.isoformat()
        case str():
            return f"'{found}" if found.startswith(RISKY) else found
        case float():
            text = format(Decimal(str(round(found, 4))), "f")
        case _:
            text = str(found)
    return text.replace(".", ",") if dutch else text
