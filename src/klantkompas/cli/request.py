"""What the user asks of ``check`` and ``analyse``: the options they share, and the facts opened as asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from klantkompas.cli.spoken import LANGUAGES, SpokenCommand
from klantkompas.errors import UsageError
from klantkompas.words import Language, failure, say

SETTINGS = "klantkompas.toml"
MAPPING = "mapping.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the user asks.

    Attributes:
        source: the folder or file with exports.
        as_of: nothing after this date counts; ``None``: the newest fact.
        out: the folder for the results.
        engine: name of the engine.
        rules, mapping, previous: files, where the user names them.
        language: of everything that is said and written.
        as_json: the summary on stdout and nothing else.
        quiet: nothing on the screen but errors.
    """

    source: Path
    as_of: date | None
    out: Path | None
    engine: str
    rules: Path | None
    mapping: Path | None
    previous: Path | None
    language: Language
    as_json: bool
    quiet: bool

    @property
    def folder(self) -> Path:
        """The folder for the results: the one named, else ``klantkompas-NAME`` where the user is.

        Raises:
            UsageError: it is a file, or the folder with the exports itself.
        """
        source = self.source.resolve()
        folder = self.out or Path(f"klantkompas-{source.name if source.is_dir() else source.stem}")
        if self.out is None and _is_among(folder, source):
            folder = source.parent / folder.name  # the user stands among the exports
        if folder.exists() and not folder.is_dir():
            raise failure(UsageError, "not_a_folder", path=str(folder))
        if folder.resolve() == source:
            raise failure(UsageError, "out_is_source", path=str(folder))
        return folder

    def beside(self, name: str) -> Path | None:
        """A file of this name beside the exports, where there is one."""
        found = (self.source if self.source.is_dir() else self.source.parent) / name
        return found if found.is_file() else None


def _is_among(folder: Path, exports: Path) -> bool:
    return exports.is_dir() and folder.resolve().is_relative_to(exports)


def facts_command(
    name: str, language: Language, work: Callable[..., int], *, more: Sequence[click.Parameter] = ()
) -> click.Command:
    """A command over the facts of a firm, with the options of the output contract.

    Args:
        name: of the command.
        language: of its help.
        work: what it does: given the request, and the options of ``more`` by name; returns the exit status.
        more: options that only this command has.
    """
    own = {str(one.name) for one in more}

    def callback(**given: Any) -> int:
        given.pop("debug")  # read from the arguments themselves, also when these are wrong
        extra = {one: given.pop(one) for one in own}
        return work(Request(**given), **extra)

    return SpokenCommand(
        name=name,
        language=language,
        help=say(f"cli.{name}.help", language),
        callback=callback,
        params=[
            click.Argument(["source"], type=Path, metavar=say("cli.source", language)),
            option("as_of", language, type=a_date, metavar=say("cli.meta.date", language)),
            option("out", language, type=Path, metavar=say("cli.meta.folder", language)),
            option("engine", language, default="duckdb", metavar=say("cli.meta.engine", language)),
            *(
                option(one, language, type=Path, metavar=say("cli.meta.file", language))
                for one in ("rules", "mapping", "previous")
            ),
            *more,
            *common_options(language),
        ],
    )


def common_options(language: Language) -> list[click.Parameter]:
    """The options that every command has."""
    return [
        option("language", language, type=a_language, default=language, metavar="|".join(LANGUAGES)),
        click.Option(["--json", "as_json"], is_flag=True, help=say("cli.option.json", language)),
        option("quiet", language, is_flag=True),
        option("debug", language, is_flag=True),
    ]


def option(name: str, language: Language, *, words: str | None = None, **settings: Any) -> click.Option:
    """An option with its help; ``words`` names the help where it is not the option's own."""
    text = say(f"cli.option.{words or name}", language)
    return click.Option([f"--{name.replace('_', '-')}", name], help=text, **settings)


def a_date(value: str | date) -> date:
    """The date that a user writes as ``2026-10-31``."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError:
        raise failure(UsageError, "date_unreadable", value=value) from None


def a_language(value: str) -> Language:
    """``nl`` or ``en``."""
    found = next((language for language in LANGUAGES if language == value), None)
    if found is None:
        raise failure(UsageError, "language_unknown", value=value)
    return found


def a_number(value: str | int) -> int:
    """A whole number."""
    try:
        return int(value)
    except ValueError:
        raise failure(UsageError, "number_unreadable", value=value) from None
