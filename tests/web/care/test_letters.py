"""Letters on paper: seen in the window of an envelope, with a code that a telephone reads; names are never layout."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.web.care import cards, letters
from klantkompas.web.care.models import Case, Letterhead
from klantkompas.web.care.print import letters as printed
from klantkompas.web.customers.models import Complaint
from klantkompas.web.staff.models import TrailLine
from tests.web.conftest import somebody

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SENDER = ["Kantoorvakhandel Müller & Zn.", "Korte Nieuwstraat 12", "6511 PP  Nijmegen"]
POINTS = 72 / 25.4  # a millimetre
LONG = "Vereniging van Eigenaars Appartementencomplex De Goudsbloemstraat en omstreken te 's-Gravenhage"
FIVE = "T.a.v. de heer Ø. Åström\nAfdeling Inkoop & Facilitair\nGebouw Noord, kamer 4.12\nPostbus 12345"


@pytest.fixture
def rosa(cast):
    return somebody("Rosa", "relationship_manager")


def made(rosa, *chosen, language="nl"):
    sent = cards.send(actor=rosa, chosen=chosen, at=NOW)
    written = letters.card_letters(
        sent, address="https://klant.example/k/", firm="de directie", day=TODAY, language=language
    )
    return sent, pypdfium2.PdfDocument(printed(written, sender=SENDER, signed=["Dirk Dekker"], language=language))


def seen(page, left, top, right, bottom):
    """What stands in a part of a page, in millimetres from its left and top."""
    high = page.get_height()
    box = (left * POINTS, high - bottom * POINTS, right * POINTS, high - top * POINTS)
    lines = page.get_textpage().get_text_bounded(*box).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def test_name_and_address_stand_behind_the_window_however_the_paper_lies_in_it(rosa, customer_of):
    """A Dutch C5: seen from 20 to 130 and 50 to 90 mm; the sheet moves 19 by 13.5 mm, so always 20-111 and 50-76.5."""
    there = {"address": "Dorpsstraat 1", "postcode": "1234 AB", "city": "Ons Dorp"}
    several = [
        customer_of("Anna", "Bakkerij Jansen", **there, country="Nederland"),
        customer_of("Anna", LONG, **there | {"address": FIVE}, country="Deutschland"),
        customer_of("Anna", "Zonder adres"),
    ]
    _, pdf = made(rosa, *several)
    behind = [seen(page, 20, 50, 111, 76.5).split("\n") for page in pdf]
    assert behind[0] == ["Bakkerij Jansen", "Dorpsstraat 1", "1234 AB Ons Dorp"]
    assert " ".join(behind[1][:2]).startswith("Vereniging van Eigenaars")
    assert behind[1][-3:] == ["Postbus 12345", "1234 AB Ons Dorp", "DEUTSCHLAND"]
    assert behind[2] == ["Zonder adres", "(adres niet bekend)"]
    for page in pdf:
        assert seen(page, 0, 76.5, 210, 90) == ""  # nothing else shows in the window
        assert SENDER[0] in seen(page, 115, 10, 210, 50)


def test_the_code_of_every_letter_of_a_batch_is_read_back(rosa, customer_of):
    sent, pdf = made(rosa, *(customer_of("Anna", name) for name in ("A", '#import "x"', "Bäckerei Größe")))
    read = [zxingcpp.read_barcodes(page.render(scale=1.6).to_pil())[0].text for page in pdf]
    assert read == [f"https://klant.example/k/{one.token}" for one in sent]


def test_the_letter_says_what_the_firm_wrote_in_either_language(rosa, customer_of):
    given = {"sender": "", "place": "Nijmegen", "signed": "", "card_nl": "Wij bellen.\nEcht waar.", "card_en": ""}
    letters.keep_letterhead(actor=rosa, given=given, at=NOW)
    customer = customer_of("Anna")
    _, dutch = made(rosa, customer)
    text = dutch[0].get_textpage().get_text_range()
    assert "Wij bellen." in text
    assert "Nijmegen, 23 november 2026" in text
    _, english = made(rosa, customer, language="en")
    text = english[0].get_textpage().get_text_range()
    assert "Just leave your name" in text
    assert "Kind regards" in text


def test_only_who_makes_cards_changes_the_letterhead_and_the_trail_says_so(rosa, cast, client_of):
    with pytest.raises(UsageError):
        letters.keep_letterhead(actor=cast.anna, given={"sender": "x"}, at=NOW)
    assert client_of(rosa).post(reverse("letterhead"), {"sender": "Firma\nStraat 1"}).status_code == 302
    assert letters.lines_of(Letterhead.objects.get().sender) == ["Firma", "Straat 1"]
    assert TrailLine.objects.latest("pk").action == "letterhead.changed"


def test_the_page_of_the_card_says_which_firm_asks(rosa, customer_of, client):
    (sent,) = cards.send(actor=rosa, chosen=[customer_of("Anna")], at=timezone.now())
    Letterhead.objects.create(sender="Müller & Zn.\nKorte Nieuwstraat 12")
    page = client.get(reverse("leave_a_name", args=[sent.token])).content.decode()
    assert "Müller &amp; Zn." in page
    assert "Nieuwstraat" not in page


def test_letters_come_from_the_page_of_cards_as_one_file(rosa, customer_of, client_of):
    customer_of("Anna"), customer_of("Anna")
    given = {"cards": 2, "paper": "letter", "language": "en"}
    response = client_of(rosa).post(reverse("send_cards"), given)
    assert len(pypdfium2.PdfDocument(response.content)) == 2
    assert "brieven-" in response.headers["Content-Disposition"]


def test_the_answer_to_a_complaint_is_a_letter_for_who_may_see_it(cast, customer_of, client_of):
    fact = Complaint.objects.create(customer=customer_of("Anna"), opened_on=TODAY, complaint_id="K2026-00001")
    page = reverse("complaint_letter", args=[fact.pk])
    karim = client_of(somebody("Karim", "complaint_handler"))
    assert karim.get(page).status_code == 404  # not answered yet
    Case.objects.create(fact=fact, response="Je hebt gelijk.\n\nWij sturen een nieuwe.", responded_on=TODAY)
    text = pypdfium2.PdfDocument(karim.get(page).content)[0].get_textpage().get_text_range()
    assert "Ons kenmerk: K2026-00001" in text
    assert "Wij sturen een nieuwe." in text
    assert client_of(cast.carla).get(page).status_code == 404
