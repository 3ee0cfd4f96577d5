"""The command line: a table of commands, each loaded when it is called.

Exit status: 0 fine; 1 the facts cannot be used; 2 wrong use; 130 when stopped by Ctrl-C. Whatever goes wrong is told in
one sentence of what is wrong and one of what to do, on stderr; ``--debug`` adds where in the program.
"""

import errno
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from klantkompas.cli.spoken import SpokenGroup, asked_language, tell, wrong_use
from klantkompas.errors import KlantkompasError, UsageError
from klantkompas.words import Language, explain, failure, say

COMMANDS = (
    *("check", "analyse", "validate", "advise", "effect", "example"),
    *("serve", "import", "backup", "restore", "manage"),
)
MODULES = {"import": "take_in"}  # where a command cannot give its module its name
FINE, FACTS_UNUSABLE, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def main() -> NoReturn:
    """The program ``klantkompas``; a terminal that is closed stops it as Ctrl-C does, leaving nothing behind."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    sys.exit(run(sys.argv[1:], os.environ))


def run(arguments: Sequence[str], surroundings: Mapping[str, str]) -> int:
    """Do what the arguments ask.

    Args:
        arguments: what stands behind ``klantkompas``.
        surroundings: environment variables, of which the language is read.

    Returns:
        The exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old terminal without € still gets its answer
    language = asked_language(arguments, surroundings)
    try:
        return int(_group(language).main(list(arguments), prog_name="klantkompas", standalone_mode=False) or FINE)
    except BaseException as error:
        if isinstance(error, (SystemExit, GeneratorExit)):
            raise
        status, sentence = _told(error, language)
        if "--debug" in arguments:
            import traceback

            traceback.print_exc()
        tell(sentence)
        return status


def command(name: str, language: Language) -> click.Command:
    """The command of this name, loaded now, with its help in this language."""
    made: click.Command = import_module(f"klantkompas.cli.{MODULES.get(name, name)}").command(language)
    return made


def _group(language: Language) -> click.Group:
    return SpokenGroup(
        name="klantkompas",
        language=language,
        loaders=dict.fromkeys(COMMANDS, lambda name: command(name, language)),
        params=[
            click.Option(
                ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version,
                help=say("cli.option.version", language),
            )
        ],
    )  # fmt: skip


def _version(context: click.Context, _option: click.Parameter, wanted: Any) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"klantkompas {version('klantkompas')}")
        context.exit()


def _told(error: BaseException, language: Language) -> tuple[int, str]:
    """The exit status of a failure, and what to say of it."""
    match error:
        case UsageError():
            return WRONG_USE, explain(error, language)
        case KlantkompasError():
            return FACTS_UNUSABLE, explain(error, language)
        case click.UsageError():
            return WRONG_USE, explain(wrong_use(error), language)
        case click.Abort() | KeyboardInterrupt():
            return INTERRUPTED, say("cli.interrupted", language)
        case OSError():
            return FACTS_UNUSABLE, explain(_refused_by_computer(error), language)
    if os.strerror(errno.ENOSPC) in str(error):  # an engine tells a full disk in words of its own
        return FACTS_UNUSABLE, explain(_refused_by_computer(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))), language)
    detail = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    return FACTS_UNUSABLE, say("unexpected", language, detail=detail)


def _refused_by_computer(error: OSError) -> UsageError:
    detail = error.strerror or str(error)
    if error.filename is None:
        return failure(UsageError, "computer_refused", detail=detail)
    return failure(UsageError, "file_refused", path=str(error.filename), detail=detail)
