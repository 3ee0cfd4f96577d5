"""The dated facts that move a relation from one phase to the next, from all tables as one frame of turns.

A *turn* is a fact with the day on which it starts to count and, where it has one, the day on which it stops:

    kind             day                                       until
    CUSTOMER         beginning of the relation, or null        1 where that was before the facts, else 0
    CONTACT          first contact before the first order      last contact
    QUOTE            quote to who has not ordered yet          decision, or when it has gone stale
    ORDER            customer-day with a line of amount >= 0   null
    troubles         the day on which it became one            solved, or gone stale
    ended, let go    the day on which the relation ended       until when that was decided

Tables that a firm does not have give no turns; facts after the as-of date are not seen.
"""

from typing import TypeAlias

import narwhals.stable.v2 as nw

from klantkompas.engine import Frame, rows_of
from klantkompas.insight.five_rs import Rhythm
from klantkompas.ledger.book import Ledger
from klantkompas.rules import PhaseRules

CUSTOMER, CONTACT, QUOTE, ORDER = range(4)
TROUBLES = ("complaint_open", "complaint_severe", "card_unanswered", "promise_broken", "rating_low", "rating_fell")
"""What can go wrong, the gravest first; their kinds follow ORDER."""
FIRST_TROUBLE = ORDER + 1
ENDS = ("left", "bankrupt", "moved", "merged", "let_go", "ended")
FIRST_END = FIRST_TROUBLE + len(TROUBLES)
DECISIONS = ("let_go", "not_served")
FIRST_DECISION = FIRST_END + len(ENDS)
SURE = 0.95  # part of the prospects that ordered at all, within whose time a prospect is waited for
FEWEST_WON = 20
DOUBLED = ("csat",)  # scales of five, counted double beside scales of ten
NEVER = 1_000_000  # a day number that no fact reaches

Turns: TypeAlias = list[Frame]


def kind_of(trouble: str) -> int:
    """The kind of a trouble of ``TROUBLES``."""
    return FIRST_TROUBLE + TROUBLES.index(trouble)


def waited(rules: PhaseRules) -> dict[str, int]:
    """Days that pass between a fact and the trouble that it then is."""
    return {
        "complaint_open": rules.complaint_open_days,
        "card_unanswered": rules.card_days,
        "promise_broken": rules.promise_days,
    }


def turns(ledger: Ledger, facts: Frame, orders: Rhythm, rules: PhaseRules, *, until: int) -> Frame:
    """All turns of all customers.

    Args:
        ledger: the facts.
        facts: the table of ``customer_facts``: ``key``, ``first_day``, ``began_day``, ``since_before``.
        orders: how customers order.
        rules: when a fact counts.
        until: the as-of date, as a day number.

    Returns:
        A lazy frame ``key``, ``day``, ``kind``, ``until``, whole numbers of 32 bits.
    """
    before = nw.when(nw.col("since_before")).then(1).otherwise(0)
    parts = [
        _turns(facts, nw.col("began_day"), CUSTOMER, before),
        _turns(orders.order_days, nw.col("day"), ORDER, nw.lit(None, nw.Int32)),
        *_courting(ledger, facts, rules, until),
        *_complaints(ledger, rules, until),
        *_unanswered(ledger, "cards", "answered_day", "called_day", "card_unanswered", rules, until),
        *_unanswered(ledger, "promises", "due_day", "kept_day", "promise_broken", rules, until),
        *_ratings(ledger, rules, until),
        *_ended(ledger, until),
    ]
    return nw.concat(parts)


def _turns(frame: Frame, day: nw.Expr, kind: int | nw.Expr, until: nw.Expr) -> Frame:
    number = nw.lit(kind) if isinstance(kind, int) else kind
    columns = {"key": nw.col("key"), "day": day, "kind": number, "until": until}
    return frame.select(**{name: value.cast(nw.Int32) for name, value in columns.items()})


