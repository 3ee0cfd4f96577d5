"""Held-out accuracy of the forecast of orders per customer, beside simple baselines and peers, on public sets.

Run as ``python -m benchmarks.accuracy``; writes ``benchmarks/results/accuracy.json``. The data sets are found through
``KLANTKOMPAS_DATA`` (else ``../shared/data``). For each set the last origin is that of the issue; everything in the
method was chosen on windows that end before it, and on simulated firms, so that the last origin is looked at once.
An order is a customer-day with at least one line of amount >= 0 (sets without amounts: every row).
"""

import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from klantkompas.estimators.forecast import (
    OrderHistory,
    Outlook,
    Window,
    forecast_orders,
    order_history,
    orders_within,
)
from klantkompas.estimators.purchases import expected_purchases, fit_purchases
from klantkompas.estimators.purchases.pareto import expected_purchases_pareto, fit_pareto
from klantkompas.estimators.scoring import counts_inside, scores

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Losses = dict[str, Floats]
ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("KLANTKOMPAS_DATA", ROOT.parent / "shared" / "data"))
RESULTS = Path(__file__).parent / "results" / "accuracy.json"
REPLICATIONS = 1_000
SEED = 20_261_122
LEAST_HISTORY = 60  # days before the first origin
OURS = "klantkompas"
EPOCH = date(1970, 1, 1)


class Orders(NamedTuple):
    """One row per order (customer-day): the customer's number from 0, and the day number."""

    buyer: Ints
    day: Ints


class Trial(NamedTuple):
    """A set, its last origin, and the horizons in weeks; the first horizon is the one of the issue."""

    name: str
    last: date
    weeks: tuple[int, ...]
    firm_seed: int | None = None


TRIALS = (
    Trial("cdnow", date(1997, 12, 31), (26, 13)),
    Trial("online_retail_ii", date(2011, 6, 9), (26, 13)),
    Trial("complete_journey", date(2017, 10, 1), (13, 6)),
    Trial("grocery", date(2007, 7, 1), (26, 13)),
    Trial("edible_grocery", date(2001, 6, 25), (26, 13)),
    Trial("donations", date(2005, 12, 31), (52,)),
    Trial("simulated_firm_1", date(2025, 10, 31), (52, 26), 1),
    Trial("simulated_firm_2", date(2025, 10, 31), (52, 26), 2),
)


def _query(select: str) -> Orders:
    found = duckdb.sql(
        f"with o as ({select}) select distinct c, d from o where c is not null order by all"
    ).fetchnumpy()
    buyer = np.unique(np.asarray(found["c"]), return_inverse=True)[1].astype(np.intp)
    return Orders(buyer, np.asarray(found["d"]).astype("datetime64[D]").astype(np.intp))


def _firm(seed: int) -> Orders:
    from klantkompas.ledger.example_firm import write_example

    with tempfile.TemporaryDirectory() as folder:
        write_example(out=Path(folder) / "firm", customers=2_000, seed=seed, language="en")
        return _query(
            f"select customer_id as c, date as d from read_csv('{folder}/firm/transactions.csv', header=true) "
            "where amount >= 0"
        )


def orders_of(trial: Trial) -> Orders:
    """All orders of a set."""
    if trial.firm_seed is not None:
        return _firm(trial.firm_seed)
    if trial.name == "donations":
        file = DATA / "donations" / "donations_1995_cohort.parquet"
        years = " union all ".join(
            f"select customer_id c, date '{y}-07-01' d from '{file}' where y{y} = 1" for y in range(1995, 2007)
        )
        return _query(years)
    file = DATA / trial.name / ("cdnow.parquet" if trial.name == "cdnow" else f"{trial.name}.parquet")
    return _query(f"select customer_id c, cast(date as date) d from '{file}' where amount >= 0 or amount is null")


