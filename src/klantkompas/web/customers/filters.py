"""The one language of rules: the filter of a list, of a saved view and of a segment.

A rule is rows joined by *and*; groups of rows are joined by *or*. In an address a row is ``column.comparison.value``,
and every group has a key of its own: ``f=type.is.dormant&f=profit_12m.lt.0&f2=city.is.Zeist`` reads "dormant and
profit after hours under € 0, or place is Zeist". Amounts are euros, shares percentages, hours hours, days ISO dates
or whole days counted from the date of the figures. What is unknown answers to ``unknown`` only.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import and_, or_
from typing import Any, Literal, Protocol, TypeAlias
from urllib.parse import quote

from django.db.models import Q
from django.http import QueryDict

from klantkompas.errors import UsageError
from klantkompas.web.customers.columns import COLUMNS, Column, Kind
from klantkompas.web.customers.facts import stored
from klantkompas.web.customers.folding import folded
from klantkompas.words import Language, day, failure, hours, money, number, say

Comparison: TypeAlias = Literal[
    "is", "not", "has", "starts", "lt", "max", "min", "gt",
    "older", "within", "coming", "before", "from", "known", "unknown",
]  # fmt: skip
KNOWING: tuple[Comparison, ...] = ("known", "unknown")
RELATIVE: tuple[Comparison, ...] = ("older", "within", "coming")
AMOUNTS: tuple[Comparison, ...] = ("lt", "max", "min", "gt", *KNOWING)
OF_KIND: Mapping[Kind, tuple[Comparison, ...]] = {
    "text": ("is", "not", "has", "starts", *KNOWING),
    "choice": ("is", "not", *KNOWING),
    "flag": ("is", *KNOWING),
    "date": (*RELATIVE, "before", "from", *KNOWING),
    "money": AMOUNTS,
    "hours": AMOUNTS,
    "share": AMOUNTS,
    "ratio": AMOUNTS,
    "count": ("is", *AMOUNTS),
}
LOOKUPS: Mapping[str, str] = {"lt": "lt", "max": "lte", "min": "gte", "gt": "gt", "before": "lt", "from": "gte"}
YES_NO = ("yes", "no")
MOST_GROUPS, MOST_ROWS, LONGEST_VALUE = 9, 20, 200


class Questions(Protocol):
    """What comes after the ``?`` of an address: every key with its values."""

    def getlist(self, key: str) -> list[str]:
        """The values of a key, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison.

    Attributes:
        column: name of a column.
        comparison: how it is compared.
        value: what with, as in the address; empty where somebody has yet to fill it in, or nothing is needed.
    """

    column: Column
    comparison: Comparison
    value: str = ""

    @property
    def complete(self) -> bool:
        """Whether it says enough to be asked."""
        return bool(self.value) or self.comparison in KNOWING

    @property
    def address(self) -> str:
        """As it stands in an address."""
        return f"{self.column.name}.{self.comparison}" + (f".{self.value}" if self.value else "")

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """How its column can be compared."""
        return OF_KIND[self.column.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Rows joined by *and* within groups, groups joined by *or*; no rows: everybody."""

    groups: tuple[tuple[Row, ...], ...] = ()

    @property
    def asked(self) -> "Rule":
        """Without the rows that somebody has yet to fill in."""
        groups = (tuple(row for row in group if row.complete) for group in self.groups)
        return Rule(groups=tuple(group for group in groups if group))

    @property
    def question(self) -> str:
        """As it stands in an address; the same rule always gives the same text."""
        return "&".join(
            f"f{at + 1 if at else ''}={quote(row.address, safe=',:@ ').replace(' ', '+')}"
            for at, group in enumerate(self.groups)
            for row in group
        )

    def without(self, group: int, row: int) -> "Rule":
        """The same rule less one row."""
        rows = [[one for at, one in enumerate(part) if (of, at) != (group, row)] for of, part in enumerate(self.groups)]
        return Rule(groups=tuple(tuple(part) for part in rows if part))

    def plus(self, group: int, row: Row) -> "Rule":
        """The same rule and one row more, in a group that is there or a new one.

        Raises:
            UsageError: it would have more groups or rows than an address is read with.
        """
        if (group >= len(self.groups) >= MOST_GROUPS) or sum(map(len, self.groups)) >= MOST_ROWS:
            raise failure(UsageError, "web_filter_long", most=MOST_ROWS)
        groups = list(self.groups) + [()] * (group >= len(self.groups))
        at = min(group, len(groups) - 1)
        groups[at] = (*groups[at], row)
        return replace(self, groups=tuple(groups))


