"""What was found in the files, and what of them was kept: the tables that make the rest believable."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from klantkompas.ledger.findings import Finding, FindingGroup, group_findings
from klantkompas.ledger.intake import FileCount
from klantkompas.report.tables import Column, Table, column
from klantkompas.report.writer import Writer

MOST_GROUPS = 10


def findings_table(findings: Iterable[Finding], writer: Writer) -> Table:
    """Findings by kind, blocking first, at most ten kinds: what, where, how often, why, what to do."""
    groups = group_findings(findings)
    names = ("severity", "what", "where", "why", "do", "count")
    columns = [
        Column(
            name=f"finding_{name}",
            unit="count" if name == "count" else "text",
            label=writer.say(f"page.findings.{name}"),
        )
        for name in names
    ]
    shown = groups[:MOST_GROUPS]
    more = writer.say("page.findings.more", n=len(shown), all=len(groups)) if len(groups) > len(shown) else ""
    rows = tuple(_row(group, writer) for group in shown)
    return Table(caption=writer.say("page.findings.caption"), columns=tuple(columns), rows=rows, note=more)


def _row(group: FindingGroup, writer: Writer) -> tuple[Any, ...]:
    first, language = group.first, writer.language
    where = " · ".join(part for part in (first.file or first.table, first.column) if part)
    severity = writer.say(f"page.findings.severity.{first.severity}")
    return severity, group.what(language), where, first.why(language), first.advice(language), group.count


def counts_table(counts: Sequence[FileCount], writer: Writer) -> Table:
    """Read = kept + refused, per file, rows and amounts; amounts of hour lines are hours."""
    names = (
        "file",
        "rows_read",
        "rows_kept",
        "rows_refused",
        "amount_read",
        "amount_kept",
        "amount_refused",
        "unreadable",
    )
    rows = tuple(
        (one.file, one.rows_read, one.rows_kept, one.rows_refused, *_amounts(one), one.unreadable) for one in counts
    )
    why = dict.fromkeys(("amount_read", "amount_kept", "amount_refused"), "no_amount_in_table")
    columns = tuple(column(name) for name in names)
    return Table(caption=writer.say("page.counts.caption"), columns=columns, rows=rows, why=why)


def _amounts(one: FileCount) -> tuple[Decimal | None, ...]:
    sums = (one.amount_read, one.amount_kept, one.amount_refused)
    return tuple(None if value is None else Decimal(value).scaleb(-2) for value in sums)
