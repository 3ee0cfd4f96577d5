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
_TAGS = (*_PARTS, *_TOTALS, "trLine", "transaction")
_SALES = re.compile(r"verkoop|verkopen|sales", re.IGNORECASE)
_COST = re.compile(r"kostprijs|inkoopwaarde|cost of (?:goods|sales)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a journal entry.

    Attributes:
        account: general ledger account.
        document: ``docRef``.
        day: ``effDate``: in 4.0 the invoice date, in 3.2 the day of the event.
        delivered: ``settDate`` (4.0): day of delivery, or of a payment in advance.
        credit: the amount, positive on the credit side; ``None`` where it cannot be read.
        customer: ``custSupID``.
        invoice: ``invRef``.
        text: ``desc``.
        product: ``product``, where given as a word.
        quantity: ``qntity`` (3.2).
        number: line in the file.
    """

    account: str
    document: str
    day: str
    delivered: str
    credit: Decimal | None
    debit_side: bool
    customer: str
    invoice: str
    text: str
    product: str
    quantity: Decimal | None
    number: int


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


def walk(path: Path, name: str) -> Iterator[tuple[str, "dict[str, str] | Entry"]]:
    """The parts of an auditfile in the order of the file, each with its tag: an ``Entry``, or its fields as text.

    Args:
        path: the file.
        name: how a person would name it.

    Raises:
        MarkupError: the file is broken or unsafe, which may show only at its end.
    """
    names = LocalNames()
    lines = list[Line]()
    for element in elements(path, name, _TAGS):
        tag = names[element.tag]
        if tag == "trLine":
            lines.append(_line(element, names))
        elif tag == "transaction":
            yield tag, _entry(element, names, tuple(lines))
            lines = []
        elif tag in _TOTALS:
            parent = element.getparent()
            if parent is not None and names[parent.tag] == "transactions":
                yield tag, {tag: element.text or ""}
        else:
            yield tag, fields(element, names)


def fields(element: "_Element", names: LocalNames) -> dict[str, str]:
    """The text of an element and of everything in it, by local name; the first of a name counts."""
    found = dict[str, str]()
    for one in element.iter():
        found.setdefault(names[one.tag], (one.text or "").strip())
    return found


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
    found = {names[one.tag]: one.text or "" for one in element}
    side, amount = found.get("amntTp", "").strip().upper(), decimal(found.get("amnt", "").strip())
    credit = None if amount is None or side not in ("C", "D") else amount if side == "C" else -amount
    return Line(
        account=found.get("accID", "").strip(),
        document=found.get("docRef", "").strip(),
        day=found.get("effDate", "").strip(),
        delivered=found.get("settDate", "").strip(),
        credit=credit,
        debit_side=side == "D",
        customer=found.get("custSupID", "").strip(),
        invoice=found.get("invRef", "").strip(),
        text=found.get("desc", "").strip(),
        product=found.get("product", "").strip(),
        quantity=decimal(found.get("qntity", "").strip()),
        number=line_of(element),
    )


def _entry(element: "_Element", names: LocalNames, lines: tuple[Line, ...]) -> Entry:
    own = {names[one.tag]: (one.text or "").strip() for one in element}
    journal = element.getparent()
    around = {} if journal is None else {names[one.tag]: (one.text or "").strip() for one in journal}
    kind = around.get("jrnTp", "").upper() or ("S" if _SALES.search(around.get("desc", "")) else "")
    return Entry(
        journal_kind=kind,
        journal=around.get("jrnID", ""),
        number=own.get("nr", ""),
        day=own.get("trDt", ""),
        lines=lines,
    )
