"""The marks that pictures share: lying bars with names, steps from an opening to a closing, scales and sizes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import altair as alt

from klantkompas.insight.base import CustomerBase
from klantkompas.report.drawing import ACCENT, LOST, PIXELS, SOFT, Drawn, Picture, Width
from klantkompas.report.reading import Row, reason_of
from klantkompas.report.tables import Table, column, table_of
from klantkompas.report.writer import Unit, Writer

Point = TypeVar("Point")

LETTER = 7.4
POINTS_ON_A_PHONE = 1_200
FORMATS: Mapping[Unit, str] = {"money": "$,.0f", "hours": ",.0f", "count": ",.0f", "share": ".0%", "ratio": ",.1f"}


def chart(points: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """A chart over a few points that travel with it."""
    return alt.Chart(alt.InlineData(values=[dict(point) for point in points]))


def sized(drawn: Drawn, width: Width, height: int) -> Drawn:
    """A chart with the width of its page and a height in pixels."""
    return drawn.properties(width=PIXELS[width], height=height)


def names_axis(points: Sequence[Row]) -> alt.Y:
    """Names beside their bars; ``who`` begins with two digits that only sort."""
    # Room is reserved by letter: the reader's letters may be wider than those with which the drawing is measured.
    room = LETTER * max(len(point["who"]) - 2 for point in points)
    axis = alt.Axis(labelExpr="slice(datum.label, 2)", labelPadding=8, minExtent=room, labelLimit=0)
    return alt.Y("who:N", sort=None, title=None, axis=axis)


def bars(points: Sequence[Row], title: str, unit: Unit) -> Drawn:
    """Lying bars with their value beside them.

    Args:
        points: ``who`` (two digits that only sort, then a name), ``value`` and ``said``.
        title: of the axis.
        unit: of the axis.
    """
    y = names_axis(points)
    x = alt.X("value:Q", title=title, axis=alt.Axis(format=FORMATS[unit], tickCount=3), scale=alt.Scale(padding=64))
    colour = alt.condition("datum.value < 0", alt.value(LOST), alt.value(ACCENT))
    drawn = chart(points).mark_bar(height=13).encode(x=x, y=y, color=colour)
    return drawn + _beside(points, negative=False) + _beside(points, negative=True)


def _beside(points: Sequence[Row], *, negative: bool) -> Drawn:
    held = [point for point in points if (point["value"] < 0) == negative]
    marks = chart(held)
    text = marks.mark_text(align="right", dx=-5) if negative else marks.mark_text(align="left", dx=5)
    return text.encode(x="value:Q", y=alt.Y("who:N", sort=None), text="said:N")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step from an opening to a closing.

    Attributes:
        who: its name.
        change: by how much it goes up or down.
    """

    who: str
    change: Decimal


def waterfall(
    *, opening: tuple[str, Decimal], steps: Sequence[Step], closing: str, title: str, writer: Writer, width: Width
) -> Drawn:
    """From an opening, step by step, to a closing; gains in ink, losses in red, and each with its sign in words.

    Args:
        opening: its name and amount.
        steps: in order.
        closing: its name; its amount is the opening and all steps together.
        title: of the axis.
        writer: for one reader.
        width: of the page.
    """
    points = _levels(opening, steps, closing, writer)
    y = names_axis(points)
    # Every bar says its amount; numbers along the axis would only repeat them.
    x = alt.X("low:Q", title=title, axis=alt.Axis(labels=False, grid=False), scale=alt.Scale(padding=70))
    colour = alt.Color("colour:N", scale=None)
    drawn = chart(points).mark_bar(height=15).encode(x=x, x2="high:Q", y=y, color=colour)
    text = chart(points).mark_text(align="left", dx=5).encode(x="high:Q", y=alt.Y("who:N", sort=None), text="said:N")
    return sized(drawn + text, width, 27 * len(points))


def _levels(opening: tuple[str, Decimal], steps: Sequence[Step], closing: str, writer: Writer) -> list[Row]:
    nought, level = Decimal(0), opening[1]
    drawn = [(opening[0], nought, level, SOFT)]
    for step in steps:
        drawn.append((step.who, level, level + step.change, ACCENT if step.change >= 0 else LOST))
        level += step.change
    drawn.append((closing, nought, level, SOFT))
    return [
        {
            "who": f"{place:02d}{who}",
            "low": float(min(start, end)),
            "high": float(max(start, end)),
            "said": signed(end - start, writer) if colour != SOFT else writer.money(end - start),
            "colour": colour,
        }
        for place, (who, start, end, colour) in enumerate(drawn)
    ]


def signed(value: Decimal, writer: Writer) -> str:
    """An amount with its sign, also where it is a gain."""
    return f"+ {writer.money(value)}" if value > 0 else writer.money(value)


def some(rows: Sequence[Point], n: int) -> list[Point]:
    """At most so many rows, evenly taken, the last always among them."""
    if len(rows) <= n:
        return list(rows)
    return [rows[(place + 1) * len(rows) // n - 1] for place in range(n)]


def table_behind(
    base: CustomerBase, writer: Writer, code: str, rows: Sequence[Row], names: Sequence[str], note: str = ""
) -> Table:
    """The table behind the picture of a code, with the caption of that code and columns of the contract."""
    columns = [column(name) for name in names]
    caption = writer.say(f"page.{code}.caption")
    return table_of(rows, columns, caption=caption, why=base.summary.get("why", {}), note=note)


def nothing(base: CustomerBase, code: str, table: Table, figure: str) -> Picture:
    """A picture that cannot be drawn yet, with the reason why this figure is unknown."""
    reason = "few_customers" if base.customer_count < 2 else reason_of(base, figure)
    return Picture(code=code, table=table, missing=reason)
