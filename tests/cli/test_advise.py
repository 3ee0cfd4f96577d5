"""``klantkompas advise``: the list on the screen, everybody in the files, and a file to measure with."""

import csv
import json

import pyarrow.parquet as pq
import pytest

from klantkompas.advice.monday import SCHEMA
from tests.cli.running import ask, small_firm


@pytest.fixture
def firm(tmp_path):
    folder = small_firm(tmp_path / "exports")
    (folder / "klachten.csv").write_text(
        "Klachtnummer;Klantnr;Ontvangen op;Terecht\nK1;2;10-12-2025;ja\n", encoding="utf-8"
    )
    return folder


def test_everything_that_is_promised_is_written(firm, tmp_path, capsys):
    out = tmp_path / "result"
    answer = ask(capsys, "advise", firm, "--hours", 10, "--budget", 100, "--out", out)
    assert answer.status == 0
    table = pq.read_table(out / "advice.parquet")
    assert table.schema.equals(SCHEMA)
    assert table["customer_id"].to_pylist() == ["1", "2", "3"]
    summary = json.loads((out / "advice.json").read_text(encoding="utf-8"))
    assert summary["hours"]["used"] <= 10
    assert summary["cost"] <= 100
    assert {"bound", "gap", "euro_price", "hour_price", "account_managers"} <= summary.keys()
    with (out / "advice.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file, delimiter=";"))) == 3
    assert (out / f"actions-{summary['as_of']}.csv").is_file()
    assert "Maandaglijst" in (out / "advice.html").read_text(encoding="utf-8")


def test_the_screen_begins_with_who_needs_you_now_and_says_what_is_assumed(firm, tmp_path, capsys):
    answer = ask(capsys, "advise", firm, "--hours", "10", "--out", tmp_path / "result")
    assert "1 Firma 2 · klacht goedmaken: snel en royaal" in answer.flat
    assert "is nog niet opgelost." in answer.flat
    assert "Dat is een aanname uit het draaiboek, nog niet gemeten." in answer.flat
    assert "Met 3 klanten duurt het lang" in answer.flat
    english = ask(capsys, "advise", firm, "--hours", "10", "--out", tmp_path / "en", "--language", "en")
    assert "make good the complaint: fast and generously" in english.flat
    assert "That is an assumption of the playbook, not yet measured." in english.flat


def test_the_summary_alone_as_json(firm, tmp_path, capsys):
    answer = ask(capsys, "advise", firm, "--hours", 10, "--out", tmp_path / "result", "--json")
    assert json.loads(answer.out) == json.loads((tmp_path / "result" / "advice.json").read_text(encoding="utf-8"))


def test_a_result_of_analyse_will_do_and_what_it_lacks_is_said(firm, tmp_path, capsys):
    ask(capsys, "analyse", firm, "--out", tmp_path / "result", "--quiet")
    answer = ask(capsys, "advise", tmp_path / "result", "--hours", 10, "--out", tmp_path / "list")
    assert answer.status == 0
    assert "Uit een resultaat is niet te zien wie gebeld wil worden" in answer.flat
    assert "klacht goedmaken" not in answer.flat


def test_a_playbook_beside_the_exports_holds(firm, tmp_path, capsys):
    (firm / "playbook.toml").write_text('[recovery]\nname = { nl = "taart brengen" }\n', encoding="utf-8")
    answer = ask(capsys, "advise", firm, "--hours", "10", "--out", tmp_path / "result")
    assert "taart brengen" in answer.flat


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--hours"),
        (("--hours", "veel"), "‘veel’ is geen aantal uren."),
        (("--hours", "-3"), "‘-3’ is geen aantal uren."),
        (("--hours", "Jan=4", "--hours", "5"), "Deze uren kunnen niet samen"),
        (("--hours", "5", "--budget", "rijk"), "‘rijk’ is geen bedrag."),
        (("--hours", "5", "--playbook", "nergens.toml"), "Het draaiboek nergens.toml is er niet."),
    ],
)
def test_wrong_use_is_told_with_what_to_do(firm, capsys, options, said):
    answer = ask(capsys, "advise", firm, *options)
    assert answer.status == 2
    assert said in answer.err


def test_a_damaged_result_is_told(tmp_path, capsys):
    (tmp_path / "customers.parquet").write_bytes(b"no parquet")
    (tmp_path / "summary.json").write_text("{}", encoding="utf-8")
    answer = ask(capsys, "advise", tmp_path, "--hours", 5)
    assert answer.status == 2
    assert "zijn niet te lezen" in answer.err
