"""``klantkompas analyse`` writes what the output contract promises and says the few things that matter."""

import csv
import json

import pyarrow.parquet as pq
import pytest

from tests.cli.running import ask, small_firm, with_bad_rows

PROMISED = {
    "customers.parquet", "customers.csv", "customers.xlsx", "summary.json", "report.html", "findings.csv",
    "mapping.toml", "lenses",
}  # fmt: skip


@pytest.fixture
def firm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return small_firm(tmp_path / "firm")


@pytest.fixture
def no_pictures(monkeypatch):
    """Without the report, which takes seconds and has tests of its own."""
    monkeypatch.setattr("klantkompas.report.results.write_report", lambda *_, **__: None)


def test_everything_that_is_promised_is_written_and_the_report_is_named(capsys, firm):
    answer = ask(capsys, "analyse", with_bad_rows(firm))
    out = firm.parent / "klantkompas-firm"
    assert (answer.status, answer.err) == (0, "")
    assert {path.name for path in out.iterdir()} == PROMISED | {"refused"}
    assert "klantkompas-firm/report.html" in answer.out
    assert "Gerekend met jouw € 62 per uur." in answer.out.replace("\u00a0", " ")


def test_json_is_the_summary_file_and_nothing_else(capsys, firm, no_pictures):
    answer = ask(capsys, "analyse", "firm", "--json", "--out", "out")
    assert answer.out == (firm.parent / "out" / "summary.json").read_text(encoding="utf-8")
    assert json.loads(answer.out)["customers"] == 3
    assert answer.err == ""


def test_the_date_that_is_asked_for_is_the_date_of_the_analysis(capsys, firm, no_pictures):
    answer = ask(capsys, "analyse", "firm", "--as-of", "2025-06-30", "--json", "--out", "out")
    assert json.loads(answer.out)["as_of"] == "2025-06-30"
    assert "per 30-06-2025" in ask(capsys, "analyse", "firm", "--as-of", "2025-06-30", "--out", "out").out


@pytest.mark.parametrize(("language", "separator", "day"), [("nl", ";", "15-12-2025"), ("en", ",", "2025-12-15")])
def test_the_customers_are_written_as_the_readers_spreadsheet_reads_them(
    capsys, firm, no_pictures, language, separator, day
):
    ask(capsys, "analyse", "firm", "--language", language, "--out", "out")
    data = (firm.parent / "out" / "customers.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    first, *_ = csv.DictReader(data.decode("utf-8-sig").splitlines(), delimiter=separator)
    assert first["customer_id"] == "1"
    assert first["last_transaction"] == day
    exact = pq.read_table(firm.parent / "out" / "customers.parquet").to_pylist()[0]
    point = "," if language == "nl" else "."
    assert first["revenue_12m"] == str(exact["revenue_12m"]).replace(".", point) == f"1206{point}00"  # 12 x 100.50
    assert "share=no_wallet_evidence" in first["why"]


def test_an_unknown_profit_is_said_with_the_line_to_paste(capsys, firm, no_pictures):
    (firm / "klantkompas.toml").unlink()
    answer = ask(capsys, "analyse", "firm")
    assert answer.status == 0
    assert "Onbekend: winst na uren" in answer.out
    assert "hourly_cost = 62" in answer.out


def test_a_second_time_gives_the_same_files(capsys, firm, no_pictures):
    first = ask(capsys, "analyse", "firm", "--out", "out", "--json").out
    assert ask(capsys, "analyse", "firm", "--out", "out", "--json").out == first
    assert not list((firm.parent / "out").glob("*vorige*"))


def test_last_times_customers_are_accepted(capsys, firm, no_pictures):
    ask(capsys, "analyse", "firm", "--out", "before")
    answer = ask(capsys, "analyse", "firm", "--out", "now", "--previous", "before/customers.parquet")
    assert answer.status == 0


def test_facts_that_cannot_be_used_give_no_report(capsys, firm):
    (firm / "facturen.csv").unlink()
    answer = ask(capsys, "analyse", "firm", language="en")
    assert answer.status == 1
    assert "No file with invoices was recognised" in answer.err
    assert not (firm.parent / "klantkompas-firm" / "report.html").exists()
