"""The language of rules: read from an address, asked of the database, and said in words."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from klantkompas.errors import UsageError
from klantkompas.web.customers.columns import COLUMNS
from klantkompas.web.customers.filters import OF_KIND, Rule, condition, read, row_of, sentence, typed
from klantkompas.web.customers.models import FIGURES, Customer, Figures
from klantkompas.words import explain, has

AS_OF = date(2026, 11, 22)
TWO = "f=type.is.dormant&f=profit_12m.lt.0&f2=city.is.Zeist"


def found(rule: str) -> set[str]:
    return set(Customer.objects.filter(condition(read(rule), as_of=AS_OF)).values_list("name", flat=True))


@pytest.fixture
def firm(customer_of):
    """Three customers: one asleep and costing money, one in Zeist, one of whom nothing is known."""
    lines = {
        customer_of("Anna", "Linde", city="Utrecht", sector=""): {
            "type": "dormant",
            "profit_12m": -12_50,
            "last_transaction": date(2026, 6, 1),
            "p_dormant": 0.7,
            "hours_12m": 850,
        },
        customer_of("Bram", "Éclair", city="Zeist", sector="bakkers", employees=12, internal=True): {
            "type": "loyal",
            "profit_12m": 1_234_56,
            "last_transaction": date(2026, 11, 1),
            "danger_from": date(2027, 1, 1),
            "p_dormant": 0.1,
            "hours_12m": 100,
        },
        customer_of("Anna", "Mol"): {},
    }
    for customer, figures in lines.items():
        Figures.objects.filter(customer=customer).update(**figures)


@pytest.mark.parametrize(
    ("rule", "expected"),
    {
        "": {"Linde", "Éclair", "Mol"},
        TWO: {"Linde", "Éclair"},
        "f=type.is.dormant&f=city.is.Zeist": set(),
        "f=type.not.dormant": {"Éclair", "Mol"},
        "f=type.unknown": {"Mol"},
        "f=profit_12m.lt.0": {"Linde"},
        "f=profit_12m.max.-12.5": {"Linde"},
        "f=profit_12m.min.1234.56": {"Éclair"},
        "f=profit_12m.gt.1234.56": set(),
        "f=profit_12m.known": {"Linde", "Éclair"},
        "f=hours_12m.gt.8": {"Linde"},
        "f=p_dormant.min.70": {"Linde"},
        "f=employees.is.12": {"Éclair"},
        "f=last_transaction.older.90": {"Linde"},
        "f=last_transaction.within.21": {"Éclair"},
        "f=last_transaction.before.2026-11-01": {"Linde"},
        "f=last_transaction.from.2026-11-01": {"Éclair"},
        "f=danger_from.coming.60": {"Éclair"},
        "f=internal.is.yes": {"Éclair"},
        "f=internal.is.no": {"Linde", "Mol"},
        "f=name.starts.ecl": {"Éclair"},
        "f=name.has.ÉCLAIR": {"Éclair"},
        "f=city.is.zeist": {"Éclair"},
        "f=city.has.ei": {"Éclair"},
        "f=city.not.zeist": {"Linde", "Mol"},
        "f=sector.unknown": {"Linde", "Mol"},
        "f=account_manager.is.Anna&f=type.is.dormant": {"Linde"},
        "f=type": {"Linde", "Éclair", "Mol"},
    }.items(),
)
def test_a_rule_finds_who_answers_to_it(firm, rule, expected):
    Customer.objects.filter(name="Éclair").update(sort_name="eclair")
    assert found(rule) == expected


@pytest.mark.parametrize(
    ("rule", "dutch", "english"),
    [
        (
            "f=type.is.dormant&f=profit_12m.lt.0",
            "slapend en winst na uren onder € 0",
            "dormant and profit after hours under €0",
        ),
        (
            TWO,
            "slapend en winst na uren onder € 0, of plaats is Zeist",
            "dormant and profit after hours under €0, or place is Zeist",
        ),
        (
            "f=last_transaction.older.1",
            "laatste order langer dan 1 dag geleden",
            "last order more than 1 day ago",
        ),
        ("f=share.min.62.5", "klantaandeel minstens 62,5 %", "share of customer at least 62.5%"),
        ("f=type.unknown&f=internal.is.no", "soort relatie onbekend en eigen firma: nee", None),
        ("f=kind.not.person", "wie het is in de wet is niet persoon", "kind in law is not person"),
        ("", "alle klanten", "all customers"),
    ],
)
def test_a_rule_is_said_in_words(rule, dutch, english):
    assert sentence(read(rule), "nl").replace("\u00a0", " ") == dutch
    assert english is None or sentence(read(rule), "en") == english


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("f=profits.lt.0", "web_filter_column"),
        ("f=profit_12m.has.0", "web_filter_comparison"),
        ("f=profit_12m.lt.veel", "web_filter_value"),
        ("f=profit_12m.lt.0.001", "web_filter_value"),
        ("f=profit_12m.lt.NaN", "web_filter_value"),
        ("f=type.is.moe", "web_filter_value"),
        ("f=last_transaction.older.-3", "web_filter_value"),
        ("f=last_transaction.before.gisteren", "web_filter_value"),
        ("f=internal.is.misschien", "web_filter_value"),
        (f"f=city.is.{'x' * 201}", "web_filter_value"),
        ("&".join(["f=type.is.loyal"] * 21), "web_filter_long"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_clear_sentence(rule, code):
    with pytest.raises(UsageError) as refused:
        read(rule)
    assert refused.value.code == code
    assert explain(refused.value, "nl")


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(COLUMNS)), st.text(min_size=1, max_size=12).filter(str.strip)),
        max_size=4,
    )
)
def test_an_address_is_read_back_as_it_was_written(parts):
    """Whatever stands in a text, ampersands, points and percent signs too."""
    rule = Rule()
    for at, (column, text) in enumerate(parts):
        textual = COLUMNS[column].kind == "text"
        rule = rule.plus(at % 2, row_of(column, "is" if textual else "known", text))
    assert read(rule.question) == rule
    assert read(rule.question).question == rule.question


@pytest.mark.parametrize(
    ("column", "text", "language", "address"),
    [
        ("profit_12m", "€ 1.234,50", "nl", "1234.50"),
        ("profit_12m", "1.234", "nl", "1234"),
        ("profit_12m", "1,234.50", "en", "1234.50"),
        ("profit_12m", "-3", "nl", "-3"),
        ("profit_12m", "12,5", "nl", "12.5"),
        ("share", "60 %", "nl", "60"),
        ("ended_on", "3-2-2026", "nl", "2026-02-03"),
        ("ended_on", "2026-02-03", "nl", "2026-02-03"),
        ("city", "'s-Hertogenbosch", "nl", "'s-Hertogenbosch"),
    ],
)
def test_numbers_are_read_as_people_type_them(column, text, language, address):
    comparison = OF_KIND[COLUMNS[column].kind][-3]
    assert typed(text, COLUMNS[column], comparison, language) == address


def test_every_figure_and_fact_can_be_asked_for_by_name():
    assert set(FIGURES) - set(COLUMNS) == {"type_reason", "phase_reason"}
    assert all(COLUMNS[name].label("nl") and COLUMNS[name].definition("en") for name in COLUMNS)
    assert all(has(f"{one.words}.{code}") for one in COLUMNS.values() for code in one.choices)


def test_a_row_can_be_added_and_taken_away():
    rule = read(TWO)
    assert rule.without(0, 1).question == "f=type.is.dormant&f2=city.is.Zeist"
    assert rule.without(1, 0).question == "f=type.is.dormant&f=profit_12m.lt.0"
    assert rule.plus(1, row_of("region", "", "")).question == f"{TWO}&f2=region.is"
    assert rule.plus(2, row_of("region", "", "")).asked == rule
    assert read(QueryDict(f"{TWO}&q=bakker&sort=-profit_12m")) == rule
