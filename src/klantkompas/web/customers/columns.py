"""What is known of a customer, as columns of lists, filters and exports: the facts and the figures, one name each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pyarrow as pa

from klantkompas.ledger import tables
from klantkompas.web.customers.models import FIGURES
from klantkompas.words import Language, has, say

Kind: TypeAlias = Literal["text", "choice", "flag", "date", "money", "hours", "share", "ratio", "count"]

TYPES = ("loyal", "shared", "dormant", "demanding", "unclear")
PHASES = ("prospect", "new", "building", "established", "strained", "ended")
# Figures that hold one of a few words, with where those words are said.
CODED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "type": ("type", TYPES),
    "type_before": ("type", TYPES),
    "phase": ("phase", PHASES),
    "profit_basis": ("page.profit_basis", ("recorded", "assumed", "partial", "unknown")),
    "share_evidence": ("page.evidence", ("declared", "observed", "estimated")),
}
SENTENCES = ("type_reason", "phase_reason")  # told in the reader's language on the page of the customer
SHARES = ("overdue", "share", "share_low", "share_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        name: as in the contract of ledger and analysis.
        kind: how it is compared and written.
        figure: computed by the analysis; otherwise a fact of the customer.
        choices: the codes it may hold, where these are few.
        words: code under which the choices are said.
    """

    name: str
    kind: Kind
    figure: bool
    choices: tuple[str, ...] = ()
    words: str = ""

    @property
    def path(self) -> str:
        """Where a question to ``Customer`` finds it."""
        return f"figures__{self.name}" if self.figure else self.name

    @property
    def number(self) -> bool:
        """Whether it stands right-aligned."""
        return self.kind in ("money", "hours", "share", "ratio", "count")

    def label(self, language: Language) -> str:
        """What a person calls it."""
        own = f"lists.column.{self.name}"
        return say(own if has(own) else f"figure.{self.name}", language)

    def definition(self, language: Language) -> str:
        """What it is, its unit and its window."""
        own = f"lists.column.{self.name}.definition"
        return say(own if has(own) else f"figure.{self.name}.definition", language)

    def choice(self, code: str, language: Language) -> str:
        """What one of its choices is called; a code that it does not know, as it is."""
        known = f"{self.words}.{code}"
        return say(known, language) if has(known) else code


def _fact(column: tables.Column) -> Column:
    kinds: dict[tables.Kind, Kind] = {"id": "text", "number": "ratio"}
    return Column(
        name=column.name,
        kind=kinds.get(column.kind, column.kind),  # type: ignore[arg-type]
        figure=False,
        choices=column.choices,
        words=f"lists.{column.name}",
    )


def _figure(name: str, kind: pa.DataType) -> Column:
    if name in CODED:
        words, choices = CODED[name]
        return Column(name=name, kind="choice", figure=True, choices=choices, words=words)
    return Column(name=name, kind=_unit(name, kind), figure=True)


def _unit(name: str, kind: pa.DataType) -> Kind:
    if pa.types.is_decimal(kind):
        return "hours" if "hours" in name else "money"
    if pa.types.is_floating(kind):
        return "share" if name in SHARES or name.startswith("p_") else "ratio"
    if pa.types.is_integer(kind):
        return "count"
    return "date" if pa.types.is_date(kind) else "flag"


def _all() -> dict[str, Column]:
    facts = next(one for one in tables.TABLES if one.name == "customers").columns
    known = [_fact(column) for column in facts]
    beside = {"type_before": pa.string(), "phase_since": pa.date32()}
    figures = {name: kind for name, kind in FIGURES.items() if name not in SENTENCES} | beside
    ordered = sorted(known, key=lambda column: column.name != "name")
    return {column.name: column for column in [*ordered, *(_figure(*one) for one in figures.items())]}


COLUMNS: Mapping[str, Column] = _all()
