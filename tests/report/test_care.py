"""What customers did after a complaint and after a mark: pictures with their sentences."""

from decimal import Decimal

import pyarrow as pa
import pytest

from klantkompas.insight.recovery import SCHEMA
from klantkompas.insight.satisfaction import CURVE
from klantkompas.report.care import recovery, satisfaction
from klantkompas.report.remarks import remarks
from klantkompas.report.writer import Writer
from tests.report.fake_base import AS_OF
from tests.report.test_worth import marks, plain
from tests.report.valued_base import valued_base, with_changes

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)


def told(state: str, cases: int = 0, **known: object) -> dict[str, object]:
    row = dict.fromkeys(SCHEMA.names) | {"state": state, "cases": cases, "running": 0}
    return row | known


def with_lens(name: str, rows: list[dict[str, object]], schema: pa.Schema):
    base = valued_base()
    return with_changes(base, lenses=dict(base.lenses) | {name: pa.Table.from_pylist(rows, schema=schema)})


SEEN = {
    "again": 0.5,
    "again_low": 0.4,
    "again_high": 0.6,
    "matched": 0.8,
    "gap": -0.3,
    "gap_low": -0.5,
    "gap_high": -0.1,
}


def test_own_figures_stand_beside_the_text_and_comparable_customers():
    rows = [told("unresolved", 20, text=0.09, **SEEN), told("resolved", 3, text=0.54, **SEEN)]
    base = with_lens("recovery", rows, SCHEMA)
    drawn = marks(recovery(base, WRITER).draw("wide"))
    dots = next(points for kind, points in drawn if kind == "point")
    assert [(dot["what"], dot["x"]) for dot in dots[:3]] == [
        ("jouw klanten", 0.5),
        ("vergelijkbaar, zonder klacht", 0.8),
        ("volgens de tekst", 0.09),
    ]
    said = plain(remarks(base, "recovery", WRITER))
    assert said[1] == "Zo ging het bij jullie: niet opgelost 50 % (van 20)."  # three cases say nothing
    assert said[2] == ("Begin bij ‘niet opgelost’: daar bestelt 30 % minder dan vergelijkbare klanten zonder klacht.")


def test_without_own_cases_the_text_is_the_texts():
    base = with_lens("recovery", [told("unresolved", text=0.09)], SCHEMA)
    picture = recovery(base, WRITER)
    assert [dot["what"] for kind, points in marks(picture.draw("wide")) if kind == "point" for dot in points] == [
        "volgens de tekst"
    ]
    assert "van andere bedrijven" in remarks(base, "recovery", WRITER)[1]
    assert picture.table.why["again"] == "no_cases_yet"


def test_without_complaints_the_page_says_what_is_missing():
    assert recovery(valued_base(), WRITER).missing == "no_complaints"
    assert satisfaction(valued_base(), WRITER).missing == "no_marks"


@pytest.mark.parametrize(("low", "do"), [(0.75, "vraag wie een 7 gaf"), (0.55, "kleiner dan hun marge")])
def test_a_step_is_advised_only_where_it_is_larger_than_chance(low, do):
    rows = [
        {"mark": 7.0, "answers": 40, "again": 0.5, "curve": 0.5, "curve_low": 0.4, "curve_high": 0.6},
        {"mark": 8.0, "answers": 40, "again": 0.9, "curve": 0.9, "curve_low": low, "curve_high": 0.97},
    ]
    base = with_lens("satisfaction", rows, CURVE)
    said = plain(remarks(base, "satisfaction", WRITER))
    assert said[1] == "De grootste stap ligt tussen een 7 en een 8: 40 %."
    assert do in said[2]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("20", "500", "kostte € 40,00 meer per klacht en bracht naar schatting € 260 op (€ 20,00 – € 500)"),
        ("-20", "500", "of het dat opbrengt is nog niet te zeggen"),
        ("-900", "-20", "bracht dat niet op"),
    ],
)
def test_what_generosity_brings_is_said_with_its_range(low, high, said):
    base = with_lens("recovery", [told("resolved", 20, **SEEN)], SCHEMA)
    found = {name: Decimal(value) for name, value in (("gain", "260"), ("low", low), ("high", high), ("given", "40"))}
    base = with_changes(base, summary=dict(base.summary) | {"generosity": found})
    assert said in plain(remarks(base, "recovery", WRITER))[1]
    base = with_changes(base, summary=dict(base.summary) | {"generosity": None, "why": {"generosity": "few_cases"}})
    assert "te weinig klachten die opgelost zijn" in plain(remarks(base, "recovery", WRITER))[1]
