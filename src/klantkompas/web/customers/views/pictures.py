"""The pictures of the firm as a whole, for who may see it whole."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from klantkompas.web.customers.models import Snapshot
from klantkompas.web.customers.pictures import around, drawing, sees_the_firm
from klantkompas.web.customers.queries import snapshot
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language
from klantkompas.web.staff.views import actor_of

A_YEAR = 365 * 24 * 3600  # a snapshot never changes, so its drawings never do


@needs("analysis", "view")
@require_GET
def pictures(request: HttpRequest) -> HttpResponse:
    """Every picture with its three sentences and the table behind it."""
    if not sees_the_firm(actor_of(request)):
        raise Http404
    newest = snapshot()
    shown = {"snapshot": newest, "drawn": around(newest, language()), "spoken": language()}
    return render(request, "customers/pictures.html", shown)


@needs("analysis", "view")
@require_GET
def picture(request: HttpRequest, pk: int, spoken: str, name: str) -> HttpResponse:
    """One drawing. It names customers of everybody, so it is no static file."""
    kept = Snapshot.objects.filter(pk=pk).first() if sees_the_firm(actor_of(request)) else None
    found = None if kept is None else drawing(kept, "en" if spoken == "en" else "nl", name)
    if found is None:
        raise Http404
    response = HttpResponse(found, content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response
