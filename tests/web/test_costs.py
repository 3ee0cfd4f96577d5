"""What an hour costs is asked once: it becomes a version of the settings, and the other settings stay."""

from decimal import Decimal

from klantkompas.web.staff.models import RulesVersion
from klantkompas.web.staff.queries import rules_now


def test_costs_are_added_to_the_settings_there_are(cast, client_of):
    dirk = client_of(cast.dirk)
    dirk.post("/settings/save", {"toml": "[typing]\neffort_hours = 9\n"})
    answer = dirk.post("/settings/costs", {"hourly_cost": "62,50", "margin": "35"})
    assert answer.status_code == 302
    now = rules_now()
    assert (now.profit.hourly_cost, now.profit.margin) == (Decimal("62.50"), Decimal("0.35"))
    assert now.typing.effort_hours == 9
    assert "62,5" in dirk.get("/settings/costs").content.decode()


def test_what_is_left_empty_stays_as_it_was(cast, client_of):
    dirk = client_of(cast.dirk)
    dirk.post("/settings/costs", {"hourly_cost": "62,50"})
    dirk.post("/settings/costs", {"margin": "40"})
    assert (rules_now().profit.hourly_cost, rules_now().profit.margin) == (Decimal("62.50"), Decimal("0.4"))


def test_an_hour_for_nothing_is_refused(cast, client_of):
    page = client_of(cast.dirk).post("/settings/costs", {"hourly_cost": "0"})
    assert page.status_code == 200
    assert not RulesVersion.objects.exists()
