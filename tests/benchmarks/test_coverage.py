"""The benchmark of ranges: what it counts, by hand, and that the years to come change nothing of the past."""

import numpy as np
import pytest

from benchmarks.coverage import FIRST, SHIPPED, YEARS, Held, covered, covered_totals, going_on, trials
from klantkompas.ledger.example_firm.simulate import branch


def firm(inside: list[float], actual: float) -> Held:
    """Ten customers, one a decile, and a total expected at 100, from 90 to 120."""
    each = {"orders": np.array(inside)}
    return Held(decile=np.arange(10.0), inside=each, totals={"orders": (100.0, 90.0, 120.0, actual)})


def test_customers_are_counted_by_decile_over_firms() -> None:
    found = covered([firm([1.0] * 10, 100), firm([0.0] + [1.0] * 9, 100)], "orders")
    assert found == {"overall": 0.95, "by_decile": [0.5] + [1.0] * 9}


def test_a_total_is_inside_or_its_range_is_too_high() -> None:
    found = covered_totals([firm([1.0] * 10, one) for one in (95.0, 120.0, 80.0, 105.0)], "orders")
    assert found == {"inside": 3, "too_high": 1, "expected_over_actual": 1.0, "half_width": 0.15}


def test_a_firm_that_goes_on_has_five_more_years_of_prices() -> None:
    later = going_on(SHIPPED)
    assert later.end.year == SHIPPED.end.year + YEARS
    assert {year for year, _ in later.course.inflation} >= set(range(2021, later.end.year + 1))
    facts = branch(firm=later, customers=20, seed=FIRST, number=0).facts["transactions"]
    assert max(facts["date"].to_pylist()) > SHIPPED.end


@pytest.mark.parametrize("developed", range(401, 426))
def test_no_firm_that_is_reported_was_developed_on(developed: int) -> None:
    assert all(developed not in trial.seeds for trial in trials(FIRST))
