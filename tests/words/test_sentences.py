"""Every sentence exists in two languages, names what it is given, and speaks to the reader as *je*."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import klantkompas
from klantkompas import words
from klantkompas.ledger.tables import TABLES
from klantkompas.words import errors, has

SOURCE = Path(klantkompas.__file__).parent
MODULES = [import_module(f"klantkompas.words.{one.name}") for one in iter_modules(words.__path__)]
EVERYTHING = {code: pair for module in MODULES for code, pair in module.SENTENCES.items()}
KINDS = {code.split(".")[1] for code in EVERYTHING if code.startswith("finding.")}
GIVEN_TO_FINDINGS = {"table", "file", "line", "column", "value", "n"}


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def all_calls() -> list[tuple[str, str, ast.Call]]:
    """Place, name and call of every call in the library."""
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                found.append((f"{path.relative_to(SOURCE)}:{node.lineno}", name, node))
    return found


def calls(*wanted: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or method of this name, with the place where it stands."""
    yield from ((place, node) for place, name, node in all_calls() if name in wanted)


def texts(node: ast.AST) -> list[str]:
    """The texts that an argument can be: itself, or either branch of a choice."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def keyword(call: ast.Call, name: str) -> ast.AST | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Where, code and names of every error of the library."""
    for place, call in calls("failure"):
        for code in texts(call.args[1]) if len(call.args) > 1 else []:
            yield place, code, {one.arg for one in call.keywords if one.arg}
    for place, call in calls("UsageError", "FactsError", "EstimationError"):
        code, params = keyword(call, "code"), keyword(call, "params")
        if code is not None and isinstance(params, ast.Dict):
            yield place, ast.literal_eval(code), {ast.literal_eval(key) for key in params.keys if key}


def test_every_sentence_can_be_said():
    assert len(EVERYTHING) > 500
    assert not [code for code in EVERYTHING if not has(code)]


def test_both_languages_name_the_same_things():
    assert not [code for code, (dutch, english) in EVERYTHING.items() if names_in(dutch) != names_in(english)]


def test_only_the_names_of_the_workshop_are_those_of_the_workshop():
    """Names of types and phases for own staff stand under ``workshop.`` alone: all else may reach a customer."""
    own = {name for code, pair in EVERYTHING.items() if code.startswith("workshop.") for name in pair}
    neutral = {name for code, pair in EVERYTHING.items() if code.startswith(("type.", "phase.")) for name in pair}
    funny = own - neutral
    assert {"opblaaspop", "doornroosje", "eerste zoentje", "huwelijksproblemen", "first kiss"} <= funny
    spoken = {
        code: name
        for code, pair in EVERYTHING.items()
        for name in funny
        if not code.startswith("workshop.") and re.search(rf"\b{name}\b", " ".join(pair))
    }
    assert spoken == {}


def test_the_reader_is_je():
    formal = re.compile(r"\b([Uu]w|U|gij)\b|\bu\b(?! \()")
    assert not [code for code, (dutch, _) in EVERYTHING.items() if formal.search(dutch) and code != "page.unit.hours"]


def test_at_least_the_known_ways_to_fail_are_found():
    assert {"source_missing", "example_size", "impossible_values"} <= {code for _, code, _ in raised()}


def test_every_error_that_is_raised_has_its_sentence_and_names_what_it_needs():
    assert not [(place, code) for place, code, _ in raised() if code not in errors.SENTENCES]
    for place, code, given in raised():
        assert names_in(errors.SENTENCES[code][1]) <= given, (place, code)


def test_every_error_that_has_a_sentence_is_raised_somewhere():
    assert not errors.SENTENCES.keys() - {code for _, code, _ in raised()} - {"unexpected"}


def test_an_error_says_what_is_wrong_and_what_to_do():
    ends = re.compile(r"[.?](?= [A-Z‘{]|$)")
    assert not [text for pair in errors.SENTENCES.values() for text in pair if len(ends.findall(text)) < 2]


def test_a_finding_says_what_why_and_what_to_do():
    needed = {f"finding.{kind}{part}" for kind in KINDS for part in ("", ".why", ".do")}
    assert not needed - EVERYTHING.keys()


def found() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, kind and names of every finding that is made; names are ``None`` where they are not written out."""
    for place, call in calls("Finding"):
        kind, params = keyword(call, "kind"), keyword(call, "params")
        named = {ast.literal_eval(key) for key in params.keys if key} if isinstance(params, ast.Dict) else None
        for one in texts(kind) if kind is not None else []:
            yield place, one, set() if params is None else named


def test_every_finding_that_is_made_has_its_sentences_and_names_what_they_need():
    assert not [(place, kind) for place, kind, _ in found() if kind not in KINDS]
    for place, kind, named in found():
        for part in ("", ".why", ".do"):
            needed = names_in(EVERYTHING[f"finding.{kind}{part}"][1]) - GIVEN_TO_FINDINGS
            assert named is None or needed <= named, (place, kind, part)


def test_every_kind_of_cell_can_be_unreadable():
    kinds = {column.kind for table in TABLES for column in table.columns} - {"id", "text"}
    assert {f"unreadable_{kind}" for kind in kinds} <= KINDS


def test_every_table_has_a_name():
    assert not [table.name for table in TABLES if not has(f"table.{table.name}")]


def test_everything_that_the_command_line_says_exists():
    said = {(place, code) for place, call in calls("say", "heading") for code in texts(call.args[0])}
    from_cli = {(place, code) for place, code in said if place.startswith("cli")}
    assert len(from_cli) > 30
    assert not [one for one in from_cli if not has(one[1])]
