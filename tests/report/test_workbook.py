"""The workbook: opens anywhere, runs nothing, and says why an empty cell is empty."""

import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from klantkompas.insight.columns import COLUMNS
from klantkompas.report import write_workbook
from klantkompas.report.relations import PHASES, TYPES
from klantkompas.report.workbook import CODED
from klantkompas.words import has
from tests.report.fake_base import FakeBase, fake_base
from tests.report.test_html import COUNTS
from tests.report.valued_base import valued_base

SHEETS = [
    "Lees mij",
    "Overzicht",
    "Klanten",
    "Waarde",
    "Namen",
    "Soorten",
    "Verloop klantvermogen",
    "Opgetelde klantwinst",
    "Instapjaren",
    "Relatieduur",
    "Verwacht en gekomen",
    "Mijlpalen",
    "Model",
    "Bevindingen",
    "Aansluiting",
    "Begrippen",
]


def written(tmp_path, base, language="nl"):
    path = tmp_path / "customers.xlsx"
    write_workbook(base, findings=[], counts=COUNTS, path=path, language=language)
    return path


def test_both_readers_find_the_same_sheets(tmp_path):
    path = written(tmp_path, fake_base(20))
    assert openpyxl.load_workbook(path).sheetnames == SHEETS
    assert CalamineWorkbook.from_path(str(path)).sheet_names == SHEETS


def test_every_column_of_the_contract_is_there_with_real_dates_and_numbers(tmp_path):
    base = fake_base(20)
    sheet = openpyxl.load_workbook(written(tmp_path, base))["Klanten"]
    heads = [cell.value for cell in sheet[2]]
    assert len(heads) == len(COLUMNS) + 1
    row = dict(zip(heads, [cell.value for cell in sheet[3]], strict=True))
    first = base.table.slice(0, 1).to_pylist()[0]
    assert row["klantnummer"] == "010000"  # text: the leading zero stays
    assert isinstance(row["eerste order"], datetime)
    assert row["eerste order"].date() == first["first_transaction"]
    assert Decimal(str(row["winst na uren (€)"])) == first["profit_12m"]
    assert row["klantwaarde (€)"] is None
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == "A2:AX22"
    amount = sheet.cell(3, heads.index("omzet (€)") + 1)
    assert '"€" #,##0' in amount.number_format


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "<script>", "{=1+1}", "http://x.nl"])
def test_text_from_a_file_stays_text(tmp_path, name):
    base = fake_base(12)
    at = base.table.column_names.index("name")
    table = base.table.set_column(at, "name", [pa.array([name] * 12, pa.string())])
    path = written(tmp_path, FakeBase(table=table, summary=base.summary, lenses=base.lenses))
    sheet = openpyxl.load_workbook(path)["Klanten"]
    assert sheet["B3"].value == name
    assert sheet["B3"].data_type == "s"
    parts = zipfile.ZipFile(path)
    sheets = [parts.read(one).decode() for one in parts.namelist() if one.startswith("xl/worksheets/sheet")]
    assert all("<f>" not in one and "<hyperlink" not in one for one in sheets)


def test_an_empty_cell_has_its_reason_in_the_last_column(tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path, fake_base(12, hours=False)))["Klanten"]
    reason = sheet.cell(3, sheet.max_column).value
    assert reason.startswith("er zijn geen uren: lever een urenexport mee: uren, kosten van uren")
    assert "klantwaarde" not in reason  # unknown for everybody: said once, on the first sheet


def test_what_is_unknown_for_everybody_stands_on_the_first_sheet(tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path, fake_base(12, hours=False)))["Lees mij"]
    said = [cell.value for cell in sheet["A"]]
    assert said[0] == "Klantkompas · per 22-11-2026 · met jouw 35\u00a0% marge"
    assert "klantwaarde: wordt nog niet geschat" in said
    assert "winst na uren: er zijn geen uren: lever een urenexport mee" in said


def test_the_reconciliation_adds_up(tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path, fake_base(12)))["Aansluiting"]
    row = [cell.value for cell in sheet[3]]
    assert row == ["facturen.csv", 1200, 1190, 10, 160000, 159900.5, 99.5, 2]


def test_value_stands_with_its_range_and_in_words(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, valued_base(tmp_path)))
    value = [list(row) for row in book["Waarde"].iter_rows(min_row=2, max_row=3, values_only=True)]
    row = dict(zip(*value, strict=True))
    assert (row["klantwaarde, laag (€)"], row["klantwaarde (€)"], row["klantwaarde, hoog (€)"]) == (8000, 9000, 10000)
    assert (row["soort relatie"], row["fase"], row["klantaandeel steunt op"]) == (
        "vaste klant", "vaste relatie", "door de klant gezegd",
    )  # fmt: skip
    overview = {row[0]: row[1:4] for row in book["Overzicht"].iter_rows(values_only=True)}
    assert overview["klantvermogen"] == (23000, 18000, 28000)
    assert book["Soorten"]["A3"].value == "● vaste klant"


def test_above_the_limit_the_ends_are_shown_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr("klantkompas.report.workbook.ENDS_ABOVE", 25)
    monkeypatch.setattr("klantkompas.report.workbook.ENDS", 4)
    base = fake_base(30)
    sheet = openpyxl.load_workbook(written(tmp_path, base))["Klanten"]
    assert "Je hebt 30 klanten; hier staan de uitersten." in sheet["A1"].value
    place = [cell.value for cell in sheet[2]].index("winst na uren (€)")
    shown = [row[place] for row in sheet.iter_rows(min_row=3, values_only=True)]
    profits = sorted((float(value) for value in base.table["profit_12m"].to_pylist()), reverse=True)
    assert shown == pytest.approx(profits[:4] + profits[-4:])


@pytest.mark.parametrize("facts", [{"customers": 0}, {"customers": 1}, {"hours": False, "amounts": False}])
def test_a_workbook_is_made_whatever_is_missing(tmp_path, facts):
    path = written(tmp_path, fake_base(**({"customers": 15} | facts)))
    assert openpyxl.load_workbook(path).sheetnames == SHEETS


def test_english_and_the_same_every_time(tmp_path):
    base = fake_base(15, currency="GBP")
    first = written(tmp_path, base, "en").read_bytes()
    assert written(tmp_path, base, "en").read_bytes() == first
    book = openpyxl.load_workbook(tmp_path / "customers.xlsx")
    assert book.sheetnames[:3] == ["Read me", "Overview", "Customers"]
    assert book["Overview"]["A3"].value == "turnover (£)"
    assert book.properties.created.date() == date(2026, 11, 22)


def test_every_code_that_a_column_can_hold_has_a_name():
    """Types and phases stand in the workbook by their neutral names."""
    prefixes = dict(CODED)
    assert not [code for code in TYPES if not has(f"{prefixes['type']}.{code}")]
    assert not [code for code in PHASES if not has(f"{prefixes['phase']}.{code}")]
