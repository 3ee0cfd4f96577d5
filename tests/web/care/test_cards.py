"""The card to the top: sent, answered once, called back by a director, its cause dealt with."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.web.care import cards
from klantkompas.web.care.models import CallBack, Invitation
from klantkompas.web.care.print import printed
from klantkompas.web.customers.models import Card, Customer
from klantkompas.web.staff.models import TrailLine, User
from klantkompas.web.staff.services import save_rules
from tests.web.conftest import somebody

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
TODAY = date(2026, 11, 23)


@pytest.fixture
def rosa(cast) -> User:
    return somebody("Rosa", "relationship_manager")


def send_to(actor: User, *chosen: Customer, at: datetime = NOW) -> list[str]:
    return [one.token for one in cards.send(actor=actor, chosen=chosen, at=at)]


def answered(token: str, at: datetime = NOW, name: str = "Piet") -> CallBack | None:
    return cards.answer(token=token, name=name, phone="", good_time="", at=at)


def test_who_waits_longest_is_due_first_sleepers_with_them(rosa, customer_of):
    never, long_ago, lately = customer_of("Anna"), customer_of("Bram"), customer_of("Carla")
    customer_of("Anna", ended_on=date(2026, 1, 1))
    customer_of("Anna", internal=True)
    Card.objects.create(customer=long_ago, sent_on=date(2025, 5, 23))
    Card.objects.create(customer=lately, sent_on=date(2025, 5, 24))
    assert set(cards.round_of(rosa, on=TODAY)) == {never, long_ago}
    assert cards.skipped(rosa, on=TODAY) == {"ended": 1, "own_firm": 1, "lately": 1}
    assert cards.pace(rosa, on=TODAY) == 1


def test_how_often_a_card_goes_is_a_setting(rosa, cast, customer_of):
    once, again = customer_of("Anna"), customer_of("Bram")
    Card.objects.create(customer=once, sent_on=date(2026, 1, 23))
    Card.objects.create(customer=again, sent_on=date(2025, 11, 23))
    assert set(cards.round_of(rosa, on=TODAY)) == set()
    save_rules(actor=cast.dirk, toml="[care]\ncard_months = 12", at=NOW)
    assert set(cards.round_of(rosa, on=TODAY)) == {again}
    assert cards.skipped(rosa, on=TODAY)["lately"] == 1


def test_a_card_is_spent_by_sending_a_name_and_not_by_opening(rosa, customer_of):
    (token,) = send_to(rosa, customer_of("Anna"), at=timezone.now())
    browser, page = Client(), reverse("leave_a_name", args=[token])
    for _ in range(3):  # scanners of mail open links
        assert browser.get(page).status_code == 200
    assert browser.post(page, {"name": "  "}).status_code == 200
    assert not CallBack.objects.exists()
    assert (
        "Dank je"
        in browser.post(page, {"name": "Piet", "phone": "06 1"}, headers={"Accept-Language": "nl"}).content.decode()
    )
    assert browser.post(page, {"name": "Piet"}).status_code == 404
    call = CallBack.objects.get()
    assert (call.name, call.phone, call.director.name) == ("Piet", "06 1", "Dirk")
    assert Card.objects.get().answered_on == timezone.localdate()


def test_the_page_shows_nothing_of_the_customer_and_sets_no_cookie(rosa, customer_of):
    customer = customer_of("Anna", "Bakkerij De Linde")
    (token,) = send_to(rosa, customer, at=timezone.now())
    response = Client().get(reverse("leave_a_name", args=[token]))
    assert customer.name not in response.content.decode()
    assert not response.cookies
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_an_old_card_a_replaced_card_and_a_card_taken_back_no_longer_work(rosa, customer_of):
    customer = customer_of("Anna")
    (old,) = send_to(rosa, customer)
    assert answered(old, NOW + timedelta(days=cards.VALID_DAYS + 1)) is None
    (new,) = send_to(rosa, customer, at=NOW + timedelta(days=1))
    assert answered(old) is None
    batch = Invitation.objects.get(gone=False).at.isoformat()
    assert cards.withdraw(actor=rosa, batch=batch, at=NOW) == 1
    assert answered(new) is None
    assert Card.objects.count() == 1  # of the first


def test_the_calls_go_round_and_are_due_in_three_working_days(rosa, customer_of):
    second = somebody("Door", "director")
    tokens = send_to(rosa, *(customer_of("Anna") for _ in range(4)))
    calls = [answered(token, NOW + timedelta(days=3)) for token in tokens]  # on a Thursday
    assert sorted(one.director.name for one in calls) == ["Dirk", "Dirk", "Door", "Door"]
    assert {one.due for one in calls} == {date(2026, 12, 1)}  # Friday, Monday, Tuesday
    assert second.pk in {one.director_id for one in calls}


def test_nobody_below_the_top_sees_or_closes_a_call_but_the_account_manager_knows_by_when(
    rosa, cast, customer_of, client_of
):
    customer = customer_of("Anna")
    (token,) = send_to(rosa, customer)
    call = answered(token, name="Mevrouw Geheim")
    for who in (cast.anna, rosa, cast.admin, somebody("Karim", "complaint_handler")):
        assert client_of(who).get(reverse("callbacks")).status_code == 404
        assert client_of(who).get(reverse("callback", args=[call.pk])).status_code == 404
        assert client_of(who).post(reverse("called_back", args=[call.pk])).status_code == 404
        with pytest.raises(UsageError):
            cards.called(actor=who, call=call, result="solved", told="", cause="", minutes=None, at=NOW)
        assert not cards.queue(who)
    page = client_of(cast.anna).get(reverse("customer", args=[customer.pk])).content.decode()
    assert "26-11-2026" in page
    assert "Mevrouw Geheim" not in page
    assert "Geheim" not in str(list(TrailLine.objects.values_list("details", flat=True)))


def test_a_card_that_came_back_in_a_file_is_called_too_once_a_director_lists_it(cast, customer_of, client_of):
    asked, called, old, gone = (customer_of("Anna") for _ in range(4))
    day = timezone.localdate() - timedelta(days=2)
    Card.objects.create(customer=asked, sent_on=day, answered_on=day)
    Card.objects.create(customer=called, sent_on=day, answered_on=day, called_on=day)
    Card.objects.create(customer=old, sent_on=day, answered_on=day - timedelta(days=700))
    Customer.objects.filter(pk=gone.pk).update(ended_on=day)
    Card.objects.create(customer=gone, sent_on=day, answered_on=day)
    dirk = client_of(cast.dirk)
    assert "1 klant stuurde volgens een bestand een kaart terug" in dirk.get("/callbacks").content.decode()
    assert dirk.post("/callbacks/enlist", follow=True).status_code == 200
    call = CallBack.objects.get()
    assert (call.invitation.customer, call.due) == (asked, cards.working_day(day, 3))
    assert "volgens een bestand" not in dirk.get("/callbacks").content.decode()
    cards.called(actor=cast.dirk, call=call, result="solved", told="", cause="levertijd", minutes=9, at=timezone.now())
    assert Card.objects.get(customer=asked).called_on == timezone.localdate()
    assert cards.out(cast.dirk) == []  # no batch of ours


def test_no_answer_stays_on_the_list_and_a_call_becomes_a_fact(rosa, cast, customer_of):
    (token,) = send_to(rosa, customer_of("Anna"))
    call = answered(token)
    told = {"told": "Levering te laat.", "cause": "levertijd", "minutes": 30, "at": NOW}
    cards.called(actor=cast.dirk, call=call, result="no_answer", **told)
    call.refresh_from_db()
    assert call.called_at is None
    cards.called(actor=cast.dirk, call=call, result="solved", **told)
    fact = Card.objects.get()
    assert (fact.answered_on, fact.called_on, fact.result) == (TODAY, TODAY, "solved")
    assert cards.hours_a_week(cast.dirk, since=NOW - timedelta(days=28), weeks=4) == 0.125


def test_a_cause_that_was_changed_is_counted_before_and_after(rosa, cast, customer_of):
    for days in (0, 50, 100, 250):
        at = NOW + timedelta(days=days)
        (token,) = send_to(rosa, customer_of("Anna"), at=at)
        cards.called(
            actor=cast.dirk, call=answered(token, at), result="solved", told="", cause="Levertijd", minutes=None, at=at
        )
    changed_on = TODAY + timedelta(days=182)
    assert cards.changed(actor=cast.dirk, cause="levertijd", change="eigen bus", on=changed_on, at=NOW) == 4
    (cause,) = cards.causes(cast.dirk, on=TODAY + timedelta(days=364))
    assert (cause.heard, cause.changed_on) == (4, changed_on)
    assert cause.a_year_before == pytest.approx(3 * 365 / 182)
    assert cause.a_year_since == pytest.approx(1 * 365 / 182)


def test_the_code_on_the_printed_card_is_read_back(rosa, customer_of):
    """As a customer's telephone reads it, from the picture of the page."""
    import pypdfium2
    import zxingcpp

    names = ["Bakkerij De Linde", '#import "x" *vet* $x$']
    sent = cards.send(actor=rosa, chosen=[customer_of("Anna", name) for name in names], at=NOW)
    pdf = printed(sent, address="https://klant.example/k/", firm="de directie", language="nl")
    pages = [page.render(scale=1.6).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    read = [zxingcpp.read_barcodes(page)[0].text for page in pages]
    assert read == [f"https://klant.example/k/{one.token}" for one in sent]


def test_the_batch_comes_as_a_pdf_and_can_be_taken_back(rosa, cast, customer_of, client_of):
    for _ in range(3):
        customer_of("Anna")
    client = client_of(rosa)
    assert "3 klanten zijn aan de beurt" in client.get(reverse("cards")).content.decode()
    response = client.post(reverse("send_cards"), {"cards": 2, "paper": "card", "language": "nl"})
    assert (response.headers["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    page = client.get(reverse("cards")).content.decode()
    assert "1 klant is aan de beurt" in page
    batch = re.search(r'name="batch" value="([^"]+)"', page).group(1)
    client.post(reverse("withdraw_cards"), {"batch": batch})
    assert not Invitation.objects.exists()
    assert not Card.objects.exists()


def test_without_a_director_no_cards_are_promised(db, customer_of, client_of):
    customer_of("Anna")
    page = client_of(somebody("Rosa", "relationship_manager")).get(reverse("cards")).content.decode()
    assert "niemand met de rol directeur" in page
    assert "Maak kaarten" not in page
