"""Nothing dead and nothing left out: links, paths, commands, and every name that a reader may meet."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import klantkompas
from docs.generate import DOCS, ROOT, written_pages
from docs.making.facts_reference import kinds_in_source
from docs.making.markdown import anchor
from docs.making.results_reference import LENSES
from klantkompas.cli import COMMANDS
from klantkompas.insight.columns import COLUMNS
from klantkompas.ledger.tables import TABLES
from klantkompas.rules import Rules
from klantkompas.words import checks, errors, findings, reasons

PAGES = sorted({*written_pages(), *DOCS.rglob("*.md")})
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
MOST_FILES_A_RECIPE = 5


def text_of(page: Path) -> str:
    """A page without its code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def links_of(page: Path) -> Iterator[tuple[Path, str]]:
    """The pages that a page links to, with the heading; links to elsewhere are left out."""
    for target in LINK.findall(text_of(page)):
        if "://" not in target:
            path, _, heading = target.partition("#")
            yield ((page.parent / path).resolve() if path else page), heading


def reference(name: str) -> str:
    return (DOCS / "reference" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_dead(page: Path) -> None:
    dead = []
    for target, heading in links_of(page):
        headings = re.findall(r"^#+ (.+)$", text_of(target), re.MULTILINE) if target.suffix == ".md" else []
        if not target.exists() or (heading and heading not in map(anchor, headings)):
            dead.append(f"{target.name}#{heading}")
    assert not dead


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md" and page.exists():
            reached.add(page)
            waiting += [target for target, _ in links_of(page)]
    assert set(PAGES) <= reached


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(r"`((?:src|tests|docs|benchmarks)/[\w./-]*)`", text_of(page))
    assert not [name for name in named if not (ROOT / name).exists()]


def test_pictures_exist() -> None:
    shown = [(page.parent / name) for page in PAGES for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text_of(page))]
    assert shown
    assert all(picture.exists() for picture in shown)


def test_options_on_pages_exist() -> None:
    known = set(re.findall(r"`(--[a-z-]+)", reference("commands"))) | {"--help", "--version"}
    said = {
        option
        for page in PAGES
        for line in re.findall(r"klantkompas (?:check|analyse|example)[^`\n]*", page.read_text(encoding="utf-8"))
        for option in re.findall(r"(?<=\s)--[a-z-]+", line)
    }
    assert said
    assert said <= known


def test_every_command_is_used_on_a_page_and_in_the_reference() -> None:
    for command in COMMANDS:
        assert f"## {command}\n" in reference("commands")
        assert any(f"$ klantkompas {command} " in page.read_text(encoding="utf-8") for page in PAGES)


def test_every_kind_of_finding_is_documented() -> None:
    sentences = {**findings.SENTENCES, **checks.SENTENCES}
    kinds = {name.split(".")[1] for name in sentences if name.startswith("finding.")} | kinds_in_source()
    assert kinds == set(re.findall(r"^## (\w+)$", reference("findings"), re.MULTILINE))


def test_every_reason_and_error_is_documented() -> None:
    known = {name.removeprefix("why.") for name in reasons.SENTENCES}
    assert known == set(re.findall(r"^\| `(\w+)`", reference("reasons"), re.MULTILINE))
    assert set(errors.SENTENCES) == set(re.findall(r"^\| `(\w+)`", reference("errors"), re.MULTILINE))


def test_every_setting_is_documented() -> None:
    settings = {one.name for section in fields(Rules) for one in fields(getattr(Rules(), section.name))}
    assert settings == set(re.findall(r"^\| `(\w+)`", reference("settings"), re.MULTILINE))


def test_every_table_and_column_is_documented() -> None:
    for table in TABLES:
        part = reference("tables").split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert [one.name for one in table.columns] == re.findall(r"^\| `(\w+)`", part, re.MULTILINE)


def test_every_figure_and_lens_is_documented() -> None:
    assert [*COLUMNS, "why"] == re.findall(r"^\| `(\w+)`", reference("customers"), re.MULTILINE)
    assert set(LENSES) == set(re.findall(r"^## (\w+)$", reference("lenses"), re.MULTILINE))
    assert set(klantkompas.__all__) == set(re.findall(r"^## (\w+)$", reference("python"), re.MULTILINE))


def test_a_recipe_names_at_most_five_files() -> None:
    recipes = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n### ")[1:]
    steps = {recipe.splitlines()[0]: len(re.findall(r"^\d\. ", recipe, re.MULTILINE)) for recipe in recipes}
    assert len(steps) == 7
    assert all(0 < count <= MOST_FILES_A_RECIPE for count in steps.values())


@pytest.mark.parametrize("name", ["recency", "regularity", "duration", "profitability", "referral-power"])
def test_a_page_of_an_r_has_all_its_parts(name: str) -> None:
    headings = re.findall(r"^## (.+)$", text_of(DOCS / "explanation" / f"{name}.md"), re.MULTILINE)
    wanted = ["Terms", "What is reckoned", "Worked example", "Variants", "Where it falls short", "Source"]
    assert [one for one in headings if one in wanted] == wanted


def test_nobody_is_told_that_it_is_simple() -> None:
    soothing = re.compile(r"\b(simply|easily|obviously|of course|gewoon even|simpelweg|uiteraard)\b", re.IGNORECASE)
    assert not [page.name for page in PAGES if soothing.search(text_of(page))]
