"""What is remarkable in facts that came in whole: said all at once, nothing of it blocks.

The rows themselves were checked coming in (``intake``). Here the tables are held against each other and against what
is usual: numbers nobody knows, dates to come, double rows, cash customers, collective invoices, part years.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

import narwhals.stable.v2 as nw
import pyarrow as pa

from klantkompas.engine import Frame, collect, rows_of
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import EPOCH
from klantkompas.ledger.mapping import plain
from klantkompas.ledger.relation_types import LABELS, coded

EXAMPLES = 20
MONTHLY_GAP = (26, 35)
COLLECTIVE_SHARE = 0.5
FEWEST_INVOICES = 6
EVEN_AMOUNT = 0.02
LARGEST_FOR_DOUBLES = 20_000_000
CASH_WORDS = {"contant", "contante", "kas", "kasverkoop", "balie", "balieverkoop", "cash", "winkelverkoop", "passanten"}
OWN_WORDS = {"intern", "interne", "eigen", "internal", "eigengebruik"}


def check_ledger(ledger: Ledger) -> tuple[Finding, ...]:
    """Everything remarkable in a ledger, most of it in one pass over each table.

    Args:
        ledger: the facts; the findings of coming in are not repeated.
    """
    checks = (
        _assumptions,
        _unknown_customers,
        _later_than_today,
        _double_rows,
        _alike_numbers,
        _no_customers_really,
        _collective_invoices,
        _part_years,
        _hours_that_stop,
        _unknown_types,
    )
    return tuple(finding for check in checks for finding in check(ledger))


def _assumptions(ledger: Ledger) -> Iterator[Finding]:
    """A margin or an hourly cost that is nowhere: the line to paste."""
    rules = ledger.rules.profit
    if not ledger.has("transactions", "amount"):
        yield Finding(kind="no_amounts", table="transactions")
    else:
        known = rules.margin is not None or bool(rules.margin_by_group)
        yield from _assumed(ledger, "transactions", "cost", "margin", known=known)
    if "time_entries" not in ledger.tables:
        yield Finding(kind="no_hours", table="time_entries")
    else:
        known = rules.hourly_cost is not None or bool(rules.hourly_cost_by_employee)
        yield from _assumed(ledger, "time_entries", "hourly_cost", "hourly_cost", known=known)


def _assumed(ledger: Ledger, name: str, column: str, setting: str, *, known: bool) -> Iterator[Finding]:
    """What a table leaves open (wholly, or on some lines) and a setting fills in, or does not."""
    ending = "assumed" if known else "unknown"
    if not ledger.has(name, column):
        yield Finding(kind=f"{setting}_{ending}", table=name)
    elif lines := _count(ledger.tables[name].filter(nw.col(column).is_null())):
        yield Finding(kind=f"{setting}_{ending}_on_lines", table=name, column=column, count=lines)


def _unknown_customers(ledger: Ledger) -> Iterator[Finding]:
    """Numbers that are in no invoice and no customer list; and rows without any number."""
    for name, frame in ledger.tables.items():
        if "unknown_id" in frame.collect_schema().names():
            unknown = frame.filter(~nw.col("unknown_id").is_null()).group_by("unknown_id").agg(nw.len().alias("n"))
            rows = sorted(rows_of(unknown), key=lambda row: (-row["n"], row["unknown_id"]))
            for row in rows[:EXAMPLES]:
                yield Finding(kind="unknown_customer", table=name, value=row["unknown_id"], count=row["n"])
            if rest := sum(row["n"] for row in rows[EXAMPLES:]):
                yield Finding(kind="unknown_customer", table=name, value="...", count=rest)
    if nobody := _count(ledger.tables["transactions"].filter(nw.col("key").is_null())):
        yield Finding(kind="unassigned_transactions", table="transactions", count=nobody)
    hours = ledger.tables.get("time_entries")
    if hours is not None and (nobody := _count(hours.filter(nw.col("key").is_null(), nw.col("unknown_id").is_null()))):
        yield Finding(kind="unassigned_hours", table="time_entries", count=nobody)


def _later_than_today(ledger: Ledger) -> Iterator[Finding]:
    if ledger.today is None:
        return
    today = (ledger.today - EPOCH).days
    for name in ledger.extents:
        later = ledger.tables[name].filter(nw.col("day") > today)
        (row,) = rows_of(later.select(nw.len().alias("n"), nw.col("day").max().alias("last")))
        if row["n"]:
            last = EPOCH + timedelta(days=row["last"])
            yield Finding(kind="date_to_come", table=name, count=row["n"], value=last.isoformat())


def _double_rows(ledger: Ledger) -> Iterator[Finding]:
    """Rows that are the same in every column: kept, as one may buy the same twice on a day."""
    for name in ("transactions", "time_entries"):
        if name not in ledger.tables or ledger.extents[name].rows > LARGEST_FOR_DOUBLES:
            continue
        frame = ledger.tables[name]
        times = frame.group_by(*frame.collect_schema().names()).agg(nw.len().alias("__times"))
        doubles = times.filter(nw.col("__times") > 1).select(nw.col("__times").sum(), nw.len().alias("kinds"))
        (row,) = rows_of(doubles)
        if row["kinds"]:
            yield Finding(kind="double_rows", table=name, count=int(row["__times"]) - row["kinds"])


def _alike_numbers(ledger: Ledger) -> Iterator[Finding]:
    """Customer numbers that differ in leading zeros or capitals only."""
    bare = nw.col("customer_id").str.to_lowercase().str.replace_all(r"^0+", "")
    groups = ledger.customers.with_columns(bare=bare).group_by("bare")
    pairs = groups.agg(
        nw.len().alias("n"), nw.col("customer_id").min().alias("one"), nw.col("customer_id").max().alias("other")
    ).filter(nw.col("n") > 1)
    for row in sorted(rows_of(pairs), key=lambda row: str(row["one"]))[:EXAMPLES]:
        params = {"one": row["one"], "other": row["other"]}
        yield Finding(kind="numbers_alike", table="customers", value=f"{row['one']} / {row['other']}", params=params)


def _no_customers_really(ledger: Ledger) -> Iterator[Finding]:
    """Cash sales and the own firm, by their names: proposed to be left out, not left out."""
    if not ledger.has("customers", "name"):
        return
    keyed = ledger.customers.filter(~nw.col("internal")).select("key", "customer_id")
    named = ledger.tables["customers"].select("key", "name").filter(~nw.col("name").is_null())
    told = nw.col("name").str.to_lowercase()
    words = "|".join(sorted(CASH_WORDS | OWN_WORDS))
    likely = named.filter(told.str.contains(rf"\b({words})\b")).join(keyed, on="key", how="inner")
    for row in sorted(rows_of(likely), key=lambda row: str(row["customer_id"]))[:EXAMPLES]:
        spoken = set(plain(row["name"]).split())
        kind = "cash_customer" if spoken & CASH_WORDS else "internal_customer"
        params = {"customer_id": row["customer_id"]}
        yield Finding(kind=kind, table="customers", value=row["name"], params=params)


def _collective_invoices(ledger: Ledger) -> Iterator[Finding]:
    """An invoice a month for most: the rhythm is that of our invoicing. The same amount each time: subscriptions."""
    sold = ledger.tables["transactions"].filter(~nw.col("key").is_null())
    has_amount = ledger.has("transactions", "amount")
    sold = sold if has_amount else sold.with_columns(amount=nw.lit(0))
    days = sold.group_by("key", "day").agg(nw.col("amount").sum())
    gap = nw.col("day") - nw.col("day").shift(1).over("key", order_by="day")
    monthly = nw.when(nw.col("gap").is_between(*MONTHLY_GAP)).then(1).otherwise(0)
    amounts = nw.col("amount").cast(nw.Float64)
    customers = (
        days.with_columns(gap=gap)
        .group_by("key")
        .agg(
            nw.len().alias("n"), monthly.sum().alias("monthly"), amounts.std().alias("sd"), amounts.mean().alias("mean")
        )
    )
    regular = nw.col("monthly") >= 0.8 * (nw.col("n") - 1)
    even = regular & (nw.col("sd") <= EVEN_AMOUNT * nw.col("mean")) & (nw.col("mean") > 0)
    often = customers.filter(nw.col("n") >= FEWEST_INVOICES)
    ones = {"all": nw.len(), "collective": _ones(regular), "subscribed": _ones(even)}
    (row,) = rows_of(often.select(**ones))
    collective, subscribed = int(row["collective"] or 0), int(row["subscribed"] or 0)
    if row["all"] and collective >= COLLECTIVE_SHARE * row["all"]:
        yield Finding(kind="collective_invoices", table="transactions", count=collective, params={"all": row["all"]})
    if has_amount and subscribed:
        yield Finding(kind="subscriptions", table="transactions", count=subscribed)


def _part_years(ledger: Ledger) -> Iterator[Finding]:
    """The first and last calendar year, where invoices do not cover them."""
    extent = ledger.extents["transactions"]
    if extent.first is None or extent.last is None:
        return
    first, last = (EPOCH + timedelta(days=day) for day in (extent.first, extent.last))
    if first.month > 1:
        yield Finding(kind="part_year_begins", table="transactions", value=first.isoformat(), params={"day": first})
    if (last.month, last.day) < (12, calendar.monthrange(last.year, 12)[1] - 10):
        yield Finding(kind="part_year_ends", table="transactions", value=last.isoformat(), params={"day": last})


def _hours_that_stop(ledger: Ledger) -> Iterator[Finding]:
    """Months without a single hour line between the first and the last invoice."""
    if "time_entries" not in ledger.tables:
        return
    extent, sold = ledger.extents["time_entries"], ledger.extents["transactions"]
    if extent.first is None or sold.first is None or sold.last is None:
        return
    days = collect(ledger.tables["time_entries"].group_by("day").agg(nw.len().alias("n")))["day"]
    written = {(EPOCH + timedelta(days=day)).replace(day=1) for day in days.to_pylist()}
    lacking = [month for month in _months(sold.first, sold.last) if month not in written]
    if lacking:
        params = {"first": min(lacking), "last": max(lacking)}
        yield Finding(kind="months_without_hours", table="time_entries", count=len(lacking), params=params)


def _unknown_types(ledger: Ledger) -> Iterator[Finding]:
    """Types that a person set by a word that is no type: nothing is set."""
    if "decisions" not in ledger.tables:
        return
    made = ledger.tables["decisions"].filter(nw.col("kind") == "type_override")
    written = nw.col("value").fill_null("") if ledger.has("decisions", "value") else nw.lit("")
    unknown = made.select(value=written).filter(~coded(nw.col("value")).is_in(LABELS))
    rows = rows_of(unknown.group_by("value").agg(nw.len().alias("n")))
    for row in sorted(rows, key=lambda row: str(row["value"]))[:EXAMPLES]:
        yield Finding(kind="unknown_type", table="decisions", column="value", value=row["value"], count=row["n"])


def _months(first: int, last: int) -> list[date]:
    """The first days of all months from one day number to another."""
    begin, end = (EPOCH + timedelta(days=day) for day in (first, last))
    numbers = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _ones(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(1).otherwise(0).sum()


def _count(frame: Frame) -> int:
    table: pa.Table = collect(frame.select(nw.len().alias("n")))
    return int(table["n"][0].as_py())
