"""The results of ``analyse``: the few of them that stand on the terminal."""

from collections.abc import Sequence

from klantkompas.cli import telling
from klantkompas.cli.request import Request
from klantkompas.cli.screen import Head, Screen
from klantkompas.insight.base import CustomerBase
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.mending import Mending
from klantkompas.report.names import best_table
from klantkompas.report.reading import reason_of, widest_gaps
from klantkompas.report.remarks import assumptions
from klantkompas.report.results import REPORT, WORKBOOK
from klantkompas.report.tables import Column, head, unit_sign
from klantkompas.report.writer import UNKNOWN, Unit, Writer, called
from klantkompas.words import say

FIGURES: tuple[tuple[str, Unit], ...] = (
    ("revenue_12m", "money"),
    ("margin_12m", "money"),
    ("hours_12m", "hours"),
    ("profit_12m", "money"),
)
GAPS = 10
LONGEST_NAME = 40


def tell_results(base: CustomerBase, ledger: Ledger, back: Mending, request: Request) -> None:
    """Five figures, the ten biggest gaps, what was assumed, what was noticed, and where the report is."""
    screen = Screen(request.language, quiet=request.quiet)
    if screen.quiet:
        return
    writer = Writer(language=request.language, currency=base.currency, as_of=base.as_of)
    screen.say("screen.firm", source=request.source.resolve().name, as_of=base.as_of, tone="bold")
    telling.tell_settings(request, screen)
    screen.line()
    _tell_figures(base, writer, screen)
    _tell_customers(base, writer, screen)
    basis = assumptions(base, writer)
    if basis:
        screen.say("screen.assumed", basis=basis)
    telling.tell_findings(ledger, back, screen)
    screen.line()
    out = back.findings.parent
    for code, name in (("report", REPORT), ("workbook", WORKBOOK)):
        screen.say(f"screen.{code}", path=out / name, tone="bold" if code == "report" else "plain")


def _tell_figures(base: CustomerBase, writer: Writer, screen: Screen) -> None:
    language = screen.language
    before = base.summary["previous_12m"]
    rows: list[Sequence[str]] = [(writer.label("customers"), writer.cell(base.summary["customers"], "count"), "")]
    for name, unit in FIGURES:
        figures = (base.summary[name], before.get(name.removesuffix("_12m")))
        rows.append((writer.label(name), *(_figure(value, unit, writer) for value in figures)))
    codes = ("screen.figure", "screen.figure.previous")
    screen.table([Head(""), *(Head(say(code, language), right=True) for code in codes)], rows)
    unknown: dict[str, list[str]] = {}
    for name, _ in FIGURES:
        if base.summary[name] is None:
            unknown.setdefault(reason_of(base, name), []).append(writer.label(name))
    for code, labels in unknown.items():
        screen.say("screen.figure.unknown", figures=labels, why=writer.why(code), tone="warning")


def _figure(value: object, unit: Unit, writer: Writer) -> str:
    if value is None:
        return UNKNOWN
    text = writer.cell(value, unit)
    return f"{writer.symbol} {text}" if unit == "money" else f"{text} {writer.say('page.unit.hours')}"


def _tell_customers(base: CustomerBase, writer: Writer, screen: Screen) -> None:
    """The ten biggest gaps between turnover and profit after hours; without profit, the ten best."""
    gaps = widest_gaps(base, GAPS) if base.summary["profit_12m"] is not None else []
    if gaps:
        screen.heading("page.gaps.title")
        codes = (
            "screen.rank.revenue",
            "screen.rank.profit",
            "screen.hours_of",
            "screen.break_even",
            "figure.profit_12m",
        )
        heads = [Head(writer.say(code), right=True, spare=code == "screen.break_even") for code in codes]
        screen.table([Head(writer.say("screen.customer")), *heads], [_gap_row(gap.row, writer) for gap in gaps])
        return
    table = best_table(base, writer)
    screen.line()
    screen.line(table.caption, tone="bold")
    heads = [Head(_with_unit(one, writer), right=one.unit != "text") for one in table.columns]
    rows = [[writer.cell(value, one.unit) for value, one in zip(row, table.columns, strict=True)] for row in table.rows]
    screen.table(heads, rows)


def _with_unit(one: Column, writer: Writer) -> str:
    return f"{head(one, writer)} {unit_sign(one, writer)}".strip()


def _gap_row(row: dict[str, object], writer: Writer) -> Sequence[str]:
    ranks = (writer.cell(row[name], "count") for name in ("revenue_rank", "profit_rank"))
    hours = (writer.cell(row[name], "hours") for name in ("hours_12m", "break_even_hours_12m"))
    return called(row, longest=LONGEST_NAME), *ranks, *hours, _figure(row["profit_12m"], "money", writer)