def origins(trial: Trial, orders: Orders, weeks: int) -> list[int]:
    """Day numbers of the origins, the last one first; the windows of the others end by the last origin."""
    last, length = (trial.last - EPOCH).days, weeks * 7
    earlier = [last - length - step * length // 2 for step in range(3)]
    first = int(orders.day.min())
    return [last, *(day for day in earlier if day - first >= LEAST_HISTORY)]


def _rate(history: OrderHistory) -> Floats:
    return np.asarray((history.x + 1.0) / (history.T + 1.0) * history.length)


def _hiatus(history: OrderHistory) -> Floats:
    """The own rate over repeats while silent for at most two own gaps, else nothing."""
    gap = history.t_x / np.maximum(history.x, 1.0)
    active = (history.x > 0) & (history.T - history.t_x <= 2.0 * gap)
    return np.where(active, history.length / np.maximum(gap, 1.0), 0.0)


def _process(history: OrderHistory, *, k: int | None, first: bool) -> Floats:
    x, t_x, T = history.x, history.t_x, history.T
    fit = fit_purchases(
        x=x, t_x=t_x, T=T, sum_log_interval=history.log_intervals, k=k, dropout_at_first=first, prior=None
    )
    return expected_purchases(process=fit.process, x=x, t_x=t_x, T=T, horizon=history.length)


def _pareto(history: OrderHistory) -> Floats:
    x, t_x, T = history.x, history.t_x, history.T
    process = fit_pareto(x=x, t_x=t_x, T=T).process
    return expected_purchases_pareto(process=process, x=x, t_x=t_x, T=T, horizon=history.length)


def _columns(history: OrderHistory) -> Floats:
    gap = history.t_x / np.maximum(history.x, 1.0)
    return np.column_stack([history.x, history.T, history.T - history.t_x, gap, history.recent])


def _boosting(orders: Orders, now: OrderHistory, origin: int) -> Floats | None:
    """Gradient boosting with Poisson loss, trained on the split one horizon earlier; None without one."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    earlier = origin - now.length
    if int(orders.day.min()) > earlier - 7:
        return None
    before, numbers = order_history(buyer=orders.buyer, day=orders.day, origin=earlier, length=now.length)
    came = orders_within(buyer=orders.buyer, day=orders.day, window=Window(earlier, now.length), numbers=numbers)
    trees = HistGradientBoostingRegressor(loss="poisson", random_state=0).fit(_columns(before), came)
    return np.asarray(trees.predict(_columns(now)))


def peers(orders: Orders, now: OrderHistory, origin: int) -> dict[str, Floats]:
    """Forecasts of every baseline and peer for the customers of *now*; those that are not finite are left out."""
    made: dict[str, Callable[[], Floats | None]] = {
        "same as last period": lambda: now.recent[:, 1],
        "lifetime rate": lambda: _rate(now),
        "hiatus rule": lambda: _hiatus(now),
        "BG/NBD": lambda: _process(now, k=1, first=False),
        "MBG/NBD": lambda: _process(now, k=1, first=True),
        "BG/CNBD-k": lambda: _process(now, k=None, first=False),
        "MBG/CNBD-k": lambda: _process(now, k=None, first=True),
        "Pareto/NBD": lambda: _pareto(now),
        "gradient boosting": lambda: _boosting(orders, now, origin),
    }
    found = {name: values for name, make in made.items() if (values := make()) is not None}
    if "gradient boosting" in found:
        level, boosted = found["MBG/NBD"], found["gradient boosting"]
        found["half and half"] = 0.5 * level + 0.5 * boosted * (level.sum() / boosted.sum())
    return {name: values for name, values in found.items() if np.isfinite(values).all()}


def errors(forecast: Floats, actual: Floats) -> dict[str, float | None]:
    """RMSE, MAE, bias of the total and the share of orders that the top tenth by forecast made."""
    found = scores(forecast=forecast, actual=actual)
    figures = {"rmse": found.rmse, "mae": found.mae, "bias": found.bias, "top_tenth_capture": found.top10}
    return {name: None if one is None else round(one, 4) for name, one in figures.items()}


def paired_ratio(ours: Floats, theirs: Floats, actual: Floats) -> dict[str, float]:
    """Ratio of squared errors with its 95 % interval, by a bootstrap over customers."""
    mine, other = (ours - actual) ** 2, (theirs - actual) ** 2
    chance = np.random.default_rng(SEED)
    ratios = []
    for _ in range(REPLICATIONS):
        weight = chance.poisson(1.0, actual.size)
        ratios.append((weight @ mine) / (weight @ other))
    low, high = np.quantile(ratios, [0.025, 0.975])
    return {
        "ratio": round(float(mine.sum() / other.sum()), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def coverage(outlook: Outlook, actual: Floats) -> dict[str, Any]:
    """Share within the central 90 % by randomised probability integral transform: overall, by decile of the mean."""
    inside = counts_inside(outlook=outlook, actual=actual)
    decile = np.argsort(np.argsort(outlook.mean, kind="stable")) * 10 // actual.size
    total = outlook.total(level=0.90)
    return {
        "overall": round(float(inside.mean()), 4),
        "by_decile": [round(float(inside[decile == number].mean()), 3) for number in range(10)],
        "total_range": [round(total.low), round(total.high)],
        "total_inside": bool(total.low <= actual.sum() <= total.high),
    }


def measure(orders: Orders, origin: int, weeks: int) -> tuple[dict[str, Any], Losses]:
    """Everything about one origin and horizon, and the squared errors per customer of the set."""
    begun = time.process_time()
    fit, now = forecast_orders(buyer=orders.buyer, day=orders.day, as_of=origin, horizon=weeks * 7)
    outlook = fit.outlook(now)
    seconds = time.process_time() - begun
    numbers = np.unique(orders.buyer[orders.day <= origin])
    actual = orders_within(buyer=orders.buyer, day=orders.day, window=Window(origin, weeks * 7), numbers=numbers)
    others = peers(orders, now, origin)
    tables = {name: errors(values, actual) for name, values in {OURS: outlook.mean, **others}.items()}
    best = min(others, key=lambda name: tables[name]["rmse"])
    forecasts = {OURS: outlook.mean, **others}
    losses = {name: np.zeros(int(orders.buyer.max()) + 1) for name in forecasts}
    for name, values in forecasts.items():
        losses[name][numbers] = (values - actual) ** 2
    row = {
        "origin": str(date.fromordinal(EPOCH.toordinal() + origin)),
        "weeks": weeks,
        "customers": int(actual.size),
        "orders": int(actual.sum()),
        "errors": tables,
        "best_peer": best,
        "against_best_peer": paired_ratio(outlook.mean, others[best], actual),
        "coverage_90": coverage(outlook, actual),
        "choice": {
            "learner_weight": round(fit.learner_weight, 2),
            "regular_share": round(fit.regular_share, 2),
            "k": fit.models.regular.k,
            "level": round(fit.level, 3),
            "level_error": round(fit.level_error, 3),
            "past_windows": len(fit.past),
        },
        "cpu_seconds": round(seconds, 1),
    }
    return row, losses


def pooled(found: list[Losses]) -> dict[str, Any]:
    """Squared errors summed over the origins of a set and horizon, against the one peer that is best over all of them.

    Boosting needs an earlier split; where there is none, the model that levels it (MBG/NBD) stands in for it.
    """
    names = {name for losses in found for name in losses}
    sums = {name: sum(losses.get(name, losses["MBG/NBD"]) for losses in found) for name in names}
    best = min((name for name in names if name != OURS), key=lambda name: float(np.sum(sums[name])))
    nothing = np.zeros_like(sums[OURS])
    return {"best_peer": best, **paired_ratio(np.sqrt(sums[OURS]), np.sqrt(sums[best]), nothing)}


def _line(name: str, found: dict[str, Any]) -> str:
    ratio, cover = found["against_best_peer"], found["coverage_90"]
    return (
        f"{name:17}{found['weeks']:3} weeks from {found['origin']}{' (last)' if found['last'] else '':7} "
        f"ratio {ratio['ratio']:.3f} [{ratio['low']:.3f}, {ratio['high']:.3f}] of {found['best_peer']}; "
        f"RMSE {found['errors'][OURS]['rmse']:.3f}, bias {found['errors'][OURS]['bias']:+.1%}; "
        f"covers {cover['overall']:.1%} ({min(cover['by_decile']):.0%}-{max(cover['by_decile']):.0%}), "
        f"total {'in' if cover['total_inside'] else 'out'}; {found['cpu_seconds']} s"
    )


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the bars ask, over the given origins."""
    ratios = np.array([row["against_best_peer"]["ratio"] for row in rows])
    upper = np.array([row["against_best_peer"]["high"] for row in rows])
    bias = np.abs([row["errors"][OURS]["bias"] for row in rows])
    cover = np.array([row["coverage_90"]["overall"] for row in rows])
    decile = np.array([row["coverage_90"]["by_decile"] for row in rows])
    return {
        "rows": len(rows),
        "mean_ratio": round(float(ratios.mean()), 4),
        "upper_end_at_most_1.01": int((upper <= 1.01).sum()),
        "bias_within_10_percent": int((bias <= 0.10).sum()),
        "covers_87_to_93_percent": int(((cover >= 0.87) & (cover <= 0.93)).sum()),
        "every_decile_85_to_95_percent": int(((decile >= 0.85) & (decile <= 0.95)).all(axis=1).sum()),
        "deciles_85_to_95_percent": round(float(((decile >= 0.85) & (decile <= 0.95)).mean()), 4),
        "totals_inside": sum(row["coverage_90"]["total_inside"] for row in rows),
    }


def main(*, with_last: bool) -> None:
    """Measure every set, origin and horizon; the last origins only when asked, and only then keep the figures."""
    rows: list[dict[str, Any]] = []
    by_set: list[dict[str, Any]] = []
    for trial in TRIALS:
        orders = orders_of(trial)
        for weeks in trial.weeks:
            over: list[Losses] = []
            for origin in origins(trial, orders, weeks)[0 if with_last else 1 :]:
                row, losses = measure(orders, origin, weeks)
                row = {"set": trial.name, "last": origin == (trial.last - EPOCH).days, **row}
                rows.append(row)
                over.append(losses)
                print(_line(trial.name, row), flush=True)
            by_set.append({"set": trial.name, "weeks": weeks, "origins": len(over), **pooled(over)})
            print(by_set[-1], flush=True)
    found = {
        "sets": by_set,
        "mean_ratio_over_sets": round(float(np.mean([row["ratio"] for row in by_set])), 4),
        "earlier_origins": summary([row for row in rows if not row["last"]]),
        "last_origins": summary([row for row in rows if row["last"]]) if with_last else None,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(found)
    if with_last:
        RESULTS.write_text(json.dumps({**found, "origins": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    import sys

    main(with_last="--without-last" not in sys.argv)
