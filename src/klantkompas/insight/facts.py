"""All exact figures of every customer, side by side: what the engine can sum, before any model."""

from collections.abc import Sequence

import narwhals.stable.v2 as nw

from klantkompas.engine import Cut, Frame, cuts, store_in_passes
from klantkompas.insight.columns import EARNED
from klantkompas.insight.profit import Grounds, compensation, earnings, service
from klantkompas.insight.windows import Window
from klantkompas.ledger.book import Ledger

ATTRIBUTES = ("name", "acquired_day", "ended_day", "acquisition_cost")
NEW_FACTS = 92


def customer_facts(ledger: Ledger, rhythm: Frame, basis: Grounds, over: tuple[Window, ...]) -> Frame:
    """Every exact figure of every customer that is not internal.

    Args:
        ledger: the facts.
        rhythm: the table of ``five_rs.rhythm``.
        basis: what the figures lean on.
        over: the windows (12m, previous_12m, total).

    Returns:
        A stored table, a row a customer: number and name, days, orders, and per window turnover, margin, hours,
        service cost and profit; null where unknown. Money in cents, hours in hundredths.
    """

    def part(cut: Cut) -> Frame:
        facts = _with_attributes(cut(ledger.customers.filter(~nw.col("internal")).drop("internal")), ledger)
        sums = [make(ledger, basis, over, cut) for make in (earnings, service)] + [compensation(ledger, over, cut)]
        for one in (cut(rhythm), *sums):
            facts = facts if one is None else facts.join(one, on="key", how="left")
        facts = _seen(facts, over[-1].until)
        facts = facts.with_columns(*_since(ledger))
        for window in over:
            facts = _with_profit(facts, ledger, basis, window)
        return _finished(_with_break_even(facts))

    rows = ledger.extents["transactions"].rows
    return store_in_passes(ledger.engine, "facts", map(part, cuts(rows=rows, key="key")))


def facts_by_window(ledger: Ledger, basis: Grounds, over: tuple[Window, ...]) -> Frame:
    """What every customer that is not internal earned in each of some windows, by the same sums as ``customer_facts``.

    Args:
        ledger: the facts.
        basis: what the figures lean on.
        over: the windows, each with a beginning, the latest last.

    Returns:
        A stored table, a row a customer: ``customer_id`` and per window turnover, margin, hours, service cost,
        compensation and profit; null where unknown. Money in cents, hours in hundredths.
    """

    def part(cut: Cut) -> Frame:
        facts = cut(ledger.customers.filter(~nw.col("internal")).drop("internal"))
        for one in (
            earnings(ledger, basis, over, cut),
            service(ledger, basis, over, cut),
            compensation(ledger, over, cut),
        ):
            facts = facts if one is None else facts.join(one, on="key", how="left")
        for window in over:
            facts = _with_profit(facts, ledger, basis, window)
        return facts.select("customer_id", *(f"{name}_{window.name}" for window in over for name in EARNED))

    rows = ledger.extents["transactions"].rows
    return store_in_passes(ledger.engine, "facts_by_window", map(part, cuts(rows=rows, key="key")))


def _seen(facts: Frame, until: int) -> Frame:
    """Without what is only known from later facts: customers who came after the date, days that are still to come."""
    known = ~nw.col("lines").is_null() | ~nw.col("listed").is_null()
    past = [nw.when(nw.col(name) <= until).then(nw.col(name)).alias(name) for name in ("acquired_day", "ended_day")]
    return facts.filter(known).with_columns(*past).drop("lines", "listed")


def _finished(facts: Frame) -> Frame:
    """Without what served only to reckon: the profits hold it."""
    served = ("compensation_", "hours_lines_", "margin_unknown_", "service_cost_unknown_")
    return facts.drop([name for name in _names(facts) if name.startswith(served)])


def _with_attributes(facts: Frame, ledger: Ledger) -> Frame:
    kinds = {"name": nw.String(), "acquisition_cost": nw.Int64()}
    present = [name for name in ATTRIBUTES if name in _columns(ledger, "customers")]
    absent = [name for name in (*ATTRIBUTES, "listed") if name not in present]
    if "customers" in ledger.tables:
        once = ledger.tables["customers"].filter(~nw.col("key").is_null()).select("key", *present).group_by("key")
        largest = once.agg(nw.len().alias("listed"), *(nw.col(name).max() for name in present))
        facts, absent = facts.join(largest, on="key", how="left"), absent[:-1]
    nothing = [nw.lit(None, kinds.get(name, nw.Int32())).alias(name) for name in absent]
    return facts.with_columns(*nothing) if nothing else facts


