"""A complaint or a name on a card comes first at once: with the customer, on the Monday list and on home."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from klantkompas.web.care import complaints
from klantkompas.web.care.urgent import playbook, urgent
from klantkompas.web.customers.models import Action, Card, Complaint, Figures, Snapshot, Task
from tests.web.conftest import somebody
from tests.web.home.conftest import line

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return TODAY


@pytest.fixture
def karim(cast):
    return somebody("Karim", "complaint_handler")


@pytest.fixture
def bakery(customer_of, snapshot_of):
    customer = customer_of("Anna", "De Linde")
    told = {"transactions": 12, "phase": "established", "type": "loyal", "snapshot": snapshot_of()}
    Figures.objects.filter(pk=customer.pk).update(**told)
    return customer


def received(actor, customer, severity="large", day=TODAY, about=None):
    given = {"text": "Te laat.", "remedy_asked": "", "channel": "phone", "severity": severity, "about": about}
    return complaints.receive(actor=actor, customer=customer, **given, day=day, at=NOW)


def text(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode().replace("\u00a0", " ")


def close(actor, fact, day=TODAY):
    given = {"justified": "yes", "response": "Excuses.", "remedy": "", "compensation": None, "cause": "levertijd"}
    complaints.respond(actor=actor, fact=fact, **given, day=day, at=NOW)
    complaints.close(actor=actor, fact=fact, satisfied=True, day=day, at=NOW)


def test_a_grave_complaint_strains_the_relation_and_stands_first_within_the_same_minute(
    today, karim, cast, bakery, client_of
):
    assert urgent(cast.anna, on=today) == []
    received(karim, bakery)
    (first,) = urgent(cast.anna, on=today)
    assert (first.customer, first.action.code, first.days) == (bakery, "recovery", 0)
    page = text(client_of(cast.anna), "customer", bakery.pk)
    assert "staat de relatie onder druk, sinds 23-11-2026" in page
    assert "klacht goedmaken: snel en royaal</strong>. Een klacht van vandaag is nog niet opgelost." in page
    for name in ("monday", "home"):
        shown = text(client_of(cast.anna), name)
        assert "Nieuw sinds de cijfers" in shown and "De Linde" in shown and "klacht goedmaken" in shown


def test_a_small_one_strains_after_the_days_of_the_rules_and_comes_first_all_the_same(
    today, karim, cast, bakery, client_of
):
    fact = received(karim, bakery, severity="small")
    page = text(client_of(cast.anna), "customer", bakery.pk)
    assert "Staat die op 07-12-2026 nog open" in page and "klacht goedmaken" in page
    Complaint.objects.filter(pk=fact.pk).update(opened_on=TODAY - timedelta(days=20))
    assert "onder druk, sinds 17-11-2026" in text(client_of(cast.anna), "customer", bakery.pk)


def test_closing_takes_it_off_at_once_and_the_line_of_the_night_is_done(
    today,
    karim,
    cast,
    bakery,
    laid,
    client_of,
):
    fact = received(karim, bakery)
    (task,) = laid(line(bakery, "recovery", group="must"))
    assert urgent(cast.anna, on=today) == []  # the night has it on the list
    close(karim, fact)
    task.refresh_from_db()
    assert (task.state, task.by) == ("done", karim)
    assert Action.objects.get().done_on == TODAY
    assert "klacht goedmaken" not in text(client_of(cast.anna), "customer", bakery.pk)
    Figures.objects.filter(pk=bakery.pk).update(
        phase="strained", phase_sentence={"code": "phase.reason.complaint_severe", "params": {"day": 20000}}
    )
    assert "De klacht is opgelost op 23-11-2026." in text(client_of(cast.anna), "customer", bakery.pk)


def test_as_long_as_another_complaint_is_open_nothing_is_done(today, karim, bakery, laid):
    fact, _ = received(karim, bakery), received(karim, bakery, severity="small")
    laid(line(bakery, "recovery", group="must"))
    close(karim, fact)
    assert Task.objects.get().state == "open"


def test_who_asked_for_the_top_comes_before_all(today, cast, bakery):
    Card.objects.create(customer=bakery, sent_on=date(2026, 11, 1), answered_on=TODAY)
    (first,) = urgent(cast.anna, on=today)
    assert (first.action.code, first.reason) == ("call_by_the_top", "reason.card_waiting_days.today")


@pytest.mark.parametrize("ended", ["done", "refused"])
def test_what_was_ended_on_the_list_since_it_began_is_not_put_on_it_again(today, cast, bakery, laid, ended):
    Card.objects.create(customer=bakery, sent_on=date(2026, 10, 1), answered_on=TODAY - timedelta(days=3))
    laid(line(bakery, "call_by_the_top", group="must"))
    Task.objects.update(state=ended, at=NOW)
    assert urgent(cast.anna, on=today) == []
    Card.objects.create(card_id="2", customer=bakery, sent_on=date(2026, 11, 20), answered_on=TODAY)
    assert [one.days for one in urgent(cast.anna, on=today)] == [0]


def test_nobody_sees_what_is_not_his_nor_a_complaint_about_himself(today, karim, cast, bakery):
    received(karim, bakery, about=cast.anna)
    assert urgent(cast.anna, on=today) == [] and urgent(cast.carla, on=today) == []
    assert len(urgent(cast.dirk, on=today)) == 1
    assert urgent(cast.dirk, on=today, whose="Carla") == []


def test_merged_customers_count_with_who_they_are_now(today, karim, cast, bakery, customer_of):
    old = customer_of("Anna", "Linde oud")
    received(karim, old)
    type(old).objects.filter(pk=old.pk).update(merged_into=bakery)
    assert [one.customer for one in urgent(cast.anna, on=today)] == [bakery]


def test_the_home_and_monday_pages_ask_as_little_for_many(
    today,
    karim,
    cast,
    customer_of,
    snapshot_of,
    django_assert_max_num_queries,
):
    snapshot_of()
    for n in range(12):
        received(karim, customer_of("Anna", f"K {n}"))
    with django_assert_max_num_queries(6):
        assert len(urgent(cast.anna, on=today)) == 12
    assert Snapshot.objects.count() == 1 and playbook() is playbook()
