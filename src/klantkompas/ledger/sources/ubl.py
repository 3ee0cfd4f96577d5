"""E-invoices and credit notes: UBL 2.1, as Peppol BIS Billing 3 uses it.

Names of the elements: OpenPEPPOL, *peppol-bis-invoice-3* (syntax of Invoice and CreditNote). Only documents on which
the firm is the supplier are sales. Lines charged in hours (``HUR``) or days (``DAY``) are hours sold.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from klantkompas.ledger.findings import Finding
from klantkompas.ledger.sources import RawTable
from klantkompas.ledger.sources.auditfile import day, decimal
from klantkompas.ledger.sources.batches import BATCH_ROWS, typed_batch
from klantkompas.ledger.sources.markup import MarkupError, document, line_of, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

HOURS_A_DAY = Decimal(8)
_HOURS = {"HUR": Decimal(1), "DAY": HOURS_A_DAY}
_CREDIT_NOTE = "381"  # UNCL 1001
_NUMBER = pa.decimal128(24, 6)
_TRANSACTIONS = pa.schema(
    [
        ("transaction_id", pa.string()),
        ("customer_id", pa.string()),
        ("date", pa.date32()),
        ("amount", _NUMBER),
        ("quantity", _NUMBER),
        ("product", pa.string()),
        ("delivered_on", pa.date32()),
        ("due_on", pa.date32()),
        ("document", pa.string()),
    ]
)
_TIME_ENTRIES = pa.schema(
    [
        ("time_entry_id", pa.string()),
        ("customer_id", pa.string()),
        ("date", pa.date32()),
        ("hours", _NUMBER),
        ("activity", pa.string()),
        ("billable", pa.string()),
        ("document", pa.string()),
    ]
)
_CUSTOMER_FIELDS = ("name", "email", "phone", "address", "postcode", "city", "country", "vat_number")
_CUSTOMERS = pa.schema([(name, pa.string()) for name in ("customer_id", *_CUSTOMER_FIELDS)])
_Row = tuple[list[object], int, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Party:
    """Someone on a document: the firm's own number of them first, then numbers that others gave, then the name."""

    own: str
    numbers: tuple[str, ...]
    name: str
    details: dict[str, str]

    @property
    def weak(self) -> str:
        return next(iter(self.numbers), self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: str
    product: str
    amount: Decimal | None
    quantity: Decimal | None
    unit: str
    delivered: str
    source_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Invoice:
    number: str
    day: str
    due: str
    delivered: str
    currency: str
    supplier: _Party
    customer: _Party
    sign: int
    total: Decimal | None
    lines: tuple[_Line, ...]


@dataclass(slots=True, kw_only=True)
class _Pile:
    """What a first look at all documents gives."""

    suppliers: dict[str, _Party] = field(default_factory=dict)
    documents: dict[str, tuple[str, str]] = field(default_factory=dict)
    owners: dict[str, set[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def open_ubl(files: dict[str, Path], *, currency: str) -> tuple[list[RawTable], list[Finding]]:
    """The turnover lines, the customers and the hours sold of a folder of e-invoices, and what is wrong with them.

    Every document is looked at first: the supplier of most of them is the firm.

    Args:
        files: the name a person would use -> path.
        currency: the currency of the ledger; lines of a document in another are refused.
    """
    pile = _Pile()
    for name, path in files.items():
        try:
            _look(_read(path, name), name, pile)
        except MarkupError as refused:
            pile.findings.append(refused.finding)
    if not pile.documents:
        return [], pile.findings
    firm = Counter(supplier for supplier, _ in pile.documents.values()).most_common(1)[0][0]
    ours = _ours(files, firm, pile)
    title = next(iter(ours)) if len(files) == 1 else "UBL"
    tables, hours = _tables(ours, title, currency, pile)
    return tables, [*pile.findings, *hours]


def _look(invoice: _Invoice, name: str, pile: _Pile) -> None:
    supplier = invoice.supplier.weak
    pile.suppliers.setdefault(supplier, invoice.supplier)
    pile.documents[name] = (supplier, invoice.number)
    for number in invoice.customer.numbers if invoice.customer.own else ():
        pile.owners.setdefault(number, set()).add(invoice.customer.own)


def _ours(files: dict[str, Path], firm: str, pile: _Pile) -> dict[str, Path]:
    """The documents that the firm sent, each once; what is left out becomes a finding."""
    ours, first = dict[str, Path](), dict[str, str]()
    for name, (supplier, number) in pile.documents.items():
        if supplier != firm:
            pile.findings.append(_not_ours(name, pile.suppliers[supplier], pile.suppliers[firm]))
        elif number and number in first:
            again = {"other": first[number]}
            pile.findings.append(Finding(kind="ubl_twice", file=name, value=number, refused=True, params=again))
        else:
            first[number] = name
            ours[name] = files[name]
    return ours


def _not_ours(name: str, supplier: _Party, firm: _Party) -> Finding:
    params = {"firm": firm.name or firm.weak}
    return Finding(kind="ubl_not_ours", file=name, value=supplier.name or supplier.weak, refused=True, params=params)


def _tables(ours: dict[str, Path], title: str, currency: str, pile: _Pile) -> tuple[list[RawTable], list[Finding]]:
    customers = dict[str, tuple[str, dict[str, str]]]()
    units, rounded = Counter[str](), 0
    for name, path in ours.items():
        invoice = _read(path, name)
        number = _customer_id(invoice.customer, pile)
        if number and invoice.day >= customers.get(number, ("", {}))[0]:
            customers[number] = invoice.day, invoice.customer.details
        units.update(line.unit for line in invoice.lines if line.unit in _HOURS)
        rounded += bool(_difference(invoice))
    findings = [
        Finding(kind=kind, file=title, count=count)
        for kind, count in (
            ("ubl_rounded", rounded),
            ("ubl_hours_sold", units.total()),
            ("ubl_days_as_hours", units["DAY"]),
        )
        if count
    ]
    tables = [
        _table(f"{title} [transactions]", "transactions", _TRANSACTIONS, ours, _sales_rows, currency, pile),
        _customer_table(f"{title} [customers]", customers),
    ]
    if units:
        tables.append(_table(f"{title} [hours]", "time_entries", _TIME_ENTRIES, ours, _hour_rows, currency, pile))
    return tables, findings


def _customer_id(party: _Party, pile: _Pile) -> str:
    """The firm's own number where it is on the document, or on another one of the same VAT or company number."""
    if party.own:
        return party.own
    known = next((pile.owners[number] for number in party.numbers if number in pile.owners), set())
    return next(iter(known)) if len(known) == 1 else party.weak


def _customer_table(name: str, customers: dict[str, tuple[str, dict[str, str]]]) -> RawTable:
    rows = [
        [number, *(details.get(one) or None for one in _CUSTOMER_FIELDS)]
        for number, (_, details) in sorted(customers.items())
    ]
    batch = typed_batch(_CUSTOMERS, rows, range(1, len(rows) + 1), [None] * len(rows))
    return RawTable(
        file=name,
        header=tuple(_CUSTOMERS.names),
        batches=lambda: iter([batch] if rows else []),
        table="customers",
        rows=len(rows),
    )


def _table(
    file: str,
    table: str,
    schema: pa.Schema,
    ours: dict[str, Path],
    rows_of: Callable[[_Invoice, str, str], Iterator[_Row]],
    currency: str,
    pile: _Pile,
) -> RawTable:
    def batches() -> Iterator[pa.Table]:
        rows = list[_Row]()
        for name, path in ours.items():
            invoice = _read(path, name)
            other = invoice.currency.upper() != currency.upper()
            found = rows_of(invoice, _customer_id(invoice.customer, pile), name)
            rows += [(cells, line, "other_currency" if other else problem) for cells, line, problem in found]
            if len(rows) >= BATCH_ROWS:
                yield _batch(schema, rows)
                rows = []
        if rows:
            yield _batch(schema, rows)

    return RawTable(file=file, header=tuple(schema.names), batches=batches, table=table)


def _batch(schema: pa.Schema, rows: list[_Row]) -> pa.Table:
    return typed_batch(schema, [cells for cells, _, _ in rows], [line for _, line, _ in rows], [row[2] for row in rows])


def _sales_rows(invoice: _Invoice, customer: str, name: str) -> Iterator[_Row]:
    (issued, due), problem = _days(invoice.day, invoice.due)
    for line in invoice.lines:
        (delivered,), unread = _days(line.delivered or invoice.delivered)
        wrong = problem or unread or ("xml_value_unreadable" if line.amount is None else None)
        cells = [invoice.number, customer or None, issued, _signed(line.amount, invoice)]
        rest = [_signed(line.quantity, invoice), line.product or None, delivered, due, name]
        yield [*cells, *rest], line.source_line, wrong
    difference = _difference(invoice)
    if difference:
        cells = [invoice.number, customer or None, issued, difference]
        yield [*cells, None, "korting/toeslag op factuur", None, due, name], 1, problem


def _hour_rows(invoice: _Invoice, customer: str, name: str) -> Iterator[_Row]:
    for line in invoice.lines:
        if line.unit in _HOURS:
            (worked,), problem = _days(line.delivered or invoice.delivered or invoice.day)
            quantity = _signed(line.quantity, invoice)
            hours = None if quantity is None else quantity * _HOURS[line.unit]
            wrong = problem or ("xml_value_unreadable" if hours is None else None)
            number = f"{invoice.number}-{line.number}"
            yield [number, customer or None, worked, hours, line.product or None, "yes", name], line.source_line, wrong


def _difference(invoice: _Invoice) -> Decimal:
    """What the document charges or allows on the whole: its total excluding VAT less the sum of its lines."""
    amounts = [line.amount for line in invoice.lines if line.amount is not None]
    if invoice.total is None or len(amounts) < len(invoice.lines):
        return Decimal(0)
    return invoice.sign * (invoice.total - sum(amounts, Decimal(0)))


def _signed(value: Decimal | None, invoice: _Invoice) -> Decimal | None:
    return None if value is None else invoice.sign * value


def _days(*texts: str) -> tuple[list[date | None], str | None]:
    try:
        return [day(text) for text in texts], None
    except ValueError:
        return [None] * len(texts), "xml_value_unreadable"


# --- reading one document -------------------------------------------------------------------------------------------


def _read(path: Path, name: str) -> _Invoice:
    """Raises MarkupError where the document is broken, unsafe, or lacks what makes it an invoice."""
    root = document(path, name)
    is_credit = local_name(root) == "CreditNote" or _text(root, "InvoiceTypeCode") == _CREDIT_NOTE
    return _Invoice(
        number=_text(root, "ID"),
        day=_text(root, "IssueDate"),
        due=_text(root, "DueDate") or _text(root, "PaymentMeans", "PaymentDueDate"),
        delivered=_text(root, "Delivery", "ActualDeliveryDate"),
        currency=_text(root, "DocumentCurrencyCode"),
        supplier=_party(root, "AccountingSupplierParty"),
        customer=_party(root, "AccountingCustomerParty"),
        sign=-1 if is_credit else 1,
        total=decimal(_text(root, "LegalMonetaryTotal", "TaxExclusiveAmount")),
        lines=tuple(_line(one) for one in root if local_name(one) in ("InvoiceLine", "CreditNoteLine")),
    )


def _line(element: "_Element") -> _Line:
    quantity = _first(element, "InvoicedQuantity")
    if quantity is None:
        quantity = _first(element, "CreditedQuantity")
    return _Line(
        number=_text(element, "ID"),
        product=_text(element, "Item", "Name") or _text(element, "Item", "Description"),
        amount=decimal(_text(element, "LineExtensionAmount")),
        quantity=None if quantity is None else decimal((quantity.text or "").strip()),
        unit="" if quantity is None else quantity.get("unitCode", ""),
        delivered=_text(element, "Delivery", "ActualDeliveryDate"),
        source_line=line_of(element),
    )


def _party(root: "_Element", tag: str) -> _Party:
    outer = _first(root, tag)
    if outer is None:
        return _Party(own="", numbers=(), name="", details={})
    name = _text(outer, "Party", "PartyName", "Name") or _text(outer, "Party", "PartyLegalEntity", "RegistrationName")
    vat = _text(outer, "Party", "PartyTaxScheme", "CompanyID")
    numbers = (vat, _text(outer, "Party", "PartyLegalEntity", "CompanyID"), _text(outer, "Party", "EndpointID"))
    details = {
        "name": name,
        "email": _text(outer, "Party", "Contact", "ElectronicMail"),
        "phone": _text(outer, "Party", "Contact", "Telephone"),
        "address": _text(outer, "Party", "PostalAddress", "StreetName"),
        "postcode": _text(outer, "Party", "PostalAddress", "PostalZone"),
        "city": _text(outer, "Party", "PostalAddress", "CityName"),
        "country": _text(outer, "Party", "PostalAddress", "Country", "IdentificationCode"),
        "vat_number": vat,
    }
    own = _text(outer, "SupplierAssignedAccountID") or _text(outer, "Party", "PartyIdentification", "ID")
    return _Party(own=own, numbers=tuple(number for number in numbers if number), name=name, details=details)


def _first(element: "_Element", tag: str) -> "_Element | None":
    return next((one for one in element if local_name(one) == tag), None)


def _text(element: "_Element", *path: str) -> str:
    """The text at the end of a path of local names, ``""`` where there is none."""
    here: _Element | None = element
    for tag in path:
        here = None if here is None else _first(here, tag)
    return "" if here is None else (here.text or "").strip()
