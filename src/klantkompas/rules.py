"""Every setting, with its default in view.

Rules are an *argument* of ``analyse``; nothing reads them from the surroundings. They are kept in
``klantkompas.toml``, one section a dataclass::

    [ledger]
    currency = "EUR"

    [profit]
    margin = 0.35
    hourly_cost = 62
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from klantkompas.errors import UsageError
from klantkompas.words import failure

MARK_AFTER = {"complaint", "delivery"}
PARTS_OF_ONE = (
    "ledger.vat_rate",
    "profit.margin",
    "profit.margin_by_group",
    "profit.discount_rate",
    "holdout.policy_share",
    "holdout.action_share",
    "holdout.action_share_least",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRules:
    """How the facts are read.

    Attributes:
        currency: the one currency of all amounts; other currencies are refused, with their rows.
        vat_rate: the rate (0.21) where amounts include VAT; ``None``: they exclude it.
        earliest_year: dates before it are placeholders of some software (1900-01-01), not facts.
        internal: customer numbers that are no customers: the own firm, cash sales.
    """

    currency: str = "EUR"
    vat_rate: Decimal | None = None
    earliest_year: int = 1970
    internal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitRules:
    """What fills in where the facts have no cost.

    Attributes:
        margin: share of turnover left after direct cost, for lines without ``cost``; ``None``: unknown.
        margin_by_group: the same, per product group; goes before ``margin``.
        hourly_cost: cost of an hour in euros, for lines without ``hourly_cost``; ``None``: unknown.
        hourly_cost_by_employee: the same, per employee; goes before ``hourly_cost``.
        discount_rate: yearly rate at which later money counts less.
    """

    margin: Decimal | None = None
    margin_by_group: Mapping[str, Decimal] = field(default_factory=dict)
    hourly_cost: Decimal | None = None
    hourly_cost_by_employee: Mapping[str, Decimal] = field(default_factory=dict)
    discount_rate: Decimal = Decimal("0.10")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRules:
    """What a relation is worth, and how much of a customer's spending is ours.

    Attributes:
        horizon_years: years ahead over which value is counted; from 1 to 20.
        came_by_referral: chance that a referred customer would not have come without the referral; 0 to 1.
        share_quantile: spending of comparable customers that counts as all they need, where nobody declared it: the
            part of them that spends less; between 0 and 1.
    """

    horizon_years: int = 5
    came_by_referral: Decimal = Decimal("0.50")
    share_quantile: Decimal = Decimal("0.85")

    def __post_init__(self) -> None:
        if not (1 <= self.horizon_years <= 20 and self.came_by_referral <= 1 and 0 < self.share_quantile < 1):
            raise ValueError("a year count from 1 to 20 and parts of one")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingRules:
    """Where the types of relation part: in hours, euros and share, never in quantiles.

    Attributes:
        effort_hours: hours a year from which a customer takes much effort.
        profit_floor: euros a year after hours up to which a customer earns little or nothing.
        hour_price: what an hour would earn elsewhere; where given, little is less than hours x this price.
        share_threshold: share of customer from which one buys mostly from us; between 0 and 1.
        decided: chance from which a type is said; below it the type is unclear. From 0.5 to 1.
        early_days: days from a first and only order during which it is too early to say.
    """

    effort_hours: Decimal = Decimal(8)
    profit_floor: Decimal = Decimal(0)
    hour_price: Decimal | None = None
    share_threshold: Decimal = Decimal("0.60")
    decided: Decimal = Decimal("0.60")
    early_days: int = 90

    def __post_init__(self) -> None:
        if not (0 < self.share_threshold < 1 and Decimal("0.5") <= self.decided <= 1 and self.early_days >= 0):
            raise ValueError("a share between 0 and 1, a chance from a half to one, days of zero or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldoutRules:
    """Who is left alone on purpose, to compare with.

    Attributes:
        seed: of the draw; another seed draws everybody anew.
        policy_share: part of all customers who get no optional action at all.
        action_share: part left alone of those chosen for an action of which nothing is known yet.
        action_share_least: the part that stays left alone, however much is known.
        evidence: customers left alone of one action at which its share is halfway between the two.
        keep_days: days for which a recorded arm holds, whatever the draw says since.
        few_customers: below so many customers it is said what can and cannot be seen.
    """

    seed: int = 1
    policy_share: Decimal = Decimal("0.05")
    action_share: Decimal = Decimal("0.20")
    action_share_least: Decimal = Decimal("0.05")
    evidence: int = 60
    keep_days: int = 365
    few_customers: int = 300

    def __post_init__(self) -> None:
        if not (self.action_share_least <= self.action_share and self.evidence >= 1 and self.keep_days >= 0):
            raise ValueError("the least share is not above the first, and counts are positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRules:
    """How the effect of what was done is measured.

    Attributes:
        outcome_days: days after the choice over which an outcome is counted.
        fewest: customers that each arm must have at the least; below it an effect is not measurable.
        works: chance above which an action is said to work, and below one minus which not to work.
    """

    outcome_days: int = 182
    fewest: int = 5
    works: Decimal = Decimal("0.90")

    def __post_init__(self) -> None:
        if not (self.outcome_days >= 28 and self.fewest >= 3 and Decimal("0.5") < self.works < 1):
            raise ValueError("at least four weeks, three customers an arm, and a chance between a half and one")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRules:
    """When a relation passes from one phase to the next; days are calendar days.

    Attributes:
        quote_days: a quote without a decision counts as open for so long.
        prospect_days: so long a prospect is waited for, where fewer than twenty were won to learn it from.
        building_orders: from so many orders a relation can be in building.
        new_days: and not before so many days.
        new_gaps: nor before so many of its expected gaps between orders.
        established_orders: a fixed relation has so many orders,
        established_days: has lasted so long,
        established_active: and is active with at least this chance.
        strained_active: a lower chance to be active strains a relation.
        active_fall: so does a fall of the chance by that much,
        active_fall_days: within so many days of an order.
        ended_active: a lower chance ends it,
        ended_days: once it lasted so many days.
        complaint_open_days: a complaint that is open for longer is a trouble;
        complaint_severe_days: a large one always is, for so long.
        card_days: so is a call asked for, and not made so many days later;
        promise_days: or a promise due, and not kept so many days later.
        rating_low: so is a mark (of ten) so low,
        rating_fall: or so much lower than the one before.
        stale_days: a trouble of which nothing more is heard counts for so long.
    """

    quote_days: int = 90
    prospect_days: int = 365
    building_orders: int = 3
    new_days: int = 90
    new_gaps: Decimal = Decimal(2)
    established_orders: int = 6
    established_days: int = 365
    established_active: Decimal = Decimal("0.80")
    strained_active: Decimal = Decimal("0.60")
    active_fall: Decimal = Decimal("0.25")
    active_fall_days: int = 90
    ended_active: Decimal = Decimal("0.10")
    ended_days: int = 61
    complaint_open_days: int = 14
    complaint_severe_days: int = 90
    card_days: int = 14
    promise_days: int = 14
    rating_low: Decimal = Decimal(5)
    rating_fall: Decimal = Decimal(2)
    stale_days: int = 180

    def __post_init__(self) -> None:
        chances = (self.ended_active, self.strained_active, self.established_active)
        orders = 1 <= self.building_orders <= self.established_orders
        none_below = all(getattr(self, one.name) >= 0 for one in fields(self))
        parts = none_below and chances[2] <= 1 and self.active_fall <= 1
        if list(chances) != sorted(chances) or not (orders and parts):
            raise ValueError("a chance to end below one to strain below one to be established, and orders that grow")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRules:
    """How the Monday list is chosen.

    Attributes:
        optimism: standard deviations of what is not yet known of an action that count in its favour when choosing.
        test_hours: part of the hours that may go to trying what the firm knows nothing of yet.
        most_contacts: times that a customer may be contacted by us within ``contact_days``, this list included.
        contact_days: over how many days contacts are counted.
        irritation: chance that a contact nobody asked for ends the relation.
        look_again_days: days after which a sleeping customer is looked at again.
        weeks: weeks for which the hours of one list are meant.
    """

    optimism: Decimal = Decimal("0.50")
    test_hours: Decimal = Decimal("0.05")
    most_contacts: int = 3
    contact_days: int = 30
    irritation: Decimal = Decimal("0.002")
    look_again_days: int = 365
    weeks: int = 1

    def __post_init__(self) -> None:
        if not (self.test_hours <= 1 and self.irritation <= 1 and self.weeks >= 1 and self.look_again_days >= 1):
            raise ValueError("parts of one, and at least a week and a day")


@dataclass(frozen=True, slots=True, kw_only=True)
class CareRules:
    """How customers are written to, and how it is judged whether one came back after something went wrong.

    Days are calendar days.

    Attributes:
        remind_days: who has to keep a promise, a term or a call is reminded so many days before it is due.
        mark_after: after what a customer is asked for a mark from 1 to 10: complaint, delivery, or nothing.
        mark_days: so many days after it.
        mark_pause_days: nobody is asked for a mark more than once in so many days.
        card_months: every customer gets a card to the top once in so many months.
        settle_days: a complaint is judged so long after it was opened: solved by then, or not.
        fast_days: solved within so many days was fast; with money given it was generous too.
        again_days: an order within so many days after that is coming back,
        again_gaps: or within so many of the customer's own gaps between orders, where that is longer.
    """

    remind_days: int = 2
    mark_after: tuple[str, ...] = ("complaint",)
    mark_days: int = 3
    mark_pause_days: int = 180
    card_months: int = 18
    settle_days: int = 30
    fast_days: int = 7
    again_days: int = 90
    again_gaps: Decimal = Decimal(2)

    def __post_init__(self) -> None:
        if not (0 <= self.fast_days <= self.settle_days and self.again_days >= 1 and self.again_gaps > 0):
            raise ValueError("days that are fast within days that settle it, and some time to come back in")
        if self.card_months < 1:
            raise ValueError("a card once in a month or more")
        if min(self.remind_days, self.mark_days, self.mark_pause_days) < 0 or not {*self.mark_after} <= MARK_AFTER:
            raise ValueError("days from now on, and marks after a complaint or a delivery")


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRules:
    """When a customer has grown: turnover of a year, at the end of a quarter, against the year before.

    Attributes:
        growth_part: at least so much more, as a part of the year before,
        growth_least: and at least so many euros more.
    """

    growth_part: Decimal = Decimal("0.25")
    growth_least: Decimal = Decimal(1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRules:
    """How winning, keeping and winning back answer to money: what somebody who knows the firm states.

    Each answers to three numbers: ``spend`` in euros a head and year, the ``rate`` that it reaches, and the ``ceiling``
    that no spending exceeds (both parts of one). ``None``: as the firm's own years show it, where they do.

    Attributes:
        prospects: how many prospects there are a year, beside those who become customers; ``None``: those with whom
            there was contact.
        acquire_spend: euros a year, a prospect.
        acquire_rate: what that reaches.
        acquire_ceiling: what no spending exceeds.
        keep_spend: euros a year, a customer.
        keep_rate: what that reaches.
        keep_ceiling: what no spending exceeds.
        win_back_spend: euros a year, a lapsed customer.
        win_back_rate: what that reaches.
        win_back_ceiling: what no spending exceeds.
    """

    prospects: Decimal | None = None
    acquire_spend: Decimal | None = None
    acquire_rate: Decimal | None = None
    acquire_ceiling: Decimal | None = None
    keep_spend: Decimal | None = None
    keep_rate: Decimal | None = None
    keep_ceiling: Decimal | None = None
    win_back_spend: Decimal | None = None
    win_back_rate: Decimal | None = None
    win_back_ceiling: Decimal | None = None

    def __post_init__(self) -> None:
        for name in ("acquire", "keep", "win_back"):
            numbers = [getattr(self, f"{name}_{what}") for what in ("spend", "rate", "ceiling")]
            if any(numbers) and not (all(numbers) and numbers[1] < numbers[2] <= 1):
                raise ValueError("three numbers together, a rate below its ceiling, and a ceiling of at most one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All settings together; ``Rules()`` is what holds when nobody set anything."""

    ledger: LedgerRules = field(default_factory=LedgerRules)
    profit: ProfitRules = field(default_factory=ProfitRules)
    value: ValueRules = field(default_factory=ValueRules)
    typing: TypingRules = field(default_factory=TypingRules)
    phases: PhaseRules = field(default_factory=PhaseRules)
    care: CareRules = field(default_factory=CareRules)
    milestones: MilestoneRules = field(default_factory=MilestoneRules)
    budget: BudgetRules = field(default_factory=BudgetRules)
    holdout: HoldoutRules = field(default_factory=HoldoutRules)
    effect: EffectRules = field(default_factory=EffectRules)
    advice: AdviceRules = field(default_factory=AdviceRules)

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when any setting changes; stands in ``summary.json``."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_rules(path: Path) -> Rules:
    """The rules of a ``klantkompas.toml``.

    Args:
        path: the file; sections and settings that it does not name keep their defaults.

    Raises:
        UsageError: the file is missing or no TOML, or names a section, setting or value that is not there.
    """
    try:
        return rules_of(path.read_text(encoding="utf-8-sig"), where=str(path))
    except FileNotFoundError:
        raise failure(UsageError, "rules_missing", path=str(path)) from None
    except UnicodeDecodeError as error:
        raise failure(UsageError, "rules_unreadable", path=str(path), detail=str(error)) from error


