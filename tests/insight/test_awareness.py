"""Who knows what we have: by hand, and by the one rule for one customer and for all."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from klantkompas.insight.base import analyse
from klantkompas.insight.knowing import STATES, state_of
from tests.insight.bases import AS_OF
from tests.ledger_files import ledger_of, sold


def told(customer: str, group: str | None = "onderhoud", year: int = 2025, **said: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("amount", "source", "competitor", "reason", "awareness"))
    return {"customer_id": customer, "year": year, "product_group": group} | empty | said


def rows_of(folder: Path, wallets: list[dict[str, Any]], bought: list[dict[str, Any]], **more: Any) -> dict[Any, Any]:
    with ledger_of(folder, typed=True, transactions=bought, wallets=wallets, **more) as ledger:
        table = analyse(ledger, as_of=AS_OF).lenses.get("awareness")
    rows = [] if table is None else table.to_pylist()
    return {(row["segment"], row["product_group"]): row for row in rows}


WHO = "abcdefgh"
BOUGHT = [sold(one, "2025-03-03", product_group="papier") for one in WHO]
BOUGHT += [sold("a", "2025-04-04", product_group="onderhoud"), sold("b", "2023-04-04", product_group="onderhoud")]
WALLETS = [
    told("a", awareness="unknown_to_them", amount=Decimal(900)),  # buys it all the same
    told(
        "b", awareness="known", competitor="Jansen", reason="dichterbij", amount=Decimal("1200.50"), source="declared"
    ),
    told("c", awareness="unknown_to_them", amount=Decimal(300)),
    told("d", awareness="unknown_to_them", amount=Decimal(5000), source="estimated"),  # a guess is no evidence
    told("e", awareness="not_needed"),
    told("f", awareness="known", year=2025),
    told("f", awareness="unknown_to_them", year=2022),  # an older word
    told("g", group=None, amount=Decimal(99999)),  # in all, not on one group
    told("h", awareness="unknown_to_them", year=2026),  # after the date
    told("nobody", awareness="unknown_to_them"),  # bought nothing in two years
]


def test_by_hand(tmp_path: Path) -> None:
    found = rows_of(tmp_path, WALLETS, BOUGHT)
    assert list(found) == [(None, "papier"), (None, "onderhoud")]
    row = found[(None, "onderhoud")]
    counts = {"buys": 1, "does_not_know": 2, "elsewhere": 1, "no_need": 1, "knows": 1, "not_asked": 2}
    assert ({name: row[name] for name in STATES}, row["customers"]) == (counts, 8)
    assert (row["stake"], row["stake_customers"]) == (Decimal("1500.50"), 2)
    paper = found[(None, "papier")]
    assert (paper["buys"], paper["stake"], paper["stake_customers"]) == (8, None, 0)


def test_per_segment_everybody_counts_once(tmp_path: Path) -> None:
    segments = [{"customer_id": one, "segment": "groot" if one in "abc" else "klein"} for one in WHO]
    found = rows_of(tmp_path, WALLETS, BOUGHT, customers=segments)
    big, small = (found[(name, "onderhoud")] for name in ("groot", "klein"))
    assert (big["customers"], small["customers"]) == (3, 5)
    assert (big["does_not_know"], small["does_not_know"], small["not_asked"]) == (1, 1, 2)
    assert (big["stake"], small["stake"]) == (Decimal("1500.50"), None)
    assert all(sum(row[name] for name in STATES) == row["customers"] for row in found.values())


def test_without_product_groups_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert rows_of(tmp_path, [told("a", group=None, amount=Decimal(5))], [sold("a", "2025-03-03")]) == {}


def test_what_was_said_alone_makes_a_group(tmp_path: Path) -> None:
    found = rows_of(tmp_path, [told("a", "verhuur", competitor="Jansen")], [sold("a", "2025-03-03")])
    assert [(key, row["elsewhere"]) for key, row in found.items()] == [((None, "verhuur"), 1)]


CASES = [
    (True, "unknown_to_them", "Jansen", "buys"),
    (False, "unknown_to_them", "Jansen", "does_not_know"),
    (False, "known", "Jansen", "elsewhere"),
    (False, None, "Jansen", "elsewhere"),
    (False, "not_needed", None, "no_need"),
    (False, "known", None, "knows"),
    (False, None, None, "not_asked"),
    (False, None, "", "not_asked"),
]


def test_one_customer_by_the_same_rule_as_all(tmp_path: Path) -> None:
    """A product group a case: what ``state_of`` says of one is what the sums count."""
    groups = [f"{place} groep" for place in range(len(CASES))]
    told_of = [
        told("a", group, awareness=known, competitor=where or None)
        for group, (_, known, where, _) in zip(groups, CASES, strict=True)
    ]
    bought = [
        sold("a", "2025-03-03", product_group=group) for group, case in zip(groups, CASES, strict=True) if case[0]
    ]
    found = rows_of(tmp_path, told_of, [*bought, *(sold("b", "2025-01-01", product_group=group) for group in groups)])
    for group, (was_bought, known, where, state) in zip(groups, CASES, strict=True):
        assert state_of(bought=was_bought, awareness=known, competitor=where) == state
        assert found[(None, group)][state] == (2 if state == "buys" else 1), group


def test_facts_after_the_date_change_nothing(tmp_path: Path) -> None:
    later = [*BOUGHT, *(sold(one, "2026-02-02", product_group="onderhoud") for one in "cd")]
    more = [*WALLETS, told("e", awareness="unknown_to_them", year=2026)]
    assert date(2026, 1, 1) > AS_OF
    assert rows_of(tmp_path / "a", more, later) == rows_of(tmp_path / "b", WALLETS, BOUGHT)
