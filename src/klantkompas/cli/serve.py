"""``klantkompas serve``: the web application, ready for use."""

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.installation import FOLDER, begun, data_option, home_of, told
from klantkompas.cli.request import a_number, common_options, option
from klantkompas.cli.spoken import SpokenCommand
from klantkompas.errors import UsageError
from klantkompas.words import Language, failure, say

EXAMPLE, HOST, PORT = "klantkompas-example", "127.0.0.1", 8000
THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    return SpokenCommand(
        name="serve",
        language=language,
        help=say("cli.serve.help", language),
        callback=serve,
        params=[
            data_option(language),
            option("example", language, is_flag=True),
            option("host", language, default=HOST, metavar=say("cli.meta.host", language)),
            option("port", language, type=a_number, default=PORT, metavar=say("cli.meta.number", language)),
            *common_options(language),
        ],
    )


def serve(*, data: Path | None, example: bool, host: str, port: int, language: Language, quiet: bool, **_: Any) -> int:
    """Prepare and serve until stopped; the exit status."""
    folder = home_of(data, name=EXAMPLE if example else FOLDER)
    if example and host not in THIS_COMPUTER:
        raise failure(UsageError, "web_example_here_only", host=host)
    if _answers(host, port):
        raise failure(UsageError, "web_port_taken", port=str(port))
    here = {"KLANTKOMPAS_INSECURE": "1"} if host in THIS_COMPUTER else {}  # plain http will do
    with begun(folder, "serve", host, str(port), *([language] if example else []), around=here) as running:
        try:
            ready = told(running, language, quiet=quiet)
            if ready and not quiet:
                _tell(language, ready["people"], address=f"http://{host}:{port}/", data=folder)
            return running.wait()
        except KeyboardInterrupt:
            return running.wait()  # Ctrl-C reached it too: it stops by itself, and that is how serving ends


def _answers(host: str, port: int) -> bool:
    """Whether something is served there: the server would share the port with it, and each get half of the requests."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


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
