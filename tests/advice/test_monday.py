"""The list obeys what the facts say: what comes first, consent, rest, decisions, hours, and who is left alone."""

from datetime import date, timedelta
from decimal import Decimal
from math import exp

import pytest

from klantkompas.advice.gains import COLUMNS
from klantkompas.advice.monday import SCHEMA, advise, divided
from klantkompas.advice.playbook import read_playbook
from klantkompas.errors import UsageError
from klantkompas.insight.columns import COLUMNS as CONTRACT
from klantkompas.rules import AdviceRules, HoldoutRules, ProfitRules, Rules
from tests.advice.customers import AS_OF, DEMANDING, LOYAL, SHARED, SLEEPER, made_base
from tests.ledger_files import ledger_of, sold, worked

NOBODY_ALONE = HoldoutRules(policy_share=Decimal(0), action_share=Decimal(0), action_share_least=Decimal(0))
RULES = Rules(
    profit=ProfitRules(hourly_cost=Decimal(62)), holdout=NOBODY_ALONE, advice=AdviceRules(test_hours=Decimal(0))
)
FIRM = {"a": LOYAL, "b": SLEEPER, "c": DEMANDING, "d": SHARED}


def listed(folder, firm=FIRM, /, *, hours=100, rules=RULES, budget=None, learned=None, **tables):
    """Customer -> his line, with the facts of these tables beside the figures."""
    base = made_base(folder / "base", firm, rules=rules)
    lines = [sold(number, "2026-10-20") for number in firm]
    with ledger_of(folder / "facts", rules=rules, transactions=lines, **tables) as ledger:
        advice = advise(base, ledger=ledger, hours=hours, budget=budget, learned=learned)
    assert advice.table.schema == SCHEMA
    return {line["customer_id"]: line for line in advice.table.to_pylist()}, advice


def ago(days):
    return AS_OF - timedelta(days=days)


def test_every_customer_has_a_row_and_a_reason(tmp_path):
    found, advice = listed(tmp_path)
    assert list(found) == ["a", "b", "c", "d"]
    assert all(line["reason"] for line in found.values())
    assert {number: line["action"] for number, line in found.items()} == {
        "a": "ask_referral",
        "b": "wake",
        "c": "cap_hours",
        "d": "ask_share",
    }
    assert {line["gain_basis"] for line in found.values()} == {"assumed"}
    assert advice.summary["gain_basis"] == "assumed"
    assert advice.summary["gap"] == 0.0


def test_the_reason_is_a_fact(tmp_path):
    found, _ = listed(tmp_path)
    assert found["b"]["reason"] == "Usually ordered every 28 days, and has been silent for 302 days now."
    assert found["c"]["reason"] == "Took 60 h in 12 months, against a margin of €620, which covers 10 h."


def test_all_columns_that_advice_reads_are_in_the_contract():
    assert set(COLUMNS) <= set(CONTRACT)


def test_what_is_owed_comes_first_even_where_it_brings_nothing(tmp_path):
    complaint = {"customer_id": "c", "opened_on": ago(5)}
    promise = {"customer_id": "b", "made_on": ago(20), "due_on": ago(3)}
    card = {"customer_id": "a", "sent_on": ago(30), "answered_on": ago(2)}
    found, advice = listed(tmp_path, hours=3, complaints=[complaint], promises=[promise], cards=[card])
    assert {number: line["action"] for number, line in found.items()} == {
        "a": "call_by_the_top",
        "b": "keep_promise",
        "c": "recovery",
        "d": "do_nothing",
    }
    assert {found[number]["arm"] for number in "abc"} == {"none"}
    assert found["c"]["gain"] < 0
    assert found["d"]["reason"] == "Hours or budget are spent: other customers bring more with them."
    assert advice.summary["account_managers"]["-"]["hours_must"] == Decimal("3.50")


def test_what_was_solved_or_is_stale_is_not_owed_any_more(tmp_path):
    complaints = [
        {"customer_id": "a", "opened_on": ago(20), "resolved_on": ago(2)},
        {"customer_id": "c", "opened_on": ago(900), "resolved_on": None},
    ]
    found, advice = listed(tmp_path, complaints=complaints)
    assert "recovery" not in {line["action"] for line in found.values()}
    assert advice.summary["waiting_long"] == 0, "there is another action for who waits"
    _, idle = listed(tmp_path / "idle", hours=0, complaints=complaints)
    assert idle.summary["waiting_long"] == 1


