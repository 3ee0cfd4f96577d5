"""How a picture is drawn: few lines, the system's letters, colours that mean something, and no script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from klantkompas.report.tables import Table
from klantkompas.report.writer import Writer

Width = Literal["wide", "narrow"]

INK = "#22303c"
ACCENT = "#1f3a5f"
LOST = "#b23a2e"
QUIET = "#8a8f98"
SOFT = "#b9c3d0"
LINE = "#e3e1db"
PIXELS: Mapping[Width, int] = {"wide": 640, "narrow": 300}
SVG = "{http://www.w3.org/2000/svg}"
CONFIG: dict[str, Any] = {
    "aria": False,
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    # Room for a reader's letters that are wider than those with which the drawing is measured.
    "padding": {"left": 5, "top": 5, "right": 22, "bottom": 5},
    "axis": {
        "domain": False,
        "ticks": False,
        "gridColor": LINE,
        "labelColor": INK,
        "labelFontSize": 12,
        "labelPadding": 6,
        "titleColor": INK,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 220,
    },
    "axisX": {"grid": False, "titleAnchor": "end", "titlePadding": 8},
    "axisY": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -12, "titleX": 0},
    "axisQuantitative": {"tickCount": 5},
    "legend": {"labelColor": INK, "labelFontSize": 12, "labelLimit": 300},
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12},
    "title": {"color": INK, "fontSize": 13, "fontWeight": "normal", "anchor": "start"},
    "text": {"color": INK, "fontSize": 12},
    "bar": {"color": ACCENT},
}  # fmt: skip


Drawn = Any  # altair's chart classes share no useful base, and its operators give unions of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture with the table behind it.

    Attributes:
        code: stable name; ``page.CODE.title`` is its title.
        table: the figures that are drawn.
        draw: gives the Altair chart for a width; ``None`` where there is nothing to draw.
        missing: reason code where there is nothing to draw.
        figures: codes of figures that it shows besides those in the heads of its table.
    """

    code: str
    table: Table
    draw: Callable[[Width], Drawn] | None = None
    missing: str | None = None
    figures: tuple[str, ...] = ()


def svg(picture: Picture, width: Width, writer: Writer, *, description: str, place: str = "") -> str:
    """The picture as an SVG element that carries its own title and description.

    Args:
        picture: one that can be drawn.
        width: ``wide`` for paper and desk, ``narrow`` for a phone.
        writer: gives the numbers on the axes their local form.
        description: what the picture shows, for who cannot see it.
        place: where it stands, when the same picture stands in a page twice.

    Returns:
        The element, without XML declaration; the browser gives it its size.
    """
    import vl_convert

    assert picture.draw is not None
    drawn = vl_convert.vegalite_to_svg(
        picture.draw(width).to_dict(),
        config=CONFIG,
        allowed_base_urls=[],
        format_locale=_number_locale(writer),
        time_format_locale="nl-NL" if writer.language == "nl" else "en-GB",
    )
    name = "-".join(part for part in (place, picture.code, width) if part)
    return _accessible(drawn, name=name, title=writer.say(f"page.{picture.code}.title"), description=description)


def _number_locale(writer: Writer) -> dict[str, Any]:
    dutch = writer.language == "nl"
    return {
        "decimal": "," if dutch else ".",
        "thousands": "." if dutch else ",",
        "grouping": [3],
        "currency": [f"{writer.symbol} " if dutch else writer.symbol, ""],
        "percent": "\u00a0%" if dutch else "%",
        "minus": "-",
    }


def _accessible(drawn: str, *, name: str, title: str, description: str) -> str:
    from lxml import etree

    root = etree.fromstring(drawn.encode())
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    for attribute in ("width", "height", "class"):
        del root.attrib[attribute]
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = etree.Element(f"{SVG}{tag}", id=f"{name}-{tag}")
        element.text = text
        root.insert(place, element)
    _own_names(root, name)
    return etree.tostring(root, encoding="unicode")


def _own_names(root: Any, name: str) -> None:
    """Every picture starts counting its clip paths at nought, and they stand in one page together."""
    for element in root.iter():
        if "id" in element.attrib and not element.get("id").startswith(name):
            element.set("id", f"{name}-{element.get('id')}")
        for attribute, value in element.attrib.items():
            if value.startswith("url(#"):
                element.set(attribute, f"url(#{name}-{value[5:]}")
