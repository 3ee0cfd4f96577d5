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

from klantkompas.engine import Cut, Frame, collect, distinct, rows_of
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
    own = nw.col(recorded).count() if recorded else nw.lit(0)
    (row,) = rows_of(lines.select(everything=nw.len(), own=own))
    everything, recorded_lines = int(row["everything"]), int(row["own"])
    if value is None:
        return "unknown", 0, everything
    if recorded_lines == everything:
        return "recorded", 0, 0
    # Beside the lines, not alone: one rate for all is a single value, which engines count in different ways.
    (found,) = rows_of(lines.with_columns(known=value).select(nw.col("known").count()))
    known = int(found["known"])
    basis: Basis = "unknown" if known == 0 else "assumed" if recorded_lines == 0 else "partial"
    return basis, known - recorded_lines, everything - known


def _covered_since(hours: Frame, until: int) -> int | None:
    """Walk back from the as-of date over the days on which anybody wrote hours, as far as no pause is longer."""
    days = sorted(collect(distinct(hours, "day"))["day"].to_pylist(), reverse=True)
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


def earnings(ledger: Ledger, basis: Grounds, over: tuple[Window, ...], cut: Cut) -> Frame:
    """Turnover and margin per customer.

    Args:
        ledger: the facts.
        basis: what margins lean on; what holds for every line is not counted per customer.
        over: the windows to sum over.
        cut: which customers.

    Returns:
        A frame: ``key``, ``lines`` and per window ``revenue_W`` and ``margin_W`` (cents); where margins are not
        all recorded also ``margin_unknown_W`` and ``margin_assumed_12m`` (lines). Turnover is null in a count-only
        ledger.
    """
    lines = ledger.tables["transactions"].filter(~nw.col("key").is_null(), nw.col("day") <= over[-1].until)
    values = {"revenue": line_amounts(ledger), "margin": line_margins(ledger)}
    own = nw.col("cost") if ledger.has("transactions", "cost") else None
    sums = _sums(values, counted="margin", basis=basis.margin, unknown=basis.margin_unknown, over=over)
    lines = cut(lines).select("key", "day", **values, lacks=nw.lit(True) if own is None else own.is_null())
    return lines.group_by("key").agg(nw.len().alias("lines"), *sums)


def _sums(
    values: Mapping[str, nw.Expr], *, counted: str, basis: Basis, unknown: int, over: tuple[Window, ...]
) -> list[nw.Expr]:
    """The sums of values over windows; the lines on which ``counted`` is unknown or assumed, where there are such."""
    inside = {window: window.holds(nw.col("day")) for window in over}
    sums: list[nw.Expr] = [
        nw.when(inside[window]).then(nw.col(name)).sum().cast(nw.Int64).alias(f"{name}_{window.name}")
        for window in over
        for name in values
    ]
    for window in over if unknown else ():
        sums.append(_count(inside[window] & nw.col(counted).is_null()).alias(f"{counted}_unknown_{window.name}"))
    if basis != "recorded":
        sums.append(_count(inside[over[0]] & nw.col("lacks")).alias(f"{counted}_assumed_12m"))
    return sums


def service(ledger: Ledger, basis: Grounds, over: tuple[Window, ...], cut: Cut) -> Frame | None:
    """Hours and what they cost per customer; ``None`` where nobody writes hours.

    Args:
        ledger: the facts.
        basis: what the cost of an hour leans on.
        over: the windows to sum over.
        cut: which customers.

    Returns:
        A frame: ``key`` and per window ``hours_W`` (hundredths), ``hours_lines_W`` and ``service_cost_W``
        (cents); where rates are not all recorded also ``service_cost_unknown_W`` and ``service_cost_assumed_12m``
        (lines).
    """
    if "time_entries" not in ledger.tables:
        return None
    lines = ledger.tables["time_entries"].filter(~nw.col("key").is_null(), nw.col("day") <= over[-1].until)
    values = {"hours": nw.col("hours"), "service_cost": line_costs(ledger)}
    own = nw.col("hourly_cost") if ledger.has("time_entries", "hourly_cost") else None
    sums = _sums(values, counted="service_cost", basis=basis.rate, unknown=basis.rate_unknown, over=over)
    sums += [_count(window.holds(nw.col("day"))).alias(f"hours_lines_{window.name}") for window in over]
    lines = cut(lines).select("key", "day", **values, lacks=nw.lit(True) if own is None else own.is_null())
    return lines.group_by("key").agg(*sums)


def _count(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(1).otherwise(0).sum()


def compensated(ledger: Ledger, until: int) -> Frame:
    """Money given after complaints, a row a complaint: ``key``, ``day`` (resolved, else opened), ``compensation``."""
    opened = nw.col("opened_day")
    resolved = nw.col("resolved_day") if ledger.has("complaints", "resolved_on") else nw.lit(None, nw.Int32)
    day = nw.coalesce(nw.when(resolved <= until).then(resolved), opened)
    known = ledger.tables["complaints"].filter(~nw.col("key").is_null(), opened <= until)
    return known.select("key", "compensation", day=day)


def compensation(ledger: Ledger, over: tuple[Window, ...], cut: Cut) -> Frame | None:
    """Money given after complaints per customer of a cut and window (cents); ``None`` where none is recorded."""
    if not ledger.has("complaints", "compensation"):
        return None
    sums = [
        nw.when(window.holds(nw.col("day"))).then(nw.col("compensation")).sum().alias(f"compensation_{window.name}")
        for window in over
    ]
    return cut(compensated(ledger, over[-1].until)).group_by("key").agg(*sums)
