"""Mail on a real server becomes a complaint, part of one, or a question whose it is; and nothing of it is lost."""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.urls import reverse

from klantkompas.errors import UsageError
from klantkompas.web.care.models import Case
from klantkompas.web.customers.models import Activity, Complaint, Contact
from klantkompas.web.post import arriving, letters, sending
from klantkompas.web.post.arriving import fetch
from klantkompas.web.post.mailbox import Mailbox, Raw
from klantkompas.web.post.models import Arrival, Enclosure, Letter, Look
from klantkompas.web.post.reading import read
from tests.mail_servers import certificate, in_secret
from tests.web.conftest import LONG_AGO

NOW = datetime(2027, 11, 22, 9, 0, tzinfo=UTC)


def mail(sender="Els <els@linde.nl>", subject="Te laat", text="De taart kwam te laat.", number="<1@linde.nl>", **more):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "klacht@firma.nl", subject
    if number:
        made["Message-ID"] = number
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


@pytest.fixture
def linde(cast, customer_of):
    return customer_of("Anna", "Bakkerij De Linde", email="info@linde.nl")


@pytest.fixture
def els(linde):
    return Contact.objects.create(customer_id=linde.customer_id, name="Els", email="Els@Linde.nl")


def became():
    return [one.state for one in Arrival.objects.order_by("pk")]


@pytest.mark.parametrize("sender", ["Els <ELS@linde.nl>", "info@linde.nl"])
def test_a_mail_of_a_customer_is_a_complaint_with_a_number(mailbox, els, linde, karim, client_of, sender):
    mailbox.put(mail(sender))
    assert fetch(at=NOW) == 1
    fact = Complaint.objects.get()
    assert (fact.customer_id, fact.severity) == (linde.customer_id, None)
    assert fact.complaint_id == f"K{fact.opened_on:%Y}-{fact.pk:05d}"
    case = Case.objects.get()
    assert (case.channel, case.text) == ("email", "Te laat\n\nDe taart kwam te laat.")
    assert mailbox.unseen() == 0
    assert fetch(at=NOW) == 0
    page = client_of(karim).get(reverse("complaint", args=[fact.pk])).content.decode()
    assert "De taart kwam te laat." in page and sender.partition("<")[2].rstrip(">").lower() in page
    assert Look.objects.get().why == ""


def test_the_day_it_was_received_is_that_of_the_server(mailbox, els):
    mailbox.put(mail(Date="Tue, 01 Jan 1980 00:00:00 +0000"))
    fetch(at=NOW)
    assert date(2026, 1, 1) < Complaint.objects.get().opened_on


def test_the_same_mail_twice_is_one_complaint(mailbox, els):
    mailbox.put(mail(), mail())
    assert fetch(at=NOW) == 2
    mailbox.put(mail())
    fetch(at=NOW)
    assert Complaint.objects.count() == Arrival.objects.count() == 1
    mailbox.put(mail(number=""), mail(number=""), mail(number="", text="Iets anders."))
    fetch(at=NOW)
    assert Complaint.objects.count() == 3


def test_a_computer_that_stops_before_the_server_knows_takes_it_once(mailbox, els, monkeypatch):
    class PowerError(BaseException):
        """The power goes."""

    def off(*_, **__):
        raise PowerError

    mailbox.put(mail())
    for where, left in ((arriving, 0), (Mailbox, 1)):
        with monkeypatch.context() as power:
            power.setattr(where, "keep" if where is arriving else "seen", off)
            with pytest.raises(PowerError):
                fetch(at=NOW)
        assert Complaint.objects.count() == left
        assert mailbox.unseen() == 1
    fetch(at=NOW)
    assert (Complaint.objects.count(), mailbox.unseen()) == (1, 0)


def answer_to(letter, **more):
    return mail(number="<2@linde.nl>", In_Reply_To=letter.message_id, **more)


@pytest.fixture
def complaint(mailbox, els):
    mailbox.put(mail())
    fetch(at=NOW)
    return Complaint.objects.get()


@pytest.fixture
def letter(complaint, linde, karim):
    about = {"customer": linde, "complaint": complaint, "by": karim}
    return letters.write(kind="complaint", to="els@linde.nl", subject="s", text="t", at=NOW, **about)


