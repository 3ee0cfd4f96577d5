"""Does the list work? A simulated year in which the Monday list is followed, beside the lists that firms use otherwise.

Run as ``python -m benchmarks.year [SEED ...] [LIST ...]``; writes ``benchmarks/results/year.json``. With names of lists
only those are run again, on the firms of the kept figures. Every policy gets the same firms with the
same chance (``benchmarks.next_year``), and per quarter the same hours and euros; it sees the facts up to that day and
nothing of the truth. What it earned is compared with the same firm where nobody acts beyond the daily work.

Rivals choose customers, and then do what a sensible account manager does: call whoever fell silent (no order for twice
his own usual gap, and two months), and for the others go through range review, a visit for no reason, asking for a
referral and a planned surprise, the first of them that was not done in the past year.

    random      customers in an arbitrary order, and of the actions that fit them an arbitrary one
    turnover    the highest turnover of the last twelve months first
    rfm         the highest sum of three quintiles first: recency, frequency, turnover
    hours       the most hours of the last twelve months first, and with each of them the steps against a puncture: cap
                the hours, move to self-service, change the price, none of them twice a year
    everyone    half an hour of calling for each customer in turn: whoever is silent is woken, others are asked what
                they buy elsewhere
    klantkompas the advice of ``advise`` on a fresh analysis each quarter, with what ``effect`` measured until then
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import klantkompas as kk
from benchmarks.next_year import MONTHS_ACTED, YEARS, Done, World, worth
from klantkompas.ledger.example_firm.columns import Floats, Ints

CUSTOMERS = 1_000
HOURS, EUROS = 120.0, 5_000.0  # a quarter
QUARTER = 3
SEEDS = (101, 102, 103, 104, 105, 106)
RESULTS = Path(__file__).parent / "results" / "year.json"
EPOCH = date(1970, 1, 1)
ROUND = ("range_review", "spoil", "ask_referral", "planned_surprise")
PUNCTURE = ("cap_hours", "self_service", "reprice")
REST_DAYS, YEAR_DAYS = 180, 365
T_95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}

PLAYBOOK = kk.read_playbook()
Policy = Callable[[World, "Seen"], list[Done]]


class Seen:
    """What a rival can read in its own files on a day: orders, and what it did before."""

    def __init__(self, rows: int, seed: int) -> None:
        self.rng = np.random.default_rng([seed, 19])
        self.last_done = {name: np.full(rows, -(10**6)) for name in ("wake", *ROUND, "ask_share", *OTHER)}
        self.turn = 0

    def read(self, world: World) -> None:
        """The five figures of every customer from the orders until now."""
        rows = len(world.who)
        owner = np.concatenate([world.bought[0], *world.seen.owner])
        day = np.concatenate([world.bought[1], *world.seen.day])
        euros = np.concatenate([world.bought[2], *world.seen.euros])
        self.today = world.day
        order = np.lexsort((day, owner))
        owner, day, euros = owner[order], day[order], euros[order]
        self.last = np.full(rows, -1)
        np.maximum.at(self.last, owner, day)
        year = day > self.today - YEAR_DAYS
        self.turnover = np.bincount(owner[year], euros[year], rows)
        self.orders = np.bincount(owner, minlength=rows)
        self.often = np.bincount(owner[year], minlength=rows)
        first = np.full(rows, 10**7)
        np.minimum.at(first, owner, day)
        with np.errstate(divide="ignore", invalid="ignore"):
            usual = np.where(self.orders > 1, (self.last - first) / np.maximum(self.orders - 1, 1), 90.0)
        quiet = self.today - self.last
        self.silent = (self.orders > 0) & (quiet > np.maximum(2.0 * usual, 60.0))
        self.known = self.orders > 0
        self.hours = self._hours(world, rows)

    def _hours(self, world: World, rows: int) -> Floats:
        """Hours written on each customer in the last twelve months."""
        lines = world.tables()["time_entries"]
        lines = lines.filter(pc.greater(lines["date"].cast(pa.int32()), self.today - YEAR_DAYS))
        place = pc.index_in(lines["customer_id"], pa.array(world.ids)).combine_chunks()
        owner = pc.fill_null(place, rows).to_numpy()
        return np.bincount(owner, lines["hours"].cast(pa.float64()).to_numpy(), rows + 1)[:rows]

    def can(self, row: int, action: str) -> bool:
        """Whether it was not done too lately."""
        rest = REST_DAYS if action == "wake" else YEAR_DAYS
        return bool(self.today - self.last_done[action][row] >= rest)

    def sensible(self, row: int) -> str | None:
        """What a sensible account manager does with this customer now, if anything."""
        actions = ("wake",) if self.silent[row] else ROUND
        return next((one for one in actions if self.can(row, one)), None)


OTHER = ("volume_discount", "service_discount", "reprice", "self_service", "cap_hours", "service_review")


def takes(row: int, action: str) -> Done:
    """An action with the hours and euros of the playbook."""
    one = PLAYBOOK[action]
    return Done(row=row, action=action, hours=float(one.hours), cost=float(one.cost))


def down_the_list(seen: Seen, order: Ints, pick: Callable[[int], str | None]) -> list[Done]:
    """From the top, as far as hours and euros go."""
    hours, euros, chosen = HOURS, EUROS, []
    for row in order.tolist():
        action = pick(row)
        if action is None:
            continue
        done = takes(row, action)
        if done.hours > hours or done.cost > euros:
            continue
        hours, euros = hours - done.hours, euros - done.cost
        seen.last_done[action][row] = seen.today
        chosen.append(done)
        if hours < 0.25:
            break
    return chosen


def by_turnover(_: World, seen: Seen) -> list[Done]:
    """The largest first."""
    return down_the_list(seen, np.argsort(-seen.turnover, kind="stable"), seen.sensible)


def by_rfm(_: World, seen: Seen) -> list[Done]:
    """The highest sum of quintiles first, turnover deciding."""
    known = np.flatnonzero(seen.known)
    score = sum(_fifth(values[known]) for values in (seen.last, seen.often, seen.turnover))
    return down_the_list(seen, known[np.lexsort((-seen.turnover[known], -score))], seen.sensible)


def _fifth(values: Floats | Ints) -> Floats:
    place = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(place * 5 // max(len(values), 1), dtype=np.float64)


def by_hours(_: World, seen: Seen) -> list[Done]:
    """Whoever takes most hours first, with the steps against a puncture."""

    def pick(row: int) -> str | None:
        return next((one for one in PUNCTURE if seen.known[row] and seen.can(row, one)), None)

    return down_the_list(seen, np.argsort(-seen.hours, kind="stable"), pick)


def at_random(_: World, seen: Seen) -> list[Done]:
    """Anybody, and anything that fits."""

    def pick(row: int) -> str | None:
        if not seen.known[row]:
            return None
        fits = ["wake"] if seen.silent[row] else [*ROUND, "ask_share", *OTHER]
        fits = [one for one in fits if seen.can(row, one)]
        return fits[int(seen.rng.integers(len(fits)))] if fits else None

    return down_the_list(seen, seen.rng.permutation(seen.known.size), pick)


def everyone(_: World, seen: Seen) -> list[Done]:
    """Each in turn, on from where the last quarter ended."""
    rows = np.flatnonzero(seen.known)
    ordered = np.roll(rows, -seen.turn)
    chosen = down_the_list(seen, ordered, lambda row: "wake" if seen.silent[row] else "ask_share")
    if chosen:
        seen.turn = int((np.searchsorted(rows, chosen[-1].row) + 1) % rows.size)
    return chosen


def nobody(_: World, __: Seen) -> list[Done]:
    """The daily work, and nothing on top."""
    return []


class Advised:
    """The list of ``advise``, on a fresh analysis, with what was measured until then."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def __call__(self, world: World, _: Seen) -> list[Done]:
        as_of = EPOCH + timedelta(days=world.day)
        with kk.open_ledger(world.tables(), today=as_of) as ledger:
            base = kk.analyse(ledger, as_of=as_of)
            learned = kk.effect(ledger, as_of=as_of).learned
            hours, used = HOURS, HOURS + 1.0
            while used > HOURS:  # complaints and promises come first, also where a manager has no hours left for them
                advice = kk.advise(base, ledger=ledger, hours=hours, budget=EUROS, learned=learned)
                used = float(advice.summary["hours"]["used"])
                hours -= max(used - HOURS, 0.25)
        self.told.append({"as_of": as_of.isoformat(), "actions": advice.summary["actions"]})
        lines = advice.assignments()
        world.seen.add("actions", _done(lines, as_of))
        return [*self._chosen(world, advice.table)]

    def _chosen(self, world: World, table: pa.Table) -> Iterator[Done]:
        for line in table.to_pylist():
            if line["action"] in ("do_nothing", "let_sleep") or line["arm"] == "held_out":
                continue
            row = world.place.get(line["customer_id"])
            if row is not None:  # the second number of somebody entered twice is nobody in the truth
                yield Done(row=row, action=line["action"], hours=float(line["hours"]), cost=float(line["cost"]))


