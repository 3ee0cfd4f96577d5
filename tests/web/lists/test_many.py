"""Changing many customers at once, and putting a list in a file: each by what one may do with each customer."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from klantkompas.web.customers import exporting
from klantkompas.web.customers.models import BulkChange, Customer, Figures
from klantkompas.web.staff.models import TrailLine


def managers() -> dict[str, str]:
    return dict(Customer.objects.values_list("name", "account_manager"))


@pytest.fixture
def firm(customer_of):
    """Two customers of Anna, one of Bram, one of Carla."""
    for name, manager in (("A1", "Anna"), ("A2", "Anna"), ("B1", "Bram"), ("C1", "Carla")):
        customer_of(manager, name, city="Zeist" if name != "A2" else "Doorn")


def asked(client, **given):
    return client.get("/customers/together", {"of": "", "do": "account_manager", "to": "Bram"} | given)


def test_the_button_states_the_number_and_nobody_elses_customers_change(firm, cast, client_of):
    """Anna sees her own and Bram's, and may change her own."""
    anna = client_of(cast.anna)
    shown = asked(anna, of="f=city.is.Zeist")
    text = shown.content.decode()
    assert "Geef 1 klant accountmanager Bram" in text
    assert "1 klant mag je niet veranderen" in text
    assert "plaats is Zeist" in text
    given = {"of": "f=city.is.Zeist", "do": "account_manager", "to": "Bram", "number": "1"}
    assert anna.post("/customers/together", given).status_code == 302
    assert managers() == {"A1": "Bram", "A2": "Anna", "B1": "Bram", "C1": "Carla"}
    assert Customer.objects.get(name="A1").version == 2
    assert TrailLine.objects.get(action="customers.changed_together").details["customers"] == 1


def test_only_who_was_ticked_changes(firm, cast, client_of):
    dirk, picked = client_of(cast.dirk), Customer.objects.filter(name__in=["A1", "C1"])
    shown = asked(dirk, pick=[one.pk for one in picked], to="Anna")
    assert "Geef 1 klant accountmanager Anna" in shown.content.decode()
    assert "Bij 1 klant is het al zo" in shown.content.decode()


def test_who_ticks_customers_that_he_cannot_see_ticks_nobody(firm, cast, client_of):
    others = [one.pk for one in Customer.objects.filter(account_manager__in=["Anna", "Bram"])]
    carla = client_of(cast.carla)
    assert "Er is niemand om te veranderen" in asked(carla, pick=others, to="Carla").content.decode()
    carla.post("/customers/together", {"pick": others, "do": "account_manager", "to": "Carla", "number": "3"})
    assert managers()["A1"] == "Anna" and not BulkChange.objects.exists()


def test_where_the_number_no_longer_holds_it_is_said_anew(firm, cast, client_of):
    given = {"of": "", "do": "segment", "to": "Top", "number": "3"}
    shown = client_of(cast.dirk).post("/customers/together", given)
    assert shown.status_code == 200 and "Zet 4 klanten in Top" in shown.content.decode()
    assert not Customer.objects.exclude(segment=None).exists()


@pytest.mark.parametrize(("deed", "column", "value"), [("segment", "segment", "Top"), ("internal", "internal", True)])
def test_a_change_is_taken_back_but_for_who_was_changed_since(firm, cast, client_of, deed, column, value):
    dirk, carla = client_of(cast.dirk), client_of(cast.carla)
    Customer.objects.filter(name="A2").update(segment="Oud")
    before = dict(Customer.objects.values_list("name", column))
    dirk.post("/customers/together", {"of": "", "do": deed, "to": "Top", "number": "4"})
    done = BulkChange.objects.get()
    assert set(Customer.objects.values_list(column, flat=True)) == {value}
    Customer.objects.filter(name="B1").update(**{column: None})
    assert carla.post(f"/customers/together/{done.pk}/undo").status_code == 404
    text = dirk.post(f"/customers/together/{done.pk}/undo", follow=True).content.decode()
    assert "3 klanten zijn weer zoals eerst" in text and "1 klant is daarna door iemand veranderd" in text
    assert dict(Customer.objects.values_list("name", column)) == before | {"B1": None}
    assert dirk.post(f"/customers/together/{done.pk}/undo").status_code == 404


def test_a_deed_without_what_it_becomes_is_refused(firm, cast, client_of):
    text = client_of(cast.dirk).get("/customers/together", {"do": "segment", "to": " "}, follow=True).content.decode()
    assert "Er staat niet wat het wordt" in text
    assert not BulkChange.objects.exists()


@pytest.fixture
def figures(firm):
    """What is hard in a file: names that look like formulas, the unknown, amounts, days."""
    odd = {"A1": "=1+1", "B1": '@Café; "De Hoek"', "C1": "Weg"}
    for name, other in odd.items():
        Customer.objects.filter(name=name).update(name=other, sort_name=other.lower())
    known = {"profit_12m": -12_50, "last_transaction": date(2026, 11, 1), "type": "dormant", "share": 0.625}
    Figures.objects.filter(customer__name="=1+1").update(**known)


WANTED = {"of": "show=profit_12m,last_transaction,type,share&sort=-profit_12m"}


def test_a_workbook_has_every_line_in_reach_and_text_stays_text(figures, cast, client_of):
    answer = client_of(cast.dirk).post("/customers/export", WANTED)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_name("klanten").to_python()
    assert rows[0] == ["klantnummer", "naam", "winst na uren", "laatste order", "soort relatie", "klantaandeel"]
    assert rows[1] == ["K1", "=1+1", -12.5, date(2026, 11, 1), "slapend", 0.625]
    assert [row[1] for row in rows[1:]] == ["=1+1", "A2", '@Café; "De Hoek"', "Weg"]
    assert rows[2][2:] == ["", "", "", ""]
    meaning = book.get_sheet_by_name("uitleg").to_python()
    assert meaning[0][1] == "alle klanten"
    assert TrailLine.objects.get(action="customers.exported").details["customers"] == 4


def test_csv_is_as_a_dutch_spreadsheet_reads_it_and_hides_formulas(figures, cast, client_of):
    answer = client_of(cast.dirk).post("/customers/export", WANTED | {"csv": "1"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1] == ["K1", "'=1+1", "-12,50", "01-11-2026", "slapend", "0,625"]
    assert rows[3][1] == '\'@Café; "De Hoek"'
    assert len(rows) == 5


def test_an_export_reaches_as_far_as_the_right_to_export(firm, cast, client_of):
    """An account manager sees his team's customers, and exports his own."""
    answer = client_of(cast.anna).post("/customers/export", {"of": "", "csv": "1"})
    names = [line.split(";")[1] for line in b"".join(answer.streaming_content).decode().splitlines()[1:]]
    assert names == ["A1", "A2"]
    assert client_of(cast.eva).post("/customers/export").status_code == 404


def test_a_list_that_cannot_be_read_is_not_exported(firm, cast, client_of):
    answer = client_of(cast.dirk).post("/customers/export", {"of": "f=profits.lt.0"}, follow=True)
    assert "Er is geen kolom profits" in answer.content.decode()


def test_more_customers_than_a_sheet_holds_are_refused_with_what_to_do(firm, cast, client_of, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_LINES", 3)
    answer = client_of(cast.dirk).post("/customers/export", {"of": ""}, follow=True)
    assert "Een werkblad houdt niet meer dan 3 klanten" in answer.content.decode()
