"""The promise ledger: made by whom, to whom, for when; and whether the word was kept.

Own figures are for oneself; upward go totals of the team. Lost quotes stand beside them: who never promises anything
keeps every promise.

Source: workshop Relatiemarketing (underpromise, overdeliver).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from klantkompas.errors import UsageError
from klantkompas.insight.windows import months_before
from klantkompas.web.customers.logbook import reached, wrote
from klantkompas.web.customers.models import Promise
from klantkompas.web.customers.queries import facts
from klantkompas.web.staff.models import TrailLine, User
from klantkompas.web.staff.trail import note
from klantkompas.words import failure


@transaction.atomic
def promise(*, actor: User, customer: Any, what: str, due: date, day: date, at: datetime) -> TrailLine:
    """Keep what somebody promised a customer.

    Args:
        actor: who promised it.
        customer: to whom.
        what: was promised.
        due: the day by which.
        day: today.
        at: now.

    Raises:
        UsageError: the actor may not, or the day has passed.
    """
    reached(actor, customer, "fact", "create")
    if due < day:
        raise failure(UsageError, "web_promise_past", day=due)
    line = Promise.objects.create(
        customer_id=customer.customer_id, made_on=day, due_on=due, kind=what, employee=name_of(actor)
    )
    return wrote(actor=actor, customer=customer, action="customer.promised", made=[("promises", line.pk)], at=at)


@transaction.atomic
def keep(*, actor: User, line: Any, day: date, at: datetime) -> None:
    """A promise was done on a day.

    Raises:
        UsageError: the actor may not.
    """
    reached(actor, line.customer, "fact", "change")
    Promise.objects.filter(pk=line.pk).update(kept_on=day)
    note(actor=actor, action="customer.promise_kept", subject="customer", subject_id=line.customer.pk, at=at)


@transaction.atomic
def reopen(*, actor: User, line: Any, at: datetime) -> None:
    """A promise was not done after all.

    Raises:
        UsageError: the actor may not.
    """
    reached(actor, line.customer, "fact", "change")
    Promise.objects.filter(pk=line.pk).update(kept_on=None)
    note(actor=actor, action="customer.promise_reopened", subject="customer", subject_id=line.customer.pk, at=at)


def name_of(actor: User) -> str:
    """The name under which the facts know somebody."""
    return actor.account_manager or actor.name


def open_promises(actor: User) -> "QuerySet[Any]":
    """Promises within an actor's reach that are not done, what is due first stands first."""
    return facts(actor, "promises").filter(kept_on=None).select_related("customer").order_by("due_on", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """How the word was kept over a year.

    Attributes:
        beaten, on_the_day, broken: promises that fell due.
        lost, decided: quotes of the same year.
    """

    beaten: int
    on_the_day: int
    broken: int
    lost: int
    decided: int

    @property
    def due(self) -> int:
        """Promises that fell due."""
        return self.beaten + self.on_the_day + self.broken


def word(actor: User, *, on: date, mine: bool) -> Word:
    """How the word was kept in the twelve months until today: by the actor himself, or by all within his reach.

    Args:
        actor: who asks; of other people by name there is no figure.
        on: today.
        mine: only what he promised himself.
    """
    year = Q(due_on__gt=months_before(on, 12), due_on__lte=on)
    lines = facts(actor, "promises").filter(year)
    if mine:
        lines = lines.filter(employee=name_of(actor))
    late = Q(kept_on__gt=F("due_on")) | Q(kept_on=None, due_on__lt=on)
    counts = lines.aggregate(
        beaten=Count("pk", filter=Q(kept_on__lt=F("due_on"))),
        on_the_day=Count("pk", filter=Q(kept_on=F("due_on"))),
        broken=Count("pk", filter=late),
    )
    decided: QuerySet[Any] = facts(actor, "quotes").filter(
        status__in=("won", "lost"), date__gt=months_before(on, 12), date__lte=on
    )
    quotes = decided.aggregate(decided=Count("pk"), lost=Count("pk", filter=Q(status="lost")))
    return Word(**counts, **quotes)
