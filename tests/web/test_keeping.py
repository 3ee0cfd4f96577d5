"""What is kept: the trail for ever, settings by version, jobs to their end."""

import pytest
from django.db import DatabaseError, transaction

from klantkompas.errors import FactsError
from klantkompas.web.staff import jobs
from klantkompas.web.staff.models import Job, RulesVersion, TrailLine
from klantkompas.words import failure
from tests.web.conftest import LONG_AGO, somebody


def test_the_trail_cannot_be_changed_by_whoever_holds_the_database(cast, client_of):
    client_of(cast.admin).post("/teams/new", {"name": "Oost"})
    for change in (lambda: TrailLine.objects.update(action="x"), lambda: TrailLine.objects.all().delete()):
        with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
            change()
    assert TrailLine.objects.count() == 1


def test_settings_are_kept_by_version_and_checked_before(cast, client_of):
    dirk = client_of(cast.dirk)
    assert "Bewaard." in dirk.post("/settings/save", {"toml": "[profit]\nmargin = 0.35"}, follow=True).content.decode()
    page = dirk.post("/settings/save", {"toml": "[profit]\nmarge = 0.35"}).content.decode()
    assert "profit.marge" in page and "marge = 0.35" in page
    assert RulesVersion.objects.count() == 1
    assert RulesVersion.objects.get().by == cast.dirk


def test_who_may_only_look_cannot_change_settings(cast, client_of):
    page = client_of(somebody("Fien", "analyst")).post("/settings/save", {"toml": "[profit]\nmargin = 0.35"})
    assert page.status_code == 404
    assert not RulesVersion.objects.exists()


@pytest.fixture
def work(monkeypatch):
    def of(kind, function):
        monkeypatch.setitem(jobs.works, kind, function)

    return of


def asked(cast) -> Job:
    return Job.objects.create(kind="count", by=cast.anna, asked_at=LONG_AGO)


def test_a_job_says_how_far_it_is_and_keeps_its_result(cast, work):
    def count(progress, parameters):
        progress("rows", 3, 10)
        assert Job.objects.get().done == 3
        return {"rows": 10}

    work("count", count)
    jobs.run.call(asked(cast).pk)
    job = Job.objects.get()
    assert (job.state, job.result, job.step, job.total) == ("done", {"rows": 10}, "rows", 10)


def test_a_job_stops_at_the_next_step_once_somebody_asks(cast, work, client_of):
    def endless(progress, parameters):
        for n in range(1_000):
            if n == 5:
                client_of(cast.anna).post(f"/jobs/{Job.objects.get().pk}/cancel")
            progress("rows", n, 1_000)
        return {}

    work("count", endless)
    jobs.run.call(asked(cast).pk)
    assert (Job.objects.get().state, Job.objects.get().done) == ("cancelled", 5)


def test_a_job_that_cannot_be_done_says_why_in_the_readers_language(cast, work, client_of):
    def impossible(progress, parameters):
        raise failure(FactsError, "web_team_taken", name="Noord")

    work("count", impossible)
    jobs.run.call(asked(cast).pk)
    assert Job.objects.get().error_code == "web_team_taken"


def test_a_fault_of_ours_is_a_failed_job_and_not_a_hanging_one(cast, work):
    def broken(progress, parameters):
        raise ZeroDivisionError

    work("count", broken)
    with pytest.raises(ZeroDivisionError):
        jobs.run.call(asked(cast).pk)
    assert (Job.objects.get().state, Job.objects.get().error_code) == ("failed", "web.jobs.broke")


def test_a_job_is_done_once_however_often_it_is_handed_out(cast, work):
    times = []
    work("count", lambda progress, parameters: times.append(1) or {})
    job = asked(cast)
    jobs.run.call(job.pk)
    jobs.run.call(job.pk)
    assert len(times) == 1


def test_what_ran_when_the_machine_stopped_is_said_to_be_lost(cast):
    Job.objects.create(kind="count", by=cast.anna, asked_at=LONG_AGO, state="running")
    assert jobs.give_up_lost() == 1
    assert Job.objects.get().error_code == "web.jobs.lost"


def test_others_jobs_do_not_exist(cast, client_of):
    job = asked(cast)
    assert client_of(cast.carla).post(f"/jobs/{job.pk}/cancel").status_code == 404
    assert client_of(cast.dirk).post(f"/jobs/{job.pk}/cancel").status_code == 302
