"""The three V's (verlengen, verhogen, verbeteren) with their progress: goal, standing, and what we demonstrably did.

All of it comes from ``effect.json``: what was measured against customers who were held out, or why it could not be.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from klantkompas.advice.playbook import read_playbook
from klantkompas.report.reading import Row
from klantkompas.report.tables import Column, Table, table_of
from klantkompas.report.writer import UNKNOWN, Writer
from klantkompas.words import has, hours

Measured = Mapping[str, Any]

VS = ("lengthen", "raise", "improve")
HEADS = ("v", "goal", "standing", "course", "caused")
SHORT = ("v", "caused")
OF_ACTIONS = ("action", "v", "caused", "arms")


def progress_table(measured: Measured | None, writer: Writer) -> Table:
    """A row a goal, and one for each V without a goal; without rows where nothing was measured."""
    rows = [] if measured is None else [row for v in VS for row in _of_v(v, measured, writer)]
    return _table(rows, HEADS, writer)


def progress_in_short(measured: Measured | None, writer: Writer) -> Table:
    """A row a V: what we demonstrably did."""
    rows = [] if measured is None else [_caused_row(v, measured, writer) for v in VS]
    return _table(rows, SHORT, writer)


def actions_table(measured: Measured | None, writer: Writer) -> Table:
    """Of every action a row a measure: what it added to each V, or why that cannot be said."""
    actions, playbook = (measured or {}).get("actions") or {}, read_playbook()
    rows = list[Row]()
    for code, one in actions.items():
        name = playbook[code].called(writer.language) if code in playbook else code
        for v in VS:
            for found in (one[v], *(also for also in one.get("also") or [] if also["v"] == v)):
                said = writer.say("screen.effect.counts", treated=found["treated"], held_out=found["held_out"])
                told = {"action": name, "v": writer.say(f"effect.v.{v}"), "caused": _added(found, writer)}
                rows.append({f"progress_{column}": text for column, text in (told | {"arms": said}).items()})
                name = ""
    return _table(rows, OF_ACTIONS, writer)


def _added(found: Mapping[str, Any], writer: Writer) -> str:
    """What an action added a customer, with its range; or which measure cannot be had, why, and what could be seen."""
    measure, lacking = found["measure"], found.get("not_measurable")
    what = writer.say(f"effect.measure.{measure}") if measure else ""
    if not lacking:
        ends = {name: _in_unit(found[name], found["unit"], writer) for name in ("effect", "low", "high")}
        return writer.say("page.progress.range", what=what, **ends)
    counts = {name: found[name] for name in ("treated", "held_out")}
    said = writer.say(f"effect.not_measurable.{lacking['reason']}", **counts)
    if lacking["detectable"] is not None:
        least = _in_unit(lacking["detectable"], found["unit"], writer).removeprefix("+")
        said = f"{said} {writer.say('effect.detectable', detectable=least)}"
    return writer.say("page.progress.of", what=what, why=said) if what else said


def _table(rows: list[Row], names: tuple[str, ...], writer: Writer) -> Table:
    heads = {name: writer.say(f"page.progress.{name}") for name in names}
    columns = [Column(name=f"progress_{name}", unit="text", label=label) for name, label in heads.items()]
    return table_of(rows, columns, caption=writer.say("page.progress.caption"), why={})


def _of_v(v: str, measured: Measured, writer: Writer) -> Iterator[Row]:
    goals = [goal for goal in measured.get("goals") or [] if goal["v"] == v]
    first = _caused_row(v, measured, writer)
    if not goals:
        none = {"goal": writer.say("page.progress.no_goal"), "standing": UNKNOWN, "course": UNKNOWN}
        yield first | {f"progress_{name}": said for name, said in none.items()}
    for place, goal in enumerate(goals):
        told = {f"progress_{name}": said for name, said in _goal(goal, writer).items()}
        yield (first if place == 0 else {"progress_v": "", "progress_caused": ""}) | told


def _goal(goal: Mapping[str, Any], writer: Writer) -> dict[str, str]:
    measure = goal["measure"]
    what = writer.say(f"goal.measure.{measure}") if has(f"goal.measure.{measure}") else measure
    if goal.get("segment"):
        what = f"{what} ({goal['segment']})"
    target = _figure(goal["target"], measure, writer)
    expected = _figure(goal.get("expected"), measure, writer)
    return {
        "goal": writer.say("page.progress.target", what=what, target=target, due=date.fromisoformat(goal["due"])),
        "standing": _figure(goal.get("now"), measure, writer),
        "course": writer.say(f"goal.state.{goal['state']}", expected=expected),
    }


def _figure(value: float | None, measure: str, writer: Writer) -> str:
    if value is None:
        return UNKNOWN
    if measure.startswith(("profit", "revenue")):
        return writer.money(Decimal(str(value)))
    return writer.cell(value, "ratio" if abs(value) < 100 else "count")


def _caused_row(v: str, measured: Measured, writer: Writer) -> Row:
    found = (measured.get("v") or {}).get(v) or {"not_measurable": {"reason": "no_actions"}}
    return {"progress_v": writer.say(f"effect.v.{v}"), "progress_caused": _caused(found, writer)}


def _caused(found: Mapping[str, Any], writer: Writer) -> str:
    """What was added with its range, right however often it is read; or why that cannot be said."""
    lacking = found.get("not_measurable")
    if lacking:
        counts = {name: found.get(name, 0) for name in ("treated", "held_out")}
        return writer.say(f"effect.not_measurable.{lacking['reason']}", **counts)
    ends = {name: _in_unit(found[name], found["unit"], writer) for name in ("effect", "low", "high")}
    return writer.say("page.progress.range", what=writer.say(f"effect.total.{found['measure']}"), **ends)


def _in_unit(value: float, unit: str, writer: Writer) -> str:
    """With its sign: an effect is a difference."""
    sign = "+" if value > 0 else ""
    if unit == "money":
        return f"{sign}{writer.money(Decimal(str(value)))}"
    if unit == "hours":
        return sign + hours(value, writer.language)
    if unit in ("part", "months"):
        shown = 100 * value if unit == "part" else value
        return writer.say(
            f"effect.{unit}", sign=sign, value=writer.cell(shown, "ratio" if abs(shown) < 10 else "count")
        )
    return sign + writer.cell(value, "ratio" if abs(value) < 10 else "count")


def tell_progress(measured: Measured | None, writer: Writer) -> str:
    """What may be said of the three V's in one sentence."""
    if measured is None:
        return writer.say("page.progress.missing")
    held = [one for one in (measured.get("v") or {}).values() if not one.get("not_measurable")]
    return writer.say("page.progress.measured") if held else writer.say("page.progress.nothing_yet")