def _columns(ledger: Ledger, name: str) -> Sequence[str]:
    return ledger.tables[name].collect_schema().names() if name in ledger.tables else ()


def _since(ledger: Ledger) -> list[nw.Expr]:
    """When the relation began, and whether that was before the facts begin."""
    start = ledger.extents["transactions"].first or 0
    first, acquired = nw.col("first_day"), nw.col("acquired_day")
    known = nw.when(acquired.is_null()).then(first).otherwise(acquired)
    began = nw.when(first < known).then(first).otherwise(known)
    before = nw.when(acquired.is_null()).then(first < start + NEW_FACTS).otherwise(acquired < start)
    return [began.alias("began_day"), before.alias("since_before")]


def _with_profit(facts: Frame, ledger: Ledger, basis: Grounds, window: Window) -> Frame:
    w = window.name
    zero, unknown = nw.lit(0, nw.Int64), nw.lit(None, nw.Int64)
    has_amount = ledger.has("transactions", "amount")
    revenue = nw.coalesce(nw.col(f"revenue_{w}"), zero) if has_amount else unknown
    margin = nw.coalesce(nw.col(f"margin_{w}"), zero) if basis.margin != "unknown" else unknown
    margin = _where_known(margin, f"margin_unknown_{w}", facts)
    hours, cost = _hours_and_cost(facts, basis, window)
    given = nw.coalesce(nw.col(f"compensation_{w}"), zero) if f"compensation_{w}" in _names(facts) else zero
    facts = facts.with_columns(
        **{f"revenue_{w}": revenue, f"margin_{w}": margin, f"hours_{w}": hours, f"service_cost_{w}": cost},
        **{f"compensation_{w}": given},
    )
    profit = nw.col(f"margin_{w}") - nw.col(f"service_cost_{w}") - nw.col(f"compensation_{w}")
    return facts.with_columns(profit.alias(f"profit_{w}"))


def _hours_and_cost(facts: Frame, basis: Grounds, window: Window) -> tuple[nw.Expr, nw.Expr]:
    w = window.name
    unknown = nw.lit(None, nw.Int64)
    if f"hours_{w}" not in _names(facts):
        return unknown, unknown
    # Nobody wrote hours on this customer: that is none, as long as hours were written all that time.
    none = nw.lit(0, nw.Int64) if basis.covers(window) else unknown
    if window.after is None and basis.hours_since is not None:
        none = nw.when(nw.col("began_day") + 31 >= basis.hours_since).then(nw.lit(0, nw.Int64))
    written = nw.col(f"hours_lines_{w}") > 0
    hours = nw.when(written).then(nw.col(f"hours_{w}")).otherwise(none)
    cost = nw.when(written).then(nw.col(f"service_cost_{w}")).otherwise(none) if basis.rate != "unknown" else unknown
    return hours, _where_known(cost, f"service_cost_unknown_{w}", facts)


def _where_known(value: nw.Expr, unknown_lines: str, facts: Frame) -> nw.Expr:
    """A sum, or null where one of its lines is unknown."""
    if unknown_lines not in _names(facts):
        return value
    return nw.when(nw.coalesce(nw.col(unknown_lines), nw.lit(0, nw.Int64)) == 0).then(value)


def _names(facts: Frame) -> list[str]:
    return facts.collect_schema().names()


def _with_break_even(facts: Frame) -> Frame:
    """Hours at which the last twelve months would have covered their cost, at this customer's own cost of an hour."""
    left = nw.col("margin_12m") - nw.col("compensation_12m")
    hours, cost = nw.col("hours_12m"), nw.col("service_cost_12m")
    covered = nw.when(left > 0).then(left * hours // cost).otherwise(0)
    return facts.with_columns(nw.when(cost > 0, ~left.is_null()).then(covered).alias("break_even_hours_12m"))
