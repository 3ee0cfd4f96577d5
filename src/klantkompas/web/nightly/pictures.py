"""The pictures of the report, drawn once a snapshot by the report's own code, for the screens to show.

FOLDER/pictures/nl.json              what stands around them: titles, sentences, tables, what cannot be there yet
FOLDER/pictures/nl/CODE-wide.svg     and CODE-narrow for a phone, CODE-board for the home page
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from klantkompas.insight.base import CustomerBase
from klantkompas.report.html import PAGE_ONE_TERMS, scope
from klantkompas.report.names import names_page
from klantkompas.report.remarks import assumptions
from klantkompas.report.sections import Panel, Section, grid, panels, sections, terms_of
from klantkompas.report.writer import Writer
from klantkompas.web.customers.pictures import FOLDER, FORMAT
from klantkompas.words import Language

LANGUAGES: tuple[Language, ...] = ("nl", "en")
WIDTHS = ("wide", "narrow")
OF_FILES = ("findings", "counts")  # about the files that were read: they stand with the imports
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
Json = dict[str, Any]


def draw(base: CustomerBase, folder: Path, *, effect: Mapping[str, Any] | None = None) -> None:
    """Draw every picture that can be drawn, in both languages, with its sentences and the table behind it.

    Args:
        base: everything known of every customer.
        folder: of the snapshot.
        effect: what actions did (``effect.json``); None or empty: nothing was measured.
    """
    for language in LANGUAGES:
        writer = Writer(language=language, currency=base.currency, as_of=base.as_of)
        place = folder / FOLDER / language
        place.mkdir(parents=True, exist_ok=True)
        told = _told(base, writer, effect or None, place)
        text = json.dumps(told, ensure_ascii=False, default=_plain)
        (folder / FOLDER / f"{language}.json").write_text(text, encoding="utf-8")


def _told(base: CustomerBase, writer: Writer, effect: Mapping[str, Any] | None, place: Path) -> Json:
    pages, lacking = sections(base, writer, findings=(), counts=(), measured=effect)
    names = names_page(base, writer)
    return {
        "format": FORMAT,
        "as_of": writer.say("page.as_of", as_of=base.as_of),
        "basis": assumptions(base, writer),
        "scope": scope(base, writer),
        "names": asdict(names) | {"best": asdict(grid(names.best, writer))},
        "terms": [asdict(one) for one in terms_of(PAGE_ONE_TERMS, writer)],
        "panels": [_panel(one, place) for one in panels(base, writer, effect)],
        "pages": [_page(one, place) for one in pages if one.code not in OF_FILES],
        "lacking": [asdict(one) for one in lacking],
    }


def _panel(panel: Panel, place: Path) -> Json:
    names = _written(place, panel.code, ("board",), [str(panel.drawing)] if panel.drawing else [])
    return _without(asdict(panel), "drawing") | {"drawings": names}


def _page(page: Section, place: Path) -> Json:
    names = _written(place, page.code, WIDTHS, [str(one) for one in page.drawings])
    return _without(asdict(page), "drawings") | {"drawings": names}


def _written(place: Path, code: str, widths: Sequence[str], drawings: Sequence[str]) -> dict[str, Json]:
    """Keep drawings as files; for each its name, and how wide and high it is, so that a page keeps room for it."""
    kept: dict[str, Json] = {}
    for width, drawing in zip(widths, drawings, strict=False):  # a page without a picture has none
        name = f"{code}-{width}"
        (place / f"{name}.svg").write_text(drawing, encoding="utf-8")
        box = VIEW_BOX.search(drawing)
        assert box is not None
        kept[width] = {"name": name, "width": round(float(box[1])), "height": round(float(box[2]))}
    return kept


def _without(told: Json, name: str) -> Json:
    return {key: value for key, value in told.items() if key != name}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place beside a picture")
