"""Heard, changed, and then heard less: a cause as one record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

FEWEST_DAYS = 90  # a stretch over which a number a year says something


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause that was heard: how often before the firm changed something, and how often since.

    Attributes:
        heard: how often in all.
        change: what was changed; ``changed_on`` since when, None as long as nothing was.
        a_year_before, a_year_since: times a year; None where a stretch is shorter than ninety days.
    """

    name: str
    heard: int
    change: str
    changed_on: date | None
    a_year_before: float | None
    a_year_since: float | None


def counted(heard: Iterable[tuple[str, date, str, date | None]], *, on: date) -> list[Cause]:
    """Causes, the most heard first.

    Args:
        heard: each time one was heard, the oldest first: its name, the day, what was changed about it and since when.
        on: today.
    """
    grouped: dict[str, list[tuple[str, date, str, date | None]]] = {}
    for one in heard:
        grouped.setdefault(one[0].casefold(), []).append(one)
    return sorted((_cause(times, on) for times in grouped.values()), key=lambda one: (-one.heard, one.name))


def _cause(times: list[tuple[str, date, str, date | None]], on: date) -> Cause:
    days = [day for _, day, _, _ in times]
    change, changed_on = next(((what, since) for _, _, what, since in times if since), ("", None))
    before = since = None
    if changed_on is not None:
        before = _a_year(sum(day < changed_on for day in days), (changed_on - days[0]).days)
        since = _a_year(sum(day >= changed_on for day in days), (on - changed_on).days)
    return Cause(times[0][0], len(times), change, changed_on, before, since)


def _a_year(n: int, days: int) -> float | None:
    return n * 365 / days if days >= FEWEST_DAYS else None
