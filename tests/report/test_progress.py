"""The three V's: goals and what was measured, as ``effect.json`` says them."""

from klantkompas.report.progress import actions_table, progress_in_short, progress_table, tell_progress
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


def test_of_each_action_every_measure_says_what_it_added_or_why_not_and_what_could_be_seen():
    ends = {"effect": 0.12, "low": -0.034, "high": 0.28}
    counts = {"treated": 90, "held_out": 30}
    wake = {
        "lengthen": {"v": "lengthen", "measure": "ordered", "unit": "part", **ends, **counts},
        "raise": {"v": "raise", "measure": "profit", "unit": "money", "effect": 40.0, "low": 2.0, "high": 80.0,
                  **counts},
        "improve": {"v": "improve", "measure": "", "unit": "count", **counts,
                    "not_measurable": {"reason": "facts_missing", "detectable": None}},
        "also": [
            {"v": "lengthen", "measure": "months", "unit": "months", "effect": -0.5, "low": -2.0, "high": 1.0,
             **counts},
            {"v": "raise", "measure": "share", "unit": "part", "treated": 3, "held_out": 2,
             "not_measurable": {"reason": "too_few", "detectable": 0.31}},
        ],
    }  # fmt: skip
    shown = plain(actions_table({"actions": {"wake": wake, "our_own": wake}}, WRITER))
    assert [row[:2] for row in shown[4:6]] == [["", "verbeteren"], ["our_own", "verlengen"]]
    both = "90 behandeld, 30 met rust gelaten"
    few = "Niet te meten: 3 behandeld en 2 met rust gelaten is te weinig. Ga door, en tel meer klanten."
    lacking = "Niet te meten: de feiten ervoor staan niet in je exports. Voeg bedragen, uren of klachten toe."
    ordered = "klanten die bestellen: +12 op de 100 (tussen -3,4 op de 100 en +28 op de 100)"
    told = f"klantaandeel, van wie zijn bestedingen vertelde: {few} Te zien was geweest: 31 op de 100 of meer."
    assert shown[:5] == [
        ["bellen en vragen waarom", "verlengen", ordered, both],
        ["", "verlengen", "maanden tot de laatste order: -0,5 maand (tussen -2,0 maand en +1,0 maand)", both],
        ["", "verhogen", "winst na uren per klant: +€ 40,00 (tussen +€ 2,00 en +€ 80,00)", both],
        ["", "verhogen", told, "3 behandeld, 2 met rust gelaten"],
        ["", "verbeteren", lacking, both],
    ]
    assert actions_table(None, WRITER).rows == ()
