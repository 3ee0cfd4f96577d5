"""The pages of the report after the first: the standing in four parts, a picture a page, and what they lean on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from klantkompas.insight.base import CustomerBase
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import FileCount
from klantkompas.report import budget, care, charts, cohorts, lasting, relations, worth
from klantkompas.report.awareness import awareness_table, tell_awareness
from klantkompas.report.drawing import Picture, svg
from klantkompas.report.facts import counts_table, findings_table
from klantkompas.report.milestones import milestone_table, tell_milestones
from klantkompas.report.progress import Measured, actions_table, progress_in_short, progress_table, tell_progress
from klantkompas.report.remarks import reconciliation, remarks
from klantkompas.report.tables import Column, Table, head, unit_sign
from klantkompas.report.writer import UNKNOWN, Unit, Writer
from klantkompas.words import has

if TYPE_CHECKING:
    from markupsafe import Markup

SHORT = 12
NUMERIC: frozenset[Unit] = frozenset({"count", "money", "sum", "hours", "share", "ratio", "date"})


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
class Panel:
    """One of the four parts of page 2.

    Attributes:
        code: the page that says more.
        title: above it.
        sentence: the one that is remarkable, or why there is nothing yet.
        drawing: the picture; empty where a table says it.
        grid: the table that says it.
    """

    code: str
    title: str
    sentence: str
    drawing: "Markup | str" = ""
    grid: Grid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page after the second.

    Attributes:
        code: its place to jump to.
        title: above it.
        sentences: what it shows, what is remarkable, what to do.
        drawings: the picture, wide and narrow; empty where there is none.
        missing: why it cannot be there yet; empty where it is there.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """Pages that cannot be there yet for one and the same reason.

    Attributes:
        why: the reason, with the step that takes it away.
        pages: their codes and titles.
    """

    why: str
    pages: tuple[tuple[str, str], ...]


def panels(base: CustomerBase, writer: Writer, measured: Measured | None) -> tuple[Panel, ...]:
    """Page 2: four types with money and hours, the whale curve, the equity bridge, and the three V's (LOOK)."""
    effort = relations.types_effort(base, writer)
    types = effort if effort.draw is not None else relations.types_share(base, writer)
    progress = progress_in_short(measured, writer)
    return (
        _panel(base, types, writer, tabled=True),
        _panel(base, charts.whale_curve(base, writer), writer),
        _panel(base, worth.equity_bridge(base, writer), writer),
        Panel(
            code="progress",
            title=writer.say("page.board.progress"),
            sentence=tell_progress(measured, writer),
            grid=grid(progress, writer) if progress.rows else None,
        ),
    )


def _panel(base: CustomerBase, picture: Picture, writer: Writer, *, tabled: bool = False) -> Panel:
    from markupsafe import Markup

    title = writer.say(f"page.board.{picture.code}")
    if picture.draw is None:
        return Panel(code=picture.code, title=title, sentence=_missing(writer, picture.missing))
    shows, remarkable, *_ = remarks(base, picture.code, writer)
    drawn = svg(picture, "narrow", writer, description=f"{shows} {remarkable}", place="board")
    table = grid(picture.table, writer) if tabled else None
    return Panel(code=picture.code, title=title, sentence=remarkable, drawing=Markup(drawn), grid=table)


def _missing(writer: Writer, reason: str | None) -> str:
    return writer.say("page.nothing", why=writer.why(reason))


def sections(
    base: CustomerBase,
    writer: Writer,
    *,
    findings: Iterable[Finding],
    counts: Sequence[FileCount],
    measured: Measured | None,
) -> tuple[list[Section], list[Lacking]]:
    """All pages after the second, and what cannot be there yet, by what it waits for."""
    pages = list(_pages(base, writer, measured))
    last = [
        plain("findings", (), findings_table(findings, writer), writer),
        plain("counts", reconciliation(base, counts, writer), counts_table(counts, writer), writer),
    ]
    return [page for page in pages if not page.missing] + last, _lacking(pages)


