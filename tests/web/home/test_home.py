"""The home page: who needs me, what changed, what my customers bring, and what is to be celebrated."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from klantkompas.web.customers.home import home
from klantkompas.web.customers.models import Figures, Milestone, Transaction
from klantkompas.web.staff.models import Job
from tests.web.conftest import LONG_AGO, somebody
from tests.web.home.conftest import AS_OF, line

TODAY = date(2026, 11, 2)
SIZED = {"width": 640, "height": 300}
SUMMARY = {
    "currency": "EUR",
    "customer_equity": {"value": 2360765.87, "low": 1668294.33, "high": 3053237.41},
    "revenue_12m": 3258050.15,
    "hours_12m": 4932.22,
    "profit_12m": None,
    "why": {"profit_12m": "hourly_cost_unknown"},
    "duration": {"danger": [], "danger_reason": "no_rise"},
}


@pytest.fixture
def known(customer_of):
    """A customer with figures."""

    def make(account_manager: str, name: str = "", **figures: object):
        customer = customer_of(account_manager, name)
        Figures.objects.filter(pk=customer.pk).update(**{"transactions": 3} | figures)
        return customer

    return make


def page(client):
    return client.get(reverse("home")).content.decode()


# --- before there is anything -----------------------------------------------------------------------------------------


def test_without_facts_who_may_import_is_led_to_two_files(cast, client_of):
    assert "Begin met twee bestanden" in page(client_of(cast.dirk)) or "Vraag iemand" in page(client_of(cast.dirk))
    assert "Breng bestanden binnen" in page(client_of(somebody("Roos", "relationship_manager")))
    assert "Vraag iemand die bestanden mag binnenbrengen" in page(client_of(cast.anna))


def test_with_facts_and_no_figures_there_is_one_button(cast, client_of, customer_of):
    Transaction.objects.create(customer=customer_of("Anna"), date=date(2026, 1, 5), amount=100)
    assert f'action="{reverse("analyse")}"' in page(client_of(cast.dirk))
    text = page(client_of(cast.anna))
    assert "vannacht vanzelf" in text and reverse("analyse") not in text


def test_while_figures_are_computed_the_page_says_so_and_renews_itself(cast, client_of):
    Job.objects.create(kind="analyse", state="running", asked_at=LONG_AGO, done=3, total=12)
    text = page(client_of(cast.dirk))
    assert "De cijfers worden nu berekend." in text and 'hx-trigger="every 3s"' in text and 'value="3"' in text
    Job.objects.update(state="done")
    text = client_of(cast.dirk).get(reverse("home"), headers={"HX-Request": "true"}).content.decode()
    assert "Toon wat er nu is" in text and "every 3s" not in text


def test_figures_that_could_not_be_computed_say_why_to_who_can_try_again(cast, client_of, snapshot_of):
    wrong = {"error_code": "web_nothing_to_compute", "state": "failed", "asked_at": LONG_AGO}
    job = Job.objects.create(kind="analyse", **wrong)
    assert 'role="alert"' in page(client_of(cast.dirk)) and 'role="alert"' not in page(client_of(cast.anna))
    snapshot_of(summary=SUMMARY)
    assert 'role="alert"' not in page(client_of(cast.dirk)), f"job {job.pk} is older than the figures"


def test_who_has_no_customers_yet_reads_what_to_ask(cast, client_of, snapshot_of):
    snapshot_of(summary=SUMMARY)
    assert "Er staan nog geen klanten op jouw naam." in page(client_of(cast.anna))


def test_who_has_nothing_to_do_with_customers_is_greeted_only(cast, client_of, snapshot_of):
    snapshot_of(summary=SUMMARY)
    text = page(client_of(cast.admin))
    assert "Jouw rollen gaan niet over klanten." in text and "Klantvermogen" not in text


# --- what somebody sees -----------------------------------------------------------------------------------------------


def test_she_reads_how_many_hours_she_has_and_how_many_need_her(cast, client_of, customer_of, laid):
    laid(*(line(customer_of("Anna", f"Klant {n} BV")) for n in range(7)), line(customer_of("Carla", "Verweg")))
    text = page(client_of(cast.anna))
    assert "Je hebt deze week 9 u; 7 klanten hebben je nodig." in text
    assert "Klant 4 BV" in text and "Klant 5 BV" not in text, "the first five"
    assert "De hele maandaglijst (7)" in text and "aanname, nog niet gemeten" in text and "Verweg" not in text
    assert "peildatum 30-10-2026" in text


def test_who_may_see_the_firm_sees_its_worth_with_a_range_and_why_a_figure_is_unknown(cast, client_of, snapshot_of):
    snapshot_of(summary=SUMMARY)
    text = page(client_of(cast.dirk))
    assert "€\u00a02.360.766" in text and "€\u00a01.668.294" in text and "€\u00a03.053.237" in text
    assert 'class="unknown"' in text and "popovertarget=" in text


def test_who_sees_only_his_own_has_sums_over_those_and_no_range(cast, known, snapshot_of, client_of):
    snapshot_of(summary=SUMMARY)
    known("Anna", revenue_12m=100_00, profit_12m=50_00, hours_12m=200, type="loyal")
    known("Bram", revenue_12m=30_00, profit_12m=None, hours_12m=None, type="dormant")
    known("Carla", revenue_12m=9_999_00, profit_12m=9_999_00, hours_12m=9_900, type="loyal")
    found = home(cast.anna, today=TODAY)
    assert found.mine.customers == 2
    assert found.mine.sums == {"revenue_12m": 130_00, "hours_12m": 200, "profit_12m": 50_00}
    assert found.mine.unknown == {"revenue_12m": 0, "hours_12m": 1, "profit_12m": 1}
    assert {code: one.customers for code, one in found.types.items()} == {"loyal": 1, "dormant": 1}
    text = page(client_of(cast.anna))
    assert "tellen niet op: klantvermogen" in text and "2.360.766" not in text
    assert "van 1 klant onbekend" in text and "9.999" not in text


def test_what_nobody_knows_is_a_dash_and_no_nought(cast, known, snapshot_of):
    snapshot_of(summary=SUMMARY)
    known("Anna", revenue_12m=100_00)
    assert home(cast.anna, today=TODAY).mine.sums["profit_12m"] is None


# --- what changed -----------------------------------------------------------------------------------------------------


def test_what_changed_is_told_of_ones_own_customers_only(cast, known, snapshot_of, client_of):
    silent, elsewhere = known("Anna", "Stille BV"), known("Carla", "Verweg")
    known("Anna", "Nieuw BV", phase="new", phase_since=AS_OF - timedelta(days=2))
    known("Anna", "Weg BV", phase="ended", phase_since=AS_OF - timedelta(days=2))
    known("Anna", "Oud BV", phase="ended", phase_since=AS_OF - timedelta(days=90))
    known("Anna", "Trouw BV", type="loyal", type_before="shared")
    known("Anna", "Altijd BV", type="loyal", type_before="loyal")
    snapshot_of(AS_OF - timedelta(days=7), summary=SUMMARY)
    alarms = {"overdue": [silent.pk, elsewhere.pk], "dormant": [], "danger": []}
    snapshot_of(summary=SUMMARY, changed={"alarms": alarms})
    told = {one.code: [str(who) for who in one.some] for one in home(cast.anna, today=TODAY).changed}
    assert told == {
        "alarm.overdue": ["Stille BV"],
        "phase.new": ["Nieuw BV"],
        "phase.ended": ["Weg BV"],
        "type.loyal": ["Trouw BV"],
    }
    assert {one.code: one.n for one in home(cast.dirk, today=TODAY).changed}["alarm.overdue"] == 2
    text = page(client_of(cast.anna))
    assert "1 klant is nu te lang stil" in text and "sinds 23-10-2026" in text and "Verweg" not in text


def test_the_first_time_nothing_can_have_changed(cast, snapshot_of, client_of):
    snapshot_of(summary=SUMMARY)
    assert "Dit zijn de eerste cijfers." in page(client_of(cast.dirk))


# --- what is to be celebrated -----------------------------------------------------------------------------------------


MILESTONES = {"won": 3, "kept": None, "grown": 0, "woken": 1, "recovered": 1, "referred": None}
CELEBRATED = SUMMARY | {"milestones": MILESTONES, "why": {"milestones.kept": "no_rise"}}


def test_keeping_stands_beside_winning_by_name_and_day_of_ones_own_customers(cast, known, snapshot_of, client_of):
    snapshot_of(summary=CELEBRATED)
    mine, other = known("Anna", "De Linde"), known("Carla", "Verweg")
    for who, kind, day in (
        (mine, "won", date(2026, 3, 1)),
        (mine, "woken", date(2026, 6, 1)),
        (mine, "woken", date(2025, 10, 30)),  # more than twelve months before the figures
        (mine, "recovered", date(2026, 10, 31)),  # after them
        (other, "won", date(2026, 4, 1)),
    ):
        Milestone.objects.create(customer=who, kind=kind, day=day)
    told = {one.kind: one for one in home(cast.anna, today=TODAY).celebrated}
    assert [(kind, one.n) for kind, one in told.items()] == [
        *(("won", 1), ("kept", None), ("grown", 0), ("woken", 1), ("recovered", 0), ("referred", None)),
    ]
    assert (told["kept"].why, told["referred"].why) == ("no_rise", "not_estimated")
    assert {one.kind: one.n for one in home(cast.dirk, today=TODAY).celebrated}["won"] == 2
    text = page(client_of(cast.anna))
    assert f'<a href="{reverse("customer", args=[mine.pk])}">De Linde</a> <small>01-06-2026</small>' in text
    assert "Verweg" not in text


def test_the_newest_stand_there_and_how_many_more(cast, known, snapshot_of):
    snapshot_of(summary=CELEBRATED)
    for n in range(5):
        Milestone.objects.create(customer=known("Anna", f"K {n}"), kind="won", day=date(2026, 3, 1 + n))
    won = home(cast.anna, today=TODAY).celebrated[0]
    assert [mark.day.day for mark in won.some] == [5, 4, 3]
    assert (won.n, won.more) == (5, 2)


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def drawn(snapshot_of):
    """A snapshot with one panel and one page that were drawn."""
    folder = Path(settings.DATA) / "snapshots" / "drawn"
    told = {
        "format": 1,
        "as_of": "per 30-10-2026",
        "basis": "",
        "scope": "",
        "names": {
            "sentences": ["Je hebt 389 klanten."],
            "title": "Verschillen",
            "lines": [],
            "remark": "",
            "best": {"rows": []},
        },
        "panels": [
            {
                "code": "whale_curve",
                "title": "Wie de winst draagt",
                "sentence": "De helft draagt alles.",
                "grid": None,
                "drawings": {"board": SIZED | {"name": "whale_curve-board"}},
            }
        ],
        "pages": [
            {
                "code": "whale_curve",
                "title": "Opgetelde klantwinst",
                "sentences": ["Toont dit.", "Opvallend.", "Doe dat."],
                "grid": {
                    "caption": "Winst",
                    "heads": [{"label": "plaats", "sign": "", "definition": "", "numeric": True}],
                    "rows": [[{"text": "–", "reason": "geen uren", "numeric": True}]],
                    "note": "",
                    "short": True,
                },
                "opened": False,
                "missing": "",
                "terms": [],
                "drawings": {one: SIZED | {"name": f"whale_curve-{one}"} for one in ("wide", "narrow")},
            }
        ],
        "lacking": [{"why": "de kosten van een uur zijn onbekend", "pages": [["deciles", "Tien groepen"]]}],
    }
    for language in ("nl", "en"):
        (folder / "pictures" / language).mkdir(parents=True, exist_ok=True)
        (folder / "pictures" / f"{language}.json").write_text(json.dumps(told))
        (folder / "pictures" / language / "whale_curve-wide.svg").write_text(
            "<svg xmlns='http://www.w3.org/2000/svg'/>"
        )
    return snapshot_of(summary=SUMMARY, folder="snapshots/drawn")


def test_the_pictures_stand_with_their_sentences_and_the_table_behind_them(drawn, cast, client_of):
    text = client_of(cast.dirk).get(reverse("pictures")).content.decode()
    for said in (
        "Opgetelde klantwinst",
        "Toont dit.",
        "Opvallend.",
        "Doe dat.",
        "De tabel bij dit plaatje",
        "geen uren",
        "Tien groepen",
    ):
        assert said in text
    address = reverse("picture", args=[drawn.pk, "nl", "whale_curve-wide"])
    sized = f'src="{address}" width="640" height="300"'
    assert f'<img class="drawing" {sized} alt="Opgetelde klantwinst. Toont dit. Opvallend."' in text
    assert reverse("pictures") in page(client_of(cast.dirk)) and "De helft draagt alles." in page(client_of(cast.dirk))


def test_a_drawing_is_only_for_who_may_see_the_firm_as_a_whole(drawn, cast, client_of):
    address = reverse("picture", args=[drawn.pk, "nl", "whale_curve-wide"])
    response = client_of(cast.dirk).get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert "private" in response["Cache-Control"]
    for who in (cast.anna, cast.eva, cast.admin):
        assert client_of(who).get(address).status_code == 404
        assert client_of(who).get(reverse("pictures")).status_code == 404
    assert "De helft draagt alles." not in page(client_of(cast.anna))


def test_pictures_of_another_version_are_left_out_until_the_next_figures(drawn, cast, client_of):
    for path in (Path(settings.DATA) / "snapshots" / "drawn" / "pictures").glob("*.json"):
        path.write_text(path.read_text().replace('"format": 1', '"format": 0'))
    assert "De helft draagt alles." not in page(client_of(cast.dirk))
    assert "Reken eerst door." in client_of(cast.dirk).get(reverse("pictures")).content.decode()


@pytest.mark.parametrize("name", ["deciles-wide", "..%2F..%2Fsecret", "whale_curve-wide.svg"])
def test_what_was_not_drawn_is_not_there(drawn, cast, client_of, name):
    assert client_of(cast.dirk).get(f"/pictures/{drawn.pk}/nl/{name}.svg").status_code == 404


def test_the_home_page_asks_the_database_as_often_for_many_customers_as_for_few(
    cast, client_of, known, laid, snapshot_of, django_assert_max_num_queries
):
    for n in range(30):
        known("Anna", f"K {n} BV", type="loyal", type_before="shared", phase="new", phase_since=AS_OF, hours_12m=100)
    snapshot_of(AS_OF - timedelta(days=7))
    laid(*(line(one.customer) for one in Figures.objects.select_related("customer")))
    for who, most in ((cast.anna, 45), (cast.dirk, 45)):
        client = client_of(who)
        with django_assert_max_num_queries(most):
            page(client)
