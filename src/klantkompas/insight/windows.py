"""The stretches of time over which figures are summed, and the exact arithmetic of those sums."""

import calendar
from dataclasses import dataclass
from datetime import date

import narwhals.stable.v2 as nw

from klantkompas.ledger.intake import EPOCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of days: ``after`` < day <= ``until`` (day numbers; ``after`` None: since the first fact).

    Attributes:
        name: the ending of its columns: ``12m``, ``previous_12m``, ``total``.
    """

    name: str
    after: int | None
    until: int

    def holds(self, day: nw.Expr) -> nw.Expr:
        """Whether a day lies in it."""
        inside = day <= self.until
        return inside if self.after is None else inside & (day > self.after)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last: 12 months before 29-02-2024 is 28-02-2023."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def windows(as_of: date) -> tuple[Window, Window, Window]:
    """The last twelve calendar months, the twelve before, and all time: ``12m``, ``previous_12m``, ``total``."""
    now, year_ago, two_ago = (day_number(months_before(as_of, months)) for months in (0, 12, 24))
    return (
        Window(name="12m", after=year_ago, until=now),
        Window(name="previous_12m", after=two_ago, until=year_ago),
        Window(name="total", after=None, until=now),
    )


def half_up(value: nw.Expr, by: int) -> nw.Expr:
    """A whole number divided by another and rounded half away from zero, in whole numbers only."""
    size = (value.abs() * 2 + by) // (2 * by)
    return nw.when(value < 0).then(-size).otherwise(size)