@pytest.mark.parametrize(
    "headings",
    [
        {"In_Reply_To": "LETTER"},
        {"References": "<x@y> LETTER"},
        {"In_Reply_To": "<1@linde.nl>"},
        {"subject": "Re: NUMBER"},
    ],
)
def test_an_answer_belongs_to_its_complaint(mailbox, complaint, letter, karim, client_of, headings):
    filled = {
        name: value.replace("LETTER", letter.message_id).replace("NUMBER", complaint.complaint_id)
        for name, value in headings.items()
    }
    mailbox.put(mail(number="<2@linde.nl>", text="En nog iets.", **filled))
    fetch(at=NOW)
    assert became() == ["complaint", "joined"]
    assert Complaint.objects.count() == 1
    page = client_of(karim).get(reverse("complaint", args=[complaint.pk])).content.decode()
    assert "En nog iets." in page
    assert Activity.objects.filter(direction="in", kind="email").count() == 1


def test_a_number_of_somebody_elses_complaint_opens_nothing(mailbox, complaint, customer_of):
    customer_of("Carla", "Vreemd", email="wie@vreemd.nl")
    about = {"subject": f"Over {complaint.complaint_id}"}
    mailbox.put(mail("wie@vreemd.nl", number="<8@v>", **about), mail("nog@elders.nl", number="<9@v>", **about))
    fetch(at=NOW)
    assert became() == ["complaint", "complaint", "whose"]
    assert Arrival.objects.filter(complaint=complaint).count() == 1


@pytest.mark.parametrize(
    "headings",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<nieuws.elders.nl>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"sender": "MAILER-DAEMON@mail.nl"},
    ],
)
def test_a_machine_complains_of_nothing(mailbox, els, headings):
    mailbox.put(mail(**headings))
    fetch(at=NOW)
    assert became() == ["automatic"]
    assert not Complaint.objects.exists()


def test_who_says_that_no_machine_wrote_it_is_heard(mailbox, els):
    mailbox.put(mail(Auto_Submitted="no"))
    fetch(at=NOW)
    assert became() == ["complaint"]


def returned(letter, *, action="failed", status="5.1.1"):
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mail.firma.nl>\r\nTo: service@firma.nl\r\nSubject: Undelivered\r\n"
        "Message-ID: <b1@mail.firma.nl>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.firma.nl\r\n\r\n"
        f"Final-Recipient: rfc822; els@linde.nl\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {letter.message_id}\r\n\r\n--B--\r\n"
    ).encode()


def test_a_letter_that_came_back_is_not_delivered(mailbox, post_office, letter, karim, client_of):
    sending.send_due(at=NOW)
    assert Activity.objects.filter(direction="out").exists()
    mailbox.put(returned(letter))
    fetch(at=NOW)
    assert became() == ["complaint", "bounce"]
    letter.refresh_from_db()
    assert (letter.state, letter.why, letter.next_at) == ("failed", "bounced", None)
    assert not Activity.objects.filter(direction="out").exists()
    page = client_of(karim).get(reverse("post")).content.decode()
    assert "kwam als onbestelbaar terug" in page and "Stuur opnieuw" in page


def test_a_letter_that_is_only_late_stays_as_it_is(mailbox, post_office, letter):
    sending.send_due(at=NOW)
    mailbox.put(returned(letter, action="delayed", status="4.4.1"))
    fetch(at=NOW)
    letter.refresh_from_db()
    assert (letter.state, became()[-1]) == ("sent", "automatic")


def test_a_person_says_whose_a_mail_is(mailbox, linde, karim, client_of, cast):
    mailbox.put(mail("els@prive.nl"))
    fetch(at=NOW)
    assert became() == ["whose"] and not Complaint.objects.exists()
    arrival, client = Arrival.objects.get(), client_of(karim)
    assert "Te bekijken (1)" in client.get(reverse("arrived")).content.decode()
    page = reverse("arrival", args=[arrival.pk])
    assert client_of(cast.anna).get(page).status_code == 404
    assert "De taart kwam te laat." in client.get(page).content.decode()
    from klantkompas.web.customers.search import learn

    learn(type(linde).objects.all())
    assert "Bakkerij De Linde" in client.get(page, {"q": "linde"}).content.decode()
    done = client.post(reverse("arrival_of", args=[arrival.pk]), {"customer": linde.pk})
    fact = Complaint.objects.get()
    assert (done.status_code, fact.customer_id) == (302, linde.customer_id)
    with pytest.raises(UsageError):
        arriving.of_customer(actor=karim, arrival=arrival, customer=linde, fact=None, at=NOW)


