"""The report as a file: whole, safe, readable for all, the same every time."""

import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from lxml import html

from klantkompas.ledger.intake import FileCount
from klantkompas.report import write_report
from klantkompas.report.charts import ends
from klantkompas.report.drawing import svg
from klantkompas.report.reading import ENDS_ABOVE
from klantkompas.report.sections import PICTURES
from klantkompas.report.writer import Writer
from klantkompas.words import say
from tests.report.fake_base import AS_OF, FakeBase, fake_base, whale_curve
from tests.report.valued_base import valued_base

COUNTS = [
    FileCount(
        file="facturen.csv",
        table="transactions",
        rows_read=1200,
        rows_kept=1190,
        amount_read=16_000_000,
        amount_kept=15_990_050,
        unreadable=2,
    ),
    FileCount(file="klanten.csv", table="customers", rows_read=400, rows_kept=400),
]
WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def written(tmp_path, base, language="nl"):
    path = tmp_path / "report.html"
    write_report(base, findings=[], counts=COUNTS, path=path, language=language)
    return path.read_text(encoding="utf-8")


def renamed(base, name):
    at = base.table.column_names.index("name")
    table = base.table.set_column(at, "name", [pa.array([name] * base.customer_count, pa.string())])
    return FakeBase(table=table, summary=base.summary, lenses=base.lenses)


@pytest.fixture
def undrawn(monkeypatch):
    """Leaves the drawing out, which takes most of the time, where a test is about the words."""
    monkeypatch.setattr("klantkompas.report.sections.svg", lambda *_args, **_named: "<svg></svg>")


def text_of(element):
    return " ".join(element.text_content().split())


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return written(tmp_path_factory.mktemp("report"), fake_base(60))


def test_nothing_is_fetched_and_nothing_runs(page):
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //link | //img | //iframe | //object")
    assert all(str(address).startswith("#") for address in tree.xpath("//@href | //@src"))
    assert not [one for one in tree.iter() if any(str(name).startswith("on") for name in one.attrib)]
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "url(http" not in page


def test_a_name_from_a_file_is_only_ever_text(undrawn, tmp_path):
    text = written(tmp_path, renamed(fake_base(30), EVIL))
    assert "<script" not in text
    assert "<img" not in text
    assert EVIL in html.fromstring(text).xpath("//bdi[@class='name']/@title")[0]


def test_every_picture_has_a_title_a_description_and_a_table(page):
    tree = html.fromstring(page)
    drawings = tree.xpath("//figure//*[local-name()='svg']")
    assert len(drawings) == 11 * 2 + 1  # each wide and narrow, and the whale curve on page 2
    for one in drawings:
        assert one.get("role") == "img"
        for place in one.get("aria-labelledby").split():
            (element,) = tree.xpath(f"//*[@id='{place}']")
            assert element.text
    for section in tree.xpath("//section[contains(@class, 'picture')][.//figure]"):
        assert section.xpath(".//table//caption")


def test_no_two_elements_share_an_id(page):
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_page_has_three_sentences_its_date_and_what_was_assumed(page):
    for section in html.fromstring(page).xpath(
        "//section[contains(@class, 'picture')][.//figure][@id != 'card_company']"
    ):
        assert text_of(section.xpath("./p[@class='date']")[0]) == "per 22-11-2026 · met jouw 35 % en € 62"
        assert len(section.xpath("./ol[@class='sentences']/li")) == 3, section.get("id")


def test_a_definition_is_one_click_away_from_every_head(page):
    tree = html.fromstring(page)
    (head,) = tree.xpath("//section[@id='names']//th[.//summary[starts-with(text(), 'winst na uren')]]")
    assert "Marge min kosten van uren" in text_of(head.xpath(".//details/p")[0])


def test_headings_and_language_help_a_screen_reader(page):
    tree = html.fromstring(page)
    assert tree.get("lang") == "nl"
    assert len(tree.xpath("//h1")) == 1
    assert all(cell.get("scope") for cell in tree.xpath("//th"))
    assert len(tree.xpath("//main")) == 1


def test_unknown_is_a_dash_with_its_reason(undrawn, tmp_path):
    tree = html.fromstring(written(tmp_path, fake_base(40, hours=False)))
    (first, *_) = tree.xpath("//section[@id='ends']//span[@class='unknown']")
    assert first.get("title") == "er zijn geen uren: lever een urenexport mee"
    assert text_of(first) == "–er zijn geen uren: lever een urenexport mee"


def test_rows_read_are_rows_kept_and_refused_to_the_cent(page):
    (table,) = html.fromstring(page).xpath("//section[@id='counts']//table")
    cells = [text_of(cell) for cell in table.xpath(".//tbody/tr[1]/*")]
    assert cells == ["facturen.csv", "1.200", "1.190", "10", "160.000,00", "159.900,50", "99,50", "2"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"customers": 0}, "Tot en met 22-11-2026 is er nog geen klant met een order."),
        ({"customers": 1}, "Je hebt 1 klant;"),
        ({"customers": 30, "hours": False}, "er zijn geen uren: lever een urenexport mee"),
        ({"customers": 30, "hours": False, "amounts": False}, "zonder bedragen"),
        ({"customers": 30, "names": "none"}, "Loop vandaag langs"),
    ],
)
def test_a_report_is_made_whatever_is_missing(undrawn, tmp_path, facts, said):
    text = text_of(html.fromstring(written(tmp_path, fake_base(**facts))))
    assert said in text
    assert "None" not in text
    assert "NaN" not in text


