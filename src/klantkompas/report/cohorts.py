"""Pictures over the years: who came when, who still buys, and when they earned back what it cost to win them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import altair as alt

from klantkompas.insight.base import CustomerBase
from klantkompas.insight.break_even import running_total
from klantkompas.report.drawing import ACCENT, PIXELS, QUIET, Drawn, Picture, Width
from klantkompas.report.reading import Row, lens, reason_of
from klantkompas.report.tables import Column, Table, column, table_of
from klantkompas.report.writer import Writer

OLDEST_SHADE = (31, 58, 95)
NEWEST_SHADE = (205, 214, 226)
MOST_AGES = 10
CARD_COST = Decimal(50)
CARD_PROFITS: Mapping[str, tuple[int, ...]] = {
    "year_four": (20, 45, 55, 110, 330),
    "year_three": (20, 45, 55, 110, 165),
}


def stack(base: CustomerBase, writer: Writer) -> Picture:
    """The whole base as stacked years of entry, by month: buying customers, and margin where known (lens 5, C3).

    The table holds a calendar year a row: margin of the year, or its buying customer-months.
    """
    rows = [row | {"who": entry_name(row, writer)} for row in lens(base, "stack")]
    entries = list(dict.fromkeys(row["who"] for row in sorted(rows, key=_entry)))
    table = _by_year(writer, rows, entries)
    if not rows:
        return Picture(code="stack", table=table, missing=reason_of(base, "transactions"))
    return Picture(code="stack", table=table, draw=partial(_draw_stack, rows, entries, writer))


def _entry(row: Row) -> int:
    return int(row["cohort"]) if row["complete"] else 0


def entry_name(row: Row, writer: Writer) -> str:
    """What to call a year of entry; all who may have been customers before the files begin are one entry."""
    return str(row["cohort"]) if row["complete"] else writer.say("page.before")


def _by_year(writer: Writer, rows: Sequence[Row], entries: Sequence[str]) -> Table:
    worth = "margin" if any(row["margin"] is not None for row in rows) else "active"
    sums: dict[int, dict[str, Any]] = {}
    for row in rows:
        year = sums.setdefault(row["month"].year, {"years": str(row["month"].year)})
        if row[worth] is not None:
            year[row["who"]] = year.get(row["who"], 0) + row[worth]
    columns = [Column(name="years", unit="text", label=writer.say("page.overview.year"))]
    columns += [Column(name=one, unit="money" if worth == "margin" else "count", label=one) for one in entries]
    made = [sums[year] for year in sorted(sums)]
    why = dict.fromkeys(entries, "not_there_yet")
    return table_of(made, columns, caption=writer.say(f"page.stack.caption_{worth}"), why=why)


def _draw_stack(rows: Sequence[Row], entries: Sequence[str], writer: Writer, width: Width) -> Drawn:
    colours = alt.Scale(domain=list(entries), range=shades(len(entries)))
    charts = [
        _areas(points, colours, writer.label(name), form, width)
        for name, form in (("active", ",.0f"), ("margin", "$,.0f"))
        if (points := _layers(rows, entries, name))
    ]
    return alt.vconcat(*charts, spacing=34)


def _layers(rows: Sequence[Row], entries: Sequence[str], name: str) -> list[Row]:
    sums: dict[tuple[str, str], float] = {}
    for row in rows:
        if row[name] is not None:
            place = (row["month"].isoformat(), row["who"])
            sums[place] = sums.get(place, 0.0) + float(row[name])
    months = sorted({month for month, _ in sums})
    return [
        {"x": month, "y": sums.get((month, who), 0.0), "who": who, "order": place}
        for month in months
        for place, who in enumerate(entries)
    ]


def _areas(points: Sequence[Row], colours: alt.Scale, title: str, form: str, width: Width) -> Drawn:
    chart = alt.Chart(alt.InlineData(values=list(points))).mark_area(strokeWidth=0.4, stroke="#ffffff")
    return chart.encode(
        x=alt.X("x:T", title=None, axis=alt.Axis(format="%Y", tickCount={"interval": "year", "step": 1})),
        y=alt.Y("y:Q", title=title, stack="zero", axis=alt.Axis(format=form)),
        color=alt.Color("who:N", scale=colours, legend=_legend(width, symbolType="square")),
        order="order:Q",
    ).properties(width=_beside_legend(width), height=190)


def _legend(width: Width, **looks: Any) -> alt.Legend:
    if width == "wide":
        return alt.Legend(title=None, orient="right", **looks)
    return alt.Legend(title=None, orient="bottom", columns=2, **looks)


def _beside_legend(width: Width) -> int:
    return PIXELS[width] - (110 if width == "wide" else 0)


def shades(n: int) -> list[str]:
    """So many shades of ink blue, the oldest year of entry the darkest."""
    steps = [place / max(1, n - 1) for place in range(n)]
    mixed = (
        tuple(round(a + (b - a) * step) for a, b in zip(OLDEST_SHADE, NEWEST_SHADE, strict=True)) for step in steps
    )
    return ["#{:02x}{:02x}{:02x}".format(*shade) for shade in mixed]


def cohort_table(base: CustomerBase, writer: Writer) -> Table:
    """A row a year of entry: customers, how much of their buying remained each year, what they earned per head."""
    entries = by_entry(base)
    ages = min(MOST_AGES, max((len(rows) for rows in entries), default=0))
    columns = [column("cohort"), column("customers")]
    columns += [
        Column(name=f"kept_{age}", unit="share", label=writer.say("page.cohorts.year", n=age + 1))
        for age in range(1, ages)
    ]
    columns.append(column("cumulative_per_customer"))
    why = {"cumulative_per_customer": reason_of(base, "profit_12m")}
    why |= {one.name: "not_lived_yet" for one in columns if one.name.startswith("kept_")}
    made = [_cohort_row(rows, writer) for rows in entries]
    return table_of(made, columns, caption=writer.say("page.cohorts.caption"), why=why)


def by_entry(base: CustomerBase) -> list[list[Row]]:
    """The rows of each year of entry that the files hold from the start, by age, the oldest entry first."""
    entries: dict[int, list[Row]] = {}
    for row in sorted(lens(base, "cohorts"), key=lambda row: (row["cohort"], row["age"])):
        if row["complete"]:
            entries.setdefault(row["cohort"], []).append(row)
    return list(entries.values())


def kept(rows: Sequence[Row], age: int) -> float | None:
    """Buying customer-months at an age, as a share of those in the first year."""
    first, later = rows[0], next((row for row in rows if row["age"] == age), None)
    if later is None or first["age"] != 0 or not first["active"]:
        return None
    return float(later["active"] / first["active"])


def _cohort_row(rows: Sequence[Row], writer: Writer) -> Row:
    shares = {f"kept_{row['age']}": kept(rows, row["age"]) for row in rows}
    head = {"cohort": entry_name(rows[0], writer), "customers": rows[0]["customers"]}
    return head | {"cumulative_per_customer": rows[-1]["cumulative_per_customer"]} | shares


def break_even(base: CustomerBase, writer: Writer) -> Picture:
    """What a won customer has earned, year after year, less what it cost to win him; nought is earned back."""
    rows = [row for row in lens(base, "break_even") if row["complete"]]
    names = ("cohort", "customers", "acquisition_cost", "break_even_year")
    columns = [*(column(name) for name in names), Column(name="remark", unit="text", label=writer.say("page.remark"))]
    said = [
        row | {"cohort": entry_name(row, writer), "remark": writer.why(row["reason"]) if row["reason"] else ""}
        for row in rows
    ]
    why = {"break_even_year": next((row["reason"] for row in rows if row["reason"]), "unknown")}
    why["acquisition_cost"] = "acquisition_cost_unknown"
    table = table_of(said, columns, caption=writer.say("page.break_even.caption"), why=why)
    points = _earned(base, writer)
    if not points:
        return Picture(code="break_even", table=table, missing=reason_of(base, "profit_12m"))
    return Picture(code="break_even", table=table, draw=partial(_draw_earned, points, writer))


def _earned(base: CustomerBase, writer: Writer) -> list[Row]:
    cost = {_entry(row): row["acquisition_cost"] for row in lens(base, "break_even")}
    return [
        {
            "age": row["age"] + 1,
            "value": float(row["cumulative_per_customer"] - (cost.get(_entry(row)) or Decimal(0))),
            "who": entry_name(row, writer),
        }
        for rows in by_entry(base)
        for row in rows
        if row["cumulative_per_customer"] is not None
    ]


def _draw_earned(points: Sequence[Row], writer: Writer, width: Width) -> Drawn:
    names = list(dict.fromkeys(str(point["who"]) for point in points))
    colours = alt.Scale(domain=names, range=shades(len(names) + 2)[: len(names)])  # a line needs more ink than an area
    x = _years_axis([point["age"] for point in points], writer)
    y = alt.Y("value:Q", title=writer.say("page.break_even.value"), axis=alt.Axis(format="$,.0f"))
    data = alt.Chart(alt.InlineData(values=list(points)))
    lines = data.mark_line(strokeWidth=2, point={"size": 22}).encode(
        x=x, y=y, color=alt.Color("who:N", scale=colours, legend=_legend(width))
    )
    nought = alt.Chart(alt.InlineData(values=[{"value": 0}])).mark_rule(color=QUIET, strokeDash=[4, 4])
    return alt.layer(nought.encode(y="value:Q"), lines).properties(width=_beside_legend(width), height=260)


def _years_axis(ages: Sequence[int], writer: Writer) -> alt.X:
    axis = alt.Axis(format="d", values=sorted(set(ages)))
    return alt.X("age:Q", title=writer.say("page.break_even.axis"), axis=axis)


def card_company(writer: Writer) -> Picture:
    """The card company of the workshop text, beside the firm's own: 50 dollars to win a customer, back in year two.

    Year four is twice year three; 'in year five profit triples' leaves open of which year, so both are shown. The
    profits of years one to three are invented; the text gives only the ratios (METHODS 3).
    """
    added = {
        name: [int(one) for one in running_total(profits=[Decimal(profit) for profit in profits], cost=CARD_COST)]
        for name, profits in CARD_PROFITS.items()
    }
    rows = [
        {"age": year + 1, "year_four": added["year_four"][year], "year_three": added["year_three"][year]}
        for year in range(5)
    ]
    columns = [Column(name="age", unit="count", label=writer.say("page.break_even.axis"))]
    columns += [Column(name=name, unit="count", label=writer.say(f"page.card_company.{name}")) for name in added]
    table = table_of(rows, columns, caption=writer.say("page.card_company.caption"), why={})
    return Picture(code="card_company", table=table, draw=partial(_draw_card, added, writer))


def _draw_card(added: Mapping[str, Sequence[int]], writer: Writer, width: Width) -> Drawn:
    points: list[Row] = [
        {"age": year + 1, "value": value, "who": writer.say(f"page.card_company.{name}")}
        for name, values in added.items()
        for year, value in enumerate(values)
    ]
    x = _years_axis([point["age"] for point in points], writer)
    y = alt.Y("value:Q", title=writer.say("page.card_company.value"), axis=alt.Axis(format=",.0f"))
    dash = alt.StrokeDash("who:N", legend=alt.Legend(title=None, orient="bottom", symbolSize=400, columns=1))
    data = alt.Chart(alt.InlineData(values=points))
    lines = data.mark_line(strokeWidth=2, color=ACCENT).encode(x=x, y=y, strokeDash=dash)
    nought = alt.Chart(alt.InlineData(values=[{"value": 0}])).mark_rule(color=QUIET, strokeDash=[4, 4])
    return alt.layer(nought.encode(y="value:Q"), lines).properties(width=PIXELS[width], height=200)
