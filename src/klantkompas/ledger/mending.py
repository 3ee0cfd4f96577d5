"""What goes back to the user: the findings, the refused rows to mend, and the two files that hold what was guessed.

A refused row is written under the headers of its own file, with one column more that says why. A mended file can be put
beside the exports as it is: it is recognised as its original is, and the extra column means nothing to the intake.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.ledger.findings import Finding, FindingGroup
from klantkompas.ledger.mapping import FileMapping, write_mapping
from klantkompas.ledger.matching import Match, write_matches
from klantkompas.ledger.sources import LINE, PROBLEM
from klantkompas.ledger.spreadsheet import write_csv, written
from klantkompas.words import Language, say

FINDINGS = "findings.csv"
REFUSED = "refused"
MAPPING = "mapping.toml"
MATCHES = "koppeling.csv"
_COLUMNS = ("severity", "kind", "table", "file", "line", "column", "value", "reason", "message")
_FINDINGS_SCHEMA = pa.schema([(name, pa.int64() if name == "line" else pa.string()) for name in _COLUMNS])
_ROWS_AT_ONCE = 5_000


class CameIn(Protocol):
    """What came in: a ``Ledger``, or what there is of one where the facts cannot be used."""

    @property
    def findings(self) -> Sequence[Finding]: ...  # noqa: D102
    @property
    def mappings(self) -> Sequence[FileMapping]: ...  # noqa: D102
    @property
    def refused(self) -> Mapping[str, pa.Table]: ...  # noqa: D102
    @property
    def matches(self) -> Sequence[Match]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """What was written for the user.

    Attributes:
        findings, mapping: always there.
        matches: hours on projects or names; ``None`` where all hours name a customer.
        refused: a file for each file with refused rows.
        kept: earlier files that were different (perhaps corrected by hand), kept under another name.
    """

    findings: Path
    mapping: Path
    matches: Path | None
    refused: tuple[Path, ...]
    kept: tuple[Path, ...]


def write_mending(ledger: CameIn, out: Path, *, language: Language) -> Mending:
    """Write everything that the user may want to correct, into a folder.

    Args:
        ledger: with all its findings.
        out: the folder; made when it is not there.
        language: of sentences and numbers.

    Raises:
        OSError: the folder cannot be written in.
    """
    out.mkdir(parents=True, exist_ok=True)
    kept: list[Path] = []
    write_findings(out / FINDINGS, ledger.findings, language=language)
    refused = _write_refused(ledger, out / REFUSED, language, kept)
    mapping = _Careful(out / MAPPING, language, kept)
    write_mapping(mapping.fresh, [*ledger.mappings, *_mappings_of_refused(ledger, language)])
    matches = _Careful(out / MATCHES, language, kept) if ledger.matches else None
    if matches:
        write_matches(matches.fresh, ledger.matches)
    return Mending(
        findings=out / FINDINGS,
        mapping=mapping.settle(),
        matches=matches.settle() if matches else None,
        refused=refused,
        kept=tuple(kept),
    )


def write_findings(path: Path, findings: Sequence[Finding], *, language: Language) -> None:
    """Write every finding: ``severity, kind, table, file, line, column, value, reason, message``.

    ``reason`` says why it matters, ``message`` what was found and what to do.
    """
    parts = (findings[start : start + _ROWS_AT_ONCE] for start in range(0, len(findings), _ROWS_AT_ONCE))
    write_csv(path, (_findings_batch(part, language) for part in parts), schema=_FINDINGS_SCHEMA, language=language)


def _findings_batch(findings: Sequence[Finding], language: Language) -> pa.RecordBatch:
    rows = [_finding_row(one, language) for one in findings]
    columns = zip(*rows, strict=True)
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, _FINDINGS_SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=_FINDINGS_SCHEMA)


def _finding_row(one: Finding, language: Language) -> tuple[str | int | None, ...]:
    where = (one.table, one.file, one.line, one.column, one.value)
    return one.severity, one.kind, *where, one.why(language), _message(one, language)


def _message(finding: Finding, language: Language) -> str:
    what = FindingGroup(first=finding, count=finding.count, examples=()).what(language)
    return f"{what.rstrip('.')}. {finding.advice(language)}"


# --- refused rows ---------------------------------------------------------------------------------------------------


def _write_refused(ledger: CameIn, folder: Path, language: Language, kept: list[Path]) -> tuple[Path, ...]:
    reasons = _reasons(ledger.findings, language)
    named = _refused_names(ledger.refused, language)
    for stale in folder.glob(f"*{_mark(language)}.csv"):
        if stale.name not in named.values():
            kept.append(stale.replace(_former(stale, language)))
    paths = []
    if named:
        folder.mkdir(exist_ok=True)
    for file, rows in ledger.refused.items():
        target = _Careful(folder / named[file], language, kept)
        table = _with_reason(file, _unmistakable(rows, language), reasons, language)
        write_csv(target.fresh, table.to_batches(_ROWS_AT_ONCE), schema=table.schema, language=language)
        paths.append(target.settle())
    return tuple(paths)


def _unmistakable(rows: pa.Table, language: Language) -> pa.Table:
    """Numbers with three decimals get a fourth: ``12.125`` may be read as twelve thousand, ``12.1250`` may not."""
    for place, field in enumerate(rows.schema):
        if pa.types.is_floating(field.type) or pa.types.is_decimal(field.type):
            text = pa.chunked_array([written(part, language) for part in rows[field.name].chunks], pa.string())
            longer = pc.replace_substring_regex(text, r"([.,]\d{3})$", r"\10")
            rows = rows.set_column(place, field.name, longer)
    return rows


def _with_reason(file: str, rows: pa.Table, reasons: Mapping[tuple[str, int], str], language: Language) -> pa.Table:
    said = [_why_refused(file, line, reasons, language) for line in rows[LINE].to_pylist()]
    own = {LINE, PROBLEM, *(say("mending.refused.column", one) for one in ("nl", "en"))}  # refused for a second time
    kept = rows.select([name for name in rows.column_names if name not in own])
    return kept.append_column(say("mending.refused.column", language), pa.array(said, pa.string()))


def _why_refused(file: str, line: int, reasons: Mapping[tuple[str, int], str], language: Language) -> str:
    return say("mending.refused.cell", language, line=line, why=reasons.get((file, line), ""))


def _reasons(findings: Sequence[Finding], language: Language) -> dict[tuple[str, int], str]:
    """Per refused row everything that is wrong with it."""
    said: dict[tuple[str, int], list[str]] = {}
    for one in findings:
        if one.refused and one.line is not None:
            said.setdefault((one.file, one.line), []).append(_message(one, language))
    return {place: " ".join(messages) for place, messages in said.items()}


def _mark(language: Language) -> str:
    return f" {say('mending.refused.mark', language)}"


def _refused_names(files: Mapping[str, pa.Table], language: Language) -> dict[str, str]:
    """A file name for each, different from its original so that it can stand beside it."""
    named: dict[str, str] = {}
    for file in files:
        stem = re.sub(r"\.\w{1,8}(?=$| \[)", "", file).replace("]", "").replace(" [", " ")
        stem = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", stem)[:100]
        again = sum(name.startswith(f"{stem}{_mark(language)}") for name in named.values())
        named[file] = f"{stem}{_mark(language)}{f' {again + 1}' if again else ''}.csv"
    return named


def _mappings_of_refused(ledger: CameIn, language: Language) -> Iterator[FileMapping]:
    """So that a mended file is read as its original was, whatever it is called."""
    original = {one.file: one for one in ledger.mappings}
    for file, name in _refused_names(ledger.refused, language).items():
        if file in original:
            yield replace(original[file], file=name)


# --- never over a correction ----------------------------------------------------------------------------------------


def _former(path: Path, language: Language) -> Path:
    return path.with_name(f"{path.stem} {say('mending.former', language)}{path.suffix}")


class _Careful:
    """A file that the user may have corrected: what was there is kept under another name when it differs."""

    def __init__(self, path: Path, language: Language, kept: list[Path]) -> None:
        self.path = path
        self.fresh = path.with_name(f"{path.name}.new")
        self._former = _former(path, language)
        self._kept = kept

    def settle(self) -> Path:
        """Put the fresh file in place."""
        if self.path.exists() and self.path.read_bytes() != self.fresh.read_bytes():
            self.path.replace(self._former)
            self._kept.append(self._former)
        self.fresh.replace(self.path)
        return self.path
