"""The pages of lists: customers, their filter and columns, saved lists, and the search."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klantkompas.errors import KlantkompasError
from klantkompas.web.customers import keeping, list_form, lists, search, together
from klantkompas.web.customers.cells import line
from klantkompas.web.customers.columns import COLUMNS
from klantkompas.web.customers.filters import Rule, sentence
from klantkompas.web.customers.lists import Wanted
from klantkompas.web.customers.queries import snapshot
from klantkompas.web.customers.showing import currency_of
from klantkompas.web.staff.models import User
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of

FOUND_WITH = ("customer_id", "city", "account_manager", "type")


@needs("customer", "view")
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """The list of customers, as its address asks."""
    try:
        if list_form.MADE_BY_FORM in request.GET:
            wanted, objections = list_form.edited(request.GET, language())
            if not objections:
                return redirect(f"{reverse('customers')}?{wanted.question}")
        else:
            wanted, objections = lists.read(request.GET), []
    except KlantkompasError as error:
        wanted, objections = Wanted(), [list_form.objection(error, language())]
    return render(request, "lists/customers.html", _list(request, wanted) | {"objections": objections})


def _list(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    """What the page of a list shows."""
    actor, newest = actor_of(request), snapshot()
    today = timezone.localdate()
    found = lists.page(actor, wanted, as_of=lists.date_of(newest, today))
    return {
        "wanted": wanted,
        "page": found,
        "lines": [line(one, wanted.columns, language(), currency_of(newest)) for one in found.lines],
        "heads": list_form.heads(wanted, language()),
        "form": list_form.form(wanted, language()),
        "newest": newest,
        "which": sentence(wanted.rule, language()),
        "everybody": not wanted.text and wanted.rule.asked == Rule(),
        "views": lists.views(actor),
        "usual": wanted.but(shown=lists.SHOWN),
        "deeds": [(name, say(f"lists.bulk.{name}")) for name in together.DEEDS],
        "managers": lists.managers(),
        **_undo(actor),
        "may_export": actor.may("customer", "export"),
        "may_change": actor.may("customer", "change"),
        "may_segment": actor.may("analysis", "create"),
        "may_import": actor.may("import", "create"),
    }


def _undo(actor: User) -> dict[str, Any]:
    """What one changed last of many customers, to be taken back."""
    done = together.to_undo(actor)
    last = say(f"lists.bulk.{done.deed}.do", n=done.customers, value=done.value or "") if done else ""
    return {"to_undo": done, "last": last}


@needs("customer", "view")
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep a list under a name."""
    name, question = request.POST.get("name", ""), request.POST.get("question", "")
    shared = bool(request.POST.get("shared"))
    try:
        kept = keeping.save_view(
            actor=actor_of(request), name=name, question=question, shared=shared, at=timezone.now()
        )
    except KlantkompasError as error:
        messages.error(request, list_form.objection(error, language()))
        return redirect("customers")
    messages.success(request, say("lists.views.saved", name=kept.name))
    return redirect(f"{reverse('customers')}?{kept.question}")


@needs("customer", "view")
@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a list of one's own."""
    kept = lists.views(actor_of(request)).filter(pk=pk, by=actor_of(request)).first()
    if kept is None:
        raise Http404
    keeping.delete_view(actor=actor_of(request), view=kept, at=timezone.now())
    messages.success(request, say("lists.views.deleted", name=kept.name))
    return redirect("customers")


@needs("customer", "view")
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Customers by what is remembered of them: a page, or what stands below the box while somebody types."""
    text = request.GET.get("q", "").strip()[:100]
    columns = [COLUMNS[name] for name in FOUND_WITH]
    found = [line(one, columns, language(), "EUR") for one in search.find(actor_of(request), text)]
    shown = {"text": text, "found": found, "most": search.SHOWN}
    name = "lists/found.html" if request.headers.get("HX-Request") else "lists/search.html"
    return render(request, name, shown)
