"""The four types, the movement between them, and the phases: drawn from columns by hand."""

import pytest

from klantkompas.report.relations import SHAPES, SIGNS, TYPES, movement, phases, type_table, types_effort, types_share
from klantkompas.report.remarks import remarks
from klantkompas.report.writer import Writer
from klantkompas.words import say
from tests.report.fake_base import AS_OF, fake_base
from tests.report.test_worth import plain, values
from tests.report.valued_base import valued_base, with_changes

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)
WORKSHOP = ("opblaaspop", "doornroosje", "overspelig", "huwelijk", "zoentje", "knuffel")


def test_every_type_has_a_shape_and_a_sign_of_its_own():
    assert len(set(SHAPES.values())) == len(set(SIGNS.values())) == len(TYPES)


def test_types_stand_with_their_money_and_hours():
    rows = type_table(valued_base(), WRITER).rows
    assert [row[0] for row in rows] == [
        "● vaste klant", "◆ koopt ook elders", "■ slapend", "▼ bewerkelijk", "✚ nog onduidelijk",
    ]  # fmt: skip
    assert [row[1] for row in rows] == [3, 3, 2, 2, 2]


def test_the_borders_are_in_view():
    layers = values(types_effort(valued_base(), WRITER).draw("wide"))
    assert layers[0] == [{"x": 8.0}]
    assert {point["y"] for point in layers[1]} == {0.0}
    assert len(layers[2]) == 12
    border, dots = values(types_share(valued_base(), WRITER).draw("wide"))
    assert border == [{"x": 0.6}]
    assert len(dots) == 9  # three customers have no share


def test_demanding_customers_are_told_in_hours_and_money():
    said = plain(remarks(valued_base(), "types_effort", WRITER))
    assert "Rechts van de staande streep (8 u per jaar)" in said[0]
    assert said[1] == "2 klanten zijn bewerkelijk: samen 20 u, 17 % van alle uren, en na die uren kosten zij € 300."
    assert said[2].startswith("Spreek met wie ")


def test_who_may_buy_elsewhere_is_asked_and_who_sleeps_is_called():
    said = remarks(valued_base(), "types_share", WRITER)
    assert said[1].startswith("3 vaste klanten; 3 klanten kopen mogelijk ook elders, en 2 klanten slapen.")
    assert said[2].startswith("Vraag Bakkerij De Linde 3, Bakkerij De Linde 4 en Bakkerij De Linde 5")
    assert "bel Bakkerij De Linde 6" in said[2]


def test_movement_counts_who_had_a_type_then_and_now():
    """2 stayed loyal, 3 went from loyal to dormant, 1 from shared to loyal, 2 stayed dormant; 4 had no type then."""
    base = valued_base()
    table = movement(base, WRITER).table
    assert [one.label for one in table.columns[1:]] == ["vaste klant", "koopt ook elders", "slapend"]
    assert table.rows == (("vaste klant", 2, 0, 3), ("koopt ook elders", 1, 0, 0), ("slapend", 0, 0, 2))
    said = remarks(base, "movement", WRITER)
    assert said[1] == ("4 van 8 klanten veranderden van soort; het vaakst van ‘vaste klant’ naar ‘slapend’: 3 keer.")
    assert said[2].startswith("3 vaste klanten werden iets anders (0 koopt ook elders, 3 slapend, 0 bewerkelijk)")


def test_without_an_earlier_run_the_one_step_is_said():
    base = valued_base()
    lenses = {name: table for name, table in base.lenses.items() if name != "type_movement"}
    assert movement(with_changes(base, lenses=lenses), WRITER).missing == "no_previous"
    assert "--previous" in say("why.no_previous", "nl")


def test_phases_are_counted_in_their_order_and_the_strained_are_named():
    table = phases(valued_base(), WRITER).table
    assert [row[0] for row in table.rows] == [
        "prospect",
        "nieuw",
        "in opbouw",
        "vaste relatie",
        "onder druk",
        "beëindigd",
    ]
    assert [row[1] for row in table.rows] == [1, 1, 3, 3, 2, 2]
    said = remarks(valued_base(), "phases", WRITER)
    assert said[2] == "2 relaties staan onder druk: bel eerst Bakkerij De Linde 2 en Bakkerij De Linde 9."


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_names_of_the_workshop_are_not_in_a_report(language):
    base, writer = valued_base(), Writer(language=language, currency="EUR", as_of=AS_OF)
    said = " ".join(
        str(value)
        for make in (types_effort, types_share, movement, phases)
        for row in make(base, writer).table.rows
        for value in row
    )
    assert not [word for word in WORKSHOP if word in said]


@pytest.mark.parametrize("make", [types_effort, types_share, phases])
def test_without_types_it_is_said_why(make):
    picture = make(fake_base(20), WRITER)
    assert picture.draw is None
    assert picture.missing == "not_estimated"
