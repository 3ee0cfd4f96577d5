"""What customers did after something went wrong: the firm's own percentages, and those of customers like them.

Every complaint is judged ``settle_days`` after it was opened: by then it was solved fast and generously
(``resolved_well``), solved (``resolved``), or not (``unresolved``). Customers who gave a low mark and told us nothing
are ``not_told``. From that day on, ``again`` is an order within the longer of ``again_days`` and ``again_gaps`` of the
customer's own gaps. Judged on one day and counted from that day, a case that was solved later is not credited with
the orders that it would have had to live through anyway. Each customer counts once, with the newest case whose time is
over, so that cases are independent and the ranges hold.

Beside it stands what customers without a complaint did from the same day in the same time, who had ordered as often
in the year before and had been silent for about as long. Handling is not drawn by lot (good customers get generous
treatment): differences are called *samenhang*, not effect.

Source: workshop Relatiemarketing (9 %, 54 %, 82 %); TARP 1979, 1986 for where these come from; METHODS 6.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from klantkompas.engine import Engine, Frame, collect
from klantkompas.estimators.proportion import difference, part
from klantkompas.insight.relation.turns import NEVER, ratings_of_ten
from klantkompas.ledger.book import Ledger
from klantkompas.rules import CareRules

State = Literal["not_told", "unresolved", "resolved", "resolved_well"]
STATES: tuple[State, ...] = ("not_told", "unresolved", "resolved", "resolved_well")
# What the workshop says, and the levels of TARP for large losses that it goes back to: there the 9 % did not complain.
TEXT: Mapping[State, Decimal] = {
    "unresolved": Decimal("0.09"),
    "resolved": Decimal("0.54"),
    "resolved_well": Decimal("0.82"),
}
TARP: Mapping[State, Decimal] = dict(zip(STATES, map(Decimal, ("0.09", "0.19", "0.54", "0.82")), strict=True))
OTHERS = 5_000  # customers without a complaint, among whom comparable ones are sought
ALIKE = 20  # at most so many of them for each case
MOST_CASES = 5_000  # more make no range narrower than a reader can see
LONGEST = 730  # days that are waited for an order
SEED = 18
YEAR = 365
OFTEN = (1, 2, 3, 5, 8, 13, 26)  # orders in the year before, from which customers are alike
SILENT = (0.5, 1.0, 2.0, 4.0)  # own gaps since the last order, likewise

Ints = NDArray[np.int64]

SCHEMA = pa.schema(
    [
        ("state", pa.string()),
        ("cases", pa.int64()),
        ("running", pa.int64()),
        ("again", pa.float64()),
        ("again_low", pa.float64()),
        ("again_high", pa.float64()),
        ("matched", pa.float64()),
        ("gap", pa.float64()),
        ("gap_low", pa.float64()),
        ("gap_high", pa.float64()),
        ("compensation", pa.decimal128(18, 2)),
        ("referrals", pa.int64()),
        ("text", pa.float64()),
        ("tarp", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """Things that went wrong, each with its customer; all of the same length.

    Attributes:
        key: of the customer.
        judged: the day on which its state was settled.
        state: place in ``STATES``.
        compensation: cents given, 0 where none.
    """

    key: Ints
    judged: Ints
    state: Ints
    compensation: Ints

    def __len__(self) -> int:
        return len(self.key)

    def of(self, rows: NDArray[Any]) -> "Cases":
        """Some of them."""
        return Cases(
            key=self.key[rows],
            judged=self.judged[rows],
            state=self.state[rows],
            compensation=self.compensation[rows],
        )


class Orders:
    """Days on which customers ordered (or did something else), asked by customer and time."""

    _SPAN = 1 << 20  # more days than a calendar holds

    def __init__(self, key: Ints, day: Ints) -> None:
        """Take the orders of some customers: a key and a day each."""
        order = np.lexsort((day, key))
        self._key, self._day = key[order], day[order]
        self._at = self._key * self._SPAN + self._day

    def until(self, key: Ints, day: Ints) -> Ints:
        """Orders of each customer up to and including a day."""
        first = np.searchsorted(self._at, key * self._SPAN)
        found: Ints = np.searchsorted(self._at, key * self._SPAN + day, side="right") - first
        return found

    def between(self, key: Ints, after: Ints, until: Ints) -> Ints:
        """Orders of each customer after a day, up to and including another."""
        return self.until(key, until) - self.until(key, after)

    def next(self, key: Ints, day: Ints) -> Ints:
        """Day of the first order of each customer after a day; ``NEVER`` where there is none."""
        at = np.searchsorted(self._at, key * self._SPAN + day, side="right")
        held = np.minimum(at, len(self._at) - 1)
        found: Ints = np.where((at < len(self._at)) & (self._key[held] == key), self._day[held], NEVER)
        return found

    def gap(self, key: Ints, day: Ints) -> NDArray[np.float64]:
        """Mean days between the orders of each customer up to a day; nan under two of them."""
        n = self.until(key, day)
        first = np.minimum(np.searchsorted(self._at, key * self._SPAN), len(self._at) - 1)
        last = np.maximum(first + n - 1, 0)
        days = (self._day[last] - self._day[first]).astype(float)
        return np.where(n >= 2, days / np.maximum(n - 1, 1), np.nan)

    def silent(self, key: Ints, day: Ints) -> Ints:
        """Days since the last order of each customer, at a day; the day itself where there was none."""
        n = self.until(key, day)
        first = np.searchsorted(self._at, key * self._SPAN)
        found: Ints = np.where(n > 0, day - self._day[np.maximum(first + n - 1, 0)], day)
        return found


def recovery(ledger: Ledger, order_days: Frame, *, until: int) -> pa.Table | None:
    """Whether customers ordered again after a complaint, by how it was handled (``SCHEMA``).

    Args:
        ledger: the facts.
        order_days: a row an order: ``key``, ``day``.
        until: the as-of date, as a day number.

    Returns:
        A row a state, in the order of ``STATES``: ``cases`` whose time is over and ``running`` ones; the part that
        ordered ``again`` with its range (null without cases); the part of comparable customers (``matched``, null
        where there are none) and the difference; what was given on average; referrals made in the year after; what
        the text and TARP say. None where no complaint and no low mark is known.
    """
    rules = ledger.rules.care
    cases = _newest_first(_cases(ledger, until=until))
    if not len(cases):
        return None
    troubled = np.unique(cases.key)
    others = _others(order_days, troubled)
    orders = orders_of(ledger.engine, order_days, np.concatenate([troubled, others]), "looked_at")
    return aftermath(cases, orders, others, _referrals(ledger, until), rules, until=until)


def aftermath(cases: Cases, orders: Orders, others: Ints, brought: Orders, rules: CareRules, *, until: int) -> pa.Table:
    """What became of cases (``SCHEMA``); as ``recovery``, of what was read.

    Args:
        cases: the newest first.
        orders: of their customers and of the others.
        others: customers without a case.
        brought: referrals that customers made.
        rules: what counts as coming back.
        until: the last day that is seen.
    """
    cases = cases.of(orders.until(cases.key, cases.judged) > 0)
    over = cases.judged + waited(orders, cases.key, cases.judged, rules) <= until
    done, running = _one_each(cases.of(over)), cases.of(~over)
    window = waited(orders, done.key, done.judged, rules)
    again = orders.between(done.key, done.judged, done.judged + window) > 0
    alike = _matched(orders, others, done, window)
    referred = brought.between(done.key, done.judged, np.minimum(done.judged + YEAR, until))
    rows = [_row(at, done, again, alike, referred, running) for at in range(len(STATES))]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(
    at: int,
    done: Cases,
    again: NDArray[np.bool_],
    alike: NDArray[np.float64],
    referred: Ints,
    running: Cases,
) -> dict[str, Any]:
    """What is known of one state."""
    state, mine = STATES[at], done.state == at
    row: dict[str, Any] = {"state": state, "cases": int(mine.sum()), "running": int((running.state == at).sum())}
    row |= {"text": _float(TEXT.get(state)), "tarp": _float(TARP[state])}
    if not row["cases"]:
        return row
    own = part(had=int(again[mine].sum()), cases=row["cases"])
    row |= {"again": own.share, "again_low": own.low, "again_high": own.high}
    row |= {"referrals": int(referred[mine].sum())}
    row["compensation"] = (Decimal(int(done.compensation[mine].sum())) / row["cases"] / 100).quantize(Decimal("0.01"))
    known = alike[mine & ~np.isnan(alike)]
    if known.size:
        # As many independent customers as there are cases is the least that the comparison rests on.
        like = float(known.mean())
        low, high = difference(own, part(had=round(like * known.size), cases=known.size))
        row |= {"matched": like, "gap": own.share - like, "gap_low": low, "gap_high": high}
    return row


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


# --- cases ----------------------------------------------------------------------------------------------------------


def _cases(ledger: Ledger, *, until: int) -> Cases:
    """Everything that went wrong and could be judged by now, of customers that are not internal."""
    found = [*_told(ledger, until), *_kept_silent(ledger, until)]
    if not found:
        none = np.array([], np.int64)
        return Cases(key=none, judged=none, state=none, compensation=none)
    return Cases(**{name: np.concatenate([getattr(one, name) for one in found]) for name in Cases.__slots__})


def _told(ledger: Ledger, until: int) -> Iterator[Cases]:
    """Complaints, where the day of solving is kept at all: else nobody knows which were solved."""
    rules = ledger.rules.care
    if not ledger.has("complaints", "resolved_on"):
        return
    judged = nw.col("opened_day") + rules.settle_days
    rows = of_customers(ledger, ledger.tables["complaints"].filter(judged <= until))
    money = ledger.has("complaints", "compensation")
    given = nw.col("compensation").fill_null(0) if money else nw.lit(0)
    table = collect(rows.select("key", "opened_day", "resolved_day", given=given.cast(nw.Int64)))
    opened, given_ = _ints(table, "opened_day"), _ints(table, "given")
    took = _ints(table, "resolved_day", unknown=1 << 30) - opened
    solved = took <= rules.settle_days
    well = (took <= rules.fast_days) & ((given_ > 0) | (not money))
    state = np.where(well, STATES.index("resolved_well"), np.where(solved, STATES.index("resolved"), 1))
    yield Cases(key=_ints(table, "key"), judged=opened + rules.settle_days, state=state, compensation=given_)


def _kept_silent(ledger: Ledger, until: int) -> Iterator[Cases]:
    """Low marks of customers who had not complained in the quarter before, nor until the day of judging."""
    rules, phases = ledger.rules.care, ledger.rules.phases
    if "ratings" not in ledger.tables:
        return
    low = ratings_of_ten(ledger, until - rules.settle_days).filter(nw.col("score") <= float(phases.rating_low))
    table = collect(of_customers(ledger, low).select("key", "day"))
    key, judged = _ints(table, "key"), _ints(table, "day") + rules.settle_days
    if "complaints" in ledger.tables:
        told = collect(ledger.tables["complaints"].filter(~nw.col("key").is_null()).select("key", day="opened_day"))
        complaints = Orders(_ints(told, "key"), _ints(told, "day"))
        silent = complaints.between(key, judged - rules.settle_days - rules.again_days, judged) == 0
        key, judged = key[silent], judged[silent]
    none = np.zeros_like(key)
    yield Cases(key=key, judged=judged, state=none, compensation=none)


def of_customers(ledger: Ledger, rows: Frame) -> Frame:
    """The rows of customers, without the own firm and cash sales."""
    own = collect(ledger.customers.filter(nw.col("internal")).select("key"))["key"].to_pylist()
    known = rows.filter(~nw.col("key").is_null())
    return known.filter(~nw.col("key").is_in(own)) if own else known


def _ints(table: pa.Table, column: str, *, unknown: int = 0) -> Ints:
    values = table[column].cast(pa.int64()).fill_null(unknown)
    found: Ints = values.to_numpy().astype(np.int64)
    return found


def _newest_first(cases: Cases) -> Cases:
    """The newest cases, in an order that does not depend on how the facts were read."""
    return cases.of(np.lexsort((cases.state, cases.key, -cases.judged)))


def _one_each(cases: Cases) -> Cases:
    """The newest case of every customer, and not more than can be looked at."""
    _, first = np.unique(cases.key, return_index=True)
    return cases.of(np.sort(first)[:MOST_CASES])


def waited(orders: Orders, key: Ints, day: Ints, rules: CareRules) -> Ints:
    """Days from a day on within which an order of each customer counts as coming back."""
    own = orders.gap(key, day)
    usual = float(np.nanmedian(own)) if np.isfinite(own).any() else 0.0
    gaps = float(rules.again_gaps) * np.where(np.isnan(own), usual, own)
    found: Ints = np.clip(np.ceil(gaps), rules.again_days, LONGEST).astype(np.int64)
    return found


# --- who is comparable ----------------------------------------------------------------------------------------------


def _others(order_days: Frame, troubled: Ints) -> Ints:
    """Customers among whom comparable ones are sought."""
    keys = collect(order_days.select("key").unique())["key"]
    rest = np.setdiff1d(keys.to_numpy().astype(np.int64), troubled)
    rng = np.random.Generator(np.random.Philox(SEED))
    found: Ints = np.sort(rng.choice(rest, min(OTHERS, rest.size), replace=False))
    return found


def orders_of(engine: Engine, order_days: Frame, keys: Ints, name: str) -> Orders:
    """The orders of some customers.

    Args:
        engine: that holds the orders.
        order_days: a row an order: ``key``, ``day``.
        keys: of the customers.
        name: of the table of keys in the engine.
    """
    wanted = pa.table({"key": pa.array(keys, pa.int32())})
    chosen = engine.load(name, wanted.to_batches(), wanted.schema)
    table = collect(order_days.join(chosen, on="key", how="inner").select("key", "day"))
    return Orders(_ints(table, "key"), _ints(table, "day"))


def _matched(orders: Orders, others: Ints, cases: Cases, window: Ints) -> NDArray[np.float64]:
    """Part of the comparable customers that ordered in the time of each case; nan where nobody is comparable."""
    rng = np.random.Generator(np.random.Philox(SEED))
    found = np.full(len(cases), np.nan)
    mine = _kind(orders, cases.key, cases.judged)
    for day in np.unique(cases.judged // 30) * 30:
        kinds = _kind(orders, others, np.full_like(others, day))
        for row in np.flatnonzero(cases.judged // 30 * 30 == day):
            alike = others[kinds == mine[row]]
            if alike.size:
                some = rng.choice(alike, min(ALIKE, alike.size), replace=False)
                from_day = np.full_like(some, cases.judged[row])
                found[row] = float((orders.between(some, from_day, from_day + window[row]) > 0).mean())
    return found


def _kind(orders: Orders, key: Ints, day: Ints) -> Ints:
    """What makes customers alike on a day: orders in the year before, and own gaps of silence since the last."""
    often = np.digitize(orders.between(key, day - YEAR, day), OFTEN)
    gap = orders.gap(key, day)
    silence = np.where(np.isnan(gap), -1.0, orders.silent(key, day) / np.maximum(gap, 1.0))
    found: Ints = (often * 10 + np.digitize(silence, SILENT) + np.isnan(gap) * 5).astype(np.int64)
    return found


def _referrals(ledger: Ledger, until: int) -> Orders:
    """Customers whom each of them brought, and when: advertisements that live."""
    if not ledger.has("referrals", "date"):
        return Orders(np.array([], np.int64), np.array([], np.int64))
    named = ledger.tables["referrals"].filter(~nw.col("referrer_key").is_null(), nw.col("day") <= until)
    rows = collect(named.select("day", key="referrer_key"))
    return Orders(_ints(rows, "key"), _ints(rows, "day"))
