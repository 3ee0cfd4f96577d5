"""What cohorts of customers did month by month: the third, fourth and fifth lens of the customer-base audit.

A cohort is the calendar year in which the relation began; ``complete`` is false for customers who may have begun
before the facts do ("customer since before").
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa

from klantkompas.engine import Frame, collect, rows_of
from klantkompas.insight.break_even import earned_back
from klantkompas.insight.calendar import calendar_frame, first_of_month, month_of
from klantkompas.insight.columns import HOURS, MONEY
from klantkompas.insight.five_rs import Rhythm
from klantkompas.insight.profit import Grounds, compensated, line_amounts, line_costs, line_margins
from klantkompas.ledger.book import Ledger

YEAR = 12
SUMS = ("active", "orders", "revenue", "margin", "hours", "service_cost", "compensation")
Cell = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What customers did, summed by the month in which they began and the month in which it happened.

    Attributes:
        cells: rows ``began``, ``month`` (12 x year + month - 1; ``began`` None: not known), ``complete``, and the sums
            ``active`` (customers with an order), ``orders``, ``revenue``, ``margin``, ``hours``, ``service_cost``,
            ``compensation`` (cents, hundredths), ``margin_unknown`` and ``cost_unknown`` (lines).
        members: rows ``began``, ``complete``, ``customers``, ``acquisition_cost`` (cents) and ``costed`` (customers
            with such a cost).
        until: the month of the as-of date.
        last_day: the as-of date itself, as a day number.
        hours_since: the month from which hours are known; ``None``: they are not.
        has_amounts: whether there is turnover at all.
    """

    cells: list[Cell]
    members: list[Cell]
    until: int
    last_day: int
    hours_since: int | None
    has_amounts: bool

    def earned(self, cells: Iterable[Cell]) -> Cell:
        """The sums of cells, in cents and hundredths, null where unknown."""
        rows = list(cells)
        total: Cell = {name: sum(row[name] or 0 for row in rows) for name in SUMS}
        hours_known = self.hours_since is not None and all(row["month"] >= self.hours_since for row in rows)
        if not self.has_amounts:
            total |= {"revenue": None, "margin": None}
        if not hours_known:
            total |= {"hours": None, "service_cost": None}
        if any(row["margin_unknown"] for row in rows):
            total["margin"] = None
        if any(row["cost_unknown"] for row in rows):
            total["service_cost"] = None
        known = total["margin"] is not None and total["service_cost"] is not None
        total["guidance"] = total["service_cost"] / total["margin"] if known and total["margin"] > 0 else None
        total["profit"] = total["margin"] - total["service_cost"] - total["compensation"] if known else None
        return total


def course(ledger: Ledger, facts: Frame, orders: Rhythm, basis: Grounds, until: int) -> Course:
    """Sum all facts up to the as-of date by month and cohort.

    Args:
        ledger: the facts.
        facts: the table of ``customer_facts``: ``key``, ``began_day``, ``since_before``, ``acquisition_cost``.
        orders: how customers order.
        basis: what the figures lean on.
        until: the as-of date, as a day number.
    """
    calendar = _calendar(ledger, facts, until)
    began = calendar.select(began_day=nw.col("day"), began=nw.col("month"))
    members = facts.select("key", "began_day", "acquisition_cost", complete=~nw.col("since_before"))
    members = ledger.engine.store("members", members.join(began, on="began_day", how="left").drop("began_day"))
    cells: dict[tuple[Any, ...], Cell] = {}
    for part in _parts(ledger, orders, calendar, until):
        summed = part.join(members, on="key", how="inner").group_by(*_PLACE)
        names = [name for name in _SUMMED if name in part.collect_schema().names()]
        for row in collect(summed.agg(*(nw.col(name).sum() for name in names))).to_pylist():
            place = tuple(row[name] for name in _PLACE)
            cell = cells.setdefault(place, dict.fromkeys(_SUMMED, 0) | dict(zip(_PLACE, place, strict=True)))
            for name in names:
                cell[name] += int(row[name] or 0)
    return Course(
        cells=sorted(cells.values(), key=_in_order),
        members=_members(members),
        until=month_of(until),
        last_day=until,
        hours_since=None if basis.hours_since is None else month_of(basis.hours_since),
        has_amounts=ledger.has("transactions", "amount"),
    )