def test_a_mail_is_added_to_a_complaint_by_hand_or_put_aside(mailbox, complaint, linde, karim, client_of):
    mailbox.put(mail("els@prive.nl", number="<3@p>"), mail("wie@dan.ook", number="<4@p>"))
    fetch(at=NOW)
    one, other = Arrival.objects.filter(state="whose").order_by("pk")
    client = client_of(karim)
    client.post(reverse("arrival_of", args=[one.pk]), {"customer": linde.pk, "complaint": complaint.pk})
    client.post(reverse("arrival_aside", args=[other.pk]))
    assert became() == ["complaint", "joined", "put_aside"]
    assert Complaint.objects.count() == 1
    assert "weggelegd" in client.get(reverse("arrived") + "?state=all").content.decode()
    again = client.post(reverse("arrival_aside", args=[other.pk])).content.decode()
    assert "Iemand anders deed al iets met deze mail" in again


def test_an_address_of_two_customers_is_nobodys(mailbox, els, customer_of):
    customer_of("Anna", "Dubbel", email="els@linde.nl")
    mailbox.put(mail())
    fetch(at=NOW)
    assert became() == ["whose"]


def test_an_answer_to_a_letter_about_something_else_is_looked_at(mailbox, els, linde, karim):
    card = letters.write(kind="mark", to="els@linde.nl", subject="s", text="t", at=NOW, customer=linde)
    mailbox.put(answer_to(card, text="Een acht."))
    fetch(at=NOW)
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.customer) == ("whose", linde)


def test_what_is_attached_is_kept_and_only_ever_saved(mailbox, els, karim, cast, client_of):
    made = mail()
    made.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename="../../foto\u202e.html")
    mailbox.put(made)
    fetch(at=NOW)
    kept = Enclosure.objects.get()
    assert (kept.name, kept.size) == ("foto.html", 25)
    response = client_of(karim).get(reverse("enclosure", args=[kept.pk]))
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client_of(cast.carla).get(reverse("enclosure", args=[kept.pk])).status_code == 404


def test_what_nobody_needs_is_forgotten_with_what_was_attached(mailbox, els):
    for number, sender, headings in (("<1@x>", "els@linde.nl", {}), ("<2@x>", "els@linde.nl", {"Precedence": "bulk"})):
        made = mail(sender, number=number, **headings)
        made.add_attachment(b"x", maintype="image", subtype="png", filename="x.png")
        mailbox.put(made)
    fetch(at=NOW)
    files = [one.file for one in Enclosure.objects.order_by("pk")]
    assert arriving.forget(at=NOW + timedelta(days=89)) == 0
    assert arriving.forget(at=NOW + timedelta(days=91)) == 1
    assert became() == ["complaint"]
    assert [one.storage.exists(one.name) for one in files] == [True, False]


def test_who_sends_very_many_makes_no_more_work_than_that(mailbox, els, linde, karim, client_of):
    for n in range(arriving.MOST_A_DAY + 5):
        raw = mail(number=f"<{n}@linde.nl>").as_bytes()
        arriving.keep(Raw(content=raw, whole=True, received_at=NOW), at=NOW)
    assert (became().count("complaint"), became().count("held")) == (20, 5)
    arriving.keep(
        Raw(content=mail(number="<later@x>").as_bytes(), whole=True, received_at=NOW), at=NOW + timedelta(days=2)
    )
    assert became()[-1] == "complaint"
    assert "Te bekijken (5)" in client_of(karim).get(reverse("arrived")).content.decode()


def test_the_page_of_what_came_in_asks_few_questions(els, karim, client_of, django_assert_max_num_queries):
    for n in range(30):
        raw = mail("wie@dan.ook", number=f"<{n}@x>").as_bytes()
        arriving.keep(Raw(content=raw, whole=True, received_at=NOW), at=NOW)
    client = client_of(karim)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("arrived"))
    assert page.content.decode().count("wie@dan.ook") == 30


