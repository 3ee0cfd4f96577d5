"""Who gets no card now, and why, customer by customer; the reasons are those by which the round leaves them out."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Case as Either
from django.db.models import CharField, Q, QuerySet, Value, When

from klantkompas.insight.windows import months_before
from klantkompas.web.care.cards import card_months, last_card
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import User

Reason = Literal["own_firm", "ended", "lately"]
REASONS: tuple[Reason, ...] = ("ended", "own_firm", "lately")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A customer who gets no card now.

    Attributes:
        customer: with ``ended_on`` and ``ended_reason`` where he ended.
        reason: why.
        last: the day of his last card; None where he had none.
        again: the day from which he is due again; None where he is not to have one.
    """

    customer: Any
    reason: Reason
    last: date | None
    again: date | None


def skipped_customers(actor: User, *, on: date, reason: str = "") -> "QuerySet[Any]":
    """The customers an actor may send a card to who get none now, each with ``skipped_for`` and ``last_card``, by name.

    Args:
        actor: who asks.
        on: today.
        reason: only these; empty: all.
    """
    since = months_before(on, card_months())
    why = Either(
        When(internal=True, then=Value("own_firm")),
        When(ended_on__lte=on, then=Value("ended")),
        When(last_card__gt=since, then=Value("lately")),
        default=Value(""),
        output_field=CharField(),
    )
    whole = customers(actor, "view", thing="card").annotate(last_card=last_card()).annotate(skipped_for=why)
    wanted = Q(skipped_for=reason) if reason in REASONS else ~Q(skipped_for="")
    found: QuerySet[Any] = whole.filter(wanted).order_by("name", "customer_id")
    return found


def told(customer: Any, *, months: int) -> Skipped:
    """Why a customer of ``skipped_customers`` gets none, and when he is due again: so many months after his last."""
    last: date | None = customer.last_card
    lately = customer.skipped_for == "lately" and last is not None
    again = months_before(last, -months) if lately and last is not None else None
    return Skipped(customer=customer, reason=customer.skipped_for, last=last, again=again)
