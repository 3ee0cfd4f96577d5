"""Auditfiles written by hand after the description of the Belastingdienst/ODB (XAF 3.2 and 4.0.3)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from klantkompas.ledger.sources import LINE, PROBLEM, Source
from tests.ledger.sources.hostile import billion_laughs, outside_entity
from tests.ledger.sources.reading import by_table, kinds, opened, rows, text_file

NAMESPACES = [
    "http://www.auditfiles.nl/XAF/3.2",
    "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.0/structures/XmlAuditfileFinancieel3.2.1",
    "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/XmlauditfileXAF_4.0",
    "http://www.auditfiles.nl/XAF/4.0",
    "",
]
LEDGER = """<generalLedger>
<ledgerAccount><accID>1300</accID><accDesc>Debiteuren</accDesc><accTp>B</accTp></ledgerAccount>
<ledgerAccount><accID>1500</accID><accDesc>Btw hoog</accDesc><accTp>B</accTp></ledgerAccount>
<ledgerAccount><accID>7000</accID><accDesc>Kostprijs omzet</accDesc><accTp>P</accTp></ledgerAccount>
<ledgerAccount><accID>8000</accID><accDesc>Omzet advies</accDesc><accTp>P</accTp></ledgerAccount>
<ledgerAccount><accID>8100</accID><accDesc>Omzet beheer</accDesc><accTp>P</accTp></ledgerAccount>
</generalLedger>"""
PEOPLE = """<customersSuppliers>
<customerSupplier><custSupID>10</custSupID><custSupName>Bakkerij De Linde</custSupName><telephone>0201</telephone>
<eMail>info@linde.example</eMail><taxRegIdent>NL001</taxRegIdent><custSupTp>C</custSupTp>
<streetAddress><streetname>Dam</streetname><number>1</number><city>Amsterdam</city><postalCode>1012JS</postalCode>
<country>NL</country></streetAddress></customerSupplier>
<customerSupplier><custSupID>11</custSupID><custSupName>Café Zoë</custSupName><custSupTp>B</custSupTp>
</customerSupplier>
<customerSupplier><custSupID>90</custSupID><custSupName>Grossier</custSupName><custSupTp>S</custSupTp></customerSupplier>
</customersSuppliers>"""


def line(account: str, amount: str, side: str, **more: str) -> str:
    rest = "".join(f"<{name}>{text}</{name}>" for name, text in more.items())
    return f"<trLine><nr>1</nr><accID>{account}</accID><amnt>{amount}</amnt><amntTp>{side}</amntTp>{rest}</trLine>\n"


def entry(number: str, day: str, *lines: str) -> str:
    head = f"<nr>{number}</nr><desc>x</desc><periodNumber>1</periodNumber><trDt>{day}</trDt>"
    return f"<transaction>{head}{''.join(lines)}</transaction>\n"


def journal(kind: str, *entries: str) -> str:
    return f"<journal><jrnID>J{kind}</jrnID><desc>dagboek</desc><jrnTp>{kind}</jrnTp>{''.join(entries)}</journal>"


def auditfile(
    *journals: str, namespace: str = NAMESPACES[0], totals: str = "", currency: str = "EUR", created: str = "2026-01-10"
) -> str:
    said = f"<curCode>{currency}</curCode><dateCreated>{created}</dateCreated>"
    head = f"<header><fiscalYear>2025</fiscalYear>{said}</header>"
    body = f"{PEOPLE}{LEDGER}<transactions>{totals}{''.join(journals)}</transactions>"
    mark = f' xmlns="{namespace}"' if namespace else ""
    company = f"<company><companyIdent>1</companyIdent><companyName>Firma</companyName>{body}</company>"
    return f"<auditfile{mark}>{head}{company}</auditfile>"


SALE = entry(
    "1",
    "2025-03-03",
    line("1300", "121.00", "D", custSupID="10", invRef="F1", docRef="b1", effDate="2025-03-01"),
    line("8000", "60.00", "C", docRef="b1", product="Advies"),
    line("8100", "40.00", "C", docRef="b1", desc="Beheer maart"),
    line("1500", "21.00", "C"),
)
CREDIT_NOTE = entry(
    "2",
    "2025-03-09",
    line("1300", "12.10", "C", custSupID="10", invRef="F2", effDate="2025-03-08"),
    line("8000", "10.00", "D"),
    line("1500", "2.10", "D"),
)
PAYMENT = entry(
    "1",
    "2025-03-20",
    line("1300", "100.00", "C", custSupID="10", invRef="F1", effDate="2025-03-20"),
    line("1100", "100.00", "D"),
)
REST = entry("2", "2025-04-02", line("1300", "21.00", "C", custSupID="10", invRef="F1"), line("1100", "21.00", "D"))


def read(folder: Path, text: str, **options: Any) -> Source:
    return opened(text_file(folder, text, "2025.xaf"), **options)


def turnover(source: Source) -> list[dict[str, Any]]:
    return rows(by_table(source)["transactions"])


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_turnover_is_the_result_lines_of_sales_journals(tmp_path: Path, namespace: str) -> None:
    text = auditfile(journal("S", SALE, CREDIT_NOTE), journal("B", PAYMENT, REST), namespace=namespace)
    source = read(tmp_path, text)
    columns = ("transaction_id", "customer_id", "date", "amount", "product", "product_group", "paid_on")
    assert [tuple(row[name] for name in columns) for row in turnover(source)] == [
        ("F1", "10", date(2025, 3, 1), Decimal(60), "Advies", "Omzet advies", date(2025, 4, 2)),
        ("F1", "10", date(2025, 3, 1), Decimal(40), "Beheer maart", "Omzet beheer", date(2025, 4, 2)),
        ("F2", "10", date(2025, 3, 8), Decimal(-10), None, "Omzet advies", None),
    ]
    assert kinds(source) == []


def test_an_invoice_paid_in_part_is_not_paid(tmp_path: Path) -> None:
    source = read(tmp_path, auditfile(journal("S", SALE), journal("B", PAYMENT)))
    assert {row["paid_on"] for row in turnover(source)} == {None}


def test_customers_are_those_filed_as_such_and_those_sold_to(tmp_path: Path) -> None:
    source = read(tmp_path, auditfile(journal("S", SALE.replace("<custSupID>10<", "<custSupID>90<"))))
    found = rows(by_table(source)["customers"])
    assert [row["customer_id"] for row in found] == ["10", "11", "90"]
    assert found[0] | {"__line": 0} == {
        "customer_id": "10",
        "name": "Bakkerij De Linde",
        "email": "info@linde.example",
        "phone": "0201",
        "address": "Dam 1",
        "postcode": "1012JS",
        "city": "Amsterdam",
        "region": None,
        "country": "NL",
        "vat_number": "NL001",
        LINE: 0,
        PROBLEM: None,
    }


def test_dutch_letters_for_who_is_who(tmp_path: Path) -> None:
    """Where debtors are filed under D, the C is that of *crediteur*."""
    text = (
        auditfile(journal("S", SALE))
        .replace("<custSupTp>B<", "<custSupTp>D<")
        .replace("<custSupTp>S<", "<custSupTp>C<")
    )
    found = rows(by_table(read(tmp_path, text))["customers"])
    assert [row["customer_id"] for row in found] == ["10", "11"]


def test_latin_1_and_delivery_and_due_days(tmp_path: Path) -> None:
    open_item = "<custSupID>10</custSupID><invRef>F1</invRef><invDueDt>2025-03-31</invDueDt>"
    due = f"<subledgers><subledger><sbLine>{open_item}</sbLine></subledger></subledgers>"
    sale = SALE.replace("<product>Advies", "<settDate>2025-02-27</settDate><product>Bäckerei")
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + auditfile(journal("S", sale), due)
    source = opened(text_file(tmp_path, text.encode("latin-1"), "2025.xml"))
    first = turnover(source)[0]
    assert (first["product"], first["delivered_on"], first["due_on"]) == (
        "Bäckerei",
        date(2025, 2, 27),
        date(2025, 3, 31),
    )
    assert rows(by_table(source)["customers"])[1]["name"] == "Café Zoë"


def test_an_entry_of_several_customers_is_split_by_invoice(tmp_path: Path) -> None:
    together = entry(
        "1",
        "2025-03-03",
        line("1300", "121.00", "D", custSupID="10", docRef="A"),
        line("8000", "100.00", "C", docRef="A"),
        line("1300", "60.50", "D", custSupID="11", docRef="B"),
        line("8000", "50.00", "C", docRef="B"),
        line("8000", "7.00", "C", docRef="C"),
    )
    found = turnover(read(tmp_path, auditfile(journal("S", together))))
    assert [(row["customer_id"], row["transaction_id"], row["amount"]) for row in found] == [
        ("10", "A", 100),
        ("11", "B", 50),
        (None, "C", 7),
    ]


def test_cost_of_sales_in_a_sales_journal_is_cost_not_turnover(tmp_path: Path) -> None:
    sale = SALE.replace("</transaction>", line("7000", "30.00", "D", docRef="b1") + "</transaction>")
    only_cost = entry(
        "3", "2025-03-04", line("1300", "0.00", "D", custSupID="11", invRef="F3"), line("7000", "5.00", "D")
    )
    source = read(tmp_path, auditfile(journal("S", sale, only_cost)))
    assert [(row["transaction_id"], row["amount"], row["cost"]) for row in turnover(source)] == [
        ("F1", 60, 30),
        ("F1", 40, 0),
        ("F3", 0, 5),
    ]
    (finding,) = source.findings
    assert (finding.kind, finding.count, finding.value) == ("xaf_cost_accounts", 2, "7000")


def test_codes_of_the_reference_scheme_go_before_names(tmp_path: Path) -> None:
    account = "<accID>8000</accID><accDesc>{}</accDesc><accTp>P</accTp>"
    plain = auditfile(journal("S", SALE))
    named = plain.replace(account.format("Omzet advies"), account.format("Doorbelaste kostprijs"))
    coded = named.replace(
        "kostprijs</accDesc><accTp>P</accTp>", "kostprijs</accDesc><accTp>P</accTp><RGScode>WOmzNop</RGScode>"
    )
    assert [row["amount"] for row in turnover(read(tmp_path, named))] == [40]
    assert [row["amount"] for row in turnover(read(tmp_path, coded))] == [60, 40]


def test_a_payment_in_the_next_year_settles_the_invoice(tmp_path: Path) -> None:
    text_file(tmp_path, auditfile(journal("S", SALE)), "2025.xaf")
    text_file(
        tmp_path,
        auditfile(journal("S", SALE.replace("F1", "F9").replace("2025-", "2026-")), journal("B", PAYMENT, REST)),
        "2026.xaf",
    )
    found = [row for table in opened(tmp_path).tables if table.table == "transactions" for row in rows(table)]
    assert [(row["transaction_id"], row["paid_on"]) for row in found] == [
        ("F1", date(2025, 4, 2)),
        ("F1", date(2025, 4, 2)),
        ("F9", None),
        ("F9", None),
    ]


def test_entries_in_two_files_count_once_as_the_later_file_has_them(tmp_path: Path) -> None:
    text_file(tmp_path, auditfile(journal("S", SALE), journal("B", PAYMENT), created="2025-04-01"), "kwartaal.xaf")
    mended = SALE.replace("60.00", "61.00")
    text_file(
        tmp_path, auditfile(journal("S", mended, CREDIT_NOTE), journal("B", PAYMENT), created="2026-01-10"), "jaar.xaf"
    )
    source = opened(tmp_path)
    found = [row for table in source.tables if table.table == "transactions" for row in rows(table)]
    assert sum(row["amount"] for row in found) == 61 + 40 - 10
    assert [(one.kind, one.file, one.count) for one in source.findings] == [("xaf_same_entries", "kwartaal.xaf", 2)]


def test_another_currency_makes_every_row_a_problem(tmp_path: Path) -> None:
    path = text_file(tmp_path, auditfile(journal("S", SALE), currency="GBP"), "2025.xaf")
    assert {row[PROBLEM] for row in turnover(opened(path))} == {"other_currency"}
    assert {row[PROBLEM] for row in turnover(opened(path, currency="GBP"))} == {None}


def test_what_the_file_says_of_itself_is_checked(tmp_path: Path) -> None:
    stated = "<linesCount>4</linesCount><totalDebit>121.00</totalDebit><totalCredit>{}</totalCredit>"
    assert kinds(read(tmp_path, auditfile(journal("S", SALE), totals=stated.format("121.00")))) == []
    assert kinds(read(tmp_path, auditfile(journal("S", SALE), totals=stated.format("122.00")))) == ["xaf_totals_differ"]


def test_what_cannot_be_read_is_a_problem_of_its_row(tmp_path: Path) -> None:
    bad = SALE.replace("60.00", "zestig").replace("40.00", "1e400")
    late = CREDIT_NOTE.replace("2025-03-08", "2025-13-08")
    found = turnover(read(tmp_path, auditfile(journal("S", bad, late))))
    assert [row[PROBLEM] for row in found] == ["xml_value_unreadable"] * 3


def test_a_file_without_sales_says_so(tmp_path: Path) -> None:
    source = read(tmp_path, auditfile(journal("B", PAYMENT)))
    assert kinds(source) == ["xaf_no_revenue"]
    assert "transactions" not in by_table(source)


def test_a_file_that_breaks_off_is_refused_whole(tmp_path: Path) -> None:
    text = auditfile(journal("S", *[SALE] * 50))
    source = read(tmp_path, text[: len(text) * 3 // 4])
    assert source.tables == ()
    (finding,) = source.findings
    assert finding.kind == "xml_broken"
    assert finding.line is not None and finding.line > 100


def test_entities_are_refused(tmp_path: Path) -> None:
    secret = text_file(tmp_path, "geheim", "geheim.txt")
    for text in (billion_laughs("auditfile"), outside_entity("auditfile", secret)):
        source = read(tmp_path, text)
        assert kinds(source) in (["xml_entities"], ["xml_broken"])
        assert source.tables == ()


def test_totals_equal_those_of_the_file_to_the_cent(tmp_path: Path) -> None:
    sales = [
        entry(
            str(number),
            f"2025-{1 + number % 12:02d}-15",
            line("1300", f"{number}.37", "D", custSupID="10", invRef=f"F{number}"),
            line("8000", f"{number}.37", "C"),
        )
        for number in range(1, 400)
    ]
    found = turnover(read(tmp_path, auditfile(journal("S", *sales))))
    assert sum(row["amount"] for row in found) == sum(number + Decimal("0.37") for number in range(1, 400))
    assert [row[LINE] for row in found] == sorted({row[LINE] for row in found})
