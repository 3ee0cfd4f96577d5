"""A small firm with actions, written by hand: who was chosen, who was left alone, and what came of it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from klantkompas.ledger.book import Ledger
from tests.ledger_files import ledger_of, sold

CHOSEN_ON = date(2025, 3, 3)
AS_OF = date(2025, 12, 31)
DAYS = 182


def chosen(customer: str, arm: str, on: date = CHOSEN_ON, action: str = "call", **more: Any) -> dict[str, Any]:
    done = on + timedelta(days=3) if arm == "treated" else None
    return {"customer_id": customer, "action": action, "assigned_on": on, "arm": arm, "done_on": done, **more}


def names(arm: str, n: int) -> list[str]:
    return [f"{arm[0].upper()}{number:03d}" for number in range(n)]


def firm(
    folder: Path, treated: list[int], held_out: list[int], *, engine: str = "duckdb", more: Any = (), **tables: Any
) -> Ledger:
    """A firm in which customer i of an arm buys so many times for 100 euros after the choice; once before it.

    *more* are further lines of ``actions``; further tables by name.
    """
    arms = {"treated": treated, "held_out": held_out}
    sales = [sold("old", "2020-01-02")]
    lines = list(more)
    for arm, counts in arms.items():
        for name, times in zip(names(arm, len(counts)), counts, strict=True):
            sales.append(sold(name, "2025-01-15"))
            sales += [sold(name, f"2025-04-{10 + i:02d}") for i in range(times)]
            lines.append(chosen(name, arm))
    return ledger_of(
        folder, engine=engine, margin=tables.pop("margin", "0.5"), transactions=sales, actions=lines, **tables
    )
