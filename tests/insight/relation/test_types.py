"""Types on small ledgers: each from its own facts, with its reason; unknown stays unknown; a person decides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantkompas.insight.base import CustomerBase, analyse
from klantkompas.insight.relation.reason import reason_in, reason_of
from klantkompas.rules import ProfitRules, Rules, TypingRules
from klantkompas.words import has
from tests.insight.bases import AS_OF, rows
from tests.ledger_files import ledger_of, sold, worked

CHANCES = ("p_demanding", "p_dormant", "p_shared", "p_loyal")
RULES = Rules(profit=ProfitRules(margin=Decimal("0.35"), hourly_cost=Decimal(62)))


def every(days: int, customer: str, amount: str, *, first: date, last: date) -> Iterator[dict[str, Any]]:
    """An order every so many days."""
    at = first
    while at <= last:
        yield sold(customer, at.isoformat(), amount)
        at += timedelta(days=days)


def monthly(customer: str, hours: str) -> list[dict[str, Any]]:
    """So many hours on the 15th of every month of three years."""
    return [worked(customer, f"{year}-{month:02d}-15", hours) for year in (2023, 2024, 2025) for month in range(1, 13)]


ORDERS = [
    *every(14, "much work", "40", first=date(2022, 3, 1), last=AS_OF),
    *every(14, "silent", "300", first=date(2022, 3, 1), last=date(2024, 9, 1)),
    *every(14, "elsewhere", "300", first=date(2022, 3, 1), last=AS_OF),
    *every(14, "ours", "300", first=date(2022, 3, 1), last=AS_OF),
    *every(14, "guessed", "300", first=date(2022, 3, 1), last=AS_OF),
    *every(30, "never asked", "300", first=date(2022, 3, 1), last=AS_OF),
    *(
        one
        for number in range(12)
        for one in every(20 + number, f"plain {number}", "200", first=date(2022, 4, 1), last=AS_OF)
    ),
    sold("yesterday", "2025-12-20", "100"),
    sold("credit only", "2025-12-01", "-10"),
]
HOURS = [*monthly("much work", "4"), *monthly("ours", "0.5")]
WALLETS = [
    {"customer_id": "elsewhere", "year": 2025, "amount": Decimal(40_000), "source": "declared"},
    {"customer_id": "ours", "year": 2025, "amount": Decimal(8_000), "source": "declared"},
    {"customer_id": "guessed", "year": 2025, "amount": Decimal(90_000), "source": "estimated"},
]
TABLES = {"transactions": ORDERS, "time_entries": HOURS, "wallets": WALLETS}


def typed(folder: Path, **given: Any) -> tuple[dict[str, dict[str, Any]], CustomerBase]:
    """The customers by number, and the base, of the ledger above with what is given instead."""
    tables = {
        name: rows_of_it for name, rows_of_it in (TABLES | given).items() if isinstance(rows_of_it, list) and rows_of_it
    }
    with ledger_of(folder, rules=given.get("rules", RULES), **tables) as ledger:
        base = analyse(ledger, as_of=AS_OF, previous=given.get("previous"), language=given.get("language", "en"))
        base.write(folder / "out")
        return rows(base), base


def reasons(folder: Path) -> dict[str, dict[str, Any]]:
    """The rows of the lens ``type_reasons`` that ``typed`` wrote in a folder, by customer."""
    kept = pq.read_table(folder / "out" / "lenses" / "type_reasons.parquet")
    return {row["customer_id"]: row for row in kept.to_pylist()}


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, dict[str, Any]], CustomerBase, Path]:
    folder = tmp_path_factory.mktemp("types")
    return *typed(folder), folder / "out"


@pytest.mark.parametrize(
    ("customer", "kind", "said"),
    [
        ("much work", "demanding", "48 hours at €62 against"),
        ("silent", "dormant", "usually ordered every 14 days, but has been silent for"),
        ("elsewhere", "shared", "of all it needs from you (between"),
        ("ours", "loyal", ""),
        ("guessed", "shared", "may also buy elsewhere: ask"),
        ("yesterday", "unclear", "too early to say"),
    ],
)
def test_each_type_from_its_own_facts_with_its_reason(firm: Any, customer: str, kind: str, said: str) -> None:
    row = firm[0][customer]
    assert row["type"] == kind
    assert said in row["type_reason"]
    assert row["p_unclear"] == (1.0 if kind == "unclear" else 0.0)


def test_the_four_chances_add_up_to_one(firm: Any) -> None:
    for row in firm[0].values():
        if row["type"] is not None:
            assert sum(row[name] for name in CHANCES) == pytest.approx(1.0, abs=1e-9)


def test_who_never_ordered_has_no_type_and_why(firm: Any) -> None:
    row = firm[0]["credit only"]
    assert row["type"] is None
    assert {row["why"][name] for name in ("type", "type_reason", "p_unclear", *CHANCES)} == {"no_orders"}


def test_what_nothing_is_known_of_is_unclear_and_says_whom_to_ask(firm: Any) -> None:
    row = firm[0]["never asked"]
    assert row["type"] == "unclear"
    assert row["p_shared"] == pytest.approx(row["p_loyal"], abs=0.15)
    assert "ask which part is bought from you" in row["type_reason"]


def test_the_summary_counts_every_customer_with_a_type_once(firm: Any) -> None:
    customers, base, _ = firm
    found = base.summary["types"]
    assert sum(one["customers"] for one in found.values()) == base.summary["customers"]
    assert found["demanding"]["hours_12m"] == customers["much work"]["hours_12m"]
    assert found["demanding"]["profit_12m"] == customers["much work"]["profit_12m"]


def test_the_reason_is_kept_as_code_and_params_for_the_other_language(firm: Any) -> None:
    customers, _, out = firm
    kept = reasons(out.parent)
    assert set(kept) == {one for one, row in customers.items() if row["type"] is not None}
    for one, row in kept.items():
        assert has(row["code"])
        assert reason_in(row, "en") == customers[one]["type_reason"]
    code, params = reason_of(kept["much work"])
    assert code == "type.demanding.hours"
    assert params["hours"] == Decimal("48.00")
    assert reason_in(kept["much work"], "nl").startswith("48 uur à € 62 tegen € ")


def bettered(customer: str, hours: str, amount: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Orders and hours of who took 96 hours a year for little, and in the last year so many a month for more."""
    before = list(every(14, customer, "60", first=date(2022, 3, 1), last=date(2024, 12, 31)))
    lately = list(every(14, customer, amount, first=date(2025, 1, 5), last=AS_OF))
    worked_before = [one for one in monthly(customer, "8") if one["date"].year < 2025]
    return [*before, *lately], [*worked_before, *(worked(customer, f"2025-{m:02d}-15", hours) for m in range(1, 13))]