def _known(ledger: Ledger, name: str, until: int, day: str, *later: str) -> Frame:
    """Rows of a table with a customer and a day until now; later days after it read as null."""
    table = ledger.tables[name].filter(~nw.col("key").is_null(), nw.col(day) <= until)
    seen = [nw.when(nw.col(one) <= until).then(nw.col(one)).alias(one) for one in later]
    return table.with_columns(*seen) if seen else table


# --- before the first order -----------------------------------------------------------------------------------------


def _courting(ledger: Ledger, facts: Frame, rules: PhaseRules, until: int) -> Turns:
    """First and last contact with who had not ordered yet, and quotes made to them."""
    first = facts.select("key", "first_day")
    contacts = contact_days(ledger, facts, until=until)
    found = [] if contacts is None else [_turns(contacts, nw.col("first"), CONTACT, nw.col("last"))]
    if not ledger.has("quotes", "status"):
        return found
    later = ("decided_day",) if ledger.has("quotes", "decided_on") else ()
    quotes = _known(ledger, "quotes", until, "day", *later).join(first, on="key", how="left")
    quotes = quotes.filter(nw.col("first_day").is_null() | (nw.col("day") < nw.col("first_day")))
    stale = nw.col("day") + rules.quote_days
    decided = nw.coalesce(nw.col("decided_day"), stale) if later else stale
    if not later:
        quotes = quotes.filter(nw.col("status") == "open")
    return [*found, _turns(quotes, nw.col("day"), QUOTE, decided)]


def contact_days(ledger: Ledger, facts: Frame, *, until: int) -> Frame | None:
    """First and last contact of each customer before the first order: quotes, contacts and hours; None without any.

    Returns:
        A lazy frame ``key``, ``first_day`` (of ordering; null: never), ``first``, ``last``.
    """
    dated = [name for name in ("quotes", "activities", "time_entries") if name in ledger.tables]
    if not dated:
        return None
    days = nw.concat([_known(ledger, name, until, "day").select("key", "day") for name in dated])
    days = days.join(facts.select("key", "first_day"), on="key", how="inner")
    before = days.filter(nw.col("first_day").is_null() | (nw.col("day") < nw.col("first_day")))
    day = nw.col("day")
    return before.group_by("key", "first_day").agg(day.min().alias("first"), day.max().alias("last"))


def days_to_win(ledger: Ledger, facts: Frame, rules: PhaseRules, *, until: int) -> int:
    """Days within which 95 % of the prospects that ordered at all did so, from the first contact.

    Fewer than twenty of them: ``rules.prospect_days``.
    """
    contacts = contact_days(ledger, facts, until=until)
    if contacts is None:
        return rules.prospect_days
    won = contacts.filter(~nw.col("first_day").is_null())
    waits = won.select(days=nw.col("first_day") - nw.col("first")).group_by("days").agg(nw.len().alias("n"))
    counts = {row["days"]: row["n"] for row in rows_of(waits)}
    total, seen = sum(counts.values()), 0
    if total < FEWEST_WON:
        return rules.prospect_days
    for days in sorted(counts):
        seen += counts[days]
        if seen >= SURE * total:
            return int(days)
    raise AssertionError("the last day holds all of them")


# --- troubles -------------------------------------------------------------------------------------------------------


def _stale(day: nw.Expr, solved: nw.Expr, rules: PhaseRules) -> nw.Expr:
    """The day on which a trouble stops: solved, or nothing heard of it for so long."""
    old = day + rules.stale_days
    return nw.when(solved < old).then(solved).otherwise(old)


def _complaints(ledger: Ledger, rules: PhaseRules, until: int) -> Turns:
    """Complaints open for too long, where the day of solving is kept at all; and grave ones, solved or not."""
    if "complaints" not in ledger.tables:
        return []
    found: Turns = []
    opened, solved = nw.col("opened_day"), nw.col("resolved_day")
    if ledger.has("complaints", "resolved_on"):
        since = opened + waited(rules)["complaint_open"]
        open_ones = _known(ledger, "complaints", until, "opened_day", "resolved_day")
        long = open_ones.filter(since <= until, solved.is_null() | (solved > since))
        found.append(_turns(long, since, kind_of("complaint_open"), _stale(since, solved, rules)))
    if ledger.has("complaints", "severity"):
        severe = _known(ledger, "complaints", until, "opened_day").filter(nw.col("severity") == "large")
        found.append(_turns(severe, opened, kind_of("complaint_severe"), opened + rules.complaint_severe_days))
    return found


