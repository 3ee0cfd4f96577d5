"""What the facts say of each customer that decides whether an action is allowed or called for now.

Whose customer he is, whether he may be called or mailed, how often he was contacted lately, what was done or decided
before, and what is waiting: a complaint, a promise, a call-back. Where a table is absent, nothing of it is known, and
an action that asks for it is not proposed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.advice.playbook import PUNCTURING
from klantkompas.engine import Frame, collect, rows_of
from klantkompas.insight.awareness import named
from klantkompas.insight.knowing import MONTHS
from klantkompas.insight.windows import day_number, months_before
from klantkompas.ledger.book import Ledger
from klantkompas.rules import AdviceRules

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

LASTING = ("let_go", "not_served", "keep_informing", "let_sleep")
WEEKS_A_YEAR = 365.25 / 7
NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a person decided about a customer, and the day until which that holds (None: until it is taken back)."""

    kind: str
    until: int | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Circumstances:
    """Facts beside ``customers.parquet``, a row a customer in the same order; NaN where there is nothing.

    Attributes:
        manager: account manager; empty where nobody is named.
        numbers: the circumstances that conditions of the playbook name, in days.
        person: a natural person or a firm that is one: needs a recorded yes before being called or mailed.
        organisation: said to be an organisation.
        may_call, may_mail: 1 somebody there agreed, 0 all who answered refused, NaN nobody was asked.
        contacts: times that we contacted him lately.
        ended: declared ended.
        done: action -> day on which it was last assigned to each customer, treated or left alone.
        decided: row -> what was decided.
        capacity: account manager -> hours a week for customers.
        written: account manager -> hours a week that he wrote himself in the last year.
        not_known: row -> product groups that the customer said not to know that we have.
    """

    manager: npt.NDArray[np.str_]
    numbers: Mapping[str, FloatArray]
    person: BoolArray
    organisation: BoolArray
    may_call: FloatArray
    may_mail: FloatArray
    contacts: FloatArray
    ended: BoolArray
    done: Mapping[str, FloatArray] = field(default_factory=dict)
    decided: Mapping[int, Decided] = field(default_factory=dict)
    capacity: Mapping[str, float] = field(default_factory=dict)
    written: Mapping[str, float] = field(default_factory=dict)
    not_known: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def unknown_circumstances(rows: int) -> Circumstances:
    """Where there are no facts but the figures: nothing is known of anybody."""
    return Circumstances(
        manager=np.full(rows, NOBODY),
        numbers={},
        person=np.zeros(rows, bool),
        organisation=np.zeros(rows, bool),
        may_call=np.full(rows, np.nan),
        may_mail=np.full(rows, np.nan),
        contacts=np.zeros(rows),
        ended=np.zeros(rows, bool),
    )


def circumstances(ledger: Ledger, customers: pa.Array, *, as_of: date, rules: AdviceRules) -> Circumstances:
    """The circumstances of these customers.

    Args:
        ledger: the facts.
        customers: customer numbers, in the order of the rows.
        as_of: nothing after this date is seen.
        rules: over how many days contacts count, and how long a decision to let sleep holds.
    """
    facts = _Facts(ledger, customers, day_number(as_of))
    own, not_known = facts.customers(), facts.not_known(day_number(months_before(as_of, MONTHS)))
    return Circumstances(
        manager=facts.texts(own, "account_manager"),
        numbers={
            "complaint_open_days": facts.waiting("complaints", "opened_day", "resolved"),
            "promise_late_days": facts.waiting("promises", "due_day", "kept"),
            "card_waiting_days": facts.waiting("cards", "answered_day", "called"),
            "punctured_days": facts.punctured(),
            "groups_not_known": np.array([float(len(not_known.get(row, ()))) for row in range(len(customers))]),
        },
        person=np.isin(facts.texts(own, "kind"), ("person", "sole_trader")),
        organisation=facts.texts(own, "kind") == "organisation",
        may_call=facts.consent("may_call"),
        may_mail=facts.consent("may_mail"),
        contacts=facts.contacts(rules.contact_days),
        ended=facts.ended(own),
        done=facts.done(),
        decided=facts.decided(rules.look_again_days),
        capacity=facts.capacity(),
        written=facts.written(),
        not_known=not_known,
    )