def _done(lines: pa.Table, as_of: date) -> pa.Table:
    """The list as it comes back: what was to be done was done the same day."""
    treated = [one == "treated" for one in lines["arm"].to_pylist()]
    when = pa.array([as_of if one else None for one in treated], pa.date32())
    return lines.select(["action_id", "customer_id", "action", "assigned_on", "arm"]).append_column("done_on", when)


POLICIES: dict[str, Callable[[], Policy]] = {
    "nobody": lambda: nobody,
    "random": lambda: at_random,
    "turnover": lambda: by_turnover,
    "rfm": lambda: by_rfm,
    "hours": lambda: by_hours,
    "everyone": lambda: everyone,
    "klantkompas": Advised,
}


def year(name: str, seed: int, *, customers: int = CUSTOMERS) -> dict[str, Any]:
    """One firm and one policy: what it earned, and what was done."""
    world, policy = World(customers=customers, seed=seed), POLICIES[name]()
    seen, counts = Seen(customers, seed), dict[str, int]()
    began = time.process_time()
    for month in range(12 * YEARS):
        if month < MONTHS_ACTED and month % QUARTER == 0:
            seen.read(world)
            chosen = policy(world, seen)
            world.act(chosen)
            for one in chosen:
                counts[one.action] = counts.get(one.action, 0) + 1
        world.pass_month()
    return {
        **worth(world),
        "hours": world.spent_hours,
        "euros": world.spent_euros,
        "actions": counts,
        "cpu_seconds": round(time.process_time() - began, 1),
    }


