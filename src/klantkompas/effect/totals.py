"""What all measured actions together added to each of the three V's: proven by our actions, and nothing besides."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klantkompas.effect.measure import Part, Unit, V
from klantkompas.estimators.arrays import sums
from klantkompas.estimators.lift import Lift
from klantkompas.estimators.sequence import always

TOTALLED: Mapping[V, tuple[str, ...]] = {
    "lengthen": ("kept",),
    "raise": ("profit", "margin", "revenue"),
    "improve": ("hours", "complaints"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What all measured actions together added, and nothing that was not measured.

    Attributes:
        v: which of the three V's.
        measure: what is added up: ``kept`` (customers who still order), ``profit`` (or ``margin``, ``revenue``),
            ``hours`` (or ``complaints``); the first of them that was measured.
        unit: of the effect: ``customers``, ``money`` (euros), ``hours`` or ``count``.
        effect: the sum over actions of effect x treated.
        low: right however often it is read, 95 %; ``high`` likewise.
        fixed_low: right when it is read once, 95 %; ``fixed_high`` likewise.
        treated: episodes; ``held_out`` likewise.
        actions: codes of the actions in it.
    """

    v: V
    measure: str
    unit: Unit
    effect: float
    low: float
    high: float
    fixed_low: float
    fixed_high: float
    treated: int
    held_out: int
    actions: tuple[str, ...]


def total(v: V, actions: Mapping[str, Mapping[str, Part]]) -> Total | None:
    """The sum over actions of effect x treated; None where nothing was measured.

    Args:
        v: which of the three V's.
        actions: code -> measure -> what it adds.
    """
    measured = {name for parts in actions.values() for name in parts}
    measure = next((name for name in TOTALLED[v] if name in measured), None)
    if measure is None:
        return None
    parts = {code: parts[measure] for code, parts in actions.items() if measure in parts}
    summed = _sum(list(parts.values()))
    low, high = always(measured=summed)
    fixed_low, fixed_high = summed.once()
    unit = next(iter(parts.values())).result.unit
    return Total(
        v=v,
        measure=measure,
        unit="customers" if unit == "part" else unit,
        effect=summed.effect,
        low=low,
        high=high,
        fixed_low=fixed_low,
        fixed_high=fixed_high,
        treated=summed.treated,
        held_out=summed.held_out,
        actions=tuple(parts),
    )


def _sum(parts: Sequence[Part]) -> Lift:
    """The errors of a customer who occurs in several actions are added before they are squared."""
    relation = np.concatenate([part.relation for part in parts])
    place = np.unique(relation, return_inverse=True)[1]
    error = np.concatenate([part.measured.influence * part.result.treated for part in parts])
    together = float((sums(at=place, values=error, size=int(place.max()) + 1) ** 2).sum())
    apart = sum((part.result.treated * part.measured.standard_error) ** 2 for part in parts)
    return Lift(
        effect=sum(part.result.treated * part.measured.effect for part in parts),
        standard_error=math.sqrt(max(together, apart)),
        freedom=min(part.measured.freedom for part in parts),
        treated=sum(part.result.treated for part in parts),
        held_out=sum(part.result.held_out for part in parts),
        explained=0.0,
        influence=error,
    )
