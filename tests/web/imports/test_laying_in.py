"""From file to facts: what a file would do is what it does, and the same file twice does nothing."""

from datetime import date

import pytest

from klantkompas.errors import UsageError
from klantkompas.web.customers import importing
from klantkompas.web.customers.models import Customer, Figures, Import, Transaction, Word
from klantkompas.web.staff.models import TrailLine
from tests.web.conftest import somebody
from tests.web.imports.files import CUSTOMERS, SALES, counts, facts, laid_in, planned, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(db):
    return somebody("Rosa", "relationship_manager")


def test_a_dry_run_says_what_would_happen_and_changes_nothing(rosa):
    imported = planned(rosa, facturen=SALES, klanten=CUSTOMERS)
    assert counts(imported) == {"transactions": (4, 0, 0, 0), "customers": (3, 0, 0, 0)}
    assert imported.state == "planned"
    assert facts() == {}


def test_what_is_laid_in_is_what_was_planned(rosa):
    laid_in(rosa, facturen=SALES, klanten=CUSTOMERS)
    sold = [(one["customer_id"], one["transaction_id"], one["date"], one["amount"]) for one in rows_of("transactions")]
    assert sorted(sold) == [
        ("K1", "F1", date(2026, 1, 2), 5000),
        ("K1", "F1", date(2026, 1, 2), 10000),
        ("K1", "F3", date(2026, 3, 4), -1000),
        ("K2", "F2", date(2026, 2, 3), 1995),
    ]
    known = Customer.objects.order_by("customer_id").values_list("customer_id", "name", "city", "sort_name", "version")
    assert list(known) == [
        ("K1", "Bakkerij De Linde", "Ede", "bakkerij de linde", 1),
        ("K2", None, None, "k2", 1),
        ("K3", "Slagerij Smit", "Wageningen", "slagerij smit", 1),
    ]
    assert Figures.objects.count() == 3
    assert Word.objects.filter(customer__customer_id="K1", word="linde").exists()


def test_the_same_file_twice_creates_nothing_and_changes_nothing(rosa):
    laid_in(rosa, facturen=SALES, klanten=CUSTOMERS)
    before = facts()
    again = laid_in(rosa, facturen=SALES, klanten=CUSTOMERS)
    assert counts(again) == {"transactions": (0, 0, 4, 0), "customers": (0, 0, 2, 0)}
    assert facts() == before


def test_lines_of_one_number_are_compared_as_often_as_they_occur(rosa):
    laid_in(rosa, facturen=SALES)
    more = SALES + "F1;K1;02-01-2026;50,00\nF4;K2;05-03-2026;7,00\n"
    assert counts(planned(rosa, facturen=more))["transactions"] == (2, 0, 4, 0)
    other = SALES.replace("19,95", "29,95")
    assert counts(planned(rosa, facturen=other))["transactions"] == (0, 1, 3, 0)


def test_lines_without_a_number_are_compared_as_whole_lines(rosa):
    sales = "klantnummer;datum;bedrag\nK1;02-01-2026;10,00\nK1;02-01-2026;10,00\n"
    laid_in(rosa, facturen=sales)
    assert counts(planned(rosa, facturen=sales + "K1;02-01-2026;10,00\n"))["transactions"] == (1, 0, 2, 0)
    assert counts(planned(rosa, facturen=sales.replace("10,00", "11,00")))["transactions"] == (2, 0, 0, 0)


def test_a_number_of_another_year_is_another_invoice(rosa):
    laid_in(rosa, facturen="factuurnummer;klantnummer;datum;bedrag\n1;K1;02-01-2025;10,00\n")
    begun_anew = planned(rosa, facturen="factuurnummer;klantnummer;datum;bedrag\n1;K2;02-01-2026;12,00\n")
    assert counts(begun_anew)["transactions"] == (1, 0, 0, 0)


def test_a_column_that_a_file_does_not_have_is_not_touched(rosa):
    laid_in(rosa, klanten=CUSTOMERS)
    laid_in(rosa, klanten="klantnummer;telefoon\nK1;0318-123456\n")
    linde = Customer.objects.get(customer_id="K1")
    assert (linde.name, linde.city, linde.phone, linde.version) == ("Bakkerij De Linde", "Ede", "0318-123456", 2)


