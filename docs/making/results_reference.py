"""Reference pages of what comes out: customers, firm, lenses, reasons; the command line and the Python door."""

import inspect
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import klantkompas
from docs.making.markdown import code, page, rows
from klantkompas.cli import COMMANDS, command, run
from klantkompas.insight import audit, awareness, cohorts, compass, duration, promises, recovery, satisfaction, tracking
from klantkompas.insight.columns import COLUMNS, HOURS, MONEY, NOT_ESTIMATED
from klantkompas.insight.relation.stays import MonthlyMoves
from klantkompas.words import has, reasons, say

LENSES: Mapping[str, Any] = {
    "whale_curve": audit.whale_curve,
    "deciles": audit.deciles,
    "spread": audit.spread,
    "change": audit.change,
    "cohorts": cohorts.cohorts,
    "break_even": cohorts.break_even,
    "stack": cohorts.stack,
    "months": cohorts.months,
    "survival": duration.survival_curve,
    "phase_moves": MonthlyMoves.table,
    "recovery": recovery.recovery,
    "satisfaction": satisfaction.satisfaction,
    "marks": satisfaction.marks,
    "promises": promises.promises,
    "needs": compass.needs,
    "awareness": awareness.awareness,
    "tracking": tracking.tracking,
}
WRITTEN = (
    ("`report.html`", "the report: one file, opens offline, prints on A4"),
    ("`customers.xlsx`", "the same figures as a workbook"),
    ("`customers.csv`", "every customer and figure, for a spreadsheet; in the language asked for"),
    ("`customers.parquet`", "the same, for programs: see [customers.parquet](customers.md)"),
    ("`summary.json`", "the firm as a whole: see [summary.json](summary.md)"),
    ("`lenses/*.parquet`", "the customer-base audit: see [lenses](lenses.md)"),
    ("`findings.csv`", "everything that was noticed: see [kinds of findings](findings.md)"),
    ("`mapping.toml`", "which file and column was read as what: see [fix the mapping](../how-to/fix-the-mapping.md)"),
    ("`koppeling.csv`", "hours on projects or names, with the customer: see [match hours](../how-to/match-hours.md)"),
    ("`refused/*.csv`", "rows that could not be used: see [mend refused rows](../how-to/mend-refused-rows.md)"),
)


@cache
def _example() -> dict[str, Any]:
    """What an analysis of the smallest example firm writes: schemas, and columns that are empty for now."""
    with TemporaryDirectory() as folder:
        facts, out = Path(folder, "facts"), Path(folder, "out")
        run(["example", "--customers", "30", "--out", str(facts), "--quiet"], {"LANG": "en"})
        with klantkompas.open_ledger(facts) as ledger:
            base = klantkompas.analyse(ledger)
            base.write(out)
        table = pq.read_table(out / "customers.parquet")
        return {"lenses": base.lenses, "summary": base.summary, "empty": _not_estimated(table)}


def _not_estimated(table: pa.Table) -> set[str]:
    whys = [dict(row) for row in table["why"].to_pylist()]
    named = {name for row in whys for name, reason in row.items() if reason == NOT_ESTIMATED}
    return {name for name in named if pc.all(table[name].is_null()).as_py()}


UNNAMED = {  # names that only programs read: they have no sentence on the screen
    "complete": "no: these may have been customers before your files begin",
    "reason": "why the figure beside it is unknown: a reason code",
    "unassigned": "turnover and lines without a customer number: in no customer, in every reconciliation",
    "internal": "turnover and lines of the own firm and cash sales: in no figure, in every reconciliation",
    "basis": "what profit leans on: recorded, assumed, partial, unknown; the settings, and the lines that lean on them",
    "measure": "what customers are measured by: profit, else margin, else revenue; in spread: the figure",
}


def _spoken(name: str) -> tuple[str, str]:
    """What a figure is called, and its definition."""
    if name in UNNAMED:
        return name, UNNAMED[name]
    code = f"figure.{name}"
    definition = say(f"{code}.definition", "en") if has(f"{code}.definition") else ""
    return (f"{say(code, 'en')}; *{say(code, 'nl')}*" if has(code) else name), definition


def _type(kind: pa.DataType) -> str:
    known = {MONEY: "money, 2 decimals", HOURS: "hours, 2 decimals", pa.string(): "text", pa.date32(): "date"}
    known |= {pa.int64(): "whole number", pa.float64(): "number", pa.bool_(): "yes/no"}
    return known.get(kind, str(kind))


def customers_page() -> str:
    """The columns of customers.parquet."""
    empty = _example()["empty"]
    lines = [
        (f"`{name}`", _type(kind), *_spoken(name), "later" if name in empty else "yes")
        for name, kind in COLUMNS.items()
    ]
    lines.append(("`why`", "map text -> text", *_spoken("why"), "yes"))
    parts = [
        "One row a customer; the same columns stand in `customers.csv`, in the language asked for. An empty cell is "
        "*unknown*, and `why` says for each of them why, with a [reason code](reasons.md). Amounts are in the currency "
        "of the ledger, excluding VAT. `12m` is the twelve calendar months up to and including the as-of date. Columns "
        "marked *later* are part of the contract and still empty, with the reason `not_estimated`.",
        rows(("column", "type", "called", "definition", "filled"), lines),
    ]
    return page("customers.parquet", *parts)