@pytest.mark.parametrize(
    ("kind", "may_call", "called"),
    [
        ("organisation", True, True),
        ("organisation", False, False),
        ("organisation", None, True),
        ("person", None, False),
        ("person", True, True),
        ("sole_trader", None, False),
    ],
)
def test_nobody_is_called_who_did_not_agree(tmp_path, kind, may_call, called):
    customers = [{"customer_id": "b", "kind": kind}]
    contacts = [
        {"customer_id": "b", "name": "Jan", "may_call": may_call},
        {"customer_id": "zz", "name": "X", "may_call": True},
    ]
    found, _ = listed(tmp_path, {"b": SLEEPER}, customers=customers, contacts=contacts)
    assert (found["b"]["action"] == "wake") is called


def test_who_was_contacted_enough_is_left_in_peace(tmp_path):
    calls = [{"customer_id": "b", "date": ago(day), "kind": "call", "direction": "out"} for day in (1, 5, 9)]
    found, _ = listed(tmp_path, {"b": SLEEPER}, activities=calls)
    assert found["b"]["action"] in ("do_nothing", "let_sleep")
    own = [one | {"direction": "in"} for one in calls]
    found, _ = listed(tmp_path / "in", {"b": SLEEPER}, activities=own)
    assert found["b"]["action"] == "wake"
    before = [one | {"date": ago(60)} for one in calls]
    found, _ = listed(tmp_path / "before", {"b": SLEEPER}, activities=before)
    assert found["b"]["action"] == "wake"


@pytest.mark.parametrize(("days", "again"), [(20, False), (179, False), (181, True)])
def test_the_same_action_has_to_cool_down(tmp_path, days, again):
    done = {"action_id": "1", "customer_id": "b", "action": "wake", "assigned_on": ago(days), "arm": "treated"}
    found, _ = listed(tmp_path, {"b": SLEEPER}, actions=[done])
    assert (found["b"]["action"] == "wake") is again


def test_parting_is_only_the_last_step_of_the_puncture_plan(tmp_path):
    step = {"action_id": "1", "customer_id": "c", "action": "cap_hours", "assigned_on": ago(200), "arm": "treated"}
    found, _ = listed(tmp_path, {"c": DEMANDING}, actions=[step])
    assert found["c"]["action"] == "stop"
    found, _ = listed(tmp_path / "alone", {"c": DEMANDING}, actions=[step | {"arm": "held_out"}])
    assert found["c"]["action"] != "stop"


def test_decisions_of_people_are_obeyed_until_their_date(tmp_path):
    def decided(kind, until):
        line = {"customer_id": "b", "date": ago(10), "kind": kind, "until": until, "reason": "asked for"}
        return listed(tmp_path / f"{kind}{until}", {"b": SLEEPER}, decisions=[line])[0]["b"]

    again = date(2027, 3, 1)
    slept = decided("let_sleep", again)
    assert slept["action"] == "let_sleep"
    assert slept["reason"] == "It was decided to let sleep; look again on 01 Mar 2027."
    assert decided("let_sleep", ago(1))["action"] == "wake"
    assert decided("not_served", None)["action"] == "do_nothing"
    assert decided("let_go", None)["reason"] == "It was decided to let this customer go."


def test_who_ended_is_asked_nothing(tmp_path):
    ended = [{"customer_id": "b", "ended_on": ago(30)}]
    found, _ = listed(tmp_path, {"b": SLEEPER}, customers=ended)
    assert found["b"]["action"] == "do_nothing"
    assert found["b"]["reason"] == "The relation has ended."


def test_a_sleeper_who_costs_more_than_he_brings_is_let_sleep_with_a_date(tmp_path):
    found, _ = listed(tmp_path, {"b": SLEEPER | {"profit_total": "-500"}})
    assert found["b"]["action"] == "let_sleep"
    assert found["b"]["reason"].endswith("Look again on 30 Oct 2027.")


def test_hours_and_budget_are_never_overspent(tmp_path):
    many = {f"{at:03d}": (LOYAL, SLEEPER, DEMANDING, SHARED)[at % 4] for at in range(80)}
    found, advice = listed(tmp_path, many, hours=12, budget=60)
    assert sum(line["hours"] for line in found.values()) == advice.summary["hours"]["used"] <= 12
    assert sum(line["cost"] for line in found.values()) == advice.summary["cost"] <= 60
    assert advice.summary["hour_price"]["-"] > 0


