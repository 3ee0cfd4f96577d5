"""How long relations last, and whether the orders that were expected came: two pictures along the time."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import altair as alt
import pyarrow.compute as pc

from klantkompas.insight.base import CustomerBase
from klantkompas.report.drawing import ACCENT, LOST, QUIET, SOFT, Drawn, Picture, Width
from klantkompas.report.marks import chart, nothing, sized, table_behind
from klantkompas.report.reading import Row, known, largest_of, lens, reason_of
from klantkompas.report.teller import Remarks, Teller
from klantkompas.report.writer import LONGEST_NAME, Writer, called

LEAST_AT_RISK = 25
LONGEST_YEARS = 12
CALLED = 3


def survival(base: CustomerBase, writer: Writer) -> Picture:
    """The part of the relations that lasts so long, with the danger months (afhaakmoment) as a band.

    Source: METHODS 1.3 (Kaplan-Meier with delayed entry; the hazard's peak).
    """
    rows = _lasted(base)
    names = ("after_years", "survival", "survival_low", "survival_high", "at_risk")
    table = table_behind(base, writer, "survival", [row for row in rows if row["month"] % 12 == 0], names)
    if len(rows) < 2 or (base.summary.get("duration") or {}).get("mean_years") is None:
        return nothing(base, "survival", table, "duration")
    return Picture(code="survival", table=table, draw=partial(_draw_survival, rows, _danger(base), writer))


def _lasted(base: CustomerBase) -> list[Row]:
    """The curve as far as enough relations were in sight, and at most twelve years."""
    rows = [row for row in lens(base, "survival") if row["survival"] is not None]
    seen = [row for row in rows if row["at_risk"] >= LEAST_AT_RISK] or rows
    last = min(max((row["month"] for row in seen), default=0), 12 * LONGEST_YEARS)
    return [
        row | {"after_years": str(row["month"] // 12), "survival_low": row["low"], "survival_high": row["high"]}
        for row in rows
        if row["month"] <= last
    ]


def _danger(base: CustomerBase) -> Row | None:
    found = (base.summary.get("duration") or {}).get("danger") or []
    return dict(found[0]) if found else None


def _draw_survival(rows: Sequence[Row], danger: Row | None, writer: Writer, width: Width) -> Drawn:
    points = [{"x": row["month"] / 12, "y": row["survival"], "low": row["low"], "high": row["high"]} for row in rows]
    x = alt.X("x:Q", title=writer.say("page.survival.axis"), axis=alt.Axis(format="d", tickMinStep=1))
    y = alt.Y("y:Q", title=writer.label("survival"), axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, 1]))
    data = chart(points)
    band = data.mark_area(color=SOFT, opacity=0.6).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q")
    line = data.mark_line(color=ACCENT, strokeWidth=2.5, interpolate="step-after").encode(x=x, y=y)
    half = chart([{"y": 0.5}]).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(y="y:Q")
    layers = [band, half, line]
    if danger is not None:
        layers = [*_danger_marks(danger, writer, width), *layers]
    return sized(alt.layer(*layers), width, 280)


def _danger_marks(danger: Row, writer: Writer, width: Width) -> list[Drawn]:
    """The band of the danger months: hatched by its edges, so that it is seen without its colour."""
    ends = {"x": danger["from_month"] / 12, "x2": danger["to_month"] / 12}
    said = writer.say("page.survival.danger" if width == "wide" else "page.survival.danger_short")
    data = chart([ends | {"said": said}])
    area = data.mark_rect(color=LOST, opacity=0.14).encode(x="x:Q", x2="x2:Q")
    edges = chart([{"x": ends["x"]}, {"x": ends["x2"]}]).mark_rule(color=LOST, strokeDash=[2, 3])
    text = data.mark_text(align="left", baseline="top", dx=5, dy=4).encode(x="x:Q", y=alt.value(0), text="said:N")
    return [area, edges.encode(x="x:Q"), text]


def _tell_survival(told: Teller) -> Remarks:
    found = told.base.summary["duration"]
    years = {
        name: told.writer.cell(found[key], "ratio")
        for name, key in (("mean", "mean_years"), ("low", "low"), ("high", "high"), ("until", "until_years"))
    }
    if found["median_years"] is None:
        remarkable = told.say("survival.remarkable", **years)
    else:
        half = told.writer.cell(found["median_years"], "ratio")
        remarkable = told.say("survival.remarkable_half", **years, half=half)
    return told.say(f"survival.shows_{found['basis']}"), remarkable, _tell_leaving(told)


def _tell_leaving(told: Teller) -> str:
    """The danger months, and beside them the ends that contracts make by themselves."""
    terms = told.base.summary["duration"].get("contract_terms") or []
    if not terms:
        return _tell_danger(told)
    months, share = [str(one["month"]) for one in terms], sum(one["share"] for one in terms)
    return " ".join((_tell_danger(told), told.say("survival.do_terms", months=months, share=share)))


def _tell_danger(told: Teller) -> str:
    danger = _danger(told.base)
    if danger is None:
        reason = (told.base.summary["duration"] or {}).get("danger_reason")
        return told.say("survival.do_none", why=told.writer.why(reason))
    months = {end: round(danger[end]) for end in ("from_month", "to_month")}
    near, names = _nearing(told.base)
    if not near:
        return told.say("survival.do", **months)
    return told.say("survival.do_near", **months, n=near, names=names)


def _nearing(base: CustomerBase) -> tuple[int, list[str]]:
    """How many customers near the danger months in the next quarter, and the most valuable of them."""
    near = sum(batch.num_rows - batch.column(0).null_count for batch in base.customer_batches(columns=["danger_from"]))
    measure = "lifetime_value" if known(base, "profit_12m") else "transactions"
    rows = largest_of(
        base, measure, CALLED, columns=("danger_from",), where=lambda batch: pc.is_valid(batch["danger_from"])
    )
    return near, [called(row, longest=LONGEST_NAME) for row in rows]


# --- expected orders against those that came ------------------------------------------------------------------------


def tracking(base: CustomerBase, writer: Writer) -> Picture:
    """Repeat orders a month that came, and those that were expected with what was known a year ago.

    Source: Fader, Hardie & Lee 2005 (tracking plots); METHODS 2.
    """
    rows = lens(base, "tracking")
    held = [row for row in rows if row["held_out"]]
    names = ("month", "orders_came", "orders_expected", "orders_expected_low", "orders_expected_high")
    written = [
        row
        | {"orders_came": row["actual"], "orders_expected": row["expected"]}
        | {f"orders_expected_{end}": row[f"expected_{end}"] for end in ("low", "high")}
        for row in held
    ]
    table = table_behind(base, writer, "tracking", written, names)
    if not held:
        reason = next((row["reason"] for row in rows), None) or reason_of(base, "active_expected")
        return Picture(code="tracking", table=table, missing=reason)
    return Picture(code="tracking", table=table, draw=partial(_draw_tracking, rows[-36:], writer))


def _draw_tracking(rows: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    came, expected = (writer.say(f"page.tracking.{name}") for name in ("came", "expected"))
    x = alt.X("yearmonth(x):T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6 if width == "wide" else 3))
    top = max(max(row["actual"], row["expected"], row["expected_high"] or 0) for row in rows)
    scale = alt.Scale(domain=[0, top * 1.08])
    y = alt.Y("y:Q", title=writer.say("page.tracking.axis"), axis=alt.Axis(format=",.0f"), scale=scale)
    lines = [
        {"x": row["month"].isoformat(), "y": float(row[name]), "what": said}
        for row in rows
        for name, said in (("actual", came), ("expected", expected))
    ]
    legend = alt.Legend(title=None, orient="top", symbolSize=300, symbolStrokeWidth=2.5)
    scale_of = alt.Scale(domain=[came, expected], range=[[1, 0], [5, 4]])
    dash = alt.StrokeDash("what:N", scale=scale_of, legend=legend)
    drawn = chart(lines).mark_line(color=ACCENT, strokeWidth=2).encode(x=x, y=y, strokeDash=dash)
    return sized(alt.layer(_band(rows, x), drawn, *_cut(rows, x, writer)), width, 280)


def _band(rows: Sequence[Row], x: alt.X) -> Drawn:
    held = [
        {"x": row["month"].isoformat(), "low": row["expected_low"], "high": row["expected_high"]}
        for row in rows
        if row["held_out"]
    ]
    return chart(held).mark_area(color=SOFT, opacity=0.6).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q")


def _cut(rows: Sequence[Row], x: alt.X, writer: Writer) -> list[Drawn]:
    first = next(row for row in rows if row["held_out"])
    data = chart([{"x": first["month"].isoformat(), "said": writer.say("page.tracking.cut")}])
    rule = data.mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=x)
    text = data.mark_text(align="right", baseline="top", dx=-5, dy=3).encode(x=x, y=alt.value(0), text="said:N")
    return [rule, text]


def _tell_tracking(told: Teller) -> Remarks:
    rows = lens(told.base, "tracking")
    held, before = [row for row in rows if row["held_out"]], [row for row in rows if not row["held_out"]]
    start = before[-1]["actual_cumulative"] if before else 0
    params: dict[str, Any] = {"n": len(held), "came": held[-1]["actual_cumulative"] - start}
    for name, end in (("expected", ""), ("low", "_low"), ("high", "_high")):
        params[name] = max(0, round(held[-1][f"expected_cumulative{end}"] - start))
    inside = sum(row["expected_low"] <= row["actual"] <= row["expected_high"] for row in held)
    shows = told.say("tracking.shows", since=told.writer.month(held[0]["month"]))
    if params["low"] <= params["came"] <= params["high"]:
        do = told.say("tracking.do_trust", inside=inside, n=len(held))
    else:
        apart = Decimal(abs(params["came"] - params["expected"])) / max(1, params["expected"])
        do = told.say("tracking.do_more" if params["came"] > params["high"] else "tracking.do_less", apart=apart)
    return shows, told.say("tracking.remarkable", **params), do


REMARKS = {"survival": _tell_survival, "tracking": _tell_tracking}
