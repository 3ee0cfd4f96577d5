"""Page 1: the names, the five sentences, and what is said when something is unknown."""

from decimal import Decimal

import pyarrow as pa
import pytest

from klantkompas.report.names import best_table, five_sentences, gap_text, names_page
from klantkompas.report.reading import measure_of, silence, widest_gaps
from klantkompas.report.remarks import assumptions
from klantkompas.report.writer import Money, Writer, bound, called
from tests.report.fake_base import AS_OF, MONEY, FakeBase, fake_base


def reader(language="nl", currency="EUR"):
    return Writer(language=language, currency=currency, as_of=AS_OF)


def test_a_gap_reads_as_a_colleague_would_say_it():
    row = {
        "revenue_rank": 3,
        "profit_rank": 212,
        "hours_12m": Decimal("41.00"),
        "break_even_hours_12m": Decimal("31.00"),
    }
    assert gap_text(row, reader()) == "nr. 3 in omzet, nr. 212 in winst na uren: 41\u00a0u; dekt zijn kosten bij 31"
    assert gap_text(row, reader("en")) == (
        "no. 3 in turnover, no. 212 in profit after hours: 41\u00a0h; covers its cost at 31"
    )


def test_without_a_break_even_the_gap_leaves_it_out():
    row = {"revenue_rank": 1, "profit_rank": 2, "hours_12m": Decimal(5), "break_even_hours_12m": None}
    assert gap_text(row, reader()) == "nr. 1 in omzet, nr. 2 in winst na uren: 5\u00a0u"


def test_the_widest_gaps_are_those_of_a_plain_sort():
    base = fake_base(60)
    rows = base.table.to_pylist()
    by_hand = sorted(
        (row for row in rows if row["profit_rank"] > row["revenue_rank"] and row["revenue_12m"] > 0),
        key=lambda row: (row["revenue_rank"] - row["profit_rank"], row["revenue_rank"]),
    )
    found = [gap.row["customer_id"] for gap in widest_gaps(base, 10)]
    assert found == [row["customer_id"] for row in by_hand[:10]]


def test_a_customer_without_turnover_has_no_rank_to_drop_from():
    base = fake_base(30)
    first = widest_gaps(base, 1)[0].row["customer_id"]
    place = base.table["customer_id"].to_pylist().index(first)
    values = base.table["revenue_12m"].to_pylist()
    values[place] = Decimal(0)
    at = base.table.column_names.index("revenue_12m")
    table = base.table.set_column(at, "revenue_12m", [pa.array(values, MONEY)])
    changed = FakeBase(table=table, summary=base.summary, lenses=base.lenses)
    assert first not in [gap.row["customer_id"] for gap in widest_gaps(changed, 30)]


@pytest.mark.parametrize(
    ("facts", "measure"),
    [
        ({}, "profit_12m"),
        ({"hours": False}, "margin_12m"),
        ({"hours": False, "amounts": False}, "transactions"),
        ({"customers": 0}, None),
    ],
)
def test_customers_are_ranked_by_the_best_figure_that_is_known(facts, measure):
    assert measure_of(fake_base(**facts)) == measure


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "facts",
    [{}, {"customers": 1}, {"customers": 0}, {"hours": False}, {"hours": False, "amounts": False}, {"names": "none"}],
)
def test_there_are_always_five_sentences(facts, language):
    base = fake_base(**facts)
    writer = reader(language)
    said = [writer.say(code, **params) for code, params in five_sentences(base)]
    assert len(said) == 5
    assert all(sentence and "{" not in sentence and "None" not in sentence for sentence in said)


def test_the_sentences_name_the_amounts_of_the_firm():
    base = fake_base(400)
    code, params = five_sentences(base)[0]
    assert code == "page.sentence.profit"
    assert params["customers"] == 400
    assert params["profit"] == Money(base.summary["profit_12m"], "EUR")


def test_without_hours_nobody_is_accused_and_the_reason_is_said():
    page = names_page(fake_base(40, hours=False), reader())
    assert page.title == "Groot, en stiller dan gewoonlijk"
    assert "er zijn geen uren: lever een urenexport mee" in page.sentences[2]
    assert "winst" not in page.best.caption
    assert all("gewoonlijk om de" in line.text for line in page.lines)


def test_the_silent_are_later_than_their_own_rhythm_and_the_largest_come_first():
    base = fake_base(80)
    rows = [row for row in base.table.to_pylist() if row["overdue"] >= 0.95 and row["usual_gap_days"] is not None]
    quiet = silence(base, 3)
    assert quiet.late == len(rows)
    largest = sorted(rows, key=lambda row: row["revenue_12m"], reverse=True)[:3]
    assert [row["customer_id"] for row in quiet.rows] == [row["customer_id"] for row in largest]


def test_where_a_name_is_absent_the_number_stands():
    table = best_table(fake_base(20, names="none"), reader())
    assert all(row[0].startswith("01") for row in table.rows)


def test_a_long_name_ends_in_an_ellipsis_and_unseen_characters_are_dropped():
    row = {"customer_id": "7", "name": "Bakkerij\u202e De\x00 Linde"}
    assert called(row) == "Bakkerij  De  Linde"
    assert called(row, longest=10) == "Bakkerij…"


def test_what_was_assumed_is_said_as_it_was_given():
    assert assumptions(fake_base(5), reader()) == "met jouw 35\u00a0% en €\u00a062"
    assert assumptions(fake_base(5, currency="GBP"), reader("en", "GBP")) == "with your 35% and £62"
    assert assumptions(fake_base(5, assumed=False), reader()) == ""
    assert assumptions(fake_base(5, hours=False), reader()) == "met jouw 35\u00a0% marge"


def test_margins_per_group_are_called_settings():
    base = fake_base(5)
    base.summary["basis"] |= {"margin": None}
    assert assumptions(base, reader()) == "met jouw marges en uurkosten uit klantkompas.toml"


def test_no_line_ends_between_a_number_and_its_sign():
    assert bound("€ 12 en 5 % in 3 u, niet 3 uur") == "€\u00a012 en 5\u00a0% in 3\u00a0u, niet 3 uur"
