"""The cast: Anna (account manager), Bram (her team), Carla (another team), Dirk (director), Eva (no role at all)."""

from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace

import pytest
from django.test import Client

from klantkompas.web.customers.models import Customer, Figures
from klantkompas.web.staff.models import Team, User

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "een-lang-wachtwoord-2026"


def somebody(name: str, *roles: str, team: Team | None = None, language: str = "nl") -> User:
    user = User(name=name, email=f"{name.lower()}@voorbeeld.nl", roles=list(roles), language=language, since=LONG_AGO)
    user.account_manager = name
    user.set_password(PASSWORD)
    user.save()
    if team is not None:
        user.teams.add(team)
    return user


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    north, south = Team.objects.create(name="Noord"), Team.objects.create(name="Zuid")
    return SimpleNamespace(
        anna=somebody("Anna", "account_manager", team=north),
        bram=somebody("Bram", "account_manager", team=north),
        carla=somebody("Carla", "account_manager", team=south),
        dirk=somebody("Dirk", "director"),
        eva=somebody("Eva"),
        admin=somebody("Iris", "administrator"),
    )


@pytest.fixture
def client_of():
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def customer_of(db: None):
    """Makes a customer of an account manager, with an empty line of figures, as every customer has."""
    made = count(1)

    def make(account_manager: str, name: str = "", **columns: object) -> Customer:
        n = next(made)
        name = name or f"Klant {n}"
        named = {"customer_id": f"K{n}", "name": name, "sort_name": name.lower(), "account_manager": account_manager}
        customer = Customer.objects.create(**named | columns)
        Figures.objects.create(customer=customer)
        return customer

    return make
