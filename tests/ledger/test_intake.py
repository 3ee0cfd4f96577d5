"""What comes in is kept or refused, whole rows at a time, and every total adds up to the cent."""

import time
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from klantkompas.errors import FactsError
from klantkompas.ledger.book import Ledger, open_ledger
from klantkompas.rules import LedgerRules, ProfitRules, Rules
from tests.ledger_files import facts, kinds, ledger_of, say_aloud, sold, worked, write_csv, write_typed

few = settings(max_examples=12, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate])
HEADER = "factuurnummer;klantnummer;factuurdatum;bedrag;valuta"


def ledger_from(folder: Path, rules: Rules | None = None, **texts: str | bytes) -> Ledger:
    """A ledger of files with these texts, by name (``_`` before the ending)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = folder / ".".join(name.rsplit("_", 1))
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    ledger = open_ledger(folder, rules=rules or Rules())
    say_aloud(ledger)
    return ledger


def amounts(ledger: Ledger, name: str = "transactions") -> list[int]:
    return sorted(row["amount"] for row in facts(ledger, name))


def reconciled(ledger: Ledger, name: str = "transactions") -> None:
    """What the counts say is kept is what is stored; and what was refused stands in the refused rows."""
    counts = [one for one in ledger.counts if one.table == name]
    assert sum(one.rows_kept for one in counts) == len(facts(ledger, name))
    for one in counts:
        refused = ledger.refused.get(one.file)
        assert one.rows_refused == (refused.num_rows if refused else 0)
        assert one.rows_read == one.rows_kept + one.rows_refused
        assert one.amount_read == (one.amount_kept or 0) + (one.amount_refused or 0)
    assert sum(one.amount_kept or 0 for one in counts) == sum(row["amount"] or 0 for row in facts(ledger, name))


# --- one file, read and refused -------------------------------------------------------------------------------------

GOOD = st.builds(
    lambda number, cents: (
        f"F{number};K{number % 7};0{number % 9 + 1}-03-2025;{cents // 100},{cents % 100:02d};EUR",
        cents,
    ),
    st.integers(0, 99),
    st.integers(0, 10**9),
)
BAD = st.sampled_from(
    [
        ("F1;K1;31-02-2025;12,34;EUR", 1234),
        ("F1;K1;;5,00;", 500),
        ("F1;K1;01-03-1931;7,00;EUR", 700),
        ("F1;K1;01-03-2999;7,00;EUR", 700),
        ("F1;K1;01-03-2025;twaalf;EUR", None),
        ("F1;K1;01-03-2025;;EUR", 0),
        ("F1;K1;01-03-2025;99,99;USD", 9999),
        ("F1;K1;01-03-2025;1,00;EUR;meer;velden", 100),
        ("F1;K1", 0),
        ("F1;K1;01-03-2025;99999999999999,99;EUR", None),
    ]
)


@few
@given(rows=st.lists(st.one_of(GOOD.map(lambda one: (*one, True)), BAD.map(lambda one: (*one, False))), max_size=40))
def test_read_is_kept_plus_refused_whatever_stands_in_the_file(
    rows: list[tuple[str, int | None, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [("F0;K0;01-01-2025;0,01;EUR", 1, True), *rows]
    text = "\n".join([HEADER, *(row for row, _, _ in rows)]) + "\n"
    with ledger_from(tmp_path_factory.mktemp("bad"), facturen_csv=text) as ledger:
        reconciled(ledger)
        (count,) = ledger.counts
        assert (count.rows_read, count.rows_kept) == (len(rows), sum(good for _, _, good in rows))
        assert count.amount_read == sum(cents or 0 for _, cents, _ in rows)
        assert count.amount_kept == sum(cents or 0 for _, cents, good in rows if good)
        assert count.unreadable == sum(cents is None for _, cents, _ in rows)
        refused = [one for one in ledger.findings if one.refused]
        lines = {at for at, (_, _, good) in enumerate(rows, start=2) if not good}
        assert {one.line for one in refused} == lines


def test_every_problem_of_a_row_is_said_at_once(tmp_path: Path) -> None:
    with ledger_from(tmp_path, facturen_csv=f"{HEADER}\nF1;K1;31-02-2025;veel;USD\nF2;K1;1-3-2025;1;\n") as ledger:
        said = {(one.kind, one.line, one.column, one.value) for one in ledger.findings}
    assert said == {
        ("unreadable_date", 2, "factuurdatum", "31-02-2025"),
        ("unreadable_money", 2, "bedrag", "veel"),
        ("other_currency", 2, "valuta", "USD"),
    }


def test_a_row_without_customer_is_kept_for_nobody(tmp_path: Path) -> None:
    with ledger_from(
        tmp_path, facturen_csv=f"{HEADER}\nF1;;1-3-2025;5;\nF2; ;1-3-2025;6;\nF3;K;1-3-2025;7;\n"
    ) as ledger:
        assert [(row["customer_id"], row["amount"]) for row in facts(ledger)] == [(None, 500), (None, 600), ("K", 700)]
        assert not ledger.findings


def test_amounts_with_the_sign_of_another_currency_are_refused_with_their_rows(tmp_path: Path) -> None:
    rows = "F1;K1;1-3-2025;£ 5;\nF2;K1;1-3-2025;€ 6;\nF3;K1;1-3-2025;$7;\nF4;K1;1-3-2025;8;\n"
    with ledger_from(tmp_path, facturen_csv=f"{HEADER}\n{rows}") as ledger:
        assert amounts(ledger) == [600, 800]
        assert kinds(ledger) == {"other_currency": 2}
        reconciled(ledger)
    with ledger_from(tmp_path, Rules(ledger=LedgerRules(currency="GBP"))) as ledger:
        assert amounts(ledger) == [500, 800]


@pytest.mark.parametrize("word", ["EUR", "eur", " Eur ", "€", "euro", "EURO", ""])
def test_the_own_currency_is_known_in_any_writing(word: str, tmp_path: Path) -> None:
    with ledger_from(tmp_path, facturen_csv=f"{HEADER}\nF1;K1;1-3-2025;5;{word}\n") as ledger:
        assert amounts(ledger) == [500]


def test_an_optional_cell_that_cannot_be_read_is_unknown_and_said_and_its_row_stays(tmp_path: Path) -> None:
    text = "klantnummer;datum;bedrag;kostprijs;betaaldatum\nK1;1-3-2025;10;veel;1-1-1900\nK1;2-3-2025;10;4;3-3-2025\n"
    with ledger_from(tmp_path, facturen_csv=text) as ledger:
        assert [(row["cost"], row["paid_day"]) for row in facts(ledger)] == [(None, None), (400, 20150)]
        assert kinds(ledger) == {"unreadable_money": 1, "date_out_of_range": 1}
        assert not ledger.refused


def test_refused_rows_stand_as_they_stood_so_that_they_can_be_mended(tmp_path: Path) -> None:
    with ledger_from(tmp_path, facturen_csv=f"{HEADER}\nF1;K1;31-02-2025;€ 5,00;EUR\nF2;K1;1-3-2025;1;\n") as ledger:
        (refused,) = ledger.refused["facturen.csv"].to_pylist()
        assert [refused[name] for name in HEADER.split(";")] == ["F1", "K1", "31-02-2025", "€ 5,00", "EUR"]
        assert refused["__line"] == 2


def test_a_hundred_thousand_bad_rows_end_in_findings_quickly(tmp_path: Path) -> None:
    rows = "".join(f"F{n};K1;31-02-2025;veel;USD\n" for n in range(100_000))
    begun = time.process_time()
    with ledger_from(tmp_path, facturen_csv=f"{HEADER}\n{rows}F;K1;1-3-2025;1;\n") as ledger:
        assert kinds(ledger) == dict.fromkeys(("unreadable_date", "unreadable_money", "other_currency"), 100_000)
        assert ledger.counts[0].rows_refused == 100_000
    assert time.process_time() - begun < 15


# --- VAT ------------------------------------------------------------------------------------------------------------


def test_amounts_with_vat_are_brought_back_half_up_to_the_cent(tmp_path: Path) -> None:
    """1,21 -> 1,00; 1,22 -> 1,00826 -> 1,01; 0,01 -> 0,00826 -> 0,01; -1,22 -> -1,01; 0,06 -> 0,0496 -> 0,05."""
    cells = ("1,21", "1,22", "0,01", "-1,22", "0,06", "121.000.000.000,00", "9.999.999.999.999,99")
    rows = "".join(f"K1;1-3-2025;{cell}\n" for cell in cells)
    rules = Rules(ledger=LedgerRules(vat_rate=Decimal("0.21")))
    with ledger_from(tmp_path, rules, facturen_csv=f"klantnummer;datum;bedrag incl. btw\n{rows}") as ledger:
        assert amounts(ledger) == [-101, 1, 5, 100, 101, 10_000_000_000_000, 826446280991735]
        reconciled(ledger)


def test_vat_of_a_half_cent_is_rounded_away_from_zero(tmp_path: Path) -> None:
    """With 100 % VAT 0,01 is 0,005 net: 0,01; and -0,01 likewise -0,01."""
    rules = Rules(ledger=LedgerRules(vat_rate=Decimal("1")))
    text = "klantnummer;datum;bedrag inc VAT\nK1;1-3-2025;0,01\nK1;1-3-2025;-0,03\n"
    with ledger_from(tmp_path, rules, facturen_csv=text, mapping_toml=_amount_is("bedrag inc VAT")) as ledger:
        assert amounts(ledger) == [-2, 1]


def _amount_is(header: str) -> str:
    return (
        f'["facturen.csv"]\ntable = "transactions"\ncustomer_id = "klantnummer"\ndate = "datum"\namount = "{header}"\n'
    )


def test_amounts_with_vat_and_no_rate_block_and_say_so(tmp_path: Path) -> None:
    with pytest.raises(FactsError) as caught:
        ledger_from(tmp_path, facturen_csv="klantnummer;datum;bedrag incl. btw\nK1;1-3-2025;1,21\n")
    assert caught.value.code == "transactions_include_vat"


def test_a_header_that_says_without_vat_is_without_vat(tmp_path: Path) -> None:
    header = "bedrag incl. korting, excl. btw"
    text = f"klantnummer;datum;{header}\nK1;1-3-2025;1,21\n"
    with ledger_from(tmp_path, facturen_csv=text, mapping_toml=_amount_is(header)) as ledger:
        assert amounts(ledger) == [121]


# --- several files --------------------------------------------------------------------------------------------------


def test_the_files_of_several_years_are_one_table_each_in_its_own_writing(tmp_path: Path) -> None:
    with ledger_from(
        tmp_path,
        facturen_2023_csv="klantnummer;factuurdatum;bedrag\nK1;13-01-2023;1.234,50\nK1;14-01-2023;1.000\n",
        facturen_2024_csv="customer_id,invoice date,amount\nK1,01/13/2024,1234.50\nK2,01/02/2024,1.000\n",
    ) as ledger:
        assert [(row["customer_id"], row["day"], row["amount"]) for row in facts(ledger)] == [
            ("K1", 19370, 123450),
            ("K1", 19371, 100000),
            ("K2", 19724, 100),
            ("K1", 19735, 123450),
        ]
        assert {one.file: (one.rows_kept, one.amount_kept) for one in ledger.counts} == {
            "facturen_2023.csv": (2, 223450),
            "facturen_2024.csv": (2, 123550),
        }


def test_a_column_that_only_one_file_has_is_unknown_for_the_other(tmp_path: Path) -> None:
    with ledger_from(
        tmp_path,
        facturen_2023_csv="klantnummer;datum;bedrag\nK1;13-01-2023;1\n",
        facturen_2024_csv="klantnummer;datum;bedrag;kostprijs\nK1;13-01-2024;2;1\n",
    ) as ledger:
        assert [row["cost"] for row in facts(ledger)] == [None, 100]


def test_a_file_without_amounts_beside_files_with_amounts_does_not_count_and_says_so(tmp_path: Path) -> None:
    with ledger_from(
        tmp_path,
        facturen_2023_csv="klantnummer;datum\nK1;13-01-2023\n",
        facturen_2024_csv="klantnummer;datum;bedrag\nK1;13-01-2024;2\n",
    ) as ledger:
        assert amounts(ledger) == [200]
        (finding,) = ledger.findings
        assert (finding.kind, finding.file, finding.column) == ("column_missing", "facturen_2023.csv", "amount")


def test_a_ledger_may_have_no_amounts_at_all(tmp_path: Path) -> None:
    with ledger_from(tmp_path, facturen_csv="klantnummer;datum\nK1;13-01-2023\n") as ledger:
        assert not ledger.has("transactions", "amount")
        assert ledger.counts[0].amount_read is None


@pytest.mark.parametrize("text", ["", "klantnummer;datum;bedrag\n"])
def test_nothing_to_read_is_one_clear_sentence_or_an_empty_table(text: str, tmp_path: Path) -> None:
    try:
        with ledger_from(tmp_path, facturen_csv=text) as ledger:
            assert facts(ledger) == []
    except FactsError as error:
        assert str(error)


# --- typed Parquet and text, the same -------------------------------------------------------------------------------

IDS = st.sampled_from(["K1", "K2", "00123", "123", "123.0", " K1 ", "K1  ", "", " ", None])
DAYS = st.sampled_from(
    [date(2024, 2, 29), date(2025, 3, 1), date(2025, 3, 1), date(1950, 1, 1), date(2201, 1, 1), None]
)
MONEY = st.none() | st.integers(-(10**11), 10**11).map(lambda cents: Decimal(cents).scaleb(-2))
LINES = st.lists(
    st.fixed_dictionaries(
        {"customer_id": IDS, "date": DAYS, "amount": MONEY, "cost": MONEY, "paid_on": DAYS, "product": st.just("x")}
    ),
    max_size=12,
)
CUSTOMERS = st.lists(
    st.fixed_dictionaries(
        {"customer_id": IDS, "name": st.sampled_from(["Bloem", " Bloem ", "", None]), "city": st.just("x")}
    )
)
HOURS = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": IDS,
            "date": DAYS,
            "activity": st.just("x"),
            "hours": st.none() | st.integers(0, 2400).map(lambda one: Decimal(one).scaleb(-2)),
        }
    ),
    max_size=8,
)


def decisions(ledger: Ledger) -> list[tuple[Any, ...]]:
    """What was said of which table, whatever its file and line."""
    return sorted((one.kind, one.table, one.column, one.refused) for one in ledger.findings)


def sums(ledger: Ledger) -> Mapping[str, tuple[Any, ...]]:
    return {
        one.table: (one.rows_read, one.rows_kept, one.amount_read, one.amount_kept, one.unreadable)
        for one in ledger.counts
    }


@few
@given(lines=LINES, customers=CUSTOMERS, hours=HOURS)
def test_typed_parquet_and_text_give_the_same_ledger_and_the_same_decisions(
    lines: list[Any], customers: list[Any], hours: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tables = {
        "transactions": [sold("K1", "2024-01-01", cost=Decimal(1), paid_on=date(2024, 1, 9)), *lines],
        "customers": [{"customer_id": "K1", "name": "Bloem"}, *customers],
        "time_entries": [worked("K1", "2024-01-01"), *hours],
    }
    folder = tmp_path_factory.mktemp("same")
    with (
        ledger_of(folder / "text", **tables) as text,
        ledger_of(folder / "typed", typed=True, **tables) as typed,
    ):
        assert [facts(typed, name) for name in tables] == [facts(text, name) for name in tables]
        assert sorted(_numbers(typed)) == sorted(_numbers(text))
        assert sums(typed) == sums(text)
        assert decisions(typed) == decisions(text)
        for name in ("transactions", "time_entries"):
            assert typed.extents[name] == text.extents[name]
        reconciled(typed)


def _numbers(ledger: Ledger) -> list[str]:
    return [
        row["customer_id"] for row in ledger.customers.select("customer_id").collect("pyarrow").to_native().to_pylist()
    ]


def test_typed_files_whose_types_differ_lose_no_cent(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"customer_id": ["K1"], "date": [date(2024, 1, 1)], "amount": pa.array([12], pa.int64())}),
        tmp_path / "invoices 2023.parquet",
    )
    write_typed(tmp_path / "transactions.parquet", [sold("K1", "2024-02-01", "12.34")])
    with open_ledger(tmp_path) as ledger:
        assert amounts(ledger) == [1200, 1234]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(pa.int64(), 10**18), (pa.decimal128(38, 2), Decimal(10**30)), (pa.decimal128(18, 2), Decimal(10**15))],
)
def test_an_impossible_amount_in_a_typed_file_is_refused_like_any_other(kind: Any, value: Any, tmp_path: Path) -> None:
    columns = {"customer_id": ["K1", "K1"], "date": [date(2024, 1, 1)] * 2, "amount": pa.array([value, 5], kind)}
    pq.write_table(pa.table(columns), tmp_path / "transactions.parquet")
    with open_ledger(tmp_path) as ledger:
        assert amounts(ledger) == [500]
        assert kinds(ledger) == {"unreadable_money": 1}
        reconciled(ledger)


def test_typed_files_without_statistics_are_held_to_the_same_rules(tmp_path: Path) -> None:
    rows = [sold("K1", "2024-01-01", paid_on=date(1900, 1, 1)), sold("K1", "2024-01-02", "1e14")]
    write_typed(tmp_path / "transactions.parquet", rows)
    stored = pq.read_table(tmp_path / "transactions.parquet")
    pq.write_table(stored, tmp_path / "transactions.parquet", write_statistics=False)
    with open_ledger(tmp_path) as ledger:
        assert [(row["amount"], row["paid_day"]) for row in facts(ledger)] == [(10000, None)]
        assert kinds(ledger) == {"date_out_of_range": 1, "unreadable_money": 1}


@pytest.mark.parametrize("ident", [pa.array([12346.0, None, 1e6]), pa.array([12346, None, 1000000])])
def test_numbers_of_customers_that_a_data_tool_made_numbers_are_numbers_again(ident: pa.Array, tmp_path: Path) -> None:
    columns = {"Customer ID": ident, "InvoiceDate": [date(2024, 1, 1)] * 3, "amount": [1.5, 2.25, 3.1]}
    pq.write_table(pa.table(columns), tmp_path / "invoices.parquet")
    with open_ledger(tmp_path) as ledger:
        assert {row["customer_id"]: row["amount"] for row in facts(ledger)} == {"12346": 150, None: 225, "1000000": 310}


def test_a_parquet_file_that_is_damaged_further_on_ends_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "transactions.parquet"
    columns = {
        "customer_id": [f"K{n}" for n in range(20_000)],
        "date": ["2024-01-01"] * 20_000,
        "amount": [f"{n},17" for n in range(20_000)],
    }
    pq.write_table(pa.table(columns), path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[1000:9000] = bytes(8000)
    path.write_bytes(bytes(content))
    with pytest.raises(FactsError) as caught:
        open_ledger(tmp_path)
    assert "transactions.parquet" in str(caught.value)


def test_numbers_padded_by_a_database_are_one_customer_in_every_table(tmp_path: Path) -> None:
    tables = {
        "transactions": [sold("123       ", "2024-01-01")],
        "time_entries": [worked("123       ", "2024-01-01"), worked("123", "2024-01-02")],
        "complaints": [{"customer_id": "123  ", "opened_on": date(2024, 1, 3)}],
        "referrals": [{"referrer_id": "123 ", "customer_id": "123"}],
    }
    with ledger_of(tmp_path, typed=True, **tables) as ledger:
        for name in tables:
            assert {row["customer_id"] for row in facts(ledger, name)} == {"123"}
        assert facts(ledger, "referrals")[0]["referrer_id"] == "123"


# --- settings -------------------------------------------------------------------------------------------------------


def test_the_earliest_year_is_a_setting(tmp_path: Path) -> None:
    text = "klantnummer;datum;bedrag\nK1;1-1-1965;1\nK1;1-1-1990;2\n"
    with ledger_from(tmp_path, Rules(ledger=LedgerRules(earliest_year=1960)), facturen_csv=text) as ledger:
        assert amounts(ledger) == [100, 200]
    with ledger_from(tmp_path, Rules(profit=ProfitRules())) as ledger:
        assert amounts(ledger) == [200]


def test_internal_customers_are_marked_by_the_rules_and_by_the_customer_list(tmp_path: Path) -> None:
    rules = Rules(ledger=LedgerRules(internal=("999",)))
    customers = [{"customer_id": "K1", "internal": "nee"}, {"customer_id": "K2", "internal": "ja"}]
    lines = [sold(one, "2024-01-01") for one in ("K1", "K2", "999", "K3")]
    with ledger_of(tmp_path, rules=rules, transactions=lines, customers=customers) as ledger:
        rows = ledger.customers.collect("pyarrow").to_native().to_pylist()
        assert {row["customer_id"] for row in rows if row["internal"]} == {"999", "K2"}


def test_facts_after_today_do_not_move_the_date_of_the_analysis(tmp_path: Path) -> None:
    lines = [sold("K1", "2024-01-01"), sold("K1", "2099-01-01")]
    with ledger_of(tmp_path, transactions=lines, today=date(2024, 6, 1)) as ledger:
        assert ledger.last_day == date(2024, 1, 1)
        assert ledger.extents["transactions"].rows == 2
    assert write_csv(tmp_path / "uren.csv", [worked("K1", "2024-03-01")]).exists()
    with open_ledger(tmp_path, today=date(2024, 6, 1)) as ledger:
        assert ledger.last_day == date(2024, 3, 1)


def test_a_typed_file_that_is_damaged_further_on_ends_in_one_sentence(tmp_path: Path) -> None:
    path = write_typed(
        tmp_path / "transactions.parquet", [sold(f"K{n * 7919}", "2024-01-01", f"{n}.17") for n in range(9_000)]
    )
    content = bytearray(path.read_bytes())
    content[1000:9000] = bytes(8000)
    path.write_bytes(bytes(content))
    with pytest.raises(FactsError) as caught:
        open_ledger(tmp_path)
    assert "transactions.parquet" in str(caught.value)


def test_typed_files_are_read_alike_by_both_engines(tmp_path: Path) -> None:
    tables = {
        "transactions": [
            sold(" 7.0", "2024-01-01", "12.34", cost=Decimal("0.05")),
            sold("", "2024-01-02", "-0.10", cost=None),
        ],
        "customers": [{"customer_id": "7", "name": " Bloem "}],
        "time_entries": [worked("7 ", "2024-01-01", "0.33"), worked(None, "2024-01-01")],
    }
    with (
        ledger_of(tmp_path, typed=True, **tables) as duck,
        ledger_of(tmp_path, typed=True, engine="polars", **tables) as polars,
    ):
        for name in tables:
            assert facts(polars, name) == facts(duck, name)
        assert facts(duck)[0] == {"day": 19723, "amount": 1234, "cost": 5, "customer_id": "7"}
        assert polars.counts == duck.counts