def read(question: str | Questions) -> Rule:
    """The rule of an address.

    Args:
        question: what stands after the ``?``; other keys are left alone.

    Raises:
        UsageError: a column, comparison or value that is not there, or too many rows.
    """
    asked = QueryDict(question) if isinstance(question, str) else question
    groups = [asked.getlist(f"f{at or ''}") for at in (0, *range(2, MOST_GROUPS + 1))]
    if sum(map(len, groups)) > MOST_ROWS:
        raise failure(UsageError, "web_filter_long", most=MOST_ROWS)
    return Rule(groups=tuple(tuple(map(_row, group)) for group in groups if group))


def _row(text: str) -> Row:
    column, _, rest = text.partition(".")
    comparison, _, value = rest.partition(".")
    return row_of(column, comparison, value)


def row_of(column: str, comparison: str, value: str) -> Row:
    """A row of its three parts; without a comparison it is the first one of the column, without a value unfinished.

    Raises:
        UsageError: there is no such column or comparison, or the value cannot be compared with.
    """
    found = COLUMNS.get(column)
    if found is None:
        raise failure(UsageError, "web_filter_column", column=column)
    possible = OF_KIND[found.kind]
    if comparison and comparison not in possible:
        raise failure(UsageError, "web_filter_comparison", column=column, comparison=comparison, known=list(possible))
    how: Comparison = comparison or possible[0]
    row = Row(column=found, comparison=how, value="" if how in KNOWING else value.strip())
    if row.value:
        _compared(row)
    return row


def typed(value: str, column: Column, comparison: str, language: Language) -> str:
    """What somebody typed, as it stands in an address: ``1.234,50`` and ``€ 1.234`` in Dutch are ``1234.5``, ``1234``.

    Text, and what cannot be read, stays as it is.
    """
    bare = value.strip()
    if column.number or comparison in RELATIVE:
        thousands, point = (".", ",") if language == "nl" else (",", ".")
        bare = bare.strip("€% ").replace(" ", "")
        whole, _, part = bare.partition(point)
        grouped = whole.split(thousands)
        if len(grouped) == 1 or all(len(three) == 3 for three in grouped[1:]):
            bare = "".join(grouped) + (f".{part}" if part else "")
    elif column.kind == "date" and len(parts := bare.split("-")) == 3 and len(parts[2]) == 4:
        bare = "-".join((parts[2], parts[1].zfill(2), parts[0].zfill(2)))
    return bare


def _compared(row: Row) -> Any:
    """What a row compares with, as the database keeps it."""
    try:
        if len(row.value) > LONGEST_VALUE:
            raise ValueError(row.value)
        return _VALUES[row.comparison if row.comparison in RELATIVE else row.column.kind](row)
    except (ValueError, InvalidOperation, OverflowError):
        raise failure(UsageError, "web_filter_value", column=row.column.name, value=row.value[:LONGEST_VALUE]) from None


def _days(row: Row) -> int:
    found = int(row.value)
    if not 0 <= found <= 36_500:
        raise ValueError(row.value)
    return found


def _one_of(row: Row) -> str:
    if row.value not in (YES_NO if row.column.kind == "flag" else row.column.choices):
        raise ValueError(row.value)
    return row.value


def _decimal(row: Row) -> Decimal:
    found = Decimal(row.value)
    if not found.is_finite() or abs(found) > 10**15:
        raise ValueError(row.value)
    return found


_VALUES: Mapping[str, Callable[[Row], Any]] = {
    **dict.fromkeys(RELATIVE, _days),
    "text": lambda row: row.value,
    "choice": _one_of,
    "flag": lambda row: _one_of(row) == "yes",
    "date": lambda row: date.fromisoformat(row.value),
    "money": lambda row: stored(_decimal(row), "money"),
    "hours": lambda row: stored(_decimal(row), "hours"),
    "count": lambda row: int(row.value),
    "share": lambda row: float(_decimal(row) / 100),
    "ratio": lambda row: float(_decimal(row)),
}


