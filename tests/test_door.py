"""The door of the library: small, complete, and light until something is asked for."""

import subprocess
import sys

import pytest

import klantkompas


@pytest.mark.parametrize("name", klantkompas.__all__)
def test_every_name_can_be_had(name: str) -> None:
    assert getattr(klantkompas, name).__doc__


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Klant'"):
        klantkompas.Klant  # noqa: B018


def test_importing_the_library_loads_nothing_heavy() -> None:
    code = "import sys, klantkompas; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"duckdb", "pyarrow", "narwhals", "numpy", "scipy", "altair", "rich", "click"} & set(loaded)
