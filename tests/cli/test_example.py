"""``klantkompas example`` writes a firm to try things on."""

import json

from tests.cli.running import ask


def test_a_small_firm_is_written_and_the_next_step_named(capsys, tmp_path):
    answer = ask(capsys, "example", "--customers", 30, "--out", tmp_path / "firm")
    assert (answer.status, answer.err) == (0, "")
    assert (tmp_path / "firm" / "verkoopfacturen.csv").exists()
    assert "klantkompas analyse" in answer.out and "truth/" in answer.out


def test_the_same_seed_gives_the_same_firm_and_another_seed_another(capsys, tmp_path):
    def made(name, seed):
        ask(capsys, "example", "--customers", 30, "--seed", seed, "--out", tmp_path / name)
        return (tmp_path / name / "verkoopfacturen.csv").read_bytes()

    assert made("one", 1) == made("again", 1) != made("other", 2)


def test_the_language_is_that_of_the_files_too(capsys, tmp_path):
    answer = ask(capsys, "example", "--customers", 30, "--out", tmp_path / "firm", language="en")
    assert "customers and" in answer.out
    assert (tmp_path / "firm" / "README.txt").exists()


def test_a_size_that_cannot_be_is_refused_before_anything_is_written(capsys, tmp_path):
    answer = ask(capsys, "example", "--customers", 5, "--out", tmp_path / "firm")
    assert answer.status == 2
    assert "30 tot 1.000.000" in answer.err
    assert not (tmp_path / "firm").exists()


def test_the_real_invoices_are_written_with_their_currency(capsys, tmp_path):
    answer = ask(capsys, "example", "--real", "--json", "--out", tmp_path / "real")
    assert json.loads(answer.out)["rows"] == {"transactions": 44_876, "customers": 5_942}
    assert "GBP" in (tmp_path / "real" / "klantkompas.toml").read_text()
