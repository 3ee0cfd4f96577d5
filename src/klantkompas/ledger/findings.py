"""What is found in the facts: each with file, line, column, value, why it matters and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from klantkompas.words import Language, say

Severity = Literal["blocking", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or remarkable in the facts.

    Attributes:
        kind: stable code; ``klantkompas.words.findings`` has its sentences: ``finding.KIND`` (what, with
            ``{n}`` how often), ``finding.KIND.why`` and ``finding.KIND.do``.
        severity: ``blocking`` where the facts cannot be used, else ``warning``.
        table: name of the fact table, ``""`` where the file is of none.
        file: the file (and sheet) as a person would name it.
        line: line or row in the file, counted from 1, the header included; ``None`` for the file as a whole.
        column: header in the file.
        value: what stands there, cut to 200 characters.
        refused: whether the row was left out (and written to ``refused/``).
        count: how many rows this one finding stands for.
        params: what else its sentences name.
    """

    kind: str
    severity: Severity = "warning"
    table: str = ""
    file: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    refused: bool = False
    count: int = 1
    params: Mapping[str, Any] = field(default_factory=dict)

    def why(self, language: Language) -> str:
        """Why it matters."""
        return say(f"finding.{self.kind}.why", language, **self._named())

    def advice(self, language: Language) -> str:
        """What to do."""
        return say(f"finding.{self.kind}.do", language, **self._named())

    def _named(self) -> dict[str, Any]:
        own = {"table": self.table, "file": self.file, "line": self.line, "column": self.column}
        return own | {"value": self.value, "n": self.count} | dict(self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """All findings of one kind in one file and column: the line that a person reads.

    Attributes:
        first: the first of them, as the example.
        count: rows concerned.
        examples: up to three values, in order of appearance.
    """

    first: Finding
    count: int
    examples: tuple[str, ...]

    def what(self, language: Language) -> str:
        """What was found, and how often."""
        named = self.first._named() | {"n": self.count}
        return say(f"finding.{self.first.kind}", language, **named)


def group_findings(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Findings by kind, table, file and column: blocking first, then the largest groups first."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.kind, finding.table, finding.file, finding.column), []).append(finding)
    together = [_group(members) for members in groups.values()]
    return sorted(together, key=lambda group: (group.first.severity != "blocking", -group.count))


def _group(members: list[Finding]) -> FindingGroup:
    values = dict.fromkeys(member.value for member in members if member.value)
    return FindingGroup(first=members[0], count=sum(member.count for member in members), examples=tuple(values)[:3])
