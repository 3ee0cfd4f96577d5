"""Click in the reader's language: help, and what is said of wrong use."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from klantkompas.errors import UsageError
from klantkompas.words import Language, failure, say

LANGUAGES: tuple[Language, ...] = ("nl", "en")


def asked_language(arguments: Sequence[str], surroundings: Mapping[str, str]) -> Language:
    """The language after ``--language``, else that of the system; Dutch where that is neither Dutch nor English."""
    for at, argument in enumerate(arguments):
        name, given, value = argument.partition("=")
        if name == "--language":
            asked = value if given else next(iter(arguments[at + 1 :]), "")
            return "en" if asked == "en" else "nl"
    system = next((surroundings[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if surroundings.get(name)), "")
    return "en" if system.lower().startswith("en") else "nl"


class _Spoken(click.Command):
    """A command whose help is in the reader's language."""

    def __init__(self, *args: Any, language: Language, **settings: Any) -> None:
        settings["options_metavar"] = say("cli.usage.options", language)
        super().__init__(*args, **settings)
        self.language: Language = language

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("cli.usage", self.language))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        records = [record for one in options if (record := one.get_help_record(ctx))]
        with formatter.section(say("cli.section.options", self.language)):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("cli.option.help", self.language)
        return option


class SpokenCommand(_Spoken):
    """One command; it takes at most one argument."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse more arguments than there is a place for."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = ctx  # so that the right help is named
            raise
        if rest:
            raise failure(UsageError, "argument_extra", value=rest[0])
        return rest


class SpokenGroup(_Spoken, click.Group):
    """The table of commands; what a command needs is imported when it is asked for."""

    def __init__(self, *, loaders: Mapping[str, Callable[[str], click.Command]], language: Language, **settings: Any):
        super().__init__(
            language=language,
            help=say("cli.help", language),
            epilog=say("cli.epilog", language),
            subcommand_metavar=say("cli.usage.command", language),
            invoke_without_command=True,
            callback=_help_where_nothing_is_asked,
            **settings,
        )
        self._loaders = loaders

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Their names, in the order of use."""
        return list(self._loaders)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of this name.

        Raises:
            UsageError: there is none.
        """
        if cmd_name not in self._loaders:
            raise failure(UsageError, "command_unknown", name=cmd_name, known=self.list_commands(ctx))
        return self._loaders[cmd_name](cmd_name)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands first, then options."""
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """A line a command, without loading any."""
        with formatter.section(say("cli.section.commands", self.language)):
            formatter.write_dl([(name, say(f"cli.{name}", self.language)) for name in self._loaders])


def _help_where_nothing_is_asked() -> int:
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        return 0
    click.echo(context.get_help())
    return 2


def wrong_use(error: click.UsageError) -> UsageError:
    """What click objects to, as a refusal of our own."""
    path = error.ctx.command_path if error.ctx else "klantkompas"
    see = f"{path} --help"
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near) if near:
            return failure(UsageError, "option_unknown_near", name=name, near=near[0])
        case click.NoSuchOption(option_name=name):
            return failure(UsageError, "option_unknown", name=name, help=see)
        case click.MissingParameter(param=click.Argument()):
            return failure(UsageError, "argument_missing", example=f"{path} exports")
        case click.MissingParameter(param=click.Option(opts=[name, *_])):
            return failure(UsageError, "option_missing", name=name, help=see)
        case click.BadOptionUsage(option_name=name):
            return failure(UsageError, "option_wrong", name=name, help=see)
    return failure(UsageError, "usage_wrong", detail=error.format_message(), help=see)


def tell(sentence: str) -> None:
    """Say something on stderr, broken between words on a terminal, without characters that steer one."""
    text = "".join(letter if letter.isprintable() else " " for letter in sentence)
    if sys.stderr.isatty():
        import shutil
        import textwrap

        width = shutil.get_terminal_size().columns
        text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    click.echo(text, err=True)
