"""How files with a known heading are read: remembered from the last time somebody confirmed it."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime

from klantkompas.ledger.mapping import IGNORED, read_mapping
from klantkompas.ledger.sources import RawTable, Source
from klantkompas.web.customers.models import KnownHeading
from klantkompas.web.staff.models import User

Sections = dict[str, dict[str, str]]


def heading_of(header: Iterable[str]) -> str:
    """What stands for the column names of a file, in their order."""
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def sections_of(source: Source, written: str) -> Sections:
    """How each file is read, as ``mapping.toml`` would say it; what is not in it is guessed by the ledger.

    What somebody wrote for these files goes first, then a mapping.toml among them, then what is known of a heading.

    Args:
        source: the files.
        written: what somebody corrected, as the text of a mapping.toml.
    """
    known = {one.heading: one for one in KnownHeading.objects.filter(heading__in=map(_heading, source.tables))}
    sections = {
        raw.file: {"table": found.table or IGNORED, **found.columns}
        for raw in source.tables
        if (found := known.get(_heading(raw)))
    }
    beside = source.path / "mapping.toml"
    return sections | (read_mapping(beside) if beside.is_file() else {}) | tomllib.loads(written)


def _heading(raw: RawTable) -> str:
    return heading_of(raw.header)


def remember(files: Iterable[Mapping[str, object]], *, by: User | None, at: datetime) -> None:
    """Keep how files were read, now that somebody agreed.

    Args:
        files: ``header``, ``table`` and ``columns`` of each.
        by: who.
        at: when.
    """
    for one in files:
        header = one["header"]
        assert isinstance(header, list)
        kept = {"table": one["table"] or "", "columns": one["columns"], "by": by, "at": at}
        KnownHeading.objects.update_or_create(heading=heading_of(header), defaults=kept)
