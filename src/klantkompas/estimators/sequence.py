"""Intervals that stay right however often they are read (a confidence sequence).

An interval that is read once covers the truth in 95 of 100 firms. Read every week, it will exclude the truth at some
moment in many more. The normal mixture of Robbins bounds the *whole path*:

    reach(t) = standard error x sqrt((1 + 1/t) (ln(1 + t) + 2 ln(1 / alpha)))

t measures how much is known: the size of the two arms against that at which the interval is to be sharpest. It is right
for many customers (asymptotically); for few the standard error is that of Student, and ``lift`` guards it.

Sources: Robbins 1970; Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024 (asymptotic confidence sequences).
"""

import math

from scipy.optimize import brentq
from scipy.special import ndtri, stdtrit

from klantkompas.estimators.lift import CONFIDENCE, Lift

SHARPEST = 100.0  # customers in two even arms at which the interval is to be narrowest
LONGEST = 1e6  # times what is known now; beyond it "never" is the better word


def known(*, treated: float, held_out: float) -> float:
    """Customers in two even arms that tell as much as these two uneven ones."""
    return 4 * treated * held_out / (treated + held_out)


def reach(*, even: float, confidence: float = CONFIDENCE) -> float:
    """Half the width of the interval in standard errors, where two even arms have *even* customers together."""
    alpha = 1 - confidence
    best = 2 * math.log(1 / alpha) + math.log(1 + 2 * math.log(1 / alpha))
    t = best * even / SHARPEST
    return math.sqrt((1 + 1 / t) * (math.log1p(t) + 2 * math.log(1 / alpha)))


def always(*, measured: Lift, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Lowest and highest effect, right at every moment at once.

    Args:
        measured: the effect so far, of customers whose outcome is complete.
        confidence: that the truth lies in the interval at *all* readings.
    """
    even = known(treated=measured.treated, held_out=measured.held_out)
    student = float(stdtrit(measured.freedom, 0.5 + confidence / 2) / ndtri(0.5 + confidence / 2))
    half = reach(even=even, confidence=confidence) * student * measured.standard_error
    return measured.effect - half, measured.effect + half


def more_needed(*, measured: Lift, confidence: float = CONFIDENCE) -> float | None:
    """How many times as much must be known before the interval excludes zero, if the effect is as it seems now.

    Returns:
        1.0 where it does so already; None where no amount of facts would (no effect, or next to none).
    """
    even = known(treated=measured.treated, held_out=measured.held_out)
    size = abs(measured.effect)

    def short_of(factor: float) -> float:
        return size - measured.standard_error / math.sqrt(factor) * reach(even=even * factor, confidence=confidence)

    if short_of(1.0) >= 0:
        return 1.0
    return None if short_of(LONGEST) < 0 else float(brentq(short_of, 1.0, LONGEST))
