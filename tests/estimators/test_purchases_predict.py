"""Still active, lateness, pace and purchases to come: closed forms, brute force, simulation, extremes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc, gammainc, gammaln, hyp2f1

from klantkompas.errors import EstimationError
from klantkompas.estimators.purchases import (
    PurchaseProcess,
    ahead,
    expected_purchases,
    overdue,
    p_active,
    p_active_at,
    p_purchase,
    pace,
    second_moment,
)
from klantkompas.estimators.purchases.polynomial import _long_row, given_active
from tests.estimators.purchase_data import cdnow, grocery, simulated

BG = PurchaseProcess(r=0.2425945, alpha=4.413602, a=0.792922, b=2.4259067, k=1, dropout_at_first=False)
MBG2 = PurchaseProcess(r=1.3292, alpha=2.8126, a=0.42472, b=0.79004, k=2)
FUTURE = (expected_purchases, second_moment, p_active_at, p_purchase)


def closed_form(process, x, t_x, T, horizon):
    """Conditional expectation of BG/NBD with Gauss' function (Fader, Hardie & Lee 2005, equation 10)."""
    r, alpha, a, b = process.r, process.alpha, process.a, process.b
    z = horizon / (alpha + T + horizon)
    gauss = hyp2f1(r + x, b + x, a + b + x - 1, z)
    left = (x > 0) * a / (b + np.maximum(x, 1) - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x)
    return (a + b + x - 1) / (a - 1) * (1 - (1 - z) ** (r + x) * gauss) / (1 + left)


def by_brute_force(process, x, t_x, T, horizon):
    """Mean, mean square, still active at the end, any: purchase by purchase with the incomplete beta."""
    n, k = process.r + process.k * x, process.k
    u, v = (T - t_x) / (process.alpha + T), horizon / (process.alpha + T + horizon)
    j = np.arange(k)
    stage = np.exp(gammaln(n + j) - gammaln(n) - gammaln(j + 1)) * u**j
    stayed, total = process.b + x + process.dropout_at_first, np.array([0.0, 0.0, 1.0, 0.0])
    stay = 1.0
    for m in range(1, 5_000):
        comes = stage @ betainc(m * k - j, n + j, v) / stage.sum()
        leave = process.a / (process.a + stayed + m - 1)
        total += stay * comes * np.array([1.0, 2 * m - 1, -leave, m == 1])
        stay *= 1 - leave
    return total * p_active(process=process, x=[x], t_x=[t_x], T=[T])


def test_the_published_conditional_expectation():
    """E[Y(39) | x=2, t_x=30.43, T=38.86] = 1.226 (Fader, Hardie & Lee 2005)."""
    mean = expected_purchases(process=BG, x=2, t_x=30.43, T=38.86, horizon=39)
    assert mean[0] == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize("horizon", [1, 39, 200])
def test_the_series_equals_the_closed_form_on_cdnow(horizon):
    buyers = cdnow()
    mean = expected_purchases(process=BG, **buyers.times(), horizon=horizon)
    assert mean == pytest.approx(closed_form(BG, buyers.x, buyers.t_x, buyers.T, horizon), rel=1e-8)


def test_total_of_the_next_year_on_grocery():
    """Exact expectation 3,811 purchases in 52 weeks; the reference package's approximation gives 3,970."""
    total = expected_purchases(process=MBG2, **grocery().times(), horizon=52).sum()
    assert total == pytest.approx(3811, rel=0.003)


@pytest.mark.parametrize("k", [1, 2, 3, 8])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("buyer", [(0, 0.0, 5.0), (3, 10.0, 12.0), (2, 1.0, 50.0), (300, 52.0, 52.1)])
def test_the_future_equals_brute_force(k, first, buyer):
    process = PurchaseProcess(r=1.3, alpha=2.8, a=0.42, b=0.79, k=k, dropout_at_first=first)
    x, t_x, T = buyer
    ours = [mean(process=process, x=x, t_x=t_x, T=T, horizon=52)[0] for mean in FUTURE]
    assert ours == pytest.approx(by_brute_force(process, x, t_x, T, 52), rel=1e-9)


