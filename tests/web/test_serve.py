"""``klantkompas serve`` for real: a process, a port, a first page, and an end without loss."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

START = "from klantkompas.cli import main; main()"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def group(process: int) -> int | None:
    """The group of a process; None where it is gone meanwhile."""
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return None


def by_ctrl_c(first: int) -> None:
    """As a terminal does: to all of them."""
    os.killpg(first, signal.SIGINT)


def by_the_computer(first: int) -> None:
    """As a computer does that shuts down: to the one that was started."""
    os.kill(first, signal.SIGTERM)


@pytest.mark.parametrize("stop", [by_ctrl_c, by_the_computer])
def test_serving_begins_with_one_command_and_ends_without_leaving_a_process(
    tmp_path: Path, stop: Callable[[int], None]
):
    port = free_port()
    around = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "KLANTKOMPAS_INSECURE")}
    command = [sys.executable, "-c", START, "serve", "--data", str(tmp_path / "firm"), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=around, start_new_session=True) as running:
        try:
            assert running.stdout is not None
            assert f"http://127.0.0.1:{port}/" in running.stdout.readline()
            page = answer(f"http://127.0.0.1:{port}/")
            assert "Welkom bij Klantkompas" in page
        finally:
            stop(running.pid)
            assert running.wait(timeout=30) == 0
    assert [one.cmdline() for one in psutil.process_iter() if group(one.pid) == running.pid] == []
    assert oct((tmp_path / "firm" / "secret.key").stat().st_mode & 0o777) == "0o600"
    assert (tmp_path / "firm" / "klantkompas.sqlite3").exists()


def test_a_port_where_something_runs_is_not_shared_with_it(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "-c", START, "serve", "--data", str(tmp_path), "--port", port, "--language", "en"]
        refused = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert refused.returncode == 2
    assert f"Something runs on port {port} already" in refused.stderr


def answer(address: str) -> str:
    """What stands there: it answers as soon as it says that it does."""
    with urllib.request.urlopen(address, timeout=20) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy
        return str(response.read().decode())
