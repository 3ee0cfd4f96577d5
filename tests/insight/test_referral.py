"""Referral power: every cent of the value brought in is credited once, to who was there before."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.insight.referral import credit
from tests.insight.bases import AS_OF, analysed, monthly_hours
from tests.ledger_files import sold

few = settings(max_examples=60, derandomize=True, deadline=None)


def credited(edges: list[tuple[int, int]], came: dict[int, int], value: dict[int, int | None]) -> dict[int, Any]:
    """``(referrer, referred)`` pairs -> direct and downstream of each referrer."""
    found = credit(
        referred=np.array([one for _, one in edges], np.int64),
        referrer=np.array([one for one, _ in edges], np.int64),
        came=np.array([came[one] for _, one in edges], np.int64),
        value=np.array([value[one] or 0 for _, one in edges], np.int64),
        known=np.array([value[one] is not None for _, one in edges]),
    )
    known = zip(
        found.direct.tolist(), found.downstream.tolist(), found.known_direct, found.known_downstream, strict=True
    )
    return {
        int(key): (direct if a else None, downstream if b else None)
        for key, (direct, downstream, a, b) in zip(found.key, known, strict=True)
    }


def test_a_chain_counts_half_at_every_next_step() -> None:
    """1 brought 2 (100), 2 brought 3 (80), 3 brought 4 (200): 3 has 200; 2 has 80 + 100; 1 has 100 + 90."""
    edges = [(1, 2), (2, 3), (3, 4)]
    found = credited(edges, {2: 2, 3: 3, 4: 4}, {2: 100, 3: 80, 4: 200})
    assert found == {1: (100, 190.0), 2: (80, 180.0), 3: (200, 200.0)}


def test_two_who_brought_the_same_customer_share_him_to_the_cent() -> None:
    """101 cents of 9: 51 and 50; -101 likewise -50 and -51. What 9 brings on goes by halves to each too."""
    assert credited([(1, 9), (2, 9)], {9: 5}, {9: 101}) == {1: (51, 51.0), 2: (50, 50.0)}
    assert credited([(1, 9), (2, 9)], {9: 5}, {9: -101}) == {1: (-50, -50.0), 2: (-51, -51.0)}
    onward = credited([(1, 9), (2, 9), (9, 10)], {9: 5, 10: 6}, {9: 100, 10: 40})
    assert onward == {1: (50, 60.0), 2: (50, 60.0), 9: (40, 40.0)}


def test_a_value_that_is_unknown_makes_the_credit_unknown_up_the_chain_and_nowhere_else() -> None:
    edges = [(1, 2), (2, 3), (5, 6), (2, 7)]
    found = credited(edges, {2: 2, 3: 3, 6: 2, 7: 4}, {2: 100, 3: None, 6: 10, 7: 20})
    assert found == {1: (100, None), 2: (None, None), 5: (10, 10.0)}


def test_nobody_referred_is_nobody_credited() -> None:
    assert credited([], {}, {}) == {}


@few
@given(
    pairs=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30, unique=True),
    values=st.lists(st.integers(-(10**9), 10**9), min_size=13, max_size=13),
)
def test_direct_credits_add_up_to_the_value_brought_in(pairs: list[tuple[int, int]], values: list[int]) -> None:
    edges = [(a, b) for a, b in pairs if a < b]  # whoever has the lower number was there first
    found = credited(edges, {one: one for one in range(13)}, dict(enumerate(values)))
    assert sum(direct for direct, _ in found.values()) == sum(values[one] for one in {b for _, b in edges})
    shuffled = credited(edges[::-1], {one: one for one in range(13)}, dict(enumerate(values)))
    assert shuffled.keys() == found.keys()
    assert all(shuffled[one][0] == found[one][0] for one in found)


def earned(customer: str, day: str, profit: str) -> dict[str, Any]:
    return sold(customer, day, profit, cost=Decimal(0))


LINES = [
    earned("first", "2024-01-05", "1"),
    earned("second", "2024-03-01", "100"),
    earned("third", "2024-06-01", "80"),
    earned("fourth", "2024-06-01", "60"),
    earned("fifth", "2025-02-01", "50"),
]


def referral(referrer: str, customer: str, day: date | None = None) -> dict[str, Any]:
    return {"referrer_id": referrer, "customer_id": customer, "date": day}


def values_of(folder: Path, *referrals: dict[str, Any]) -> dict[str, Decimal]:
    hours = monthly_hours((2024, 1), (2025, 12))
    found, _ = analysed(folder, transactions=LINES, time_entries=hours, referrals=referrals)
    return {one: row["referral_value"] for one, row in found.items() if row["referral_value"] != 0}


@pytest.fixture(scope="module")
def worth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Decimal]:
    """What each who can have been brought is worth: the credit of who alone brought him, and nobody else."""
    brought = {"second": "first", "third": "second", "fifth": "fourth"}
    folder = tmp_path_factory.mktemp("worth")
    credits = values_of(folder, *(referral(referrer, customer) for customer, referrer in brought.items()))
    return {customer: credits[referrer] for customer, referrer in brought.items()}


def test_only_who_was_a_customer_before_is_credited(worth: dict[str, Decimal], tmp_path: Path) -> None:
    """No credit for oneself, for one's own referrer (a circle), for who came the same day, nor for strangers."""
    assert values_of(
        tmp_path,
        referral("first", "second"),
        referral("second", "first"),
        referral("second", "second"),
        referral("third", "fourth"),
        referral("fifth", "third"),
        referral("second", "stranger"),
        referral("stranger", "third"),
        referral("second", "fifth"),
    ) == {"first": worth["second"], "second": worth["fifth"]}


def test_a_referral_written_twice_counts_once_and_two_referrers_share(
    worth: dict[str, Decimal], tmp_path: Path
) -> None:
    found = values_of(
        tmp_path,
        referral("first", "third", date(2024, 5, 1)),
        referral("first", "third", date(2024, 5, 9)),
        referral("second", "third", date(2024, 5, 9)),
    )
    assert sum(found.values()) == worth["third"]
    assert abs(found["first"] - found["second"]) <= Decimal("0.01")


def test_a_referral_that_is_still_to_come_is_not_seen(worth: dict[str, Decimal], tmp_path: Path) -> None:
    later = referral("first", "third", date(AS_OF.year + 1, 1, 5))
    assert values_of(tmp_path, later, referral("first", "second", None)) == {"first": worth["second"]}


def test_without_profit_of_who_came_the_credit_is_unknown_and_not_zero(tmp_path: Path) -> None:
    referrals = [referral("first", "second"), referral("second", "third")]
    found, _ = analysed(tmp_path, transactions=LINES, referrals=referrals)
    assert {one: row["referral_value"] for one, row in found.items()} == {
        "first": None,
        "second": None,
        "third": 0,
        "fourth": 0,
        "fifth": 0,
    }
    assert found["first"]["why"]["referral_value"] == found["first"]["why"]["referral_downstream"] == "profit_unknown"
