"""What every customer earned in each calendar year: by hand, and added up to what is known of the firm."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from klantkompas.insight.base import analyse
from klantkompas.insight.by_year import calendar_years, write_years
from klantkompas.insight.windows import day_number
from klantkompas.ledger.book import open_ledger
from tests.ledger_files import ledger_of, sold, worked

AS_OF = date(2026, 10, 31)


def years(ledger, tmp_path, as_of=AS_OF):
    path = tmp_path / "years.parquet"
    count = write_years(ledger, path, as_of=as_of)
    rows = pq.read_table(path).to_pylist()
    assert count == len(rows)
    return {(row.pop("customer_id"), row.pop("year")): row for row in rows}


def euros(**amounts: str | None) -> dict[str, Decimal | None]:
    return {name: None if value is None else Decimal(value) for name, value in amounts.items()}


def test_profit_of_a_year_is_margin_less_hours_and_compensation(tmp_path: Path) -> None:
    ledger = ledger_of(
        tmp_path / "firm",
        hourly_cost="60",
        customers=[{"customer_id": "K1"}, {"customer_id": "K2"}],
        transactions=[
            sold("K1", "2025-03-01", "1000", cost="600"),
            sold("K1", "2025-12-31", "10.01", cost="5"),
            sold("K1", "2026-01-01", "200", cost="150"),
            sold("K1", "2026-11-01", "9999", cost="1"),
        ],
        time_entries=[worked("K1", f"{year}-{month:02}-15", "0.25") for year in (2025, 2026) for month in range(1, 11)]
        + [worked("K2", "2025-11-10", "2"), worked("K2", "2025-12-10", "1")],
        complaints=[{"customer_id": "K1", "opened_on": "2026-02-01", "compensation": "12.50"}],
    )
    with ledger:
        found = years(ledger, tmp_path)
    assert found == {
        ("K1", 2025): euros(
            revenue="1010.01", margin="405.01", hours="2.50", service_cost="150", compensation="0", profit="255.01"
        ),
        ("K1", 2026): euros(
            revenue="200", margin="50", hours="2.50", service_cost="150", compensation="12.50", profit="-112.50"
        ),
        ("K2", 2025): euros(revenue="0", margin="0", hours="3", service_cost="180", compensation="0", profit="-180"),
    }


def test_what_is_unknown_in_a_year_is_null_in_that_year_alone(tmp_path: Path) -> None:
    """No hours were written in 2024, and one line of 2025 has no cost."""
    ledger = ledger_of(
        tmp_path / "firm",
        hourly_cost="60",
        transactions=[
            sold("K1", "2024-05-01", "100", cost="60"),
            sold("K1", "2025-05-01", "100", cost=None),
            sold("K1", "2026-05-01", "100", cost="60"),
        ],
        time_entries=[worked("K1", f"{year}-{month:02}-15", "0.5") for year in (2025, 2026) for month in range(1, 11)]
        + [worked("K2", "2025-11-10"), worked("K2", "2025-12-10")],
    )
    with ledger:
        found = years(ledger, tmp_path)
    assert (found["K1", 2024]["hours"], found["K1", 2024]["profit"]) == (None, None)
    assert (found["K1", 2025]["margin"], found["K1", 2025]["profit"]) == (None, None)
    assert found["K1", 2026]["profit"] == Decimal("40") - 5 * 60


def test_the_years_of_all_customers_add_up_to_those_of_the_firm(example_firm: Path, tmp_path: Path) -> None:
    with open_ledger(example_firm) as ledger:
        base = analyse(ledger)
        found = years(ledger, tmp_path, base.as_of)
    for year, firm in base.summary["years"].items():
        rows = [row for (_, one), row in found.items() if str(one) == str(year)]
        assert sum(row["revenue"] for row in rows) == firm["revenue"]
        assert sum(row["margin"] for row in rows) == firm["margin"]
        if firm["profit"] is not None:
            assert sum(row["profit"] for row in rows) == firm["profit"]


def test_years_are_those_of_the_calendar_and_the_last_ends_at_the_date() -> None:
    found = calendar_years(day_number(date(2024, 6, 1)), day_number(AS_OF))
    assert [window.name for window in found] == ["2024", "2025", "2026"]
    assert [window.after for window in found[1:]] == [window.until for window in found[:-1]]
    assert found[-1].until == day_number(AS_OF)
