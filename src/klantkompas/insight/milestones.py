"""Milestones: what is to be celebrated of a relation, each on its day, so that keeping counts beside winning.

    won        first order, where it is known that it was the first
    kept       first order after the danger months of the firm (afhaakmoment)
    grown      end of a quarter: twelve months well above the twelve before
    woken      first order after a silence that had become an alarm, or an end
    recovered  first order in time after a complaint was solved
    referred   somebody whom the customer brought ordered for the first time

Each is a fact that happened, not an effect of ours: who is kept, woken or recovered might have ordered anyway. What
our actions added is measured against customers left alone (``effect``), and after complaints against comparable
customers (``recovery``).

Source: workshop Relatiemarketing (a kept customer deserves the applause that a new one gets).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.engine import Frame, collect, passes, rows_of, store_in_passes
from klantkompas.estimators.arrays import FloatArray
from klantkompas.insight.columns import MILESTONES
from klantkompas.insight.duration import MONTH, Duration
from klantkompas.insight.profit import line_amounts
from klantkompas.insight.recovery import of_customers, orders_of, waited
from klantkompas.insight.relation.phases import CODE
from klantkompas.insight.relation.turns import NEVER
from klantkompas.insight.understood import Understood
from klantkompas.insight.windows import day_number, months_before
from klantkompas.ledger.book import Ledger

QUARTERS_BACK = 12  # in which growth is looked for
A_YEAR = 4  # quarters
SILENCES = ("silence", "gone_silent")

SCHEMA = pa.schema(
    [("customer_id", pa.string()), ("date", pa.date32()), ("milestone", pa.string()), ("about", pa.string())]
)
"""A row a milestone, by customer, day and kind; ``about``: number of the customer who was brought, else null."""
_EVENT = pa.schema([(name, pa.int32()) for name in ("key", "day", "code", "about")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestones:
    """The milestones of all customers.

    Attributes:
        path: Parquet file of ``SCHEMA``.
        counts: milestone -> how many in the last twelve months; None where it cannot be known.
        why: milestone -> reason code why it cannot.
    """

    path: Path
    counts: Mapping[str, int | None]
    why: Mapping[str, str]


def milestones(ledger: Ledger, then: Understood, turns: Frame, lasting: Duration) -> Milestones:
    """Find the milestones of every customer; what happened after the as-of date is not seen.

    Args:
        ledger: the facts, with their rules.
        then: the firm at the as-of date: what customers bought, and their rhythm; without it no silence is an alarm.
        turns: the phases of every customer, a row a phase: ``key``, ``from``, ``reason`` (``phases.CODE``).
        lasting: how long relations last, with the danger months.
    """
    firm, year = then.firm, then.over[0]
    seen = _Seen(ledger, then.exact, then.orders.order_days, year.until)
    found = {
        "won": seen.won(),
        "kept": lasting.danger_reason or "few_relations" if lasting.danger is None else seen.kept(lasting),
        "grown": seen.grown(),
        "woken": firm.reason or "no_orders" if firm.fit is None else seen.woken(turns),
        "recovered": seen.recovered(),
        "referred": seen.referred(),
    }
    frames = {name: one for name, one in found.items() if not isinstance(one, str)}
    whole = ledger.engine.store("milestones", nw.concat([_event(name, one) for name, one in frames.items()]))
    inside = rows_of(whole.filter(year.holds(nw.col("day"))).group_by("code").agg(n=nw.len()))
    n = {MILESTONES[row["code"]]: int(row["n"]) for row in inside}
    return Milestones(
        path=_written(ledger, whole),
        counts={name: n.get(name, 0) if name in frames else None for name in MILESTONES},
        why={name: one for name, one in found.items() if isinstance(one, str)},
    )


def _event(name: str, frame: Frame) -> Frame:
    about = nw.col("about") if "about" in frame.collect_schema().names() else nw.lit(None, nw.Int32)
    columns = {"key": nw.col("key"), "day": nw.col("day"), "code": nw.lit(MILESTONES.index(name)), "about": about}
    return frame.select(**{column: value.cast(nw.Int32) for column, value in columns.items()})


def _written(ledger: Ledger, events: Frame) -> Path:
    """The milestones as a file, by customer number, day and kind."""
    path, names = ledger.engine.workspace / "milestones.parquet", ledger.customers.select("key", "customer_id")
    others = names.select(about=nw.col("key"), other=nw.col("customer_id"))
    rows = events.join(names, on="key", how="inner").join(others, on="about", how="left")
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as file:
        for batch in ledger.engine.blocks(rows.drop("key", "about").sort("customer_id", "day", "code", "other")):
            days = batch.column("day").cast(pa.int32()).cast(pa.date32())
            kinds = pc.take(pa.array(MILESTONES), batch.column("code"))
            number, other = (batch.column(name).cast(pa.string()) for name in ("customer_id", "other"))
            file.write_batch(pa.RecordBatch.from_arrays([number, days, kinds, other], schema=SCHEMA))
    return path


class _Seen:
    """The facts of a firm up to a day, asked for one kind of milestone at a time: a frame, or why there can be none."""

    def __init__(self, ledger: Ledger, facts: Frame, order_days: Frame, until: int) -> None:
        self.ledger, self.facts, self.order_days, self.until = ledger, facts, order_days, until

    def won(self) -> Frame:
        """The first order of who did not order before the facts begin."""
        first = self.facts.filter(~nw.col("first_day").is_null(), ~nw.col("since_before"))
        return first.select("key", day=nw.col("first_day"))

    def kept(self, lasting: Duration) -> Frame:
        """The first order after the danger months, of who began at a known day and ordered before they were over."""
        assert lasting.danger is not None
        past = nw.col("began_day") + ceil(lasting.danger.high * MONTH)
        known = self.facts.filter(~nw.col("acquired_day").is_null() | ~nw.col("since_before"))
        known = known.select("key", "first_day", past=past).filter(nw.col("first_day") <= nw.col("past"))
        after = self.order_days.select("key", "day").join(known, on="key", how="inner")
        return after.filter(nw.col("day") > nw.col("past")).group_by("key").agg(nw.col("day").min())

    def woken(self, turns: Frame) -> Frame:
        """The first order after each silence that strained or ended the relation."""
        silent = turns.filter(nw.col("reason").is_in([CODE[name] for name in SILENCES]))
        silent = silent.select("key", since=nw.col("from"))
        after = self.order_days.select("key", "day").join(silent, on="key", how="inner")
        first = after.filter(nw.col("day") > nw.col("since")).group_by("key", "since").agg(nw.col("day").min())
        return first.group_by("key", "day").agg()

    def recovered(self) -> "Frame | str":
        """The first order after a complaint was solved, within the time in which that counts as coming back."""
        if not self.ledger.has("complaints", "resolved_on"):
            return "no_complaints"
        solved = self.ledger.tables["complaints"].filter(nw.col("resolved_day") <= self.until)
        table = collect(of_customers(self.ledger, solved).select("key", day=nw.col("resolved_day")))
        key, day = (table[name].cast(pa.int64()).to_numpy() for name in ("key", "day"))
        back = np.full(key.size, NEVER)
        if key.size:
            orders = orders_of(self.ledger.engine, self.order_days, np.unique(key), "made_good")
            back = orders.next(key, day)
            back[back > day + waited(orders, key, day, self.ledger.rules.care)] = NEVER
        found = np.unique(np.stack([key, back], axis=1)[back < NEVER], axis=0)
        return self._loaded("recovered", found[:, 0], found[:, 1])

    def referred(self) -> "Frame | str":
        """The first order of who was brought, or the day of the referral where that was later."""
        if "referrals" not in self.ledger.tables:
            return "no_referrals"
        dated = self.ledger.has("referrals", "date")
        named = self.ledger.tables["referrals"].filter(~nw.col("referrer_key").is_null(), ~nw.col("key").is_null())
        pairs = named.select(
            key=nw.col("referrer_key"), about=nw.col("key"), told=nw.col("day") if dated else nw.lit(None, nw.Int32)
        )
        pairs = of_customers(self.ledger, pairs.filter(nw.col("key") != nw.col("about")))
        came = self.facts.select(about=nw.col("key"), first=nw.col("first_day")).filter(~nw.col("first").is_null())
        known = pairs.join(came, on="about", how="inner")
        later = nw.when(nw.col("told") > nw.col("first")).then(nw.col("told")).otherwise(nw.col("first"))
        days = known.with_columns(day=later).filter(nw.col("day") <= self.until)
        return days.group_by("key", "about").agg(nw.col("day").min())

    def grown(self) -> "Frame | str":
        """Ends of quarters at which a year's turnover stood well above that of the year before, once a year at most.

        Only of who was a customer by the beginning of that earlier year: else being new would be growth.
        """
        if not self.ledger.has("transactions", "amount"):
            return "no_amounts"
        start, until = self.ledger.extents["transactions"].first, self.until
        ends = quarter_ends(until, QUARTERS_BACK)
        ends = [end for end in ends if start is not None and _before(end, 24) + 1 >= start]
        if not ends:
            return "facts_too_short"
        sums = store_in_passes(
            self.ledger.engine,
            "years_by_quarter",
            (_years(part, ends) for part in passes(self._amounts(), rows=self._lines(), key="key")),
        )
        first = self.facts.select("key", "first_day")
        blocks = self.ledger.engine.blocks(sums.join(first, on="key", how="inner"))
        none = (np.array([], np.int64),) * 2
        keys, days = (
            np.concatenate(some) for some in zip(none, *(self._growing(one, ends) for one in blocks), strict=True)
        )
        return self._loaded("grown", keys, days)

    def _lines(self) -> int:
        return self.ledger.extents["transactions"].rows

    def _amounts(self) -> Frame:
        lines = self.ledger.tables["transactions"].filter(~nw.col("key").is_null(), nw.col("day") <= self.until)
        return lines.select("key", "day", revenue=line_amounts(self.ledger))

    def _growing(self, batch: pa.RecordBatch, ends: Sequence[int]) -> tuple[Any, Any]:
        """Keys and days of growth of a block of customers."""
        rules = self.ledger.rules.milestones
        least, part = float(rules.growth_least) * 100, 1.0 + float(rules.growth_part)
        key, first = (batch.column(name).cast(pa.int64()).fill_null(NEVER).to_numpy() for name in ("key", "first_day"))
        quiet = np.full(key.size, A_YEAR)  # quarters since the last growth
        keys, days = [], []
        for at, end in enumerate(ends):
            before, now = (_cents(batch, f"{name}_{at}") for name in ("before", "now"))
            there = first <= _before(end, 24)
            grew = there & (before > 0) & (now >= part * before) & (now - before >= least) & (quiet >= A_YEAR)
            keys.append(key[grew])
            days.append(np.full(int(grew.sum()), end))
            quiet = np.where(grew, 1, quiet + 1)
        return np.concatenate(keys), np.concatenate(days)

    def _loaded(self, name: str, keys: Any, days: Any) -> Frame:
        table = pa.table({"key": pa.array(keys, pa.int32()), "day": pa.array(days, pa.int32())})
        return self.ledger.engine.load(f"milestones_{name}", table.to_batches(), table.schema)


def quarter_ends(until: int, n: int) -> list[int]:
    """The last days of the last ``n`` whole quarters up to a day, as day numbers, the oldest first."""
    day = date.fromordinal(date(1970, 1, 1).toordinal() + until + 1)  # the quarter is whole on its last day
    year, month = day.year, (day.month - 1) // 3 * 3 + 1
    firsts = [months_before(date(year, month, 1), 3 * back) for back in range(n)]
    return [day_number(first) - 1 for first in reversed(firsts)]


def _before(day: int, months: int) -> int:
    """The last day of the month so many months before the month that a day ends."""
    first = date.fromordinal(date(1970, 1, 1).toordinal() + day + 1)
    return day_number(months_before(first, months)) - 1


def _years(lines: Frame, ends: Sequence[int]) -> Frame:
    """Turnover of the twelve months until each of these days, and of the twelve before: ``now_N``, ``before_N``."""
    day, sums = nw.col("day"), {}
    for at, end in enumerate(ends):
        for name, until, after in (("now", end, _before(end, 12)), ("before", _before(end, 12), _before(end, 24))):
            inside = (day > after) & (day <= until)
            sums[f"{name}_{at}"] = nw.when(inside).then(nw.col("revenue")).otherwise(0).sum().cast(nw.Int64)
    return lines.group_by("key").agg(**sums)


def _cents(batch: pa.RecordBatch, column: str) -> FloatArray:
    found: FloatArray = batch.column(column).cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False)
    return found
