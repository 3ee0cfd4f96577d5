"""The report: one HTML file that needs nothing beside it, reads on a phone and prints on A4.

Page 1 is an A4 of names; then a picture a page with three sentences. There is no script in it, and its own security
policy forbids any: what a customer is called can do nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from klantkompas.insight.base import CustomerBase
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import FileCount
from klantkompas.report.charts import pictures
from klantkompas.report.cohorts import break_even, card_company, cohort_table, stack
from klantkompas.report.drawing import Picture, svg
from klantkompas.report.facts import counts_table, findings_table
from klantkompas.report.names import Names, names_page
from klantkompas.report.reading import ENDS_ABOVE
from klantkompas.report.remarks import assumptions, reconciliation, remarks
from klantkompas.report.tables import Column, Table, head, unit_sign
from klantkompas.report.writer import UNKNOWN, Unit, Writer
from klantkompas.words import Language, has

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

HERE = Path(__file__).parent
SHORT = 12
NUMERIC: frozenset[Unit] = frozenset({"count", "money", "sum", "hours", "share", "ratio", "date"})
PAGE_ONE_TERMS = ("revenue_12m", "profit_12m", "hours_12m", "break_even_hours_12m", "revenue_rank", "profit_rank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A figure that can be opened: what it is called and what it is."""

    label: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column; ``definition`` is empty where it speaks for itself."""

    label: str
    sign: str
    definition: str
    numeric: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell; ``reason`` says why it is a dash."""

    text: str
    reason: str
    numeric: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table, written out; ``short`` where it also fits under its picture on paper."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page after the first.

    Attributes:
        code: its place to jump to.
        title: above it.
        sentences: what it shows, what is remarkable, what to do.
        drawings: the picture, wide and narrow; empty where there is none.
        missing: said instead of a picture.
        grid: the table behind it.
        opened: whether the table is the picture itself, and stands open.
        terms: the figures it uses.
    """

    code: str
    title: str
    sentences: tuple[str, ...]
    drawings: tuple["Markup", ...] = ()
    missing: str = ""
    grid: Grid | None = None
    opened: bool = False
    terms: tuple[Term, ...] = ()


def write_report(
    base: CustomerBase, *, findings: Iterable[Finding], counts: Sequence[FileCount], path: Path, language: Language
) -> None:
    """Write the report of one firm.

    Args:
        base: everything known of every customer.
        findings: what was noticed in the files.
        counts: what was read, kept and refused, a file each.
        path: the HTML file to write.
        language: ``nl`` or ``en``.
    """
    writer = Writer(language=language, currency=base.currency, as_of=base.as_of)
    sections = list(_sections(base, writer, findings, counts))
    names = names_page(base, writer)
    text = _template().render(
        writer=writer,
        say=writer.say,
        names=names,
        best=grid(names.best, writer),
        terms=_terms(PAGE_ONE_TERMS, writer),
        sections=sections,
        glossary=_glossary(names, sections, writer),
        as_of=writer.say("page.as_of", as_of=base.as_of),
        basis=assumptions(base, writer),
        scope=scope(base, writer),
        version=base.summary.get("version", ""),
        css=_css(),
    )
    path.write_text(text, encoding="utf-8")


def scope(base: CustomerBase, writer: Writer) -> str:
    """Says that only the two ends are shown, where there are too many customers to show."""
    return writer.say("page.ends_only", n=base.customer_count) if base.customer_count > ENDS_ABOVE else ""


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html")


def _css() -> "Markup":
    from markupsafe import Markup

    return Markup((HERE / "page.css").read_text(encoding="utf-8"))  # our own file, not the user's


def _sections(
    base: CustomerBase, writer: Writer, findings: Iterable[Finding], counts: Sequence[FileCount]
) -> Iterator[Section]:
    for picture in pictures(base, writer):
        yield _drawn(base, picture, writer)
    yield _drawn(base, stack(base, writer), writer)
    yield _years_side_by_side(base, writer)
    yield _drawn(base, break_even(base, writer), writer)
    yield _drawn(base, card_company(writer), writer)
    yield _plain("findings", (), findings_table(findings, writer), writer)
    yield _plain("counts", reconciliation(base, counts, writer), counts_table(counts, writer), writer)


def _drawn(base: CustomerBase, picture: Picture, writer: Writer) -> Section:
    from markupsafe import Markup

    title = writer.say(f"page.{picture.code}.title")
    terms = _terms([*picture.figures, *(one.name for one in picture.table.columns)], writer)
    table = grid(picture.table, writer) if picture.table.rows else None
    if picture.draw is None:
        missing = writer.say("page.nothing", why=writer.why(picture.missing))
        return Section(code=picture.code, title=title, sentences=(), missing=missing, grid=table, terms=terms)
    sentences = remarks(base, picture.code, writer)
    described = " ".join(sentences[:2])
    drawings = tuple(Markup(svg(picture, width, writer, description=described)) for width in ("wide", "narrow"))
    return Section(code=picture.code, title=title, sentences=sentences, drawings=drawings, grid=table, terms=terms)


def _years_side_by_side(base: CustomerBase, writer: Writer) -> Section:
    table = cohort_table(base, writer)
    if not table.rows:
        missing = writer.say("page.nothing", why=writer.why("few_customers"))
        return Section(code="cohorts", title=writer.say("page.cohorts.title"), sentences=(), missing=missing)
    return _plain("cohorts", remarks(base, "cohorts", writer), table, writer)


def _plain(code: str, sentences: tuple[str, ...], table: Table, writer: Writer) -> Section:
    """A page of which the table is the picture."""
    missing = "" if table.rows else writer.say("page.findings.none")
    return Section(
        code=code,
        title=writer.say(f"page.{code}.title"),
        sentences=sentences,
        missing=missing,
        grid=grid(table, writer) if table.rows else None,
        opened=True,
        terms=_terms([one.name for one in table.columns], writer),
    )


def grid(table: Table, writer: Writer) -> Grid:
    """A table as it stands on the page: numbers in local form, unknown as a dash with its reason."""
    decimals = [table.decimals(place) if one.unit == "money" else 0 for place, one in enumerate(table.columns)]
    rows = tuple(
        tuple(
            _cell(value, one, places, table, writer)
            for value, one, places in zip(row, table.columns, decimals, strict=True)
        )
        for row in table.rows
    )
    heads = tuple(_head(one, writer) for one in table.columns)
    short = len(table.rows) <= SHORT and len(table.columns) <= SHORT
    return Grid(caption=table.caption, heads=heads, rows=rows, note=table.note, short=short)


def _cell(value: Any, one: Column, decimals: int, table: Table, writer: Writer) -> Cell:
    text = writer.cell(value, one.unit, decimals=decimals)
    reason = writer.why(table.why.get(one.name)) if text == UNKNOWN else ""
    return Cell(text=text, reason=reason, numeric=one.unit in NUMERIC)


def _head(one: Column, writer: Writer) -> Head:
    figure = "kept" if one.name.startswith("kept_") else one.name
    defined = writer.definition(figure) if has(f"figure.{figure}.definition") else ""
    return Head(label=head(one, writer), sign=unit_sign(one, writer), definition=defined, numeric=one.unit in NUMERIC)


def _terms(names: Iterable[str], writer: Writer) -> tuple[Term, ...]:
    figures = dict.fromkeys("kept" if name.startswith("kept_") else name for name in names)
    known = [name for name in figures if has(f"figure.{name}.definition")]
    return tuple(Term(label=writer.label(name), definition=writer.definition(name)) for name in known)


def _glossary(names: Names, sections: Sequence[Section], writer: Writer) -> list[tuple[str, tuple[str, ...]]]:
    """Every term of the report with its meanings: for who reads it on paper and cannot click."""
    used = [*_terms(PAGE_ONE_TERMS, writer), *_terms([one.name for one in names.best.columns], writer)]
    used += [term for section in sections for term in section.terms]
    meanings: dict[str, dict[str, None]] = {}
    for term in used:
        meanings.setdefault(term.label, {})[term.definition] = None
    return [(label, tuple(meanings[label])) for label in sorted(meanings, key=str.casefold)]
