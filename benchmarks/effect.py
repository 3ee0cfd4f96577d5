"""Whether ``effect`` is honest: false alarms when read every week, coverage, power, gain, and beliefs over three years.

Run as ``python -m benchmarks.effect [FIRMS]``; writes ``benchmarks/results/effect.json``. A simulated firm chooses 30,
100, 300 or 1,000 customers for one action, one after the other over two years, and holds part of them out by chance.
Profits are skewed and mostly nought (three in ten buy, of wildly different sizes, some cost money); what a customer
does is partly what he did before. Everybody's profit also doubles through the two years, so that a share held out that
shrinks meanwhile would fool who compares all treated with all held out.
"""

import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from klantkompas.estimators.arrays import BoolArray, FloatArray, IntArray
from klantkompas.estimators.lift import Lift, cohorts, lift
from klantkompas.estimators.sequence import always
from klantkompas.estimators.uplift import Count, learn_uplifts
from klantkompas.rules import EffectRules

RESULTS = Path(__file__).parent / "results" / "effect.json"
FIRMS, SEED, WEEKS = 1_000, 20_261_122, 104
SIZES = (30, 100, 300, 1_000)
FEWEST = EffectRules().fewest
Outcome = Literal["profit", "order"]
Share = Literal["a fifth", "a twentieth", "shrinking"]
SHARES: dict[Share, tuple[float, float]] = {
    "a fifth": (0.2, 0.2),
    "a twentieth": (0.05, 0.05),
    "shrinking": (0.2, 0.05),
}
EFFECTS: dict[Outcome, float] = {"profit": 0.30, "order": 0.15}
"""Profits become so many times larger, and so many more of a hundred order."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Customers chosen for one action, in the order of the week in which their outcome is complete."""

    outcome: FloatArray
    before: FloatArray
    treated: BoolArray
    week: IntArray

    def until(self, n: int) -> Lift | None:
        """The effect as it is read when the first so many are complete; None where there are too few."""
        treated = self.treated[:n]
        if min(int(treated.sum()), int((~treated).sum())) < FEWEST:
            return None
        found = lift(
            outcome=self.outcome[:n],
            treated=treated,
            covariates=self.before[:n],
            block=cohorts(order=self.week[:n], treated=treated),
        )
        return found if found.standard_error else None


def simulated(rng: np.random.Generator, *, n: int, outcome: Outcome, share: Share, works: bool) -> Choices:
    """One firm; where the action works, ``true_effect`` says by how much."""
    week = np.sort(rng.integers(0, WEEKS, n))
    first, last = SHARES[share]
    treated = rng.random(n) >= first + (last - first) * week / WEEKS
    later = 1 + week / WEEKS
    size, buyer = rng.normal(size=n), rng.normal(size=n)
    before, after = (_period(rng, size, buyer, outcome) for _ in range(2))
    if outcome == "profit":
        after = after * later * np.where(treated & works, 1 + EFFECTS["profit"], 1.0)
    elif works:
        after = np.where(treated & (after == 0), rng.random(n) < EFFECTS["order"] / 0.7, after)
    return Choices(after, before, treated, week)


def _period(rng: np.random.Generator, size: FloatArray, buyer: FloatArray, outcome: Outcome) -> FloatArray:
    """What came of each customer in half a year: three in ten buy, those who bought before more often."""
    n = size.size
    buys = 0.8 * buyer + 0.6 * rng.normal(size=n) > 0.5244
    if outcome == "order":
        return buys.astype(np.float64)
    spent = np.exp(5.5 + 1.0 * size + 0.6 * rng.normal(size=n))
    return np.where(buys, spent, -rng.exponential(30.0, n) * (rng.random(n) < 0.4))


def true_effect(outcome: Outcome) -> float:
    """What the action adds on average over the two years, from two million customers."""
    rng = np.random.default_rng(0)
    many = [simulated(rng, n=2_000_000, outcome=outcome, share="a fifth", works=works) for works in (False, True)]
    nothing, something = (one.outcome[one.treated].mean() for one in many)
    base = EFFECTS["profit"] * nothing if outcome == "profit" else something - nothing
    return float(base)


def weekly(firm: Choices) -> Iterator[Lift]:
    """The effect at every week in which somebody's outcome became complete."""
    for n in np.flatnonzero(np.diff(firm.week, append=WEEKS)) + 1:
        found = firm.until(int(n))
        if found is not None:
            yield found


def excludes(interval: tuple[float, float], value: float = 0.0) -> bool:
    """Whether an interval leaves a value out."""
    return interval[0] > value or interval[1] < value


