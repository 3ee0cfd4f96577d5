"""What customers did after a complaint, and after the mark they gave: two pictures of care."""

import itertools
from collections.abc import Sequence
from functools import partial

import altair as alt

from klantkompas.insight.base import CustomerBase
from klantkompas.report.drawing import ACCENT, LOST, QUIET, SOFT, Drawn, Picture, Width
from klantkompas.report.marks import chart, names_axis, sized
from klantkompas.report.reading import Row, lens
from klantkompas.report.tables import Column, Table, table_of
from klantkompas.report.teller import Remarks, Teller
from klantkompas.report.writer import Unit, Writer

RECOVERY: dict[str, Unit] = {
    "complaint_state": "text",
    "cases": "count",
    "again": "share",
    "again_low": "share",
    "again_high": "share",
    "matched": "share",
    "text": "share",
    "compensation": "money",
    "referrals": "count",
    "running": "count",
}
SATISFACTION: dict[str, Unit] = {
    "mark": "count",
    "answers": "count",
    "again": "share",
    "again_low": "share",
    "again_high": "share",
    "curve": "share",
    "curve_low": "share",
    "curve_high": "share",
}
WHY = dict.fromkeys(("again", "again_low", "again_high", "compensation", "referrals"), "no_cases_yet")
WHY |= {"matched": "nobody_comparable", "text": "text_silent"}
FEW = 10  # cases under which nothing is concluded from a difference


def recovery(base: CustomerBase, writer: Writer) -> Picture:
    """Which part ordered again after a complaint, by how it was handled, beside the text's part and that of others."""
    rows = [row | {"complaint_state": writer.say(f"complaint.{row['state']}")} for row in lens(base, "recovery")]
    table = _table("recovery", rows, RECOVERY, writer)
    if not rows:
        return Picture(code="recovery", table=table, missing="no_complaints")
    return Picture(code="recovery", table=table, draw=partial(_draw_recovery, rows, writer))


def _table(code: str, rows: Sequence[Row], columns: dict[str, Unit], writer: Writer) -> Table:
    made = [Column(name=name, unit=unit) for name, unit in columns.items()]
    return table_of(rows, made, caption=writer.say(f"page.{code}.caption"), why=WHY)


