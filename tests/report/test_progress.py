"""The three V's: goals and what was measured, as ``effect.json`` says them."""

from klantkompas.report.progress import progress_in_short, progress_table, tell_progress
from klantkompas.report.writer import Writer
from tests.report.fake_base import AS_OF

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)
MEASURED = {
    "v": {
        "lengthen": {"v": "lengthen", "measure": "kept", "unit": "customers", "effect": 7.0, "low": 1.5, "high": 12.4,
                     "treated": 90, "held_out": 30},
        "raise": {"v": "raise", "measure": "profit", "unit": "money", "effect": -1200.5, "low": -5000.0,
                  "high": 2600.0, "treated": 90, "held_out": 30},
        "improve": {"v": "improve", "measure": "hours", "unit": "hours", "treated": 4, "held_out": 1,
                    "not_measurable": {"reason": "too_few", "detectable": None}},
    },
    "goals": [
        {"goal_id": "1", "v": "lengthen", "measure": "retention_12m", "segment": None, "target": 88.0,
         "due": "2027-10-31", "now": 84.1463, "year_ago": 81.2, "expected": 87.1, "state": "off_course"},
        {"goal_id": "2", "v": "lengthen", "measure": "customers_12m", "segment": "horeca", "target": 120.0,
         "due": "2027-10-31", "now": None, "year_ago": None, "expected": None, "state": "unknown"},
    ],
}  # fmt: skip


def plain(table):
    return [[str(cell).replace("\u00a0", " ") for cell in row] for row in table.rows]


def test_each_goal_has_its_standing_and_its_course_and_each_v_what_we_did():
    assert plain(progress_table(MEASURED, WRITER)) == [
        ["verlengen", "klanten die terugkwamen, op de 100: 88,0 op 31-10-2027", "84,1",
         "niet op koers, zo wordt het 87,1", "klanten die door ons bleven bestellen: +7,0 (tussen +1,5 en +12)"],
        ["", "klanten die bestelden (horeca): 120 op 31-10-2027", "–", "onbekend, de feiten ervoor ontbreken", ""],
        ["verhogen", "geen doel gesteld", "–", "–", "winst na uren: € -1.201 (tussen € -5.000 en +€ 2.600)"],
        ["verbeteren", "geen doel gesteld", "–", "–",
         "Niet te meten: 4 behandeld en 1 met rust gelaten is te weinig. Ga door, en tel meer klanten."],
    ]  # fmt: skip


def test_in_short_every_v_says_what_we_did_or_why_that_is_not_known():
    assert [row[0] for row in plain(progress_in_short(MEASURED, WRITER))] == ["verlengen", "verhogen", "verbeteren"]
    assert progress_in_short(None, WRITER).rows == ()


def test_nothing_measured_is_never_called_measured():
    lacking = {v: {"not_measurable": {"reason": "no_holdout"}} for v in ("lengthen", "raise", "improve")}
    assert tell_progress({"v": lacking}, WRITER).startswith("Van geen enkele actie is al te zeggen")
    assert "klantkompas effect" in tell_progress(None, WRITER)
    assert "95 %" in tell_progress(MEASURED, WRITER).replace("\u00a0", " ")