def rules_of(text: str, *, where: str = "klantkompas.toml") -> Rules:
    """The rules that the text of a ``klantkompas.toml`` states.

    Args:
        text: TOML; sections and settings that it does not name keep their defaults.
        where: what it is called when something is wrong with it.

    Raises:
        UsageError: it is no TOML, or names a section, setting or value that is not there.
    """
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise failure(UsageError, "rules_unreadable", path=where, detail=str(error)) from error
    kinds: dict[str, Any] = {one.name: one.default_factory for one in fields(Rules)}
    for name in sections.keys() - kinds.keys():
        raise failure(UsageError, "rules_unknown_section", path=where, name=name, known=sorted(kinds))
    return Rules(**{name: _section(kinds[name], name, values, where) for name, values in sections.items()})


def _section(kind: type[Any], section: str, values: Any, where: str) -> Any:
    known = {f.name: f.type for f in fields(kind)}
    if not isinstance(values, dict):
        raise failure(UsageError, "rules_bad_value", path=where, setting=section, value=str(values))
    for name in values.keys() - known.keys():
        raise failure(UsageError, "rules_unknown_setting", path=where, name=f"{section}.{name}", known=sorted(known))
    settings = {name: _value(known[name], value, f"{section}.{name}", where) for name, value in values.items()}
    try:
        return kind(**settings)
    except ValueError as error:
        raise failure(UsageError, "rules_bad_value", path=where, setting=section, value=str(values)) from error


def _value(kind: Any, value: Any, setting: str, where: str) -> Any:
    most = Decimal(1) if setting in PARTS_OF_ONE else None
    try:
        if kind in (Decimal, Decimal | None):
            return _decimal(value, most)
        if kind == Mapping[str, Decimal]:
            return {str(name): _decimal(one, most) for name, one in value.items()}
        if kind == tuple[str, ...]:
            return _texts(value)
        return kind(value)
    except (InvalidOperation, TypeError, ValueError, AttributeError) as error:
        raise failure(UsageError, "rules_bad_value", path=where, setting=setting, value=str(value)) from error


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError("a list of texts, not one text: that would be taken letter by letter")
    return tuple(str(one) for one in value)


def _decimal(value: Any, most: Decimal | None) -> Decimal:
    amount = Decimal(str(value))
    if isinstance(value, bool) or not amount.is_finite() or amount < 0 or (most is not None and amount > most):
        raise ValueError("a setting is a number of zero or more, and a part of a whole is at most one")
    return amount
