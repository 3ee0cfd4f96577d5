"""What buyers spend in all: recovered from simulated buyers, by declarations and by the frontier."""

import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.wallet import combined, fit_wallets


def buyers(size: int, seed: int = 4) -> dict[str, np.ndarray]:
    """Wallets of 1,000 x employees^0.6 x (1 or 2 by group), log spread 0.4; a share around 60 % of it is ours."""
    rng = np.random.default_rng(seed)
    staff, group = np.exp(rng.normal(2.5, 0.8, size)), rng.integers(0, 2, size).astype(float)
    wallet = 1000 * staff**0.6 * (1 + group) * np.exp(rng.normal(0, 0.4, size))
    share = rng.beta(3, 2, size)
    return {"size": staff, "group": group, "wallet": wallet, "share": share, "spending": wallet * share}


def test_declared_wallets_teach_what_size_and_group_do() -> None:
    world = buyers(2_000)
    declared = np.where(np.arange(2_000) % 4 == 0, world["wallet"], np.nan)
    found = fit_wallets(spending=world["spending"], size=world["size"], group=world["group"], declared=declared)
    assert found.basis == "declared"
    assert found.coefficients[1] == pytest.approx(0.6, abs=0.05)
    assert found.coefficients[4] - found.coefficients[3] == pytest.approx(np.log(2), abs=0.1)
    off = found.log_wallet(size=world["size"], group=world["group"]) - np.log(world["wallet"])
    assert off.std() == pytest.approx(0.4, abs=0.05)


def test_without_declarations_the_frontier_stands_above_most_spending() -> None:
    world = buyers(1_000)
    nobody = np.full(1_000, np.nan)
    found = fit_wallets(spending=world["spending"], size=world["size"], group=world["group"], declared=nobody)
    assert found.basis == "frontier"
    height = found.log_wallet(size=world["size"], group=world["group"])
    assert np.mean(np.log(world["spending"]) < height) == pytest.approx(0.85, abs=0.03)


def test_what_the_buyer_said_weighs_by_how_sure_it_is() -> None:
    """Two equally sure figures, 100 and 400, meet at 200; the doubt shrinks by the root of two."""
    logs, sd = combined(
        log_wallet=np.log([100.0, 100.0]), sd=0.3, told=np.array([400.0, np.nan]), told_sd=np.array([0.3, 1.0])
    )
    assert np.exp(logs) == pytest.approx([200.0, 100.0])
    assert sd == pytest.approx([0.3 / np.sqrt(2), 0.3])


def test_nobody_to_learn_from_is_said() -> None:
    with pytest.raises(EstimationError):
        fit_wallets(spending=[0.0], size=[np.nan], group=[0], declared=[np.nan])
