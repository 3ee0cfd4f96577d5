"""The card to the top: who gets one when, what is sent, and the answer that lands with the directors alone.

Every customer who has not ended gets a card once in ``care.card_months`` months, sleepers included, at a pace that the
directors can handle. The answer is one thing: the name of who wants to be called.

Source: workshop Relatiemarketing (Hewlett-Packard asks every customer once per eighteen months).
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.insight.windows import months_before
from klantkompas.web.care.causes import Cause, counted
from klantkompas.web.care.models import CallBack, Invitation
from klantkompas.web.customers.models import Card
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import User
from klantkompas.web.staff.queries import rules_now
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

VALID_DAYS = 120
TURNS_DAYS = 3  # days within which the top calls back
MOST_AT_ONCE = 500  # a batch that a printer and a queue can take
RESULTS = ("satisfied", "solved", "agreed", "no_answer")
BATCHES = 12
TOKEN_BYTES = 16  # 128 bits: nobody guesses one


@dataclass(frozen=True, slots=True)
class Sent:
    """A card as it goes out; the token stands nowhere else."""

    customer: Any
    token: str


def card_months() -> int:
    """Every customer gets a card once in so many months: a setting of the firm."""
    return rules_now().care.card_months


def last_card() -> Coalesce:
    """The day of a customer's last card, also of one that went to a customer who was merged into him."""
    own = _newest(customer_id=OuterRef("customer_id"))
    merged = _newest(customer__merged_into=OuterRef("pk"))
    return Coalesce(Greatest(own, merged), own, merged)  # on SQLite the greatest of something and nothing is nothing


def _newest(**whose: Any) -> Subquery:
    return Subquery(Card.objects.filter(**whose).order_by("-sent_on").values("sent_on")[:1])


def round_of(actor: User, *, on: date) -> "QuerySet[Any]":
    """The customers an actor may send a card to who are due for one: who waits longest first, then by value.

    Args:
        actor: who asks.
        on: today.
    """
    since = months_before(on, card_months())
    standing = (
        customers(actor, "view", thing="card").exclude(internal=True).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    )
    asked: QuerySet[Any] = standing.annotate(last_card=last_card()).filter(Q(last_card=None) | Q(last_card__lte=since))
    return asked.order_by("last_card", "-figures__lifetime_value", "pk")


def skipped(actor: User, *, on: date) -> dict[str, int]:
    """How many customers get no card now, by reason: ended, own firm, asked lately."""
    whole = customers(actor, "view", thing="card").annotate(last_card=last_card())
    since = months_before(on, card_months())
    ended = Q(ended_on__isnull=False, ended_on__lte=on)
    return dict(
        whole.aggregate(
            ended=Count("pk", filter=ended & ~Q(internal=True)),
            own_firm=Count("pk", filter=Q(internal=True)),
            lately=Count("pk", filter=Q(last_card__gt=since) & ~ended & ~Q(internal=True)),
        )
    )


