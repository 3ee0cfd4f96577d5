"""What an action added, by hand; and what cannot be measured, with its reason."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from klantkompas.advice.holdout import is_never
from klantkompas.effect.base import Effects, effect
from klantkompas.effect.measure import Effect, NotMeasurable
from klantkompas.estimators.lift import lift, part_of_sums
from klantkompas.rules import HoldoutRules, ProfitRules, Rules
from tests.effect.chosen_firm import AS_OF, CHOSEN_ON, chosen, firm, names
from tests.ledger_files import ledger_of, sold, worked

TREATED = [2, 1, 1, 0, 1, 2, 1, 0, 1, 1]
HELD_OUT = [0, 1, 0, 0, 1, 0]


def measured(folder: Path, *given: Any, as_of: date = AS_OF, **more: Any) -> Effects:
    with firm(folder, *given, **more) as ledger:
        return effect(ledger, as_of=as_of)


def result(found: Effects, measure: str, action: str = "call") -> Effect:
    (one,) = [one for one in found.actions[action].results if one.measure == measure]
    assert isinstance(one, Effect)
    return one


def why_not(found: Effects, v: str = "lengthen", action: str = "call") -> NotMeasurable:
    one = found.actions[action].main(v)  # type: ignore[arg-type]
    assert isinstance(one, NotMeasurable)
    return one


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_effects_by_hand(tmp_path: Path, engine: str) -> None:
    """Of ten treated eight order, of six held out two: 80 - 33 points; ten orders of 50 margin against two."""
    found = measured(tmp_path, TREATED, HELD_OUT, engine=engine)
    ordered = result(found, "ordered")
    assert ordered.effect == pytest.approx(0.8 - 2 / 6)
    assert (ordered.treated, ordered.held_out, ordered.done, ordered.explained) == (10, 6, 10, 0.0)
    assert ordered.low < ordered.fixed_low < ordered.effect < ordered.fixed_high < ordered.high
    assert result(found, "margin").effect == pytest.approx(50.0 - 100 / 6)


def test_months_count_to_the_last_order(tmp_path: Path) -> None:
    """An order on 10 April is 38 days after 3 March: 1.25 months; two orders end a day later."""
    months = result(measured(tmp_path, TREATED, HELD_OUT), "months")
    assert months.effect == pytest.approx((6 * 38 + 2 * 39) / 30.4375 / 10 - 2 * 38 / 30.4375 / 6)


def test_the_total_is_effect_times_treated(tmp_path: Path) -> None:
    found = measured(tmp_path, TREATED, HELD_OUT)
    assert found.totals["raise"].effect == pytest.approx(10 * result(found, "margin").effect)  # type: ignore[union-attr]
    assert found.totals["raise"].actions == ("call",)  # type: ignore[union-attr]


def test_who_refused_still_counts_as_treated(tmp_path: Path) -> None:
    with firm(tmp_path, TREATED, HELD_OUT) as whole:
        everybody = effect(whole, as_of=AS_OF)
    lines = [chosen(name, "treated") for name in names("treated", 10)]
    lines[0] |= {"done_on": None, "refused_reason": "wilde niet"}
    lines += [chosen(name, "held_out") for name in names("held_out", 6)]
    sales = [
        sold(name, day)
        for arm, counts in (("treated", TREATED), ("held_out", HELD_OUT))
        for name, times in zip(names(arm, len(counts)), counts, strict=True)
        for day in ["2025-01-15", *(f"2025-04-{10 + i:02d}" for i in range(times))]
    ]
    with ledger_of(tmp_path / "refused", transactions=sales, actions=lines) as ledger:
        refused = effect(ledger, as_of=AS_OF)
    assert result(refused, "ordered").effect == result(everybody, "ordered").effect
    assert result(refused, "ordered").done == 9


def test_without_anybody_left_alone_there_is_no_proof_and_no_total(tmp_path: Path) -> None:
    """Ten orders after against ten before: a difference of nought, which is said and proves nothing."""
    found = measured(tmp_path, TREATED, [])
    margin = next(one for one in found.actions["call"].results if one.measure == "margin")
    assert isinstance(margin, NotMeasurable)
    assert (margin.reason, margin.before_after, margin.treated, margin.held_out) == ("no_holdout", 0.0, 10, 0)
    assert margin.detectable == pytest.approx(2.80 * 33.33 * (1 / 8 + 1 / 2) ** 0.5, rel=0.01)  # a fifth left alone
    reasons = {v: getattr(total, "reason", None) for v, total in found.totals.items()}
    assert reasons == {"lengthen": "no_holdout", "raise": "no_holdout", "improve": "facts_missing"}
    assert found.learned == {}


def test_too_few_say_what_could_have_been_seen(tmp_path: Path) -> None:
    few = why_not(measured(tmp_path, TREATED, [0, 1]))
    assert (few.reason, few.treated, few.held_out) == ("too_few", 10, 2)
    assert few.detectable == pytest.approx(2.8016 * (0.75 * 0.25 * 12 / 11) ** 0.5 * (1 / 10 + 1 / 2) ** 0.5, rel=1e-4)


def test_what_is_not_complete_waits(tmp_path: Path) -> None:
    found = measured(tmp_path, TREATED, HELD_OUT, as_of=date(2025, 6, 30))
    assert why_not(found).reason == "not_complete"
    assert found.actions["call"].waiting == (10, 6)


def test_where_everybody_did_the_same_nothing_varies(tmp_path: Path) -> None:
    assert why_not(measured(tmp_path, [1] * 10, [1] * 8)).reason == "no_variation"


def test_missing_facts_are_named(tmp_path: Path) -> None:
    """No hours and no complaints: nothing to say of improving."""
    assert why_not(measured(tmp_path, TREATED, HELD_OUT), "improve").reason == "facts_missing"


def test_without_actions_there_is_nothing(tmp_path: Path) -> None:
    with ledger_of(tmp_path, transactions=[sold("A", "2025-01-05")]) as ledger:
        found = effect(ledger, as_of=AS_OF)
    assert found.actions == {}
    assert {one.reason for one in found.totals.values()} == {"no_actions"}  # type: ignore[union-attr]


def test_before_the_first_choice_there_is_nothing(tmp_path: Path) -> None:
    found = measured(tmp_path, TREATED, HELD_OUT, as_of=date(2025, 2, 1))
    assert found.actions == {}
    assert found.learned == {}
    assert found.policy.main("raise").reason == "no_actions"  # type: ignore[union-attr]


def test_internal_customers_and_unknown_numbers_are_in_no_effect(tmp_path: Path) -> None:
    strangers = [chosen("nobody", "treated"), chosen("T000", "treated", action="mail")]
    customers = [{"customer_id": name, "internal": name == "T000"} for name in [*names("treated", 10)]]
    found = measured(tmp_path, TREATED, HELD_OUT, more=strangers, customers=customers)
    assert result(found, "ordered").treated == 9
    assert found.actions.keys() == {"call"}


def test_a_customer_on_the_list_every_week_is_one_episode(tmp_path: Path) -> None:
    again = [
        chosen(name, "held_out", CHOSEN_ON + timedelta(weeks=week))
        for name in names("held_out", 6)
        for week in (1, 2, 3)
    ]
    once, often = (measured(tmp_path / str(i), TREATED, HELD_OUT, more=more) for i, more in enumerate(([], again)))
    assert result(often, "ordered") == result(once, "ordered")
    assert often.actions["call"].waiting == (0, 0)


def test_whom_a_person_decided_about_does_not_count(tmp_path: Path) -> None:
    """Two treated of whom a person had decided beforehand, and one of whom he did afterwards: ten become eight."""
    noted = [
        {"customer_id": name, "date": on, "kind": "keep_informing", "reason": "vaste klant van de directeur"}
        for name, on in (("T000", date(2025, 1, 1)), ("T001", date(2025, 1, 1)), ("T002", date(2025, 9, 1)))
    ]
    ordered = result(measured(tmp_path, TREATED, HELD_OUT, decisions=noted), "ordered")
    assert (ordered.treated, ordered.held_out) == (8, 6)


def test_whom_somebody_insisted_on_after_the_draw_counts_in_the_arm_he_was_drawn_for(tmp_path: Path) -> None:
    """H000 and H001 are called all the same the day after, one with a note and one without; both stay held out, and
    what is done for them after the note begins nothing new."""
    insisted = [
        {"customer_id": "H000", "date": CHOSEN_ON + timedelta(days=1), "kind": "insist", "reason": "belde zelf"}
    ]
    done = [chosen(name, "held_out") | {"done_on": CHOSEN_ON + timedelta(days=1)} for name in ("H000", "H001")]
    done += [chosen("H000", "treated", CHOSEN_ON + timedelta(days=1))]
    found = measured(tmp_path / "insisted", TREATED, HELD_OUT, more=done, decisions=insisted)
    plain = measured(tmp_path / "plain", TREATED, HELD_OUT)
    assert result(found, "ordered").effect == result(plain, "ordered").effect
    assert (result(found, "ordered").treated, result(found, "ordered").held_out) == (10, 6)


def test_of_a_complaint_nobody_is_left_alone_and_nobody_is_told_to(tmp_path: Path) -> None:
    more = [chosen(name, "treated", action="recovery") for name in names("treated", 10)]
    why = why_not(measured(tmp_path, TREATED, HELD_OUT, more=more), action="recovery")
    assert (why.reason, why.detectable) == ("not_optional", None)


def test_what_comes_later_is_not_seen(tmp_path: Path) -> None:
    """A choice and orders after the as-of date change nothing."""
    later = [chosen("T000", "treated", date(2026, 2, 1)), chosen("H000", "held_out", date(2026, 2, 1), action="mail")]
    with firm(tmp_path / "later", TREATED, HELD_OUT, more=later) as ledger:
        found = effect(ledger, as_of=AS_OF)
    assert found.actions.keys() == {"call"}
    assert found.actions["call"].results == measured(tmp_path / "now", TREATED, HELD_OUT).actions["call"].results


def test_profit_pays_for_hours_and_for_the_action(tmp_path: Path) -> None:
    """Each treated has an hour of 60 and 10 euros of the action more than the held out; all sell the same 50 margin."""
    day, hours = date(2024, 1, 3), []
    while day < AS_OF:  # hours are written all the time, on the old customer
        hours.append(worked("old", day.isoformat()))
        day += timedelta(days=14)
    extra = [worked(name, "2025-03-10") for name in names("treated", 12)]
    held = [1, 1, 1, 1, 1, 1, 1, 0, 2]
    sales = [sold("old", "2020-01-02")]
    lines = []
    for arm, counts in (("treated", [1] * 10 + [0, 2]), ("held_out", held)):
        for name, times in zip(names(arm, len(counts)), counts, strict=True):
            sales += [sold(name, "2024-06-03"), *(sold(name, f"2025-05-{i + 2:02d}") for i in range(times))]
            lines.append(chosen(name, arm, cost=Decimal(10) if arm == "treated" else None))
    rules = Rules(profit=ProfitRules(margin=Decimal("0.5"), hourly_cost=Decimal(60)))
    with ledger_of(tmp_path, rules=rules, transactions=sales, actions=lines, time_entries=[*hours, *extra]) as ledger:
        found = effect(ledger, as_of=AS_OF)
    assert result(found, "profit").effect == pytest.approx(-70.0, abs=1e-6)
    hours_effect = found.actions["call"].main("improve")
    assert isinstance(hours_effect, NotMeasurable)  # every treated one hour, nobody else: nothing varies in an arm
    assert hours_effect.reason == "no_variation"


def test_effect_json_keeps_its_contract(tmp_path: Path) -> None:
    with firm(tmp_path / "facts", TREATED, HELD_OUT) as ledger:
        found = effect(ledger, as_of=AS_OF)
        written = found.write(tmp_path / "out")
    assert written.name == "effect.json"
    told = found.summary
    assert {"schema_version", "version", "rules_hash", "source_fingerprint", "currency", "as_of"} <= told.keys()
    for one in (told["actions"]["call"]["lengthen"], told["v"]["raise"]):
        assert {"effect", "low", "high", "fixed_low", "fixed_high", "treated", "held_out"} <= one.keys()
    assert told["actions"]["call"]["improve"]["not_measurable"] == {"reason": "facts_missing", "detectable": None}
    assert told["actions"]["call"]["waiting"] == {"treated": 0, "held_out": 0}


def never_group(n: int) -> tuple[list[str], list[str]]:
    numbers = [f"K{number:04d}" for number in range(n)]
    alone = [one for one in numbers if is_never(relation=one, rules=HoldoutRules())]
    return [one for one in numbers if one not in alone], alone


@pytest.mark.parametrize(("obeyed", "reason"), [(True, None), (False, "never_group_not_kept")])
def test_everything_together_against_who_got_nothing(tmp_path: Path, obeyed: bool, reason: str | None) -> None:
    """Of the others two in three order after the first choice, of the never group nobody; unless they got it too."""
    others, alone = never_group(300)
    start = date(2025, 1, 2)
    sales = [sold(one, "2024-11-05") for one in [*others, *alone]]
    sales += [sold(one, "2025-05-06") for i, one in enumerate(others) if i % 3]
    lines = [chosen(one, "treated", start + timedelta(days=i % 40)) for i, one in enumerate(others)]
    lines += [chosen(one, "treated" if not obeyed else "held_out", start) for one in alone]
    with ledger_of(tmp_path, transactions=sales, actions=lines) as ledger:
        policy = effect(ledger, as_of=AS_OF).policy
    ordered = next((one for one in policy.results if one.measure == "ordered"), policy.main("lengthen"))
    assert getattr(ordered, "reason", None) == reason
    if reason is None:
        assert isinstance(ordered, Effect)
        assert ordered.effect == pytest.approx(sum(bool(i % 3) for i in range(len(others))) / len(others))
        assert (ordered.treated, ordered.held_out) == (len(others), len(alone))


# --- share of customer, causes that stay away, and the part of the hours on keeping ---------------------------------


def other(found: Effects, measure: str) -> NotMeasurable:
    (one,) = [one for one in found.actions["call"].results if one.measure == measure]
    assert isinstance(one, NotMeasurable)
    return one


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_share_of_who_told_by_hand(tmp_path: Path, engine: str) -> None:
    """Who buys twice for 100 in 182 days, and told of 1,000 a year, gives us 200 / 1,000 x 365.25 / 182 = 0.4014."""
    told = [{"customer_id": name, "year": 2024, "amount": Decimal(1000), "source": "declared"} for name in everybody()]
    told += [{"customer_id": "T000", "year": 2025, "amount": Decimal(100), "source": "declared"}]  # told afterwards
    told += [{"customer_id": "T000", "year": 2024, "amount": Decimal(9), "source": "estimated"}]
    share = result(measured(tmp_path, TREATED, HELD_OUT, engine=engine, wallets=told), "share")
    once = 0.1 * 365.25 / 182
    assert share.effect == pytest.approx(once * (1.0 - 2 / 6))
    assert (share.treated, share.held_out, share.unit) == (10, 6, "part")


def test_nobody_gives_us_more_than_all_he_spends(tmp_path: Path) -> None:
    """Of a wallet of 100 a year one order is already more than half a year's."""
    told = [{"customer_id": name, "year": 2024, "amount": Decimal(100)} for name in everybody()]
    found = measured(tmp_path, TREATED, HELD_OUT, wallets=told)
    assert result(found, "share").effect == pytest.approx(result(found, "ordered").effect)


