"""Pictures of value: what they draw, the table behind them, and their three sentences, against figures by hand."""

from decimal import Decimal

import pyarrow as pa
import pytest

from klantkompas.report.remarks import remarks
from klantkompas.report.worth import equity_bridge, model_table, share, tell_model, value_names, value_spread
from klantkompas.report.writer import Writer
from tests.report.fake_base import AS_OF, fake_base
from tests.report.valued_base import VALUES, valued_base, with_changes

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)


def plain(sentences):
    return [sentence.replace("\u00a0", " ") for sentence in sentences]


def values(drawn):
    """The points of every layer of a drawing, in the order in which they are drawn."""
    return [points for _, points in marks(drawn)]


def marks(drawn):
    """The mark of every layer of a drawing, with its points."""
    whole = drawn.to_dict()
    return list(_layers(whole, None, whole.get("datasets", {})))


def _layers(part, data, named):
    data = part.get("data", data)
    if "mark" in part:
        kind = part["mark"] if isinstance(part["mark"], str) else part["mark"]["type"]
        yield kind, named[data["name"]] if "name" in data else data["values"]
    for layer in part.get("layer", ()):
        yield from _layers(layer, data, named)


def test_the_equity_bridge_closes_on_customer_equity_with_a_line_a_box(tmp_path):
    base = valued_base(tmp_path)
    picture = equity_bridge(base, WRITER)
    assert picture.table.rows == (
        ("gewonnen", 1, Decimal(9000)),
        ("gegroeid", 1, Decimal(500)),
        ("gekrompen", 2, Decimal(-1050)),
        ("verloren", 1, Decimal(-700)),
    )
    steps = values(picture.draw("wide"))[0]
    assert [(step["low"], step["high"]) for step in steps] == [
        (0, 15250), (15250, 24250), (24250, 24750), (23700, 24750), (23000, 23700), (0, 23000),
    ]  # fmt: skip
    assert steps[-1]["high"] == sum(VALUES)


def test_the_bridge_names_who_shrank_the_most(tmp_path):
    said = plain(remarks(valued_base(tmp_path), "equity_bridge", WRITER))
    assert said[0].startswith("Het klantvermogen was een jaar geleden € 15.250 en is nu € 23.000:")
    assert said[1] == "Het meest deed ‘gewonnen’: + € 9.000. De waarde van nu ligt tussen € 18.000 en € 28.000."
    assert said[2].endswith("Bakkerij De Linde 2 en Bakkerij De Linde 3.")


def test_the_spread_counts_everybody_once_and_adds_up_to_customer_equity():
    table = value_spread(valued_base(), WRITER).table
    assert sum(row[1] for row in table.rows) == 12
    assert sum(row[2] for row in table.rows) == sum(VALUES)
    assert table.rows[0][0].startswith("onder ")
    assert table.rows[-1][0].endswith(" of meer")


def test_the_spread_says_the_middle_beside_the_average():
    """The middle of 1,200 and 900 is 1,050; the one best of twelve holds 9,000 of 23,000."""
    said = plain(remarks(valued_base(), "value_spread", WRITER))
    assert said[0].startswith("Elke balk telt klanten naar klantwaarde: wat zij in de komende 5 jaar")
    assert "Gemiddeld € 1.917, maar de middelste klant is € 1.050 waard" in said[1]
    assert "de beste tien procent draagt 39 % van het klantvermogen, en 2 klanten kosten" in said[1]


def test_everybody_with_the_same_value_is_one_bar():
    base = valued_base()
    at = base.table.column_names.index("lifetime_value")
    same = pa.array([Decimal(700)] * 12, base.table.schema.field("lifetime_value").type)
    table = value_spread(with_changes(base, table=base.table.set_column(at, "lifetime_value", same)), WRITER).table
    assert [row[1:] for row in table.rows] == [(12, Decimal(8400))]


def test_the_most_valuable_are_drawn_with_their_range():
    picture = value_names(valued_base(), WRITER)
    points = values(picture.draw("wide"))[0]
    assert [point["value"] for point in points] == sorted(VALUES, reverse=True)[:10]
    assert all(point["low"] < point["value"] < point["high"] for point in points)
    said = plain(remarks(valued_base(), "value_names", WRITER))
    assert "het onzekerst is Bakkerij De Linde 9: tussen € -900 en € 10.100." in said[1]
    assert "begin bij Bakkerij De Linde 9: de kans dat die nog klant is, is 27 %." in said[2]


def test_who_buys_the_most_elsewhere_comes_first_and_only_who_is_estimated_is_asked():
    """1,000 at a share of 25 % leaves 3,000 elsewhere, at 40 % 1,500, at half 1,000."""
    base = valued_base()
    picture = share(base, WRITER)
    assert [row[-1] for row in picture.table.rows][:3] == [Decimal(3000), Decimal(1500), Decimal(1000)]
    points = values(picture.draw("wide"))[0]
    evidence = [row[5] for row in picture.table.rows]
    assert [point["open"] for point in points] == [one == "geschat" for one in evidence]
    said = plain(remarks(base, "share", WRITER))
    assert said[2].startswith("Vraag Bakkerij De Linde 5, Bakkerij De Linde 4 en Bakkerij De Linde 8 wat zij elders")


def test_the_model_says_pace_and_leaving_in_words():
    """1 / 36.525 / 2 orders a day are five a year; 1 of 25 stop after an order."""
    said = plain(tell_model(valued_base(), WRITER))
    assert said[0] == (
        "Wie klant is, bestelt gemiddeld 5,0 keer per jaar; na elke order houdt naar schatting 4 % ongemerkt op."
    )
    assert "k = 2" in said[1]
    assert [row[0] for row in model_table(valued_base(), WRITER).rows][-1] == "tot rust gekomen"


def test_a_model_that_did_not_settle_is_said():
    base = valued_base()
    model = base.summary["model"] | {"converged": False}
    shaky = with_changes(base, summary=base.summary | {"model": model})
    assert tell_model(shaky, WRITER)[2].startswith("Het rekenen kwam niet tot rust")


@pytest.mark.parametrize("make", [equity_bridge, value_spread, value_names, share])
def test_what_is_not_known_yet_is_said_with_its_reason(make):
    picture = make(fake_base(20), WRITER)
    assert picture.draw is None
    assert picture.missing in ("not_estimated", "no_wallet_evidence")
