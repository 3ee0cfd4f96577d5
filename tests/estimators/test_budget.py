"""Winning, keeping, winning back: the best split, against worked figures and against trying everything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.errors import EstimationError
from klantkompas.estimators.budget import (
    Economics,
    ResponseCurve,
    best_spending,
    curve_through,
    fit_curve,
    keeping_slope,
)

few = settings(max_examples=25, derandomize=True, deadline=None)
ACQUIRE = ResponseCurve(ceiling=0.4, k=0.08)
KEEP = ResponseCurve(ceiling=0.8, k=0.05)
MONEY = Economics(margin=100.0, discount=0.1)


def test_the_worked_figures() -> None:
    """Own example in the model of Blattberg & Deighton 1996: m 100, ceilings .4 and .8, k .08 and .05, 10 %."""
    best = best_spending(acquire=ACQUIRE, keep=KEEP, economics=MONEY)
    assert best.acquire == pytest.approx(21.29, abs=0.005)
    assert best.keep == pytest.approx(38.52, abs=0.005)
    assert best.value == pytest.approx(171.6, abs=0.05)
    assert ACQUIRE.rate(best.acquire) == pytest.approx(0.327, abs=0.0005)
    assert KEEP.rate(best.keep) == pytest.approx(0.683, abs=0.0005)


def test_at_the_best_point_both_marginal_costs_are_the_value_of_a_customer() -> None:
    """Pfeifer 2005: of winning and of keeping, 171.6 both in the worked figures."""
    best = best_spending(acquire=ACQUIRE, keep=KEEP, economics=MONEY)
    assert 1.0 / ACQUIRE.slope(best.acquire) == pytest.approx(best.value, rel=1e-9)
    assert 1.0 / KEEP.slope(best.keep) == pytest.approx(best.value, rel=1e-5)
    assert keeping_slope(KEEP, MONEY, best.keep) == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize(
    ("prospects", "customers", "to_acquire"), [(1000, 100, 85), (1000, 500, 52), (1000, 2000, 22), (200, 2000, 5)]
)
def test_85_15_is_right_for_one_firm_and_wrong_for_another(prospects: int, customers: int, to_acquire: int) -> None:
    """The same curves, other numbers of prospects and customers."""
    best = best_spending(acquire=ACQUIRE, keep=KEEP, economics=MONEY)
    winning, keeping = prospects * best.acquire, customers * best.keep
    assert round(100 * winning / (winning + keeping)) == to_acquire


@given(
    ceiling=st.floats(0.2, 0.95),
    k=st.floats(0.005, 0.2),
    margin=st.floats(20.0, 2_000.0),
    discount=st.floats(0.02, 0.3),
)
@few
def test_no_other_spend_on_keeping_is_better(ceiling: float, k: float, margin: float, discount: float) -> None:
    keep, money = ResponseCurve(ceiling=ceiling, k=k), Economics(margin=margin, discount=discount)
    best = best_spending(acquire=ACQUIRE, keep=keep, economics=money)
    tried = max(money.to_come(keep, float(spend)) for spend in np.linspace(0.01, 15.0 / k, 4_000))
    assert money.to_come(keep, best.keep) >= tried - 1e-6 * margin


@given(spend=st.floats(1.0, 500.0), ceiling=st.floats(0.1, 1.0), part=st.floats(0.05, 0.95))
@few
def test_a_curve_goes_through_the_point_that_was_told(spend: float, ceiling: float, part: float) -> None:
    curve = curve_through(spend=spend, rate=part * ceiling, ceiling=ceiling)
    assert curve.rate(spend) == pytest.approx(part * ceiling)
    assert curve.rate(0.0) == 0.0 and curve.rate(1e9) == pytest.approx(ceiling)


@pytest.mark.parametrize(("spend", "rate", "ceiling"), [(0, 0.2, 0.4), (10, 0.4, 0.4), (10, 0.2, 1.2), (10, 0, 0.4)])
def test_an_impossible_point_is_refused(spend: float, rate: float, ceiling: float) -> None:
    with pytest.raises(EstimationError):
        curve_through(spend=spend, rate=rate, ceiling=ceiling)


def test_a_lapsed_customer_gets_what_brings_a_euro_back() -> None:
    curve = ResponseCurve(ceiling=0.2, k=0.1)
    best = best_spending(acquire=ACQUIRE, keep=KEEP, economics=MONEY, win_back=curve)
    assert best.win_back is not None
    assert 1.0 / curve.slope(best.win_back) == pytest.approx(best.value, rel=1e-9)
    assert ResponseCurve(ceiling=0.01, k=0.01).spend_at(best.value) == 0.0  # not even the first euro


def test_a_response_that_the_years_show_is_found() -> None:
    """Rates of a known curve, without chance, at spends that differ much."""
    spend = np.array([5.0, 15.0, 40.0, 90.0])
    tried = np.full(4, 4_000.0)
    curve = fit_curve(spend=spend, tried=tried, succeeded=tried * 0.6 * -np.expm1(-0.03 * spend))
    assert curve.ceiling == pytest.approx(0.6, abs=0.02)
    assert curve.k == pytest.approx(0.03, rel=0.08)


def test_years_that_show_nothing_say_so() -> None:
    with pytest.raises(EstimationError) as told:
        fit_curve(spend=[20.0, 21.0, 22.0], tried=[200, 200, 200], succeeded=[120, 118, 121])
    assert told.value.code == "no_response_seen"
    with pytest.raises(EstimationError) as told:
        fit_curve(spend=[20.0, 60.0], tried=[200, 200], succeeded=[60, 120])
    assert told.value.code == "no_observations"
