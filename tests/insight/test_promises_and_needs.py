"""Promises that fell due in a year, and what customers need: by hand."""

from datetime import date

import pandas as pd
import pytest

from klantkompas.insight.base import analyse
from klantkompas.ledger.book import open_ledger

AS_OF = date(2026, 6, 30)


def invoice(customer: str, on: date, **more: object) -> dict[str, object]:
    return {"customer_id": customer, "date": on, "amount": 100.0, "promised_on": None, "delivered_on": None, **more}


def promise(due: date, kept: date | None, kind: str = "terugbellen") -> dict[str, object]:
    return {"customer_id": "A", "made_on": date(2026, 1, 5), "due_on": due, "kept_on": kept, "kind": kind}


def lens_of(name: str, **tables: list[dict[str, object]]) -> list[dict[str, object]]:
    transactions = [invoice("A", date(2026, 1, 2)), invoice("B", date(2026, 2, 2))]
    facts = {"transactions": transactions} | tables
    with open_ledger({name: pd.DataFrame(rows) for name, rows in facts.items()}) as ledger:
        table = analyse(ledger, as_of=AS_OF).lenses.get(name)
    return [] if table is None else table.to_pylist()


def test_promises_are_beaten_kept_broken_or_open():
    made = [
        promise(date(2026, 1, 10), date(2026, 1, 9)),  # beaten
        promise(date(2026, 1, 10), date(2026, 1, 10)),  # kept
        promise(date(2026, 1, 10), date(2026, 1, 14)),  # broken, four days late
        promise(date(2026, 1, 10), None),  # broken: never done
        promise(date(2026, 7, 10), None),  # not due yet
        promise(date(2025, 6, 30), None),  # due before the year
        promise(date(2026, 6, 29), date(2026, 7, 1)),  # broken: done, but after the date we look at
    ]
    (row,) = lens_of("promises", promises=made)
    assert [row[name] for name in ("what", "kind", "beaten", "on_the_day", "broken", "open")] == [
        *("promise", "terugbellen"),
        *(1, 1, 3, 1),
    ]
    assert row["word_kept"] == pytest.approx(0.4)
    assert row["word_kept_low"] < 0.4 < row["word_kept_high"]
    assert row["days_late"] == 4.0


def test_a_delivery_with_two_lines_is_one_promise():
    days = {"promised_on": date(2026, 3, 5), "delivered_on": date(2026, 3, 4)}
    lines = [invoice("A", date(2026, 3, 1), **days), invoice("A", date(2026, 3, 1), **days)]
    (row,) = lens_of("promises", transactions=[*lines, invoice("B", date(2026, 2, 2))])
    assert (row["what"], row["kind"], row["beaten"], row["broken"]) == ("delivery", None, 1, 0)


def statement(customer: str, text: str, weight: float, score: float, on: date = date(2026, 5, 1)) -> dict[str, object]:
    return {"customer_id": customer, "date": on, "kind": "demand", "text": text, "weight": weight, "score": score}


def test_what_matters_and_is_done_badly_asks_for_action():
    firm = [f"K{n}" for n in range(6)]
    compass = [statement(one, "Snel antwoord", 5, 4 + 0.1 * n) for n, one in enumerate(firm)]
    compass += [statement(one, "mooie folder", 1, 9 - 0.1 * n) for n, one in enumerate(firm)]
    compass += [statement("K0", "gratis koffie", 3, 5)]  # one customer: no need of the firm
    compass += [statement("K0", "snel antwoord", 1, 10, on=date(2026, 1, 1))]  # an older word of the same customer
    bought = [invoice(one, date(2026, 1, 2)) for one in firm]
    rows = lens_of("needs", transactions=bought, compass=compass)
    assert [(row["need"], row["customers"], row["place"]) for row in rows] == [
        ("mooie folder", 6, "ease_off"),
        ("snel antwoord", 6, "act"),
    ]
    assert rows[1]["performance"] == pytest.approx(4.25)


def test_without_promises_or_a_compass_there_is_no_table():
    assert lens_of("promises") == []
    assert lens_of("needs") == []
