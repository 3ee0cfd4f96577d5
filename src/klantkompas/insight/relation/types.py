"""What kind of relation each customer is: four chances that add up to one, a label, and why.

    demanding   opblaaspop          much effort, little or nothing left after its cost; active or not
    dormant     doornroosje         not demanding, and asleep against its own rhythm
    shared      overspelige liefde  active, and buys too large a part elsewhere
    loyal       huwelijkspartner    active, and buys mostly from us
    unclear     nog onduidelijk     none of them is sure enough, or it is too early to say

Borders are in hours, euros and own share (``rules.TypingRules``), never quantiles. Everything is computed for a block
of customers and depends on no other customer in it. Source: METHODS 4; workshop Relatiemarketing, the four types.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.estimators.arrays import BoolArray, FloatArray
from klantkompas.estimators.relations import Beliefs, Borders, parts
from klantkompas.insight.columns import HOURS, MONEY, hundredths
from klantkompas.insight.relation.beliefs import Active, FirmHabits, firm_habits, held
from klantkompas.insight.relation.labels import BEFORE, UNCLEAR, UNSEEN, Before, Labels, damped
from klantkompas.insight.relation.movement import FIGURES, Moves
from klantkompas.insight.relation.reason import (
    EFFORT,
    PARAMS,
    PROFITABILITY,
    RECENCY,
    SHARE,
    Told,
    Usual,
    deciding,
    sentences,
    usual,
)
from klantkompas.insight.seasons import Seasons
from klantkompas.insight.value import ValueModel, numbers_of
from klantkompas.insight.yearly import Numbers
from klantkompas.ledger.relation_types import LABELS, TYPES
from klantkompas.rules import TypingRules
from klantkompas.words import Language

Texts = npt.NDArray[np.object_]
DEMANDING, DORMANT, SHARED, LOYAL = range(4)
FEWEST_FOR_GAP = 3
KNOWN = ("declared", "observed")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeModel:
    """What holds for all customers.

    Attributes:
        value: how they order, and what that brings and costs.
        firm: how they fall asleep, and what an hour costs.
        usual: what is usual for a customer.
        rules: where the types part.
    """

    value: ValueModel
    firm: FirmHabits
    usual: Usual
    rules: TypingRules


def type_model(
    value: ValueModel,
    columns: Mapping[str, pa.Array],
    numbers: Numbers,
    *,
    rules: TypingRules,
    seasons: Seasons | None = None,
) -> TypeModel | None:
    """What holds for all customers, from all of them or a sample; None where nobody has ordered.

    Args:
        value: how they order, and what that brings and costs.
        columns: facts, yearly sums and the columns of the share.
        numbers: the facts and yearly sums as numbers.
        rules: where the types part.
        seasons: the clocks on which they order, where there is a season.
    """
    firm = firm_habits(value, columns, numbers, seasons=seasons)
    found = held(value, columns, numbers, firm=firm)
    if not found.rows.any():
        return None
    return TypeModel(value=value, firm=firm, usual=usual(found.beliefs, borders(rules)), rules=rules)


def borders(rules: TypingRules) -> Borders:
    """The borders between the types as plain numbers, euros and hours."""
    return Borders(
        effort=float(rules.effort_hours),
        floor=float(rules.profit_floor),
        price=None if rules.hour_price is None else float(rules.hour_price),
        share=float(rules.share_threshold),
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Typed:
    """A block of customers with their types.

    Attributes:
        rows: who of the block can have a type: who has ordered.
        before, labels: index in ``LABELS`` of each of those, in the run before (or ``UNSEEN``) and now.
        columns: ``type``, ``p_...`` and ``type_reason`` of all rows, null where unknown.
        told: the reasons of all rows.
        figures: hours, profit and value of each of those who can have a type.
    """

    rows: BoolArray
    before: Labels
    labels: Labels
    columns: Mapping[str, pa.Array]
    told: Told
    figures: Mapping[str, pa.Array]

    def add_to(self, moves: Moves) -> None:
        """Count the customers of the block by type before and type now."""
        moves.add(self.before, self.labels, self.figures)


def typed(
    model: TypeModel, columns: Mapping[str, pa.Array], *, language: Language, active: Active | None = None
) -> Typed:
    """The types of a block of customers.

    Args:
        model: what holds for all customers.
        columns: facts, what ``with_labels`` put beside them, and the columns of value and share.
        language: of the reasons.
        active: who of them is active, where that has been reckoned.
    """
    found = held(model.value, columns, numbers_of(columns), firm=model.firm, active=active)
    own = {name: values.filter(pa.array(found.rows)) for name, values in columns.items()}
    chances = parts(beliefs=found.beliefs, borders=borders(model.rules)).chances
    early = _early(model, own)
    before = _before(own)
    said = damped(chances, before, least=float(model.rules.decided), early=early)
    chosen = pc.index_in(own["set_type"], pa.array(LABELS))
    labels = np.where(chosen.is_valid(), pc.fill_null(chosen, 0), said).astype(np.intp)
    case = _Case(model=model, own=own, beliefs=found.beliefs, chances=chances, labels=labels, early=early)
    told = Told(
        _spread(case.codes(), found.rows), {name: _spread(one, found.rows) for name, one in case.params().items()}
    )
    shown = {
        "type": pc.take(pa.array(LABELS), pa.array(labels)),
        "p_unclear": pa.array((labels == UNCLEAR).astype(np.float64)),
        **{f"p_{name}": pa.array(chances[:, at]) for at, name in enumerate(TYPES)},
        "p_demanding": pa.array(chances[:, DEMANDING], mask=~found.beliefs.known),
    }
    placed = {name: _spread(values, found.rows) for name, values in shown.items()}
    return Typed(
        rows=found.rows,
        before=before.labels,
        labels=labels,
        columns=placed | {"type_reason": sentences(told, language)},
        told=told,
        figures={name: own[name] for name in FIGURES if name in own},
    )


def _chosen(which: Sequence[BoolArray], said: Sequence[object], otherwise: str | Texts) -> Texts:
    """Of each row the text of the first condition that holds."""
    chosen = np.full(which[0].size, otherwise, dtype=object)
    for holds, text in zip(reversed(which), reversed(said), strict=True):
        chosen[holds] = text[holds] if isinstance(text, np.ndarray) else text
    return chosen


def _spread(values: pa.Array, rows: BoolArray) -> pa.Array:
    """Values of the chosen rows in their places, null elsewhere."""
    return pc.take(values, pa.array(np.cumsum(rows) - 1, mask=~rows))


def _early(model: TypeModel, own: Mapping[str, pa.Array]) -> BoolArray:
    """Who ordered once, so lately that it is too early to say."""
    once = pc.equal(own["orders"], 1).to_numpy(zero_copy_only=False)
    began = own["first_day"].to_numpy(zero_copy_only=False)
    return np.asarray(once & (model.value.ends[0] - began < model.rules.early_days), dtype=np.bool_)


def _before(own: Mapping[str, pa.Array]) -> Before:
    """What the run before said."""
    labels = pc.fill_null(pc.index_in(own[BEFORE[0]], pa.array(LABELS)), UNSEEN).to_numpy(zero_copy_only=False)
    chances = np.column_stack([pc.fill_null(own[name], 0.0).to_numpy(zero_copy_only=False) for name in BEFORE[1:]])
    return Before(labels.astype(np.intp), chances)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Case:
    """Everything on which the reasons of typed rows rest."""

    model: TypeModel
    own: Mapping[str, pa.Array]
    beliefs: Beliefs
    chances: FloatArray
    labels: Labels
    early: BoolArray

    def _order(self) -> tuple[Labels, Labels]:
        """The likeliest type and its runner-up."""
        order = np.argsort(-self.chances, axis=1, kind="stable")
        return order[:, 0], order[:, 1]

    def _has(self, name: str) -> BoolArray:
        if name not in self.own:
            return np.zeros(self.labels.size, dtype=np.bool_)
        return np.asarray(self.own[name].is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)

    def codes(self) -> pa.Array:
        """The reason of each row: what a person set, else what the label waits for, else the deciding fact."""
        first, second = self._order()
        unclear, kept = self.labels == UNCLEAR, self.labels != first
        which = [self._has("set_type") & self._has("set_until"), self._has("set_type"), unclear & self.early]
        which += [unclear, kept, *(first == one for one in (DEMANDING, DORMANT, SHARED))]
        fact = deciding(self.beliefs, borders(self.model.rules), self.model.usual, first, second)
        said = ["type.set.until", "type.set", "type.unclear.early", self._unclear(first, second), "type.kept"]
        said += [self._demanding(fact), self._dormant(), self._shared(fact)]
        return pa.array(_chosen(which, said, self._loyal(fact)), pa.string())

    def _unclear(self, first: Labels, second: Labels) -> Texts:
        between = [(first == one) | (second == one) for one in (DEMANDING, DORMANT)]
        return _chosen(between, ["type.unclear.profit", "type.unclear.recency"], "type.unclear.share")

    def _demanding(self, fact: Labels) -> Texts:
        """The last twelve months where they show it, else the year to be expected; never one against the other."""
        border, hours, profit = float(self.model.rules.effort_hours), self._counted("hours"), self._counted("profit")
        asleep, expected = self.beliefs.active < 0.5, self._expected()
        seen = (hours >= border) & (profit <= self._least(hours))
        coming = (expected["hours"] >= border) & (expected["profit"] < self._least(expected["hours"]))
        brought = self._counted("referral")
        close = np.rint(hours) == np.rint(self._counted("break_even"))
        said: dict[str, BoolArray] = {
            "type.demanding.asleep": asleep & (np.rint(self.beliefs.asleep) > border),
            "type.together": asleep | ~(seen | coming),
            "type.demanding.expected_brings": ~seen & (brought + expected["profit"] > 0),
            "type.demanding.expected": ~seen,
            "type.demanding.little": profit > 0,
            "type.demanding.brings": brought + profit > 0,
            "type.demanding.margin": (fact == PROFITABILITY) | (self._counted("margin") <= 0) | close,
        }
        return _chosen(list(said.values()), list(said), "type.demanding.hours")

    def _expected(self) -> dict[str, FloatArray]:
        """Hours, margin and profit, in euros, of a year while active."""
        held = self.beliefs
        margin = held.spending * held.rate
        return {"hours": held.effort, "margin": margin, "profit": margin - held.hour_cost * held.effort}

    def _least(self, hours: FloatArray) -> FloatArray:
        """Profit in euros from which so many hours are not demanding."""
        rules = self.model.rules
        return (
            np.full(hours.size, float(rules.profit_floor))
            if rules.hour_price is None
            else hours * float(rules.hour_price)
        )

    def _counted(self, name: str) -> FloatArray:
        """A figure in hours or euros, not a number where unknown."""
        kept = self.own.get(_COUNTED[name])
        if kept is None:
            return np.full(self.labels.size, np.nan)
        return np.asarray(kept.cast(pa.float64()).to_numpy(zero_copy_only=False) / 100.0)

    def _dormant(self) -> Texts:
        ended = pc.fill_null(pc.less_equal(self.own["ended_day"], self.model.value.ends[0]), False)
        which = [ended.to_numpy(zero_copy_only=False), self._rhythm()]
        return _chosen(which, ["type.dormant.ended", "type.dormant.recency"], "type.dormant.few_orders")

    def _shared(self, fact: Labels) -> Texts:
        """Said as known only where it was declared or seen; else as a question."""
        evidence = self.own.get("share_evidence", pa.nulls(fact.size, pa.string()))
        known = pc.is_in(evidence, pa.array(KNOWN)).to_numpy(zero_copy_only=False)
        said = [self._active(fact, "type.shared.share"), "type.shared.ask"]
        return _chosen([known, self._has("share_evidence")], said, "type.shared.unknown")

    def _loyal(self, fact: Labels) -> Texts:
        own = _chosen([self._has("share")], ["type.loyal.share"], "type.loyal.unknown")
        return self._active(fact, own)

    def _active(self, fact: Labels, share: str | Texts) -> Texts:
        money = (fact == EFFORT) | (fact == PROFITABILITY)
        none = money & (self._counted("hours") == 0) & (self._counted("margin") > 0)
        paid = money & self._has("break_even_hours_12m") & (self._counted("profit") > 0)
        lately = np.where(self._rhythm(), "type.active.recency", "type.active.few_orders")
        which = [fact == RECENCY, none, paid, fact == SHARE]
        return _chosen(which, [lately, "type.active.no_hours", "type.active.profit", share], "type.together")

    def _rhythm(self) -> BoolArray:
        """Who ordered often enough to have a usual gap."""
        often = pc.greater_equal(self.own["orders"], FEWEST_FOR_GAP).to_numpy(zero_copy_only=False)
        return np.asarray(often, dtype=np.bool_) & self._has("usual_gap")

    def params(self) -> dict[str, pa.Array]:
        """What the sentences may name."""
        first, second = self._order()
        rows, size = np.arange(first.size), first.size
        rules, own = self.model.rules, self.own
        hour = pa.array(np.rint(100.0 * self.beliefs.hour_cost).astype(np.int64))
        until = pa.scalar(self.model.value.ends[0], pa.int32())
        found = {
            "first": pc.take(pa.array(TYPES), pa.array(first)),
            "second": pc.take(pa.array(TYPES), pa.array(second)),
            "p_first": pa.array(self.chances[rows, first]),
            "p_second": pa.array(self.chances[rows, second]),
            "hours": hundredths(own["hours_12m"], HOURS),
            "hour_cost": hundredths(hour, MONEY),
            "margin": hundredths(own["margin_12m"], MONEY),
            "profit": hundredths(own["profit_12m"], MONEY),
            "needed": hundredths(
                pc.subtract(*(own[name].cast(pa.int64()) for name in ("margin_12m", "profit_12m"))), MONEY
            ),
            "break_even": hundredths(own["break_even_hours_12m"], HOURS),
            "asleep": pa.array(self.beliefs.asleep),
            **self._year_params(),
            "effort": pa.repeat(pa.scalar(rules.effort_hours, HOURS), size),
            "days": pc.subtract(until, own["last_day"].cast(pa.int32())).cast(pa.int64()),
            "gap": own["usual_gap"],
            "orders": own["orders"],
            "threshold": pa.repeat(pa.scalar(float(rules.share_threshold)), size),
            "by": own["set_by"],
            "until": own["set_until"].cast(pa.int32()).cast(pa.date32()),
            "reason": own["set_reason"],
        }
        found |= {to: own[name] for to, name in _SHARES.items() if name in own}
        if "referral_value" in own:
            found["referral"] = hundredths(own["referral_value"], MONEY)
        return {
            name: found[name].cast(kind) if name in found else pa.nulls(size, kind) for name, kind in PARAMS.items()
        }

    def _year_params(self) -> dict[str, pa.Array]:
        """Params of the year to be expected, and the margin from which each year is not demanding."""
        expected, hours = self._expected(), self._counted("hours")
        spent = self._counted("margin") - self._counted("profit")
        euros = {
            "enough": spent + self._least(hours),
            "expected_margin": expected["margin"],
            "expected_profit": expected["profit"],
            "expected_enough": expected["margin"] - expected["profit"] + self._least(expected["hours"]),
        }
        cents = {name: pa.array(np.rint(100.0 * one), from_pandas=True).cast(pa.int64()) for name, one in euros.items()}
        return {name: hundredths(one, MONEY) for name, one in cents.items()} | {
            "expected_hours": pa.array(expected["hours"])
        }


_COUNTED = {
    "hours": "hours_12m",
    "margin": "margin_12m",
    "profit": "profit_12m",
    "break_even": "break_even_hours_12m",
    "referral": "referral_value",
}
_SHARES = {"share": "share", "low": "share_low", "high": "share_high"}