def test_a_full_mailbox_is_taken_in_rounds(mailbox, els):
    mailbox.put(*(mail(number=f"<{n}@x>", text=str(n)) for n in range(7)))
    assert [fetch(at=NOW, most=3) for _ in range(4)] == [3, 3, 1, 0]
    assert [one.text for one in Arrival.objects.order_by("pk")] == list("0123456")


def test_of_a_very_large_mail_the_beginning_is_kept_and_the_page_says_so(mailbox, els, karim, client_of, monkeypatch):
    monkeypatch.setattr("klantkompas.web.post.mailbox.LARGEST", 1_000)
    monkeypatch.setattr("klantkompas.web.post.mailbox.OF_A_LARGE_ONE", 500)
    mailbox.put(mail(text="veel te veel " * 1_000))
    fetch(at=NOW)
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.sender) == ("complaint", "els@linde.nl")
    assert 100 < len(arrival.text) <= 500
    page = client_of(karim).get(reverse("arrival", args=[arrival.pk])).content.decode()
    assert "te groot of te vreemd" in page
    assert mailbox.unseen() == 0


def test_a_mail_that_nobody_can_read_does_not_stop_those_after_it(mailbox, els, monkeypatch, caplog):
    def reading(content):
        if b"geheim" in content:
            raise ValueError("geheim")
        return read(content)

    monkeypatch.setattr(arriving, "read", reading)
    mailbox.put(mail(number="<1@x>", text="geheim"), mail(number="<2@x>"))
    assert fetch(at=NOW) == 2
    assert became() == ["whose", "complaint"]
    assert "geheim" not in caplog.text and "ValueError" in caplog.text
    assert mailbox.unseen() == 0


def test_a_mailbox_that_cannot_be_read_is_said_and_nothing_breaks(mailbox, settings, client_of, cast, karim):
    cases = {
        mailbox.url.replace("geh%40im", "fout"): "naam of wachtwoord niet",
        mailbox.url.replace("INBOX", "elders"): "is er niet",
        mailbox.url.replace(str(mailbox.port), "1"): "niet te bereiken",
        mailbox.url.replace("imap:", "imaps:"): "niet te bereiken",
    }
    for url, said in cases.items():
        settings.IMAP = url
        assert fetch(at=NOW) == 0
        page = client_of(cast.admin).get(reverse("post_setup")).content.decode()
        assert said in page and "fout@" not in page
        assert said in client_of(karim).get(reverse("arrived")).content.decode()
    settings.IMAP = "onzin"
    assert fetch(at=NOW) == 0
    settings.IMAP = ""
    assert fetch(at=NOW) == 0
    assert "KLANTKOMPAS_IMAP" in client_of(karim).get(reverse("arrived")).content.decode()


def test_a_mailbox_is_read_in_secret_once_the_server_shows_who_it_is(mailbox, els, settings, tmp_path, monkeypatch):
    secret, trusted = certificate(tmp_path)
    mailbox.put(mail())
    with in_secret(mailbox.port, secret) as port:
        settings.IMAP = mailbox.url.replace("imap:", "imaps:").replace(str(mailbox.port), str(port))
        assert (fetch(at=NOW), Look.objects.get().why) == (0, "no_server")  # anybody could say that he is the server
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert (fetch(at=NOW), Look.objects.get().why) == (1, "")
    assert became() == ["complaint"]


def test_only_who_handles_complaints_sees_what_is_nobodys(mailbox, complaint, cast, karim):
    mailbox.put(mail("wie@dan.ook", number="<4@p>"))
    fetch(at=NOW)
    seen = {one.name: arriving.arrivals(one).count() for one in (karim, cast.dirk, cast.anna, cast.carla, cast.eva)}
    assert seen == {"Karim": 2, "Dirk": 2, "Anna": 1, "Carla": 0, "Eva": 0}


def test_the_round_can_be_asked_for(mailbox, post_office, letter, els, karim, client_of):
    mailbox.put(mail(number="<5@x>"))
    client_of(karim).post(reverse("post_round"))
    assert Complaint.objects.count() == 1  # a job begins when its transaction is kept, which a test never does
    from klantkompas.web.post.apps import go_round

    Letter.objects.update(next_at=LONG_AGO)

    result = go_round(None, {})
    assert result["taken"] == 1
    assert Letter.objects.get().attempts == 1
