"""A customer base made of a few drawn numbers: what the report reads, without the machinery that makes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.rules import Rules

AS_OF = date(2026, 11, 22)
MONEY = pa.decimal128(18, 2)
HOURS = pa.decimal128(12, 2)
LONG = "Coöperatieve Vereniging tot Exploitatie van Onroerende Zaken ‘De Nieuwe Noordelijke Veenkoloniën’ U.A."
KNOWN = {
    "customer_id": pa.string(), "name": pa.string(), "first_transaction": pa.date32(),
    "last_transaction": pa.date32(), "transactions": pa.int64(), "recency_days": pa.int64(),
    "usual_gap_days": pa.float64(), "recency_ratio": pa.float64(), "overdue": pa.float64(),
    "regularity": pa.float64(), "orders_per_year": pa.float64(), "duration_days": pa.int64(),
    "since_before": pa.bool_(), "revenue_12m": MONEY, "margin_12m": MONEY, "hours_12m": HOURS,
    "service_cost_12m": MONEY, "profit_12m": MONEY, "profit_previous_12m": MONEY, "profit_total": MONEY,
    "profit_basis": pa.string(), "revenue_rank": pa.int64(), "profit_rank": pa.int64(),
    "break_even_hours_12m": HOURS, "referral_value": MONEY, "referral_downstream": MONEY,
}  # fmt: skip
LATER = {
    "p_active": pa.float64(), "expected_transactions_12m": pa.float64(), "expected_profit_12m": MONEY,
    "expected_profit_12m_low": MONEY, "expected_profit_12m_high": MONEY, "lifetime_value": MONEY,
    "lifetime_value_low": MONEY, "lifetime_value_high": MONEY, "share": pa.float64(), "share_low": pa.float64(),
    "share_high": pa.float64(), "share_evidence": pa.string(), "type": pa.string(), "p_demanding": pa.float64(),
    "p_dormant": pa.float64(), "p_shared": pa.float64(), "p_loyal": pa.float64(), "p_unclear": pa.float64(),
    "type_reason": pa.string(), "phase": pa.string(), "phase_reason": pa.string(), "danger_from": pa.date32(),
    "danger_to": pa.date32(),
}  # fmt: skip
WHY = pa.map_(pa.string(), pa.string())
COLUMNS = KNOWN | LATER | {"why": WHY}


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeBase:
    """The documented interface of a customer base, over a table in memory."""

    table: pa.Table
    summary: dict[str, Any]
    lenses: dict[str, pa.Table]
    as_of: date = AS_OF
    rules: Rules = field(default_factory=Rules)
    currency: str = "EUR"
    bridge: Path | None = None
    milestones: Path | None = None

    @property
    def customer_count(self) -> int:
        return self.table.num_rows

    def customer_batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        table = self.table.select(list(columns)) if columns else self.table
        yield from table.combine_chunks().to_batches(1000)

    def top(self, column: str, n: int, *, descending: bool = True, columns: Sequence[str] | None = None) -> pa.Table:
        held = self.table.filter(pc.is_valid(self.table[column]))
        held = held.sort_by([(column, "descending" if descending else "ascending"), ("customer_id", "ascending")])
        return held.slice(0, n).select(list(columns) if columns else self.table.column_names)


def money(value: float) -> Decimal:
    return Decimal(str(round(float(value), 2))).quantize(Decimal("0.01"))


def fake_base(
    customers: int = 400,
    *,
    hours: bool = True,
    amounts: bool = True,
    names: str = "plain",
    assumed: bool = True,
    currency: str = "EUR",
) -> FakeBase:
    """A firm of so many customers.

    Args:
        customers: rows.
        hours: whether anybody wrote hours; without, profit is unknown.
        amounts: whether there is money; without, a count-only ledger.
        names: ``plain``, ``long`` or ``none``.
        assumed: whether margin and hourly cost are the user's (35 % and 62).
        currency: of all amounts.
    """
    table = _customers(customers, hours=hours, amounts=amounts, names=names)
    return FakeBase(
        table=table,
        summary=_summary(table, hours=hours, amounts=amounts, assumed=assumed),
        lenses=_lenses(table, hours=hours, amounts=amounts),
        currency=currency,
    )


def _drawn(n: int) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    revenue = np.round(np.exp(rng.normal(8.2, 1.3, n)), 2)
    worked = np.round(rng.gamma(0.9, 9, n), 2)
    worked[rng.random(n) < 0.3] = 0
    first = rng.integers(60, 3200, n)
    gap = np.round(np.exp(rng.normal(3.4, 0.6, n)), 1)
    silent = np.minimum(np.round(gap * rng.gamma(1.2, 1.0, n)), first - 1).astype(int)
    return {"revenue": revenue, "hours": worked, "first": first, "gap": gap, "silent": silent, "rng": rng}


def _customers(n: int, *, hours: bool, amounts: bool, names: str) -> pa.Table:
    d = _drawn(n)
    firm_names = {"plain": lambda i: f"Bakkerij De Linde {i}", "long": lambda i: f"{LONG} {i}", "none": lambda i: None}
    margin = d["revenue"] * 0.35
    cost = d["hours"] * 62
    profit = margin - cost
    rank = lambda values: (np.argsort(np.argsort(-values)) + 1).tolist()  # noqa: E731
    gives = lambda on, values: [money(v) if on else None for v in values]  # noqa: E731
    before = profit * d["rng"].normal(1, 0.3, n)
    orders = np.maximum(1, (d["first"] / d["gap"]).astype(int))
    data: dict[str, list[Any]] = {
        "customer_id": [f"{10000 + i:06d}" for i in range(n)],
        "name": [firm_names[names](i) for i in range(n)],
        "first_transaction": [date.fromordinal(AS_OF.toordinal() - int(f)) for f in d["first"]],
        "last_transaction": [date.fromordinal(AS_OF.toordinal() - int(s)) for s in d["silent"]],
        "transactions": orders.tolist(),
        "recency_days": d["silent"].tolist(),
        "usual_gap_days": [float(g) if k > 2 else None for g, k in zip(d["gap"], orders, strict=True)],
        "recency_ratio": [float(s / g) if k > 2 else None for s, g, k in zip(d["silent"], d["gap"], orders)],
        "overdue": [float(1 - np.exp(-s / g)) for s, g in zip(d["silent"], d["gap"], strict=True)],
        "regularity": [1.8] * n,
        "orders_per_year": [float(365 / g) for g in d["gap"]],
        "duration_days": d["first"].tolist(),
        "since_before": [bool(f > 3000) for f in d["first"]],
        "revenue_12m": gives(amounts, d["revenue"]),
        "margin_12m": gives(amounts, margin),
        "hours_12m": gives(hours, d["hours"]),
        "service_cost_12m": gives(hours, cost),
        "profit_12m": gives(hours and amounts, profit),
        "profit_previous_12m": gives(hours and amounts, before),
        "profit_total": gives(hours and amounts, profit * 3),
        "profit_basis": ["assumed" if hours and amounts else "unknown"] * n,
        "revenue_rank": rank(d["revenue"]) if amounts else [None] * n,
        "profit_rank": rank(profit) if hours and amounts else [None] * n,
        "break_even_hours_12m": gives(amounts, margin / 62),
        "referral_value": gives(amounts, np.where(d["rng"].random(n) < 0.05, 900, 0)),
        "referral_downstream": gives(amounts, np.where(d["rng"].random(n) < 0.05, 1200, 0)),
    }
    why = [dict.fromkeys(LATER, "not_estimated") for _ in range(n)]
    for name, values in data.items():
        for i, value in enumerate(values):
            if value is None:
                why[i][name] = reason(name, hours=hours, amounts=amounts)
    columns = [pa.array(data[name], kind) for name, kind in KNOWN.items()]
    columns += [pa.nulls(n, kind) for kind in LATER.values()]
    columns.append(pa.array([list(one.items()) for one in why], WHY))
    return pa.table(columns, names=list(COLUMNS))


def reason(name: str, *, hours: bool, amounts: bool) -> str:
    if name in ("usual_gap_days", "recency_ratio"):
        return "fewer_than_three_orders"
    if name == "name":
        return "no_name"
    return "no_hours" if not hours and (amounts or "hours" in name) else "no_amounts"


def total(table: pa.Table, name: str) -> Decimal | None:
    return pc.sum(table[name]).as_py()


def _summary(table: pa.Table, *, hours: bool, amounts: bool, assumed: bool) -> dict[str, Any]:
    summed = ("revenue_12m", "margin_12m", "hours_12m", "service_cost_12m", "profit_12m")
    sums = {name: total(table, name) for name in summed}
    profit = total(table, "profit_previous_12m")
    short = {name.removesuffix("_12m"): value for name, value in sums.items()}
    firm = ("customer_equity", "equity_bridge", "duration", "types", "active_expected")
    why = dict.fromkeys((*LATER, *firm), "not_estimated")
    for name in KNOWN:
        if table.num_rows and table[name].null_count == table.num_rows:
            why[name] = reason(name, hours=hours, amounts=amounts)
    return {
        "schema_version": 1, "version": "0.1.0", "rules_hash": "abc", "source_fingerprint": "def", "currency": "EUR",
        "as_of": AS_OF, "customers": table.num_rows, "transactions": total(table, "transactions") or 0,
        "revenue_total": total(table, "revenue_12m"),
        "unassigned": {"revenue": Decimal("1234.50") if amounts else None, "lines": 7}, **sums,
        "previous_12m": short | {"profit": profit}, "years": {"2025": short, "2026": short},
        "why": why, "findings": {"blocking": 0, "warning": 3},
        "basis": {
            "margin": Decimal("0.35") if assumed else None, "hourly_cost": Decimal(62) if assumed else None,
            "profit_basis": "assumed" if assumed else "recorded",
            "lines_assumed_margin": 40 if assumed and amounts else 0,
            "lines_assumed_rate": 50 if assumed and hours else 0,
        },
    }  # fmt: skip


def _lenses(table: pa.Table, *, hours: bool, amounts: bool) -> dict[str, pa.Table]:
    profits = [value for value in table["profit_12m"].to_pylist() if value is not None]
    return {
        "whale_curve": whale_curve(sorted(profits, reverse=True)),
        "deciles": _deciles(table, hours=hours, amounts=amounts),
        "change": _change(table, hours=hours, amounts=amounts),
        "cohorts": _cohorts(hours=hours, amounts=amounts) if table.num_rows else pa.table({}),
        "stack": _stack(amounts=amounts) if table.num_rows else pa.table({}),
        "break_even": _break_even(hours=hours) if table.num_rows else pa.table({}),
        "spread": _spread(table),
        "months": _months(hours=hours, amounts=amounts) if table.num_rows else pa.table({}),
    }


def whale_curve(profits: list[Decimal]) -> pa.Table:
    added = list(np.cumsum(profits)) if profits else []
    n, whole = len(added), added[-1] if added else Decimal(0)
    at = np.unique(np.linspace(1, n, min(1000, n)).round().astype(int)) if n else np.array([], int)
    held = [added[rank - 1] for rank in at]
    return pa.table(
        {
            "measure": pa.array(["profit"] * len(at), pa.string()),
            "rank": pa.array(at, pa.int64()),
            "customers_share": pa.array(at / max(n, 1), pa.float64()),
            "profit_share": pa.array([float(one / whole) if whole > 0 else None for one in held], pa.float64()),
            "cumulative_profit": pa.array(held, MONEY),
        }
    )


def _deciles(table: pa.Table, *, hours: bool, amounts: bool) -> pa.Table:
    by = "profit_12m" if hours and amounts else "margin_12m"
    rows = table.sort_by([(by, "descending")]).to_pylist() if amounts else []
    made = []
    for decile, part in enumerate(np.array_split(np.arange(len(rows)), 10), start=1):
        group = [rows[i] for i in part]
        if not group:
            continue
        sums = {
            name: (sum(row[name] for row in group) if group[0][name] is not None else None)
            for name in ("revenue_12m", "margin_12m", "hours_12m", "profit_12m")
        }
        values = [row["profit_12m"] for row in group]
        ends = (min(values), max(values)) if values[0] is not None else (None, None)
        made.append(
            {
                "measure": by.removesuffix("_12m"),
                "decile": decile,
                "customers": len(group),
                "orders": sum(row["transactions"] for row in group),
                **sums,
            }
            | {"lowest": ends[0], "highest": ends[1]}
        )
    money = ("revenue_12m", "margin_12m", "profit_12m", "lowest", "highest")
    kinds = {"measure": pa.string(), "hours_12m": HOURS} | dict.fromkeys(("decile", "customers", "orders"), pa.int64())
    kinds |= dict.fromkeys(money, MONEY)
    return pa.Table.from_pylist(made, schema=pa.schema(list(kinds.items())))


def _change(table: pa.Table, *, hours: bool, amounts: bool) -> pa.Table:
    n = table.num_rows
    measure = "profit" if hours else "margin"
    parts = [("new", 0, 42000), ("returned", 0, 9000), ("grown", 310000, 371000), ("same", 88000, 88400),
             ("shrunk", 270000, 214000), ("left", 51000, 0)]  # fmt: skip
    if not n or not amounts:
        return pa.table({"box": pa.array([], pa.string())})
    before, after = ([Decimal(part[i]) for part in parts] for i in (1, 2))
    return pa.table(
        {
            "box": [part[0] for part in parts],
            "customers": pa.array([n // 10, n // 50, n // 3, n // 5, n // 4, n // 11], pa.int64()),
            "previous": pa.array(before, MONEY),
            "now": pa.array(after, MONEY),
            "change": pa.array([a - b for a, b in zip(after, before, strict=True)], MONEY),
            "measure": [measure] * 6,
        }
    )


def _cohorts(*, hours: bool, amounts: bool) -> pa.Table:
    rows = []
    for cohort in range(2018, 2027):
        customers, added = 40 + cohort % 7, Decimal(0)
        for age in range(2027 - cohort):
            profit = Decimal(customers * (60 + 45 * age))
            added += profit
            rows.append(
                {
                    "cohort": cohort,
                    "complete": cohort > 2018,
                    "age": age,
                    "customers": customers,
                    "active": int(customers * 0.86**age),
                    "orders": customers * 5,
                    "revenue": Decimal(customers * 900) if amounts else None,
                    "profit": profit if hours else None,
                    "cumulative_per_customer": round(added / customers, 2) if hours else None,
                }
            )
    kinds = {"cohort": pa.int64(), "complete": pa.bool_(), "age": pa.int64(), "customers": pa.int64(),
             "active": pa.int64(), "orders": pa.int64(), "revenue": MONEY, "profit": MONEY,
             "cumulative_per_customer": MONEY}  # fmt: skip
    return pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items())))


def _each_month() -> list[date]:
    return [date(year, month, 1) for year in range(2018, 2027) for month in range(1, 13) if (year, month) < (2026, 12)]


def _stack(*, amounts: bool) -> pa.Table:
    rows = [
        {"month": month, "cohort": cohort, "complete": cohort > 2018,
         "active": int(20 * 0.86 ** (month.year - cohort)) + month.month % 3,
         "revenue": Decimal(5000) if amounts else None,
         "margin": Decimal(int(1800 * 0.9 ** (month.year - cohort)) + 40 * month.month) if amounts else None}
        for month in _each_month() for cohort in range(2018, month.year + 1)
    ]  # fmt: skip
    kinds = {
        "month": pa.date32(),
        "cohort": pa.int64(),
        "complete": pa.bool_(),
        "active": pa.int64(),
        "revenue": MONEY,
        "margin": MONEY,
    }
    return pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items())))


def _break_even(*, hours: bool) -> pa.Table:
    cohorts = list(range(2018, 2027))
    late = [cohort == 2026 for cohort in cohorts]
    return pa.table(
        {
            "cohort": pa.array(cohorts, pa.int64()),
            "complete": [cohort > 2018 for cohort in cohorts],
            "customers": pa.array([40 + cohort % 7 for cohort in cohorts], pa.int64()),
            "acquisition_cost": pa.array([Decimal(180)] * 9 if hours else [None] * 9, MONEY),
            "break_even_year": pa.array([None if x or not hours else 1.7 for x in late], pa.float64()),
            "reason": ["profit_unknown" if not hours else "not_yet" if x else None for x in late],
        }
    )


SPREAD = ("recency_ratio", "usual_gap_days", "orders_per_year", "regularity", "duration_days", "profit_12m",
          "referral_value")  # fmt: skip


def _spread(table: pa.Table) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for measure in SPREAD:
        values = np.array([float(value) for value in table[measure].to_pylist() if value is not None])
        if not values.size:
            continue
        low, high = np.percentile(values, [2, 98])
        counts, edges = np.histogram(np.clip(values, low, high), bins=12 if high > low else 1)
        rows += [
            {"measure": measure, "low": float(a), "high": float(b), "customers": int(count)}
            for (a, b), count in zip(pairwise(edges), counts, strict=True)
        ]
    kinds = {"measure": pa.string(), "low": pa.float64(), "high": pa.float64(), "customers": pa.int64()}
    return pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items())))


def _months(*, hours: bool, amounts: bool) -> pa.Table:
    months = _each_month()[-36:]
    n = len(months)
    revenue = [Decimal(90000 + 9000 * (m.month % 5) - (30000 if m.month in (7, 8) else 0)) for m in months]
    return pa.table(
        {
            "month": pa.array(months, pa.date32()),
            "orders": pa.array([300 + 20 * (m.month % 4) for m in months], pa.int64()),
            "revenue": pa.array(revenue if amounts else [None] * n, MONEY),
            "margin": pa.array([round(r * Decimal("0.35"), 2) for r in revenue] if amounts else [None] * n, MONEY),
            "hours": pa.array([Decimal(300)] * n if hours else [None] * n, HOURS),
            "service_cost": pa.array([Decimal(18600)] * n if hours else [None] * n, MONEY),
            "guidance": pa.array(
                [18600 / float(r * Decimal("0.35")) for r in revenue] if hours and amounts else [None] * n, pa.float64()
            ),
        }
    )
