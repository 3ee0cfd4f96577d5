"""What is imported is what ``klantkompas check`` reads: the same sums to the cent, the same findings."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from django.db.models import Sum

from klantkompas.cli import run
from klantkompas.ledger.tables import NAMES
from klantkompas.web.customers import importing
from klantkompas.web.customers.models import FACTS
from klantkompas.web.staff.models import RulesVersion
from tests.data_sets import data_file
from tests.web.conftest import somebody
from tests.web.imports.files import NOW, counts, laid_in, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(db):
    return somebody("Rosa", "relationship_manager")


def brought_in(rosa, *paths: Path):
    imported = importing.receive(actor=rosa, files={path.name: path for path in paths}, at=NOW)
    importing.plan_now(imported)
    importing.lay_in_now(imported)
    return imported


def test_the_example_firm_comes_in_to_the_cent_as_the_check_says(rosa, example_firm, tmp_path, capsys):
    run(["check", str(example_firm), "--out", str(tmp_path / "out"), "--json", "--quiet"], os.environ)
    said = json.loads(capsys.readouterr().out)
    toml = (example_firm / "klantkompas.toml").read_text(encoding="utf-8")
    RulesVersion.objects.create(at=NOW, toml=toml, fingerprint="of the firm")
    files = [path for path in sorted(example_firm.iterdir()) if path.is_file()]
    imported = brought_in(rosa, *files)
    told = {one["file"]: one for one in imported.files if "rows_read" in one}
    for one in said["counts"]:
        own = told[one["file"]]
        assert [own[name] for name in ("rows_read", "rows_kept")] == [one["rows_read"], one["rows_kept"]]
        assert (own["amount_kept"] or 0) / 100 == (one["amount_kept"] or 0)
    for name, column in (("transactions", "amount"), ("time_entries", "hours")):
        kept = sum(one["amount_kept"] or 0 for one in said["counts"] if one["table"] == name)
        assert FACTS[name].objects.aggregate(all=Sum(column))["all"] == round(kept * 100)
    kinds = {one["kind"] for one in said["findings"]["kinds"]}
    assert {one["kind"] for one in imported.findings} == kinds
    again = brought_in(rosa, *files)
    assert all(create == change == 0 for create, change, _, _ in counts(again).values())
    importing.undo_now(again, by=rosa)
    importing.undo_now(imported, by=rosa)
    assert not any(rows_of(name) for name in NAMES)


def test_an_archive_is_unpacked_and_a_bomb_is_not(rosa, tmp_path):
    path = tmp_path / "alles.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("map/../../facturen.csv", "klantnummer;datum;bedrag\nK1;02-01-2026;1,00\n")
        archive.writestr("__MACOSX/._facturen.csv", "x")
    imported = brought_in(rosa, path)
    assert counts(imported)["transactions"] == (1, 0, 0, 0)
    kept = importing.receiving.folder_of(imported) / "files"
    assert [one.name for one in kept.iterdir()] == ["facturen.csv"]
    bomb = tmp_path / "bom.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("facturen.csv", b"0" * (80 << 20))
    with pytest.raises(Exception, match="cannot be unpacked"):
        brought_in(rosa, bomb)


def test_typed_files_and_text_come_to_the_same_facts(rosa):
    import pyarrow as pa
    import pyarrow.parquet as pq

    typed = pa.table({"customer_id": ["K1", " K2 "], "date": pa.array([20455, 20456], pa.date32()), "amount": [100, 5]})
    stream = pa.BufferOutputStream()
    pq.write_table(typed, stream)
    laid_in(rosa, transactions_parquet=stream.getvalue().to_pybytes())
    text = "klantnummer;datum;bedrag\nK1;02-01-2026;100,00\nK2;03-01-2026;5,00\n"
    assert counts(laid_in(rosa, transactions=text))["transactions"] == (0, 0, 2, 0)


def test_every_sheet_of_a_workbook_is_read(rosa, tmp_path):
    import xlsxwriter

    path = tmp_path / "boek.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in {
            "facturen": [["klantnummer", "datum", "bedrag"], ["K1", "02-01-2026", 12.5]],
            "klanten": [["klantnummer", "naam"], ["K1", "Jansen"]],
        }.items():
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    imported = brought_in(rosa, path)
    assert counts(imported) == {"transactions": (1, 0, 0, 0), "customers": (1, 0, 0, 0)}
    assert rows_of("transactions")[0]["amount"] == 1250


def test_a_public_data_set_comes_in_whole(rosa):
    imported = brought_in(rosa, data_file("cdnow/cdnow.parquet"))
    (read,) = (one for one in imported.files if "rows_read" in one)
    assert FACTS["transactions"].objects.count() == read["rows_kept"]
    assert FACTS["transactions"].objects.aggregate(all=Sum("amount"))["all"] == read["amount_kept"]
