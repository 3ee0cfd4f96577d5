"""The picture of page 1 in the README, from the example firm: ``python -m docs.making.picture``; needs Chromium."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from klantkompas.cli import run

TARGET = Path(__file__).resolve().parents[1] / "images" / "page-1.png"
WIDTH, HEIGHT = 900, 1625  # what prints as one sheet of A4
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars")


def main() -> int:
    """Make the picture; the exit status says whether it could be made."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.stderr.write("No Chromium was found. Install it, or leave the picture as it is.\n")
        return 1
    with TemporaryDirectory() as folder:
        facts, out = Path(folder, "facts"), Path(folder, "result")
        run(["example", "--out", str(facts), "--quiet"], {"LANG": "en"})
        run(["analyse", str(facts), "--out", str(out), "--quiet"], {"LANG": "en"})
        page = (out / "report.html").as_uri()
        size = (f"--user-data-dir={folder}/profile", f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={TARGET}")
        subprocess.run([browser, *QUIET, *size, page], check=True, capture_output=True, timeout=120)
    return 0


if __name__ == "__main__":
    sys.exit(main())
