"""How long relations last, and when customers start to consider leaving (METHODS 1.3).

A relation ends on the day that somebody wrote down (``ended_on``), or with its last contract. Where neither is kept,
the end is latent: a customer counts as ended at his last order with the chance that he has left, and as still running
with the chance that he has not. Relations that still run are counted as running, never as finished; those that began
before the facts are counted from where the facts begin.

A contract of 36 months makes relations end after 36 months, whatever their customers think. Such ends are told apart,
and danger is looked for among the others (there they count as running until then: competing risks).
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from klantkompas.engine import Frame
from klantkompas.errors import EstimationError
from klantkompas.estimators.arrays import FloatArray, IntArray, sums
from klantkompas.estimators.purchases import p_active
from klantkompas.insight.value import ValueModel, standing
from klantkompas.insight.yearly import Numbers
from klantkompas.ledger.book import Ledger

if TYPE_CHECKING:
    from klantkompas.estimators.hazard import HazardFit
    from klantkompas.estimators.tenure import SurvivalFit

# entry, duration, kind of end, weights; kind: 0 running, 1 ended, 1 + months ended with a contract of so many months
Counted = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
DangerReason = Literal["too_few_ends", "too_short", "no_rise", "contract_term", "few_relations", "began_before"]
Basis = Literal["contracts", "known_ends", "estimated"]
MONTH = 30.4375
QUARTER = 92  # days ahead in which a danger counts as near
LEAST_AT_RISK = 25.0
CONTRACTUAL = 0.5  # part of the customers with a contract, from which a firm works by contract
KNOWN_ENDS = 0.5  # part of the ends that the model expects, from which written ends are taken as complete
GONE = 0.10
BIN = 3.0  # months
DUST = 1e-9
LEAST_TERM, MOST_TERM = 3, 510  # months that a contract is for; a shorter one cannot make a peak of its own
WHOLE = 3.5  # days that so many months may differ from as many months of usual length
WITH_CONTRACT = 31  # days between the end of a contract and that of the relation, up to which they are one
TERM_ENDS, TERM_SHARE = 5.0, 0.10  # ends, and part of all, from which contracts are usually for so long
CURVE = {
    "month": pa.int64(),
    "at_risk": pa.float64(),
    "survival": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
    "hazard": pa.float64(),
    "hazard_low": pa.float64(),
    "hazard_high": pa.float64(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """The tenure at which leaving rises again, in months: the middle of the peak and its band; the test's p-value."""

    month: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerm:
    """How many months contracts usually are for, and the part of all ends that came with the end of such a one."""

    month: int
    share: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Duration:
    """How long relations of this firm last.

    Attributes:
        basis: how ends are known; None without relations.
        mean_years, low, high: mean duration with its 90 % range, counted up to ``until_years``; None without evidence.
        until_years: the tenure up to which the mean counts: the last that 25 relations reached.
        median_years: duration that half of the relations reach; None where fewer have ended so far.
        danger: when leaving rises, apart from where contracts end; None with ``danger_reason``.
        contract_terms: how long contracts usually are for, the shortest first.
        reason: why there is no mean.
        danger_reason: why no danger is told; ``contract_term``: leaving rises only where contracts end.
        curve: per month of tenure what ``lenses/survival.parquet`` holds.
    """

    basis: Basis | None
    mean_years: float | None = None
    low: float | None = None
    high: float | None = None
    until_years: float | None = None
    median_years: float | None = None
    danger: Danger | None = None
    contract_terms: tuple[ContractTerm, ...] = ()
    reason: str | None = None
    danger_reason: DangerReason | None = None
    curve: pa.Table = field(default_factory=pa.schema(list(CURVE.items())).empty_table)


def contract_ends(ledger: Ledger) -> Frame | None:
    """Per customer with a contract the days of his last one: ``contract_from, contract_until`` (null: running)."""
    if "contracts" not in ledger.tables:
        return None
    lines = ledger.tables["contracts"].filter(~nw.col("key").is_null())
    if not ledger.has("contracts", "end"):
        lines = lines.with_columns(end_day=nw.lit(None, nw.Int32))
    running = nw.when(nw.col("end_day").is_null()).then(1).otherwise(0).max().alias("runs")
    last = lines.group_by("key").agg(running, nw.col("end_day").max().alias("until"))
    begins = lines.join(last, on="key", how="inner").filter(nw.col("end_day") == nw.col("until"))
    begins = begins.group_by("key").agg(nw.col("start_day").max().alias("contract_from"))
    until = nw.when(nw.col("runs") == 0).then(nw.col("until"))
    told = last.select("key", has_contract=nw.lit(1), contract_until=until)
    return told.join(begins, on="key", how="left")


