"""Letters to a real mail server that takes them, refuses them, is slow, or is not there."""

import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.web.customers.models import Activity
from klantkompas.web.post import letters, sending, servers
from klantkompas.web.post.models import Letter
from klantkompas.web.staff.models import TrailLine
from tests.mail_servers import SmtpServer, certificate

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def written(karim, customer_of):
    """Writes a letter to a customer."""

    def write(to="els@linde.nl", at=NOW, **more):
        more = {"customer": customer_of("Anna", "Bakkerij De Linde"), "by": karim, "kind": "complaint"} | more
        return letters.write(to=to, subject="Jouw klacht", text="We kijken ernaar.", at=at, **more)

    return write


def state_of(letter):
    letter.refresh_from_db()
    return letter.state, letter.attempts, letter.why


def minutes(n):
    return NOW + timedelta(minutes=n)


def test_a_letter_goes_and_becomes_a_contact_on_the_timeline(post_office, written, client_of, cast):
    letter = written()
    assert sending.send_due(at=NOW) == 1
    (mail,) = post_office.taken
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "els@linde.nl",
        "Service <service@firma.nl>",
        "Jouw klacht",
    )
    assert mail.get_content().strip() == "We kijken ernaar."
    assert mail["Message-ID"] == letter.message_id and letter.message_id.endswith("@firma.nl>")
    assert state_of(letter) == ("sent", 1, "")
    fact = Activity.objects.get()
    assert (fact.kind, fact.direction, fact.employee, fact.customer_id) == (
        *("email", "out", "Karim"),
        letter.customer.customer_id,
    )
    page = client_of(cast.anna).get(reverse("customer_timeline", args=[letter.customer_id]))
    assert "e-mail" in page.content.decode()
    assert TrailLine.objects.get().action == "letter.sent"  # a fact was written: figures of before are not those of now
    assert sending.send_due(at=minutes(1)) == 0  # once is enough


def test_what_it_is_written_for_takes_the_letter_with_it(post_office, written):
    with pytest.raises(RuntimeError), transaction.atomic():
        written()
        raise RuntimeError
    assert not Letter.objects.exists()


@pytest.mark.parametrize("said", ["550 5.1.1 no such user", "553 mailbox name not allowed"])
def test_an_address_that_is_refused_for_good_says_what_to_do(post_office, written, client_of, karim, said):
    letter = written("weg@linde.nl")
    post_office.on_recipient["weg@linde.nl"] = said
    sending.send_due(at=NOW)
    assert state_of(letter) == ("failed", 1, "address")
    page = client_of(karim).get(reverse("post")).content.decode()
    assert "Niet aangekomen" in page and "Vraag de klant naar het goede adres" in page and said[4:] in page
    assert sending.send_due(at=minutes(10_000)) == 0
    assert not Activity.objects.exists()


def test_it_goes_again_to_the_right_address_when_somebody_says_so(post_office, written, client_of, karim, cast):
    letter = written("weg@linde.nl")
    post_office.on_recipient["weg@linde.nl"] = "550 5.1.1 no such user"
    sending.send_due(at=NOW)
    address = reverse("send_again", args=[letter.pk])
    assert client_of(cast.carla).post(address, {"to": "els@linde.nl"}).status_code == 404
    page = client_of(karim).post(address, {"to": "geen adres"}, follow=True).content.decode()
    assert state_of(letter)[0] == "failed" and "alert-danger" in page
    page = client_of(karim).post(address, {"to": "els@linde.nl"}, follow=True).content.decode()
    assert "Gaat opnieuw naar els@linde.nl" in page
    assert state_of(letter) == ("waiting", 0, "")
    assert sending.send_due(at=timezone.now()) == 1
    assert post_office.taken[0]["Message-ID"] == letter.message_id
    assert "linde.nl" not in str(list(TrailLine.objects.values_list("details", flat=True)))
    with pytest.raises(UsageError):
        letters.again(actor=karim, letter=letter, to="els@linde.nl", at=NOW)


