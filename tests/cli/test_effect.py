"""``klantkompas effect``: what it writes and says, in both languages."""

import json
from pathlib import Path

import pytest

from tests.cli.running import ask
from tests.effect.chosen_firm import firm


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    firm(tmp_path / "facts", [2, 1, 1, 0, 1, 2, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0], margin=None).close()
    return tmp_path / "facts"


def test_it_says_what_was_added_and_where_the_rest_is(capsys, exports, tmp_path):
    answer = ask(capsys, "effect", exports, "--as-of", "2025-12-31", "--out", tmp_path / "out")
    assert answer.status == 0
    assert "klanten die bestellen: +47 op de 100" in answer.flat
    assert "10 behandeld, 6 met rust gelaten" in answer.flat
    assert "Nog niet te zeggen" in answer.flat
    assert "Ook als je al je 17 klanten voor één actie kiest en er 3 met rust laat" in answer.flat
    assert "verbeteren Niet te meten: de feiten ervoor staan niet in je exports." in answer.flat
    assert json.loads((tmp_path / "out" / "effect.json").read_text())["actions"].keys() == {"call"}


def test_it_speaks_english(capsys, exports, tmp_path):
    answer = ask(capsys, "effect", exports, "--as-of", "2025-12-31", "--out", tmp_path / "out", "--language", "en")
    assert "customers who order: +47 in 100" in answer.flat
    assert "Shown to come from our actions" in answer.flat


def test_json_is_the_file_and_nothing_else(capsys, exports, tmp_path):
    answer = ask(capsys, "effect", exports, "--as-of", "2025-12-31", "--out", tmp_path / "out", "--json")
    assert json.loads(answer.out) == json.loads((tmp_path / "out" / "effect.json").read_text())


def test_without_actions_it_says_what_to_write_down(capsys, exports, tmp_path):
    (exports / "actions.csv").unlink()
    answer = ask(capsys, "effect", exports, "--out", tmp_path / "out")
    assert answer.status == 0
    assert "Er staan geen acties in je exports." in answer.flat


def test_a_verdict_says_how_certain_it_is(capsys, tmp_path):
    firm(tmp_path / "facts", [1] * 55 + [0] * 5, [0] * 27 + [1] * 3, margin=None).close()
    answer = ask(capsys, "effect", tmp_path / "facts", "--as-of", "2025-12-31", "--out", tmp_path / "out")
    assert "klanten die bestellen: +82 op de 100" in answer.flat
    assert "Werkt, met 90 % zekerheid." in answer.flat
