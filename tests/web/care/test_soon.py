"""What falls due soon stands on home, for whom it concerns; who gets no card is named with the reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from klantkompas.web.care import cards, complaints
from klantkompas.web.care.models import CallBack
from klantkompas.web.care.skipping import skipped_customers, told
from klantkompas.web.care.soon import soon
from klantkompas.web.customers.models import Card, Promise
from tests.web.conftest import somebody

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return TODAY


def due(actor):
    return [(one.thing, one.due, one.late) for one in soon(actor, on=TODAY)]


def promised(customer, who, days, **more):
    day = TODAY + timedelta(days=days)
    Promise.objects.create(customer=customer, made_on=TODAY, due_on=day, employee=who, kind="catalogus", **more)


def test_my_promises_of_the_week_and_those_that_are_late(cast, customer_of):
    customer = customer_of("Anna", "De Linde")
    for days in (-3, 7, 8):
        promised(customer, "Anna", days)
    promised(customer, "Bram", 1)
    promised(customer, "Anna", 1, kept_on=TODAY)
    assert due(cast.anna) == [
        ("promise", TODAY - timedelta(days=3), True),
        ("promise", TODAY + timedelta(days=7), False),
    ]
    assert due(cast.carla) == []


def test_complaints_for_who_handles_them_or_could(cast, customer_of):
    karim, lia = somebody("Karim", "complaint_handler"), somebody("Lia", "complaint_handler")
    given = {"text": "x", "remedy_asked": "", "channel": "phone", "severity": "small", "about": None}
    fact = complaints.receive(actor=karim, customer=customer_of("Anna"), **given, day=TODAY, at=NOW)
    first = [("complaint", date(2026, 11, 25), False)]
    assert due(karim) == due(lia) == first
    assert due(cast.anna) == []
    complaints.acknowledge(actor=karim, fact=fact, day=TODAY, at=NOW)
    complaints.assign(actor=karim, fact=fact, handler=lia, at=NOW)
    assert due(lia) == []  # the answer is due in fourteen days
    assert soon(lia, on=TODAY + timedelta(days=8))[0].what == fact.complaint_id
    assert soon(karim, on=TODAY + timedelta(days=8)) == []


def test_calls_for_the_director_whose_turn_it_is(cast, customer_of):
    (sent,) = cards.send(actor=cast.dirk, chosen=[customer_of("Anna")], at=NOW)
    cards.answer(token=sent.token, name="Jan", phone="", good_time="", at=NOW)
    call = CallBack.objects.get()
    assert due(call.director) == [("callback", date(2026, 11, 26), False)]
    assert due(cast.anna) == []


def test_it_stands_on_home_with_a_link(today, cast, client_of, customer_of, snapshot_of):
    snapshot_of()
    customer = customer_of("Anna", "De Linde")
    promised(customer, "Anna", -1)
    text = client_of(cast.anna).get(reverse("home")).content.decode()
    assert "Binnenkort" in text and "Je toezegging aan: De Linde" in text and "te laat" in text


def test_who_is_skipped_and_why_with_the_day_he_is_due_again(cast, customer_of, client_of):
    who = {name: customer_of("Anna", name) for name in ("had", "left", "own", "long ago", "never")}
    Card.objects.create(customer=who["had"], sent_on=date(2026, 5, 31))
    Card.objects.create(customer=who["long ago"], sent_on=date(2025, 5, 23))
    kind = type(who["left"])
    kind.objects.filter(pk=who["left"].pk).update(ended_on=TODAY, ended_reason="bankrupt")
    kind.objects.filter(pk=who["own"].pk).update(internal=True)
    found = {str(one): told(one, months=18) for one in skipped_customers(cast.dirk, on=TODAY)}
    assert {name: one.reason for name, one in found.items()} == {"had": "lately", "left": "ended", "own": "own_firm"}
    assert (found["had"].last, found["had"].again) == (date(2026, 5, 31), date(2027, 11, 30))
    assert [str(one) for one in skipped_customers(cast.dirk, on=TODAY, reason="ended")] == ["left"]
    due_now = {str(one) for one in cards.round_of(cast.dirk, on=TODAY)}
    assert due_now == {"long ago", "never"}  # everybody is in the one or in the other
    page = client_of(cast.dirk).get(reverse("skipped")).content.decode()
    assert "weer aan de beurt vanaf 30-11-2027" in page and "never" not in page
    assert client_of(cast.dirk).get(reverse("skipped"), {"reason": "niets"}).status_code == 200
    assert client_of(cast.anna).get(reverse("skipped")).status_code in (403, 404)


def test_a_card_that_went_to_a_merged_customer_counts(cast, customer_of):
    kept, gone = customer_of("Anna", "De Linde"), customer_of("Anna", "Linde oud")
    (sent,) = cards.send(actor=cast.dirk, chosen=[gone], at=NOW)
    cards.answer(token=sent.token, name="Jan", phone="", good_time="", at=NOW)
    Card.objects.create(customer=kept, sent_on=date(2024, 1, 1))
    type(gone).objects.filter(pk=gone.pk).update(merged_into=kept)
    assert [told(one, months=18).last for one in skipped_customers(cast.dirk, on=TODAY)] == [TODAY]
    assert not cards.round_of(cast.dirk, on=TODAY)
    assert cards.promised_call(kept) == date(2026, 11, 26)
