"""CSV for people: in local form, whole, and harmless."""

import csv
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.ledger.spreadsheet import write_csv, written

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


def read_back(path, separator):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("\tx", "'\tx"),
        ("-12,50", "-12,50"), ("-1.234,50", "-1.234,50"), ("+31 6 1234", "+31 6 1234"), ("-", "-"),
        ("12-50", "12-50"), ("a=b", "a=b"), ("", ""), (None, None),
    ],
)  # fmt: skip
def test_a_formula_becomes_text_and_a_number_stays_one(cell, safe):
    assert written(pa.array([cell], pa.string()), "nl").to_pylist() == [safe]


@pytest.mark.parametrize(
    ("cells", "dutch", "english"),
    [
        (pa.array([Decimal("-1234.50")]), "-1234,50", "-1234.50"),
        (pa.array([0.125, 1 / 3]), "0,125", "0.125"),
        (pa.array([date(2026, 11, 22)]), "22-11-2026", "2026-11-22"),
        (pa.array([True]), "ja", "yes"),
        (pa.array([7]), "7", "7"),
        (pa.array([[("a", "x"), ("b", "y")]], pa.map_(pa.string(), pa.string())), "a=x | b=y", "a=x | b=y"),
    ],
)
def test_values_are_written_as_the_reader_writes_them(cells, dutch, english):
    assert written(cells, "nl")[0].as_py() == dutch
    assert written(cells, "en")[0].as_py() == english


@settings(max_examples=60, derandomize=True)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), max_size=5), language=st.sampled_from(["nl", "en"]))
def test_whatever_a_cell_holds_comes_back_at_most_with_an_apostrophe(tmp_path_factory, rows, language):
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    schema = pa.schema([("one", pa.string()), ("=two", pa.string())])
    columns = [pa.array([row[at] for row in rows], pa.string()) for at in (0, 1)]
    batch = pa.RecordBatch.from_arrays(columns, schema=schema)
    assert write_csv(path, [batch], schema=schema, language=language) == len(rows)
    header, *found = read_back(path, ";" if language == "nl" else ",")
    assert header == ["one", "'=two"]
    for row, back in zip(rows, found, strict=True):
        for cell, read in zip(row, back, strict=True):
            assert read in (cell, f"'{cell}")
            assert not read.startswith(("=", "@", "\t", "\r", "\n"))
