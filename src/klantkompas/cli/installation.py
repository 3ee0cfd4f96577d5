"""An installation of the web application as the commands reach it: a folder, and a process that tells how far it is."""

import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.progress import Waiting
from klantkompas.cli.request import option
from klantkompas.errors import UsageError
from klantkompas.words import Language, failure, say

FOLDER, SECRET = "klantkompas", "secret.key"


def data_option(language: Language) -> click.Option:
    """Which installation is meant."""
    return option("data", language, type=Path, metavar=say("cli.meta.folder", language))


def home_of(data: Path | None, *, name: str = FOLDER) -> Path:
    """The folder of the installation: the one named, else one of this name in the user's own folder.

    Raises:
        UsageError: the web application is not installed on this computer.
    """
    if find_spec("django") is None:
        raise failure(UsageError, "web_not_installed")
    return (data or Path.home() / name).absolute()


def existing(data: Path | None) -> Path:
    """The folder of an installation that is there.

    Raises:
        UsageError: there is none.
    """
    folder = home_of(data)
    if not (folder / SECRET).is_file():
        raise failure(UsageError, "installation_absent", path=str(folder))
    return folder


def begun(folder: Path, *arguments: str, around: dict[str, str] | None = None) -> "subprocess.Popen[str]":
    """The application's own process, begun with a command of it; what stops us, stops it."""
    command = [sys.executable, "-m", "klantkompas.web", *arguments]
    surroundings = os.environ | {"KLANTKOMPAS_HOME": str(folder)} | (around or {})
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings)
    signal.signal(signal.SIGTERM, lambda *_: running.terminate())
    return running


def told(running: "subprocess.Popen[str]", language: Language, *, quiet: bool) -> dict[str, Any] | None:
    """What the application says once it is ready, after showing how far it was; None where it ended before.

    Raises:
        UsageError: it cannot do what was asked.
    """
    with Waiting(language, quiet=quiet) as waiting:
        for line in running.stdout or ():
            said = json.loads(line)
            if "error" in said:
                raise failure(UsageError, said.pop("error"), **said)
            if "ready" in said:
                return dict(said)
            waiting.step(said["step"], said["done"], said["total"])
    return None


def done(
    folder: Path, *arguments: str, language: Language, quiet: bool, around: dict[str, str] | None = None
) -> dict[str, Any]:
    """Have the application do one thing, and wait for its end.

    Raises:
        UsageError: it cannot do what was asked.
    """
    with begun(folder, *arguments, around=around) as running:
        said = told(running, language, quiet=quiet)
    if said is None:
        raise failure(UsageError, "installation_broke", status=running.returncode)
    return said
