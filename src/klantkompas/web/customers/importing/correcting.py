"""How files are read, as a person corrects it: per file what it is a list of, per header what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from klantkompas.ledger.mapping import FileMapping, guess
from klantkompas.ledger.tables import NAMES, table
from klantkompas.web.customers.importing.plan import Plan
from klantkompas.web.customers.importing.telling import BESIDE, label
from klantkompas.web.customers.models import Import
from klantkompas.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """How one file is read, on the page where that is corrected.

    Attributes:
        name: of its fields.
        file: its own name.
        table: what it fills; empty: nothing.
        rows: per header its name of field, a few cells, and the column it is taken for.
        columns: what a header can be, with its label.
        missing: labels of what is needed and not there.
    """

    name: str
    file: str
    table: str
    rows: Sequence[tuple[str, str, Sequence[str], str]]
    columns: Sequence[tuple[str, str]]
    missing: Sequence[str]


def as_read(imported: Import) -> list[FileMapping]:
    """How the files were read at the last dry run, with all their headers as ``unused``."""
    return [
        FileMapping(file=one["file"], table=one["table"], columns=one["columns"], unused=tuple(one["header"]))
        for one in imported.files
        if "header" in one
    ]


def as_written(imported: Import, given: Mapping[str, str]) -> list[FileMapping]:
    """How a person says that the files are read; one of which another table was chosen is guessed anew.

    Args:
        imported: with a dry run.
        given: the fields of the page (see ``ReadAs``).
    """
    return [_written(place, one, given) for place, one in enumerate(as_read(imported))]


def _written(place: int, one: FileMapping, given: Mapping[str, str]) -> FileMapping:
    name = given.get(f"f{place}", "")
    if name not in NAMES:
        return FileMapping(file=one.file, table=None, unused=one.unused, guessed=False)
    if name != given.get(f"f{place}-was"):
        return FileMapping(
            file=one.file, table=name, columns=guess(one.file, one.unused, name).columns, unused=one.unused
        )
    known = _columns(name)
    chosen = {given.get(f"f{place}-{n}", ""): head for n, head in enumerate(one.unused)}
    columns = {column: head for column, head in chosen.items() if column in known}
    return FileMapping(file=one.file, table=name, columns=columns, unused=one.unused, guessed=False)


def _columns(name: str) -> list[str]:
    beside = BESIDE if name == "transactions" else BESIDE[:1]
    return [*(one.name for one in table(name).columns), *beside]


def shown(mappings: Sequence[FileMapping], plan: Plan, language: Language) -> list[ReadAs]:
    """The files as the page shows them.

    Args:
        mappings: how each is read.
        plan: with the first rows of each.
        language: of the reader.
    """
    return [_shown(place, one, plan.samples.get(one.file, ()), language) for place, one in enumerate(mappings)]


def _shown(place: int, one: FileMapping, samples: Sequence[Sequence[str]], language: Language) -> ReadAs:
    taken = {head: column for column, head in one.columns.items()}
    rows = [
        (f"f{place}-{n}", head, [cells[n] for cells in samples if cells[n]], taken.get(head, ""))
        for n, head in enumerate(one.unused)
    ]
    return ReadAs(
        name=f"f{place}",
        file=one.file,
        table=one.table or "",
        rows=rows,
        columns=[(name, label(one.table, name, language)) for name in _columns(one.table)] if one.table else (),
        missing=[label(one.table or "", name, language) for name in one.missing],
    )
