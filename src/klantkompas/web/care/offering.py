"""Whether a customer knows what we have: per product group what he buys, and what he said of the rest.

What was said becomes a line of the fact table ``wallets`` of this year, which the analysis reads; the states and their
rule are the library's (``insight.knowing``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from klantkompas.errors import UsageError
from klantkompas.insight.knowing import MONTHS, STATES, Awareness, state_of
from klantkompas.insight.windows import months_before
from klantkompas.web.customers.lenses import rows
from klantkompas.web.customers.logbook import reached, wrote
from klantkompas.web.customers.models import Snapshot, Transaction, Wallet
from klantkompas.web.customers.queries import numbers
from klantkompas.web.staff.models import User
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

TOLD: dict[str, str | None] = {
    "knows": "known",
    "does_not_know": "unknown_to_them",
    "no_need": "not_needed",
    "elsewhere": "known",
}
"""What somebody can say, and how the facts write it; of who buys elsewhere the other is named beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One product group of a customer.

    Attributes:
        name: as the invoices call it.
        state: one of ``insight.knowing.STATES``.
        competitor, reason: where it is bought, and why there; empty where not said.
        year: in which it was said; None where nothing was.
    """

    name: str
    state: Awareness
    competitor: str = ""
    reason: str = ""
    year: int | None = None


def offering(customers_numbers: Sequence[str], snapshot: Snapshot | None, *, on: date) -> list[Group]:
    """The product groups of the firm and of a customer: what asks for a word first, what is bought last.

    Args:
        customers_numbers: the numbers under which facts of the customer were written.
        snapshot: whose list of product groups holds; None: only those of the customer himself.
        on: today.
    """
    since = months_before(on, MONTHS)
    lines = Transaction.objects.filter(customer_id__in=customers_numbers, date__gt=since, date__lte=on)
    bought = set(lines.exclude(product_group=None).order_by().values_list("product_group", flat=True).distinct())
    said = _said(customers_numbers, on)
    firm = {row["product_group"] for row in rows(snapshot, "awareness") if row["segment"] is None}
    found = [_group(name, name in bought, said.get(name, [])) for name in sorted(firm | bought | said.keys()) if name]
    return sorted(found, key=lambda one: (_ORDER.index(one.state), one.name.casefold()))


_ORDER: tuple[Awareness, ...] = ("does_not_know", "not_asked", "elsewhere", "knows", "no_need", "buys")


def _said(customers_numbers: Sequence[str], on: date) -> dict[str, list[Any]]:
    """What was said in the newest year of each group."""
    found: dict[str, list[Any]] = {}
    told = Wallet.objects.filter(customer_id__in=customers_numbers, year__lte=on.year).exclude(product_group=None)
    for line in told.order_by("-year", "-id"):
        held = found.setdefault(line.product_group, [])
        if (line.awareness or line.competitor) and (not held or held[0].year == line.year):
            held.append(line)
    return found


def _group(name: str, bought: bool, said: Sequence[Any]) -> Group:
    told = [(state_of(bought=False, awareness=one.awareness, competitor=one.competitor), one) for one in said]
    if not told:
        return Group(name=name, state="buys" if bought else "not_asked")
    state, line = min(told, key=lambda one: STATES.index(one[0]))
    return Group(
        name=name,
        state="buys" if bought else state,
        competitor=line.competitor or "",
        reason=line.reason or "",
        year=line.year,
    )


@transaction.atomic
def tell(
    *,
    actor: User,
    customer: Any,
    group: str,
    state: str,
    competitor: str,
    reason: str,
    day: date,
    at: datetime,
) -> None:
    """Keep what a customer said of one product group; what was said of it earlier this year is replaced.

    Args:
        actor: who heard it.
        customer: who said it.
        group: which product group.
        state: one of ``TOLD``.
        competitor: where it is bought; asked for with ``elsewhere`` alone.
        reason: why there; may be empty.
        day: when.
        at: now.

    Raises:
        UsageError: the actor may not, or nobody said where it is bought.
    """
    reached(actor, customer, "fact", "create")
    if state == "elsewhere" and not competitor:
        raise failure(UsageError, "web_elsewhere_where")
    away = state == "elsewhere"
    said = {
        "awareness": TOLD[state],
        "competitor": competitor if away else None,
        "reason": (reason or None) if away else None,
    }
    same = Wallet.objects.filter(customer_id__in=numbers(customer), year=day.year, product_group=group)
    if same.update(**said):
        note(actor=actor, action="customer.awareness", subject="customer", subject_id=customer.pk, at=at, group=group)
        return
    line = Wallet.objects.create(customer_id=customer.customer_id, year=day.year, product_group=group, **said)
    made = [("wallets", line.pk)]
    wrote(actor=actor, customer=customer, action="customer.awareness", made=made, at=at, group=group)
