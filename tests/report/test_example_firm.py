"""The whole way: the example firm's own exports become a report and a workbook."""

from decimal import Decimal

import openpyxl
import pytest
from lxml import html

from klantkompas.insight.base import analyse
from klantkompas.ledger.book import open_ledger
from klantkompas.ledger.example_firm import write_example
from klantkompas.report import write_report, write_workbook
from klantkompas.rules import ProfitRules, Rules


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("firm")
    write_example(out=folder, customers=40, seed=3)
    rules = Rules(profit=ProfitRules(margin=Decimal("0.35"), hourly_cost=Decimal(62)))
    with open_ledger(folder, rules=rules) as ledger:
        yield ledger, analyse(ledger)


def test_a_real_base_becomes_a_report(firm, tmp_path):
    ledger, base = firm
    path = tmp_path / "report.html"
    write_report(base, findings=ledger.findings, counts=ledger.counts, path=path, language="nl")
    tree = html.fromstring(path.read_text(encoding="utf-8"))
    assert len(tree.xpath("//ol[@class='lines']/li")) > 0
    assert len(tree.xpath("//figure")) >= 9
    assert "None" not in tree.text_content()


def test_a_real_base_becomes_a_workbook(firm, tmp_path):
    ledger, base = firm
    path = tmp_path / "customers.xlsx"
    write_workbook(base, findings=ledger.findings, counts=ledger.counts, path=path, language="nl")
    sheet = openpyxl.load_workbook(path)["Klanten"]
    assert sheet.max_row == base.customer_count + 2
