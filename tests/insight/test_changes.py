"""Who moved and what became an alarm, between two small runs by hand."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantkompas.insight.changes import COLUMNS, changes
from klantkompas.insight.columns import COLUMNS as KINDS

APRIL, MAY = date(2026, 4, 30), date(2026, 5, 31)
SCHEMA = pa.schema([(name, KINDS[name]) for name in COLUMNS])
BEFORE = [
    ("1", "loyal", "established", 0.10, None, None),
    ("2", "loyal", "established", 0.96, None, None),
    ("3", "dormant", "strained", 0.99, date(2026, 4, 1), date(2026, 5, 31)),
    ("4", None, "prospect", None, None, None),
    ("gone", "loyal", "established", 0.50, None, None),
]
NOW = [
    ("1", "dormant", "strained", 0.95, None, None),  # moved twice, and silent now
    ("2", "loyal", "established", 0.97, date(2026, 5, 31), date(2026, 7, 1)),  # silent already; into danger
    ("3", "dormant", "strained", 0.99, date(2026, 4, 1), date(2026, 5, 31)),  # all that was so before
    ("4", "loyal", "new", 0.94, date(2026, 6, 1), date(2026, 7, 1)),  # a first type; danger to come
    ("5", "dormant", "building", 0.99, None, None),  # new
]


@pytest.fixture
def found(tmp_path):
    for name, rows in (("before", BEFORE), ("now", NOW)):
        table = pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows], schema=SCHEMA)
        pq.write_table(table, tmp_path / f"{name}.parquet")
    return changes(before=(tmp_path / "before.parquet", APRIL), now=(tmp_path / "now.parquet", MAY))


def moves(rows):
    return {(row["from"], row["to"]): row["customers"] for row in rows}


def test_who_moved_is_counted_and_who_is_new_comes_from_nothing(found):
    assert moves(found.types) == {("loyal", "dormant"): 1, (None, "loyal"): 1, (None, "dormant"): 1}
    assert moves(found.phases) == {
        ("established", "strained"): 1,
        ("prospect", "new"): 1,
        (None, "building"): 1,
    }


def test_an_alarm_is_told_once_when_it_begins(found):
    assert found.alarms == {"overdue": ("1", "5"), "dormant": ("1", "5"), "danger": ("2",)}


def test_what_stayed_as_it_was_is_no_news(tmp_path, found):
    path = tmp_path / "now.parquet"
    again = changes(before=(path, MAY), now=(path, MAY))
    assert (again.types, again.phases) == ((), ())
    assert not any(again.alarms.values())
