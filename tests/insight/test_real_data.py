"""Real customers of real firms: what is read equals a plain query on the file, and (x, t_x, T) the reference summary.

The data sets are public (their origin stands beside each of them) and too large for the repository. The reference is
``lifetimes.utils.summary_data_from_transaction_data`` on the lines that are orders: amount >= 0, by the day.
"""

import warnings
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from klantkompas.insight.base import analyse
from klantkompas.insight.order_summary import order_summary
from klantkompas.ledger.book import Ledger, open_ledger
from tests.data_sets import data_file
from tests.insight.bases import rows

SETS = ["cdnow/cdnow_sample", "complete_journey/complete_journey", "edible_grocery/edible_grocery"]
SETS += ["online_retail_ii/online_retail_ii", "cdnow/cdnow"]
PLAIN = """
    SELECT count(*), sum(cents), count(DISTINCT customer_id) FILTER (cents >= 0),
           count(DISTINCT (customer_id, day)) FILTER (cents >= 0 AND customer_id IS NOT NULL),
           coalesce(sum(cents) FILTER (customer_id IS NULL), 0), max(day)
    FROM (SELECT customer_id, date::DATE AS day, (round(amount::DECIMAL(18, 6), 2) * 100)::BIGINT AS cents
          FROM '{path}')
"""


def plain(path: Path) -> tuple[Any, ...]:
    return asked(PLAIN.format(path=path))


def asked(query: str) -> tuple[Any, ...]:
    """The one row that answers a query."""
    with duckdb.connect() as connection:
        (row,) = connection.execute(query).fetchall()
    return tuple(row)


def reference(path: Path, *, until: date, amounts: bool = True) -> dict[str, dict[str, float]]:
    """The summary of ``lifetimes``: ``frequency``, ``recency``, ``T`` and ``monetary_value`` by customer number."""
    wanted = "WHERE amount >= 0 AND customer_id IS NOT NULL" if amounts else ""
    frame = duckdb.sql(f"SELECT customer_id, date::DATE::TIMESTAMP AS date, amount FROM '{path}' {wanted}").df()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes.utils import summary_data_from_transaction_data

        money = {"monetary_value_col": "amount"} if amounts else {}
        found = summary_data_from_transaction_data(
            frame, "customer_id", "date", observation_period_end=f"{until}", **money
        )
    return {str(number): row for number, row in found.to_dict("index").items()}


def summed(ledger: Ledger, until: date) -> dict[str, dict[str, Any]]:
    table = order_summary(ledger, as_of=until).collect("pyarrow").to_native()
    return {row["customer_id"]: row for row in table.to_pylist()}


def equal_to_reference(found: dict[str, dict[str, Any]], expected: dict[str, dict[str, float]]) -> None:
    assert found.keys() == expected.keys()
    for customer, row in found.items():
        right = expected[customer]
        assert (row["x"], row["t_x"], row["T"]) == (right["frequency"], right["recency"], right["T"]), customer
        if row["x"] and "monetary_value" in right:  # amounts are kept in cents, the reference in floats as they came
            assert row["mean_spend"] == pytest.approx(right["monetary_value"], abs=0.006), customer
        assert (row["mean_spend"] is None) == (not row["x"] or "monetary_value" not in right)


@pytest.mark.parametrize("name", SETS)
def test_a_real_firm_is_read_to_the_cent_and_the_day(name: str) -> None:
    path = data_file(f"{name}.parquet")
    lines, cents, customers, orders, nobody, last = plain(path)
    with open_ledger(path) as ledger:
        (count,) = ledger.counts
        assert (count.rows_read, count.rows_kept, count.amount_kept) == (lines, lines, cents)
        assert ledger.last_day == last
        base = analyse(ledger)
        equal_to_reference(summed(ledger, last), reference(path, until=last))
        found = {one: row for one, row in rows(base).items() if row["transactions"]}
    summary = base.summary
    assert (summary["customers"], summary["transactions"]) == (customers, orders)
    assert summary["revenue_total"] + summary["unassigned"]["revenue"] == Decimal(cents).scaleb(-2)
    assert summary["unassigned"]["revenue"] == Decimal(nobody).scaleb(-2)
    expected = reference(path, until=last)
    assert {
        one: (row["transactions"] - 1, (row["last_transaction"] - row["first_transaction"]).days, row["duration_days"])
        for one, row in found.items()
    } == {one: (row["frequency"], row["recency"], row["T"]) for one, row in expected.items()}
    assert all(row["recency_days"] == expected[one]["T"] - expected[one]["recency"] for one, row in found.items())


def test_a_date_in_the_past_sees_what_was_there_then() -> None:
    path = data_file("cdnow/cdnow_sample.parquet")
    until = date(1997, 9, 30)
    with open_ledger(path) as ledger:
        found = summed(ledger, until)
        customers = analyse(ledger, as_of=until).summary["customers"]
    expected = {one: row for one, row in reference(path, until=until).items() if row["T"] >= 0}
    equal_to_reference(found, expected)
    assert customers == len(expected) == 2357


def test_a_firm_without_amounts_is_counted_by_its_orders(tmp_path: Path) -> None:
    path = data_file("grocery/grocery.parquet")
    (tmp_path / "grocery.parquet").symlink_to(path)
    (tmp_path / "mapping.toml").write_text(
        '["grocery.parquet"]\ntable = "transactions"\ncustomer_id = "customer_id"\ndate = "date"\n', "utf-8"
    )
    expected = asked(
        "SELECT count(*), count(DISTINCT customer_id), count(DISTINCT (customer_id, date)), max(date)::DATE "
        f"FROM '{path}'"
    )
    with open_ledger(tmp_path) as ledger:
        base = analyse(ledger)
        assert (ledger.counts[0].rows_kept, ledger.last_day) == (expected[0], expected[3])
        equal_to_reference(summed(ledger, expected[3]), reference(path, until=expected[3], amounts=False))
    assert (base.summary["customers"], base.summary["transactions"]) == expected[1:3] == (1525, 10483)
    assert base.summary["revenue_total"] is None
    assert base.summary["model"]["parameters"]["k"] == 2  # METHODS 2.2: profile likelihood picks k = 2


def test_a_million_invoice_lines_are_read_to_the_cent_lines_of_nobody_included() -> None:
    path = data_file("online_retail_ii/lines.parquet")
    lines, cents, customers, orders, nobody, last = plain(path)
    with open_ledger(path) as ledger:
        (count,) = ledger.counts
        assert (count.rows_read, count.rows_kept, count.amount_kept) == (lines, lines, cents)
        base = analyse(ledger)
        equal_to_reference(summed(ledger, last), reference(path, until=last))
    assert (base.summary["customers"], base.summary["transactions"]) == (customers, orders)
    assert base.summary["unassigned"]["revenue"] == Decimal(nobody).scaleb(-2)
