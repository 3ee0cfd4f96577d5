"""What kind of relation customers have with us, in pictures: four types with their borders, movement, and phases.

Each type has a colour, a shape and a word, so that a grey print says the same. The names here are the neutral ones: a
report may end up with a customer.
"""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import altair as alt
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.insight.base import CustomerBase
from klantkompas.report.drawing import ACCENT, QUIET, Drawn, Picture, Width
from klantkompas.report.marks import LETTER, POINTS_ON_A_PHONE, bars, chart, nothing, sized, some, table_behind
from klantkompas.report.reading import MOST_POINTS, Row, evenly, known, largest_of, lens, reason_of
from klantkompas.report.tables import Column, Table, amounts, table_of
from klantkompas.report.teller import Remarks, Teller
from klantkompas.report.writer import LONGEST_NAME, Writer, called

TYPES = ("loyal", "shared", "dormant", "demanding", "unclear")
PHASES = ("prospect", "new", "building", "established", "strained", "ended")
COLOURS = {
    "loyal": "#1b7f5c",
    "shared": "#8e4585",
    "dormant": "#3b6fb6",
    "demanding": "#c98a1b",
    "unclear": "#8a8f98",
}
SHAPES = {
    "loyal": "circle",
    "shared": "diamond",
    "dormant": "square",
    "demanding": "triangle-down",
    "unclear": "cross",
}
SIGNS = {"loyal": "●", "shared": "◆", "dormant": "■", "demanding": "▼", "unclear": "✚"}
CALLED = 3
CELL = 46
SURELY = 0.999
TICKS = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)


def type_name(code: str, writer: Writer) -> str:
    """The neutral name of a type; an unknown code as it is."""
    return writer.say(f"type.{code}") if code in TYPES else code


def type_table(base: CustomerBase, writer: Writer, *, points: int | None = None) -> Table:
    """The types with money and hours, a row each (``summary.types``), the surest relation first.

    Args:
        base: the firm.
        writer: for one reader.
        points: of how many customers the picture shows a mark, to be said where that is not everybody.
    """
    held = base.summary.get("types") or {}
    rows = [
        {"relation_type": f"{SIGNS[code]} {type_name(code, writer)}", **held[code]} for code in TYPES if code in held
    ]
    names = ("relation_type", "customers", "hours_12m", "profit_12m", "lifetime_value")
    sampled = points and base.customer_count > MOST_POINTS
    note = writer.say("page.sampled", n=points, all=base.customer_count) if sampled else ""
    return table_behind(base, writer, "types", rows, names, note)


def _no_types(base: CustomerBase) -> str:
    return reason_of(base, "types") if base.customer_count > 1 else "few_customers"


def types_effort(base: CustomerBase, writer: Writer) -> Picture:
    """Effort against return: hours and profit after hours, a point a customer, with the borders in view.

    Source: METHODS 4.1 (events, with borders in hours and euros).
    """
    points = evenly(base, ("type", "hours_12m", "profit_12m"), MOST_POINTS)
    table = type_table(base, writer, points=len(points))
    if not table.rows or not points:
        return Picture(code="types_effort", table=table, missing=_no_types(base))
    return Picture(code="types_effort", table=table, draw=partial(_draw_effort, points, base, writer))


def _draw_effort(rows: Sequence[Row], base: CustomerBase, writer: Writer, width: Width) -> Drawn:
    rules = base.rules.typing
    # A root scale gives the many small customers room beside the few large ones; it also bends below nought.
    root = alt.Scale(type="sqrt")
    x = alt.X("x:Q", title=writer.label("hours_12m"), scale=root, axis=alt.Axis(format=",.0f"))
    y = alt.Y("y:Q", title=writer.label("profit_12m"), scale=root, axis=alt.Axis(format="$,.0f"))
    points = [{"x": float(row["hours_12m"]), "y": float(row["profit_12m"]), "type": row["type"]} for row in rows]
    effort = chart([{"x": float(rules.effort_hours)}]).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x="x:Q")
    return sized(alt.layer(effort, _little(base, points), _dots(points, x, y, writer, width)), width, 380)


