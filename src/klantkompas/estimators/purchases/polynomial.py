"""Means over the future of active buyers, as polynomials with positive coefficients (see ``future``).

Rows are grouped by x and by the length that their series needs. Within a group the coefficients are scaled to
be the negative-binomial probabilities at a v just above the largest of the group, so that nothing can overflow, and the
polynomial is evaluated in blocks of powers (Paterson-Stockmeyer): a matrix product and a short Horner loop.

The very few rows whose series would be longer than ``LONGEST`` (thousands of purchases a day over years) are
summed over purchases instead: exactly up to ``EXACT``, and by an integral over the smooth remainder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy.special import betainc, gammaincinv, gammaln

from klantkompas.estimators.arrays import FloatArray, IntArray
from klantkompas.estimators.purchases.likelihood import stages
from klantkompas.estimators.purchases.process import PurchaseProcess, distinct

Ladder = Literal["purchases", "squared", "active"]

NEGLIGIBLE = 1e-13  # relative size under which trailing coefficients are cut
MATRIX = 1 << 18  # multiplications per matrix product: above, OpenBLAS would wake its threads
FEW = 256  # rows of one x under which they form one group
LOG_SPAN = 500.0  # widest difference of n ln(1-v) within a group; float64 holds 700
LONGEST = 1 << 18
EXACT, SMOOTH = 256, 4000


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Rows of one x with similar v: their places, and the largest v."""

    x: float
    rows: IntArray
    top: float


def given_active(
    *, process: PurchaseProcess, ladders: Sequence[Ladder], x: FloatArray, u: FloatArray, v: FloatArray
) -> FloatArray:
    """Mean of each ladder at the number of purchases to come, given active now, shape (ladders, rows).

    Args:
        process: parameters.
        ladders: what is averaged: the purchases, their square, or the chance to stay at all of them.
        x: repeat purchases so far.
        u: (T - t_x) / (alpha + T), in [0, 1).
        v: t / (alpha + T + t), in [0, 1).
    """
    result = np.empty((len(ladders), x.size))
    for group in _groups(process, x, v):
        n = process.r + process.k * group.x
        if _length(n + process.k, group.top) > LONGEST:
            for at, ladder in enumerate(ladders):
                for row in group.rows:
                    result[at, row] = _long_row(process, ladder, group.x, float(u[row]), float(v[row]))
        else:
            _short_rows(process, ladders, group, u, v, result)
    return result


def _groups(process: PurchaseProcess, x: FloatArray, v: FloatArray) -> Iterator[_Group]:
    """Groups by x, and for frequent x by a quarter power of two of the series length."""
    counts, at = distinct(x)
    fine = np.clip(8.0 - 4.0 * np.log2(-np.log(np.clip(v, 1e-3, 1 - 1e-9))), 0, 63).astype(np.intp)
    fine[np.bincount(at, minlength=counts.size)[at] < FEW] = 0
    key = at * 64 + fine
    order = np.argsort(key.astype(np.uint16) if counts.size < 1024 else key, kind="stable")
    edges = np.flatnonzero(np.diff(key[order], prepend=-1, append=-1))
    for start, stop in pairwise(edges):
        rows = order[start:stop]
        yield from _narrow(process, float(counts[at[rows[0]]]), rows, v)


def _narrow(process: PurchaseProcess, x: float, rows: IntArray, v: FloatArray) -> Iterator[_Group]:
    """The group, cut where n ln(1-v) would differ by more than float64 can scale."""
    depth = -(process.r + process.k * (x + 1)) * np.log1p(-v[rows])
    if depth.max() - depth.min() < LOG_SPAN:
        yield _Group(x, rows, _edge(process, x, float(v[rows].max())))
        return
    level = np.floor(depth / LOG_SPAN)
    for one in np.unique(level):
        chosen = rows[level == one]
        yield _Group(x, chosen, _edge(process, x, float(v[chosen].max())))


def _edge(process: PurchaseProcess, x: float, v: float) -> float:
    """A value just above v from a fixed scale (quarter powers of two of -1 / log v), so that tables can be kept."""
    if not 1e-3 < v < 1.0 - 1e-4:
        return v
    edge = float(np.exp(-(2.0 ** (np.floor(4.0 * np.log2(-np.log(v))) / 4.0))))
    further = (process.r + process.k * (x + 1)) * (np.log1p(-v) - np.log1p(-edge))
    return edge if further < LOG_SPAN / 10.0 else v


def _length(n: float, v: float) -> int:
    """Terms after which a negative-binomial series is surely negligible."""
    if v <= 0.0:
        return 2
    mean = n * v / (1.0 - v)
    return int(mean + 10.0 * np.sqrt(mean / (1.0 - v)) - 40.0 / np.log(v)) + 2


def _stay(process: PurchaseProcess, x: float, m: FloatArray) -> FloatArray:
    """Probability to stay at each of the first m - 1 purchases to come."""
    stayed = process.b + x + int(process.dropout_at_first)
    both = process.a + stayed
    return np.asarray(np.exp(gammaln(stayed + m - 1) - gammaln(stayed) - gammaln(both + m - 1) + gammaln(both)))


