"""Making good a complaint is worth what the firm's own complaints say, where there are enough of them."""

from dataclasses import replace

import pytest

from klantkompas.advice.monday import advise
from klantkompas.advice.playbook import read_playbook
from klantkompas.advice.recovered import own_uplift
from klantkompas.estimators.proportion import difference, part
from tests.advice.customers import LOYAL, made_base
from tests.advice.test_monday import RULES, ago
from tests.insight.test_generosity import rates
from tests.ledger_files import ledger_of, sold

OWN = rates(unresolved=(4, 10, "0"), resolved_well=(18, 20, "50"))
TEN_OR_MORE = "At your firm 90% came back after fast and generous (of 20), and 40% after not solved (of 10)"


def line_of(folder, table, **more):
    base = made_base(folder / "base", {"a": LOYAL}, rules=RULES)
    base = replace(base, lenses={} if table is None else {"recovery": table})
    told = [{"customer_id": "a", "opened_on": ago(5), "resolved_on": None}]
    with ledger_of(folder / "facts", rules=RULES, transactions=[sold("a", "2026-10-20")], complaints=told) as ledger:
        advice = advise(base, ledger=ledger, hours=100, **more)
    (line,) = advice.table.to_pylist()
    assert line["action"] == "recovery"
    return line, advice


def test_own_rates_with_their_range_where_there_are_enough(tmp_path):
    line, advice = line_of(tmp_path, OWN)
    worth = 16000 / 0.98  # his value, without the chance that he has left already
    assert float(line["gain"]) == pytest.approx(0.5 * worth - 3 * 62 - 50, abs=0.01)
    assert line["gain_basis"] == "measured" and TEN_OR_MORE in line["reason"]
    low, high = difference(part(had=18, cases=20), part(had=4, cases=10))
    assert own_uplift(OWN)["recovery"].sd == pytest.approx((high - low) / 2 / 1.6448536)
    assert advice.summary["gain_basis"] == "assumed"  # nobody was left alone to compare with


@pytest.mark.parametrize("table", [None, rates(unresolved=(4, 9, "0"), resolved_well=(18, 20, "50"))])
def test_the_text_as_an_assumption_where_there_are_not(tmp_path, table):
    line, _ = line_of(tmp_path, table)
    uplift = read_playbook()["recovery"].uplift
    assert float(line["gain"]) == pytest.approx(uplift.mean * 16000 / 0.98 - 3 * 62 - 50, abs=0.01)
    assert line["gain_basis"] == "assumed" and "At your firm" not in line["reason"]
    assert "TARP" in uplift.source


def test_what_effect_measured_goes_before(tmp_path):
    line, advice = line_of(tmp_path, OWN, learned={"recovery": (0.2, 0.05, 40, 40)})
    assert float(line["gain"]) == pytest.approx(0.2 * 16000 / 0.98 - 3 * 62 - 50, abs=0.01)
    assert "At your firm" not in line["reason"] and advice.summary["gain_basis"] == "measured"
