"""The goals of the three V's: where we stand, where we came from, and whether the date will be met.

| measure                   | what it is, over the twelve months before the date                                      |
|---------------------------|-----------------------------------------------------------------------------------------|
| `retention_12m`           | of a hundred customers who ordered in the year before, how many ordered again           |
| `customers_12m`           | customers who ordered                                                                   |
| `profit_12m_per_customer` | euros of profit after hours, a customer who ordered                                     |
| `revenue_12m_per_customer`| euros of turnover, a customer who ordered                                               |
| `profit_12m`              | euros of profit after hours, of all customers                                           |
| `share`                   | of a hundred euros that customers who told us spend in our field, how many with us       |
| `hours_per_order`         | hours, an order                                                                         |
| `complaints_per_100_orders` | complaints, a hundred orders                                                          |
| `days_to_resolve`         | days from a complaint to its end, of complaints ended                                   |
| `causes_removed`          | causes that had complaints in the year before, and none now                             |
| `keep_hours`              | of a hundred hours spent on winning, keeping and winning back, how many on keeping       |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import narwhals.stable.v2 as nw

from klantkompas.engine import Frame, rows_of
from klantkompas.insight.facts import customer_facts
from klantkompas.insight.five_rs import rhythm
from klantkompas.insight.profit import grounds
from klantkompas.insight.windows import Window, day_number, months_before, windows
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.intake import EPOCH

State = Literal["reached", "on_course", "off_course", "missed", "unknown"]
LESS_IS_BETTER = ("hours_per_order", "complaints_per_100_orders", "days_to_resolve")
GROUPS = ("segment", "sector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one goal is.

    Attributes:
        goal_id: its number.
        v: which of the three V's.
        measure: which figure.
        segment: for whom; None: all.
        target: to reach.
        due: by when.
        now: the figure at the as-of date; None where unknown.
        year_ago: the same twelve months earlier.
        expected: where the line through the two ends on the due date.
        state: ``reached``, ``on_course`` (the line ends at the target or beyond), ``off_course``, ``missed`` (the date
            has gone by), ``unknown``.
    """

    goal_id: str
    v: str
    measure: str
    segment: str | None
    target: float
    due: date
    now: float | None
    year_ago: float | None
    expected: float | None
    state: State


def progress(ledger: Ledger, *, as_of: date) -> tuple[Progress, ...]:
    """The state of every goal, in the order of the table.

    Args:
        ledger: the facts; without ``goals`` there are none.
        as_of: nothing after this date is seen.
    """
    if "goals" not in ledger.tables:
        return ()
    goals = sorted(rows_of(ledger.tables["goals"]), key=lambda one: (one["v"], one["due_day"], one["measure"]))
    moments = as_of, months_before(as_of, 12)
    first = ledger.extents["transactions"].first
    facts = [_Facts(ledger, moment) if _reaches(first, moment) else None for moment in moments]
    return tuple(_progress(goal, i, facts, as_of) for i, goal in enumerate(goals, start=1))


def _reaches(first: int | None, moment: date) -> bool:
    """Whether the facts go back over the twelve months before a moment."""
    return first is not None and first <= day_number(months_before(moment, 12)) + 31


def _progress(goal: Mapping[str, Any], number: int, facts: "list[_Facts | None]", as_of: date) -> Progress:
    segment = goal.get("segment")
    now, year_ago = (None if one is None else one.figure(goal["measure"], segment) for one in facts)
    due, target = EPOCH + timedelta(days=goal["due_day"]), float(goal["target"])
    expected = None
    if now is not None and year_ago is not None:
        expected = now + (now - year_ago) * max((due - as_of).days, 0) / 365.25
    return Progress(
        goal_id=goal.get("goal_id") or str(number),
        v=goal["v"],
        measure=goal["measure"],
        segment=segment,
        target=target,
        due=due,
        now=now,
        year_ago=year_ago,
        expected=expected,
        state=_state(goal["measure"], target, now, expected, gone=due < as_of),
    )


def _state(measure: str, target: float, now: float | None, expected: float | None, *, gone: bool) -> State:
    sign = -1 if measure in LESS_IS_BETTER else 1
    if now is None:
        return "unknown"
    if sign * now >= sign * target:
        return "reached"
    if gone:
        return "missed"
    if expected is None:
        return "unknown"
    return "on_course" if sign * expected >= sign * target else "off_course"


