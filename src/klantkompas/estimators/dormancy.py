"""Whether somebody who orders in a rhythm has fallen asleep, when leaving is a matter of time and not of orders.

    pace      gamma over buyers, gaps Erlang: those of the purchase process
    leaving   at a constant hazard while active; besides, some leave right after a first order
    waking    a chance to order again within a stretch of time, smaller the longer ago they fell asleep
    service   times a year that who is active is served between orders; who sleeps keeps a part of that

A purchase process that is left at an order only (``purchases``) never lets slow buyers leave fast enough, and takes who
woke up for slow. Here leaving and waking are learned from hindsight: given the orders until some time ago, who of the
buyers ordered in the stretch after it? Given active, the next order comes within a silence of g with the tail of the
negative binomial; given left at a moment within it, with the tail at that moment. Own derivation; for leaving in time
see Schmittlein, Morrison & Colombo 1987 (Pareto/NBD).

Where service is known, it speaks as well: calls and visits go on in a long gap, and mostly stop with who has left.
Given left after s of a silence, times in a stretch of it are Poisson with mean rate x (stretch before s + kept x
stretch after s); the rate is gamma around what each buyer was used to, kept is exponential, and half of them see it
fade year by year. How much kept is usual, and how far service may be believed at all (its log-likelihood ratio is
multiplied by ``trust``), is learned from the same hindsight.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import expit, logit

from klantkompas.estimators.arrays import BoolArray, FloatArray, blocks, impossible
from klantkompas.estimators.purchases.likelihood import stages
from klantkompas.estimators.purchases.process import PurchaseProcess, summaries
from klantkompas.estimators.season import Timing

USUAL = np.array([logit(0.15), 0.0, np.log(0.25), logit(0.7)])
"""Our assumptions, where little is seen: of who fell asleep 15 % order again within a year, half as many each year
later; who sleeps keeps a quarter of the service, and of what service says seven tenths are believed. How fast they
leave, and how many right after a first order, is then what the purchase process makes of it (``_usual``)."""
SURE = 1.0  # standard deviation around that, on the scales of the logs and log-odds
YEAR = 365.25
PLACES, WEIGHTS = (
    (one + shift) / 2.0 for one, shift in zip(np.polynomial.legendre.leggauss(8), (1.0, 0.0), strict=True)
)
KEPT = -np.log1p(-np.array([1.0, 3.0]) / 4.0)  # halves of an exponential of mean 1, each by its middle
MOST_KEPT = 0.95
CLOSE = 1e-7  # part of the surprise below which a step gains nothing
MOST_APART = 5.0  # standard deviations from what is usual, at most
TEACHERS = 5_000  # buyers from whom leaving and waking are learned: more take time and say the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Dormancy:
    """How buyers fall asleep and wake, times in days.

    Attributes:
        process: the pace and evenness of orders (``r``, ``alpha``, ``k``); its leaving is not used.
        leaving: hazard a day of falling asleep while active.
        once: chance to leave right after a first order.
        waking: chance that who has just fallen asleep orders again within a year.
        fading: years of silence after which that chance has halved.
        kept: part of the service that who sleeps keeps, on average.
        trust: how far service is believed; 0: not at all.
    """

    process: PurchaseProcess
    leaving: float
    once: float
    waking: float
    fading: float
    kept: float = float(np.exp(USUAL[2]))
    trust: float = 0.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Service:
    """How often each buyer was served in his silence, in stretches of it; arrays of shape (rows,) or (rows, stretches).

    Attributes:
        rate: times a year that he is expected to be served between orders, while active.
        shape: gamma shape of that expectation; large where it is well known.
        begin: days of silence at which each stretch begins, and none of it counted before.
        days: length of each stretch; 0 where the silence does not reach it.
        times: times served in it.
        left: what is left, each next year of silence, of the service that who sleeps keeps.
    """

    rate: FloatArray
    shape: FloatArray
    begin: FloatArray
    days: FloatArray
    times: FloatArray
    left: float = 1.0

    def where(self, rows: slice | BoolArray) -> "Service":
        """The same of some rows."""
        return Service(
            rate=self.rate[rows],
            shape=self.shape[rows],
            begin=self.begin[rows],
            days=self.days[rows],
            times=self.times[rows],
            left=self.left,
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Awake:
    """What is believed of each buyer; arrays of shape (rows,).

    Attributes:
        chance: to be active.
        served: times a year that he is served, given that he fell asleep; 0 where service is unknown.
        served_shape: gamma shape of that.
    """

    chance: FloatArray
    served: FloatArray
    served_shape: FloatArray


def awake(
    *,
    dormancy: Dormancy,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    timing: Timing | None = None,
    service: Service | None = None,
) -> Awake:
    """Who is active at T, and how often who is not will be served, given a history.

    Args:
        dormancy: for instance of ``fit_dormancy``.
        x: repeat orders, shape (rows,).
        t_x: day of the last order, counted from the first; on the clock of *timing*, where that is given.
        T: that, and the days of silence since.
        timing: on which clock the next order is awaited; None: the calendar.
        service: in the silence; None: unknown.

    Raises:
        EstimationError: ``impossible_values``.
    """
    silences = _silences(x, t_x, T, timing, service)
    found = np.zeros((3, silences.x.size))
    for rows in blocks(silences.x.size):
        found[:, rows] = _awake(dormancy, silences.where(rows))
    return Awake(chance=found[0], served=found[1], served_shape=found[2])


def p_again(
    *,
    dormancy: Dormancy,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    span: float,
    timing: Timing | None = None,
    service: Service | None = None,
) -> FloatArray:
    """Probability of an order in (T, T + span], of who is active or of who wakes, shape (rows,), in [0, 1].

    Args:
        dormancy: for instance of ``fit_dormancy``.
        x: as for ``awake``.
        t_x: as for ``awake``.
        T: as for ``awake``.
        span: days.
        timing: as for ``awake``.
        service: as for ``awake``.

    Raises:
        EstimationError: ``impossible_values``.
    """
    silences = _silences(x, t_x, T, timing, service)
    found = np.empty(silences.x.size)
    for rows in blocks(silences.x.size):
        found[rows] = _again(dormancy, silences.where(rows), span)
    return found


def fit_dormancy(
    *,
    process: PurchaseProcess,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    ordered: BoolArray,
    span: float,
    timing: Timing | None = None,
    service: Service | None = None,
) -> Dormancy:
    """Learn leaving and waking from who ordered in the stretch after T: the most likely values, near what is usual.

    Args:
        process: pace and evenness of orders, times in days.
        x: repeat orders until then, shape (rows,); none at all gives what is usual.
        t_x: day of the last order until then, as for ``awake``.
        T: that, and the days of silence until that moment.
        ordered: who ordered in the stretch after it.
        span: its length in days.
        timing: on which clock the next order is awaited; None: the calendar.
        service: in the silence until that moment; None: unknown.

    Raises:
        EstimationError: ``impossible_values``.
    """
    silences = _silences(x, t_x, T, timing, service)
    if not (ordered.size == silences.x.size and span > 0):
        raise impossible("ordered must have a row per history, and the span must be positive")
    some = slice(None, None, max(1, -(-ordered.size // TEACHERS)))
    silences, came = silences.where(some), ordered[some]

    usual = _usual(process, silences.x)

    def loss(values: FloatArray) -> float:
        chance = np.clip(_again(_dormancy(process, values), silences, span), 1e-9, 1.0 - 1e-9)
        surprise = -float(np.where(came, np.log(chance), np.log1p(-chance)).sum())
        return surprise + float((((values - usual) / SURE) ** 2).sum()) / 2.0

    bounds = list(zip(usual - MOST_APART, usual + MOST_APART, strict=True))
    return _dormancy(process, minimize(loss, usual, method="L-BFGS-B", bounds=bounds, tol=CLOSE).x)


def _usual(process: PurchaseProcess, counts: FloatArray) -> FloatArray:
    """Where the search begins, and what it is drawn to: log hazard and log-odds of leaving by the process, ``USUAL``.

    By the process one leaves at a first order with chance a / (a + b), and later at each order with what is left of
    that for who has stayed as often as is usual; orders come at the mean pace.
    """
    once = process.a / (process.a + process.b)
    stayed = 1.0 + (float(counts.mean()) if counts.size else 0.0)
    hazard = process.a / (process.a + process.b + stayed) * process.r / (process.k * process.alpha)
    return np.concatenate([[np.log(hazard), logit(once)], USUAL])


def _dormancy(process: PurchaseProcess, values: FloatArray) -> Dormancy:
    return Dormancy(
        process=process,
        leaving=float(np.exp(values[0])),
        once=float(expit(values[1])),
        waking=float(expit(values[2])),
        fading=float(np.exp(values[3])),
        kept=float(np.exp(values[4])),
        trust=float(expit(values[5])),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Silences:
    """Buyers in their silence; arrays of shape (rows,). ``silent`` counts days of the calendar."""

    x: FloatArray
    t_x: FloatArray
    silent: FloatArray
    timing: Timing | None
    service: Service | None

    def where(self, rows: slice) -> "_Silences":
        timing = None if self.timing is None else self.timing.where(rows)
        service = None if self.service is None else self.service.where(rows)
        return _Silences(self.x[rows], self.t_x[rows], self.silent[rows], timing, service)

    def elapsed(self, days: FloatArray) -> FloatArray:
        """Time on the clock of orders within so many days of silence."""
        return days if self.timing is None else self.timing.elapsed(days)


def _silences(x: ArrayLike, t_x: ArrayLike, T: ArrayLike, timing: Timing | None, service: Service | None) -> _Silences:
    counts, last, age = summaries(x=x, t_x=t_x, T=T)
    return _Silences(counts, last, age - last, timing, service)


def _tail(dormancy: Dormancy, one: _Silences, days: FloatArray) -> FloatArray:
    """Chance that a gap is longer than so many days of silence, given the history until the last order."""
    n, scale = dormancy.process.r + dormancy.process.k * one.x, dormancy.process.alpha + one.t_x
    passed = one.elapsed(days)
    u = passed / (scale + passed)
    return np.asarray(stages(n=n, u=u, k=dormancy.process.k).total * np.exp(n * np.log1p(-u)))


def _left(
    dormancy: Dormancy, one: _Silences, start: FloatArray, span: FloatArray
) -> list[tuple[FloatArray, FloatArray]]:
    """Moments within a span that begins some time after the last order, and the chance to leave at each with no order
    before; moments count from the beginning of the span."""
    found = []
    for place, weight in zip(PLACES, WEIGHTS, strict=True):
        passed = span * place
        hazard = dormancy.leaving * np.exp(-dormancy.leaving * passed)
        found.append((passed, weight * span * hazard * _tail(dormancy, one, start + passed)))
    return found


def _awake(dormancy: Dormancy, one: _Silences) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Given the silence: the chance that it is a gap, against that of having left within it."""
    once = np.where(one.x > 0, 0.0, dormancy.once)
    active = np.exp(-dormancy.leaving * one.silent) * _tail(dormancy, one, one.silent) * (1.0 - once)
    nothing = np.zeros(one.x.size)
    moments = [(when, chance * (1.0 - once)) for when, chance in _left(dormancy, one, nothing, one.silent)]
    moments.append((nothing, once))
    if one.service is None:
        left = np.sum([chance for _, chance in moments], axis=0)
        return active / (active + left), nothing, nothing
    heard = one.service.days.sum(axis=1) > 0.0
    parts = np.empty((3, nothing.size))
    for rows, listened in ((heard, True), (~heard, False)):
        some = [(when[rows], chance[rows]) for when, chance in moments]
        parts[:, rows] = _left_and_served(dormancy, one.service.where(rows), one.silent[rows], some, listened)
    total, rate, squares = parts
    with np.errstate(invalid="ignore", divide="ignore"):
        rate, squares = np.nan_to_num(rate / total), np.nan_to_num(squares / total)
        variance = np.maximum(squares - rate**2, 0.0)
        return active / (active + total), rate, np.where(variance > 0, rate**2 / variance, 0.0)


