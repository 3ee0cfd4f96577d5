"""Where an example is written: never over somebody's own files, and never mixed with an earlier example."""

from __future__ import annotations

from pathlib import Path

from klantkompas.errors import UsageError
from klantkompas.ledger.example_firm.export import DUTCH_FILES
from klantkompas.ledger.tables import NAMES

PARAMETERS = "truth/parameters.json"
DOI = "10.24432/C5CG6D"
POUNDS = """# Invoices of a British wholesaler: every amount is in pounds.
[ledger]
currency = "GBP"
"""


def make_room(*, out: Path) -> None:
    """Make the folder when it is not there, and take away what an earlier example wrote in it.

    Raises:
        UsageError: `out` is a file, or a folder that holds something else than an example.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(
            code="not_a_folder",
            message=f"{out} is a file. Name a folder to write the example in.",
            params={"path": str(out)},
        )
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()) and not _holds_an_example(out):
        raise UsageError(
            code="folder_not_empty",
            message=f"{out} already holds other files. Name an empty folder to write the example in.",
            params={"path": str(out)},
        )
    for name in _written_names():
        (out / name).unlink(missing_ok=True)
    truth = out / "truth"
    if truth.is_dir() and not any(truth.iterdir()):
        truth.rmdir()


def _holds_an_example(out: Path) -> bool:
    readme = out / "README.txt"
    return (out / PARAMETERS).exists() or (readme.exists() and DOI in readme.read_text("utf-8"))


def _written_names() -> list[str]:
    tables = [f"{name}.{kind}" for name in NAMES for kind in ("csv", "parquet")]
    truths = [f"truth/{name}.parquet" for name in ("customers", "effects", "trials")]
    return [
        *tables,
        *(f"{name}.csv" for name in DUTCH_FILES.values()),
        *truths,
        PARAMETERS,
        "klantkompas.toml",
        "LEESMIJ.txt",
        "README.txt",
    ]
