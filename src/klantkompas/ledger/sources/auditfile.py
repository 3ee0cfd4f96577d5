"""The Dutch XML Auditfile Financieel (XAF), element by element: what stands in it, before it means anything.

Versions 3.2 and 4.0 are read alike, by local names, whatever the namespace (several exporters write one that does not
exist). Fields and their meaning: Belastingdienst/ODB, *XML Auditfile Financieel 4.0.3* (functional hierarchy and
revision against 3.2).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from klantkompas.ledger.sources.markup import LocalNames, elements, line_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = ("header", "companyIdent", "companyName", "customerSupplier", "ledgerAccount", "obSbLine", "sbLine")
_TOTALS = ("linesCount", "totalDebit", "totalCredit")
_TAGS = (*_PARTS, *_TOTALS, "jrnID", "jrnTp", "journal", "trLine", "transaction")
_SALES = re.compile(r"verkoop|verkopen|sales", re.IGNORECASE)
_COST = re.compile(r"kostprijs|inkoopwaarde|cost of (?:goods|sales)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal entry.

    Attributes:
        said: the text of its elements, by local name.
        credit: its amount, positive on the credit side; ``None`` where it cannot be read.
        number: line in the file.
    """

    said: dict[str, str | None]
    credit: Decimal | None
    number: int

    def __getitem__(self, tag: str) -> str:
        """The text of an element of the line, ``""`` where there is none."""
        return (self.said.get(tag) or "").strip()

    @property
    def account(self) -> str:
        """General ledger account."""
        return self["accID"]

    @property
    def customer(self) -> str:
        """Number of the customer or supplier."""
        return self["custSupID"]

    @property
    def invoice(self) -> str:
        """Number of the invoice."""
        return self["invRef"]

    @property
    def day(self) -> str:
        """In 4.0 the invoice date, in 3.2 the day of the event."""
        return self["effDate"]

    @property
    def delivered(self) -> str:
        """In 4.0 the day of delivery, or of a payment in advance."""
        return self["settDate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One journal entry (``transaction``): the kind and name of its journal, its number, day and lines."""

    journal_kind: str
    journal: str
    number: str
    day: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of the general ledger: a result account (``accTp`` P) is revenue in a sales journal, or cost."""

    text: str
    is_result: bool
    is_cost: bool


def walk(
    path: Path, name: str, journals: tuple[str, ...] | None = None
) -> Iterator[tuple[str, "dict[str, str] | Entry"]]:
    """The parts of an auditfile in the order of the file, each with its tag: an ``Entry``, or its fields as text.

    Args:
        path: the file.
        name: how a person would name it.
        journals: the kinds of journal whose entries are wanted; ``None``: all.

    Raises:
        MarkupError: the file is broken or unsafe, which may show only at its end.
    """
    names = LocalNames()
    journal, lines = _Journal(), list[Line]()
    for element in elements(path, name, _TAGS):
        tag = names[element.tag]
        if tag == "trLine":
            if journals is None or journal.kind_at(element, names) in journals:
                lines.append(_line(element, names))
        elif tag == "transaction":
            if journals is None or lines:
                yield tag, _entry(element, names, journal.kind_at(element, names), journal.number, tuple(lines))
            lines = []
        elif tag in ("jrnID", "jrnTp", "journal"):
            journal.heard(tag, (element.text or "").strip())
        elif tag not in _TOTALS:
            yield tag, fields(element, names)
        elif names[_parent(element).tag] == "transactions":
            yield tag, {tag: element.text or ""}


@dataclass(slots=True)
class _Journal:
    """The journal in which the reading is: its number and kind, where a file leaves out the kind by its name."""

    number: str = ""
    kind: str = ""

    def heard(self, tag: str, text: str) -> None:
        if tag == "journal":
            self.number, self.kind = "", ""
        elif tag == "jrnID":
            self.number = text
        else:
            self.kind = text.upper()

    def kind_at(self, element: "_Element", names: LocalNames) -> str:
        if not self.kind:
            journal = next((one for one in element.iterancestors() if names[one.tag] == "journal"), None)
            called = "" if journal is None else fields_of(journal, names).get("desc", "")
            self.kind = "S" if _SALES.search(called) else "?"
        return self.kind


def fields(element: "_Element", names: LocalNames) -> dict[str, str]:
    """The text of an element and of everything in it, by local name; the first of a name counts."""
    found = dict[str, str]()
    for one in element.iter():
        found.setdefault(names[one.tag], (one.text or "").strip())
    return found


def fields_of(element: "_Element", names: LocalNames) -> dict[str, str]:
    """The text of what stands directly in an element, by local name."""
    return {names[one.tag]: (one.text or "").strip() for one in element}


def account(found: dict[str, str]) -> Account:
    """What a ``ledgerAccount`` is: by its code of the reference scheme (RGS) where it has one, else by its name."""
    code = found.get("RGScode") or found.get("leadReference") or found.get("leadCode") or ""
    text = found.get("accDesc", "")
    is_cost = code.startswith("WKpr") or (not code.startswith("W") and bool(_COST.search(text)))
    return Account(text=text, is_result=found.get("accTp", "").upper() == "P", is_cost=is_cost)


def day(text: str) -> date | None:
    """A date, the time of day left out; ``None`` where there is none; raises ValueError where it is unreadable."""
    return date.fromisoformat(text[:10]) if text else None


def decimal(text: str) -> Decimal | None:
    """A number with a decimal point; ``None`` where there is none or it cannot be read."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value.adjusted() < 15 else None


def _line(element: "_Element", names: LocalNames) -> Line:
    said = {names[one.tag]: one.text for one in element}
    side, amount = (said.get("amntTp") or "").strip(), decimal((said.get("amnt") or "").strip())
    credit = amount if side == "C" else -amount if side == "D" and amount is not None else None
    return Line(said, credit, line_of(element))


def _entry(element: "_Element", names: LocalNames, kind: str, journal: str, lines: tuple[Line, ...]) -> Entry:
    own = fields_of(element, names)
    return Entry(journal_kind=kind, journal=journal, number=own.get("nr", ""), day=own.get("trDt", ""), lines=lines)


def _parent(element: "_Element") -> "_Element":
    parent = element.getparent()
    return element if parent is None else parent