def _left_and_served(
    dormancy: Dormancy,
    service: Service,
    silent: FloatArray,
    moments: list[tuple[FloatArray, FloatArray]],
    listened: bool,
) -> FloatArray:
    """The chance of having left, with that of the service since against the service of who did not, and the rate of
    service now and its square, times that; shape (3, rows).

    Args:
        dormancy: how much service is kept, and how far it is believed.
        service: in the silence.
        silent: days of it.
        moments: at which one may have left, and the chance of it.
        listened: whether there is any stretch in which service counts.
    """
    shape, prior = service.shape + service.times.sum(axis=1), service.shape / service.rate
    whole = np.maximum(service.days / YEAR, 1e-9)
    active = np.log(prior + service.days.sum(axis=1) / YEAR)
    found = np.zeros((3, silent.size))
    for left, chance in moments:
        begin = service.begin / YEAR - (left / YEAR)[:, None]  # of each stretch, in years after leaving
        before = np.clip(-begin, 0.0, whole)
        since = np.maximum((silent - left) / YEAR, 0.0)
        for fading in (service.left, 1.0):
            after = whole - before
            if fading < 1.0 and listened:
                after = after * np.exp(np.log(fading) * np.maximum(begin + (whole + before) / 2.0, 0.0))
            for part in np.minimum(KEPT * dormancy.kept, MOST_KEPT):
                exposed, weight = prior, chance / (2 * KEPT.size)
                if listened:
                    seen = before + part * after
                    exposed = prior + seen.sum(axis=1)
                    ratio = np.einsum("ij,ij->i", service.times, np.log(seen / whole))
                    ratio -= shape * (np.log(exposed) - active)
                    weight = weight * np.exp(np.clip(dormancy.trust * ratio, -500.0, 500.0))
                served = part * fading**since * shape / exposed
                found += weight * np.stack([np.ones_like(served), served, served**2 * (1.0 + 1.0 / shape)])
    return found


def _again(dormancy: Dormancy, one: _Silences, span: float) -> FloatArray:
    none = np.exp(-dormancy.leaving * span) * _tail(dormancy, one, one.silent + span)
    none += np.sum([chance for _, chance in _left(dormancy, one, one.silent, np.full(one.x.size, span))], axis=0)
    soon = 1.0 - none / np.maximum(_tail(dormancy, one, one.silent), 1e-300)
    awake_now = _awake(dormancy, one)[0]
    waking = dormancy.waking * 0.5 ** (one.silent / (YEAR * dormancy.fading)) * min(span / YEAR, 1.0)
    return np.asarray(awake_now * np.clip(soon, 0.0, 1.0) + (1.0 - awake_now) * waking)
