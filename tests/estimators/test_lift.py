"""What a treatment added: differences, intervals and power, against public data, published and hand-made values."""

import math

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.lift import cohorts, detectable_mean, detectable_uplift, lift
from klantkompas.estimators.sequence import always, known, more_needed, reach
from tests.data_sets import data_file


def test_plain_difference_by_hand() -> None:
    """Treated 4, 6, 8; held out 1, 3: difference 4, variances 4 and 2, error sqrt(4/3 + 2/2), Welch's freedom 2.883."""
    arms = [True, True, True, False, False]
    found = lift(outcome=[4.0, 6.0, 8.0, 1.0, 3.0], treated=arms)
    assert found.effect == 4.0
    assert (found.treated, found.held_out, found.explained) == (3, 2, 0.0)
    welch = 4 / 3 + 2 / 2
    pooled = (2 * 4 + 1 * 2) / 3 * (1 / 3 + 1 / 2)
    assert pooled > welch  # so few: halfway to the spread of both
    assert found.standard_error == pytest.approx(math.sqrt((welch + pooled) / 2))


def test_a_spread_that_is_not_larger_together_changes_nothing() -> None:
    """The same, the small arm more spread: Welch's error and freedom, by hand sqrt(7/3) ** 4 / (...)."""
    found = lift(outcome=[4.0, 6.0, 8.0, 0.0, 6.0], treated=[True, True, True, False, False])
    welch = 4 / 3 + 18 / 2
    assert found.standard_error == pytest.approx(math.sqrt(welch))
    assert found.freedom == pytest.approx(welch**2 / ((4 / 3) ** 2 / 2 + 9**2 / 1))


@pytest.mark.parametrize("arm", ["Mens E-Mail", "Womens E-Mail"])
@pytest.mark.parametrize("outcome", ["visit", "conversion", "spend"])
def test_public_email_test_equals_the_plain_difference(arm: str, outcome: str) -> None:
    """Hillstrom 2008, 21,000 an arm: the difference of means and its standard error, and adjusted never wider."""
    table = pq.read_table(data_file("hillstrom/hillstrom.parquet"))
    table = table.filter(pc.is_in(table["segment"], value_set=pc.cast([arm, "No E-Mail"], "string")))
    y = table[outcome].to_numpy().astype(float)
    treated = table["segment"].to_numpy(zero_copy_only=False) == arm
    a, b = y[treated], y[~treated]
    error = math.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
    plain = lift(outcome=y, treated=treated)
    assert plain.effect == pytest.approx(a.mean() - b.mean(), rel=1e-9)
    assert plain.standard_error == pytest.approx(error, rel=1e-9)
    assert plain.once() == pytest.approx((plain.effect - 1.95996 * error, plain.effect + 1.95996 * error), rel=1e-4)
    before = np.column_stack([table[name].to_numpy().astype(float) for name in ("recency", "history", "newbie")])
    adjusted = lift(outcome=y, treated=treated, covariates=before)
    assert adjusted.standard_error <= plain.standard_error
    assert adjusted.effect == pytest.approx(plain.effect, abs=error)
    assert always(measured=plain)[0] < plain.once()[0] < plain.effect < plain.once()[1] < always(measured=plain)[1]


def test_what_was_seen_beforehand_narrows() -> None:
    """METHODS 8.4: where the year before explains 71 %, the same precision takes 29 % of the customers."""
    rng = np.random.default_rng(3)
    before = rng.normal(size=4000)
    y = math.sqrt(0.71) * before + math.sqrt(0.29) * rng.normal(size=4000)
    treated = rng.random(4000) < 0.8
    y = y + 0.3 * treated
    adjusted, plain = lift(outcome=y, treated=treated, covariates=before), lift(outcome=y, treated=treated)
    assert adjusted.explained == pytest.approx(0.71, abs=0.02)
    assert (adjusted.standard_error / plain.standard_error) ** 2 == pytest.approx(0.29, abs=0.03)
    assert adjusted.effect == pytest.approx(0.3, abs=3 * adjusted.standard_error)


def test_adjustment_with_uneven_arms_equals_lins_regression() -> None:
    """Lin 2013: the coefficient of the treatment in y ~ z + x + z (x - mean x); with few, in y ~ z + x."""
    rng = np.random.default_rng(4)
    x, treated = rng.normal(size=(1500, 2)), np.arange(1500) % 5 > 0
    y = x @ [1.0, -2.0] + treated * (0.5 + x @ [1.5, 0.0]) + rng.normal(size=1500)
    few = slice(0, 100)
    one_slope = np.linalg.lstsq(np.column_stack([np.ones(100), treated[few], x[few]]), y[few], rcond=None)[0][1]
    assert lift(outcome=y[few], treated=treated[few], covariates=x[few]).effect == pytest.approx(one_slope, rel=1e-9)
    centred = x - x.mean(axis=0)
    design = np.column_stack([np.ones(1500), treated, centred, treated[:, None] * centred])
    expected = np.linalg.lstsq(design, y, rcond=None)[0][1]
    assert lift(outcome=y, treated=treated, covariates=x).effect == pytest.approx(expected, rel=1e-9)


