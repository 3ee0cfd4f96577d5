"""Where hours and euros went: winning, keeping, winning back, beside 85/15 and the split that would bring most."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import altair as alt

from klantkompas.insight.base import CustomerBase
from klantkompas.insight.split import PURPOSES
from klantkompas.report.drawing import ACCENT, QUIET, SOFT, Drawn, Picture, Width
from klantkompas.report.marks import chart, names_axis, sized
from klantkompas.report.reading import Row, reason_of
from klantkompas.report.tables import Column, Table, table_of
from klantkompas.report.teller import Remarks, Teller
from klantkompas.report.writer import Reason, Unit, Writer

COLUMNS: Mapping[str, Unit] = {
    "purpose": "text",
    "purpose_hours": "hours",
    "purpose_euros": "money",
    "part_spent": "share",
    "part_customary": "share",
    "part_best": "share",
    "cost_each": "money",
    "hour_brings": "money",
}
WHY = {
    "purpose_hours": "no_hours_by_purpose",
    "purpose_euros": "no_spending_by_purpose",
    "part_spent": "hourly_cost_unknown",
    "part_customary": "not_customary",
    "cost_each": "nobody_or_no_cost",
}
COLOURS = {"part_spent": ACCENT, "part_customary": SOFT, "part_best": QUIET}


def budget(base: CustomerBase, writer: Writer) -> Picture:
    """Which part of hours and euros went to each purpose in twelve months (``summary.split`` and ``.budget``)."""
    rows = _rows(base, writer)
    table = _table(base, rows, writer)
    if all(row["purpose_hours"] is None and row["purpose_euros"] is None for row in rows):
        return Picture(code="budget", table=table, missing="no_purposes")
    if all(row["part_spent"] is None for row in rows):
        return Picture(code="budget", table=table, missing=WHY["part_spent"])
    return Picture(code="budget", table=table, draw=partial(_draw, rows, writer))


def _rows(base: CustomerBase, writer: Writer) -> list[Row]:
    split, told = base.summary.get("split") or {}, base.summary.get("budget") or {}
    parts = {
        "part_spent": told.get("spent"),
        "part_customary": told.get("customary"),
        "cost_each": told.get("cost_each"),
        "hour_brings": told.get("hour_brings"),
    }
    return [
        {
            "purpose": writer.say(f"page.purpose.{name}"),
            "purpose_hours": one.get("hours"),
            "purpose_euros": one.get("euros"),
            "part_best": one.get("optimum"),
            **{to: (part or {}).get(name) for to, part in parts.items()},
        }
        for name in PURPOSES
        for one in [split.get(name) or {}]
    ]


def _table(base: CustomerBase, rows: Sequence[Row], writer: Writer) -> Table:
    """Every column that says something of any purpose, or of which it is told why it is unknown."""
    columns = [Column(name=name, unit=unit) for name, unit in COLUMNS.items()]
    unknown = reason_of(base, "split") if all(row["part_best"] is None for row in rows) else "no_response_seen"
    why = WHY | {"part_best": unknown, "hour_brings": unknown}
    return table_of(rows, columns, caption=writer.say("page.budget.caption"), why=why)


def _draw(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    """A bar for each way to split, purpose by purpose; each says which it is."""
    held = [
        {
            "who": f"{place:02d}{row['purpose']}, {writer.say(f'page.budget.{name}')}",
            "value": float(row[name]),
            "said": writer.cell(row[name], "share"),
            "colour": COLOURS[name],
        }
        for place, (row, name) in enumerate((row, name) for row in rows for name in COLOURS)
        if row[name] is not None
    ]
    x = alt.X("value:Q", title=None, axis=alt.Axis(labels=False, grid=False), scale=alt.Scale(domain=[0, 1.1]))
    drawn = chart(held).mark_bar(height=13).encode(x=x, y=names_axis(held), color=alt.Color("colour:N", scale=None))
    text = chart(held).mark_text(align="left", dx=5).encode(x="value:Q", y=alt.Y("who:N", sort=None), text="said:N")
    return sized(drawn + text, width, 26 * len(held))


def _tell(told: Teller) -> Remarks:
    rows = _rows(told.base, told.writer)
    best = [row for row in rows if row["part_best"] is not None]
    shows = told.say("budget.shows_best" if best else "budget.shows")
    return shows, _remarkable(told, rows), _to_do(told, best)


def _remarkable(told: Teller, rows: Sequence[Row]) -> str:
    parts = _parts(told, rows, "part_spent")
    won, kept = (row["cost_each"] for row in rows[:2])
    if won is None or kept is None:
        return told.say("budget.remarkable_parts", parts=parts)
    return told.say("budget.remarkable", parts=parts, won=told.money(won), kept=told.money(kept))


def _parts(told: Teller, rows: Sequence[Row], name: str) -> list[str]:
    """``werven 13 %``, of every purpose of which the part is known."""
    return [f"{row['purpose']} {told.writer.cell(row[name], 'share')}" for row in rows if row[name] is not None]


def _to_do(told: Teller, best: Sequence[Row]) -> str:
    found: Mapping[str, Any] = told.base.summary.get("budget") or {}
    moved, basis = found.get("hour_moved"), found.get("basis")
    if not best or basis is None:
        return told.say("budget.do_unknown", why=Reason(reason_of(told.base, "split")))
    ground = told.say(f"budget.{basis}")
    if moved is None or Decimal(moved["gain"]) <= 0:
        return told.say("budget.do_best", ground=ground, parts=_parts(told, best, "part_best"))
    ends = {to: told.say(f"purpose.{moved[end]}") for to, end in (("source", "from"), ("target", "to"))}
    return told.say("budget.do", ground=ground, gain=told.money(moved["gain"]), **ends)


REMARKS = {"budget": _tell}
