"""The list of customers: whose, in which order, a page at a time, and the address that says so."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.test import Client

from klantkompas.web.customers import search
from klantkompas.web.customers.lists import LINES, Wanted, page, read
from klantkompas.web.customers.models import Customer, Figures, SavedView, Snapshot
from klantkompas.web.customers.search import learn

AS_OF = date(2026, 11, 22)


def names(client: Client, question: str = "") -> list[str]:
    """Names on a page, from top to bottom."""
    response = client.get(f"/customers?{question}")
    assert response.status_code == 200
    return [line.name for line in response.context["lines"]]


def figures(customer, **columns):
    Figures.objects.filter(customer=customer).update(**columns)


@pytest.fixture
def snapshot(db):
    return Snapshot.objects.create(
        as_of=AS_OF, at=datetime(2026, 11, 22, 3, 0, tzinfo=UTC), folder="", summary={"currency": "EUR"}
    )


@pytest.fixture
def firm(customer_of, snapshot):
    """A hundred and thirty customers of Anna; every third without figures, many with the same profit."""
    for n in range(130):
        customer = customer_of("Anna", f"Klant {n:03}")
        if n % 3:
            figures(customer, profit_12m=(n % 5) * 100, type="loyal", p_loyal=0.95, snapshot=snapshot)


def walked(actor, wanted: Wanted) -> list[int]:
    """Every customer by following the pages to the end, and back again to the same page."""
    found, place = [], wanted
    while True:
        shown = page(actor, place, as_of=AS_OF)
        found.append([line.pk for line in shown.lines])
        if shown.later is None:
            break
        place = read(QueryDict(f"{wanted.question}&after={shown.later}"))
    for earlier in reversed(found[:-1]):
        shown = page(actor, read(QueryDict(f"{wanted.question}&before={shown.earlier}")), as_of=AS_OF)
        assert [line.pk for line in shown.lines] == earlier
    assert shown.earlier is None or len(found) == 1
    return [pk for part in found for pk in part]


@pytest.mark.parametrize("sort", ["name", "-name", "profit_12m", "-profit_12m", "revenue_12m", "-last_transaction"])
def test_pages_show_everybody_once_there_and_back(firm, cast, sort):
    wanted = read(QueryDict(f"sort={sort}"))
    found = walked(cast.dirk, wanted)
    assert sorted(found) == sorted(Customer.objects.values_list("pk", flat=True))


def test_the_unknown_stands_last_whichever_way_the_list_is_sorted(firm, cast):
    for sort in ("profit_12m", "-profit_12m"):
        profits = [Figures.objects.get(pk=pk).profit_12m for pk in walked(cast.dirk, read(QueryDict(f"sort={sort}")))]
        known = [one for one in profits if one is not None]
        assert profits == sorted(known, reverse=sort[0] == "-") + [None] * (130 - len(known))


def test_a_page_behind_a_customer_that_is_gone_begins_anew(firm, cast):
    shown = page(cast.dirk, read(QueryDict("after=999999")), as_of=AS_OF)
    assert shown.lines[0].name == "Klant 000"


def test_a_page_does_not_tell_where_a_customer_of_others_stands(cast, customer_of, snapshot):
    for manager, profit in (("Anna", 100), ("Carla", 200), ("Anna", 300)):
        figures(customer_of(manager, f"{manager} {profit}"), profit_12m=profit)
    hidden = Customer.objects.get(name="Carla 200")
    shown = page(cast.anna, read(QueryDict(f"sort=profit_12m&after={hidden.pk}")), as_of=AS_OF)
    assert [line.name for line in shown.lines] == ["Anna 100", "Anna 300"]


def test_everybody_sees_his_own_reach_and_no_more(cast, customer_of, client_of, snapshot):
    for manager in ("Anna", "Bram", "Carla"):
        customer_of(manager, f"Van {manager}")
    assert names(client_of(cast.anna)) == ["Van Anna", "Van Bram"]
    assert names(client_of(cast.carla)) == ["Van Carla"]
    assert names(client_of(cast.dirk)) == ["Van Anna", "Van Bram", "Van Carla"]
    assert names(client_of(cast.carla), "f=account_manager.is.Anna") == []
    assert client_of(cast.eva).get("/customers").status_code == 404


def test_counting_stops_at_a_thousand(firm, cast, monkeypatch):
    assert page(cast.dirk, Wanted(), as_of=AS_OF).count == 130
    monkeypatch.setattr(search, "COUNTED", 100)
    assert page(cast.dirk, Wanted(), as_of=AS_OF).count is None


def test_more_than_a_thousand_is_said_so(firm, cast, client_of, monkeypatch):
    monkeypatch.setattr(search, "COUNTED", 100)
    assert "1.000+ klanten" in client_of(cast.dirk).get("/customers").content.decode()


def test_a_type_has_a_mark_a_word_and_how_sure_it_is(firm, cast, client_of):
    text = client_of(cast.dirk).get("/customers").content.decode()
    assert '<span class="mark loyal" aria-hidden="true"></span>vaste klant, vrijwel zeker' in text
    assert "cijfers per 22-11-2026" in text


def test_what_stands_in_the_facts_is_text_on_the_page(cast, customer_of, client_of):
    customer_of("Anna", "<b>Vet</b>", city='"><script>', sector="a & b")
    text = client_of(cast.dirk).get("/customers?show=city,sector").content.decode()
    assert "&lt;b&gt;Vet" in text and "&quot;&gt;&lt;script&gt;" in text and "a &amp; b" in text
    assert "<b>Vet" not in text and '"><script>' not in text


def test_the_unknown_is_a_dash_with_its_reason(cast, customer_of, client_of, snapshot):
    customer = customer_of("Anna", "Mol")
    text = client_of(cast.dirk).get("/customers?show=profit_12m,city").content.decode()
    assert 'title="nog niet berekend"><span aria-hidden="true">–</span>' in text
    assert 'title="niet ingevuld"><span aria-hidden="true">–</span>' in text
    figures(customer, snapshot=snapshot, why={"profit_12m": "no_hours"})
    text = client_of(cast.dirk).get("/customers?show=profit_12m").content.decode()
    assert "er zijn geen uren: lever een urenexport mee" in text


def test_a_filter_row_is_added_filled_in_and_taken_away_without_a_script(firm, cast, client_of):
    client = client_of(cast.dirk)
    added = client.get("/customers", {"form": "1", "plusnew": "profit_12m"})
    assert added.status_code == 302 and added.url == "/customers?f=profit_12m.lt"
    form = {"form": "1", "g": "0", "c": "profit_12m", "o": "min", "v": "€ 4,00", "sort": "-profit_12m"}
    filled = client.get("/customers", form)
    assert filled.url == "/customers?f=profit_12m.min.4.00&sort=-profit_12m"
    shown = client.get(filled.url)
    assert len(shown.context["lines"]) == 17
    assert "winst na uren minstens € 4" in shown.content.decode()
    assert shown.context["form"].groups[0][0].without == "sort=-profit_12m"


def test_what_cannot_be_read_is_said_and_leaves_the_other_rows(firm, cast, client_of):
    form = {"form": "1", "g": ["0", "0"], "c": ["profit_12m", "type"], "o": ["lt", "is"], "v": ["veel", "loyal"]}
    shown = client_of(cast.dirk).get("/customers", form)
    assert shown.context["objections"] == [
        "winst na uren kan niet met ‘veel’ worden vergeleken. Vul een andere waarde in."
    ]
    assert shown.context["wanted"].rule.asked.question == "f=type.is.loyal"
    shown = client_of(cast.dirk).get("/customers?f=profits.lt.0")
    assert "Er is geen kolom profits" in shown.content.decode()


def test_a_row_too_many_is_refused_and_the_others_stay(firm, cast, client_of):
    rows = {"g": ["0"] * 20, "c": ["type"] * 20, "o": ["is"] * 20, "v": ["loyal"] * 20}
    shown = client_of(cast.dirk).get("/customers", {"form": "1", **rows, "plus0": "city"})
    assert shown.context["objections"] == [
        "Een filter heeft hoogstens 20 regels, en negen keer ‘of’. Haal er een paar weg."
    ]
    assert len(shown.context["wanted"].rule.groups[0]) == 20


def test_columns_are_chosen_and_put_in_order(firm, cast, client_of):
    client = client_of(cast.dirk)
    added = client.get("/customers", {"form": "1", "show": "city,profit_12m", "add": "share"})
    assert added.url == "/customers?show=city,profit_12m,share"
    heads = client.get(added.url).context["heads"]
    assert [head.label for head in heads] == ["naam", "plaats", "winst na uren", "klantaandeel"]
    assert heads[3].left == "show=city,share,profit_12m" and heads[3].right == ""
    assert heads[1].without == "show=profit_12m,share"


def test_the_search_box_of_the_list_goes_with_the_filter(firm, cast, client_of):
    learn(Customer.objects.all())
    assert names(client_of(cast.dirk), "q=012") == ["Klant 012"]
    assert names(client_of(cast.dirk), "q=klant+01&f=type.is.loyal&sort=-name")[:2] == ["Klant 019", "Klant 017"]


def test_a_list_is_kept_and_shared_and_only_its_maker_takes_it_away(firm, cast, client_of):
    anna, carla = client_of(cast.anna), client_of(cast.carla)
    anna.post("/customers/views/save", {"name": "  Mijn  slapers ", "question": "f=type.is.dormant&after=3"})
    view = SavedView.objects.get()
    assert (view.name, view.question, view.shared) == ("Mijn slapers", "f=type.is.dormant", False)
    assert "Mijn slapers" not in carla.get("/customers").content.decode()
    anna.post("/customers/views/save", {"name": "Mijn slapers", "question": "f=type.is.loyal", "shared": "1"})
    assert SavedView.objects.get().question == "f=type.is.loyal"
    assert "Mijn slapers" in carla.get("/customers").content.decode()
    assert carla.post(f"/customers/views/{view.pk}/delete").status_code == 404
    assert anna.post(f"/customers/views/{view.pk}/delete").status_code == 302
    assert not SavedView.objects.exists()


def test_a_list_that_cannot_be_read_is_not_kept(cast, client_of):
    client_of(cast.anna).post("/customers/views/save", {"name": "x", "question": "f=profits.lt.0"})
    client_of(cast.anna).post("/customers/views/save", {"name": " ", "question": ""})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("question", ["", "sort=-profit_12m", "q=klant&f=type.is.loyal&f2=profit_12m.unknown"])
def test_a_page_takes_few_questions_however_many_customers(
    firm, cast, client_of, question, django_assert_max_num_queries
):
    client = client_of(cast.anna)
    client.get("/customers")
    with django_assert_max_num_queries(12):
        assert len(names(client, question)) in (0, LINES)
