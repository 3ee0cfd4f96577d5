"""The pictures as the night draws them: the report's own, safe to show, with the table behind every one."""

import json
import re

import pytest

from klantkompas.report import drawing
from klantkompas.report.sections import PICTURES
from klantkompas.report.writer import Writer
from klantkompas.web.nightly.pictures import draw
from tests.report.valued_base import valued_base

FOREIGN = re.compile(r"style=|<style|<script|href=|\son\w+=|<foreignObject|<image")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Each picture is drawn once and stands for its other widths and languages: drawing takes most of the time."""
    folder = tmp_path_factory.mktemp("snapshot")
    base = valued_base(folder)
    once: dict[str, str] = {}

    def svg(picture, width, writer, **named):
        if picture.code not in once:
            once[picture.code] = drawing.svg(picture, width, writer, **named)
        return once[picture.code]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("klantkompas.report.sections.svg", svg)
        draw(base, folder)
    return base, folder / "pictures"


def told(drawn, language):
    return json.loads((drawn[1] / f"{language}.json").read_text(encoding="utf-8"))


def test_every_picture_of_the_report_that_can_be_drawn_is_drawn_in_both_languages(drawn):
    base, folder = drawn
    writer = Writer(language="nl", currency=base.currency, as_of=base.as_of)
    can = {one.code for make in PICTURES if (one := make(base, writer)).draw is not None}
    for language in ("nl", "en"):
        names = {path.stem for path in (folder / language).iterdir()}
        assert {f"{code}-{width}" for code in can for width in ("wide", "narrow")} <= names
        assert names == {
            sized["name"]
            for one in (*told(drawn, language)["pages"], *told(drawn, language)["panels"])
            for sized in one["drawings"].values()
        }


def test_what_cannot_be_drawn_says_why(drawn):
    for language in ("nl", "en"):
        pages = told(drawn, language)
        lacking = [code for one in pages["lacking"] for code, _ in one["pages"]]
        assert all(one["why"] for one in pages["lacking"])
        assert not set(lacking) & {one["code"] for one in pages["pages"]}


def test_behind_every_picture_stands_a_table_and_before_it_what_it_shows(drawn):
    for page in told(drawn, "nl")["pages"]:
        assert page["grid"]["rows"] and page["grid"]["caption"], page["code"]
        assert len(page["sentences"]) == (1 if page["code"] in ("card_company", "progress") else 3), page["code"]


def test_a_drawing_brings_nothing_that_the_security_policy_of_the_screens_forbids(drawn):
    for path in drawn[1].glob("*/*.svg"):
        assert not FOREIGN.search(path.read_text(encoding="utf-8")), path.name


def test_a_drawing_says_how_large_it_is_so_that_the_page_keeps_room_for_it(drawn):
    for page in told(drawn, "en")["pages"]:
        assert all(sized["width"] > 200 and sized["height"] > 100 for sized in page["drawings"].values())
