"""Customers that turn out to be one: found, merged field by field, and taken apart again exactly as they were.

Facts, notes and documents keep the number they were written under (``Customer.merged_into`` says whose they are now),
so that nothing of them has to be moved, or moved back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from klantkompas.errors import UsageError
from klantkompas.web.customers.alike import BLOCKS, Pair, known, pairs
from klantkompas.web.customers.editing import COLUMNS, changed, plain
from klantkompas.web.customers.logbook import reached
from klantkompas.web.customers.models import Customer, Merge, NotTheSame
from klantkompas.web.customers.queries import customers
from klantkompas.web.customers.search import learn
from klantkompas.web.staff.jobs import Progress
from klantkompas.web.staff.models import Job, User
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

KIND = "duplicates"
MOST = 1_000
COMPARED = ("pk", "name", "vat_number", "phone", "email", "postcode", "address")


def find(progress: Progress, parameters: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """The work ``duplicates``: looks at all customers, and keeps the ``MOST`` pairs for which most speaks."""
    standing = Customer.objects.filter(merged_into=None).exclude(internal=True)
    everybody = [known(*line) for line in standing.values_list(*COMPARED).iterator(chunk_size=10_000)]
    found = pairs(everybody, lambda done: progress("duplicates", done, len(BLOCKS)))
    return {"pairs": [asdict(pair) for pair in found[:MOST]], "more": max(0, len(found) - MOST)}


def last_look() -> Job | None:
    """The newest finished look at all customers; None where nobody asked for one yet."""
    return Job.objects.filter(kind=KIND, state="done").first()


def suspected(actor: User, look: Job) -> list[tuple[Pair, Any, Any]]:
    """The pairs of a look of whom an actor may change both, and of whom nobody said that they are two.

    Args:
        actor: who asks.
        look: ``last_look``.
    """
    found = [Pair(**one | {"why": tuple(one["why"])}) for one in look.result.get("pairs", ())]
    keys = {key for pair in found for key in (pair.one, pair.other)}
    there = {one.pk: one for one in customers(actor, "change").filter(pk__in=keys)}
    apart = set(NotTheSame.objects.filter(one__in=keys).values_list("one_id", "other_id"))
    return [
        (pair, there[pair.one], there[pair.other])
        for pair in found
        if {pair.one, pair.other} <= there.keys() and (pair.one, pair.other) not in apart
    ]


def differing(one: Any, other: Any) -> list[str]:
    """The columns in which two customers differ, as a person chooses between them."""
    return [name for name in COLUMNS if getattr(one, name) != getattr(other, name)]


@transaction.atomic
def say_two(*, actor: User, one: Any, other: Any, at: datetime) -> None:
    """Remember that two customers who look alike are two.

    Raises:
        UsageError: the actor may not change both, or they are one and the same line.
    """
    first, second = _both(actor, one, other)
    NotTheSame.objects.get_or_create(one=first, other=second, defaults={"by": actor, "at": at})
    told = {"other": second.customer_id}
    note(actor=actor, action="customer.not_the_same", subject="customer", subject_id=first.pk, at=at, **told)


def _both(actor: User, one: Any, other: Any) -> tuple[Any, Any]:
    """Two customers whom an actor may change, locked, the smaller key first."""
    for whom in (one, other):
        reached(actor, whom, "customer", "change")
    locked = list(Customer.objects.select_for_update().filter(pk__in=(one.pk, other.pk)).order_by("pk"))
    if len(locked) != 2 or any(whom.merged_into_id for whom in locked):
        raise failure(UsageError, "web_not_two")
    return locked[0], locked[1]


@transaction.atomic
def merge(*, actor: User, kept: Any, gone: Any, taken: Collection[str], at: datetime) -> Merge:
    """Make one customer of two. Who was merged into ``gone`` before becomes part of ``kept`` with it.

    Args:
        actor: who does.
        kept: the one that goes on.
        gone: the one that becomes part of it.
        taken: the columns in which ``kept`` becomes as ``gone`` was.
        at: now.

    Raises:
        UsageError: the actor may not change both, or one of them is part of another already.
    """
    by_key = {whom.pk: whom for whom in _both(actor, kept, gone)}
    kept, gone = by_key[kept.pk], by_key[gone.pk]
    columns = {name: getattr(gone, name) for name in differing(kept, gone) if name in taken}
    before = {name: getattr(kept, name) for name in columns}
    members = list(gone.merged.order_by("pk").values_list("pk", flat=True))
    Customer.objects.filter(pk__in=members).update(merged_into=kept)
    Customer.objects.filter(pk=gone.pk).update(merged_into=kept, version=F("version") + 1)
    kept_of = {"before": plain(before), "taken": plain(columns), "members": members}
    done = Merge.objects.create(kept=kept, gone=gone, before=kept_of, by=actor, at=at)
    told = {"merge": done.pk, "number": gone.customer_id}
    changed(actor=actor, customer=kept, columns=columns, action="customer.merged", at=at, **told)
    _noted(actor, gone, "customer.merged_into", at, number=kept.customer_id)
    return done


def merges(customer: Any) -> Sequence[Merge]:
    """The merges into a customer that stand, the newest first: only that one can be taken apart."""
    standing = Merge.objects.filter(kept=customer, undone_at=None)
    return list(standing.select_related("gone", "by").order_by("-pk"))


@transaction.atomic
def unmerge(*, actor: User, merged: Merge, at: datetime) -> None:
    """Make two customers again of one, each as it was; what somebody changed since the merge stays as he left it.

    Args:
        actor: who does.
        merged: the newest merge into its customer.
        at: now.

    Raises:
        UsageError: the actor may not; it was taken apart before; or a later merge stands in the way.
    """
    kept, gone = merged.kept, merged.gone
    if kept.merged_into_id is not None:
        raise failure(UsageError, "web_part_of_another", name=str(kept))
    reached(actor, kept, "customer", "change")
    if merged.undone_at is not None:
        raise failure(UsageError, "web_not_two")
    later = Merge.objects.filter(kept=kept, undone_at=None, pk__gt=merged.pk).order_by("-pk").first()
    if later is not None:
        raise failure(UsageError, "web_later_merge_first", name=str(later.gone))
    was, taken = merged.before["before"], merged.before["taken"]
    now = plain({name: getattr(kept, name) for name in was})
    back = {name: _read(name, value) for name, value in was.items() if now[name] == taken[name]}
    Customer.objects.filter(pk__in=merged.before["members"]).update(merged_into=gone)
    Customer.objects.filter(pk=gone.pk).update(merged_into=None, version=F("version") + 1)
    Merge.objects.filter(pk=merged.pk).update(undone_at=at)
    told = {"merge": merged.pk, "number": gone.customer_id}
    changed(actor=actor, customer=kept, columns=back, action="customer.unmerged", at=at, **told)
    learn(Customer.objects.filter(pk=gone.pk))
    _noted(actor, gone, "customer.unmerged_from", at, number=kept.customer_id)


def _read(name: str, value: Any) -> Any:
    """A column as the trail keeps it, as it is stored."""
    return Customer._meta.get_field(name).to_python(value)


def _noted(actor: User, customer: Any, action: str, at: datetime, **details: Any) -> None:
    note(actor=actor, action=action, subject="customer", subject_id=customer.pk, at=at, **details)
