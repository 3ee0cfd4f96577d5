"""The catalogue says of every figure where it comes from, and a firm's own file changes what it names and no more."""

from decimal import Decimal
from pathlib import Path

import pytest

from klantkompas.advice.playbook import OUR_ASSUMPTION, read_playbook
from klantkompas.errors import UsageError

BOOK = read_playbook()
ASKED_FOR = {
    "reprice", "self_service", "cap_hours", "stop", "wake", "let_sleep", "service_discount", "volume_discount", "spoil",
    "range_review", "service_review", "planned_surprise", "recovery", "call_by_the_top", "ask_referral",
    "know_strengths", "shift", "slow", "refer", "do_nothing", "ask_share", "keep_promise",
}  # fmt: skip
PUBLISHED = ("TARP",)
NEITHER = ("nothing is done", "the hours are those of the top", "the threshold of a shared customer")


def own(folder: Path, text: str) -> Path:
    path = folder / "playbook.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_action_that_the_workshop_asks_for_is_there():
    assert set(BOOK.codes) == ASKED_FOR


@pytest.mark.parametrize("code", BOOK.codes)
def test_every_figure_has_a_source_or_says_that_it_is_ours(code):
    action = BOOK[code]
    sources = [action.figures_source, action.uplift.source, *([action.worth_source] if action.worth_part else [])]
    for source in sources:
        assert OUR_ASSUMPTION in source or source.startswith((*PUBLISHED, *NEITHER)), (code, source)


@pytest.mark.parametrize("code", BOOK.codes)
def test_an_action_has_a_name_in_both_languages_and_a_success_in_time(code):
    action = BOOK[code]
    assert action.called("nl") != action.called("en")
    assert action.success
    assert action.success_days > 0
    assert (action.worth == "none") == (action.need == "outcome")


def test_a_discount_is_offered_on_knowledge_only_and_otherwise_one_asks():
    for code in ("service_discount", "volume_discount"):
        assert "share_evidence is_not estimated" in [
            f"{one.column} {one.operator} {one.value}" for one in BOOK[code].when
        ]
    assert "share_evidence is estimated" in [
        f"{one.column} {one.operator} {one.value}" for one in BOOK["ask_share"].when
    ]


def test_what_we_owe_somebody_is_never_optional():
    assert {one.code for one in BOOK.of_need("must")} == {"call_by_the_top", "recovery", "keep_promise"}
    assert not any(one.optional for one in BOOK.of_need("must", "when_short", "outcome"))


def test_a_firms_own_file_changes_what_it_names(tmp_path):
    text = """
        [wake]
        hours = 1.5
        [spoil]
        use = false
        [open_day]
        name = { nl = "open dag", en = "open day" }
        v = "lengthen"
        types = ["loyal"]
        hours = 0.1
        cost = 12.50
        uplift = { mean = 0.01, sd = 0.02, source = "our assumption" }
        worth = "kept"
        success = "still a customer"
        figures_source = "our assumption"
    """
    book = read_playbook(own(tmp_path, text))
    assert book["wake"].hours == Decimal("1.5")
    assert book["wake"].uplift == BOOK["wake"].uplift
    assert "spoil" not in book
    assert book["open_day"].cost == Decimal("12.50")
    assert book["open_day"].success_days == 180


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[wake]\nhours = -1", "playbook_bad_value"),
        ("[wake]\nv = 'rejuvenate'", "playbook_bad_value"),
        ("[wake]\nwhen = ['shoe_size > 40']", "playbook_bad_value"),
        ("[wake]\nuplift = { mean = 0.1, sd = 0, source = 'x' }", "playbook_bad_value"),
        ("[wake]\nwhen = ['regularity is high']", "playbook_bad_value"),
        ("[wake]\nwhen = ['share_evidence > 3']", "playbook_bad_value"),
        ("[wake]\ntypes = ['loyall']", "playbook_bad_value"),
        ("[wake]\ntypes = 'loyal'", "playbook_bad_value"),
        ("[wake]\nhours = 0.333", "playbook_bad_value"),
        ("[wake]\ncolour = 'red'", "playbook_unknown_setting"),
        ("[dance]\nv = 'raise'", "playbook_incomplete"),
        ("[wake", "playbook_unreadable"),
        ("wake = 3", "playbook_bad_value"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(tmp_path, text, code):
    with pytest.raises(UsageError) as refused:
        read_playbook(own(tmp_path, text))
    assert refused.value.code == code


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError) as refused:
        read_playbook(tmp_path / "nothing.toml")
    assert refused.value.code == "playbook_missing"
