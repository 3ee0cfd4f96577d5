"""What this code base promises of itself, measured: size, docstrings, and words that have no place in it."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "klantkompas"
MODULES = sorted(SOURCE.rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def length(node: Function) -> int:
    """Lines of a function without its docstring: explaining is not punished."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if len(body) < len(node.body):
        first = node.body[0]
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_functions_are_short() -> None:
    lengths = sorted(length(node) for path in MODULES for node in functions(path))
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 30


def test_no_function_is_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name}" for path in MODULES for node in functions(path) if length(node) > 60
    ]
    assert not long


def test_no_module_is_long() -> None:
    written = [path for path in MODULES if path.parent.name != "migrations"]  # those are Django's
    long = {
        str(path.relative_to(ROOT)): n for path in written if (n := len(path.read_text("utf-8").splitlines())) > 600
    }
    assert not long


@pytest.mark.parametrize("name", ["utils", "common", "helpers", "models"])
def test_no_module_is_a_drawer(name: str) -> None:
    found = [path for path in SOURCE.rglob(f"{name}*") if path.stem == name]
    assert not [path for path in found if not (name == "models" and "web" in path.parts)]  # there Django wants it so


def test_public_functions_say_what_they_do() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in MODULES
        if path.name != "engine.py"  # its protocol says it once for all engines
        if path.parent.name != "migrations"  # written by Django
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, (*Function.__args__, ast.ClassDef)) and not node.name.startswith("_")
        if ast.get_docstring(node) is None
    ]
    assert not silent


def test_only_the_engine_names_an_engine() -> None:
    naming = re.compile(r"^\s*(import|from) (duckdb|polars|pyspark)\b", re.MULTILINE)
    assert [path.name for path in MODULES if naming.search(path.read_text("utf-8"))] == ["engine.py"]


def test_the_clock_is_read_by_the_command_line_only() -> None:
    clock = re.compile(r"\b(date\.today|datetime\.now|datetime\.utcnow|time\.time)\(")
    reading = {path.relative_to(SOURCE).parts[0] for path in MODULES if clock.search(path.read_text("utf-8"))}
    assert reading <= {"cli", "cli.py"}


def test_nothing_names_a_machine_or_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    said = re.compile(r"(?<![\w.])/(work|root|tmp/kk)/|[.]library|pypi\.org|files\.pythonhosted|registry\.npmjs")
    text = {".py", ".md", ".toml", ".lock", ".txt", ".html", ".css", ".json", ""}
    own = {"tests/architecture/test_house_rules.py"}
    named = [
        name
        for name in tracked
        if Path(name).suffix in text and name not in own and (ROOT / name).is_file()
        if said.search((ROOT / name).read_text("utf-8", errors="replace"))
    ]
    assert not named
