"""One function a picture: the base as it stands, drawn with Altair, with the table behind it.

Coordinates are floats, because a drawing is; every figure in a table or a sentence is the exact one.
"""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

import altair as alt

from klantkompas.insight.base import CustomerBase
from klantkompas.report.drawing import ACCENT, LOST, PIXELS, QUIET, SOFT, Drawn, Picture, Width
from klantkompas.report.marks import (
    FORMATS,
    POINTS_ON_A_PHONE,
    Step,
    bars,
    chart,
    nothing,
    sized,
    some,
    table_behind,
    waterfall,
)
from klantkompas.report.reading import (
    MOST_POINTS,
    Measure,
    Row,
    best,
    decile_measure,
    evenly,
    least,
    lens,
    measure_of,
    whale_points,
)
from klantkompas.report.tables import Column, amounts, column, table_of, unit_of
from klantkompas.report.writer import Writer, called
from klantkompas.words import number

ENDS = 10
GROUPS = 10
LABELLED = 5
DAYS_A_YEAR = 365.25


def whale_curve(base: CustomerBase, writer: Writer) -> Picture:
    """Opgetelde klantwinst: customers from most to least profit, their profit added up.

    Source: METHODS 9 (whale curve; in money where the total is not positive).
    """
    rows = whale_points(base)
    names = ("rank", "customers_share", "profit_share", "cumulative_profit")
    table = table_behind(base, writer, "whale_curve", some(rows, 10), names)
    if len(rows) < 2:
        return nothing(base, "whale_curve", table, "profit_12m")
    return Picture(code="whale_curve", table=table, draw=partial(_draw_whale, rows, writer))


