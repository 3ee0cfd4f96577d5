"""Whether ``effect`` keeps its promises, on simulated firms with a seed of their own (the benchmark has 1,000)."""

import pytest

from benchmarks.effect import EFFECTS, SHARES, Outcome, Share, beliefs, coverage, example_firms, false_alarms, power

SEED = 8
GROUPS = [(outcome, share) for outcome in EFFECTS for share in SHARES]


@pytest.mark.slow
@pytest.mark.parametrize(("outcome", "share"), GROUPS)
def test_nothing_is_seldom_something_however_often_it_is_read(outcome: Outcome, share: Share) -> None:
    found = false_alarms(200, outcome, share, SEED)
    assert found["read_any_time"] <= 0.05
    assert found["read_once"] <= 0.05 + 0.04  # 2.5 standard errors of two hundred firms


@pytest.mark.slow
@pytest.mark.parametrize(("outcome", "share"), GROUPS)
def test_ranges_hold_a_true_effect(outcome: Outcome, share: Share) -> None:
    found = coverage(200, outcome, share, 300, SEED)
    assert found["fixed_coverage"] >= 0.95 - 0.04
    assert found["any_time_coverage"] >= 0.95


@pytest.mark.parametrize("customers", [100, 300])
def test_an_effect_of_the_stated_size_is_found_as_stated(customers: int) -> None:
    """Four in five, within three standard errors of three hundred firms."""
    found = power(300, customers, SEED)
    assert found["found_read_once"] == pytest.approx(0.80, abs=0.07)
    assert found["explained_by_the_year_before"] == pytest.approx(0.71, abs=0.03)


def test_beliefs_come_nearer_to_the_truth_every_year() -> None:
    found = beliefs(10, SEED)["mean_error_after_years"]
    assert found["3"] < found["1"] < found["0"]


@pytest.mark.slow
def test_the_truth_of_the_example_firm_is_in_range() -> None:
    """Of a review the truth is who stays; of a waking call who is awake, of whom fewer have ordered in 180 days."""
    review, wake = sorted(example_firms((55,), 2_000), key=lambda row: row["action"])
    assert review["low"] <= review["truth"] <= review["high"]
    assert abs(review["learned"] - review["truth"]) <= 3 * review["learned_sd"]
    assert 0 < wake["learned"] < wake["truth"] + 2 * wake["learned_sd"]
    assert wake["low"] <= wake["truth"]