def test_each_account_manager_has_his_own_hours(tmp_path):
    own = [{"customer_id": "a", "account_manager": "Anna"}, {"customer_id": "c", "account_manager": "Bram"}]
    customers = {"a": LOYAL, "c": DEMANDING}
    found, advice = listed(tmp_path, customers, hours={"Anna": 0, "Bram": 8}, customers=own)
    assert [found[one]["action"] for one in "ac"] == ["do_nothing", "cap_hours"]
    assert [found[one]["account_manager"] for one in "ac"] == ["Anna", "Bram"]
    assert advice.summary["account_managers"]["Bram"]["hours_used"] == Decimal("1.50")


def test_hours_for_somebody_who_has_no_customers_are_refused(tmp_path):
    own = [{"customer_id": "a", "account_manager": "Anna"}]
    with pytest.raises(UsageError) as refused:
        listed(tmp_path, {"a": LOYAL}, hours={"Ana": 8}, customers=own)
    assert refused.value.params == {"name": "Ana", "known": ["Anna"]}


def test_a_condition_may_name_any_figure_of_a_customer(tmp_path):
    text = '[wake]\nwhen = ["overdue >= 0.90", "regularity >= 2"]\n'
    (tmp_path / "playbook.toml").write_text(text, encoding="utf-8")
    book = read_playbook(tmp_path / "playbook.toml")
    base = made_base(tmp_path / "base", {"b": SLEEPER | {"regularity": 3.0}, "c": SLEEPER | {"regularity": 1.0}})
    advice = advise(base, hours=100, playbook=book)
    assert advice.table["action"].to_pylist() == ["wake", "let_sleep"]


def test_what_a_customer_does_not_know_we_have_is_named_and_a_condition_may_ask_for_it(tmp_path):
    new = LOYAL | {"phase": "new"}
    said = {"year": 2026, "product_group": "onderhoud", "awareness": "unknown_to_them"}
    wallets = [{"customer_id": "a", **said}, {"customer_id": "a", **said, "product_group": "verhuur"}]
    found, _ = listed(tmp_path / "one", {"a": new, "b": new}, wallets=wallets)
    assert {line["action"] for line in found.values()} == {"know_strengths"}
    assert found["a"]["reason"].endswith("Does not know that we have this: onderhoud, verhuur.")
    assert "Does not know" not in found["b"]["reason"]
    (tmp_path / "playbook.toml").write_text('[know_strengths]\nwhen = ["groups_not_known >= 1"]\n', encoding="utf-8")
    book, lines = read_playbook(tmp_path / "playbook.toml"), [sold(one, "2026-10-20") for one in "ab"]
    with ledger_of(tmp_path / "two", rules=RULES, transactions=lines, wallets=wallets) as ledger:
        base = made_base(tmp_path / "base", {"a": new, "b": new}, rules=RULES)
        advice = advise(base, ledger=ledger, hours=100, playbook=book)
    assert advice.table["action"].to_pylist()[0] == "know_strengths"
    assert advice.table["action"].to_pylist()[1] != "know_strengths"


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_every_engine_gives_the_same_list(tmp_path, engine):
    """Against the list written down here, so against each other."""
    base = made_base(tmp_path / "base", FIRM, rules=RULES)
    tables = {
        "transactions": [sold(number, "2026-10-20") for number in FIRM],
        "customers": [{"customer_id": one, "account_manager": "Anna", "kind": "organisation"} for one in FIRM],
        "complaints": [{"customer_id": "a", "opened_on": ago(5), "resolved_on": None}],
        "contacts": [{"customer_id": "b", "name": "Jan", "may_call": False, "may_mail": True}],
        "activities": [{"customer_id": "d", "date": ago(day), "kind": "visit", "direction": "out"} for day in range(3)],
        "capacity": [{"account_manager": "Anna", "hours_per_week": Decimal(30), "from": ago(100)}],
        "time_entries": [worked("c", "2026-10-01", "40", employee="Anna", hourly_cost=Decimal(62))],
        "actions": [
            {"action_id": "1", "customer_id": "c", "action": "cap_hours", "assigned_on": ago(20), "arm": "treated"}
        ],
    }
    with ledger_of(tmp_path / "facts", rules=RULES, engine=engine, **tables) as ledger:
        advice = advise(base, ledger=ledger, hours=40)
    lines = {line["customer_id"]: (line["action"], line["reason"]) for line in advice.table.to_pylist()}
    assert lines["a"] == ("recovery", "A complaint of 5 days old is not solved yet.")
    assert lines["b"][0] == "let_sleep"
    assert lines["c"][0] == "self_service"
    assert lines["d"] == ("do_nothing", "Was contacted 3 times lately: leave in peace for a while.")
    assert advice.summary["account_managers"]["Anna"]["capacity_a_week"] == Decimal(30)


