"""The controls of a list, made of its address and read back into it: they work with and without JavaScript.

A row of a filter is four controls of one name each (group, column, comparison, value), so that rows keep together in
their order; every group has a select that adds a row. What comes back is one address, which is where the reader lands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from klantkompas.errors import KlantkompasError
from klantkompas.web.customers import filters, lists
from klantkompas.web.customers.columns import COLUMNS, Column
from klantkompas.web.customers.filters import Row, Rule
from klantkompas.web.customers.lists import SORTS, Wanted
from klantkompas.words import Language, has, say

MADE_BY_FORM = "form"
GROUP, COLUMN, COMPARISON, VALUE = "g", "c", "o", "v"


def objection(error: KlantkompasError, language: Language) -> str:
    """What is wrong with an address, with columns by their name."""
    column = COLUMNS.get(str(error.params.get("column")))
    named = {"column": column.label(language)} if column else {}
    return say(error.code, language, **dict(error.params) | named)


def edited(asked: QueryDict, language: Language) -> tuple[Wanted, list[str]]:
    """The list that the controls ask for, and what is wrong with what was filled in.

    A value that cannot be read leaves its row unfinished, so that only that one is to be filled in again.

    Raises:
        UsageError: the rest of the address cannot be read.
    """
    rule, objections = Rule(), list[str]()
    groups: dict[str, int] = {}
    for group, column, comparison, value in _rows(asked):
        try:
            row = _typed(column, comparison, value, language)
        except KlantkompasError as error:
            objections.append(objection(error, language))
            row = filters.row_of(column, "", "")
        rule = rule.plus(groups.setdefault(group, len(groups)), row)
    try:
        rule = _with_added(rule, asked, groups)
    except KlantkompasError as error:
        objections.append(objection(error, language))
    return replace(lists.read(_without_place(asked)), rule=rule), objections


def _with_added(rule: Rule, asked: QueryDict, groups: Mapping[str, int]) -> Rule:
    """The rule and an unfinished row for every column that was chosen to be added."""
    for key in asked:
        if key.startswith("plus") and (added := str(asked[key])):
            at = groups.get(key.removeprefix("plus"), len(groups))
            rule = rule.plus(at, filters.row_of(added, "", ""))
    return rule


def _rows(asked: QueryDict) -> Iterator[tuple[str, str, str, str]]:
    groups, columns, comparisons, values = (asked.getlist(key) for key in (GROUP, COLUMN, COMPARISON, VALUE))
    return zip(groups, columns, comparisons, values, strict=False)


def _typed(column: str, comparison: str, value: str, language: Language) -> Row:
    found = COLUMNS.get(column)
    return filters.row_of(column, comparison, filters.typed(value, found, comparison, language) if found else value)


def _without_place(asked: QueryDict) -> QueryDict:
    """What the form sends beside the filter: search, columns and order, and a column to add to them."""
    rest = QueryDict(mutable=True)
    for key in ("q", "sort", "show"):
        rest[key] = str(asked.get(key, ""))
    if added := asked.get("add"):
        rest["show"] = f"{rest['show'] or ','.join(lists.SHOWN)},{added}"
    return rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice of a select."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowForm:
    """The controls of one row.

    Attributes:
        name: of its column.
        how: its comparisons.
        kind: of control for the value: ``choice``, ``date``, ``days``, ``number``, ``text`` or ``none``.
        value: as its reader writes it.
        values: where it is one of a few.
        sign: the unit behind the control.
        without: the address without it.
    """

    column: str
    name: str
    how: list[Option]
    kind: str
    value: str
    values: list[Option]
    sign: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The controls of a filter: groups of rows, every column as options of a select, and every order."""

    groups: list[list[RowForm]]
    every: SafeString
    sorts: list[Option]


def form(wanted: Wanted, language: Language) -> Form:
    """The controls that stand for what somebody wants."""
    rule = wanted.rule
    return Form(
        groups=[
            [_row(row, wanted.but(rule=rule.without(of, at)), language) for at, row in enumerate(group)]
            for of, group in enumerate(rule.groups)
        ],
        every=_every(language),
        sorts=_sorts(wanted, language),
    )


