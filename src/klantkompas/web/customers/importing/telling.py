"""What a person is told of an import: how many lines of each table, a few of them, how files were read, findings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from klantkompas.ledger.findings import FindingGroup
from klantkompas.ledger.mapping import CURRENCY, CUSTOMER_NAME, synonyms
from klantkompas.ledger.tables import NAMES, Kind, table
from klantkompas.web.customers.facts import written
from klantkompas.web.customers.importing.plan import BEFORE, EXAMPLES, plan_of, told_findings
from klantkompas.web.customers.models import Import
from klantkompas.web.staff.queries import rules_now
from klantkompas.web.staff.templatetags.said import on_screen
from klantkompas.words import Language, day, number, say

LINES = ("create", "change", "same", "refuse")
BESIDE = (CURRENCY, CUSTOMER_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an import does to one table.

    Attributes:
        table: its name.
        create, change, same, refuse: numbers of lines.
        columns: labels of the columns of the examples.
        made: a few lines that it makes, a cell a column.
        changed: a few lines that it changes: whose, and per column what it was and becomes.
    """

    table: str
    create: int
    change: int
    same: int
    refuse: int
    columns: Sequence[str] = ()
    made: Sequence[Sequence[str]] = ()
    changed: Sequence[tuple[str, Sequence[tuple[str, str, str]]]] = ()


def label(name: str, column: str, language: Language) -> str:
    """What a column of a fact table is called: as firms most often write it above a column."""
    if column in BESIDE:
        return say(f"imports.column.{column}", language)
    if language == "en":
        return column.replace("_", " ")
    known = synonyms()
    words = (known.get(name, {}), known["any"], known["last"].get(name, {}))
    return next((str(own[column][0]) for own in words if own.get(column)), column.replace("_", " "))


def tables_of(imported: Import, language: Language, *, rows: bool) -> list[Shown]:
    """What an import does, table by table.

    Args:
        imported: with a dry run.
        language: of the reader.
        rows: whether he may see lines.
    """
    plan = plan_of(imported) if rows and imported.state in ("uploaded", "planned") else None
    return [
        Shown(
            table=name,
            **{line: imported.counts[name][line] for line in LINES},
            **(_examples(name, plan.examples.get(name, {}), language) if plan else {}),
        )
        for name in NAMES
        if name in imported.counts
    ]


def _examples(name: str, examples: Mapping[str, Any], language: Language) -> dict[str, Any]:
    made = examples.get("made", [])[:EXAMPLES]
    columns = [one.name for one in table(name).columns if any(row.get(one.name) is not None for row in made)]
    return {
        "columns": [label(name, one, language) for one in columns],
        "made": [[cell(name, one, row.get(one), language) for one in columns] for row in made],
        "changed": [_change(name, row, language) for row in examples.get("changed", [])[:EXAMPLES]],
    }


def _change(name: str, row: Mapping[str, Any], language: Language) -> tuple[str, list[tuple[str, str, str]]]:
    columns = [one.name for one in table(name).columns if one.name in row]
    parts = [
        (label(name, one, language), cell(name, one, before, language), cell(name, one, row[one], language))
        for one in columns
        if (before := row[f"{BEFORE}{one}"]) != row[one]
    ]
    return str(row[columns[0]] or ""), parts


def cell(name: str, column: str, value: Any, language: Language) -> str:
    """A value as it is stored, as a person writes it; a dash for nothing."""
    if value is None:
        return "–"
    kind: Kind = table(name).column(column).kind
    match kind:
        case "date":
            return day(value if isinstance(value, date) else date.fromisoformat(value), language)
        case "money" | "hours" | "number":
            exact = Decimal(str(written(value, kind))).normalize()
            return number(exact, language, decimals=2 if kind != "number" else max(0, -int(exact.as_tuple().exponent)))
        case "flag":
            return say("page.yes" if value else "page.no", language)
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One kind of finding in words: what, why it matters, what to do, and whether it stops the import."""

    what: str
    why: str
    advice: str
    examples: Sequence[str]
    blocks: bool


def findings_of(imported: Import, language: Language, *, rows: bool) -> list[Found]:
    """What was found, blocking first; examples for who may see lines."""
    return [_found(group, language, rows) for group in told_findings(imported.findings)]


def lacks_costs(imported: Import) -> bool:
    """Whether neither the files nor the settings say what an hour costs, or what is left of turnover."""
    profit = rules_now().profit
    said = {"hourly_cost_unknown": profit.hourly_cost, "margin_unknown": profit.margin}
    kinds = [one["kind"] for one in imported.findings]
    return any(value is None and kind.startswith(lack) for lack, value in said.items() for kind in kinds)


def _found(group: FindingGroup, language: Language, rows: bool) -> Found:
    where = f" ({group.first.file})" if group.first.file else ""
    return Found(
        what=f"{group.what(language).rstrip('.')}{where}",
        why=group.first.why(language),
        advice=on_screen(group.first.advice(language), language),
        examples=group.examples if rows else (),
        blocks=group.first.severity == "blocking",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """How one file was read, and whether it adds up: rows, and money or hours to the cent.

    Attributes:
        file: its name.
        table: what it fills; empty: nothing.
        pairs: header -> what it is taken for, where they differ.
        rows: read, kept, refused, in local form.
        sums: read and refused, to the cent; empty where the table has no sum.
    """

    file: str
    table: str
    pairs: Sequence[tuple[str, str]]
    rows: Sequence[str]
    sums: Sequence[str]


def files_of(imported: Import, language: Language) -> list[FileRead]:
    """How every file was read."""
    return [_file(one, language) for one in imported.files if "table" in one]


def _file(one: Mapping[str, Any], language: Language) -> FileRead:
    name = one["table"] or ""
    pairs = [(head, label(name, column, language)) for column, head in one.get("columns", {}).items()]
    rows = [number(one[which], language) for which in ("rows_read", "rows_kept", "rows_refused") if which in one]
    sums = list[int]()
    if one.get("amount_read") is not None:
        sums = [one["amount_read"], one["amount_read"] - one["amount_kept"]]
    told = [number(Decimal(value).scaleb(-2), language, decimals=2) for value in sums]
    return FileRead(file=one["file"], table=name, pairs=pairs, rows=rows, sums=told)


def totals(shown: Iterable[Shown]) -> Mapping[str, int]:
    """All tables together."""
    every = list(shown)
    return {line: sum(getattr(one, line) for one in every) for line in LINES}
