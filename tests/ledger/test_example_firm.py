"""The example firm as files: the same every time, in every size, written as packages write."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantkompas.errors import UsageError
from klantkompas.ledger.example_firm import ExampleSummary, write, write_example, write_real
from klantkompas.ledger.example_firm.export import DUTCH_FILES, DUTCH_WORDS, dutch_header
from klantkompas.ledger.example_firm.firm import CHUNK, Firm
from klantkompas.ledger.example_firm.simulate import Simulated, branch, branches
from klantkompas.ledger.tables import NAMES
from klantkompas.ledger.tables import table as fact_table

TYPES = {
    "id": pa.string(),
    "text": pa.string(),
    "choice": pa.string(),
    "date": pa.date32(),
    "money": pa.decimal128(18, 2),
    "hours": pa.decimal128(9, 2),
    "number": pa.decimal128(18, 4),
    "count": pa.int64(),
    "flag": pa.bool_(),
}
ONLY_PEOPLE_DECIDE = {"decisions"}


@pytest.fixture(scope="module")
def small() -> Simulated:
    return branch(firm=Firm(), customers=60, seed=7, number=0)


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory) -> ExampleSummary:
    return write_example(out=tmp_path_factory.mktemp("firm"), customers=45, seed=3)


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8-sig").splitlines()


def test_the_same_seed_gives_the_same_files_and_another_seed_does_not(dutch: ExampleSummary, tmp_path: Path) -> None:
    write_example(out=tmp_path / "again", customers=45, seed=3)
    write_example(out=tmp_path / "other", customers=45, seed=4)
    assert all_bytes(tmp_path / "again") == all_bytes(dutch.out)
    other = all_bytes(tmp_path / "other")
    assert other["verkoopfacturen.csv"] != all_bytes(dutch.out)["verkoopfacturen.csv"]


@pytest.mark.parametrize("customers", [30, 31, 400, 2_001])
def test_any_size_has_its_customers_and_every_table(customers: int, tmp_path: Path) -> None:
    written = write_example(out=tmp_path, customers=customers)
    truth = pq.read_table(tmp_path / "truth" / "customers.parquet")
    assert truth["duplicate_of"].null_count == customers
    assert written.rows.keys() == set(NAMES) - ONLY_PEOPLE_DECIDE
    assert min(written.rows[name] for name in ("customers", "transactions", "time_entries", "quotes", "capacity")) > 1


def test_a_full_branch_does_not_depend_on_the_size_of_the_firm() -> None:
    alone = next(branches(firm=Firm(), customers=CHUNK, seed=5))
    among_others = next(branches(firm=Firm(), customers=3 * CHUNK, seed=5))
    assert {name: rows.equals(among_others.facts[name]) for name, rows in alone.facts.items()} == dict.fromkeys(
        alone.facts, True
    )
    assert alone.truth["customers"].equals(among_others.truth["customers"])


def test_branches_share_no_number() -> None:
    first, second = branches(firm=Firm(), customers=2 * CHUNK, seed=5)
    for name, column in (
        ("customers", "customer_id"),
        ("transactions", "transaction_id"),
        ("time_entries", "time_entry_id"),
        ("quotes", "quote_id"),
        ("capacity", "account_manager"),
    ):
        assert not set(first.facts[name][column].to_pylist()) & set(second.facts[name][column].to_pylist()), name


def test_columns_have_the_names_order_and_types_of_the_contract(small: Simulated) -> None:
    for name, rows in small.facts.items():
        contract = fact_table(name)
        known = [one for one in contract.columns if one.name in rows.column_names]
        assert rows.column_names == [one.name for one in known], name
        assert set(contract.required) <= set(rows.column_names), name
        assert {one.name: rows.schema.field(one.name).type for one in known} == {
            one.name: TYPES[one.kind] for one in known
        }


def test_choices_are_those_of_the_contract(small: Simulated) -> None:
    for name, rows in small.facts.items():
        for one in fact_table(name).columns:
            if one.choices and one.name in rows.column_names:
                assert set(rows[one.name].drop_null().to_pylist()) <= set(one.choices), (name, one.name)


def test_dutch_files_headers_and_words_are_known_to_the_intake() -> None:
    known = tomllib.loads((files("klantkompas.ledger") / "synonyms.toml").read_text("utf-8"))
    for name, file in DUTCH_FILES.items():
        assert file in known["files"][name]
    headers = {
        (name, one.name): dutch_header(table=name, column=one.name)
        for name, rows in branch(firm=Firm(), customers=30, seed=1, number=0).facts.items()
        for one in fact_table(name).columns
        if one.name in rows.column_names and (name, one.name) != ("time_entries", "hourly_cost")
    }
    for (name, column), header in headers.items():
        said = {column, *known.get(name, {}).get(column, ()), *known["any"].get(column, ())}
        assert header in said, (name, column)
    for code, word in DUTCH_WORDS.items():
        assert word.replace(" ", "_") == code or known["words"][word.replace(" ", "_")] == code


def test_dutch_text_is_written_as_dutch_packages_write(dutch: ExampleSummary) -> None:
    invoices = dutch.out / "verkoopfacturen.csv"
    assert invoices.read_bytes().startswith("\ufefffactuurnummer;klantnummer;factuurdatum;bedrag excl. btw".encode())
    row = re.compile(r"20\d{8};(\d{5,9})?;\d\d-\d\d-20\d\d;-?\d+,\d\d;-?\d+,\d\d;-?\d+;[^;]+;[^;]+;[^;]+;")
    assert all(row.match(line) for line in lines_of(invoices)[1:])
    assert {line.count(";") for line in lines_of(dutch.out / "klanten.csv")} == {19}


def test_english_text_has_the_names_of_the_contract(tmp_path: Path) -> None:
    write_example(out=tmp_path, customers=30, language="en")
    header, first, *_ = lines_of(tmp_path / "transactions.csv")
    assert header.startswith("transaction_id,customer_id,date,amount,cost")
    assert re.match(r'"20\d{8}","\d+","?20\d\d-\d\d-\d\d"?,"?-?\d+\.\d\d"?,', first)
    assert (tmp_path / "README.txt").exists()


def test_the_hours_export_has_no_rate_and_the_parquet_has_it(dutch: ExampleSummary, small: Simulated) -> None:
    assert "kost" not in lines_of(dutch.out / "urenregistratie.csv")[0]
    assert set(small.facts["time_entries"]["hourly_cost"].cast(pa.string()).to_pylist()) == {"62.00"}


def test_large_firms_are_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "TEXT_UP_TO", 30)
    done: list[float] = []
    written = write_example(out=tmp_path, customers=40, progress=done.append)
    assert written.format == "parquet"
    assert done == [1.0]
    assert pq.read_metadata(tmp_path / "transactions.parquet").num_rows == written.rows["transactions"]


def test_the_settings_say_how_many_rows_there_are(dutch: ExampleSummary) -> None:
    settings = json.loads((dutch.out / "truth" / "parameters.json").read_text("utf-8"))
    assert settings["rows"] == dutch.rows
    assert settings["firm"]["hourly_cost"] == 62.0
    for name, count in dutch.rows.items():
        assert len(lines_of(dutch.out / f"{DUTCH_FILES[name]}.csv")) == count + 1, name


def test_names_look_like_firms_and_belong_to_nobody(small: Simulated) -> None:
    customers = small.facts["customers"]
    names = customers["name"].to_pylist()
    assert len(set(names)) > 0.9 * len(names)
    assert all(one is None or one.endswith(".example") for one in customers["email"].to_pylist())
    assert all(one is None or one.startswith("088-000") for one in customers["phone"].to_pylist())


@pytest.mark.parametrize("customers", [0, 29, 1_000_001])
def test_impossible_sizes_are_refused_with_the_bounds(customers: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Ask for 30 to 1,000,000") as refused:
        write_example(out=tmp_path, customers=customers)
    assert refused.value.code == "example_size"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "klanten.csv"
    file.write_text("not to be touched")
    with pytest.raises(UsageError, match="Name a folder"):
        write_example(out=file)
    assert file.read_text() == "not to be touched"


def test_other_peoples_files_are_never_touched(tmp_path: Path) -> None:
    (tmp_path / "klanten.csv").write_text("ours")
    for write_one in (write_example, write_real):
        with pytest.raises(UsageError, match="empty folder") as refused:
            write_one(out=tmp_path)
        assert refused.value.code == "folder_not_empty"
    assert [one.name for one in tmp_path.iterdir()] == ["klanten.csv"]


def test_an_earlier_example_is_replaced_whole(tmp_path: Path) -> None:
    """No file of an example in another language, format or currency stays behind to be counted twice."""
    write_example(out=tmp_path, customers=30, language="en")
    write_real(out=tmp_path)
    write_example(out=tmp_path, customers=30)
    assert {one.name for one in tmp_path.iterdir()} == {
        *(f"{one}.csv" for one in DUTCH_FILES.values()),
        "truth",
        "LEESMIJ.txt",
        "klantkompas.toml",
    }


@pytest.mark.slow
def test_memory_does_not_grow_with_the_firm() -> None:
    """50,000 customers in a process of their own stay within 300 MiB of 400 customers."""

    def peak(customers: int) -> int:
        command = [sys.executable, "-m", "benchmarks.example_firm", "--measure", str(customers)]
        said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
        return int(json.loads(said.stdout)["peak_mib"])

    assert peak(50_000) - peak(400) < 300