def _draw_recovery(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    """A dot a state with its range; an open diamond for what the text says, a stroke for comparable customers."""
    names = {kind: writer.say(f"page.recovery.{kind}") for kind in ("own", "comparable", "text")}
    points = [
        {"who": f"{place:02d}{row['complaint_state']}", "x": row[column], "what": names[kind]}
        for place, row in enumerate(rows)
        for kind, column in (("own", "again"), ("comparable", "matched"), ("text", "text"))
        if row[column] is not None
    ]
    ranges = [
        {"who": f"{place:02d}{row['complaint_state']}", "low": row["again_low"], "high": row["again_high"]}
        for place, row in enumerate(rows)
        if row["again"] is not None
    ]
    axis, scale = alt.Axis(format=".0%", tickCount=5), alt.Scale(domain=[0, 1])
    x = alt.X("x:Q", title=writer.label("again"), axis=axis, scale=scale)
    shown = list(names.values())
    legend = alt.Legend(title=None, orient="top", symbolSize=80, columnPadding=28, columns=3 if width == "wide" else 1)
    shape = alt.Shape("what:N", scale=alt.Scale(domain=shown, range=["circle", "stroke", "diamond"]), legend=legend)
    colour = alt.Color("what:N", scale=alt.Scale(domain=shown, range=[ACCENT, LOST, QUIET]), legend=legend)
    y = names_axis(points)
    line = chart(ranges).mark_rule(color=ACCENT, strokeWidth=2, opacity=0.55)
    line = line.encode(x=alt.X("low:Q", title=None), x2="high:Q", y=alt.Y("who:N", sort=None))
    dots = chart(points).mark_point(size=90, opacity=1, strokeWidth=2).encode(x=x, y=y, shape=shape, color=colour)
    return sized(dots + line, width, 44 * len(rows))


def _tell_recovery(told: Teller) -> Remarks:
    rows = lens(told.base, "recovery")
    shows = told.say("recovery.shows", n=sum(row["cases"] for row in rows))
    held = [row for row in rows if row["again"] is not None and row["cases"] >= FEW]
    if not held:
        return shows, told.say("recovery.text_only"), told.say("recovery.do_record")
    named = {row["state"]: row for row in held}
    parts = [
        told.say(
            "recovery.part", state=told.writer.say(f"complaint.{row['state']}"), again=row["again"], n=row["cases"]
        )
        for row in held
    ]
    remarkable = " ".join([told.say("recovery.remarkable", parts=parts), *_generosity(told)])
    low = min(held, key=lambda row: row["again"])
    well = named.get("resolved_well")
    if well is not None and (well["gap_low"] or 0) > 0:
        do = told.say("recovery.do_generous", gap=well["gap"], given=told.money(well["compensation"]))
    elif low["gap_high"] is not None and low["gap_high"] < 0:
        do = told.say("recovery.do_lost", state=told.writer.say(f"complaint.{low['state']}"), gap=-low["gap"])
    else:
        do = told.say("recovery.do_no_difference")
    return shows, remarkable, do


def _generosity(told: Teller) -> tuple[str, ...]:
    """What generosity costs a complaint and seems to bring, with its range; or why that cannot be said."""
    if "generosity" not in told.base.summary:
        return ()
    found = told.base.summary["generosity"]
    if found is None:
        why = (told.base.summary.get("why") or {}).get("generosity")
        return (told.say("recovery.generosity.unknown", why=told.writer.why(why)),)
    gain = {name: told.writer.money(found[name]) for name in ("gain", "low", "high", "given")}
    code = "certain" if found["low"] > 0 else "lost" if found["high"] < 0 else "unsure"
    return (told.say(f"recovery.generosity.{code}", **gain),)


def satisfaction(base: CustomerBase, writer: Writer) -> Picture:
    """Which part orders again after each mark: as it was, and as a curve that can only rise, with its band."""
    rows = lens(base, "satisfaction")
    table = _table("satisfaction", rows, SATISFACTION, writer)
    if len(rows) < 2:
        return Picture(code="satisfaction", table=table, missing="no_marks")
    return Picture(code="satisfaction", table=table, draw=partial(_draw_satisfaction, rows, writer))


def _draw_satisfaction(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    data = chart([{name: row[name] for name in ("mark", "again", "curve", "curve_low", "curve_high")} for row in rows])
    marks = [row["mark"] for row in rows]
    axis = alt.Axis(values=marks, format="d")
    x = alt.X(
        "mark:Q", title=writer.label("mark"), axis=axis, scale=alt.Scale(domain=[min(marks), max(marks)], padding=12)
    )
    y = alt.Y("curve:Q", title=writer.label("again"), axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, 1]))
    band = data.mark_area(color=SOFT, opacity=0.6).encode(x=x, y=alt.Y("curve_low:Q", title=None), y2="curve_high:Q")
    line = data.mark_line(color=ACCENT, strokeWidth=2.5).encode(x=x, y=y)
    dots = data.mark_point(color=ACCENT, filled=True, size=45, opacity=1).encode(x=x, y="again:Q")
    return sized(band + line + dots, width, 260)


def _tell_satisfaction(told: Teller) -> Remarks:
    rows = lens(told.base, "satisfaction")
    shows = told.say("satisfaction.shows", n=sum(row["answers"] for row in rows))
    steps = [(above["curve"] - below["curve"], below, above) for below, above in itertools.pairwise(rows)]
    step, below, above = max(steps, key=lambda one: one[0])
    certain = above["curve_low"] > below["curve_high"]
    ends = {"below": int(below["mark"]), "above": int(above["mark"])}
    remarkable = told.say("satisfaction.remarkable", step=step, **ends) if step > 0 else told.say("satisfaction.flat")
    do = told.say("satisfaction.do_step", **ends) if certain else told.say("satisfaction.do_unsure")
    return shows, remarkable, do


REMARKS = {"recovery": _tell_recovery, "satisfaction": _tell_satisfaction}
