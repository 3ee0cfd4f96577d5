"""Numbers and sentences as the reader writes them: one language, one currency, one as-of date."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from klantkompas.words import Language, day, has, money, number, percent, say

Unit = Literal["text", "flag", "count", "money", "sum", "hours", "share", "ratio", "date", "month"]

UNKNOWN = "–"
LONGEST_NAME = 44
TOGETHER = re.compile(r"(?<=[€£$]) (?=-?\d)|(?<=\d) (?=[%uh](?!\w))")
MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


class Money(NamedTuple):
    """An amount inside the params of a sentence, with its currency; placeholders for it carry no format."""

    amount: Decimal
    currency: str


class Label(NamedTuple):
    """A figure inside the params of a sentence; it is written as what a person calls it."""

    figure: str


class Reason(NamedTuple):
    """A reason inside the params of a sentence; it is written as why a figure is unknown."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes for one reader.

    Attributes:
        language: ``nl`` or ``en``.
        currency: ISO code of all amounts.
        as_of: the day of this state of affairs.
    """

    language: Language
    currency: str
    as_of: date

    def say(self, code: str, /, **params: Any) -> str:
        """The sentence for a code; ``Money``, ``Label`` and ``Reason`` in the params are written out."""
        return bound(say(code, self.language, **{name: self._written(value) for name, value in params.items()}))

    def _written(self, value: Any) -> Any:
        match value:
            case Money(amount, currency):
                return money(amount, self.language, currency=currency)
            case Label(figure):
                return self.label(figure)
            case Reason(code):
                return self.why(code)
        return value

    def label(self, name: str) -> str:
        """What a person calls a figure."""
        return self.say(f"figure.{name}")

    def definition(self, name: str) -> str:
        """What a figure is: its unit and its window."""
        return self.say(f"figure.{name}.definition")

    def why(self, code: str | None) -> str:
        """Why a figure is unknown; a code without words is named as it is, so that it can be looked up."""
        if code is None:
            return self.say("why.unknown")
        return self.say(f"why.{code}") if has(f"why.{code}") else f"{self.say('why.unknown')} ({code})"

    def dated(self, value: date) -> str:
        """A date in local form."""
        return day(value, self.language)

    def month(self, value: date) -> str:
        """A month: ``nov 2026``."""
        return f"{MONTHS[self.language][value.month - 1]} {value.year}"

    def money(self, value: Decimal) -> str:
        """An amount with its currency sign."""
        return bound(money(value, self.language, currency=self.currency))

    def rate(self, value: Decimal) -> str:
        """The price of an hour, as it was given: ``€ 62``, ``€ 62,50``."""
        cents = 0 if value == value.to_integral_value() else 2
        sign = self.symbol + ("\u00a0" if self.language == "nl" else "")
        return sign + number(value, self.language, decimals=cents)

    @property
    def symbol(self) -> str:
        """The sign of the currency, for the head of a column."""
        return money(0, "nl", currency=self.currency).split()[0]

    def cell(self, value: Any, unit: Unit, *, decimals: int = 0) -> str:
        """One cell of a table; the unit stands in the head of the column.

        Args:
            value: what stands there; ``None`` gives a dash.
            unit: how it is written.
            decimals: for money, how many (the same in the whole column, so that the figures align).
        """
        if value is None:
            return UNKNOWN
        match unit:
            case "text":
                return bound(clean(str(value)))
            case "flag":
                return self.say("page.yes" if value else "page.no")
            case "date":
                return self.dated(value)
            case "month":
                return self.month(value)
            case "share":
                return percent(value, self.language)
            case "sum":  # keeps its cents: it has to add up before the reader's eyes
                return number(value, self.language, decimals=2)
            case "hours" | "ratio":
                return number(value, self.language, decimals=1)
        return number(value, self.language, decimals=decimals)


def bound(text: str) -> str:
    """Text in which no line ends between a number and its sign."""
    return TOGETHER.sub("\u00a0", text)


def clean(text: str) -> str:
    """Text from a file without the characters that no reader can see: they break files and turn lines around."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def called(row: Mapping[str, Any], *, longest: int | None = None) -> str:
    """What to call the customer of a row: the name, else the number; cut with an ellipsis where asked.

    Args:
        row: has ``customer_id`` and may have ``name``.
        longest: letters to keep; ``None``: all.
    """
    name = clean(str(row.get("name") or "")) or clean(str(row["customer_id"]))
    if longest is None or len(name) <= longest:
        return name
    return name[: longest - 1].rstrip() + "…"
