"""Reference pages of what goes in: fact tables, settings, findings, errors."""

import ast
import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from functools import cache
from pathlib import Path
from typing import Any

from docs.making.markdown import code, page, rows
from klantkompas.ledger.mapping import choice_words, synonyms
from klantkompas.ledger.tables import TABLES, Column, Table
from klantkompas.rules import Rules
from klantkompas.words import checks, commands, errors, findings

SOURCE = Path(__file__).resolve().parents[2] / "src" / "klantkompas"
KINDS = (
    ("id", "text; leading zeros matter, the `.0` of a spreadsheet is dropped"),
    ("text", "anything"),
    ("date", "a day: `22-11-2026`, `2026-11-22`; a time behind it is left out"),
    ("money", "two decimals, excluding VAT, in the one currency of the ledger"),
    ("hours", "two decimals: an hour and a half is 1.5"),
    ("number", "at most four decimals"),
    ("count", "a whole number"),
    ("flag", "yes or no: `ja`, `j`, `x`, `1`, `true`; `nee`, `n`, `0`, `false`"),
    ("choice", "one of a few fixed words, or what a firm writes for it"),
)


def tables_page() -> str:
    """The fact tables."""
    parts = [
        "A table lists its columns. Only `transactions` must be there, with the columns marked *required*; every "
        "other table or column makes the answer sharper, and where it lacks, what leans on it is *unknown*, never "
        "nought. A file is recognised by its name, else by its headers; a column by its header. Capitals, spaces, "
        "points and accents in names do not matter. What is guessed wrongly is set right in "
        "[mapping.toml](../how-to/fix-the-mapping.md).",
        "## Kinds of columns",
        rows(("kind", "in a file"), KINDS),
        *(_table(one) for one in TABLES),
        "## Currency",
        "Any table may have a column with the currency; rows in another currency than that of the ledger are refused. "
        f"It is recognised as: {', '.join(synonyms()['any']['currency'])}.",
    ]
    return page("Fact tables", *parts)


def _table(table: Table) -> str:
    dutch, english = commands.SENTENCES[f"table.{table.name}"]
    named = ", ".join(synonyms()["files"].get(table.name, ()))
    lines = [(_named(one), one.kind, _meaning(one), _also(table, one)) for one in table.columns]
    return (
        f"## {table.name}\n\n{table.meaning} On the screen: *{dutch}*, {english}.\n\n"
        f"Files and sheets with one of these names are read as it: {named}.\n\n"
        + rows(("column", "kind", "what it holds", "also recognised as"), lines)
    )


def _named(column: Column) -> str:
    return f"`{column.name}`" + (" *required*" if column.required else "")


def _meaning(column: Column) -> str:
    if not column.choices:
        return column.meaning
    written: dict[str, list[str]] = {choice: [] for choice in column.choices}
    for word, choice in choice_words().items():
        if choice in written and word not in written:
            written[choice].append(word.replace("_", " "))
    said = (f"`{choice}`" + (f" ({', '.join(words)})" if words else "") for choice, words in written.items())
    return f"{column.meaning}: {', '.join(said)}"


def _also(table: Table, column: Column) -> str:
    own = synonyms().get(table.name, {}).get(column.name, [])
    return ", ".join(dict.fromkeys([*own, *synonyms()["any"].get(column.name, [])]))


def settings_page() -> str:
    """The settings of klantkompas.toml."""
    parts = [
        "Settings stand in `klantkompas.toml`, beside the exports or named with `--rules`. What it does not name keeps "
        "its default. Numbers are written with a point (`0.35`), without percent or euro signs. Every result carries a "
        "fingerprint of the settings (`rules_hash` in [summary.json](summary.md)), so that two results made with "
        "different settings can be told apart.",
        *(_section(one.name, type(getattr(Rules(), one.name))) for one in fields(Rules)),
        "## Example",
        '```toml\n[ledger]\ncurrency = "EUR"\nvat_rate = 0.21\ninternal = ["10000", "99999"]\n\n[profit]\n'
        'margin = 0.35\nhourly_cost = 62\ndiscount_rate = 0.10\n\n[profit.margin_by_group]\n"Onderhoud" = 0.55\n\n'
        '[profit.hourly_cost_by_employee]\n"J. de Boer" = 85\n```',
    ]
    return page("Settings", *parts)