def _steps(process: PurchaseProcess, ladder: Ladder, x: float, m: FloatArray) -> FloatArray:
    """The m-th rung minus the one below, times the probability to have stayed before purchase m."""
    stay = _stay(process, x, m)
    if ladder == "purchases":
        return stay
    if ladder == "squared":
        return (2.0 * m - 1.0) * stay
    return -stay * process.a / (process.a + process.b + x + int(process.dropout_at_first) + m - 1)


def _rungs(process: PurchaseProcess, ladder: Ladder, x: float, size: int) -> FloatArray:
    """What is reached with 0, 1, ... purchases (were one to stay), shape (size,)."""
    m = np.arange(1.0, size + 1.0)
    if ladder == "active":
        return _stay(process, x, m)
    return np.append(0.0, np.cumsum(_steps(process, ladder, x, m[:-1])))


@lru_cache(maxsize=2048)
def _coefficients(process: PurchaseProcess, ladder: Ladder, x: float, top: float) -> FloatArray:
    """Coefficients of (v / top)^i for each hidden stage j, shape (k, terms); trailing dust is cut."""
    n, k = process.r + process.k * x, process.k
    i = np.arange(_length(n + k, top) + k, dtype=np.float64)
    reached = _rungs(process, ladder, x, i.size // k + 2)
    table = np.empty((k, i.size))
    log_top, log_rest, log_i = np.log(max(top, 1e-300)), np.log1p(-top), gammaln(i + 1)
    for j in range(k):
        chance = gammaln(n + j + i) - gammaln(n) - gammaln(j + 1) - log_i + i * log_top + (n + j) * log_rest
        table[j] = np.exp(chance) * reached[((i + j) // k).astype(np.intp)]
    largest = table.max(axis=0)
    kept = np.flatnonzero(largest > NEGLIGIBLE * largest.max())
    return table[:, : (kept[-1] + 1 if kept.size else 1)]


def _short_rows(
    process: PurchaseProcess, ladders: Sequence[Ladder], group: _Group, u: FloatArray, v: FloatArray, result: FloatArray
) -> None:
    """Fill the result for a group whose series is of ordinary length; the powers serve all ladders."""
    tables = [_coefficients(process, ladder, group.x, group.top) for ladder in ladders]
    table = np.zeros((len(ladders) * process.k, max(one.shape[1] for one in tables)))
    for at, one in enumerate(tables):
        table[at * process.k : (at + 1) * process.k, : one.shape[1]] = one
    n = np.asarray(process.r + process.k * group.x)
    length = max(64, MATRIX // (table.size + 1))
    for start in range(0, group.rows.size, length):
        rows = group.rows[start : start + length]
        stage, share = u[rows], v[rows]
        ratio = (1.0 - share) / (1.0 - group.top)
        sums = _evaluate(table, share / group.top if group.top > 0 else share).reshape(len(ladders), process.k, -1)
        mean = sums[:, -1]
        for j in range(process.k - 2, -1, -1):
            mean = mean * (stage * ratio) + sums[:, j]
        result[:, rows] = mean * (ratio**n / stages(n=n, u=stage, k=process.k).total)


def _evaluate(table: FloatArray, w: FloatArray) -> FloatArray:
    """Polynomials with coefficients (k, terms) at the points w in [0, 1], shape (k, points)."""
    k, terms = table.shape
    width = max(2, int(np.sqrt(2.0 * terms)))
    count = -(-terms // width)
    padded = np.zeros((k, count * width))
    padded[:, :terms] = table
    powers = np.ones((width, w.size))
    np.cumprod(np.broadcast_to(w, (width - 1, w.size)), axis=0, out=powers[1:])
    parts = (padded.reshape(k * count, width) @ powers).reshape(k, count, w.size)
    stride, total = powers[-1] * w, parts[:, -1]
    for part in range(count - 2, -1, -1):
        total = total * stride + parts[:, part]
    return np.asarray(total)


def _long_row(process: PurchaseProcess, ladder: Ladder, x: float, u: float, v: float) -> float:
    """The mean for one buyer whose series is too long: over purchases, far ones by an integral in log m."""
    n, k = process.r + process.k * x, process.k
    j = np.arange(k, dtype=np.float64)
    weight = np.exp(gammaln(n + j) - gammaln(n) - gammaln(j + 1)) * u**j
    far = gammaincinv(n + k, 1.0 - 1e-13) * v / (1.0 - v) * 1.05 + 100.0 * k
    near = np.arange(1.0, EXACT + 1)
    grid = np.exp(np.linspace(np.log(EXACT + 0.5), np.log(max(far / k, 2.0 * EXACT)), SMOOTH))
    spacing = np.gradient(np.log(grid)) * grid
    spacing[[0, -1]] /= 2.0
    m = np.concatenate([near, grid])
    size = _steps(process, ladder, x, m) * np.concatenate([np.ones(EXACT), spacing])
    reach = betainc(m[:, None] * k - j, n + j, v) @ (weight / weight.sum())
    return float(ladder == "active") + float(size @ reach)