def test_not_now_is_tried_again_after_growing_pauses_and_given_up_after_five_days(post_office, written):
    letter = written()
    post_office.on_recipient["els@linde.nl"] = "450 4.2.1 mailbox busy"
    hours = []
    while state_of(letter)[0] == "waiting":
        due = letter.next_at
        sending.send_due(at=due - timedelta(seconds=1))
        assert len(post_office.asked) == len(hours)  # not a second too early
        sending.send_due(at=due)
        hours.append(round((due - NOW) / timedelta(hours=1), 1))
    assert hours == [0, 0.1, 0.6, 2.6, 14.6, 38.6, 62.6, 86.6, 110.6, 120]
    assert len(post_office.asked) == 10
    assert state_of(letter) == ("failed", 10, "later")


def test_a_mail_refused_after_it_was_read_is_not_lost_either_way(post_office, written):
    busy, spam, good = (written(f"{name}@linde.nl") for name in ("busy", "spam", "good"))
    post_office.on_data = ["451 4.3.0 try later", "554 5.7.1 looks like spam"]
    sending.send_due(at=NOW)
    assert [state_of(one) for one in (busy, spam, good)] == [
        ("waiting", 1, "later"),
        ("failed", 1, "refused"),
        ("sent", 1, ""),
    ]
    sending.send_due(at=minutes(5))
    assert state_of(busy) == ("sent", 2, "")


def test_without_a_connection_the_others_wait_untouched(written, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.SMTP = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
    settings.MAIL_FROM = "service@firma.nl"
    first, second = written(), written()
    assert sending.send_due(at=NOW) == 0
    assert state_of(first) == ("waiting", 1, "no_server")
    assert state_of(second) == ("waiting", 0, "")


def test_a_server_that_does_not_know_us_is_said_to_it(post_office, written, settings, client_of, karim):
    settings.SMTP = post_office.url.replace("geh%40im", "verkeerd")
    letter = written()
    sending.send_due(at=NOW)
    assert state_of(letter) == ("waiting", 1, "sign_in")
    page = client_of(karim).get(reverse("post")).content.decode()
    assert "KLANTKOMPAS_SMTP" in page and "verkeerd" not in page


def test_a_server_that_cannot_talk_in_secret_gets_nothing(post_office, written, settings):
    settings.SMTP = post_office.url.replace("smtp:", "smtp+starttls:")
    letter = written()
    sending.send_due(at=NOW)
    assert state_of(letter) == ("waiting", 1, "not_secret")
    assert not post_office.asked


@pytest.mark.parametrize(("scheme", "from_the_first_byte"), [("smtp+starttls", False), ("smtps", True)])
def test_a_server_that_can_is_spoken_to_in_secret_once_it_shows_who_it_is(
    written, settings, tmp_path, monkeypatch, scheme, from_the_first_byte
):
    secret, trusted = certificate(tmp_path)
    server = SmtpServer(secret, from_the_first_byte=from_the_first_byte)
    server.start()
    settings.SMTP, settings.MAIL_FROM = server.url.replace("smtp:", f"{scheme}:"), "service@firma.nl"
    letter = written()
    try:
        sending.send_due(at=NOW)
        assert state_of(letter) == ("waiting", 1, "no_server")  # anybody could say that he is the server
        assert not server.asked
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert sending.send_due(at=minutes(5)) == 1
    finally:
        server.stop()


def test_a_slow_server_is_waited_for_only_so_long(post_office, written, monkeypatch):
    monkeypatch.setattr(servers, "PATIENCE", 0.3)
    post_office.slow = 1.0
    letter = written()
    sending.send_due(at=NOW)
    assert state_of(letter) == ("waiting", 1, "no_server")


def test_a_computer_that_stops_while_sending_sends_again_with_the_same_number(post_office, written, monkeypatch):
    letter = written()

    class PowerError(BaseException):
        """The power goes."""

    def off(*_, **__):
        raise PowerError

    with monkeypatch.context() as power:
        power.setattr(sending, "_keep", off)
        with pytest.raises(PowerError):
            sending.send_due(at=NOW)
    assert state_of(letter)[:2] == ("waiting", 1)
    assert sending.send_due(at=minutes(1)) == 0
    assert sending.send_due(at=minutes(5)) == 1
    assert [one["Message-ID"] for one in post_office.taken] == [letter.message_id] * 2


def test_nothing_that_a_person_writes_becomes_a_heading(post_office, written):
    letter = letters.write(
        kind="complaint", to="els@linde.nl", subject="Klacht\r\nBcc: iedereen@elders.nl", text="x", at=NOW
    )
    with pytest.raises(UsageError):
        written("els@linde.nl\nBcc: iedereen@elders.nl")
    sending.send_due(at=NOW)
    (mail,) = post_office.taken
    assert mail["Bcc"] is None and mail["Subject"] == "Klacht Bcc: iedereen@elders.nl"
    assert post_office.asked == ["els@linde.nl"]
    assert mail["Auto-Submitted"] == "auto-generated"  # nobody in particular wrote it
    assert state_of(letter)[0] == "sent"


def test_who_forgot_his_password_is_mailed_by_the_same_server(post_office, cast, settings, client):
    settings.EMAIL_BACKEND = "klantkompas.web.post.servers.Connection"  # as it is outside tests
    settings.DEFAULT_FROM_EMAIL = settings.MAIL_FROM
    client.post(reverse("account_reset_password"), {"email": "anna@voorbeeld.nl"})
    (mail,) = post_office.taken
    assert (mail["To"], mail["From"]) == ("anna@voorbeeld.nl", "Service <service@firma.nl>")
    assert not Letter.objects.exists()  # a right to sign in is kept nowhere


def test_the_log_names_nobody(post_office, written, caplog):
    post_office.on_recipient["weg@linde.nl"] = "550 5.1.1 weg@linde.nl is unknown"
    with caplog.at_level(logging.DEBUG):
        written("weg@linde.nl")
        sending.send_due(at=NOW)
    said = " ".join(one.getMessage() for one in caplog.records if one.name.startswith(("klantkompas", "django.core")))
    assert "linde" not in said and "geh" not in said


def test_without_settings_mail_waits_and_the_page_says_what_to_set(written, settings, client_of, cast, karim):
    letter = written()
    assert sending.send_due(at=NOW) == 0
    assert state_of(letter) == ("waiting", 0, "")
    for who, name in ((karim, "post"), (cast.admin, "post_setup")):
        page = client_of(who).get(reverse(name)).content.decode()
        assert "Mail wacht tot IT de mailserver opgeeft in KLANTKOMPAS_SMTP" in page
    settings.SMTP = "mail.firma.nl:587/geheim"
    assert sending.send_due(at=NOW) == 0
    page = client_of(karim).get(reverse("post")).content.decode()
    assert "geen adres van een mailserver" in page and "geheim" not in page
    assert state_of(written()) == ("waiting", 0, "")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp+starttls://a%40b.nl:w%2Fw@mail.nl", ("mail.nl", 587, "a@b.nl", "w/w", "starttls")),
        ("smtps://mail.nl", ("mail.nl", 465, "", "", "tls")),
        ("smtp://mail.nl:2525", ("mail.nl", 2525, "", "", "none")),
    ],
)
def test_the_address_of_a_server_is_read(settings, url, found):
    settings.SMTP = url
    server = servers.smtp()
    assert (server.host, server.port, server.user, server.password, server.safety) == found
    assert not server.password or server.password not in repr(server)


