"""What an action brings, by hand: uplift x worth - hours x cost - money - irritation."""

import math

import numpy as np
import pyarrow as pa
import pytest

from klantkompas.advice.circumstances import unknown_circumstances
from klantkompas.advice.gains import (
    COLUMNS,
    REACH_90,
    Prices,
    belief,
    customers_of,
    gains_of,
    is_measured,
    prices_of,
)
from klantkompas.advice.playbook import read_playbook
from klantkompas.rules import Rules
from tests.advice.customers import AS_OF, DEMANDING, LOYAL, SHARED, SLEEPER, SUMMARY, made_base

BOOK = read_playbook()
PRICES = Prices(hour=62.0, years=3.0, new_customer=5000.0, irritation=0.002)


def offered(folder, customer, *, prices=PRICES, learned=None):
    """Action -> (at stake, gain, spread, hours, cost) for one customer."""
    base = made_base(folder, [customer])
    table = pa.Table.from_batches(base.customer_batches(COLUMNS))
    who = customers_of(table, unknown_circumstances(1), as_of=AS_OF)
    gains = gains_of(who, BOOK, prices, Rules(), learned or {}, as_of=AS_OF)
    names = ("at_stake", "gain", "spread", "hours", "cost")
    return {
        gains.codes[action]: {name: float(getattr(gains, name)[row]) for name in names}
        for row, action in enumerate(gains.action)
    }


def test_waking_is_his_own_pace_and_profit_less_what_he_is_worth_now(tmp_path):
    # 24,000 over 60 orders, drawn to nothing by three orders; an order each 28 days; three years' worth; minus 300.
    awake = 24_000 / 60 * (60 / 63) * (365.25 / 28) * 3.0
    found = offered(tmp_path, SLEEPER)["wake"]
    assert found["at_stake"] == pytest.approx(awake - 300)
    assert found["gain"] == pytest.approx(0.019 * (awake - 300) - 0.5 * 62 - 0.002 * 300)


def test_a_sleeper_whose_hours_cost_more_than_he_brought_is_let_sleep(tmp_path):
    assert "wake" not in offered(tmp_path, SLEEPER | {"profit_total": "-500"})


def test_keeping_counts_the_value_of_who_stays(tmp_path):
    found = offered(tmp_path, LOYAL)["spoil"]
    assert found["at_stake"] == pytest.approx(16_000 / 0.98)
    assert found["gain"] == pytest.approx(0.010 * 16_000 / 0.98 - 62 - 25 - 0.002 * 16_000)
    value_sd = (23_000 - 9_000) / (2 * REACH_90) / 0.98
    known = 0.010 * value_sd
    assert found["spread"] == pytest.approx(math.hypot(0.010 * 16_000 / 0.98, known, 0.010 * value_sd))


def test_share_is_won_back_up_to_the_threshold(tmp_path):
    found = offered(tmp_path, SHARED | {"share_evidence": "declared"})
    missing = 6_000 * (0.60 / 0.40 - 1) * 3.0
    assert found["service_discount"]["at_stake"] == pytest.approx(missing)
    assert found["volume_discount"]["cost"] == pytest.approx(0.02 * 20_000)
    assert found["volume_discount"]["gain"] == pytest.approx(0.12 * missing - 62 - 400 - 0.002 * 16_000)
    assert "ask_share" not in found


def test_where_the_share_is_only_estimated_one_asks(tmp_path):
    found = offered(tmp_path, SHARED)
    assert "ask_share" in found
    assert not {"service_discount", "volume_discount"} & found.keys()


def test_puncturing_gains_hours_at_what_they_cost(tmp_path):
    found = offered(tmp_path, DEMANDING)
    assert found["cap_hours"]["at_stake"] == pytest.approx((60 - 10) * 62)
    assert found["self_service"]["at_stake"] == pytest.approx(0.40 * 60 * 62)
    assert found["reprice"]["at_stake"] == pytest.approx(0.03 * 3_000 * 3.0)
    assert "stop" not in found, "parting comes only half a year after another step"


def test_a_price_rise_is_not_asked_of_who_is_gone(tmp_path):
    assert "reprice" not in offered(tmp_path, DEMANDING | {"p_active": 0.2})


def test_without_the_cost_of_an_hour_nothing_can_be_weighed(tmp_path):
    nothing = Prices(hour=None, years=3.0, new_customer=5000.0, irritation=0.002)
    assert offered(tmp_path, LOYAL, prices=nothing) == {}


def test_what_was_measured_takes_the_place_of_what_was_believed(tmp_path):
    learned = {"spoil": (0.05, 0.01, 80, 20), "wake": (0.03, 0.03, 0, 0)}
    assert offered(tmp_path, LOYAL, learned=learned)["spoil"]["gain"] == pytest.approx(
        0.05 * 16_000 / 0.98 - 62 - 25 - 32
    )
    assert belief(BOOK["range_review"], learned) == BOOK["range_review"].uplift
    assert is_measured("spoil", learned)
    assert not is_measured("wake", learned), "nobody was treated yet"


def test_new_customers_are_shown_our_strengths(tmp_path):
    first = LOYAL | {"type": "unclear", "phase": "new", "transactions": 1, "p_active": 0.5}
    assert "know_strengths" in offered(tmp_path, first)
    assert "know_strengths" not in offered(tmp_path, first | {"phase": "established"})


def test_what_is_unknown_of_a_customer_never_holds(tmp_path):
    assert offered(tmp_path, {"transactions": 5, "type": "loyal", "phase": "established"}) == {}


def test_a_review_is_planned_before_the_danger_months(tmp_path):
    from datetime import timedelta

    near = {"danger_from": AS_OF + timedelta(days=40), "danger_to": AS_OF + timedelta(days=100)}
    assert "service_review" in offered(tmp_path, LOYAL | near)
    past = {"danger_from": AS_OF - timedelta(days=100), "danger_to": AS_OF - timedelta(days=40)}
    assert "service_review" not in offered(tmp_path, LOYAL | past)
    assert "service_review" not in offered(tmp_path, LOYAL)


def test_the_price_of_an_hour_is_the_rate_or_what_hours_cost_on_average():
    assert prices_of(SUMMARY, Rules()).hour == 62.0
    spent = {"hours_12m": "200.00", "service_cost_12m": "10000.00"}
    assert prices_of(spent, Rules()).hour == 50.0
    assert prices_of({}, Rules()).hour is None


def test_a_yearly_amount_is_worth_less_as_relations_are_shorter():
    middle = np.arange(5) + 0.5
    by_hand = sum(math.exp(-t / 6.0) * 1.1**-t for t in middle)
    assert prices_of(SUMMARY, Rules()).years == pytest.approx(by_hand)
