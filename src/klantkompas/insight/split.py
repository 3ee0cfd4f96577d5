"""Hours and euros over winning, keeping and winning back: as they were spent, and as they would bring most.

The hours are those written with a purpose; the euros those of ``spending``, or where no spending on winning is kept,
what winning each customer cost. Beside them stand 85/15 and the best split: from three numbers for each that somebody
states under ``[budget]``, else from the firm's own response to spending, where its years show one, else not at all.

Source: workshop Relatiemarketing (85 % on winning, 15 % on keeping); Blattberg & Deighton 1996.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import narwhals.stable.v2 as nw

from klantkompas.engine import Frame, rows_of
from klantkompas.errors import EstimationError
from klantkompas.estimators.budget import (
    Economics,
    Optimum,
    ResponseCurve,
    best_spending,
    curve_through,
    fit_curve,
    keeping_slope,
)
from klantkompas.insight.profit import Grounds, line_costs
from klantkompas.insight.relation.turns import contact_days
from klantkompas.ledger.book import Ledger
from klantkompas.rules import BudgetRules

Purpose = Literal["acquire", "keep", "win_back"]
PURPOSES: tuple[Purpose, ...] = ("acquire", "keep", "win_back")
CUSTOMARY = {"acquire": Decimal("0.85"), "keep": Decimal("0.15")}
YEARS_BACK = 3  # years of which the response is known: kept needs the year before, won back the one before that


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What went to one purpose in a year, in hundredths of hours and cents; None where it is not kept.

    Attributes:
        hours: written for it.
        hours_cost: what those cost.
        euros: spent on it beside hours.
    """

    hours: int | None
    hours_cost: int | None
    euros: int | None

    @property
    def cost(self) -> float | None:
        """Hours and euros together, in euros; None where neither is known."""
        known = [one for one in (self.hours_cost, self.euros) if one is not None]
        return sum(known) / 100.0 if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Heads on whom a purpose was tried in a year, and how many of them were won, kept or won back."""

    heads: int
    succeeded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The split of the last twelve months, and the best one.

    Attributes:
        spent: per purpose.
        basis: where the response comes from; None with ``reason``: there is no best split.
        optimum: part of all money per purpose that would bring most.
        bring: euros of value that one more hour for a purpose brings, its own cost taken off.
        value: of a new customer, at what is spent on keeping now.
        reason: why there is no split at all, or no best one.
        cost_each: euros that one customer won, kept or won back took; without who was not, or cost that is unknown.
    """

    spent: Mapping[Purpose, Spent]
    cost_each: Mapping[Purpose, float]
    basis: Literal["stated", "own_years"] | None = None
    optimum: Mapping[Purpose, float] | None = None
    bring: Mapping[Purpose, float] | None = None
    value: float | None = None
    reason: str | None = None

    def shown(self) -> dict[str, Any]:
        """``split`` of ``summary.json``: per purpose ``hours``, ``euros``, ``optimum``; hours and money as Decimal."""
        best = self.optimum or {}
        return {
            name: {
                "hours": _hundredths(one.hours),
                "euros": _hundredths(one.euros),
                "optimum": None if name not in best else round(best[name], 4),
            }
            for name, one in self.spent.items()
        }

    def told(self) -> dict[str, Any]:
        """``budget`` of ``summary.json``: parts of all money, as spent and as is customary; what one hour brings."""
        costs = {name: one.cost for name, one in self.spent.items()}
        known = {name: cost for name, cost in costs.items() if cost is not None}
        total = sum(known.values())
        moved = None
        if self.bring:
            least, most = (pick(self.bring, key=self.bring.__getitem__) for pick in (min, max))
            moved = {"from": least, "to": most, "gain": _euros(self.bring[most] - self.bring[least])}
        return {
            "spent": {name: round(cost / total, 4) if total else None for name, cost in known.items()},
            "customary": CUSTOMARY,
            "cost_each": {name: _euros(cost) for name, cost in self.cost_each.items()},
            "basis": self.basis,
            "new_customer": None if self.value is None else _euros(self.value),
            "hour_brings": {name: _euros(value) for name, value in (self.bring or {}).items()} or None,
            "hour_moved": moved,
        }


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-2)


def _euros(value: float) -> Decimal:
    return Decimal(round(value * 100)).scaleb(-2)


def split(ledger: Ledger, facts: Frame, basis: Grounds, *, ends: tuple[int, ...]) -> Split:
    """How hours and euros were split over the last twelve months, and how they would bring most.

    Args:
        ledger: the facts and their rules.
        facts: exact figures and orders by year back of every customer.
        basis: what the cost of an hour leans on.
        ends: last days of the years back (``yearly.year_ends``).
    """
    years = [_spent(ledger, facts, basis, after=before, until=end) for end, before in pairwise(ends)]
    now = years[0]
    if all(one.hours is None and one.euros is None for one in now.values()):
        return Split(spent=now, reason="no_purposes", cost_each={})
    tried = _tried(ledger, facts, ends, ledger.rules.budget)
    each = _cost_each(now, tried)
    economics = _economics(facts, now, tried["keep"][0].heads, float(ledger.rules.profit.discount_rate))
    if economics is None:
        return Split(spent=now, reason="profit_unknown", cost_each=each)
    try:
        curves, found = _curves(ledger.rules.budget, years, tried)
    except EstimationError as error:
        return Split(spent=now, reason=error.code, cost_each=each)
    heads = {name: tried[name][-1].heads for name in curves}
    return replace(_best(now, curves, economics, heads, _hour_cost(now), found), cost_each=each)


