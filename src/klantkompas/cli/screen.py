"""What stands on the terminal: headings, tables and sentences, at any width, with or without colour."""

import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from klantkompas.words import Language, say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Tone = Literal["plain", "bold", "dim", "warning", "blocking"]
_STYLES: dict[Tone, str] = {"plain": "", "bold": "bold", "dim": "dim", "warning": "yellow", "blocking": "bold red"}
_PIPED_WIDTH = 100
_WIDEST = 110


class Head(NamedTuple):
    """The head of a column; numbers stand to the right, and a ``spare`` one is left out on a narrow screen."""

    text: str
    right: bool = False
    spare: bool = False


class Screen:
    """Writes to stdout for a person; silent when asked to be."""

    def __init__(self, language: Language, *, quiet: bool = False) -> None:
        self.language: Language = language
        self.quiet = quiet
        self._made: Console | None = None

    def say(self, code: str, /, *, tone: Tone = "plain", indent: int = 0, **params: Any) -> None:
        """The sentence for a code."""
        self.line(say(code, self.language, **params), tone=tone, indent=indent)

    def line(self, text: str = "", *, tone: Tone = "plain", indent: int = 0) -> None:
        """One sentence, broken between words."""
        if self.quiet:
            return
        self._console.print(_broken(_clean(text), self._console.width, indent), style=_STYLES[tone], soft_wrap=True)

    def heading(self, code: str, /, **params: Any) -> None:
        """A heading, with a white line above where something stands there already."""
        if self._made:
            self.line()
        self.say(code, tone="bold", **params)

    def table(self, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> None:
        """A table without lines."""
        if self.quiet or not rows:
            return
        from rich.table import Table

        console = self._console
        kept = [at for at, head in enumerate(heads) if console.width >= 80 or not head.spare]
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for at in kept:
            side: Literal["left", "right"] = "right" if heads[at].right else "left"
            table.add_column(_text(heads[at].text, "dim"), justify=side, overflow="fold")
        for row in rows:
            table.add_row(*(_text(row[at], "plain", whole=heads[at].right) for at in kept))
        console.print(table)

    @property
    def _console(self) -> "Console":
        if self._made is None:
            from rich.console import Console

            piped = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
            console = Console(width=piped, highlight=False, markup=False, emoji=False)
            console.width = min(console.width, _WIDEST)
            self._made = console
        return self._made


def _text(text: str, tone: Tone, *, whole: bool = False) -> "Text":
    from rich.text import Text

    return Text(_clean(text), style=_STYLES[tone], no_wrap=whole, overflow="fold")


def _broken(text: str, width: int, indent: int) -> str:
    """Broken between words, but never within a line to paste (``hourly_cost = 62``)."""
    import textwrap

    kept = re.sub(r"(?<=\w) = (?=\w)", "\0=\0", text)
    lead = " " * indent
    wrapped = textwrap.TextWrapper(
        width, initial_indent=lead, subsequent_indent=lead, break_long_words=False, break_on_hyphens=False
    )
    return wrapped.fill(kept).replace("\0", " ")


def _clean(text: str) -> str:
    """Without characters that steer a terminal: names and values come from files."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
