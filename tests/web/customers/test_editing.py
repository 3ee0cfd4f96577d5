"""Customers, contacts, documents and decisions: who may make and change them, and what happens when two do at once."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from klantkompas.web.customers import editing
from klantkompas.web.customers.models import FACTS, Contact, Customer, Document, Figures
from klantkompas.web.customers.search import learn
from klantkompas.web.staff.models import TrailLine
from tests.web.conftest import somebody


@pytest.fixture
def linde(cast, customer_of):
    return customer_of("Anna", "Bakkerij De Linde", kind="organisation", phone="0182 123456", city="Gouda")


def filled(client, address, **changes):
    """What the page of a form would send, with changes."""
    form = client.get(address).context["form"]
    sent = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    return sent | changes


def test_a_customer_is_added_and_found_at_once(cast, client_of):
    client = client_of(cast.dirk)
    given = filled(
        client, reverse("new_customer"), name="Garage Prins", account_manager="Carla", acquisition_cost="125,50"
    )
    page = client.post(reverse("new_customer"), given, follow=True).content.decode()
    assert "Garage Prins staat in de lijst." in page
    made = Customer.objects.get()
    assert (made.account_manager, made.acquisition_cost, made.sort_name) == ("Carla", 12_550, "garage prins")
    assert made.customer_id.startswith("N") and Figures.objects.filter(customer=made).exists()
    assert "Garage Prins" in client.get(reverse("search"), {"q": "prins"}, follow=True).content.decode()


def test_what_is_found_can_be_written_on_at_once_by_who_may(cast, client_of, linde, customer_of):
    customer_of("Bram", "Bakkerij Zon")
    learn(Customer.objects.all())
    page = client_of(cast.anna).get(reverse("search"), {"q": "bakkerij"}).content.decode()
    assert "Bakkerij Zon" in page
    assert page.count("/hours") == 1 and reverse("log_hours", args=[linde.pk]) in page


def test_who_may_add_only_his_own_customers_becomes_their_account_manager(cast, client_of):
    client = client_of(cast.anna)
    address = reverse("new_customer")
    assert [value for value, _ in client.get(address).context["form"].fields["account_manager"].choices] == ["Anna"]
    client.post(address, filled(client, address, name="Van Anna", account_manager="Carla"))
    assert not Customer.objects.exists()
    client.post(address, filled(client, address, name="Van Anna"))
    assert Customer.objects.get().account_manager == "Anna"
    made = editing.create(actor=cast.anna, columns={"name": "X", "account_manager": "Carla"}, at=timezone.now())
    assert made.account_manager == "Anna"


def test_a_number_is_of_one_customer(cast, client_of, linde):
    client = client_of(cast.dirk)
    given = filled(client, reverse("new_customer"), name="Ander", customer_id=linde.customer_id)
    assert "is al van een andere klant" in client.post(reverse("new_customer"), given).content.decode()


def test_what_changed_stands_in_the_trail_before_and_after(cast, client_of, linde):
    client = client_of(cast.anna)
    address = reverse("edit_customer", args=[linde.pk])
    client.post(address, filled(client, address, phone="0182 999", employees="12", internal="0"))
    line = TrailLine.objects.first()
    assert line.details["before"] == {"phone": "0182 123456", "employees": None, "internal": None}
    assert line.details["after"] == {"phone": "0182 999", "employees": 12, "internal": False}
    page = client.get(reverse("customer_trail", args=[linde.pk])).content.decode()
    assert "telefoon: 0182 123456 → 0182 999" in page
    again = filled(client, address)
    client.post(address, again)
    assert Customer.objects.get().version == 2  # nothing changed, nothing counted


def test_who_saves_second_is_told_what_the_other_changed_and_loses_nothing(cast, client_of, linde):
    anna, dirk = client_of(cast.anna), client_of(cast.dirk)
    address = reverse("edit_customer", args=[linde.pk])
    of_anna, of_dirk = filled(anna, address), filled(dirk, address)
    anna.post(address, of_anna | {"phone": "0182 1", "city": "Delft"})
    page = dirk.post(address, of_dirk | {"phone": "0182 2", "email": "info@linde.nl"})
    text = page.content.decode()
    assert "Iemand anders veranderde deze klant" in text
    told = {one["label"]: (one["was"], one["now"], one["mine"], one["by"]) for one in page.context["clash"]}
    assert told == {
        "telefoon": ("0182 123456", "0182 1", "0182 2", "Anna"),
        "plaats": ("Gouda", "Delft", "", "Anna"),
    }
    assert Customer.objects.get().phone == "0182 1"
    form = page.context["form"]
    second = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    assert (second["phone"], second["city"], second["email"]) == ("0182 2", "Delft", "info@linde.nl")
    assert dirk.post(address, second).status_code == 302
    now = Customer.objects.get()
    assert (now.phone, now.city, now.email, now.version) == ("0182 2", "Delft", "info@linde.nl", 3)


@pytest.mark.parametrize("seen", ["", "x", "[]", json.dumps({"version": 1})])
def test_a_page_that_was_tampered_with_saves_nothing(cast, client_of, linde, seen):
    client = client_of(cast.anna)
    address = reverse("edit_customer", args=[linde.pk])
    client.post(address, filled(client, address, phone="1", seen=seen))
    assert Customer.objects.get().phone == "0182 123456"


def test_a_relation_is_ended_and_goes_on_after_all(cast, client_of, linde):
    client = client_of(cast.anna)
    address = reverse("end_relation", args=[linde.pk])
    page = client.post(address, {"ended_on": "2026-11-01", "ended_reason": "bankrupt"}, follow=True).content.decode()
    assert "De relatie is beëindigd op 01-11-2026" in page and "failliet" in page
    client.post(address, {"ended_on": "", "ended_reason": ""})
    assert Customer.objects.get().ended_on is None


def test_a_parent_is_another_customer_that_is_there(cast, client_of, linde, customer_of):
    client = client_of(cast.anna)
    address = reverse("edit_customer", args=[linde.pk])
    for number in (linde.customer_id, "K999"):
        assert "geen andere klant" in client.post(address, filled(client, address, parent_id=number)).content.decode()
    holding = customer_of("Anna")
    assert client.post(address, filled(client, address, parent_id=holding.customer_id)).status_code == 302


def test_a_contact_is_added_changed_and_removed_with_consent_from_somewhere(cast, client_of, linde):
    client = client_of(cast.anna)
    address = reverse("new_contact", args=[linde.pk])
    given = filled(client, address, name="Karim Aydin", may_mail="1")
    assert "Schrijf op waar" in client.post(address, given).content.decode()
    client.post(address, given | {"consent_source": "beurs", "consent_on": "2026-11-01"})
    contact = Contact.objects.get()
    assert (contact.may_mail, contact.may_call, contact.consent_on) == (True, None, date(2026, 11, 1))
    change = reverse("edit_contact", args=[linde.pk, contact.pk])
    client.post(change, filled(client, change, may_mail="0"))
    assert Contact.objects.get().may_mail is False
    client.post(reverse("remove_contact", args=[linde.pk, contact.pk]))
    assert not Contact.objects.exists()


def test_a_document_is_kept_and_only_ever_handed_out_to_be_kept(cast, client_of, linde):
    client = client_of(cast.anna)
    file = SimpleUploadedFile("offerte <b>.html", b"<script>alert(1)</script>", content_type="text/html")
    client.post(reverse("add_document", args=[linde.pk]), {"file": file})
    kept = Document.objects.get()
    response = client.get(reverse("document", args=[linde.pk, kept.pk]))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert client_of(cast.carla).get(reverse("document", args=[linde.pk, kept.pk])).status_code == 404
    client.post(reverse("remove_document", args=[linde.pk, kept.pk]))
    assert not Document.objects.exists()


def test_a_document_that_is_too_large_is_refused(cast, client_of, linde, monkeypatch):
    monkeypatch.setattr(editing, "MOST_BYTES", 1 << 20)
    file = SimpleUploadedFile("groot.pdf", b"x" * ((1 << 20) + 1))
    page = client_of(cast.anna).post(reverse("add_document", args=[linde.pk]), {"file": file}).content.decode()
    assert "groter dan 1 MB" in page and not Document.objects.exists()


def test_a_type_is_set_by_a_person_with_a_reason_and_an_end_and_taken_back(cast, client_of, linde):
    client = client_of(cast.anna)
    address = reverse("decide", args=[linde.pk])
    given = {"kind": "type_override", "value": "", "reason": "Koopt via de holding", "until": "2027-03-01"}
    assert "Kies welk soort relatie" in client.post(address, given).content.decode()
    page = client.post(address, given | {"value": "loyal"}, follow=True)
    text = page.content.decode()
    assert "soort vastgelegd" in text and "Koopt via de holding" in text and "tot en met 01-03-2027" in text
    line = FACTS["decisions"].objects.get()
    assert (line.kind, line.value, line.by, line.until) == ("type_override", "loyal", "Anna", date(2027, 3, 1))
    client.post(reverse("take_back", args=[linde.pk, page.context["written"].pk]))
    assert not FACTS["decisions"].objects.exists()


def test_a_decision_is_ended_and_stays_a_fact(cast, client_of, linde):
    client = client_of(cast.anna)
    client.post(reverse("decide", args=[linde.pk]), {"kind": "let_sleep", "reason": "Te ver weg"})
    line = FACTS["decisions"].objects.get()
    page = client.post(reverse("end_decision", args=[linde.pk, line.pk]), follow=True)
    assert "Dit besluit geldt niet meer." in page.content.decode() and page.context["decisions"] == []
    assert FACTS["decisions"].objects.get().until < timezone.localdate()


ADDRESSES = ("edit_customer", "end_relation", "customer_trail", "new_contact", "add_document", "decide")


def test_who_may_not_change_a_customer_finds_none_of_these_pages(cast, client_of, linde):
    contact = Contact.objects.create(customer=linde, name="Karim")
    for person in (cast.bram, cast.carla, cast.eva, somebody("Anton", "analyst")):
        client = client_of(person)
        assert {client.get(reverse(name, args=[linde.pk])).status_code for name in ADDRESSES} == {404}
        assert client.get(reverse("edit_contact", args=[linde.pk, contact.pk])).status_code == 404
        assert client.post(reverse("remove_contact", args=[linde.pk, contact.pk])).status_code == 404
    assert Contact.objects.exists()


def test_a_contact_of_another_customer_is_not_reached_through_ones_own(cast, client_of, linde, customer_of):
    contact = Contact.objects.create(customer=customer_of("Carla"), name="Karim")
    client = client_of(cast.anna)
    assert client.get(reverse("edit_contact", args=[linde.pk, contact.pk])).status_code == 404
    assert client.post(reverse("remove_contact", args=[linde.pk, contact.pk])).status_code == 404


def test_money_is_shown_as_it_was_written(cast, client_of, linde):
    Customer.objects.filter(pk=linde.pk).update(acquisition_cost=12_550)
    client = client_of(cast.anna)
    form = client.get(reverse("edit_customer", args=[linde.pk])).context["form"]
    assert form["acquisition_cost"].value() == Decimal("125.5")
