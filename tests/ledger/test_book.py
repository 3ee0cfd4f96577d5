"""The one door: what it opens, what it refuses, what it leaves behind."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from klantkompas.engine import open_engine
from klantkompas.errors import FactsError, UsageError
from klantkompas.ledger.book import open_ledger, stored_columns, with_findings
from klantkompas.ledger.findings import Finding
from tests.ledger_files import facts, ledger_of, sold, worked, write_csv, write_typed

LINES = [sold("B", "2024-01-31", "12.34"), sold("A", "2024-02-29", "-5"), sold(None, "2024-03-01", "7")]


def test_customers_are_numbered_once_over_all_tables_that_name_them(tmp_path: Path) -> None:
    customers = [{"customer_id": one} for one in ("A", "C", "A")]
    with ledger_of(
        tmp_path, transactions=LINES, customers=customers, time_entries=[worked("D", "2024-01-01")]
    ) as ledger:
        rows = ledger.customers.collect("pyarrow").to_native().to_pylist()
        assert sorted(row["customer_id"] for row in rows) == ["A", "B", "C"]
        assert sorted(row["key"] for row in rows) == [1, 2, 3]
        assert facts(ledger, "time_entries")[0]["unknown_id"] == "D"


def test_the_ledger_says_what_it_has_and_how_far_it_reaches(tmp_path: Path) -> None:
    with ledger_of(tmp_path, transactions=LINES) as ledger:
        assert ledger.has("transactions", "amount", "date")
        assert not ledger.has("transactions", "cost")
        assert not ledger.has("customers")
        extent = ledger.extents["transactions"]
        assert (extent.rows, extent.first, extent.last) == (3, 19753, 19783)
        assert ledger.last_day == date(2024, 3, 1)
        assert [one.name for one in stored_columns("transactions", ledger.columns["transactions"])] == [
            "customer_id",
            "date",
            "amount",
        ]
        more = with_findings(ledger, (Finding(kind="no_hours"),))
        assert [one.kind for one in more.findings] == [*(one.kind for one in ledger.findings), "no_hours"]


def test_the_fingerprint_is_that_of_names_and_contents(tmp_path: Path) -> None:
    def fingerprint(folder: str, name: str, lines: list[dict[str, Any]]) -> str:
        (tmp_path / folder).mkdir()
        write_csv(tmp_path / folder / name, lines)
        with open_ledger(tmp_path / folder) as ledger:
            return ledger.fingerprint

    one = fingerprint("one", "facturen.csv", LINES)
    assert one == fingerprint("two", "facturen.csv", LINES)
    assert one != fingerprint("three", "facturen2.csv", LINES)
    assert one != fingerprint("four", "facturen.csv", LINES[:2])


def test_a_source_that_is_not_there_is_wrong_use_and_an_empty_one_has_no_facts(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as missing:
        open_ledger(tmp_path / "nothing")
    assert missing.value.code == "source_missing"
    with pytest.raises(FactsError) as empty:
        open_ledger(tmp_path)
    assert str(tmp_path) in str(empty.value)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("klanten.csv", "klantnummer;naam\nK1;Bloem\n", "no_transactions"),
        ("facturen.csv", "klantnummer;bedrag\nK1;5\n", "transactions_column_missing"),
        ("facturen.csv", "kleur;smaak\nrood;zoet\n", "transactions_column_missing"),
    ],
)
def test_without_transactions_there_is_nothing_to_say_and_it_says_what_lacks(
    name: str, text: str, code: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(FactsError) as caught:
        open_ledger(tmp_path)
    assert caught.value.code == code


def test_settings_beside_the_facts_hold_unless_others_are_given(tmp_path: Path) -> None:
    write_csv(tmp_path / "facturen.csv", LINES)
    (tmp_path / "klantkompas.toml").write_text("[profit]\nmargin = 0.4\n", "utf-8")
    with open_ledger(tmp_path) as ledger:
        assert ledger.rules.profit.margin == Decimal("0.4")
    with open_ledger(tmp_path / "facturen.csv") as ledger:
        assert ledger.rules.profit.margin == Decimal("0.4")


def test_a_failed_opening_leaves_no_workspace_but_a_given_engine_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "klanten.csv").write_text("klantnummer;naam\nK1;Bloem\n", "utf-8")
    with pytest.raises(FactsError):
        open_ledger(tmp_path / "facts")
    assert list((tmp_path / "temporary").iterdir()) == []
    running = open_engine()
    with pytest.raises(FactsError):
        open_ledger(tmp_path / "facts", engine=running)
    assert running.workspace.is_dir()
    running.close()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_tables_in_memory_are_a_ledger_whatever_made_them(tmp_path: Path) -> None:
    import pandas
    import polars

    table = pa.Table.from_pylist(
        [{"customer_id": "A", "date": date(2024, 2, 29), "amount": Decimal("12.34")}] * 2,
        schema=pa.schema([("customer_id", pa.string()), ("date", pa.date32()), ("amount", pa.decimal128(18, 2))]),
    )
    floats = pandas.DataFrame(
        {"customer_id": [7.0, None], "date": pandas.to_datetime(["2024-02-29"] * 2), "amount": [0.1 + 0.2, 5]}
    )
    given = {"arrow": table, "polars": polars.from_arrow(table), "lazy": polars.from_arrow(table).lazy()}  # type: ignore[union-attr]
    for name, frame in given.items():
        with open_ledger({"transactions": frame}) as ledger:
            assert [row["amount"] for row in facts(ledger)] == [1234, 1234], name
            assert ledger.last_day == date(2024, 2, 29)
    with open_ledger({"transactions": floats}) as ledger:
        assert {row["customer_id"]: row["amount"] for row in facts(ledger)} == {"7": 30, None: 500}


def test_a_folder_of_parquet_in_parts_is_one_table(tmp_path: Path) -> None:
    (tmp_path / "transactions").mkdir()
    for at in range(3):
        part = write_typed(tmp_path / "transactions.parquet", [sold("A", f"2024-0{at + 1}-01", f"{at}.50")])
        part.rename(tmp_path / "transactions" / f"part-{at}.parquet")
    with open_ledger(tmp_path) as ledger:
        assert sorted(row["amount"] for row in facts(ledger)) == [50, 150, 250]
        assert sum(one.rows_kept for one in ledger.counts) == 3
