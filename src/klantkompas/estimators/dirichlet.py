"""NBD-Dirichlet: how a market without favourites divides its buyers over brands, as a norm to compare with.

Buyers make a negative binomial number of purchases in the category in a period (mean M, shape K) and divide them over
brands by a Dirichlet-multinomial (parameters S x share). Small brands then have fewer buyers who also buy them a little
less often (*double jeopardy*): a share of requirements below that of a large brand is no lack of loyalty in itself.

Source: Goodhardt, Ehrenberg & Chatfield 1984, Journal of the Royal Statistical Society A 147(5); METHODS 5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import gammaln

from klantkompas.estimators.arrays import BoolArray, FloatArray, finite, impossible

TAIL = 1e-12  # probability beyond the largest number of purchases that is summed over
MOST = 100_000
SMALLEST, LARGEST = 1e-4, 1e4  # of K and S; beyond them a market is all of one kind


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dirichlet:
    """A fitted market.

    Attributes:
        M: mean purchases in the category of everybody, buyers and others.
        K: shape of the negative binomial; small where purchases differ much between buyers.
        S: spread of the Dirichlet; small where buyers keep to one brand.
        shares: market shares in purchases, shape (brands,).
        own_spread: the S that each brand alone would have, shape (brands,); NaN where its penetration fits no S.
        purchases: 0, 1, 2 ... purchases in the category, and
        chance: how likely each number is, shape (numbers,) both.
    """

    M: float
    K: float
    S: float
    shares: FloatArray
    own_spread: FloatArray
    purchases: FloatArray
    chance: FloatArray

    @property
    def penetration(self) -> FloatArray:
        """Part of everybody that buys each brand at least once, shape (brands,)."""
        return np.array([self._bought(share) for share in self.shares])

    @property
    def buys_per_buyer(self) -> FloatArray:
        """Purchases of the brand per buyer of it, shape (brands,)."""
        return np.asarray(self.M * self.shares / self.penetration)

    @property
    def category_buys_per_buyer(self) -> FloatArray:
        """Purchases in the category per buyer of each brand, shape (brands,)."""
        weight = self.purchases * self.chance
        bought = [float(weight @ (1.0 - self._without(share))) for share in self.shares]
        return np.asarray(np.array(bought) / self.penetration)

    @property
    def share_of_requirements(self) -> FloatArray:
        """Part of their category purchases that buyers of a brand give to it, shape (brands,)."""
        return self.buys_per_buyer / self.category_buys_per_buyer

    @property
    def sole_buyers(self) -> FloatArray:
        """Part of the buyers of each brand that buys no other, shape (brands,)."""
        only = [float(self.chance[1:] @ self._without(1.0 - share)[1:]) for share in self.shares]
        return np.asarray(np.array(only) / self.penetration)

    @property
    def both(self) -> FloatArray:
        """Part of everybody that buys both of two brands, shape (brands, brands); a brand with itself: its buyers."""
        own = self.penetration
        either = np.array([[self._bought(min(one + other, 1.0)) for other in self.shares] for one in self.shares])
        shared = own[:, None] + own[None, :] - either
        shared[np.diag_indices(own.size)] = own
        return np.asarray(shared)

    @property
    def duplication(self) -> float | None:
        """How much likelier buyers of one brand are to buy another than anybody is: the law of duplication.

        The sum over pairs of brands of those who buy both, over that of the products of their penetrations; None
        with a single brand.
        """
        own, shared = self.penetration, self.both
        if own.size == 1:
            return None
        apart = ~np.eye(own.size, dtype=np.bool_)
        return float(shared[apart].sum() / np.outer(own, own)[apart].sum())

    def _bought(self, share: float) -> float:
        return float(1.0 - self.chance @ self._without(share))

    def _without(self, share: float) -> FloatArray:
        """Chance of no purchase of a brand, or of brands together, by category purchases, shape (numbers,)."""
        return _without(self.purchases, share, self.S)


def fit_dirichlet(*, penetration: float, purchase_rate: float, shares: ArrayLike, penetrations: ArrayLike) -> Dirichlet:
    """Fit the market to what panels publish.

    Args:
        penetration: part of everybody that buys in the category at all, between 0 and 1.
        purchase_rate: category purchases per buyer in the period.
        shares: market share of each brand in purchases, shape (brands,); together at most 1.
        penetrations: part of everybody that buys each brand, shape (brands,).

    Returns:
        The market; K by the penetration of the category, S the mean of what each brand alone would have, by share.

    Raises:
        EstimationError: ``impossible_values`` when numbers are no parts of one, buyers buy too seldom for their number,
            or no brand has a penetration that any S gives.
    """
    share, bought = finite(name="shares", values=shares), finite(name="penetrations", values=penetrations)
    if share.size != bought.size or not share.size:
        raise impossible(f"shares and penetrations have {share.size} and {bought.size} brands")
    if not (0 < penetration < 1 and (share > 0).all() and share.sum() <= 1 + 1e-9 and (bought > 0).all()):
        raise impossible("shares and penetrations must be parts of one, larger than none")
    mean = penetration * purchase_rate
    shape = _shape(mean, penetration)
    purchases, chance = _category(mean, shape)
    spread = np.array([_spread(purchases, chance, *brand) for brand in zip(share, bought, strict=True)])
    known: BoolArray = np.isfinite(spread)
    if not known.any():
        raise impossible("no brand has a penetration that its share allows")
    return Dirichlet(
        M=mean,
        K=shape,
        S=float(share[known] @ spread[known] / share[known].sum()),
        shares=share,
        own_spread=spread,
        purchases=purchases,
        chance=chance,
    )


def _shape(mean: float, penetration: float) -> float:
    """K such that a part 1 - penetration buys nothing."""

    def off(shape: float) -> float:
        return float(shape * np.log1p(mean / shape) + np.log1p(-penetration))

    if off(LARGEST) <= 0:
        raise impossible("so many buyers would buy more often than the purchase rate says")
    return float(brentq(off, SMALLEST, LARGEST, xtol=1e-12)) if off(SMALLEST) < 0 else SMALLEST


def _category(mean: float, shape: float) -> tuple[FloatArray, FloatArray]:
    """Numbers of category purchases and their chances, up to where hardly anybody is left."""
    numbers = np.arange(MOST + 1.0)
    log = gammaln(shape + numbers) - gammaln(shape) - gammaln(numbers + 1.0)
    chance = np.exp(log + shape * np.log(shape / (shape + mean)) + numbers * np.log(mean / (shape + mean)))
    enough = int(np.searchsorted(np.cumsum(chance), 1.0 - TAIL)) + 1
    return numbers[:enough], chance[:enough]


def _without(purchases: FloatArray, share: float, spread: float) -> FloatArray:
    rest = spread * (1.0 - share)
    if rest <= 0:
        return np.where(purchases > 0, 0.0, 1.0)
    return np.asarray(np.exp(gammaln(spread) + gammaln(rest + purchases) - gammaln(spread + purchases) - gammaln(rest)))


def _spread(purchases: FloatArray, chance: FloatArray, share: float, penetration: float) -> float:
    """The S that gives a brand its penetration; NaN where none does."""

    def off(log_spread: float) -> float:
        return float(1.0 - chance @ _without(purchases, share, float(np.exp(log_spread)))) - penetration

    low, high = np.log(SMALLEST), np.log(LARGEST)
    if off(low) > 0 or off(high) < 0:
        return float("nan")
    return float(np.exp(brentq(off, low, high, xtol=1e-12)))
