"""Which file is which table: guessed, written down, corrected, and read back as it was written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.errors import UsageError
from klantkompas.ledger.book import open_ledger
from klantkompas.ledger.mapping import FileMapping, confirmed, guess, plain, read_mapping, write_mapping
from klantkompas.ledger.tables import TABLES

few = settings(max_examples=80, derandomize=True, deadline=None)
NAMES = st.text(min_size=1, max_size=12).filter(lambda text: not any("\ud800" <= mark <= "\udfff" for mark in text))


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("verkoopfacturen 2025.csv", "transactions"),
        ("Facturen_2023-2024.xlsx", "transactions"),
        ("export.xlsx [Uren]", "time_entries"),
        ("Klanten.csv", "customers"),
        ("DEBITEUREN.CSV", "customers"),
        ("urenregistratie Q1 2025.csv", "time_entries"),
        ("klachten.csv", "complaints"),
        ("transactions.parquet", "transactions"),
        ("2025/transactions.parquet", "transactions"),
    ],
)
def test_a_table_is_known_by_the_name_of_its_file(file: str, table: str) -> None:
    assert guess(file, []).table == table


def test_a_table_is_known_by_its_header_where_its_name_says_nothing() -> None:
    assert guess("export(3).csv", ["Debiteurnr", "Factuurdatum", "Bedrag excl. BTW (€)"]).table == "transactions"
    assert guess("export(3).csv", ["Klantnummer", "Datum", "Uren", "Medewerker"]).table == "time_entries"
    assert guess("export(3).csv", ["Kleur", "Smaak"]).table is None


def test_columns_are_known_by_their_dutch_and_english_names() -> None:
    header = ["Factuurnr", "Debiteurnr", "Factuurdatum", "Bedrag excl. BTW (€)", "Kostprijs", "Kleur"]
    found = guess("facturen.csv", header)
    assert found.columns == {
        "transaction_id": "Factuurnr",
        "customer_id": "Debiteurnr",
        "date": "Factuurdatum",
        "amount": "Bedrag excl. BTW (€)",
        "cost": "Kostprijs",
    }
    assert found.unused == ("Kleur",)
    assert found.missing == ()


def test_amounts_without_vat_go_before_amounts_with_vat_and_our_own_name_before_all() -> None:
    header = ["klantnr", "datum", "bedrag incl. btw", "bedrag excl. btw"]
    assert guess("facturen.csv", header).columns["amount"] == "bedrag excl. btw"
    assert guess("facturen.csv", [*header, "amount"]).columns["amount"] == "amount"


def test_no_header_fills_two_columns() -> None:
    for one in TABLES:
        header = [name for other in TABLES for name in (column.name for column in other.columns)]
        filled = list(guess(f"{one.name}.csv", header).columns.values())
        assert len(filled) == len(set(filled))


def test_what_is_missing_is_said() -> None:
    assert guess("facturen.csv", ["klantnummer", "bedrag"]).missing == ("date",)


@few
@given(name=NAMES)
def test_a_plain_name_is_plain_for_good(name: str) -> None:
    assert plain(plain(name)) == plain(name)


@few
@given(file=NAMES, heads=st.lists(NAMES, min_size=3, max_size=5, unique=True))
def test_a_mapping_is_read_back_as_it_was_written(
    file: str, heads: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("map") / "mapping.toml"
    columns = dict(zip(("customer_id", "date", "amount"), heads, strict=False))
    made = FileMapping(file=file, table="transactions", columns=columns, unused=tuple(heads[3:]))
    other = FileMapping(file=file + "\u0001", table=None, unused=tuple(heads))
    write_mapping(path, [made, other])
    sections = read_mapping(path)
    again = confirmed(file, heads, sections)
    assert again == FileMapping(
        file=file, table="transactions", columns=columns, unused=tuple(heads[3:]), guessed=False
    )
    ignored = confirmed(file + "\u0001", heads, sections)
    assert ignored is not None and ignored.table is None and not ignored.guessed


def test_a_section_for_a_file_goes_before_a_pattern_that_stands_above_it() -> None:
    sections = {"*.csv": {"table": "ignored"}, "uren.csv": {"table": "time_entries", "hours": "duur"}}
    found = confirmed("uren.csv", ["duur"], sections)
    assert found is not None and found.table == "time_entries"
    other = confirmed("facturen.csv", ["a"], sections)
    assert other is not None and other.table is None
    assert confirmed("facturen.xlsx", ["a"], sections) is None


def test_a_name_with_brackets_is_a_name_and_no_pattern() -> None:
    found = confirmed("jaar.xlsx [Uren]", ["duur"], {"jaar.xlsx [Uren]": {"table": "time_entries", "hours": "duur"}})
    assert found is not None and found.columns == {"hours": "duur"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('["f.csv"]\ntable = "invoices"\n', "mapping_unknown_table"),
        ('["f.csv"]\ntable = "transactions"\nklant = "klantnr"\n', "mapping_unknown_column"),
        ('["f.csv"]\ntable = "transactions"\ncustomer_id = "klantnummer"\n', "mapping_unknown_header"),
        ("table = \n", "mapping_unreadable"),
        ('f = "x"\n', "mapping_unreadable"),
        ('["f.csv"]\ntable = 3\n', "mapping_unreadable"),
    ],
)
def test_a_mapping_that_names_what_is_not_there_is_wrong_use_and_says_what_there_is(
    text: str, code: str, tmp_path: Path
) -> None:
    (tmp_path / "f.csv").write_text("klantnr;datum;bedrag\nK1;1-3-2025;1\n", "utf-8")
    (tmp_path / "mapping.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        open_ledger(tmp_path)
    assert caught.value.code == code
    assert str(caught.value)


def test_a_missing_mapping_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_mapping(tmp_path / "mapping.toml")
    assert caught.value.code == "mapping_missing"


def test_a_corrected_mapping_is_used_next_time(tmp_path: Path) -> None:
    (tmp_path / "dump.csv").write_text("a;b;c;d\nK1;1-3-2025;7;9\n", "utf-8")
    section = '["dump.csv"]\ntable = "transactions"\ncustomer_id = "a"\ndate = "b"\namount = "{}"\n'
    for head, cents in (("c", 700), ("d", 900)):
        (tmp_path / "mapping.toml").write_text(section.format(head), "utf-8")
        with open_ledger(tmp_path) as ledger:
            assert ledger.counts[0].amount_kept == cents
            assert not ledger.mappings[0].guessed
            write_mapping(tmp_path / "again.toml", ledger.mappings)
            assert (
                read_mapping(tmp_path / "again.toml")["dump.csv"] == read_mapping(tmp_path / "mapping.toml")["dump.csv"]
            )
