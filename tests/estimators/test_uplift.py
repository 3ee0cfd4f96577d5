"""Beliefs about actions after counting: they move with the facts, share what firms share, and reach the truth."""

import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.uplift import Count, learn_uplifts

WAKE = (np.array([0.019]), np.array([0.030]))


def counted(treated: tuple[int, int], held_out: tuple[int, int], action: int = 0) -> list[Count]:
    return [
        Count(action=action, circumstances=0, treated=arm, successes=won, customers=of)
        for arm, (won, of) in ((True, treated), (False, held_out))
    ]


def test_without_counts_the_belief_stays() -> None:
    found = learn_uplifts(counts=[], mean=WAKE[0], sd=WAKE[1])
    assert (found.mean[0], found.sd[0]) == (0.019, 0.030)


def test_few_counts_move_it_little_and_many_move_it_to_what_was_seen() -> None:
    few = learn_uplifts(counts=counted((2, 20), (0, 5)), mean=WAKE[0], sd=WAKE[1])
    many = learn_uplifts(counts=counted((600, 5000), (75, 2500)), mean=WAKE[0], sd=WAKE[1])
    assert 0.0 < few.mean[0] < 0.05
    assert many.mean[0] == pytest.approx(0.12 - 0.03, abs=0.005)
    assert many.sd[0] == pytest.approx((0.12 * 0.88 / 5000 + 0.03 * 0.97 / 2500) ** 0.5, rel=0.15)
    assert many.sd[0] < few.sd[0]


def test_the_demo_firm_of_the_methods() -> None:
    """METHODS 8.1: 130 of 1,163 treated and 14 of 507 held out ordered: 7.6 points [5.8, 9.4], its truth 9.0."""
    found = learn_uplifts(counts=counted((130, 1163), (14, 507)), mean=WAKE[0], sd=WAKE[1])
    assert found.mean[0] == pytest.approx(0.076, abs=0.008)
    assert found.mean[0] - 1.96 * found.sd[0] == pytest.approx(0.058, abs=0.01)


def test_actions_of_one_firm_tell_of_each_other() -> None:
    """Four actions that do better than believed lift a fifth of which little is counted; alone it would stay lower."""
    mean, sd = np.full(5, 0.02), np.full(5, 0.03)
    little = counted((3, 40), (1, 20), action=4)
    alone = learn_uplifts(counts=little, mean=mean, sd=sd)
    much = [one for action in range(4) for one in counted((200, 1000), (50, 1000), action=action)]
    together = learn_uplifts(counts=[*much, *little], mean=mean, sd=sd)
    assert together.mean[4] > alone.mean[4]


def test_nothing_there_is_learned_as_nothing() -> None:
    found = learn_uplifts(counts=counted((200, 2000), (100, 1000)), mean=np.array([0.10]), sd=np.array([0.05]))
    assert found.mean[0] == pytest.approx(0.0, abs=0.015)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(EstimationError):
        learn_uplifts(counts=counted((6, 5), (0, 5)), mean=WAKE[0], sd=WAKE[1])


def three_years(seed: int) -> tuple[list[float], np.ndarray]:
    """Forty choices a month and action, a fifth held out: the mean error a year, and the truth in sds at the end."""
    rng = np.random.default_rng(seed)
    truth, base = np.array([0.09, 0.0, 0.15, 0.04, -0.02]), np.array([0.03, 0.3, 0.1, 0.8, 0.5])
    mean, sd = np.array([0.02, 0.08, 0.05, 0.04, 0.05]), np.full(5, 0.06)
    counts, errors, found = [], [float(np.abs(mean - truth).mean())], None
    for _year in range(3):
        for action in range(5):
            for arm, n in ((True, 384), (False, 96)):
                won = int(rng.binomial(n, base[action] + truth[action] * arm))
                counts.append(Count(action=action, circumstances=0, treated=arm, successes=won, customers=n))
        found = learn_uplifts(counts=counts, mean=mean, sd=sd)
        errors.append(float(np.abs(found.mean - truth).mean()))
    assert found is not None
    return errors, (truth - found.mean) / found.sd


def test_three_years_of_lists_lead_to_the_truth() -> None:
    firms = [three_years(seed) for seed in range(20)]
    errors = np.mean([errors for errors, _ in firms], axis=0)
    assert (np.diff(errors) < 0).all()
    assert errors[-1] < 0.35 * errors[0]
    assert 0.82 <= np.mean(np.abs([away for _, away in firms]) < 1.645) <= 0.97  # 90 % ranges, 100 of them