def test_a_year_that_covered_its_cost_is_never_the_reason_for_demanding(tmp_path: Path) -> None:
    """26 or 27 orders of 120 at 35 % are above 12 hours at 62; what counts is the year to be expected."""
    orders, hours = bettered("bettered", "1", "120")
    found, _ = typed(tmp_path, transactions=[*ORDERS, *orders], time_entries=[*HOURS, *hours], language="nl")
    row = found["bettered"]
    assert row["type"] == "demanding"
    assert row["profit_12m"] > 0
    said = reasons(tmp_path)["bettered"]
    assert said["code"] == "type.demanding.expected"
    assert said["expected_profit"] < 0 < said["profit"] == row["profit_12m"]
    assert said["expected_hours"] > 12
    assert abs(said["expected_enough"] - said["expected_margin"] + said["expected_profit"]) <= Decimal("0.01")
    assert row["type_reason"].startswith("verwacht in een jaar ")
    assert "kostendekkend" not in row["type_reason"]
    assert reason_in(said, "en").startswith("expected in a year: ")


def test_above_a_floor_of_profit_the_reason_names_the_floor(tmp_path: Path) -> None:
    """Demanding below 1,000 euros a year: the year covered its cost, and is still too little."""
    rules = replace(RULES, typing=TypingRules(profit_floor=Decimal(1_000)))
    orders = list(every(14, "little", "160", first=date(2022, 3, 1), last=AS_OF))
    found, _ = typed(
        tmp_path, transactions=[*ORDERS, *orders], time_entries=[*HOURS, *monthly("little", "1")], rules=rules
    )
    row = found["little"]
    assert row["type"] == "demanding"
    assert 0 < row["profit_12m"] < 1_000
    enough = f"not demanding from €{row['margin_12m'] - row['profit_12m'] + 1_000:,.0f} margin"
    assert row["type_reason"].endswith(enough)