def test_a_share_that_changes_over_time_is_no_effect() -> None:
    """First half: all buy, half held out; second half: nobody buys, a tenth held out. Blocks see no difference."""
    y = np.r_[np.ones(100), np.zeros(100)]
    treated = np.r_[np.arange(100) % 2 == 0, np.arange(100) % 10 > 0]
    day = np.arange(200)
    assert lift(outcome=y, treated=treated).effect < -0.4
    block = cohorts(order=day, treated=treated, least=10)
    assert lift(outcome=y, treated=treated, block=block).effect == pytest.approx(0.0, abs=0.06)
    assert block.max() >= 4


def test_cohorts_have_enough_of_both_arms_and_keep_days_together() -> None:
    treated = np.arange(60) % 3 > 0
    day = np.arange(60) // 4
    block = cohorts(order=day, treated=treated, least=5)
    assert all((block == b).sum() >= 15 and (~treated & (block == b)).sum() >= 5 for b in range(block.max() + 1))
    assert all(np.unique(block[day == one]).size == 1 for one in np.unique(day))
    assert set(cohorts(order=day, treated=treated, least=50)) == {0}


def test_a_customer_who_occurs_often_counts_once() -> None:
    """Everybody four times over: the error is that of everybody once."""
    rng = np.random.default_rng(5)
    y, treated = rng.normal(size=200), np.arange(200) % 2 == 0
    once = lift(outcome=y, treated=treated)
    often = lift(outcome=np.tile(y, 4), treated=np.tile(treated, 4), cluster=np.tile(np.arange(200), 4))
    assert often.effect == pytest.approx(once.effect)
    assert often.standard_error == pytest.approx(once.standard_error, rel=0.01)


def test_doubling_all_amounts_doubles_the_effect() -> None:
    rng = np.random.default_rng(6)
    y, treated, before = rng.exponential(size=90), np.arange(90) % 4 > 0, rng.normal(size=90)
    one = lift(outcome=y, treated=treated, covariates=before)
    two = lift(outcome=2 * y, treated=treated, covariates=before)
    assert (two.effect, two.standard_error) == pytest.approx((2 * one.effect, 2 * one.standard_error))


def test_an_unknown_covariate_does_not_lose_the_customer() -> None:
    y, treated = np.arange(80.0), np.arange(80) % 2 == 0
    assert lift(outcome=y, treated=treated, covariates=np.where(np.arange(80) < 5, np.nan, y)).held_out == 40


def test_blocks_without_both_arms_are_refused() -> None:
    with pytest.raises(EstimationError):
        lift(outcome=[1.0, 2.0, 3.0], treated=[True, True, False])
    with pytest.raises(EstimationError):
        lift(outcome=[1.0, np.nan, 3.0, 4.0], treated=[True, True, False, False])


def test_reach_is_that_of_the_normal_mixture() -> None:
    """METHODS 8.4: sqrt((n rho2 + 1) / (n rho2) x 2 ln(sqrt(n rho2 + 1) / alpha)), here at n rho2 = 7.934."""
    t = 2 * math.log(20) + math.log(1 + 2 * math.log(20))
    expected = math.sqrt((t + 1) / t * 2 * math.log(math.sqrt(t + 1) / 0.05))
    assert reach(even=100) == pytest.approx(expected)
    assert reach(even=100) == pytest.approx(3.03, abs=0.01)
    assert known(treated=50, held_out=50) == 100
    assert known(treated=95, held_out=5) == 19


def test_how_much_more_must_be_known() -> None:
    rng = np.random.default_rng(7)
    treated = np.arange(200) % 2 == 0
    y = rng.normal(size=200) + 0.35 * treated
    now = lift(outcome=y, treated=treated)
    factor = more_needed(measured=now)
    assert factor is not None
    assert factor > 1
    even = known(treated=now.treated, held_out=now.held_out)
    assert now.effect == pytest.approx(now.standard_error / math.sqrt(factor) * reach(even=even * factor))
    assert more_needed(measured=lift(outcome=y + 5 * treated, treated=treated)) == 1.0
    assert more_needed(measured=lift(outcome=np.tile([1.0, 1.0, 2.0, 2.0], 50), treated=treated)) is None


@pytest.mark.parametrize(("uplift", "per_arm"), [(0.02, 1506), (0.05, 326), (0.10, 115)])
def test_how_many_are_needed_at_a_base_of_three_per_cent(uplift: float, per_arm: int) -> None:
    """METHODS 8.4: base 3 %, power .8; a few customers fewer an arm no longer find it."""
    seen = detectable_uplift(base=0.03, treated=per_arm, held_out=per_arm)
    assert seen is not None
    assert seen <= uplift + 5e-4
    fewer = detectable_uplift(base=0.03, treated=per_arm - 4, held_out=per_arm - 4)
    assert fewer is not None
    assert fewer > seen


def test_where_even_certainty_is_not_found() -> None:
    assert detectable_uplift(base=0.5, treated=4, held_out=3) is None


def test_detectable_difference_of_means() -> None:
    """By hand: (1.959964 + .841621) x 10 x sqrt(1/100 + 1/25) = 6.2645."""
    assert detectable_mean(sd=10.0, treated=100, held_out=25) == pytest.approx(6.2645, abs=1e-4)


def test_empty_arms_are_refused() -> None:
    with pytest.raises(EstimationError):
        detectable_mean(sd=1.0, treated=0, held_out=5)
    with pytest.raises(EstimationError):
        detectable_uplift(base=1.0, treated=5, held_out=5)
