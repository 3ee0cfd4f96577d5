"""When figures are computed: asked for by who may, at night once, and caught up after a night that was missed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.web.customers.models import Import, Snapshot, Transaction
from klantkompas.web.nightly import night
from klantkompas.web.staff import jobs
from klantkompas.web.staff.models import Job, RulesVersion, TrailLine
from klantkompas.web.staff.trail import note

EVENING = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(customer_of):
    """An invoice; what is asked for waits, as these tests keep no transaction."""
    Transaction.objects.create(customer=customer_of("Anna"), date=date(2026, 11, 2), amount=100)


def asked_at(moment):
    """Ask as if it were then."""
    job = night.ask_if_due(moment)
    if job is not None:
        Job.objects.filter(pk=job.pk).update(asked_at=moment, state="done")
    return job


def test_the_night_strikes_at_its_hour_on_the_clock_of_the_firm():
    assert night.last_night(EVENING) == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # three in Amsterdam
    assert night.last_night(datetime(2026, 11, 22, 1, 59, tzinfo=UTC)) == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert night.last_night(datetime(2026, 7, 1, 1, 0, tzinfo=UTC)) == datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


def test_every_night_is_asked_for_once_and_a_missed_one_is_caught_up(facts):
    first = asked_at(EVENING)
    assert first.by is None and first.kind == "analyse"
    assert asked_at(EVENING + timedelta(minutes=1)) is None
    assert asked_at(EVENING + timedelta(hours=3)) is None
    assert asked_at(EVENING + timedelta(hours=5)) is not None
    assert asked_at(EVENING + timedelta(days=4)) is not None
    assert Job.objects.count() == 3


def test_files_of_imports_that_are_long_done_go_in_the_night(facts, tmp_path, settings):
    settings.DATA = tmp_path
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    for folder, days in (("old", 31), ("new", 29)):
        Import.objects.create(at=EVENING - timedelta(days=days), folder=folder)
    asked_at(EVENING)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_the_night_waits_for_an_analysis_that_runs_and_has_nothing_to_do_without_facts(facts, cast):
    running = Job.objects.create(kind="analyse", by=cast.dirk, asked_at=EVENING, state="running")
    assert night.ask_if_due(EVENING) is None
    running.delete()
    Transaction.objects.all().delete()
    assert night.ask_if_due(EVENING) is None


def test_who_asks_twice_gets_the_one_that_runs(facts, cast):
    first = night.ask_now(actor=cast.dirk)
    assert night.ask_now(actor=cast.dirk) == first
    assert Job.objects.count() == 1


def test_who_may_not_is_refused(facts, cast):
    with pytest.raises(UsageError):
        night.ask_now(actor=cast.anna)


def test_figures_hold_until_facts_or_settings_change(facts, cast):
    assert night.outdated(None)
    snapshot = Snapshot.objects.create(as_of=date(2026, 11, 2), at=EVENING, folder="", fingerprint="")
    TrailLine.objects.create(at=EVENING - timedelta(days=1), action="customer.changed", subject="customer")
    for subject, action in (("user", "people.added"), ("task", "task.accepted"), ("import", "import.received")):
        note(actor=cast.dirk, action=action, subject=subject, subject_id=1, at=timezone.now())
    assert not night.outdated(snapshot)
    note(actor=cast.dirk, action="import.done", subject="import", subject_id=1, at=timezone.now())
    assert night.outdated(snapshot)


def test_new_settings_make_figures_of_the_old_ones(facts):
    snapshot = Snapshot.objects.create(as_of=date(2026, 11, 2), at=EVENING, folder="", fingerprint="")
    RulesVersion.objects.create(at=EVENING, toml="", fingerprint="")
    assert night.outdated(snapshot)


def test_a_night_on_which_nothing_changed_makes_no_snapshot(facts):
    Snapshot.objects.create(as_of=date(2026, 11, 2), at=timezone.now(), folder="", fingerprint="")
    job = night.ask_if_due(timezone.now())
    jobs.run.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"unchanged": True})
    assert Snapshot.objects.count() == 1
