"""Fact tables come out of the database as they were stored, on either database."""

from datetime import date

import pyarrow as pa
import pytest

from klantkompas.ledger.tables import NAMES
from klantkompas.web.customers.models import FACTS, Contact, Customer
from klantkompas.web.customers.reading import arrow, schema

pytestmark = pytest.mark.django_db
ODD = ['say "no"', "a,b;c", "two\nlines\r\nmore", "ë € 日本", " space ", "\\N", "NULL", "%s %w", "'", "t", "0"]


def test_every_table_can_be_read_while_it_is_empty():
    for table in NAMES:
        assert list(arrow(table)) == []
        assert schema(table).names[:2] == ["id", "origin_id"]


def test_texts_numbers_days_and_flags_come_back_as_they_were():
    for n, text in enumerate(ODD):
        Customer.objects.create(
            customer_id=f"00{n}", name=text, ended_on=date(1969, 12, 31), internal=n % 2 == 0, employees=-n
        )
    rows = pa.Table.from_batches(arrow("customers")).to_pylist()
    assert [row["name"] for row in rows] == ODD
    assert [row["customer_id"] for row in rows] == [f"00{n}" for n in range(len(ODD))]
    assert {row["ended_on"] for row in rows} == {date(1969, 12, 31)}
    assert [row["internal"] for row in rows] == [n % 2 == 0 for n in range(len(ODD))]
    assert [row["employees"] for row in rows] == [-n for n in range(len(ODD))]


def test_what_is_not_known_is_null_and_an_empty_text_is_not_known():
    Contact.objects.create(customer_id="1", name="Jo", email="", phone=None)
    (row,) = pa.Table.from_batches(arrow("contacts")).to_pylist()
    assert row["email"] is row["phone"] is row["may_mail"] is row["consent_on"] is row["origin_id"] is None


def test_many_rows_come_in_batches_in_the_order_of_their_number(monkeypatch):
    monkeypatch.setattr("klantkompas.web.customers.reading.ROWS_A_BATCH", 3)
    FACTS["market"].objects.bulk_create(FACTS["market"](segment=str(n), year=2000 + n) for n in range(7))
    batches = list(arrow("market"))
    assert [len(batch) for batch in batches] == [3, 3, 1]
    assert [year for batch in batches for year in batch["year"].to_pylist()] == list(range(2000, 2007))
