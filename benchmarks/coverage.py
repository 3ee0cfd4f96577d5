"""Do the ranges hold what they say? Orders and profit of a year, and five years of value, against what then came.

Run as ``python -m benchmarks.coverage``; writes ``benchmarks/results/coverage.json``. Every firm is simulated on beyond
the date at which it is understood, and nothing after that date is read; what came is summed by the ledger as always.
What the ranges rest on was developed on seeds 401 to 425, none of which is reported.

    a customer   his outcome lies within the central 90 % of its distribution, by the place that it takes there; where
                 several outcomes are one (whole numbers of orders), the place is drawn among theirs (randomised
                 probability integral transform). Profit is inside when it lies in the range that is shown
    a total      orders of the year, profit of the year and customer equity (five years, discounted), a firm at a time

Deciles are of five-year value within a firm, the lowest first, pooled over the firms of a kind.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.another_firm import KINDS, Kind, write
from benchmarks.types import BUILDERS, LEAVING, RULES, SHIPPED, written
from klantkompas.engine import collect
from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.forecast import Outlook
from klantkompas.estimators.scoring import amounts_inside, counts_inside
from klantkompas.insight.equity import Range, Tally, equity, uncertainty
from klantkompas.insight.facts import customer_facts
from klantkompas.insight.five_rs import rhythm
from klantkompas.insight.forecast import outlook_of
from klantkompas.insight.profit import grounds
from klantkompas.insight.understood import understood
from klantkompas.insight.value import numbers_of, standing
from klantkompas.insight.value_fit import LastYear, columns_of
from klantkompas.insight.valued import Learned, valued_block
from klantkompas.insight.windows import months_before, windows
from klantkompas.ledger.book import Ledger, open_ledger
from klantkompas.ledger.example_firm.firm import Firm
from klantkompas.ledger.example_firm.simulate import branch

RESULTS = Path(__file__).parent / "results" / "coverage.json"
FIRST = 5_001  # seed of the firms reported
YEARS, DISCOUNT, CENTS = 5, 0.10, 100.0
Columns = Mapping[str, pa.Array]


def going_on(firm: Firm) -> Firm:
    """A firm with five more years, of which the library reads nothing; prices go on rising by 2 %."""
    end = firm.end.replace(year=firm.end.year + YEARS)
    last = max(year for year, _ in firm.course.inflation)
    prices = (*firm.course.inflation, *((year, 0.02) for year in range(last + 1, end.year + 2)))
    return replace(firm, end=end, course=replace(firm.course, inflation=prices))


@dataclass(frozen=True)
class Trial:
    """A kind of firm: its settings, or its nature by another maker; how many customers, and which seeds.

    Attributes:
        years: that come after it was understood.
    """

    name: str
    seeds: Sequence[int]
    customers: int = 1_500
    firm: Firm | None = SHIPPED
    another: Kind | None = None

    @property
    def years(self) -> int:
        return 1 if self.firm is None else YEARS

    @property
    def as_of(self) -> date:
        return date(2024, 12, 31) if self.firm is None else self.firm.end


def trials(first: int) -> tuple[Trial, ...]:
    """Every kind of firm, with seeds from *first* on."""
    return (
        Trial("shipped firm", range(first, first + 8)),
        Trial("other sizes and margins", range(first, first + 4), firm=BUILDERS),
        Trial("more leaving, other service", range(first, first + 4), firm=LEAVING),
        Trial("shipped firm, about a hundred customers", range(first, first + 16), customers=150),
        *(
            Trial(f"another {kind}", range(first, first + 3), customers=2_000, firm=None, another=kind)
            for kind in KINDS
        ),
    )


@contextmanager
def ledger_of(trial: Trial, seed: int) -> Iterator[Ledger]:
    """All facts of a firm, those of the years to come included."""
    if trial.another is not None:
        with tempfile.TemporaryDirectory() as place:
            write(Path(place), seed=seed, customers=trial.customers, kind=trial.another)
            with open_ledger(Path(place), rules=RULES) as ledger:
                yield ledger
        return
    assert trial.firm is not None
    facts = branch(firm=going_on(trial.firm), customers=trial.customers, seed=seed, number=0).facts
    with written(dict(facts)) as folder, open_ledger(folder, rules=RULES) as ledger:
        yield ledger


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Said:
    """What is said of every customer who had ordered and whose value is known; shape (rows,), money in cents.

    Attributes:
        keys: of the customers.
        outlook: distribution of the orders of next year.
        profit, value: mean, low and high of the profit of next year and of five years, shape (3, rows).
        equity: sum of all values, with its range.
    """

    keys: FloatArray
    outlook: Outlook
    profit: FloatArray
    value: FloatArray
    equity: Range


def said(learned: Learned, columns: Columns) -> Said:
    """The figures of ``customers.parquet`` and the sum of all values, as ``analyse`` makes them."""
    model, numbers, valued = learned.model, numbers_of(columns), valued_block(learned, columns)
    assert model is not None
    assert learned.common is not None
    assert valued is not None
    tally = Tally()
    tally.add(valued.found, valued.lifetime, valued.known, None)
    whole = equity(tally, learned.common)
    assert whole is not None
    at = standing(numbers, model.ends, "now")
    kept = at.known & valued.known
    shown = numbers_of(valued.columns)
    profit, value = (
        np.stack([shown[f"{name}{end}"][kept] for end in ("", "_low", "_high")])
        for name in ("expected_profit_12m", "lifetime_value")
    )
    outlook, among = outlook_of(model, at, valued.found.orders[at.known]), kept[at.known]
    outlook = replace(outlook, mean=outlook.mean[among], size=outlook.size[among])
    return Said(keys=numbers["key"][kept], outlook=outlook, profit=profit, value=value, equity=whole)


def of_one_year(learned: Learned, columns: Columns) -> Learned:
    """The same with a horizon of a year without discount: then customer equity is the profit of next year."""
    assert learned.model is not None
    assert learned.model.earning is not None
    assert learned.common is not None
    model = replace(learned.model, horizon=1, discount=0.0)
    moved = uncertainty(
        model,
        learned.model.earning,
        columns,
        numbers_of(columns),
        covariance=learned.common.covariance,
        last_year=LastYear(),
    )
    return replace(learned, model=model, common=replace(moved, off=learned.common.off))


def came(ledger: Ledger, as_of: date, year: int, keys: FloatArray) -> FloatArray:
    """Orders and profit (cents) of customers in one of the years to come, the first being 0; shape (2, rows)."""
    over = windows(months_before(as_of, -12 * (year + 1)))
    facts = customer_facts(ledger, rhythm(ledger, over).customers, grounds(ledger, until=over[0].until), over)
    found = columns_of(collect(facts.select("key", "orders_12m", "profit_12m")).combine_chunks().to_batches()[0])
    numbers = {name: np.nan_to_num(values) for name, values in numbers_of(found).items()}
    place = np.argsort(numbers["key"])[np.searchsorted(np.sort(numbers["key"]), keys)]
    return np.stack([numbers["orders_12m"][place], numbers["profit_12m"][place]])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Held:
    """A firm afterwards.

    Attributes:
        decile: of five-year value, of each customer, shape (rows,).
        inside: by measure, 1 where the outcome of a customer was inside, shape (rows,).
        totals: by measure what was expected of all together with its range, and what came.
    """

    decile: FloatArray
    inside: Mapping[str, FloatArray]
    totals: Mapping[str, tuple[float, float, float, float]]


def held(trial: Trial, seed: int) -> Held:
    """A firm understood at its date, and what came of it."""
    with ledger_of(trial, seed) as ledger:
        then = understood(ledger, as_of=trial.as_of)
        columns = columns_of(collect(then.facts.sort("customer_id")).combine_chunks().to_batches()[0])
        one = said(then.learned, columns)
        years = np.stack([came(ledger, trial.as_of, year, one.keys) for year in range(trial.years)])
        next_year = said(of_one_year(then.learned, columns), columns).equity
    orders, profit = years[0]
    worth = (1.0 + DISCOUNT) ** -(np.arange(trial.years) + 0.5) @ years[:, 1]
    inside = {
        "orders": counts_inside(outlook=one.outlook, actual=orders),
        "profit": amounts_inside(low=one.profit[1], high=one.profit[2], actual=profit),
    }
    ordered = one.outlook.total(level=0.90)
    totals = {
        "orders": (ordered.mean, ordered.low, ordered.high, float(orders.sum())),
        "profit": _total(next_year, profit),
    }
    if trial.years == YEARS:
        inside["value"] = amounts_inside(low=one.value[1], high=one.value[2], actual=worth)
        totals["equity"] = _total(one.equity, worth)
    rank = np.argsort(np.argsort(one.value[0], kind="stable"), kind="stable")
    return Held(decile=np.asarray(rank * 10 // rank.size, np.float64), inside=inside, totals=totals)


def _total(said_of_it: Range, each: FloatArray) -> tuple[float, float, float, float]:
    """A total in euros: expected, low, high, and what came."""
    whole = (said_of_it.value, said_of_it.low, said_of_it.high, float(each.sum()))
    return (whole[0] / CENTS, whole[1] / CENTS, whole[2] / CENTS, whole[3] / CENTS)


def covered(firms: Sequence[Held], measure: str) -> dict[str, Any]:
    """The part of the customers whose outcome was inside, of all and by decile."""
    inside = np.concatenate([one.inside[measure] for one in firms])
    decile = np.concatenate([one.decile for one in firms])
    by_decile = [round(float(inside[decile == number].mean()), 3) for number in range(10)]
    return {"overall": round(float(inside.mean()), 4), "by_decile": by_decile}


def covered_totals(firms: Sequence[Held], measure: str) -> dict[str, Any]:
    """In how many firms the total was inside, the middle ratio of what was expected to what came, and of the reach."""
    value, low, high, actual = np.array([one.totals[measure] for one in firms]).T
    return {
        "inside": int(((low <= actual) & (actual <= high)).sum()),
        "too_high": int((low > actual).sum()),
        "expected_over_actual": round(float(value.sum() / actual.sum()), 3),
        "half_width": round(float(np.median((high - low) / 2.0 / np.abs(value))), 3),
    }


def measured(trial: Trial) -> dict[str, Any]:
    """A kind of firm: what its ranges held."""
    begun = time.process_time()
    firms = [held(trial, seed) for seed in trial.seeds]
    row = {
        "kind": trial.name,
        "firms": len(firms),
        "customers": sum(one.decile.size for one in firms),
        "each": {measure: covered(firms, measure) for measure in firms[0].inside},
        "totals": {measure: covered_totals(firms, measure) for measure in firms[0].totals},
        "cpu_seconds": round(time.process_time() - begun),
    }
    print(shown(row), flush=True)
    return row


def shown(row: dict[str, Any]) -> str:
    """A kind of firm in a few lines."""
    lines = [f"{row['kind']}: {row['firms']} firms, {row['customers']} customers"]
    for measure, one in row["each"].items():
        low, high = min(one["by_decile"]), max(one["by_decile"])
        lines.append(f"  {measure:7} of a customer: {one['overall']:.1%} inside, deciles {low:.0%} to {high:.0%}")
    for measure, one in row["totals"].items():
        lines.append(
            f"  {measure:7} of all: inside in {one['inside']} of {row['firms']}, expected"
            f" {one['expected_over_actual']:.2f} of what came, range {one['half_width']:.0%} either way"
        )
    return "\n".join(lines)


def main(first: int) -> None:
    """Measure every kind of firm from a seed on; only those of ``FIRST`` are kept."""
    rows = [measured(trial) for trial in trials(first)]
    if first == FIRST:
        RESULTS.write_text(json.dumps({"first_seed": first, "kinds": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FIRST)
