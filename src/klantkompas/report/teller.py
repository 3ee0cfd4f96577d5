"""One firm told to one reader: what every sentence beside a picture needs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from klantkompas.insight.base import CustomerBase
from klantkompas.report.tables import unit_of
from klantkompas.report.writer import Money, Writer

Remarks = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """A firm and a reader.

    Attributes:
        base: the firm.
        writer: for one reader.
    """

    base: CustomerBase
    writer: Writer

    def say(self, code: str, **params: Any) -> str:
        """The sentence of a page."""
        return self.writer.say(f"page.{code}", **params)

    def money(self, value: Any) -> Money:
        """An amount in the currency of the firm, for inside a sentence."""
        return Money(Decimal(value), self.base.currency)

    def written(self, value: Any, figure: str) -> str:
        """A figure of the contract as it is written: money with its sign, all else bare."""
        if unit_of(figure) == "money":
            return self.writer.money(value)
        return self.writer.cell(value, unit_of(figure))
