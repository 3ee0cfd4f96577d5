"""Pages of mail that came in: what became of it, and whose it is where nobody could know."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klantkompas.web.care.complaints import complaints, open_of
from klantkompas.web.customers import search
from klantkompas.web.customers.queries import customers
from klantkompas.web.post import arriving, setting_up
from klantkompas.web.post.models import Arrival, Enclosure
from klantkompas.web.staff.forms import Plain
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import say
from klantkompas.web.staff.views import actor_of, tried

A_PAGE = 50


@needs("complaint", "view")
@require_GET
def arrived(request: HttpRequest) -> HttpResponse:
    """The mail that came in: first what somebody has to look at."""
    actor, state = actor_of(request), request.GET.get("state")
    reached, waits = arriving.arrivals(actor), arriving.to_look_at(actor)
    chosen = reached.filter(state=state) if state in arriving.STATES else reached if state == "all" else waits
    shown = {
        "state": state if state in (*arriving.STATES, "all") else "waits",
        "waits": waits.count(),
        "page": Paginator(chosen, A_PAGE).get_page(request.GET.get("page")),
        "lacks": [one for one in setting_up.lacks() if one.startswith("imap")],
        "look": setting_up.last_look(),
    }
    return render(request, "post/arrived.html", shown)


def _found(request: HttpRequest, pk: int) -> Arrival:
    arrival = arriving.arrivals(actor_of(request)).filter(pk=pk).first()
    if arrival is None:
        raise Http404
    return arrival


@needs("complaint", "view")
@require_GET
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail; where it is nobody's yet, with customers to choose from."""
    return _page(request, _found(request, pk), None)


def _page(request: HttpRequest, arrival: Arrival, form: Plain | None) -> HttpResponse:
    actor, text = actor_of(request), request.GET.get("q", "").strip()[:100]
    waits = arriving.to_look_at(actor).filter(pk=arrival.pk).exists()
    known = [arrival.customer] if arrival.customer else []
    found = (search.find(actor, text) if text else known) if waits else []
    shown = {
        "arrival": arrival,
        "enclosures": arrival.enclosures.all(),
        "waits": waits,
        "text": text,
        "found": [(one, list(open_of(one, actor))) for one in found],
        "form": form,
    }
    return render(request, "post/arrival.html", shown)


@needs("complaint", "change")
@require_POST
def arrival_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose a mail is: a new complaint, or part of one there is."""
    arrival, actor, form = _found(request, pk), actor_of(request), Plain({})
    asked = {
        name: int(value) for name in ("customer", "complaint") if (value := request.POST.get(name, "")).isdecimal()
    }
    customer = customers(actor, "create", thing="complaint").filter(pk=asked.get("customer")).first()
    fact = complaints(actor, "change").filter(pk=asked["complaint"]).first() if "complaint" in asked else None
    if customer is None or ("complaint" in asked and fact is None):
        raise Http404
    at = timezone.now()
    if form.is_valid() and tried(
        form, lambda: arriving.of_customer(actor=actor, arrival=arrival, customer=customer, fact=fact, at=at)
    ):
        arrival.refresh_from_db()
        messages.success(request, say("post.in.is_of", name=str(customer)))
        return redirect("complaint", arrival.complaint_id)
    return _page(request, arrival, form)


@needs("complaint", "change")
@require_POST
def arrival_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody complains in this mail."""
    arrival, form = _found(request, pk), Plain({})
    at = timezone.now()
    if form.is_valid() and tried(form, lambda: arriving.put_aside(actor=actor_of(request), arrival=arrival, at=at)):
        messages.success(request, say("post.in.set_aside"))
        return redirect("arrived")
    return _page(request, arrival, form)


@needs("complaint", "view")
@require_GET
def enclosure(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was attached to a mail, to be kept and never opened inside this application: it may hold anything."""
    reached = arriving.arrivals(actor_of(request))
    found = Enclosure.objects.filter(arrival__in=reached, pk=pk).first()
    if found is None:
        raise Http404
    try:
        file = found.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(file, as_attachment=True, filename=found.name, content_type="application/octet-stream")
