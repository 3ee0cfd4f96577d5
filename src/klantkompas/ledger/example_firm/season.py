"""The firm's calendar: months, working days, holidays, and how busy each sector is on each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from klantkompas.ledger.example_firm.columns import Floats, Ints
from klantkompas.ledger.example_firm.firm import SECTORS, Firm, Sector

EPOCH = date(1970, 1, 1)
WEEKDAYS = (1.15, 1.10, 1.00, 0.97, 0.78, 0.0, 0.0)
"""Orders on Monday to Sunday against an ordinary day: nobody delivers in the weekend."""

CHRISTMAS_WEEK = 0.35


@dataclass(frozen=True, slots=True)
class Season:
    """The calendar of one firm.

    Attributes:
        edges: day number of the first day of every month, one more than there are months.
        first, last, service_first, future_last: day numbers of the data's borders.
        history, months: months up to the end date, and with the future.
        busy: [sector, day] cumulative demand in ordinary days since `first`; flat at weekends and holidays.
        workdays, work_from: day numbers with work, and where each month begins in them.
    """

    edges: Ints
    first: int
    last: int
    service_first: int
    future_last: int
    history: int
    months: int
    busy: Floats
    workdays: Ints
    work_from: Ints

    def month_of(self, days: Ints) -> Ints:
        """Index of the month of every day."""
        return np.searchsorted(self.edges, days, side="right") - 1

    def workday_in(self, month: Ints, place: Floats) -> Ints:
        """The working day at `place` (0 to 1) of every month given by index."""
        size = self.work_from[month + 1] - self.work_from[month]
        return self.workdays[self.work_from[month] + (place * size).astype(np.int64)]

    def next_workday(self, days: Ints) -> Ints:
        """The day itself when it is worked, else the first working day after it."""
        at = np.searchsorted(self.workdays, days, side="left")
        return self.workdays[np.minimum(at, len(self.workdays) - 1)]

    def index(self, year: int, month: int) -> int:
        """Index of a calendar month."""
        return int(self.month_of(np.array([day_number(date(year, month, 1))]))[0])


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


@lru_cache(maxsize=4)
def season(firm: Firm) -> Season:
    """The calendar between the firm's first day and the end of its simulated future."""
    edges = _month_edges(firm)
    first, future_last = int(edges[0]), int(edges[-1]) - 1
    dates = [day_of(number) for number in range(first, future_last + 1)]
    worked = np.array([_works(day) for day in dates])
    busy = np.array([_busy(sector, dates, worked) for sector in SECTORS])
    workdays = np.flatnonzero(worked).astype(np.int64) + first
    return Season(
        edges=edges,
        first=first,
        last=day_number(firm.end),
        service_first=day_number(firm.service_start),
        future_last=future_last,
        history=len(edges) - 1 - firm.future_months,
        months=len(edges) - 1,
        busy=busy,
        workdays=workdays,
        work_from=np.searchsorted(workdays, edges),
    )


def _month_edges(firm: Firm) -> Ints:
    count = (firm.end.year - firm.start.year) * 12 + firm.end.month - firm.start.month + 1 + firm.future_months
    months = (firm.start.month - 1 + step for step in range(count + 1))
    return np.array([day_number(date(firm.start.year + m // 12, m % 12 + 1, 1)) for m in months])


def _busy(sector: Sector, dates: list[date], worked: np.ndarray) -> Floats:
    """Cumulative demand, scaled so that an average year counts 365.25 ordinary days."""
    weight = np.array([_weight(sector, day) for day in dates]) * worked
    weight *= 365.25 / (weight.sum() / (len(dates) / 365.25))
    return np.concatenate([[0.0], np.cumsum(weight)])


def _weight(sector: Sector, day: date) -> float:
    weight = WEEKDAYS[day.weekday()] * sector.months[day.month - 1]
    if _builders_holiday(day):
        weight *= sector.builders_holiday
    return weight * (CHRISTMAS_WEEK if (day.month, day.day) >= (12, 24) else 1.0)


def _builders_holiday(day: date) -> bool:
    """Bouwvak: ISO weeks 30 to 32, the middle region's."""
    return 30 <= day.isocalendar().week <= 32


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays(day.year)


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    """Days off in the Netherlands: New Year, Easter Monday, King's Day, Ascension, Whit Monday, Christmas."""
    easter = _easter(year)
    moving = {easter + timedelta(days=days) for days in (1, 39, 50)}
    return frozenset(moving | {date(year, m, d) for m, d in ((1, 1), (4, 27), (12, 25), (12, 26))})


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian rule (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - leap + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
