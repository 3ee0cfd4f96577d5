"""A process that computes is killed inside its last transaction: the figures from before hold, and it can run again."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import small_firm

RUN = """
import sys, time
from datetime import UTC, datetime
import django
django.setup()
from django.core.management import call_command
from klantkompas.web.nightly import services

call_command("migrate", verbosity=0)
folder, inside = sys.argv[1:]
if folder != "-":
    from pathlib import Path
    from tests.web.nightly.conftest import lay_in
    lay_in(Path(folder))
for name in ("write_report", "write_workbook"):
    setattr(sys.modules["klantkompas.report.results"], name, lambda *_, **__: None)
services.write_report = services.pictures.draw = lambda *_, **__: None
if inside == "wait":
    def wait(**_):
        print("inside", flush=True)
        time.sleep(600)
    services.note = wait
services.recalculate(lambda *_: None, by=None, at=datetime.now(UTC))
print("made", flush=True)
"""


def started(home: Path, folder: object = "-", inside: str = "go on") -> "subprocess.Popen[str]":
    around = os.environ | {"KLANTKOMPAS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "klantkompas.web.settings"}
    around.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", RUN, str(folder), inside]
    return subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])


def said(process: "subprocess.Popen[str]") -> str:
    """The line that it says next."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def known(home: Path) -> list[list[tuple[object, ...]]]:
    with sqlite3.connect(home / "klantkompas.sqlite3") as database:
        tables = ("customers_snapshot", "figures", "customers_phaseturn", "customers_task", "fact_actions")
        found = [database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables]
    database.close()
    return found


def folders(home: Path) -> int:
    return len(list((home / "snapshots").iterdir()))


@pytest.mark.slow
def test_the_power_goes_while_figures_are_laid_in(tmp_path):
    with started(tmp_path, small_firm(tmp_path / "exports")) as first:
        assert said(first) == "made"
    before = known(tmp_path)
    assert len(before[0]) == 1
    with started(tmp_path, inside="wait") as killed:
        assert said(killed) == "inside"
        killed.send_signal(signal.SIGKILL)
    assert known(tmp_path) == before
    assert folders(tmp_path) == 2
    with started(tmp_path) as again:
        assert said(again) == "made"
    assert len(known(tmp_path)[0]) == 2
    assert folders(tmp_path) == 2
