"""One call: from a ledger to what the actions added.

with open_ledger("exports/") as ledger:
    found = effect(ledger, as_of=date(2026, 10, 31))
    found.write(Path("result"))
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from klantkompas.advice.gains import Measured
from klantkompas.advice.holdout import Sight, sight
from klantkompas.advice.playbook import Playbook, read_playbook
from klantkompas.effect.chosen import episodes
from klantkompas.effect.course import course
from klantkompas.effect.goals import Progress, progress
from klantkompas.effect.learn import learned_from, success_days
from klantkompas.effect.measure import VS, ActionEffects, Effect, NotMeasurable, Result, Sample, V, measure_action
from klantkompas.effect.policy import measure_policy
from klantkompas.effect.totals import Total, total
from klantkompas.engine import distinct, rows_of
from klantkompas.insight.windows import day_number
from klantkompas.ledger.book import Ledger

SCHEMA_VERSION = 1
FILE = "effect.json"
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What was done for customers, and what it added.

    Attributes:
        as_of: the date; nothing after it was read.
        currency: of all amounts.
        certainty: of a verdict, at every reading.
        actions: code -> what that action added, in the order of the code.
        policy: what all optional actions together added, against the group that gets none.
        totals: per V the sum of what was measured, or why nothing was.
        sight: of a small firm what it could see if all its customers were chosen for one action; None for others.
        goals: the goals of the three V's, with their progress.
        learned: code -> the belief about an action's uplift, for the next advice.
        playbook: the actions.
        about: where the figures come from: versions and fingerprints.
    """

    as_of: date
    currency: str
    certainty: Decimal
    actions: Mapping[str, ActionEffects]
    policy: ActionEffects
    totals: Mapping[V, Total | NotMeasurable]
    sight: Sight | None
    goals: tuple[Progress, ...]
    learned: Mapping[str, Measured]
    playbook: Playbook
    about: Mapping[str, Any]

    @property
    def summary(self) -> dict[str, Any]:
        """The contents of ``effect.json``: plain numbers, dates as text."""
        return {
            **self.about,
            "currency": self.currency,
            "as_of": self.as_of.isoformat(),
            "certainty": float(self.certainty),
            "actions": {code: _action(one) for code, one in self.actions.items()},
            "policy": _action(self.policy),
            "v": {v: _plain(one) for v, one in self.totals.items()},
            "sight": None if self.sight is None else _rounded(asdict(self.sight)),
            "goals": [_rounded(asdict(one)) | {"due": one.due.isoformat()} for one in self.goals],
            "learned": {code: _rounded(one._asdict()) for code, one in self.learned.items()},
        }

    def write(self, out: Path) -> Path:
        """Write ``effect.json`` into a folder, made when it is not there."""
        out.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.summary, indent=2, ensure_ascii=False, allow_nan=False)
        (out / FILE).write_text(text + "\n", encoding="utf-8")
        return out / FILE


def effect(ledger: Ledger, *, as_of: date | None = None, playbook: Playbook | None = None) -> Effects:
    """What every action added, against customers who were left alone by chance.

    Args:
        ledger: the facts, opened with the rules that hold; what was done stands in its table ``actions``.
        as_of: nothing after this date is seen; by default the newest transaction or hour.
        playbook: the actions; by default the catalogue.
    """
    as_of, playbook = as_of or ledger.last_day, playbook or read_playbook()
    policy = measure_policy(ledger, playbook, as_of=as_of)
    actions, learned = _measured(ledger, playbook, as_of)
    return Effects(
        as_of=as_of,
        currency=ledger.rules.ledger.currency,
        certainty=ledger.rules.effect.works,
        actions=actions,
        policy=policy,
        totals={v: _total(v, actions) for v in VS},
        sight=_sight(ledger, as_of),
        goals=progress(ledger, as_of=as_of),
        learned=learned,
        playbook=playbook,
        about={
            "schema_version": SCHEMA_VERSION,
            "version": version("klantkompas"),
            "rules_hash": ledger.rules.fingerprint,
            "source_fingerprint": ledger.fingerprint,
        },
    )


def _measured(ledger: Ledger, playbook: Playbook, as_of: date) -> tuple[dict[str, ActionEffects], dict[str, Measured]]:
    if "actions" not in ledger.tables:
        return {}, {}
    rules = ledger.rules
    chosen = episodes(ledger, as_of=as_of, days=success_days(playbook), otherwise=rules.effect.outcome_days)
    seen = course(ledger, chosen, as_of=as_of)
    samples = [
        Sample(
            action=action,
            chosen=chosen,
            seen=seen,
            until=day_number(as_of),
            rules=rules,
            optional=action not in playbook or playbook[action].optional,
        )
        for action in sorted(chosen.began)
    ]
    found = {one.action: measure_action(one, playbook) for one in samples}
    return found, learned_from(chosen, seen, playbook)


def _sight(ledger: Ledger, as_of: date) -> Sight | None:
    bought = ledger.tables["transactions"].filter(nw.col("day") <= day_number(as_of), ~nw.col("key").is_null())
    own = ledger.customers.filter(~nw.col("internal")).select("key")
    (row,) = rows_of(distinct(bought, "key").join(own, on="key", how="inner").select(n=nw.len()))
    rules = ledger.rules.holdout
    return sight(customers=row["n"], rules=rules) if row["n"] < rules.few_customers else None


def _total(v: V, actions: Mapping[str, ActionEffects]) -> Total | NotMeasurable:
    """The sum of what was measured; where nothing was, why not of the action that most customers had."""
    found = total(v, {code: one.parts for code, one in actions.items()})
    if found is not None:
        return found
    reasons = [one.main(v) for one in actions.values()]
    largest = max((one for one in reasons if isinstance(one, NotMeasurable)), key=lambda one: one.treated, default=None)
    if largest is not None:
        return largest
    return NotMeasurable(v=v, measure="", unit="count", reason="no_actions", detectable=None, treated=0, held_out=0)


def _action(one: ActionEffects) -> dict[str, Any]:
    main = {one.main(v).measure for v in VS}
    shown: dict[str, Any] = {v: _plain(one.main(v)) for v in VS}
    treated, held_out = one.waiting
    shown["also"] = [_plain(result) for result in one.results if result.measure not in main]
    return shown | {"waiting": {"treated": treated, "held_out": held_out}}


def _plain(result: Result | Total) -> dict[str, Any]:
    row = _rounded(asdict(result))
    if isinstance(result, (Effect, Total)):
        return row
    return {
        **{name: row[name] for name in ("v", "measure", "unit")},
        "not_measurable": {"reason": row["reason"], "detectable": row["detectable"]},
        **{name: row[name] for name in ("treated", "held_out", "before_after")},
    }


def _rounded(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, DIGITS) if isinstance(value, float) else value for name, value in row.items()}
