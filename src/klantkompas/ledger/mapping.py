"""Which file is which table, and which column is which: guessed, shown, and fixed by the user.

The guess comes from ``synonyms.toml``. What holds is written to ``mapping.toml``, which is read back next time::

    ["verkoopfacturen 2025.csv"]
    table = "transactions"
    customer_id = "Debiteurnr"
    date = "Factuurdatum"
    # not used: "Kleur", "Opmerking"
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from klantkompas.errors import UsageError
from klantkompas.ledger.tables import NAMES, TABLES, Table, table
from klantkompas.words import failure

CURRENCY = "currency"
CUSTOMER_NAME = "customer_name"  # on an invoice: names the customers where there is no list of them
IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMapping:
    """How one file (or sheet) is read.

    Attributes:
        file: its name, as in ``RawTable.file``.
        table: the fact table it fills; ``None``: of none, or told to be ignored.
        columns: fact column -> header in the file; ``currency`` may be among them, and ``customer_name``.
        unused: headers that fill nothing.
        guessed: whether nobody confirmed it yet.
    """

    file: str
    table: str | None
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    guessed: bool = True

    @property
    def missing(self) -> tuple[str, ...]:
        """Required columns of the table that no header fills."""
        required = table(self.table).required if self.table else ()
        return tuple(name for name in required if name not in self.columns)


def plain(text: str) -> str:
    """A header or file name as words in lower case: ``Bedrag_excl.BTW (€)`` -> ``bedrag excl btw``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    return re.sub(r"[^a-z0-9]+", " ", spaced.lower().translate(_ACCENTS)).strip()


_ACCENTS = str.maketrans("áàäâéèëêíìïîóòöôúùüûç", "aaaaeeeeiiiioooouuuuc")


@cache
def synonyms() -> dict[str, Any]:
    """The content of ``synonyms.toml``."""
    return tomllib.loads(files("klantkompas.ledger").joinpath("synonyms.toml").read_text(encoding="utf-8"))


@cache
def choice_words() -> dict[str, str]:
    """What firms write for a fixed word -> the word of the contract."""
    return dict(synonyms()["words"])


def guess(file: str, header: Iterable[str], known_table: str | None = None) -> FileMapping:
    """How a file is probably to be read, from its name and its header.

    Args:
        file: name of the file, and sheet.
        header: its columns.
        known_table: the fact table, where the source says it itself.
    """
    columns = list(header)
    name = known_table or _table_by_name(file) or _table_by_header(columns)
    if name is None:
        return FileMapping(file=file, table=None, unused=tuple(columns))
    filled = _columns(table(name), columns)
    return FileMapping(file=file, table=name, columns=filled, unused=_unused(columns, filled))


def confirmed(file: str, header: Iterable[str], sections: Mapping[str, Mapping[str, str]]) -> FileMapping | None:
    """How the user's ``mapping.toml`` says to read a file; ``None`` where it says nothing.

    Raises:
        UsageError: it names a table, a column or a header that does not exist.
    """
    patterns = (sections[name] for name in sections if fnmatch(file, name))
    section = sections[file] if file in sections else next(patterns, None)
    if section is None:
        return None
    columns = list(header)
    named = section.get("table", "")
    if named == IGNORED:
        return FileMapping(file=file, table=None, unused=tuple(columns), guessed=False)
    if named not in NAMES:
        raise failure(UsageError, "mapping_unknown_table", file=file, name=named, known=list(NAMES))
    filled = {name: head for name, head in section.items() if name != "table"}
    _check_section(file, table(named), filled, columns)
    return FileMapping(file=file, table=named, columns=filled, unused=_unused(columns, filled), guessed=False)


