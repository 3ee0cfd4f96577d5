"""What was expected then against what came: origins, sums by hand, the path of analyse, and odd firms."""

import json
from datetime import date, timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest

from klantkompas.errors import FactsError, UsageError
from klantkompas.insight.base import analyse
from klantkompas.insight.validation import validate
from tests.insight.bases import monthly_hours
from tests.ledger_files import ledger_of, sold, worked

AS_OF = date(2025, 12, 31)


def every(customer, days, first=date(2024, 1, 1), last=AS_OF, amount="100"):
    """An order every so many days."""
    count = (last - first).days // days + 1
    return [sold(customer, f"{first + timedelta(days=days * n)}", amount) for n in range(count)]


def firm():
    """Forty customers with paces of their own, five of whom stop halfway."""
    return [
        line
        for n in range(40)
        for line in every(f"c{n:02d}", 9 + 3 * n, date(2024, 1, 1 + n % 28), date(2025, 1, 15) if n % 8 == 0 else AS_OF)
    ]


def validated(folder, lines, **asked):
    tables = {name: asked.pop(name) for name in ("time_entries", "customers") if name in asked}
    rules = {name: asked.pop(name) for name in ("margin", "hourly_cost") if name in asked}
    with ledger_of(folder, transactions=lines, **tables, **rules) as ledger:
        return validate(ledger, **asked)


def test_origins_lie_a_held_out_stretch_apart_and_calibration_is_as_long(tmp_path):
    found = validated(tmp_path, firm())
    assert found.holdout_days == 182
    assert [one.origin for one in found.origins] == [date(2025, 7, 1), date(2024, 12, 31), date(2024, 7, 2)]
    assert [one.until for one in found.origins] == [date(2025, 12, 30), date(2025, 7, 1), date(2024, 12, 31)]


def test_what_came_and_the_baselines_by_hand(tmp_path):
    """Two buyers, 60 days held out: every 10 days all along, and every 10 days until day 100 of 240."""
    lines = every("steady", 10, date(2025, 1, 1), date(2025, 8, 28))
    lines += every("stopped", 10, date(2025, 1, 1), date(2025, 4, 11))
    (one,) = validated(tmp_path, lines, holdout_days=60, origins=1, as_of=date(2025, 8, 28)).origins
    assert (one.origin, one.customers) == (date(2025, 6, 29), 2)
    orders = one.orders
    assert orders.total.actual == 6
    # orders in the 60 days before: 6 and 0; repeats 17 in 179 days and 10 in 179 days; gaps are 10 days
    rates = [17 / 179 * 60, 10 / 179 * 60]
    assert orders.scores["same_as_last_period"].absolute == pytest.approx(0.0)
    assert orders.scores["lifetime_rate"].absolute == pytest.approx(abs(rates[0] - 6) + rates[1])
    assert orders.scores["hiatus_rule"].absolute == pytest.approx(abs(rates[0] - 6))


def test_the_figures_are_those_of_analyse(tmp_path):
    """A year held out: what was compared is what ``analyse`` wrote at the origin."""
    hours = monthly_hours((2023, 1), (2025, 12)) + [worked(f"c{n:02d}", "2024-06-03", "2") for n in range(0, 40, 3)]
    lines = [*firm(), *every("old", 20, date(2023, 1, 1))]
    given = {"transactions": lines, "time_entries": hours, "margin": "0.4", "hourly_cost": "60"}
    with ledger_of(tmp_path, **given) as ledger:
        (one,) = validate(ledger, as_of=AS_OF, holdout_days=365, origins=1).origins
        base = analyse(ledger, as_of=one.origin)
        table = pq.read_table(base.customers)
    orders = np.array(table["expected_transactions_12m"].drop_null().to_pylist())
    profit = np.array([float(value) for value in table["expected_profit_12m"].drop_null().to_pylist()])
    assert one.orders.total.expected == pytest.approx(orders.sum(), rel=1e-12)
    assert one.profit.total.expected == pytest.approx(profit.sum(), abs=0.005)
    assert one.orders.scores["forecast"].rows == orders.size


def test_nothing_after_the_origin_is_seen(tmp_path):
    """Whatever happens in the held-out days changes what came, never what was expected."""
    lines = [line for line in firm() if line["date"] <= date(2025, 7, 1)]
    more = [sold("c01", "2025-08-01", "9000"), sold("new", "2025-07-05"), sold("last", "2025-12-30")]
    quiet = validated(tmp_path / "quiet", [*lines, sold("last", "2025-12-30")], holdout_days=182, origins=1)
    busy = validated(tmp_path / "busy", [*lines, *more], holdout_days=182, origins=1)
    assert quiet.origins[0].orders.total.expected == busy.origins[0].orders.total.expected
    assert (quiet.origins[0].orders.total.actual, busy.origins[0].orders.total.actual) == (0, 1)


def test_profit_that_came_is_margin_minus_hours(tmp_path):
    hours = monthly_hours((2024, 1), (2025, 12), "c01")
    found = validated(tmp_path, firm(), time_entries=hours, margin="0.40", origins=1)
    (one,) = found.origins
    held = [line for line in firm() if date(2025, 7, 1) < line["date"] <= date(2025, 12, 30)]
    assert one.profit.total.actual == pytest.approx(40 * len(held) - 6 * 60)
    assert set(one.profit.scores) == {"forecast", "same_as_last_period", "same_as_last_year"}


