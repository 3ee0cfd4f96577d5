"""The firm as a whole: the figures of ``summary.json``."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import narwhals.stable.v2 as nw

from klantkompas.engine import Frame, rows_of
from klantkompas.estimators.forecast import OrderForecast
from klantkompas.insight.duration import Duration
from klantkompas.insight.equity import Range
from klantkompas.insight.five_rs import FirmRhythm
from klantkompas.insight.profit import Grounds
from klantkompas.insight.split import Split
from klantkompas.insight.value import ValueModel
from klantkompas.insight.valued import FirmValue
from klantkompas.ledger.book import Ledger
from klantkompas.rules import ProfitRules

SCHEMA_VERSION = 1
WINDOWED = ("revenue", "margin", "hours", "service_cost", "profit")


def summarise(
    ledger: Ledger,
    facts: Frame,
    basis: Grounds,
    firm: FirmRhythm,
    years: Mapping[int, Mapping[str, Any]],
    worth: FirmValue,
    types: Mapping[str, Mapping[str, Any]],
    parted: Split,
    *,
    as_of: date,
    until: int,
) -> dict[str, Any]:
    """The figures of the firm, money and hours as Decimal, null where unknown.

    Args:
        ledger: the facts.
        facts: the table of ``customer_facts``.
        basis: what the figures lean on.
        firm: the rhythm of the firm.
        years: sums per calendar year in cents and hundredths (``cohorts.years``).
        worth: what the customers are worth as a whole, and how long relations last.
        types: customers, hours, profit and value of each type (``relation.movement.Moves.types``).
        parted: hours and euros over winning, keeping and winning back.
        as_of: the date of the analysis.
        until: the same as a day number.
    """
    now, previous = (_windowed(facts, window) for window in ("12m", "previous_12m"))
    blocking = sum(one.severity == "blocking" for one in ledger.findings)
    return {
        "schema_version": SCHEMA_VERSION,
        "version": version("klantkompas"),
        "rules_hash": ledger.rules.fingerprint,
        "source_fingerprint": ledger.fingerprint,
        "currency": ledger.rules.ledger.currency,
        "as_of": as_of,
        **_counted(facts),
        **_everything(ledger, until),
        **{f"{name}_12m": value for name, value in now.items()},
        "previous_12m": previous,
        "years": {str(year): {name: _hundredths(row[name]) for name in WINDOWED} for year, row in years.items()},
        **_value(worth),
        "duration": _duration(worth.learned.duration),
        "market": worth.market or {"share": None, "penetration": None, "segments": {}},
        "split": parted.shown(),
        "budget": parted.told(),
        "types": types,
        "basis": _basis(basis, ledger.rules.profit),
        "why": _why(ledger, now, worth, parted),
        "model": _model(firm, worth.learned.model),
        "findings": {"blocking": blocking, "warning": len(ledger.findings) - blocking},
    }


BRIDGE = ("opening", "won", "grown", "shrunk", "lost", "closing")


def _value(worth: FirmValue) -> dict[str, Any]:
    bridge = worth.bridge or {}
    return {
        "active_expected": None if worth.active is None else round(worth.active, 2),
        "customer_equity": _range(worth.equity),
        "future_customers": _range(worth.future),
        "new_customer_value": _range(worth.newcomer),
        "extra_year_value": _hundredths(worth.extra_year),
        "customers_valued": worth.valued,
        "equity_bridge": {name: _hundredths(bridge.get(name)) for name in BRIDGE},
    }


def _range(found: Range | None) -> dict[str, Decimal | None]:
    ends = ("value", "low", "high")
    return {name: None if found is None else _hundredths(getattr(found, name)) for name in ends}


def _duration(lasting: Duration) -> dict[str, Any]:
    danger = lasting.danger
    months = [] if danger is None else [{"from_month": danger.low, "month": danger.month, "to_month": danger.high}]
    return {
        "mean_years": lasting.mean_years,
        "median_years": lasting.median_years,
        "low": lasting.low,
        "high": lasting.high,
        "until_years": lasting.until_years,
        "basis": lasting.basis,
        "danger": months,
        "danger_reason": lasting.danger_reason,
        "contract_terms": [{"month": one.month, "share": one.share} for one in lasting.contract_terms],
    }


def _counted(facts: Frame) -> dict[str, int]:
    orders = nw.col("orders")
    (row,) = rows_of(facts.select(customers=orders.count(), transactions=orders.sum()))
    return {"customers": row["customers"], "transactions": int(row["transactions"] or 0)}


def _everything(ledger: Ledger, until: int) -> dict[str, Any]:
    """Turnover of all time, and what of it belongs to nobody or to an internal customer."""
    amount = nw.col("amount") if ledger.has("transactions", "amount") else nw.lit(None, nw.Int64)
    internal = ledger.customers.filter(nw.col("internal")).select("key", own=nw.lit(True))
    lines = ledger.tables["transactions"].filter(nw.col("day") <= until)
    marked = lines.select("key", amount=amount).join(internal, on="key", how="left")
    whose = (
        nw.when(nw.col("key").is_null())
        .then(nw.lit("nobody"))
        .otherwise(nw.when(nw.col("own").is_null()).then(nw.lit("customers")).otherwise(nw.lit("internal")))
    )
    sums = marked.with_columns(whose=whose).group_by("whose").agg(nw.col("amount").sum(), nw.len().alias("lines"))
    known = ledger.has("transactions", "amount")
    none = {"revenue": Decimal(0) if known else None, "lines": 0}
    found = {
        row["whose"]: {"revenue": _hundredths(row["amount"]) if known else None, "lines": row["lines"]}
        for row in rows_of(sums)
    }
    return {
        "revenue_total": found.get("customers", none)["revenue"],
        "unassigned": found.get("nobody", none),
        "internal": found.get("internal", none),
    }


def _windowed(facts: Frame, window: str) -> dict[str, Decimal | None]:
    """Sums over customers; null where the figure of any customer with something in it is unknown."""
    exprs: dict[str, nw.Expr] = {}
    for name in WINDOWED:
        value = nw.col(f"{name}_{window}")
        exprs |= {name: value.sum(), f"{name}_known": value.count()}
    (row,) = rows_of(facts.select(nw.len().alias("all"), **exprs))
    whole = {name: bool(row[f"{name}_known"]) and row[f"{name}_known"] == row["all"] for name in WINDOWED}
    return {name: _hundredths(row[name]) if whole[name] else None for name in WINDOWED}


def _basis(basis: Grounds, rules: ProfitRules) -> dict[str, Any]:
    kinds = {basis.margin, basis.rate}
    together = "unknown" if "unknown" in kinds else kinds.pop() if len(kinds) == 1 else "partial"
    return {
        "profit_basis": together,
        "margin": rules.margin,
        "hourly_cost": rules.hourly_cost,
        "lines_assumed_margin": basis.margin_assumed,
        "lines_assumed_rate": basis.rate_assumed,
        "lines_margin_unknown": basis.margin_unknown,
        "lines_rate_unknown": basis.rate_unknown,
    }


def _why(ledger: Ledger, now: Mapping[str, Any], worth: FirmValue, parted: Split) -> dict[str, str]:
    """Why a figure of the firm is unknown."""
    margin = "cost_unknown" if ledger.has("transactions", "amount") else "no_amounts"
    hours = "hours_part_period" if "time_entries" in ledger.tables else "no_hours"
    cost = hours if now["hours"] is None else "hourly_cost_unknown"
    profit = margin if now["margin"] is None else cost
    why = {"revenue": "no_amounts", "margin": margin, "hours": hours, "service_cost": cost, "profit": profit}
    optimum = {"split": parted.reason} if parted.reason else {}
    known = {f"{name}_12m": why[name] for name in WINDOWED if now[name] is None}
    return known | _why_no_value(worth, known.get("profit_12m", "profit_unknown")) | optimum


def _why_no_value(worth: FirmValue, profit: str) -> dict[str, str]:
    """Why what customers are worth as a whole is unknown."""
    learned = worth.learned
    money = learned.reason or profit
    lasting = learned.duration.reason or "few_relations"
    reasons = {
        "active_expected": (worth.active, learned.reason),
        "customer_equity": (worth.equity, money),
        "future_customers": (worth.future, money if worth.newcomer is None else worth.future_reason),
        "new_customer_value": (worth.newcomer, money),
        "extra_year_value": (worth.extra_year, money),
        "equity_bridge": (worth.bridge, learned.bridge_reason or money),
        "duration": (learned.duration.mean_years, lasting),
        "market": (worth.market, "no_market"),
    }
    return {name: reason or "no_orders" for name, (value, reason) in reasons.items() if value is None}


def _model(firm: FirmRhythm, model: ValueModel | None) -> dict[str, Any]:
    if firm.fit is None:
        return {"name": None, "parameters": None, "converged": None, "reason": firm.reason, "forecast": None}
    process = firm.fit.process
    parameters = {name: float(getattr(process, name)) for name in ("k", "r", "alpha", "a", "b")}
    return {
        "name": "MBG/CNBD-k",
        "parameters": parameters,
        "unit": "days",
        "converged": firm.fit.converged,
        "reason": firm.fit.reason,
        "by_k": {str(k): value for k, value in firm.fit.by_k},
        "forecast": _forecast(None if model is None else model.forecast),
    }


def _forecast(found: OrderForecast | None) -> dict[str, float | int] | None:
    """What speaks in the orders to come beside the purchase model; None where that speaks alone."""
    if found is None:
        return None
    return {
        "past_windows": len(found.past),
        "learner_weight": round(found.learner_weight, 3),
        "regular_share": round(found.regular_share, 3),
        "level": round(found.level, 4),
        "level_error": round(found.level_error, 4),
    }


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(int(value)).scaleb(-2)
