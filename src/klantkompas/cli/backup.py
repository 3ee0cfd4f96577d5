"""``klantkompas backup``: everything of an installation in one file, while it is used."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.installation import data_option, done, existing
from klantkompas.cli.request import common_options
from klantkompas.cli.screen import Screen
from klantkompas.cli.spoken import SpokenCommand
from klantkompas.words import Language, number, say


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    return SpokenCommand(
        name="backup",
        language=language,
        help=say("cli.backup.help", language),
        callback=backup,
        params=[
            click.Argument(["file"], type=Path, required=False, metavar=f"[{say('cli.meta.file', language)}]"),
            data_option(language),
            *common_options(language),
        ],
    )


def backup(*, file: Path | None, data: Path | None, language: Language, as_json: bool, quiet: bool, **_: Any) -> int:
    """Write the backup, beside the user where no file is named, and say where it is; the exit status."""
    folder = existing(data)
    path = (file or Path(f"klantkompas-{datetime.now():%Y-%m-%d-%H%M}.zip")).absolute()  # noqa: TID251 (a name, no figure)
    done(folder, "backup", str(path), language=language, quiet=quiet or as_json)
    size = path.stat().st_size
    if as_json:
        click.echo(json.dumps({"file": str(path), "bytes": size}))
    else:
        Screen(language, quiet=quiet).say("screen.backup", file=path, size=number(size / 1e6, language, decimals=1))
    return 0
