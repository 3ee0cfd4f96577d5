"""The survival curve with its danger months, and expected orders against those that came."""

import pytest

from klantkompas.report.lasting import survival, tracking
from klantkompas.report.remarks import remarks
from klantkompas.report.writer import Writer
from tests.report.fake_base import AS_OF, fake_base
from tests.report.test_worth import marks, plain, values
from tests.report.valued_base import tracking as tracked
from tests.report.valued_base import valued_base, with_changes

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)


def test_the_curve_stops_where_too_few_are_in_sight():
    """100 relations less 2 a month: 26 are left in month 37, 24 in month 38."""
    picture = survival(valued_base(), WRITER)
    assert [row[0] for row in picture.table.rows] == ["0", "1", "2", "3"]
    (line,) = [points for kind, points in marks(picture.draw("wide")) if kind == "line"]
    assert max(point["x"] for point in line) == 37 / 12


def test_danger_months_are_a_band_with_a_word():
    drawn = marks(survival(valued_base(), WRITER).draw("wide"))
    ((band,),) = [points for kind, points in drawn if kind == "rect"]
    assert (band["x"] * 12, band["x2"] * 12) == pytest.approx((31.5, 40.4))
    assert band["said"] == "afhaakmoment"


def test_who_nears_the_danger_months_is_named_the_most_valuable_first():
    said = plain(remarks(valued_base(), "survival", WRITER))
    assert said[1] == (
        "De helft van de relaties duurt langer dan 3,5 jaar; van de eerste 8,0 jaar is een relatie er gemiddeld "
        "4,2 klant (3,9 – 4,6)."
    )
    assert said[2] == (
        "Tussen maand 32 en 40 vertrekken klanten vaker dan ervoor; 2 klanten komen er het komende kwartaal aan toe. "
        "Plan een servicegesprek, eerst met Bakkerij De Linde 3 en Bakkerij De Linde 5."
    )


def test_without_danger_months_the_reason_is_said():
    said = remarks(valued_base(danger=False), "survival", WRITER)
    assert "klanten vertrekken op geen enkele leeftijd duidelijk vaker" in said[2]


def test_ends_that_contracts_make_are_told_beside_the_danger_months():
    base = valued_base(danger=False)
    terms = [{"month": 12, "share": 0.2}, {"month": 36, "share": 0.4}]
    lasting = base.summary["duration"] | {"danger_reason": "contract_term", "contract_terms": terms}
    said = plain(remarks(with_changes(base, summary=base.summary | {"duration": lasting}), "survival", WRITER))
    assert said[2] == (
        "Er is nu geen afhaakmoment te zien: klanten vertrekken alleen vaker als hun contract afloopt. Plan "
        "servicegesprekken op waarde en stilte, niet op leeftijd. Van alle eindes komt 60 % met het einde van een "
        "contract van 12 en 36 maanden: dat maakt het contract, en telt niet als afhaakmoment. Bespreek verlengen "
        "ruim daarvóór."
    )


@pytest.mark.parametrize(
    ("came", "start"),
    [(100, "Het model hield je klanten bij (3 van 3 maanden"), (150, "Er kwam 50 % meer"), (60, "Er kwam 40 % minder")],
)
def test_expected_orders_are_laid_beside_those_that_came(came, start):
    base = valued_base()
    said = plain(remarks(with_changes(base, lenses=base.lenses | {"tracking": tracked(came)}), "tracking", WRITER))
    assert said[1] == (f"In die 3 maanden kwamen er {3 * came} orders; verwacht waren er 300 (tussen 260 en 340).")
    assert said[2].startswith(start)


def test_the_band_begins_where_the_learning_ended():
    picture = tracking(valued_base(), WRITER)
    band, lines, rule, _ = values(picture.draw("wide"))
    assert [point["x"] for point in band] == ["2026-08-01", "2026-09-01", "2026-10-01"]
    assert len(lines) == 18
    assert rule[0]["x"] == "2026-08-01"
    assert len(picture.table.rows) == 3


def test_what_cannot_be_tracked_says_why():
    base = valued_base()
    row = dict.fromkeys(base.lenses["tracking"].column_names) | {"reason": "too_few_months"}
    lens = base.lenses["tracking"].slice(0, 0).from_pylist([row], schema=base.lenses["tracking"].schema)
    assert tracking(with_changes(base, lenses=base.lenses | {"tracking": lens}), WRITER).missing == "too_few_months"
    assert survival(fake_base(20), WRITER).missing == "not_estimated"
