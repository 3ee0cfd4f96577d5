"""``klantkompas advise``: the list on the screen, everybody in the files, and a file to measure with."""

import csv
import json

import pyarrow.parquet as pq
import pytest

from klantkompas.advice.monday import SCHEMA
from klantkompas.cli import run
from tests.cli.running import ask, small_firm


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    """A small firm with a complaint that is open, and a playbook of its own."""
    folder = small_firm(tmp_path_factory.mktemp("firm") / "exports")
    (folder / "klachten.csv").write_text(
        "Klachtnummer;Klantnr;Ontvangen op;Terecht\nK1;2;10-12-2025;ja\n", encoding="utf-8"
    )
    own = '[recovery]\nname = { nl = "taart brengen", en = "bring a cake" }\n'
    (folder / "playbook.toml").write_text(own, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def result(firm, tmp_path_factory):
    """What ``analyse`` wrote of it."""
    out = tmp_path_factory.mktemp("result")
    assert run(["analyse", str(firm), "--out", str(out), "--quiet"], {"LANG": "nl_NL.UTF-8"}) == 0
    return out


def test_everything_that_is_promised_is_written_and_the_screen_begins_with_who_needs_you_now(firm, tmp_path, capsys):
    out = tmp_path / "result"
    answer = ask(capsys, "advise", firm, "--hours", 10, "--budget", 100, "--out", out)
    assert answer.status == 0
    assert "1 Firma 2 · taart brengen" in answer.flat
    assert "is nog niet opgelost." in answer.flat
    assert "Dat is een aanname uit het draaiboek, nog niet gemeten." in answer.flat
    assert "Met 3 klanten duurt het lang" in answer.flat
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


def test_a_result_of_analyse_will_do_and_what_it_lacks_is_said(result, tmp_path, capsys):
    answer = ask(capsys, "advise", result, "--hours", 10, "--out", tmp_path / "list", "--language", "en")
    assert answer.status == 0
    assert "A result does not show who agreed to be called" in answer.flat
    assert "That is an assumption of the playbook, not yet measured." in answer.flat
    assert "complaint" not in (tmp_path / "list" / "advice.csv").read_text(encoding="utf-8")


def test_the_summary_alone_as_json(result, tmp_path, capsys):
    answer = ask(capsys, "advise", result, "--hours", 10, "--out", tmp_path / "list", "--json")
    assert json.loads(answer.out) == json.loads((tmp_path / "list" / "advice.json").read_text(encoding="utf-8"))


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