def _section(name: str, kind: type[Any]) -> str:
    meanings = _attributes(kind)
    lines = [(f"`{one.name}`", f"`{_default(one)}`", meanings[one.name]) for one in fields(kind)]
    return f"## [{name}]\n\n{(kind.__doc__ or '').splitlines()[0]}\n\n" + rows(("setting", "default", "meaning"), lines)


def _attributes(kind: type[Any]) -> dict[str, str]:
    """What a docstring says of each attribute, lines joined."""
    _, _, said = (kind.__doc__ or "").partition("Attributes:\n")
    joined = re.sub(r"\n {12,}", " ", said)
    return {name: code(text.strip()) for name, text in re.findall(r"^\s+(\w+): (.+)$", joined, re.MULTILINE)}


def _default(one: "Field[Any]") -> str:
    value = (
        one.default if one.default is not MISSING else one.default_factory() if callable(one.default_factory) else ""
    )
    if value is None:
        return "unknown"
    return f'"{value}"' if isinstance(value, str) else str(value) if value not in ((), {}) else "none"


def findings_page() -> str:
    """Every kind of finding, with why it matters and what to do."""
    together = {**findings.SENTENCES, **checks.SENTENCES}
    kinds = [name for name in together if name.count(".") == 1 and name.startswith("finding.")]
    parts = [
        "All findings come at once; `findings.csv` has a line for each, with file, line, column and value. "
        "A finding *blocks* only where a file with invoices cannot be used at all: "
        f"{_blocking()} (exit status 1). Every other finding is a warning: rows that cannot be used go to `refused/`, "
        "and a report is made on the rest. The columns of `findings.csv` are `severity, kind, table, file, line, "
        "column, value, reason, message`: `reason` says why it matters, `message` what was found and what to do.",
        *(_finding(name, together) for name in kinds),
    ]
    return page("Kinds of findings", *parts)


def _blocking() -> str:
    return "`column_missing` in a file with invoices, and `amount_includes_vat` without a rate"


def _finding(name: str, together: Any) -> str:
    kind = name.removeprefix("finding.")
    said = [together[code_] for code_ in (name, f"{name}.why", f"{name}.do")]
    lines = [(label, code(english), code(dutch)) for label, (dutch, english) in zip(("what", "why", "do"), said)]
    return f"## {kind}\n\n" + rows(("", "English", "Dutch"), lines)


def errors_page() -> str:
    """Every way in which the library says no."""
    raised = _raised()
    lines = [
        (f"`{name}`", raised.get(name, "UsageError"), code(english), code(dutch))
        for name, (dutch, english) in errors.SENTENCES.items()
    ]
    parts = [
        "An error is one sentence of what is wrong and one of what to do. In Python it is a `KlantkompasError` with "
        "the `code` below and the `params` that its sentence names; on the command line a `UsageError` ends with "
        "status 2 and the others with 1. `--debug` adds where in the program it happened.",
        "```text\nKlantkompasError\n├── UsageError         wrong use: an option, a path, a setting\n"
        "├── FactsError         the facts cannot be used at all\n"
        "└── EstimationError    a model cannot be estimated from these numbers\n```",
        rows(("code", "kind", "English", "Dutch"), lines),
    ]
    return page("Errors", *parts)


@cache
def _raised() -> dict[str, str]:
    """Which class each code is raised as, read from the source."""
    found: dict[str, str] = {"unexpected": "any other"}
    for path in sorted(SOURCE.rglob("*.py")):
        for kind, name in _refusals(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(name, kind)
    return found


def _refusals(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=[ast.Name(id=kind), ast.Constant(value=str(name)), *_]) if kind.endswith("Error"):
                yield kind, name
            case ast.Call(
                func=ast.Name(id=kind), keywords=[ast.keyword(arg="code", value=ast.Constant(value=str(name))), *_]
            ):
                yield kind, name


def kinds_in_source() -> set[str]:
    """The kinds of findings that the code makes, where it names them outright."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((SOURCE / "ledger").rglob("*.py")))
    return set(re.findall(r'kind="([a-z_]+)"', text))