def _draw_whale(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    shares = all(row["profit_share"] is not None for row in rows)
    name: str = "profit_share" if shares else "cumulative_profit"
    points = [{"x": 0.0, "y": 0.0}] + [{"x": row["customers_share"], "y": float(row[name])} for row in rows]
    top = max(points, key=lambda point: point["y"])
    x = alt.X("x:Q", title=writer.label("customers_share"), axis=alt.Axis(format=".0%"))
    y = alt.Y("y:Q", title=writer.label(name), axis=alt.Axis(format=FORMATS[unit_of(name)]))
    line = chart(points).mark_line(color=ACCENT, strokeWidth=2.5).encode(x=x, y=y)
    whole = chart([{"y": points[-1]["y"]}]).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(y="y:Q")
    peak = chart([top]).mark_point(color=ACCENT, filled=True, size=80, opacity=1).encode(x="x:Q", y="y:Q")
    said = writer.say("page.whale_curve.peak", y=writer.cell(top["y"], unit_of(name)), x=top["x"])
    text = chart([top | {"said": said}]).mark_text(dy=-14).encode(x="x:Q", y="y:Q", text="said:N")
    return sized(whole + line + peak + text, width, 300)


def ends(base: CustomerBase, writer: Writer) -> Picture:
    """Who earns and who costs: the ten customers with the most profit after hours and the ten with the least.

    Where profit is unknown, the ten with the most margin, turnover or orders: those cannot cost.
    """
    measure = measure_of(base)
    named = ("customer_id", "name", measure or "transactions", "revenue_12m", "hours_12m", "break_even_hours_12m")
    names = tuple(dict.fromkeys(named))
    if measure is None:
        return nothing(base, "ends", table_behind(base, writer, "ends", [], names), "transactions")
    earn = best(base, measure, ENDS, names)
    cost = [row for row in least(base, measure, ENDS, names) if row[measure] < 0][::-1]
    first = {row["customer_id"] for row in earn}
    rows = earn + [row for row in cost if row["customer_id"] not in first]
    written = [row | {"name": called(row)} for row in rows]
    return Picture(
        code="ends",
        table=table_behind(base, writer, "ends", written, names),
        draw=partial(_draw_ends, rows, measure, writer),
    )


def _draw_ends(rows: Sequence[Row], measure: Measure, writer: Writer, width: Width) -> Drawn:
    longest = 32 if width == "wide" else 16
    unit = unit_of(measure)
    points = [
        {
            "who": f"{place:02d}{called(row, longest=longest)}",
            "value": float(row[measure]),
            "said": writer.money(row[measure]) if unit == "money" else writer.cell(row[measure], unit),
        }
        for place, row in enumerate(rows)
    ]
    return sized(bars(points, writer.label(measure), unit), width, 22 * len(points))


def hours_against_profit(base: CustomerBase, writer: Writer) -> Picture:
    """Hours against profit after hours, a point a customer; at most five thousand points, evenly taken."""
    names = ("customer_id", "name", "hours_12m", "profit_12m", "break_even_hours_12m")
    code = "hours_against_profit"
    if base.summary.get("profit_12m") is None or base.summary.get("hours_12m") is None:
        return nothing(base, code, table_behind(base, writer, code, [], names), "profit_12m")
    rows = evenly(base, ("hours_12m", "profit_12m"), MOST_POINTS)
    points = [(float(row["hours_12m"]), float(row["profit_12m"])) for row in rows]
    most = best(base, "hours_12m", ENDS, names)
    note = writer.say("page.sampled", n=len(points), all=base.customer_count) if _is_sample(base) else ""
    named = [row | {"name": called(row)} for row in most]
    table = table_behind(base, writer, code, named, names, note)
    return Picture(code=code, table=table, draw=partial(_draw_hours, points, most, writer))


def _is_sample(base: CustomerBase) -> bool:
    return base.customer_count > MOST_POINTS


def _draw_hours(points: Sequence[tuple[float, float]], most: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    shown = points if width == "wide" else some(points, POINTS_ON_A_PHONE)
    data = [{"x": x, "y": y} for x, y in shown]
    # A root scale gives the many small customers room beside the few large ones; it also bends below nought.
    root = alt.Scale(type="sqrt")
    x = alt.X("x:Q", title=writer.label("hours_12m"), scale=root, axis=alt.Axis(format=",.0f"))
    y = alt.Y("y:Q", title=writer.label("profit_12m"), scale=root, axis=alt.Axis(format="$,.0f"))
    earns, costs = ([one for one in data if (one["y"] < 0) == below] for below in (False, True))
    up = chart(earns).mark_point(shape="circle", color=ACCENT, filled=True, size=26, opacity=0.45).encode(x=x, y=y)
    down = chart(costs).mark_point(shape="triangle-down", color=LOST, filled=True, size=34, opacity=0.7)
    nought = chart([{"y": 0}]).mark_rule(color=QUIET).encode(y="y:Q")
    named = [
        {"x": float(row["hours_12m"]), "y": float(row["profit_12m"]), "said": called(row, longest=22)}
        for row in _apart([row for row in most if row["profit_12m"] is not None], width)
    ]
    text = chart(named).mark_text(align="right", dx=-7, fontSize=11).encode(x="x:Q", y="y:Q", text="said:N")
    return sized(nought + up + down.encode(x="x:Q", y="y:Q") + text, width, 360)


def _apart(rows: Sequence[Row], width: Width) -> list[Row]:
    """The customers with the most hours whose names do not write over each other."""
    reach = max((abs(float(row["profit_12m"])) for row in rows), default=0.0) ** 0.5 or 1.0
    placed: list[Row] = []
    for row in rows[: LABELLED if width == "wide" else 2]:
        places = [_root(float(one["profit_12m"])) for one in placed]
        if all(abs(_root(float(row["profit_12m"])) - place) > reach / 10 for place in places):
            placed.append(row)
    return placed


def _root(value: float) -> float:
    return math.copysign(math.sqrt(abs(value)), value)


def deciles(base: CustomerBase, writer: Writer) -> Picture:
    """Ten groups of equal size, from best to least (lens 1)."""
    rows = lens(base, "deciles")
    names = (
        "decile",
        "customers",
        "orders",
        "revenue_12m",
        "margin_12m",
        "hours_12m",
        "profit_12m",
        "lowest",
        "highest",
    )
    tied = writer.say("page.deciles.tied", n=len(rows)) if 1 < len(rows) < GROUPS else ""
    table = table_behind(base, writer, "deciles", rows, names, tied)
    measure = decile_measure(rows)
    if measure is None or len(rows) < 2:
        return nothing(base, "deciles", table, "revenue_12m")
    return Picture(code="deciles", table=table, draw=partial(_draw_deciles, rows, measure, writer))


def _draw_deciles(rows: Sequence[Row], measure: str, writer: Writer, width: Width) -> Drawn:
    points = [{"x": row["decile"], "y": float(row[measure])} for row in rows if row[measure] is not None]
    x = alt.X("x:O", title=writer.label("decile"), axis=alt.Axis(labelAngle=0))
    y = alt.Y("y:Q", title=writer.label(measure), axis=alt.Axis(format=FORMATS[unit_of(measure)]))
    colour = alt.condition("datum.y < 0", alt.value(LOST), alt.value(ACCENT))
    drawn = chart(points).mark_bar(width={"band": 0.7}).encode(x=x, y=y, color=colour)
    return sized(alt.layer(drawn), width, 260)


def five_rs(base: CustomerBase, writer: Writer) -> Picture:
    """The spread of the five R's over the customers, a small picture each."""
    bins = [_in_years(row) for row in lens(base, "spread")]
    by_measure = {name: [row for row in bins if row["measure"] == name] for name in dict.fromkeys(_measures(bins))}
    said = [
        {"r": writer.label(name), "range": text, "customers": row["customers"]}
        for name, rows in by_measure.items()
        for row, text in zip(rows, _ranges(rows, writer), strict=True)
    ]
    heads = [Column(name=name, unit="text", label=writer.say(f"page.five_rs.{name}")) for name in ("r", "range")]
    columns = (*heads, column("customers"))
    table = table_of(said, columns, caption=writer.say("page.five_rs.caption"), why=base.summary.get("why", {}))
    if not said:
        return nothing(base, "five_rs", table, "transactions")
    return Picture(
        code="five_rs", table=table, draw=partial(_draw_spread, by_measure, writer), figures=tuple(by_measure)
    )


def _measures(bins: Sequence[Row]) -> list[str]:
    return [row["measure"] for row in bins]


def _in_years(row: Row) -> Row:
    if row["measure"] != "duration_days":
        return row
    years = {end: row[end] / DAYS_A_YEAR for end in ("low", "high")}
    return row | years | {"measure": "duration_years"}


def _draw_spread(by_measure: Mapping[str, Sequence[Row]], writer: Writer, width: Width) -> Drawn:
    charts = []
    for name, rows in by_measure.items():
        points = [{name: row[name] for name in ("low", "high", "customers")} for row in rows]
        form = "$,.0f" if unit_of(name) == "money" else ",.1~f"
        few = alt.Axis(tickCount=4, format=form, labelFontSize=11, labelOverlap=True)
        x = alt.X("low:Q", title=None, axis=few, scale=alt.Scale(zero=False))
        y = alt.Y("customers:Q", title=None, axis=alt.Axis(tickCount=3, format=",.0f", labelFontSize=11))
        drawn = chart(points).mark_bar(binSpacing=1).encode(x=x.bin("binned"), x2="high:Q", y=y)
        charts.append(drawn.properties(title=writer.label(name), width=250, height=80))
    return alt.concat(*charts, columns=2 if width == "wide" else 1, spacing=22)


def _ranges(rows: Sequence[Row], writer: Writer) -> list[str]:
    """The bins in words; the outer two hold everything beyond them."""
    if len(rows) == 1:
        return [_short(rows[0]["low"], rows[0], writer)]
    inner = [f"{_short(row['low'], row, writer)} – {_short(row['high'], row, writer)}" for row in rows[1:-1]]
    first = writer.say("page.bin.below", high=_short(rows[0]["high"], rows[0], writer))
    last = writer.say("page.bin.above", low=_short(rows[-1]["low"], rows[-1], writer))
    return [first, *inner, last]


def _short(value: float, row: Row, writer: Writer) -> str:
    """An end of a bin with as many decimals as tells it from the next."""
    wide = row["high"] - row["low"]
    return number(value, writer.language, decimals=0 if wide >= 5 else 1 if wide >= 0.2 else 2)


def change(base: CustomerBase, writer: Writer) -> Picture:
    """From last year to this year: won, returned, grown, shrunk, left (lens 2)."""
    rows = lens(base, "change")
    moved = [row | {"box": writer.say(f"page.box.{row['box']}")} for row in rows]
    table = table_behind(base, writer, "change", moved, ("box", "customers", "previous", "now", "change"))
    if not moved or any(row["change"] is None for row in moved):
        return nothing(base, "change", table, "profit_previous_12m")
    return Picture(code="change", table=table, draw=partial(_draw_change, moved, rows[0]["measure"], writer))


def _draw_change(rows: Sequence[Row], measure: str, writer: Writer, width: Width) -> Drawn:
    return waterfall(
        opening=(writer.label("previous"), Decimal(sum(amounts(row, "previous") for row in rows))),
        steps=[Step(who=row["box"], change=row["change"]) for row in rows],
        closing=writer.label("now"),
        title=writer.label(f"{measure}_12m"),
        writer=writer,
        width=width,
    )


def months(base: CustomerBase, writer: Writer) -> Picture:
    """Turnover and margin by month, the last three years; orders where there are no amounts."""
    rows = lens(base, "months")[-36:]
    names = ("month", "orders", "revenue", "margin", "hours", "service_cost")
    table = table_behind(base, writer, "months", rows, names)
    if not rows:
        return nothing(base, "months", table, "transactions")
    drawn = [name for name in ("revenue", "margin") if _held(rows, name)] or ["orders"]
    return Picture(code="months", table=table, draw=partial(_draw_months, rows, drawn, writer))


def _draw_months(rows: Sequence[Row], drawn: Sequence[str], writer: Writer, width: Width) -> Drawn:
    unit = unit_of(drawn[0])
    colours = {"revenue": SOFT, "margin": ACCENT, "orders": ACCENT}
    scale = alt.Scale(domain=[writer.label(name) for name in drawn], range=[colours[name] for name in drawn])
    legend = alt.Legend(title=None, orient="top") if len(drawn) > 1 else None
    layers = []
    for name in drawn:
        points = [
            {"x": row["month"].isoformat(), "y": float(row[name]), "what": writer.label(name)}
            for row in rows
            if row[name] is not None
        ]
        x = alt.X("yearmonth(x):T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6))
        title = None if legend else writer.label(drawn[0])
        y = alt.Y("y:Q", title=title, axis=alt.Axis(format=FORMATS[unit]))
        wide = 0.72 * PIXELS[width] / (len(rows) + 1)
        drawn_bars = chart(points).mark_bar(width=wide)
        layers.append(drawn_bars.encode(x=x, y=y, color=alt.Color("what:N", scale=scale, legend=legend)))
    return sized(alt.layer(*layers), width, 260)


def guidance(base: CustomerBase, writer: Writer) -> Picture:
    """Guidance intensity by month: the share of the margin that goes into hours, the last three years."""
    rows = [row for row in lens(base, "months")[-36:] if row["guidance"] is not None]
    table = table_behind(base, writer, "guidance", rows, ("month", "margin", "hours", "service_cost", "guidance"))
    if len(rows) < 2:
        return nothing(base, "guidance", table, "profit_12m")
    return Picture(code="guidance", table=table, draw=partial(_draw_guidance, rows, writer))


def _draw_guidance(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    points = [{"x": row["month"].isoformat(), "y": row["guidance"]} for row in rows]
    x = alt.X("yearmonth(x):T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6 if width == "wide" else 3))
    y = alt.Y("y:Q", title=writer.label("guidance"), axis=alt.Axis(format=FORMATS["share"]))
    line = chart(points).mark_line(color=ACCENT, strokeWidth=2.5, point=True)
    return sized(line.encode(x=x, y=y), width, 240)


def _held(rows: Sequence[Row], name: str) -> bool:
    return any(row.get(name) is not None for row in rows)
