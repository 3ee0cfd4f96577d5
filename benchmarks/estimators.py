"""Purchase models on a million buyers beside ``lifetimes``: CPU seconds, peak memory and the ratios of the two.

Run as ``python -m benchmarks.estimators``; writes ``benchmarks/results/estimators.json``. Every measurement runs in a
process of its own on the same simulated buyers (BG/NBD with the published CDNOW parameters, 39 weeks, days rounded);
reading them and importing the libraries is not counted, BLAS threads are. Ten million are scored a block at a time, as
``analyse`` does.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Columns = dict[str, Floats]
RESULTS = Path(__file__).parent / "results" / "estimators.json"
MILLION, TEN_MILLION = 1_000_000, 10_000_000
TRUTH = (0.243, 4.414, 0.793, 2.426)
HORIZON = 52.0
BLOCK = 100_000  # rows scored at a time


def buyers(size: int, seed: int) -> Columns:
    """Histories of BG/NBD buyers in weeks, observed for 27 to 39 weeks; ``logs`` sums the logs of all gaps."""
    r, alpha, a, b = TRUTH
    chance = np.random.default_rng(seed)
    rate, leave = chance.gamma(r, 1 / alpha, size), chance.beta(a, b, size)
    T = np.round(chance.uniform(27, 39, size) * 7) / 7
    x, t_x, logs = np.zeros(size), np.zeros(size), np.zeros(size)
    here = np.arange(size)
    while here.size:
        gap = np.maximum(np.round(chance.gamma(1.0, 1 / rate[here]) * 7), 1.0) / 7
        seen = t_x[here] + gap <= T[here]
        here, gap = here[seen], gap[seen]
        x[here] += 1
        t_x[here] += gap
        logs[here] += np.log(gap)
        here = here[chance.random(here.size) >= leave[here]]
    return {"x": x, "t_x": t_x, "T": T, "logs": logs}


def fit_bg(given: Columns) -> Callable[[], Any]:
    from klantkompas.estimators.purchases import fit_purchases

    def work() -> dict[str, Any]:
        fit = fit_purchases(x=given["x"], t_x=given["t_x"], T=given["T"], dropout_at_first=False, prior=None)
        process = fit.process
        return {
            "parameters": [process.r, process.alpha, process.a, process.b],
            "loglik": fit.loglik,
            "converged": fit.converged,
        }

    return work


def fit_default(given: Columns) -> Callable[[], Any]:
    from klantkompas.estimators.purchases import fit_purchases

    def work() -> dict[str, Any]:
        fit = fit_purchases(x=given["x"], t_x=given["t_x"], T=given["T"], sum_log_interval=given["logs"])
        return {"model": fit.process.name, "converged": fit.converged, "by_k": fit.by_k}

    return work


def score(given: Columns) -> Callable[[], Any]:
    return _scored(given, {"r": TRUTH[0], "alpha": TRUTH[1], "a": TRUTH[2], "b": TRUTH[3], "k": 1}, first=False)


def score_regular(given: Columns) -> Callable[[], Any]:
    """The same two figures of the default model with k = 3, on the same histories."""
    return _scored(given, {"r": 0.85, "alpha": 1.45, "a": 0.79, "b": 2.42, "k": 3}, first=True)


def _scored(given: Columns, parameters: dict[str, Any], *, first: bool) -> Callable[[], Any]:
    from klantkompas.estimators.arrays import blocks
    from klantkompas.estimators.purchases import PurchaseProcess, expected_purchases, p_active

    process = PurchaseProcess(**parameters, dropout_at_first=first)

    def work() -> dict[str, Any]:
        active = expected = 0.0
        for block in blocks(given["x"].size, length=BLOCK):
            rows = {name: given[name][block] for name in ("x", "t_x", "T")}
            active += float(p_active(process=process, **rows).sum())
            expected += float(expected_purchases(process=process, **rows, horizon=HORIZON).sum())
        return {"mean_active": active / given["x"].size, "total_expected": expected}

    return work


def fit_bg_lifetimes(given: Columns) -> Callable[[], Any]:
    from lifetimes import BetaGeoFitter

    def work() -> dict[str, Any]:
        fit = BetaGeoFitter(penalizer_coef=0.0).fit(given["x"], given["t_x"], given["T"])
        return {"parameters": [float(fit.params_[name]) for name in ("r", "alpha", "a", "b")]}

    return work


def score_lifetimes(given: Columns) -> Callable[[], Any]:
    import pandas as pd
    from lifetimes import BetaGeoFitter

    fit = BetaGeoFitter()
    fit.params_ = pd.Series(dict(zip(("r", "alpha", "a", "b"), TRUTH, strict=True)))
    rows = given["x"], given["t_x"], given["T"]

    def work() -> dict[str, Any]:
        active = fit.conditional_probability_alive(*rows)
        expected = fit.conditional_expected_number_of_purchases_up_to_time(HORIZON, *rows)
        return {"mean_active": float(np.mean(active)), "total_expected": float(np.sum(expected))}

    return work


TASKS: dict[str, Callable[[Columns], Callable[[], Any]]] = {
    "fit_bg": fit_bg,
    "fit_default": fit_default,
    "score": score,
    "score_regular": score_regular,
    "fit_bg_lifetimes": fit_bg_lifetimes,
    "score_lifetimes": score_lifetimes,
}
RATIOS = {
    "fit_bg": ("fit_bg_lifetimes", "fit_bg"),
    "fit_default_k_searched": ("fit_bg_lifetimes", "fit_default"),
    "score": ("score_lifetimes", "score"),
}


def measure(task: str, path: str) -> dict[str, Any]:
    """CPU seconds of one task, and what it added to the peak memory of a process that holds the histories."""
    with np.load(path) as stored:
        work = TASKS[task]({name: stored[name] for name in stored.files})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu, wall = time.process_time(), time.perf_counter()
    answer = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"cpu_seconds": round(cpu, 2), "wall_seconds": round(wall, 2), "peak_mib": round(peak)}
    return {**figures, "added_mib": round(peak - before), "answer": answer}


def _in_a_new_process(task: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.estimators", "--measure", task, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(task, path.stem, figures, flush=True)
    return figures


def main() -> None:
    """Measure everything once and keep the figures and ratios (theirs / ours, in CPU seconds)."""
    with tempfile.TemporaryDirectory() as folder:
        one, ten = Path(folder) / "1_000_000.npz", Path(folder) / "10_000_000.npz"
        np.savez(one, **buyers(MILLION, seed=1))
        figures = {task: _in_a_new_process(task, one) for task in TASKS}
        np.savez(ten, **buyers(TEN_MILLION, seed=2))
        large = {task: _in_a_new_process(task, ten) for task in ("fit_default", "score")}
    ratios = {
        name: round(figures[theirs]["cpu_seconds"] / figures[ours]["cpu_seconds"], 1)
        for name, (theirs, ours) in RATIOS.items()
    }
    print(ratios)
    RESULTS.parent.mkdir(exist_ok=True)
    found = {"buyers_1_000_000": figures, "buyers_10_000_000": large, "times_less_cpu_than_lifetimes": ratios}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], sys.argv[3])))
    else:
        main()