def test_files_of_one_table_with_different_columns_each_touch_their_own(rosa):
    laid_in(rosa, klanten=CUSTOMERS)
    both = laid_in(rosa, klanten="klantnummer;telefoon\nK1;123\n", klanten2="klantnummer;email\nK3;info@smit.nl\n")
    assert counts(both)["customers"] == (0, 2, 0, 0)
    linde, smit = Customer.objects.filter(origin__pk=both.pk - 1).order_by("customer_id")
    assert (linde.name, linde.phone, linde.email) == ("Bakkerij De Linde", "123", None)
    assert (smit.name, smit.phone, smit.email) == ("Slagerij Smit", None, "info@smit.nl")


def test_names_on_invoices_name_new_customers_and_never_overrule(rosa):
    laid_in(rosa, klanten=CUSTOMERS)
    laid_in(
        rosa, facturen="klantnummer;klantnaam;datum;bedrag\nK1;LINDE;02-01-2026;1,00\nK9;Nieuw BV;02-01-2026;2,00\n"
    )
    assert dict(Customer.objects.values_list("customer_id", "name")) == {
        "K1": "Bakkerij De Linde",
        "K3": "Slagerij Smit",
        "K9": "Nieuw BV",
    }


def test_hours_on_a_name_make_no_customer(rosa):
    hours = "datum;klantnummer;uren\n02-01-2026;K1;1,50\n02-01-2026;Bakkerij de Linde;2,00\n"
    laid_in(rosa, urenregels=hours)
    assert [one["hours"] for one in rows_of("time_entries")] == [150, 200]
    assert not Customer.objects.exists()


def test_a_customer_who_stands_in_the_list_twice_is_made_once_and_said(rosa):
    imported = laid_in(rosa, klanten=CUSTOMERS + "K1;Andere naam;Ede\n")
    assert counts(imported)["customers"] == (2, 0, 0, 1)
    assert [one["kind"] for one in imported.findings] == ["customer_twice"]
    assert Customer.objects.filter(customer_id="K1").count() == 1


def test_refused_rows_are_counted_and_go_back_to_who_sent_them(rosa):
    imported = planned(rosa, facturen=SALES + "F9;K1;geen datum;12,00\n")
    assert counts(imported)["transactions"] == (4, 0, 0, 1)
    assert imported.refused == {"facturen.csv": 1}
    (kept,) = importing.receiving.folder_of(imported).glob("back/refused/*.csv")
    assert "geen datum" in kept.read_text(encoding="utf-8-sig")


def test_an_import_is_done_once(rosa):
    imported = laid_in(rosa, facturen=SALES)
    with pytest.raises(UsageError, match="done already"):
        importing.lay_in_now(Import.objects.get(pk=imported.pk))
    assert Transaction.objects.count() == 4


def test_two_imports_of_the_same_file_do_not_mix(rosa):
    first, second = planned(rosa, facturen=SALES), planned(rosa, facturen=SALES)
    importing.lay_in_now(first)
    with pytest.raises(UsageError, match="something else would happen now"):
        importing.lay_in_now(second)
    second.refresh_from_db()
    assert (second.state, counts(second)["transactions"]) == ("planned", (0, 0, 4, 0))
    importing.lay_in_now(second)
    assert Transaction.objects.count() == 4


def test_a_plan_that_still_holds_after_another_import_is_made_again_and_done(rosa):
    first, second = planned(rosa, facturen=SALES), planned(rosa, klanten="klantnummer;naam\nK7;Anders\n")
    importing.lay_in_now(first)
    importing.lay_in_now(second)
    assert Customer.objects.count() == 3


def test_who_may_not_import_cannot(cast):
    with pytest.raises(UsageError, match="may not"):
        planned(cast.anna, facturen=SALES)


def test_every_step_is_in_the_trail(rosa):
    laid_in(rosa, facturen=SALES)
    assert list(TrailLine.objects.order_by("pk").values_list("action", flat=True)) == ["import.received", "import.done"]
