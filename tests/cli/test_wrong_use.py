"""Whatever goes wrong ends in one sentence of what is wrong and one of what to do, and the right exit status."""

import pytest

from klantkompas.cli import check as check_module
from tests.cli.running import ask, small_firm


@pytest.fixture
def firm(tmp_path):
    return small_firm(tmp_path / "firm")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["anlyse", "x"], "De opdracht ‘anlyse’ bestaat niet"),
        (["check"], "klantkompas check exports"),
        (["check", "a", "b"], "‘b’ is er een te veel"),
        (["check", "a", "--egine", "duckdb"], "Bedoel je --engine?"),
        (["check", "a", "--zzz"], "Zie klantkompas check --help"),
        (["check", "a", "--out"], "De optie --out is verkeerd gebruikt"),
        (["check", "a", "--json=3"], "De optie --json is verkeerd gebruikt"),
        (["check", "a", "--as-of", "gisteren"], "‘gisteren’ is geen datum"),
        (["check", "a", "--language", "de"], "De taal ‘de’ spreken wij niet"),
        (["check", "nergens"], "nergens bestaat niet"),
        (["example"], "De optie --out ontbreekt"),
        (["example", "--out", "x", "--customers", "vijf"], "‘vijf’ is geen heel getal"),
    ],
)
def test_wrong_use_is_told_in_one_breath(capsys, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    answer = ask(capsys, *arguments)
    assert answer.status == 2
    assert answer.out == ""
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--engine", "abacus"], "There is no engine 'abacus'"),
        (["--as-of", "1999-01-01"], "On 01 Jan 1999 there was nothing yet"),
        (["--rules", "nowhere.toml"], "nowhere.toml does not exist"),
        (["--mapping", "nowhere.toml"], "nowhere.toml does not exist"),
        (["--previous", "nowhere.parquet"], "nowhere.parquet is no customers.parquet"),
        (["--out", "firm"], "firm is the folder with your exports itself"),
        (["--out", "firm/uren.csv"], "firm/uren.csv is a file"),
    ],
)
def test_what_does_not_fit_the_facts_is_told_too(capsys, firm, monkeypatch, arguments, said):
    monkeypatch.chdir(firm.parent)
    answer = ask(capsys, "check", "firm", *arguments, language="en")
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_a_setting_that_does_not_exist_is_told_with_those_that_do(capsys, firm, tmp_path):
    (firm / "klantkompas.toml").write_text("[profit]\nmargn = 0.3\n")
    answer = ask(capsys, "check", firm, "--out", tmp_path / "out")
    assert answer.status == 2
    assert "profit.margn" in answer.err and "margin" in answer.err


def test_the_other_customers_file_is_no_previous_one(capsys, firm, tmp_path):
    answer = ask(capsys, "check", firm, "--out", tmp_path / "out", "--previous", firm / "uren.csv")
    assert answer.status == 2
    assert "geen customers.parquet" in answer.err


@pytest.mark.parametrize("debug", [False, True])
def test_what_nobody_expected_is_one_sentence_and_a_traceback_for_who_asks(capsys, firm, tmp_path, monkeypatch, debug):
    def broken(request):
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(check_module, "check", broken)
    answer = ask(capsys, "check", firm, *(["--debug"] if debug else []))
    assert answer.status == 1
    assert ("Traceback" in answer.err) == debug
    last = answer.err.strip().splitlines()[-1]
    assert "ZeroDivisionError: by nought" in last and "--debug" in last


def test_ctrl_c_ends_without_a_fuss(capsys, firm, monkeypatch):
    def stopped(request):
        raise KeyboardInterrupt

    monkeypatch.setattr(check_module, "check", stopped)
    answer = ask(capsys, "check", firm)
    assert (answer.status, answer.err.strip()) == (130, "Gestopt.")


def test_what_the_computer_refuses_is_told_with_the_path(capsys, firm, tmp_path):
    (tmp_path / "file").write_text("x")
    answer = ask(capsys, "check", firm, "--out", tmp_path / "file" / "below")
    assert answer.status == 1
    assert str(tmp_path / "file") in answer.err and "Traceback" not in answer.err


def test_names_from_files_cannot_steer_the_terminal(capsys, firm, tmp_path):
    (firm / "odd.csv").write_text("\x1b[31mred;b\n1;2\n")
    answer = ask(capsys, "check", firm, "--out", tmp_path / "out")
    assert "\x1b" not in answer.out
