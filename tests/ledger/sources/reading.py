"""What the tests of the readers share: open a file, take its rows, and say every finding aloud in both languages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from klantkompas.ledger.findings import group_findings
from klantkompas.ledger.sources import LINE, PROBLEM, RawTable, Source, open_source
from klantkompas.words import has, say

HEADER = "klantnummer;factuurdatum;bedrag"


def opened(path: Path, **options: Any) -> Source:
    """The opened source, once all that it found has been put into words."""
    source = open_source(path, **options)
    for group in group_findings(source.findings):
        for language in ("nl", "en"):
            assert all((group.what(language), group.first.why(language), group.first.advice(language)))  # type: ignore[arg-type]
    return source


def kinds(source: Source) -> list[str]:
    """The kinds of what was found in whole files."""
    return [finding.kind for finding in source.findings]


def rows(table: RawTable) -> list[dict[str, Any]]:
    """The rows of a raw table, marks included; every problem must have its sentences."""
    found = list[dict[str, Any]]()
    for batch in table.batches():
        assert tuple(batch.column_names) == (*table.header, LINE, PROBLEM)
        assert 0 < batch.num_rows <= 50_000
        found += batch.to_pylist()
    for kind in {row[PROBLEM] for row in found} - {None}:
        for part in ("", ".why", ".do"):
            assert has(f"finding.{kind}{part}"), kind
        assert say(f"finding.{kind}", "nl", n=1) != say(f"finding.{kind}", "nl", n=2)
    return found


def cells(table: RawTable) -> list[list[Any]]:
    """The cells of the rows without problem, in the order of the header."""
    return [[row[name] for name in table.header] for row in rows(table) if row[PROBLEM] is None]


def problems(table: RawTable) -> dict[int, str]:
    """Line -> problem."""
    return {row[LINE]: row[PROBLEM] for row in rows(table) if row[PROBLEM]}


def only(source: Source) -> RawTable:
    """The one table of a source."""
    (table,) = source.tables
    return table


def by_table(source: Source) -> Mapping[str | None, RawTable]:
    """The tables of a source by the fact table they say they are."""
    return {table.table: table for table in source.tables}


def text_file(folder: Path, text: str | bytes, name: str = "facturen.csv") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
