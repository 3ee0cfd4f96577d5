"""The Monday list (maandaglijst): what to do for whom within the hours and euros there are, and why.

with open_ledger("exports/") as ledger:
    base = analyse(ledger)
    advice = advise(base, ledger=ledger, hours=120, budget=5000)
    advice.table          # a row for every customer
    advice.summary        # hours used, the price of an hour and of a euro, bound and gap
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from klantkompas.advice.allocate import NOTHING
from klantkompas.advice.choice import Chosen, Hours, choose
from klantkompas.advice.circumstances import (
    NOBODY,
    BoolArray,
    Circumstances,
    FloatArray,
    circumstances,
    unknown_circumstances,
)
from klantkompas.advice.gains import (
    COLUMNS,
    REACH_90,
    Customers,
    Gains,
    Learned,
    before_hours,
    customers_of,
    gains_of,
    is_measured,
    is_resting,
    prices_of,
)
from klantkompas.advice.holdout import Records, read_records
from klantkompas.advice.playbook import Playbook, read_playbook
from klantkompas.advice.reasons import WAITING, Reasons
from klantkompas.advice.recovered import RECOVERY, own_rates, own_uplift
from klantkompas.errors import UsageError
from klantkompas.insight.base import CustomerBase
from klantkompas.insight.columns import HOURS, MONEY, hundredths
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.spreadsheet import write_csv
from klantkompas.words import Language, failure

Amount = Decimal | float | int
DO_NOTHING, LET_SLEEP = "do_nothing", "let_sleep"
PEOPLE = [
    "customer_id", "name", "account_manager", "what", "reason", "hours", "cost", "at_stake", "gain", "gain_low",
    "gain_high", "gain_basis", "arm", "v", "action",
]  # fmt: skip
SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("account_manager", pa.string()),
        ("action", pa.string()),
        ("hours", HOURS),
        ("cost", MONEY),
        ("at_stake", MONEY),
        ("gain", MONEY),
        ("gain_low", MONEY),
        ("gain_high", MONEY),
        ("gain_basis", pa.string()),
        ("reason", pa.string()),
        ("arm", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Advice:
    """What to do for whom.

    Attributes:
        as_of: the date of the figures that it rests on.
        table: a row for every customer, in the order of the base (``SCHEMA``).
        names: their names, in the same order.
        summary: hours, euros, prices, bound and gap (``advice.json``); money and hours as Decimal.
        playbook: the actions.
        language: of the reasons.
        currency: of the amounts.
        organisations: numbers of customers who certainly are no natural persons.
    """

    as_of: date
    table: pa.Table
    names: pa.Array
    summary: Mapping[str, Any]
    playbook: Playbook
    language: Language
    currency: str
    organisations: frozenset[str] = frozenset()

    def people(self) -> pa.Table:
        """The list as a person reads it: what must be done first, then what brings most, then who is left alone."""
        called = [self.playbook[code].called(self.language) for code in self.table["action"].to_pylist()]
        served = [self.playbook[code].v for code in self.table["action"].to_pylist()]
        place = np.array([_place(line) for line in self.table.select(["action", "arm"]).to_pylist()], np.int64)
        gain = np.nan_to_num(self.table["gain"].cast(pa.float64()).to_numpy(zero_copy_only=False))
        whole = self.table.append_column("name", self.names).append_column("what", pa.array(called, pa.string()))
        whole = whole.append_column("v", pa.array(served, pa.string())).select(PEOPLE)
        return whole.take(pa.array(np.lexsort((-gain, place))))

    def assignments(self) -> pa.Table:
        """The list as lines of the table ``actions``, to put beside the facts so that ``effect`` can measure.

        What was done, when, and what it took is for people to fill in; proposals to serve less are no assignments.
        """
        optional = [self.playbook[code].need in ("optional", "must") for code in self.table["action"].to_pylist()]
        lines = self.table.filter(pa.array(optional))
        ids = lines["customer_id"].to_pylist()
        empty = pa.nulls(len(ids), pa.string())
        arm = ["held_out" if one == "held_out" else "treated" for one in lines["arm"].to_pylist()]
        columns = {
            "action_id": pa.array([f"{self.as_of:%Y%m%d}-{one}" for one in ids], pa.string()),
            "customer_id": lines["customer_id"],
            "action": lines["action"],
            "assigned_on": pa.array([self.as_of] * len(ids), pa.date32()),
            "arm": pa.array(arm, pa.string()),
        }
        return pa.table(columns | dict.fromkeys(("done_on", "hours", "cost", "refused_reason"), empty))

    def write(self, out: Path) -> None:
        """Write ``advice.parquet``, ``advice.json``, ``advice.csv`` and ``actions-DATE.csv`` into a folder."""
        pq.write_table(self.table, out / "advice.parquet", compression="zstd")
        text = json.dumps(self.summary, default=_plain, indent=2, ensure_ascii=False, allow_nan=False)
        (out / "advice.json").write_text(text + "\n", encoding="utf-8")
        for name, table in (("advice.csv", self.people()), (self.actions_file, self.assignments())):
            write_csv(out / name, table.to_batches(), schema=table.schema, language=self.language)

    @property
    def actions_file(self) -> str:
        """Name of the file that goes back beside the facts."""
        return f"actions-{self.as_of.isoformat()}.csv"


def advise(
    base: CustomerBase,
    *,
    hours: Amount | Mapping[str, Amount],
    budget: Amount | None = None,
    ledger: Ledger | None = None,
    learned: Learned | None = None,
    playbook: Playbook | None = None,
    language: Language = "en",
) -> Advice:
    """Choose for every customer what to do, if anything.

    Args:
        base: everything known of every customer at one date.
        hours: for the whole list, or of each account manager by name. A total is divided as the table ``capacity`` is,
            else as the customers are.
        budget: euros for the whole list; None: no limit.
        ledger: the facts that the base was made from; without them consent, contacts, capacity, decisions and earlier
            actions are unknown, and there is one pool of hours.
        learned: what ``effect`` measured: action -> (mean, sd, treated, held out).
        playbook: the actions; by default the catalogue.
        language: of the reasons.

    Raises:
        UsageError: hours are given to somebody who is nobody's account manager.
    """
    playbook, learned, rules = playbook or read_playbook(), learned or {}, base.rules
    table = pa.Table.from_batches(base.customer_batches(list(dict.fromkeys([*COLUMNS, *playbook.columns]))))
    ids = table["customer_id"].combine_chunks()
    facts, records = _known_of(ids, ledger, base)
    prices = prices_of(base.summary, rules)
    who, before = before_hours(customers_of(table, facts, as_of=base.as_of), prices)
    known = own_uplift(base.lenses.get(RECOVERY)) | dict(learned)
    gains = gains_of(who, playbook, prices, rules, known, as_of=base.as_of)
    money = np.inf if budget is None else float(budget)
    chosen = choose(
        who,
        gains,
        playbook,
        rules,
        learned,
        records,
        hours=divided(hours, facts),
        budget=money,
        hour_cost=prices.hour or 0.0,
    )
    resting = is_resting(playbook, who, as_of=base.as_of)
    weighed = prices.hour is not None
    lines = _Lines(who, gains, chosen, playbook, learned, resting, known=known, weighed=weighed)
    rates = None if RECOVERY in learned else own_rates(base.lenses.get(RECOVERY))
    reasons = Reasons(
        who, resting, weighed=weighed, as_of=base.as_of, rules=rules.advice, language=language, recovered=rates
    )
    return Advice(
        as_of=base.as_of,
        table=lines.table(reasons),
        names=who.names,
        summary=lines.summary(base, budget, facts_seen=ledger is not None) | {"before_hours": int(before.sum())},
        playbook=playbook,
        language=language,
        currency=base.currency,
        organisations=frozenset(ids.filter(pa.array(facts.organisation)).to_pylist()),
    )


def _known_of(ids: pa.Array, ledger: Ledger | None, base: CustomerBase) -> tuple[Circumstances, Records]:
    """What holds for customers beside their figures, and what was chosen for them before; nothing without a ledger."""
    if ledger is None:
        return unknown_circumstances(len(ids)), Records()
    facts = circumstances(ledger, ids, as_of=base.as_of, rules=base.rules.advice)
    return facts, read_records(ledger, as_of=base.as_of)


def divided(hours: Amount | Mapping[str, Amount], facts: Circumstances) -> dict[str, float]:
    """Hours of each account manager; customers of nobody have a part of the total as well.

    Args:
        hours: in all, or by name; who is not named has none.
        facts: whose customers they are, and the capacity that was stated.

    Raises:
        UsageError: a name that is nobody's account manager.
    """
    names, counts = np.unique(facts.manager, return_counts=True)
    customers = {str(name): int(n) for name, n in zip(names, counts, strict=True)} or {NOBODY: 1}
    if isinstance(hours, Mapping):
        for name in hours.keys() - customers.keys():
            raise failure(UsageError, "manager_unknown", name=name, known=sorted(one for one in customers if one))
        return dict.fromkeys(customers, 0.0) | {name: float(one) for name, one in hours.items()}
    stated = {name: facts.capacity[name] for name in customers if name in facts.capacity}
    of_stated = sum(customers[name] for name in stated)
    a_customer = sum(stated.values()) / of_stated if of_stated else 1.0
    weight = {name: stated.get(name, n * a_customer) for name, n in customers.items()}
    total = sum(weight.values())
    return {name: float(hours) * (one / total if total else 1 / len(weight)) for name, one in weight.items()}


class _Lines:
    """The choice as rows and as sums."""

    def __init__(
        self,
        who: Customers,
        gains: Gains,
        chosen: Chosen,
        playbook: Playbook,
        learned: Learned,
        resting: BoolArray,
        *,
        known: Learned,
        weighed: bool,
    ) -> None:
        self.known = known
        self.who, self.gains, self.chosen, self.resting, self.weighed = who, gains, chosen, resting, weighed
        self.playbook, self.learned = playbook, learned
        self.rows = np.flatnonzero(chosen.offer != NOTHING)
        self.offers = chosen.offer[self.rows]
        self.held = np.array([chosen.arm[row] == "held_out" for row in self.rows.tolist()], bool)
        self.asleep = self._asleep()

    def _asleep(self) -> BoolArray:
        """Sleeping customers for whom nothing would pay, and those about whom that was decided."""
        types = self.who.texts["type"] == "dormant"
        known = np.isfinite(self.who.number("recency_days")) & np.isfinite(self.who.number("lifetime_value"))
        quiet = known & (self.chosen.offer == NOTHING) & self.weighed
        asleep = types & quiet & ~self.chosen.wished & ~self.who.facts.ended & ~self.resting
        for row, held in self.who.facts.decided.items():
            asleep[row] = held.kind == "let_sleep" and self.chosen.offer[row] == NOTHING
        return np.asarray(asleep)

    def table(self, reasons: Reasons) -> pa.Table:
        """A row for every customer."""
        names = self.who.facts.manager
        columns = {
            "customer_id": self.who.ids,
            "account_manager": pa.array(names, pa.string(), mask=names == NOBODY),
            "action": pa.array(self._actions(), pa.string()),
            "gain_basis": pa.array(self._basis(), pa.string()),
            "reason": pa.array(self._reasons(reasons), pa.string()),
            "arm": pa.array([self.chosen.arm.get(row, "none") for row in range(len(self.who))], pa.string()),
        }
        columns |= {name: _decimals(values, SCHEMA.field(name).type) for name, values in self._amounts().items()}
        return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)

    def _code(self, offer: int) -> str:
        return self.gains.codes[int(self.gains.action[offer])]

    def _actions(self) -> list[str]:
        actions = np.where(self.asleep, LET_SLEEP, DO_NOTHING).tolist()
        for row, offer in zip(self.rows.tolist(), self.offers.tolist(), strict=True):
            actions[row] = self._code(offer)
        return [str(one) for one in actions]

    def _basis(self) -> list[str]:
        basis = ["assumed"] * len(self.who)
        for row, offer in zip(self.rows.tolist(), self.offers.tolist(), strict=True):
            basis[row] = "measured" if is_measured(self._code(offer), self.known) else "assumed"
        return basis

    def _amounts(self) -> dict[str, FloatArray]:
        """Hours and money of every row; who is left alone takes nothing and brings nothing."""
        gains, offers = self.gains, self.offers
        reach = REACH_90 * gains.spread[offers]
        given = {
            "hours": gains.hours[offers],
            "cost": gains.cost[offers],
            "gain": gains.gain[offers],
            "gain_low": gains.gain[offers] - reach,
            "gain_high": gains.gain[offers] + reach,
        }
        whole = {name: np.zeros(len(self.who)) for name in given}
        for name, values in given.items():
            whole[name][self.rows] = np.where(self.held, 0.0, values)
        stake = np.zeros(len(self.who))
        stake[self.rows] = gains.at_stake[offers]
        return whole | {"at_stake": stake}

    def _reasons(self, reasons: Reasons) -> list[str]:
        said = []
        held = dict(zip(self.rows.tolist(), self.held.tolist(), strict=True))
        for row, offer in enumerate(self.chosen.offer.tolist()):
            if offer != NOTHING:
                action = self.playbook[self._code(offer)]
                alone = held[row]
                said.append(
                    reasons.of_held_out(action) if alone else reasons.of_action(row, action, why=self.chosen.why[row])
                )
            elif self.asleep[row] and row not in self.who.facts.decided:
                said.append(reasons.of_sleep(row))
            else:
                said.append(reasons.of_nothing(row, wished=bool(self.chosen.wished[row])))
        return said

    # --- sums ---------------------------------------------------------------------------------------------------------

    def summary(self, base: CustomerBase, budget: Amount | None, *, facts_seen: bool) -> dict[str, Any]:
        """``advice.json``."""
        found, book = self.chosen.allocation, self.chosen.hours
        treated = self.offers[~self.held]
        low, gain, high = self._total(treated)
        return {
            "schema_version": 1,
            "as_of": base.as_of,
            "currency": base.currency,
            "rules_hash": base.rules.fingerprint,
            "customers": len(self.who),
            "hours": {"given": _cents(book.given.sum()), "used": _cents(self.gains.hours[treated].sum())},
            "budget": None if budget is None else _cents(float(budget)),
            "cost": _cents(self.gains.cost[treated].sum()),
            "gain": {"value": gain, "low": low, "high": high},
            "gain_basis": self._total_basis(treated),
            "hour_price": {name or "-": _cents(one) for name, one in self._hour_prices().items()},
            "euro_price": round(found.euro_price, 4),
            "optimistic_gain": _cents(found.gain),
            "bound": _cents(found.bound),
            "gap": float(f"{found.gap:.3g}"),
            "account_managers": {name or "-": self._manager(at) for at, name in enumerate(book.names)},
            "actions": self._counts(),
            "held_out": int(self.held.sum()),
            "waiting_long": self._waiting_long(),
            "value_unknown": self._value_unknown(),
            "value_reason": base.summary.get("why", {}).get("profit_12m") if self.weighed else "hourly_cost_unknown",
            "few_customers": len(self.who) < base.rules.holdout.few_customers,
            "facts_seen": facts_seen,
        }

    def _value_unknown(self) -> int:
        """Customers with an order of whom it cannot be weighed what an action brings."""
        ordered = np.isfinite(self.who.number("recency_days")) & ~self.who.facts.ended
        return int((ordered & (np.isnan(self.who.number("lifetime_value")) | ~self.weighed)).sum())

    def _waiting_long(self) -> int:
        """Customers with a complaint, promise or call-back that waits, for whom nothing is on the list."""
        waits = [~np.isnan(values) for name, values in self.who.facts.numbers.items() if name in WAITING]
        some = np.any(waits, axis=0) if waits else np.zeros(len(self.who), bool)
        return int((some & (self.chosen.offer == NOTHING) & ~self.who.facts.ended).sum())

    def _hour_prices(self) -> dict[str, float]:
        prices = self.chosen.allocation.hour_price.tolist()
        return dict(zip(self.chosen.hours.names, prices, strict=True))

    def _manager(self, at: int) -> dict[str, Any]:
        book: Hours = self.chosen.hours
        own = book.manager[self.rows] == at
        used = self.gains.hours[self.offers[own & ~self.held]].sum()
        facts, name = self.who.facts, book.names[at]
        return {
            "hours": _cents(book.given[at]),
            "hours_used": _cents(used),
            "hours_must": _cents(book.must[at]),
            "hours_short": _cents(book.short[at]),
            "hour_price": _cents(self.chosen.allocation.hour_price[at]),
            "capacity_a_week": _cents(facts.capacity[name]) if name in facts.capacity else None,
            "written_a_week": _cents(facts.written[name]) if name in facts.written else None,
        }

    def _total(self, treated: "np.ndarray[Any, np.dtype[np.int64]]") -> tuple[Decimal, Decimal, Decimal]:
        """Gain in all with its range: not knowing an action is common to all who get it, the rest averages out."""
        gains = self.gains
        known = treated[np.isfinite(gains.gain[treated])]
        common = np.bincount(gains.action[known], gains.unknown[known], minlength=len(gains.codes))
        own = gains.spread[known] ** 2 - gains.unknown[known] ** 2
        reach = REACH_90 * float(np.sqrt((common**2).sum() + np.maximum(own, 0.0).sum()))
        total = float(gains.gain[known].sum())
        return _cents(total - reach), _cents(total), _cents(total + reach)

    def _total_basis(self, treated: "np.ndarray[Any, np.dtype[np.int64]]") -> str:
        """Measured is only what was measured against customers left alone: own rates after complaints are not."""
        told = {is_measured(self._code(offer), self.learned) for offer in treated.tolist()}
        return "partial" if len(told) == 2 else "measured" if told == {True} else "assumed"

    def _counts(self) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        for row, offer in zip(self.rows.tolist(), self.offers.tolist(), strict=True):
            arms = counts.setdefault(self._code(offer), {})
            arms[self.chosen.arm[row]] = arms.get(self.chosen.arm[row], 0) + 1
        return {code: counts[code] for code in self.gains.codes if code in counts}


def _place(line: Mapping[str, str]) -> int:
    """Where a line stands: what must be done or decided first, what was chosen, who is left alone, the rest."""
    if line["action"] in (DO_NOTHING, LET_SLEEP):
        return 4 if line["action"] == DO_NOTHING else 3
    return {"none": 0, "treated": 1, "held_out": 2}[line["arm"]]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a summary")


def _cents(value: Any) -> Decimal:
    return Decimal(round(float(value) * 100)).scaleb(-2)


def _decimals(values: FloatArray, kind: pa.DataType) -> pa.Array:
    known = np.isfinite(values)
    whole = np.rint(np.where(known, values, 0.0) * 100).astype(np.int64)
    return hundredths(pa.array(whole, mask=~known), kind)
