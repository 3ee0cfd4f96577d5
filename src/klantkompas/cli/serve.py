"""``klantkompas serve``: the web application, ready for use."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.request import a_number, common_options, option
from klantkompas.cli.spoken import SpokenCommand
from klantkompas.errors import UsageError
from klantkompas.words import Language, failure, say

FOLDER, HOST, PORT = "klantkompas", "127.0.0.1", 8000
THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    return SpokenCommand(
        name="serve",
        language=language,
        help=say("cli.serve.help", language),
        callback=serve,
        params=[
            option("data", language, type=Path, metavar=say("cli.meta.folder", language)),
            option("host", language, default=HOST, metavar=say("cli.meta.host", language)),
            option("port", language, type=a_number, default=PORT, metavar=say("cli.meta.number", language)),
            *common_options(language),
        ],
    )


def serve(*, data: Path | None, host: str, port: int, language: Language, quiet: bool, **_: Any) -> int:
    """Prepare and serve until stopped; the exit status."""
    if find_spec("django") is None:
        raise failure(UsageError, "web_not_installed")
    folder = (data or Path.home() / FOLDER).absolute()
    application = [sys.executable, "-m", "klantkompas.web", host, str(port)]
    with subprocess.Popen(application, stdout=subprocess.PIPE, env=os.environ | _around(folder, host)) as running:
        try:
            if running.stdout and running.stdout.readline() and not quiet:
                _tell(language, address=f"http://{host}:{port}/", data=folder)
            return running.wait()
        except KeyboardInterrupt:
            return running.wait()  # Ctrl-C reached it too: it stops by itself, and that is how serving ends


def _around(folder: Path, host: str) -> dict[str, str]:
    """What the application finds in its surroundings; on this computer only, plain http will do."""
    here = {"KLANTKOMPAS_INSECURE": "1"} if host in THIS_COMPUTER else {}
    return {"KLANTKOMPAS_HOME": str(folder)} | here


def _tell(language: Language, **params: Any) -> None:
    from klantkompas.cli.screen import Screen

    Screen(language).say("screen.serve", **params)
