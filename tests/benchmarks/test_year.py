"""The simulated year: the same chance for everybody, effects that stay with whom they were meant for, limits kept."""

import json

import numpy as np
import pytest

from benchmarks.next_year import ACTIONS, MONTHS_ACTED, Done, World, worth
from benchmarks.year import EUROS, HOURS, POLICIES, RESULTS, Seen, compared, interval
from klantkompas.ledger.example_firm.course import ACTIVE, ASLEEP, GONE

CUSTOMERS = 120


def world() -> World:
    return World(customers=CUSTOMERS, seed=3)


def done(row: int, action: str) -> Done:
    return Done(row=row, action=action, hours=1.0, cost=0.0)


def after(chosen: list[Done], months: int = 12) -> World:
    """The firm after some months, something having been done on the first day."""
    firm = world()
    firm.act(chosen)
    for _ in range(months):
        firm.pass_month()
    return firm


def rows_in(firm: World, state: int) -> np.ndarray:
    return np.flatnonzero(firm.now.state == state)


def test_without_acting_the_same_happens_every_time() -> None:
    one, other = after([]), after([])
    assert (one.now.state == other.now.state).all()
    assert one.profit.tolist() == other.profit.tolist()


@pytest.mark.parametrize("action", ["spoil", "range_review", "reprice", "cap_hours", "wake", "volume_discount"])
def test_an_action_changes_nobody_else(action: str) -> None:
    row = int(rows_in(world(), ASLEEP if action == "wake" else ACTIVE)[3])
    untouched, touched = after([]), after([done(row, action)])
    rest = np.arange(CUSTOMERS) != row
    for name in ("state", "since", "logit", "mark"):
        assert (getattr(untouched.now, name)[rest] == getattr(touched.now, name)[rest]).all()


def test_only_a_sleeper_is_woken_and_by_his_own_chance() -> None:
    """Everybody is called; of the sleepers the open ones wake, in the long run as many as the truth says."""
    firm = world()
    firm.act([done(row, "wake") for row in range(CUSTOMERS)])
    asleep, woken = rows_in(firm, ASLEEP), np.flatnonzero(firm.now.nudged)
    assert set(woken) <= set(asleep)
    many = [World(customers=600, seed=seed) for seed in (4, 5)]
    for one in many:
        one.act([done(row, "wake") for row in range(600)])
    expected = sum(one.who.open_to_waking[rows_in(one, ASLEEP)].sum() for one in many)
    assert sum(one.now.nudged.sum() for one in many) == pytest.approx(expected, abs=4 * expected**0.5)


def test_attention_is_a_nuisance_to_some_and_the_same_twice_works_once() -> None:
    firm = world()
    active = rows_in(firm, ACTIVE)
    firm.act([done(int(row), "spoil") for row in active])
    effect, taste = firm.care[active, 0], firm.taste[active, ACTIONS.index("spoil")]
    assert (np.sign(effect) == -np.sign(taste)).all()
    assert (effect > 0).any() and np.median(effect) == pytest.approx(np.log(0.85), rel=0.2)
    liked = active[effect < 0]
    firm.act([done(int(row), "spoil") for row in liked])
    assert firm.care[liked, 0].tolist() == effect[effect < 0].tolist()


def test_who_is_stopped_earns_and_asks_nothing_any_more() -> None:
    firm = world()
    firm.act([done(row, "stop") for row in range(CUSTOMERS)])
    gone = rows_in(firm, GONE)
    assert gone.size > 0.8 * CUSTOMERS
    stopped = gone[firm.selling[gone] == 0.0]
    assert (firm.hours_a_year[stopped] == 0.0).all()


