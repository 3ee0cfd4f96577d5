"""The playbook (draaiboek): which actions there are, for whom, what they take, and what they are expected to change.

The catalogue is ``playbook.toml`` beside this module, a table an action. A firm changes it with a ``playbook.toml`` of
its own beside its exports: what that names replaces the catalogue's, and a new table is a new action.

    [wake]
    v = "lengthen"
    when = ["overdue >= 0.90", "p_active > 0"]
    hours = 0.5
    uplift = { mean = 0.019, sd = 0.030, source = "our assumption: ..." }

An uplift is a difference in the chance of success, with the action against without it, in parts of one: 0.02 is two
more successes in a hundred customers. It is a belief (a normal distribution) until ``effect`` has measured it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

import pyarrow as pa

from klantkompas.errors import UsageError
from klantkompas.insight.columns import COLUMNS
from klantkompas.words import Language, failure

V = Literal["lengthen", "raise", "improve"]
Channel = Literal["visit", "call", "mail", "letter", "none"]
Need = Literal["optional", "must", "when_short", "outcome"]
Worth = Literal[
    "woken", "kept", "share", "more_margin", "new_customer", "higher_price", "saved_hours", "capped_hours",
    "losses_avoided", "none",
]  # fmt: skip
Operator = Literal[">=", "<=", ">", "<", "is", "is_not"]

CIRCUMSTANCES = (
    "complaint_open_days",
    "promise_late_days",
    "card_waiting_days",
    "days_to_danger",
    "punctured_days",
    "groups_not_known",
)
TYPES = ("demanding", "dormant", "shared", "loyal", "unclear")
PHASES = ("prospect", "new", "building", "established", "strained", "ended")
PUNCTURING = ("reprice", "self_service", "cap_hours")
OUR_ASSUMPTION = "our assumption"
OWN_FILE = "playbook.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplift:
    """What an action is believed to add to the chance of success; a normal distribution, in parts of one.

    Attributes:
        mean: expected difference, treated against left alone.
        sd: how unsure that is, one standard deviation; above zero, for nothing here is certain.
        source: a publication or measurement, or a text that begins with "our assumption".
    """

    mean: float
    sd: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One fact that must hold: a column of ``customers.parquet`` or a circumstance, against a value; null never holds.

    Attributes:
        column: its name.
        operator: ``>=``, ``<=``, ``>``, ``<`` for numbers (money in euros), ``is`` and ``is_not`` for text.
        value: a number, or a text.
    """

    column: str
    operator: Operator
    value: float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action of the playbook.

    Attributes:
        code: its stable name, as in the table ``actions``.
        name: what people call it, by language (``nl``, ``en``).
        v: which of the three V's it serves.
        types: relation types it is for; empty: all.
        phases: phases it is for; empty: all.
        when: further conditions, all of which must hold.
        hours: hours of the account manager, in two decimals.
        cost: euros out of pocket.
        cost_share: part of the customer's yearly turnover that is given away (a discount).
        uplift: what it adds to the chance of success.
        worth: how the euros of a success are counted (``klantkompas.advice.gains``).
        worth_part: the part that this way of counting needs: of the price, the margin or the hours.
        worth_source: where that part comes from; empty where there is none.
        success: the event that counts as success, in a few words.
        success_days: days within which it must happen.
        cool_down_days: days before the same customer may have the same action again.
        channel: how the customer is reached; decides which consent is needed and whether it counts as a contact.
        need: ``optional`` (chosen where it pays, may be left alone to compare), ``must`` (a complaint, a promise, a
            call-back: comes first, is never left alone), ``when_short`` (only where there are too few hours),
            ``outcome`` (what holds where nothing else is chosen).
        figures_source: where hours and cost come from.
    """

    code: str
    name: Mapping[str, str]
    v: V
    types: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    hours: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    cost_share: Decimal = Decimal(0)
    uplift: Uplift
    worth: Worth = "none"
    worth_part: float = 0.0
    worth_source: str = ""
    success: str
    success_days: int
    cool_down_days: int
    channel: Channel = "none"
    need: Need = "optional"
    figures_source: str

    @property
    def optional(self) -> bool:
        """Whether it may be held out: never a complaint, a promise or a call-back."""
        return self.need == "optional"

    def called(self, language: Language) -> str:
        """What people call it."""
        return self.name.get(language) or self.name.get("en") or self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """All actions, by code, in the order of the catalogue."""

    actions: Mapping[str, Action]

    def __getitem__(self, code: str) -> Action:
        return self.actions[code]

    def __contains__(self, code: object) -> bool:
        return code in self.actions

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order of the catalogue."""
        return tuple(self.actions)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of ``customers.parquet`` that its conditions name."""
        named = [one.column for action in self.actions.values() for one in action.when]
        return tuple(dict.fromkeys(one for one in named if one in COLUMNS))

    def of_need(self, *needs: Need) -> tuple[Action, ...]:
        """The actions of these needs."""
        return tuple(one for one in self.actions.values() if one.need in needs)


def read_playbook(path: Path | None = None) -> Playbook:
    """The catalogue that comes with the package, with a firm's own file over it.

    Args:
        path: the firm's own TOML; None: the catalogue as it is.

    Raises:
        UsageError: the file is missing or no TOML, or says of an action what cannot be.
    """
    shipped = tomllib.loads(files("klantkompas.advice").joinpath("playbook.toml").read_text(encoding="utf-8"))
    own = {} if path is None else _own(path)
    tables = {code: table if code not in own else table | own[code] for code, table in shipped.items()}
    tables |= {code: table for code, table in own.items() if code not in shipped}
    where = str(path or "playbook.toml")
    return Playbook(
        actions=MappingProxyType(
            {code: _action(code, table, where) for code, table in tables.items() if table.get("use", True)}
        )
    )


def _own(path: Path) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise failure(UsageError, "playbook_missing", path=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise failure(UsageError, "playbook_unreadable", path=str(path), detail=str(error)) from error
    for code, table in tables.items():
        if not isinstance(table, dict):
            raise _wrong(str(path), code, "", table)
    return tables


_NUMBERS = ("hours", "cost", "cost_share")
_CHOICES: Mapping[str, Any] = {"v": V, "worth": Worth, "channel": Channel, "need": Need}


def _action(code: str, table: Mapping[str, Any], path: str) -> Action:
    known = {one.name for one in fields(Action)} - {"code"}
    given: dict[str, Any] = {"code": code, "success_days": 180, "cool_down_days": 0}
    for name, value in table.items():
        if name == "use":
            continue
        if name not in known:
            raise failure(UsageError, "playbook_unknown_setting", path=path, name=f"{code}.{name}", known=sorted(known))
        try:
            given[name] = _setting(name, value)
        except (InvalidOperation, TypeError, ValueError, KeyError) as error:
            raise _wrong(path, code, name, value) from error
    missing = [one for one in ("name", "v", "uplift", "success", "figures_source") if one not in given]
    if missing:
        raise failure(UsageError, "playbook_incomplete", path=path, name=code, missing=missing)
    return Action(**given)


def _wrong(path: str, code: str, name: str, value: Any) -> UsageError:
    setting = f"{code}.{name}" if name else code
    return failure(UsageError, "playbook_bad_value", path=path, setting=setting, value=str(value))


def _setting(name: str, value: Any) -> Any:
    if name in _CHOICES:
        if value not in get_args(_CHOICES[name]):
            raise ValueError("not one of the choices")
        return value
    if name in _NUMBERS:
        return _amount(value, decimals=4 if name == "cost_share" else 2)
    match name:
        case "uplift":
            return _uplift(**value)
        case "when":
            return tuple(_condition(one) for one in value)
        case "types" | "phases":
            return _named(value, TYPES if name == "types" else PHASES)
        case "name":
            return MappingProxyType({str(language): str(text) for language, text in value.items()})
        case "success_days" | "cool_down_days":
            return _days(value)
        case "worth_part":
            return float(_amount(value))
    return str(value)


def _named(value: Any, known: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, str) or not set(value) <= set(known):
        raise ValueError("a list of known names")
    return tuple(value)


def _amount(value: Any, *, decimals: int = 4) -> Decimal:
    amount = Decimal(str(value))
    if isinstance(value, bool) or not amount.is_finite() or amount < 0 or round(amount, decimals) != amount:
        raise ValueError("a number of zero or more, with few decimals")
    return amount


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("a whole number of days")
    return value


def _uplift(*, mean: float, sd: float, source: str) -> Uplift:
    if not (-1 <= mean <= 1 and 0 < sd <= 1 and source.strip()):
        raise ValueError("parts of one, with a source")
    return Uplift(mean=float(mean), sd=float(sd), source=source)


def _condition(line: str) -> Condition:
    column, operator, value = line.split(maxsplit=2)
    if column not in COLUMNS and column not in CIRCUMSTANCES:
        raise KeyError(column)
    if operator not in get_args(Operator):
        raise ValueError(operator)
    text = operator in ("is", "is_not")
    if text != (column in COLUMNS and pa.types.is_string(COLUMNS[column])):
        raise ValueError("text is or is not something, numbers are compared")
    told = value if text else float(value)
    return Condition(column=column, operator=cast(Operator, operator), value=told)
