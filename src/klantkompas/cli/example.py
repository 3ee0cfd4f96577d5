"""``klantkompas example``: a firm to try things on."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from klantkompas.cli.request import a_number, common_options, option
from klantkompas.cli.spoken import SpokenCommand
from klantkompas.words import Language, say

if TYPE_CHECKING:
    from klantkompas.ledger.example_firm import ExampleSummary

CUSTOMERS, SEED = 400, 7


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    how_many = say("cli.meta.number", language)
    return SpokenCommand(
        name="example",
        language=language,
        help=say("cli.example.help", language),
        callback=example,
        params=[
            option("customers", language, type=a_number, default=CUSTOMERS, metavar=how_many),
            option("real", language, is_flag=True),
            option("seed", language, type=a_number, default=SEED, metavar=how_many),
            option(
                "out",
                language,
                words="example_out",
                type=Path,
                required=True,
                metavar=say("cli.meta.folder", language),
            ),
            *common_options(language),
        ],
    )


def example(
    *, customers: int, real: bool, seed: int, out: Path, language: Language, as_json: bool, quiet: bool, **_: Any
) -> int:
    """Write the firm and say what was written; the exit status."""
    from klantkompas.cli.progress import Waiting
    from klantkompas.ledger.example_firm import write_example, write_real

    with Waiting(language, quiet=quiet) as waiting:
        if real:
            written = write_real(out=out)
        else:
            written = write_example(out=out, customers=customers, seed=seed, language=language, progress=waiting.part)
    if as_json:
        click.echo(json.dumps(_summary(written), indent=2))
    else:
        _tell(written, language, quiet)
    return 0


def _tell(written: "ExampleSummary", language: Language, quiet: bool) -> None:
    from klantkompas.cli.screen import Screen

    screen = Screen(language, quiet=quiet)
    screen.say(
        "screen.example.done",
        customers=written.customers,
        transactions=written.rows["transactions"],
        first=written.first,
        last=written.last,
        out=written.out,
    )
    if written.truth:
        screen.say("screen.example.truth")
    screen.say("screen.next.example", source=written.out)


def _summary(written: "ExampleSummary") -> dict[str, Any]:
    return {
        "out": str(written.out),
        "format": written.format,
        "rows": dict(written.rows),
        "first": written.first.isoformat(),
        "last": written.last.isoformat(),
        "currency": written.currency,
        "truth": written.truth,
    }
