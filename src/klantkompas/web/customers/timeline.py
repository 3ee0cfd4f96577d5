"""Everything that happened with a customer, newest first, in one stream: read by one query, whatever its length."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, F, Min, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, TruncDate

from klantkompas.web.customers.models import FACTS, Milestone, Note, PhaseTurn, Task

A_PAGE = 30
COLUMNS = ("on", "sort", "ref", "what", "said", "cents", "hundredths", "n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    Attributes:
        day: when.
        kind: ``invoice``, ``hours``, ``quote`` ... (the keys of ``ARMS``).
        ref: its number, as the firm writes it; empty where it has none.
        what: which of its kind: a code (visit, won, let_sleep) or an activity in the firm's words; empty for none.
        said: what somebody wrote, or who did it.
        cents, hundredths: amount and hours; None where it has none.
        lines: how many lines it stands for.
    """

    day: date
    kind: str
    ref: str
    what: str
    said: str
    cents: int | None
    hundredths: int | None
    lines: int

    @property
    def prefix(self) -> str:
        """Under which words its ``what`` is said."""
        own = {"phase": "phase", "milestone": "milestone", "hours": "customer.activity"}
        return own.get(self.kind, f"customer.{self.kind}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The customer, with those who were merged into him: by the firm's numbers and by ours."""

    numbers: Sequence[str]
    keys: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a stream, and the day before which the next one begins; None at the end."""

    events: Sequence[Event]
    before: date | None


def stream(whose: Whose, *, kinds: Sequence[str] = (), before: date | None = None, length: int = A_PAGE) -> Part:
    """A stretch of what happened, newest first, in whole days.

    Args:
        whose: of whom.
        kinds: only these; none: all.
        before: what happened earlier than this day; None: from the newest.
        length: about how many; a day is never cut in two.
    """
    whole = _together(whose, kinds, _earlier(before))
    rows = list(whole[: length + 1])
    if len(rows) <= length:
        return Part(events=_events(rows), before=None)
    last: date = rows[-1][0]
    kept = [row for row in rows if row[0] > last]
    if not kept:  # one day alone is longer than a page
        kept = list(_together(whose, kinds, lambda name: {name: last}))
    return Part(events=_events(kept), before=kept[-1][0])


Days = Callable[[str], Mapping[str, Any]]


def _earlier(before: date | None) -> Days:
    return lambda name: {} if before is None else {f"{name}__lte": before - timedelta(days=1)}


def _together(whose: Whose, kinds: Sequence[str], days: Days) -> "QuerySet[Any, Any]":
    first, *others = [arm(whose, days) for kind, arm in ARMS.items() if not kinds or kind in kinds]
    together = first.union(*others, all=True) if others else first
    return together.order_by("-on", "sort", "ref")


def _events(rows: Sequence[Sequence[Any]]) -> list[Event]:
    return [
        Event(
            day=day, kind=kind, ref=ref or "", what=what or "", said=said or "", cents=cents, hundredths=hours, lines=n
        )
        for day, kind, ref, what, said, cents, hours, n in rows
    ]


def _facts(table: str, day: str, whose: Whose, days: Days) -> Any:
    return FACTS[table].objects.filter(customer_id__in=whose.numbers, **days(day)).annotate(on=F(day))


def _told(rows: Any, kind: str, **columns: Any) -> "QuerySet[Any, Any]":
    """Rows that have their day, as rows of the stream; what a table does not have is null."""
    kept = dict.fromkeys(("ref", "what", "said"), TextField()) | dict.fromkeys(
        ("cents", "hundredths"), BigIntegerField()
    )
    given = {name: Cast(columns.get(name, Value(None)), output_field=field) for name, field in kept.items()}
    counted = {"sort": Value(kind, output_field=TextField()), "n": columns.get("n", Value(1))}
    told: QuerySet[Any, Any] = rows.order_by().annotate(**given, **counted).values_list(*COLUMNS)
    return told


def _invoices(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    """Lines of one number on one day are one invoice."""
    rows = _facts("transactions", "date", whose, days).values("on", "transaction_id")
    return _told(rows, "invoice", ref=F("transaction_id"), cents=Sum("amount"), n=Count("id"))


def _hours(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    rows = _facts("time_entries", "date", whose, days)
    return _told(rows, "hours", what=F("activity"), said=F("employee"), hundredths=F("hours"))


def _quotes(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    rows = _facts("quotes", "date", whose, days)
    return _told(rows, "quote", ref=F("quote_id"), what=F("status"), cents=F("amount"))


def _activities(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    """With what somebody wrote down of it, where he did."""
    rows = _facts("activities", "date", whose, days)
    return _told(rows, "activity", what=F("kind"), said=Coalesce(Min("notes__text"), F("employee")))


def _notes(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    rows = Note.objects.filter(customer__in=whose.keys, activity=None, **days("day")).annotate(on=F("day"))
    return _told(rows, "note", said=F("text"), ref=F("by__name"))


def _complaints(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    rows = _facts("complaints", "opened_on", whose, days)
    return _told(rows, "complaint", ref=F("complaint_id"), said=F("cause"), cents=F("compensation"))


def _promises(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    rows = _facts("promises", "made_on", whose, days)
    return _told(rows, "promise", ref=F("promise_id"), said=F("kind"))


def _cards(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    return _told(_facts("cards", "sent_on", whose, days), "card", ref=F("card_id"), said=F("result"))


def _decisions(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    rows = _facts("decisions", "date", whose, days)
    return _told(rows, "decision", what=F("kind"), ref=F("value"), said=F("reason"))


def _tasks(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    """What somebody did with a line of the Monday list."""
    handled = Task.objects.filter(customer__in=whose.keys).exclude(at=None).annotate(on=TruncDate("at"))
    return _told(
        handled.filter(**days("on")), "task", what=F("state"), ref=F("action"), said=Coalesce("result", "reason")
    )


def _turns(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    rows = PhaseTurn.objects.filter(customer__in=whose.keys[:1], **days("since")).annotate(on=F("since"))
    return _told(rows, "phase", what=F("phase"))


def _milestones(whose: Whose, days: Days) -> "QuerySet[Any, Any]":
    rows = Milestone.objects.filter(customer__in=whose.keys[:1], **days("day")).annotate(on=F("day"))
    return _told(rows, "milestone", what=F("kind"), ref=F("about"))


ARMS: Mapping[str, Callable[[Whose, Days], "QuerySet[Any, Any]"]] = {
    "invoice": _invoices,
    "hours": _hours,
    "quote": _quotes,
    "activity": _activities,
    "note": _notes,
    "complaint": _complaints,
    "promise": _promises,
    "card": _cards,
    "decision": _decisions,
    "task": _tasks,
    "phase": _turns,
    "milestone": _milestones,
}
