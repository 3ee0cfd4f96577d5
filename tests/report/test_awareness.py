"""Who knows what we have stands in the report, with a figure at stake only where somebody said what he spends."""

from decimal import Decimal

import pyarrow as pa

from klantkompas.insight.awareness import SCHEMA
from klantkompas.insight.knowing import STATES
from klantkompas.report.awareness import awareness_table, tell_awareness
from klantkompas.report.writer import Writer
from tests.report.fake_base import AS_OF, fake_base
from tests.report.valued_base import with_changes

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)


def group(name: str, stake: Decimal | None = None, segment: str | None = None, **counts: int):
    row = {"segment": segment, "product_group": name, "customers": 40, "stake": stake, "stake_customers": 0}
    return row | dict.fromkeys(STATES, 0) | counts


def base_of(*rows):
    return with_changes(fake_base(5), lenses={"awareness": pa.Table.from_pylist(list(rows), schema=SCHEMA)})


def told(*rows):
    return [one.replace("\u00a0", " ") for one in tell_awareness(base_of(*rows), WRITER)]


def test_the_least_known_stands_first_with_what_is_at_stake():
    asked = group("onderhoud", Decimal(8000), does_not_know=12, stake_customers=5, not_asked=28)
    rows = awareness_table(base_of(group("papier", buys=40), asked, group("x", segment="groot")), WRITER).rows
    assert [row[0] for row in rows] == ["onderhoud", "papier"]
    assert told(asked)[0] == "12 van de 40 klanten weten niet dat wij onderhoud hebben."
    assert "ongeveer € 8.000 per jaar, geteld over de 5 klanten van wie dat bekend is" in told(asked)[1]


def test_without_evidence_there_is_no_figure_and_it_says_why():
    assert "is niet te zeggen" in told(group("onderhoud", does_not_know=3, not_asked=37))[1]
    assert "Nog aan niemand is gevraagd" in told(group("onderhoud", not_asked=40))[0]
    assert "kende iedereen" in told(group("onderhoud", knows=4, not_asked=36))[0]
