"""Changing many customers at once: first how many and which not, then in one transaction, and back again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from klantkompas.errors import UsageError
from klantkompas.web.customers.models import BulkChange, Customer
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import User
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

LONGEST_VALUE = 200
AT_A_TIME = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What can be done to many customers.

    Attributes:
        column: that changes.
        asks: whether a person says what it becomes; otherwise it becomes ``value``.
        value: what it becomes.
    """

    column: str
    asks: bool = False
    value: Any = None


DEEDS: Mapping[str, Deed] = {
    "account_manager": Deed(column="account_manager", asks=True),
    "segment": Deed(column="segment", asks=True),
    "no_segment": Deed(column="segment"),
    "internal": Deed(column="internal", value=True),
    "not_internal": Deed(column="internal", value=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a deed would do.

    Attributes:
        name: of the deed.
        value: what the column becomes.
        changed: primary keys of the customers that it changes.
        same: how many have that value already.
        not_yours: how many somebody may see and not change.
    """

    name: str
    value: Any
    changed: list[int]
    same: int
    not_yours: int


def plan(*, actor: User, chosen: "QuerySet[Any]", name: str, value: str) -> Plan:
    """What a deed would do to customers, by what somebody may do with each.

    Args:
        actor: who does it.
        chosen: customers that he may see.
        name: of ``DEEDS``.
        value: what the column becomes, where the deed asks.

    Raises:
        UsageError: there is no such deed, or it asks for a value and has none, or one of over 200 letters.
    """
    deed, becomes = _meant(name, value)
    seen = chosen.order_by()
    mine = customers(actor, "change").filter(pk__in=seen.values("pk"))
    changed = list(mine.exclude(_is(deed, becomes)).values_list("pk", flat=True))
    own = mine.count()
    return Plan(name=name, value=becomes, changed=changed, same=own - len(changed), not_yours=seen.count() - own)


def _meant(name: str, value: str) -> tuple[Deed, Any]:
    deed = DEEDS.get(name)
    said = " ".join(value.split())
    if deed is None or (deed.asks and not 0 < len(said) <= LONGEST_VALUE):
        raise failure(UsageError, "web_together_value", most=LONGEST_VALUE)
    return deed, said if deed.asks else deed.value


def _is(deed: Deed, value: Any) -> Q:
    """Who has that value already; nothing filled in is the same as none, and as not."""
    found = Q((deed.column, value))
    if value in (None, False):
        found |= Q((f"{deed.column}__isnull", True))
    return found | Q((deed.column, "")) if value is None else found


@transaction.atomic
def change(*, actor: User, planned: Plan, at: datetime) -> BulkChange:
    """Do what was planned, and keep what was before.

    Raises:
        UsageError: the actor may change no customers.
    """
    need(actor, "customer", "change")
    column = DEEDS[planned.name].column
    before: dict[Any, list[int]] = defaultdict(list)
    for some in _parts(planned.changed):
        mine = customers(actor, "change").filter(pk__in=some)
        for pk, value in mine.values_list("pk", column):
            before[value].append(pk)
        mine.update(**{column: planned.value, "version": F("version") + 1})
    kept = {"deed": planned.name, "column": column, "value": planned.value, "before": list(before.items())}
    done = BulkChange.objects.create(by=actor, at=at, customers=sum(map(len, before.values())), **kept)
    said = {"column": column, "value": planned.value, "customers": done.customers}
    note(actor=actor, action="customers.changed_together", subject="customers", subject_id=done.pk, at=at, **said)
    return done


@transaction.atomic
def undo(*, actor: User, done: BulkChange, at: datetime) -> tuple[int, int]:
    """Give customers back what they had, but those that somebody changed since.

    Returns:
        How many were given back, and how many stay as they were changed since.

    Raises:
        UsageError: somebody else did it, or it was undone already.
    """
    if done.by != actor or done.undone_at:
        raise failure(UsageError, "web_not_allowed")
    back = 0
    for value, numbers in done.before:
        for some in _parts(numbers):
            still = Customer.objects.filter(Q((done.column, done.value)), pk__in=some)
            back += still.update(**{done.column: value, "version": F("version") + 1})
    BulkChange.objects.filter(pk=done.pk).update(undone_at=at)
    said = {"back": back, "kept": done.customers - back}
    note(actor=actor, action="customers.changed_back", subject="customers", subject_id=done.pk, at=at, **said)
    return back, done.customers - back


def _parts(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + AT_A_TIME] for at in range(0, len(numbers), AT_A_TIME)]


def to_undo(actor: User) -> BulkChange | None:
    """The last change of many by an actor, while it can be undone."""
    return BulkChange.objects.filter(by=actor, undone_at=None).defer("before").first()
