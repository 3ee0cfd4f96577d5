"""What the actions added, per action and for each of the three V's, against customers who were left alone.

    lengthen (verlengen)   part that orders, or still orders in the second half of the days; months with orders
    raise (verhogen)       profit after hours a customer, the cost of the action taken off; share of customer of who
                           told what he spends in all
    improve (verbeteren)   hours and complaints a customer: less is better; causes of complaints that did not come back;
                           of the hours on winning, keeping and winning back the part on keeping (the 85/15)

What the facts cannot show of these is said of each of them. The part of the hours is a ratio of two sums, and every
customer counts in it as far as he moves it (the delta method), so that also who took no hours is compared.

Every effect is by intention to treat: all who were chosen, done or not. Two intervals stand beside it: one that is
right when read once, one that is right however often it is read. What cannot be measured says why, and what could have
been seen. Without customers left alone there is no proof, only a difference between before and after.

Sources: METHODS 8.4; ``klantkompas.estimators.lift`` and ``sequence``; Deng, Knoblich & Lu 2018 (delta method).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from klantkompas.advice.playbook import Playbook
from klantkompas.effect.chosen import Episodes
from klantkompas.effect.course import Course
from klantkompas.effect.learn import kept
from klantkompas.estimators.arrays import BoolArray, FloatArray, IntArray
from klantkompas.estimators.lift import Lift, cohorts, detectable_mean, lift, part_of_sums
from klantkompas.estimators.sequence import always, more_needed
from klantkompas.rules import Rules

V = Literal["lengthen", "raise", "improve"]
Unit = Literal["part", "customers", "months", "money", "hours", "count"]
Reason = Literal[
    "no_actions", "no_holdout", "not_optional", "too_few", "not_complete", "no_variation", "facts_missing",
    "never_group_not_kept",
]  # fmt: skip
Verdict = Literal["works", "works_not", "not_yet"]
VS: tuple[V, ...] = ("lengthen", "raise", "improve")
SAID = ("share", "causes_gone", "keep_hours")  # of which is said that the facts for them are missing
MONTH = 30.4375
LONGEST_WAIT = 60  # months; beyond it nobody waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A measured effect: treated minus held out, a customer chosen.

    Attributes:
        v: which of the three V's.
        measure: what was measured.
        unit: of the effect: ``part`` of one, ``months``, ``money`` (euros), ``hours`` or ``count``.
        effect: the difference.
        low, high: right however often it is read, 95 %.
        fixed_low, fixed_high: right when it is read once, 95 %.
        treated, held_out: complete episodes per arm.
        done: treated episodes in which the action was recorded as done.
        explained: part of the variance that was to be seen beforehand.
        detectable: smallest effect that one reading of so many customers finds in four of five firms.
        verdict: at the certainty of ``EffectRules.works``, at every reading.
        months_to_go: until there is a verdict at this pace, if the effect is as it seems; None: not within five years.
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
    done: int
    explained: float
    detectable: float
    verdict: Verdict
    months_to_go: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeasurable:
    """Why there is no effect, and what could have been seen.

    Attributes:
        v: which of the three V's.
        measure: what would have been measured; empty where the facts for all of them are missing.
        unit: of ``detectable`` and ``before_after``.
        reason: ``no_actions`` (nothing was recorded), ``no_holdout`` (nobody was left alone), ``not_optional``
            (nobody may be: a complaint, a promise), ``too_few`` (in one of the arms), ``not_complete`` (the days that
            count are not over), ``no_variation`` (everybody had the same), ``facts_missing``, ``never_group_not_kept``
            (who was to get nothing got it all the same).
        detectable: smallest effect that so many customers could have shown, a fifth of them left alone where nobody
            was; None where the spread is unknown.
        treated, held_out: complete episodes per arm.
        before_after: mean of the treated after minus before, where nobody was left alone: no proof.
    """

    v: V
    measure: str
    unit: Unit
    reason: Reason
    detectable: float | None
    treated: int
    held_out: int
    before_after: float | None = None


Result = Effect | NotMeasurable


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """What is measured: values after and before, shape (n,), None where there are no such facts; is less better."""

    v: V
    measure: str
    unit: Unit
    after: FloatArray
    before: FloatArray | None = None
    less: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Part:
    """What an action adds to a total.

    Attributes:
        result: the effect a customer.
        measured: the same with its errors.
        relation: of each episode the relation, shape (n,).
    """

    result: Effect
    measured: Lift
    relation: IntArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ActionEffects:
    """What one action added.

    Attributes:
        action: its code.
        results: every measure; the first of each V is the main one.
        waiting: episodes not yet complete, treated and held out.
        parts: for the totals: measure -> what it adds, where it could be measured.
    """

    action: str
    results: tuple[Result, ...]
    waiting: tuple[int, int]
    parts: Mapping[str, Part]

    def main(self, v: V) -> Result:
        """The main measure of a V."""
        return next(one for one in self.results if one.v == v)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sample:
    """The complete episodes of one action, and what is needed to measure on them.

    Attributes:
        action: its code.
        chosen: all complete episodes.
        seen: what came around them.
        until: the as-of date, as a day number.
        rules: all settings.
        optional: whether anybody may be left alone of it.
    """

    action: str
    chosen: Episodes
    seen: Course
    until: int
    rules: Rules
    optional: bool = True

    @property
    def own(self) -> BoolArray:
        """Which of all episodes are of this action."""
        return np.asarray(self.chosen.action == self.action)

    @property
    def waiting(self) -> tuple[int, int]:
        """Episodes not yet complete, treated and held out."""
        return self.chosen.waiting.get(self.action, (0, 0))


def measure_action(sample: Sample, playbook: Playbook) -> ActionEffects:
    """Every measure of one action.

    Args:
        sample: its episodes.
        playbook: how its success is counted.
    """
    worth = playbook[sample.action].worth if sample.action in playbook else "none"
    outcomes = _outcomes(worth, sample)
    results, parts = list[Result](), dict[str, Part]()
    for v in VS:
        own = [_measured(one, sample) for one in outcomes if one.v == v]
        known = [result for result, _ in own]
        lacking = all(isinstance(one, NotMeasurable) and one.reason == "facts_missing" for one in known)
        results += [_without_facts(v, sample), *known] if lacking else known
        parts |= {result.measure: part for result, part in own if part is not None}
    return ActionEffects(action=sample.action, results=tuple(results), waiting=sample.waiting, parts=parts)


def _outcomes(worth: str, sample: Sample) -> list[_Outcome]:
    """What can be measured on the facts there are, the main measure of each V first."""
    seen, after, before = sample.seen, sample.seen.after, sample.seen.before
    did, had = ((one["orders"] > 0).astype(np.float64) for one in (after, before))
    ordered = _Outcome("lengthen", "ordered", "part", did, had)
    stayed = _Outcome("lengthen", "kept", "part", kept(sample.chosen, seen))
    months = _Outcome("lengthen", "months", "months", seen.last_order_after / MONTH)
    found = [stayed, ordered, months] if worth == "kept" else [ordered, stayed, months]
    money = next((name for name in ("profit", "margin", "revenue") if name in after), None)
    if money:
        found.append(_Outcome("raise", money, "money", after[money], before[money]))
    found.append(_named("raise", "share", seen))
    if "hours" in after:
        found.append(_Outcome("improve", "hours", "hours", after["hours"], before["hours"], less=True))
    if "complaints" in after:
        found.append(_Outcome("improve", "complaints", "count", after["complaints"], before["complaints"], less=True))
    found += [_named("improve", "causes_gone", seen), _Outcome("improve", "keep_hours", "part", _kept_part(sample))]
    own = sample.own
    return [one for one in found if one.measure in SAID or not own.any() or np.isfinite(one.after[own]).any()]


def _named(v: V, measure: str, seen: Course) -> _Outcome:
    """A part of one that stands in the course under its own name; NaN for all where the facts cannot show it."""
    nothing = np.full(seen.last_order_after.size, np.nan)
    before = seen.before.get(measure, nothing)
    return _Outcome(v, measure, "part", seen.after.get(measure, nothing), before if np.isfinite(before).any() else None)


def _kept_part(sample: Sample) -> FloatArray:
    """Of the hours of each arm the part on keeping, as values of which it is the mean; NaN where unknown."""
    after, found = sample.seen.after, np.full(len(sample.chosen), np.nan)
    if "aimed_hours" in after:
        here = sample.own & np.isfinite(after["aimed_hours"])
        kept, aimed = (after[name][here] for name in ("keep_hours", "aimed_hours"))
        found[here] = part_of_sums(part=kept, whole=aimed, arms=sample.chosen.treated[here])
    return found


def _without_facts(v: V, sample: Sample) -> NotMeasurable:
    treated = sample.chosen.treated[sample.own]
    return NotMeasurable(
        v=v,
        measure="",
        unit="count",
        reason="facts_missing",
        detectable=None,
        treated=int(treated.sum()),
        held_out=int((~treated).sum()),
    )


def _measured(outcome: _Outcome, sample: Sample) -> tuple[Result, Part | None]:
    chosen = sample.chosen
    here = sample.own & np.isfinite(outcome.after)
    treated = chosen.treated[here]
    arms = int(treated.sum()), int((~treated).sum())
    waiting = sample.waiting if np.array_equal(here, sample.own) else (0, 0)  # of the others who knows what comes
    reason = _why_not(arms, waiting, sample) if here.any() or not sample.own.any() else "facts_missing"
    if reason:
        return _not_measurable(outcome, here, arms, waiting, reason, sample), None
    measured = lift(
        outcome=outcome.after[here],
        treated=treated,
        covariates=_known_before(outcome, sample.seen)[here],
        block=cohorts(order=chosen.day[here], treated=treated),
        cluster=chosen.relation[here] if np.unique(chosen.relation[here]).size < here.sum() else None,
    )
    if not measured.standard_error:
        return _not_measurable(outcome, here, arms, waiting, "no_variation", sample), None
    result = _effect(outcome, measured, sample)
    return result, Part(result=result, measured=measured, relation=chosen.relation[here])


def _why_not(arms: tuple[int, int], waiting: tuple[int, int], sample: Sample) -> Reason | None:
    fewest = sample.rules.effect.fewest
    alone = int((sample.own & ~sample.chosen.treated).sum())  # of whom the facts for this measure may be missing
    if not alone + sample.waiting[1]:
        return "no_holdout" if sample.optional else "not_optional"
    if min(arms) >= fewest:
        return None
    return "not_complete" if min(arms[0] + waiting[0], arms[1] + waiting[1]) >= fewest else "too_few"


def _known_before(outcome: _Outcome, seen: Course) -> FloatArray:
    """The same figure in the days before, the orders in them, and what was forecast; shape (n, 2 or 3)."""
    columns = [seen.before["orders"], seen.forecast]
    if outcome.before is not None and outcome.measure != "orders":
        columns.insert(0, outcome.before)
    return np.column_stack(columns)


def _not_measurable(
    outcome: _Outcome,
    here: BoolArray,
    arms: tuple[int, int],
    waiting: tuple[int, int],
    reason: Reason,
    sample: Sample,
) -> NotMeasurable:
    after = outcome.after[here]
    before_after = None
    if reason in ("no_holdout", "not_optional") and outcome.before is not None:
        change = after - outcome.before[here]
        change = change[np.isfinite(change)]
        before_after = float(change.mean()) if change.size else None
    return NotMeasurable(
        v=outcome.v,
        measure=outcome.measure,
        unit=outcome.unit,
        reason=reason,
        detectable=_could_have_been_seen(after, arms, waiting, reason, sample),
        treated=arms[0],
        held_out=arms[1],
        before_after=before_after,
    )


def _could_have_been_seen(
    after: FloatArray, arms: tuple[int, int], waiting: tuple[int, int], reason: Reason, sample: Sample
) -> float | None:
    """Smallest effect that these customers, and those still waiting, can show; a share left alone where nobody was."""
    if reason in ("not_optional", "facts_missing"):
        return None
    spread = float(np.std(after, ddof=1)) if after.size > 1 else 0.0
    treated, held_out = (done + waits for done, waits in zip(arms, waiting, strict=True))
    if reason == "no_holdout":
        held_out = round(treated * float(sample.rules.holdout.action_share))
        treated -= held_out
    return detectable_mean(sd=spread, treated=treated, held_out=held_out) if spread and treated and held_out else None


def _effect(outcome: _Outcome, measured: Lift, sample: Sample) -> Effect:
    low, high = always(measured=measured)
    fixed_low, fixed_high = measured.once()
    certainty = 2 * float(sample.rules.effect.works) - 1
    treated = sample.own & sample.chosen.treated & np.isfinite(outcome.after)
    return Effect(
        v=outcome.v,
        measure=outcome.measure,
        unit=outcome.unit,
        effect=measured.effect,
        low=low,
        high=high,
        fixed_low=fixed_low,
        fixed_high=fixed_high,
        treated=measured.treated,
        held_out=measured.held_out,
        done=int(sample.chosen.done[treated].sum()),
        explained=measured.explained,
        detectable=measured.detectable(),
        verdict=_verdict(always(measured=measured, confidence=certainty), less=outcome.less),
        months_to_go=_months_to_go(measured, certainty, sample),
    )


def _verdict(interval: tuple[float, float], *, less: bool) -> Verdict:
    low, high = (-interval[1], -interval[0]) if less else interval
    return "works" if low > 0 else "works_not" if high < 0 else "not_yet"


def _months_to_go(measured: Lift, certainty: float, sample: Sample) -> int | None:
    """Months until the interval of the verdict excludes nought, at the pace at which episodes became complete."""
    factor = more_needed(measured=measured, confidence=certainty)
    if factor is None:
        return None
    days = int(sample.chosen.days[sample.own].max())
    so_far = max(sample.until - days - sample.chosen.began[sample.action], MONTH) / MONTH
    months = math.ceil((factor - 1) * so_far)
    return months if months <= LONGEST_WAIT else None
