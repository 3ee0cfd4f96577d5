"""``klantkompas serve``: the web application, ready for use."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.request import a_number, common_options, option
from klantkompas.cli.spoken import SpokenCommand
from klantkompas.errors import UsageError
from klantkompas.words import Language, failure, say

FOLDER, EXAMPLE, HOST, PORT = "klantkompas", "klantkompas-example", "127.0.0.1", 8000
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
            option("example", language, is_flag=True),
            option("host", language, default=HOST, metavar=say("cli.meta.host", language)),
            option("port", language, type=a_number, default=PORT, metavar=say("cli.meta.number", language)),
            *common_options(language),
        ],
    )


def serve(*, data: Path | None, example: bool, host: str, port: int, language: Language, quiet: bool, **_: Any) -> int:
    """Prepare and serve until stopped; the exit status."""
    if find_spec("django") is None:
        raise failure(UsageError, "web_not_installed")
    if example and host not in THIS_COMPUTER:
        raise failure(UsageError, "web_example_here_only", host=host)
    if _answers(host, port):
        raise failure(UsageError, "web_port_taken", port=str(port))
    folder = (data or Path.home() / (EXAMPLE if example else FOLDER)).absolute()
    application = [sys.executable, "-m", "klantkompas.web", host, str(port), *([language] if example else [])]
    with subprocess.Popen(
        application, stdout=subprocess.PIPE, text=True, env=os.environ | _around(folder, host)
    ) as running:
        signal.signal(signal.SIGTERM, lambda *_: running.terminate())
        try:
            ready = _prepared(running, language, quiet=quiet)
            if ready and not quiet:
                _tell(language, ready["people"], address=f"http://{host}:{port}/", data=folder)
            return running.wait()
        except KeyboardInterrupt:
            return running.wait()  # Ctrl-C reached it too: it stops by itself, and that is how serving ends


def _prepared(running: "subprocess.Popen[str]", language: Language, *, quiet: bool) -> dict[str, Any] | None:
    """What the application says once it is ready, after showing how far it was; None where it ended before.

    Raises:
        UsageError: it cannot be made ready.
    """
    from klantkompas.cli.progress import Waiting

    with Waiting(language, quiet=quiet) as waiting:
        for line in running.stdout or ():
            told = json.loads(line)
            if "error" in told:
                raise failure(UsageError, told.pop("error"), **told)
            if "ready" in told:
                return dict(told)
            waiting.step(told["step"], told["done"], told["total"])
    return None


def _answers(host: str, port: int) -> bool:
    """Whether something is served there: the server would share the port with it, and each get half of the requests."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _around(folder: Path, host: str) -> dict[str, str]:
    """What the application finds in its surroundings; on this computer only, plain http will do."""
    here = {"KLANTKOMPAS_INSECURE": "1"} if host in THIS_COMPUTER else {}
    return {"KLANTKOMPAS_HOME": str(folder)} | here


def _tell(language: Language, people: Sequence[Mapping[str, str]], **params: Any) -> None:
    from klantkompas.cli.screen import Head, Screen

    screen = Screen(language)
    screen.say("screen.serve", **params)
    if people:
        screen.heading("screen.serve.people")
        heads = [Head(say(code, language)) for code in ("screen.serve.role", "web.field.email", "web.field.password")]
        screen.table(
            heads, [(say(f"web.role.{one['role']}", language), one["email"], one["password"]) for one in people]
        )
