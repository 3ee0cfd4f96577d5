"""A complaint from the day it comes in until the customer agrees, and its cause until it is gone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from klantkompas.errors import UsageError
from klantkompas.web.care import complaints
from klantkompas.web.care.causes import counted
from klantkompas.web.care.models import Case
from klantkompas.web.customers.models import Complaint
from tests.web.conftest import somebody

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)  # a Monday


@pytest.fixture
def karim(cast):
    return somebody("Karim", "complaint_handler")


def received(actor, customer, about=None, day=TODAY):
    given = {"text": "Te laat geleverd.", "remedy_asked": "excuses", "channel": "phone", "severity": "large"}
    return complaints.receive(actor=actor, customer=customer, **given, about=about, day=day, at=NOW)


def answer(actor, fact, **more):
    given = {
        "justified": "yes",
        "response": "Excuses.",
        "remedy": "nalevering",
        "compensation": Decimal("25"),
        "cause": "levertijd",
    }
    complaints.respond(actor=actor, fact=fact, **given | more, day=TODAY, at=NOW)


def way_of(fact, on=TODAY):
    return complaints.way(Complaint.objects.select_related("case").get(pk=fact.pk), on=on)


def test_a_complaint_goes_its_way_and_becomes_the_facts_that_the_analysis_reads(karim, customer_of):
    fact = received(karim, customer_of("Anna"))
    assert fact.complaint_id == f"K2026-{fact.pk:05d}"
    assert (way_of(fact).step, way_of(fact).due) == ("received", date(2026, 11, 25))
    complaints.acknowledge(actor=karim, fact=fact, day=TODAY, at=NOW)
    assert (way_of(fact).step, way_of(fact).due) == ("acknowledged", date(2026, 12, 7))
    complaints.assign(actor=karim, fact=fact, handler=karim, at=NOW)
    assert way_of(fact).step == "assigned"
    complaints.investigate(actor=karim, fact=fact, found="De vervoerder belde niet.", day=TODAY, at=NOW)
    assert way_of(fact).step == "investigated"
    answer(karim, fact)
    assert way_of(fact).step == "answered"
    complaints.close(actor=karim, fact=fact, satisfied=True, day=TODAY, at=NOW)
    assert (way_of(fact).step, way_of(fact).due) == ("closed", None)
    kept = Complaint.objects.get()
    assert (kept.opened_on, kept.acknowledged_on, kept.resolved_on) == (TODAY, TODAY, TODAY)
    assert (kept.justified, kept.remedy, kept.compensation, kept.cause, kept.satisfied) == (
        *("yes", "nalevering", 2_500, "levertijd"),
        True,
    )


def test_a_step_that_was_left_out_is_not_said_to_be_taken(karim, customer_of, client_of):
    fact = received(karim, customer_of("Anna"))
    answer(karim, fact)
    assert way_of(fact).taken == ("received", "answered")
    page = client_of(karim)
    assert "Wat wij vonden" not in page.get(reverse("complaint", args=[fact.pk])).content.decode()
    other = received(karim, customer_of("Bram"))
    complaints.assign(actor=karim, fact=other, handler=karim, at=NOW)
    page.post(reverse("complaint_step", args=[other.pk, "investigate"]), {"found": "Verkeerd adres."})
    shown = page.get(reverse("complaint", args=[other.pk])).content.decode()
    assert "Wat wij vonden" in shown and shown.count("Verkeerd adres.") == 2  # told, and to be bettered
    assert way_of(other).taken == ("received", "assigned", "investigated")


def test_the_clock_stands_while_the_customer_must_act(karim, customer_of):
    fact = received(karim, customer_of("Anna"))
    complaints.acknowledge(actor=karim, fact=fact, day=TODAY, at=NOW)
    complaints.pause(actor=karim, fact=fact, day=TODAY + timedelta(days=1), at=NOW)
    assert way_of(fact, TODAY + timedelta(days=60)).due is None
    complaints.pause(actor=karim, fact=fact, day=TODAY + timedelta(days=11), at=NOW)
    way = way_of(fact, TODAY + timedelta(days=25))
    assert (way.due, way.late) == (TODAY + timedelta(days=24), True)


def test_nobody_handles_or_sees_a_complaint_about_himself(karim, cast, customer_of, client_of):
    fact = received(cast.dirk, customer_of("Anna"), about=karim)
    with pytest.raises(UsageError):
        complaints.assign(actor=cast.dirk, fact=fact, handler=karim, at=NOW)
    with pytest.raises(UsageError):
        complaints.acknowledge(actor=karim, fact=fact, day=TODAY, at=NOW)
    assert client_of(karim).get(reverse("complaint", args=[fact.pk])).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(handler=karim)


def test_who_a_complaint_is_about_is_not_offered_as_its_handler(karim, cast, customer_of, client_of):
    fact = received(karim, customer_of("Anna"), about=cast.dirk)
    page = client_of(karim).get(reverse("complaint", args=[fact.pk])).content.decode()
    assert f'<option value="{karim.pk}">Karim' in page
    assert f'<option value="{cast.dirk.pk}">Dirk' not in page
    client_of(karim).post(reverse("complaint_step", args=[fact.pk, "assign"]), {"handler": cast.dirk.pk})
    assert Case.objects.get().handler is None


def test_it_is_closed_only_after_an_answer(karim, customer_of):
    fact = received(karim, customer_of("Anna"))
    with pytest.raises(UsageError):
        complaints.close(actor=karim, fact=fact, satisfied=True, day=TODAY, at=NOW)


def test_who_may_see_and_who_may_handle(cast, karim, customer_of, client_of):
    customer = customer_of("Anna")
    fact = received(cast.anna, customer)
    page, step = reverse("complaint", args=[fact.pk]), reverse("complaint_step", args=[fact.pk, "acknowledge"])
    assert [client_of(one).get(page).status_code for one in (cast.anna, cast.bram, cast.carla, karim)] == [
        200,
        200,
        404,
        200,
    ]
    assert [client_of(one).post(step).status_code for one in (cast.anna, cast.carla)] == [404, 404]
    assert client_of(karim).post(step).status_code == 302
    with pytest.raises(UsageError):
        received(cast.carla, customer)


def test_a_journey_over_the_pages(cast, karim, customer_of, client_of):
    customer, client = customer_of("Anna"), client_of(karim)
    given = {"text": "Kapot <b>", "remedy_asked": "", "channel": "email", "severity": "small", "about": ""}
    client.post(reverse("new_complaint", args=[customer.pk]), given)
    fact = Complaint.objects.get()
    page = client.get(reverse("complaint", args=[fact.pk])).content.decode()
    assert "Kapot &lt;b&gt;" in page
    client.post(reverse("complaint_step", args=[fact.pk, "assign"]), {"handler": karim.pk})
    client.post(
        reverse("complaint_step", args=[fact.pk, "respond"]),
        {"justified": "yes", "response": "Nieuw gestuurd", "compensation": "12,50", "cause": "beschadigd"},
    )
    fact.refresh_from_db()
    assert fact.compensation == 1_250
    board = client.get(reverse("complaints")).content.decode()
    assert "beschadigd" in board
    client.post(reverse("complaint_step", args=[fact.pk, "close"]), {"satisfied": "no"})
    fact.refresh_from_db()
    assert fact.satisfied is False
    assert client.get(reverse("customer", args=[customer.pk])).status_code == 200
    client.post(reverse("complaint_step", args=[fact.pk, "reopen"]))
    fact.refresh_from_db()
    assert fact.resolved_on is None
    assert client.post(reverse("complaint_step", args=[fact.pk, "burn"])).status_code == 404


def test_a_line_of_a_file_can_be_worked_on_as_well(karim, customer_of):
    fact = Complaint.objects.create(customer=customer_of("Anna"), opened_on=TODAY, cause="Levertijd")
    answer(karim, fact, cause="levertijd")
    assert way_of(fact).step == "answered"
    assert complaints.change(actor=karim, cause="LEVERTIJD", measure="eigen bus", on=TODAY, at=NOW) == 1
    (cause,) = complaints.causes(karim, on=TODAY)
    assert (cause.heard, cause.change, cause.changed_on) == (1, "eigen bus", TODAY)


def test_a_cause_is_counted_a_year_before_and_since_its_change():
    """Five in the 365 days before, one in the 182 since."""
    first = date(2025, 1, 1)
    changed = first + timedelta(days=365)
    days = [first, *(first + timedelta(days=n) for n in (50, 100, 200, 300, 400))]
    (cause,) = counted([("levertijd", day, "eigen bus", changed) for day in days], on=changed + timedelta(days=182))
    assert (cause.a_year_before, cause.a_year_since) == (5.0, pytest.approx(2.0, abs=0.01))


def test_too_short_a_stretch_is_no_figure():
    (cause,) = counted([("x", TODAY, "y", TODAY + timedelta(days=10))], on=TODAY + timedelta(days=50))
    assert (cause.a_year_before, cause.a_year_since) == (None, None)
