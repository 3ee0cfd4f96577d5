"""What came in the days after each choice, and in as many days before it.

The figures are those of ``insight``: an order is a customer-day, profit is margin less the cost of hours and of
compensations. The cost of the action itself is taken off the profit of who had it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from klantkompas.effect.chosen import CENTS, Episodes
from klantkompas.engine import Frame, collect
from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.insight.five_rs import Rhythm, firm_rhythm, rhythm
from klantkompas.insight.profit import (
    LONGEST_PAUSE,
    Grounds,
    compensated,
    grounds,
    line_amounts,
    line_costs,
    line_margins,
)
from klantkompas.insight.windows import day_number, windows
from klantkompas.ledger.book import Ledger

CHOICES = pa.schema([("row", pa.int64()), ("key", pa.int32()), ("from_day", pa.int32()), ("days", pa.int32())])
SINCE, DAYS, DAY = nw.col("day") - nw.col("from_day"), nw.col("days"), nw.col("day")
AFTER, BEFORE = (SINCE > 0) & (SINCE <= DAYS), (SINCE <= 0) & (SINCE > -DAYS)
KEEPING = ("keep", "serve")  # purposes of hours that count as keeping customers
YEAR = 365.25
Values = Mapping[str, FloatArray]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Course:
    """What came around each choice; NaN where unknown.

    Attributes:
        after: name -> values, shape (n,): ``orders``, ``revenue``, ``margin``, ``profit`` (euros), ``hours``,
            ``keep_hours`` of ``aimed_hours`` (of which the purpose is known), ``complaints``, ``causes_gone`` (part of
            the causes of which he complained in the days before, and in these no more), ``referrals``, ``share`` (of a
            wallet that was told of a year before the choice); a name is missing where the ledger has no such facts.
        before: the same of the days before; there are no ``causes_gone`` in it.
        last_order_after: days from the choice to the last order in the days after it; 0 where there is none.
        forecast: orders that the firm's rhythm expects, from what was known on the day of the choice.
    """

    after: Values
    before: Values
    last_order_after: FloatArray
    forecast: FloatArray

    @property
    def silent(self) -> BoolArray:
        """Who had not ordered for as many days as are counted."""
        return np.asarray(self.before["orders"] == 0)


def course(ledger: Ledger, chosen: Episodes, *, as_of: date, forecast: bool = True) -> Course:
    """What came before and after each choice.

    Args:
        ledger: the facts.
        chosen: complete episodes.
        as_of: nothing after this date is seen.
        forecast: whether to fit the firm's rhythm; without it every forecast is NaN.
    """
    until = day_number(as_of)
    basis, orders = grounds(ledger, until=until), rhythm(ledger, windows(as_of))
    around = _Around(ledger, chosen)
    history = around.history(orders)
    found = around.sums(orders.order_days.with_columns(orders=nw.lit(1)), "orders")
    found |= _money(around, ledger, basis) | _hours(around, ledger, basis) | _cases(around, ledger, until)
    found |= _profit(found, chosen) | _share(around, ledger, chosen, found)
    after, before = ({name: values[i] for name, values in found.items()} for i in (0, 1))
    return Course(
        after=after,
        before=before,
        last_order_after=_or_nought(history["last_after"] - chosen.day),
        forecast=_forecast(orders, history, chosen, until) if forecast else np.full(len(chosen), np.nan),
    )


Pair = tuple[FloatArray, FloatArray]


class _Around:
    """Sums facts over the days after and before each choice."""

    def __init__(self, ledger: Ledger, chosen: Episodes) -> None:
        self.size = len(chosen)
        columns = [np.arange(self.size), chosen.customer, chosen.day, chosen.days]
        batch = pa.RecordBatch.from_arrays(
            [pa.array(values, field.type) for values, field in zip(columns, CHOICES, strict=True)], schema=CHOICES
        )
        self.rows = ledger.engine.load("choices", [batch], CHOICES)

    def sums(self, facts: Frame, *names: str) -> dict[str, Pair]:
        """Per name the sums after and before, of facts with ``key`` and ``day``; nought where there is none."""
        wanted = {
            f"{name}_{when}": nw.when(inside).then(nw.col(name)).otherwise(0).sum().cast(nw.Float64)
            for name in names
            for when, inside in (("after", AFTER), ("before", BEFORE))
        }
        found = self._by_row(facts.join(self.rows, on="key", how="inner").group_by("row").agg(**wanted))
        return {name: (_or_nought(found[f"{name}_after"]), _or_nought(found[f"{name}_before"])) for name in names}

    def history(self, orders: Rhythm) -> dict[str, FloatArray]:
        """Orders up to each choice, the first and last day of them, and the last order in the days after."""
        past = SINCE <= 0
        known = orders.order_days.join(self.rows, on="key", how="inner").group_by("row")
        return self._by_row(
            known.agg(
                orders=nw.when(past).then(1).otherwise(0).sum().cast(nw.Float64),
                first=nw.when(past).then(DAY).min().cast(nw.Float64),
                last=nw.when(past).then(DAY).max().cast(nw.Float64),
                last_after=nw.when(AFTER).then(DAY).max().cast(nw.Float64),
            )
        )

    def causes_gone(self, complaints: Frame) -> FloatArray:
        """Part of the causes complained of before that did not come back after; NaN where there were none."""
        named = complaints.filter(~nw.col("key").is_null(), ~nw.col("cause").is_null())
        cases = named.select("key", "cause", day=nw.col("opened_day")).join(self.rows, on="key", how="inner")
        often = {
            name: nw.when(inside).then(1).otherwise(0).sum() for name, inside in (("then", BEFORE), ("now", AFTER))
        }
        had = cases.group_by("row", "cause").agg(**often).filter(nw.col("then") > 0)
        gone = nw.when(nw.col("now") == 0).then(1.0).otherwise(0.0)
        return self._by_row(had.group_by("row").agg(gone=gone.mean()))["gone"]

    def wallets(self, ledger: Ledger, chosen: Episodes) -> FloatArray:
        """Euros a year that each customer told, or was seen, to spend in the last year told of before his choice.

        What he tells afterwards may be told because of the action, and of one product group is not the whole.
        """
        rows = ledger.tables["wallets"].filter(~nw.col("key").is_null(), nw.col("amount") > 0)
        if ledger.has("wallets", "source"):
            rows = rows.filter(nw.col("source").is_null() | (nw.col("source") != "estimated"))
        if ledger.has("wallets", "product_group"):
            rows = rows.filter(nw.col("product_group").is_null())
        by = ["key", "year", *(["source"] if ledger.has("wallets", "source") else [])]
        whole = rows.group_by(*by).agg(nw.col("amount").sum())
        told = collect(
            whole.select("key", "year", "amount").join(self.rows.select("row", "key"), on="key", how="inner")
        )
        found, latest = np.full(self.size, np.nan), np.full(self.size, -1)
        year_of = (chosen.day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
        for row, year, amount in sorted(
            zip(*(told[name].to_pylist() for name in ("row", "year", "amount")), strict=True)
        ):
            if latest[row] <= year < year_of[row]:
                found[row], latest[row] = amount / CENTS, year
        return found

    def _by_row(self, sums: Frame) -> dict[str, FloatArray]:
        """Sums in the order of the choices; NaN where there are no facts."""
        table = collect(sums)
        row, found = table["row"].to_numpy(), {}
        for name in table.column_names:
            if name != "row":
                found[name] = np.full(self.size, np.nan)
                found[name][row] = table[name].to_numpy()
        return found


def _or_nought(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, 0.0)


def _money(around: _Around, ledger: Ledger, basis: Grounds) -> dict[str, Pair]:
    """Turnover, and margin where it is known of every line of the firm, in euros."""
    if not ledger.has("transactions", "amount"):
        return {}
    lines = ledger.tables["transactions"].filter(~nw.col("key").is_null())
    values = {"revenue": line_amounts(ledger)} | ({} if basis.margin_unknown else {"margin": line_margins(ledger)})
    return _in_units(around.sums(lines.select("key", "day", **values), *values))


def _hours(around: _Around, ledger: Ledger, basis: Grounds) -> dict[str, Pair]:
    """Hours, and their cost in euros where it is known of every line; NaN where hours were not yet written all days."""
    if "time_entries" not in ledger.tables or basis.hours_since is None:
        return {}
    lines = ledger.tables["time_entries"].filter(~nw.col("key").is_null())
    values = {"hours": nw.col("hours")} | ({} if basis.rate_unknown else {"hour_cost": line_costs(ledger)})
    if ledger.has("time_entries", "purpose"):
        purpose, nothing = nw.col("purpose"), nw.lit(0)
        kept = nw.when(purpose.is_in(list(KEEPING))).then(nw.col("hours")).otherwise(nothing)
        values |= {
            "keep_hours": kept,
            "aimed_hours": nw.when(~purpose.is_null()).then(nw.col("hours")).otherwise(nothing),
        }
    found = _in_units(around.sums(lines.select("key", "day", **values), *values))
    start, length = (_column(around, name) for name in ("from_day", "days"))
    since = basis.hours_since - LONGEST_PAUSE
    return {
        name: (np.where(start >= since, after, np.nan), np.where(start - length >= since, before, np.nan))
        for name, (after, before) in found.items()
    }


def _in_units(found: Mapping[str, Pair]) -> dict[str, Pair]:
    """Cents and hundredths as euros and hours."""
    return {name: (after / CENTS, before / CENTS) for name, (after, before) in found.items()}


def _column(around: _Around, name: str) -> FloatArray:
    table = collect(around.rows.select("row", name)).sort_by("row")
    return np.asarray(table[name].to_numpy(), dtype=np.float64)


def _cases(around: _Around, ledger: Ledger, until: int) -> dict[str, Pair]:
    """Complaints, money given after them, and customers brought."""
    found: dict[str, Pair] = {}
    if "complaints" in ledger.tables:
        opened = ledger.tables["complaints"].filter(~nw.col("key").is_null())
        found |= around.sums(opened.select("key", day=nw.col("opened_day"), complaints=nw.lit(1)), "complaints")
    if ledger.has("complaints", "cause"):
        found["causes_gone"] = around.causes_gone(ledger.tables["complaints"]), np.full(around.size, np.nan)
    if ledger.has("complaints", "compensation"):
        found |= around.sums(compensated(ledger, until), "compensation")
    if ledger.has("referrals", "date"):
        brought = ledger.tables["referrals"].filter(~nw.col("referrer_key").is_null())
        named = brought.select(key=nw.col("referrer_key"), day=nw.col("day"), referrals=nw.lit(1))
        found |= around.sums(named, "referrals")
    return found


def _profit(found: Mapping[str, Pair], chosen: Episodes) -> dict[str, Pair]:
    if "margin" not in found or "hour_cost" not in found:
        return {}
    nought = np.zeros(len(chosen))
    given = [values / CENTS for values in found.get("compensation", (nought, nought))]
    own_cost = (np.where(chosen.treated, chosen.cost, 0.0), nought)
    after, before = (found["margin"][i] - found["hour_cost"][i] - given[i] - own_cost[i] for i in (0, 1))
    return {"profit": (after, before)}


def _share(around: _Around, ledger: Ledger, chosen: Episodes, found: Mapping[str, Pair]) -> dict[str, Pair]:
    """Turnover of a year at the pace of those days, as a part of the wallet; never more than all of it."""
    if "revenue" not in found or not ledger.has("wallets", "amount"):
        return {}
    whole = around.wallets(ledger, chosen) * chosen.days / YEAR
    after, before = (np.clip(spent / whole, 0.0, 1.0) for spent in found["revenue"])
    return {"share": (after, before)}


def _forecast(orders: Rhythm, history: Values, chosen: Episodes, until: int) -> FloatArray:
    """Orders expected after each choice, by the firm's rhythm and the customer's own history until then."""
    customers = int(collect(orders.customers.select(nw.len().alias("n")))["n"][0].as_py())
    firm = firm_rhythm(orders.customers, customers=customers, until=until)
    known = _or_nought(history["orders"]) > 0
    found = np.full(len(chosen), np.nan)
    if firm.fit is None or not known.any():
        return found
    from klantkompas.estimators.purchases import expected_purchases

    first, last = history["first"][known], history["last"][known]
    found[known] = expected_purchases(
        process=firm.fit.process,
        x=history["orders"][known] - 1,
        t_x=last - first,
        T=chosen.day[known] - first,
        horizon=chosen.days[known],
    )
    return found
