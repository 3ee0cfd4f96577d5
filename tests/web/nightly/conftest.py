"""The example firm in the database, as the importer left it."""

from pathlib import Path

import pytest

from klantkompas.web.customers import importing
from klantkompas.web.nightly import services
from klantkompas.web.staff.services import save_rules
from tests.web.conftest import LONG_AGO, somebody


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch):
    """Reports and pictures take seconds and have tests of their own."""
    for place in ("klantkompas.report.results.write_report", "klantkompas.report.results.write_workbook"):
        monkeypatch.setattr(place, lambda *_, **__: None)
    monkeypatch.setattr(services, "write_report", lambda *_, **__: None)
    monkeypatch.setattr(services.pictures, "draw", lambda *_, **__: None)


@pytest.fixture
def firm(db, example_firm) -> Path:
    """The facts of the example firm in the database, with its own settings; gives the folder of its exports."""
    lay_in(example_firm)
    return example_firm


def lay_in(folder: Path) -> None:
    """Take the exports in as somebody of the firm would."""
    rosa = somebody("Rosa", "relationship_manager")
    toml = (folder / "klantkompas.toml").read_text(encoding="utf-8")
    save_rules(actor=rosa, toml=toml, at=LONG_AGO)
    files = {path.name: path for path in sorted(folder.glob("*.csv"))}
    imported = importing.receive(actor=rosa, files=files, at=LONG_AGO)
    importing.plan_now(imported)
    importing.lay_in_now(imported)
