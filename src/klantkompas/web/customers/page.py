"""What the page of one customer shows; reading only, and no figure is computed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import ExtractYear

from klantkompas.web.customers import timeline
from klantkompas.web.customers.models import FACTS, Contact, Document, Quote, Task, TimeEntry, Transaction
from klantkompas.web.customers.queries import customers, managers
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Object, Verb


def customer(actor: User, pk: int) -> Any | None:
    """A customer an actor may see, with his figures and their snapshot; None where there is none for him."""
    return _with_figures(customers(actor)).filter(pk=pk).first()


def goes_on_as(actor: User, pk: int) -> int | None:
    """The customer into whom this one was merged; None where it was not, or the actor may not see it."""
    return customers(actor).filter(merged__pk=pk).values_list("pk", flat=True).first()


def _with_figures(rows: Any) -> Any:
    return rows.select_related("figures__snapshot")


@dataclass(frozen=True, kw_only=True)
class CustomerPage:
    """One customer, as much of him as an actor may see; what is asked for is read when it is asked for.

    Attributes:
        actor: who looks.
        customer: with figures.
    """

    actor: User
    customer: Any

    @cached_property
    def whose(self) -> timeline.Whose:
        """The numbers and keys under which things of this customer were written, his own first."""
        merged = list(self.customer.merged.order_by("pk").values_list("customer_id", "pk"))
        return timeline.Whose(
            numbers=(self.customer.customer_id, *(number for number, _ in merged)),
            keys=(self.customer.pk, *(pk for _, pk in merged)),
        )

    @property
    def also_numbers(self) -> list[str]:
        """The numbers of those who were merged into this customer."""
        return list(self.whose.numbers[1:])

    def may(self, thing: Object, verb: Verb) -> bool:
        """Whether the actor may do this with this customer."""
        names = managers(self.actor, thing, verb)
        return names is None or self.customer.account_manager in names

    @cached_property
    def may_change(self) -> bool:
        """Whether the actor may change the customer."""
        return self.may("customer", "change")

    @cached_property
    def may_write(self) -> bool:
        """Whether the actor may write facts of the customer."""
        return self.may("fact", "create")

    @cached_property
    def may_change_facts(self) -> bool:
        """Whether the actor may change facts of the customer."""
        return self.may("fact", "change")

    def facts(self, table: str) -> Any:
        """The lines of a fact table that are this customer's, those of merged customers with them."""
        return FACTS[table].objects.filter(customer_id__in=self.whose.numbers)

    def stream(self, *, kinds: Sequence[str] = (), before: date | None = None) -> timeline.Part:
        """What happened, newest first."""
        return timeline.stream(self.whose, kinds=kinds, before=before)

    @cached_property
    def contacts(self) -> list[Any]:
        """The people there, by name."""
        return list(Contact.objects.filter(customer_id__in=self.whose.numbers).order_by("name", "id"))

    @cached_property
    def documents(self) -> list[Document]:
        """Files about the customer, newest first."""
        return list(Document.objects.filter(customer__in=self.whose.keys).select_related("by").order_by("-at", "-id"))

    @cached_property
    def open_quotes(self) -> list[Any]:
        """Quotes of which nothing is decided yet, newest first; those decided stand in the stream."""
        undecided = Q(status="open") | Q(status=None, decided_on=None)
        return list(Quote.objects.filter(undecided, customer_id__in=self.whose.numbers).order_by("-date", "-id"))

    @cached_property
    def tasks(self) -> list[Task]:
        """What the Monday list proposes, as far as it is not handled."""
        standing = Task.objects.filter(customer=self.customer, state__in=("open", "accepted", "snoozed"))
        return list(standing.exclude(arm="held_out").order_by("place"))

    @cached_property
    def turns(self) -> list[Any]:
        """The phases the relation went through, newest first."""
        return list(self.customer.turns.order_by("-since", "-id"))

    def decisions(self, today: date) -> list[Any]:
        """What people decided and that holds on a day, newest first."""
        held = Q(until=None) | Q(until__gte=today)
        return list(self.facts("decisions").filter(held, date__lte=today).order_by("-date", "-id"))

    @cached_property
    def years(self) -> list["Year"]:
        """Turnover and hours by calendar year, the newest first."""
        return years(self.whose)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The facts of one calendar year.

    Attributes:
        year: which.
        cents: turnover; None without invoices, or where none has an amount.
        cost: direct cost, as far as it was recorded; None where it was not on every line.
        invoices: lines.
        hundredths: hours; None where nobody wrote any.
        entries: hour lines.
    """

    year: int
    cents: int | None = None
    cost: int | None = None
    invoices: int = 0
    hundredths: int | None = None
    entries: int = 0


def years(whose: timeline.Whose) -> list[Year]:
    """Turnover and hours by calendar year, the newest first: sums of the very lines that ``lines`` gives.

    Args:
        whose: of which customer.
    """
    sold = _by_year(
        Transaction, whose, cents=Sum("amount"), direct=Sum("cost"), invoices=Count("id"), known=Count("cost")
    )
    worked = _by_year(TimeEntry, whose, hundredths=Sum("hours"), entries=Count("id"))
    nothing: Mapping[str, Any] = {"cents": None, "direct": None, "invoices": 0, "known": 0}
    found = []
    for year in sorted(sold.keys() | worked.keys(), reverse=True):
        of = dict(nothing) | sold.get(year, {}) | worked.get(year, {})
        direct, known = of.pop("direct"), of.pop("known")
        found.append(Year(year=year, cost=direct if known == of["invoices"] else None, **of))
    return found


def _by_year(model: Any, whose: timeline.Whose, **sums: Any) -> dict[int, dict[str, Any]]:
    rows = model.objects.filter(customer_id__in=whose.numbers).order_by()
    grouped = rows.values(year=ExtractYear("date")).annotate(**sums)
    return {row.pop("year"): row for row in grouped}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a stretch of time, and what they add up to.

    Attributes:
        invoices, hours: rows of the fact tables, by day.
        cents, cost, hundredths: their sums; None where there is nothing known to add.
    """

    invoices: Sequence[Any] = field(default_factory=list)
    hours: Sequence[Any] = field(default_factory=list)

    @property
    def cents(self) -> int | None:
        """Turnover."""
        return _sum(line.amount for line in self.invoices)

    @property
    def cost(self) -> int | None:
        """Direct cost; None where a line has none."""
        known = [line.cost for line in self.invoices]
        return None if None in known else _sum(known)

    @property
    def hundredths(self) -> int | None:
        """Hours."""
        return _sum(line.hours for line in self.hours)


def lines(whose: timeline.Whose, *, after: date, until: date) -> Lines:
    """The lines behind the sums of a stretch of time.

    Args:
        whose: of which customer.
        after: the day before the first.
        until: the last day.
    """
    inside = {"customer_id__in": whose.numbers, "date__gt": after, "date__lte": until}
    return Lines(
        invoices=list(Transaction.objects.filter(**inside).order_by("-date", "transaction_id", "id")),
        hours=list(TimeEntry.objects.filter(**inside).order_by("-date", "id")),
    )


def _sum(values: Any) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
