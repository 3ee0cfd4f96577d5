"""Seasonal buyers at the end of their off-season: not asleep, not strained; and who is truly gone still is."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from klantkompas.insight.base import analyse
from tests.insight.bases import rows
from tests.ledger_files import ledger_of, sold

SPRING_BEGINS, CHRISTMAS_BEGINS = date(2025, 2, 28), date(2025, 9, 30)
GONE = tuple(range(5))  # of each kind: no order since the season two seasons ago
SIZE = 30


def seasonal(kind: str, months: tuple[int, ...], *, until: date) -> Iterator[dict[str, Any]]:
    """Two or three orders in every season since 2020, on other days every year."""
    rng = np.random.default_rng(len(kind))
    for number in range(SIZE):
        for year in range(2020, until.year + 1):
            for month in rng.choice(months, size=rng.integers(2, len(months) + 1), replace=False):
                day = date(year, int(month), int(rng.integers(1, 28)))
                stopped = number in GONE and day > until - timedelta(days=2 * 365)
                if day <= until and not stopped:
                    yield sold(f"{kind} {number}", day.isoformat(), "200")


def even(*, until: date) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(9)
    for number in range(SIZE):
        day = date(2020, 1, 3) + timedelta(days=number)
        while day <= until:
            yield sold(f"baker {number}", day.isoformat(), "150")
            day += timedelta(days=int(rng.integers(15, 45)))


def firm(until: date) -> dict[str, Any]:
    """Sellers of Christmas goods, gardeners and bakers, each a sector."""
    orders = [
        *seasonal("christmas", (10, 11, 12), until=until),
        *seasonal("spring", (3, 4, 5), until=until),
        *even(until=until),
    ]
    names = [f"{kind} {number}" for kind in ("christmas", "spring", "baker") for number in range(SIZE)]
    return {
        "transactions": orders,
        "customers": [{"customer_id": name, "sector": name.split()[0], "employees": 4} for name in names],
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """The customers at the end of each off-season, by kind of buyer whose season is about to begin."""
    done = {}
    for kind, until in (("spring", SPRING_BEGINS), ("christmas", CHRISTMAS_BEGINS)):
        folder = tmp_path_factory.mktemp(kind)
        with ledger_of(folder, **firm(until)) as ledger:
            base = analyse(ledger, as_of=until, language="en")
            base.write(folder / "out")
            done[kind] = rows(base)
    return done


@pytest.mark.parametrize("kind", ["spring", "christmas"])
def test_at_the_end_of_the_off_season_such_buyers_are_not_asleep(found: Any, kind: str) -> None:
    awake = [found[kind][f"{kind} {number}"] for number in range(SIZE) if number not in GONE]
    assert all(row["recency_days"] > 150 for row in awake)
    assert min(row["p_active"] for row in awake) > 0.75
    assert max(row["p_dormant"] for row in awake) < 0.25
    phases = [row["phase"] for row in awake]
    assert "ended" not in phases
    assert phases.count("strained") <= 1  # a gap within a season of years ago, after which none was as usual
    assert np.mean([row["overdue"] > 0.9 for row in awake]) < 0.1


@pytest.mark.parametrize("kind", ["spring", "christmas"])
def test_who_missed_two_seasons_is_asleep(found: Any, kind: str) -> None:
    gone = [found[kind][f"{kind} {number}"] for number in GONE]
    assert max(row["p_active"] for row in gone) < 0.2
    assert {row["type"] for row in gone} == {"dormant"}
    assert {row["phase"] for row in gone} <= {"strained", "ended"}
    assert min(row["overdue"] for row in gone) > 0.95


def test_who_orders_all_year_is_read_as_before(found: Any) -> None:
    bakers = [found["christmas"][f"baker {number}"] for number in range(SIZE)]
    assert min(row["p_active"] for row in bakers) > 0.8


def test_the_chance_of_a_type_and_the_chance_to_be_active_are_one_belief(found: Any) -> None:
    for row in [*found["spring"].values(), *found["christmas"].values()]:
        assert row["p_dormant"] == pytest.approx(1.0 - row["p_active"])  # no hours: nobody can be demanding