def _in_order(row: Cell) -> tuple[int, int, bool]:
    return row.get("month", 0), row["began"] or 0, bool(row["complete"])


def _calendar(ledger: Ledger, facts: Frame, until: int) -> Frame:
    (begins,) = rows_of(facts.select(nw.col("began_day").min().alias("first")))
    firsts = [begins["first"], *(one.first for one in ledger.extents.values())]
    return calendar_frame(ledger.engine, first=min(one for one in (*firsts, until) if one is not None), last=until)


def _members(members: Frame) -> list[Cell]:
    cost = nw.col("acquisition_cost")
    counts = [nw.len().alias("customers"), cost.sum(), cost.count().alias("costed")]
    return sorted(rows_of(members.group_by("began", "complete").agg(*counts)), key=_in_order)


_PLACE = ("began", "complete", "month")
_SUMMED = (*SUMS, "margin_unknown", "cost_unknown")


def _parts(ledger: Ledger, orders: Rhythm, calendar: Frame, until: int) -> list[Frame]:
    """What is summed, each with ``key`` and ``month``: orders, transaction lines, hour lines, complaints."""

    def dated(frame: Frame) -> Frame:
        return frame.join(calendar, on="day", how="inner")

    def lacks(value: nw.Expr) -> nw.Expr:
        return nw.when(value.is_null()).then(1).otherwise(0)

    # A customer is active in a month once: at the order whose predecessor was in an earlier month.
    fresh = nw.col("gap").is_null() | (nw.col("day") - nw.col("gap") < nw.col("month_start"))
    ordered = dated(orders.order_days)
    parts = [ordered.select("key", "month", orders=nw.lit(1), active=nw.when(fresh).then(1).otherwise(0))]
    margin = line_margins(ledger)
    sold = dated(ledger.tables["transactions"])
    parts.append(sold.select("key", "month", revenue=line_amounts(ledger), margin=margin, margin_unknown=lacks(margin)))
    if "time_entries" in ledger.tables:
        cost = line_costs(ledger)
        worked = dated(ledger.tables["time_entries"])
        parts.append(worked.select("key", "month", "hours", service_cost=cost, cost_unknown=lacks(cost)))
    if ledger.has("complaints", "compensation"):
        parts.append(dated(compensated(ledger, until)).select("key", "month", "compensation"))
    return parts


# --- the lenses -----------------------------------------------------------------------------------------------------


def months(seen: Course) -> pa.Table:
    """What happened per month.

    Returns:
        ``month``, ``active``, ``orders``, ``revenue``, ``margin``, ``hours``, ``service_cost``, ``profit``, and
        ``guidance``: the guidance intensity, the share of the margin that went into hours; null where either is
        unknown or there was no margin.
    """
    return _table(_grouped(seen, seen.cells, lambda cell: {"month": first_of_month(cell["month"])}), _MONTHS)


def stack(seen: Course) -> pa.Table:
    """The same, per cohort: ``month``, ``cohort``, ``complete``, ``active``, ``revenue``, ``margin``."""
    known = [cell for cell in seen.cells if cell["began"] is not None]
    rows = _grouped(seen, known, lambda cell: {"month": first_of_month(cell["month"])} | _cohort(cell))
    return _table(rows, _STACK)


