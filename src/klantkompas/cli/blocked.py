"""What a user gets where the facts cannot be used: everything that was noticed, and a mapping to correct."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from klantkompas.cli.request import MAPPING, SETTINGS, Request
from klantkompas.cli.screen import Screen
from klantkompas.cli.telling import tell_files, tell_findings
from klantkompas.engine import open_engine
from klantkompas.errors import FactsError
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import take_in
from klantkompas.ledger.mapping import FileMapping, read_mapping
from klantkompas.ledger.matching import Match
from klantkompas.ledger.mending import write_mending
from klantkompas.ledger.sources import open_source
from klantkompas.rules import Rules, read_rules

CODES = {"no_transactions", "transactions_column_missing", "transactions_include_vat"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What came in, though it is no ledger: the attributes are those of ``Ledger``."""

    findings: tuple[Finding, ...]
    mappings: tuple[FileMapping, ...]
    refused: Mapping[str, pa.Table]
    matches: tuple[Match, ...] = ()


@contextmanager
def telling_what_blocks(request: Request) -> Iterator[None]:
    """Where the facts cannot be used, write and tell what was noticed before saying so.

    Raises:
        FactsError: the facts cannot be used.
    """
    try:
        yield
    except FactsError as error:
        if error.code in CODES:
            _tell(request)
        raise


def _tell(request: Request) -> None:
    stock = _take_stock(request)
    back = write_mending(stock, request.folder, language=request.language)
    screen = Screen(request.language, quiet=request.quiet or request.as_json)
    if stock.mappings:
        tell_files(stock, back, screen)
    tell_findings(stock, back, screen)
    screen.line()


def _take_stock(request: Request) -> Stock:
    """Everything that comes in when nothing stops it."""
    settings, sections = request.rules or request.beside(SETTINGS), request.mapping or request.beside(MAPPING)
    rules = read_rules(settings) if settings else Rules()
    engine = open_engine(request.engine)
    try:
        intake = take_in(
            open_source(request.source, currency=rules.ledger.currency),
            engine=engine,
            rules=rules,
            sections=read_mapping(sections) if sections else {},
        )
    finally:
        engine.close()
    return Stock(
        findings=tuple(intake.findings),
        mappings=tuple(intake.mappings),
        refused={file: pa.concat_tables(parts, promote_options="default") for file, parts in intake.refused.items()},
    )
