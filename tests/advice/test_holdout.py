"""Who is left alone: the same everywhere and always, in balance, and never against a person's word."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.advice.circumstances import circumstances
from klantkompas.advice.holdout import (
    Choice,
    Records,
    action_share,
    chance,
    draw_arms,
    is_never,
    read_records,
    relations,
    sight,
)
from klantkompas.rules import AdviceRules, HoldoutRules
from tests.ledger_files import ledger_of, sold

AS_OF = date(2026, 10, 31)
RULES = HoldoutRules()
CUSTOMERS = [str(number) for number in range(2000)]
STRATA = {customer: ("loyal" if int(customer) % 3 else "dormant", int(customer) % 7 % 3) for customer in CUSTOMERS}


def choices(customers: list[str], action: str = "wake", *, optional: bool = True) -> list[Choice]:
    return [Choice(customer_id=customer, action=action, optional=optional) for customer in customers]


def drawn(customers: list[str], records: Records | None = None, **more: Any) -> dict[str, str]:
    arms = draw_arms(choices=choices(customers, **more), strata=STRATA, records=records or Records(), rules=RULES)
    return dict(zip(customers, arms, strict=True))


def chosen(customer: str, arm: str, day: str = "2026-03-02", action: str = "wake") -> dict[str, Any]:
    return {"customer_id": customer, "action": action, "assigned_on": date.fromisoformat(day), "arm": arm}


def child(customer: str, parent: str | None) -> dict[str, Any]:
    return {"customer_id": customer, "parent_id": parent}


def decided(customer: str, kind: str, until: date | None = None) -> dict[str, Any]:
    return {"customer_id": customer, "date": date(2026, 5, 1), "kind": kind, "reason": "belde zelf", "until": until}


def test_chance_is_the_written_formula() -> None:
    """By hand: the first eight bytes of the digest, as a part of one."""
    digest = sha256(b"1|wake|00123").hexdigest()
    assert chance(seed=1, draw="wake", relation="00123") == int(digest[:16], 16) / 2**64
    assert chance(seed=1, draw="wake", relation="00123") == pytest.approx(0.7886, abs=1e-4)


def test_about_the_share_is_left_alone_and_differently_per_action() -> None:
    wake, spoil = drawn(CUSTOMERS), drawn(CUSTOMERS, action="spoil")
    alone = {customer for customer, arm in wake.items() if arm == "held_out"}
    expected = 0.05 + 0.95 * 0.20  # the never group, and a fifth of the others
    assert len(alone) / len(CUSTOMERS) == pytest.approx(expected, abs=0.027)  # 3 standard errors
    both = alone & {customer for customer, arm in spoil.items() if arm == "held_out"}
    assert len(both) / len(CUSTOMERS) == pytest.approx(0.05 + 0.95 * 0.04, abs=0.02)


@settings(max_examples=25, derandomize=True)
@given(st.sets(st.sampled_from(CUSTOMERS), min_size=1))
def test_an_arm_does_not_depend_on_who_else_is_on_the_list(some: set[str]) -> None:
    everybody = drawn(CUSTOMERS)
    assert drawn(sorted(some)) == {customer: everybody[customer] for customer in some}


def test_the_never_group_gets_nothing_optional() -> None:
    never = [customer for customer in CUSTOMERS if is_never(relation=customer, rules=RULES)]
    assert len(never) / len(CUSTOMERS) == pytest.approx(0.05, abs=0.015)
    assert set(drawn(never).values()) == set(drawn(never, action="spoil").values()) == {"held_out"}
    assert set(drawn(never, optional=False).values()) == {"none"}


def test_a_recorded_arm_stays_whatever_the_share_has_become() -> None:
    first = drawn(CUSTOMERS)
    pairs = {(customer, "wake"): arm for customer, arm in first.items()}
    records = Records(arms=pairs, seen={"wake": first})
    assert action_share(held_out=records.held_out("wake"), rules=RULES) < 0.08
    assert drawn(CUSTOMERS, records) == first


def test_the_share_shrinks_with_what_is_known_and_groups_stay_nested() -> None:
    assert [round(action_share(held_out=n, rules=RULES), 4) for n in (0, 60, 600)] == [0.20, 0.125, 0.0636]
    seen = {f"other {i}": "held_out" for i in range(60)} | {f"more {i}": "treated" for i in range(240)}
    later = drawn(CUSTOMERS, Records(seen={"wake": seen}))
    first = drawn(CUSTOMERS)
    assert {one for one, arm in later.items() if arm == "held_out"} < {
        one for one, arm in first.items() if arm == "held_out"
    }


def test_a_stratum_that_lags_is_made_up() -> None:
    """Of ten earlier loyal customers nobody was left alone, of ten dormant ones four: the coin is biased until even."""
    seen = dict.fromkeys([c for c in CUSTOMERS if STRATA[c] == ("loyal", 1)][:10], "treated")
    dormant = [c for c in CUSTOMERS if STRATA[c] == ("dormant", 0)][:10]
    seen |= dict.fromkeys(dormant[:4], "held_out") | dict.fromkeys(dormant[4:], "treated")
    fresh = [c for c in CUSTOMERS if c not in seen]
    arms = drawn(fresh, Records(seen={"wake": seen}))

    def share(stratum: tuple[str, int]) -> float:
        of_it = [arms[c] == "held_out" for c in fresh if STRATA[c] == stratum and not is_never(relation=c, rules=RULES)]
        return sum(of_it) / len(of_it)

    ordinary = action_share(held_out=4, rules=RULES)
    assert share(("loyal", 1)) == pytest.approx(1.5 * ordinary, abs=0.06)
    assert share(("dormant", 0)) == pytest.approx(0.5 * ordinary, abs=0.06)
    assert share(("loyal", 2)) == pytest.approx(ordinary, abs=0.06)


def imbalance(seed: int, *, remembered: bool) -> float:
    """Squared distance of the strata from the share of all, after sixty weekly lists of ten."""
    seen: dict[str, str] = {}
    rules = HoldoutRules(seed=seed, policy_share=Decimal(0), action_share_least=Decimal("0.20"))
    for week in range(0, 600, 10):
        some = choices(CUSTOMERS[week : week + 10])
        records = Records(seen={"wake": seen}) if remembered else Records()
        arms = draw_arms(choices=some, strata=STRATA, records=records, rules=rules)
        seen |= {one.customer_id: arm for one, arm in zip(some, arms, strict=True)}
    usual = sum(arm == "held_out" for arm in seen.values()) / len(seen)
    strata = {one: [seen[c] == "held_out" for c in seen if STRATA[c] == one] for one in set(STRATA.values())}
    return sum((sum(alone) - usual * len(alone)) ** 2 / len(alone) for alone in strata.values())


def test_balance_of_strata_is_kept_over_a_sequence_of_lists() -> None:
    seeds = range(20)
    kept = sum(imbalance(seed, remembered=True) for seed in seeds)
    by_chance = sum(imbalance(seed, remembered=False) for seed in seeds)
    assert kept < by_chance / 3


def test_records_are_read_from_the_ledger_on_every_engine(tmp_path: Path) -> None:
    found = []
    for engine in ("duckdb", "polars"):
        with ledger_of(
            tmp_path / engine,
            engine=engine,
            transactions=[sold(customer, "2026-01-05") for customer in ("A", "B", "C", "D", "E")],
            customers=[child("A", None), child("B", "A"), child("C", "B")],
            actions=[
                chosen("A", "held_out", "2026-01-10"),
                chosen("A", "treated", "2026-09-10"),
                chosen("B", "held_out"),
                chosen("C", "held_out", "2024-01-01"),
                chosen("D", "treated", "2026-12-01"),
            ],
            decisions=[
                decided("D", "let_sleep"),
                decided("E", "let_sleep", until=date(2026, 6, 1)),
                decided("C", "type_override"),
            ],
        ) as ledger:  # fmt: skip
            found.append(read_records(ledger, as_of=AS_OF))
            assert relations(ledger) == {"B": "A", "C": "A"}
    records = found[0]
    assert found[1] == records
    assert records.arms == {("A", "wake"): "treated", ("B", "wake"): "held_out"}  # C's is too old to bind
    assert records.seen == {"wake": {"A": "treated", "B": "held_out", "C": "held_out"}}
    assert records.decided == {"D"}


def test_whom_a_person_insists_on_with_a_note_is_not_drawn_and_may_be_on_the_list(tmp_path: Path) -> None:
    """A note from today on, one that ended yesterday, one without a reason, and one that begins tomorrow."""
    lines = [decided("A", "insist"), decided("B", "insist", until=AS_OF - timedelta(days=1))]
    lines += [decided("C", "insist") | {"reason": None}, decided("D", "niet met rust laten") | {"date": AS_OF}]
    lines += [decided("E", "insist") | {"date": AS_OF + timedelta(days=1)}]
    everybody = [line["customer_id"] for line in lines]
    sales = [sold(customer, "2026-01-05") for customer in everybody]
    with ledger_of(tmp_path, transactions=sales, decisions=lines) as ledger:
        assert read_records(ledger, as_of=AS_OF).decided == {"A", "D"}
        found = circumstances(ledger, pa.array(everybody), as_of=AS_OF, rules=AdviceRules())
    assert found.decided == {}, "nothing keeps him from being chosen"


def test_a_holding_is_drawn_as_one() -> None:
    records = Records(relation=dict.fromkeys(CUSTOMERS[:50], "holding"))
    assert len(set(drawn(CUSTOMERS[:50], records).values())) == 1


def test_whom_a_person_decided_about_is_not_drawn() -> None:
    assert set(drawn(CUSTOMERS[:100], Records(decided=frozenset(CUSTOMERS[:100]))).values()) == {"none"}


def test_holdings_in_a_circle_end_somewhere(tmp_path: Path) -> None:
    with ledger_of(
        tmp_path,
        transactions=[sold("A", "2026-01-05"), sold("B", "2026-01-05")],
        customers=[{"customer_id": "A", "parent_id": "B"}, {"customer_id": "B", "parent_id": "A"}],
    ) as ledger:
        assert relations(ledger) == {"A": "A", "B": "A"}


def test_a_small_firm_hears_what_it_cannot_see() -> None:
    """Eighty sleepers, a fifth left alone: by METHODS 8.4 a test is theatre; only 35 points more would be found."""
    few = sight(customers=80, rules=RULES)
    assert (few.treated, few.held_out) == (64, 16)
    assert few.detectable == pytest.approx(0.35, abs=0.01)
    assert sight(customers=2, rules=RULES).detectable is None
