"""E-invoices written by hand after the syntax of Peppol BIS Billing 3 (UBL 2.1)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from klantkompas.ledger.sources import PROBLEM, Source
from tests.ledger.sources.hostile import billion_laughs, outside_entity
from tests.ledger.sources.reading import by_table, kinds, opened, rows, text_file

OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
FIRM = "NL0001B01"


def party(tag: str, vat: str, name: str, own: str = "") -> str:
    number = f"<cac:PartyIdentification><cbc:ID>{own}</cbc:ID></cac:PartyIdentification>" if own else ""
    tax = f"<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID></cac:PartyTaxScheme>" if vat else ""
    return (
        f'<cac:{tag}><cac:Party><cbc:EndpointID schemeID="0106">E{vat}</cbc:EndpointID>{number}'
        f"<cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>"
        "<cac:PostalAddress><cbc:StreetName>Dam 1</cbc:StreetName><cbc:CityName>Amsterdam</cbc:CityName>"
        "<cbc:PostalZone>1012JS</cbc:PostalZone><cac:Country><cbc:IdentificationCode>NL</cbc:IdentificationCode>"
        f"</cac:Country></cac:PostalAddress>{tax}<cac:Contact><cbc:ElectronicMail>a@b.example</cbc:ElectronicMail>"
        f"</cac:Contact></cac:Party></cac:{tag}>"
    )


def line(
    number: int, amount: str, quantity: str, unit: str = "C62", name: str = "Koffie", root: str = "Invoice"
) -> str:
    tag = "InvoicedQuantity" if root == "Invoice" else "CreditedQuantity"
    return (
        f'<cac:{root}Line><cbc:ID>{number}</cbc:ID><cbc:{tag} unitCode="{unit}">{quantity}</cbc:{tag}>'
        f'<cbc:LineExtensionAmount currencyID="EUR">{amount}</cbc:LineExtensionAmount>'
        f"<cac:Item><cbc:Name>{name}</cbc:Name></cac:Item></cac:{root}Line>"
    )


def invoice(
    number: str,
    *lines: str,
    root: str = "Invoice",
    total: str = "",
    day: str = "2026-05-04",
    currency: str = "EUR",
    supplier: str = FIRM,
    customer: str = "",
    more: str = "",
) -> str:
    buyer = customer or party("AccountingCustomerParty", "NL0010B01", "De Linde", "10")
    sums = f"<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>{total}</cbc:TaxExclusiveAmount></cac:LegalMonetaryTotal>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{OASIS}{root}-2" '
        f'xmlns:cac="{OASIS}CommonAggregateComponents-2" xmlns:cbc="{OASIS}CommonBasicComponents-2">'
        f"<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>{more}"
        f"<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>"
        f"{party('AccountingSupplierParty', supplier, 'Firma ' + supplier)}{buyer}"
        f"{sums if total else ''}{''.join(lines)}</{root}>"
    )


def put(folder: Path, **documents: str) -> Source:
    for name, text in documents.items():
        text_file(folder, text, f"{name}.xml")
    return opened(folder)


def turnover(source: Source) -> list[dict[str, Any]]:
    return rows(by_table(source)["transactions"])


def test_lines_are_turnover_and_credit_notes_negative(tmp_path: Path) -> None:
    due = "<cbc:DueDate>2026-06-03</cbc:DueDate>"
    delivery = "<cac:Delivery><cbc:ActualDeliveryDate>2026-05-02</cbc:ActualDeliveryDate></cac:Delivery>"
    source = put(
        tmp_path,
        a=invoice("F1", line(1, "100.00", "4.000"), line(2, "50.05", "1"), total="150.05", more=due + delivery),
        b=invoice("C1", line(1, "20.00", "1", root="CreditNote"), root="CreditNote", total="20.00"),
        c=invoice("C2", line(1, "5.00", "1"), more="<cbc:InvoiceTypeCode>381</cbc:InvoiceTypeCode>"),
    )
    columns = (
        "transaction_id",
        "customer_id",
        "date",
        "amount",
        "quantity",
        "product",
        "delivered_on",
        "due_on",
        "document",
    )
    assert [tuple(row[name] for name in columns) for row in turnover(source)] == [
        ("F1", "10", date(2026, 5, 4), 100, 4, "Koffie", date(2026, 5, 2), date(2026, 6, 3), "a.xml"),
        ("F1", "10", date(2026, 5, 4), Decimal("50.05"), 1, "Koffie", date(2026, 5, 2), date(2026, 6, 3), "a.xml"),
        ("C1", "10", date(2026, 5, 4), -20, -1, "Koffie", None, None, "b.xml"),
        ("C2", "10", date(2026, 5, 4), -5, -1, "Koffie", None, None, "c.xml"),
    ]
    assert kinds(source) == []


def test_customers_have_what_the_documents_say(tmp_path: Path) -> None:
    (found,) = rows(by_table(put(tmp_path, a=invoice("F1", line(1, "1.00", "1"))))["customers"])
    named = ("customer_id", "name", "email", "address", "postcode", "city", "country", "vat_number")
    assert tuple(found[name] for name in named) == (
        "10",
        "De Linde",
        "a@b.example",
        "Dam 1",
        "1012JS",
        "Amsterdam",
        "NL",
        "NL0010B01",
    )


@pytest.mark.parametrize(("total", "expected"), [("95.00", "-5.00"), ("107.50", "7.50"), ("99.99", "-0.01")])
def test_an_allowance_on_the_whole_makes_the_total_right_to_the_cent(tmp_path: Path, total: str, expected: str) -> None:
    source = put(tmp_path, a=invoice("F1", line(1, "60.00", "1"), line(2, "40.00", "1"), total=total))
    found = turnover(source)
    assert sum(row["amount"] for row in found) == Decimal(total)
    assert (found[-1]["amount"], found[-1]["product"]) == (Decimal(expected), "korting/toeslag op factuur")
    assert [(one.kind, one.count) for one in source.findings] == [("ubl_rounded", 1)]


def test_a_charge_on_a_credit_note_is_credited_too(tmp_path: Path) -> None:
    note = invoice("C1", line(1, "60.00", "1", root="CreditNote"), root="CreditNote", total="70.00")
    assert sum(row["amount"] for row in turnover(put(tmp_path, a=note))) == -70


def test_hours_and_days_sold_are_time_entries(tmp_path: Path) -> None:
    lines = (line(1, "200.00", "2.5", "HUR", "Advies"), line(2, "800.00", "1", "DAY", "Training"), line(3, "9.00", "3"))
    source = put(tmp_path, a=invoice("F1", *lines))
    found = rows(by_table(source)["time_entries"])
    columns = ("time_entry_id", "customer_id", "date", "hours", "activity", "billable")
    assert [tuple(row[name] for name in columns) for row in found] == [
        ("F1-1", "10", date(2026, 5, 4), Decimal("2.5"), "Advies", "yes"),
        ("F1-2", "10", date(2026, 5, 4), 8, "Training", "yes"),
    ]
    assert [(one.kind, one.count) for one in source.findings] == [("ubl_hours_sold", 2), ("ubl_days_as_hours", 1)]
    assert sum(row["amount"] for row in turnover(source)) == 1009


def test_documents_of_another_supplier_are_not_sales(tmp_path: Path) -> None:
    one = line(1, "10.00", "1")
    source = put(tmp_path, a=invoice("F1", one), b=invoice("F2", one), c=invoice("F2", one, supplier="NL9999B01"))
    assert [row["document"] for row in turnover(source)] == ["a.xml", "b.xml"]
    (finding,) = source.findings
    assert (finding.kind, finding.file, finding.value) == ("ubl_not_ours", "c.xml", "Firma NL9999B01")
    assert finding.params == {"firm": f"Firma {FIRM}"}


def test_an_invoice_in_two_files_counts_once(tmp_path: Path) -> None:
    source = put(
        tmp_path, a=invoice("F1", line(1, "10.00", "1")), b=invoice("F1", line(1, "10.00", "1"), total="10.00")
    )
    assert len(turnover(source)) == 1
    assert [(one.kind, one.file, one.value) for one in source.findings] == [("ubl_twice", "b.xml", "F1")]


def test_another_currency_is_a_problem_of_its_rows(tmp_path: Path) -> None:
    one = line(1, "10.00", "1")
    source = put(tmp_path, a=invoice("F1", one), b=invoice("F2", one, currency="USD"))
    assert [row[PROBLEM] for row in turnover(source)] == [None, "other_currency"]


def test_one_customer_with_and_without_its_own_number_is_one(tmp_path: Path) -> None:
    without = party("AccountingCustomerParty", "NL0010B01", "De Linde BV")
    source = put(
        tmp_path,
        a=invoice("F1", line(1, "1.00", "1")),
        b=invoice("F2", line(1, "2.00", "1"), customer=without, day="2026-06-01"),
    )
    assert {row["customer_id"] for row in turnover(source)} == {"10"}
    assert [row["name"] for row in rows(by_table(source)["customers"])] == ["De Linde BV"]


def test_two_customers_of_one_vat_group_stay_two(tmp_path: Path) -> None:
    second = party("AccountingCustomerParty", "NL0010B01", "De Linde Zuid", "11")
    unclear = party("AccountingCustomerParty", "NL0010B01", "De Linde ?")
    one = line(1, "1.00", "1")
    source = put(
        tmp_path, a=invoice("F1", one), b=invoice("F2", one, customer=second), c=invoice("F3", one, customer=unclear)
    )
    assert [row["customer_id"] for row in turnover(source)] == ["10", "11", "NL0010B01"]


def test_what_cannot_be_read_is_a_problem_of_its_row(tmp_path: Path) -> None:
    source = put(
        tmp_path,
        a=invoice("F1", line(1, "tien", "1"), line(2, "5.00", "1"), total="15.00"),
        b=invoice("F2", line(1, "5.00", "1"), day="4 mei"),
    )
    assert [row[PROBLEM] for row in turnover(source)] == ["xml_value_unreadable", None, "xml_value_unreadable"]


def test_one_document_alone_is_a_source(tmp_path: Path) -> None:
    source = opened(text_file(tmp_path, invoice("F1", line(1, "10.00", "1")), "F1.xml"))
    assert [table.file for table in source.tables] == ["F1.xml [transactions]", "F1.xml [customers]"]


def test_broken_and_unsafe_documents_are_refused_whole_and_the_others_read(tmp_path: Path) -> None:
    good = invoice("F1", line(1, "10.00", "1"))
    secret = text_file(tmp_path, "geheim", "geheim.dat")
    source = put(
        tmp_path,
        a=good,
        b=good.replace("F1", "F2")[:-60],
        c=billion_laughs("Invoice"),
        d=outside_entity("Invoice", secret),
    )
    assert [row["document"] for row in turnover(source)] == ["a.xml"]
    found = {one.file: one.kind for one in source.findings}
    assert found["b.xml"] == "xml_broken"
    assert {found["c.xml"], found["d.xml"]} <= {"xml_entities", "xml_broken"}
    assert all("geheim" not in str(row) for row in turnover(source))