@cache
def _every(language: Language) -> SafeString:
    """All columns as options, facts and figures apart: drawn once, since a page has several such selects."""
    groups = [
        (
            say(f"lists.filter.{name}", language),
            format_html_join("", '<option value="{}">{}</option>', _options(language, figures=name == "figures")),
        )
        for name in ("facts", "figures")
    ]
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _options(language: Language, *, figures: bool) -> Iterator[tuple[str, str]]:
    return ((name, column.label(language)) for name, column in COLUMNS.items() if column.figure == figures)


def _sorts(wanted: Wanted, language: Language) -> list[Option]:
    """Every order there is, each way."""
    return [
        Option(
            value=f"{'-' * down}{name}",
            label=f"{COLUMNS[name].label(language)}, {say('lists.sort.down' if down else 'lists.sort.up', language)}",
            chosen=(name, down) == (wanted.sort, wanted.down),
        )
        for name in SORTS
        for down in (name != "name", name == "name")
    ]


def _row(row: Row, without: str, language: Language) -> RowForm:
    kind = _control(row)
    few = ("yes", "no") if row.column.kind == "flag" else row.column.choices
    return RowForm(
        column=row.column.name,
        name=row.column.label(language),
        how=[
            Option(value=how, label=say(f"lists.how.{how}", language), chosen=how == row.comparison)
            for how in row.comparisons
        ],
        kind=kind,
        value=_shown(row, kind, language),
        values=[
            Option(value=code, label=_called(row.column, code, language), chosen=code == row.value) for code in few
        ],
        sign={"money": "€", "share": "%", "hours": say("page.unit.hours", language)}.get(row.column.kind, ""),
        without=without,
    )


def _called(column: Column, code: str, language: Language) -> str:
    return say(f"lists.{code}", language) if column.kind == "flag" else column.choice(code, language)


def _control(row: Row) -> str:
    if row.comparison in filters.KNOWING:
        return "none"
    if row.comparison in filters.RELATIVE:
        return "days"
    if row.column.kind in ("choice", "flag"):
        return "choice"
    return "date" if row.column.kind == "date" else "number" if row.column.number else "text"


def _shown(row: Row, kind: str, language: Language) -> str:
    """A value as its reader would type it."""
    return row.value.replace(".", ",") if kind == "number" and language == "nl" else row.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column.

    Attributes:
        name, label, definition: what it is.
        figure: told among the terms, where ``?`` opens what it is.
        number: right-aligned.
        sort: the address that sorts by it; empty where that cannot be.
        sorted: ``ascending`` or ``descending`` where the list stands so.
        left, right, without: the address with the column moved, or hidden; empty where that cannot be.
    """

    name: str
    label: str
    definition: str
    figure: bool
    number: bool
    sort: str
    sorted: str
    left: str
    right: str
    without: str


def heads(wanted: Wanted, language: Language) -> list[Head]:
    """The heads of a list: the name first, then the columns that somebody chose."""
    return [_head(wanted, name, language) for name in ("name", *wanted.shown)]


def _head(wanted: Wanted, name: str, language: Language) -> Head:
    column, at = COLUMNS[name], wanted.shown.index(name) if name in wanted.shown else -1
    here = wanted.sort == name
    rest = tuple(one for one in wanted.shown if one != name)
    return Head(
        name=name,
        label=column.label(language),
        definition=column.definition(language),
        figure=has(f"figure.{name}.definition") and column.figure,
        number=column.number,
        sort=wanted.but(sort=name, down=not wanted.down if here else name != "name") if name in SORTS else "",
        sorted=("descending" if wanted.down else "ascending") if here else "",
        left=_moved(wanted, at, at - 1),
        right=_moved(wanted, at, at + 1),
        without=wanted.but(shown=rest) if rest and at >= 0 else "",
    )


def _moved(wanted: Wanted, at: int, to: int) -> str:
    if at < 0 or not 0 <= to < len(wanted.shown):
        return ""
    shown: list[Any] = list(wanted.shown)
    shown.insert(to, shown.pop(at))
    return wanted.but(shown=tuple(shown))