def _lacking(pages: Iterable[Section]) -> list[Lacking]:
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for page in pages:
        if page.missing:
            by_reason.setdefault(page.missing, []).append((page.code, page.title))
    return [Lacking(why=why, pages=tuple(held)) for why, held in by_reason.items()]


def _pages(base: CustomerBase, writer: Writer, measured: Measured | None) -> Iterator[Section]:
    for make in PICTURES:
        yield drawn(base, make(base, writer), writer)
    yield _years_side_by_side(base, writer)
    yield drawn(base, cohorts.break_even(base, writer), writer)
    yield drawn(base, cohorts.card_company(writer), writer)
    yield _progress(writer, measured)
    added = actions_table(measured, writer)
    if added.rows:
        yield plain("progress_actions", (tell_progress(measured, writer),), added, writer)
    known = awareness_table(base, writer)
    if known.rows:
        yield plain("awareness", tell_awareness(base, writer), known, writer)
    marked = milestone_table(base, writer)
    if marked.rows:
        yield plain("milestones", tell_milestones(base, writer), marked, writer)
    model = worth.model_table(base, writer)
    if model.rows:
        yield plain("model", worth.tell_model(base, writer), model, writer)


PICTURES = (
    relations.types_effort,
    relations.types_share,
    relations.movement,
    relations.phases,
    charts.whale_curve,
    worth.equity_bridge,
    worth.value_spread,
    worth.value_names,
    worth.share,
    lasting.survival,
    lasting.tracking,
    charts.ends,
    charts.hours_against_profit,
    charts.deciles,
    charts.five_rs,
    charts.change,
    charts.months,
    charts.guidance,
    care.recovery,
    care.satisfaction,
    budget.budget,
    cohorts.stack,
)


def drawn(base: CustomerBase, picture: Picture, writer: Writer) -> Section:
    """The page of one picture, with its three sentences; or why it is not there yet."""
    from markupsafe import Markup

    title = writer.say(f"page.{picture.code}.title")
    terms = terms_of([*picture.figures, *(one.name for one in picture.table.columns)], writer)
    table = grid(picture.table, writer) if picture.table.rows else None
    if picture.draw is None:
        return Section(code=picture.code, title=title, sentences=(), missing=writer.why(picture.missing))
    sentences = remarks(base, picture.code, writer)
    described = " ".join(sentences[:2])
    both = tuple(Markup(svg(picture, width, writer, description=described)) for width in ("wide", "narrow"))
    return Section(code=picture.code, title=title, sentences=sentences, drawings=both, grid=table, terms=terms)


def _years_side_by_side(base: CustomerBase, writer: Writer) -> Section:
    table = cohorts.cohort_table(base, writer)
    if not table.rows:
        missing = writer.why("few_customers")
        return Section(code="cohorts", title=writer.say("page.cohorts.title"), sentences=(), missing=missing)
    return plain("cohorts", remarks(base, "cohorts", writer), table, writer)


def _progress(writer: Writer, measured: Measured | None) -> Section:
    table, title = progress_table(measured, writer), writer.say("page.progress.title")
    if not table.rows:
        missing = writer.say("page.progress.step")
        return Section(code="progress", title=title, sentences=(), missing=missing)
    return plain("progress", (tell_progress(measured, writer),), table, writer)


def plain(code: str, sentences: tuple[str, ...], table: Table, writer: Writer) -> Section:
    """A page of which the table is the picture."""
    missing = "" if table.rows else writer.say("page.findings.none")
    return Section(
        code=code,
        title=writer.say(f"page.{code}.title"),
        sentences=sentences,
        missing=missing,
        grid=grid(table, writer) if table.rows else None,
        opened=True,
        terms=terms_of([one.name for one in table.columns], writer),
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


def terms_of(names: Iterable[str], writer: Writer) -> tuple[Term, ...]:
    """The figures among these names that have a definition, each with it."""
    figures = dict.fromkeys("kept" if name.startswith("kept_") else name for name in names)
    known = [name for name in figures if has(f"figure.{name}.definition")]
    return tuple(Term(label=writer.label(name), definition=writer.definition(name)) for name in known)
