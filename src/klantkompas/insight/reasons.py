"""Why a figure is unknown, a code per null; and what a profit leans on."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.insight.columns import Reason
from klantkompas.insight.duration import Duration
from klantkompas.insight.five_rs import FirmRhythm
from klantkompas.insight.profit import Grounds
from klantkompas.insight.valued import Learned
from klantkompas.ledger.book import Ledger

Texts = npt.NDArray[np.str_]

ORDER_FIGURES = (
    "first_transaction",
    "last_transaction",
    "transactions",
    "recency_days",
    "duration_days",
    "since_before",
)
ORDERS_TO_COME = ("p_active", "expected_transactions_12m")
MONEY_TO_COME = tuple(
    f"{name}{end}" for name in ("expected_profit_12m", "lifetime_value") for end in ("", "_low", "_high")
)
SHARE = ("share", "share_low", "share_high", "share_evidence")
TYPE = ("type", "type_reason", "p_dormant", "p_shared", "p_loyal", "p_unclear")
MODEL_FIGURES = ("overdue", "regularity", "orders_per_year")


def reasons_of(
    columns: Mapping[str, pa.Array], firm: FirmRhythm, ledger: Ledger, learned: Learned
) -> dict[str, Reason]:
    """Per column of ``customers.parquet`` the reason of its nulls.

    Args:
        columns: the columns of a block, as far as they are known.
        firm: the rhythm of the firm, which may be missing.
        ledger: which facts there are.
        learned: what value and duration were learned from all customers, or why not.
    """
    orders = pc.fill_null(columns["orders"], 0)
    none = pc.equal(orders, 0)
    reasons: dict[str, Reason] = dict.fromkeys(ORDER_FIGURES, "no_orders")
    reasons |= {"name": "no_name"}
    few = pc.if_else(none, "no_orders", "fewer_than_three_orders")
    reasons |= {"usual_gap_days": few, "recency_ratio": few}
    model = firm.reason or "invoicing_rhythm"
    reasons |= dict.fromkeys(MODEL_FIGURES, pc.if_else(none, "no_orders", model))
    money = _money_reasons(columns, ledger)
    value = _value_reasons(columns, none, learned, money["profit_12m"])
    reasons |= dict.fromkeys(SHARE, _share_reason(columns, none))
    reasons |= _type_reasons(none, learned, money["profit_12m"])
    ranked = {f"{name}_rank": pc.if_else(none, "no_orders", money[f"{name}_12m"]) for name in ("revenue", "profit")}
    return (
        reasons | money | ranked | value | _danger_reasons(columns, none, learned.duration) | _referral_reasons(ledger)
    )


def _value_reasons(
    columns: Mapping[str, pa.Array], none: pa.Array, learned: Learned, profit: Reason
) -> dict[str, Reason]:
    """Why it is unknown what a customer will do, and what that is worth."""
    orders = pc.if_else(none, "no_orders", learned.reason or "no_orders")
    worth: Reason = orders
    if learned.model is not None:
        worth = pc.if_else(none, "no_orders", pc.if_else(columns["profit_12m"].is_null(), profit, "profit_unknown"))
    return dict.fromkeys(ORDERS_TO_COME, orders) | dict.fromkeys(MONEY_TO_COME, worth)


def _type_reasons(none: pa.Array, learned: Learned, profit: Reason) -> dict[str, Reason]:
    """Why it is unknown what kind of relation a customer is, or whether he takes more than he brings."""
    why = pc.if_else(none, "no_orders", learned.reason or "no_orders")
    known = why if learned.types is None else pc.if_else(none, "no_orders", profit)
    return {**dict.fromkeys(TYPE, why), "p_demanding": known}


def _share_reason(columns: Mapping[str, pa.Array], none: pa.Array) -> pa.Array:
    """Why it is unknown which part of a customer's spending is ours."""
    revenue = columns["revenue_12m"]
    bought = pc.if_else(pc.greater(pc.fill_null(revenue, 0), 0), "no_wallet_evidence", "no_spend")
    return pc.if_else(none, "no_orders", pc.if_else(revenue.is_null(), "no_amounts", bought))


def _danger_reasons(columns: Mapping[str, pa.Array], none: pa.Array, lasting: Duration) -> dict[str, Reason]:
    if lasting.danger is None:
        why: Reason = pc.if_else(none, "no_orders", lasting.danger_reason or "few_relations")
    else:
        unsure = pc.and_(columns["acquired_day"].is_null(), pc.fill_null(columns["since_before"], True))
        why = pc.if_else(none, "no_orders", pc.if_else(unsure, "began_before", "no_danger_near"))
    return dict.fromkeys(("danger_from", "danger_to"), why)


def _money_reasons(columns: Mapping[str, pa.Array], ledger: Ledger) -> dict[str, Reason]:
    margin = "cost_unknown" if ledger.has("transactions", "amount") else "no_amounts"
    hours = "hours_part_period" if "time_entries" in ledger.tables else "no_hours"
    reasons: dict[str, Reason] = {"revenue_12m": "no_amounts", "margin_12m": margin, "hours_12m": hours}
    reasons["service_cost_12m"] = service = _service_reason(columns["hours_12m"], hours)
    rows = len(service)
    for name, window in (("profit_12m", "12m"), ("profit_previous_12m", "previous_12m"), ("profit_total", "total")):
        why_not = _service_reason(columns[f"hours_{window}"], hours)
        reasons[name] = pc.if_else(columns[f"margin_{window}"].is_null(), margin, why_not)
    reasons["profit_basis"] = reasons["profit_12m"]
    nothing = pc.if_else(columns["service_cost_12m"].is_null(), service, pa.repeat("no_hours_on_customer", rows))
    reasons["break_even_hours_12m"] = pc.if_else(columns["margin_12m"].is_null(), margin, nothing)
    return reasons


def _service_reason(hours: pa.Array, lacking: str) -> pa.Array:
    return pc.if_else(hours.is_null(), lacking, "hourly_cost_unknown")


def _referral_reasons(ledger: Ledger) -> dict[str, Reason]:
    reason = "no_referrals" if "referrals" not in ledger.tables else "profit_unknown"
    return dict.fromkeys(("referral_value", "referral_downstream"), reason)


def profit_basis(columns: Mapping[str, pa.Array], basis: Grounds) -> pa.Array:
    """Whether a customer's profit rests on recorded costs, on assumed ones, or on some of each; null without profit."""
    margin = _kind(columns.get("margin_assumed_12m"), basis.margin, len(columns["key"]))
    rate = _kind(columns.get("service_cost_assumed_12m"), basis.rate, len(columns["key"]))
    worked = pc.fill_null(pc.not_equal(columns["hours_12m"], 0), False).to_numpy(zero_copy_only=False)
    said = np.where(worked & (margin != rate), "partial", margin)
    return pa.array(said, pa.string(), mask=columns["profit_12m"].is_null().to_numpy(zero_copy_only=False))


def _kind(assumed: pa.Array | None, firm: str, rows: int) -> Texts:
    if assumed is None or firm == "assumed":
        return np.full(rows, "recorded" if assumed is None else firm)
    some = pc.fill_null(pc.greater(assumed, 0), False).to_numpy(zero_copy_only=False)
    return np.where(some, "partial", "recorded")
