from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantkompas.errors import FactsError, UsageError
from klantkompas.ledger.sources import LINE, open_source
from tests.ledger.sources.reading import HEADER, cells, kinds, only, opened, rows, text_file

FACTS = pa.table({"customer_id": ["a", "b"], "date": [1, 2], "amount": [1.5, None]})


def test_a_folder_gives_a_table_a_file_and_leaves_our_own_files_out(tmp_path: Path) -> None:
    for name in ("facturen 2024.csv", "facturen 2025.csv", "klanten.txt", "uren.tsv"):
        text_file(tmp_path, f"{HEADER}\n1;2;{name}\n", name)
    for name in ("mapping.toml", "klantkompas.toml", "koppeling.csv", ".verborgen.csv", "~$uren.xlsx", "LEESMIJ.txt"):
        text_file(tmp_path, f"{HEADER}\n1;2;3\n", name)
    for folder in ("refused", "truth", "oud"):
        (tmp_path / folder).mkdir()
        text_file(tmp_path / folder, f"{HEADER}\n1;2;4\n")
    source = opened(tmp_path)
    assert [table.file for table in source.tables] == [
        "facturen 2024.csv",
        "facturen 2025.csv",
        "klanten.txt",
        "uren.tsv",
    ]
    assert kinds(source) == []


def test_parquet_keeps_its_types_and_says_where_it_is(tmp_path: Path) -> None:
    pq.write_table(FACTS, tmp_path / "transactions.parquet")
    table = only(opened(tmp_path))
    assert (table.rows, table.parquet, table.table) == (2, tmp_path / "transactions.parquet", None)
    assert [(row["amount"], row[LINE]) for row in rows(table)] == [(1.5, 1), (None, 2)]


def test_a_folder_of_parts_is_one_fact_table(tmp_path: Path) -> None:
    (tmp_path / "transactions").mkdir()
    pq.write_table(FACTS, tmp_path / "transactions" / "part-0.parquet")
    pq.write_table(FACTS.slice(1), tmp_path / "transactions" / "part-1.parquet")
    source = opened(tmp_path)
    assert [(table.file, table.table) for table in source.tables] == [
        ("transactions/part-0.parquet", "transactions"),
        ("transactions/part-1.parquet", "transactions"),
    ]


def test_parquet_that_proves_damaged_further_on_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "transactions.parquet"
    pq.write_table(pa.table({"customer_id": [str(number) for number in range(20_000)]}), path, compression="none")
    content = bytearray(path.read_bytes())
    content[4:40_000] = b"\xff" * (40_000 - 4)
    path.write_bytes(content)
    table = only(opened(path))
    with pytest.raises(FactsError, match="damaged"):
        rows(table)


def test_a_database_gives_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE transactions AS SELECT '1' AS customer_id, 2.5 AS amount")
        connection.execute("CREATE TABLE iets AS SELECT range AS nummer FROM range(60000)")
    tables = {table.file: table for table in opened(path).tables}
    assert {name: (table.table, table.rows) for name, table in tables.items()} == {
        "ledger.duckdb [iets]": (None, 60_000),
        "ledger.duckdb [transactions]": ("transactions", 1),
    }
    assert sum(row["nummer"] for row in rows(tables["ledger.duckdb [iets]"])) == sum(range(60_000))
    assert cells(tables["ledger.duckdb [transactions]"])[0][0] == "1"


def test_a_copy_under_another_name_does_not_count(tmp_path: Path) -> None:
    for name in ("facturen (1).csv", "facturen.csv"):
        text_file(tmp_path, f"{HEADER}\n1;2;3\n", name)
    source = opened(tmp_path)
    assert only(source).file == "facturen.csv"
    assert [(one.kind, one.file, one.value) for one in source.findings] == [
        ("same_file_twice", "facturen (1).csv", "facturen.csv")
    ]


def test_what_is_no_table_is_said(tmp_path: Path) -> None:
    text_file(tmp_path, b"%PDF-1.7", "factuur.pdf")
    text_file(tmp_path, "<?xml version='1.0'?><Rekening/>", "rekening.xml")
    assert kinds(opened(tmp_path)) == ["file_ignored", "xml_unknown"]


def test_an_empty_folder_and_a_missing_path(tmp_path: Path) -> None:
    assert kinds(opened(tmp_path)) == ["nothing_found"]
    with pytest.raises(UsageError, match="does not exist"):
        open_source(tmp_path / "weg")
