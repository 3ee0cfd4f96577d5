"""A complaint strains a relation on the same days for one customer by day as for all of them at night."""

from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from klantkompas.insight.base import analyse
from klantkompas.insight.relation.strain import Strain, Trouble, strain, strained_since
from klantkompas.rules import PhaseRules
from tests.insight.bases import AS_OF
from tests.ledger_files import ledger_of, sold

RULES = PhaseRules()
DAYS = (0, 1, 13, 14, 15, 60, 89, 90, 91, 193, 194, 195)


def test_by_hand():
    opened = date(2026, 1, 1)
    assert strain(Trouble(opened=opened, resolved=date(2026, 1, 3), severity="large"), RULES) == Strain(
        since=opened, until=date(2026, 4, 1)
    )
    assert strain(Trouble(opened=opened, resolved=date(2026, 1, 15), severity="small"), RULES) is None
    late = Trouble(opened=opened, resolved=date(2026, 1, 16), severity=None)
    assert strain(late, RULES) == Strain(since=date(2026, 1, 15), until=date(2026, 1, 16))
    for phase, ordered in (("prospect", False), ("ended", True), ("strained", True), (None, True), ("new", False)):
        assert strained_since(phase, [late], RULES, ordered=ordered, on=date(2026, 1, 15)) is None
    assert strained_since("established", [late], RULES, ordered=True, on=date(2026, 1, 15)) == date(2026, 1, 15)
    assert strained_since("established", [late], RULES, ordered=True, on=date(2026, 1, 14)) is None


@pytest.mark.parametrize("severity", ["large", "small", None])
def test_as_the_night_sees_it(tmp_path, severity):
    """Complaints of so many days old, open or solved on the last day: each of a customer who orders every month."""
    cases = {f"{days} {kind}": (days, kind) for days in DAYS for kind in ("open", "solved")}
    troubles = {}
    for name, (days, kind) in cases.items():
        opened, solved = AS_OF - timedelta(days=days), AS_OF if kind == "solved" else None
        troubles[name] = Trouble(opened=opened, resolved=solved, severity=severity)
    told = [
        {"customer_id": name, "opened_on": one.opened, "resolved_on": one.resolved, "severity": one.severity}
        for name, one in troubles.items()
    ]
    told.append(
        {"customer_id": "calm", "opened_on": date(2021, 1, 1), "resolved_on": date(2021, 1, 2), "severity": "small"}
    )
    # An order a year: no silence is an alarm yet, and no order ends a trouble. Who is calm has orders until the end.
    steady = [sold(name, f"{year}-05-15") for name in (*cases, "calm") for year in range(2014, 2026)]
    with ledger_of(tmp_path, transactions=[*steady, sold("calm", "2025-12-15")], complaints=told) as ledger:
        base = analyse(ledger, as_of=AS_OF)
        rows = pq.read_table(base.phases).to_pylist()
    seen = {row["customer_id"]: row for row in rows if row["to"] is None}
    reasons = {"large": ("complaint_severe", "complaint_open")}.get(str(severity), ("complaint_open",))
    for name, one in troubles.items():
        days = strain(one, RULES)
        runs = days is not None and days.since <= AS_OF < days.until
        assert (seen[name]["reason_now"] in reasons) == runs, name
