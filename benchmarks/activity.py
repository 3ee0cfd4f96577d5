"""Will a customer order again? Purchase models that are left at an order, beside sleep that comes in time.

Run as ``python -m benchmarks.activity``; writes ``benchmarks/results/activity.json``. Two questions:

*Again*: on public sets and simulated firms without hours, who orders within the stretch after an origin; both models
see what lies before it only. *Active*: on firms of both simulators, with their hours, against the state that they are
in. Seeds of the firms are those that types were developed on (501 to 504, 101), not those on which they are reported.
"""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import TRIALS, orders_of, origins
from benchmarks.types import RULES, Trial, calibration_error, made, written
from klantkompas.estimators.dormancy import fit_dormancy, p_again
from klantkompas.estimators.forecast import OrderHistory, Window, order_history, orders_within
from klantkompas.estimators.purchases import PurchaseProcess, fit_purchases, p_active, p_purchase
from klantkompas.insight.relation.beliefs import active_of
from klantkompas.insight.understood import understood
from klantkompas.insight.value import numbers_of
from klantkompas.insight.value_fit import columns_of
from klantkompas.ledger.book import open_ledger

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
RESULTS = Path(__file__).parent / "results" / "activity.json"
YEAR = 365
FIRMS = (
    Trial("another installation, 503", 503, another="installation"),
    Trial("another wholesale, 501", 501, another="wholesale"),
    Trial("another supplies, 501", 501, another="supplies"),
    Trial("shipped firm, seed 101", 101),
)
SETS = tuple(one for one in TRIALS if one.name != "donations")  # gifts have a year and no day


def judged(chance: Floats, came: Flags) -> dict[str, float]:
    """How good chances were: mean squared error, log loss, error of calibration, and mean minus the part that came."""
    likely = np.clip(chance, 1e-4, 1.0 - 1e-4)
    return {
        "squared": round(float(((chance - came) ** 2).mean()), 4),
        "log_loss": round(float(-np.where(came, np.log(likely), np.log1p(-likely)).mean()), 4),
        "calibration_error": round(calibration_error(chance, came), 4),
        "bias": round(float(chance.mean() - came.mean()), 4),
    }


def _seen(orders: Any, origin: int, length: int) -> tuple[OrderHistory, Flags]:
    """Histories until an origin, and who ordered in the stretch after it."""
    history, numbers = order_history(buyer=orders.buyer, day=orders.day, origin=origin, length=length)
    came = orders_within(buyer=orders.buyer, day=orders.day, window=Window(origin, length), numbers=numbers)
    return history, came > 0


def _again(orders: Any, origin: int, length: int) -> dict[str, Any]:
    """One set from one origin."""
    now, came = _seen(orders, origin, length)
    process = fit_purchases(x=now.x, t_x=now.t_x, T=now.T, sum_log_interval=now.log_intervals).process
    history: dict[str, Any] = {"x": now.x, "t_x": now.t_x, "T": now.T}
    left = p_purchase(process=process, horizon=float(length), **history)
    slept = p_again(dormancy=_dormancy(orders, process, origin), span=float(length), **history)
    return {"left_at_an_order": judged(left, came), "asleep_in_time": judged(slept, came)}


def _dormancy(orders: Any, process: PurchaseProcess, origin: int) -> Any:
    """As ``analyse`` learns it: from the year before the origin."""
    nobody = np.empty(0)
    if int(orders.day.min()) > origin - YEAR:
        return fit_dormancy(process=process, x=nobody, t_x=nobody, T=nobody, ordered=nobody > 0, span=float(YEAR))
    then, ordered = _seen(orders, origin - YEAR, YEAR)
    return fit_dormancy(process=process, x=then.x, t_x=then.t_x, T=then.T, ordered=ordered, span=float(YEAR))


def _active(trial: Trial) -> dict[str, Any]:
    """One firm with its hours: the chance to be active against the truth, of who is not demanding."""
    facts, true = made(trial)
    with written(facts) as folder, open_ledger(folder, rules=RULES) as ledger:
        then = understood(ledger, as_of=trial.end)
        batches = list(ledger.engine.blocks(then.facts.sort("customer_id")))
    columns = columns_of(batches[0])
    numbers, model, types = numbers_of(columns), then.learned.model, then.learned.types
    assert len(batches) == 1 and model is not None and types is not None
    found = active_of(model, columns, numbers, firm=types.firm)
    ids = columns["customer_id"].filter(found.at.known).to_pylist()
    judge = np.array([true.get(one) in ("dormant", "shared", "loyal") for one in ids])
    awake = np.array([true.get(one) != "dormant" for one in ids])[judge]
    at = found.at
    return {
        "left_at_an_order": judged(p_active(process=model.process, x=at.x, t_x=at.t_x, T=at.T)[judge], awake),
        "asleep_in_time": judged(found.chance[judge], awake),
    }


def shown() -> str:
    """The figures of the last run: log loss and error of calibration of both models."""
    found = json.loads(RESULTS.read_text("utf-8"))
    lines = [f"{'':36}{'left at an order':>22}{'asleep in time':>22}"]
    for row in [*found["again"], *found["active"]]:
        figures = (row[name] for name in ("left_at_an_order", "asleep_in_time"))
        lines.append(
            f"{row['name']:36}"
            + "".join(f"{one['log_loss']:>14.3f}{one['calibration_error']:>8.3f}" for one in figures)
        )
    return "\n".join(lines)


def main() -> None:
    """Measure every set and firm, and keep the figures."""
    begun = time.process_time()
    found: dict[str, Any] = {"again": [], "active": []}
    for trial in SETS:
        orders, weeks = orders_of(trial), trial.weeks[0]
        for origin in origins(trial, orders, weeks):
            day = date.fromordinal(date(1970, 1, 1).toordinal() + origin)
            found["again"].append({"name": f"{trial.name}, {day}", **_again(orders, origin, weeks * 7)})
            print(found["again"][-1], flush=True)
    for firm in FIRMS:
        found["active"].append({"name": firm.name, **_active(firm)})
        print(found["active"][-1], flush=True)
    found["cpu_seconds"] = round(time.process_time() - begun, 1)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