def _unanswered(ledger: Ledger, name: str, asked: str, done: str, trouble: str, rules: PhaseRules, until: int) -> Turns:
    """What was asked or promised and not done so many days later, where the day of doing is kept at all."""
    columns = {f"{one.removesuffix('_day')}_on" for one in (asked, done)}
    if not ledger.has(name, *columns):
        return []
    since, did = nw.col(asked) + waited(rules)[trouble], nw.col(done)
    rows = _known(ledger, name, until, asked, done).filter(since <= until, did.is_null() | (did > since))
    return [_turns(rows, since, kind_of(trouble), _stale(since, did, rules))]


def _ratings(ledger: Ledger, rules: PhaseRules, until: int) -> Turns:
    """Low marks, and marks far below the one before on the same scale; until the next mark, or gone stale."""
    if "ratings" not in ledger.tables:
        return []
    once = ratings_of_ten(ledger, until).group_by("key", "measure", "day").agg(nw.col("score").mean())
    scale = {"order_by": "day"}
    marks = once.with_columns(
        previous=nw.col("score").shift(1).over("key", "measure", **scale),
        next_day=nw.col("day").shift(-1).over("key", "measure", **scale),
    )
    end = _stale(nw.col("day"), nw.col("next_day"), rules)
    score, low = nw.col("score"), float(rules.rating_low)
    fell = (nw.col("previous") - score >= float(rules.rating_fall)) & (score > low)
    return [
        _turns(marks.filter(score <= low), nw.col("day"), kind_of("rating_low"), end),
        _turns(marks.filter(fell), nw.col("day"), kind_of("rating_fell"), end),
    ]


def ratings_of_ten(ledger: Ledger, until: int) -> Frame:
    """Marks up to a day, on a scale of ten: ``key``, ``day``, ``score``, ``measure``; the facts have ``ratings``."""
    measure = nw.col("measure") if ledger.has("ratings", "measure") else nw.lit(None, nw.String)
    rows = _known(ledger, "ratings", until, "day").select(
        "key", "day", score=nw.col("score").cast(nw.Float64), measure=nw.coalesce(measure, nw.lit("mark"))
    )
    of_ten = nw.when(nw.col("measure").is_in(DOUBLED)).then(nw.col("score") * 2).otherwise(nw.col("score"))
    return rows.with_columns(score=of_ten)


# --- the end --------------------------------------------------------------------------------------------------------


def _coded(column: str, names: tuple[str, ...], first: int, otherwise: int) -> nw.Expr:
    """Names as kinds, counted from ``first``."""
    code: nw.Expr = nw.lit(otherwise)
    for at, name in enumerate(names):
        code = nw.when(nw.col(column) == name).then(nw.lit(first + at)).otherwise(code)
    return code


def _ended(ledger: Ledger, until: int) -> Turns:
    """Ends that the customer list gives, and customers that a person decided to let go or no longer to serve."""
    found: Turns = []
    if ledger.has("customers", "ended_on"):
        rows = _known(ledger, "customers", until, "ended_day")
        other = FIRST_END + ENDS.index("ended")
        known = ledger.has("customers", "ended_reason")
        kind = _coded("ended_reason", ENDS[:-1], FIRST_END, other) if known else nw.lit(other)
        found.append(_turns(rows, nw.col("ended_day"), kind, nw.lit(NEVER)))
    if "decisions" in ledger.tables:
        rows = _known(ledger, "decisions", until, "day").filter(nw.col("kind").is_in(DECISIONS))
        kind = _coded("kind", DECISIONS, FIRST_DECISION, FIRST_DECISION)
        end = nw.col("until_day") if ledger.has("decisions", "until") else nw.lit(None, nw.Int32)
        found.append(_turns(rows, nw.col("day"), kind, end))
    return found
