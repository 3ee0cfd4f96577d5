"""The workbook: every figure of every customer in Excel, with its date, its meaning, and why it is unknown.

Text from files is only ever written as text: a customer who is called ``=1+1`` stays a name. Rows go out as they come
(constant memory), so a workbook of fifty thousand customers takes no more room in memory than one of fifty.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from klantkompas.insight.base import CustomerBase
from klantkompas.insight.columns import COLUMNS, NOT_ESTIMATED
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import FileCount
from klantkompas.report.cohorts import cohort_table
from klantkompas.report.facts import counts_table, findings_table
from klantkompas.report.lasting import survival, tracking
from klantkompas.report.milestones import milestone_table
from klantkompas.report.names import best_table, five_sentences, gap_text
from klantkompas.report.reading import (
    ENDS_ABOVE,
    Row,
    best,
    known,
    least,
    measure_of,
    rows_of,
    whale_points,
    widest_gaps,
)
from klantkompas.report.relations import type_table
from klantkompas.report.remarks import assumptions
from klantkompas.report.tables import Column, Table, column, head, table_of, unit_of, unit_sign
from klantkompas.report.worth import equity_bridge, model_table
from klantkompas.report.writer import Unit, Writer, called, clean
from klantkompas.words import Language, has

ENDS = 5_000
NAMES = 10
LONGEST_TEXT = 32_000
SUMMED = ("revenue_12m", "margin_12m", "hours_12m", "service_cost_12m", "profit_12m")
WIDTHS: Mapping[Unit, int] = {
    "text": 24,
    "flag": 9,
    "count": 11,
    "money": 14,
    "sum": 16,
    "hours": 10,
    "share": 10,
    "ratio": 10,
    "date": 12,
    "month": 12,
}
CODED = (
    ("profit_basis", "page.profit_basis"),
    ("share_evidence", "page.evidence"),
    ("type", "type"),
    ("phase", "phase"),
)
WIDE = {
    "newest": 90,
    **{"name": 38, "why": 60, "type_reason": 60, "phase_reason": 50, "model_means": 80, "phase_means": 40, "file": 34},
    **{"finding_what": 50, "finding_where": 30, "finding_why": 50, "finding_do": 50},
}


def write_workbook(
    base: CustomerBase, *, findings: Iterable[Finding], counts: Sequence[FileCount], path: Path, language: Language
) -> None:
    """Write the workbook of one firm.

    Args:
        base: everything known of every customer.
        findings: what was noticed in the files.
        counts: what was read, kept and refused, a file each.
        path: the XLSX file to write.
        language: ``nl`` or ``en``.
    """
    import xlsxwriter

    writer = Writer(language=language, currency=base.currency, as_of=base.as_of)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        made = datetime.combine(base.as_of, time())  # the same facts give the same file
        book.set_properties({"title": writer.say("page.title"), "author": "Klantkompas", "created": made})
        sheets = _Sheets(book=book, writer=writer, base=base)
        sheets.read_me()
        sheets.overview()
        sheets.customers()
        sheets.value()
        sheets.names()
        sheets.table("types", type_table(base, writer))
        sheets.table("equity_bridge", equity_bridge(base, writer).table)
        sheets.table("whale_curve", _whale_table(base, writer))
        sheets.table("cohorts", cohort_table(base, writer))
        sheets.table("survival", survival(base, writer).table)
        sheets.table("tracking", tracking(base, writer).table)
        sheets.table("milestones", milestone_table(base, writer))
        sheets.table("model", model_table(base, writer))
        sheets.table("findings", findings_table(findings, writer))
        sheets.table("counts", counts_table(counts, writer))
        sheets.terms()


class _Sheets:
    """One workbook while it is being written, sheet after sheet."""

    def __init__(self, *, book: Any, writer: Writer, base: CustomerBase) -> None:
        self.book = book
        self.writer = writer
        self.base = base
        self.looks = _looks(book, writer)

    def table(self, code: str, table: Table) -> None:
        """A sheet with one table: its caption and date above it, its heads frozen, a filter on every column."""
        sheet = self._sheet(code)
        self._fill(sheet, table.columns, table.rows, _caption(table, self))

    def customers(self) -> None:
        """Every customer with every figure; above fifty thousand the best and the least five thousand."""
        sheet = self._sheet("customers")
        columns = [column(name) for name in (*COLUMNS, "why")]
        caption = self._dated(self.writer.say("page.sheet.customers"))
        if self.base.customer_count > ENDS_ABOVE:
            caption += " · " + self.writer.say("page.ends_only", n=self.base.customer_count)
        reasons = _Reasons(self.writer)
        rows = (tuple(reasons.told(row)) for row in _customers(self.base, (*COLUMNS, "why")))
        self._fill(sheet, columns, rows, caption, frozen=2)

    def value(self) -> None:
        """What each customer is worth and what is expected of him, with ranges, and why in words."""
        sheet = self._sheet("value")
        columns = [column(name) for name in (*VALUE_COLUMNS, "why")]
        caption = self._dated(self.writer.say("page.sheet.value"))
        if self.base.customer_count > ENDS_ABOVE:
            caption += " · " + self.writer.say("page.ends_only", n=self.base.customer_count)
        reasons = _Reasons(self.writer)
        rows = (reasons.of_value(row) for row in _customers(self.base, (*VALUE_COLUMNS, "why")))
        self._fill(sheet, columns, rows, caption, frozen=2)

    def names(self) -> None:
        """Page 1: the widest gaps, then the ten best."""
        sheet = self._sheet("names")
        gaps = widest_gaps(self.base, NAMES) if known(self.base, "profit_12m") else []
        names = ("customer_id", "name", "revenue_rank", "profit_rank", "rank_gap", "revenue_12m", "profit_12m")
        columns = [column(name) for name in (*names, "hours_12m", "break_even_hours_12m")]
        columns.append(Column(name="text", unit="text", label=self.writer.say("page.remark")))
        rows = [
            gap.row | {"name": called(gap.row), "rank_gap": gap.places, "text": gap_text(gap.row, self.writer)}
            for gap in gaps
        ]
        table = table_of(rows, columns, caption=self.writer.say("page.gaps.title"), why={})
        last = self._fill(sheet, table.columns, table.rows, _caption(table, self), filtered=False)
        ten = best_table(self.base, self.writer)
        self._rows(sheet, ten.columns, ten.rows, _caption(ten, self), first=last + 2)

    def overview(self) -> None:
        """The firm as a whole: the last twelve months, the twelve before, and every calendar year."""
        sheet = self._sheet("overview")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 30, 16)
        told = self.base.summary
        sheet.write_string(0, 0, self._dated(self.writer.say("page.sheet.overview")), self.looks["title"])
        years = told.get("years") or {}
        heads = [
            self.writer.say("page.overview.figure"),
            self.writer.say("page.months_window"),
            self.writer.label("previous_12m"),
        ]
        for place, text in enumerate([*heads, *(str(year) for year in years)]):
            sheet.write_string(1, place, text, self.looks["head"])
        for line, name in enumerate(SUMMED, start=2):
            sheet.write_string(line, 0, _titled(column(name), self.writer), self.looks["text"])
            short = name.removesuffix("_12m")
            parts = [told.get("previous_12m") or {}, *years.values()]
            for place, value in enumerate([told.get(name), *(part.get(short) for part in parts)], start=1):
                self._cell(sheet, line, place, value, unit_of(name), name=name)
        last = self._counted(sheet, len(SUMMED) + 3)
        self._ranged(sheet, last + 2)
        sheet.freeze_panes(2, 1)

    def _counted(self, sheet: Any, line: int) -> int:
        """Counts and sums of the firm from a line onwards; gives the last line written."""
        told = self.base.summary
        nobody = told.get("unassigned") or {}
        figures = {name: (told.get(name), unit_of(name)) for name in ("customers", "transactions", "revenue_total")}
        figures["unassigned_revenue"] = nobody.get("revenue"), "money"
        figures["unassigned_lines"] = nobody.get("lines"), "count"
        figures |= {name: (told.get(name), unit_of(name)) for name in ("active_expected", "extra_year_value")}
        for place, (name, (value, unit)) in enumerate(figures.items(), start=line):
            sheet.write_string(place, 0, self.writer.label(name), self.looks["text"])
            self._cell(sheet, place, 1, value, unit, name=name)
        return line + len(figures) - 1

    def _ranged(self, sheet: Any, line: int) -> None:
        """What customers are worth as a whole, each figure from low to high."""
        ends = ("value", "low", "high")
        for place, end in enumerate(ends, start=1):
            sheet.write_string(line, place, self.writer.say(f"page.overview.{end}"), self.looks["head"])
        for place, name in enumerate(("customer_equity", "future_customers", "new_customer_value"), start=line + 1):
            sheet.write_string(place, 0, self.writer.label(name), self.looks["text"])
            found = self.base.summary.get(name) or {}
            for column_at, end in enumerate(ends, start=1):
                self._cell(sheet, place, column_at, found.get(end), "money", name=name)

    def read_me(self) -> None:
        """What this is, per when, what was assumed, what is unknown for everybody, and which sheets there are."""
        sheet = self._sheet("readme")
        sheet.set_column(0, 0, 110)
        writer = self.writer
        lines = [self._dated("Klantkompas"), writer.say("page.readme.intro"), writer.say("page.readme.unknown"), ""]
        lines += [writer.say(code, **params) for code, params in five_sentences(self.base)]
        lines += self._unknown()
        lines += ["", writer.say("page.readme.sheets"), *(writer.say(f"page.sheet.{code}") for code in SHEETS)]
        for line, text in enumerate(lines):
            sheet.write_string(line, 0, text[:LONGEST_TEXT], self.looks["title" if line == 0 else "wrapped"])

    def _unknown(self) -> list[str]:
        """The figures that are unknown for every customer, with the reason."""
        first = best(self.base, "customer_id", 1, ("why",))
        later = {name: code for row in first for name, code in row["why"] if code == NOT_ESTIMATED}
        why = later | (self.base.summary.get("why") or {})
        said = [f"{self.writer.label(name)}: {self.writer.why(why[name])}" for name in why if has(f"figure.{name}")]
        return ["", self.writer.say("page.readme.everybody"), *said] if said else []

    def terms(self) -> None:
        """What every figure is."""
        sheet = self._sheet("terms")
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 110)
        figures = [*COLUMNS, "why", *TERMS]
        sheet.write_string(0, 0, self.writer.say("page.term"), self.looks["head"])
        sheet.write_string(0, 1, self.writer.say("page.meaning"), self.looks["head"])
        for line, name in enumerate(figures, start=1):
            sheet.write_string(line, 0, self.writer.label(name), self.looks["text"])
            sheet.write_string(line, 1, self.writer.definition(name), self.looks["wrapped"])
        sheet.freeze_panes(1, 0)

    def _sheet(self, code: str) -> Any:
        sheet = self.book.add_worksheet(self.writer.say(f"page.sheet.{code}"))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet

    def _dated(self, title: str) -> str:
        parts = [title, self.writer.say("page.as_of", as_of=self.writer.as_of), assumptions(self.base, self.writer)]
        return " · ".join(part for part in parts if part)

    def _fill(
        self,
        sheet: Any,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]],
        caption: str,
        *,
        frozen: int = 1,
        filtered: bool = True,
    ) -> int:
        for place, one in enumerate(columns):
            sheet.set_column(place, place, WIDE.get(one.name, WIDTHS[one.unit]))
        sheet.freeze_panes(2, frozen)
        last = self._rows(sheet, columns, rows, caption, first=0)
        if filtered:
            sheet.autofilter(1, 0, max(last, 2), len(columns) - 1)
        sheet.repeat_rows(1)
        return last

    def _rows(
        self,
        sheet: Any,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]],
        caption: str,
        *,
        first: int,
    ) -> int:
        """Caption, heads and rows from a line onwards; gives the last line written."""
        sheet.write_string(first, 0, caption, self.looks["title"])
        for place, one in enumerate(columns):
            sheet.write_string(first + 1, place, _titled(one, self.writer), self.looks["head"])
        line = first + 1
        for line, row in enumerate(rows, start=first + 2):
            for place, (value, one) in enumerate(zip(row, columns, strict=True)):
                self._cell(sheet, line, place, value, one.unit, name=one.name)
        return line

    def _cell(self, sheet: Any, line: int, place: int, value: Any, unit: Unit, *, name: str) -> None:
        look = self.looks[unit]
        match value:
            case None:
                return
            case bool():
                sheet.write_string(line, place, self.writer.cell(value, "flag"), look)
            case str():
                wrapped = self.looks["wrapped"] if name in WIDE and name != "name" else look
                sheet.write_string(line, place, clean(value)[:LONGEST_TEXT], wrapped)
            case int() | float() | Decimal():
                sheet.write_number(line, place, value, look)
            case _:
                sheet.write_datetime(line, place, datetime.combine(value, time()), look)


SHEETS = (
    *("overview", "customers", "value", "names", "types", "equity_bridge", "whale_curve", "cohorts", "survival"),
    *("tracking", "milestones", "model", "findings", "counts", "terms"),
)
VALUE_COLUMNS = (
    *("customer_id", "name", "type", "type_reason", "phase", "phase_reason", "p_active", "expected_transactions_12m"),
    *("expected_profit_12m", "expected_profit_12m_low", "expected_profit_12m_high"),
    *("lifetime_value", "lifetime_value_low", "lifetime_value_high"),
    *("share", "share_low", "share_high", "share_evidence", "danger_from", "danger_to"),
)
TERMS = ("rank", "customers_share", "profit_share", "cumulative_profit", "cohort", "kept", "cumulative_per_customer")


def _looks(book: Any, writer: Writer) -> dict[str, Any]:
    sign = f'"{writer.symbol}" '
    formats: dict[str, dict[str, Any]] = {
        "text": {},
        "flag": {},
        "wrapped": {"text_wrap": True, "valign": "top"},
        "count": {"num_format": "#,##0"},
        "money": {"num_format": f"{sign}#,##0;[Red]{sign}-#,##0"},
        "sum": {"num_format": "#,##0.00"},
        "hours": {"num_format": "#,##0.0"},
        "share": {"num_format": "0 %"},
        "ratio": {"num_format": "#,##0.0"},
        "date": {"num_format": "dd-mm-yyyy", "align": "left"},
        "month": {"num_format": "mmm yyyy", "align": "left"},
        "title": {"bold": True, "font_color": "#1f3a5f"},
        "head": {"bold": True, "bottom": 1, "bottom_color": "#b9c3d0", "text_wrap": True, "valign": "bottom"},
    }
    return {name: book.add_format(properties) for name, properties in formats.items()}


def _titled(one: Column, writer: Writer) -> str:
    sign = unit_sign(one, writer)
    return f"{head(one, writer)} ({sign})" if sign else head(one, writer)


def _caption(table: Table, sheets: _Sheets) -> str:
    return " · ".join(part for part in (sheets._dated(table.caption), table.note) if part)


def _whale_table(base: CustomerBase, writer: Writer) -> Table:
    names = ("rank", "customers_share", "profit_share", "cumulative_profit")
    caption = writer.say("page.whale_curve.caption")
    return table_of(whale_points(base), [column(name) for name in names], caption=caption, why={})


def _customers(base: CustomerBase, columns: Sequence[str]) -> Iterator[Row]:
    """Every customer; above fifty thousand the best and the least five thousand."""
    if base.customer_count <= ENDS_ABOVE:
        for batch in base.customer_batches(columns):
            yield from rows_of(batch)
        return
    measure = measure_of(base) or "transactions"
    yield from best(base, measure, ENDS, columns)
    yield from reversed(least(base, measure, ENDS, columns))


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Writes a customer with, in the last column, why his unknown figures are unknown."""

    writer: Writer

    def told(self, row: Row) -> Iterator[Any]:
        """The values of one row, in the order of the contract.

        What is not estimated for anybody is said once, on the first sheet, and not on every row.
        """
        row = self._named(row)
        yield from (row[name] for name in COLUMNS)
        yield self._why(row, COLUMNS)

    def of_value(self, row: Row) -> tuple[Any, ...]:
        """The values of one row of the sheet of value."""
        row = self._named(row)
        return (*(row[name] for name in VALUE_COLUMNS), self._why(row, VALUE_COLUMNS))

    def _named(self, row: Row) -> Row:
        """A row with words for its codes."""
        written = {name: row[name] and self.writer.say(f"{place}.{row[name]}") for name, place in CODED if name in row}
        return row | written

    def _why(self, row: Row, names: Collection[str]) -> str:
        by_reason: dict[str, list[str]] = {}
        for name, code in dict(row["why"] or ()).items():
            if code != NOT_ESTIMATED and name in names:
                by_reason.setdefault(code, []).append(self.writer.label(name))
        return "; ".join(f"{self.writer.why(code)}: {', '.join(lacking)}" for code, lacking in by_reason.items())
