"""The facts opened as the user asked, with everything that was noticed in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from klantkompas.cli.blocked import telling_what_blocks
from klantkompas.cli.progress import Waiting
from klantkompas.cli.request import Request
from klantkompas.errors import UsageError
from klantkompas.ledger.book import Ledger, open_ledger, with_findings
from klantkompas.ledger.checks import check_ledger
from klantkompas.ledger.intake import EPOCH
from klantkompas.rules import read_rules
from klantkompas.words import failure


@contextmanager
def opened(request: Request, waiting: Waiting) -> Iterator[Ledger]:
    """The checked ledger, closed afterwards.

    Raises:
        UsageError: something that the user names is not there or not what it should be.
        FactsError: no file can fill ``transactions``.
    """
    if request.previous:
        _must_be_customers(request.previous)
    with (
        telling_what_blocks(request),
        open_ledger(
            request.source,
            rules=read_rules(request.rules) if request.rules else None,
            mapping=request.mapping,
            engine=request.engine,
            today=date.today(),  # noqa: TID251 (here, and only here, the clock is read)
            progress=waiting.reading,
        ) as ledger,
    ):
        _must_be_after_first_fact(request, ledger)
        yield with_findings(ledger, check_ledger(ledger))


def _must_be_customers(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = pq.read_schema(path).names
    except (OSError, pa.ArrowInvalid) as error:
        raise failure(UsageError, "previous_unreadable", path=str(path)) from error
    if not {"customer_id", "profit_12m", "type", "why"} <= set(names):
        raise failure(UsageError, "previous_unreadable", path=str(path))


def _must_be_after_first_fact(request: Request, ledger: Ledger) -> None:
    first = ledger.extents["transactions"].first
    if request.as_of and first is not None and (request.as_of - EPOCH).days < first:
        raise failure(UsageError, "as_of_before_facts", as_of=request.as_of, first=first)
