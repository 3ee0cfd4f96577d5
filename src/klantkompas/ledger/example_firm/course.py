"""How every relation runs, month by month: active, asleep or gone, how content, which share, which complaints."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from klantkompas.ledger.example_firm.columns import Flags, Floats, Ints
from klantkompas.ledger.example_firm.firm import Firm
from klantkompas.ledger.example_firm.latent import Chance, Latent
from klantkompas.ledger.example_firm.season import Season

ABSENT, ACTIVE, ASLEEP, GONE = 0, 1, 2, 3
UNTOLD, UNRESOLVED, RESOLVED, FAST = 0, 1, 2, 3
SHOCK = np.array([-0.8, -1.1, -0.25, 0.15])
"""What a complaint does to the mark, by outcome."""
LINGERS = np.array([0.9, 1.0, 0.2, -0.1])
"""What it adds to the log hazard for six months."""
WAKE, REVIEW = 0, 1


@dataclass(frozen=True, slots=True)
class Course:
    """What happened, [customer, month] unless said otherwise; months count from the data's first.

    Attributes:
        state: ABSENT, ACTIVE, ASLEEP or GONE. share: share of customer. satisfaction: latent mark.
        need: need a year in euros of that month. attention: sales effort against an ordinary active customer.
        since: month index of the last change of state up to the end date, per customer.
        complaints: rows of (customer, month, outcome). trials: rows of (customer, month, action, treated, state then).
    """

    state: np.ndarray
    share: Floats
    satisfaction: Floats
    need: Floats
    attention: Floats
    since: Ints
    complaints: Ints
    trials: Ints


@dataclass(slots=True)
class Now:
    """The running month, one value a customer.

    Attributes:
        state, since: ABSENT, ACTIVE, ASLEEP or GONE, and the month index of its last change.
        mark, logit: latent mark, and logit of the share of customer.
        grief: what complaints add to the log hazard. care: what our own attention does.
        reviewed: month index of the last service review. nudged: woken by a call this month.
        complaints, trials: what happened so far, as in ``Course``.
    """

    state: Ints
    since: Ints
    mark: Floats
    logit: Floats
    grief: Floats
    reviewed: Ints
    nudged: Flags
    care: Floats
    complaints: list[Ints] = field(default_factory=list)
    trials: list[Ints] = field(default_factory=list)


def run(*, firm: Firm, season: Season, latent: Latent, chance: Chance) -> Course:
    """Run all customers of a branch through history and future; actions stop at the end date."""
    rng = chance.of("course")
    shape = (len(latent), season.months)
    state = np.zeros(shape, dtype=np.int8)
    share, mark, attention = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    joins = np.maximum(season.month_of(latent.joined), 0)
    now, since = _begin(rng, latent), joins
    for month in range(season.months):
        _join(now, joins, month)
        feel(rng, now, firm, latent)
        complain(rng, now, firm, latent, month)
        if month < season.history:
            _try_actions(rng, now, firm, latent, season, month)
        move(rng, now, firm, tenure_at(latent, season, month), latent, month)
        state[:, month], share[:, month] = now.state, 1 / (1 + np.exp(-now.logit))
        mark[:, month], attention[:, month] = now.mark, attention_of(now, firm, latent, month)
        since = now.since.copy() if month == season.history - 1 else since
    return Course(
        state=state,
        share=share,
        satisfaction=mark,
        need=_need(firm, season, latent),
        attention=attention,
        since=since,
        complaints=_rows(now.complaints, 3),
        trials=_rows(now.trials, 5),
    )


def _begin(rng: np.random.Generator, latent: Latent) -> Now:
    n = len(latent)
    return Now(
        state=np.zeros(n, dtype=np.int64),
        since=np.zeros(n, dtype=np.int64),
        mark=latent.satisfaction + 0.5 * rng.standard_normal(n),
        logit=latent.share_logit.copy(),
        grief=np.zeros(n),
        reviewed=np.full(n, -999, dtype=np.int64),
        nudged=np.zeros(n, dtype=np.bool_),
        care=np.zeros(n),
    )


def resume(course: Course, *, month: int) -> Now:
    """The running month as it was at the end of a month of a course; grief over recent complaints is over."""
    n = len(course.state)
    reviews = course.trials[(course.trials[:, 2] == REVIEW) & (course.trials[:, 3] == 1)]
    reviewed = np.full(n, -999, dtype=np.int64)
    reviewed[reviews[:, 0]] = reviews[:, 1]
    share = course.share[:, month]
    return Now(
        state=course.state[:, month].astype(np.int64),
        since=course.since.copy(),
        mark=course.satisfaction[:, month].copy(),
        logit=np.log(share / (1 - share)),
        grief=np.zeros(n),
        reviewed=reviewed,
        nudged=np.zeros(n, dtype=np.bool_),
        care=np.zeros(n),
    )


def _join(now: Now, joins: Ints, month: int) -> None:
    new = joins == month
    now.state[new] = ACTIVE
    now.since[new] = month


def feel(rng: np.random.Generator, now: Now, firm: Firm, latent: Latent) -> None:
    """Marks return to the customer's own level; shares drift and are pulled by the mark."""
    course = firm.course
    noise = course.satisfaction_noise * rng.standard_normal(len(latent))
    now.mark = np.clip(
        latent.satisfaction + course.satisfaction_memory * (now.mark - latent.satisfaction) + noise, 1.0, 10.0
    )
    pull = course.share_pull * (now.mark - course.satisfaction_mean)
    now.logit = np.clip(now.logit + pull + course.share_noise * rng.standard_normal(len(latent)), -3.5, 4.5)
    now.grief *= 0.75


