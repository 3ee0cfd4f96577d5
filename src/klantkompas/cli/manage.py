"""``klantkompas manage``: what Django can do with an installation, for whoever looks after it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.installation import data_option, existing
from klantkompas.cli.request import common_options
from klantkompas.cli.spoken import SpokenCommand
from klantkompas.words import Language, say


def command(language: Language) -> click.Command:
    """The command; everything after its own options is Django's, in Django's English."""
    return SpokenCommand(
        name="manage",
        language=language,
        help=say("cli.manage.help", language),
        callback=manage,
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
        params=[
            data_option(language),
            *(one for one in common_options(language) if one.name in ("language", "debug")),
            click.Argument(
                ["arguments"], nargs=-1, type=click.UNPROCESSED, metavar=say("cli.meta.of_django", language)
            ),
        ],
    )


def manage(*, data: Path | None, arguments: tuple[str, ...], **_: Any) -> int:
    """Have Django do it; its exit status."""
    command = [sys.executable, "-m", "klantkompas.web", "manage", *arguments]
    return subprocess.call(command, env=os.environ | {"KLANTKOMPAS_HOME": str(existing(data))})