def test_hours_without_margin_are_covered_by_margin_not_by_no_hours(tmp_path: Path) -> None:
    """At no margin at all the cost is covered at nought hours: that says nothing to anybody."""
    free = [{**one, "customer_id": "free", "amount": Decimal(0)} for one in ORDERS if one["customer_id"] == "ours"]
    found, _ = typed(tmp_path, transactions=[*ORDERS, *free], time_entries=[*HOURS, *monthly("free", "4")])
    assert found["free"]["type"] == "demanding"
    assert found["free"]["type_reason"].endswith("covers its cost at €2,976 margin")


def test_a_long_silence_in_which_calls_went_on_is_a_gap_and_one_without_is_sleep(tmp_path: Path) -> None:
    """Orders about every 100 days until 210 days ago, a call every 12 days: of half to the end, of half until then.

    The called order again, as they did before: who is served between orders is mostly not asleep.
    """
    stopped = AS_OF - timedelta(days=210)
    names = {f"{kind} {one}": AS_OF if kind == "called" else stopped for kind in ("called", "left") for one in range(4)}
    rng = np.random.default_rng(3)
    orders, calls = [], []
    for name, until in names.items():
        day = date(2022, 3, 1)
        while day < stopped:
            orders.append(sold(name, day.isoformat(), "900"))
            day += timedelta(days=int(rng.integers(20, 180)))
        orders.append(sold(name, stopped.isoformat(), "900"))
        begun = date(2022, 3, 2)
        calls += [
            worked(name, f"{begun + timedelta(days=12 * at)}", "0.25") for at in range((until - begun).days // 12 + 1)
        ]
    found, _ = typed(tmp_path, transactions=[*ORDERS, *orders], time_entries=[*HOURS, *calls])
    called, left = ([found[name]["p_active"] for name in names if name.startswith(kind)] for kind in ("called", "left"))
    assert min(called) > 0.6 > 0.4 > max(left)


def test_the_chance_to_be_active_is_the_one_that_the_types_rest_on(firm: Any) -> None:
    for row in firm[0].values():
        if row["type"] is not None:
            assert row["p_dormant"] <= 1.0 - row["p_active"] + 1e-9
            assert row["p_shared"] + row["p_loyal"] <= row["p_active"] + 1e-9


def test_without_hours_nobody_is_demanding_and_the_other_three_add_up(tmp_path: Path) -> None:
    found, base = typed(tmp_path, time_entries=[])
    for one, row in found.items():
        if row["type"] is not None:
            assert row["p_demanding"] is None
            assert row["why"]["p_demanding"] == "no_hours"
            assert sum(row[name] for name in CHANCES[1:]) == pytest.approx(1.0, abs=1e-9), one
    assert found["silent"]["type"] == "dormant"
    assert found["elsewhere"]["type"] == "shared"
    assert base.summary["types"]["dormant"]["hours_12m"] is None


def test_on_invoices_alone_a_sleeper_is_still_seen(tmp_path: Path) -> None:
    dates = [{name: row[name] for name in ("customer_id", "date")} for row in ORDERS]
    found, _ = typed(tmp_path, time_entries=[], wallets=[], transactions=dates, rules=Rules())
    assert found["silent"]["type"] == "dormant"
    assert found["ours"]["type"] == "unclear"


def test_settings_move_the_borders(tmp_path: Path) -> None:
    rules = replace(RULES, typing=TypingRules(effort_hours=Decimal(60), share_threshold=Decimal("0.10")))
    found, _ = typed(tmp_path, rules=rules)
    assert found["much work"]["p_demanding"] < 0.1
    assert found["elsewhere"]["p_loyal"] > 0.5


def test_a_person_sets_the_type_until_a_day(tmp_path: Path) -> None:
    decided = {"kind": "type_override", "by": "Anna", "reason": "new owner"}
    decisions = [
        {"customer_id": "silent", "date": date(2025, 10, 1), "value": "loyal", **decided},
        {"customer_id": "silent", "date": date(2025, 11, 1), "value": "Overspelige liefde", "until": AS_OF, **decided},
        {
            "customer_id": "ours",
            "date": date(2025, 11, 1),
            "value": "dormant",
            "until": AS_OF - timedelta(days=1),
            **decided,
        },
        {"customer_id": "elsewhere", "date": AS_OF + timedelta(days=1), "value": "loyal", **decided},
    ]
    found, base = typed(tmp_path, decisions=decisions)
    assert found["silent"]["type"] == "shared"
    assert found["silent"]["type_reason"] == "set by Anna, until 31 Dec 2025: new owner"
    assert found["silent"]["p_dormant"] > 0.9  # the chances stay what they are
    assert found["ours"]["type"] == "loyal"
    assert found["elsewhere"]["type"] == "shared"
    assert base.summary["types"]["dormant"]["customers"] == 0


def test_from_the_run_before_only_the_label_waits(tmp_path: Path, firm: Any) -> None:
    """The run before said of one that it was loyal, with a chance of 0.7."""
    plain = firm[0]
    before = pq.read_table(firm[2] / "customers.parquet").to_pylist()
    for row in before:
        if row["customer_id"] == "elsewhere":
            chances = {name: plain["elsewhere"][name] for name in CHANCES}
            row |= {"type": "loyal", "p_shared": 0.3, "p_loyal": 0.7}
    schema = pq.read_schema(firm[2] / "customers.parquet")
    pq.write_table(pa.Table.from_pylist(before, schema=schema), tmp_path / "before.parquet")
    found, base = typed(tmp_path / "now", previous=tmp_path / "before.parquet")
    for one, row in found.items():
        assert {name: row[name] for name in (*CHANCES, "overdue", "p_active", "phase")} == {
            name: plain[one][name] for name in (*CHANCES, "overdue", "p_active", "phase")
        }
    sure = chances["p_shared"] / max(chances["p_loyal"], 1e-3) >= 7.39
    assert found["elsewhere"]["type"] == ("shared" if sure else "loyal")
    moves = {(row["from"], row["to"]): row["customers"] for row in base.lenses["type_movement"].to_pylist()}
    assert sum(moves.values()) == base.summary["customers"]
    assert moves[("dormant", "dormant")] == 1


def test_a_customer_has_the_type_he_would_have_in_another_block(tmp_path: Path, firm: Any) -> None:
    """The same facts under other numbers, in another order: what was learned is the same, and so is every chance."""
    renamed = {
        name: [row | {"customer_id": f"z{row['customer_id']}"[::-1]} for row in reversed(table)]
        for name, table in TABLES.items()
    }
    found, _ = typed(tmp_path, **renamed)
    for one, row in firm[0].items():
        other = found[f"z{one}"[::-1]]
        assert (
            [other[name] for name in CHANCES] == pytest.approx([row[name] for name in CHANCES], abs=1e-6, nan_ok=True)
            if row["type"]
            else True
        )
        assert other["type"] == row["type"]
