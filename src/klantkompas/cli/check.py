"""``klantkompas check``: look through what is in the exports."""

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from klantkompas.cli.request import Request, facts_command
from klantkompas.words import Language

if TYPE_CHECKING:
    from klantkompas.ledger.book import Ledger
    from klantkompas.ledger.findings import FindingGroup
    from klantkompas.ledger.intake import FileCount
    from klantkompas.ledger.mending import Mending


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    return facts_command("check", language, check)


def check(request: Request) -> int:
    """Read, check, say and write what was found; the exit status."""
    from klantkompas.cli.facts import opened
    from klantkompas.cli.progress import Waiting
    from klantkompas.ledger.mending import write_mending

    out = request.folder
    with Waiting(request.language, quiet=request.quiet) as waiting, opened(request, waiting) as ledger:
        back = write_mending(ledger, out, language=request.language)
        waiting.stop()
        if request.as_json:
            click.echo(json.dumps(_summary(ledger, back, request), indent=2, ensure_ascii=False))
        else:
            _tell(ledger, back, request)
        return int(any(one.severity == "blocking" for one in ledger.findings))


def _tell(ledger: "Ledger", back: "Mending", request: Request) -> None:
    from klantkompas.cli import telling
    from klantkompas.cli.screen import Screen

    screen = Screen(request.language, quiet=request.quiet)
    telling.tell_settings(request, screen)
    telling.tell_files(ledger, back, screen)
    telling.tell_counts(ledger, back, screen)
    telling.tell_findings(ledger, back, screen)
    blocked = any(one.severity == "blocking" for one in ledger.findings)
    screen.line()
    if blocked:
        screen.say("screen.blocked", tone="blocking")
    else:
        screen.say("screen.next.check", source=request.source)


def _summary(ledger: "Ledger", back: "Mending", request: Request) -> dict[str, Any]:
    """What was found, for a program: money in the ledger's currency, hours in hours."""
    from klantkompas.ledger.findings import group_findings
    from klantkompas.ledger.reconciliation import hours_matched

    matched = hours_matched(ledger)
    blocking = sum(one.severity == "blocking" for one in ledger.findings)
    return {
        "source": str(request.source),
        "out": str(back.findings.parent),
        "currency": ledger.rules.ledger.currency,
        "files": [
            {"file": one.file, "table": one.table, "columns": dict(one.columns), "unused": list(one.unused)}
            for one in ledger.mappings
        ],
        "counts": [_count(one) for one in ledger.counts],
        "hours": None if matched is None else {"all": _plain(matched.all), "known": _plain(matched.known)},
        "findings": {
            "blocking": blocking,
            "warning": len(ledger.findings) - blocking,
            "kinds": [_kind(group) for group in group_findings(ledger.findings)],
        },
    }


def _count(one: "FileCount") -> dict[str, Any]:
    rows = {name: getattr(one, name) for name in ("file", "table", "rows_read", "rows_kept", "rows_refused")}
    sums = {name: _plain(getattr(one, name)) for name in ("amount_read", "amount_kept", "amount_refused")}
    return rows | sums | {"unreadable": one.unreadable}


def _kind(group: "FindingGroup") -> dict[str, Any]:
    named = {name: getattr(group.first, name) for name in ("kind", "severity", "table", "file", "column")}
    return named | {"count": group.count, "examples": list(group.examples)}


def _plain(hundredths: int | None) -> float | None:
    return None if hundredths is None else float(Decimal(hundredths).scaleb(-2))
