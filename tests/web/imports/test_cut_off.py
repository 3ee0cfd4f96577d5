"""An import that is killed in the middle leaves nothing half, and two at once do not mix: over a database on disk."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What happened in an installation of its own, on the kind of database that the tests run on."""
    folder = tmp_path_factory.mktemp("home")
    around = os.environ | {"KLANTKOMPAS_HOME": str(folder), "KLANTKOMPAS_INSECURE": "1", "PYTHONPATH": str(ROOT)}
    if "DATABASE_URL" in around:
        around["DATABASE_URL"] = own_database(around["DATABASE_URL"])
    command = [sys.executable, "-m", "tests.web.imports.at_home"]
    done = subprocess.run(command, env=around, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def own_database(address: str, name: str = "cut_off") -> str:
    """A database beside the one of the other tests, which those work in meanwhile."""
    import psycopg

    name = f"{name}_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{name}"))


def test_killed_in_the_middle_nothing_is_half_and_it_can_be_run_again(seen):
    assert seen["killed"] == {
        "said": "laying\n",
        "left": [0, 0, 0, 0],
        "state": "planned",
        "run again": [4, 2, 2, 0],
        "undone": [0, 0, 0, 0],
    }


def test_two_imports_at_once_do_not_mix(seen):
    assert seen["two"] == {"said": ["done", "web_import_moved"], "left": [4, 2, 2, 0]}