@pytest.mark.parametrize("ladder", ["purchases", "squared", "active"])
@pytest.mark.parametrize("x", [0.0, 300.0, 3_000.0])
def test_rows_too_long_for_a_series_are_summed_otherwise_to_the_same(ladder, x):
    process = PurchaseProcess(r=1.3, alpha=2.8, a=0.42, b=0.79, k=3)
    short = given_active(process=process, ladders=(ladder,), x=np.array([x]), u=np.array([0.02]), v=np.array([0.5]))
    assert _long_row(process, ladder, x, 0.02, 0.5) == pytest.approx(short[0, 0], rel=1e-5)


@pytest.mark.parametrize("process", [BG, MBG2])
def test_all_moments_at_once_are_those_apart(process):
    """Now and at two horizons, of buyers from one purchase to thousands."""
    x, t_x, T = (np.array(one) for one in ([0.0, 2, 300, 9_000], [0.0, 30, 51, 50], [5.0, 39, 52, 52]))
    found = ahead(process=process, x=x, t_x=t_x, T=T, horizons=[26.0, 260.0])
    known = {"process": process, "x": x, "t_x": t_x, "T": T}
    assert found.active[:, 0] == pytest.approx(p_active(**known))
    assert found.purchases[:, 0].tolist() == [0.0] * 4
    for place, horizon in enumerate([26.0, 260.0], start=1):
        assert found.active[:, place] == pytest.approx(p_active_at(**known, horizon=horizon), rel=1e-12)
        assert found.purchases[:, place] == pytest.approx(expected_purchases(**known, horizon=horizon), rel=1e-12)


@pytest.mark.parametrize("k", [1, 3])
def test_the_future_of_simulated_buyers(k):
    """What 40,000 simulated buyers did after week 60 equals what was expected then, within four errors."""
    process = PurchaseProcess(r=1.1, alpha=2.0 if k == 3 else 6.0, a=0.6, b=3.0, k=k)
    chance, size, end, later = np.random.default_rng(3), 40_000, 60.0, 90.0
    rate, leave = chance.gamma(process.r, 1 / process.alpha, size), chance.beta(process.a, process.b, size)
    time, x, t_x, came = np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size)
    active_until = np.where(chance.random(size) < leave, 0.0, np.inf)
    here = np.flatnonzero(np.isinf(active_until))
    while here.size:
        time[here] += chance.gamma(k, 1 / rate[here])
        here = here[time[here] <= later]
        early = here[time[here] <= end]
        x[early] += 1
        t_x[early] = time[early]
        came[here] += time[here] > end
        left = chance.random(here.size) < leave[here]
        active_until[here[left]] = time[here[left]]
        here = here[~left]
    known = {"process": process, "x": x, "t_x": t_x, "T": np.full(size, end)}
    facts = {
        "active": (active_until > end, p_active(**known)),
        "came": (came, expected_purchases(**known, horizon=later - end)),
        "squared": (came**2, second_moment(**known, horizon=later - end)),
        "active later": (active_until > later, p_active_at(**known, horizon=later - end)),
        "any": (came > 0, p_purchase(**known, horizon=later - end)),
    }
    for name, (seen, expected) in facts.items():
        off = seen - expected
        assert abs(off.mean()) < 4 * off.std() / np.sqrt(size), name


@pytest.mark.parametrize("k", [1, 3])
def test_lateness_is_uniform_when_the_next_purchase_arrives(k):
    process = PurchaseProcess(r=0.9, alpha=2.0, a=0.5, b=3.0, k=k)
    chance, size = np.random.default_rng(4), 60_000
    rate = chance.gamma(process.r, 1 / process.alpha, size)
    x = chance.integers(0, 6, size)
    t_x = np.where(x > 0, chance.gamma(np.maximum(k * x, 1), 1 / rate), 0.0)
    gap = chance.gamma(k, 1 / rate)
    late = overdue(process=process, x=x, t_x=t_x, T=t_x + gap)
    shares = np.histogram(late, bins=10, range=(0, 1))[0] / size
    assert shares == pytest.approx(np.full(10, 0.1), abs=0.005)


