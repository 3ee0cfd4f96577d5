"""When a complaint strains a relation (huwelijksproblemen): the rule of the phases for one customer, between two runs.

``analyse`` finds phases for all customers at once, at night. What is written down by day must move a relation before
that: the same days, from the same rules, for one customer. A test holds the two together.

A grave complaint strains at once, for so many days, solved or not. Any complaint strains when it is open for longer
than so many days, until it is solved or gone stale. Leaving the strained phase waits for an order in rhythm, which is
for ``analyse`` to see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from klantkompas.rules import PhaseRules

GRAVE = "large"
APART = ("prospect", "ended")  # phases in which nothing is there to strain


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A complaint as the facts have it: days of opening and solving (None: open), ``large``, ``small`` or unsaid."""

    opened: date
    resolved: date | None
    severity: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strain:
    """From which day a complaint strains a relation, and the first day on which it does so no longer."""

    since: date
    until: date


def strain(one: Trouble, rules: PhaseRules) -> Strain | None:
    """The days on which a complaint strains a relation by itself; None where it was solved in time.

    Args:
        one: the complaint.
        rules: when a fact counts.
    """
    since = one.opened + timedelta(days=rules.complaint_open_days)
    stale = since + timedelta(days=rules.stale_days)
    in_time = one.resolved is not None and one.resolved <= since
    end = since if in_time else min(stale, one.resolved or stale)
    if one.severity == GRAVE:
        grave = one.opened + timedelta(days=rules.complaint_severe_days)
        return Strain(since=one.opened, until=max(grave, end))
    return None if in_time else Strain(since=since, until=end)


def strained_since(
    phase: str | None, troubles: Iterable[Trouble], rules: PhaseRules, *, ordered: bool, on: date
) -> date | None:
    """The day since which complaints strain a relation that the figures do not call strained; None: they do not.

    Args:
        phase: by the figures; None: unknown.
        troubles: the complaints of the customer.
        rules: when a fact counts.
        ordered: whether there was ever an order.
        on: today.
    """
    if not ordered or phase is None or phase in (*APART, "strained"):
        return None
    found = [days for one in troubles if (days := strain(one, rules)) and days.since <= on < days.until]
    return min((days.since for days in found), default=None)
