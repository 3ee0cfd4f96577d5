"""The pages about advice: the figures of the catalogue, worked examples and measured figures, as they are now.

Where something changed, ``python -m tests.advice.test_pages`` writes them anew.
"""

import json
import re
import tempfile
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from klantkompas.advice.circumstances import unknown_circumstances
from klantkompas.advice.gains import COLUMNS, Prices, customers_of, gains_of
from klantkompas.advice.playbook import Action, read_playbook
from klantkompas.rules import Rules
from klantkompas.words import money, number
from tests.advice.customers import AS_OF, DEMANDING, LOYAL, SHARED, SLEEPER, made_base

ROOT = Path(__file__).resolve().parents[2]
PAGE, LIST = (ROOT / "docs" / "explanation" / name for name in ("playbook.md", "monday-list.md"))
MEASURED = ROOT / "benchmarks" / "results" / "allocate.json"
BOOK = read_playbook()
PRICES = Prices(hour=62.0, years=3.0, new_customer=5000.0, irritation=0.002)
WHO = {
    "Linde": (LOYAL, {}),
    "Doorn": (SLEEPER, {}),
    "Bal": (DEMANDING, {"punctured_days": 200.0}),
    "Vrij, estimated": (SHARED, {}),
    "Vrij, declared": (SHARED | {"share_evidence": "declared"}, {}),
    "Linde, new": (LOYAL | {"type": "unclear", "phase": "new", "transactions": 2}, {}),
    "Linde, danger months near": (
        LOYAL | {"danger_from": AS_OF + timedelta(days=40), "danger_to": AS_OF + timedelta(days=100)},
        {},
    ),
    "Linde, asked 2 days ago": (LOYAL, {"card_waiting_days": 2.0}),
    "Linde, complaint 5 days open": (LOYAL, {"complaint_open_days": 5.0}),
    "Linde, 3 days late": (LOYAL, {"promise_late_days": 3.0}),
}
EXAMPLE = re.compile(r"<!-- example: (\w+) (.+?) -->\n(.*?)<!-- end -->", re.DOTALL)
ALLOCATED = re.compile(r"<!-- allocate -->\n(.*?)<!-- end -->", re.DOTALL)
FIGURES = re.compile(r"<!-- figures -->\n(.*?)<!-- end -->", re.DOTALL)


def example(code: str, name: str) -> str:
    """What the action would bring this customer, in a sentence."""
    if BOOK[code].need == "outcome":
        return f"*Example* ({name}): takes nothing, brings nothing, and risks nothing.\n"
    customer, waiting = WHO[name]
    with tempfile.TemporaryDirectory() as folder:
        base = made_base(Path(folder), [customer])
        table = pa.Table.from_batches(base.customer_batches(COLUMNS))
    who = customers_of(table, unknown_circumstances(1), as_of=AS_OF)
    who.numbers.update({what: np.array([days]) for what, days in waiting.items()})
    gains = gains_of(who, BOOK, PRICES, Rules(), {}, as_of=AS_OF)
    (row,) = (at for at, action in enumerate(gains.action) if gains.codes[action] == code)
    stake, gain = (money(round(float(values[row]), 2), "en") for values in (gains.at_stake, gains.gain))
    action, points = BOOK[code], 100 * BOOK[code].uplift.mean
    takes = [f"{float(action.hours):g} h", money(round(float(gains.cost[row]), 2), "en")]
    wears = float(action.uplift.mean * gains.at_stake[row] - gains.gain[row] - gains.cost[row]) - 62 * gains.hours[row]
    takes += [f"{money(round(wears, 2), 'en')} of irritation"] if wears > 0.005 else []
    less = " and ".join([", ".join(takes[:-1]), takes[-1]])
    return f"*Example* ({name}): at stake {stake}; {points:g} points of that, less {less}: {gain} expected.\n"


def figures() -> str:
    """The catalogue as a table."""
    head = "| action | V | hours | euros | uplift, points | success within | rest | where from |\n"
    lines = [head, "| --- | --- | --: | --: | --: | --: | --: | --- |\n"]
    return "".join([*lines, *(_line(one) for one in BOOK.actions.values() if one.need != "outcome")])


def _line(one: Action) -> str:
    euros = f"{float(one.cost):g}" + (f" + {100 * float(one.cost_share):g} % of turnover" if one.cost_share else "")
    uplift = f"{100 * one.uplift.mean:g} ± {100 * one.uplift.sd:g}"
    rest = f"{one.cool_down_days} d" if one.cool_down_days else ""
    sources = "; ".join(dict.fromkeys(s for s in (one.uplift.source, one.worth_source, one.figures_source) if s))
    cells = [f"`{one.code}`", one.v, f"{float(one.hours):g}", euros, uplift, f"{one.success_days} d", rest, sources]
    return f"| {' | '.join(cells)} |\n"


def allocated() -> str:
    """What choosing took and how near the bound it came, from the figures of the benchmark."""
    lines = ["| customers | account managers | CPU seconds | short | short, greedy | short, HiGHS (seconds) |\n"]
    lines.append("| --: | --: | --: | --: | --: | --: |\n")
    for one in json.loads(MEASURED.read_text(encoding="utf-8")):
        peer = one["milp"]
        told = "" if peer is None else f"{100 * peer['short_of_bound']:.4f} % ({peer['cpu_seconds']:g})"
        cells = [
            number(one["customers"], "en"),
            number(one["managers"], "en"),
            f"{one['cpu_seconds']:g}",
            f"{100 * one['gap']:.4f} %",
            f"{100 * one['greedy']['short_of_bound']:.1f} %",
            told,
        ]
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines)


def measured() -> str:
    """The page of the list with its measured figures."""
    text = LIST.read_text(encoding="utf-8")
    return ALLOCATED.sub(lambda _: f"<!-- allocate -->\n{allocated()}<!-- end -->", text)


def written() -> str:
    """The page of the playbook with its figures as they are now."""
    text = FIGURES.sub(lambda _: f"<!-- figures -->\n{figures()}<!-- end -->", PAGE.read_text(encoding="utf-8"))
    return EXAMPLE.sub(
        lambda one: f"<!-- example: {one[1]} {one[2]} -->\n{example(one[1], one[2]).format(name=one[2])}<!-- end -->",
        text,
    )


def test_the_figures_on_the_page_are_those_of_the_catalogue():
    assert PAGE.read_text(encoding="utf-8") == written()


def test_the_measured_figures_are_those_of_the_benchmark():
    assert LIST.read_text(encoding="utf-8") == measured()
    largest = json.loads(MEASURED.read_text(encoding="utf-8"))[-1]
    assert (largest["customers"], largest["actions"]) == (200_000, 14)
    assert largest["cpu_seconds"] < 30
    assert largest["gap"] < 1e-4


@pytest.mark.parametrize("code", BOOK.codes)
def test_every_action_has_a_definition_an_example_and_a_downside(code):
    section = PAGE.read_text(encoding="utf-8").split(f"\n### {code}\n")[1].split("\n### ")[0].split("\n## ")[0]
    definition = section.split("<!--")[0].strip()
    assert len(definition) > 20
    assert f"<!-- example: {code} " in section
    assert "*Downside*: " in section


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
    LIST.write_text(measured(), encoding="utf-8")
