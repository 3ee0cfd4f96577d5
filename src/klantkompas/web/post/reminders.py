"""What is due soon, once a day in one mail to whom it concerns, and each thing once.

A promise to who made it, the next step of a complaint and an answer of the customer to who handles it (to all who
handle complaints, where nobody does), a call that the top owes to the director whose turn it is.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from klantkompas.web.care import complaints
from klantkompas.web.care.models import CallBack
from klantkompas.web.customers.models import Complaint, Promise
from klantkompas.web.post.letters import write
from klantkompas.web.post.models import Arrival, Letter, Reminded
from klantkompas.web.post.setting_up import address
from klantkompas.web.staff.models import User
from klantkompas.words import Language, say

FROM_HOUR = 7  # local: before anybody begins
ANSWERS_OF = 7  # days back


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that somebody has to do.

    Attributes:
        thing, line: which one.
        due: when; of an answer: when it came.
        params: what its sentence names (``post.remind.THING``).
        place: name and argument of the page it is on.
    """

    thing: str
    line: int
    due: date
    params: dict[str, Any]
    place: tuple[str, int]


def remind(*, at: datetime, days: int) -> int:
    """Write to everybody who has something due soon that he was not yet reminded of; how many letters.

    Args:
        at: now; before the day begins nobody is.
        days: before it is due.
    """
    local = timezone.localtime(at)
    if local.hour < FROM_HOUR:
        return 0
    on, people = local.date(), list(User.objects.filter(is_active=True))
    theirs: dict[int, list[Due]] = defaultdict(list)
    for user, one in _due(people, on, on + timedelta(days=days)):
        theirs[user.pk].append(one)
    return sum(_reminded(user, theirs[user.pk], on, at) for user in people if theirs[user.pk])


def _due(people: list[User], on: date, last: date) -> Iterator[tuple[User, Due]]:
    yield from _promises(people, on, last)
    yield from _complaints(people, on, last)
    yield from _answers(people, on)
    yield from _calls(people, on, last)


def _promises(people: list[User], on: date, last: date) -> Iterator[tuple[User, Due]]:
    known = {name: user for user in people for name in (user.name, user.account_manager) if name}
    lines = Promise.objects.filter(kept_on=None, due_on__range=(on, last)).select_related("customer")
    for line in lines.order_by("due_on", "pk"):
        if line.employee in known and line.customer is not None:
            params = {"customer": str(line.customer), "what": line.kind or "", "day": line.due_on}
            place = ("customer", line.customer.pk)
            yield known[line.employee], Due(thing="promise", line=line.pk, due=line.due_on, params=params, place=place)


def _complaints(people: list[User], on: date, last: date) -> Iterator[tuple[User, Due]]:
    for fact in Complaint.objects.filter(resolved_on=None).select_related("customer", "case"):
        due = complaints.way(fact, on=on).due
        if due is not None and on <= due <= last:
            params = {"customer": str(fact.customer), "number": fact.complaint_id or "", "day": due}
            one = Due(thing="complaint", line=fact.pk, due=due, params=params, place=("complaint", fact.pk))
            yield from ((user, one) for user in _handling(fact, people))


def _answers(people: list[User], on: date) -> Iterator[tuple[User, Due]]:
    since = on - timedelta(days=ANSWERS_OF)
    for one in Arrival.objects.filter(state="joined", at__date__gte=since).select_related("complaint__case"):
        fact, day = one.complaint, timezone.localdate(one.at)
        if fact is not None:
            params = {"number": fact.complaint_id or "", "day": day}
            due = Due(thing="arrival", line=one.pk, due=day, params=params, place=("complaint", fact.pk))
            yield from ((user, due) for user in _handling(fact, people))


def _handling(fact: Any, people: list[User]) -> list[User]:
    """Who handles a complaint, or could; never the one it is about."""
    case = getattr(fact, "case", None)
    if case is not None and case.handler_id is not None:
        return [user for user in people if user.pk == case.handler_id]
    about = case.about_id if case is not None else None
    return [user for user in people if "complaint_handler" in user.roles and user.pk != about]


def _calls(people: list[User], on: date, last: date) -> Iterator[tuple[User, Due]]:
    """Without a name: who wants to be called by the top is told inside only."""
    mine = {user.pk: user for user in people}
    for call in CallBack.objects.filter(called_at=None, due__range=(on, last)):
        if call.director_id in mine:
            params = {"day": call.due}
            yield (
                mine[call.director_id],
                Due(thing="callback", line=call.pk, due=call.due, params=params, place=("callback", call.pk)),
            )


@transaction.atomic
def _reminded(user: User, due: list[Due], on: date, at: datetime) -> bool:
    """One letter with what is new; none where nothing is, or where he had today's."""
    occasion = f"reminder:{user.pk}:{on}"
    if Letter.objects.filter(occasion=occasion).exists():
        return False
    before = set(Reminded.objects.filter(user=user).values_list("thing", "line", "due"))
    new = [one for one in due if (one.thing, one.line, one.due) not in before]
    if not new:
        return False
    language: Language = "en" if user.language == "en" else "nl"
    write(
        kind="reminder",
        to=user.email,
        subject=say("post.remind.subject", language, n=len(new)),
        text="\n\n".join([say("post.draft.hello", language, name=user.name), *(_line(one, language) for one in new)]),
        at=at,
        user=user,
        occasion=occasion,
    )
    Reminded.objects.bulk_create([Reminded(thing=one.thing, line=one.line, due=one.due, user=user) for one in new])
    return True


def _line(one: Due, language: Language) -> str:
    said = f"- {say(f'post.remind.{one.thing}', language, **one.params)}"
    name, number = one.place
    return f"{said}\n  {address()}{reverse(name, args=[number])}" if address() else said