def false_alarms(firms: int, outcome: Outcome, share: Share, seed: int = SEED) -> dict[str, float]:
    """Parts of firms in which an action that does nothing seems to do something."""
    rng = np.random.default_rng([seed, len(outcome), len(share)])
    every_week, weekly_once, at_the_end, measured = 0, 0, 0, 0
    for i in range(firms):
        firm = simulated(rng, n=SIZES[i % len(SIZES)], outcome=outcome, share=share, works=False)
        readings = list(weekly(firm))
        every_week += any(excludes(always(measured=one)) for one in readings)
        weekly_once += any(excludes(one.once()) for one in readings)
        at_the_end += bool(readings) and excludes(readings[-1].once())
        measured += bool(readings)
    return {
        "firms": firms,
        "measurable": measured / firms,
        "read_any_time": every_week / firms,
        "fixed_interval_read_weekly": weekly_once / max(measured, 1),
        "read_once": at_the_end / max(measured, 1),
    }


def coverage(firms: int, outcome: Outcome, share: Share, n: int, seed: int = SEED) -> dict[str, float]:
    """How often intervals hold the true effect, and find it, read once at the end; how wide adjustment leaves them."""
    rng = np.random.default_rng([seed, 1, len(outcome), len(share), n])
    truth, inside, always_inside, found, ratio, measured = true_effect(outcome), 0, 0, 0, [], 0
    for _ in range(firms):
        firm = simulated(rng, n=n, outcome=outcome, share=share, works=True)
        one = firm.until(n)
        if one is None:
            continue
        measured += 1
        inside += not excludes(one.once(), truth)
        always_inside += not excludes(always(measured=one), truth)
        found += one.once()[0] > 0
        plain = lift(outcome=firm.outcome, treated=firm.treated, block=cohorts(order=firm.week, treated=firm.treated))
        ratio.append(one.standard_error / plain.standard_error)
    return {
        "customers": n,
        "true_effect": truth,
        "measurable": measured / firms,
        "fixed_coverage": inside / max(measured, 1),
        "any_time_coverage": always_inside / max(measured, 1),
        "found": found / max(measured, 1),
        "width_after_adjustment": float(np.median(ratio)) if ratio else math.nan,
    }


def power(firms: int, n: int, seed: int = SEED) -> dict[str, float]:
    """An effect of the size that ``detectable`` states for these very firms is to be found in four of five."""
    rng = np.random.default_rng([seed, 2, n])
    stated = np.median([_normal(rng, n, 0.0).detectable() for _ in range(200)])
    readings = [_normal(rng, n, float(stated)) for _ in range(firms)]
    return {
        "customers": n,
        "stated_effect": float(stated),
        "found_read_once": float(np.mean([one.once()[0] > 0 for one in readings])),
        "found_read_any_time": float(np.mean([always(measured=one)[0] > 0 for one in readings])),
        "explained_by_the_year_before": float(np.median([one.explained for one in readings])),
    }


def _normal(rng: np.random.Generator, n: int, effect: float) -> Lift:
    """A firm whose profits are even, of which the year before explains seven tenths (METHODS 8.4); a fifth held out."""
    before, treated = rng.normal(size=n), np.arange(n) % 5 > 0
    after = math.sqrt(0.71) * before + math.sqrt(0.29) * rng.normal(size=n) + effect * treated
    return lift(outcome=after, treated=treated, covariates=before)


BELIEVED = (np.array([0.019, 0.030, 0.010, 0.10, 0.08, 0.12]), np.array([0.030, 0.025, 0.010, 0.07, 0.06, 0.08]))
"""Mean and sd of the uplifts of wake, service review, spoil, range review, service and volume discount (playbook)."""
BASES = np.array([0.05, 0.75, 0.85, 0.10, 0.20, 0.20])


def beliefs(firms: int, seed: int = SEED) -> dict[str, Any]:
    """Six actions, twenty customers each a month, a share of them held out that shrinks from a fifth to a twentieth.

    The truth of every firm is drawn twice as far from the belief as the belief allows for: it has to be unlearned.
    """
    rng = np.random.default_rng([seed, 3])
    mean, sd = BELIEVED
    errors, inside = np.zeros((firms, 4)), np.zeros((firms, 4))
    for firm in range(firms):
        truth = np.clip(mean + 2 * sd * rng.normal(size=mean.size), -BASES, 0.98 - BASES)
        counts: list[Count] = []
        for year in range(4):
            now = learn_uplifts(counts=counts, mean=mean, sd=sd)
            errors[firm, year] = np.abs(now.mean - truth).mean()
            inside[firm, year] = (np.abs(now.mean - truth) <= 1.645 * now.sd).mean()
            counts += _year(rng, truth, counts)
    years = {str(year): float(errors[:, year].mean()) for year in range(4)}
    return {"firms": firms, "mean_error_after_years": years, "within_90": list(inside.mean(axis=0).round(3))}


def _year(rng: np.random.Generator, truth: FloatArray, counts: list[Count]) -> Iterator[Count]:
    for action, uplift in enumerate(truth):
        alone = sum(one.customers for one in counts if one.action == action and not one.treated)
        held_out = round(240 * (0.05 + 0.15 * 60 / (60 + alone)))
        for treated, customers in ((True, 240 - held_out), (False, held_out)):
            chance = BASES[action] + uplift * treated
            won = int(rng.binomial(customers, chance))
            yield Count(action=action, circumstances=0, treated=treated, successes=won, customers=customers)


