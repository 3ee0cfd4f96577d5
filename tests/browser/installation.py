"""A real installation: ``klantkompas serve`` in a process of its own, with static files and policy as at a firm."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

COMMAND = (sys.executable, "-c", "from klantkompas.cli import main; main()")
WORK = "django_tasks_database_dbtaskresult"  # what is handed to the worker
PATIENCE = 60.0  # seconds until the first page answers, on a machine that does other things too


class Installation:
    """An installation that runs: where it is reached and where its folder is; set back to how it was kept."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self._folder = folder
        self._database = folder / "klantkompas.sqlite3"
        self._kept = folder / "kept.sqlite3"

    @property
    def people(self) -> dict[str, tuple[str, str]]:
        """Address and password of those of the example firm, by role."""
        people = json.loads((self._folder / "example.json").read_text(encoding="utf-8"))
        return {one["role"]: (one["email"], one["password"]) for one in people}

    def do(self, script: str) -> str:
        """Run Python inside the application, beside the server; what it prints."""
        around = os.environ | {"DJANGO_SETTINGS_MODULE": "klantkompas.web.settings", "KLANTKOMPAS_INSECURE": "1"}
        around |= {"KLANTKOMPAS_HOME": str(self._folder)}
        around.pop("DATABASE_URL", None)
        command = [sys.executable, "-c", f"import django\ndjango.setup()\n{script}"]
        return subprocess.run(command, env=around, capture_output=True, check=True, text=True).stdout

    def keep(self) -> None:
        """Remember everything as it is now."""
        _copy(self._database, self._kept)

    def set_back(self) -> None:
        """Everything as it was kept, while the server runs: one transaction to whoever reads."""
        self._let_rest()
        _copy(self._kept, self._database)

    def _let_rest(self) -> None:
        """Wait for the work that an earlier test left: its end would be written on the next job of the same number."""
        until = time.monotonic() + PATIENCE
        with closing(sqlite3.connect(self._database, timeout=20, isolation_level=None)) as database:
            database.execute("UPDATE staff_job SET cancel_asked = 1 WHERE state IN ('waiting', 'running')")
            database.execute(f"DELETE FROM {WORK} WHERE status = 'READY'")
            while database.execute(f"SELECT 1 FROM {WORK} WHERE status = 'RUNNING'").fetchone():
                assert time.monotonic() < until, "the work of an earlier test does not stop"
                time.sleep(0.05)


@contextmanager
def running(
    folder: Path, *arguments: str, patience: float = PATIENCE, port: int | None = None
) -> Iterator[Installation]:
    """An installation in a folder, on a free port, until the end of the block.

    Args:
        folder: of the installation; made where absent.
        arguments: for ``klantkompas serve``.
        patience: seconds until it must answer.
        port: where it listens; None: a free one.
    """
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    around = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "KLANTKOMPAS_INSECURE")}
    command = [*COMMAND, "serve", "--data", str(folder), "--port", str(port), *arguments]
    log = folder / "serve.log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=around, start_new_session=True)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/healthy", process, log, patience)
            yield Installation(address, folder)
        finally:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does with Ctrl-C: to all of them
            assert process.wait(timeout=30) == 0


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the application does not answer; it said:\n{log.read_text(encoding='utf-8')}")


def free_port() -> int:
    """Where nothing listens now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=20)) as new:
        old.backup(new)
