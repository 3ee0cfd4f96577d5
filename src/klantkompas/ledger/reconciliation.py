"""Whether everything adds up: rows and amounts read, kept and refused, and hours that belong to a customer."""

from collections.abc import Iterable
from dataclasses import dataclass

import narwhals.stable.v2 as nw

from klantkompas.engine import rows_of
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.intake import FileCount


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTotals:
    """Rows of all files together; ``unreadable`` are refused rows whose amount could not be read."""

    read: int
    kept: int
    unreadable: int

    @property
    def refused(self) -> int:
        """Rows left out; they are in ``refused/``."""
        return self.read - self.kept


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursMatched:
    """Hours written, and those of them that belong to a known customer: hundredths of an hour."""

    all: int
    known: int

    @property
    def share(self) -> float | None:
        """The part that belongs to a known customer; ``None`` without hours."""
        return self.known / self.all if self.all else None


def row_totals(counts: Iterable[FileCount]) -> RowTotals:
    """The rows of all files together."""
    files = tuple(counts)
    return RowTotals(
        read=sum(one.rows_read for one in files),
        kept=sum(one.rows_kept for one in files),
        unreadable=sum(one.unreadable for one in files),
    )


def hours_matched(ledger: Ledger) -> HoursMatched | None:
    """How many of the hours belong to a known customer; ``None`` where the ledger has no hours."""
    if not ledger.has("time_entries", "hours"):
        return None
    hours = nw.col("hours")
    known = nw.when(~nw.col("key").is_null()).then(hours)
    (row,) = rows_of(ledger.tables["time_entries"].select(all=hours.sum(), known=known.sum()))
    return HoursMatched(all=int(row["all"] or 0), known=int(row["known"] or 0))