def example_firms(seeds: tuple[int, ...], customers: int) -> list[dict[str, Any]]:
    """The example firm, whose past actions were drawn by chance: what was measured, beside what is really so."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from klantkompas.effect.base import effect
    from klantkompas.effect.measure import Effect
    from klantkompas.ledger.book import open_ledger
    from klantkompas.ledger.example_firm import write_example

    rows = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            write_example(out=Path(folder), customers=customers, seed=seed)
            trials = pq.read_table(Path(folder) / "truth" / "trials.parquet")
            with open_ledger(folder) as ledger:
                started = time.process_time()
                found = effect(ledger)
                seconds = time.process_time() - started
        for code, one in found.actions.items():
            own = trials.filter(pc.equal(trials["action"], code))
            kept = one.main("lengthen")
            profit = one.main("raise")
            assert isinstance(kept, Effect) and isinstance(profit, Effect)
            rows.append(
                {
                    "seed": seed, "customers": customers, "action": code, "seconds": round(seconds, 1),
                    "measure": kept.measure, "effect": kept.effect, "low": kept.low, "high": kept.high,
                    "fixed_low": kept.fixed_low, "fixed_high": kept.fixed_high, "verdict": kept.verdict,
                    "truth": pc.mean(own["uplift"]).as_py(), "learned": found.learned[code].mean,
                    "learned_sd": found.learned[code].sd, "profit_explained": profit.explained,
                    "treated": kept.treated, "held_out": kept.held_out,
                }
            )  # fmt: skip
    return rows


def main(firms: int) -> None:
    """Measure everything and keep the figures."""
    figures: dict[str, Any] = {"firms": firms, "seed": SEED}
    groups: list[tuple[Outcome, Share]] = [(outcome, share) for outcome in EFFECTS for share in SHARES]
    figures["no_effect"] = [{"outcome": o, "held_out": s} | _shown(false_alarms, firms, o, s) for o, s in groups]
    figures["an_effect"] = [
        {"outcome": o, "held_out": s} | _shown(coverage, firms // 2, o, s, n)
        for o, s in groups
        for n in (100, 300, 1_000)
    ]
    figures["power"] = [_shown(power, firms, n) for n in (30, 100, 300, 1_000)]
    figures["beliefs"] = _shown(beliefs, min(firms, 200))
    figures["example_firm"] = _shown(example_firms, (101, 102, 103), 2_000)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "no_effect": {
        "outcome": ("outcome", ""),
        "held_out": ("held out", ""),
        "read_any_time": ("any-time, weekly", "%"),
        "fixed_interval_read_weekly": ("fixed, weekly", "%"),
        "read_once": ("fixed, once", "%"),
        "measurable": ("measurable", "%"),
    },
    "an_effect": {
        "outcome": ("outcome", ""),
        "held_out": ("held out", ""),
        "customers": ("customers", ""),
        "fixed_coverage": ("fixed holds it", "%"),
        "any_time_coverage": ("any-time holds it", "%"),
        "found": ("found, once", "%"),
    },
    "power": {
        "customers": ("customers", ""),
        "stated_effect": ("effect in sd", ".2f"),
        "found_read_once": ("found, once", "%"),
        "found_read_any_time": ("found, any-time", "%"),
        "explained_by_the_year_before": ("explained before", "%"),
    },
    "example_firm": {
        "action": ("action", ""),
        "truth": ("truth", "points"),
        "effect": ("effect", "points"),
        "low": ("low", "points"),
        "high": ("high", "points"),
        "learned": ("learned", "points"),
        "treated": ("treated", ""),
        "held_out": ("held out", ""),
    },
}


def shown(part: str) -> str:
    """One part of the kept results as a table of text, for the pages of documentation."""
    found = json.loads(RESULTS.read_text("utf-8"))[part]
    if part == "beliefs":
        years = found["mean_error_after_years"]
        inside = found["within_90"]
        rows = [["years", "mean error", "truth in the 90% range"]]
        rows += [[year, _cell(error, "points"), _cell(inside[int(year)], "%")] for year, error in years.items()]
    else:
        columns = COLUMNS[part]
        rows = [[head for head, _ in columns.values()]]
        rows += [[_cell(row[name], unit) for name, (_, unit) in columns.items()] for row in found]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def _cell(value: Any, unit: str) -> str:
    match unit:
        case "":
            return f"{value:,}" if isinstance(value, int) else str(value)
        case "%":
            return f"{100 * value:.1f}%"
        case "points":
            return f"{100 * value:.1f}"
    return format(value, unit)


def _shown(measure: Callable[..., Any], *given: Any) -> Any:
    found = measure(*given)
    print(measure.__name__, *given, json.dumps(found), flush=True)
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else FIRMS)
