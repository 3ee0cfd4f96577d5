from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from klantkompas.ledger.sources import LINE
from tests.ledger.sources.hostile import open_document, workbook
from tests.ledger.sources.reading import cells, kinds, only, opened, problems, rows, text_file


def book(folder: Path, sheets: dict[str, list[list[object]]], name: str = "facturen.xlsx") -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, content in sheets.items():
        sheet = made.create_sheet(title)
        for row in content:
            sheet.append(row)
    path = folder / name
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.1, "12.1"),
        (0.1 + 0.2, "0.3"),
        (10042.0, "10042"),
        (10042, "10042"),
        (-1234.565, "-1234.5650"),
        (0.125, "0.1250"),
        (1234567890123, "1234567890123"),
        (1e20, "100000000000000000000"),
        (0.000001, "0.000001"),
        ("00123", "00123"),
        ("1.234,56", "1.234,56"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 13, 5), "2026-11-22 13:05:00"),
        (time(1, 30), "1.5"),
        (timedelta(hours=30, minutes=15), "30.25"),
        (True, "true"),
        ("#N/A", "#N/A"),
        (None, None),
    ],
)
def test_a_cell_becomes_the_text_it_shows(tmp_path: Path, value: object, text: str | None) -> None:
    path = book(tmp_path, {"Blad1": [["klantnummer", "bedrag"], ["10", value]]})
    assert cells(only(opened(path))) == [["10", text]]


def test_each_visible_filled_sheet_is_a_table(tmp_path: Path) -> None:
    path = book(tmp_path, {"Klanten": [["klantnummer"], ["1"]], "Uren": [["datum", "uren"], ["x", 2]], "Leeg": []})
    made = openpyxl.load_workbook(path)
    made.create_sheet("Geheim").append(["klantnummer"])
    made["Geheim"].sheet_state = "hidden"
    made.save(path)
    source = opened(path)
    assert [table.file for table in source.tables] == ["facturen.xlsx [Klanten]", "facturen.xlsx [Uren]"]
    assert [(finding.kind, finding.file) for finding in source.findings] == [("hidden_sheet", "facturen.xlsx [Geheim]")]


def test_titles_blank_rows_and_totals_of_a_printed_sheet(tmp_path: Path) -> None:
    content = [
        ["Omzet 2026"],
        [],
        ["klantnummer", "datum", "bedrag"],
        ["1", "x", 5],
        [],
        ["2", "y", 6],
        ["Totaal", None, 11],
    ]
    source = opened(book(tmp_path, {"Blad1": content}))
    table = only(source)
    assert [(row[LINE], row["klantnummer"]) for row in rows(table)] == [(4, "1"), (6, "2"), (7, "Totaal")]
    assert problems(table) == {7: "total_row"}
    assert kinds(source) == ["lines_above_header"]


def test_a_header_alone_and_an_empty_workbook(tmp_path: Path) -> None:
    assert kinds(opened(book(tmp_path, {"Blad1": [["klantnummer", "bedrag"]]}, "kop.xlsx"))) == ["header_only"]
    assert kinds(opened(book(tmp_path, {"Blad1": []}, "leeg.xlsx"))) == ["empty_file"]


def test_a_workbook_under_another_name_is_still_one(tmp_path: Path) -> None:
    path = book(tmp_path, {"Blad1": [["klantnummer"], ["7"]]})
    assert cells(only(opened(path.rename(tmp_path / "facturen.csv")))) == [["7"]]


def test_text_and_web_pages_that_call_themselves_excel(tmp_path: Path) -> None:
    tabs = text_file(tmp_path, "klantnummer\tbedrag\n1\t2,50\n", "export.xls")
    assert cells(only(opened(tabs))) == [["1", "2,50"]]
    page = text_file(tmp_path, "<html><table><tr><td>1</td></tr></table></html>", "pagina.xls")
    assert kinds(opened(page)) == ["html_table"]


def test_a_password_is_asked_off(tmp_path: Path) -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    path = text_file(tmp_path, start + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "dicht.xlsx")
    assert kinds(opened(path)) == ["password_protected"]


def test_a_row_may_leave_out_its_references(tmp_path: Path) -> None:
    """Some programs write neither ``r`` on rows nor on cells."""
    head = b'<row><c t="inlineStr"><is><t>klantnummer</t></is></c><c t="inlineStr"><is><t>bedrag</t></is></c></row>'
    path = workbook(tmp_path / "kaal.xlsx", [head, b"<row><c><v>1</v></c><c><v>2.5</v></c></row>"])
    assert cells(only(opened(path))) == [["1", "2.5"]]


def test_sixty_thousand_rows_come_in_batches(tmp_path: Path) -> None:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Blad1")
    sheet.append(["klantnummer", "bedrag"])
    for number in range(60_000):
        sheet.append([number, number / 100])
    made.save(tmp_path / "groot.xlsx")
    table = only(opened(tmp_path / "groot.xlsx"))
    assert table.rows == 60_000
    assert [batch.num_rows for batch in table.batches()] == [50_000, 10_000]


def test_open_document_too(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="12.1"><text:p>12,1</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2026-11-22"/>'
    head = "".join(cell.format(name) for name in ("klantnummer", "bedrag", "datum"))
    path = open_document(
        tmp_path / "facturen.ods",
        f"<table:table-row>{head}</table:table-row>",
        f"<table:table-row>{cell.format('007')}{number}{day}</table:table-row>",
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>',
    )
    assert cells(only(opened(path))) == [["007", "12.1", "2026-11-22"]]


def test_open_document_cells_repeated_without_end_are_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert kinds(opened(open_document(tmp_path / "facturen.ods", row))) == ["unreadable_file"]
