"""What there must be at the least: transactions, with lines that count. Without them no figure is a figure."""

from klantkompas.errors import FactsError, UsageError
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import Intake
from klantkompas.ledger.sources import Source
from klantkompas.words import failure


def need_transactions(intake: Intake, source: Source) -> None:
    """Stop where there is nothing to work on.

    Raises:
        FactsError: no file fills ``transactions``; what did come in goes with it.
        UsageError: nothing was found at all.
    """
    if "transactions" in intake.frames:
        return
    if not source.tables and not source.findings:
        raise failure(UsageError, "source_empty", path=str(source.path))
    error = _why_not(intake, source)
    error.came_in = intake
    raise error


def need_lines(intake: Intake, *, read: int, kept: int, seen: bool) -> None:
    """Stop where no line of the transactions can be counted: figures of nothing would look like figures.

    Args:
        intake: what did come in; it goes with the error.
        read: lines of transactions.
        kept: of these, the lines that were not refused.
        seen: whether a line that was kept is of today or before.

    Raises:
        FactsError: there is no line, every line was refused, or all are still to come.
    """
    if kept and seen:
        return
    if kept:
        intake.findings.append(Finding(kind="date_to_come", table="transactions", count=kept))
    error = failure(FactsError, "no_lines_left", n=read, refused=read - kept, later=kept)
    error = error if read else failure(FactsError, "no_lines")
    error.came_in = intake
    raise error


def _why_not(intake: Intake, source: Source) -> FactsError:
    blocking = next((one for one in intake.findings if one.severity == "blocking"), None)
    if blocking is None:
        return failure(FactsError, "no_transactions", path=str(source.path))
    file, column = blocking.file, blocking.column
    if blocking.kind == "column_missing":
        return failure(FactsError, "transactions_column_missing", file=file, column=column, header=blocking.value)
    return failure(FactsError, "transactions_include_vat", file=file, column=column)
