"""Starting is quick, since it imports next to nothing; the language is the system's."""

import subprocess
import sys

import pytest

from klantkompas.cli import COMMANDS, run
from klantkompas.cli.spoken import asked_language
from tests.cli.running import ask

HEAVY = {"rich", "pyarrow", "duckdb", "narwhals", "jinja2", "numpy", "scipy", "altair", "polars", "xlsxwriter"}


def imported(code: str) -> set[str]:
    """Names of the packages that a fresh Python has imported after running some code."""
    program = f"import sys\n{code}\nprint('|', *{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("|")[2].split())


def test_importing_the_library_imports_nothing_heavy():
    assert not imported("import klantkompas") & (HEAVY | {"click"})


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["analyse", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    assert not imported(f"from klantkompas.cli import run\nrun({arguments!r}, {{}})") & HEAVY


@pytest.mark.parametrize(
    ("arguments", "surroundings", "language"),
    [
        ([], {"LANG": "nl_NL.UTF-8"}, "nl"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "nl_BE.UTF-8"}, "nl"),
        ([], {"LC_ALL": "", "LANG": "en_US"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "nl"),
        ([], {"LANG": "C.UTF-8"}, "nl"),
        ([], {}, "nl"),
        (["check", "x", "--language", "en"], {"LANG": "nl_NL"}, "en"),
        (["check", "x", "--language=nl"], {"LANG": "en_GB"}, "nl"),
        (["check", "x", "--language"], {"LANG": "en_GB"}, "nl"),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_system_else_dutch(arguments, surroundings, language):
    assert asked_language(arguments, surroundings) == language


def test_help_is_in_the_readers_language(capsys):
    dutch, english = ask(capsys, "--help"), ask(capsys, "--help", language="en")
    assert dutch.status == english.status == 0
    assert "Gebruik: klantkompas" in dutch.out and "Opdrachten:" in dutch.out
    assert "Usage: klantkompas" in english.out and "Commands:" in english.out


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("language", "foreign"), [("nl", ("Usage", "Options", "Show this")), ("en", ("Opties",))])
def test_the_help_of_a_command_is_whole_and_in_one_language(capsys, command, language, foreign):
    answer = ask(capsys, command, "--help", language=language)
    assert answer.status == 0
    assert "--language nl|en" in answer.out and "--debug" in answer.out
    assert not [word for word in foreign if word in answer.out]


def test_every_option_of_the_output_contract_is_there(capsys):
    said = ask(capsys, "analyse", "--help").out
    names = ("as-of", "out", "engine", "rules", "mapping", "previous", "language", "json")
    assert all(f"--{name}" in said for name in names)


def test_no_command_shows_the_help_and_is_wrong_use(capsys):
    answer = ask(capsys)
    assert (answer.status, answer.err) == (2, "")
    assert "klantkompas check MAP" in answer.out


def test_the_version_is_said(capsys):
    assert ask(capsys, "--version").out.startswith("klantkompas ")


def test_run_gives_a_status_and_never_exits(capsys):
    assert run(["--version"], {}) == 0