def test_a_total_of_hours_is_divided_as_the_capacity_is(tmp_path):
    own = [{"customer_id": "a", "account_manager": "Anna"}, {"customer_id": "c", "account_manager": "Bram"}]
    capacity = [
        {"account_manager": "Anna", "hours_per_week": Decimal(30), "from": ago(100)},
        {"account_manager": "Bram", "hours_per_week": Decimal(10), "from": ago(100)},
        {"account_manager": "Bram", "hours_per_week": Decimal(90), "from": AS_OF + timedelta(days=9)},
    ]
    _, advice = listed(tmp_path, {"a": LOYAL, "c": DEMANDING}, hours=8, customers=own, capacity=capacity)
    given = {name: one["hours"] for name, one in advice.summary["account_managers"].items()}
    assert given == {"Anna": Decimal(6), "Bram": Decimal(2)}


def test_too_few_hours_for_what_is_owed_become_proposals_to_serve_less(tmp_path):
    complaints = [{"customer_id": "a", "opened_on": ago(5)}]
    found, advice = listed(tmp_path, hours=1, complaints=complaints)
    assert found["a"]["action"] == "recovery"
    assert advice.summary["account_managers"]["-"]["hours_short"] == Decimal(2)
    assert found["c"]["action"] in ("slow", "refer", "shift")
    assert found["c"]["arm"] == "none"
    assert found["c"]["reason"].endswith("Proposed because there are too few hours; the decision is yours.")
    protected, _ = listed(
        tmp_path / "brings", {"a": LOYAL, "c": DEMANDING | {"referral_value": "900"}}, hours=1, complaints=complaints
    )
    assert protected["c"]["action"] == "do_nothing"


def test_who_is_left_alone_takes_nothing_and_his_hours_go_to_others(tmp_path):
    many = {f"{at:03d}": SLEEPER for at in range(200)}
    rules = Rules(profit=ProfitRules(hourly_cost=Decimal(62)))
    found, advice = listed(tmp_path, many, hours=20, rules=rules)
    alone = [line for line in found.values() if line["arm"] == "held_out"]
    treated = [line for line in found.values() if line["arm"] == "treated"]
    assert advice.summary["held_out"] == len(alone) > 3
    assert {(line["action"], line["hours"], line["gain"]) for line in alone} == {("wake", Decimal(0), Decimal(0))}
    assert alone[0]["reason"].startswith("Hold-out of 'call and ask why'")
    assert len(treated) == 40, "all hours are used, at half an hour each"


def test_the_same_customers_are_left_alone_next_week(tmp_path):
    many = {f"{at:03d}": SLEEPER for at in range(60)}
    rules = Rules(profit=ProfitRules(hourly_cost=Decimal(62)))
    first, _ = listed(tmp_path, many, hours=1000, rules=rules)
    second, _ = listed(tmp_path / "again", many, hours=1000, rules=rules)
    assert [line["arm"] for line in first.values()] == [line["arm"] for line in second.values()]


def test_what_nothing_is_known_of_is_tried_once_within_a_part_of_the_hours(tmp_path):
    poor = SLEEPER | {"profit_total": "3200"}  # waking is expected to cost more than it brings, but may well pay
    rules = Rules(
        profit=ProfitRules(hourly_cost=Decimal(62)),
        holdout=NOBODY_ALONE,
        advice=AdviceRules(optimism=Decimal(0), test_hours=Decimal("0.5")),
    )
    found, _ = listed(tmp_path, {"b": poor, "c": poor}, hours=10, rules=rules)
    tried = [line for line in found.values() if line["action"] == "wake"]
    assert len(tried) == 1
    assert tried[0]["reason"].endswith("A test: nothing is known of this action here yet.")
    known = {"wake": (0.019, 0.03, 40, 10)}
    found, _ = listed(tmp_path / "known", {"b": poor, "c": poor}, hours=10, rules=rules, learned=known)
    assert {line["action"] for line in found.values()} == {"let_sleep"}


def test_optimism_about_what_is_not_known_fades_as_it_is_measured(tmp_path):
    poor = SLEEPER | {"profit_total": "3200"}
    hopeful, _ = listed(tmp_path, {"b": poor})
    assert hopeful["b"]["action"] == "wake"
    assert hopeful["b"]["gain"] < 0
    sure, _ = listed(tmp_path / "sure", {"b": poor}, learned={"wake": (0.019, 0.001, 4000, 1000)})
    assert sure["b"]["action"] == "let_sleep"