def _little(base: CustomerBase, points: Sequence[Row]) -> Drawn:
    """The line under which return is little: a floor in euros, or a price for every hour."""
    rules = base.rules.typing
    most = max(point["x"] for point in points)
    floor, price = float(rules.profit_floor), float(rules.hour_price or 0)
    line = [{"x": most * step / 20, "y": price * most * step / 20 if rules.hour_price else floor} for step in range(21)]
    return chart(line).mark_line(color=QUIET, strokeWidth=1, strokeDash=[4, 4]).encode(x="x:Q", y="y:Q")


def _dots(points: Sequence[Row], x: alt.X, y: alt.Y, writer: Writer, width: Width) -> Drawn:
    held = [code for code in TYPES if any(point["type"] == code for point in points)]
    names = [type_name(code, writer) for code in held]
    shown = points if width == "wide" else some(points, POINTS_ON_A_PHONE)
    said = [point | {"what": type_name(point["type"], writer)} for point in shown]
    columns = 5 if width == "wide" else 2
    legend = alt.Legend(title=None, orient="bottom", columns=columns, columnPadding=26, symbolSize=80, symbolOpacity=1)
    colour = alt.Color("what:N", scale=alt.Scale(domain=names, range=[COLOURS[one] for one in held]), legend=legend)
    shape = alt.Shape("what:N", scale=alt.Scale(domain=names, range=[SHAPES[one] for one in held]), legend=legend)
    return chart(said).mark_point(filled=True, size=34, opacity=0.65).encode(x=x, y=y, color=colour, shape=shape)


def _tell_effort(told: Teller) -> Remarks:
    rules, types = told.base.rules.typing, told.base.summary["types"]
    border = (
        told.say("types_effort.price", price=told.money(rules.hour_price))
        if rules.hour_price
        else told.say("types_effort.floor", floor=told.money(rules.profit_floor))
    )
    shows = told.say("types_effort.shows", hours=rules.effort_hours, border=border)
    some = types.get("demanding") or {"customers": 0}
    hours = told.base.summary.get("hours_12m")
    if not some["customers"] or not hours:
        return shows, told.say("types_effort.remarkable_none"), told.say("types_effort.do_none")
    taken = {"n": some["customers"], "hours": amounts(some, "hours_12m")}
    profit, share = amounts(some, "profit_12m"), amounts(some, "hours_12m") / Decimal(hours)
    code = "types_effort.remarkable_loss" if profit < 0 else "types_effort.remarkable"
    remarkable = told.say(code, **taken, share=share, profit=told.money(abs(profit)))
    return shows, remarkable, told.say("types_effort.do", names=_of_type(told.base, "demanding", "hours_12m"))


def _of_type(base: CustomerBase, code: str, measure: str) -> list[str]:
    """The customers of one type with the most of a measure."""
    rows = largest_of(base, measure, CALLED, columns=("type",), where=lambda batch: pc.equal(batch["type"], code))
    return [called(row, longest=LONGEST_NAME) for row in rows]


def types_share(base: CustomerBase, writer: Writer) -> Picture:
    """Alive against share: the chance to be a customer still, and our part of what is spent."""
    points = evenly(base, ("type", "share", "p_active"), MOST_POINTS)
    table = type_table(base, writer, points=len(points))
    if not table.rows or not points:
        return Picture(code="types_share", table=table, missing=_no_types(base))
    return Picture(code="types_share", table=table, draw=partial(_draw_share, points, base, writer))


def _draw_share(rows: Sequence[Row], base: CustomerBase, writer: Writer, width: Width) -> Drawn:
    x = alt.X("x:Q", title=writer.label("share"), scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))
    # Chances crowd near nought and one: the axis is stretched there (log-odds), and ends at 0.1 and 99.9 %.
    stretched = alt.Axis(
        values=[_log_odds(tick) for tick in TICKS], labelExpr="format(1 / (1 + exp(-datum.value)), '.3~p')"
    )
    ends = alt.Scale(domain=[_log_odds(0), _log_odds(1)])
    y = alt.Y("y:Q", title=writer.label("p_active"), scale=ends, axis=stretched)
    points = [{"x": row["share"], "y": _log_odds(row["p_active"]), "type": row["type"]} for row in rows]
    border = chart([{"x": float(base.rules.typing.share_threshold)}])
    rule = border.mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x="x:Q")
    return sized(alt.layer(rule, _dots(points, x, y, writer, width)), width, 340)


