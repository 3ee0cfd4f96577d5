"""What stands in a cell of a list: the figure as its reader writes it, or a dash with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from klantkompas import words
from klantkompas.web.customers.columns import Column
from klantkompas.web.customers.facts import written
from klantkompas.web.customers.lists import value
from klantkompas.web.customers.showing import TYPES, certainty
from klantkompas.web.staff.templatetags.said import on_screen
from klantkompas.words import Language

DASH = "–"
MARKED = '<span><span class="mark {}" aria-hidden="true"></span>{}</span>'
UNKNOWN = '<span title="{0}"><span aria-hidden="true">–</span><span class="visually-hidden">{0}</span></span>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell.

    Attributes:
        text: what is read; a dash where unknown.
        why: the reason where unknown.
        css: ``number`` where it stands right-aligned, ``date`` where no line ends in it.
        mark: of the type of relation: the shape that goes with its word.
        label: head of its column, for a reader who sees lines as cards.
    """

    text: str
    label: str
    why: str = ""
    css: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A customer in a list, with its cells."""

    pk: int
    name: str
    internal: bool
    cells: list[Cell]

    @property
    def drawn(self) -> SafeString:
        """Its cells as HTML; a page has hundreds, which a template takes three times as long for."""
        return SafeString("".join(map(_drawn, self.cells)))


def _drawn(cell: Cell) -> str:
    said = format_html(MARKED, cell.mark, cell.text) if cell.mark else cell.text
    shown = format_html(UNKNOWN, cell.why) if cell.why else said
    return format_html('<td data-label="{}" class="{}">{}</td>', cell.label, cell.css, shown)


def line(customer: Any, columns: Sequence[Column], language: Language, currency: str) -> Line:
    """A customer as the list shows it."""
    cells = [cell(customer, column, language, currency) for column in columns]
    return Line(pk=customer.pk, name=str(customer), internal=bool(customer.internal), cells=cells)


def cell(customer: Any, column: Column, language: Language, currency: str) -> Cell:
    """What a customer has in a column, as its reader writes it."""
    found, label = value(customer, column), column.label(language)
    css = "number" if column.number else "date" if column.kind == "date" else ""
    if found is None or found == "":
        return Cell(text=DASH, why=_why(customer, column, language), label=label, css=css)
    text = told(found, column, language, currency)
    if column.name != "type":
        return Cell(text=text, label=label, css=css)
    return Cell(text=f"{text}{_certainty(customer.figures, found, language)}", label=label, mark=found)


def _why(customer: Any, column: Column, language: Language) -> str:
    """Why it is unknown, as the analysis wrote it beside the figures."""
    if not column.figure:
        return words.say("lists.fact.why", language)
    if customer.figures.snapshot_id is None:
        return words.say("lists.not_yet", language)
    code = f"why.{(customer.figures.why or {}).get(column.name)}"
    return on_screen(words.say(code if words.has(code) else "why.unknown", language), language)


def told(found: Any, column: Column, language: Language, currency: str) -> str:
    """A known value in local form; amounts without their decimals, as they stand below each other."""
    match column.kind:
        case "money":
            whole = words.money(round(Decimal(found).scaleb(-2)), language, currency=currency)
            return whole.removesuffix(",00").removesuffix(".00").replace(" ", "\u00a0")
        case "hours":
            return words.hours(Decimal(found).scaleb(-2), language).replace(" ", "\u00a0")
        case "share":
            return words.percent(found, language).replace(" ", "\u00a0")
        case "ratio":
            return words.number(_plain(found, column), language, decimals=1)
        case "count":
            return words.number(found, language)
        case "date":
            return words.day(found, language)
        case "flag":
            return words.say("lists.yes" if found else "lists.no", language)
        case "choice":
            return column.choice(found, language)
    return str(found)


def _certainty(figures: Any, code: str, language: Language) -> str:
    """How sure the type is, in a word after it; nothing where it is the lack of one."""
    chance = getattr(figures, f"p_{code}", None) if code in TYPES else None
    return "" if chance is None else f", {certainty(chance, language)}"


def _plain(found: Any, column: Column) -> Any:
    return found if column.figure else written(found, "number")


def bare(found: Any, column: Column, language: Language) -> Any:
    """A value for a spreadsheet: numbers as numbers in their unit, days as days, codes in words; None: unknown."""
    if found is None or found == "":
        return None
    match column.kind:
        case "money" | "hours":
            return Decimal(found).scaleb(-2)
        case "ratio":
            return _plain(found, column)
        case "flag":
            return words.say("lists.yes" if found else "lists.no", language)
        case "choice":
            return column.choice(found, language)
    return found


def heads(columns: Sequence[Column], language: Language) -> list[str]:
    """The heads of a file."""
    return [column.label(language) for column in columns]
