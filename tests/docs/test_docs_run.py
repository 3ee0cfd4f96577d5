"""Every page is run: what it shows is what the software says, and what is generated is up to date."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from docs.generate import DOCS, GENERATED, ROOT, written_pages
from docs.making.pages import TODAY, alike, blocks_of, refreshed, run_page

PAGES = [page for page in written_pages() if blocks_of(page.read_text(encoding="utf-8"))]
TUTORIALS = [page for page in PAGES if page.parent.name == "tutorial"]
OUT_OF_DATE = "run `make docs`, and read what it changed"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_shows_what_is_so(page: Path, tmp_path: Path) -> None:
    problems = [one.problem for one in run_page(page.read_text(encoding="utf-8"), tmp_path) if one.problem]
    assert not problems, "\n".join([OUT_OF_DATE, *problems])


@pytest.mark.parametrize("name", GENERATED)
def test_generated_page_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == GENERATED[name](), OUT_OF_DATE


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_figures_in_the_text_of_a_tutorial_come_from_its_run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = "".join(block.body for block in blocks_of(text))
    for block in reversed(blocks_of(text)):
        text = text[: block.start] + text[block.end :]
    figures = {_bare(one) for one in re.findall(r"\d[\d.,]*\d{2}", text)}
    assert figures, "a tutorial without a figure"
    assert figures <= {_bare(one) for one in re.findall(r"\d[\d.,]*", shown)}


def _bare(figure: str) -> str:
    """A number without its separators, and without the decimals that a table leaves out."""
    return re.sub(r"[.,]", "", re.sub(r"[.,]\d{1,2}$", "", figure.rstrip(".,")))


# --- the runner itself ----------------------------------------------------------------------------------------------


def test_a_wrong_page_is_caught(tmp_path: Path) -> None:
    page = "```console\n$ echo one\ntwo\n```\n\n```python\n>>> 1 + 1\n3\n```\n"
    console, python = run_page(page, tmp_path)
    assert "is shown to say\ntwo\n\nand says\none" in console.problem
    assert "Expected:\n    3\nGot:\n    2" in python.problem


def test_a_command_that_fails_is_caught(tmp_path: Path) -> None:
    (outcome,) = run_page("```console\n$ klantkompas check nowhere\n```\n", tmp_path)
    assert "ended with 2 instead of 0" in outcome.problem
    (outcome,) = run_page("```console status=2\n$ klantkompas check nowhere\n```\n", tmp_path)
    assert not outcome.problem


def test_a_wrong_table_is_caught_and_made_anew(tmp_path: Path) -> None:
    facts = "```csv file=facts/sales.csv\nklant;datum;bedrag\n1;2026-01-05;10,00\n```\n\n"
    page = f"{facts}<!-- table: customers facts 2026-02-01 revenue_12m -->\n?\n<!-- end -->\n"
    (tmp_path / "first").mkdir()
    fresh, complaints = refreshed(page, tmp_path / "first")
    assert "| 1 | €10.00 |" in fresh
    assert not complaints
    (tmp_path / "second").mkdir()
    assert [one.problem for one in run_page(fresh, tmp_path / "second")] == ["", ""]
    (tmp_path / "third").mkdir()
    assert any(one.problem for one in run_page(fresh.replace("10.00", "11.00"), tmp_path / "third"))


def test_refreshing_leaves_what_an_author_must_mend(tmp_path: Path) -> None:
    page = "```console\n$ echo one\nt...\n```\n"
    fresh, complaints = refreshed(page, tmp_path)
    assert fresh == page
    assert len(complaints) == 1


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [
        ("one\n", "one  \n\n", True),
        ("one\n...\nthree\n", "one\ntwo\nthree\n", True),
        ("one\n...\nfour\n", "one\ntwo\nthree\n", False),
        ("€ ... a year\n", "€ 62 a year\n", True),
        ("a+b\n", "aab\n", False),
    ],
)
def test_dots_stand_for_anything(shown: str, said: str, same: bool) -> None:
    assert alike(shown, said) is same


@pytest.mark.parametrize(("day", "to_come"), [(TODAY, False), (TODAY + timedelta(days=1), True)])
def test_examples_do_not_depend_on_the_day_they_are_run(day: date, to_come: bool, tmp_path: Path) -> None:
    facts = f"```csv file=facts/sales.csv\nklant;datum;bedrag\n1;2025-01-02;10,00\n1;{day};10,00\n```\n\n"
    page = f"{facts}```console\n$ klantkompas check facts --json\n?\n```\n"
    _, outcome = run_page(page, tmp_path)
    assert ("date_to_come" in outcome.fresh) is to_come