class _Facts:
    """Small aggregates of the fact tables, placed in the rows of the customers."""

    def __init__(self, ledger: Ledger, customers: pa.Array, until: int) -> None:
        self.ledger, self.customer_ids, self.until = ledger, customers, until

    def customers(self) -> pa.Table:
        """The facts of the customers themselves."""
        wanted = [name for name in ("account_manager", "kind") if self.ledger.has("customers", name)]
        wanted += ["ended_day"] if self.ledger.has("customers", "ended_on") else []
        if "customers" not in self.ledger.tables or not wanted:
            return pa.table({"customer_id": pa.array([], pa.string())})
        return self._named(
            self.ledger.tables["customers"].group_by("key").agg(*(nw.col(name).max() for name in wanted))
        )

    def texts(self, table: pa.Table, column: str) -> npt.NDArray[np.str_]:
        """A text of every row; empty where there is none."""
        if column not in table.schema.names:
            return np.full(len(self.customer_ids), NOBODY)
        found = pc.fill_null(self._placed(table, column), NOBODY)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.str_)

    def ended(self, table: pa.Table) -> BoolArray:
        """Who has been declared ended by now."""
        if "ended_day" not in table.schema.names:
            return np.zeros(len(self.customer_ids), bool)
        return self._numbers(table, "ended_day") <= self.until

    def waiting(self, name: str, since: str, done: str) -> FloatArray:
        """Days for which something of a customer has been waiting: the newest that is not done yet."""
        column = {"opened_day": "opened_on", "due_day": "due_on", "answered_day": "answered_on"}[since]
        if not self.ledger.has(name, column):
            return np.full(len(self.customer_ids), np.nan)
        frame = self.ledger.tables[name].filter(nw.col(since) <= self.until)
        if self.ledger.has(name, f"{done}_on"):
            frame = frame.filter(nw.col(f"{done}_day").is_null() | (nw.col(f"{done}_day") > self.until))
        newest = self._named(frame.group_by("key").agg(day=nw.col(since).max()))
        return self.until - self._numbers(newest, "day")

    def consent(self, flag: str) -> FloatArray:
        """Whether anybody at the customer agreed."""
        if not self.ledger.has("contacts", flag):
            return np.full(len(self.customer_ids), np.nan)
        told = self.ledger.tables["contacts"].filter(~nw.col(flag).is_null())
        given = told.with_columns(yes=nw.when(nw.col(flag)).then(1).otherwise(0))
        return self._numbers(self._named(given.group_by("key").agg(nw.col("yes").max())), "yes")

    def contacts(self, days: int) -> FloatArray:
        """How often we contacted each customer lately; what they began themselves does not count."""
        if "activities" not in self.ledger.tables:
            return np.zeros(len(self.customer_ids))
        day = nw.col("day")
        lately = self.ledger.tables["activities"].filter(
            day <= self.until, day > self.until - days, nw.col("kind") != "note"
        )
        if self.ledger.has("activities", "direction"):
            lately = lately.filter(nw.col("direction").is_null() | ~nw.col("direction").is_in(["in", "inbound"]))
        counted = self._named(lately.group_by("key").agg(n=nw.len()))
        return np.nan_to_num(self._numbers(counted, "n"))

    def done(self) -> dict[str, FloatArray]:
        """The day of the last assignment, an array an action; what was refused was not done."""
        if "actions" not in self.ledger.tables:
            return {}
        past = self.ledger.tables["actions"].filter(nw.col("assigned_day") <= self.until)
        if self.ledger.has("actions", "refused_reason"):
            past = past.filter(nw.col("refused_reason").is_null())
        latest = self._named(past.group_by("key", "action").agg(day=nw.col("assigned_day").max()))
        codes = pc.unique(latest["action"]).to_pylist()
        return {str(code): self._numbers(latest.filter(pc.equal(latest["action"], code)), "day") for code in codes}

    def punctured(self) -> FloatArray:
        """Days since the first step of the puncture plan that was really taken."""
        if "actions" not in self.ledger.tables:
            return np.full(len(self.customer_ids), np.nan)
        taken = self.ledger.tables["actions"].filter(
            nw.col("assigned_day") <= self.until, nw.col("arm") == "treated", nw.col("action").is_in(list(PUNCTURING))
        )
        first = self._named(taken.group_by("key").agg(day=nw.col("assigned_day").min()))
        return self.until - self._numbers(first, "day")

    def decided(self, look_again_days: int) -> dict[int, Decided]:
        """The latest decision of each customer that is in force."""
        if "decisions" not in self.ledger.tables:
            return {}
        has_end = self.ledger.has("decisions", "until")
        made = self.ledger.tables["decisions"].filter(nw.col("day") <= self.until, nw.col("kind").is_in(list(LASTING)))
        table = self._named(made.select("key", "day", "kind", *(["until_day"] if has_end else [])))
        place = pc.index_in(table["customer_id"], self.customer_ids).to_pylist()
        lines = zip(place, table.to_pylist(), strict=True)
        held: dict[int, Decided] = {}
        for row, line in sorted(lines, key=lambda one: (one[1]["day"], one[1]["kind"])):
            until = line.get("until_day")
            if until is None and line["kind"] == "let_sleep":
                until = line["day"] + look_again_days
            if row is not None:
                held[row] = Decided(kind=line["kind"], until=until)
        return {row: one for row, one in held.items() if one.until is None or one.until >= self.until}

    def not_known(self, after: int) -> dict[int, tuple[str, ...]]:
        """The product groups that each customer said not to know, and has not bought since a day."""
        table = named(self.ledger, self.until, after=after, state="does_not_know")
        names = collect(self.ledger.customers.select("key", "customer_id"))
        place = pc.index_in(table["key"].cast(pa.int64()), value_set=names["key"].cast(pa.int64()).combine_chunks())
        rows = pc.index_in(pc.take(names["customer_id"], place), value_set=self.customer_ids).to_pylist()
        found: dict[int, tuple[str, ...]] = {}
        for row, group in zip(rows, table["product_group"].to_pylist(), strict=True):
            if row is not None:
                found[row] = (*found.get(row, ()), group)
        return found

    def capacity(self) -> dict[str, float]:
        """Hours a week of each account manager, as last stated."""
        if "capacity" not in self.ledger.tables:
            return {}
        frame = self.ledger.tables["capacity"]
        dated = self.ledger.has("capacity", "from")
        lines = rows_of(frame)
        day: Callable[[dict[str, Any]], int] = lambda one: (one.get("from_day") or 0) if dated else 0  # noqa: E731
        known = sorted((one for one in lines if day(one) <= self.until), key=day)
        return {one["account_manager"]: one["hours_per_week"] / 100 for one in known}

    def written(self) -> dict[str, float]:
        """Hours a week that each employee wrote on customers in the last year."""
        if not self.ledger.has("time_entries", "employee"):
            return {}
        day = nw.col("day")
        year = self.ledger.tables["time_entries"].filter(
            day <= self.until, day > self.until - 365, ~nw.col("key").is_null(), ~nw.col("employee").is_null()
        )
        sums = rows_of(year.group_by("employee").agg(nw.col("hours").sum(), first=day.min()))
        return {
            one["employee"]: one["hours"] / 100 / min(max((self.until - one["first"] + 1) / 7, 1.0), WEEKS_A_YEAR)
            for one in sums
        }

    def _named(self, frame: Frame) -> pa.Table:
        names = self.ledger.customers.select("key", "customer_id")
        return collect(frame.filter(~nw.col("key").is_null()).join(names, on="key", how="inner").drop("key"))

    def _placed(self, table: pa.Table, column: str) -> pa.Array:
        place = pc.index_in(self.customer_ids, value_set=table["customer_id"].combine_chunks())
        return pc.take(table[column].combine_chunks(), place)

    def _numbers(self, table: pa.Table, column: str) -> FloatArray:
        values = self._placed(table, column).cast(pa.float64())
        return np.asarray(pc.fill_null(values, np.nan).to_numpy(zero_copy_only=False))


def all_hold(masks: list[BoolArray], rows: int) -> BoolArray:
    """Where every one of these holds."""
    return reduce(np.logical_and, masks, np.ones(rows, bool))