class Relations:
    """The courses of all relations whose beginning is known, counted block by block; days throughout.

    Each of the three ways to know an end keeps its own counts, because which one holds is known at the end only.

    Args:
        model: who is still active; ``ends[0]`` is the as-of date.
        facts_since: first day (day number) of the facts.
    """

    def __init__(self, model: ValueModel, *, facts_since: int) -> None:
        self._model, self._since = model, facts_since
        self._counts: dict[Basis, list[Counted]] = {"contracts": [], "known_ends": [], "estimated": []}
        self._customers = self._with_contract = self._written = self._left = 0.0

    def add(self, numbers: Numbers) -> None:
        """Count the relations of a block of customers, from their facts as numbers."""
        at = standing(numbers, self._model.ends, "now")
        left = np.ones(at.known.size)
        left[at.known] = 1.0 - p_active(process=self._model.process, x=at.x, t_x=at.t_x, T=at.T)
        known = np.isfinite(numbers["acquired_day"]) | (numbers["since_before"] == 0)
        rows = np.isfinite(numbers["first_day"]) & known
        one = {name: values[rows] for name, values in numbers.items()}
        written = _until(one["ended_day"], self._model.ends[0])
        contract = np.where(np.isfinite(written), written, _until(one["contract_until"], self._model.ends[0]))
        self._customers += float(rows.sum())
        self._with_contract += float(np.nansum(one["has_contract"]))
        self._written += float(np.isfinite(written).sum())
        self._left += float(left[rows].sum())
        self._count("contracts", one, contract, np.zeros(contract.size))
        self._count("known_ends", one, written, np.zeros(contract.size))
        self._count("estimated", one, written, left[rows])

    def _count(self, basis: Basis, one: Numbers, written: FloatArray, left: FloatArray) -> None:
        """Two rows a relation: ended with the chance that it has, running with the rest."""
        until, began = self._model.ends[0], one["began_day"]
        gone = np.where(np.isfinite(written), 1.0, left)
        kind = np.where(np.isfinite(written), 1.0 + _term(one, written), 1.0)
        end = np.where(np.isfinite(written), written, one["last_day"])
        entry = np.clip(self._since - began, 0.0, None)
        duration = np.concatenate([end - began, until - began])
        ended = np.append(kind, np.zeros(began.size))
        weights = np.concatenate([gone, 1.0 - gone])
        seen = (weights > 0) & (duration >= np.tile(entry, 2))
        self._counts[basis].append(_counted(np.tile(entry, 2)[seen], duration[seen], ended[seen], weights[seen]))

    def basis(self) -> Basis | None:
        """How the ends of this firm's relations are known; None where no relation has a known beginning."""
        if not self._customers:
            return None
        if self._with_contract >= CONTRACTUAL * self._customers:
            return "contracts"
        complete = self._written > 0 and self._written >= KNOWN_ENDS * self._left
        return "known_ends" if complete else "estimated"

    def courses(self, basis: Basis) -> Counted:
        """Entry, duration, kind of end and weights of the different courses, in months."""
        parts = self._counts[basis]
        entry, duration, ended, weights = _counted(*(np.concatenate([part[at] for part in parts]) for at in range(4)))
        return entry / MONTH, duration / MONTH, ended, weights


def _term(one: Numbers, end: FloatArray) -> FloatArray:
    """Months of the contract with which a relation ended, 0 where it did not or the contract was for no whole months.

    A contract that was broken off mostly runs for no whole months.
    """
    days = one["contract_until"] - one["contract_from"] + 1.0
    months = np.rint(days / MONTH)
    with np.errstate(invalid="ignore"):
        whole = (np.abs(days - months * MONTH) <= WHOLE) & (months >= LEAST_TERM) & (months <= MOST_TERM)
        together = np.abs(end - one["contract_until"]) <= WITH_CONTRACT
    return np.where(whole & together, months, 0.0)


def _until(day: FloatArray, until: int) -> FloatArray:
    """Days up to the as-of date; NaN for later ones."""
    return np.where(day <= until, day, np.nan)


def _counted(entry: FloatArray, duration: FloatArray, ended: FloatArray, weights: FloatArray) -> Counted:
    """Equal courses as one, their weights added up."""
    packed = (entry.astype(np.int64) << 32) + (duration.astype(np.int64) << 9) + ended.astype(np.int64)
    different, at = np.unique(packed, return_inverse=True)
    total = sums(at=at, values=weights, size=different.size)
    return _days(different >> 32), _days((different >> 9) & 0x7FFFFF), _days(different & 0x1FF), total


def _days(whole: IntArray) -> FloatArray:
    return whole.astype(np.float64)