def test_lateness_grows_with_silence_and_is_zero_on_the_day_itself():
    late = overdue(process=MBG2, x=[5] * 4, t_x=[20.0] * 4, T=[20.0, 22.0, 30.0, 90.0])
    assert late[0] == 0.0
    assert (np.diff(late) > 0).all()
    assert late[-1] > 0.99


@pytest.mark.parametrize("shape", [0.7, 1.0, 3.4])
def test_lateness_of_buyers_with_a_shape_of_their_own_is_uniform_when_the_next_order_arrives(shape):
    """Paces in orders as the process has them; the stages of each buyer go with his own shape."""
    process = PurchaseProcess(r=0.9, alpha=2.0, a=0.5, b=3.0, k=2)
    chance, size = np.random.default_rng(5), 60_000
    rate = chance.gamma(process.r, 1 / (process.k * process.alpha), size) * shape
    x = chance.integers(0, 6, size)
    t_x = np.where(x > 0, chance.gamma(np.maximum(shape * x, shape), 1 / rate), 0.0)
    gap = chance.gamma(shape, 1 / rate)
    late = overdue(process=process, x=x, t_x=t_x, T=t_x + gap, shape=np.full(size, shape))
    shares = np.histogram(late, bins=10, range=(0, 1))[0] / size
    assert shares == pytest.approx(np.full(10, 0.1), abs=0.005)


def test_lateness_by_hand():
    """Chance alone: 1 - (1 - u)^n, with u = 6 / (4 + 2 + 6) and n = 1 + 2."""
    process = PurchaseProcess(r=1.0, alpha=4.0, a=0.5, b=3.0)
    assert overdue(process=process, x=2, t_x=2, T=8)[0] == pytest.approx(1 - 0.5**3)


def test_a_shape_that_is_none_is_refused():
    for shape in ([1.0, 2.0], [0.0]):
        with pytest.raises(EstimationError):
            overdue(process=MBG2, x=[1], t_x=[2.0], T=[5.0], shape=shape)


def test_pace_of_one_buyer_is_the_gamma_posterior():
    """With k = 1, x = 3, T = 10: Gamma(r + 3, alpha + 10); the interval holds 90 % of it."""
    process = PurchaseProcess(r=1.0, alpha=2.0, a=0.5, b=3.0)
    found = pace(process=process, x=3, t_x=9, T=10, span=52)
    assert found.mean[0] == pytest.approx(52 * 4 / 12)
    inside = gammainc(4, found.high * 12 / 52) - gammainc(4, found.low * 12 / 52)
    assert inside[0] == pytest.approx(0.90, abs=1e-3)


def test_pace_of_regular_buyers_counts_the_silence_in_stages():
    """Halfway a gap a regular buyer is partly through the next one: no fall of the pace as for k = 1."""
    buyer = {"x": [10], "t_x": [10.0], "T": [10.5], "span": 1.0}
    regular = pace(process=PurchaseProcess(r=1, alpha=1, a=0.5, b=3, k=4), **buyer)
    assert regular.mean[0] == pytest.approx(0.95, abs=0.06)
    assert regular.low[0] < regular.mean[0] < regular.high[0]


def test_pace_interval_covers_simulated_rates():
    process = PurchaseProcess(r=1.1, alpha=2.0, a=0.5, b=8.0, k=3)
    chance, size = np.random.default_rng(6), 20_000
    rate = chance.gamma(process.r, 1 / process.alpha, size)
    gaps = chance.gamma(3, 1 / rate[:, None], (size, 4))
    t_x = gaps.sum(axis=1)
    T = t_x + chance.uniform(0, 0.5, size) * chance.gamma(3, 1 / rate)
    found = pace(process=process, x=np.full(size, 4), t_x=t_x, T=T, span=1.0)
    covered = ((found.low <= rate / 3) & (rate / 3 <= found.high)).mean()
    assert covered == pytest.approx(0.90, abs=0.02)


