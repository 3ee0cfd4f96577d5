"""Make the generated pages, and bring what is shown in the written pages up to date: ``make docs``.

With ``--check`` nothing is written; the exit status says whether anything would be.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.making import facts_reference, results_reference
from docs.making.pages import blocks_of, refreshed

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GENERATED: Mapping[str, Callable[[], str]] = {
    "reference/commands.md": results_reference.commands_page,
    "reference/tables.md": facts_reference.tables_page,
    "reference/settings.md": facts_reference.settings_page,
    "reference/findings.md": facts_reference.findings_page,
    "reference/errors.md": facts_reference.errors_page,
    "reference/customers.md": results_reference.customers_page,
    "reference/summary.md": results_reference.summary_page,
    "reference/lenses.md": results_reference.lenses_page,
    "reference/reasons.md": results_reference.reasons_page,
    "reference/python.md": results_reference.python_page,
}


def written_pages() -> list[Path]:
    """The pages that people write: all that are not generated."""
    made = {DOCS / name for name in GENERATED}
    own = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*own, *sorted(page for page in DOCS.rglob("*.md") if page not in made)]


def main(arguments: list[str]) -> int:
    """Write what is out of date; the exit status says whether an author is needed."""
    check = "--check" in arguments
    stale, complaints = [], list[str]()
    for name, make in GENERATED.items():
        stale += _settle(DOCS / name, make(), write=not check)
    chosen = [Path(one).resolve() for one in arguments if not one.startswith("--")]
    for page in chosen or written_pages():
        text = page.read_text(encoding="utf-8")
        if blocks_of(text):
            with TemporaryDirectory() as folder:
                fresh, wrong = refreshed(text, Path(folder))
            complaints += [f"{page.relative_to(ROOT)}, {one}" for one in wrong]
            stale += _settle(page, fresh, write=not check)
    sys.stderr.write("".join(f"{one}\n" for one in (*stale, *complaints)))
    return int(bool(complaints) or (check and bool(stale)))


def _settle(path: Path, text: str, *, write: bool) -> list[str]:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [f"{path.relative_to(ROOT)}: {'made anew' if write else 'is out of date'}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
