"""The Monday list on paper: who, what, how long, what it brings and how sure that is, for each account manager."""

from decimal import Decimal

import pyarrow as pa
import pytest
from lxml import html

from klantkompas.advice.monday import SCHEMA, Advice
from klantkompas.advice.playbook import read_playbook
from klantkompas.report.monday import certainty, organisations_of, write_monday
from klantkompas.report.writer import Writer
from tests.ledger_files import ledger_of, sold
from tests.report.fake_base import AS_OF
from tests.report.valued_base import valued_base

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)
ROWS = [
    # place, manager, action, hours, at stake, gain, basis, reason, arm
    (6, "Anna", "wake", "0.5", "1900", "60.40", "assumed", "Gewoonlijk elke 17 dagen, nu 41 dagen stil.", "treated"),
    (2, "Anna", "recovery", "3", "0", "-236", "assumed", "Een klacht van 21 dagen oud is nog niet opgelost.", "none"),
    (7, "Anna", "wake", "0", "700", "0", "assumed", "Controlegroep van 'wekken'.", "held_out"),
    (0, "Bram", "spoil", "1", "9000", "385", "measured", "Verdiende <b>veel</b>.", "treated"),
    (8, "Bram", "shift", "0.5", "100", "40", "assumed", "Te weinig uren.", "none"),
    (1, None, "do_nothing", "0", "0", "0", "assumed", "Geen actie brengt meer dan zij kost.", "none"),
    (9, None, "let_sleep", "0", "0", "0", "assumed", "Wekken kost meer dan het brengt.", "none"),
]  # fmt: skip


def manager(given, used, price, short="0"):
    told = {"hours": given, "hours_used": used, "hour_price": price, "hours_short": short}
    return {name: Decimal(value) for name, value in told.items()}


def advice(base, rows=ROWS, language="nl"):
    ids = base.table["customer_id"].to_pylist()
    lines = [
        {
            "customer_id": ids[place], "account_manager": who, "action": action, "hours": Decimal(hours),
            "cost": Decimal(0), "at_stake": Decimal(stake), "gain": Decimal(gain), "gain_low": Decimal(gain) - 10,
            "gain_high": Decimal(gain) + 10, "gain_basis": basis, "reason": reason, "arm": arm,
        }
        for place, who, action, hours, stake, gain, basis, reason, arm in rows
    ]  # fmt: skip
    names = base.table["name"].to_pylist()
    return Advice(
        as_of=AS_OF,
        table=pa.Table.from_pylist(lines, schema=SCHEMA),
        names=pa.array([names[row[0]] for row in rows], pa.string()),
        summary={
            "customers": 12, "hours": {"given": Decimal(9), "used": Decimal(5)}, "budget": None, "cost": Decimal(0),
            "gain": {"value": Decimal(485), "low": Decimal(100), "high": Decimal(900)}, "gain_basis": "partial",
            "held_out": 1, "few_customers": True, "waiting_long": 0, "facts_seen": True,
            "account_managers": {"Anna": manager("4", "3.5", "85.20"), "Bram": manager("2", "1.5", "12", short="2")},
        },
        playbook=read_playbook(),
        language=language,
        currency="EUR",
    )  # fmt: skip


def page(tmp_path, base=None, organisations=None, **changes):
    base = base or valued_base()
    path = tmp_path / "advice.html"
    write_monday(advice(base, **changes), base, path=path, organisations=organisations)
    return html.fromstring(path.read_text(encoding="utf-8"))


def text_of(element):
    return " ".join(element.text_content().replace("\u00a0", " ").split())


def rows_of(tree, part):
    (section,) = [one for one in tree.xpath("//section") if text_of(one.xpath("./h2")[0]) == part]
    return [text_of(row) for row in section.xpath(".//tbody/tr")]