def _cost_each(now: Mapping[Purpose, Spent], tried: Mapping[Purpose, list[Tried]]) -> dict[Purpose, float]:
    """Euros of the last twelve months per customer who was won, kept or won back in them."""
    counted = {name: (now[name].cost, tried[name][0].succeeded) for name in PURPOSES}
    return {name: cost / times for name, (cost, times) in counted.items() if cost is not None and times}


def _best(
    now: Mapping[Purpose, Spent],
    curves: Mapping[Purpose, ResponseCurve],
    economics: Economics,
    heads: Mapping[Purpose, int],
    rate: float | None,
    basis: Literal["stated", "own_years"],
) -> Split:
    best = best_spending(
        acquire=curves["acquire"], keep=curves["keep"], win_back=curves.get("win_back"), economics=economics
    )
    a_head = {name: (now[name].cost or 0.0) / heads[name] if heads[name] else 0.0 for name in curves}
    value = economics.value(curves["keep"], max(a_head["keep"], 1e-6))
    bring = {name: curve.slope(a_head[name]) * value - 1.0 for name, curve in curves.items()}
    bring["keep"] = keeping_slope(curves["keep"], economics, max(a_head["keep"], 1e-6))
    return Split(
        spent=now,
        cost_each={},
        basis=basis,
        optimum=_parts(best, heads),
        bring=None if rate is None else {name: bring[name] * rate for name in PURPOSES if name in bring},
        value=value,
    )


def _parts(best: Optimum, heads: Mapping[Purpose, int]) -> dict[Purpose, float] | None:
    each: dict[Purpose, float | None] = {"acquire": best.acquire, "keep": best.keep, "win_back": best.win_back}
    money = {name: heads[name] * spend for name, spend in each.items() if spend is not None and name in heads}
    total = sum(money.values())
    return {name: one / total for name, one in money.items()} if total else None


# --- what was spent, and on whom ------------------------------------------------------------------------------------


def _spent(ledger: Ledger, facts: Frame, basis: Grounds, *, after: int, until: int) -> dict[Purpose, Spent]:
    """Hours and euros by purpose of one year; of a year that the facts do not cover, nothing is known."""
    day = nw.col("day")
    hours: dict[str, Any] | None = None
    if ledger.has("time_entries", "purpose") and basis.hours_since is not None and basis.hours_since <= after + 31:
        lines = ledger.tables["time_entries"].filter(day > after, day <= until)
        costed = lines.select("purpose", "hours", cost=line_costs(ledger))
        sums = rows_of(costed.group_by("purpose").agg(nw.col("hours").sum(), nw.col("cost").sum()))
        hours = {row["purpose"]: row for row in sums}
    euros = _euros_spent(ledger, facts, after=after, until=until)
    none = {"hours": 0, "cost": 0}
    found: dict[Purpose, Spent] = {}
    for name in PURPOSES:
        line = None if hours is None else hours.get(name, none)
        known = line is not None and basis.rate != "unknown"
        found[name] = Spent(
            hours=None if line is None else int(line["hours"] or 0),
            hours_cost=int(line["cost"] or 0) if known and line is not None else None,
            euros=None if euros is None or name not in euros else euros[name],
        )
    return found


def _euros_spent(ledger: Ledger, facts: Frame, *, after: int, until: int) -> dict[str, int] | None:
    """Spending by purpose; without any on winning, what winning the customers of that year cost."""
    day, euros = nw.col("day"), dict[str, int]()
    extent = ledger.extents.get("spending")
    if extent is not None and extent.first is not None and extent.first <= after + 31:
        lines = ledger.tables["spending"].filter(day > after, day <= until)
        euros = dict.fromkeys(PURPOSES, 0)
        for row in rows_of(lines.group_by("purpose").agg(nw.col("amount").sum())):
            euros[row["purpose"]] = int(row["amount"])
    if not euros.get("acquire") and ledger.has("customers", "acquisition_cost"):
        began = facts.filter(nw.col("began_day") > after, nw.col("began_day") <= until)
        (row,) = rows_of(
            began.select(nw.col("acquisition_cost").sum().alias("all"), n=nw.col("acquisition_cost").count())
        )
        euros |= {"acquire": int(row["all"])} if row["n"] else {}
    return euros or None


