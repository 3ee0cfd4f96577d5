"""Customers that may be one: the list of them, merging field by field, and taking apart again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas import words
from klantkompas.errors import KlantkompasError
from klantkompas.web.customers import merging
from klantkompas.web.customers.columns import COLUMNS
from klantkompas.web.customers.models import FACTS, Customer, Merge
from klantkompas.web.customers.queries import customers
from klantkompas.web.customers.views.customer import opened
from klantkompas.web.customers.views.editing import did, shown
from klantkompas.web.staff.jobs import ask
from klantkompas.web.staff.models import Job, User
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of

PAIRS_A_PAGE = 25
COUNTED = ("transactions", "time_entries", "contacts")


@needs("customer", "change")
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of customers that look alike, those first for whom most speaks."""
    look = merging.last_look()
    found = merging.suspected(actor_of(request), look) if look else []
    page = Paginator(found, PAIRS_A_PAGE).get_page(request.GET.get("page"))
    looking = Job.objects.filter(kind=merging.KIND, state__in=("waiting", "running")).exists()
    context = {"look": look, "page": page, "found": len(found), "looking": looking}
    return render(request, "customers/duplicates.html", context)


@needs("customer", "change")
@require_POST
def find_duplicates(request: HttpRequest) -> HttpResponse:
    """Look at all customers in the background."""
    ask(merging.KIND, by=actor_of(request))
    messages.success(request, say("customer.duplicates.asked"))
    return redirect("duplicates")


def two(actor: User, one: int, other: int) -> tuple[Any, Any]:
    """Two customers whom an actor may change; else they do not exist."""
    found = {whom.pk: whom for whom in customers(actor, "change").filter(pk__in=(one, other))}
    if len(found) != 2:
        raise Http404
    return found[one], found[other]


@needs("customer", "change")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Make one of two: who goes on, and in each column in which they differ whose it will be."""
    actor = actor_of(request)
    first, second = two(actor, one, other)
    columns = merging.differing(first, second)
    if request.method == "POST":
        kept, gone = (first, second) if request.POST.get("kept") != str(second.pk) else (second, first)
        taken = [name for name in columns if request.POST.get(name) == str(gone.pk)]
        try:
            merging.merge(actor=actor, kept=kept, gone=gone, taken=taken, at=timezone.now())
        except KlantkompasError as error:
            messages.error(request, words.explain(error, language()))
            return redirect("duplicates")
        messages.success(request, say("customer.merge.done", gone=str(gone), kept=str(kept)))
        return redirect("customer", kept.pk)
    context = {"first": first, "second": second, "rows": [compared(first, second, name) for name in columns]}
    return render(request, "customers/merge.html", context | {"counts": counts(first, second)})


def compared(first: Any, second: Any, name: str) -> dict[str, Any]:
    """A column in which two customers differ; chosen is what is known, of the first where both are."""
    of_first, of_second = getattr(first, name), getattr(second, name)
    return {
        "name": name,
        "label": COLUMNS[name].label(language()),
        "first": shown(name, of_first),
        "second": shown(name, of_second),
        "second_chosen": of_first in (None, "") and of_second not in (None, ""),
    }


def counts(first: Any, second: Any) -> list[dict[str, Any]]:
    """How many lines each of two has, by fact table."""
    return [
        {"label": say(f"customer.merge.{table}"), "first": lines(table, first), "second": lines(table, second)}
        for table in COUNTED
    ]


def lines(table: str, customer: Any) -> int:
    """How many lines of a fact table were written under the number of a customer."""
    return int(FACTS[table].objects.filter(customer_id=customer.customer_id).count())


@needs("customer", "change")
@require_POST
def not_the_same(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Remember that two are two."""
    first, second = two(actor_of(request), one, other)
    did(
        request,
        lambda: merging.say_two(actor=actor_of(request), one=first, other=second, at=timezone.now()),
        "customer.duplicates.two",
    )
    return redirect("duplicates")


@needs("customer", "change")
@require_GET
def merge_with(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a customer with one that somebody names by its number."""
    seen = opened(request, pk, "customer", "change")
    number = request.GET.get("number", "").strip()
    found = customers(seen.actor, "change").filter(customer_id=number).exclude(pk=pk).first() if number else None
    if found is not None:
        return redirect("merge", pk, found.pk)
    context = {"page": seen, "customer": seen.customer, "number": number}
    return render(request, "customers/merge_with.html", context)


@needs("customer", "change")
@require_POST
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two customers again of one."""
    merged = Merge.objects.select_related("kept", "gone").filter(pk=pk).first()
    actor = actor_of(request)
    if merged is None or not customers(actor, "change").filter(pk=standing(merged.kept).pk).exists():
        raise Http404
    did(request, lambda: merging.unmerge(actor=actor, merged=merged, at=timezone.now()), "customer.merge.undone")
    return redirect("customer", standing(merged.kept).pk)


def standing(customer: Any) -> Any:
    """A customer, or the one that he is part of."""
    return Customer.objects.get(pk=customer.merged_into_id) if customer.merged_into_id else customer
