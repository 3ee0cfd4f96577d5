"""Mail while the process that carries it is killed, and while three do it at once: over a database on disk."""

import json
import os
import subprocess
import sys

import pytest

from tests.web.imports.test_cut_off import ROOT, own_database
from tests.web.post.at_home import AFTER, MAILS

# it starts an application four times
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What happened in an installation of its own, on the kind of database that the tests run on."""
    folder = tmp_path_factory.mktemp("home")
    around = os.environ | {"KLANTKOMPAS_HOME": str(folder), "KLANTKOMPAS_INSECURE": "1", "PYTHONPATH": str(ROOT)}
    if "DATABASE_URL" in around:
        around["DATABASE_URL"] = own_database(around["DATABASE_URL"], "killed")
    command = [sys.executable, "-m", "tests.web.post.at_home"]
    done = subprocess.run(command, env=around, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_killed_on_the_way_nothing_is_lost_and_nothing_is_kept_twice(seen):
    after = dict(seen["killed"])
    assert after.pop("twice") <= len(AFTER)  # at most once more for each time that it was killed
    assert after == {
        **dict.fromkeys(("complaints", "customers", "arrivals", "mailed"), MAILS),
        **dict.fromkeys(("unseen", "waiting"), 0),
    }


def test_three_rounds_at_once_do_everything_once(seen):
    after = dict(seen["at once"])
    assert after.pop("twice") == seen["killed"]["twice"]
    assert after == {
        **dict.fromkeys(("complaints", "customers", "arrivals", "mailed"), 2 * MAILS),
        **dict.fromkeys(("unseen", "waiting"), 0),
    }