def test_every_line_says_who_what_how_long_and_whether_it_was_measured(tmp_path):
    tree = page(tmp_path)
    must, wake = rows_of(tree, "Anna")
    assert must == (
        "☐ Bakkerij De Linde 2● vaste klant, gok klacht goedmaken: snel en royaal"
        "Een klacht van 21 dagen oud is nog niet opgelost. 3 u – moet"
    )
    assert wake == (
        "☐ Bakkerij De Linde 6■ slapend, gok bellen en vragen waarom"
        "Gewoonlijk elke 17 dagen, nu 41 dagen stil. 0,5 u € 1.900 € 60 aanname"
    )
    assert rows_of(tree, "Bram")[0].endswith("1 u € 9.000 € 385 gemeten")


def test_hours_used_and_the_price_of_an_hour_stand_with_each_account_manager(tmp_path):
    sums = [text_of(one) for one in page(tmp_path).xpath("//section/p[@class='date']")]
    assert sums == [
        "3,5 u van 4 u · één uur meer zou € 85 brengen",
        "1,5 u van 2 u, en 2 u te weinig voor wat moet · één uur meer zou € 12 brengen",
    ]


def test_who_is_left_alone_is_said_and_is_no_line_of_the_list(tmp_path):
    tree = page(tmp_path)
    (alone,) = tree.xpath("//ul[@class='alone']/li")
    assert text_of(alone) == "Bakkerij De Linde 7 (geen ‘bellen en vragen waarom’)"
    assert not [row for row in rows_of(tree, "Anna") if "Linde 7" in row]
    assert "1 klant wordt bewust met rust gelaten" in text_of(tree)


def test_proposals_to_serve_less_stand_apart_and_leave_the_decision(tmp_path):
    (part,) = [one for one in page(tmp_path).xpath("//section") if one.xpath("./h2//text()") == ["Bram"]]
    first, second = part.xpath("./table")
    assert "Bakkerij De Linde 8" in text_of(second)
    assert "Bakkerij De Linde 8" not in text_of(first)
    assert "niets hiervan gebeurt vanzelf, beslis het zelf" in text_of(part)


def test_doing_nothing_and_letting_sleep_are_counted(tmp_path):
    assert "Bij 1 klant doe je niets, en 1 klant laat je slapen" in text_of(page(tmp_path))


def test_the_names_of_the_workshop_stand_beside_organisations_only(tmp_path):
    base = valued_base()
    assert "doornroosje" not in text_of(page(tmp_path, base))
    ids = base.table["customer_id"].to_pylist()
    text = text_of(page(tmp_path, base, organisations={ids[6]}))
    assert "slapend, gok (doornroosje)" in text
    assert "huwelijkspartner" not in text


def test_text_from_the_facts_is_only_ever_text(tmp_path):
    tree = page(tmp_path)
    assert not tree.xpath("//b | //script")
    assert "Verdiende <b>veel</b>." in text_of(tree)


def test_an_empty_list_says_so_in_english_too(tmp_path):
    text = text_of(page(tmp_path, rows=ROWS[-2:], language="en"))
    assert "There is nobody for whom an action is expected to bring more than it costs" in text
    assert "klant" not in text.replace("klantkompas", "")


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.95, "vrijwel zeker"), (0.90, "vrijwel zeker"), (0.6, "waarschijnlijk"), (0.59, "gok"), (None, "gok")],
)
def test_certainty_in_words(chance, said):
    assert certainty(chance, WRITER) == said


def test_only_who_is_called_an_organisation_is_one(tmp_path):
    """Of the list the first is an organisation, the second a person; of the third nothing is said."""
    ids = valued_base().table["customer_id"].to_pylist()
    facts = ledger_of(
        tmp_path,
        transactions=[sold(one, "2026-01-05", "10") for one in ids],
        customers=[{"customer_id": ids[6], "kind": "organisation"}, {"customer_id": ids[2], "kind": "person"},
                   {"customer_id": ids[5], "kind": "organisation"}],
    )  # fmt: skip
    with facts as ledger:
        assert organisations_of(ledger, advice(valued_base())) == {ids[6]}
