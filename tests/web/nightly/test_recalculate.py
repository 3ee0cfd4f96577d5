"""From facts to figures and back: a list a week, and nothing changes before everything is there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from klantkompas.errors import UsageError
from klantkompas.web.customers.models import Action, Capacity, Customer, Figures, PhaseTurn, Snapshot, Task, Transaction
from klantkompas.web.nightly import services
from klantkompas.web.nightly.hours import hours_of
from klantkompas.web.nightly.services import STEPS, recalculate
from klantkompas.web.staff import jobs
from klantkompas.web.staff.models import Job, TrailLine
from tests.cli.running import small_firm
from tests.web.conftest import LONG_AGO
from tests.web.nightly.conftest import lay_in

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db, tmp_path) -> None:
    """Three customers over two years, in the database."""
    lay_in(small_firm(tmp_path / "exports"))


def silent(*_step):
    """Nobody looks how far it is."""


def folders():
    return {path.name for path in (Path(settings.DATA) / "snapshots").iterdir()}


def test_a_snapshot_says_when_by_whom_and_with_which_settings(shop, cast):
    snapshot = recalculate(silent, by=cast.dirk, at=NOW)
    assert (snapshot.by, snapshot.at, snapshot.as_of) == (cast.dirk, NOW, date(2025, 12, 15))
    assert snapshot.rules.fingerprint == snapshot.fingerprint == snapshot.summary["rules_hash"]
    assert (Path(settings.DATA) / snapshot.folder / "customers.parquet").is_file()
    assert TrailLine.objects.first().action == "analysis.made"


def test_every_step_is_told_in_its_order(shop):
    told = []
    recalculate(lambda *step: told.append(step), by=None, at=NOW)
    steps = list(dict.fromkeys(name for name, _, _ in told))
    assert steps == list(STEPS)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert {total for _, _, total in told} == {len(STEPS)}


class PulledOutError(Exception):
    """The plug."""


def stopped_at(step):
    def tell(name, *_):
        if name == step:
            raise PulledOutError

    return tell


@pytest.mark.parametrize("where", ["reading", "keeping", "in the transaction", "at its end"])
def test_what_stops_halfway_leaves_what_was_known_in_force(shop, monkeypatch, where):
    kept = recalculate(silent, by=None, at=NOW)
    before, turns, tasks = Figures.objects.order_by("pk").values(), PhaseTurn.objects.values(), Task.objects.values()
    known = [list(one) for one in (before, turns, tasks)]
    Transaction.objects.create(customer_id="1", date=date(2025, 12, 20), amount=99_900)

    def pull(*_, **__):
        raise PulledOutError

    if where == "in the transaction":
        monkeypatch.setattr(services.keeping, "lay_in", pull)
    elif where == "at its end":
        monkeypatch.setattr(services, "note", pull)
    with pytest.raises(PulledOutError):
        recalculate(stopped_at(where), by=None, at=NOW + timedelta(days=9), hours=Decimal(10))
    assert [list(one.all()) for one in (before, turns, tasks)] == known
    assert Snapshot.objects.get() == kept
    assert Path(kept.folder).name in folders() and len(folders()) == 1


def test_without_an_invoice_there_is_nothing_to_compute(customer_of):
    with pytest.raises(UsageError, match="nothing to compute"):
        recalculate(silent, by=None, at=NOW)


def test_a_list_is_made_once_a_week_and_when_somebody_says_the_hours(firm, cast):
    first = recalculate(silent, by=None, at=NOW)
    lines = set(Task.objects.values_list("pk", flat=True))
    assert lines and first.advice["hours_basis"] == "capacity"
    assert Task.objects.filter(arm="held_out").exists()
    assert set(Action.objects.filter(origin=None, assigned_on=first.as_of).values_list("arm", flat=True)) == {
        "treated",
        "held_out",
    }
    same_week = recalculate(silent, by=None, at=NOW + timedelta(hours=1))
    assert set(Task.objects.values_list("pk", flat=True)) == lines
    assert same_week.advice == first.advice and same_week.changed["previous"] == first.pk
    asked = recalculate(silent, by=cast.dirk, at=NOW + timedelta(hours=2), hours=Decimal(3))
    assert asked.advice["hours"]["given"] == 3 and asked.advice["hours_basis"] == "asked"
    assert not lines & set(Task.objects.values_list("pk", flat=True))
    one = Task.objects.filter(arm="treated").first()
    assert set(one.line["reason"]) == set(one.line["what"]) == {"nl", "en"}
    assert one.line["group"] in ("must", "best", "short")


def test_files_of_old_snapshots_are_let_go_and_those_of_runs_that_were_cut_off(shop, settings):
    settings.SNAPSHOTS_WITH_FILES = 1
    (Path(settings.DATA) / "snapshots" / "half").mkdir(parents=True)
    made = [recalculate(silent, by=None, at=NOW + timedelta(hours=n)) for n in range(3)]
    kept = [Snapshot.objects.get(pk=one.pk) for one in made]
    assert [bool(one.folder) for one in kept] == [False, True, True]  # the last but one goes with the next run
    assert folders() == {Path(one.folder).name for one in kept[1:]}
    assert all(one.summary["customers"] == 3 for one in kept)


def test_the_job_is_done_and_says_what_it_made(shop, cast):
    job = Job.objects.create(kind="analyse", by=cast.dirk, asked_at=LONG_AGO, parameters={"hours": "2.5"})
    jobs.run.call(job.pk)
    job.refresh_from_db()
    snapshot = Snapshot.objects.get()
    assert (job.state, job.result["snapshot"], snapshot.by) == ("done", snapshot.pk, cast.dirk)
    assert snapshot.advice["hours"]["given"] == 2.5


def test_a_second_job_does_not_run_beside_the_first(shop, cast):
    Job.objects.create(kind="analyse", by=cast.dirk, asked_at=LONG_AGO, state="running")
    job = Job.objects.create(kind="analyse", by=cast.dirk, asked_at=LONG_AGO)
    jobs.run.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "web_analysis_runs")
    assert not Snapshot.objects.exists()


def test_somebody_can_stop_it(shop, cast, monkeypatch):
    job = Job.objects.create(kind="analyse", by=cast.dirk, asked_at=LONG_AGO)
    read = services.write_facts

    def asked_to_stop(*given, **named):
        Job.objects.filter(pk=job.pk).update(cancel_asked=True)
        return read(*given, **named)

    monkeypatch.setattr(services, "write_facts", asked_to_stop)
    jobs.run.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.step) == ("cancelled", "reading")
    assert not Snapshot.objects.exists()


def test_hours_are_those_stated_else_those_asked_before_else_a_day_for_everybody(customer_of):
    may = date(2026, 5, 1)
    assert hours_of(may) == (8, "assumed")
    for name in ("Anna", "Bram", "Bram "):
        customer_of(name)
    assert hours_of(may) == (16, "assumed")
    advice = {"hours_basis": "asked", "hours_a_week": 30}
    Snapshot.objects.create(as_of=may, at=NOW, folder="", fingerprint="", advice=advice)
    assert hours_of(may) == (30, "asked")
    Capacity.objects.create(account_manager="Anna", hours_per_week=1000)
    Capacity.objects.create(account_manager="Anna", hours_per_week=1250, **{"from": date(2026, 4, 1)})
    Capacity.objects.create(account_manager="Bram", hours_per_week=400, **{"from": date(2026, 6, 1)})
    assert hours_of(may) == (Decimal("20.5"), "partly")
    assert hours_of(date(2026, 6, 1)) == (Decimal("16.5"), "capacity")
    assert hours_of(may, asked=Decimal(1)) == (1, "asked")
    assert Customer.objects.count() == 3
