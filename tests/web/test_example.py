"""The example firm: its people are made once, and never among those of a firm."""

import pytest
from django.test import Client

from klantkompas.errors import UsageError
from klantkompas.web.example import everybody
from klantkompas.web.staff.models import User


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path


def test_four_people_who_can_sign_in_are_made_once(db, folder):
    people = everybody(language="nl")
    roles = ["director", "relationship_manager", "account_manager", "complaint_handler"]
    assert [one["role"] for one in people] == roles
    assert everybody(language="nl") == people
    assert User.objects.count() == 4
    for one in people:
        given = {"login": one["email"], "password": one["password"]}
        assert Client().post("/account/login/", given).status_code == 302


def test_their_passwords_are_this_users_only(db, folder):
    everybody(language="en")
    assert (folder / "example.json").stat().st_mode & 0o077 == 0


def test_people_of_a_firm_are_never_joined_by_those_of_the_example(cast, folder):
    with pytest.raises(UsageError) as refused:
        everybody(language="nl")
    assert refused.value.code == "web_example_taken"
    assert not User.objects.filter(email__endswith=".example").exists()
