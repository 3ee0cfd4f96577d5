"""The Monday list on the screen."""

from datetime import date

import pytest
from django.urls import reverse

from klantkompas.web.customers.models import Action, Task
from tests.web.conftest import somebody
from tests.web.home.conftest import line

LINDE = "Bakkerij De Linde"


@pytest.fixture
def listed(cast, customer_of, laid):
    """Two lines of Anna, one of Carla, and a customer of Anna who is left alone."""
    linde, smit, verweg, stil = (
        customer_of(whose, name)
        for whose, name in (("Anna", LINDE), ("Anna", "Smit BV"), ("Carla", "Verweg"), ("Anna", "Stil NV"))
    )
    return laid(
        line(linde, "recovery", "none", group="must", gain=None, at_stake=None),
        line(smit),
        line(verweg),
        line(stil, arm="held_out"),
    )


def page(client, **asked):
    return client.get(reverse("monday"), asked).content.decode()


def post(client, name, *args, **given):
    return client.post(reverse(name, args=args), given, follow=True).content.decode()


def test_she_reads_who_why_what_hours_stake_and_what_it_brings(listed, cast, client_of):
    text = page(client_of(cast.anna))
    for said in (
        "Smit BV",
        "bellen en vragen waarom",
        "Elke 17 dagen, nu 41 dagen stil.",
        "0,5\u00a0u",
        "€\u00a01.900",
        "€\u00a060",
    ):
        assert said in text
    assert "aanname, nog niet gemeten" in text
    assert text.index(LINDE) < text.index("Smit BV"), "what must be done comes first"
    assert "Verweg" not in text
    assert "1,0 gepland" not in text and "1 u gepland van de 9 u die er zijn" in text


def test_what_is_unknown_says_why(listed, cast, client_of):
    text = page(client_of(cast.anna))
    assert 'title="Onbekend: de waarde van deze klant kan nog niet berekend worden."' in text
    assert 'title="Dit is geen keus: het wordt niet afgewogen tegen wat het brengt."' in text


def test_who_is_left_alone_is_counted_and_not_named(listed, cast, client_of):
    for who in (cast.anna, cast.dirk):
        text = page(client_of(who), whose="")
        assert "1 klant wordt bewust met rust gelaten" in text.replace("klanten worden", "klant wordt")
        assert "Stil NV" not in text


def test_the_director_reads_everybodys_list_or_one(listed, cast, client_of):
    dirk = client_of(cast.dirk)
    assert "Verweg" in page(dirk) and LINDE in page(dirk)
    assert "Verweg" not in page(dirk, whose="Anna") and LINDE in page(dirk, whose="Anna")


def test_who_may_have_figures_computed_is_led_to_a_new_list(listed, cast, client_of):
    assert reverse("snapshots") in page(client_of(cast.dirk))
    assert reverse("snapshots") not in page(client_of(cast.anna))


def test_a_colleague_of_the_team_reads_and_has_no_buttons(listed, cast, client_of):
    text = page(client_of(cast.bram), whose="Anna")
    assert "Smit BV" in text
    assert reverse("task_done", args=[listed[1].pk]) not in text


@pytest.mark.parametrize("name", ["task_accept", "task_done", "task_refuse", "task_snooze", "task_undo"])
def test_others_lines_do_not_exist(listed, cast, client_of, name):
    for who, task in ((cast.carla, listed[1]), (cast.bram, listed[1]), (cast.anna, listed[2]), (cast.anna, listed[3])):
        assert client_of(who).post(reverse(name, args=[task.pk])).status_code == 404
    assert set(Task.objects.values_list("state", flat=True)) == {"open"}


def test_ticked_lines_of_others_are_not_taken_up(listed, cast, client_of):
    text = post(client_of(cast.anna), "tasks_accept", task=[str(one.pk) for one in listed])
    assert "2 regels opgepakt." in text
    assert Task.objects.filter(state="accepted").count() == 2


def test_done_with_a_comma_and_a_result(listed, cast, client_of):
    text = post(client_of(cast.anna), "task_done", listed[1].pk, day="2026-11-02", hours="0,75", result="Koopt weer.")
    assert "Bewaard bij Smit BV." in text
    assert "gedaan op 02-11-2026, 0,75\u00a0u" in text and "Koopt weer." in text
    assert Action.objects.get(customer__name="Smit BV").done_on == date(2026, 11, 2)


def test_hours_that_cannot_be_are_refused_with_words(listed, cast, client_of):
    anna = client_of(cast.anna)
    assert "alert-danger" in post(anna, "task_done", listed[1].pk, day="2026-11-02", hours="veel")
    assert "alert-danger" in post(anna, "task_done", listed[1].pk, day="2026-11-02", hours="30")
    assert Task.objects.get(pk=listed[1].pk).state == "open"


def test_refused_for_another_reason_takes_her_own_words(listed, cast, client_of):
    anna = client_of(cast.anna)
    assert "alert-danger" in post(anna, "task_refuse", listed[1].pk, reason="other")
    text = post(anna, "task_refuse", listed[1].pk, reason="other", other="is verhuisd")
    assert "overgeslagen: is verhuisd" in text
    assert "Niet nodig: er is een goede verklaring" in post(anna, "task_refuse", listed[0].pk, reason="no_need")


def test_put_off_and_taken_back(listed, cast, client_of):
    anna = client_of(cast.anna)
    assert "uitgesteld tot 01-01-2099" in post(anna, "task_snooze", listed[1].pk, until="2099-01-01")
    post(anna, "task_undo", listed[1].pk)
    assert Task.objects.get(pk=listed[1].pk).state == "open"


def test_insisting_takes_a_name_and_a_reason(listed, cast, client_of):
    anna = client_of(cast.anna)
    assert "alert-danger" in post(anna, "task_insist", customer="Stil NV", note="")
    assert "Stil NV staat nu bij wat je oppakte." in post(anna, "task_insist", customer="Stil NV", note="belde zelf")
    assert "staat niet bij wie met rust gelaten wordt" in post(anna, "task_insist", customer="Verweg", note="x")


def test_without_figures_the_list_says_what_comes_here(cast, client_of):
    assert "Daarvoor zijn eerst cijfers nodig." in page(client_of(cast.anna))


def test_in_english(listed, cast, client_of):
    text = page(client_of(somebody("Fleur", "director", language="en")))
    assert "call and ask why" in text and "Every 17 days, silent for 41 days now." in text
    assert "assumption, not measured yet" in text


def test_a_long_list_asks_the_database_as_often_as_a_short_one(
    cast, client_of, customer_of, laid, django_assert_max_num_queries
):
    laid(*(line(customer_of("Anna")) for _ in range(60)))
    client = client_of(cast.anna)
    with django_assert_max_num_queries(20):
        page(client)