@pytest.mark.parametrize("url", ["http://mail.nl", "smtp://", "smtp://mail.nl:veel", "onzin"])
def test_what_is_no_server_is_refused_without_repeating_it(settings, url):
    settings.SMTP = url
    with pytest.raises(UsageError) as error:
        servers.smtp()
    assert error.value.code == "web_mail_server" and url not in str(error.value)


def test_who_sees_which_letters(written, cast, karim, client_of):
    own, card = written(), written(kind="card", to="kaart@linde.nl")
    reminder = letters.write(kind="reminder", to="bram@voorbeeld.nl", subject="s", text="t", at=NOW, user=cast.bram)
    seen = {one.name: set(letters.letters(one)) for one in (cast.anna, cast.bram, cast.carla, cast.dirk, karim)}
    assert seen == {
        "Anna": {own},
        "Bram": {own, reminder},
        "Carla": set(),
        "Dirk": {own, card},
        "Karim": {own},
    }


def test_the_page_asks_few_questions(written, client_of, karim, django_assert_max_num_queries):
    for _ in range(30):
        written()
    client = client_of(karim)
    with django_assert_max_num_queries(16):
        client.get(reverse("post"))
    assert "30" in client.get(reverse("post") + "?state=waiting").content.decode()
    assert "geen post met deze stand" in client.get(reverse("post") + "?state=sent").content.decode()


def test_what_waits_has_a_time(written):
    letter = written()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(next_at=None)
