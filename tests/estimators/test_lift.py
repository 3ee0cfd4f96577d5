"""What a treatment added: power, differences and their intervals, against published and hand-made values."""

import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.lift import detectable_mean, detectable_uplift


@pytest.mark.parametrize(("uplift", "per_arm"), [(0.02, 1506), (0.05, 326), (0.10, 115)])
def test_how_many_are_needed_at_a_base_of_three_per_cent(uplift: float, per_arm: int) -> None:
    """METHODS 8.4: base 3 %, power .8; one customer fewer an arm no longer finds it."""
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
