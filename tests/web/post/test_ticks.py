"""``klantkompas serve`` sends mail by itself: no second service, and nobody has to press anything."""

import os
import subprocess
import sys
import time

import pytest

from tests.browser.installation import running
from tests.web.imports.test_cut_off import ROOT

PATIENCE = 90  # seconds: it looks every minute


@pytest.mark.slow
def test_what_is_written_goes_within_a_minute_or_so(smtp_server, tmp_path, monkeypatch):
    monkeypatch.setenv("KLANTKOMPAS_SMTP", smtp_server.url)
    monkeypatch.setenv("KLANTKOMPAS_MAIL_FROM", "service@firma.nl")
    folder = tmp_path / "firm"
    with running(folder):
        around = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        around |= {"KLANTKOMPAS_HOME": str(folder), "KLANTKOMPAS_INSECURE": "1", "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-m", "tests.web.post.at_home", "write"], env=around, cwd=ROOT, check=True)
        until = time.monotonic() + PATIENCE
        while not smtp_server.taken and time.monotonic() < until:
            time.sleep(0.5)
    assert [one["To"] for one in smtp_server.taken] == ["els@linde.nl"]
    assert "els@linde" not in (folder / "serve.log").read_text(encoding="utf-8")
