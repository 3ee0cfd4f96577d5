"""What every relation earned after the hours it cost (METHODS 1.4; workshop: put the hours beside it).

    profit = margin - service cost - compensation

margin          turnover minus direct cost; where a line has no cost, turnover x the assumed margin
service cost    hours x the cost of an hour; where a line has no rate, the assumed cost of an hour
compensation    money given after complaints, on the day resolved (else opened)

All sums are whole cents, rounded half up per line. What cannot be known is null, and the counts say why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import narwhals.stable.v2 as nw

from klantkompas.engine import Frame, collect, rows_of
from klantkompas.insight.windows import Window, half_up
from klantkompas.ledger.book import Ledger
from klantkompas.rules import ProfitRules

Basis = Literal["recorded", "assumed", "partial", "unknown"]
LONGEST_PAUSE = 31
PARTS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the figures of this firm lean on.

    Attributes:
        margin: where margins come from: recorded costs, the assumed share, some of each, or nowhere.
        rate: the same for the cost of an hour; ``unknown`` also where there are no hours.
        hours_since: first day (day number) from which hours are written without a pause until the as-of date;
            ``None``: they do not reach it.
        margin_assumed, rate_assumed: lines that lean on an assumption.
        margin_unknown, rate_unknown: lines of which the figure is unknown.
    """

    margin: Basis
    rate: Basis
    hours_since: int | None
    margin_assumed: int = 0
    margin_unknown: int = 0
    rate_assumed: int = 0
    rate_unknown: int = 0

    def covers(self, window: Window, since: int | None = None) -> bool:
        """Whether hours were written all through a window (one that begins at ``since`` where it is open)."""
        begin = window.after if window.after is not None else since
        return self.hours_since is not None and begin is not None and self.hours_since <= begin + LONGEST_PAUSE


def grounds(ledger: Ledger, *, until: int) -> Grounds:
    """What the figures lean on: counted over all lines up to the as-of date.

    Args:
        ledger: the facts and their rules.
        until: the as-of date, as a day number.
    """
    rules = ledger.rules.profit
    lines = ledger.tables["transactions"].filter(nw.col("day") <= until)
    margin = _basis(lines, _margin(ledger, rules), "cost" if ledger.has("transactions", "cost") else None)
    if "time_entries" not in ledger.tables:
        return Grounds(
            margin=margin[0], margin_assumed=margin[1], margin_unknown=margin[2], rate="unknown", hours_since=None
        )
    hours = ledger.tables["time_entries"].filter(nw.col("day") <= until)
    rate = _basis(hours, _rate(ledger, rules), "hourly_cost" if ledger.has("time_entries", "hourly_cost") else None)
    return Grounds(
        margin=margin[0],
        margin_assumed=margin[1],
        margin_unknown=margin[2],
        rate=rate[0],
        rate_assumed=rate[1],
        rate_unknown=rate[2],
        hours_since=_covered_since(hours, until),
    )


def _basis(lines: Frame, value: nw.Expr | None, recorded: str | None) -> tuple[Basis, int, int]:
    """Where a value comes from: its basis, the lines it is assumed on, the lines it is unknown on."""
    if value is None:
        return "unknown", 0, rows_of(lines.select(nw.len().alias("n")))[0]["n"]
    own = nw.col(recorded).is_null() if recorded else nw.lit(True)
    counts = lines.select(
        lacks=nw.when(own).then(1).otherwise(0), unknown=nw.when(value.is_null()).then(1).otherwise(0)
    )
    (row,) = rows_of(counts.select(nw.len().alias("all"), nw.col("lacks").sum(), nw.col("unknown").sum()))
    everything, lacks, unknown = row["all"], row["lacks"] or 0, row["unknown"] or 0
    assumed = lacks - unknown
    if everything and unknown == everything:
        return "unknown", 0, unknown
    return ("recorded" if assumed == 0 else "assumed" if assumed == everything else "partial"), assumed, unknown


def _covered_since(hours: Frame, until: int) -> int | None:
    """Walk back from the as-of date over the days on which anybody wrote hours, as far as no pause is longer."""
    days = sorted(collect(hours.select("day").unique())["day"].to_pylist(), reverse=True)
    edge = until
    for day in days:
        if edge - day > LONGEST_PAUSE:
            break
        edge = day
    return edge if days and until - days[0] <= LONGEST_PAUSE else None


def _margin(ledger: Ledger, rules: ProfitRules) -> nw.Expr | None:
    """Margin of a line in cents; null where unknown; None where it is unknown on every line."""
    if not ledger.has("transactions", "amount"):
        return None
    amount = nw.col("amount")
    by_group = rules.margin_by_group if ledger.has("transactions", "product_group") else {}
    share = _chosen("product_group", by_group, rules.margin, PARTS)
    assumed = None if share is None else half_up(amount * share, PARTS)
    if not ledger.has("transactions", "cost"):
        return assumed
    recorded = amount - nw.col("cost")
    return recorded if assumed is None else nw.coalesce(recorded, assumed)


def _rate(ledger: Ledger, rules: ProfitRules) -> nw.Expr | None:
    """Cost of an hour on a line in cents; null where unknown; None where it is unknown on every line."""
    by_employee = rules.hourly_cost_by_employee if ledger.has("time_entries", "employee") else {}
    assumed = _chosen("employee", by_employee, rules.hourly_cost, 100)
    if not ledger.has("time_entries", "hourly_cost"):
        return assumed
    recorded = nw.col("hourly_cost")
    return recorded if assumed is None else nw.coalesce(recorded, assumed)


