"""Undo makes the facts what they were, and refuses where somebody built on what it would take away."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klantkompas.errors import UsageError
from klantkompas.web.customers import importing
from klantkompas.web.customers.models import Activity, Customer, Figures, Import, ImportChange, Transaction, Word
from tests.web.conftest import somebody
from tests.web.imports.files import CUSTOMERS, SALES, facts, laid_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(db):
    return somebody("Rosa", "relationship_manager")


def test_undo_takes_away_what_was_made_and_what_was_derived_of_it(rosa):
    imported = laid_in(rosa, facturen=SALES, klanten=CUSTOMERS)
    importing.undo_now(imported, by=rosa)
    assert facts() == {}
    assert not Figures.objects.exists() and not Word.objects.exists()
    assert Import.objects.get().state == "undone"


def test_undo_takes_changes_back_and_nothing_else(rosa):
    laid_in(rosa, facturen=SALES, klanten=CUSTOMERS)
    before = facts()
    changing = laid_in(rosa, facturen=SALES.replace("19,95", "29,95"), klanten=CUSTOMERS.replace("Ede", "Lunteren"))
    assert Customer.objects.get(customer_id="K1").city == "Lunteren"
    importing.undo_now(changing, by=rosa)
    assert facts() == before
    assert not ImportChange.objects.exists()


def test_a_newer_import_that_changed_the_lines_is_to_be_undone_first(rosa):
    first = laid_in(rosa, facturen=SALES)
    second = laid_in(rosa, facturen=SALES.replace("19,95", "29,95"))
    with pytest.raises(UsageError, match=f"Import {second.pk} of .* builds on this one"):
        importing.undo_now(first, by=rosa)
    importing.undo_now(second, by=rosa)
    importing.undo_now(first, by=rosa)
    assert facts() == {}


def test_a_newer_import_with_facts_of_the_same_customers_is_to_be_undone_first(rosa):
    first = laid_in(rosa, klanten=CUSTOMERS)
    second = laid_in(rosa, urenregels="datum;klantnummer;uren\n02-01-2026;K1;1,50\n")
    with pytest.raises(UsageError, match=f"Import {second.pk}"):
        importing.undo_now(first, by=rosa)


def test_an_older_import_is_not_in_the_way(rosa):
    laid_in(rosa, urenregels="datum;klantnummer;uren\n02-01-2026;K1;1,50\n")
    second = laid_in(rosa, klanten=CUSTOMERS)
    importing.undo_now(second, by=rosa)
    assert list(facts()) == ["time_entries"]


@pytest.mark.parametrize(
    "work",
    [
        lambda: Transaction.objects.filter(amount=1995).update(amount=2000),
        lambda: Transaction.objects.filter(amount=1995).delete(),
        lambda: Customer.objects.filter(customer_id="K1").update(phone="123", version=2),
        lambda: Activity.objects.create(customer_id="K1", date=date(2026, 5, 1), kind="visit"),
    ],
    ids=["line changed", "line removed", "customer changed", "visit logged"],
)
def test_what_people_did_to_its_lines_keeps_an_import_from_being_undone(rosa, work):
    imported = laid_in(rosa, facturen=SALES, klanten=CUSTOMERS)
    work()
    before = facts()
    with pytest.raises(UsageError, match="Undoing would erase their work"):
        importing.undo_now(imported, by=rosa)
    assert facts() == before


def test_a_changed_line_that_a_person_changed_again_is_not_taken_back(rosa):
    laid_in(rosa, facturen=SALES)
    second = laid_in(rosa, facturen=SALES.replace("19,95", "29,95"))
    Transaction.objects.filter(amount=2995).update(amount=3000)
    with pytest.raises(UsageError, match="transactions"):
        importing.undo_now(second, by=rosa)


def test_what_was_undone_is_not_undone_again(rosa):
    imported = laid_in(rosa, facturen=SALES)
    importing.undo_now(imported, by=rosa)
    with pytest.raises(UsageError, match="undone already"):
        importing.undo_now(imported, by=rosa)


number = st.sampled_from(["", "F1", "F2", "F3"])
row = st.tuples(number, st.sampled_from(["", "K1", "K2", "K3"]), st.integers(1, 3), st.integers(-300, 300))
rows = st.lists(row, min_size=1, max_size=8)


def as_file(lines: list[tuple[str, str, int, int]]) -> str:
    text = (
        f"{number};{who};0{month}-01-2026;{cents / 100:.2f}".replace(".", ",") for number, who, month, cents in lines
    )
    return "factuurnummer;klantnummer;datum;bedrag\n" + "\n".join(text) + "\n"


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(first=rows, second=rows)
def test_import_then_undo_is_as_if_it_never_was(rosa, first, second):
    empty = facts()
    one = laid_in(rosa, facturen=as_file(first))
    between = facts()
    two = laid_in(rosa, facturen=as_file(second))
    importing.undo_now(two, by=rosa)
    assert facts() == between
    importing.undo_now(one, by=rosa)
    assert facts() == empty
