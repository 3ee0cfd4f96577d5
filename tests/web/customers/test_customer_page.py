"""The page of one customer: what it shows to whom, in how many questions to the database."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.urls import reverse

from klantkompas.insight.by_year import SCHEMA
from klantkompas.insight.columns import EARNED
from klantkompas.web.customers.models import Activity, Contact, Figures, Note, PhaseTurn, Quote, Snapshot, TimeEntry
from klantkompas.web.customers.models import Transaction as Line
from klantkompas.web.customers.page import YEARS, CustomerPage, customer
from tests.web.conftest import LONG_AGO

ADDRESSES = {"customer": [], "customer_timeline": [], "customer_lines": ["2026"], "log_hours": [], "log_visit": []}


@pytest.fixture
def bakery(cast, customer_of):
    """A customer of Anna with two years of facts and the figures of 31 October 2026."""
    one = customer_of("Anna", "Bakkerij De Linde", kind="organisation", city="Gouda", phone="0182 123456")
    for day, number, cents in ((date(2025, 12, 5), "F1", 100_000), (date(2026, 8, 14), "F2", 80_001)):
        Line.objects.create(customer=one, date=day, transaction_id=number, amount=cents)
    Line.objects.create(customer=one, date=date(2026, 8, 14), transaction_id="F2", amount=1_999)
    TimeEntry.objects.create(customer=one, date=date(2026, 9, 2), hours=125, employee="Anna", activity="call")
    Contact.objects.create(customer=one, name="Karim Aydin", role="inkoop", may_call=True)
    Quote.objects.create(customer=one, date=date(2026, 10, 1), amount=250_000, status="open", quote_id="O7")
    snapshot = Snapshot.objects.create(as_of=date(2026, 10, 31), at=LONG_AGO, folder="none", fingerprint="x")
    PhaseTurn.objects.create(customer=one, since=date(2025, 12, 5), phase="building")
    PhaseTurn.objects.create(customer=one, since=date(2026, 10, 1), phase="strained")
    reason = {"code": "type.dormant.recency", "params": {"gap": 17.0, "days": 83}}
    Figures.objects.filter(customer=one).update(
        snapshot=snapshot, type="dormant", p_dormant=0.81, p_loyal=0.19, type_sentence=reason, phase="strained",
        phase_since=date(2026, 10, 1), revenue_12m=182_000, hours_12m=125, lifetime_value=840_000,
        lifetime_value_low=310_000, lifetime_value_high=1_490_000, share=0.55, share_low=0.4, share_high=0.72,
        share_evidence="declared",
    )  # fmt: skip
    return one


def text(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode().replace("\u00a0", " ")


def test_the_page_says_type_with_certainty_and_reason_value_with_range_and_what_is_unknown(bakery, cast, client_of):
    page = text(client_of(cast.anna), "customer", bakery.pk)
    for said in (
        "slapend (doornroosje)</strong>, waarschijnlijk (81 %)",
        "Bestelde gewoonlijk elke 17 dagen, maar is nu 83 dagen stil",
        "onder druk (huwelijksproblemen)</strong>, sinds 01-10-2026",
        "€ 8.400", "€ 3.100 – € 14.900", "40 % – 72 %, door de klant gezegd",
        "per 31-10-2026", "Karim Aydin", "O7", "Accountmanager Anna",
    ):  # fmt: skip
        assert said in page, said
    assert page.count("onbekend") >= 2  # profit and regularity: a dash, with its reason for who cannot see it
    assert "style=" not in page and "<script>" not in page


def test_the_page_takes_few_questions_to_the_database(bakery, cast, client_of, django_assert_max_num_queries):
    client = client_of(cast.anna)
    with django_assert_max_num_queries(25):  # 18 of the page itself, the rest of care
        assert client.get(reverse("customer", args=[bakery.pk])).status_code == 200


def test_customers_of_others_do_not_exist_on_any_address(bakery, cast, client_of):
    for somebody in (cast.carla, cast.eva):
        client = client_of(somebody)
        assert {client.get(reverse(name, args=[bakery.pk, *rest])).status_code for name, rest in ADDRESSES.items()} == {
            404
        }
        assert (
            client.post(reverse("log_hours", args=[bakery.pk]), {"quick": "1", "date": "2026-11-20"}).status_code == 404
        )
    assert TimeEntry.objects.count() == 1


def test_somebody_of_the_team_may_look_and_not_write(bakery, cast, client_of):
    client = client_of(cast.bram)
    page = text(client, "customer", bakery.pk)
    assert "Bakkerij De Linde" in page and reverse("log_hours", args=[bakery.pk]) not in page
    assert client.get(reverse("log_hours", args=[bakery.pk])).status_code == 404


def test_years_add_up_from_the_lines_to_the_cent_and_the_hundredth(bakery, cast, client_of):
    seen = CustomerPage(actor=cast.anna, customer=customer(cast.anna, bakery.pk))
    assert [(one.year, one.revenue, one.hours, one.earned) for one in seen.years] == [
        (2026, 82_000, 125, {}),
        (2025, 100_000, None, {}),
    ]
    page = text(client_of(cast.anna), "customer_lines", bakery.pk, "2026")
    assert "800,01" in page and "19,99" in page and "820,00" in page and "1,25" in page


def test_profit_by_year_is_that_of_the_analysis_and_says_when_the_lines_changed_since(
    bakery, cast, client_of, settings, tmp_path
):
    settings.DATA = tmp_path
    (tmp_path / "s").mkdir()
    euros = {"revenue": "820", "margin": "410", "hours": "1.25", "service_cost": "77.50", "compensation": "0"}
    years = [{"customer_id": bakery.customer_id, "year": 2026} | euros | {"profit": "332.50"}]
    years.append({"customer_id": "K999", "year": 2026} | euros | {"profit": "1"})
    rows = [
        {name: Decimal(one) if isinstance(one, str) and name in EARNED else one for name, one in row.items()}
        for row in years
    ]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), tmp_path / "s" / YEARS)
    Snapshot.objects.update(folder="s")
    page = text(client_of(cast.anna), "customer", bakery.pk)
    assert "332,50" in page and "77,50" in page
    seen = CustomerPage(actor=cast.anna, customer=customer(cast.anna, bakery.pk))
    assert [(one.year, one.agrees) for one in seen.years] == [(2026, True), (2025, False)]
    Line.objects.create(customer=bakery, date=date(2026, 10, 30), amount=1)
    assert not CustomerPage(actor=cast.anna, customer=customer(cast.anna, bakery.pk)).years[0].agrees
    assert "sindsdien veranderd" in page


def test_the_lines_of_twelve_months_agree_with_the_figures_or_say_that_they_no_longer_do(bakery, cast, client_of):
    client = client_of(cast.anna)
    assert "Klopt met de berekening per 31-10-2026" in text(client, "customer_lines", bakery.pk, "12m")
    Line.objects.create(customer=bakery, date=date(2026, 10, 30), amount=1)
    assert "daarna is hier iets veranderd" in text(client, "customer_lines", bakery.pk, "12m")


def test_hours_are_written_with_one_button_and_taken_back(bakery, cast, client_of):
    client = client_of(cast.anna)
    asked = client.get(reverse("log_hours", args=[bakery.pk])).content.decode()
    assert 'name="quick" value="0.25"' in asked
    page = client.post(reverse("log_hours", args=[bakery.pk]), {"quick": "0.5", "date": "2026-11-20"}, follow=True)
    assert "0,5 u geschreven voor Bakkerij De Linde." in page.content.decode()
    entry = TimeEntry.objects.order_by("-pk").first()
    assert (entry.hours, entry.employee, entry.hourly_cost, entry.origin) == (50, "Anna", None, None)
    written = page.context["written"]
    back = client.post(reverse("take_back", args=[bakery.pk, written.pk]), follow=True).content.decode()
    assert "Teruggedraaid." in back and "Net opgeschreven" not in back
    assert TimeEntry.objects.count() == 1
    again = client.post(reverse("take_back", args=[bakery.pk, written.pk]), follow=True).content.decode()
    assert "Dit is al teruggedraaid" in again


@pytest.mark.parametrize("hours", ["0", "25", "0,333", ""])
def test_hours_that_cannot_be_are_refused(bakery, cast, client_of, hours):
    page = client_of(cast.anna).post(reverse("log_hours", args=[bakery.pk]), {"hours": hours, "date": "2026-11-20"})
    assert page.status_code == 200 and 'role="alert"' in page.content.decode()
    assert TimeEntry.objects.count() == 1


def test_a_visit_becomes_a_fact_with_a_note_and_hours_and_stands_in_the_timeline(bakery, cast, client_of):
    client = client_of(cast.anna)
    given = {"kind": "visit", "gave": "attention", "text": "Wil vaker brood.", "hours": "1,5", "date": "2026-11-20"}
    page = client.post(reverse("log_visit", args=[bakery.pk]), given, follow=True).content.decode()
    assert "Wil vaker brood." in page and "bezoek" in page
    visit = Activity.objects.get()
    assert (visit.kind, visit.gave, visit.employee, visit.date) == ("visit", "attention", "Anna", date(2026, 11, 20))
    assert TimeEntry.objects.order_by("-pk").first().hours == 150
    line = client.get(reverse("customer", args=[bakery.pk])).context["written"]
    client.post(reverse("take_back", args=[bakery.pk, line.pk]))
    assert not Activity.objects.exists() and not Note.objects.exists() and TimeEntry.objects.count() == 1


def test_the_timeline_goes_back_in_whole_days_and_by_kind(bakery, cast):
    for day in range(1, 21):
        for _ in range(2):
            Activity.objects.create(customer=bakery, date=date(2026, 7, day), kind="email")
    seen = CustomerPage(actor=cast.anna, customer=customer(cast.anna, bakery.pk))
    part = seen.stream()
    days = [event.day for event in part.events]
    assert days == sorted(days, reverse=True) and len(days) <= 30
    assert part.before == date(2026, 7, 8) == days[-1]
    rest = seen.stream(before=part.before)
    assert rest.before is None and rest.events[0].day == date(2026, 7, 7)
    assert (
        len(part.events) + len(rest.events) == 40 + 1 + 1 + 1 + 1 + 2
    )  # mails, two invoices, hours, quote, two phases
    assert {event.kind for event in seen.stream(kinds=["invoice"]).events} == {"invoice"}
    assert [event.lines for event in seen.stream(kinds=["invoice"]).events] == [2, 1]


def test_the_timeline_alone_and_its_next_stretch_are_pages_too(bakery, cast, client_of):
    client = client_of(cast.anna)
    page = text(client, "customer_timeline", bakery.pk)
    assert "<title>Tijdlijn" in page and "F1" in page and "€ 1.000" in page
    address = reverse("customer_timeline", args=[bakery.pk]) + "?before=2026-01-01&kind=invoice"
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "F1" in part and "F2" not in part and "<title>" not in part


def test_a_day_longer_than_a_page_is_shown_whole(bakery, cast):
    for _ in range(40):
        Activity.objects.create(customer=bakery, date=date(2026, 11, 1), kind="email")
    seen = CustomerPage(actor=cast.anna, customer=customer(cast.anna, bakery.pk))
    assert len(seen.stream().events) == 40