def _chosen(column: str, by_value: Mapping[str, Decimal], otherwise: Decimal | None, parts: int) -> nw.Expr | None:
    """A setting that may differ by the value of a column, in whole parts; None where nothing is set."""
    chosen = None if otherwise is None else nw.lit(int(otherwise * parts))
    for value, setting in by_value.items():
        own = nw.when(nw.col(column) == value).then(nw.lit(int(setting * parts)))
        chosen = own if chosen is None else own.otherwise(chosen)
    return chosen


def line_margins(ledger: Ledger) -> nw.Expr:
    """Margin of a transaction line in cents; null where unknown."""
    margin = _margin(ledger, ledger.rules.profit)
    return nw.lit(None, nw.Int64) if margin is None else margin


def line_costs(ledger: Ledger) -> nw.Expr:
    """Cost of an hour line in cents, hours x rate rounded half up; null where unknown."""
    rate = _rate(ledger, ledger.rules.profit)
    return nw.lit(None, nw.Int64) if rate is None else half_up(nw.col("hours") * rate, 100)


def line_amounts(ledger: Ledger) -> nw.Expr:
    """Turnover of a transaction line in cents; null in a count-only ledger."""
    return nw.col("amount") if ledger.has("transactions", "amount") else nw.lit(None, nw.Int64)


def earnings(ledger: Ledger, over: tuple[Window, ...]) -> Frame:
    """Turnover and margin per customer.

    Args:
        ledger: the facts.
        over: the windows to sum over.

    Returns:
        A stored table: ``key`` and per window ``revenue_W``, ``margin_W`` (cents) and
        ``margin_unknown_W`` (lines), and ``margin_assumed_12m`` (lines without a cost of their own); turnover is
        null in a count-only ledger.
    """
    lines = ledger.tables["transactions"].filter(~nw.col("key").is_null(), nw.col("day") <= over[-1].until)
    lacks = nw.col("cost").is_null() if ledger.has("transactions", "cost") else nw.lit(True)
    lines = lines.select("key", "day", amount=line_amounts(ledger), margin=line_margins(ledger), lacks=lacks)
    sums = [_count(over[0].holds(nw.col("day")) & nw.col("lacks")).alias("margin_assumed_12m")]
    for window in over:
        inside = window.holds(nw.col("day"))
        unknown = inside & nw.col("margin").is_null()
        sums += [
            nw.when(inside).then(nw.col("amount")).sum().alias(f"revenue_{window.name}"),
            nw.when(inside).then(nw.col("margin")).sum().alias(f"margin_{window.name}"),
            _count(unknown).alias(f"margin_unknown_{window.name}"),
        ]
    return ledger.engine.store("earnings", lines.group_by("key").agg(*sums))


def service(ledger: Ledger, over: tuple[Window, ...]) -> Frame | None:
    """Hours and what they cost per customer; ``None`` where nobody writes hours.

    Returns:
        A stored table: ``key`` and per window ``hours_W`` (hundredths), ``service_cost_W`` (cents),
        ``rate_unknown_W`` (lines), and ``rate_assumed_12m`` (lines without a rate of their own).
    """
    if "time_entries" not in ledger.tables:
        return None
    lines = ledger.tables["time_entries"].filter(~nw.col("key").is_null(), nw.col("day") <= over[-1].until)
    lacks = nw.col("hourly_cost").is_null() if ledger.has("time_entries", "hourly_cost") else nw.lit(True)
    lines = lines.select("key", "day", "hours", cost=line_costs(ledger), lacks=lacks)
    hours = nw.col("hours")
    sums = [_count(over[0].holds(nw.col("day")) & nw.col("lacks")).alias("rate_assumed_12m")]
    for window in over:
        inside = window.holds(nw.col("day"))
        unknown = inside & nw.col("cost").is_null()
        sums += [
            nw.when(inside).then(hours).sum().alias(f"hours_{window.name}"),
            nw.when(inside).then(nw.col("cost")).sum().alias(f"service_cost_{window.name}"),
            _count(unknown).alias(f"rate_unknown_{window.name}"),
        ]
    return ledger.engine.store("service", lines.group_by("key").agg(*sums))


def _count(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(1).otherwise(0).sum()


def compensated(ledger: Ledger, until: int) -> Frame:
    """Money given after complaints, a row a complaint: ``key``, ``day`` (resolved, else opened), ``compensation``."""
    opened = nw.col("opened_day")
    resolved = nw.col("resolved_day") if ledger.has("complaints", "resolved_on") else nw.lit(None, nw.Int32)
    day = nw.coalesce(nw.when(resolved <= until).then(resolved), opened)
    known = ledger.tables["complaints"].filter(~nw.col("key").is_null(), opened <= until)
    return known.select("key", "compensation", day=day)


def compensation(ledger: Ledger, over: tuple[Window, ...]) -> Frame | None:
    """Money given after complaints per customer and window (cents); ``None`` where none is recorded."""
    if not ledger.has("complaints", "compensation"):
        return None
    sums = [
        nw.when(window.holds(nw.col("day"))).then(nw.col("compensation")).sum().alias(f"compensation_{window.name}")
        for window in over
    ]
    lines = compensated(ledger, over[-1].until)
    return ledger.engine.store("compensations", lines.group_by("key").agg(*sums))
