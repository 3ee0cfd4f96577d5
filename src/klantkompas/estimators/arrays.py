"""Arrays checked at the door, and worked through in blocks so that memory stays bounded."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from klantkompas.errors import EstimationError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

BLOCK = 8_192  # rows: temporaries stay in cache, and OpenBLAS does not wake its threads for a dot product


def impossible(what: str) -> EstimationError:
    """The refusal of values that no observation can have; *what* says which."""
    return EstimationError(
        code="impossible_values",
        message=f"These values cannot be: {what}. Correct or leave out the rows concerned.",
        params={"what": what},
    )


def nothing_to_fit(what: str) -> EstimationError:
    """The refusal to estimate from nothing; *what* names that of which there is none."""
    return EstimationError(
        code="no_observations",
        message=f"There is nothing to estimate from: {what}. Give at least one observation.",
        params={"what": what},
    )


def finite(*, name: str, values: ArrayLike, at_least: float = -np.inf) -> FloatArray:
    """One-dimensional float64 array of finite numbers.

    Args:
        name: how the argument is called, for the message.
        values: anything numpy reads as numbers; a scalar becomes one element.
        at_least: smallest value allowed.

    Raises:
        EstimationError: ``impossible_values`` when a value is missing, infinite or too small.
    """
    array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if array.ndim != 1 or not np.isfinite(array).all() or (array < at_least).any():
        raise impossible(f"{name} must be finite numbers in one dimension, each at least {at_least:g}")
    return array


def weights_or_ones(*, weights: ArrayLike | None, size: int) -> FloatArray:
    """Counts per row: the given weights (non-negative, one per row), or ones.

    Raises:
        EstimationError: ``impossible_values`` when the length differs or a weight is negative.
    """
    if weights is None:
        return np.ones(size)
    array = finite(name="weights", values=weights, at_least=0.0)
    if array.size != size:
        raise impossible(f"weights has {array.size} rows where {size} were expected")
    return array


def sums(*, at: IntArray, values: FloatArray, size: int) -> FloatArray:
    """Sum of *values* per place 0 .. size - 1, given the place of each, shape (size,)."""
    return np.asarray(np.bincount(at, values, size), dtype=np.float64)


def blocks(size: int, *, length: int = BLOCK) -> Iterator[slice]:
    """Consecutive slices of at most *length* rows that cover *size* rows."""
    for start in range(0, size, length):
        yield slice(start, min(start + length, size))
