"""A snapshot and lines of a Monday list, as the night leaves them."""

from datetime import UTC, date, datetime

import pytest

from klantkompas.web.customers import tasks
from klantkompas.web.customers.models import Snapshot, Task

AS_OF = date(2026, 10, 30)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def snapshot_of(db: None):
    def make(as_of: date = AS_OF, **columns: object) -> Snapshot:
        told = {"summary": {"currency": "EUR"}, "advice": {"account_managers": {"Anna": {"hours": 9.0}}}}
        return Snapshot.objects.create(**{"as_of": as_of, "at": NOW, "folder": "", "fingerprint": "x"} | told | columns)

    return make


def line(customer, action: str = "wake", arm: str = "treated", **columns: object) -> dict[str, object]:
    """One line as the night hands it over."""
    return {
        "customer_id": customer.customer_id,
        "account_manager": customer.account_manager,
        "action": action,
        "arm": arm,
        "v": "lengthen",
        "hours": 0.5,
        "cost": 0,
        "at_stake": 1900.0,
        "gain": 60.4,
        "gain_low": -10.0,
        "gain_high": 130.0,
        "gain_basis": "assumed",
        "what": {"nl": "bellen en vragen waarom", "en": "call and ask why"},
        "reason": {"nl": "Elke 17 dagen, nu 41 dagen stil.", "en": "Every 17 days, silent for 41 days now."},
        "group": "best",
        "channel": "call",
    } | columns


@pytest.fixture
def laid(snapshot_of):
    """Lays a list of these lines; gives its tasks in their order."""

    def lay(*lines: dict[str, object], as_of: date = AS_OF) -> list[Task]:
        snapshot = snapshot_of(as_of)
        tasks.lay(snapshot, lines)
        return list(Task.objects.filter(snapshot=snapshot))

    return lay