def test_english_has_english_numbers_and_the_currency_of_the_ledger(undrawn, tmp_path):
    text = text_of(html.fromstring(written(tmp_path, fake_base(60, currency="GBP"), "en")))
    assert "as of 22 Nov 2026 · with your 35% and £62" in text
    assert "€" not in text
    assert "klant" not in re.sub(r"[Kk]lantkompas|klanten\.csv", "", text)


def test_page_two_has_four_parts_that_lead_to_their_pages(undrawn, tmp_path):
    tree = html.fromstring(written(tmp_path, valued_base(tmp_path)))
    panels = tree.xpath("//section[@id='board']//article")
    assert [text_of(one.xpath("./h3")[0]) for one in panels] == [
        "Vier soorten relaties", "Wie de winst draagt", "Wat je klanten waard zijn", "Verlengen, verhogen, verbeteren",
    ]  # fmt: skip
    for address in tree.xpath("//section[@id='board']//h3/a/@href"):
        assert tree.xpath(f"//*[@id='{address[1:]}']")
    assert len(panels[0].xpath(".//tbody/tr")) == 5
    assert "klantkompas effect" in text_of(panels[3])


def test_what_cannot_be_shown_yet_stands_together_by_what_it_waits_for(undrawn, tmp_path):
    tree = html.fromstring(written(tmp_path, fake_base(30)))
    (page,) = tree.xpath("//section[@id='lacking']")
    waiting = {text_of(one).split("Nu nog niet: ")[1]: one.xpath("./strong/@id") for one in page.xpath("./p[strong]")}
    assert waiting == {
        "wordt nog niet geschat.": [
            "types_effort", "types_share", "phases", "equity_bridge", "value_spread", "value_names", "survival",
            "tracking",
        ],
        "geef met --previous de customers.parquet van een vorige keer mee.": ["movement"],
        say("why.no_wallet_evidence", "nl") + ".": ["share"],
        say("why.no_complaints", "nl") + ".": ["recovery"],
        say("why.no_marks", "nl") + ".": ["satisfaction"],
        say("why.no_purposes", "nl") + ".": ["budget"],
        say("page.progress.step", "nl") + ".": ["progress"],
    }  # fmt: skip


def test_pictures_of_value_and_relation_are_english_in_english(undrawn, tmp_path):
    text = text_of(html.fromstring(written(tmp_path, valued_base(tmp_path), "en")))
    text = re.sub(r"[Kk]lantkompas|klanten\.csv", "", text)
    assert not re.findall(r"\b(klant\w*|uren|winst|soort|geen|niet|jaar|naar|een|het|van)\b", text)


def test_the_same_facts_give_the_same_file(page, tmp_path):
    assert written(tmp_path, fake_base(60)) == page


def test_a_name_inside_a_drawing_is_only_ever_text():
    base = renamed(fake_base(12), EVIL)
    drawn = svg(ends(base, WRITER), "wide", WRITER, description=EVIL)
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "&lt;script&gt;alert(1)" in drawn


def test_too_many_customers_to_show_is_said(undrawn, tmp_path, monkeypatch):
    monkeypatch.setattr("klantkompas.report.html.ENDS_ABOVE", 25)
    text = written(tmp_path, fake_base(30))
    assert "Je hebt 30 klanten; hier staan de uitersten." in text
    assert ENDS_ABOVE == 50_000


def test_a_sample_of_points_says_so(undrawn, tmp_path, monkeypatch):
    monkeypatch.setattr("klantkompas.report.charts.MOST_POINTS", 20)
    text = written(tmp_path, fake_base(60))
    assert "Het plaatje toont 20 van de 60 klanten" in text


def test_a_firm_that_loses_money_gets_amounts_instead_of_shares(undrawn, tmp_path):
    base = fake_base(30)
    losing = base.lenses | {"whale_curve": whale_curve([Decimal(100), Decimal(-400), Decimal(-900)])}
    base.summary["profit_12m"] = Decimal(-1200)
    text = written(tmp_path, FakeBase(table=base.table, summary=base.summary, lenses=losing))
    assert (
        "De beste 33\u00a0% van je klanten verdient samen €\u00a0100; wie daarna komt, kost samen €\u00a01.300." in text
    )


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here to print with")
def test_page_one_fits_one_a4_even_with_long_names(undrawn, tmp_path):
    from pypdf import PdfReader

    written(tmp_path, fake_base(400, names="long"))
    printed = tmp_path / "report.pdf"
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}"]
    paper = ["--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    subprocess.run([BROWSER, *quiet, *paper, (tmp_path / "report.html").as_uri()], check=True, capture_output=True)
    pages = [one.extract_text() for one in PdfReader(printed).pages]
    assert "Gemaakt door Klantkompas" in pages[0]
    assert pages[1].startswith("De stand in vier plaatjes")
    assert pages[2].startswith("Opgetelde klantwinst")
    assert float(PdfReader(printed).pages[0].mediabox.height) == pytest.approx(842, abs=1)


def test_the_page_on_reading_the_report_names_every_picture():
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "read-the-report.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| ([^|]+) \| [^|]+ \| \[", page, re.MULTILINE)
    base, writer = valued_base(), Writer(language="en", currency="EUR", as_of=AS_OF)
    codes = [make(base, writer).code for make in PICTURES] + ["cohorts", "break_even", "progress", "model"]
    assert told == [writer.say(f"page.{code}.title") for code in codes]
