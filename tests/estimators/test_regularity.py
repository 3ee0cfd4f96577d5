"""Erlang shapes: known shapes are found back, few gaps lean on the group, odd gaps stay finite."""

import numpy as np
import pytest
from scipy.stats import gamma

from klantkompas.errors import EstimationError
from klantkompas.estimators.regularity import CAP, gap_shapes, group_factors, shrunk_shapes, wheat_morrison


def gaps_of(shape, *, rows, number, seed):
    return np.random.default_rng(seed).gamma(shape, 3.0, (rows, number))


def own(gaps):
    return {
        "gaps": np.full(len(gaps), gaps.shape[1]),
        "mean_gap": gaps.mean(axis=1),
        "mean_log_gap": np.log(gaps).mean(axis=1),
    }


@pytest.mark.parametrize("shape", [1.0, 2.0, 5.0])
def test_group_shape_is_found_from_the_last_two_gaps(shape):
    gaps = gaps_of(shape, rows=20_000, number=2, seed=1)
    found = wheat_morrison(previous=gaps[:, 0], last=gaps[:, 1])
    assert found.k == pytest.approx(shape, rel=0.05)
    assert found.low < shape < found.high
    assert found.pairs == 20_000


def test_group_shape_by_hand():
    """Shares 1/3 and 2/3: variance 1/36, k = (1 - 4/36) / (8/36) = 4."""
    assert wheat_morrison(previous=[1, 2], last=[2, 1]).k == pytest.approx(4.0)


def test_one_pair_is_too_few():
    found = wheat_morrison(previous=[3], last=[4])
    assert found.k is None
    assert found.reason == "too_few_pairs"


def test_clockwork_is_capped():
    assert wheat_morrison(previous=[7, 7, 7], last=[7, 7, 7]).k == pytest.approx(CAP)
    assert gap_shapes(gaps=[20], mean_gap=[7], mean_log_gap=[np.log(7)])[0] == CAP


def test_own_shape_equals_scipys_before_the_bias_is_removed():
    """With 100,000 gaps the bias is nothing; scipy.stats.gamma.fit is the oracle."""
    gaps = gaps_of(2.5, rows=1, number=100_000, seed=2)
    oracle = gamma.fit(gaps[0], floc=0)[0]
    assert gap_shapes(**own(gaps))[0] == pytest.approx(oracle, rel=1e-4)


def test_own_shape_of_few_gaps_is_hardly_biased():
    """Plain maximum likelihood is a third too high on average with twelve gaps."""
    shapes = gap_shapes(**own(gaps_of(2.0, rows=20_000, number=12, seed=3)))
    assert shapes.mean() == pytest.approx(2.0, rel=0.05)


def test_shrinking_is_nearer_the_truth_than_either_end():
    truth = np.exp(np.random.default_rng(4).normal(np.log(2.0), 0.4, 3_000))
    gaps = np.random.default_rng(5).gamma(truth[:, None], 3.0, (3_000, 15))
    columns = own(gaps)

    def error(shapes):
        return float(np.abs(np.log(shapes / truth)).mean())

    shrunk = error(shrunk_shapes(**columns, group_shape=2.0))
    assert shrunk < error(gap_shapes(**columns))
    assert shrunk < error(np.full(3_000, 2.0))


def test_few_gaps_get_the_shape_of_the_group_and_are_not_read():
    shapes = shrunk_shapes(
        gaps=[0, 9, 10], mean_gap=[np.nan, 5, 5], mean_log_gap=[np.nan, 1, np.log(5)], group_shape=2.0
    )
    assert shapes[:2].tolist() == [2.0, 2.0]
    assert shapes[2] == pytest.approx(np.sqrt(2.0 * CAP))


def test_very_uneven_gaps_stay_finite():
    shapes = gap_shapes(gaps=[10, 10], mean_gap=[1e6, 1], mean_log_gap=[-30, -1e-12])
    assert np.isfinite(shapes).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: wheat_morrison(previous=[0, 1], last=[1, 1]),
        lambda: wheat_morrison(previous=[1], last=[1, 1]),
        lambda: gap_shapes(gaps=[5], mean_gap=[0], mean_log_gap=[0]),
        lambda: shrunk_shapes(gaps=[5], mean_gap=[1, 2], mean_log_gap=[0], group_shape=2),
        lambda: shrunk_shapes(gaps=[5], mean_gap=[1], mean_log_gap=[0], group_shape=0),
    ],
)
def test_impossible_gaps_are_refused(wrong):
    with pytest.raises(EstimationError):
        wrong()