def test_orders_and_hours_of_the_year_look_like_those_before() -> None:
    """The facts of the year acted in have the volume of the last one before it, within what a base may move."""
    firm = World(customers=600, seed=3)
    before = (firm.bought[1] > firm.season.last - 365).sum()
    for _ in range(MONTHS_ACTED):
        firm.pass_month()
    assert sum(one.size for one in firm.seen.day) == pytest.approx(before, rel=0.15)
    worked = firm.tables()["time_entries"]
    days = np.asarray(worked["date"].cast("int32"))
    hours = np.asarray(worked["hours"].cast("float64"))
    known = np.asarray(worked["customer_id"].is_valid())
    last, year = firm.season.last, firm.day
    old = hours[known & (days > last - 365) & (days <= last)].sum()
    assert hours[known & (days > last) & (days <= year)].sum() == pytest.approx(old, rel=0.2)


@pytest.mark.parametrize("name", ["random", "turnover", "rfm", "hours", "everyone"])
def test_rivals_keep_within_hours_and_euros_and_do_one_thing_a_customer(name: str) -> None:
    firm, seen = world(), Seen(CUSTOMERS, 3)
    seen.read(firm)
    chosen = POLICIES[name]()(firm, seen)
    assert chosen
    assert sum(one.hours for one in chosen) <= HOURS and sum(one.cost for one in chosen) <= EUROS
    assert len({one.row for one in chosen}) == len(chosen)
    silent = {one.row for one in chosen if one.action == "wake"}
    assert all(seen.silent[row] for row in silent)


def test_everyone_is_called_in_turn() -> None:
    firm, seen = World(customers=900, seed=3), Seen(900, 3)
    seen.read(firm)
    first, second = (POLICIES["everyone"]()(firm, seen) for _ in range(2))
    assert not {one.row for one in first} & {one.row for one in second}


def test_what_was_earned_counts_hours_and_euros_that_actions_took() -> None:
    dear = [Done(row=row, action="do_nothing", hours=2.0, cost=10.0) for row in range(5)]
    free, paid = worth(after([], 60)), worth(after(dear, 60))
    assert free["five_years"] - paid["five_years"] == pytest.approx(5 * (2.0 * 62 + 10.0))
    assert free["year"] - paid["year"] == pytest.approx(5 * (2.0 * 62 + 10.0))


@pytest.mark.parametrize("rival", ["random", "turnover", "rfm", "everyone"])
@pytest.mark.parametrize("what", ["year", "five_years"])
def test_the_kept_figures_show_that_the_list_beats_its_rivals_at_no_more_hours(rival: str, what: str) -> None:
    kept = json.loads(RESULTS.read_text("utf-8"))
    one, ours = kept["policies"][rival], kept["policies"]["klantkompas"]
    assert one[f"behind_{what}"]["low"] > 0
    assert one[f"behind_{what}"]["firms_behind"] == len(kept["seeds"]) >= 5
    assert all(run["hours"] <= 4 * HOURS and run["euros"] <= 4 * EUROS for run in kept["runs"]["klantkompas"])
    assert ours["hours"] <= one["hours"]


def test_gains_are_over_nobody_firm_by_firm() -> None:
    """Two firms: 10 and 30 more than nobody; 5 more and 5 less than the rival's 5 and 35."""
    run = {"hours": 1.0, "euros": 0.0, "actions": {"wake": 1}}
    firms = {
        "nobody": [{"year": 100, "five_years": 0} | run, {"year": 200, "five_years": 0} | run],
        "random": [{"year": 105, "five_years": 0} | run, {"year": 235, "five_years": 0} | run],
        "klantkompas": [{"year": 110, "five_years": 0} | run, {"year": 230, "five_years": 0} | run],
    }
    found = compared(firms)
    assert found["klantkompas"]["year"]["mean"] == 20 and found["klantkompas"]["year"]["each"] == [10, 30]
    assert found["random"]["behind_year"]["mean"] == 0 and found["random"]["behind_year"]["firms_behind"] == 1
    assert interval([10.0, 30.0]) == {"mean": 20, "low": round(20 - 127.06), "high": round(20 + 127.06)}
