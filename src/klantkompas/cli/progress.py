"""A bar on stderr for who has to wait: only on a terminal, and only after the first second."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from klantkompas.words import Language, say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0


class Waiting:
    """Shows what is being done, once it takes long.

    Args:
        language: of what it says.
        quiet: show nothing at all.
    """

    def __init__(self, language: Language, *, quiet: bool = False) -> None:
        self._language: Language = language
        self._shown = not quiet and sys.stderr.isatty()
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the bar away: what follows is the answer."""
        if self._bar is not None:
            self._bar.stop()
        self._bar, self._shown = None, False

    def reading(self, file: str, done: int, whole: int | None) -> None:
        """Told while files are read: the file, the rows done and the rows there are."""
        self._show(say("screen.reading", self._language, file=file), done, whole)

    def step(self, name: str, done: int, whole: int | None) -> None:
        """Told while figures are made: the name of the step, the steps done and the steps there are."""
        self._show(say(f"screen.step.{name}", self._language), done, whole)

    def part(self, done: float) -> None:
        """Told while the example is written: the part that is done."""
        self._show(say("screen.step.example", self._language), done, 1)

    def _show(self, what: str, done: float, whole: float | None) -> None:
        if not self._shown or time.monotonic() - self._began < PATIENCE:
            return
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task("", total=None)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, description=what, completed=done, total=whole)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    words = TextColumn("{task.description}", markup=False)
    return Progress(words, BarColumn(bar_width=24), TimeElapsedColumn(), console=Console(stderr=True), transient=True)
