"""Turnover, customers and payments from auditfiles (XAF 3.2 and 4.0).

Turnover is what stands on result accounts in sales journals, credit positive. The customer and the invoice stand on the
debtors line of the same entry. What was received on an invoice is looked up in the bank and cash journals. The files of
several years belong together: a payment in January settles an invoice of December.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from klantkompas.ledger.findings import Finding
from klantkompas.ledger.sources import RawTable
from klantkompas.ledger.sources.auditfile import Account, Entry, Line, account, day, decimal, walk
from klantkompas.ledger.sources.batches import BATCH_ROWS, typed_batch
from klantkompas.ledger.sources.markup import MarkupError

_MONEY = pa.decimal128(24, 6)
_TRANSACTIONS = pa.schema(
    [
        ("transaction_id", pa.string()),
        ("customer_id", pa.string()),
        ("date", pa.date32()),
        ("amount", _MONEY),
        ("cost", _MONEY),
        ("quantity", _MONEY),
        ("product", pa.string()),
        ("product_group", pa.string()),
        ("delivered_on", pa.date32()),
        ("due_on", pa.date32()),
        ("paid_on", pa.date32()),
    ]
)
_CUSTOMER_FIELDS = {
    "customer_id": "custSupID",
    "name": "custSupName",
    "email": "eMail",
    "phone": "telephone",
    "address": "streetname",
    "postcode": "postalCode",
    "city": "city",
    "region": "region",
    "country": "country",
    "vat_number": "taxRegIdent",
}
_CUSTOMERS = pa.schema([(name, pa.string()) for name in _CUSTOMER_FIELDS])
_TOTALS = ("linesCount", "totalDebit", "totalCredit")
_MONEY_JOURNALS = ("B", "C")
_Invoice = tuple[str, str]
_Row = tuple[int, str | None, dict[str, Any]]


@dataclass(slots=True, kw_only=True)
class _Books:
    """What is known of one auditfile, or of all together, once it has been read to its end."""

    company: str = ""
    created: str = ""
    currency: str = ""
    accounts: dict[str, Account] = field(default_factory=dict)
    relations: dict[str, dict[str, str]] = field(default_factory=dict)
    sold_to: set[str] = field(default_factory=set)
    sales_lines: Counter[str] = field(default_factory=Counter)
    received: dict[_Invoice, tuple[Decimal, str]] = field(default_factory=dict)
    due: dict[_Invoice, str] = field(default_factory=dict)
    entries: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)
    stated: dict[str, str] = field(default_factory=dict)
    counted: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(_TOTALS, Decimal(0)))


def open_auditfiles(files: dict[str, Path], *, currency: str) -> tuple[list[RawTable], list[Finding]]:
    """The turnover of each auditfile and the customers of all, and what is wrong with them.

    Each file is first read to its end, so that a broken one is refused whole; entries that an earlier file has too (an
    export of part of the same year) count once, as the file made last has them.

    Args:
        files: the name a person would use -> path.
        currency: the currency of the ledger; of a file in another, every row is refused.
    """
    findings, read = list[Finding](), dict[str, _Books]()
    seen = set[int]()
    for name in sorted(files, key=lambda name: (_created(files[name], name), name), reverse=True):
        try:
            read[name] = _survey(files[name], name, seen)
        except MarkupError as refused:
            findings.append(refused.finding)
        else:
            seen |= read[name].entries
    together = _merged(read)
    tables = list[RawTable]()
    for name in (name for name in files if name in read):
        found = _file_findings(name, read[name], together)
        findings += found
        if not any(one.kind == "xaf_no_revenue" for one in found):
            tables.append(_turnover(files[name], name, read[name], together, currency))
    if together.relations:
        tables.append(_customers(" + ".join(name for name in files if name in read), together))
    return tables, findings


def _created(path: Path, name: str) -> str:
    try:
        for tag, found in walk(path, name):
            if isinstance(found, dict):
                return found.get("dateCreated", "") if tag == "header" else ""
    except MarkupError:
        pass
    return ""


def _survey(path: Path, name: str, seen: set[int]) -> _Books:
    books = _Books()
    for tag, found in walk(path, name):
        if isinstance(found, Entry):
            _survey_entry(found, books, seen)
        elif tag == "header":
            books.created, books.currency = found.get("dateCreated", ""), found.get("curCode", "")
        elif tag in ("companyIdent", "companyName"):
            books.company = books.company or found.get(tag, "")
        elif tag == "ledgerAccount":
            books.accounts[found.get("accID", "")] = account(found)
        elif tag == "customerSupplier":
            books.relations[found.get("custSupID", "")] = found
        elif tag in _TOTALS:
            books.stated[tag] = found[tag]
        elif found.get("invDueDt"):
            books.due[found.get("custSupID", ""), found.get("invRef", "")] = found["invDueDt"]
    return books


def _survey_entry(entry: Entry, books: _Books, seen: set[int]) -> None:
    books.counted["linesCount"] += len(entry.lines)
    for line in entry.lines:
        if line.credit is not None:
            on_debit = line["amntTp"] == "D"
            books.counted["totalDebit" if on_debit else "totalCredit"] += -line.credit if on_debit else line.credit
    key = _key(entry, books)
    books.entries.add(key)
    if key in seen:
        books.repeated.add(key)
    elif entry.journal_kind == "S":
        books.sales_lines.update(line.account for line in entry.lines)
        books.sold_to.update(line.customer for line in entry.lines if line.customer)
    elif entry.journal_kind in _MONEY_JOURNALS:
        for line in entry.lines:
            if line.customer and line.invoice and line.credit is not None:
                before, last = books.received.get((line.customer, line.invoice), (Decimal(0), ""))
                paid = before + line.credit, max(last, line.day or entry.day)
                books.received[line.customer, line.invoice] = paid


def _key(entry: Entry, books: _Books) -> int:
    return hash((books.company, entry.journal, entry.number, entry.day))


def _merged(read: dict[str, _Books]) -> _Books:
    """All files as one, the file made first first, so that a later one has the last word."""
    whole = _Books()
    for books in reversed(read.values()):
        whole.accounts |= books.accounts
        whole.relations |= books.relations
        whole.due |= books.due
        whole.sold_to |= books.sold_to
        for invoice, (amount, last) in books.received.items():
            before = whole.received.get(invoice, (Decimal(0), ""))
            whole.received[invoice] = before[0] + amount, max(before[1], last)
    return whole


def _file_findings(name: str, books: _Books, together: _Books) -> list[Finding]:
    findings = list[Finding]()
    known = {number: together.accounts.get(number) for number in books.sales_lines}
    cost = [number for number, one in known.items() if one and one.is_result and one.is_cost]
    if cost:
        lines, value = sum(books.sales_lines[number] for number in cost), ", ".join(sorted(cost))[:200]
        findings.append(Finding(kind="xaf_cost_accounts", file=name, count=lines, value=value))
    if books.repeated:
        findings.append(Finding(kind="xaf_same_entries", file=name, count=len(books.repeated)))
    elif not any(one and one.is_result for one in known.values()):
        findings.append(Finding(kind="xaf_no_revenue", file=name))
    stated = {tag: decimal(text) for tag, text in books.stated.items()}
    if any(value is not None and value != books.counted[tag] for tag, value in stated.items()):
        words = {"stated": _figures(books.stated), "read": _figures(books.counted)}
        findings.append(Finding(kind="xaf_totals_differ", file=name, params=words))
    return findings


def _figures(totals: dict[str, Any]) -> str:
    return ", ".join(f"{tag} {totals[tag]}" for tag in _TOTALS if tag in totals)


def _customers(name: str, together: _Books) -> RawTable:
    """Everyone sold to, and who is filed as a customer. ``C`` is that in English, and *crediteur* in Dutch files."""
    kinds = {found.get("custSupTp", "").upper() for found in together.relations.values()}
    ours = ("D", "B") if "D" in kinds else ("C", "B", "")
    chosen = [
        found
        for number, found in sorted(together.relations.items())
        if number in together.sold_to or found.get("custSupTp", "").upper() in ours
    ]
    rows = [tuple(_customer(found)) for found in chosen]
    batch = typed_batch(_CUSTOMERS, rows, range(1, len(rows) + 1), [None] * len(rows))
    return RawTable(
        file=f"{name} [customersSuppliers]",
        header=tuple(_CUSTOMERS.names),
        batches=lambda: iter([batch] if rows else []),
        table="customers",
        rows=len(rows),
    )


def _customer(found: dict[str, str]) -> Iterator[str | None]:
    for name, tag in _CUSTOMER_FIELDS.items():
        text = found.get(tag, "")
        if name == "address":
            text = " ".join(part for part in (text, found.get("number", ""), found.get("numberExtension", "")) if part)
        yield text or None


def _turnover(path: Path, name: str, own: _Books, together: _Books, currency: str) -> RawTable:
    with_cost = any(one.is_cost for one in together.accounts.values())
    schema = _TRANSACTIONS if with_cost else _TRANSACTIONS.remove(_TRANSACTIONS.get_field_index("cost"))
    problem = "other_currency" if own.currency and own.currency.upper() != currency.upper() else None

    def batches() -> Iterator[pa.Table]:
        rows = list[_Row]()
        for _, entry in walk(path, name, ("S",)):
            if isinstance(entry, Entry) and _key(entry, own) not in own.repeated:
                rows += _rows(entry, together)
            if len(rows) >= BATCH_ROWS:
                yield _batch(schema, rows[:BATCH_ROWS], problem)
                rows = rows[BATCH_ROWS:]
        if rows:
            yield _batch(schema, rows, problem)

    return RawTable(file=f"{name} [transactions]", header=tuple(schema.names), batches=batches, table="transactions")


def _batch(schema: pa.Schema, rows: list[_Row], problem: str | None) -> pa.Table:
    cells = [[row.get(name) for name in schema.names] for _, _, row in rows]
    return typed_batch(schema, cells, [line for line, _, _ in rows], [problem or own for _, own, _ in rows])


def _rows(entry: Entry, books: _Books) -> list[_Row]:
    """The turnover lines of one sales entry; the cost of an invoice stands with the first of its lines."""
    debtors = [line for line in entry.lines if line.customer and not _is_result(line, books)]
    sold = [(line, _debtor(line, debtors)) for line in entry.lines if _is_result(line, books)]
    sold.sort(key=lambda pair: (_invoice(entry, *pair), books.accounts[pair[0].account].is_cost))
    rows = list[_Row]()
    for number, pairs in groupby(sold, key=lambda pair: _invoice(entry, *pair)):
        rows += _invoice_rows(entry, number, list(pairs), books)
    return rows


def _invoice_rows(entry: Entry, number: str, pairs: list[tuple[Line, Line | None]], books: _Books) -> list[_Row]:
    costs = [line.credit for line, _ in pairs if books.accounts[line.account].is_cost]
    revenue = pairs[: len(pairs) - len(costs)]
    rows = [_row(entry, line, debtor, number, books) for line, debtor in revenue or pairs[:1]]
    if not costs:
        return rows
    first, problem, cells = rows[0]
    known = [cost for cost in costs if cost is not None]
    rows[0] = first, problem if len(known) == len(costs) else "xml_value_unreadable", cells
    for place, (_, _, cells) in enumerate(rows):
        cells["cost"] = -sum(known) if place == 0 else Decimal(0)
        if not revenue:
            cells["amount"] = Decimal(0)
    return rows


def _is_result(line: Line, books: _Books) -> bool:
    found = books.accounts.get(line.account)
    return found is not None and found.is_result


def _debtor(line: Line, debtors: list[Line]) -> Line | None:
    """The debtors line to which a turnover line belongs: of its own invoice, else the only customer of the entry."""
    for mark in ("invRef", "docRef"):
        own = line[mark]
        same = [one for one in debtors if own and one[mark] == own]
        if len({one.customer for one in same}) == 1:
            return same[0]
    return debtors[0] if len({one.customer for one in debtors}) == 1 else None


def _invoice(entry: Entry, line: Line, debtor: Line | None) -> str:
    return line.invoice or (debtor.invoice if debtor else "") or line["docRef"] or entry.number


def _row(entry: Entry, line: Line, debtor: Line | None, number: str, books: _Books) -> _Row:
    customer = line.customer or (debtor.customer if debtor else "")
    row: dict[str, Any] = {
        "transaction_id": number,
        "customer_id": customer or None,
        "amount": line.credit,
        "quantity": decimal(line["qntity"]),
        "product": line["product"] or line["desc"] or None,
        "product_group": books.accounts[line.account].text or None,
    }
    try:
        row["date"] = day((debtor.day if debtor else "") or line.day or entry.day)
        row["delivered_on"] = day(line.delivered or (debtor.delivered if debtor else ""))
        row["due_on"] = day(books.due.get((customer, number), ""))
        row["paid_on"] = _paid_on(entry, customer, number, books)
    except ValueError:
        return line.number, "xml_value_unreadable", row
    return line.number, "xml_value_unreadable" if line.credit is None else None, row


def _paid_on(entry: Entry, customer: str, number: str, books: _Books) -> date | None:
    """The day of the last payment, where all payments on the invoice together reach what the customer owed."""
    received, last = books.received.get((customer, number), (Decimal(0), ""))
    owed = -sum(
        line.credit
        for line in entry.lines
        if line.credit is not None
        and line.customer == customer
        and line.invoice == number
        and not _is_result(line, books)
    )
    settled = received >= owed if owed > 0 else received <= owed
    return day(last) if last and owed and settled else None
