"""What making good a complaint brings, by the firm's own complaints instead of the text's."""

import pyarrow as pa

from klantkompas.advice.gains import REACH_90, Measured
from klantkompas.estimators.proportion import difference
from klantkompas.insight.generosity import Rate, rate_of

RECOVERY = "recovery"


def own_rates(recovered: pa.Table | None) -> tuple[Rate, Rate] | None:
    """How many came back after fast and generous, and after not solved; None with fewer than ten cases of either."""
    well, unsolved = rate_of(recovered, "resolved_well"), rate_of(recovered, "unresolved")
    return None if well is None or unsolved is None else (well, unsolved)


def own_uplift(recovered: pa.Table | None) -> dict[str, Measured]:
    """The uplift of the action ``recovery`` by the firm's own rates; empty where there are too few cases.

    It goes together, it is no effect: who was helped best was not drawn by lot. Its range is that of the difference.

    Args:
        recovered: the lens ``recovery``; None: nothing is known of complaints.
    """
    rates = own_rates(recovered)
    if rates is None:
        return {}
    well, unsolved = rates
    low, high = difference(well.part, unsolved.part)
    mean = well.part.share - unsolved.part.share
    sd = (high - low) / (2 * REACH_90)
    return {RECOVERY: Measured(mean=mean, sd=sd, treated=well.part.cases, held_out=unsolved.part.cases)}
