"""The sentences beside the pictures, against numbers worked out by hand."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from klantkompas.report.cohorts import card_company, cohort_table, shades, stack
from klantkompas.report.remarks import remarks
from klantkompas.report.sections import PICTURES
from klantkompas.report.writer import Writer
from tests.report.fake_base import AS_OF, MONEY, FakeBase, fake_base, whale_curve

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)


def with_lens(base, name, table):
    return FakeBase(table=base.table, summary=base.summary, lenses=base.lenses | {name: table})


def plain(sentences):
    return [sentence.replace("\u00a0", " ") for sentence in sentences]


def test_the_whale_curve_is_highest_where_the_last_earner_stands():
    curve = whale_curve([Decimal(1000), Decimal(400), Decimal(0), Decimal(-400)])
    said = plain(remarks(with_lens(fake_base(4), "whale_curve", curve), "whale_curve", WRITER))
    assert said == [
        "De klanten staan van meeste naar minste winst na uren; de lijn telt hun winst op tot € 1.000.",
        "De lijn is op haar hoogst bij 50 % van de klanten, op 140 % van de winst (€ 1.400); "
        "wie daarna komt, kost samen € 400.",
        "Neem de 50 % na de top door met wie de uren schreef: minder uren, een andere prijs, of bewust zo laten.",
    ]


def test_a_whale_curve_that_never_falls_says_how_few_earn_half():
    curve = whale_curve([Decimal(600), Decimal(200), Decimal(200), Decimal(0)])
    said = plain(remarks(with_lens(fake_base(4), "whale_curve", curve), "whale_curve", WRITER))
    assert said[1] == "De lijn daalt nergens: geen klant kost meer dan hij opbrengt."
    assert said[2].startswith("De helft van de winst komt van 25 % van de klanten")


def test_the_change_adds_up_and_names_the_largest_box():
    said = plain(remarks(fake_base(100), "change", WRITER))
    assert said == [
        "Van € 719.000 in de twaalf maanden ervoor naar € 724.400 in de laatste twaalf (winst na uren): "
        "elke balk is een groep klanten.",
        "Het meest deed ‘gegroeid’: € 61.000 bij 33 klanten.",
        "9 vertrokken klanten namen € 51.000 mee en bij 25 klanten kromp het: vraag er vijf waarom.",
    ]


def test_the_months_compare_whole_months_only():
    months = [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    money = [Decimal(10), Decimal(200), Decimal(300), Decimal(999)]
    table = pa.table(
        {
            "month": pa.array(months, pa.date32()),
            "orders": pa.array([1, 2, 3, 4], pa.int64()),
            "revenue": pa.array(money, MONEY),
            "margin": pa.array([None] * 4, MONEY),
            "hours": pa.array([None] * 4, MONEY),
            "service_cost": pa.array([None] * 4, MONEY),
        }
    )
    said = plain(remarks(with_lens(fake_base(4), "months", table), "months", WRITER))
    assert said[1] == "De beste hele maand was okt 2026, met € 300; de minste sep 2026, met € 200."


def test_the_card_company_of_the_workshop_is_earned_back_in_year_two():
    """Workshop: 50 dollars to win a customer; year 4 twice year 3; year 5 three times year 4, or year 3 (METHODS 3)."""
    rows = card_company(WRITER).table.rows
    assert [row[1] for row in rows] == [-30, 15, 70, 180, 510]
    assert [row[2] for row in rows] == [-30, 15, 70, 180, 345]


def test_the_cohort_table_shows_what_remained_of_year_one():
    table = cohort_table(fake_base(30), WRITER)
    first = dict(zip([one.name for one in table.columns], table.rows[0], strict=True))
    assert first["cohort"] == "2019"  # 2018 began before the files do
    assert first["kept_1"] == pytest.approx(36 / 43)
    assert table.rows[-1][2] is None


def test_all_who_were_customers_before_the_files_are_one_layer():
    table = stack(fake_base(30), WRITER).table
    assert [one.label for one in table.columns][:3] == ["kalenderjaar", "al eerder klant", "2019"]


def test_the_oldest_entry_is_the_darkest():
    assert shades(1) == ["#1f3a5f"]
    assert shades(3)[0] == "#1f3a5f"
    assert shades(3)[-1] == "#cdd6e2"


@pytest.mark.parametrize("facts", [{}, {"hours": False}, {"hours": False, "amounts": False}, {"customers": 1}])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_drawn_picture_has_its_sentences(facts, language):
    writer = Writer(language=language, currency="EUR", as_of=AS_OF)
    base = fake_base(**({"customers": 40} | facts))
    drawn = [one for one in (make(base, writer) for make in PICTURES) if one.draw is not None]
    assert drawn
    for one in drawn:
        assert len(remarks(base, one.code, writer)) == 3


def test_a_picture_that_cannot_be_drawn_says_why():
    base = fake_base(40, hours=False)
    missing = {one.code: one.missing for one in (make(base, WRITER) for make in PICTURES) if one.draw is None}
    assert [code for code, why in missing.items() if why == "no_hours"] == [
        "whale_curve",
        "hours_against_profit",
        "guidance",
    ]