def members(shapes, *, number, seed):
    """Gaps of members of whom each has a shape and a pace of his own."""
    chance = np.random.default_rng(seed)
    return chance.gamma(shapes[:, None], chance.lognormal(3.0, 1.0, shapes.size)[:, None], (shapes.size, number))


def test_groups_that_differ_are_found_back_whatever_the_pace():
    shapes = np.repeat([1.0, 2.0, 4.0], 400)
    factors = group_factors(**own(members(shapes, number=8, seed=5)), group=np.repeat([0, 1, 2], 400))
    assert factors / factors[1] == pytest.approx([0.5, 1.0, 2.0], rel=0.08)
    assert factors.prod() == pytest.approx(1.0, rel=0.25)  # about the middle, the more precise weighing more


def test_groups_that_differ_by_chance_only_have_the_shape_of_all():
    """Eight groups of forty, members with shapes of their own: two in three firms find nothing, the rest little."""
    apart = []
    for seed in range(20):
        shapes = 2.0 * np.exp(0.35 * np.random.default_rng(seed).standard_normal(320))
        gaps = members(shapes, number=8, seed=1_000 + seed)
        found = group_factors(**own(gaps), group=np.repeat(np.arange(8), 40))
        apart.append(np.abs(np.log(found)).max())
    assert np.median(apart) == 0.0
    assert max(apart) < 0.2


def test_a_small_group_is_drawn_further_towards_all():
    """All members of a kind have the same gaps; of each kind there is a group of four hundred and one of four."""
    ragged, clock = np.array([1.0, 2.0, 30.0, 5.0, 12.0]), np.array([9.0, 10.0, 14.0, 8.0, 9.0])
    gaps = np.concatenate([np.tile(one, (404, 1)) for one in (ragged, clock)])
    found = group_factors(**own(gaps), group=np.repeat([0, 1, 2, 3], [400, 4, 400, 4]))
    assert found[0] < found[1] < 1.0 < found[3] < found[2]


def test_one_gap_says_nothing_and_one_group_is_all():
    nothing = {"gaps": [0, 1, 1], "mean_gap": [np.nan, 5, 9], "mean_log_gap": [np.nan, 1.6, 2.2]}
    assert group_factors(**nothing, group=[0, 1, 2]).tolist() == [1.0, 1.0, 1.0]
    assert group_factors(**own(gaps_of(5.0, rows=30, number=6, seed=1)), group=np.zeros(30)).tolist() == [1.0]
    assert group_factors(gaps=[], mean_gap=[], mean_log_gap=[], group=[]).size == 0


def test_a_member_counts_for_ten_gaps_at_most():
    """One clock with 10,000 gaps does not decide for thirty who order by chance."""
    ragged, clock = gaps_of(1.0, rows=60, number=10, seed=3), gaps_of(12.0, rows=1, number=10_000, seed=4)
    columns = {name: np.append(values, own(clock)[name]) for name, values in own(ragged).items()}
    found = group_factors(**columns, group=np.append(np.repeat([0, 1], 30), 1))
    assert found[1] / found[0] < 1.5


def test_groups_of_other_lengths_than_gaps_are_refused():
    with pytest.raises(EstimationError):
        group_factors(gaps=[3], mean_gap=[2.0], mean_log_gap=[0.5], group=[0, 1])


def test_each_row_can_have_the_shape_of_its_own_group():
    found = shrunk_shapes(gaps=[0, 3], mean_gap=[np.nan, 2], mean_log_gap=[np.nan, 0.6], group_shape=[1.5, 4.0])
    assert found.tolist() == [1.5, 4.0]
    with pytest.raises(EstimationError):
        shrunk_shapes(gaps=[0, 3], mean_gap=[1, 2], mean_log_gap=[0, 0.6], group_shape=[1.5, 4.0, 1.0])
