"""The results of ``analyse``: written into a folder, and the few of them that stand on the terminal."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from klantkompas.cli import telling
from klantkompas.cli.request import Request
from klantkompas.cli.screen import Head, Screen
from klantkompas.effect.base import FILE as EFFECT
from klantkompas.insight.base import CustomerBase
from klantkompas.insight.columns import SCHEMA
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.mending import Mending, write_mending
from klantkompas.ledger.spreadsheet import write_csv
from klantkompas.report.html import write_report
from klantkompas.report.names import best_table
from klantkompas.report.progress import Measured
from klantkompas.report.reading import reason_of, widest_gaps
from klantkompas.report.remarks import assumptions
from klantkompas.report.tables import Column, head, unit_sign
from klantkompas.report.workbook import write_workbook
from klantkompas.report.writer import UNKNOWN, Unit, Writer, called
from klantkompas.words import Language, say

REPORT, WORKBOOK, CUSTOMERS = "report.html", "customers.xlsx", "customers.csv"
FIGURES: tuple[tuple[str, Unit], ...] = (
    ("revenue_12m", "money"),
    ("margin_12m", "money"),
    ("hours_12m", "hours"),
    ("profit_12m", "money"),
)
GAPS = 10
LONGEST_NAME = 40


def write_results(base: CustomerBase, ledger: Ledger, out: Path, *, language: Language) -> Mending:
    """Write everything that the output contract promises of ``analyse``.

    Raises:
        OSError: the folder cannot be written in.
    """
    back = write_mending(ledger, out, language=language)
    with all_or_nothing(out) as aside:
        base.write(aside)
        write_csv(aside / CUSTOMERS, base.customer_batches(), schema=SCHEMA, language=language)
        write_report(
            base,
            findings=ledger.findings,
            counts=ledger.counts,
            path=aside / REPORT,
            language=language,
            measured=_measured(out),
        )
        write_workbook(base, findings=ledger.findings, counts=ledger.counts, path=aside / WORKBOOK, language=language)
    return back


def _measured(out: Path) -> Measured | None:
    """What ``effect`` wrote into the same folder before; None where it did not, or where it cannot be read."""
    try:
        found: Measured = json.loads((out / EFFECT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


@contextmanager
def all_or_nothing(out: Path) -> Iterator[Path]:
    """A folder to write in; only what was written whole takes the place of what was there.

    A run that is stopped, or a disk that fills up, leaves the results of the former run as they were: never the figures
    of today beside the report of yesterday.
    """
    with TemporaryDirectory(prefix=".klantkompas-", dir=out) as folder:
        aside = Path(folder)
        yield aside
        for path in sorted(aside.rglob("*")):
            target = out / path.relative_to(aside)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            else:
                path.replace(target)


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
