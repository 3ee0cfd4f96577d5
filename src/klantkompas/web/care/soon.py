"""What falls due within a week, for whom it concerns: his promises, the complaints he handles, the calls he owes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from klantkompas.web.care.cards import queue
from klantkompas.web.care.complaints import complaints, way
from klantkompas.web.customers.queries import facts
from klantkompas.web.staff.models import User

AHEAD = timedelta(days=7)
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Soon:
    """One thing that is due, or was.

    Attributes:
        thing: ``promise``, ``complaint`` or ``callback``.
        due: the day by which.
        late: whether that day has passed.
        customer: whom it concerns.
        what: in the words of whoever wrote it; of a complaint its number, of a call who asked.
        place: name of the page where it is done.
        key: of that page.
    """

    thing: str
    due: date
    late: bool
    customer: Any
    what: str
    place: str
    key: int


def soon(actor: User, *, on: date) -> list[Soon]:
    """What an actor has to do within a week, or should have done; what is due first stands first."""
    found = [*_promises(actor, on), *_complaints(actor, on), *_calls(actor, on)]
    return sorted(found, key=lambda one: (one.due, one.thing, one.key))[:MOST]


def _promises(actor: User, on: date) -> Iterator[Soon]:
    own = {name for name in (actor.account_manager, actor.name) if name}
    lines = facts(actor, "promises").filter(kept_on=None, employee__in=own, due_on__lte=on + AHEAD)
    for one in lines.select_related("customer").order_by("due_on", "id")[:MOST]:
        yield Soon(
            thing="promise",
            due=one.due_on,
            late=one.due_on < on,
            customer=one.customer,
            what=one.kind or "",
            place="customer",
            key=one.customer.merged_into_id or one.customer.pk,
        )


def _complaints(actor: User, on: date) -> Iterator[Soon]:
    """Those he handles; for who handles complaints also those that nobody does."""
    if not actor.may("complaint", "change"):
        return
    mine = Q(case__handler=actor)
    if "complaint_handler" in actor.roles:
        mine |= Q(case__handler=None)
    for one in complaints(actor).filter(mine, resolved_on=None):
        due = way(one, on=on).due
        if due is not None and due <= on + AHEAD:
            yield Soon(
                thing="complaint",
                due=due,
                late=due < on,
                customer=one.customer,
                what=one.complaint_id or "",
                place="complaint",
                key=one.pk,
            )


def _calls(actor: User, on: date) -> Iterator[Soon]:
    if "director" not in actor.roles:
        return
    for one in queue(actor).filter(called_at=None, director=actor, due__lte=on + AHEAD):
        yield Soon(
            thing="callback",
            due=one.due,
            late=one.due < on,
            customer=one.invitation.customer,
            what=one.name,
            place="callback",
            key=one.pk,
        )
