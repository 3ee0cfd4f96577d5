"""Which customers and facts somebody may reach: the one place that every list, page, export, search and figure asks."""

from typing import Any

from django.db.models import Q, QuerySet

from klantkompas.web.customers.models import FACTS, Customer, Snapshot
from klantkompas.web.staff.models import User
from klantkompas.web.staff.queries import reach
from klantkompas.web.staff.rights import Level, Object, Verb


def managers(actor: User, thing: Object, verb: Verb) -> list[str] | None:
    """The names of the account managers whose customers an actor may reach with a verb; None: of everybody."""
    level = actor.may(thing, verb)
    if level is Level.ALL:
        return None
    if level is Level.OWN:
        return [actor.account_manager] if actor.account_manager else []
    names = reach(actor, thing, verb).exclude(account_manager="").values_list("account_manager", flat=True)
    return sorted(set(names))


def account_managers() -> list[str]:
    """The names of everybody who has customers, or can have them."""
    people = User.objects.filter(is_active=True).values_list("account_manager", flat=True)
    named = Customer.objects.order_by().values_list("account_manager", flat=True).distinct()
    return sorted({name for name in (*people, *named) if name})


def customers(actor: User, verb: Verb = "view", *, thing: Object = "customer") -> QuerySet[Any]:
    """The customers an actor may reach, without those that were merged into another.

    Args:
        actor: who asks.
        verb: what for.
        thing: whose right counts: ``customer``, or ``fact`` and ``advice`` for what is known of customers.
    """
    standing: QuerySet[Any] = Customer.objects.filter(merged_into=None)
    names = managers(actor, thing, verb)
    return standing if names is None else standing.filter(account_manager__in=names)


def numbers(customer: Any) -> list[str]:
    """The numbers under which facts of a customer were written: his own, and of those merged into him."""
    return [customer.customer_id, *customer.merged.values_list("customer_id", flat=True)]


def facts(actor: User, table: str, verb: Verb = "view") -> QuerySet[Any]:
    """The lines of a fact table an actor may reach: those of his customers, those of merged customers with them.

    Lines that are no customer's (capacity, the market) are for who may see everything.
    """
    model = FACTS[table]
    names = managers(actor, "fact", verb)
    lines: QuerySet[Any] = model.objects.all()
    if names is None:
        return lines
    if not any(field.name == "customer" for field in model._meta.fields):
        return lines.none()
    standing, merged = Q(merged_into=None, account_manager__in=names), Q(merged_into__account_manager__in=names)
    own = Customer.objects.filter(standing | merged)
    return lines.filter(customer_id__in=own.values("customer_id"))


def snapshot() -> Snapshot | None:
    """The newest figures; None before the first analysis."""
    return Snapshot.objects.first()
