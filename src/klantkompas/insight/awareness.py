"""Who knows what we have, by product group, summed (``knowing`` has the states and their rule).

What was said counts by its newest year. What is at stake is said only of customers of whom it is known what they spend
on that group (declared or observed, never estimated): turnover, not profit, and no forecast.

Source: workshop Relatiemarketing (huwelijkspartner: check that they know our whole range).
"""

from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa

from klantkompas.engine import Frame, collect, distinct, rows_of
from klantkompas.insight.compass import with_segment
from klantkompas.insight.knowing import RULE, STATES, Awareness
from klantkompas.insight.recovery import of_customers
from klantkompas.insight.windows import Window
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.intake import EPOCH

MOST_GROUPS = 60
KNOWN_SPENDING = ("declared", "observed")

SCHEMA = pa.schema(
    [
        ("segment", pa.string()),
        ("product_group", pa.string()),
        ("customers", pa.int64()),
        *((name, pa.int64()) for name in STATES),
        ("stake", pa.decimal128(18, 2)),
        ("stake_customers", pa.int64()),
    ]
)


def awareness(ledger: Ledger, order_days: Frame, year: Window, before: Window) -> pa.Table | None:
    """Who knows what we have, by product group, for the firm and per segment; None where no group has a name.

    Args:
        ledger: the facts.
        order_days: a row an order: ``key``, ``day``.
        year: the twelve months until the as-of date.
        before: the twelve months before.

    Returns:
        A row a segment (null: all) and product group, the group that most customers buy first: ``customers`` who
        ordered anything in the two years, how many of them are in each state, what those who do not know it or buy it
        elsewhere spend on it (``stake``; null where of none of them that is known), and of how many that is.
    """
    held = groups_of(ledger, year.until, after=before.after)
    if held is None:
        return None
    recent = order_days.filter(nw.col("day") > before.after)
    active = with_segment(ledger, distinct(of_customers(ledger, recent.select("key")), "key"))
    totals = {row["segment"]: int(row["n"]) for row in rows_of(active.group_by("segment").agg(n=nw.len()))}
    counted = held.join(active, on="key", how="inner").group_by("segment", "product_group", "state")
    found = rows_of(counted.agg(n=nw.len(), stake=nw.col("stake").sum(), known=nw.col("stake").count()))
    if not found:
        return None
    rows = _rows(None, found, sum(totals.values()))
    groups = {row["product_group"]: place for place, row in enumerate(rows)}
    for segment in sorted(name for name in totals if name is not None):
        mine = [row for row in found if row["segment"] == segment and row["product_group"] in groups]
        rows += sorted(_rows(segment, mine, totals[segment]), key=lambda row: groups[row["product_group"]])
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _rows(segment: str | None, found: list[dict[str, Any]], customers: int) -> list[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for one in found:
        row = made.setdefault(
            one["product_group"],
            {"segment": segment, "product_group": one["product_group"], "customers": customers, "cents": 0}
            | dict.fromkeys(STATES, 0)
            | {"stake_customers": 0},
        )
        row[STATES[int(one["state"])]] += int(one["n"])
        row["cents"] += int(one["stake"] or 0)
        row["stake_customers"] += int(one["known"])
    for row in made.values():
        row["not_asked"] = customers - sum(row[name] for name in STATES[:-1])
        cents = row.pop("cents")
        row["stake"] = Decimal(cents).scaleb(-2) if row["stake_customers"] else None
    order = sorted(made.values(), key=lambda row: (-row["buys"], row["product_group"]))
    return order[:MOST_GROUPS]


def groups_of(ledger: Ledger, until: int, *, after: int | None) -> Frame | None:
    """What is known of each customer and product group; None where no product group has a name.

    Args:
        ledger: the facts.
        until: the as-of date, as a day number.
        after: the day after which buying counts.

    Returns:
        A lazy frame ``key``, ``product_group``, ``state`` (place in ``STATES``) and ``stake`` (cents spent on it
        elsewhere; null where that is unknown, or the customer buys it from us or needs none).
    """
    parts = [*_bought(ledger, until, after), *_said(ledger, until)]
    if not parts:
        return None
    whole = nw.concat(parts).group_by("key", "product_group").agg(nw.col("state").min(), nw.col("spent").max())
    lost = nw.col("state").is_in([STATES.index("does_not_know"), STATES.index("elsewhere")])
    return whole.select("key", "product_group", "state", stake=nw.when(lost).then(nw.col("spent")))


def _bought(ledger: Ledger, until: int, after: int | None) -> list[Frame]:
    if not ledger.has("transactions", "product_group"):
        return []
    day = nw.col("day")
    lines = ledger.tables["transactions"].filter(~nw.col("key").is_null(), ~nw.col("product_group").is_null())
    lines = lines.filter(day <= until) if after is None else lines.filter(day <= until, day > after)
    pairs = distinct(lines, "key", "product_group")
    none = nw.lit(None, nw.Int64)
    return [pairs.select("key", "product_group", state=nw.lit(0).cast(nw.Int32), spent=none)]


def _said(ledger: Ledger, until: int) -> list[Frame]:
    """The newest year of what was said of each group."""
    if not ledger.has("wallets", "product_group"):
        return []
    last = EPOCH.fromordinal(EPOCH.toordinal() + until).year
    told = ledger.tables["wallets"].filter(
        ~nw.col("key").is_null(), ~nw.col("product_group").is_null(), nw.col("year") <= last
    )
    rows = told.select("key", "product_group", "year", state=_state(ledger).cast(nw.Int32), spent=_spent(ledger))
    rows = rows.filter(nw.col("state") < STATES.index("not_asked"))
    newest = rows.group_by("key", "product_group").agg(nw.col("year").max())
    return [rows.join(newest, on=["key", "product_group", "year"], how="inner").drop("year")]


def _state(ledger: Ledger) -> nw.Expr:
    code: nw.Expr = nw.lit(STATES.index("not_asked"))
    for column, value, state in reversed(RULE):
        if ledger.has("wallets", column):
            holds = ~nw.col(column).is_null() if value is None else nw.col(column) == value
            code = nw.when(holds).then(nw.lit(STATES.index(state))).otherwise(code)
    return code


def _spent(ledger: Ledger) -> nw.Expr:
    if not ledger.has("wallets", "amount"):
        return nw.lit(None, nw.Int64).alias("spent")
    sure = nw.col("amount").cast(nw.Int64)
    if ledger.has("wallets", "source"):
        known = nw.col("source").is_null() | nw.col("source").is_in(list(KNOWN_SPENDING))
        sure = nw.when(known).then(sure)
    return sure.alias("spent")


def named(ledger: Ledger, until: int, *, after: int | None, state: Awareness) -> pa.Table:
    """Customers and the groups that are in a state for them: ``key``, ``product_group``, in their order."""
    held = groups_of(ledger, until, after=after)
    if held is None:
        return pa.table({"key": pa.array([], pa.int32()), "product_group": pa.array([], pa.string())})
    rows = held.filter(nw.col("state") == STATES.index(state)).select("key", "product_group")
    return collect(rows.sort("key", "product_group"))
