"""The pages of segments: all of them, one, a new one with its size before it is kept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas.errors import KlantkompasError
from klantkompas.web.customers import filters, list_form, lists, segments
from klantkompas.web.customers.models import Segment
from klantkompas.web.customers.queries import snapshot
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of


@needs("customer", "view")
@require_GET
def all_segments(request: HttpRequest) -> HttpResponse:
    """Every segment with its size, and who came and went."""
    actor, newest = actor_of(request), snapshot()
    counted = segments.all_segments(actor, newest)
    shown = [(one, _said(one.segment.rule)) for one in counted]
    may_make = actor.may("analysis", "create")
    return render(request, "lists/segments.html", {"segments": shown, "newest": newest, "may_make": may_make})


def _said(rule: str) -> str:
    """A rule in words, or why it no longer works."""
    try:
        return filters.sentence(filters.read(rule), language())
    except KlantkompasError as error:
        return str(say("segments.broken", why=list_form.objection(error, language())))


@needs("customer", "view")
@require_GET
def segment(request: HttpRequest, pk: int) -> HttpResponse:
    """One segment: its rule, its size, and who came and went at the last analysis."""
    actor, newest, found = actor_of(request), snapshot(), _found(pk)
    moved = [
        (name, list(those[: segments.SHOWN]), max(0, those.count() - segments.SHOWN))
        for name, those in zip(("entered", "left"), segments.moved(actor, found, newest), strict=True)
    ]
    counted = next(one for one in segments.all_segments(actor, newest) if one.segment == found)
    shown = {"segment": found, "counted": counted, "moved": moved, "said": _said(found.rule), "newest": newest}
    return render(request, "lists/segment.html", shown | {"may_make": actor.may("analysis", "create")})


def _found(pk: int) -> Segment:
    found = Segment.objects.select_related("by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@needs("analysis", "create")
@require_http_methods(["GET", "POST"])
def new_segment(request: HttpRequest) -> HttpResponse:
    """A rule and a name; how many customers it is stands there before it is kept."""
    asked = request.POST or request.GET
    wanted, objections = lists.Wanted(), list[str]()
    try:
        made_by_form = list_form.MADE_BY_FORM in asked
        wanted, objections = list_form.edited(asked, language()) if made_by_form else (lists.read(asked), [])
        if request.method == "POST" and asked.get("keep") and not objections:
            return _kept(request, wanted)
    except KlantkompasError as error:
        objections = [*objections, list_form.objection(error, language())]
    return render(request, "lists/new_segment.html", _form(request, wanted) | {"objections": objections})


def _kept(request: HttpRequest, wanted: lists.Wanted) -> HttpResponse:
    as_of = lists.date_of(snapshot(), timezone.localdate())
    given: dict[str, Any] = {"name": request.POST.get("name", ""), "rule": wanted.rule.question}
    made = segments.make(actor=actor_of(request), as_of=as_of, at=timezone.now(), **given)
    messages.success(request, say("segments.saved", name=made.name))
    return redirect("segment", made.pk)


def _form(request: HttpRequest, wanted: lists.Wanted) -> dict[str, Any]:
    as_of = lists.date_of(snapshot(), timezone.localdate())
    asked = wanted.rule.asked
    size, mine = segments.size(actor_of(request), asked.question, as_of=as_of) if asked.groups else (None, None)
    return {
        "wanted": wanted,
        "form": list_form.form(wanted, language()),
        "managers": lists.managers(),
        "name": (request.POST or request.GET).get("name", ""),
        "which": filters.sentence(wanted.rule, language()),
        "size": size,
        "mine": mine,
    }


@needs("analysis", "create")
@require_POST
def delete_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a segment, asked for with its name on the button."""
    found = _found(pk)
    segments.delete(actor=actor_of(request), segment=found, at=timezone.now())
    messages.success(request, say("segments.deleted", name=found.name))
    return redirect("segments")
