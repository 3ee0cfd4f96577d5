"""Customers by what people remember of them."""

import pytest

from klantkompas.web.customers.folding import folded, words_of
from klantkompas.web.customers.models import Contact, Customer, Word
from klantkompas.web.customers.search import find, learn


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Bakkerij  De Linde", "bakkerij de linde"), ("Müller & Ørsted", "muller & orsted"), ("Straße", "strasse")],
)
def test_accents_and_capitals_make_no_difference(text, plain):
    assert folded(text) == plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bakker B.V. Zeist", ["bakker", "zeist"]),
        ("B", ["b"]),
        ("7 Up", ["7", "up"]),
        ("Info@Bakker.nl", ["info@bakker.nl"]),
        ("'s-Hertogenbosch", ["hertogenbosch"]),
        (" ", []),
    ],
)
def test_words_are_what_stands_between_signs(text, words):
    assert words_of(text) == words


@pytest.fixture
def firm(customer_of):
    """Bakers, with places, addresses for mail and people."""
    linde = customer_of("Anna", "Bakkerij De Linde", customer_id="00123", city="Zeist", email="info@linde.nl")
    customer_of("Bram", "Café Bakker", customer_id="K77", city="Utrecht")
    customer_of("Carla", "Bakker Zonder", customer_id="K78", city="Zeist")
    Contact.objects.create(customer=linde, name="Zoë Jansen", email="zoe@linde.nl")
    learn(Customer.objects.all())


def names(actor, text):
    return [one.name for one in find(actor, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bak", ["Bakker Zonder", "Bakkerij De Linde", "Café Bakker"]),
        ("cafe", ["Café Bakker"]),
        ("BAK zei", ["Bakker Zonder", "Bakkerij De Linde"]),
        ("zoe", ["Bakkerij De Linde"]),
        ("zoe@l", ["Bakkerij De Linde"]),
        ("00123", ["Bakkerij De Linde"]),
        ("001", ["Bakkerij De Linde"]),
        ("bakker utrecht zeist", []),
        ("akker", []),
        ("100%", []),
        ("", []),
    ],
)
def test_every_word_begins_a_word_of_the_customer(firm, cast, text, expected):
    assert names(cast.dirk, text) == expected


def test_nobody_finds_customers_of_others(firm, cast):
    assert names(cast.anna, "bak") == ["Bakkerij De Linde", "Café Bakker"]
    assert names(cast.carla, "linde") == []
    assert names(cast.eva, "bak") == []


def test_what_changed_is_learned_anew(firm, cast):
    Customer.objects.filter(customer_id="K77").update(name="Eetcafé De Hoek", city="Doorn")
    assert learn(Customer.objects.filter(customer_id="K77")) == 1
    assert names(cast.dirk, "utrecht") == []
    assert names(cast.dirk, "hoek") == ["Eetcafé De Hoek"]
    assert Customer.objects.get(customer_id="K77").sort_name == "eetcafe de hoek"


def test_a_customer_without_a_name_is_found_by_number(customer_of, cast):
    customer = customer_of("Anna", customer_id="Q-12")
    Customer.objects.filter(pk=customer.pk).update(name=None)
    learn(Customer.objects.all())
    assert [one.pk for one in find(cast.anna, "q-12")] == [customer.pk]
    assert Customer.objects.get().sort_name == "q-12"
    assert set(Word.objects.values_list("word", flat=True)) == {"12"}


def test_the_page_and_what_appears_while_typing_show_the_same(firm, cast, client_of):
    client = client_of(cast.anna)
    whole = client.get("/search", {"q": "zei"}).content.decode()
    below = client.get("/search", {"q": "zei"}, headers={"HX-Request": "true"}).content.decode()
    assert "Bakkerij De Linde" in whole and "Bakkerij De Linde" in below
    assert "<html" in whole and "<html" not in below
    assert "Bakker Zonder" not in whole


def test_a_search_takes_few_questions(firm, cast, client_of, django_assert_max_num_queries):
    client = client_of(cast.anna)
    client.get("/search", {"q": "bak"})
    with django_assert_max_num_queries(9):
        client.get("/search", {"q": "bak zeist"})
