"""The hours a week that a Monday list may take, and how we know them."""

from datetime import date
from decimal import Decimal
from typing import Literal

from klantkompas.web.customers.facts import written
from klantkompas.web.customers.models import Capacity, Customer, Snapshot

Basis = Literal["asked", "capacity", "partly", "assumed"]
A_DAY_A_WEEK = Decimal(8)  # of each account manager, where nobody says more


def hours_of(as_of: date, *, asked: Decimal | None = None) -> tuple[Decimal, Basis]:
    """Hours a week for all account managers together.

    Args:
        as_of: the date of the figures.
        asked: what somebody asked for now.

    Returns:
        The hours, and whether they were ``asked`` for (now or for the list before), stated in the table ``capacity``
        (``partly``: of some account managers), or ``assumed``: a day a week for each.
    """
    if asked is not None:
        return asked, "asked"
    names, stated = _managers(), _capacity(as_of)
    known = {name: stated[name] for name in names if name in stated} if names else stated
    if known:
        unknown = len(names - known.keys())
        return sum(known.values(), unknown * A_DAY_A_WEEK), "partly" if unknown else "capacity"
    before = Snapshot.objects.values_list("advice", flat=True).first() or {}
    if before.get("hours_basis") == "asked":
        return Decimal(str(before["hours_a_week"])), "asked"
    return max(len(names), 1) * A_DAY_A_WEEK, "assumed"


def _managers() -> set[str]:
    """Whoever looks after a customer."""
    standing = Customer.objects.filter(merged_into=None).exclude(internal=True).exclude(account_manager=None)
    return {name.strip() for name in standing.values_list("account_manager", flat=True).distinct()} - {""}


def _capacity(as_of: date) -> dict[str, Decimal]:
    """Hours a week of each account manager, as last stated."""
    lines = Capacity.objects.values_list("account_manager", "hours_per_week", "from")
    dated = sorted((day or date.min, name.strip(), hours) for name, hours, day in lines)
    return {name: Decimal(written(hours, "hours") or 0) for day, name, hours in dated if day <= as_of}
