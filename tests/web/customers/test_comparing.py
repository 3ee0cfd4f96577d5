"""A customer beside comparable ones, and what relations are called."""

from datetime import date

import pytest
from django.urls import reverse

from klantkompas.web.customers import comparing
from klantkompas.web.customers.comparing import places, recount, share_below
from klantkompas.web.customers.models import Figures, Snapshot, Spread
from klantkompas.web.staff.models import TrailLine, User
from tests.web.conftest import LONG_AGO, somebody


@pytest.mark.parametrize(
    ("value", "part"),
    [(-1, 0.0), (0, 0.0), (5, 0.125), (10, 0.25), (25, 0.625), (30, 0.875), (31, 1.0)],
)
def test_a_place_is_the_part_that_lies_below(value, part):
    assert share_below([0, 10, 20, 30, 30], value) == pytest.approx(part)


def test_among_customers_who_are_all_alike_one_stands_in_the_middle():
    assert share_below([0.0] * 21, 0) == 0.5


@pytest.fixture
def snapshot(db):
    return Snapshot.objects.create(as_of=date(2026, 10, 31), at=LONG_AGO, folder="", fingerprint="x")


@pytest.fixture
def firm(cast, customer_of, snapshot):
    """Twelve bakers who earn 1 to 12 euros, three builders who earn 100, 200 and 300."""
    made = [customer_of("Anna", f"Bakker {n}", sector="brood") for n in range(1, 13)]
    made += [customer_of("Anna", f"Bouwer {n}", sector="bouw") for n in range(1, 4)]
    cents = [100 * n for n in range(1, 13)] + [10_000 * n for n in range(1, 4)]
    for customer, profit in zip(made, cents, strict=True):
        Figures.objects.filter(customer=customer).update(snapshot=snapshot, profit_12m=profit, regularity=2.0)
    return made


def figures(customer):
    return Figures.objects.select_related("snapshot").get(customer=customer)


def test_who_has_enough_of_his_own_kind_is_compared_with_them_and_else_with_everybody(firm, snapshot):
    assert recount(snapshot) == 4  # profit and regularity, of bakers and of all; builders are too few
    baker, builder = firm[11], firm[12]
    place = places(figures(baker), "brood")["profit_12m"]
    assert (place.share, place.group, place.customers, place.middle) == (1.0, "brood", 12, 650)
    among_all = places(figures(builder), "bouw")["profit_12m"]
    assert (among_all.group, among_all.customers) == ("", 15)
    assert among_all.share == pytest.approx(12 / 14, abs=0.01)  # between marks at each twentieth


def test_what_is_unknown_has_no_place_and_a_new_count_takes_the_place_of_the_old(firm, snapshot):
    recount(snapshot)
    recount(snapshot)
    assert Spread.objects.count() == 4
    Figures.objects.filter(customer=firm[0]).update(profit_12m=None)
    assert set(places(figures(firm[0]), "brood")) == {"regularity"}


def test_the_page_says_the_place_in_words_and_draws_it_without_styles(firm, snapshot, cast, client_of):
    recount(snapshot)
    page = client_of(cast.anna).get(reverse("customer", args=[firm[11].pk])).content.decode().replace("\u00a0", " ")
    assert "Verdient meer dan 100 % van 12 klanten in brood." in page
    assert "In het midden € 6,50; de helft tussen € 3,75 en € 9,25." in page
    assert "De middelste helft van 12 klanten in brood heeft 2,0." in page
    assert '<svg class="scale"' in page and "style=" not in page


def test_five_rs_of_the_page_are_those_that_are_compared():
    assert comparing.FIVE_RS == ("recency_ratio", "regularity", "duration_days", "profit_12m", "referral_value")


@pytest.fixture
def sleeper(cast, customer_of, snapshot):
    def of(kind):
        one = customer_of("Anna", kind=kind)
        Figures.objects.filter(customer=one).update(snapshot=snapshot, type="dormant", p_dormant=0.95, phase="new")
        return one

    return of


@pytest.mark.parametrize("kind", ["person", "sole_trader", None])
def test_a_natural_person_is_never_called_by_the_names_of_the_workshop(cast, client_of, sleeper, kind):
    page = client_of(cast.anna).get(reverse("customer", args=[sleeper(kind).pk])).content.decode()
    assert "slapend" in page and "doornroosje" not in page and "zoentje" not in page


def test_the_names_of_the_workshop_are_shown_where_firm_and_reader_want_them(cast, client_of, sleeper):
    client, address = client_of(cast.anna), reverse("customer", args=[sleeper("organisation").pk])
    assert "slapend (doornroosje)" in client.get(address).content.decode()
    client.post(reverse("my_names"), {"workshop": "0"})
    assert "doornroosje" not in client.get(address).content.decode()
    client.post(reverse("my_names"), {"workshop": "1"})
    assert User.objects.get(pk=cast.anna.pk).workshop_names
    client_of(cast.dirk).post(reverse("save_firm"), {})
    assert "doornroosje" not in client.get(address).content.decode()
    assert TrailLine.objects.first().action == "settings.firm"
    client_of(cast.dirk).post(reverse("save_firm"), {"workshop_names": "on"})
    assert "nieuw (eerste zoentje)" in client.get(address).content.decode()


def test_only_who_may_change_settings_decides_for_the_firm(cast, client_of):
    for person in (cast.anna, somebody("Anton", "analyst")):
        assert client_of(person).post(reverse("save_firm"), {}).status_code == 404