def pace(actor: User, *, on: date) -> int:
    """Cards a month that reach every customer within the term."""
    standing = (
        customers(actor, "view", thing="card").exclude(internal=True).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    )
    return -(-standing.count() // card_months())


@transaction.atomic
def send(*, actor: User, chosen: Sequence[Any], at: datetime) -> list[Sent]:
    """Send cards; an unanswered card that a customer had before no longer counts.

    Args:
        actor: who sends them.
        chosen: customers.
        at: when.

    Raises:
        UsageError: the actor may not, or there are more than fit in one batch.
    """
    need(actor, "card", "create")
    if len(chosen) > MOST_AT_ONCE:
        raise failure(UsageError, "web_cards_too_many", most=MOST_AT_ONCE)
    on = timezone.localdate(at)
    return [_card(actor, customer, on, at) for customer in chosen]


def _card(actor: User, customer: Any, on: date, at: datetime) -> Sent:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Invitation.objects.filter(customer=customer, spent_at=None).update(gone=True)
    fact = Card.objects.create(card_id=f"{on:%Y%m%d}-{customer.customer_id}", customer=customer, sent_on=on)
    Invitation.objects.create(
        fact=fact, customer=customer, digest=digest(token), expires=on + timedelta(days=VALID_DAYS), by=actor, at=at
    )
    note(actor=actor, action="card.sent", subject="customer", subject_id=customer.pk, at=at)
    return Sent(customer, token)


@dataclass(frozen=True, slots=True)
class Batch:
    """Cards that were made at one time: how many are out, and how many were answered."""

    at: datetime
    cards: int
    answered: int


def out(actor: User) -> list[Batch]:
    """The batches of the last months, newest first."""
    if not actor.may("card", "view"):
        return []
    rows = Invitation.objects.filter(gone=False).order_by("-at").values("at")
    counted = rows.annotate(cards=Count("pk"), answered=Count("spent_at"))[:BATCHES]
    return [Batch(**row) for row in counted]


@transaction.atomic
def withdraw(*, actor: User, batch: str, at: datetime) -> int:
    """Take back the cards of a batch that nobody answered, as if they were never made; how many.

    Args:
        actor: who does it.
        batch: the moment at which they were made, as ISO 8601.
        at: now.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "card", "delete")
    try:
        made = datetime.fromisoformat(batch)
    except ValueError:
        return 0
    unanswered = Invitation.objects.filter(at=made, spent_at=None, gone=False)
    facts = list(unanswered.values_list("fact_id", flat=True))
    unanswered.delete()
    Card.objects.filter(pk__in=facts).delete()
    note(actor=actor, action="card.withdrawn", subject="batch", subject_id=batch[:64], at=at, cards=len(facts))
    return len(facts)


def hours_a_week(actor: User, *, since: datetime, weeks: int) -> float:
    """Hours a week that the top spent on calls."""
    minutes = queue(actor).filter(called_at__gte=since).aggregate(sum=Sum("minutes"))["sum"] or 0
    return float(minutes) / 60 / weeks


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def usable(token: str, *, on: date) -> Invitation | None:
    """The card with this token, where a name can still be sent with it; None for every other token alike."""
    return Invitation.objects.filter(digest=digest(token), spent_at=None, gone=False, expires__gte=on).first()


@transaction.atomic
def answer(*, token: str, name: str, phone: str, good_time: str, at: datetime) -> CallBack | None:
    """Somebody left his name: the card is spent, and one of the directors calls; None where the card cannot be used.

    Args:
        token: on the card.
        name: of who wants to be called.
        phone: where he wants that; may be empty.
        good_time: in his own words; may be empty.
        at: when.
    """
    on = timezone.localdate(at)
    found = usable(token, on=on)
    spent = found and Invitation.objects.filter(pk=found.pk, spent_at=None, gone=False).update(spent_at=at)
    if found is None or not spent:
        return None  # it was never there, or another post was first
    Card.objects.filter(pk=found.fact_id).update(answered_on=on)
    made = CallBack.objects.create(
        invitation=found,
        name=name,
        phone=phone,
        good_time=good_time,
        received_at=at,
        director=next_director(),
        due=working_day(on, TURNS_DAYS),
    )
    note(actor=None, action="card.answered", subject="customer", subject_id=found.customer_id, at=at)
    return made


def directors() -> list[User]:
    """Everybody who can be given a call."""
    return [one for one in User.objects.filter(is_active=True).order_by("pk") if "director" in one.roles]


def next_director() -> User:
    """Whose turn it is: who has the fewest calls to make, then the fewest made, then was here first.

    Raises:
        UsageError: there is no director.
    """
    waiting = directors()
    if not waiting:
        raise failure(UsageError, "web_no_director")
    counts = {
        row["director"]: (row["open"], row["all"])
        for row in CallBack.objects.order_by()
        .values("director")
        .annotate(open=Count("pk", filter=Q(called_at=None)), all=Count("pk"))
    }
    return min(waiting, key=lambda one: (*counts.get(one.pk, (0, 0)), one.pk))


def working_day(on: date, days: int) -> date:
    """The day so many working days later; holidays are working days."""
    while days:
        on += timedelta(days=1)
        days -= on.weekday() < 5
    return on


def unlisted(actor: User, *, on: date) -> "QuerySet[Card]":
    """Cards that came back according to a file, of the last months, with no call made and none on the list.

    Args:
        actor: who asks; nobody below the top sees any.
        on: today.
    """
    back = {"answered_on__gt": months_before(on, card_months()), "called_on": None, "invitation": None}
    whole = Card.objects.filter(**back).exclude(customer__ended_on__lte=on)
    found: QuerySet[Card] = whole.select_related("customer").order_by("answered_on", "pk")
    return found if actor.may("callback", "view") else found.none()


@transaction.atomic
def enlist(*, actor: User, at: datetime) -> int:
    """Put the cards that came back according to a file on the list of calls, each for the director whose turn it is.

    Args:
        actor: who does it.
        at: now.

    Returns:
        How many there were.

    Raises:
        UsageError: the actor may not, or there is no director.
    """
    need(actor, "callback", "change")
    found = list(unlisted(actor, on=timezone.localdate(at)))
    for card in found:
        day: date = card.answered_on
        came = timezone.make_aware(datetime.combine(day, time()))
        # Its code was another's, if it had one: nobody can come back with it.
        nobody = digest(secrets.token_urlsafe(TOKEN_BYTES))
        kept = {"fact": card, "customer": card.customer, "by": actor, "at": at}
        invitation = Invitation.objects.create(**kept, digest=nobody, expires=day, spent_at=came, gone=True)
        CallBack.objects.create(
            invitation=invitation,
            name=str(card.customer),
            received_at=came,
            director=next_director(),
            due=working_day(day, TURNS_DAYS),
        )
    note(actor=actor, action="callback.enlisted", subject="callback", subject_id="", at=at, cards=len(found))
    return len(found)


def queue(actor: User) -> "QuerySet[CallBack]":
    """The calls an actor may see, what is to be done first; nobody below the top sees any."""
    calls = CallBack.objects.select_related("director", "called_by", "invitation__customer")
    return calls if actor.may("callback", "view") else calls.none()


@transaction.atomic
def called(
    *, actor: User, call: CallBack, result: str, told: str, cause: str, minutes: int | None, at: datetime
) -> None:
    """A director called, or tried to: ``no_answer`` leaves the call to be made.

    Args:
        actor: who called.
        call: which one.
        result: one of ``RESULTS``.
        told: what was said.
        cause: what lay behind it; may be empty.
        minutes: it took; None: not said.
        at: when.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "callback", "change")
    whole = call.note + ("\n" if call.note and told else "") + told
    if result == "no_answer":
        CallBack.objects.filter(pk=call.pk).update(note=whole)
    else:
        CallBack.objects.filter(pk=call.pk, called_at=None).update(
            called_at=at, called_by=actor, result=result, note=whole, cause=cause, minutes=minutes
        )
        Card.objects.filter(pk=call.invitation.fact_id).update(called_on=timezone.localdate(at), result=result)
    note(actor=actor, action="callback.called", subject="callback", subject_id=call.pk, at=at, result=result)


@transaction.atomic
def changed(*, actor: User, cause: str, change: str, on: date, at: datetime) -> int:
    """The firm did something about a cause: kept with every call of it; how many there are.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "callback", "change")
    calls = CallBack.objects.filter(cause__iexact=cause, changed_on=None).exclude(called_at=None)
    n = calls.update(change=change, changed_on=on)
    note(actor=actor, action="callback.changed", subject="cause", subject_id=cause[:64], at=at, calls=n)
    return n


def causes(actor: User, *, on: date) -> list[Cause]:
    """What was heard, the most heard first: was it changed, and is it heard less since?"""
    calls = queue(actor).exclude(called_at=None).exclude(cause="").order_by("received_at")
    heard = [(one.cause, timezone.localdate(one.received_at), one.change, one.changed_on) for one in calls]
    return counted(heard, on=on)


def promised_call(customer: Any) -> date | None:
    """By when the top calls a customer; all that anybody below the top may know of it."""
    his = Q(invitation__customer=customer) | Q(invitation__customer__merged_into=customer)
    call = CallBack.objects.filter(his, called_at=None).first()
    return call.due if call else None