def _log_odds(chance: float) -> float:
    held = min(max(chance, 1 - SURELY), SURELY)
    return math.log(held / (1 - held))


def _tell_share(told: Teller) -> Remarks:
    types = told.base.summary["types"]
    counts = {code: (types.get(code) or {"customers": 0})["customers"] for code in TYPES}
    shows = told.say("types_share.shows", share=told.base.rules.typing.share_threshold)
    remarkable = told.say("types_share.remarkable", **{code: counts[code] for code in TYPES[:3]})
    measure = "lifetime_value" if known(told.base, "profit_12m") else "transactions"
    asleep = _of_type(told.base, "dormant", measure)
    elsewhere = _of_type(told.base, "shared", measure)
    if asleep and elsewhere:
        return shows, remarkable, told.say("types_share.do", asleep=asleep[0], elsewhere=elsewhere)
    if asleep or elsewhere:
        code = "types_share.do_asleep" if asleep else "types_share.do_elsewhere"
        return shows, remarkable, told.say(code, names=asleep or elsewhere)
    return shows, remarkable, told.say("types_share.do_none")


# --- movement between types since the last date ----------------------------------------------------------------------


def movement(base: CustomerBase, writer: Writer) -> Picture:
    """From which type to which since an earlier run (lens ``type_movement``): rows are then, columns are now."""
    moves = _moves(base)
    held = [code for code in TYPES if any(code in pair for pair in moves)]
    columns = [Column(name="moved_from", unit="text", label=writer.say("page.movement.then"))]
    columns += [Column(name=f"to_{code}", unit="count", label=type_name(code, writer)) for code in held]
    rows = [
        {"moved_from": type_name(then, writer), **{f"to_{now}": moves.get((then, now), 0) for now in held}}
        for then in held
    ]
    table = table_of(rows, columns, caption=writer.say("page.movement.caption"), why={})
    if not moves:
        reason = "previous_without_types" if lens(base, "type_movement") else "no_previous"
        return Picture(code="movement", table=table, missing=reason)
    return Picture(code="movement", table=table, draw=partial(_draw_moves, moves, held, writer))


def _moves(base: CustomerBase) -> dict[tuple[str, str], int]:
    """How many customers went from one type to another; who had no type then is left out."""
    rows = lens(base, "type_movement")
    return {(row["from"], row["to"]): row["customers"] for row in rows if row["from"] is not None}


def _draw_moves(moves: Mapping[tuple[str, str], int], held: Sequence[str], writer: Writer, width: Width) -> Drawn:
    most = max(moves.values())
    points = [
        {"then": type_name(then, writer), "now": type_name(now, writer), "n": n, "dark": n > most / 2}
        for (then, now), n in moves.items()
    ]
    order = [type_name(code, writer) for code in held]
    upright = alt.Axis(orient="top", labelAngle=0 if width == "wide" else -60, domain=False)
    x = alt.X("now:N", sort=order, title=writer.say("page.movement.now"), axis=upright)
    beside = alt.Axis(minExtent=LETTER * max(len(name) for name in order), labelLimit=0)
    y = alt.Y("then:N", sort=order, title=None, axis=beside)
    shade = alt.Color("n:Q", scale=alt.Scale(domain=[0, most], range=["#eef1f5", ACCENT]), legend=None)
    data = chart(points)
    ink = alt.condition("datum.dark", alt.value("#ffffff"), alt.value("#22303c"))
    text = data.mark_text(fontSize=13).encode(x=x, y=y, text="n:Q", color=ink)
    return sized(data.mark_rect(stroke="#ffffff").encode(x=x, y=y, color=shade) + text, width, CELL * len(held))


