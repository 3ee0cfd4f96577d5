"""Facts of the database as a ledger: what is known, who was merged, and nothing that nobody knows."""

from datetime import date
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import connection

from klantkompas.ledger.book import open_ledger
from klantkompas.rules import Rules
from klantkompas.web.customers.models import Action, Complaint, Customer, Rating, Referral, TimeEntry, Transaction
from klantkompas.web.nightly.reading import at_one_moment, newest_day, write_facts

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 4)


def rows(folder, name):
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


@pytest.fixture
def three(customer_of):
    """Three customers, the first two of whom are one."""
    kept, gone, other = customer_of("Anna", "Bakker"), customer_of("Anna", "Bakkerij"), customer_of("Bram", "Smid")
    Customer.objects.filter(pk=gone.pk).update(merged_into=kept)
    return kept, gone, other


def test_money_hours_and_numbers_come_out_as_they_are_written(tmp_path, customer_of):
    customer = customer_of("Anna")
    Transaction.objects.create(customer=customer, date=MAY, amount=-1234, cost=5)
    TimeEntry.objects.create(customer=customer, date=MAY, hours=125)
    Rating.objects.create(customer=customer, date=MAY, score=75_000)
    assert write_facts(tmp_path) == {"transactions": 1, "customers": 1, "time_entries": 1, "ratings": 1}
    (line,) = rows(tmp_path, "transactions")
    assert line == {"customer_id": "K1", "date": MAY, "amount": Decimal("-12.34"), "cost": Decimal("0.05")}
    assert rows(tmp_path, "time_entries")[0]["hours"] == Decimal("1.25")
    assert rows(tmp_path, "ratings")[0]["score"] == Decimal("7.5000")


def test_a_column_or_table_that_holds_nothing_is_not_there(tmp_path, customer_of):
    customer = customer_of("Anna")
    Transaction.objects.create(customer=customer, date=MAY, amount=100, product="", channel=None)
    write_facts(tmp_path)
    assert set(rows(tmp_path, "transactions")[0]) == {"customer_id", "date", "amount"}
    assert {path.stem for path in tmp_path.iterdir()} == {"transactions", "customers"}


def test_who_was_merged_is_the_other_in_every_table_and_stands_in_the_list_once(tmp_path, three):
    _, gone, other = three
    Customer.objects.filter(pk=other.pk).update(parent_id=gone.customer_id)
    Transaction.objects.create(customer=gone, date=MAY, amount=100)
    Complaint.objects.create(customer=gone, opened_on=MAY)
    Referral.objects.create(referrer_id=gone.customer_id, customer=other)
    write_facts(tmp_path)
    assert [(one["customer_id"], one["parent_id"]) for one in rows(tmp_path, "customers")] == [
        ("K1", None),
        ("K3", "K1"),
    ]
    assert rows(tmp_path, "transactions")[0]["customer_id"] == "K1"
    assert rows(tmp_path, "complaints")[0]["customer_id"] == "K1"
    assert rows(tmp_path, "referrals")[0]["referrer_id"] == "K1"


def test_a_chain_of_merges_ends_at_who_stands_on_its_own(tmp_path, three):
    kept, gone, other = three
    Customer.objects.filter(pk=kept.pk).update(merged_into=other)
    Transaction.objects.create(customer=gone, date=MAY, amount=100)
    write_facts(tmp_path)
    assert rows(tmp_path, "transactions")[0]["customer_id"] == other.customer_id
    assert [one["customer_id"] for one in rows(tmp_path, "customers")] == [other.customer_id]


def test_a_merge_leaves_nobody_who_brought_himself_or_belongs_to_himself(tmp_path, three):
    kept, gone, other = three
    Customer.objects.filter(pk=kept.pk).update(parent_id=gone.customer_id)
    Customer.objects.filter(pk=other.pk).update(parent_id="K9")
    Referral.objects.create(referrer_id=gone.customer_id, customer=kept)
    Referral.objects.create(referrer_id="K9", customer=kept)
    write_facts(tmp_path)
    assert [one["parent_id"] for one in rows(tmp_path, "customers")] == [None, "K9"]
    assert [one["referrer_id"] for one in rows(tmp_path, "referrals")] == ["K9"]


def test_who_is_known_by_number_only_is_no_line_of_the_list_of_customers(tmp_path):
    Customer.objects.create(customer_id="77")
    Transaction.objects.create(customer_id="77", date=MAY, amount=100)
    TimeEntry.objects.create(customer_id="78", date=MAY, hours=100)
    write_facts(tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == {"transactions", "time_entries"}
    with open_ledger(tmp_path, rules=Rules()) as ledger:
        assert not ledger.has("customers")


def test_a_list_that_is_about_to_be_replaced_is_over_for_the_library(tmp_path, customer_of):
    line = {"customer": customer_of("Anna"), "action": "wake", "assigned_on": MAY, "arm": "treated"}
    left, taken_up = Action.objects.create(**line), Action.objects.create(**line)
    write_facts(tmp_path, replaced=[left.pk])
    assert [one["refused_reason"] for one in rows(tmp_path, "actions")] == ["replaced", None]
    assert not Action.objects.exclude(refused_reason=None).exists()
    assert taken_up.pk > left.pk


@pytest.mark.skipif("postgresql" in settings.DATABASES["default"]["ENGINE"], reason="its trail cannot be emptied again")
@pytest.mark.django_db(transaction=True)
def test_what_is_read_together_is_of_one_moment_and_leaves_the_connection_as_it_was(tmp_path, customer_of):
    Transaction.objects.create(customer=customer_of("Anna"), date=MAY, amount=100)
    assert write_facts(tmp_path) == {"transactions": 1, "customers": 1}
    assert connection.get_autocommit() and not connection.in_atomic_block
    with pytest.raises(ZeroDivisionError), at_one_moment():
        raise ZeroDivisionError
    Transaction.objects.create(customer_id="K1", date=MAY, amount=100)
    assert Transaction.objects.count() == 2


def test_the_newest_day_is_one_that_has_come(customer_of):
    customer = customer_of("Anna")
    assert newest_day(MAY) is None
    Transaction.objects.create(customer=customer, date=date(2026, 5, 1), amount=100)
    TimeEntry.objects.create(customer=customer, date=date(2026, 5, 3), hours=100)
    Transaction.objects.create(customer=customer, date=date(2099, 1, 1), amount=100)
    assert newest_day(MAY) == date(2026, 5, 3)
