"""``klantkompas analyse``: who earns and who costs, in a report."""

import click

from klantkompas.cli.request import Request, facts_command
from klantkompas.words import Language


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    return facts_command("analyse", language, analyse)


def analyse(request: Request) -> int:
    """Read, reckon, write and say; the exit status."""
    from klantkompas.cli.facts import opened
    from klantkompas.cli.progress import Waiting
    from klantkompas.insight import base as insight

    out = request.folder
    with Waiting(request.language, quiet=request.quiet) as waiting, opened(request, waiting) as ledger:
        base = insight.analyse(
            ledger,
            as_of=request.as_of,
            previous=request.previous,
            language=request.language,
            progress=waiting.step,
        )
        waiting.step("report", 0, None)
        from klantkompas.cli.results import tell_results  # pictures and all: only now are they needed
        from klantkompas.report.results import write_results

        back = write_results(base, ledger, out, language=request.language)
        waiting.stop()
        if request.as_json:
            click.echo((out / "summary.json").read_text(encoding="utf-8"), nl=False)
        else:
            tell_results(base, ledger, back, request)
        return int(any(one.severity == "blocking" for one in ledger.findings))
