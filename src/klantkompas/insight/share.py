"""Share of customer (klantaandeel): which part of what a customer spends in our field he spends with us.

What a customer spends in all is known from him (declared), from what was seen (observed), or estimated from comparable
customers: by sector or segment, and the people who work there. What is known of him weighs by how sure it is, with the
estimate behind it. Who buys few of the product groups that comparable customers buy, and ordered often enough to have
shown more, mostly buys the others elsewhere; and whose quotes we lose, orders them elsewhere. How much both say is
learned from those whose wallet was told. Without a wallet, told or comparable, the share is unknown: nothing is made
up. Source: METHODS 5; lost quotes: our own; how much so many orders can show: rarefaction (Hurlbert 1971).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from klantkompas.engine import Frame, distinct, rows_of
from klantkompas.errors import EstimationError
from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.shares import ShareHabit, fit_share_habit, shares, usual_breadth
from klantkompas.estimators.wallet import DECLARED_SD, WalletModel, combined, fit_wallets
from klantkompas.insight.value import groups_of
from klantkompas.insight.windows import day_number, months_before
from klantkompas.insight.yearly import Numbers
from klantkompas.ledger.book import Ledger

EVIDENCE = ("declared", "observed", "estimated")
OBSERVED_SD, OWN_ESTIMATE_SD = 0.15, 0.60  # of the log of a wallet that was seen, and of one that we estimated
KNOWN_ALONE_SD = 3.0  # of wallets, where nothing comparable is known: the customer's own figure decides
FEWEST_COMPARABLE = 20
BROAD = 0.9  # part of comparable customers that buys fewer product groups than a broad buyer
YEAR, LEAST_DAYS = 365.25, 90
QUOTED_YEARS = 3  # years back of which lost quotes speak
SPENDING_NOISE = 0.8  # squared coefficient of variation of an order, with that of the gaps between orders
SPENDING_DRIFT = 0.06  # variance of what a year changes in the log of spending, because needs and shares move
SOURCES = {"wallet_declared": DECLARED_SD, "wallet_observed": OBSERVED_SD, "wallet_estimated": OWN_ESTIMATE_SD}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareModel:
    """What wallets to expect.

    Attributes:
        wallets: from size and group; None where too few are comparable.
        groups: number of each group of comparable customers.
        until: the as-of date, as a day number.
        breadth: product groups that a broad buyer of each group of customers buys; the last one is of all.
        usual_breadth: part of that which who orders often buys, on average.
        each_order: part of what he buys at all that one order shows; n orders show 1 - (1 - that) ** n of it.
        habit: how shares are spread over customers.
    """

    wallets: WalletModel | None
    groups: Mapping[str, int]
    until: int
    breadth: FloatArray
    usual_breadth: float
    each_order: float
    habit: ShareHabit = field(default_factory=ShareHabit)


def told_wallets(ledger: Ledger, as_of: date) -> Frame | None:
    """Per customer the latest wallet of each source that is not of a later year; cents, null where there is none.

    Rows of one product group say nothing of the whole and are left out.

    Returns:
        ``key``, ``wallet_declared``, ``wallet_observed``, ``wallet_estimated``; None without the table.
    """
    if not ledger.has("wallets", "amount"):
        return None
    rows = ledger.tables["wallets"].filter(
        ~nw.col("key").is_null(), ~nw.col("amount").is_null(), nw.col("year") <= as_of.year
    )
    source = nw.coalesce(nw.col("source"), nw.lit("declared")) if ledger.has("wallets", "source") else None
    if ledger.has("wallets", "product_group"):
        rows = rows.filter(nw.col("product_group").is_null())  # what he spends on one group is not his wallet
    rows = rows.with_columns(source=nw.lit("declared") if source is None else source)
    yearly = rows.group_by("key", "year", "source").agg(nw.col("amount").sum())
    latest = yearly.group_by("key", "source").agg(nw.col("year").max())
    found = yearly.join(latest, on=["key", "source", "year"], how="inner")
    picked = {
        f"wallet_{kind}": nw.when(nw.col("source") == kind).then(nw.col("amount")).max().cast(nw.Int64)
        for kind in EVIDENCE
    }
    return ledger.engine.store("told_wallets", found.group_by("key").agg(**picked))


def with_wallets(ledger: Ledger, facts: Frame, as_of: date) -> Frame:
    """Facts with told wallets, product groups bought and lost quotes beside them, null where there are none.

    Args:
        ledger: the facts.
        facts: ``key``, ``first_day`` and the orders by year back of every customer.
        as_of: nothing after it is read.
    """
    told, bought = told_wallets(ledger, as_of), bought_groups(ledger, as_of)
    if told is None:
        facts = facts.with_columns(**{name: nw.lit(None, nw.Int64) for name in SOURCES})
    else:
        facts = facts.join(told, on="key", how="left")
    facts = with_lost_quotes(ledger, facts, as_of)
    if bought is None:
        return facts.with_columns(groups_bought=nw.lit(None, nw.Int64))
    return facts.join(bought, on="key", how="left")


def bought_groups(ledger: Ledger, as_of: date) -> Frame | None:
    """Per customer the number of product groups bought in the last two years; None where groups are not kept."""
    if not ledger.has("transactions", "product_group"):
        return None
    since, until = day_number(months_before(as_of, 24)), day_number(as_of)
    lines = ledger.tables["transactions"].filter(
        ~nw.col("key").is_null(), ~nw.col("product_group").is_null(), nw.col("day") > since, nw.col("day") <= until
    )
    counted = distinct(lines, "key", "product_group").group_by("key").agg(groups_bought=nw.len().cast(nw.Int64))
    return ledger.engine.store("bought_groups", counted)


def with_lost_quotes(ledger: Ledger, facts: Frame, as_of: date) -> Frame:
    """Facts with the quotes lost since the first order, and the orders, in the years in which quotes were kept.

    Returns:
        Beside the facts ``lost_quotes`` (null where none) and ``quoted_orders`` (null for all where none were kept).
    """
    first = ledger.extents["quotes"].first if ledger.has("quotes", "status") else None
    starts = [day_number(months_before(as_of, 12 * (back + 1))) for back in range(QUOTED_YEARS)]
    years = sum(first is not None and first <= start for start in starts)
    if not years:
        return facts.with_columns(lost_quotes=nw.lit(None, nw.Int64), quoted_orders=nw.lit(None, nw.Int64))
    day, until = nw.col("day"), day_number(as_of)
    told = nw.coalesce(nw.col("decided_day"), day) if ledger.has("quotes", "decided_on") else day
    rows = ledger.tables["quotes"].filter(~nw.col("key").is_null(), nw.col("status") == "lost", told <= until)
    rows = rows.filter(day > starts[years - 1]).join(facts.select("key", "first_day"), on="key", how="inner")
    lost = rows.filter(day >= nw.col("first_day")).group_by("key").agg(lost_quotes=nw.len().cast(nw.Int64))
    orders = reduce(add, (nw.col(f"all_orders_{back}") for back in range(years)))
    facts = facts.join(ledger.engine.store("lost_quotes", lost), on="key", how="left")
    return facts.with_columns(quoted_orders=orders)


def share_model(columns: Mapping[str, pa.Array], numbers: Numbers, *, until: int, quantile: float) -> ShareModel:
    """What wallets to expect, from all customers or a sample.

    Args:
        columns: facts, yearly sums and wallets.
        numbers: the same as numbers.
        until: the as-of date, as a day number.
        quantile: part of comparable customers that spends less than the frontier.
    """
    names = sorted({name for name in columns["group"].to_pylist() if name is not None})
    groups = {name: number for number, name in enumerate(names)}
    place, (spent, spent_sd) = groups_of(groups, columns), _spending(numbers, until)
    broad = _broad(numbers, place, len(names))
    usual, each = usual_breadth(_part_bought(numbers, place, broad), _orders_shown(numbers))
    model = ShareModel(wallets=None, groups=groups, until=until, breadth=broad, usual_breadth=usual, each_order=each)
    comparable = (place < len(names)) | (numbers["employees"] > 0)
    rows = comparable & np.isfinite(spent)
    if np.count_nonzero(rows) >= FEWEST_COMPARABLE:
        model = replace(model, wallets=_wallets(numbers, place, spent, rows, quantile))
    return replace(model, habit=_habit(model, numbers, place, spent, spent_sd))


def _wallets(
    numbers: Numbers, place: FloatArray, spent: FloatArray, rows: npt.NDArray[np.bool_], quantile: float
) -> WalletModel | None:
    try:
        return fit_wallets(
            spending=spent[rows],
            size=numbers["employees"][rows],
            group=place[rows],
            declared=numbers["wallet_declared"][rows] / 100.0,
            quantile=quantile,
        )
    except EstimationError:
        return None


def _broad(numbers: Numbers, place: FloatArray, groups: int) -> FloatArray:
    """Product groups that a broad buyer (one in ten) of each group buys, of all last."""
    bought = numbers["groups_bought"]
    known = np.isfinite(bought)
    if not known.any():
        return np.ones(groups + 1)
    top = np.full(groups + 1, float(np.quantile(bought[known], BROAD)))
    for group in range(groups):
        own = known & (place == group)
        if np.count_nonzero(own) >= FEWEST_COMPARABLE:
            top[group] = float(np.quantile(bought[own], BROAD))
    return np.asarray(np.maximum(top, 1.0))


def _part_bought(numbers: Numbers, place: FloatArray, broad: FloatArray) -> FloatArray:
    """Part of what a broad buyer of his kind buys that each buys too; NaN where unknown."""
    return np.asarray(np.minimum(numbers["groups_bought"] / broad[place.astype(np.intp)], 1.0))


def _orders_shown(numbers: Numbers) -> FloatArray:
    """Orders in the time over which product groups are counted."""
    return np.asarray(np.nan_to_num(numbers["all_orders_0"]) + np.nan_to_num(numbers["all_orders_1"]))


def _breadth(model: ShareModel, numbers: Numbers, place: FloatArray) -> FloatArray:
    """What each buys of what a broad buyer of his kind buys, less the usual at so many orders; 0 where unknown."""
    usual = model.usual_breadth * (1.0 - (1.0 - model.each_order) ** _orders_shown(numbers))
    return np.asarray(np.nan_to_num(_part_bought(numbers, place, model.breadth) - usual))


def _habit(
    model: ShareModel, numbers: Numbers, place: FloatArray, spent: FloatArray, spent_sd: FloatArray
) -> ShareHabit:
    told, told_sd, _ = _told(numbers)
    rows = np.isfinite(told) & np.isfinite(spent)
    return fit_share_habit(
        spending=spent[rows],
        spending_log_sd=spent_sd[rows],
        wallet=told[rows],
        wallet_log_sd=told_sd[rows],
        breadth=_breadth(model, numbers, place)[rows],
        **_quotes(numbers, rows),
    )


def _quotes(numbers: Numbers, rows: npt.NDArray[np.bool_]) -> dict[str, FloatArray]:
    """Quotes lost, and the orders of the same years."""
    return {
        "lost": np.nan_to_num(numbers["lost_quotes"][rows]),
        "orders": np.nan_to_num(numbers["quoted_orders"][rows]),
    }


def _spending(numbers: Numbers, until: int) -> tuple[FloatArray, FloatArray]:
    """Euros a year with us while he ordered, and the standard deviation of its logarithm; NaN where none of late.

    The time counted runs from the first order to the last one and one gap more: who came or stopped within the year did
    not buy less of what he needs. Earlier years count the more, the fewer orders a year there are: as many as weigh
    chance against change best (the steady state of a Kalman filter).
    """
    first, last, orders = numbers["first_day"], numbers["last_day"], numbers["orders"]
    gap = (last - first) / np.maximum(orders - 1.0, 1.0)
    end = np.minimum(last + np.maximum(gap, LEAST_DAYS), until)
    edges = [until, until - YEAR, until - 2.0 * YEAR, -np.inf]
    seen = [np.maximum(np.minimum(end, new) - np.maximum(first, old), 0.0) / YEAR for new, old in pairwise(edges)]
    pace = orders / np.maximum(seen[0] + seen[1] + seen[2], LEAST_DAYS / YEAR)
    weights = _by_year(SPENDING_NOISE / pace, seen[2])
    spent, placed = (_three_years(numbers, name) for name in ("revenue", "orders"))
    total = _summed(weights, spent) / 100.0
    often = _summed(weights, placed) ** 2 / np.maximum(_summed([one**2 for one in weights], placed), 1e-9)
    sd = np.sqrt(np.log1p(SPENDING_NOISE / np.maximum(often, 0.5)) + SPENDING_DRIFT)
    with np.errstate(invalid="ignore"):
        known = (numbers["revenue_12m"] > 0) & (total > 0)
        return np.where(known, total / np.maximum(_summed(weights, seen), LEAST_DAYS / YEAR), np.nan), sd


def _by_year(noise: FloatArray, older: FloatArray) -> list[FloatArray]:
    """Weights of a day of this year, of the one before, and of all older ones, from the noise of one year."""
    gain = (np.sqrt(SPENDING_DRIFT**2 + 4.0 * SPENDING_DRIFT * noise) - SPENDING_DRIFT) / (2.0 * noise)
    left, years = 1.0 - gain, np.maximum(older, 1e-9)
    return [np.ones_like(gain), left, left**2 * (1.0 - left**years) / (gain * years)]


def _three_years(numbers: Numbers, name: str) -> list[FloatArray]:
    """A figure of this year, of the one before, and of all older ones together."""
    now, before, total = (np.nan_to_num(numbers[one]) for one in (f"{name}_12m", f"{name}_previous_12m", _TOTAL[name]))
    return [now, before, total - now - before]


_TOTAL = {"revenue": "revenue_total", "orders": "orders"}


def _summed(weights: Sequence[FloatArray], values: Sequence[FloatArray]) -> FloatArray:
    return np.asarray(sum(one * value for one, value in zip(weights, values, strict=True)))


def share_columns(model: ShareModel, columns: Mapping[str, pa.Array], numbers: Numbers) -> dict[str, pa.Array]:
    """Share of every customer of a block with its range and evidence, null where unknown.

    Args:
        model: what wallets to expect.
        columns: facts, yearly sums and wallets of the block.
        numbers: the same as numbers.
    """
    place, (spent, spent_sd) = groups_of(model.groups, columns), _spending(numbers, model.until)
    told, told_sd, evidence = _told(numbers)
    comparable = ((place < len(model.groups)) | (numbers["employees"] > 0)) & (model.wallets is not None)
    rows = np.isfinite(spent) & (comparable | np.isfinite(told))
    found = {name: np.full(spent.size, np.nan) for name in ("share", "share_low", "share_high")}
    if rows.any():
        logs, sd = _expected(model, numbers, place, told, rows)
        own = np.isfinite(told[rows]) & ~comparable[rows]
        expected, doubt = combined(log_wallet=logs, sd=sd, told=told[rows], told_sd=told_sd[rows])
        doubt = np.where(own, told_sd[rows], doubt)
        own_share = shares(
            spending=spent[rows],
            spending_log_sd=spent_sd[rows],
            log_wallet=expected,
            wallet_log_sd=doubt,
            breadth=_breadth(model, numbers, place)[rows],
            **_quotes(numbers, rows),
            habit=model.habit,
        )
        for name, values in (("share", own_share.share), ("share_low", own_share.low), ("share_high", own_share.high)):
            found[name][rows] = values
    shown: dict[str, pa.Array] = {name: pa.array(values, mask=~rows) for name, values in found.items()}
    return shown | {"share_evidence": pa.array(evidence, pa.string(), mask=~rows)}


def _told(numbers: Numbers) -> tuple[FloatArray, FloatArray, npt.NDArray[np.str_]]:
    """The best wallet that was told of each customer in euros, how sure it is, and what that is called."""
    size = numbers["key"].size
    told, sd, evidence = np.full(size, np.nan), np.ones(size), np.full(size, "estimated", dtype="<U9")
    for name, one in reversed(SOURCES.items()):
        known = numbers[name] > 0
        told[known], sd[known] = numbers[name][known] / 100.0, one
        evidence[known] = name.removeprefix("wallet_")
    return told, sd, evidence


def _expected(
    model: ShareModel, numbers: Numbers, place: FloatArray, told: FloatArray, rows: npt.NDArray[np.bool_]
) -> tuple[FloatArray, float]:
    """Expected log wallet by size and group; where nothing is comparable the customer's own figure decides."""
    if model.wallets is None:
        return np.log(np.where(np.isfinite(told[rows]), told[rows], 1.0)), KNOWN_ALONE_SD
    expected = model.wallets.log_wallet(size=numbers["employees"][rows], group=place[rows])
    return expected, model.wallets.sd


