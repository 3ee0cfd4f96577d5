"""``klantkompas validate``: what is said and written, in both languages, at any width, and when it cannot be done."""

import json

import pytest

from tests.cli.running import ask, small_firm


@pytest.fixture
def firm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return small_firm(tmp_path / "exports")


def test_the_file_is_written_and_the_figures_are_told(firm, tmp_path, capsys):
    answer = ask(capsys, "validate", firm, "--out", tmp_path / "out", "--origins", "1")
    assert answer.status == 0
    assert "1 keer 182 dagen achtergehouden, tot en met 15-12-2025" in answer.flat
    assert "Bestellingen per klant" in answer.out
    assert "Met 3 klanten is niet te zeggen of de voorspelling beter is" in answer.flat
    told = json.loads((tmp_path / "out" / "validation.json").read_text("utf-8"))
    assert told["origins"][0]["orders"]["total"]["actual"] == 18
    assert {one.name for one in (tmp_path / "out").iterdir()} == {"validation.json"}


def test_every_line_fits_on_sixty_columns_in_both_languages(firm, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    for language in ("nl", "en"):
        answer = ask(capsys, "validate", firm, "--origins", "1", language=language)
        lines = [line for line in answer.out.splitlines() if "validation.json" not in line]
        assert max(map(len, lines)) <= 60
        assert {"nl": "stiltegrens", "en": "silence limit"}[language] in answer.out


def test_json_is_the_file_and_nothing_else(firm, tmp_path, capsys):
    answer = ask(capsys, "validate", firm, "--json", "--holdout-days", "90", "--origins", "1", "--out", tmp_path / "o")
    assert json.loads(answer.out) == json.loads((tmp_path / "o" / "validation.json").read_text("utf-8"))
    assert json.loads(answer.out)["holdout_days"] == 90


def test_fewer_origins_than_asked_is_said(firm, capsys):
    answer = ask(capsys, "validate", firm, "--origins", "9", "--holdout-days", "300")
    assert "Vaker dan 1 keer laten je bestanden niet toe" in answer.flat


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--holdout-days", "500"), 2, "Vraag met --holdout-days hooguit"),
        (("--holdout-days", "0"), 2, "--holdout-days 0 is te klein"),
        (("--origins", "veel"), 2, "veel"),
        (("--as-of", "2024-02-20"), 1, "minstens 56 dagen"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_what_to_do(firm, capsys, options, status, said):
    answer = ask(capsys, "validate", firm, *options)
    assert (answer.status, answer.out) == (status, "")
    assert said in answer.err


def test_quiet_says_nothing_and_writes(firm, tmp_path, capsys):
    answer = ask(capsys, "validate", firm, "--quiet", "--origins", "1", "--out", tmp_path / "out")
    assert (answer.status, answer.out, answer.err) == (0, "", "")
    assert (tmp_path / "out" / "validation.json").exists()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_help_names_its_options(capsys, language):
    answer = ask(capsys, "validate", "--help", language=language)
    assert all(option in answer.out for option in ("--holdout-days", "--origins", "--as-of", "--json"))
