"""``klantkompas restore``: an installation from its backup, in a folder where nothing is yet."""

import json
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.installation import data_option, done, home_of
from klantkompas.cli.request import common_options
from klantkompas.cli.screen import Screen
from klantkompas.cli.spoken import SpokenCommand
from klantkompas.errors import UsageError
from klantkompas.words import Language, failure, say


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    return SpokenCommand(
        name="restore",
        language=language,
        help=say("cli.restore.help", language),
        callback=restore,
        params=[
            click.Argument(["file"], type=Path, metavar=say("cli.meta.file", language)),
            data_option(language),
            *common_options(language),
        ],
    )


def restore(*, file: Path, data: Path | None, language: Language, as_json: bool, quiet: bool, **_: Any) -> int:
    """Put the backup back and say where; the exit status."""
    folder = home_of(data)
    if not file.is_file():
        raise failure(UsageError, "restore_no_backup", path=str(file))
    done(folder, "restore", str(file.absolute()), language=language, quiet=quiet or as_json)
    if as_json:
        click.echo(json.dumps({"data": str(folder)}))
    else:
        Screen(language, quiet=quiet).say("screen.restore", data=folder)
    return 0
