"""People and teams: who comes in, who can change what, and that somebody can always let people in."""

import pytest
from django.test import Client
from django.urls import reverse

from klantkompas.web.staff.models import Team, TrailLine, User
from tests.web.conftest import PASSWORD

NEW = {"name": "Fatima", "email": "fatima@voorbeeld.nl", "password": PASSWORD, "language": "nl", "roles": ["analyst"]}


def test_an_empty_installation_asks_for_its_first_user_wherever_it_is_entered(db):
    client = Client()
    assert client.get("/people").url == "/begin"
    response = client.post("/begin", NEW | {"password": PASSWORD})
    assert response.url == "/"
    first = User.objects.get()
    assert set(first.roles) == {"director", "relationship_manager", "administrator"}
    assert client.get("/people").status_code == 200
    assert Client().get("/begin").status_code == 404


def test_a_weak_password_is_refused_with_the_reason(db):
    page = Client().post("/begin", NEW | {"password": "kort"}).content.decode()
    assert "te kort: neem minstens 12 tekens" in page
    assert not User.objects.exists()


def test_an_administrator_adds_somebody_and_the_trail_says_so(cast, client_of):
    response = client_of(cast.admin).post("/people/new", NEW, follow=True)
    assert "Fatima kan nu inloggen." in response.content.decode()
    assert Client().post("/account/login/", {"login": "FATIMA@voorbeeld.nl", "password": PASSWORD}).status_code == 302
    line = TrailLine.objects.first()
    assert (line.action, line.by, line.details) == ("people.added", cast.admin, {"roles": ["analyst"]})


def test_an_address_is_of_one_person_however_it_is_written(cast, client_of):
    page = client_of(cast.admin).post("/people/new", NEW | {"email": "ANNA@voorbeeld.nl"}).content.decode()
    assert "is al van iemand" in page


def test_the_last_who_can_let_people_in_stays(cast, client_of):
    page = client_of(cast.admin).post(reverse("person", args=[cast.admin.pk]), NEW | {"is_active": "on"})
    assert "Dan kan niemand meer mensen binnenlaten" in page.content.decode()
    cast.admin.refresh_from_db()
    assert cast.admin.roles == ["administrator"]


def test_who_may_not_sign_in_any_more_is_out_at_once(cast, client_of):
    anna = client_of(cast.anna)
    assert anna.get("/").status_code == 200
    settings = {"name": "Anna", "language": "nl", "roles": ["account_manager"]}
    client_of(cast.admin).post(reverse("person", args=[cast.anna.pk]), settings)
    assert anna.get("/").status_code == 302


def test_a_team_is_added_once(cast, client_of):
    admin = client_of(cast.admin)
    assert "Oost" in admin.post("/teams/new", {"name": "Oost"}, follow=True).content.decode()
    assert "Er is al een team oost" in admin.post("/teams/new", {"name": "oost"}, follow=True).content.decode()
    assert Team.objects.filter(name__iexact="oost").count() == 1


@pytest.mark.parametrize(("language", "words"), [("nl", "Uitloggen"), ("en", "Sign out")])
def test_everybody_is_answered_in_his_own_language(cast, client_of, language, words):
    client = client_of(cast.anna)
    assert words in client.post("/language", {"language": language}, follow=True).content.decode()


def test_nobody_makes_his_own_account(cast):
    response = Client().post("/account/signup/", {"email": "x@voorbeeld.nl", "password1": PASSWORD})
    assert User.objects.filter(email="x@voorbeeld.nl").count() == 0
    assert response.status_code == 200
