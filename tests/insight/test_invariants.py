"""What may not change a figure: the engine, the order of rows, the cut into files, the other customers."""

import csv
import math
import shutil
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from klantkompas.insight.base import CustomerBase, analyse
from klantkompas.insight.columns import COLUMNS
from klantkompas.ledger.book import open_ledger
from tests.insight.bases import analysed, rows
from tests.ledger_files import ledger_of, sold, worked

few = settings(max_examples=3, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate])
MODELLED = {name for name, kind in COLUMNS.items() if pa.types.is_floating(kind)} - {"usual_gap_days", "recency_ratio"}
EXACT = [name for name in COLUMNS if name not in MODELLED]
SUMMED = ("revenue_12m", "margin_12m", "hours_12m", "service_cost_12m", "profit_12m", "revenue_total", "transactions")
Found = dict[str, dict[str, Any]]


def of(path: Path, *, engine: str = "duckdb", as_of: date | None = None) -> tuple[Found, CustomerBase]:
    with open_ledger(path, engine=engine) as ledger:
        base = analyse(ledger, as_of=as_of)
        return rows(base), base


def alike(one: Any, other: Any, *, within: float = 1e-9) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=within, abs_tol=within)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name], within=within) for name in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(alike(a, b, within=within) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def same(one: Found, other: Found, columns: Sequence[str] = tuple(COLUMNS)) -> None:
    assert one.keys() == other.keys()
    for customer, row in one.items():
        different = {
            name: (row[name], other[customer][name]) for name in columns if not alike(row[name], other[customer][name])
        }
        assert not different, customer


@pytest.fixture(scope="module")
def whole(example_firm: Path) -> tuple[Found, CustomerBase]:
    return of(example_firm)


def test_both_engines_give_the_same_figures(whole: tuple[Found, CustomerBase], example_firm: Path) -> None:
    found, base = of(example_firm, engine="polars")
    same(found, whole[0])
    assert alike(dict(base.summary), dict(whole[1].summary))
    assert base.lenses.keys() == whole[1].lenses.keys()
    for name, lens in base.lenses.items():
        assert lens.schema == whole[1].lenses[name].schema, name
        assert alike(lens.to_pylist(), whole[1].lenses[name].to_pylist()), name


def rewritten(source: Path, out: Path, change: Callable[[str, list[list[str]]], dict[str, list[list[str]]]]) -> Path:
    """A copy of a ledger folder with other rows in its CSV files, or other files of them."""
    shutil.copytree(source, out, ignore=shutil.ignore_patterns("truth"))
    for path in sorted(out.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *body = csv.reader(file, delimiter=";")
        path.unlink()
        for name, kept in change(path.stem, body).items():
            with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=";").writerows([header, *kept])
    return out


def test_the_order_of_rows_does_not_matter(
    whole: tuple[Found, CustomerBase], example_firm: Path, tmp_path: Path
) -> None:
    turned = rewritten(example_firm, tmp_path / "turned", lambda name, body: {name: body[::-1]})
    found, base = of(turned)
    same(found, whole[0])
    assert alike(
        [lens.to_pylist() for lens in base.lenses.values()], [lens.to_pylist() for lens in whole[1].lenses.values()]
    )


def test_a_file_cut_in_two_is_the_same_file(
    whole: tuple[Found, CustomerBase], example_firm: Path, tmp_path: Path
) -> None:
    def cut(name: str, body: list[list[str]]) -> dict[str, list[list[str]]]:
        return {f"{name} 2019": body[::2], f"{name} 2020": body[1::2]}

    found, base = of(rewritten(example_firm, tmp_path / "cut", cut))
    same(found, whole[0])
    assert all(base.summary[name] == whole[1].summary[name] for name in SUMMED)


def test_the_firm_adds_up_to_its_books(example_firm: Path) -> None:
    """Customers + internal + nobody = everything kept, up to the newest day; and the sums of the customers' rows."""
    with open_ledger(example_firm) as ledger:
        base = analyse(ledger)
        kept = sum(one.amount_kept or 0 for one in ledger.counts if one.table == "transactions")
        found = rows(base)
    summary = base.summary
    together = summary["revenue_total"] + summary["internal"]["revenue"] + summary["unassigned"]["revenue"]
    assert together == Decimal(kept).scaleb(-2)
    assert summary["transactions"] == sum(row["transactions"] or 0 for row in found.values())
    assert summary["customers"] == sum(row["transactions"] is not None for row in found.values())
    for name in ("revenue_12m", "margin_12m", "hours_12m", "service_cost_12m", "profit_12m"):
        known = [row[name] for row in found.values()]
        assert summary[name] == (None if None in known else sum(known)), name
    months = base.lenses["months"].to_pylist()
    assert sum(row["revenue"] for row in months) == summary["revenue_total"]
    assert sum(row["orders"] for row in months) == summary["transactions"]
    years = summary["years"].values()
    assert sum(row["revenue"] for row in years) == summary["revenue_total"]
    curve = base.lenses["whale_curve"]
    measure = f"{curve['measure'][0].as_py()}_12m"
    assert curve["cumulative_profit"][-1].as_py() == sum(
        row[measure] for row in found.values() if row[measure] is not None
    )


def test_all_figures_of_a_date_in_the_past_need_nothing_after_it(example_firm: Path, tmp_path: Path) -> None:
    as_of = date(2024, 6, 30)
    tables: dict[str, list[dict[str, Any]]] = {}
    before, _ = of(example_firm, as_of=as_of)

    def past(name: str, body: list[list[str]]) -> dict[str, list[list[str]]]:
        dated = {"verkoopfacturen", "urenexport"} & {name}
        return {name: [row for row in body if not dated or not _later(row, as_of)]}

    found, _ = of(rewritten(example_firm, tmp_path / "past", past), as_of=as_of)
    assert tables == {}
    same(found, before)


def _later(row: list[str], as_of: date) -> bool:
    """Whether the first date on a line lies after a day."""
    for cell in row:
        parts = cell.split("-")
        if len(parts) == 3 and all(part.isdigit() for part in parts) and len(parts[2]) == 4:
            return date(int(parts[2]), int(parts[1]), int(parts[0])) > as_of
    return False


DAY = date(2024, 1, 1)
LINE = st.tuples(st.sampled_from("ABC"), st.integers(0, 700), st.integers(-50_00, 500_00))
LINES = st.lists(LINE, min_size=1, max_size=25)


def made(lines: list[tuple[str, int, int]], *, times: int = 1) -> list[dict[str, Any]]:
    return [
        sold(
            one,
            f"{DAY + timedelta(days=day)}",
            str(Decimal(cents * times).scaleb(-2)),
            cost=Decimal(cents * times // 2).scaleb(-2),
        )
        for one, day, cents in lines
    ]


HOURS = [worked("A", f"{DAY + timedelta(days=30 * at)}", "1.25", hourly_cost=Decimal(60)) for at in range(26)]


@few
@given(lines=LINES)
def test_another_customer_changes_no_exact_figure_of_the_others_but_ranks(
    lines: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("another")
    first = sold("zero", f"{DAY}", "1", cost=Decimal(0))
    given_lines = [first, *made(lines)]
    before, _ = analysed(folder / "without", transactions=given_lines, time_entries=HOURS)
    new = [sold("Z", f"{DAY + timedelta(days=at * 10)}", "99", cost=Decimal(1)) for at in range(5)]
    after, _ = analysed(folder / "with", transactions=[*given_lines, *new], time_entries=HOURS)
    after.pop("Z")
    exact = [
        name for name in EXACT if not name.endswith("_rank") and not name.startswith(("expected", "lifetime", "danger"))
    ]
    exact = [name for name in exact if name not in ("type", "type_reason", "phase", "phase_reason")]
    same(after, before, exact)


@few
@given(lines=LINES)
def test_twice_the_amounts_are_twice_the_turnover_and_the_same_rhythm(
    lines: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("twice")
    once, base = analysed(folder / "once", transactions=made(lines))
    twice, doubled = analysed(folder / "twice", transactions=made(lines, times=2))
    assert doubled.summary["revenue_total"] == 2 * base.summary["revenue_total"]
    for customer, row in once.items():
        assert twice[customer]["revenue_12m"] == 2 * row["revenue_12m"]
    same(
        twice,
        once,
        ("transactions", "recency_days", "usual_gap_days", "overdue", "regularity", "orders_per_year", "revenue_rank"),
    )


@few
@given(lines=LINES)
def test_figures_do_not_depend_on_the_passes_that_bound_memory(
    lines: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from klantkompas import engine

    folder = tmp_path_factory.mktemp("passes")
    once, base = analysed(folder, transactions=made(lines), time_entries=HOURS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "ROWS_A_PASS", 7)
        with ledger_of(folder, transactions=made(lines), time_entries=HOURS) as ledger:
            again = analyse(ledger, as_of=base.as_of)
            same(rows(again), once)
            assert again.summary == base.summary
