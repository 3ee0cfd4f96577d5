"""What a user gets where the facts cannot be used: everything that was noticed, and a mapping to correct."""

from collections.abc import Iterator
from contextlib import contextmanager

from klantkompas.cli.request import Request
from klantkompas.cli.screen import Screen
from klantkompas.cli.telling import tell_files, tell_findings
from klantkompas.errors import FactsError
from klantkompas.ledger.mending import write_mending


@contextmanager
def telling_what_blocks(request: Request) -> Iterator[None]:
    """Where the facts cannot be used, write and tell what was noticed before saying so.

    Raises:
        FactsError: the facts cannot be used.
    """
    try:
        yield
    except FactsError as error:
        if error.came_in is not None:
            _tell(error, request)
        raise


def _tell(error: FactsError, request: Request) -> None:
    stock = error.came_in
    back = write_mending(stock, request.folder, language=request.language)
    screen = Screen(request.language, quiet=request.quiet or request.as_json)
    if stock.mappings:
        tell_files(stock, back, screen)
    tell_findings(stock, back, screen)
    screen.line()
