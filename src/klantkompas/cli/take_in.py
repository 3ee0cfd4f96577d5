"""``klantkompas import``: exports into the web application, from a terminal or every night."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.installation import data_option, done, existing
from klantkompas.cli.request import common_options, option
from klantkompas.cli.screen import Head, Screen
from klantkompas.cli.spoken import SpokenCommand
from klantkompas.words import Language, number, say

LINES = {
    "create": "imports.create",
    "change": "imports.change",
    "same": "imports.same.head",
    "refuse": "imports.refuse",
}


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    return SpokenCommand(
        name="import",
        language=language,
        help=say("cli.import.help", language),
        callback=take_in,
        params=[
            click.Argument(["source"], type=Path, metavar=say("cli.source", language)),
            data_option(language),
            option("by", language, metavar=say("cli.meta.email", language)),
            option("dry_run", language, is_flag=True),
            *common_options(language),
        ],
    )


def take_in(
    *,
    source: Path,
    data: Path | None,
    by: str | None,
    dry_run: bool,
    language: Language,
    as_json: bool,
    quiet: bool,
    **_: Any,
) -> int:
    """Take the exports in and say what they did; the exit status: 1 where they cannot be laid in as they are."""
    folder = existing(data)
    asked = json.dumps({"path": str(source.absolute()), "by": by, "dry_run": dry_run})
    said = done(folder, "import", asked, language=language, quiet=quiet or as_json)
    if as_json:
        click.echo(json.dumps({name: value for name, value in said.items() if name != "ready"}, indent=2))
    else:
        _tell(said, Screen(language, quiet=quiet), language)
    return 1 if said["state"] == "uploaded" else 0


def _tell(said: Mapping[str, Any], screen: Screen, language: Language) -> None:
    screen.say(f"screen.import.{said['state']}", number=said["number"])
    heads = [Head(say("imports.table", language)), *(Head(say(one, language), True) for one in LINES.values())]
    screen.table(
        heads,
        [
            (say(f"table.{table}", language), *(number(own[line], language) for line in LINES))
            for table, own in said["tables"].items()
        ],
    )
    for path in said["refused"]:
        screen.say("screen.import.refused", file=path)