def complain(rng: np.random.Generator, now: Now, firm: Firm, latent: Latent, month: int) -> None:
    """Busy and demanding customers complain more; how it ends moves mark and hazard."""
    course = firm.course
    rate = course.complaint * np.sqrt(latent.effort) * (latent.pace / 6) ** 0.3 * np.exp(-0.25 * (now.mark - 7.4))
    draw, outcome = rng.random((2, len(latent)))
    who = np.flatnonzero((now.state == ACTIVE) & (draw < np.minimum(rate, 0.2)))
    told = course.complaint_told
    steps = [1 - told, told * (1 - course.complaint_fast - course.complaint_resolved), told * course.complaint_resolved]
    ended = np.searchsorted(np.cumsum(steps), outcome[who], side="right")
    now.mark[who] = np.clip(now.mark[who] + SHOCK[ended], 1.0, 10.0)
    now.grief[who] = LINGERS[ended]
    now.complaints.append(np.column_stack([who, np.full(len(who), month), ended]))


def _try_actions(rng: np.random.Generator, now: Now, firm: Firm, latent: Latent, season: Season, month: int) -> None:
    """The randomised actions of the past: waking calls twice a year, a service review before the danger month."""
    trials = firm.trials
    draw, woken = rng.random((2, len(latent)))
    if month in {season.index(*one) for one in trials.wake_months}:
        shortest, longest = trials.wake_silent_months
        silent = (month - now.since >= shortest) & (month - now.since <= longest)
        slow = (now.state == ACTIVE) & (latent.pace < 2.5) & (woken > 0.9)
        who = np.flatnonzero(((now.state >= ASLEEP) & silent) | slow)
        treated = draw[who] >= trials.held_out
        now.nudged[who] = treated & (now.state[who] == ASLEEP) & (woken[who] < latent.open_to_waking[who])
        now.trials.append(_trial(now, who, month, WAKE, treated))
    if month >= season.index(*trials.review_from):
        who = np.flatnonzero((now.state == ACTIVE) & (tenure_at(latent, season, month) == trials.review_tenure))
        treated = draw[who] >= trials.held_out
        now.reviewed[who[treated]] = month
        now.trials.append(_trial(now, who, month, REVIEW, treated))


def _trial(now: Now, who: Ints, month: int, action: int, treated: Flags) -> Ints:
    return np.column_stack([who, np.full(len(who), month), np.full(len(who), action), treated, now.state[who]])


def tenure_at(latent: Latent, season: Season, month: int) -> Ints:
    """Whole months since joining."""
    months: Ints = np.maximum(season.edges[month] - latent.joined, 0) * 12 // 365
    return months


def hazard(*, firm: Firm, tenure: Ints) -> Floats:
    """Monthly chance of leaving of an ordinary content customer, by months since joining."""
    course = firm.course
    hump = np.exp(-0.5 * ((tenure - course.danger_month) / course.danger_width) ** 2)
    young = course.hazard_first_year * np.exp(-tenure / course.hazard_first_year_fade)
    risk: Floats = course.hazard_base + young + course.danger_height * hump
    return risk


def move(rng: np.random.Generator, now: Now, firm: Firm, tenure: Ints, latent: Latent, month: int) -> None:
    """Leave, fall asleep, wake; whoever joined this month stays it out."""
    course = firm.course
    draw, kind = rng.random((2, len(latent)))
    feeling = np.exp(course.satisfaction_on_hazard * (now.mark - course.satisfaction_mean) + now.grief + now.care)
    risk = hazard(firm=firm, tenure=tenure) * latent.frailty * feeling
    risk *= np.where(month - now.reviewed < firm.trials.review_lasts, firm.trials.review_hazard, 1.0)
    risk = np.where(latent.once & (tenure <= 1), 1.0, risk)
    was, settled = now.state.copy(), now.since < month
    leaves = (was == ACTIVE) & settled & (draw < risk)
    wakes = (was == ASLEEP) & ((draw < course.wake) | now.nudged)
    ends = (was == ASLEEP) & ~wakes & (draw < course.wake + course.sleeper_leaves)
    now.state[leaves] = np.where(kind[leaves] < course.leave_for_good, GONE, ASLEEP)
    now.state[wakes], now.state[ends] = ACTIVE, GONE
    now.since[leaves | wakes] = month
    now.nudged[:] = False


def attention_of(now: Now, firm: Firm, latent: Latent, month: int) -> Floats:
    """Sales effort: full for the active, halving for sleepers, except those who keep asking; little for prospects."""
    fading = 0.5 ** ((month - now.since) / firm.service.attention_half_life)
    asleep = np.where(latent.clingy, 1.0, np.maximum(fading, 0.04))
    gone = np.where(latent.clingy & (month - now.since < 30), 0.8, fading)
    return np.select([now.state == ACTIVE, now.state == ASLEEP, now.state == GONE], [1.0, asleep, gone], 0.0)


def _need(firm: Firm, season: Season, latent: Latent) -> Floats:
    """Need a year in euros of every month: real growth and the inflation of the year."""
    year = 1970 + season.edges[:-1].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    rate = dict(firm.course.inflation)
    prices = np.cumprod([1 + rate[int(one)] / 12 for one in year])
    years = np.arange(season.months) / 12
    return latent.need[:, None] * prices * np.exp(latent.growth[:, None] * years)


def _rows(parts: list[Ints], width: int) -> Ints:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros((0, width), dtype=np.int64)
