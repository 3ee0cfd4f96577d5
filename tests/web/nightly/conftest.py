"""An example firm, small, in the database as an import would have left it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from klantkompas.engine import collect, open_engine
from klantkompas.ledger.intake import take_in
from klantkompas.ledger.sources import open_source
from klantkompas.ledger.tables import table
from klantkompas.rules import read_rules
from klantkompas.web.customers.bulk import bulk_load
from klantkompas.web.customers.models import FACTS, Customer, Figures
from klantkompas.web.nightly import services
from klantkompas.web.staff.models import RulesVersion
from tests.web.conftest import LONG_AGO


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
    rules = read_rules(folder / "klantkompas.toml")
    toml = (folder / "klantkompas.toml").read_text(encoding="utf-8")
    RulesVersion.objects.create(at=LONG_AGO, toml=toml, fingerprint=rules.fingerprint)
    with open_engine() as engine:  # type: ignore[attr-defined]
        intake = take_in(open_source(folder), engine=engine, rules=rules, sections={})
        for name, frame in intake.frames.items():
            stored = [one for one in table(name).columns if one.name in intake.columns[name]]
            rows = collect(frame).select([one.stored for one in stored])
            columns = [_plain(rows[one.stored], one.kind) for one in stored]
            _load(name, [one.name for one in stored], list(zip(*columns, strict=True)))
    _everybody()


def _plain(values, kind):
    found = values.to_pylist()
    if kind == "date":
        return [None if one is None else date(1970, 1, 1) + timedelta(days=one) for one in found]
    return [None if one is None else int(one * 10_000) for one in found] if kind == "number" else found


def _load(name, columns, rows):
    model = FACTS[name]
    if name == "customers":
        Customer.objects.bulk_create(Customer(**dict(zip(columns, row, strict=True))) for row in rows)
    else:
        bulk_load(model._meta.db_table, columns, rows)


def _everybody():
    """Every number that is named is a customer, with an empty line of figures."""
    for name, model in FACTS.items():
        if name != "customers" and any(field.name == "customer" for field in model._meta.fields):
            named = set(model.objects.exclude(customer=None).order_by().values_list("customer_id", flat=True))
            new = named - set(Customer.objects.values_list("customer_id", flat=True))
            Customer.objects.bulk_create(Customer(customer_id=number) for number in new)
    Figures.objects.bulk_create(Figures(customer=one) for one in Customer.objects.all())