def test_without_a_value_nothing_is_weighed_and_that_is_said(tmp_path):
    found, _ = listed(tmp_path, {"a": {"transactions": 5, "recency_days": 4, "type": "loyal"}})
    assert found["a"]["action"] == "do_nothing"
    assert found["a"]["reason"].startswith("What this customer is worth is unknown")


def test_a_sleeper_of_unknown_value_is_not_said_to_be_worth_nothing(tmp_path):
    unknown = {"transactions": 5, "recency_days": 400, "overdue": 0.99, "p_active": 0.1, "type": "dormant"}
    found, advice = listed(tmp_path, {"a": unknown})
    assert found["a"]["action"] == "do_nothing"
    assert found["a"]["reason"].startswith("What this customer is worth is unknown")
    assert advice.summary["value_unknown"] == 1


def test_without_hours_the_value_of_the_margin_counts_and_that_is_said(tmp_path):
    invoices_only = {
        name: value
        for name, value in SLEEPER.items()
        if not name.startswith(("hours", "service", "profit", "break_even", "expected_profit", "lifetime"))
    }
    found, advice = listed(tmp_path, {"b": invoices_only | {"margin_12m": "3000"}})
    years = sum(exp(-(t + 0.5) / 6) * 1.1 ** -(t + 0.5) for t in range(5))
    assert found["b"]["action"] == "wake"
    assert float(found["b"]["at_stake"]) == pytest.approx(3000 * years * (1 - 0.05), abs=0.01)
    assert advice.summary["before_hours"] == 1
    assert advice.summary["value_unknown"] == 0


def test_hours_that_are_unknown_are_not_said_to_be_none(tmp_path):
    unknown = {"hours_12m": None, "profit_12m": None, "lifetime_value": None}
    found, _ = listed(tmp_path, {"a": LOYAL | unknown | {"phase": "building", "margin_12m": "60000"}})
    assert found["a"]["action"] == "spoil"
    assert found["a"]["reason"] == "Brought a margin of €60,000 in 12 months; the hours are unknown."


def test_without_the_cost_of_an_hour_nothing_is_weighed_and_that_is_said(tmp_path):
    advice = advise(made_base(tmp_path, FIRM, rules=RULES, summary={}), hours=10)
    assert set(advice.table["action"].to_pylist()) == {"do_nothing"}
    assert advice.summary["value_unknown"] == 4
    assert advice.summary["value_reason"] == "hourly_cost_unknown"


def test_without_the_facts_there_is_one_pool_of_hours(tmp_path):
    advice = advise(made_base(tmp_path, FIRM, rules=RULES), hours=3)
    assert advice.summary["facts_seen"] is False
    assert list(advice.summary["account_managers"]) == ["-"]
    assert advice.summary["hours"]["used"] <= 3


def test_the_list_for_people_begins_with_what_is_owed(tmp_path):
    complaint = {"customer_id": "d", "opened_on": ago(5)}
    _, advice = listed(tmp_path, complaints=[complaint])
    lines = advice.people().to_pylist()
    assert lines[0]["customer_id"] == "d"
    gains = [line["gain"] for line in lines[1:]]
    assert gains == sorted(gains, reverse=True)
    assert lines[0]["what"] == "make good the complaint: fast and generously"
    assert lines[0]["name"] == "Bakkerij De Linde"


def test_the_assignments_come_back_as_facts(tmp_path):
    """The loop: what was advised is put beside the facts, and the next list knows of it."""
    many = {f"{at:03d}": SLEEPER for at in range(30)}
    rules = Rules(profit=ProfitRules(hourly_cost=Decimal(62)))
    _, first = listed(tmp_path, many, hours=1000, rules=rules)
    first.write(tmp_path)
    arms = {line["customer_id"]: line["arm"] for line in first.table.to_pylist()}
    folder = tmp_path / "facts"
    (folder / first.actions_file).write_bytes((tmp_path / first.actions_file).read_bytes())
    base = made_base(tmp_path / "base", many, rules=rules)
    lines = [sold(number, "2026-10-20") for number in many]
    with ledger_of(folder, rules=rules, transactions=lines, time_entries=[worked("000", "2026-10-01")]) as ledger:
        from tests.ledger_files import facts

        kept = {row["customer_id"]: row["arm"] for row in facts(ledger, "actions")}
        again = advise(base, ledger=ledger, hours=1000)
    assert kept == arms
    assert {line["action"] for line in again.table.to_pylist()} == {"do_nothing"}, "waking has to cool down"


def test_hours_are_divided_by_customers_where_no_capacity_is_known(tmp_path):
    from klantkompas.advice.circumstances import unknown_circumstances

    assert divided(12, unknown_circumstances(5)) == {"": 12.0}
