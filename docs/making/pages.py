"""A page of documentation as a program: its blocks run in order, in an empty folder, and what they show is compared.

| in the page                             | what happens                                                             |
|-----------------------------------------|--------------------------------------------------------------------------|
| a fence ``csv file=exports/sales.csv``  | the file is written (so for any fence with ``file=``)                    |
| a fence ``console``                     | lines behind ``$ `` are run; what stands below each is what it must say  |
| a fence ``console status=1``            | the same, for commands that must end with this status                    |
| a fence ``python``                      | run; with ``>>>`` as a doctest                                           |
| ``<!-- table: ... -->``                 | the table up to ``<!-- end -->`` is computed (see ``docs.making.worked``) |
| ``<!-- prepare: ... -->``               | Python for what a reader has already, such as a workbook; not shown      |

In what is shown, ``...`` stands for anything. A command with nothing below it may say anything; below a new one an
author writes ``?``, and ``make docs`` puts there what it says. The page is read as
somebody reads it whose computer speaks its language: English, or Dutch after ``<!-- language: nl -->``.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

from docs.making.worked import computed_table
from klantkompas.words import Language

TODAY = date(2026, 11, 22)  # the day on which all examples are read
SURROUNDINGS = {"COLUMNS": "100", "FORCE_COLOR": "", "LC_ALL": "C.UTF-8"}  # the same terminal for everybody
_FENCE = re.compile(r"^```(?P<kind>\w+)(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^<!-- table: (?P<info>.+?) -->\n(?P<body>.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)
_PREPARED = re.compile(r"^<!-- prepare:(?P<info>)\n(?P<body>.*?)^-->$", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of a page that is run.

    Attributes:
        kind: ``file``, ``console``, ``python``, ``prepare`` or ``table``.
        info: what stands behind the kind.
        body: what the page shows.
        start, end: where the body stands in the text.
        line: the line of the page on which it begins, for messages.
    """

    kind: str
    info: str
    body: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What running a block gave: the body as it should be, and what is wrong with the one in the page."""

    block: Block
    fresh: str
    problem: str = ""


def blocks_of(text: str) -> list[Block]:
    """The parts of a page that are run, in order."""
    found = [_block(match, "table") for match in _TABLE.finditer(text)]
    found += [_block(match, "prepare") for match in _PREPARED.finditer(text)]
    for match in _FENCE.finditer(text):
        kind = "file" if "file=" in match["info"] else match["kind"]
        if kind in ("file", "console", "python"):
            found.append(_block(match, kind))
    return sorted(found, key=lambda block: block.start)


def _block(match: re.Match[str], kind: str) -> Block:
    start, end = match.span("body")
    line = match.string.count("\n", 0, start)
    return Block(kind=kind, info=match["info"].strip(), body=match["body"], start=start, end=end, line=line)


def language_of(text: str) -> Language:
    """The language that a page is written in."""
    return "nl" if "<!-- language: nl -->" in text else "en"


def run_page(text: str, folder: Path) -> Iterator[Outcome]:
    """Run a page.

    Args:
        text: the page.
        folder: an empty folder to run in.
    """
    names: dict[str, Any] = {}
    with (
        contextlib.chdir(folder),
        mock.patch("klantkompas.cli.facts.date", _Today),
        mock.patch.dict(os.environ, SURROUNDINGS),
    ):
        for block in blocks_of(text):
            match block.kind:
                case "file":
                    yield _written(block)
                case "console":
                    yield _entered(block, language_of(text))
                case "python" | "prepare":
                    yield _executed(block, names)
                case "table":
                    fresh = computed_table(block.info, language=language_of(text))
                    yield _compared(block, fresh, matches=fresh == block.body)


class _Today(date):
    @classmethod
    def today(cls) -> "_Today":
        return cls(TODAY.year, TODAY.month, TODAY.day)


def _compared(block: Block, fresh: str, *, matches: bool) -> Outcome:
    problem = "" if matches else f"line {block.line}: the page shows\n{block.body}\nand it is\n{fresh}"
    return Outcome(block=block, fresh=fresh, problem=problem)


def _written(block: Block) -> Outcome:
    path = Path(_option(block.info, "file"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.body, encoding="utf-8")
    return Outcome(block=block, fresh=block.body)


def _option(info: str, name: str, otherwise: str = "") -> str:
    return dict(word.split("=", 1) for word in shlex.split(info) if "=" in word).get(name, otherwise)


def _executed(block: Block, names: dict[str, Any]) -> Outcome:
    said = io.StringIO()
    if ">>>" not in block.body:
        exec(compile(block.body, f"line {block.line}", "exec"), names)
        return Outcome(block=block, fresh=block.body)
    parsed = doctest.DocTestParser().get_doctest(block.body, names, "page", None, block.line)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    runner.run(parsed, out=said.write, clear_globs=False)
    names.update(parsed.globs)
    return Outcome(block=block, fresh=block.body, problem=said.getvalue())


# --- console --------------------------------------------------------------------------------------------------------


def _entered(block: Block, language: Language) -> Outcome:
    wanted = int(_option(block.info, "status", "0"))
    fresh, problems = "", []
    for command, shown in _commands(block.body):
        said, status = _typed(command, language)
        same = not shown or alike(shown, said)
        fresh += f"{_PROMPT}{command}\n" + (shown if same else said)
        if status != wanted:
            problems.append(f"line {block.line}: `{command}` ended with {status} instead of {wanted}:\n{said}")
        elif not same:
            problems.append(f"line {block.line}: `{command}` is shown to say\n{shown}\nand says\n{said}")
    return Outcome(block=block, fresh=fresh, problem="\n".join(problems))


def _commands(body: str) -> Iterator[tuple[str, str]]:
    """Each command with what is shown below it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def _typed(command: str, language: Language) -> tuple[str, int]:
    words = shlex.split(command)
    if words[0] != "klantkompas":
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        return _tidy(done.stdout + done.stderr), done.returncode
    from klantkompas.cli import run

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = run(words[1:], {"LANG": f"{language}_NL.UTF-8"})
    return _tidy(said.getvalue()), status


def _tidy(said: str) -> str:
    bare = said.replace("\ufeff", "")  # the mark before a CSV that spreadsheets look for
    return "".join(f"{line.rstrip()}\n" for line in bare.strip("\n").splitlines())


def alike(shown: str, said: str) -> bool:
    """Whether what is shown is what is said; ``...`` in what is shown stands for anything."""
    pattern = re.escape(_tidy(shown)).replace(re.escape("..."), ".*?")
    return re.fullmatch(pattern, _tidy(said), re.DOTALL) is not None


# --- refreshing -----------------------------------------------------------------------------------------------------


def refreshed(text: str, folder: Path) -> tuple[str, list[str]]:
    """A page with what its blocks really say, and what only an author can mend.

    Args:
        text: the page.
        folder: an empty folder to run in.
    """
    complaints = []
    outcomes = list(run_page(text, folder))
    for outcome in reversed(outcomes):
        block = outcome.block
        if outcome.problem and ("ended with" in outcome.problem or block.kind == "python" or "..." in block.body):
            complaints.append(outcome.problem)
        else:
            text = text[: block.start] + outcome.fresh + text[block.end :]
    return text, complaints[::-1]
