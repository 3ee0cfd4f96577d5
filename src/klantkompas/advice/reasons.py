"""The reason of every line, in facts: why this customer gets this action, or why nothing is done."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from klantkompas.advice.circumstances import BoolArray, Circumstances
from klantkompas.advice.gains import DAYS_A_YEAR, Customers
from klantkompas.advice.playbook import CIRCUMSTANCES, Action
from klantkompas.advice.recovered import RECOVERY
from klantkompas.insight.generosity import Rate
from klantkompas.insight.windows import day_number
from klantkompas.ledger.intake import EPOCH
from klantkompas.rules import AdviceRules
from klantkompas.words import Language, say

MOST_NAMED = 3
Said = tuple[str, dict[str, Any]]
NO_WAIT = ("days_to_danger", "punctured_days", "groups_not_known")
WAITING = tuple(name for name in CIRCUMSTANCES if name not in NO_WAIT)
TELLING = ("range_review", "know_strengths")  # actions in which the customer hears what we have


class Reasons:
    """Says of a customer why he has this action, or none.

    Args:
        who: the customers.
        resting: who had an action lately.
        weighed: whether the cost of an hour is known, so that anything could be weighed.
        as_of: the date of the figures.
        rules: when a sleeping customer is looked at again.
        language: of the sentences.
        recovered: how many came back after fast and generous, and after not solved; None: too few to say.
    """

    def __init__(
        self,
        who: Customers,
        resting: BoolArray,
        *,
        weighed: bool,
        as_of: date,
        rules: AdviceRules,
        language: Language,
        recovered: tuple[Rate, Rate] | None = None,
    ) -> None:
        self.recovered = recovered
        self.resting, self.weighed = resting, weighed
        self.who, self.as_of, self.rules, self.language = who, as_of, rules, language

    def of_action(self, row: int, action: Action, *, why: str) -> str:
        """Why this customer gets this action; and that it is a test or a proposal, where it is one."""
        code, params = self._facts(row, action)
        reason = say(code, self.language, **params)
        unheard = self.who.facts.not_known.get(row, ()) if action.code in TELLING else ()
        if unheard:
            reason = say("reason.not_known", self.language, reason=reason, groups=", ".join(unheard[:MOST_NAMED]))
        if action.code == RECOVERY and self.recovered is not None:
            (well, n), (unsolved, m) = ((one.part.share, one.part.cases) for one in self.recovered)
            parts = {"well": well, "n": n, "unsolved": unsolved, "m": m}
            reason = say("reason.own_rates", self.language, reason=reason, **parts)
        return say(f"reason.{why}", self.language, reason=reason) if why in ("test", "short") else reason

    def of_held_out(self, action: Action) -> str:
        """Why nothing is done although an action was chosen."""
        return say("reason.held_out", self.language, action=action.called(self.language))

    def of_sleep(self, row: int) -> str:
        """Why a sleeping customer is let sleep."""
        again = self.as_of + timedelta(days=self.rules.look_again_days)
        return say("reason.sleep", self.language, silent=int(self._number(row, "recency_days")), day=again)

    def of_nothing(self, row: int, *, wished: bool) -> str:
        """Why nothing is done."""
        code, params = self._nothing(row, wished)
        return say(f"reason.nothing.{code}", self.language, **params)

    def _number(self, row: int, name: str) -> float:
        value = float(self.who.number(name)[row])
        return 0.0 if np.isnan(value) else value

    def _facts(self, row: int, action: Action) -> Said:
        asked = {one.column for one in action.when}
        for name in WAITING:
            if name in asked:
                days = int(self._number(row, name))
                return (f"reason.{name}", {"days": days}) if days else (f"reason.{name}.today", {})
        return _TELLING[action.worth](self, row, asked)

    def _woken(self, row: int, asked: set[str]) -> Said:  # noqa: ARG002
        silent, gap = int(self._number(row, "recency_days")), self._number(row, "usual_gap_days")
        if gap >= 1:
            return "reason.woken", {"gap": round(gap), "silent": silent}
        return "reason.woken.pace", {"orders": int(self._number(row, "transactions")), "silent": silent}

    def _kept(self, row: int, asked: set[str]) -> Said:
        if "days_to_danger" in asked:
            return "reason.kept.danger", {"danger": self._day(row, "danger_from")}
        if self.who.texts["phase"][row] == "new":
            orders = int(self._number(row, "transactions"))
            return "reason.kept.new", {"first": self._day(row, "first_transaction"), "orders": orders}
        if np.isnan(self.who.number("hours_12m")[row]):
            return "reason.kept.margin", self._amounts(row, "margin")
        return "reason.kept", self._amounts(row, "profit", "hours")

    def _share(self, row: int, asked: set[str]) -> Said:  # noqa: ARG002
        known = self.who.texts["share_evidence"][row] in ("declared", "observed")
        parts = {name: self._number(row, column) for name, column in _SHARES.items()}
        return f"reason.share.{'known' if known else 'estimated'}", parts

    def _more_margin(self, row: int, asked: set[str]) -> Said:  # noqa: ARG002
        return "reason.more_margin", self._amounts(row, "revenue")

    def _new_customer(self, row: int, asked: set[str]) -> Said:  # noqa: ARG002
        years = int(self._number(row, "duration_days") / DAYS_A_YEAR)
        if np.isnan(self.who.number("hours_12m")[row]):
            return "reason.new_customer.margin", {"years": years} | self._amounts(row, "margin")
        return "reason.new_customer", {"years": years} | self._amounts(row, "profit")

    def _effort(self, row: int, asked: set[str]) -> Said:  # noqa: ARG002
        covered = max(self._number(row, "break_even_hours_12m"), 0.0)
        return "reason.effort", {"covered": covered} | self._amounts(row, "hours", "margin")

    def _losses(self, row: int, asked: set[str]) -> Said:  # noqa: ARG002
        previous = self._number(row, "profit_previous_12m")
        return "reason.losses_avoided", {"previous": previous} | self._amounts(row, "profit")

    def _none(self, row: int, asked: set[str]) -> Said:  # noqa: ARG002
        return "reason.none", {}

    def _amounts(self, row: int, *names: str) -> dict[str, Any]:
        return {name: self._number(row, f"{name}_12m") for name in names}

    def _day(self, row: int, column: str) -> date:
        return EPOCH + timedelta(days=int(self._number(row, column)))

    def _nothing(self, row: int, wished: bool) -> Said:
        facts, until = self.who.facts, day_number(self.as_of)
        if facts.ended[row]:
            return "ended", {}
        if row in facts.decided:
            held = facts.decided[row]
            return held.kind, {"day": held.until or until}
        if wished:
            return "no_hours", {}
        if self.resting[row]:
            return "recently", {"day": _last_action(facts, row)}
        if facts.contacts[row] >= self.rules.most_contacts:
            return "contacted", {"n": int(facts.contacts[row])}
        if facts.may_call[row] == 0 and facts.may_mail[row] == 0:
            return "no_consent", {}
        if not self._number(row, "transactions"):
            return "no_orders", {}
        unknown = np.isnan(self.who.number("lifetime_value")[row]) or not self.weighed
        return ("value_unknown" if unknown else "pays"), {}


def _last_action(facts: Circumstances, row: int) -> int:
    return max(int(one[row]) for one in facts.done.values() if not np.isnan(one[row]))


_SHARES = {"share": "share", "low": "share_low", "high": "share_high"}
_TELLING: Mapping[str, Callable[[Reasons, int, set[str]], Said]] = {
    "woken": Reasons._woken,
    "kept": Reasons._kept,
    "share": Reasons._share,
    "more_margin": Reasons._more_margin,
    "new_customer": Reasons._new_customer,
    "higher_price": Reasons._effort,
    "saved_hours": Reasons._effort,
    "capped_hours": Reasons._effort,
    "losses_avoided": Reasons._losses,
    "none": Reasons._none,
}
