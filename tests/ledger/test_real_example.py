"""The real wholesaler: what we ship is what the public file says, attributed."""

from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from klantkompas.errors import UsageError
from klantkompas.ledger.example_firm import real, write_real
from tests.data_sets import data_file


def remake(*, target: Path) -> None:
    """Make the packaged file from the public one; this is how it was made."""
    invoices = pq.read_table(data_file("online_retail_ii/online_retail_ii.parquet"))
    text = (files("klantkompas.ledger.example_firm") / real.ATTRIBUTION).read_text("utf-8")
    table = real.pack(invoices=invoices, attribution=text)
    pq.write_table(table, target, compression="zstd", compression_level=19)


def test_the_packaged_file_is_made_from_the_public_one(tmp_path: Path) -> None:
    remake(target=tmp_path / "remade.parquet")
    assert pq.read_table(tmp_path / "remade.parquet").equals(real.packed_invoices(), check_metadata=True)


def test_counts_are_those_that_the_source_states(tmp_path: Path) -> None:
    """44,876 invoices, of which 7,901 credit notes, of 5,942 customers (UCI 502, lines without customer left out)."""
    written = write_real(out=tmp_path)
    sold = pq.read_table(tmp_path / "transactions.parquet")
    assert written.rows == {"transactions": 44_876, "customers": 5_942}
    assert pc.sum(pc.starts_with(sold["transaction_id"], "C")).as_py() == 7_901
    assert pc.sum(pc.less(sold["amount"], 0)).as_py() == 7_901
    assert pc.count_distinct(sold["customer_id"]).as_py() == 5_942
    assert str(pc.sum(sold["amount"]).as_py()) == "16343651.02"
    assert (str(written.first), str(written.last)) == ("2009-12-01", "2011-12-09")


def test_it_is_a_ledger_in_pounds_with_its_attribution(tmp_path: Path) -> None:
    written = write_real(out=tmp_path)
    assert written.currency == "GBP"
    assert 'currency = "GBP"' in (tmp_path / "klantkompas.toml").read_text("utf-8")
    text = (tmp_path / "README.txt").read_text("utf-8")
    assert "10.24432/C5CG6D" in text
    assert "Creative Commons Attribution 4.0" in text
    assert text == (files("klantkompas.ledger.example_firm") / real.ATTRIBUTION).read_text("utf-8")
    schema = pq.read_schema(tmp_path / "transactions.parquet")
    assert schema.field("amount").type == pa.decimal128(18, 2)
    assert schema.field("date").type == pa.date32()


def test_a_customer_has_one_row_with_the_country_of_the_newest_invoice(tmp_path: Path) -> None:
    write_real(out=tmp_path)
    customers = pq.read_table(tmp_path / "customers.parquet")
    assert pc.count_distinct(customers["customer_id"]).as_py() == len(customers)
    by_id = dict(zip(customers["customer_id"].to_pylist(), customers["country"].to_pylist(), strict=True))
    assert by_id["12347"] == "Iceland"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("")
    with pytest.raises(UsageError, match="Name a folder"):
        write_real(out=tmp_path / "here")
