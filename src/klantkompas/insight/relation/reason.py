"""Why a customer has the type it has: the deciding fact, and what would change it.

The deciding fact is the one whose replacement by the firm's usual value takes most from the log-odds of the type
against its runner-up (METHODS 4.2). Against all types together it reads as nonsense: recency would decide nearly all.

    recency         the chance to be active
    effort          hours (revenuen: they cost)
    profitability   spending and margin (revenuen: what it brings)
    share           share of customer

A reason is a code with params; ``sentences`` says it in one language, ``reason_of`` gives it back from the lens
``type_reasons``, for whoever needs the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.relations import Beliefs, Borders, Parts, at_least, parts
from klantkompas.insight.columns import HOURS, MONEY
from klantkompas.insight.relation.labels import Labels
from klantkompas.ledger.intake import EPOCH
from klantkompas.words import Language, say, say_each

FACTS = ("recency", "effort", "profitability", "share")
RECENCY, EFFORT, PROFITABILITY, SHARE, TOGETHER = range(5)
LEAST = 0.4  # log-odds that one fact must take away to decide; else it is all of them together
COARSE = (9, 1)  # nodes enough to see which fact decides
FLOOR = 1e-4  # of a chance, before its logarithm is taken

PARAMS: dict[str, pa.DataType] = {
    "first": pa.string(),
    "second": pa.string(),
    "p_first": pa.float64(),
    "p_second": pa.float64(),
    "hours": HOURS,
    "hour_cost": MONEY,
    "margin": MONEY,
    "profit": MONEY,
    "needed": MONEY,
    "enough": MONEY,
    "expected_hours": pa.float64(),
    "expected_margin": MONEY,
    "expected_profit": MONEY,
    "expected_enough": MONEY,
    "break_even": HOURS,
    "asleep": pa.float64(),
    "effort": HOURS,
    "days": pa.int64(),
    "gap": pa.float64(),
    "orders": pa.int64(),
    "share": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
    "threshold": pa.float64(),
    "referral": MONEY,
    "by": pa.string(),
    "until": pa.date32(),
    "reason": pa.string(),
}
REASONS = pa.schema([("customer_id", pa.string()), ("code", pa.string()), *PARAMS.items()])
"""The lens ``type_reasons``: a row a customer; params that the sentence does not name are null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual for a customer of this firm: medians.

    Attributes:
        active: chance to be active.
        spending: a year while active. rate: part of it that is earned.
        effort: hours a year while active.
        loyal: chance of a share above the border.
    """

    active: float
    spending: float
    rate: float
    effort: float
    loyal: float


def usual(beliefs: Beliefs, borders: Borders) -> Usual:
    """What is usual among the customers of a sample, at least one."""
    medians = {name: float(np.median(getattr(beliefs, name))) for name in ("active", "spending", "rate", "effort")}
    return Usual(**medians, loyal=float(np.median(at_least(beliefs=beliefs, share=borders.share))))


def deciding(beliefs: Beliefs, borders: Borders, usual: Usual, first: Labels, second: Labels) -> Labels:
    """Per row the index in ``FACTS`` of the fact that decides the first type against the second, or ``TOGETHER``."""
    rough = parts(beliefs=beliefs, borders=borders, nodes=COARSE)
    size = beliefs.active.size
    effort = replace(beliefs, effort=np.full(size, usual.effort), asleep=np.full(size, min(usual.effort, 1.0)))
    brings = replace(beliefs, spending=np.full(size, usual.spending), rate=np.full(size, usual.rate))
    replaced = (
        replace(rough, active=np.full(size, usual.active)),
        parts(beliefs=effort, borders=borders, nodes=COARSE),
        parts(beliefs=brings, borders=borders, nodes=COARSE),
        replace(rough, loyal=(1.0 - rough.demanding) * usual.loyal),
    )
    before = _odds(rough, first, second)
    lost = np.column_stack([before - _odds(one, first, second) for one in replaced])
    lost[:, 1:3][~beliefs.known] = -np.inf
    return np.where(lost.max(axis=1) >= LEAST, lost.argmax(axis=1), TOGETHER)


def _odds(found: Parts, first: Labels, second: Labels) -> FloatArray:
    logs, rows = np.log(np.maximum(found.chances, FLOOR)), np.arange(first.size)
    return np.asarray(logs[rows, first] - logs[rows, second])


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Reasons of a block: a code a row, null where there is none, and the params that sentences may name."""

    codes: pa.Array
    params: Mapping[str, pa.Array]

    def table(self, ids: pa.Array) -> pa.RecordBatch:
        """The rows of the lens ``type_reasons``, of who has a reason."""
        arrays = [ids.cast(pa.string()), self.codes, *(self.params[name] for name in PARAMS)]
        return pa.RecordBatch.from_arrays(arrays, schema=REASONS).filter(self.codes.is_valid())


def sentences(told: Told, language: Language) -> pa.Array:
    """The reason of every row in words, null where there is none."""
    coded = told.codes.dictionary_encode()
    which = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    texts: npt.NDArray[np.object_] = np.full(len(which), None, dtype=object)
    for number, code in enumerate(coded.dictionary.to_pylist()):
        rows = np.flatnonzero(which == number)
        place = pa.array(rows)
        params = {name: _spoken(name, told.params[name].take(place), language) for name in named(code)}
        texts[rows] = say_each(code, language, **params) if params else [say(code, language)] * rows.size
    return pa.array(texts, pa.string())


def named(code: str) -> list[str]:
    """The params that the sentence of a code names."""
    from string import Formatter

    from klantkompas.words.types import SENTENCES

    return [name for _, name, _, _ in Formatter().parse(SENTENCES[code][1]) if name]


def reason_of(row: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Code and params of a reason, from a row of the lens ``type_reasons``; ``reason_in`` says it."""
    return row["code"], {name: row[name] for name in named(row["code"])}


def reason_in(row: Mapping[str, Any], language: Language) -> str:
    """The sentence of a row of the lens ``type_reasons``, in a language."""
    code, params = reason_of(row)
    return say(code, language, **{name: _spoken(name, [value], language)[0] for name, value in params.items()})


def reason_kept(row: Mapping[str, Any]) -> dict[str, Any]:
    """The sentence of a row of the lens ``type_reasons`` as JSON, to be said in any language (``words.retold``)."""
    code, params = reason_of(row)
    return {"code": code, "params": {name: _kept(name, value) for name, value in params.items()}}


def _kept(name: str, value: Any) -> Any:
    if name in ("first", "second"):
        return {"code": f"type.{value}", "params": {}}
    if isinstance(value, date):
        return (value - EPOCH).days
    if isinstance(value, Decimal):
        return str(_rounded(value))
    return "–" if value is None else value


def _spoken(name: str, values: pa.Array | Sequence[Any], language: Language) -> list[Any]:
    """Values as a sentence names them: types by name, nobody by a dash, euros without cents from a hundred on."""
    plain = values.to_pylist() if isinstance(values, pa.Array) else list(values)
    if name in ("first", "second"):
        called = {one: say(f"type.{one}", language) for one in set(plain)}
        return [called[one] for one in plain]
    if name in ("by", "reason"):
        return [one or "–" for one in plain]
    return [_rounded(one) for one in plain] if PARAMS[name] in (MONEY, HOURS) else plain


def _rounded(value: Any) -> Any:
    return value.quantize(Decimal(1), ROUND_HALF_UP) if isinstance(value, Decimal) and abs(value) >= 100 else value
