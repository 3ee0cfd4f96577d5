"""Falling asleep and waking: known parameters found back, and a silence that counts for more the longer it lasts."""

from dataclasses import replace

import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.dormancy import Dormancy, Service, awake, fit_dormancy, p_again
from klantkompas.estimators.purchases import PurchaseProcess
from klantkompas.estimators.season import Timing, clock

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
    chance = awake(dormancy=TRUE, x=x, t_x=last, T=age).chance
    for low in np.arange(0.0, 1.0, 0.2):
        rows = (chance >= low) & (chance < low + 0.2)
        assert chance[rows].mean() == pytest.approx(1 - asleep[rows].mean(), abs=0.035)


def test_the_longer_the_silence_the_less_awake() -> None:
    silence = np.array([0.0, 10.0, 40.0, 120.0, 400.0, 1_500.0])
    chance = awake(dormancy=TRUE, x=np.full(6, 12.0), t_x=np.full(6, 400.0), T=400.0 + silence).chance
    assert chance[0] == pytest.approx(1.0)
    assert (np.diff(chance) < 0).all()
    assert chance[-1] < 1e-6


def test_a_slow_rhythm_is_given_more_time() -> None:
    chance = awake(dormancy=TRUE, x=[40.0, 4.0], t_x=[400.0, 400.0], T=[500.0, 500.0]).chance
    assert chance[0] < 0.05 < 0.8 < chance[1]


def test_without_hindsight_the_purchase_process_and_our_assumptions_hold() -> None:
    """Of PROCESS a tenth leaves at once, and an eleventh at each order later, at 1.5 / 60 orders a day."""
    nothing = np.empty(0)
    found = fit_dormancy(process=PROCESS, x=nothing, t_x=nothing, T=nothing, ordered=nothing > 0, span=SPAN)
    assert found.once == pytest.approx(0.1, rel=1e-3)
    assert found.leaving == pytest.approx(1 / 11 * 1.5 / 60, rel=1e-3)
    assert found.waking == pytest.approx(0.15, rel=1e-3)


def test_chances_to_order_again_are_as_many_as_come_true() -> None:
    x, last, age, _, ordered = simulated(12_000, seed=7)
    chance = p_again(dormancy=TRUE, x=x, t_x=last, T=age, span=SPAN)
    for low in np.arange(0.0, 1.0, 0.2):
        rows = (chance >= low) & (chance < low + 0.2)
        assert chance[rows].mean() == pytest.approx(ordered[rows].mean(), abs=0.035)


def test_a_row_for_every_history_is_asked() -> None:
    with pytest.raises(EstimationError):
        fit_dormancy(process=PROCESS, x=[1.0], t_x=[5.0], T=[9.0], ordered=np.array([True, False]), span=SPAN)


def served(times: list[list[float]], *, silent: float = 200.0) -> Service:
    """Twelve times a year between orders, in the last hundred days of a silence and in those before."""
    rows = len(times)
    return Service(
        rate=np.full(rows, 12.0),
        shape=np.full(rows, 8.0),
        begin=np.tile([silent - 100.0, 31.0], (rows, 1)),
        days=np.tile([100.0, silent - 131.0], (rows, 1)),
        times=np.array(times),
    )


LISTENING = replace(TRUE, kept=0.1, trust=1.0)
LONG_GAP = {"x": np.full(3, 4.0), "t_x": np.full(3, 400.0), "T": np.full(3, 600.0)}


def test_service_that_went_on_speaks_of_a_gap_and_service_that_stopped_of_sleep() -> None:
    blind = awake(dormancy=LISTENING, **LONG_GAP).chance
    found = awake(dormancy=LISTENING, **LONG_GAP, service=served([[3.0, 2.0], [0.0, 2.0], [0.0, 0.0]]))
    assert found.chance[0] > 0.9 > blind[0] > found.chance[1] > found.chance[2]
    deaf = awake(dormancy=replace(LISTENING, trust=0.0), **LONG_GAP, service=served([[3.0, 2.0]] * 3)).chance
    assert deaf == pytest.approx(blind)


def test_by_hand_with_one_moment_to_leave_and_one_part_kept() -> None:
    """Who left right after a first order: 0.1 x L(kept) against L(1) of twelve times a year, once in 200 - 31 days.

    Half keep 0.1 x ln(4/3), half 0.1 x ln 4 of the service; with rate and shape 12 and 8 the ratio is
    kept ** 1 x ((8/12 + e) / (8/12 + kept x e)) ** 9 with e = 169 / 365.25.
    """
    process = PurchaseProcess(r=1e6, alpha=1e12, a=1.0, b=9.0, k=1)  # so slow that no gap is long
    never = Dormancy(process=process, leaving=1e-12, once=0.1, waking=0.3, fading=1.0, kept=0.1, trust=1.0)
    service = Service(
        rate=np.array([12.0]),
        shape=np.array([8.0]),
        begin=np.array([[31.0]]),
        days=np.array([[169.0]]),
        times=np.array([[1.0]]),
    )
    found = awake(dormancy=never, x=[0.0], t_x=[0.0], T=[200.0], service=service)
    e, prior = 169 / 365.25, 8 / 12
    kept = 0.1 * np.log([4 / 3, 4.0])
    ratio = kept * ((prior + e) / (prior + kept * e)) ** 9
    assert found.chance[0] == pytest.approx(0.9 / (0.9 + 0.1 * ratio.mean()), rel=1e-3)
    rate = (ratio * kept * 9 / (prior + kept * e)).sum() / ratio.sum()
    assert found.served[0] == pytest.approx(rate, rel=1e-3)


def test_out_of_season_a_silence_says_little() -> None:
    """Nobody orders in the second half of the year; the last order was at the end of June, 150 days ago."""
    speed = np.array([[1.9] * 6 + [0.1] * 6, [1.0] * 12])
    season = clock(index=speed, months=np.repeat(np.arange(12), 30), first=0)
    timing = Timing(season, np.array([0, 1]), np.full(2, 180.0))
    history = {"x": np.full(2, 12.0), "t_x": np.full(2, 400.0), "T": np.full(2, 550.0)}
    quiet, even = awake(dormancy=TRUE, **history, timing=timing).chance
    assert even == pytest.approx(awake(dormancy=TRUE, **history).chance[0])
    assert quiet > 0.8 > 0.3 > even
