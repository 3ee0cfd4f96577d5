"""Falling asleep and waking: known parameters found back, and a silence that counts for more the longer it lasts."""

import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.dormancy import USUAL, Dormancy, fit_dormancy, p_awake
from klantkompas.estimators.purchases import PurchaseProcess

PROCESS = PurchaseProcess(r=1.5, alpha=30.0, a=1.0, b=9.0, k=2)
TRUE = Dormancy(process=PROCESS, leaving=0.0006, once=0.10, waking=0.30, fading=1.0)
NOW, SPAN = 1_500.0, 365.0


def simulated(size: int, *, seed: int) -> tuple[np.ndarray, ...]:
    """x, t_x, T, asleep at NOW, and who ordered in the year after it: buyers that leave in time, some of whom wake."""
    rng = np.random.default_rng(seed)
    begun = rng.uniform(0.0, NOW - 60.0, size)
    pace = rng.gamma(PROCESS.r, 1 / PROCESS.alpha, size)
    leaves = np.where(rng.random(size) < TRUE.once, 0.0, rng.exponential(1 / TRUE.leaving, size))
    x, last, next_one = np.zeros(size), np.zeros(size), np.full(size, np.inf)
    for row in range(size):
        at = 0.0
        while True:
            at += rng.gamma(PROCESS.k, 1 / pace[row])
            if at > leaves[row] or at > NOW - begun[row] + SPAN:
                break
            if at > NOW - begun[row]:
                next_one[row] = min(next_one[row], at)
            else:
                x[row], last[row] = x[row] + 1, at
    age = NOW - begun
    asleep = leaves < age
    wakes = rng.random(size) < TRUE.waking * 0.5 ** ((age - last) / (365.25 * TRUE.fading))
    return x, last, age, asleep, np.where(asleep, wakes, np.isfinite(next_one))


def test_known_leaving_and_waking_are_found_back_from_hindsight() -> None:
    x, last, age, _, ordered = simulated(12_000, seed=5)
    found = fit_dormancy(process=PROCESS, x=x, t_x=last, T=age, ordered=ordered, span=SPAN)
    assert found.leaving == pytest.approx(TRUE.leaving, rel=0.15)
    assert found.waking == pytest.approx(TRUE.waking, abs=0.06)
    assert found.once == pytest.approx(TRUE.once, abs=0.06)


def test_chances_to_be_awake_are_as_many_as_come_true() -> None:
    x, last, age, asleep, _ = simulated(12_000, seed=6)
    chance = p_awake(dormancy=TRUE, x=x, t_x=last, T=age)
    for low in np.arange(0.0, 1.0, 0.2):
        rows = (chance >= low) & (chance < low + 0.2)
        assert chance[rows].mean() == pytest.approx(1 - asleep[rows].mean(), abs=0.035)


def test_the_longer_the_silence_the_less_awake() -> None:
    silence = np.array([0.0, 10.0, 40.0, 120.0, 400.0, 1_500.0])
    chance = p_awake(dormancy=TRUE, x=np.full(6, 12.0), t_x=np.full(6, 400.0), T=400.0 + silence)
    assert chance[0] == pytest.approx(1.0)
    assert (np.diff(chance) < 0).all()
    assert chance[-1] < 1e-6


def test_a_slow_rhythm_is_given_more_time() -> None:
    chance = p_awake(dormancy=TRUE, x=[40.0, 4.0], t_x=[400.0, 400.0], T=[500.0, 500.0])
    assert chance[0] < 0.05 < 0.8 < chance[1]


def test_without_hindsight_our_assumptions_hold() -> None:
    nothing = np.empty(0)
    found = fit_dormancy(process=PROCESS, x=nothing, t_x=nothing, T=nothing, ordered=nothing > 0, span=SPAN)
    assert np.log(found.leaving) == pytest.approx(USUAL[0], abs=0.01)
    assert found.once == pytest.approx(0.08, abs=0.002)


def test_a_row_for_every_history_is_asked() -> None:
    with pytest.raises(EstimationError):
        fit_dormancy(process=PROCESS, x=[1.0], t_x=[5.0], T=[9.0], ordered=np.array([True, False]), span=SPAN)
