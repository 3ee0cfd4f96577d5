"""Customers by what people remember of them: the start of a word of name, number, place, mail address or contact.

Accents and capitals make no difference; several words must all be there. Words are kept beside the customers and
learned anew whenever these change.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from klantkompas.web.customers.bulk import bulk_load
from klantkompas.web.customers.folding import folded, words_of
from klantkompas.web.customers.models import Contact, Customer, Word
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import User

FOUND_BY = ("customer_id", "name", "city", "email")
SHOWN, COUNTED = 20, 1_000
MOST_WORDS = 8
SORTED_A_TIME = 5_000


@transaction.atomic
def learn(learned: "QuerySet[Any]") -> int:
    """Keep the words by which customers are found, and the name by which they stand in lists, as they are now.

    Args:
        learned: customers whose names, addresses or contacts changed, or all.

    Returns:
        How many customers.
    """
    chosen = learned.order_by()
    Word.objects.filter(customer__in=chosen.values("pk")).delete()
    people = Contact.objects.filter(customer__in=chosen.values("customer_id")).order_by("customer_id")
    lines = people.values_list("customer_id", "name", "email").iterator(chunk_size=SORTED_A_TIME)
    contacts = {number: list(those) for number, those in groupby(lines, key=lambda line: line[0])}
    known = list(chosen.values_list("pk", "sort_name", *FOUND_BY))
    bulk_load(Word._meta.db_table, ("customer_id", "word"), _words(known, contacts))
    _sort([(folded(name or number), pk) for pk, sort, number, name, *_ in known if sort != folded(name or number)])
    return len(known)


def _words(known: Iterable[tuple[Any, ...]], contacts: dict[str, list[tuple[Any, ...]]]) -> Iterator[tuple[int, str]]:
    for pk, _, number, *texts in known:
        people = (text for line in contacts.get(number, ()) for text in line[1:])
        for word in dict.fromkeys(word for text in (number, *texts, *people) if text for word in words_of(text)):
            yield pk, word


def _sort(names: list[tuple[str, int]]) -> None:
    """A name a customer, many at a time: Django would send a statement of thousands of cases."""
    table = connection.ops.quote_name(Customer._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET sort_name = %s WHERE id = %s", names)


def among(known: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """Those of some customers in whom every word of a text begins a word (the eight longest); all where it is empty."""
    for word in sorted(words_of(text), key=len, reverse=True)[:MOST_WORDS]:
        known = known.filter(pk__in=Word.objects.filter(word__begins=word).values("customer"))
    return known


def met(known: "QuerySet[Any]") -> tuple["QuerySet[Any]", int | None]:
    """Customers who answer to a question, met before they are put in order; and how many, None: more than 1,000.

    Few answers are found by one look at everybody and are cheap to order. Many are met soon on a walk along an order,
    which for few would pass everybody; so they are left as they were asked for.
    """
    answers = list(known.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    if len(answers) > COUNTED:
        return known, None
    return Customer.objects.filter(pk__in=answers), len(answers)


def find(actor: User, text: str) -> list[Any]:
    """The first customers that an actor may see and that answer to a text, the number itself first, then by name.

    Args:
        actor: who looks.
        text: what somebody typed; nothing finds nobody.
    """
    if not words_of(text):
        return []
    within = customers(actor)
    exact = list(within.select_related("figures").filter(customer_id=text.strip())[:1])
    begin = _first(within.filter(sort_name__begins=folded(text)))
    rest = _first(met(among(within, text))[0]) if len(begin) < SHOWN else []
    return list(dict.fromkeys([*exact, *begin, *rest]))[:SHOWN]


def _first(found: "QuerySet[Any]") -> list[Any]:
    return list(found.select_related("figures").order_by("sort_name", "pk")[:SHOWN])
