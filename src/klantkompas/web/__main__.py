"""Start the application for real use: ``python -m klantkompas.web HOST PORT [LANGUAGE]``; with a language, that of the
example firm, which is then made where it is not there yet.

Database brought up to date, static files in place, then a server, and a process of its own for background jobs; both
stop together. Every night (``settings.NIGHT_HOUR``) the figures are asked for anew. ``klantkompas serve`` calls it with
the surroundings that ``settings`` reads, and is told on stdout how far it is, a JSON object a line: ``step``, ``done``,
``total`` while it prepares; ``error`` and its params where it cannot; ``ready`` at last, with the ``people`` of the
example firm.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import django
from django.core.management import call_command

from klantkompas.errors import KlantkompasError
from klantkompas.words import Language

SERVER = (
    *("granian", "klantkompas.web.wsgi:application", "--interface", "wsgi", "--no-ws", "--log-level", "error"),
    *("--workers-kill-timeout", "3"),  # seconds to end what it answers; without it, it may wait for ever
)


def prepare() -> None:
    """Bring database and static files up to date; say of work that was cut off that it is lost."""
PATIENCE = 5  # seconds that what is done now and then has to end; cut off, it is done again after the next start
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from klantkompas.web.staff.jobs import give_up_lost

    give_up_lost()


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


@contextmanager
def now_and_then(do: Callable[[], None], *, seconds: float) -> Iterator[None]:
    """Do something every so often, as long as the block lasts; what goes wrong is logged and tried again."""
    from django.db import close_old_connections

    stop = threading.Event()

    def go() -> None:
        while not stop.wait(seconds):
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


def answer(host: str, port: str) -> int:
    """Answer requests until stopped; the exit status of the server.

    It is asked to end and waited for: killed (as ``subprocess.call`` does), it would leave the process that answers.
    """
    server = subprocess.Popen([sys.executable, "-m", *SERVER, "--host", host, "--port", port])
    try:
        return server.wait()
    finally:
        server.terminate()
        server.wait()


def _stop(_number: int, _frame: object) -> None:
    """What a computer that shuts down asks is what Ctrl-C asks."""
    raise KeyboardInterrupt


def run(host: str, port: str, language: str | None = None) -> int:
    """Serve until stopped; the exit status of the server."""
    try:
        prepare()
        with background():
            tell(ready=True, people=example(language) if language else [])
            # Not with the worker: mail waits for no computation, and a silent mail server keeps nobody waiting.
            with (
                now_and_then(night, seconds=30),
                now_and_then(send_post, seconds=60),
                now_and_then(fetch_post, seconds=300),
            ):
                return answer(host, port)
    except KeyboardInterrupt:
        return 0
    except KlantkompasError as error:
        tell(error=error.code, **error.params)
        return 2


def example(language: str) -> list[dict[str, str]]:
    """The example firm, made where it is not there yet; its people."""
    from klantkompas.web.example import fill

    def step(name: str, done: float, total: float | None) -> None:
        tell(step=name, done=done, total=total)

    return fill(language=cast(Language, language), tell=step)


def tell(**what: Any) -> None:
    """Say a line to whoever started this."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "klantkompas.web.settings"
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(run(*sys.argv[1:]))