class _Facts:
    """The figures of a firm at one date, of all customers or of one segment."""

    def __init__(self, ledger: Ledger, as_of: date) -> None:
        self.ledger, self.over = ledger, windows(as_of)
        basis = grounds(ledger, until=day_number(as_of))
        orders = rhythm(ledger, self.over)
        facts = customer_facts(ledger, orders.customers, basis, self.over)
        name = f"goals_{as_of:%Y%m%d}"  # the engine keeps one table a name, and there are two dates
        self.customers = ledger.engine.store(name, _with_groups(facts, ledger))
        self.keeps_hours = basis.covers(self.over[0])

    def figure(self, measure: str, segment: str | None) -> float | None:
        """The figure of this name; None where the facts cannot tell."""
        known: Mapping[str, Callable[[str | None], float | None]] = {
            "retention_12m": self._retention,
            "customers_12m": lambda s: self._sum("ordered", s),
            "profit_12m": lambda s: self._euros("profit_12m", s),
            "profit_12m_per_customer": lambda s: _part(self._euros("profit_12m", s), self._sum("ordered", s)),
            "revenue_12m_per_customer": lambda s: _part(self._euros("revenue_12m", s), self._sum("ordered", s)),
            "share": self._share,
            "hours_per_order": lambda s: _part(self._euros("hours_12m", s), self._sum("orders_12m", s)),
            "complaints_per_100_orders": self._complaints,
            "days_to_resolve": self._days_to_resolve,
            "causes_removed": self._causes_removed,
            "keep_hours": self._keep_hours,
        }
        return known[measure](segment) if measure in known else None

    def _of(self, segment: str | None) -> Frame:
        if segment is None:
            return self.customers
        return self.customers.filter((nw.col("segment") == segment) | (nw.col("sector") == segment))

    def _sum(self, column: str, segment: str | None) -> float | None:
        value = nw.when(nw.col("orders_12m") > 0).then(1).otherwise(0) if column == "ordered" else nw.col(column)
        (row,) = rows_of(self._of(segment).select(value=value.sum()))
        return None if row["value"] is None else float(row["value"])

    def _euros(self, column: str, segment: str | None) -> float | None:
        """A sum of cents or hundredths in units; None where it is unknown of a customer who ordered."""
        lacking = self._of(segment).filter(nw.col(column).is_null(), nw.col("orders_12m") > 0)
        (row,) = rows_of(lacking.select(n=nw.len()))
        total = None if row["n"] else self._sum(column, segment)
        return None if total is None else total / 100

    def _retention(self, segment: str | None) -> float | None:
        before = self._of(segment).filter(nw.col("orders_previous_12m") > 0)
        again = nw.when(nw.col("orders_12m") > 0).then(1).otherwise(0).sum()
        (row,) = rows_of(before.select(n=nw.len(), again=again))
        return 100 * row["again"] / row["n"] if row["n"] else None

    def _share(self, segment: str | None) -> float | None:
        """Of the last whole calendar year of which customers told what they spend."""
        if not self.ledger.has("wallets", "amount") or not self.ledger.has("transactions", "amount"):
            return None
        year = (EPOCH + timedelta(days=self.over[0].until + 1)).year - 1
        told = self.ledger.tables["wallets"].filter(nw.col("year") == year, ~nw.col("amount").is_null())
        if self.ledger.has("wallets", "source"):
            told = told.filter(nw.col("source") != "estimated")
        if self.ledger.has("wallets", "product_group"):
            told = told.filter(nw.col("product_group").is_null())
        spent = told.group_by("key").agg(wallet=nw.col("amount").max())
        year_of = Window(name="year", after=day_number(date(year - 1, 12, 31)), until=day_number(date(year, 12, 31)))
        lines = self.ledger.tables["transactions"].filter(year_of.holds(nw.col("day")))
        ours = lines.group_by("key").agg(ours=nw.col("amount").sum())
        both = self._of(segment).select("key").join(spent, on="key", how="inner").join(ours, on="key", how="left")
        (row,) = rows_of(both.select(ours=nw.col("ours").sum(), wallet=nw.col("wallet").sum()))
        return _part(None if row["ours"] is None else 100.0 * float(row["ours"]), row["wallet"])

    def _cases(self, segment: str | None) -> Frame | None:
        if "complaints" not in self.ledger.tables:
            return None
        return self.ledger.tables["complaints"].join(self._of(segment).select("key"), on="key", how="inner")

    def _complaints(self, segment: str | None) -> float | None:
        cases = self._cases(segment)
        if cases is None:
            return None
        (row,) = rows_of(cases.filter(self.over[0].holds(nw.col("opened_day"))).select(n=nw.len()))
        return _part(100.0 * row["n"], self._sum("orders_12m", segment))

    def _days_to_resolve(self, segment: str | None) -> float | None:
        cases = self._cases(segment)
        if cases is None or not self.ledger.has("complaints", "resolved_on"):
            return None
        ended = cases.filter(self.over[0].holds(nw.col("resolved_day")))
        days = (nw.col("resolved_day") - nw.col("opened_day")).sum()
        (row,) = rows_of(ended.select(days=days, n=nw.len()))
        return _part(row["days"], row["n"])

    def _causes_removed(self, segment: str | None) -> float | None:
        cases = self._cases(segment)
        if cases is None or not self.ledger.has("complaints", "cause"):
            return None
        opened, named = nw.col("opened_day"), cases.filter(~nw.col("cause").is_null())
        counts = [nw.when(window.holds(opened)).then(1).otherwise(0).sum() for window in self.over[:2]]
        causes = rows_of(named.group_by("cause").agg(now=counts[0], before=counts[1]))
        return float(sum(one["before"] > 0 and one["now"] == 0 for one in causes))

    def _keep_hours(self, segment: str | None) -> float | None:
        if not self.ledger.has("time_entries", "purpose") or not self.keeps_hours:
            return None
        lines = self.ledger.tables["time_entries"].filter(self.over[0].holds(nw.col("day")))
        if segment is not None:
            lines = lines.join(self._of(segment).select("key"), on="key", how="inner")
        rows = rows_of(lines.group_by("purpose").agg(hours=nw.col("hours").sum()))
        hours = {one["purpose"]: float(one["hours"] or 0) for one in rows}
        keep = hours.get("keep", 0.0) + hours.get("serve", 0.0)
        return _part(100.0 * keep, keep + hours.get("acquire", 0.0) + hours.get("win_back", 0.0))


def _with_groups(facts: Frame, ledger: Ledger) -> Frame:
    nothing = {name: nw.lit(None, nw.String()) for name in GROUPS}
    present = [name for name in GROUPS if ledger.has("customers", name)]
    if present:
        named = ledger.tables["customers"].filter(~nw.col("key").is_null()).group_by("key")
        facts = facts.join(named.agg(*(nw.col(name).max() for name in present)), on="key", how="left")
    return facts.with_columns(**{name: value for name, value in nothing.items() if name not in present})


def _part(of: float | None, whole: float | None) -> float | None:
    return None if of is None or not whole else float(of) / float(whole)
