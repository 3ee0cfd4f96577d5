"""The compass after a visit, and the promise ledger."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.web.care import promises
from klantkompas.web.care.compass import Compass, age_of, bind, petal, say_of, to_ask
from klantkompas.web.customers import logbook
from klantkompas.web.customers.models import Activity, Promise, Quote, Statement

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def heard(actor, customer, kind="demand", day=TODAY, **more):
    given = {"text": "snel antwoord", "weight": 5, "score": 8, "contact": "Jan"} | more
    return say_of(actor=actor, customer=customer, kind=kind, day=day, at=NOW, **given)


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2025, 11, 24), "fresh"),
        (date(2025, 11, 23), "older"),
        (date(2023, 11, 24), "older"),
        (date(2023, 11, 23), "faded"),
    ],
)
def test_what_was_said_fades(day, age):
    assert age_of(day, on=TODAY) == age


def test_a_statement_becomes_a_fact_and_can_be_taken_back(cast, customer_of):
    customer = customer_of("Anna")
    line = heard(cast.anna, customer)
    fact = Statement.objects.get()
    assert (fact.kind, fact.text, fact.weight, fact.score, fact.source) == (
        "demand",
        "snel antwoord",
        50_000,
        80_000,
        "Anna",
    )
    wind = Compass(numbers=[customer.customer_id], on=TODAY).winds[0]
    assert (wind.mean, wind.age, wind.said[0].score) == (8, "fresh", 8)
    logbook.take_back(actor=cast.anna, customer=customer, line=line, at=NOW)
    assert not Statement.objects.exists()


def test_the_mean_leaves_out_what_has_faded(cast, customer_of):
    customer = customer_of("Anna")
    heard(cast.anna, customer, score=2, day=date(2020, 1, 1))
    heard(cast.anna, customer, score=8)
    assert Compass(numbers=[customer.customer_id], on=TODAY).winds[0].mean == 8


def test_a_direction_points_its_own_way_and_grows_with_what_is_known():
    up, right = petal(0, 1.0), petal(1, 1.0)
    assert "100.0 20.0" in up
    assert "180.0 100.0" in right
    assert "100.0 92.0" in petal(0, 0.0)


def test_when_each_of_the_five_wants_was_last_given(cast, customer_of):
    customer = customer_of("Anna")
    for day, gave in ((1, "service"), (5, "service"), (3, None)):
        Activity.objects.create(customer=customer, date=date(2026, 11, day), kind="visit", gave=gave)
    wants = dict(Compass(numbers=[customer.customer_id], on=TODAY).wants)
    assert wants == {
        "attention": None,
        "personal": None,
        "information": None,
        "service": date(2026, 11, 5),
        "advantage": None,
    }


def test_the_newest_word_on_a_bond_counts(cast, customer_of):
    customer = customer_of("Anna")
    for strength in (2, 4):
        bind(actor=cast.anna, customer=customer, bond="convenience", strength=strength, day=TODAY, at=NOW)
    (bond,) = Compass(numbers=[customer.customer_id], on=TODAY).bonds
    assert (bond.kind, bond.shown, bond.known) == ("rational", 4, True)


def test_an_empty_compass_of_a_valuable_customer_is_asked_for_first(cast, customer_of):
    small, large, known, _ended = (customer_of("Anna", ended_on=end) for end in (None, None, None, date(2026, 1, 1)))
    for customer, value in ((small, 100), (large, 900)):
        customer.figures.lifetime_value = value
        customer.figures.save()
    heard(cast.anna, known)
    heard(cast.anna, small, day=date(2025, 1, 1))
    assert [(one, one.last_said) for one in to_ask(cast.anna, on=TODAY)] == [(large, None), (small, date(2025, 1, 1))]


def test_the_page_takes_a_statement_and_shows_it(cast, customer_of, client_of):
    customer, client = customer_of("Anna"), client_of(cast.anna)
    page = reverse("customer_compass", args=[customer.pk])
    given = {"kind": "wish", "text": "bestellen via <app>", "weight": "4", "score": ""}
    assert client.post(page, given).status_code == 302
    shown = client.get(page).content.decode()
    assert "bestellen via &lt;app&gt;" in shown
    assert "weegt 4 van 5" in shown
    assert client.get(reverse("customer", args=[customer.pk])).status_code == 200
    assert client_of(cast.carla).get(page).status_code == 404
    assert client_of(cast.carla).post(page, given).status_code == 404
    assert client_of(cast.bram).post(page, given).status_code == 404  # his team may look, not write


def made(customer, due, kept=None, employee="Anna"):
    return Promise.objects.create(
        customer=customer, made_on=date(2026, 1, 1), due_on=due, kept_on=kept, employee=employee
    )


def test_my_own_word_is_for_me_and_upward_goes_the_total(cast, customer_of):
    customer, colleague = customer_of("Anna"), customer_of("Bram")
    due = date(2026, 5, 5)
    made(customer, due, due - timedelta(days=1))
    made(customer, due, due)
    made(customer, due)
    made(customer, due, due + timedelta(days=1))
    made(customer, TODAY)  # due today: not broken yet
    made(customer, date(2025, 11, 23))  # longer ago than a year
    made(colleague, due, due, employee="Bram")
    Quote.objects.create(customer=customer, date=due, amount=1, status="lost")
    own, both = (promises.word(cast.anna, on=TODAY, mine=mine) for mine in (True, False))
    assert (own.beaten, own.on_the_day, own.broken, own.due) == (1, 1, 2, 4)
    assert (both.on_the_day, both.lost, both.decided) == (2, 1, 1)


def test_a_promise_is_made_done_and_open_again(cast, customer_of, client_of):
    customer, client = customer_of("Anna"), client_of(cast.anna)
    today = timezone.localdate()
    client.post(reverse("add_promise", args=[customer.pk]), {"what": "terugbellen", "due": today.isoformat()})
    line = Promise.objects.get()
    assert (line.kind, line.due_on, line.employee) == ("terugbellen", today, "Anna")
    assert "terugbellen" in client.get(reverse("promises")).content.decode()
    done = reverse("keep_promise", args=[line.pk])
    client.post(done, {"day": (today + timedelta(days=9)).isoformat()})
    line.refresh_from_db()
    assert line.kept_on == today  # not on a day that is still to come
    client.post(done, {"reopen": "1"})
    line.refresh_from_db()
    assert line.kept_on is None
    assert client_of(cast.carla).post(done, {"day": today.isoformat()}).status_code == 404


def test_nobody_promises_for_yesterday(cast, customer_of):
    with pytest.raises(UsageError):
        promises.promise(
            actor=cast.anna, customer=customer_of("Anna"), what="x", due=date(2026, 11, 22), day=TODAY, at=NOW
        )


def test_what_a_merged_customer_said_counts_in_the_round(cast, customer_of):
    kept, gone = customer_of("Anna"), customer_of("Anna")
    heard(cast.anna, gone)
    assert list(to_ask(cast.anna, on=TODAY)) == [kept]
    type(gone).objects.filter(pk=gone.pk).update(merged_into=kept)
    assert not to_ask(cast.anna, on=TODAY)
