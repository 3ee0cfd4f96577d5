"""The liability for saved points: the example of the standard, and what must always hold."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.errors import EstimationError
from klantkompas.estimators.points import allocate_price, points_earned

EUROS = 100


def test_the_example_of_the_standard():
    """IFRS 15, example 52: 100,000 of sales, 10,000 points of 1 each, of which 9,500 will be spent.

    91,324 for the products and 8,676 for the points; 4,110 in year 1 (4,500 spent), 3,493 in year 2 (8,500 spent by
    then, now 9,700 expected), in whole currency units.
    """
    price = allocate_price(
        price=100_000 * EUROS,
        products_alone=100_000 * EUROS,
        points_alone=10_000 * EUROS,
        spent_share=Decimal("0.95"),
    )
    assert (round(price.products / EUROS), round(price.points / EUROS)) == (91_324, 8_676)
    earned = points_earned(allocated=price.points, spent=[4_500, 8_500], expected=[9_500, 9_700])
    assert (earned.released / EUROS).round().tolist() == [4_110, 3_493]
    assert (earned.liability / EUROS).round().tolist() == [4_566, 1_073]


def test_more_expected_than_before_takes_turnover_back():
    earned = points_earned(allocated=1_000, spent=[50, 50], expected=[100, 200])
    assert earned.released.tolist() == [500, -250]
    assert earned.liability.tolist() == [500, 750]


def test_points_that_nobody_spends_cost_nothing():
    price = allocate_price(price=1_000, products_alone=1_000, points_alone=100, spent_share=Decimal(0))
    assert (price.products, price.points) == (1_000, 0)


@given(
    price=st.integers(0, 10**12),
    alone=st.integers(1, 10**12),
    points=st.integers(0, 10**10),
    share=st.decimals(0, 1, places=4),
    spent=st.lists(st.integers(0, 1_000), min_size=1, max_size=6),
)
@settings(max_examples=30, derandomize=True, deadline=None)
def test_to_the_cent_nothing_is_lost(price, alone, points, share, spent):
    divided = allocate_price(price=price, products_alone=alone, points_alone=points, spent_share=share)
    assert divided.products + divided.points == price
    until = np.cumsum(spent)
    expected = np.maximum(np.full(until.size, until[-1]), 1)
    earned = points_earned(allocated=divided.points, spent=until, expected=expected)
    assert (np.cumsum(earned.released) + earned.liability == divided.points).all()
    assert until[-1] == 0 or earned.liability[-1] == 0


@pytest.mark.parametrize(
    "given_wrong",
    [
        {"allocated": 10, "spent": [5, 4], "expected": [9, 9]},
        {"allocated": 10, "spent": [5], "expected": [4]},
        {"allocated": 10, "spent": [0], "expected": [0]},
        {"allocated": 10, "spent": [1, 2], "expected": [4]},
        {"allocated": -1, "spent": [1], "expected": [4]},
        {"allocated": 10, "spent": [np.nan], "expected": [4]},
    ],
)
def test_what_cannot_be_is_refused(given_wrong):
    with pytest.raises(EstimationError):
        points_earned(**given_wrong)


@pytest.mark.parametrize(
    ("price", "alone", "points", "share"), [(-1, 1, 1, "1"), (1, 0, 0, "1"), (1, 1, 1, "1.1"), (1, 0, 5, "0")]
)
def test_a_price_of_nothing_cannot_be_divided(price, alone, points, share):
    with pytest.raises(EstimationError):
        allocate_price(price=price, products_alone=alone, points_alone=points, spent_share=Decimal(share))
