"""What many tests share: the example firm, written once."""

from pathlib import Path

import pytest

from klantkompas.ledger.example_firm import write_example


@pytest.fixture(scope="session")
def example_firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a firm of sixty customers, as its packages export it."""
    return write_example(out=tmp_path_factory.mktemp("example_firm"), customers=60, seed=7).out