def read_mapping(path: Path) -> dict[str, dict[str, str]]:
    """The sections of a ``mapping.toml``: file name or pattern -> its table and columns.

    Raises:
        UsageError: the file is missing or is no mapping.
    """
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise failure(UsageError, "mapping_missing", path=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise failure(UsageError, "mapping_unreadable", path=str(path), detail=str(error)) from error
    for name, section in sections.items():
        if not isinstance(section, dict) or not all(isinstance(value, str) for value in section.values()):
            raise failure(UsageError, "mapping_unreadable", path=str(path), detail=f"[{name}]")
    return sections


def write_mapping(path: Path, mappings: Iterable[FileMapping]) -> None:
    """Write what holds, for the user to correct; a file of no table is written as ``ignored``."""
    path.write_text(mapping_text(mappings), encoding="utf-8")


def mapping_text(mappings: Iterable[FileMapping]) -> str:
    """The text of a ``mapping.toml``."""
    lines = [
        "# Which file is which table, and which column is which.",
        "# Left: our name; right: your header. Change what is wrong; it is used next time.",
        f'# table = "{IGNORED}" leaves a file out. A * in a file name stands for anything.',
    ]
    for mapping in mappings:
        lines += ["", f"[{_toml_text(mapping.file)}]", f"table = {_toml_text(mapping.table or IGNORED)}"]
        lines += [f"{name} = {_toml_text(head)}" for name, head in mapping.columns.items()]
        if mapping.unused:
            lines.append(f"# not used: {', '.join(map(_toml_text, mapping.unused))}")
    return "\n".join(lines) + "\n"


def _toml_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda bad: f"\\u{ord(bad.group()):04x}", escaped) + '"'


def _table_by_name(file: str) -> str | None:
    sheet = re.search(r"\[(.+)\]$", file)
    stem = sheet.group(1) if sheet else re.sub(r"\.\w+$", "", file.replace("\\", "/").rsplit("/", 1)[-1])
    words = re.sub(r"\b\d+\b", " ", plain(stem))
    said = f" {' '.join(words.split())} "
    if known := _table_names().get(said.strip()):
        return known
    spoken = [name for name in _table_names() if f" {name} " in said]
    return _table_names()[max(spoken, key=len)] if spoken else None


@cache
def _table_names() -> dict[str, str]:
    return {plain(word): one.name for one in TABLES for word in (one.name, *synonyms()["files"].get(one.name, ()))}


def _table_by_header(header: list[str]) -> str | None:
    fits = [(len(filled), one.name) for one in TABLES if (filled := _columns(one, header)).keys() >= set(one.required)]
    best = max(fits, default=(0, ""))
    return best[1] if best[0] >= 2 else None


def _columns(fact_table: Table, header: list[str]) -> dict[str, str]:
    free = {plain(head): head for head in reversed(header)}
    filled: dict[str, str] = {}
    for candidates in (_own_name, _other_names):
        for name in (*(column.name for column in fact_table.columns), *_beside(fact_table)):
            if name not in filled:
                hit = next((word for word in candidates(fact_table.name, name) if word in free), None)
                if hit is not None:
                    filled[name] = free.pop(hit)
    return filled


def _beside(fact_table: Table) -> tuple[str, ...]:
    """What a file may say beside the columns of its table."""
    return (CURRENCY, CUSTOMER_NAME) if fact_table.name == "transactions" else (CURRENCY,)


def _own_name(_: str, column: str) -> tuple[str, ...]:
    return (plain(column),)


@cache
def _other_names(table_name: str, column: str) -> tuple[str, ...]:
    own = synonyms().get(table_name, {}).get(column, ())
    last = synonyms()["last"].get(table_name, {}).get(column, ())
    return tuple(dict.fromkeys(plain(word) for word in (*own, *synonyms()["any"].get(column, ()), *last)))


def _unused(header: list[str], filled: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(head for head in header if head not in filled.values())


def _check_section(file: str, fact_table: Table, filled: Mapping[str, str], header: list[str]) -> None:
    known = {column.name for column in fact_table.columns} | set(_beside(fact_table))
    for name, head in filled.items():
        if name not in known:
            raise failure(UsageError, "mapping_unknown_column", file=file, name=name, known=sorted(known))
        if head not in header:
            raise failure(UsageError, "mapping_unknown_header", file=file, name=head, known=header)
