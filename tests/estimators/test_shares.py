"""Which part of a wallet is ours: learned from buyers whose wallet was told, against simulated shares."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, norm

from klantkompas.errors import EstimationError
from klantkompas.estimators.shares import ShareHabit, fit_share_habit, shares, usual_breadth


def buyers(size: int, seed: int = 6) -> dict[str, np.ndarray]:
    """Log-odds of the mean share 0.5 + 3 x breadth, Beta of 4 around it; wallets of e^8, log spread 0.5."""
    rng = np.random.default_rng(seed)
    breadth = rng.uniform(-0.5, 0.5, size)
    middle = 1 / (1 + np.exp(-(0.5 + 3 * breadth)))
    share = rng.beta(4 * middle, 4 * (1 - middle))
    wallet = np.exp(rng.normal(8.0, 0.5, size))
    told = wallet * np.exp(rng.normal(0, 0.25, size))
    spending = np.maximum(wallet * share * np.exp(rng.normal(0, 0.2, size)), 1.0)
    return {"breadth": breadth, "share": share, "told": told, "spending": spending}


def learned(world: dict[str, np.ndarray], rows: slice) -> ShareHabit:
    size = world["told"][rows].size
    return fit_share_habit(
        spending=world["spending"][rows],
        spending_log_sd=np.full(size, 0.2),
        wallet=world["told"][rows],
        wallet_log_sd=np.full(size, 0.25),
        breadth=world["breadth"][rows],
    )


def test_level_and_what_breadth_says_are_recovered_from_told_wallets() -> None:
    found = learned(buyers(2_000), slice(None))
    assert (found.level, found.slope) == (pytest.approx(0.5, abs=0.15), pytest.approx(3.0, abs=0.4))
    assert found.alike == pytest.approx(4.0, rel=0.35)


def test_the_range_holds_nine_in_ten_and_breadth_brings_it_nearer() -> None:
    world = buyers(4_000)
    habit = learned(world, slice(0, 400))
    given = {
        "spending": world["spending"],
        "spending_log_sd": np.full(4_000, 0.2),
        "log_wallet": np.full(4_000, 8.0),
        "wallet_log_sd": np.full(4_000, 0.5),
        "habit": habit,
    }
    found = shares(**given, breadth=world["breadth"])
    inside = (world["share"] >= found.low) & (world["share"] <= found.high)
    assert 0.88 <= inside.mean() <= 0.98
    assert (found.low <= found.share).all() and (found.share <= found.high).all() and (found.high <= 1).all()
    blind = shares(**given, breadth=np.zeros(4_000))
    assert np.abs(found.share - world["share"]).mean() < 0.95 * np.abs(blind.share - world["share"]).mean()


def test_the_median_is_that_of_the_posterior_by_quadrature() -> None:
    """Spending 400 of a wallet of 1,000, together uncertain by 0.3 on the log scale, and Beta(2, 1.5) before that."""
    found = shares(
        spending=[400.0],
        spending_log_sd=[0.0],
        log_wallet=[np.log(1000.0)],
        wallet_log_sd=[0.3],
        breadth=[0.0],
        habit=ShareHabit(level=np.log(2 / 1.5), slope=0.0, alike=3.5),
    )

    def density(s: float) -> float:
        return float(beta.pdf(s, 2.0, 1.5) * norm.pdf(np.log(0.4), np.log(s), 0.3))

    below = quad(density, 0, float(found.share[0]))[0] / quad(density, 0, 1)[0]
    assert below == pytest.approx(0.5, abs=0.01)


def test_without_told_wallets_the_habit_is_the_usual_one_and_nonsense_is_refused() -> None:
    nobody = fit_share_habit(spending=[], spending_log_sd=[], wallet=[], wallet_log_sd=[], breadth=[])
    assert nobody == ShareHabit()
    with pytest.raises(EstimationError):
        shares(spending=[1.0, 2.0], spending_log_sd=[0.1], log_wallet=[1.0], wallet_log_sd=[0.1], breadth=[0.0])


def quoted(size: int, slope: float) -> dict[str, np.ndarray]:
    """Buyers as above with 20 orders each, who lose us 0.2 x odds elsewhere ** slope quotes an order."""
    world = buyers(size)
    rng = np.random.default_rng(8)
    odds = (1 - world["share"]) / world["share"]
    return world | {"lost": rng.poisson(20 * 0.2 * odds**slope * rng.gamma(2, 0.5, size)).astype(float)}


@pytest.mark.parametrize("slope", [0.0, 0.8])
def test_what_lost_quotes_say_is_learned_from_told_wallets(slope: float) -> None:
    world = quoted(1_500, slope)
    found = fit_share_habit(
        spending=world["spending"],
        spending_log_sd=np.full(1_500, 0.2),
        wallet=world["told"],
        wallet_log_sd=np.full(1_500, 0.25),
        breadth=world["breadth"],
        lost=world["lost"],
        orders=np.full(1_500, 20.0),
    )
    assert found.lost_slope == pytest.approx(slope, abs=0.1)
    assert found.lost_level == pytest.approx(np.log(0.2), abs=0.12)
    assert found.lost_alike == pytest.approx(2.0, rel=0.3)


def test_many_lost_quotes_beside_few_orders_speak_of_a_small_share() -> None:
    habit = ShareHabit(lost_level=np.log(0.2), lost_slope=0.8, lost_alike=2.0)
    alike = {
        "spending": [300.0] * 3,
        "spending_log_sd": [0.2] * 3,
        "log_wallet": [np.log(600.0)] * 3,
        "wallet_log_sd": [0.6] * 3,
        "breadth": [0.0] * 3,
        "habit": habit,
    }
    none, many, unknown = shares(**alike, lost=[0.0, 15.0, 0.0], orders=[20.0, 20.0, 0.0]).share
    assert many < unknown < none
    assert unknown == pytest.approx(shares(**alike).share[0])


def test_lost_quotes_come_with_a_row_for_every_buyer() -> None:
    with pytest.raises(EstimationError):
        shares(
            spending=[1.0],
            spending_log_sd=[0.1],
            log_wallet=[1.0],
            wallet_log_sd=[0.1],
            breadth=[0.0],
            lost=[],
            orders=[],
        )


def test_theusual_breadth_is_what_so_many_orders_can_show() -> None:
    """Buyers who show half of what is left with each order, and buy four fifths in the end: both are found again."""
    orders = np.array([0.0, 1, 2, 3, 5, 8, 20])
    usual, each = usual_breadth(0.8 * (1 - 0.5**orders), orders)
    assert (usual, each) == (pytest.approx(0.8, abs=0.005), pytest.approx(0.5, abs=0.02))
    assert usual_breadth(np.array([np.nan]), np.array([3.0])) == (0.0, 1.0)
