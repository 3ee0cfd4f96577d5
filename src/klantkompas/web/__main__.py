"""What the commands of the web application do, in a process of its own: ``python -m klantkompas.web COMMAND ...``.

``serve HOST PORT [LANGUAGE]`` starts the application for real use; with a language, that of the example firm, which is
then made where it is not there yet. ``backup FILE``, ``restore FILE``, ``import ASKED`` (JSON) and ``manage ...`` (of
Django) do one thing and end.

Database brought up to date, static files in place, then a server, and a process of its own for background jobs; both
stop together. Every night (``settings.NIGHT_HOUR``) the figures are asked for anew. ``klantkompas serve`` calls it with
the surroundings that ``settings`` reads, and is told on stdout how far it is, a JSON object a line: ``step``, ``done``,
``total`` while it prepares; ``error`` and its params where it cannot; ``ready`` at last, with what was asked: the
``people`` of the example firm, or what files did.
"""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import django
from django.core.management import call_command, execute_from_command_line

from klantkompas.errors import KlantkompasError
from klantkompas.words import Language

SERVER = (
    *("granian", "klantkompas.web.wsgi:application", "--interface", "wsgi", "--no-ws", "--log-level", "error"),
    *("--workers-kill-timeout", "3"),  # seconds to end what it answers; without it, it may wait for ever
)
PATIENCE = 5  # seconds that what is done now and then has to end; cut off, it is done again after the next start


def prepare() -> None:
    """Bring database and static files up to date; say of work that was cut off that it is lost."""
    prepare_database()
    call_command("collectstatic", verbosity=0, interactive=False)
    from klantkompas.web.staff.jobs import give_up_lost

    give_up_lost()


def prepare_database() -> None:
    """Bring the database up to date; one that is there already stays as it is where nothing is new."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


@contextmanager
def background() -> Iterator[None]:
    """A process for background jobs, as long as the block lasts; a new one where it ends before."""
    worker = _worker()

    def mend() -> None:
        nonlocal worker
        if worker.poll() is not None:
            from klantkompas.web.staff.jobs import give_up_lost

            give_up_lost()
            worker = _worker()

    try:
        with now_and_then(mend, seconds=5):
            yield
    finally:
        worker.terminate()
        worker.wait()


def _worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "django", "db_worker"], stderr=subprocess.DEVNULL)


def night() -> None:
    """Ask for the figures of the night, where that is due."""
    from django.utils import timezone

    from klantkompas.web.nightly.night import ask_if_due

    ask_if_due(timezone.now())


def send_post() -> None:
    """Send the mail that is due."""
    from django.utils import timezone

    from klantkompas.web.post.sending import send_due

    send_due(at=timezone.now())


def fetch_post() -> None:
    """Take in the mail that came."""
    from django.utils import timezone

    from klantkompas.web.post.arriving import fetch

    fetch(at=timezone.now())


def write_post() -> None:
    """Write the mail that is to be written by itself."""
    from django.utils import timezone

    from klantkompas.web.post.daily import write_due

    write_due(at=timezone.now())


@contextmanager
def now_and_then(do: Callable[[], None], *, seconds: float) -> Iterator[None]:
    """Do something every so often, as long as the block lasts; what goes wrong is logged and tried again."""
    from django.db import close_old_connections

    stop = threading.Event()

    def go() -> None:
        while not stop.wait(seconds):
            try:
                do()
            except Exception:
                logging.getLogger(__name__).exception("tried again in %s s", seconds)
            finally:
                close_old_connections()

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)


def answer(host: str, port: str, *, ready: Callable[[], None]) -> int:
    """Answer requests until stopped; the exit status of the server.

    It is asked to end and waited for: killed (as ``subprocess.call`` does), it would leave the process that answers.

    Args:
        host: where it listens.
        port: and at which door.
        ready: called once it answers.
    """
    server = subprocess.Popen([sys.executable, "-m", *SERVER, "--host", host, "--port", port])
    try:
        while server.poll() is None and not _listens(host, int(port)):
            time.sleep(0.05)
        if server.poll() is None:
            ready()
        return server.wait()
    finally:
        server.terminate()
        server.wait()


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _stop(_number: int, _frame: object) -> None:
    """What a computer that shuts down asks is what Ctrl-C asks."""
    raise KeyboardInterrupt


def run(host: str, port: str, language: str | None = None) -> int:
    """Serve until stopped; the exit status of the server."""
    try:
        prepare()
        with background():
            people = example(language) if language else []
            # Not with the worker: mail waits for no computation, and a silent mail server keeps nobody waiting.
            with (
                now_and_then(night, seconds=30),
                now_and_then(send_post, seconds=60),
                now_and_then(fetch_post, seconds=300),
                now_and_then(write_post, seconds=600),
            ):
                return answer(host, port, ready=lambda: tell(ready=True, people=people))
    except KeyboardInterrupt:
        return 0


def backup(file: str) -> int:
    """Write a backup; the exit status."""
    django.setup()
    from django.utils import timezone

    from klantkompas.web.backup import back_up

    back_up(Path(file), at=timezone.now(), tell=_step)
    tell(ready=True)
    return 0


def restore(file: str) -> int:
    """Make of a backup the installation of ``KLANTKOMPAS_HOME``, brought up to date; the exit status."""
    from klantkompas.web.backup import put_back

    put_back(Path(file), Path(os.environ["KLANTKOMPAS_HOME"]), tell=_step)
    prepare()
    tell(ready=True)
    return 0


def take_in(asked: str) -> int:
    """Take in files; the exit status."""
    prepare_database()
    from django.utils import timezone

    from klantkompas.web import intake

    wanted = json.loads(asked)
    tell(ready=True, **intake.take_in(Path(wanted.pop("path")), **wanted, at=timezone.now(), tell=_step))
    return 0


def manage(*arguments: str) -> int:
    """What Django can do with the installation; the exit status."""
    execute_from_command_line(["klantkompas manage", *arguments])
    return 0


def example(language: str) -> list[dict[str, str]]:
    """The example firm, made where it is not there yet; its people."""
    from klantkompas.web.example import fill

    return fill(language=cast(Language, language), tell=_step)


def _step(name: str, done: float, total: float | None) -> None:
    tell(step=name, done=done, total=total)


def tell(**what: Any) -> None:
    """Say a line to whoever started this."""
    print(json.dumps(what), flush=True)


COMMANDS: dict[str, Callable[..., int]] = {
    "serve": run,
    "backup": backup,
    "restore": restore,
    "import": take_in,
    "manage": manage,
}


def main(command: str, *arguments: str) -> int:
    """Do what a command asks; the exit status."""
    try:
        return COMMANDS[command](*arguments)
    except KlantkompasError as error:
        tell(error=error.code, **error.params)
        return 2


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "klantkompas.web.settings"
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main(*sys.argv[1:]))
