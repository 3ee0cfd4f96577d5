"""``klantkompas check`` says how files were read, that everything adds up, and what to mend."""

import csv
import json

import pytest

from tests.cli.running import ask, small_firm, with_bad_rows


@pytest.fixture
def firm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return small_firm(tmp_path / "firm")


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_firm_in_order_is_told_so(capsys, firm):
    answer = ask(capsys, "check", "firm")
    assert (answer.status, answer.err) == (0, "")
    assert "Klantnr → customer_id" in answer.flat
    assert "Klantnaam → customer_name" in answer.flat
    assert "Met de instellingen uit firm/klantkompas.toml." in answer.out
    assert "204 rijen gelezen: 204 meegeteld, 0 geweigerd." in answer.flat  # 72 invoices, 84 + 48 hour lines
    assert "€ 14.436,00" in answer.out  # 24 x (100.50 + 200.50 + 300.50)
    assert "klantkompas analyse firm" in answer.out
    assert (firm.parent / "klantkompas-firm" / "mapping.toml").read_text().count("\ntable = ") == 2


def test_the_findings_file_has_the_columns_of_the_contract(capsys, firm):
    ask(capsys, "check", with_bad_rows(firm), "--out", "out")
    rows = rows_of(firm.parent / "out" / "findings.csv")
    assert list(rows[0]) == ["severity", "kind", "table", "file", "line", "column", "value", "reason", "message"]
    (date,) = [row for row in rows if row["kind"] == "unreadable_date"]
    assert (date["file"], date["line"], date["column"], date["value"]) == (
        "facturen.csv", "74", "Factuurdatum", "31-02-2025",
    )  # fmt: skip
    assert "22-11-2026" in date["message"]


def test_bad_rows_never_block_and_come_back_to_be_mended(capsys, firm):
    answer = ask(capsys, "check", with_bad_rows(firm))
    assert answer.status == 0
    assert "4 geweigerd" in answer.out
    rows = rows_of(firm.parent / "klantkompas-firm" / "refused" / "facturen geweigerd.csv")
    assert [row["Factuurnr"] for row in rows] == ["B1", "B2", "B3", "B4"]
    assert rows[1]["Klantnaam"] == "'=cmd|calc"
    assert rows[1]["waarom geweigerd"].startswith("regel 75: 1 bedrag is niet te lezen")


def test_a_mended_file_beside_the_exports_makes_the_total_whole(capsys, firm):
    ask(capsys, "check", with_bad_rows(firm), "--out", "out")
    refused = firm.parent / "out" / "refused" / "facturen geweigerd.csv"
    text = refused.read_text(encoding="utf-8-sig")
    for wrong, right in (("31-02-2025", "28-02-2025"), ("tien", "20,00"), (";;30,00", ";01-04-2025;30,00")):
        text = text.replace(wrong, right)
    mended = "\n".join(line for line in text.split("\n") if not line.startswith("B4"))
    (firm / "hersteld.csv").write_text(mended, encoding="utf-8-sig")
    found = json.loads(ask(capsys, "check", firm, "--out", "out", "--json").out)
    (count,) = [one for one in found["counts"] if one["file"] == "hersteld.csv"]
    assert (count["table"], count["rows_read"], count["rows_kept"], count["amount_kept"]) == (
        "transactions",
        3,
        3,
        60.0,
    )


def test_a_row_that_is_refused_again_has_its_reason_once(capsys, firm):
    ask(capsys, "check", with_bad_rows(firm), "--out", "out")
    first = firm.parent / "out" / "refused" / "facturen geweigerd.csv"
    (firm / "nog eens.csv").write_bytes(first.read_bytes())
    ask(capsys, "check", firm, "--out", "out")
    again = (first.parent / "nog eens geweigerd.csv").read_text(encoding="utf-8-sig")
    assert again.splitlines()[0].count("waarom geweigerd") == 1


def test_the_mapping_that_was_written_is_used_when_it_stands_beside_the_exports(capsys, firm):
    ask(capsys, "check", with_bad_rows(firm), "--out", "out")
    written = (firm.parent / "out" / "mapping.toml").read_text()
    (firm / "mapping.toml").write_text(written.replace('cost = "Kostprijs"\n', ""))
    answer = ask(capsys, "check", firm, "--out", "out")
    assert answer.status == 0
    assert "Zoals jij het in mapping.toml hebt gezegd." in answer.flat
    assert "niet gebruikt: Kostprijs" in answer.flat


