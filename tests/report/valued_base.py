"""A firm of twelve customers whose value, duration and relation are written down by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.report.fake_base import MONEY, FakeBase, fake_base

VALUES = (9000, 5000, 3000, 2000, 1500, 1200, 900, 600, 400, 100, -200, -500)
TYPES = ("loyal", "loyal", "loyal", "shared", "shared", "shared", "dormant", "dormant", "demanding", "demanding",
         "unclear", "unclear")  # fmt: skip
PHASES = ("established", "established", "strained", "building", "building", "new", "ended", "ended", "established",
          "strained", "prospect", "building")  # fmt: skip
SHARES = (0.9, 0.8, 0.7, 0.5, 0.4, 0.25, None, None, 0.5, 0.6, 0.5, None)
EVIDENCE = ("declared", "estimated", "observed", "declared", "estimated", "estimated", None, None, "estimated",
            "estimated", "estimated", None)  # fmt: skip
CHANGES = (("won", 9000), ("grown", 500), ("shrunk", -1000), ("shrunk", -50), ("lost", -700))


def valued_base(folder: Path | None = None, *, danger: bool = True) -> FakeBase:
    """Twelve customers with everything known.

    Args:
        folder: where the lines of the equity bridge are written; None: without them.
        danger: whether there are danger months, which two customers near.
    """
    base = fake_base(12)
    table = _with(base.table, _columns(danger=danger))
    return FakeBase(
        table=table,
        summary=base.summary | _summary(danger=danger),
        lenses=base.lenses | {"survival": _survival(), "tracking": tracking(), "type_movement": _moves()},
        bridge=None if folder is None else _bridge(folder, table["customer_id"].to_pylist()),
    )


def with_changes(base: FakeBase, **changes: Any) -> FakeBase:
    """The same firm with another summary, or other lenses."""
    parts = {name: getattr(base, name) for name in ("table", "summary", "lenses", "bridge", "milestones")}
    return FakeBase(**{name: changes.get(name, part) for name, part in parts.items()})


def _with(table: pa.Table, columns: dict[str, list[Any]]) -> pa.Table:
    for name, values in columns.items():
        at = table.column_names.index(name)
        table = table.set_column(at, name, pa.array(values, table.schema.field(name).type))
    return table


def _columns(*, danger: bool) -> dict[str, list[Any]]:
    worth = [Decimal(value) for value in VALUES]
    near = [date(2026, 12, 1) if danger and place in (3, 5) else None for place in range(12)]
    return {
        "lifetime_value": worth,
        "lifetime_value_low": [value - 1000 for value in worth],
        "lifetime_value_high": [value + 1000 * (place + 1) for place, value in enumerate(worth)],
        "p_active": [0.99 - 0.08 * place for place in range(12)],
        "expected_transactions_12m": [12.0 - place for place in range(12)],
        "expected_profit_12m": [value / 4 for value in worth],
        "type": list(TYPES),
        "phase": list(PHASES),
        "share": list(SHARES),
        "share_low": [None if one is None else one - 0.1 for one in SHARES],
        "share_high": [None if one is None else one + 0.1 for one in SHARES],
        "share_evidence": list(EVIDENCE),
        "revenue_12m": [Decimal(1000)] * 12,
        "danger_from": near,
    }


def _summary(*, danger: bool) -> dict[str, Any]:
    opening, closing = Decimal(15250), Decimal(sum(VALUES))
    types = {
        code: {
            "customers": TYPES.count(code),
            "hours_12m": Decimal(10 * TYPES.count(code)),
            "profit_12m": Decimal(-300 if code == "demanding" else 2000),
            "lifetime_value": Decimal(sum(v for v, t in zip(VALUES, TYPES, strict=True) if t == code)),
        }
        for code in dict.fromkeys(TYPES)
    }
    months = [{"from_month": 31.5, "month": 36.0, "to_month": 40.4}] if danger else []
    return {
        "customer_equity": {"value": closing, "low": Decimal(18000), "high": Decimal(28000)},
        "equity_bridge": {"opening": opening, "won": Decimal(9000), "grown": Decimal(500), "shrunk": Decimal(1050),
                          "lost": Decimal(700), "closing": closing},
        "duration": {"mean_years": 4.2, "median_years": 3.5, "low": 3.9, "high": 4.6, "until_years": 8.0,
                     "basis": "estimated", "danger": months, "danger_reason": None if danger else "no_rise"},
        "model": {"name": "MBG/CNBD-k", "converged": True, "reason": None,
                  "parameters": {"k": 2.0, "r": 1.0, "alpha": 36.525, "a": 1.0, "b": 24.0}},
        "types": types,
        "hours_12m": Decimal(120),
        "why": {},
    }  # fmt: skip


def _survival() -> pa.Table:
    months = list(range(48))
    part = [1 - month / 60 for month in months]
    return pa.table(
        {
            "month": pa.array(months, pa.int64()),
            "at_risk": pa.array([100.0 - 2 * month for month in months]),
            "survival": pa.array(part),
            "low": pa.array([max(0.0, one - 0.05) for one in part]),
            "high": pa.array([min(1.0, one + 0.05) for one in part]),
        }
    )


def tracking(came: int = 100) -> pa.Table:
    """Six months of learning and three held out, in which so many orders a month came and a hundred were expected."""
    held = [False] * 6 + [True] * 3
    actual = [90] * 6 + [came] * 3
    low, high = [None] * 6 + [80.0] * 3, [None] * 6 + [120.0] * 3
    return pa.table(
        {
            "month": pa.array([date(2026, month, 1) for month in range(2, 11)], pa.date32()),
            "held_out": held,
            "actual": pa.array(actual, pa.int64()),
            "expected": pa.array([92.0] * 6 + [100.0] * 3),
            "expected_low": pa.array(low, pa.float64()),
            "expected_high": pa.array(high, pa.float64()),
            "actual_cumulative": pa.array([sum(actual[: place + 1]) for place in range(9)], pa.int64()),
            "expected_cumulative": pa.array([92.0 * (place + 1) for place in range(6)] + [640.0, 740.0, 840.0]),
            "expected_cumulative_low": pa.array([None] * 6 + [620.0, 710.0, 800.0], pa.float64()),
            "expected_cumulative_high": pa.array([None] * 6 + [660.0, 770.0, 880.0], pa.float64()),
            "reason": pa.array([None] * 9, pa.string()),
        }
    )


def _moves() -> pa.Table:
    rows = [("loyal", "loyal", 2), ("loyal", "dormant", 3), ("shared", "loyal", 1), ("dormant", "dormant", 2),
            (None, "unclear", 4)]  # fmt: skip
    names = ("from", "to", "customers")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def _bridge(folder: Path, customer_ids: list[str]) -> Path:
    path = folder / "equity_bridge.parquet"
    changes = [Decimal(change) for _, change in CHANGES]
    lines = {
        "customer_id": pa.array(customer_ids[: len(CHANGES)], pa.string()),
        "box": pa.array([box for box, _ in CHANGES], pa.string()),
        "change": pa.array(changes, MONEY),
    }
    pq.write_table(pa.table(lines), path)
    return path