@pytest.mark.parametrize(("given", "reason"), [({}, "cost_unknown"), ({"margin": "0.4"}, "no_hours")])
def test_where_profit_is_unknown_it_says_why(tmp_path, given, reason):
    found = validated(tmp_path, firm(), origins=1, **given)
    assert (found.origins[0].profit, found.origins[0].profit_reason) == (None, reason)
    assert found.summary()["profit"] is None


def test_a_better_baseline_is_named(tmp_path):
    """Forty buyers whose order book is a matter of contract: what they did last half year they do again."""
    lines = [line for n in range(40) for line in every(f"c{n:02d}", 7 + 7 * (n % 3), date(2025, 1, 1), AS_OF)]
    stopped = [line for n in range(10) for line in every(f"s{n}", 7, date(2025, 1, 1), date(2025, 2, 1))]
    found = validated(tmp_path, [*lines, *stopped], holdout_days=126, origins=1)
    verdict = found.verdict("orders")
    assert (verdict.baseline, verdict.better) == ("same_as_last_period", "baseline")


def test_two_customers_decide_nothing(tmp_path):
    verdict = validated(tmp_path, [*every("a", 9), *every("b", 30)], origins=1).verdict("orders")
    assert (verdict.better, verdict.customers) == ("undecided", 2)


def test_when_nobody_came_back_nothing_is_decided(tmp_path):
    once = [sold(f"c{n}", f"{date(2024, 1, 1) + timedelta(days=17 * n)}") for n in range(43)]
    verdict = validated(tmp_path, once, origins=1).verdict("orders")
    assert (verdict.better, verdict.nothing_came) == ("undecided", True)
    assert verdict.customers > 30


def test_the_file_holds_what_the_contract_promises(tmp_path):
    found = validated(tmp_path / "facts", firm(), origins=1)
    found.write(tmp_path / "out")
    told = json.loads((tmp_path / "out" / "validation.json").read_text("utf-8"))
    for origin in told["origins"]:
        for figures in origin["orders"]["errors"].values():
            assert set(figures) == {"mae", "rmse", "bias", "top10", "coverage90"}
    assert told["orders"]["errors"]["forecast"]["coverage90"] is not None
    assert told["orders"]["errors"]["lifetime_rate"]["coverage90"] is None


@pytest.mark.parametrize(
    ("asked", "kind", "code"),
    [
        ({"holdout_days": 400}, UsageError, "validate_holdout_long"),
        ({"holdout_days": 0}, UsageError, "validate_number_small"),
        ({"origins": 0}, UsageError, "validate_number_small"),
        ({"as_of": date(2024, 2, 20)}, FactsError, "validate_facts_short"),
    ],
)
def test_what_cannot_be_held_out_is_refused_with_what_would_be_enough(tmp_path, asked, kind, code):
    with pytest.raises(kind) as refused:
        validated(tmp_path, firm(), **asked)
    assert refused.value.code == code


def test_the_day_that_would_be_early_enough_is_so(tmp_path):
    with pytest.raises(UsageError) as refused:
        validated(tmp_path / "late", every("a", 9), holdout_days=400)
    since = refused.value.params["since"]
    assert len(validated(tmp_path / "early", every("a", 9, since), holdout_days=400, as_of=AS_OF).origins) == 1


def test_nobody_before_the_origin_is_refused(tmp_path):
    with pytest.raises(FactsError) as refused:
        validated(tmp_path, [sold("a", "2024-01-01", "-5"), sold("a", "2025-12-31")])
    assert refused.value.code == "validate_no_orders"


@pytest.mark.parametrize(
    "lines",
    [
        [sold(f"c{n}", f"{date(2024, 1, 1) + timedelta(days=17 * n)}") for n in range(43)],  # everybody once
        every("a", 30),  # one customer
        every("a", 1),  # every day
        [sold("a", "2024-01-01"), sold("b", "2025-12-31")],  # nothing comes of it
        [sold("a", "2024-01-01", "100"), sold("a", "2025-01-01", "-500"), sold("b", "2025-12-31")],  # a large credit
    ],
)
@pytest.mark.parametrize("profit", [False, True])
def test_odd_firms_get_figures_or_null(tmp_path, lines, profit):
    given = {"time_entries": monthly_hours((2024, 1), (2025, 12), "a"), "margin": "0.4"} if profit else {}
    found = validated(tmp_path / "facts", lines, origins=1, **given)
    found.write(tmp_path)
    assert "NaN" not in (tmp_path / "validation.json").read_text("utf-8")
    assert found.verdict("orders") is not None


def test_who_ended_is_expected_nothing_of(tmp_path):
    listed = [
        {"customer_id": "c00", "ended_on": date(2025, 3, 1)},
        *({"customer_id": f"c{n:02d}"} for n in range(1, 40)),
    ]
    (one,) = validated(tmp_path, every("c01", 9) + every("c00", 9), customers=listed, origins=1).origins
    assert one.customers == 2
    assert one.orders.calibration.forecast.tolist()[:4] == [0, 0, 0, 0]
    assert one.orders.calibration.actual.sum() == one.orders.total.actual > 40