def market_share(ledger: Ledger, facts: Frame, as_of: date) -> dict[str, Any] | None:
    """Our part of the market, of what is spent and of the buyers, in all and per segment; None without the table.

    The figures of the market are those of its latest year that is not after the as-of date; ours are of the last
    twelve months, of customers whose segment or sector bears the same name.

    Args:
        ledger: the facts.
        facts: ``group``, ``revenue_12m`` (cents) and ``orders_12m`` of every customer.
        as_of: the date of the analysis.
    """
    if "market" not in ledger.tables:
        return None
    rows = [row for row in rows_of(ledger.tables["market"]) if row["year"] <= as_of.year]
    latest = {segment: max(row["year"] for row in rows if row["segment"] == segment) for segment in _segments(rows)}
    market = [row for row in rows if row["year"] == latest[row["segment"]]]
    ours = _ours(facts)
    segments = {row["segment"]: _part(ours.get(row["segment"], (0, 0)), row) | {"year": row["year"]} for row in market}
    whole = {name: _total(row.get(name) for row in market) for name in ("amount", "customers")}
    present = [ours.get(row["segment"], (0, 0)) for row in market]
    together = (sum(one for one, _ in present), sum(one for _, one in present))
    return _part(together, whole) | {"segments": segments} if market else None


def _segments(rows: list[dict[str, Any]]) -> set[str]:
    return {row["segment"] for row in rows}


def _ours(facts: Frame) -> dict[str, tuple[int, int]]:
    buying = nw.when(nw.col("orders_12m") > 0).then(1).otherwise(0).sum().alias("buyers")
    sums = facts.group_by("group").agg(nw.col("revenue_12m").sum().alias("revenue"), buying)
    return {row["group"]: (int(row["revenue"] or 0), int(row["buyers"])) for row in rows_of(sums) if row["group"]}


def _part(ours: tuple[int, int], market: Mapping[str, Any]) -> dict[str, float | None]:
    revenue, buyers = ours
    return {
        "share": revenue / market["amount"] if market.get("amount") else None,
        "penetration": buyers / market["customers"] if market.get("customers") else None,
    }


def _total(values: Any) -> int | None:
    """The sum; None where one of the parts is unknown."""
    found = list(values)
    return None if any(one is None for one in found) else int(sum(found))
