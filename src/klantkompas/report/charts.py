"""One function a picture: the base as it stands, drawn with Altair, with the table behind it.

Coordinates are floats, because a drawing is; every figure in a table or a sentence is the exact one.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import altair as alt

from klantkompas.insight.base import CustomerBase
from klantkompas.report.drawing import ACCENT, LOST, PIXELS, QUIET, SOFT, Drawn, Picture, Width
from klantkompas.report.reading import (
    Measure,
    Row,
    best,
    decile_measure,
    least,
    lens,
    measure_of,
    reason_of,
    rows_of,
    whale_points,
)
from klantkompas.report.tables import Column, Table, amounts, column, table_of, unit_of
from klantkompas.report.writer import Unit, Writer, called
from klantkompas.words import number

MOST_POINTS = 5_000
ENDS = 10
LETTER = 7.4
LABELLED = 5
FORMATS: Mapping[Unit, str] = {"money": "$,.0f", "hours": ",.0f", "count": ",.0f", "share": ".0%", "ratio": ",.1f"}
DAYS_A_YEAR = 365.25


def pictures(base: CustomerBase, writer: Writer) -> list[Picture]:
    """All pictures of one firm, in the order in which a reader wants them."""
    makers: tuple[Callable[[CustomerBase, Writer], Picture], ...]
    makers = (whale_curve, ends, hours_against_profit, deciles, five_rs, change, months, guidance)
    return [make(base, writer) for make in makers]


def whale_curve(base: CustomerBase, writer: Writer) -> Picture:
    """Opgetelde klantwinst: customers from most to least profit, their profit added up.

    Source: METHODS 9 (whale curve; in money where the total is not positive).
    """
    rows = whale_points(base)
    names = ("rank", "customers_share", "profit_share", "cumulative_profit")
    table = _table(base, writer, "whale_curve", _some(rows, 10), names)
    if len(rows) < 2:
        return _nothing(base, "whale_curve", table, "profit_12m")
    return Picture(code="whale_curve", table=table, draw=partial(_draw_whale, rows, writer))


def _draw_whale(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    shares = all(row["profit_share"] is not None for row in rows)
    name: str = "profit_share" if shares else "cumulative_profit"
    points = [{"x": 0.0, "y": 0.0}] + [{"x": row["customers_share"], "y": float(row[name])} for row in rows]
    top = max(points, key=lambda point: point["y"])
    x = alt.X("x:Q", title=writer.label("customers_share"), axis=alt.Axis(format=".0%"))
    y = alt.Y("y:Q", title=writer.label(name), axis=alt.Axis(format=FORMATS[unit_of(name)]))
    line = _chart(points).mark_line(color=ACCENT, strokeWidth=2.5).encode(x=x, y=y)
    whole = _chart([{"y": points[-1]["y"]}]).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(y="y:Q")
    peak = _chart([top]).mark_point(color=ACCENT, filled=True, size=80, opacity=1).encode(x="x:Q", y="y:Q")
    said = writer.say("page.whale_curve.peak", y=writer.cell(top["y"], unit_of(name)), x=top["x"])
    text = _chart([top | {"said": said}]).mark_text(dy=-14).encode(x="x:Q", y="y:Q", text="said:N")
    return _sized(whole + line + peak + text, width, 300)


def ends(base: CustomerBase, writer: Writer) -> Picture:
    """Who earns and who costs: the ten customers with the most profit after hours and the ten with the least.

    Where profit is unknown, the ten with the most margin, turnover or orders: those cannot cost.
    """
    measure = measure_of(base)
    named = ("customer_id", "name", measure or "transactions", "revenue_12m", "hours_12m", "break_even_hours_12m")
    names = tuple(dict.fromkeys(named))
    if measure is None:
        return _nothing(base, "ends", _table(base, writer, "ends", [], names), "transactions")
    earn = best(base, measure, ENDS, names)
    cost = [row for row in least(base, measure, ENDS, names) if row[measure] < 0][::-1]
    first = {row["customer_id"] for row in earn}
    rows = earn + [row for row in cost if row["customer_id"] not in first]
    written = [row | {"name": called(row)} for row in rows]
    return Picture(
        code="ends", table=_table(base, writer, "ends", written, names), draw=partial(_draw_ends, rows, measure, writer)
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
    bars = _bars(points, writer.label(measure), unit)
    return _sized(bars, width, 22 * len(points))


def _bars(points: Sequence[Row], title: str, unit: Unit) -> Drawn:
    """Lying bars with their value beside them; ``who`` begins with two digits that only sort."""
    y = _names_axis(points)
    x = alt.X("value:Q", title=title, axis=alt.Axis(format=FORMATS[unit], tickCount=3), scale=alt.Scale(padding=64))
    colour = alt.condition("datum.value < 0", alt.value(LOST), alt.value(ACCENT))
    bars = _chart(points).mark_bar(height=13).encode(x=x, y=y, color=colour)
    return bars + _beside(points, negative=False) + _beside(points, negative=True)


def _names_axis(points: Sequence[Row]) -> alt.Y:
    # Room is reserved by letter: the reader's letters may be wider than those with which the drawing is measured.
    room = LETTER * max(len(point["who"]) - 2 for point in points)
    axis = alt.Axis(labelExpr="slice(datum.label, 2)", labelPadding=8, minExtent=room, labelLimit=0)
    return alt.Y("who:N", sort=None, title=None, axis=axis)


def _beside(points: Sequence[Row], *, negative: bool) -> Drawn:
    held = [point for point in points if (point["value"] < 0) == negative]
    marks = _chart(held)
    text = marks.mark_text(align="right", dx=-5) if negative else marks.mark_text(align="left", dx=5)
    return text.encode(x="value:Q", y=alt.Y("who:N", sort=None), text="said:N")


def hours_against_profit(base: CustomerBase, writer: Writer) -> Picture:
    """Hours against profit after hours, a point a customer; at most five thousand points, evenly taken."""
    names = ("customer_id", "name", "hours_12m", "profit_12m", "break_even_hours_12m")
    code = "hours_against_profit"
    if base.summary.get("profit_12m") is None or base.summary.get("hours_12m") is None:
        return _nothing(base, code, _table(base, writer, code, [], names), "profit_12m")
    points = _sampled(base, ("hours_12m", "profit_12m"))
    most = best(base, "hours_12m", ENDS, names)
    note = writer.say("page.sampled", n=len(points), all=base.customer_count) if _is_sample(base) else ""
    named = [row | {"name": called(row)} for row in most]
    table = _table(base, writer, code, named, names, note)
    return Picture(code=code, table=table, draw=partial(_draw_hours, points, most, writer))


def _is_sample(base: CustomerBase) -> bool:
    return base.customer_count > MOST_POINTS


def _sampled(base: CustomerBase, names: tuple[str, str]) -> list[tuple[float, float]]:
    """Every so-manieth customer, so that the same base always gives the same points."""
    step = -(-base.customer_count // MOST_POINTS) or 1
    points, seen = [], 0
    for batch in base.customer_batches(columns=list(names)):
        taken = batch.take(list(range(-seen % step, batch.num_rows, step)))
        seen += batch.num_rows
        rows = (tuple(row[name] for name in names) for row in rows_of(taken))
        points += [(float(x), float(y)) for x, y in rows if x is not None and y is not None]
    return points


def _draw_hours(points: Sequence[tuple[float, float]], most: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    data = [{"x": x, "y": y} for x, y in points]
    # A root scale gives the many small customers room beside the few large ones; it also bends below nought.
    root = alt.Scale(type="sqrt")
    x = alt.X("x:Q", title=writer.label("hours_12m"), scale=root, axis=alt.Axis(format=",.0f"))
    y = alt.Y("y:Q", title=writer.label("profit_12m"), scale=root, axis=alt.Axis(format="$,.0f"))
    earns, costs = ([one for one in data if (one["y"] < 0) == below] for below in (False, True))
    up = _chart(earns).mark_point(shape="circle", color=ACCENT, filled=True, size=26, opacity=0.45).encode(x=x, y=y)
    down = _chart(costs).mark_point(shape="triangle-down", color=LOST, filled=True, size=34, opacity=0.7)
    nought = _chart([{"y": 0}]).mark_rule(color=QUIET).encode(y="y:Q")
    named = [
        {"x": float(row["hours_12m"]), "y": float(row["profit_12m"]), "said": called(row, longest=22)}
        for row in _apart([row for row in most if row["profit_12m"] is not None], width)
    ]
    text = _chart(named).mark_text(align="right", dx=-7, fontSize=11).encode(x="x:Q", y="y:Q", text="said:N")
    return _sized(nought + up + down.encode(x="x:Q", y="y:Q") + text, width, 360)


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
    table = _table(base, writer, "deciles", rows, names)
    measure = decile_measure(rows)
    if measure is None or len(rows) < 2:
        return _nothing(base, "deciles", table, "revenue_12m")
    return Picture(code="deciles", table=table, draw=partial(_draw_deciles, rows, measure, writer))


def _draw_deciles(rows: Sequence[Row], measure: str, writer: Writer, width: Width) -> Drawn:
    points = [{"x": row["decile"], "y": float(row[measure])} for row in rows if row[measure] is not None]
    x = alt.X("x:O", title=writer.label("decile"), axis=alt.Axis(labelAngle=0))
    y = alt.Y("y:Q", title=writer.label(measure), axis=alt.Axis(format=FORMATS[unit_of(measure)]))
    colour = alt.condition("datum.y < 0", alt.value(LOST), alt.value(ACCENT))
    bars = _chart(points).mark_bar(width={"band": 0.7}).encode(x=x, y=y, color=colour)
    return _sized(alt.layer(bars), width, 260)


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
        return _nothing(base, "five_rs", table, "transactions")
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
        x = alt.X(
            "low:Q", title=None, axis=alt.Axis(tickCount=5, format=form, labelFontSize=11), scale=alt.Scale(zero=False)
        )
        y = alt.Y("customers:Q", title=None, axis=alt.Axis(tickCount=3, format=",.0f", labelFontSize=11))
        bars = _chart(points).mark_bar(binSpacing=1).encode(x=x.bin("binned"), x2="high:Q", y=y)
        charts.append(bars.properties(title=writer.label(name), width=250, height=80))
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
    table = _table(base, writer, "change", moved, ("box", "customers", "previous", "now", "change"))
    if not moved or any(row["change"] is None for row in moved):
        return _nothing(base, "change", table, "profit_previous_12m")
    return Picture(code="change", table=table, draw=partial(_draw_change, moved, rows[0]["measure"], writer))


def _draw_change(rows: Sequence[Row], measure: str, writer: Writer, width: Width) -> Drawn:
    steps = _steps(rows, writer)
    label = writer.label(f"{measure}_12m")
    y = _names_axis(steps)
    x = alt.X("low:Q", title=label, axis=alt.Axis(format="$,.0f", tickCount=3), scale=alt.Scale(padding=70))
    colour = alt.Color("colour:N", scale=None)
    bars = _chart(steps).mark_bar(height=15).encode(x=x, x2="high:Q", y=y, color=colour)
    text = _chart(steps).mark_text(align="left", dx=5).encode(x="high:Q", y=alt.Y("who:N", sort=None), text="said:N")
    return _sized(bars + text, width, 27 * len(steps))


def _steps(rows: Sequence[Row], writer: Writer) -> list[Row]:
    nought = Decimal(0)
    opening, closing = (sum((amounts(row, name) for row in rows), nought) for name in ("previous", "now"))
    steps, level = [(writer.label("previous"), nought, opening, SOFT)], opening
    for row in rows:
        steps.append((row["box"], level, level + row["change"], ACCENT if row["change"] >= 0 else LOST))
        level += row["change"]
    steps.append((writer.label("now"), nought, closing, SOFT))
    return [
        {
            "who": f"{place:02d}{who}",
            "low": float(min(start, end)),
            "high": float(max(start, end)),
            "said": _signed(end - start, writer) if colour != SOFT else writer.money(end - start),
            "colour": colour,
        }
        for place, (who, start, end, colour) in enumerate(steps)
    ]


def _signed(value: Any, writer: Writer) -> str:
    return f"+ {writer.money(value)}" if value > 0 else writer.money(value)


def months(base: CustomerBase, writer: Writer) -> Picture:
    """Turnover and margin by month, the last three years; orders where there are no amounts."""
    rows = lens(base, "months")[-36:]
    names = ("month", "orders", "revenue", "margin", "hours", "service_cost")
    table = _table(base, writer, "months", rows, names)
    if not rows:
        return _nothing(base, "months", table, "transactions")
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
        bars = _chart(points).mark_bar(width=wide)
        layers.append(bars.encode(x=x, y=y, color=alt.Color("what:N", scale=scale, legend=legend)))
    return _sized(alt.layer(*layers), width, 260)


def guidance(base: CustomerBase, writer: Writer) -> Picture:
    """Guidance intensity by month: the share of the margin that goes into hours, the last three years."""
    rows = [row for row in lens(base, "months")[-36:] if row["guidance"] is not None]
    table = _table(base, writer, "guidance", rows, ("month", "margin", "hours", "service_cost", "guidance"))
    if len(rows) < 2:
        return _nothing(base, "guidance", table, "profit_12m")
    return Picture(code="guidance", table=table, draw=partial(_draw_guidance, rows, writer))


def _draw_guidance(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    points = [{"x": row["month"].isoformat(), "y": row["guidance"]} for row in rows]
    x = alt.X("yearmonth(x):T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6))
    y = alt.Y("y:Q", title=writer.label("guidance"), axis=alt.Axis(format=FORMATS["share"]))
    line = _chart(points).mark_line(color=ACCENT, strokeWidth=2.5, point=True)
    return _sized(line.encode(x=x, y=y), width, 240)


def _held(rows: Sequence[Row], name: str) -> bool:
    return any(row.get(name) is not None for row in rows)


def _chart(points: Sequence[Mapping[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[dict(point) for point in points]))


def _sized(chart: Drawn, width: Width, height: int) -> Drawn:
    return chart.properties(width=PIXELS[width], height=height)


def _some(rows: Sequence[Row], n: int) -> list[Row]:
    """At most so many rows, evenly taken, the last always among them."""
    if len(rows) <= n:
        return list(rows)
    return [rows[(place + 1) * len(rows) // n - 1] for place in range(n)]


def _table(
    base: CustomerBase, writer: Writer, code: str, rows: Sequence[Row], names: Sequence[str], note: str = ""
) -> Table:
    columns = [column(name) for name in names]
    caption = writer.say(f"page.{code}.caption")
    return table_of(rows, columns, caption=caption, why=base.summary.get("why", {}), note=note)


def _nothing(base: CustomerBase, code: str, table: Table, figure: str) -> Picture:
    reason = "few_customers" if base.customer_count < 2 else reason_of(base, figure)
    return Picture(code=code, table=table, missing=reason)