@pytest.mark.parametrize("k", [1, 8])
def test_extremes_stay_finite(k):
    process = PurchaseProcess(r=0.9, alpha=3.0, a=0.42, b=0.79, k=k)
    rows = {"x": [10_000, 10_000, 0, 1, 3_650], "t_x": [0.9, 0.9, 0, 1e-3, 3_650], "T": [0.9, 900, 0, 1e-3, 3_650]}
    for mean in FUTURE:
        assert np.isfinite(mean(process=process, **rows, horizon=1_826)).all()
    paces = pace(process=process, **rows, span=365)
    for column in (p_active(process=process, **rows), overdue(process=process, **rows), paces.low, paces.high):
        assert np.isfinite(column).all()


def test_a_bg_buyer_without_repeat_is_active_and_an_mbg_buyer_perhaps_not():
    row = {"x": 0, "t_x": 0, "T": 50}
    assert p_active(process=BG, **row)[0] == 1.0
    assert 0 < p_active(process=MBG2, **row)[0] < 1.0


def test_no_horizon_no_purchases_and_no_rows_no_answers():
    row = {"x": 4, "t_x": 30, "T": 33}
    assert expected_purchases(process=MBG2, **row, horizon=0)[0] == 0.0
    assert p_active_at(process=MBG2, **row, horizon=0) == pytest.approx(p_active(process=MBG2, **row))
    assert expected_purchases(process=MBG2, x=[], t_x=[], T=[], horizon=5).size == 0


def test_a_score_does_not_depend_on_the_other_rows():
    buyers = simulated(MBG2, size=3_000, span=60, seed=2)
    together = expected_purchases(process=MBG2, **buyers.times(), horizon=52)
    alone = [
        expected_purchases(process=MBG2, x=buyers.x[i], t_x=buyers.t_x[i], T=buyers.T[i], horizon=52)[0]
        for i in range(0, 3_000, 100)
    ]
    assert together[::100] == pytest.approx(alone, rel=1e-10)


def test_a_horizon_per_row():
    rows = {"x": [4, 4], "t_x": [30, 30], "T": [33, 33]}
    both = expected_purchases(process=MBG2, **rows, horizon=[10, 20])
    apart = [expected_purchases(process=MBG2, x=4, t_x=30, T=33, horizon=t)[0] for t in (10, 20)]
    assert both == pytest.approx(apart, rel=1e-10)


def test_a_horizon_of_another_length_is_refused():
    with pytest.raises(EstimationError):
        expected_purchases(process=MBG2, x=[1, 2, 3], t_x=[1, 2, 3], T=[4, 4, 4], horizon=[1, 2])


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    logs=st.tuples(st.floats(-6, 6), st.floats(-14, 9), st.floats(-8, 12), st.floats(-8, 12)),
    k=st.integers(1, 8),
    first=st.booleans(),
    x=st.integers(0, 3_000),
    T=st.floats(1e-3, 1e4),
    part=st.floats(1e-3, 1.0),
    ahead=st.floats(0.0, 3.0),
)
def test_any_parameters_and_histories_give_figures_within_their_bounds(logs, k, first, x, T, part, ahead):
    """Scales of time differ by ten powers of ten; nothing may overflow, turn negative or pass one."""
    process = PurchaseProcess(*(float(value) for value in np.exp(logs)), k=k, dropout_at_first=first)
    row = {"process": process, "x": x, "t_x": T * part if x else 0.0, "T": T}
    chances = [p_active(**row), overdue(**row)]
    chances += [mean(**row, horizon=ahead * T) for mean in (p_active_at, p_purchase)]
    assert all(0.0 <= chance[0] <= 1.0 for chance in chances)
    found = pace(**row, span=T)
    assert 0.0 <= found.low[0] <= found.high[0] < np.inf
    mean, square = (moment(**row, horizon=ahead * T)[0] for moment in (expected_purchases, second_moment))
    assert 0.0 <= mean <= square * (1 + 1e-9) < np.inf
