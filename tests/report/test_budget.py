"""Winning, keeping and winning back: the parts as spent, beside 85/15 and the best split where one is known."""

from decimal import Decimal
from typing import Any

import pytest

from klantkompas.report.budget import budget
from klantkompas.report.remarks import remarks
from klantkompas.report.writer import Writer
from tests.report.fake_base import AS_OF, FakeBase
from tests.report.test_worth import plain, values
from tests.report.valued_base import valued_base, with_changes

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)
CUSTOMARY = {"acquire": Decimal("0.85"), "keep": Decimal("0.15")}
SPLIT = {
    "acquire": {"hours": Decimal(100), "euros": Decimal(5000), "optimum": None},
    "keep": {"hours": Decimal(300), "euros": Decimal(1000), "optimum": None},
    "win_back": {"hours": Decimal(20), "euros": Decimal(0), "optimum": None},
}
BUDGET = {
    "spent": {"acquire": 0.35, "keep": 0.61, "win_back": 0.04},
    "customary": CUSTOMARY,
    "cost_each": {"acquire": Decimal(1120), "keep": Decimal("98.40")},
    "basis": None,
    "hour_brings": None,
    "hour_moved": None,
}
BEST = {"acquire": 0.2, "keep": 0.7, "win_back": 0.1}
BRINGS = {"acquire": Decimal(-20), "keep": Decimal(45), "win_back": Decimal(10)}


def firm(*, split: Any = SPLIT, told: Any = BUDGET, why: str = "no_response_seen") -> FakeBase:
    base = valued_base()
    return with_changes(base, summary=base.summary | {"split": split, "budget": told, "why": {"split": why}})


def known(gain: int) -> FakeBase:
    """A firm whose best split and worth of an hour are known."""
    best = {name: one | {"optimum": BEST[name]} for name, one in SPLIT.items()}
    moved = {"from": "acquire", "to": "keep", "gain": Decimal(gain)}
    return firm(split=best, told=BUDGET | {"basis": "stated", "hour_brings": BRINGS, "hour_moved": moved}, why="")


def test_the_parts_stand_beside_what_is_customary():
    picture = budget(firm(), WRITER)
    assert [row[:5] for row in picture.table.rows] == [
        ("werven", Decimal(100), Decimal(5000), 0.35, Decimal("0.85")),
        ("behouden", Decimal(300), Decimal(1000), 0.61, Decimal("0.15")),
        ("terugwinnen", Decimal(20), Decimal(0), 0.04, None),
    ]
    assert picture.table.why["part_best"] == picture.table.why["hour_brings"] == "no_response_seen"
    bars, _ = values(picture.draw("wide"))
    assert [(bar["who"][2:], bar["value"], bar["said"]) for bar in bars] == [
        ("werven, nu", 0.35, "35 %"),
        ("werven, 85/15", 0.85, "85 %"),
        ("behouden, nu", 0.61, "61 %"),
        ("behouden, 85/15", 0.15, "15 %"),
        ("terugwinnen, nu", 0.04, "4 %"),
    ]


def test_without_a_best_split_it_is_said_why():
    said = plain(remarks(firm(), "budget", WRITER))
    assert said[1] == (
        "Zo ging het: werven 35 %, behouden 61 % en terugwinnen 4 %; "
        "een gewonnen klant kostte € 1.120, een behouden klant € 98,40."
    )
    assert said[2].startswith("Of een andere verdeling meer brengt, is nog niet te zeggen: je jaren laten niet zien")


def test_with_a_best_split_an_hour_is_moved_or_the_split_is_named():
    moved = plain(remarks(known(65), "budget", WRITER))
    assert moved[2] == (
        "Haal een uur weg bij werven en besteed het aan behouden: dat brengt naar verwachting € 65,00 "
        "(volgens wat je zelf opgaf)."
    )
    assert "die het meest zou brengen" in moved[0]
    same = plain(remarks(known(0), "budget", WRITER))
    assert same[2].startswith("Het meest zou brengen: werven 20 %, behouden 70 % en terugwinnen 10 %")
    bars, _ = values(budget(known(65), WRITER).draw("narrow"))
    assert len(bars) == 8
    assert [row[-1] for row in budget(known(65), WRITER).table.rows] == list(BRINGS.values())


def test_cost_that_is_unknown_is_left_out_of_the_sentence():
    said = plain(remarks(firm(told=BUDGET | {"cost_each": {"keep": Decimal(98)}}), "budget", WRITER))
    assert said[1] == "Zo ging het: werven 35 %, behouden 61 % en terugwinnen 4 %."


@pytest.mark.parametrize(
    ("split", "told", "missing"),
    [
        ({}, {}, "no_purposes"),
        ({name: {"hours": None, "euros": None} for name in SPLIT}, {"spent": {}}, "no_purposes"),
        ({name: {"hours": Decimal(9), "euros": None} for name in SPLIT}, {"spent": {}}, "hourly_cost_unknown"),
    ],
)
def test_without_purposes_or_cost_the_page_waits_and_says_for_what(split, told, missing):
    picture = budget(firm(split=split, told=told), WRITER)
    assert (picture.draw, picture.missing) == (None, missing)
