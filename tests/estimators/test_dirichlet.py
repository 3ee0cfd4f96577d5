"""NBD-Dirichlet: the published toothpaste market, a simulated market, and markets at the edge."""

import duckdb
import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.dirichlet import fit_dirichlet
from tests.data_sets import data_file


@pytest.fixture
def toothpaste():
    path = data_file("toothpaste/toothpaste.parquet")
    found = duckdb.sql(f"select * from '{path}' order by market_share desc, penetration desc").fetchnumpy()
    return fit_dirichlet(
        penetration=float(found["category_penetration"][0]),
        purchase_rate=float(found["category_buy_rate"][0]),
        shares=found["market_share"],
        penetrations=found["penetration"],
    )


def test_parameters_of_the_toothpaste_market(toothpaste):
    """Inputs of the manual of the R package NBDdirichlet (Goodhardt, Ehrenberg & Chatfield 1984).

    M 1.456, K 0.779, S 1.55 and duplication 1.26 by an own second program.
    """
    found = (toothpaste.M, toothpaste.K, toothpaste.S, toothpaste.duplication)
    assert found == pytest.approx((1.456, 0.779, 1.55, 1.26), rel=0.005)


def test_what_that_market_should_look_like(toothpaste):
    """Theoretical figures of the same market, largest brand to smallest, by an own second program."""
    assert toothpaste.penetration == pytest.approx([0.205, 0.161, 0.089, 0.089, 0.081, 0.072, 0.028, 0.019], abs=5e-4)
    assert toothpaste.buys_per_buyer[[0, -1]] == pytest.approx([1.77, 1.55], abs=5e-3)
    assert toothpaste.share_of_requirements[[0, -1]] == pytest.approx([0.555, 0.451], abs=5e-4)
    assert toothpaste.sole_buyers[[0, -1]] == pytest.approx([0.43, 0.33], abs=5e-3)


def test_small_brands_have_fewer_buyers_who_buy_them_less(toothpaste):
    """Double jeopardy."""
    for figures in (toothpaste.penetration, toothpaste.buys_per_buyer, toothpaste.share_of_requirements):
        assert (np.diff(figures) <= 1e-12).all()


def test_figures_equal_those_of_simulated_buyers():
    """400,000 buyers drawn from the model; every figure within a hundredth of theirs."""
    chance = np.random.default_rng(5)
    shares = np.array([0.5, 0.3, 0.2])
    bought = chance.poisson(chance.gamma(0.8, 1.5 / 0.8, 400_000))
    taste = chance.dirichlet(1.4 * shares, bought.size)
    brand = chance.multinomial(bought, taste)
    buyers = brand > 0
    fit = fit_dirichlet(
        penetration=float((bought > 0).mean()),
        purchase_rate=float(bought.sum() / (bought > 0).sum()),
        shares=brand.sum(axis=0) / brand.sum(),
        penetrations=buyers.mean(axis=0),
    )
    found = (fit.K, fit.S)
    assert found == pytest.approx((0.8, 1.4), rel=0.03)
    assert fit.buys_per_buyer == pytest.approx(brand.sum(axis=0) / buyers.sum(axis=0), rel=0.01)
    assert fit.category_buys_per_buyer == pytest.approx([bought[one].mean() for one in buyers.T], rel=0.01)
    only = buyers & (buyers.sum(axis=1) == 1)[:, None]
    assert fit.sole_buyers == pytest.approx(only.sum(axis=0) / buyers.sum(axis=0), rel=0.01)
    assert fit.both == pytest.approx(buyers.T.astype(float) @ buyers / bought.size, rel=0.02)


def test_one_brand_is_the_category():
    fit = fit_dirichlet(penetration=0.5, purchase_rate=3.0, shares=[0.9], penetrations=[0.48])
    assert fit.duplication is None
    assert fit.penetration == pytest.approx([0.48])


def test_a_brand_that_fits_no_market_is_left_out():
    fit = fit_dirichlet(penetration=0.5, purchase_rate=3.0, shares=[0.5, 0.1], penetrations=[0.35, 0.01])
    assert np.isnan(fit.own_spread).tolist() == [False, True]
    assert fit.own_spread[0] == pytest.approx(fit.S)


@pytest.mark.parametrize(
    "given",
    [
        {"penetration": 0.5, "purchase_rate": 3.0, "shares": [], "penetrations": []},
        {"penetration": 0.5, "purchase_rate": 3.0, "shares": [0.5], "penetrations": [0.3, 0.2]},
        {"penetration": 1.0, "purchase_rate": 3.0, "shares": [0.5], "penetrations": [0.3]},
        {"penetration": 0.5, "purchase_rate": 3.0, "shares": [0.7, 0.7], "penetrations": [0.3, 0.3]},
        {"penetration": 0.9, "purchase_rate": 1.0, "shares": [0.5], "penetrations": [0.3]},
        {"penetration": 0.5, "purchase_rate": 3.0, "shares": [0.5], "penetrations": [0.01]},
    ],
)
def test_what_is_no_market_is_refused(given):
    with pytest.raises(EstimationError):
        fit_dirichlet(**given)
