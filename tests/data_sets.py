"""Where the tests find the public data sets, which are too large or too guarded to live in the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("KLANTKOMPAS_DATA", ROOT.parent / "shared" / "data"))


def data_file(name: str) -> Path:
    """Path of one public data set; skips the test with a word where it is absent."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"public data set {name} is not here; set KLANTKOMPAS_DATA to the folder that has it")
    return path
