"""What the page of one customer shows; reading only, and no figure is computed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Q, Sum
from django.db.models.functions import ExtractYear

from klantkompas.insight.columns import EARNED
from klantkompas.web.customers import timeline
from klantkompas.web.customers.models import FACTS, Contact, Document, Quote, Snapshot, Task, TimeEntry, Transaction
from klantkompas.web.customers.queries import customers, managers
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Object, Verb

YEARS = "customer_years.parquet"
"""What every customer earned by calendar year, among the files of a snapshot."""


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
        """What was earned by calendar year, the newest first."""
        return years(self.whose, self.customer.figures.snapshot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One calendar year of a customer: sums of its lines, and what the analysis made of them.

    Attributes:
        year: which.
        revenue: turnover in cents; None without invoices, or where none has an amount.
        hours: hundredths; None where nobody wrote any.
        earned: margin, cost of hours, compensation and profit in cents as the analysis computed them (None: unknown);
            empty before the first analysis, and where it saw nothing in that year.
        agrees: whether the analysis saw the same turnover and hours as there are now.
    """

    year: int
    revenue: int | None
    hours: int | None
    earned: Mapping[str, int | None]
    agrees: bool


def years(whose: timeline.Whose, snapshot: Snapshot | None) -> list[Year]:
    """Turnover and hours by calendar year, sums of the very lines that ``lines`` gives, with the computed profit.

    Args:
        whose: of which customer.
        snapshot: of the analysis; None: there was none.
    """
    sold, worked = _by_year(Transaction, whose, "amount"), _by_year(TimeEntry, whose, "hours")
    computed = _computed_years(whose, snapshot)
    return [
        Year(
            year=year,
            revenue=sold.get(year),
            hours=worked.get(year),
            earned=computed.get(year, {}),
            agrees=_same(computed.get(year), sold.get(year), worked.get(year)),
        )
        for year in sorted(sold.keys() | worked.keys(), reverse=True)
    ]


def _by_year(model: Any, whose: timeline.Whose, column: str) -> dict[int, int | None]:
    rows = model.objects.filter(customer_id__in=whose.numbers).order_by()
    return dict(rows.values_list(ExtractYear("date")).annotate(Sum(column)))


def _computed_years(whose: timeline.Whose, snapshot: Snapshot | None) -> dict[int, dict[str, int | None]]:
    """The years of a customer as the analysis wrote them, in cents and hundredths."""
    path = None if snapshot is None or not snapshot.folder else Path(settings.DATA) / snapshot.folder / YEARS
    if path is None or not path.is_file():
        return {}
    rows = pq.read_table(path, filters=[("customer_id", "=", whose.numbers[0])]).to_pylist()
    return {row["year"]: {name: _whole(row[name]) for name in EARNED} for row in rows}


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value * 100)


def _same(computed: Mapping[str, int | None] | None, revenue: int | None, hours: int | None) -> bool:
    """Whether the analysis saw these sums; where it saw nothing there must be nothing."""
    seen = computed or {}
    return (seen.get("revenue") or 0, seen.get("hours") or 0) == (revenue or 0, hours or 0)


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
