"""The phase of a relation: each from its own facts, with its reason and its day; leaving trouble takes more."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.engine import DuckEngine, Frame, collect
from klantkompas.estimators.purchases import PurchaseProcess, p_active
from klantkompas.estimators.transitions import monthly_transitions
from klantkompas.insight.base import analyse
from klantkompas.insight.relation.phases import PHASES, REASONS, days_until
from klantkompas.insight.relation.spells import SPAN, Stretches, laid_over, merged
from klantkompas.insight.relation.stays import MonthlyMoves
from klantkompas.insight.relation.turns import NEVER, TROUBLES
from klantkompas.rules import PhaseRules, Rules
from klantkompas.words import has, say
from tests.insight.bases import AS_OF
from tests.ledger_files import ledger_of, sold, worked

few = settings(max_examples=60, derandomize=True, deadline=None)
PROCESS = PurchaseProcess(r=2.0, alpha=60.0, a=0.5, b=9.5, k=2)
OLD = "2021-01-04"  # when the files of the test firm begin


def monthly(customer: str, first: tuple[int, int], last: tuple[int, int]) -> list[dict[str, Any]]:
    """An order on the 15th of every month."""
    months = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [sold(customer, f"{month // 12}-{month % 12 + 1:02d}-15") for month in months]


STEADY = ("steady", "mended", "open", "unheard", "promised", "failing", "fell", "bankrupt", "let go", "grave")
ORDERS = [
    *(line for name in STEADY for line in monthly(name, (2023, 1), (2025, 12))),
    *monthly("old", (2021, 1), (2025, 12)),
    *monthly("gone", (2022, 1), (2023, 6)),
    *monthly("back", (2022, 1), (2022, 12)),
    *[sold(name, day) for name, day in (("old", OLD), ("back", "2025-12-01"), ("kiss", "2025-12-02"))],
    *monthly("cuddle", (2025, 5), (2025, 12)),
]
FACTS: dict[str, list[dict[str, Any]]] = {
    "customers": [
        {"customer_id": "listed", "ended_on": None, "ended_reason": None},
        {"customer_id": "bankrupt", "ended_on": date(2025, 5, 1), "ended_reason": "bankrupt"},
        {"customer_id": "later", "ended_on": date(2026, 5, 1), "ended_reason": "left"},
        *({"customer_id": one, "ended_on": None, "ended_reason": None} for one in ("courted", "cold", "quoted")),
    ],
    "activities": [
        {"customer_id": "courted", "date": date(2025, 11, 3), "kind": "visit"},
        {"customer_id": "cold", "date": date(2022, 2, 1), "kind": "call"},
        {"customer_id": "kiss", "date": date(2025, 10, 1), "kind": "visit"},
    ],
    "quotes": [
        {
            "customer_id": "quoted",
            "date": date(2025, 12, 10),
            "amount": Decimal(900),
            "status": "open",
            "decided_on": None,
        },
        {
            "customer_id": "courted",
            "date": date(2025, 11, 10),
            "amount": Decimal(500),
            "status": "lost",
            "decided_on": date(2025, 11, 20),
        },
    ],
    "complaints": [
        {"customer_id": "open", "opened_on": date(2025, 12, 1), "resolved_on": None, "severity": "small"},
        {"customer_id": "mended", "opened_on": date(2025, 2, 1), "resolved_on": date(2025, 3, 20), "severity": "small"},
        {
            "customer_id": "steady",
            "opened_on": date(2025, 12, 1),
            "resolved_on": date(2025, 12, 9),
            "severity": "small",
        },
        {
            "customer_id": "grave",
            "opened_on": date(2025, 11, 20),
            "resolved_on": date(2025, 11, 21),
            "severity": "large",
        },
    ],
    "cards": [
        {"customer_id": "unheard", "sent_on": date(2025, 11, 1), "answered_on": date(2025, 11, 8), "called_on": None},
        {
            "customer_id": "steady",
            "sent_on": date(2025, 11, 1),
            "answered_on": date(2025, 11, 8),
            "called_on": date(2025, 11, 12),
        },
    ],
    "promises": [
        {"customer_id": "promised", "made_on": date(2025, 11, 1), "due_on": date(2025, 11, 20), "kept_on": None},
    ],
    "ratings": [
        {"customer_id": "failing", "date": date(2025, 12, 3), "measure": "mark", "score": Decimal(5)},
        {"customer_id": "fell", "date": date(2024, 12, 3), "measure": "mark", "score": Decimal(9)},
        {"customer_id": "fell", "date": date(2025, 12, 3), "measure": "mark", "score": Decimal(7)},
        {"customer_id": "steady", "date": date(2025, 12, 3), "measure": "csat", "score": Decimal(4)},
    ],
    "decisions": [{"customer_id": "let go", "date": date(2025, 12, 20), "kind": "let_go", "until": None}],
}
EXPECTED = {
    "listed": ("prospect", "listed", None),
    "courted": ("prospect", "contact", "2025-11-03"),
    "cold": ("ended", "went_cold", "2022-02-01"),
    "quoted": ("new", "quote", "2025-12-10"),
    "kiss": ("new", "first_order", "2025-12-02"),
    "back": ("new", "came_back", "2025-12-01"),
    "cuddle": ("building", "few_orders", "2025-05-15"),
    "steady": ("established", "rhythm", "2023-01-15"),
    "old": ("established", "rhythm", OLD),
    "mended": ("established", "rhythm", "2023-01-15"),
    "open": ("strained", "complaint_open", "2025-12-01"),
    "grave": ("strained", "complaint_severe", "2025-11-20"),
    "unheard": ("strained", "card_unanswered", "2025-11-08"),
    "promised": ("strained", "promise_broken", "2025-11-20"),
    "failing": ("strained", "rating_low", "2025-12-03"),
    "fell": ("strained", "rating_fell", "2025-12-03"),
    "gone": ("ended", "gone_silent", "2023-06-15"),
    "bankrupt": ("ended", "bankrupt", "2025-05-01"),
    "let go": ("ended", "decided_let_go", "2025-12-20"),
}
Rows = list[tuple[Any, ...]]


def history_of(base: Any) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in pq.read_table(base.phases).to_pylist():
        days = [row[name].isoformat() if row[name] else None for name in ("from", "to")]
        found.setdefault(row["customer_id"], []).append((*days, row["phase"], row["reason"]))
    return found


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def firm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Any]:
    folder = tmp_path_factory.mktemp("firm")
    with ledger_of(folder, engine=request.param, transactions=ORDERS, **FACTS) as ledger:
        base = analyse(ledger, as_of=AS_OF)
        said = {row["customer_id"]: row for row in pq.read_table(base.customers).to_pylist()}
        return said, (history_of(base), base.lenses["phase_moves"])


@pytest.mark.parametrize("customer", EXPECTED)
def test_each_phase_has_its_fact_and_its_day(firm: Any, customer: str) -> None:
    phase, reason, day = EXPECTED[customer]
    params = {} if day is None else {"day": date.fromisoformat(day)}
    row = firm[0][customer]
    assert (row["phase"], row["phase_reason"]) == (phase, say(f"phase.reason.{reason}", "nl", **params))


def test_an_end_that_is_still_to_come_is_not_seen(firm: Any) -> None:
    assert firm[0]["later"]["phase"] == "prospect"


def test_trouble_begins_at_once_and_ends_with_an_order_in_rhythm_after_it_was_solved(firm: Any) -> None:
    """The complaint of 1 February was open 14 days on the 15th; solved on 20 March, the next order came 15 April."""
    assert firm[1][0]["mended"][-2:] == [
        ("2025-02-15", "2025-04-15", "strained", "complaint_open"),
        ("2025-04-15", None, "established", "rhythm"),
    ]


def test_the_history_follows_a_relation_from_the_first_contact(firm: Any) -> None:
    history = firm[1][0]
    assert history["kiss"] == [
        ("2025-10-01", "2025-12-02", "prospect", "contact"),
        ("2025-12-02", None, "new", "first_order"),
    ]
    assert history["courted"][:2] == [
        ("2025-11-03", "2025-11-10", "prospect", "contact"),
        ("2025-11-10", "2025-11-20", "new", "quote"),
    ]
    assert [row[2] for row in history["steady"]] == ["new", "building", "established"]
    assert history["steady"][0][0] == "2023-01-15"
    assert history["steady"][2][0] == "2024-01-15"  # a year and more than six orders


def test_who_was_there_before_the_files_is_never_new(firm: Any) -> None:
    assert [row[2] for row in firm[1][0]["old"]] == ["building", "established"]


def test_silence_strains_then_ends_and_a_new_order_is_a_second_first_kiss(firm: Any) -> None:
    phases = [row[2] for row in firm[1][0]["back"]]
    assert phases[-3:] == ["strained", "ended", "new"]
    assert firm[1][0]["back"][-1][0] == "2025-12-01"


def test_histories_have_no_gaps_and_no_phase_twice_running(firm: Any) -> None:
    for rows in firm[1][0].values():
        assert rows[-1][1] is None
        for one, following in pairwise(rows):
            assert one[1] == following[0] and one[2] != following[2]


def test_the_last_row_of_the_history_is_the_phase_of_now(firm: Any) -> None:
    said, (history, _) = firm
    assert {name: rows[-1][2] for name, rows in history.items()} == {name: row["phase"] for name, row in said.items()}


def test_months_are_counted_from_month_end_to_month_end(firm: Any) -> None:
    moves = {(row["phase"], row["next_phase"]): row for row in firm[1][1].to_pylist()}
    assert moves["strained", "established"]["months"] >= 1  # mended
    assert moves["established", "prospect"]["months"] == 0
    for phase in PHASES:
        assert sum(moves[phase, name]["chance"] for name in PHASES) == pytest.approx(1.0)
        assert all(moves[phase, one]["chance_low"] <= moves[phase, one]["chance_high"] for one in PHASES)
    assert moves["ended", "new"]["expected_months"] is None


def test_another_setting_moves_the_border(tmp_path: Path) -> None:
    rules = Rules(phases=PhaseRules(complaint_open_days=60, stale_days=30))
    with ledger_of(tmp_path, rules=rules, transactions=ORDERS, **FACTS) as ledger:
        base = analyse(ledger, as_of=AS_OF)
        said = {row["customer_id"]: row["phase"] for row in pq.read_table(base.customers).to_pylist()}
    assert (said["open"], said["promised"], said["failing"]) == ("established", "strained", "strained")


def test_a_firm_without_any_other_table_still_has_phases(tmp_path: Path) -> None:
    with ledger_of(tmp_path, transactions=monthly("one", (2024, 1), (2025, 12))) as ledger:
        base = analyse(ledger, as_of=AS_OF)
        assert [row[2] for row in history_of(base)["one"]] == ["building", "established"]
        assert collect(ledger.customers.select("key")).num_rows == 1


def test_the_size_of_the_blocks_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, firm: Any) -> None:
    """Blocks of five rows: one customer spans many of them, and their borders fall anywhere."""
    monkeypatch.setattr("klantkompas.engine.ROWS_A_BLOCK", 5)
    with ledger_of(tmp_path, engine="polars", transactions=ORDERS, **FACTS) as ledger:
        assert history_of(analyse(ledger, as_of=AS_OF)) == firm[1][0]


def test_a_customer_beyond_the_millionth_has_a_phase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = DuckEngine.number

    def numbered_high(engine: DuckEngine, name: str, frame: Frame, key: str) -> Frame:
        numbered = number(engine, name, frame, key)
        return engine.store(f"{name}_high", numbered.with_columns((nw.col(key) + NEVER).cast(nw.Int32).alias(key)))

    monkeypatch.setattr(DuckEngine, "number", numbered_high)
    with ledger_of(tmp_path, transactions=monthly("A", (2023, 1), (2026, 10))) as ledger:
        (row,) = pq.read_table(analyse(ledger, as_of=AS_OF).customers).to_pylist()
    assert row["phase"] == "established"


def test_hours_before_the_first_order_are_contact(tmp_path: Path) -> None:
    lines = [*monthly("one", (2024, 1), (2025, 12)), sold("two", "2025-12-20")]
    with ledger_of(tmp_path, transactions=lines, time_entries=[worked("two", "2025-11-05")]) as ledger:
        base = analyse(ledger, as_of=AS_OF)
        assert history_of(base)["two"][0] == ("2025-11-05", "2025-12-20", "prospect", "contact")


def test_every_reason_has_its_sentence_and_every_phase_its_name() -> None:
    assert all(has(f"phase.reason.{name}") for name in REASONS)
    assert all(has(f"phase.{name}") for name in PHASES)
    assert set(TROUBLES) <= set(REASONS)


# --- the arithmetic below -------------------------------------------------------------------------------------------


@given(x=st.integers(1, 40), gap=st.integers(3, 60), level=st.floats(0.05, 0.9), longest=st.integers(0, 2_000))
@few
def test_the_day_on_which_a_chance_is_passed_is_the_first_one(x: int, gap: int, level: float, longest: int) -> None:
    """Against looking at every day in turn."""
    t_x = x * gap
    found = days_until(
        PROCESS, x=np.array([x]), t_x=np.array([t_x]), level=np.array([level]), longest=np.array([longest])
    )[0]
    days = np.arange(longest + 1)
    chance = p_active(process=PROCESS, x=np.full(days.size, x), t_x=np.full(days.size, t_x), T=t_x + days)
    below = np.flatnonzero(chance < level)
    assert found == (below[0] if below.size else NEVER)


runs = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 30), st.integers(1, 9), st.integers(0, 3)), max_size=12)


def of(rows: list[tuple[int, int, int, int]]) -> Stretches:
    owner, start, length, code = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Stretches(owner, start, start + length, code, start)


@given(under=runs, over=runs)
@few
def test_layers_are_laid_over_each_other_as_on_a_calendar(
    under: list[tuple[int, int, int, int]], over: list[tuple[int, int, int, int]]
) -> None:
    """Against painting every day: the later layer goes before the earlier, runs that touch are one."""
    layers = [merged(of(under)), merged(of(over))]
    calendar: dict[tuple[int, int], int] = {}
    for layer in layers:
        for owner, start, end, code in zip(layer.owner, layer.start, layer.end, layer.code, strict=True):
            calendar |= {(int(owner), day): int(code) for day in range(start, end)}
    painted = {day for rows in (under, over) for owner, start, length, _ in rows for day in _days(owner, start, length)}
    assert set(calendar) == painted
    found_owner, found_day, holds = laid_over(layers, until=50)
    for (owner, day), code in calendar.items():
        at = np.searchsorted(found_owner * SPAN + found_day, owner * SPAN + day, side="right") - 1
        assert holds.code[at] == code


def _days(owner: int, start: int, length: int) -> set[tuple[int, int]]:
    return {(owner, day) for day in range(start, start + length)}


def test_moves_are_read_at_month_ends() -> None:
    """From 10 January in phase 0, from 20 March in phase 1, until 31 May: January, February 0; March, April, May 1."""
    first, until = (date(2025, 1, 1) - date(1970, 1, 1)).days, (date(2025, 5, 31) - date(1970, 1, 1)).days
    moves = MonthlyMoves(first=first, until=until, phases=2)
    start = first + np.array([9, 78])
    moves.add(np.array([0, 0]), np.array([0, 1]), start, np.array([start[1], NEVER]))
    assert moves.counts.tolist() == [[1, 1], [0, 2]]


def test_chances_and_time_to_come_of_a_small_chain() -> None:
    """With so many counts that the prior is nothing: one in ten a month goes to the end, so ten months stay."""
    found = monthly_transitions(counts=[[9e9, 1e9], [0.0, 1e9]])
    assert found.mean[0] == pytest.approx([0.9, 0.1], rel=1e-6)
    assert found.time[0, 0] == pytest.approx(10.0, rel=1e-6)


def test_a_phase_never_seen_does_what_all_do() -> None:
    """The prior is five months of the mean row: (0, 6, 4)/10 here, for a row without counts of its own."""
    found = monthly_transitions(counts=[[0, 0, 0], [0, 6, 2], [0, 0, 2]])
    assert found.mean[0] == pytest.approx([0.0, 0.6, 0.4])
    assert found.mean[1] == pytest.approx([0.0, (6 + 3) / 13, (2 + 2) / 13])


def test_the_as_of_date_hides_what_came_after(tmp_path: Path) -> None:
    with ledger_of(tmp_path, transactions=ORDERS, **FACTS) as ledger:
        early = history_of(analyse(ledger, as_of=AS_OF - timedelta(days=300)))
    assert early["mended"][-1][2:] == ("strained", "complaint_open")
    assert early["mended"][-1][0] == "2025-02-15"
