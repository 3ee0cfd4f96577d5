"""The pages of the snapshots: for who may see everybody's figures, with their files, beside the one before."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from klantkompas.web.customers.models import Snapshot
from klantkompas.web.staff.models import Job, TrailLine
from tests.web.conftest import somebody

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def summary(revenue, loyal):
    types = {"loyal": {"customers": loyal}, "dormant": {"customers": 3}}
    return {
        "currency": "EUR",
        "customers": 12,
        "revenue_12m": revenue,
        "types": types,
        "why": {"profit_12m": "no_cost"},
    }


@pytest.fixture
def two(db):
    """Snapshots of two dates, the newer one with its report."""
    place = Path(settings.DATA) / "snapshots" / "new"
    (place / "en").mkdir(parents=True, exist_ok=True)
    (place / "report.html").write_text("<style>p { color: red }</style><p>Het rapport</p>", encoding="utf-8")
    (place / "en" / "report.html").write_text("<p>The report</p>", encoding="utf-8")
    (place / "customers.csv").write_text("klant", encoding="utf-8")
    kept = {"at": AT, "fingerprint": "abc"}
    old = Snapshot.objects.create(as_of=date(2026, 10, 31), folder="", summary=summary(1_000, 4), **kept)
    changed = {"previous": old.pk, "types": [{"from": "loyal", "to": "dormant", "customers": 2}], "phases": []}
    changed["alarms"] = {"overdue": [1, 2], "dormant": [], "danger": [7]}
    new = Snapshot.objects.create(
        as_of=date(2026, 11, 22), folder="snapshots/new", summary=summary(1_500, 5), changed=changed, **kept
    )
    return old, new


@pytest.fixture
def dirk(cast, client_of):
    return client_of(cast.dirk)


def text(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_a_snapshot_stands_beside_the_one_before(two, dirk):
    page = text(dirk.get(f"/snapshots/{two[1].pk}"))
    assert "€ 1.500" in page and "€ 1.000" in page and "+€ 500" in page
    assert "2 klanten werden stiller dan bij het eigen ritme past." in page
    assert "1 klant kwam in een afhaakmoment." in page
    assert "klanten werden slapend" not in page


def test_the_report_is_read_in_the_readers_language_and_runs_nothing(two, cast, client_of, dirk):
    report = dirk.get(f"/snapshots/{two[1].pk}/report.html")
    assert b"Het rapport" in b"".join(report.streaming_content)
    policy = report.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    english = client_of(somebody("Ellen", "analyst", language="en")).get(f"/snapshots/{two[1].pk}/report.html")
    assert b"The report" in b"".join(english.streaming_content)


def test_figures_that_leave_the_application_stand_in_the_trail(two, cast, dirk):
    saved = dirk.get(f"/snapshots/{two[1].pk}/customers.csv")
    assert b"".join(saved.streaming_content) == b"klant"
    assert "attachment" in saved.headers["Content-Disposition"] and "2026-11-22" in saved.headers["Content-Disposition"]
    line = TrailLine.objects.first()
    assert (line.action, line.by, line.details) == ("analysis.saved", cast.dirk, {"file": "customers.csv"})


@pytest.mark.parametrize("name", ["customers.xlsx", "secret.key", "..", "en"])
def test_a_file_that_is_not_there_or_not_of_the_snapshot_does_not_exist(two, dirk, name):
    assert dirk.get(f"/snapshots/{two[1].pk}/{name}").status_code == 404


def test_of_an_old_snapshot_only_its_figures_are_left(two, dirk):
    assert "worden niet meer bewaard" in text(dirk.get(f"/snapshots/{two[0].pk}"))
    assert dirk.get(f"/snapshots/{two[0].pk}/report.html").status_code == 404


def test_who_sees_only_some_customers_sees_no_figures_of_all(two, cast, client_of):
    anna = client_of(cast.anna)
    for path in ("/snapshots", f"/snapshots/{two[1].pk}", f"/snapshots/{two[1].pk}/report.html"):
        assert anna.get(path).status_code == 404
    assert anna.post("/analyse").status_code == 404


def test_hours_may_be_written_with_a_comma(two, dirk):
    page = text(dirk.post("/analyse", {"hours": "12,5"}, follow=True))
    assert "Er wordt gerekend." in page and "wacht op zijn beurt" in page
    assert Job.objects.get().parameters == {"hours": "12.5"}
    assert "onze aanname van een dag per accountmanager" in page


@pytest.mark.parametrize("hours", ["-1", "veel"])
def test_hours_that_cannot_be_are_refused(two, dirk, hours):
    assert "alert-danger" in text(dirk.post("/analyse", {"hours": hours}, follow=True))
    assert not Job.objects.exists()


def test_an_analysis_that_failed_says_what_to_do_until_there_are_new_figures(cast, dirk):
    Job.objects.create(kind="analyse", by=cast.dirk, asked_at=AT, state="failed", error_code="web_nothing_to_compute")
    page = text(dirk.get("/snapshots"))
    assert "Lees eerst een export van je facturen in." in page
    Snapshot.objects.create(as_of=AT.date(), at=AT.replace(hour=10), folder="", fingerprint="")
    assert "Lees eerst" not in text(dirk.get("/snapshots"))


def test_the_pages_ask_the_database_little(two, dirk, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        dirk.get("/snapshots")
    with django_assert_max_num_queries(10):
        dirk.get(f"/snapshots/{two[1].pk}")