def years(seen: Course) -> dict[int, Cell]:
    """The sums of each calendar year, in cents and hundredths, null where unknown."""
    found = _grouped(seen, seen.cells, lambda cell: {"year": cell["month"] // YEAR})
    return {row["year"]: row for row in found}


def cohorts(seen: Course) -> pa.Table:
    """Each cohort by age, in whole years since each customer began, as far as all its members reached that age.

    Returns:
        ``cohort``, ``complete``, ``age`` (0 = first year), ``customers``, ``active`` (customer-months with an order),
        ``orders``, ``revenue``, ``profit``, ``cumulative_per_customer`` (profit so far per customer won; null from
        where a profit is unknown).
    """
    sizes = {(row["cohort"], row["complete"]): row for row in _cohort_members(seen)}
    known = [cell for cell in seen.cells if cell["began"] is not None and cell["month"] >= cell["began"]]
    aged = _grouped(
        seen,
        known + _quiet_years(seen, sizes),
        lambda cell: _cohort(cell) | {"age": (cell["month"] - cell["began"]) // YEAR},
    )
    rows: list[Cell] = []
    standing: dict[tuple[int, bool], int | None] = {}
    for row in sorted(aged, key=lambda row: (row["cohort"], row["complete"], row["age"])):
        place = (row["cohort"], row["complete"])
        if not _reached(sizes[place], row["age"], seen.until):
            continue
        before = standing.get(place, 0)
        so_far = None if before is None or row["profit"] is None else before + row["profit"]
        standing[place] = so_far
        customers = sizes[place]["customers"]
        per_customer = None if so_far is None else _whole(Decimal(so_far) / customers)
        rows.append(row | {"customers": customers, "cumulative_per_customer": per_customer})
    return _table(rows, _COHORTS)


def _quiet_years(seen: Course, sizes: Mapping[tuple[int, bool], Cell]) -> list[Cell]:
    """A cell with nothing in it at the beginning of every year of age: a year in which nothing happened is one too."""
    cells = []
    for row in seen.members:
        if row["began"] is None:
            continue
        size = sizes[row["began"] // YEAR, bool(row["complete"])]
        ages = range(max(0, (seen.until - size["last_began"]) // YEAR))
        place = {"began": row["began"], "complete": row["complete"]}
        cells += [dict.fromkeys(_SUMMED, 0) | place | {"month": row["began"] + age * YEAR} for age in ages]
    return cells


def _whole(cents: Decimal) -> int:
    return int(cents.quantize(Decimal(1), ROUND_HALF_UP))


def break_even(seen: Course, ledger: Ledger) -> pa.Table:
    """When each cohort earned back what winning it cost.

    Returns:
        ``cohort``, ``complete``, ``customers``, ``acquisition_cost`` (per customer won), ``break_even_year`` (years
        after the beginning; null: see ``reason``), ``reason`` (``not_yet``, ``no_whole_year``,
        ``acquisition_cost_unknown``, ``profit_unknown``, ``began_before``).
    """
    by_age: dict[tuple[int, bool], list[Decimal | None]] = {}
    for row in cohorts(seen).to_pylist():
        profit = None if row["profit"] is None else row["profit"] / row["customers"]
        by_age.setdefault((row["cohort"], row["complete"]), []).append(profit)
    spent = _spent_on_acquisition(ledger, seen.last_day)
    rows = []
    for member in _cohort_members(seen):
        profits = by_age.get((member["cohort"], member["complete"]), [])
        cost = _cost_per_customer(member, spent, seen)
        found, reason = _break_even(profits, cost, member["complete"], ledger.rules.profit.discount_rate)
        cents = None if cost is None else _whole(cost * 100)
        rows.append(member | {"acquisition_cost": cents, "break_even_year": found, "reason": reason})
    return _table(rows, _BREAK_EVEN)


def _break_even(
    profits: list[Decimal | None], cost: Decimal | None, complete: bool, discount_rate: Decimal
) -> tuple[float | None, str | None]:
    if not complete:
        return None, "began_before"
    if cost is None:
        return None, "acquisition_cost_unknown"
    if any(profit is None for profit in profits):
        return None, "profit_unknown"
    if not profits:
        return None, "no_whole_year"
    known = [profit for profit in profits if profit is not None]
    year = earned_back(profits=known, cost=cost, discount_rate=discount_rate)
    return (None, "not_yet") if year is None else (float(year), None)


def _spent_on_acquisition(ledger: Ledger, until: int) -> dict[int, int]:
    """Cents spent per calendar year on winning customers, that belong to no one customer."""
    if "spending" not in ledger.tables:
        return {}
    lines = ledger.tables["spending"].filter(nw.col("purpose") == "acquire", nw.col("day") <= until)
    spent: dict[int, int] = {}
    for row in rows_of(lines.select("day", "amount")):
        year = month_of(row["day"]) // YEAR
        spent[year] = spent.get(year, 0) + row["amount"]
    return spent


def _cost_per_customer(member: Cell, spent: Mapping[int, int], seen: Course) -> Decimal | None:
    if member["costed"]:
        return Decimal(member["acquisition_cost"]) / int(member["costed"]) / 100
    year = member["cohort"]
    won = sum(row["customers"] for row in _cohort_members(seen) if row["cohort"] == year)
    return Decimal(spent[year]) / int(won) / 100 if year in spent else None


def _cohort(cell: Cell) -> Cell:
    return {"cohort": cell["began"] // YEAR, "complete": bool(cell["complete"])}


def _cohort_members(seen: Course) -> list[Cell]:
    found: dict[tuple[int, bool], Cell] = {}
    for row in seen.members:
        if row["began"] is None:
            continue
        place = _cohort(row)
        empty = place | {"customers": 0, "acquisition_cost": 0, "costed": 0, "last_began": 0}
        one = found.setdefault((place["cohort"], place["complete"]), empty)
        for name in ("customers", "acquisition_cost", "costed"):
            one[name] += int(row[name] or 0)
        one["last_began"] = max(one["last_began"], row["began"])
    return list(found.values())


def _reached(member: Cell, age: int, until: int) -> bool:
    """Whether even the last to begin has been here for all of that year of age."""
    return bool(member["last_began"] + (age + 1) * YEAR <= until)


def _grouped(seen: Course, cells: Iterable[Cell], place: Callable[[Cell], Cell]) -> list[Cell]:
    groups: dict[tuple[Any, ...], list[Cell]] = {}
    names: dict[tuple[Any, ...], Cell] = {}
    for cell in cells:
        where = place(cell)
        groups.setdefault(tuple(where.values()), []).append(cell)
        names[tuple(where.values())] = where
    return [names[where] | seen.earned(members) for where, members in groups.items()]


_MONTHS = pa.schema(
    [
        ("month", pa.date32()),
        ("active", pa.int64()),
        ("orders", pa.int64()),
        ("revenue", MONEY),
        ("margin", MONEY),
        ("hours", HOURS),
        ("service_cost", MONEY),
        ("profit", MONEY),
        ("guidance", pa.float64()),
    ]
)
_STACK = pa.schema(
    [
        ("month", pa.date32()),
        ("cohort", pa.int64()),
        ("complete", pa.bool_()),
        ("active", pa.int64()),
        ("revenue", MONEY),
        ("margin", MONEY),
    ]
)
_COHORTS = pa.schema(
    [
        ("cohort", pa.int64()),
        ("complete", pa.bool_()),
        ("age", pa.int64()),
        ("customers", pa.int64()),
        ("active", pa.int64()),
        ("orders", pa.int64()),
        ("revenue", MONEY),
        ("profit", MONEY),
        ("cumulative_per_customer", MONEY),
    ]
)
_BREAK_EVEN = pa.schema(
    [
        ("cohort", pa.int64()),
        ("complete", pa.bool_()),
        ("customers", pa.int64()),
        ("acquisition_cost", MONEY),
        ("break_even_year", pa.float64()),
        ("reason", pa.string()),
    ]
)


def _table(rows: list[Cell], schema: pa.Schema) -> pa.Table:
    """Rows in cents and hundredths as a table in euros and hours."""

    def written(value: Any, kind: pa.DataType) -> Any:
        return Decimal(value).scaleb(-2) if pa.types.is_decimal(kind) and value is not None else value

    return pa.Table.from_pylist(
        [{one.name: written(row[one.name], one.type) for one in schema} for row in rows], schema=schema
    )