def condition(rule: Rule, *, as_of: date) -> Q:
    """The rule as a question to ``Customer``; unfinished rows ask nothing.

    Args:
        rule: what is asked.
        as_of: the date of the figures, from which relative days count.
    """
    groups = [_joined(and_, (_asked(row, as_of) for row in group)) for group in rule.asked.groups]
    return _joined(or_, groups)


def _joined(how: Callable[[Q, Q], Q], parts: Iterable[Q]) -> Q:
    return reduce(how, parts, Q())


def _asked(row: Row, as_of: date) -> Q:
    path = row.column.path
    if row.comparison in KNOWING:
        return _unknown(row.column) if row.comparison == "unknown" else ~_unknown(row.column)
    value = _compared(row)
    if row.comparison in LOOKUPS:
        return Q((f"{path}__{LOOKUPS[row.comparison]}", value))
    if row.comparison in RELATIVE:
        return _around(row, value, as_of)
    if row.column.kind == "text":
        return _text(row)
    if value is False and not row.column.figure:
        return ~Q((path, True))  # a fact that is not there is not so
    return ~Q((path, value)) if row.comparison == "not" else Q((path, value))


def _unknown(column: Column) -> Q:
    empty = Q((f"{column.path}__isnull", True))
    return empty | Q((column.path, "")) if column.kind == "text" else empty


def _around(row: Row, days: int, as_of: date) -> Q:
    path, span = row.column.path, timedelta(days=days)
    match row.comparison:
        case "older":
            return Q((f"{path}__lt", as_of - span))
        case "within":
            return Q((f"{path}__range", (as_of - span, as_of)))
    return Q((f"{path}__range", (as_of, as_of + span)))


def _text(row: Row) -> Q:
    """Text however it is capitalised; a name also however it is accented."""
    name = row.column.name == "name"
    path, value = ("sort_name", folded(row.value)) if name else (row.column.path, row.value)
    match row.comparison:
        case "has":
            return Q((f"{path}__contains" if name else f"{path}__icontains", value))
        case "starts":
            return Q((f"{path}__begins", value)) if name else Q((f"{path}__istartswith", value))
    written_so = {value, value.lower(), value.upper(), value.capitalize(), value.title()}
    same = Q((f"{path}__in", sorted(written_so)))
    return ~same if row.comparison == "not" else same


def sentence(rule: Rule, language: Language) -> str:
    """The rule in words: ``slapend en winst na uren onder € 0, of plaats is Zeist``."""
    within, between = say("lists.and", language), say("lists.or", language)
    groups = [f" {within} ".join(_said(row, language) for row in group) for group in rule.asked.groups]
    return f", {between} ".join(groups) or say("lists.everybody", language)


def _said(row: Row, language: Language) -> str:
    code = f"lists.{row.column.name}.{row.comparison}" if row.column.name == "type" else f"lists.says.{row.comparison}"
    if row.column.kind == "flag" and row.comparison == "is":
        code = f"lists.says.{row.value}"
    if row.column.name == "type" and row.comparison in KNOWING:
        code = f"lists.says.{row.comparison}"
    return say(code, language, column=row.column.label(language), value=said_value(row, language))


def said_value(row: Row, language: Language) -> Any:
    """What a row compares with, as its reader writes it."""
    if not row.value:
        return ""
    value = _compared(row)
    if row.comparison in RELATIVE:
        return value
    match row.column.kind:
        case "choice":
            return row.column.choice(value, language)
        case "date":
            return day(value, language)
        case "money":
            return money(Decimal(value).scaleb(-2), language)
        case "hours":
            return hours(Decimal(value).scaleb(-2), language)
        case "share":
            return f"{_plain(Decimal(row.value), language)} %" if language == "nl" else f"{row.value}%"
        case "ratio" | "count":
            return _plain(Decimal(row.value), language)
    return row.value


def _plain(value: Decimal, language: Language) -> str:
    exponent = value.normalize().as_tuple().exponent
    return number(value, language, decimals=max(0, -exponent) if isinstance(exponent, int) else 0)
