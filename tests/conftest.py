"""What many tests share: one thread for small sums, and the example firm, written once."""

import os
from pathlib import Path

import pytest

# Threads that wait for each other's small matrices take half the time of these tests; numpy reads it when imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def example_firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a firm of sixty customers, as its packages export it."""
    from klantkompas.ledger.example_firm import write_example

    return write_example(out=tmp_path_factory.mktemp("example_firm"), customers=60, seed=7).out
