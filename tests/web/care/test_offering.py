"""Whether a customer knows what we have: asked in a tap, a fact that the analysis reads; and the needs for the plan."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.insight import awareness, compass
from klantkompas.insight.base import analyse
from klantkompas.insight.knowing import STATES
from klantkompas.ledger.book import open_ledger
from klantkompas.web.care.offering import offering, tell
from klantkompas.web.customers.models import Figures, Transaction, Wallet
from klantkompas.web.nightly.reading import write_facts
from tests.web.conftest import somebody

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return TODAY


def row(group: str, segment: str | None = None, **told: object) -> dict[str, object]:
    counts = {"segment": segment, "product_group": group, "customers": 40, "stake": None, "stake_customers": 0}
    return counts | dict.fromkeys(STATES, 0) | told


NEED = {"need": "snel antwoord", "customers": 9, "importance": 4.5, "importance_low": 4.0, "importance_high": 5.0}
NEED |= {"performance": 5.0, "performance_low": 4.5, "performance_high": 5.5, "place": "act", "segment": None}


@pytest.fixture
def firm(snapshot_of):
    """A snapshot with the groups and needs of the firm."""
    folder = Path(settings.DATA) / "snapshots" / "care"
    (folder / "lenses").mkdir(parents=True, exist_ok=True)
    known = [row("onderhoud", does_not_know=12, not_asked=28), row("papier", buys=40)]
    known.append(row("verhuur", elsewhere=5, stake=Decimal(8000), stake_customers=3))
    known.append(row("onderhoud", segment="groot", customers=7, knows=7))
    pq.write_table(pa.Table.from_pylist(known, schema=awareness.SCHEMA), folder / "lenses" / "awareness.parquet")
    needs = [NEED, NEED | {"need": "mooie folder", "place": None}, NEED | {"need": "bellen", "segment": "groot"}]
    pq.write_table(pa.Table.from_pylist(needs, schema=compass.SCHEMA), folder / "lenses" / "needs.parquet")
    return snapshot_of(folder="snapshots/care")


@pytest.fixture
def bakery(customer_of, firm):
    customer = customer_of("Anna", "De Linde")
    Figures.objects.filter(pk=customer.pk).update(snapshot=firm)
    Transaction.objects.create(customer=customer, date=date(2025, 5, 5), amount=100, product_group="papier")
    Transaction.objects.create(customer=customer, date=date(2023, 5, 5), amount=100, product_group="verhuur")
    return customer


def said(actor, customer, group="onderhoud", state="knows", competitor="", reason="", day=TODAY):
    tell(
        actor=actor,
        customer=customer,
        group=group,
        state=state,
        competitor=competitor,
        reason=reason,
        day=day,
        at=NOW,
    )


def states(customer, firm, on=TODAY):
    return {one.name: one.state for one in offering([customer.customer_id], firm, on=on)}


def test_what_is_bought_is_known_and_the_rest_is_asked(cast, bakery, firm):
    assert states(bakery, firm) == {"onderhoud": "not_asked", "verhuur": "not_asked", "papier": "buys"}
    said(cast.anna, bakery, state="does_not_know")
    said(cast.anna, bakery, "verhuur", "elsewhere", "Jansen", "dichterbij")
    said(cast.anna, bakery, "papier", "no_need")  # bought it all the same
    assert states(bakery, firm) == {"onderhoud": "does_not_know", "verhuur": "elsewhere", "papier": "buys"}
    assert offering([bakery.customer_id], None, on=TODAY)[0].name == "onderhoud"  # without figures: of himself alone


def test_a_later_word_of_the_year_replaces_the_earlier_and_an_imported_one(cast, bakery, firm):
    line = Wallet.objects.create(customer=bakery, year=2026, product_group="onderhoud", amount=30000, awareness="known")
    said(cast.anna, bakery, state="does_not_know")
    line.refresh_from_db()
    assert (Wallet.objects.count(), line.awareness, line.amount) == (1, "unknown_to_them", 30000)
    said(cast.anna, bakery, state="no_need", day=date(2027, 1, 5))
    assert states(bakery, firm, on=date(2027, 1, 5))["onderhoud"] == "no_need"
    assert Wallet.objects.count() == 2


def test_elsewhere_needs_a_name(cast, bakery):
    with pytest.raises(UsageError) as caught:
        said(cast.anna, bakery, state="elsewhere")
    assert caught.value.code == "web_elsewhere_where"
    with pytest.raises(UsageError):
        said(cast.carla, bakery)


def test_the_analysis_reads_what_was_tapped(cast, bakery, firm, tmp_path):
    said(cast.anna, bakery, state="does_not_know")
    said(cast.anna, bakery, "verhuur", "elsewhere", "Jansen", "dichterbij")
    write_facts(tmp_path)
    with open_ledger(tmp_path) as ledger:
        rows = analyse(ledger, as_of=TODAY).lenses["awareness"].to_pylist()
    found = {one["product_group"]: next(name for name in STATES if one[name]) for one in rows if one["segment"] is None}
    assert found == {"onderhoud": "does_not_know", "verhuur": "elsewhere", "papier": "buys"}


def test_two_taps_on_the_page(today, cast, client_of, bakery):
    client, there = client_of(cast.anna), reverse("customer_offering", args=[bakery.pk])
    assert there in client.get(reverse("customer", args=[bakery.pk])).content.decode()
    assert client.post(there, {"group": "onderhoud", "state": "does_not_know"}).url == there
    text = client.get(there).content.decode()
    assert "weet niet dat wij het hebben" in text and "Neem terug" in text
    assert "weet niet dat wij het hebben" in client.get(reverse("customer", args=[bakery.pk])).content.decode()
    assert client.post(there, {"group": "iets anders", "state": "knows"}).status_code == 200
    assert "vul een naam in" in client.post(there, {"group": "verhuur", "state": "elsewhere"}).content.decode().lower()
    assert client_of(cast.carla).get(there).status_code == 404
    assert client_of(cast.carla).post(there, {"group": "onderhoud", "state": "knows"}).status_code == 404


def test_the_needs_for_the_plan_by_segment_and_only_of_the_whole_firm(cast, client_of, firm):
    page = client_of(cast.dirk).get(reverse("needs")).content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")
    assert page.index("Weegt zwaar en gaat matig") < page.index("De marges laten het nog niet zien")
    assert "4,5 <small>(4,0 – 5,0)</small>" in page
    assert "€ 8.000" in page and "van 3 klanten" in page
    assert "besteedt" in page  # why there is no figure for the others
    assert "Bellen" not in page
    big = client_of(cast.dirk).get(reverse("needs"), {"segment": "groot"}).content.decode()
    assert "Bellen" in big and "Snel antwoord" not in big
    assert client_of(cast.dirk).get(reverse("needs"), {"segment": "x"}).status_code == 404
    assert client_of(cast.anna).get(reverse("needs")).status_code == 404


def test_before_any_figures_the_page_says_what_comes_here(cast, client_of, db):
    text = client_of(somebody("Roos", "relationship_manager")).get(reverse("needs")).content.decode()
    assert "minstens drie klanten" in text and reverse("compass_round") in text


def test_the_pages_take_few_questions(today, cast, client_of, bakery, django_assert_max_num_queries):
    anna, dirk = client_of(cast.anna), client_of(cast.dirk)
    with django_assert_max_num_queries(12):
        anna.get(reverse("customer_offering", args=[bakery.pk]))
    with django_assert_max_num_queries(9):
        dirk.get(reverse("needs"))