def test_share_of_too_few_who_told_says_what_could_have_been_seen(tmp_path: Path) -> None:
    told = [{"customer_id": f"{arm}00{i}", "year": 2024, "amount": Decimal(1000)} for arm in "TH" for i in range(3)]
    later = [chosen(f"H00{i}", "held_out", date(2025, 11, 3)) for i in range(6)]  # of whom nobody knows what he tells
    share = other(measured(tmp_path, TREATED, HELD_OUT, wallets=told, more=later), "share")
    assert (share.reason, share.treated, share.held_out) == ("too_few", 3, 3)
    once = 0.1 * 365.25 / 182  # the six shares are 2, 1, 1, 0, 1 and 0 times this
    assert share.detectable == pytest.approx(2.8016 * once * (17 / 30) ** 0.5 * (2 / 3) ** 0.5, rel=1e-4)


def test_without_the_facts_each_of_the_three_says_so(tmp_path: Path) -> None:
    found = measured(tmp_path, TREATED, HELD_OUT)
    assert {other(found, name).reason for name in ("share", "causes_gone", "keep_hours")} == {"facts_missing"}
    assert {other(found, name).detectable for name in ("share", "causes_gone", "keep_hours")} == {None}


def everybody() -> list[str]:
    return [*names("treated", len(TREATED)), *names("held_out", len(HELD_OUT))]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_causes_that_did_not_come_back_by_hand(tmp_path: Path, engine: str) -> None:
    """All complained of price and delivery before; of the treated six are rid of both and four of one, of the held out
    two are rid of one: 0.8 - 1/6. What is new afterwards is no cause that was removed, and none that was not."""
    named = [(name, "price", "2025-02-01") for name in everybody()]
    named += [(name, "delivery", "2024-12-01") for name in everybody()]
    named += [(name, "price", "2025-05-01") for name in ("T006", "T007", "T008", "T009", "H000", "H001")]
    named += [(f"H00{i}", cause, "2025-06-01") for i in (2, 3, 4, 5) for cause in ("price", "delivery")]
    named += [("T000", "manners", "2025-05-01"), ("T001", "price", "2024-01-01"), ("T002", "price", "2025-10-01")]
    complaints = [{"customer_id": one, "cause": cause, "opened_on": on} for one, cause, on in named]
    gone = result(measured(tmp_path, TREATED, HELD_OUT, engine=engine, complaints=complaints), "causes_gone")
    assert gone.effect == pytest.approx((6 + 4 * 0.5) / 10 - (2 * 0.5) / 6)
    assert (gone.treated, gone.held_out, gone.unit) == (10, 6, "part")


