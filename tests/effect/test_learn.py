"""What was measured becomes what is believed, and only that."""

from pathlib import Path

import pytest

from klantkompas.advice.playbook import read_playbook
from klantkompas.effect.learn import learned_uplifts
from tests.effect.chosen_firm import AS_OF, chosen, firm, names
from tests.ledger_files import ledger_of, sold

PLAYBOOK = read_playbook()


def test_a_wake_that_works_is_believed_more(tmp_path: Path) -> None:
    """Of 40 treated 20 order, of 20 held out 2: the belief of 1.9 points rises, and stays below what was seen."""
    lines = [chosen(name, "treated", action="wake") for name in names("treated", 40)]
    lines += [chosen(name, "held_out", action="wake") for name in names("held_out", 20)]
    sales = [sold(one["customer_id"], "2025-01-15") for one in lines]
    sales += [sold(name, "2025-05-05") for name in [*names("treated", 40)[:20], *names("held_out", 20)[:2]]]
    with ledger_of(tmp_path, transactions=sales, actions=lines) as ledger:
        learned = learned_uplifts(ledger, PLAYBOOK, AS_OF)
    prior = PLAYBOOK["wake"].uplift
    assert learned.keys() == {"wake"}
    assert (learned["wake"].treated, learned["wake"].held_out) == (40, 20)
    assert prior.mean < learned["wake"].mean < 0.4
    assert learned["wake"].sd > 0


@pytest.mark.parametrize("held_out", [[], [0, 1]])
def test_only_what_was_held_out_and_stands_in_the_playbook_is_learned(tmp_path: Path, held_out: list[int]) -> None:
    """``call`` is no action of the playbook; a wake without anybody left alone teaches nothing."""
    more = [chosen(name, "treated", action="wake") for name in names("treated", 3)]
    with firm(tmp_path, [1, 0, 1], held_out, more=more) as ledger:
        assert learned_uplifts(ledger, PLAYBOOK, AS_OF) == {}


def test_without_actions_nothing_is_learned(tmp_path: Path) -> None:
    with ledger_of(tmp_path, transactions=[sold("A", "2025-01-05")]) as ledger:
        assert learned_uplifts(ledger, PLAYBOOK, AS_OF) == {}
