"""The pages of importing: from choosing files to undoing, in the browser of whoever may."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from klantkompas.web.customers.importing import receiving
from klantkompas.web.customers.models import Customer, Import, KnownHeading, Transaction
from klantkompas.web.staff.jobs import works
from klantkompas.web.staff.models import Job
from tests.web.conftest import somebody
from tests.web.imports.files import CUSTOMERS, SALES, counts, facts, planned

ODD = "Wie;Wanneer;Hoeveel;Kleur\nK1;02-01-2026;100,00;rood\nK2;03-01-2026;5,00;\n"


@pytest.fixture
def rosa(db):
    return somebody("Rosa", "relationship_manager")


@pytest.fixture(autouse=True)
def analysed(monkeypatch):
    """The analysis, which has tests of its own, only told that it was asked."""
    asked = []
    monkeypatch.setitem(works, "analyse", lambda progress, parameters: asked.append(parameters) or {})
    return asked


@pytest.fixture
def page(rosa, client_of):
    return client_of(rosa)


def csv(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.csv", text.encode(), content_type="text/csv")


def hand_over(page, django_capture_on_commit_callbacks, *files) -> Import:
    with django_capture_on_commit_callbacks(execute=True):
        answer = page.post(reverse("new_import"), {"files": list(files)})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.get()


def send(page, django_capture_on_commit_callbacks, name: str, imported: Import, **given: str):
    """The page of the import after the job that this asks for."""
    with django_capture_on_commit_callbacks(execute=True):
        page.post(reverse(name, args=[imported.pk]), given)
    return page.get(reverse("import", args=[imported.pk]))


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_from_file_to_facts_and_back(page, django_capture_on_commit_callbacks, analysed):
    files = (csv("facturen", SALES + "F9;K1;ooit;12,00\n"), csv("klanten", CUSTOMERS))
    imported = hand_over(page, django_capture_on_commit_callbacks, *files)
    shown = text_of(page.get(reverse("import", args=[imported.pk])))
    assert "Dit zou 7 regels maken, 0 veranderen en 1 weigeren." in shown
    assert "Bakkerij De Linde" in shown and "171,95" in shown
    assert not Customer.objects.exists()
    done = text_of(send(page, django_capture_on_commit_callbacks, "confirm_import", imported))
    assert "Dit maakte 7 regels, veranderde er 0 en weigerde er 1." in done
    assert Transaction.objects.count() == 4
    assert len(analysed) == 1  # the first facts are understood at once
    undone = text_of(send(page, django_capture_on_commit_callbacks, "undo_import", imported))
    assert "alles is weer zoals ervoor" in undone
    assert facts() == {}


def test_a_file_that_is_not_recognised_is_read_as_the_person_says_and_remembered(
    page, django_capture_on_commit_callbacks
):
    imported = hand_over(page, django_capture_on_commit_callbacks, csv("onbekend", ODD))
    assert "Verbeter hoe de bestanden gelezen worden" in text_of(page.get(reverse("import", args=[imported.pk])))
    there = reverse("import_mapping", args=[imported.pk])
    chosen = page.post(there, {"f0": "transactions", "f0-was": "", "show": "f0"})
    assert "Nog nodig" in text_of(chosen)
    given = {"f0": "transactions", "f0-was": "transactions", "keep": "1"}
    given |= {"f0-0": "customer_id", "f0-1": "date", "f0-2": "amount", "f0-3": ""}
    kept = text_of(send(page, django_capture_on_commit_callbacks, "import_mapping", imported, **given))
    assert "Dit zou 4 regels maken" in kept
    send(page, django_capture_on_commit_callbacks, "confirm_import", imported)
    assert KnownHeading.objects.get().columns == {"customer_id": "Wie", "date": "Wanneer", "amount": "Hoeveel"}
    again = planned(imported.by, heel_anders=ODD.replace("5,00", "6,00"))
    assert counts(again)["transactions"] == (1, 0, 1, 0)


def test_a_file_can_be_left_out(page, django_capture_on_commit_callbacks):
    imported = hand_over(page, django_capture_on_commit_callbacks, csv("facturen", SALES), csv("klanten", CUSTOMERS))
    files = [one["file"] for one in imported.files]
    given = {f"f{files.index('klanten.csv')}": "", "keep": "1"}
    sales = files.index("facturen.csv")
    given |= {f"f{sales}": "transactions", f"f{sales}-was": ""}
    send(page, django_capture_on_commit_callbacks, "import_mapping", imported, **given)
    imported.refresh_from_db()
    assert counts(imported) == {"transactions": (4, 0, 0, 0), "customers": (2, 0, 0, 0)}


def test_what_stops_an_import_is_said_and_it_cannot_be_confirmed(page, django_capture_on_commit_callbacks):
    without = csv("facturen", "klantnummer;bedrag\nK1;10,00\n")
    imported = hand_over(page, django_capture_on_commit_callbacks, without)
    shown = text_of(page.get(reverse("import", args=[imported.pk])))
    assert "Hierdoor kan het niet:" in shown and "Voer door" not in shown
    refused = text_of(send(page, django_capture_on_commit_callbacks, "confirm_import", imported))
    assert "nog geen proef gedraaid" in refused
    assert facts() == {}


def test_refused_rows_can_be_fetched_by_who_may_see_them(page, rosa, client_of):
    imported = planned(rosa, facturen=SALES + "F9;K1;ooit;12,00\n")
    there = reverse("import_refused", args=[imported.pk, 0])
    answer = page.get(there)
    assert "ooit" in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "attachment" in answer["Content-Disposition"]
    assert page.get(reverse("import_refused", args=[imported.pk, 1])).status_code == 404
    keeper = client_of(somebody("Iris", "administrator"))
    assert keeper.get(there).status_code == 404
    seen = text_of(keeper.get(reverse("import", args=[imported.pk])))
    assert "4 regels" not in seen and "K1" not in seen


def test_an_import_of_somebody_without_the_right_does_not_exist(rosa, cast, client_of):
    imported = planned(rosa, facturen=SALES)
    for who in (cast.anna, cast.eva):
        for name in ("import", "import_mapping"):
            assert client_of(who).get(reverse(name, args=[imported.pk])).status_code == 404
    assert client_of(cast.dirk).get(reverse("import", args=[imported.pk])).status_code == 200
    assert client_of(cast.dirk).post(reverse("confirm_import", args=[imported.pk])).status_code == 404


def test_an_analyst_imports_but_does_not_undo(db, client_of, django_capture_on_commit_callbacks):
    page = client_of(somebody("Fien", "analyst"))
    imported = hand_over(page, django_capture_on_commit_callbacks, csv("facturen", SALES))
    done = text_of(send(page, django_capture_on_commit_callbacks, "confirm_import", imported))
    assert "Dit maakte 6 regels" in done and "Draai terug" not in done
    assert page.post(reverse("undo_import", args=[imported.pk])).status_code == 404


def test_nothing_chosen_or_too_much_is_said_in_a_sentence(page, monkeypatch):
    assert "Er is geen bestand gekozen" in text_of(page.post(reverse("new_import"), {}))
    for module in ("receiving", "uploads"):
        monkeypatch.setattr(f"klantkompas.web.customers.importing.{module}.MOST_BYTES", 2 << 20)
    large = text_of(page.post(reverse("new_import"), {"files": [csv("groot", "x" * (3 << 20))]}))
    assert "Samen zijn de bestanden groter dan 2 MB." in large
    assert not Import.objects.exists()


def test_while_it_is_busy_the_page_says_how_far_and_renews_itself(page, rosa):
    imported = planned(rosa, facturen=SALES)
    job = Job.objects.create(kind="import", by=rosa, asked_at=imported.at, state="running", step="read", done=50_000)
    Import.objects.filter(pk=imported.pk).update(job=job)
    there = reverse("import", args=[imported.pk])
    answer = page.get(there)
    assert "Leest de bestanden: 50.000 regels." in text_of(answer)
    assert "hx-trigger" in answer.content.decode() and "Voer door" not in text_of(answer)
    assert page.post(reverse("confirm_import", args=[imported.pk]), follow=True).status_code == 200
    assert Job.objects.count() == 1
    job.state = "done"
    job.save()
    assert page.get(there, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_files_go_when_somebody_removes_them_and_what_was_done_stays(page, rosa, django_capture_on_commit_callbacks):
    imported = hand_over(page, django_capture_on_commit_callbacks, csv("facturen", SALES))
    send(page, django_capture_on_commit_callbacks, "confirm_import", imported)
    send(page, django_capture_on_commit_callbacks, "remove_import", imported)
    assert not receiving.files_there(imported)
    assert "De bestanden zijn verwijderd." in text_of(page.get(reverse("import", args=[imported.pk])))
    undone = text_of(send(page, django_capture_on_commit_callbacks, "undo_import", imported))
    assert "alles is weer zoals ervoor" in undone and facts() == {}


def test_an_import_that_was_not_done_is_thrown_away_whole(page, rosa):
    imported = planned(rosa, facturen=SALES)
    page.post(reverse("remove_import", args=[imported.pk]))
    assert not Import.objects.exists() and not receiving.files_there(imported)


def test_the_list_says_what_comes_here_and_then_what_came(page, rosa, django_assert_max_num_queries):
    assert "Begin met de facturen" in text_of(page.get(reverse("imports")))
    for _ in range(3):
        planned(rosa, facturen=SALES)
    with django_assert_max_num_queries(8):
        shown = text_of(page.get(reverse("imports")))
    assert shown.count("proef klaar, nog niets veranderd") == 3


def test_a_step_of_other_work_is_said_as_well():
    """Seen in a browser: an import beside the figures of the first one was answered with an error."""
    from klantkompas.web.customers.templatetags.imports import import_step
    from klantkompas.web.staff.models import Job

    assert "cijfers" in import_step(Job(kind="analyse", step="keeping"))
    assert import_step(Job(kind="plan", step="")) == "Wacht op zijn beurt."