def _tried(ledger: Ledger, facts: Frame, ends: tuple[int, ...], rules: BudgetRules) -> dict[Purpose, list[Tried]]:
    """Per purpose the years back, and last who there is to spend on now (of whom none has succeeded yet)."""
    found: dict[Purpose, list[Tried]] = {name: [] for name in PURPOSES}
    contacts = contact_days(ledger, facts, until=ends[0])
    for back in range(YEARS_BACK):
        ordered, before, older = (nw.col(f"all_orders_{at}").fill_null(0) > 0 for at in range(back, back + 3))
        lapsed = ~before & (older if back + 3 >= len(ends) else _any_before(back + 2, len(ends)))
        first = nw.col("first_day")
        won = (first <= ends[back]) & (first > ends[back + 1])
        counts = {"won": won, "had": before, "kept": before & ordered, "lapsed": lapsed, "back": lapsed & ordered}
        (row,) = rows_of(
            facts.select(**{name: nw.when(one).then(1).otherwise(0).sum() for name, one in counts.items()})
        )
        asked = _prospects(contacts, ends, back, rules) + int(row["won"])
        found["acquire"].append(Tried(heads=asked, succeeded=int(row["won"])))
        found["keep"].append(Tried(heads=int(row["had"]), succeeded=int(row["kept"])))
        found["win_back"].append(Tried(heads=int(row["lapsed"]), succeeded=int(row["back"])))
    present = nw.col("all_orders_0").fill_null(0) > 0
    (row,) = rows_of(facts.select(n=nw.when(present).then(1).otherwise(0).sum(), all=nw.col("first_day").count()))
    found["keep"].append(Tried(heads=int(row["n"]), succeeded=0))
    found["win_back"].append(Tried(heads=int(row["all"]) - int(row["n"]), succeeded=0))
    found["acquire"].append(found["acquire"][0])
    return found


def _any_before(first: int, size: int) -> nw.Expr:
    """Whether there was an order in some year back from this one."""
    some = nw.col(f"all_orders_{first}").fill_null(0) > 0
    for at in range(first + 1, size):
        some = some | (nw.col(f"all_orders_{at}").fill_null(0) > 0)
    return some


def _prospects(contacts: Frame | None, ends: tuple[int, ...], back: int, rules: BudgetRules) -> int:
    """Prospects of a year who did not become customers in it: stated, else those with whom there was contact."""
    if rules.prospects is not None:
        return int(rules.prospects)
    if contacts is None:
        return 0
    later = nw.col("first_day").is_null() | (nw.col("first_day") > ends[back])
    seen = (nw.col("first") <= ends[back]) & (nw.col("last") > ends[back + 1])
    (row,) = rows_of(contacts.filter(later & seen).select(n=nw.len()))
    return int(row["n"])


# --- response and economics -----------------------------------------------------------------------------------------


def _economics(facts: Frame, now: Mapping[Purpose, Spent], customers: int, discount: float) -> Economics | None:
    """Profit of a customer's year before what relations cost; None where profit is unknown or nobody buys."""
    (row,) = rows_of(
        facts.select(nw.len().alias("all"), sum=nw.col("profit_12m").sum(), n=nw.col("profit_12m").count())
    )
    if not customers or not row["n"] or row["n"] < row["all"]:
        return None
    relations = sum(one.hours_cost or 0 for one in now.values())
    margin = (int(row["sum"]) + relations) / 100.0 / customers
    return Economics(margin=margin, discount=discount) if margin > 0 else None


def _curves(
    rules: BudgetRules, years: list[dict[Purpose, Spent]], tried: Mapping[Purpose, list[Tried]]
) -> tuple[dict[Purpose, ResponseCurve], Literal["stated", "own_years"]]:
    """The response of each purpose: as stated, else from the firm's own years; winning back may lack.

    Raises:
        EstimationError: winning or keeping has neither.
    """
    stated = {name: _stated(rules, name) for name in PURPOSES}
    curves: dict[Purpose, ResponseCurve] = {name: one for name, one in stated.items() if one is not None}
    own = [name for name in PURPOSES if name not in curves]
    for name in own:
        try:
            curves[name] = _own(name, years, tried[name])
        except EstimationError:
            if name != "win_back":
                raise
    return curves, "stated" if stated["acquire"] and stated["keep"] else "own_years"


def _stated(rules: BudgetRules, name: Purpose) -> ResponseCurve | None:
    numbers = [getattr(rules, f"{name}_{what}") for what in ("spend", "rate", "ceiling")]
    if any(one is None for one in numbers):
        return None
    spend, rate, ceiling = (float(one) for one in numbers)
    return curve_through(spend=spend, rate=rate, ceiling=ceiling)


def _own(name: Purpose, years: list[dict[Purpose, Spent]], tried: list[Tried]) -> ResponseCurve:
    known = [
        (cost / one.heads, one)
        for year, one in zip(years[:YEARS_BACK], tried, strict=False)
        if (cost := year[name].cost) is not None and one.heads
    ]
    return fit_curve(
        spend=[spend for spend, _ in known],
        tried=[one.heads for _, one in known],
        succeeded=[one.succeeded for _, one in known],
    )


def _hour_cost(now: Mapping[Purpose, Spent]) -> float | None:
    """Cost of an hour with a purpose, in euros; None where no hours have a cost."""
    priced = [one for one in now.values() if one.hours and one.hours_cost is not None]
    hours = sum(one.hours or 0 for one in priced)
    return sum(one.hours_cost or 0 for one in priced) / hours if hours else None