def test_what_somebody_corrected_is_never_overwritten(capsys, firm):
    ask(capsys, "check", firm, "--out", "out")
    mapping = firm.parent / "out" / "mapping.toml"
    mapping.write_text("# mine\n")
    answer = ask(capsys, "check", firm, "--out", "out")
    assert (mapping.parent / "mapping vorige.toml").read_text() == "# mine\n"
    assert "bewaard als mapping vorige.toml" in answer.flat
    assert mapping.read_text() != "# mine\n"


def test_json_is_all_there_is_on_stdout_and_adds_up(capsys, firm):
    answer = ask(capsys, "check", with_bad_rows(firm), "--json")
    found = json.loads(answer.out)
    assert answer.err == ""
    for one in found["counts"]:
        assert one["rows_read"] == one["rows_kept"] + one["rows_refused"]
        assert one["amount_read"] == one["amount_kept"] + one["amount_refused"]
    assert found["findings"]["blocking"] == 0
    assert found["hours"] == {"all": 234.0, "known": 234.0}  # 84 x 2.5 + 48 x 0.5


def test_quiet_says_nothing_and_writes_all_the_same(capsys, firm):
    answer = ask(capsys, "check", firm, "--quiet", "--out", "out")
    assert (answer.status, answer.out, answer.err) == (0, "", "")
    assert (firm.parent / "out" / "findings.csv").exists()


def test_facts_without_customers_block_and_give_a_mapping_to_correct(capsys, firm):
    text = (firm / "facturen.csv").read_text().replace("Klantnr", "Kleur").replace("Klantnaam", "Geur")
    (firm / "facturen.csv").write_text(text)
    answer = ask(capsys, "check", "firm")
    assert answer.status == 1
    assert "niet te zien welke kolom customer_id is" in answer.err
    assert "blokkeert: facturen.csv" in answer.out
    mapping = firm.parent / "klantkompas-firm" / "mapping.toml"
    assert 'date = "Factuurdatum"' in mapping.read_text()
    (firm / "mapping.toml").write_text(
        mapping.read_text().replace('date = "Factuurdatum"', 'date = "Factuurdatum"\ncustomer_id = "Kleur"')
    )
    assert ask(capsys, "check", "firm").status == 0


def test_a_second_file_that_cannot_be_used_blocks_while_the_first_is_checked(capsys, firm):
    (firm / "verkoop 2023.csv").write_text("Factuurdatum;Bedrag\n01-02-2023;10,00\n")
    answer = ask(capsys, "check", firm, language="en")
    assert answer.status == 1
    assert "verkoop 2023.csv" in answer.out and "First solve what blocks" in answer.flat


@pytest.mark.parametrize("content", [{}, {"a.jpg": b"\xff\xd8\xff\x00", "b.jpg": b"\xff\xd8\xfe\x00"}])
def test_a_folder_without_facts_is_told_kindly(capsys, tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "album"
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    answer = ask(capsys, "check", "album")
    assert answer.status == 1
    assert "geen bestand met facturen herkend" in answer.err
    assert answer.out.count("overgeslagen") == min(1, len(content))


def test_results_never_land_among_the_exports(capsys, firm, monkeypatch):
    monkeypatch.chdir(firm)
    assert ask(capsys, "check", ".").status == 0
    assert (firm.parent / "klantkompas-firm" / "findings.csv").exists()
    assert not (firm / "klantkompas-firm").exists()


@pytest.mark.parametrize("width", [60, 90, 200])
def test_it_fits_the_terminal(capsys, firm, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    with_bad_rows(firm)
    answer = ask(capsys, "check", "firm")
    assert answer.status == 0
    assert max(map(len, answer.out.splitlines())) <= min(width, 110)


def test_results_in_a_sub_folder_are_no_facts_next_time(capsys, firm):
    inside = firm / "uitkomst"
    assert ask(capsys, "analyse", "firm", "--out", str(inside)).status == 0
    before = (inside / "summary.json").read_text()
    assert ask(capsys, "analyse", "firm", "--out", str(inside)).status == 0
    assert (inside / "summary.json").read_text() == before


def test_results_in_the_folder_of_the_exports_itself_are_refused(capsys, firm):
    answer = ask(capsys, "check", "firm", "--out", str(firm))
    assert answer.status == 2
    assert "andere map" in answer.flat or "andere map" in answer.err


def test_other_files_in_the_folder_for_results_are_left_alone(capsys, firm, tmp_path):
    folder = tmp_path / "map"
    folder.mkdir()
    (folder / "brief.txt").write_text("van mij")
    assert ask(capsys, "check", "firm", "--out", str(folder)).status == 0
    assert (folder / "brief.txt").read_text() == "van mij"