def interval(gains: list[float]) -> dict[str, float]:
    """Mean over firms and its 95 % interval (Student)."""
    n = len(gains)
    mean = float(np.mean(gains))
    reach = T_95[n - 1] * float(np.std(gains, ddof=1)) / n**0.5 if n > 1 else float("nan")
    return {"mean": round(mean), "low": round(mean - reach), "high": round(mean + reach)}


def compared(runs: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Per policy the gain over doing nothing, and by how much the advice beats it, firm by firm."""
    found: dict[str, Any] = {}
    for name, done in runs.items():
        one: dict[str, Any] = {"hours": round(float(np.mean([run["hours"] for run in done])), 1)}
        one["euros"] = round(float(np.mean([run["euros"] for run in done])))
        for what in ("year", "five_years"):
            base = [run[what] for run in runs["nobody"]]
            own = [run[what] - other for run, other in zip(done, base, strict=True)]
            one[what] = interval(own) | {"each": [round(value) for value in own]}
            ours = [run[what] - other[what] for run, other in zip(runs["klantkompas"], done, strict=True)]
            one[f"behind_{what}"] = interval(ours) | {"firms_behind": sum(value > 0 for value in ours)}
        one["actions"] = {
            action: sum(run["actions"].get(action, 0) for run in done)
            for action in sorted({action for run in done for action in run["actions"]})
        }
        found[name] = one
    return found


def shown(what: str) -> str:
    """The kept figures as lines: gain over nobody with its interval, and how far each stays behind the advice.

    Args:
        what: ``year`` or ``five_years``.
    """
    policies = json.loads(RESULTS.read_text("utf-8"))["policies"]
    lines = [f"{'list':<13}{'gain':>9}{'95 % interval':>22}{'behind':>10}{'95 % interval':>22}"]
    for name, one in sorted(policies.items(), key=lambda each: -each[1][what]["mean"]):
        parts = f"{name:<13}"
        for figure in (one[what], one[f"behind_{what}"]):
            between = f"{figure['low']:,} to {figure['high']:,}"
            parts += f"{figure['mean']:>{9 if figure is one[what] else 10},}{between:>22}"
        lines.append(parts)
    return "\n".join(lines)


def main(seeds: tuple[int, ...], names: tuple[str, ...]) -> None:
    """Policies on firms; those that are not named keep the figures that they have."""
    kept = json.loads(RESULTS.read_text("utf-8")) if names else {"seeds": list(seeds), "runs": {}}
    runs: dict[str, list[dict[str, Any]]] = {name: kept["runs"].get(name, []) for name in POLICIES}
    for name in names or POLICIES:
        runs[name] = []
        for seed in kept["seeds"]:
            runs[name].append(year(name, seed))
            print(seed, name, {key: value for key, value in runs[name][-1].items() if key != "actions"}, flush=True)
    told = {
        "customers": CUSTOMERS,
        "seeds": kept["seeds"],
        "hours_a_quarter": HOURS,
        "euros_a_quarter": EUROS,
        "policies": compared(runs),
        "runs": runs,
    }
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(shown("five_years"), flush=True)


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(tuple(int(one) for one in asked if one.isdigit()) or SEEDS, tuple(one for one in asked if not one.isdigit()))
