"""The tables of the database are those of the ledger, and money survives both ways."""

from datetime import date
from decimal import Decimal

import pytest

from klantkompas.ledger.tables import TABLES
from klantkompas.web.customers.facts import stored, written
from klantkompas.web.customers.models import FACTS, Customer, Transaction
from klantkompas.web.customers.queries import customers, facts, numbers


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one.name)
def test_every_fact_table_is_a_table_of_the_database_with_the_same_columns(table):
    kept = {field.column for field in FACTS[table.name]._meta.local_fields}
    assert {column.name for column in table.columns} <= kept


@pytest.mark.parametrize(("euros", "cents"), [("12.34", 1234), ("-0.01", -1), ("0", 0)])
def test_euros_are_kept_as_whole_cents(euros, cents):
    assert stored(Decimal(euros), "money") == cents
    assert written(cents, "money") == Decimal(euros)


def test_what_is_finer_than_a_cent_is_refused():
    with pytest.raises(ValueError, match=r"0\.005"):
        stored(Decimal("0.005"), "money")


def test_somebody_reaches_his_own_customers_his_team_or_all(cast, customer_of):
    mine, of_team, elsewhere = customer_of("Anna"), customer_of("Bram"), customer_of("Carla")
    Transaction.objects.create(customer=elsewhere, date=date(2026, 1, 2), amount=100)
    assert set(customers(cast.anna)) == {mine, of_team}
    assert set(customers(cast.anna, "change")) == {mine}
    assert set(customers(cast.dirk)) == {mine, of_team, elsewhere}
    assert not customers(cast.eva)
    assert not facts(cast.anna, "transactions")
    assert facts(cast.carla, "transactions").get().amount == 100
    assert not facts(cast.anna, "market").exists()


def test_who_was_merged_into_another_stands_in_no_list_and_keeps_his_facts(cast, customer_of):
    kept, gone = customer_of("Anna"), customer_of("Anna")
    Customer.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert list(customers(cast.dirk)) == [kept]
    assert numbers(kept) == [kept.customer_id, gone.customer_id]
