"""What a run found is laid in whole: everybody has a line, phases that did not change keep theirs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantkompas.insight.columns import SCHEMA
from klantkompas.insight.milestones import SCHEMA as MILESTONE
from klantkompas.insight.relation.phases import HISTORY
from klantkompas.insight.relation.reason import REASONS
from klantkompas.web.customers.models import Customer, Figures, Milestone, PhaseTurn, Snapshot
from klantkompas.web.nightly import keeping
from klantkompas.words import retold

NOW = datetime(2026, 5, 31, 12, 0, tzinfo=UTC)


def run(folder, *, revenue="12.34", kind="loyal", phase=("established", "rhythm"), brought=("referred", "K9")):
    """What a run would write of customers K1 and K9, of whom the second is nobody's any more."""
    folder.mkdir()
    (folder / "lenses").mkdir()
    told = {"revenue_12m": Decimal(revenue), "hours_12m": Decimal("-0.25"), "p_active": 0.5, "since_before": True}
    told |= {"last_transaction": date(2026, 5, 1), "type": kind, "phase": phase[0], "why": {"share": "no_orders"}}
    lines = [{"customer_id": "K1", **told}, {"customer_id": "K9", "why": {}}]
    turns = [
        ("K1", None, date(2025, 1, 2), "prospect", "listed", None, None),
        ("K1", date(2025, 1, 2), date(2025, 6, 1), "new", "first_order", None, None),
        ("K1", date(2025, 6, 1), None, *phase, "silence", date(2026, 5, 20)),
    ]
    marks = [("K1", date(2025, 1, 2), "won", None), ("K1", date(2026, 5, 1), *brought), ("K9", NOW.date(), "won", None)]
    held = {"code": "type.set.until", "by": None, "reason": "gesprek", "until": date(2026, 9, 1)}
    files = {
        "customers": (lines, SCHEMA),
        "lenses/phases": ([dict(zip(HISTORY.names, one, strict=True)) for one in turns], HISTORY),
        "lenses/milestones": ([dict(zip(MILESTONE.names, one, strict=True)) for one in marks], MILESTONE),
        "lenses/type_reasons": ([{"customer_id": "K1", **held}], REASONS),
    }
    for name, (rows, schema) in files.items():
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{name}.parquet")
    return folder


def lay_in(folder):
    snapshot = Snapshot.objects.create(as_of=date(2026, 5, 31), at=NOW, folder="", fingerprint="")
    keeping.stage(folder)
    keeping.lay_in(snapshot)
    keeping.forget_stage()
    return snapshot


@pytest.fixture
def anna(customer_of):
    return customer_of("Anna")


def test_figures_are_kept_in_whole_cents_with_why_one_is_unknown(tmp_path, anna):
    snapshot = lay_in(run(tmp_path / "run"))
    kept = Figures.objects.get(customer=anna)
    assert (kept.snapshot, kept.revenue_12m, kept.hours_12m, kept.p_active) == (snapshot, 1234, -25, 0.5)
    assert (kept.since_before, kept.last_transaction, kept.share) == (True, date(2026, 5, 1), None)
    assert kept.why == {"share": "no_orders"}


def test_who_came_since_or_was_merged_has_an_empty_line(tmp_path, anna, customer_of):
    new = Customer.objects.create(customer_id="nieuw")
    lay_in(run(tmp_path / "run"))
    assert Figures.objects.get(customer=new).snapshot is None
    assert Figures.objects.count() == Customer.objects.count() == 2


def test_of_whom_a_run_says_nothing_any_more_the_old_figures_are_gone(tmp_path, anna):
    lay_in(run(tmp_path / "one"))
    Customer.objects.filter(pk=anna.pk).update(customer_id="K2")
    lay_in(run(tmp_path / "two"))
    kept = Figures.objects.get(customer=anna)
    assert (kept.snapshot, kept.revenue_12m, kept.type) == (None, None, None)


def test_the_type_before_is_that_of_the_snapshot_before(tmp_path, anna):
    lay_in(run(tmp_path / "one", kind="loyal"))
    lay_in(run(tmp_path / "two", kind="dormant"))
    kept = Figures.objects.get(customer=anna)
    assert (kept.type_before, kept.type) == ("loyal", "dormant")


def test_reasons_are_kept_to_be_said_in_any_language(tmp_path, anna):
    lay_in(run(tmp_path / "run"))
    kept = Figures.objects.get(customer=anna)
    assert "gesprek" in retold(kept.type_sentence, "nl") and "01-09-2026" in retold(kept.type_sentence, "nl")
    assert "01 Sep 2026" in retold(kept.type_sentence, "en")
    assert "20-05-2026" in retold(kept.phase_sentence, "nl")
    assert kept.phase_since == date(2025, 6, 1)


def test_the_history_is_of_dated_turns_and_only_what_changed_is_written_anew(tmp_path, anna):
    lay_in(run(tmp_path / "one"))
    first = {one.since: one.pk for one in PhaseTurn.objects.all()}
    assert list(first) == [date(2025, 1, 2), date(2025, 6, 1)]
    lay_in(run(tmp_path / "two", phase=("strained", "waiting")))
    second = {one.since: one for one in PhaseTurn.objects.order_by("since")}
    assert second[date(2025, 1, 2)].pk == first[date(2025, 1, 2)]
    assert second[date(2025, 6, 1)].pk != first[date(2025, 6, 1)]
    assert [one.phase for one in second.values()] == ["new", "strained"]


def test_milestones_are_kept_of_who_is_there_and_those_that_stay_are_not_touched(tmp_path, anna):
    lay_in(run(tmp_path / "one"))
    first = {(one.kind, one.about): one.pk for one in Milestone.objects.all()}
    assert list(first) == [("won", ""), ("referred", "K9")]
    lay_in(run(tmp_path / "two", brought=("grown", None)))
    second = {(one.kind, one.about): one.pk for one in Milestone.objects.all()}
    assert second[("won", "")] == first[("won", "")]
    assert list(second) == [("won", ""), ("grown", "")]