def duration(relations: Relations) -> Duration:
    """How long relations last, from all their courses.

    Args:
        relations: all of them, counted.
    """
    from klantkompas.estimators.hazard import fit_hazard
    from klantkompas.estimators.tenure import fit_survival

    basis = relations.basis()
    if basis is None:
        return Duration(basis=None, reason="began_before", danger_reason="began_before")
    courses = relations.courses(basis)
    try:
        entry, lasted, kind, weights = courses
        survival = fit_survival(duration=lasted, ended=kind > 0, entry=entry, weights=weights)
        hazard = fit_hazard(duration=lasted, ended=kind > 0, entry=entry, weights=weights, width=BIN)
    except EstimationError:
        return Duration(basis=basis, reason="few_relations", danger_reason="few_relations")
    until = survival.populated_until(at_least=LEAST_AT_RISK)
    mean, median = survival.restricted_mean(until=max(until, DUST)), survival.median()
    terms = contract_terms(courses)
    danger, danger_reason = _danger(courses, terms, hazard)
    enough = until > 0
    return Duration(
        basis=basis,
        mean_years=_years(mean.value) if enough else None,
        low=_years(mean.low) if enough else None,
        high=_years(mean.high) if enough else None,
        until_years=_years(until) if enough else None,
        median_years=_years(median.value) if enough else None,
        danger=danger,
        contract_terms=terms,
        reason=None if enough else "few_relations",
        danger_reason=danger_reason,
        curve=survival_curve(survival, hazard, courses),
    )


def contract_terms(courses: Counted) -> tuple[ContractTerm, ...]:
    """How long contracts usually are for: terms of whole months with which many relations ended."""
    _, _, kind, weights = courses
    ends = np.bincount(kind.astype(np.intp), weights)[1:]
    usual = np.flatnonzero((ends >= TERM_ENDS) & (ends >= TERM_SHARE * ends.sum()))
    return tuple(ContractTerm(month=int(at), share=round(float(ends[at] / ends.sum()), 3)) for at in usual if at > 0)


def _danger(
    courses: Counted, terms: tuple[ContractTerm, ...], of_all: "HazardFit"
) -> tuple[Danger | None, DangerReason | None]:
    """When leaving rises, or why that is not told: among ends that came with no usual contract, if there is one."""
    from klantkompas.estimators.hazard import fit_hazard

    found = of_all
    if terms:
        entry, lasted, kind, weights = courses
        own = (kind > 0) & ~np.isin(kind, [1 + term.month for term in terms])
        found = fit_hazard(duration=lasted, ended=own, entry=entry, weights=weights, width=BIN)
    if found.peak is not None and found.p_value is not None:
        peak = found.peak
        return Danger(month=peak.at, low=peak.low, high=peak.high, p_value=found.p_value), None
    return None, found.reason if of_all.peak is None else "contract_term"


def _years(months: float | None) -> float | None:
    return None if months is None else round(months / 12.0, 2)


def survival_curve(survival: "SurvivalFit", hazard: "HazardFit", courses: Counted) -> pa.Table:
    """How many relations last, month of tenure by month, as far as anybody came.

    Returns:
        ``month`` of tenure; ``at_risk`` (relations running then); ``survival`` with ``low`` and ``high`` (part
        still running at its end, with its 90 % band); ``hazard`` with ``hazard_low`` and ``hazard_high`` (smooth chance
        to end in it).
    """
    months = np.arange(int(survival.longest) + 1, dtype=np.float64)
    entry, lasted, _, weights = courses
    entered = np.where(entry > 0, entry, -1.0)
    at_risk = np.array([weights[(entered < month) & (lasted >= month)].sum() for month in months])
    place = np.searchsorted(survival.time, months, side="right")
    bands = {name: np.append(1.0, getattr(survival, name))[place] for name in ("survival", "low", "high")}
    bin_of = np.minimum((months / hazard.width).astype(np.intp), hazard.rate.size - 1)
    rates = {"hazard": hazard.rate[bin_of], "hazard_low": hazard.low[bin_of], "hazard_high": hazard.high[bin_of]}
    values = {"month": months, "at_risk": at_risk} | bands | rates
    return pa.table({name: pa.array(values[name]).cast(kind) for name, kind in CURVE.items()})


def danger_dates(found: Duration, numbers: Numbers, p_active: FloatArray, until: int) -> tuple[FloatArray, FloatArray]:
    """From which day to which each customer is in danger (day numbers), where that touches the next quarter; else NaN.

    Args:
        found: how long relations last.
        numbers: facts of a block.
        p_active: chance of each to be active now; below 10 % there is nobody to keep.
        until: the as-of date.
    """
    nowhere = np.full(p_active.size, np.nan)
    if found.danger is None:
        return nowhere, nowhere
    sure = np.isfinite(numbers["acquired_day"]) | (numbers["since_before"] == 0)
    begin = np.floor(numbers["began_day"] + found.danger.low * MONTH)
    end = np.ceil(numbers["began_day"] + found.danger.high * MONTH)
    with np.errstate(invalid="ignore"):
        near = sure & (p_active >= GONE) & (begin <= until + QUARTER) & (end > until)
    return np.where(near, begin, np.nan), np.where(near, end, np.nan)
