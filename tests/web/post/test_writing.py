"""Letters that are written: about a complaint, with the card to the top, as a reminder, and to ask for a mark."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.rules import CareRules
from klantkompas.web.care import cards, complaints, promises
from klantkompas.web.care.models import CallBack
from klantkompas.web.customers.models import Card, Complaint, Contact, Promise, Rating, Transaction
from klantkompas.web.post import daily, marks, reminders, sending, writing
from klantkompas.web.post.models import Arrival, Letter, Question
from tests.web.conftest import somebody

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)  # a Monday


@pytest.fixture(autouse=True)
def _reached(settings):
    settings.ADDRESS = "https://klant.firma.nl/"
    for one in caches.all():
        one.clear()


@pytest.fixture
def linde(cast, customer_of):
    return customer_of("Anna", "Bakkerij De Linde")


def person(customer, name="Els", **columns):
    given = {"name": name, "email": f"{name.lower()}@linde.nl", "may_mail": True}
    return Contact.objects.create(customer_id=customer.customer_id, **given | columns)


@pytest.fixture
def fact(karim, linde):
    given = {"text": "Te laat.", "remedy_asked": "", "channel": "phone", "severity": "small", "about": None}
    return complaints.receive(actor=karim, customer=linde, **given, day=TODAY, at=NOW)


# --- about a complaint ---


def test_a_complaint_is_acknowledged_by_mail_from_a_draft(fact, linde, karim, client_of):
    person(linde, may_mail=None)  # he is answered what he asked; nobody has to agree to that
    client, page = client_of(karim), reverse("complaint", args=[fact.pk])
    shown = client.get(page).content.decode()
    assert "Dag Els," in shown and "07-12-2026" in shown and "ontvangst bevestigd" in shown
    given = {"to": "els@linde.nl", "subject": "We kijken ernaar", "text": "Dag Els,\n\nTot snel."}
    client.post(reverse("write_about", args=[fact.pk]), given)
    letter = Letter.objects.get()
    assert (letter.to, letter.text, letter.by, letter.complaint_id) == ("els@linde.nl", given["text"], karim, fact.pk)
    assert letter.subject == f"We kijken ernaar [{fact.complaint_id}]"  # an answer is known by it
    fact.refresh_from_db()
    assert fact.acknowledged_on == timezone.localdate()
    assert "wacht op verzending" in client.get(page).content.decode()


def test_a_draft_is_in_the_language_of_who_reads_it_and_becomes_the_answer(fact, linde, karim):
    person(linde, "Eve", language="en")
    assert writing.language_of(linde, "eve@linde.nl") == "en"
    draft = writing.draft(fact, by=karim, name="Eve", language="en")
    assert draft.text.startswith("Dear Eve,") and draft.text.endswith("Karim")
    given = {"justified": "yes", "response": "You are right.", "remedy": "", "compensation": None, "cause": ""}
    complaints.respond(actor=karim, fact=fact, **given, day=TODAY, at=NOW)
    draft = writing.draft(Complaint.objects.get(), by=karim, name="", language="en")
    assert "You are right." in draft.text and draft.subject.startswith("Our answer")


def test_a_letter_goes_to_an_address_of_this_customer_only(fact, linde, karim, cast, client_of):
    client, at = client_of(karim), reverse("write_about", args=[fact.pk])
    assert "geen e-mailadres bekend" in client.get(reverse("complaint", args=[fact.pk])).content.decode()
    person(linde)
    given = {"to": "wie@elders.nl", "subject": "s", "text": "t"}
    assert client.post(at, given).status_code == 200
    with pytest.raises(UsageError):
        writing.write_about(actor=karim, fact=fact, **given, at=NOW, day=TODAY)
    assert client_of(cast.anna).post(at, given | {"to": "els@linde.nl"}).status_code == 404
    assert not Letter.objects.exists()


def test_who_mailed_is_answered_in_his_own_thread(fact, karim):
    known = {"mark": "m", "sender": "els@prive.nl", "message_id": "<7@p>", "state": "joined", "complaint": fact}
    Arrival.objects.create(**known, received_at=NOW, at=NOW)
    given = {"to": "els@prive.nl", "subject": "s", "text": "t"}
    assert writing.write_about(actor=karim, fact=fact, **given, at=NOW, day=TODAY).answers == "<7@p>"


def test_a_letter_that_is_refused_by_its_transaction_acknowledges_nothing(fact, linde, karim, monkeypatch):
    person(linde)
    monkeypatch.setattr(writing, "note", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        writing.write_about(actor=karim, fact=fact, to="els@linde.nl", subject="s", text="t", at=NOW, day=TODAY)
    fact.refresh_from_db()
    assert (Letter.objects.count(), fact.acknowledged_on) == (0, None)


# --- the card ---


def test_a_card_goes_by_mail_to_who_agreed_to_it_and_its_link_works_once(post_office, cast, customer_of, client_of):
    rosa = somebody("Rosa", "relationship_manager")
    yes, no, unasked, nobody = (customer_of("Anna") for _ in range(4))
    person(yes)
    person(no, "Nee", may_mail=False)
    person(unasked, "Wie", may_mail=None)
    client = client_of(rosa)
    assert "1 klant gaf iemand toestemming" in client.get(reverse("cards")).content.decode()
    client.post(reverse("mail_cards"), {"mailed": 5})
    assert [one.customer for one in Card.objects.select_related("customer")] == [yes]
    sending.send_due(at=timezone.now())
    (mail,) = post_office.taken
    link = mail.get_content().split()[-1]
    assert link.startswith("https://klant.firma.nl/k/")
    letter = Letter.objects.get()
    assert (letter.link, link in letter.text, letter.state) == (
        "",
        False,
        "sent",
    )  # the right to answer is kept nowhere
    token = link.rpartition("/")[2]
    assert cards.answer(token=token, name="Els", phone="", good_time="", at=timezone.now())
    assert cards.answer(token=token, name="Els", phone="", good_time="", at=timezone.now()) is None
    assert not Letter.objects.filter(customer__in=[no, unasked, nobody]).exists()


def test_a_card_that_was_taken_back_is_not_sent(post_office, customer_of, client_of, cast):
    rosa = somebody("Rosa", "relationship_manager")
    person(customer_of("Anna"))
    client = client_of(rosa)
    client.post(reverse("mail_cards"), {"mailed": 1})
    batch = cards.out(rosa)[0].at.isoformat()
    client.post(reverse("withdraw_cards"), {"batch": batch})
    assert sending.send_due(at=timezone.now()) == 0
    assert (Letter.objects.get().state, Letter.objects.get().why) == ("failed", "taken_back")
    assert not post_office.asked


# --- reminders ---


def test_a_promise_a_term_and_a_call_are_in_one_mail_to_whom_they_concern_once(cast, linde, fact, karim):
    promises.promise(actor=cast.anna, customer=linde, what="offerte", due=TODAY + timedelta(2), day=TODAY, at=NOW)
    promises.promise(actor=cast.anna, customer=linde, what="later", due=TODAY + timedelta(9), day=TODAY, at=NOW)
    complaints.acknowledge(actor=karim, fact=fact, day=TODAY, at=NOW)
    complaints.assign(actor=karim, fact=fact, handler=karim, at=NOW)
    rosa = somebody("Rosa", "relationship_manager")
    (sent,) = cards.send(actor=rosa, chosen=[linde], at=NOW)
    cards.answer(token=sent.token, name="Mevrouw Geheim", phone="", good_time="", at=NOW)
    assert reminders.remind(at=NOW, days=2) == 1
    anna = Letter.objects.get(user=cast.anna)
    assert "offerte" in anna.text and "later" not in anna.text and "Bakkerij De Linde" in anna.text
    assert f"https://klant.firma.nl/customers/{linde.pk}" in anna.text
    assert reminders.remind(at=NOW + timedelta(hours=1), days=2) == 0
    assert reminders.remind(at=NOW + timedelta(days=1), days=2) == 1  # the call is due on Thursday
    dirk = Letter.objects.get(user=cast.dirk)
    assert "bel uiterlijk 26-11-2026" in dirk.text and "Geheim" not in dirk.text and "Linde" not in dirk.text
    at = NOW + timedelta(days=12)
    assert reminders.remind(at=at, days=2) == 1
    assert fact.complaint_id in Letter.objects.get(user=karim).text


def test_a_promise_that_moves_is_another_day_to_be_reminded_of(cast, linde):
    line = Promise.objects.create(
        customer_id=linde.customer_id, made_on=TODAY, due_on=TODAY + timedelta(1), kind="bellen", employee="Bram"
    )
    assert reminders.remind(at=NOW, days=2) == 1
    Promise.objects.filter(pk=line.pk).update(due_on=TODAY + timedelta(3))
    assert reminders.remind(at=NOW + timedelta(days=1), days=2) == 1
    Promise.objects.filter(pk=line.pk).update(kept_on=TODAY)
    assert reminders.remind(at=NOW + timedelta(days=2), days=2) == 0


def test_what_nobody_handles_yet_concerns_all_who_could_but_never_the_one_it_is_about(cast, linde, karim):
    other = somebody("Klaas", "complaint_handler")
    given = {"text": "x", "remedy_asked": "", "channel": "phone", "severity": "small", "about": other}
    complaints.receive(actor=karim, customer=linde, **given, day=TODAY, at=NOW)
    assert reminders.remind(at=NOW, days=2) == 1
    assert Letter.objects.get().user == karim


def test_an_answer_of_the_customer_is_told_to_who_handles_it(fact, karim):
    complaints.acknowledge(actor=karim, fact=fact, day=TODAY, at=NOW)
    known = {"mark": "m", "sender": "els@prive.nl", "state": "joined", "complaint": fact}
    Arrival.objects.create(**known, received_at=NOW, at=NOW)
    assert reminders.remind(at=NOW, days=2) == 1
    assert "de klant mailde op 23-11-2026" in Letter.objects.get().text


def test_nobody_is_reminded_at_night_nor_as_long_as_no_mail_can_go(fact, settings, post_office):
    assert reminders.remind(at=NOW.replace(hour=4), days=2) == 0
    settings.SMTP = ""
    assert daily.write_due(at=NOW) == 0
    settings.SMTP = post_office.url
    assert daily.write_due(at=NOW) == 1


# --- marks ---


def closed(fact, karim, day=TODAY):
    given = {"justified": "yes", "response": "x", "remedy": "", "compensation": None, "cause": ""}
    complaints.respond(actor=karim, fact=fact, **given, day=day, at=NOW)
    complaints.close(actor=karim, fact=fact, satisfied=True, day=day, at=NOW)


def ask(days, **rules):
    return marks.ask_for_marks(CareRules(**rules), at=NOW + timedelta(days=days))


def token_of(letter):
    return letter.link.rpartition("/")[2]


def test_a_mark_is_asked_some_days_after_a_complaint_was_closed_and_becomes_a_fact(fact, linde, karim, client):
    person(linde)
    closed(fact, karim)
    assert [ask(days) for days in (0, 2, 3, 4)] == [0, 0, 1, 0]
    letter = Letter.objects.get()
    assert letter.link.startswith("https://klant.firma.nl/m/")
    Question.objects.update(expires=timezone.localdate() + timedelta(days=30))
    page = reverse("give_mark", args=[token_of(letter)])
    assert "Welk cijfer geef je ons?" in client.get(page).content.decode()
    assert not Rating.objects.exists()  # a mail scanner that opens the page spends nothing
    for wrong in ("0", "11", "8; DROP TABLE", ""):
        assert client.post(page, {"mark": wrong}).status_code == 200
    assert not Rating.objects.exists()
    assert "Dank je wel" in client.post(page, {"mark": "8"}).content.decode()
    rating = Rating.objects.get()
    assert (rating.customer_id, rating.measure, rating.score, rating.occasion) == (
        linde.customer_id,
        "mark",
        80_000,
        "complaint",
    )
    assert client.post(page, {"mark": "1"}).status_code == 404
    assert Rating.objects.count() == 1
    assert token_of(letter) not in str(Question.objects.values())


def test_nobody_is_asked_who_did_not_agree_or_was_asked_of_late(linde, karim, customer_of, fact):
    other = customer_of("Anna")
    person(other, "Nee", may_mail=False)
    for customer in (linde, other):
        given = {"text": "x", "remedy_asked": "", "channel": "phone", "severity": "small", "about": None}
        closed(complaints.receive(actor=karim, customer=customer, **given, day=TODAY, at=NOW), karim)
    closed(fact, karim)
    person(linde)
    assert ask(3) == 1  # one of two complaints of one customer, none of the other
    assert ask(4) == 0
    assert ask(4, mark_pause_days=0) == 1
    assert Question.objects.filter(customer=other).count() == 0


def test_what_is_long_past_is_not_asked_any_more(fact, linde, karim):
    person(linde)
    closed(fact, karim, TODAY - timedelta(days=60))
    assert ask(3) == 0


def test_a_mark_after_a_delivery_is_asked_where_the_rules_say_so(linde):
    person(linde)
    given = {"customer_id": linde.customer_id, "date": TODAY, "amount": 100}
    Transaction.objects.create(**given, delivered_on=TODAY)
    Transaction.objects.create(**given, delivered_on=TODAY + timedelta(days=1))
    assert ask(3) == 0
    assert [ask(days, mark_after=("delivery",)) for days in (2, 3, 4)] == [0, 1, 0]
    assert Question.objects.get().occasion == "delivery"


def test_without_an_address_for_customers_nobody_is_asked(fact, linde, karim, settings):
    person(linde)
    closed(fact, karim)
    settings.ADDRESS = ""
    assert ask(3) == 0


def test_a_guessed_or_expired_question_says_the_same_and_guessing_ends(fact, linde, karim, client):
    person(linde)
    closed(fact, karim)
    ask(3)
    Question.objects.update(expires=timezone.localdate() - timedelta(days=1))
    old = client.get(reverse("give_mark", args=[token_of(Letter.objects.get())]))
    guessed = client.get(reverse("give_mark", args=["x" * 22]))
    assert (old.status_code, old.content) == (guessed.status_code, guessed.content) == (404, old.content)
    assert guessed.headers["Referrer-Policy"] == "no-referrer" and "Linde" not in guessed.content.decode()
    codes = {client.get(reverse("give_mark", args=[f"y{n}"])).status_code for n in range(40)}
    assert codes == {404, 429}
    assert client.post(reverse("give_mark", args=["z"]), {"mark": "1" * 20_000}).status_code == 413


def test_the_call_of_a_card_is_not_reminded_of_once_it_was_made(cast, linde):
    rosa = somebody("Rosa", "relationship_manager")
    (sent,) = cards.send(actor=rosa, chosen=[linde], at=NOW)
    cards.answer(token=sent.token, name="x", phone="", good_time="", at=NOW)
    CallBack.objects.update(called_at=NOW, result="solved")
    assert reminders.remind(at=NOW + timedelta(days=2), days=2) == 0
