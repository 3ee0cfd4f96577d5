"""What a treatment added: treated against held out, by chance alone who is which.

Reading once, the interval is the usual one (normal, by t). Reading as often as one likes needs a wider one, see
``klantkompas.estimators.sequence``.
"""

import math

from scipy.optimize import brentq
from scipy.special import ndtri

from klantkompas.estimators.arrays import impossible

CONFIDENCE, POWER = 0.95, 0.80


def detectable_mean(
    *, sd: float, treated: int, held_out: int, confidence: float = CONFIDENCE, power: float = POWER
) -> float:
    """Smallest true difference of two means that a single reading finds, in the unit of *sd*.

    Args:
        sd: standard deviation of the outcome within an arm.
        treated: customers treated, at least one.
        held_out: customers left alone, at least one.
        confidence: of the two-sided interval.
        power: chance to find it.

    Raises:
        EstimationError: ``impossible_values`` where an arm is empty.

    Source: the two-sample z test; Cohen 1988, ch. 2.
    """
    _need_both(treated, held_out)
    reach: float = ndtri(0.5 + confidence / 2) + ndtri(power)
    return reach * sd * math.sqrt(1 / treated + 1 / held_out)


def detectable_uplift(
    *, base: float, treated: int, held_out: int, confidence: float = CONFIDENCE, power: float = POWER
) -> float | None:
    """Smallest true rise of a chance that a single reading finds; None where even certainty would not be found.

    Args:
        base: chance without the treatment, between 0 and 1.
        treated: customers treated, at least one.
        held_out: customers left alone, at least one.
        confidence: of the two-sided test of no difference.
        power: chance to find it.

    Returns:
        The rise, as a part of one: 0.05 is five points.

    Raises:
        EstimationError: ``impossible_values`` where an arm is empty or *base* is no chance.

    Source: Fleiss, Levin & Paik 2003, ch. 4 (pooled variance under no difference), without continuity correction.
    """
    _need_both(treated, held_out)
    if not 0 < base < 1:
        raise impossible("base must lie between 0 and 1")
    alone, found = ndtri(0.5 + confidence / 2), ndtri(power)

    def short_of(uplift: float) -> float:
        with_it = min(base + uplift, 1.0)
        pooled = (treated * with_it + held_out * base) / (treated + held_out)
        under_none = math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / held_out))
        under_some = math.sqrt(with_it * (1 - with_it) / treated + base * (1 - base) / held_out)
        return float(uplift - alone * under_none - found * under_some)

    most = 1 - base
    return None if short_of(most) < 0 else float(brentq(short_of, 1e-12, most))


def _need_both(treated: int, held_out: int) -> None:
    if min(treated, held_out) < 1:
        raise impossible("treated and held_out must be at least one customer each")
