"""Milestones: each from its own facts, on its own day; later facts change nothing of what was."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.engine import collect
from klantkompas.insight.base import analyse
from klantkompas.insight.columns import MILESTONES
from klantkompas.insight.duration import Danger, Duration
from klantkompas.insight.milestones import milestones, quarter_ends
from klantkompas.insight.relation.phases import CODE
from klantkompas.insight.understood import understood
from klantkompas.insight.windows import day_number
from tests.insight.bases import AS_OF
from tests.ledger_files import ledger_of, sold

START = "2020-01-06"
DANGER = Duration(basis="estimated", danger=Danger(month=12.0, low=10.0, high=14.0, p_value=0.01))
# 14 months of 30.4375 days are 426.125 days: past are more than 427 days after the beginning
BEGAN, PAST = date(2023, 3, 1), date(2023, 3, 1) + timedelta(days=427)

ORDERS = [
    sold("own", START),
    sold("own", "2025-12-01"),
    sold("new", "2025-03-03"),
    sold("stays", BEGAN.isoformat()),
    sold("stays", PAST.isoformat()),  # the last day of the danger months is not past them
    sold("stays", (PAST + timedelta(days=3)).isoformat()),
    sold("stays", (PAST + timedelta(days=50)).isoformat()),
    sold("sleeps", "2022-01-10"),
    sold("sleeps", "2025-06-01"),
    sold("sleeps", "2025-07-01"),
    sold("grows", "2021-05-10"),
    # twelve months until 2024-03-31: 2000; until 2025-03-31: 3000, half more and 1000 more
    sold("grows", "2023-08-01", "2000"),
    sold("grows", "2024-08-01", "2000"),
    sold("grows", "2025-02-01", "1000"),
    sold("angry", "2022-02-01"),
    sold("angry", "2022-05-01"),
    sold("angry", "2025-05-20"),
    sold("late", "2022-02-01"),
    sold("late", "2022-05-01"),
    sold("late", "2025-11-01"),
    sold("brings", "2021-02-01"),
    sold("brought", "2025-08-08"),
]
FACTS: dict[str, list[dict[str, Any]]] = {
    "complaints": [
        # back within ninety days (the own gaps are of 89 days and longer: two of them are longer still)
        {"customer_id": "angry", "opened_on": date(2025, 4, 20), "resolved_on": date(2025, 4, 25)},
        {"customer_id": "angry", "opened_on": date(2025, 5, 1), "resolved_on": None},
        # solved after the as-of date: not seen
        {"customer_id": "late", "opened_on": date(2025, 10, 1), "resolved_on": date(2026, 1, 5)},
    ],
    "referrals": [
        {"referrer_id": "brings", "customer_id": "brought", "date": date(2025, 7, 1)},
        {"referrer_id": "brings", "customer_id": "nobody", "date": date(2025, 7, 1)},
    ],
}


def found_in(path: Path) -> list[tuple[str, date, str, str | None]]:
    return [tuple(row.values()) for row in pq.read_table(path).to_pylist()]  # type: ignore[misc]


def of(folder: Path, *, lasting: Duration = DANGER, as_of: date = AS_OF, **more: Any) -> Any:
    with ledger_of(folder, **{"transactions": ORDERS, **FACTS, **more}) as ledger:
        then = understood(ledger, as_of=as_of)
        keys = {row["customer_id"]: row["key"] for row in collect(ledger.customers).to_pylist()}
        silences = [(keys["sleeps"], date(2024, 5, 5), "silence"), (keys["sleeps"], date(2024, 9, 5), "gone_silent")]
        silences += [(keys["stays"], date(2025, 9, 5), "silence"), (keys["grows"], date(2023, 1, 1), "first_order")]
        columns = {
            "key": pa.array([key for key, _, _ in silences], pa.int32()),
            "from": pa.array([day_number(day) for _, day, _ in silences], pa.int32()),
            "reason": pa.array([CODE[why] for _, _, why in silences], pa.int32()),
        }
        table = pa.table(columns)
        turns = ledger.engine.load("turns_told", table.to_batches(), table.schema)
        made = milestones(ledger, then, turns, lasting)
        return made, found_in(made.path)


def test_each_milestone_stands_on_its_own_day(tmp_path: Path) -> None:
    made, found = of(tmp_path)
    by_kind = {kind: [row for row in found if row[2] == kind] for kind in MILESTONES}
    assert by_kind["won"][-1] == ("stays", BEGAN, "won", None)
    assert ("new", date(2025, 3, 3), "won", None) in by_kind["won"]
    assert not [row for row in by_kind["won"] if row[0] == "own"]  # may have been a customer before the files
    assert ("stays", PAST + timedelta(days=3), "kept", None) in by_kind["kept"]
    assert [row[0] for row in by_kind["kept"]].count("stays") == 1
    assert by_kind["grown"] == [("grows", date(2025, 3, 31), "grown", None)]
    assert by_kind["woken"] == [("sleeps", date(2025, 6, 1), "woken", None)]
    assert by_kind["recovered"] == [("angry", date(2025, 5, 20), "recovered", None)]
    assert by_kind["referred"] == [("brings", date(2025, 8, 8), "referred", "brought")]
    assert found == sorted(found, key=lambda row: (row[0], row[1], MILESTONES.index(row[2])))
    assert made.counts["won"] == 2  # new and brought, within the year
    assert (made.counts["woken"], made.counts["recovered"], made.counts["referred"]) == (1, 1, 1)


def test_what_cannot_be_known_has_its_reason_and_is_no_zero(tmp_path: Path) -> None:
    without = [{name: value for name, value in row.items() if name != "amount"} for row in ORDERS]
    found = of(tmp_path, lasting=Duration(basis="estimated", danger_reason="no_rise"), transactions=without)[0]
    assert (found.counts["kept"], found.why["kept"]) == (None, "no_rise")
    assert (found.counts["grown"], found.why["grown"]) == (None, "no_amounts")
    with ledger_of(tmp_path / "few", transactions=[sold("a", "2025-11-01"), sold("a", "2025-12-01")]) as ledger:
        summary = analyse(ledger, as_of=AS_OF).summary
    assert set(summary["milestones"].values()) == {0, None}
    assert summary["why"]["milestones.recovered"] == "no_complaints"
    assert summary["why"]["milestones.referred"] == "no_referrals"
    assert summary["why"]["milestones.grown"] == "facts_too_short"


def test_growth_counts_once_a_year_and_only_of_who_was_a_customer_already(tmp_path: Path) -> None:
    lines = [sold("own", START), sold("own", "2025-12-01", "1")]
    lines += [
        sold("steady", f"{year}-02-10", str(amount)) for year, amount in ((2021, 100), (2022, 2000), (2023, 5000))
    ]
    lines += [sold("fresh", "2023-02-10", "1000"), sold("fresh", "2024-02-10", "9000")]
    _, found = of(tmp_path, transactions=[*ORDERS, *lines])
    grown = [row[:2] for row in found if row[2] == "grown" and row[0] in ("steady", "fresh")]
    # 2000 until 2022-12-31 was not 1000 above what stood there; the year until 2023-03-31 is the first seen
    assert grown == [("steady", date(2023, 3, 31))]


def test_a_quarter_counts_from_its_last_day_on() -> None:
    days = lambda until: [date(1970, 1, 1) + timedelta(days=one) for one in quarter_ends(day_number(until), 2)]  # noqa: E731
    assert days(date(2025, 12, 31)) == [date(2025, 9, 30), date(2025, 12, 31)]
    assert days(date(2025, 12, 30)) == [date(2025, 6, 30), date(2025, 9, 30)]


LATER = AS_OF + timedelta(days=1)
later_days = st.dates(min_value=LATER, max_value=LATER + timedelta(days=400))


@settings(max_examples=6, derandomize=True, deadline=None)
@given(days=st.lists(later_days, min_size=1, max_size=4), who=st.sampled_from(["sleeps", "stays", "angry", "somebody"]))
def test_facts_after_the_date_change_nothing(
    days: list[date], who: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = of(tmp_path_factory.mktemp("before"))
    more = {
        "transactions": [*ORDERS, *(sold(who, day.isoformat(), "9000") for day in days)],
        "complaints": [*FACTS["complaints"], {"customer_id": who, "opened_on": days[0], "resolved_on": days[0]}],
        "referrals": [*FACTS["referrals"], {"referrer_id": who, "customer_id": "new", "date": days[0]}],
    }
    after = of(tmp_path_factory.mktemp("after"), **more)
    assert (before[1], before[0].counts) == (after[1], after[0].counts)