def purposeful(treated: list[tuple[int, int]], held_out: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Hour lines after the choice, of each customer so many on keeping and on winning; all the time one on nobody's."""
    lines = [worked("old", (date(2024, 1, 3) + timedelta(days=14 * i)).isoformat()) for i in range(52)]
    for arm, counts in (("treated", treated), ("held_out", held_out)):
        for name, (kept, won) in zip(names(arm, len(counts)), counts, strict=True):
            lines += [worked(name, "2025-04-02", str(kept), purpose="keep")] if kept else []
            lines += [worked(name, "2025-04-03", str(won), purpose="acquire")] if won else []
    return lines


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_the_part_of_the_hours_on_keeping_by_hand(tmp_path: Path, engine: str) -> None:
    """Of the treated 24 of 32 hours, of the held out 4 of 16; who took none counts in neither, and is compared."""
    treated = [(4, 0), (2, 2), (4, 1), (0, 1), (4, 0), (2, 2), (4, 1), (0, 1), (4, 0), (0, 0)]
    found = measured(
        tmp_path,
        TREATED,
        HELD_OUT,
        engine=engine,
        time_entries=purposeful(treated, [(1, 3)] * 2 + [(1, 2), (1, 4), (0, 0), (0, 0)]),
    )
    part = result(found, "keep_hours")
    assert part.effect == pytest.approx(24 / 32 - 4 / 16)
    assert (part.treated, part.held_out, part.verdict) == (10, 6, "works")


def test_where_nobody_left_alone_took_hours_there_is_no_part_to_compare(tmp_path: Path) -> None:
    lines = purposeful([(1, 1)] * 10, [(0, 0)] * 6)
    assert other(measured(tmp_path, TREATED, HELD_OUT, time_entries=lines), "keep_hours").reason == "facts_missing"


def test_the_range_of_a_part_of_sums_holds_the_truth_as_often_as_stated() -> None:
    """Three hundred firms of 120 customers, whose hours on keeping are 40 in 100 held out and 55 in 100 treated."""
    rng, held = np.random.default_rng(20_261_122), 0
    for _ in range(300):
        treated = rng.random(120) < 0.7
        aimed = rng.gamma(1.5, 2.0, 120) * (rng.random(120) < 0.8)
        kept = aimed * rng.beta(np.where(treated, 5.5, 4.0), np.where(treated, 4.5, 6.0))
        values = part_of_sums(part=kept, whole=aimed, arms=treated)
        low, high = lift(outcome=values, treated=treated).once()
        held += low <= 0.15 <= high
    assert 0.92 <= held / 300 <= 0.98