def summary_page() -> str:
    """The figures of summary.json."""
    summary = _example()["summary"]
    lines = [(f"`{name}`", _shape(value), *_spoken(name)) for name, value in summary.items()]
    parts = [
        "The firm as a whole, as of one date. What is unknown is `null`; `why` says why. Figures of the customers are "
        "sums over customers that are not internal; `unassigned` and `internal` keep the rest, so that everything adds "
        "up: see [reconciliation](../explanation/reconciliation.md).",
        rows(("name", "holds", "called", "definition"), lines),
    ]
    return page("summary.json", *parts)


def _shape(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"`{name}`" for name in value if not str(name).isdigit()) or "by name"
    return {"str": "text", "int": "whole number", "NoneType": "later", "date": "date"}.get(
        type(value).__name__, "amount"
    )


def lenses_page() -> str:
    """The tables of the customer-base audit."""
    parts = [
        "The five lenses of the customer-base audit, as small tables in `lenses/`. Why these: "
        '[the customer-base audit](../explanation/customer-base-audit.md). In Python: `base.lenses["cohorts"]`.',
        *(_lens(name, table) for name, table in _example()["lenses"].items()),
    ]
    return page("Lenses", *parts)


def _lens(name: str, table: pa.Table) -> str:
    said = " ".join(_paragraphs(inspect.getdoc(LENSES[name]) or ""))
    lines = [(f"`{field.name}`", _type(field.type), *_spoken(field.name)) for field in table.schema]
    return f"## {name}\n\n{said}\n\n" + rows(("column", "type", "called", "definition"), lines)


def _paragraphs(docstring: str) -> list[str]:
    """What a docstring says, without its arguments."""
    parts = [part for part in docstring.replace("``", "`").split("\n\n") if not part.startswith("Args:")]
    return [" ".join(part.removeprefix("Returns:").split()) for part in parts]


def reasons_page() -> str:
    """Why a figure is unknown."""
    lines = [(f"`{name[4:]}`", english, dutch) for name, (dutch, english) in reasons.SENTENCES.items()]
    parts = [
        "A figure that is not known is empty, never nought, and says why. The code stands in `why` of "
        "[customers.parquet](customers.md) and of [summary.json](summary.md), and in `reason` of the "
        "[lenses](lenses.md); the sentence stands beside the figure in the report.",
        rows(("code", "English", "Dutch"), lines),
    ]
    return page("Reason codes", *parts)


def commands_page() -> str:
    """The command line."""
    parts = [
        "`klantkompas COMMAND`. Help is in the language of your computer, or in that of `--language`. Exit status: "
        "0 fine; 1 the facts cannot be used (see [findings](findings.md)); 2 wrong use; 130 stopped with Ctrl-C.",
        *(_command(name) for name in COMMANDS),
        "## Files that are written",
        "`check` writes `findings.csv`, `mapping.toml`, and where there is a reason `koppeling.csv` and `refused/`; "
        "`analyse` writes all of these:",
        rows(("file", "holds"), WRITTEN),
        "A file that you may have corrected (`mapping.toml`, `koppeling.csv`, a file in `refused/`) is never written "
        "over: when it would change, what was there is kept under its name with *former* (*vorige*) behind it. "
        "The folder with results may not lie in the folder with exports; a folder that holds other files is refused.",
    ]
    return page("Commands", *parts)


def _command(name: str) -> str:
    english, dutch = command(name, "en"), command(name, "nl")
    usage = " ".join(english.collect_usage_pieces(click.Context(english)))
    lines = [
        (_switch(one), one.help or "", other.help or "", _default(one))
        for one, other in zip(english.params, dutch.params, strict=True)
        if isinstance(one, click.Option) and isinstance(other, click.Option)
    ]
    said = f"{say(f'cli.{name}.help', 'en')}\n\n*{say(f'cli.{name}.help', 'nl')}*"
    table = rows(("option", "English", "Dutch", "default"), lines)
    return f"## {name}\n\n```text\nklantkompas {name} {usage}\n```\n\n{said}\n\n{table}"


def _switch(option: click.Option) -> str:
    names = ", ".join(option.opts)
    return f"`{names}`" if option.is_flag else f"`{names} {option.metavar}`"


def _default(option: click.Option) -> str:
    shown = option.default if isinstance(option.default, (str, int)) and not isinstance(option.default, bool) else ""
    return "required" if option.required else "of your computer" if option.name == "language" else str(shown)


def python_page() -> str:
    """The door of the library."""
    parts = [
        "`import klantkompas as kk` loads nothing heavy; each name is loaded when it is used. Dates are "
        "`datetime.date`, amounts `Decimal`; the moment is always an argument. How to use it: "
        "[use it from Python](../how-to/use-from-python.md).",
        *(_name(name) for name in klantkompas.__all__),
    ]
    return page("Python", *parts)


def _name(name: str) -> str:
    thing = getattr(klantkompas, name)
    said = (inspect.getdoc(thing) or "").replace("``", "`")
    what = "" if inspect.isclass(thing) else str(inspect.signature(thing))
    return f"## {name}\n\n```text\n{name}{code(what)}\n\n{said}\n```"