def _tell_movement(told: Teller) -> Remarks:
    moves = _moves(told.base)
    together = sum(moves.values())
    changed = {pair: n for pair, n in moves.items() if pair[0] != pair[1]}
    shows = told.say("movement.shows", n=together)
    if not changed:
        return shows, told.say("movement.remarkable_none"), told.say("movement.do_none")
    (then, now), most = max(changed.items(), key=lambda item: (item[1], item[0]))
    names = {"then": type_name(then, told.writer), "now": type_name(now, told.writer)}
    remarkable = told.say("movement.remarkable", n=sum(changed.values()), all=together, k=most, **names)
    gone = {code: moves.get(("loyal", code), 0) for code in ("shared", "dormant", "demanding")}
    if not sum(gone.values()):
        return shows, remarkable, told.say("movement.do_none")
    return shows, remarkable, told.say("movement.do", n=sum(gone.values()), **gone)


# --- phases ----------------------------------------------------------------------------------------------------------


def phases(base: CustomerBase, writer: Writer) -> Picture:
    """How many customers are in which phase, from the first contact to the end."""
    counts = _phase_counts(base)
    rows = [
        counts[code] | {"relation_phase": writer.say(f"phase.{code}"), "phase_means": writer.say(f"phase.{code}.means")}
        for code in PHASES
        if code in counts
    ]
    table = table_behind(base, writer, "phases", rows, ("relation_phase", "customers", "profit_12m"))
    means = Column(name="phase_means", unit="text", label=writer.say("page.model.means"))
    table = table_of(rows, (*table.columns, means), caption=table.caption, why=table.why)
    if not rows:
        return nothing(base, "phases", table, "phase")
    return Picture(code="phases", table=table, draw=partial(_draw_phases, rows, writer))


def _phase_counts(base: CustomerBase) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for batch in base.customer_batches(columns=["phase", "profit_12m"]):
        table = pa.Table.from_batches([batch]).filter(pc.is_valid(batch["phase"]))
        sums = table.group_by("phase").aggregate([("profit_12m", "sum"), ("profit_12m", "count"), ([], "count_all")])
        for row in sums.to_pylist():
            whole = row["profit_12m_count"] == row["count_all"]
            _add(found.setdefault(row["phase"], {}), row["count_all"], row["profit_12m_sum"] if whole else None)
    return found


def _add(row: dict[str, Any], customers: int, profit: Decimal | None) -> None:
    if row:
        profit = None if profit is None or row["profit_12m"] is None else row["profit_12m"] + profit
    row["customers"] = row.get("customers", 0) + customers
    row["profit_12m"] = profit


def _draw_phases(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    points = [
        {
            "who": f"{place:02d}{row['relation_phase']}",
            "value": row["customers"],
            "said": writer.cell(row["customers"], "count"),
        }
        for place, row in enumerate(rows)
    ]
    return sized(bars(points, writer.label("customers"), "count"), width, 30 * len(points))


def _tell_phases(told: Teller) -> Remarks:
    counts = _phase_counts(told.base)
    together = sum(row["customers"] for row in counts.values())
    code, row = max(counts.items(), key=lambda item: item[1]["customers"])
    share = row["customers"] / together
    remarkable = told.say("phases.remarkable", phase=told.writer.say(f"phase.{code}"), n=row["customers"], share=share)
    measure = "lifetime_value" if known(told.base, "profit_12m") else "transactions"
    strained = largest_of(
        told.base, measure, CALLED, columns=("phase",), where=lambda batch: pc.equal(batch["phase"], "strained")
    )
    names = [called(one, longest=LONGEST_NAME) for one in strained]
    do = told.say("phases.do", names=names, n=counts["strained"]["customers"]) if names else told.say("phases.do_none")
    return told.say("phases.shows", n=together), remarkable, do


REMARKS = {
    "types_effort": _tell_effort,
    "types_share": _tell_share,
    "movement": _tell_movement,
    "phases": _tell_phases,
}
