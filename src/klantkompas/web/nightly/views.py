"""Pages of the snapshots: what was computed when, from which settings, and what changed."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klantkompas.web.customers.models import Snapshot
from klantkompas.web.customers.showing import currency_of
from klantkompas.web.nightly import night, queries
from klantkompas.web.nightly.forms import RecalculateForm
from klantkompas.web.nightly.hours import hours_of
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.trail import note
from klantkompas.web.staff.views import actor_of

SNAPSHOTS_A_PAGE = 30
# A report is a page of its own: its look stands in it, it runs nothing and reaches for nothing.
OWN_PAGE = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "img-src": ["data:"], "sandbox": True}


@needs("analysis", "create")
@require_POST
def analyse(request: HttpRequest) -> HttpResponse:
    """Compute the figures anew, in the background."""
    form = RecalculateForm(request.POST)
    if form.is_valid():
        night.ask_now(actor=actor_of(request), hours=form.cleaned_data["hours"])
        messages.success(request, say("web.night.asked"))
    else:
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect("snapshots")


@needs("analysis", "export")
@require_GET
def snapshots(request: HttpRequest) -> HttpResponse:
    """Every date of which there are figures; whether those of now still hold; and the button to compute them anew."""
    actor = actor_of(request)
    page = Paginator(queries.snapshots(actor), SNAPSHOTS_A_PAGE).get_page(request.GET.get("page"))
    newest = queries.snapshots(actor).first()
    hours, basis = hours_of(newest.as_of if newest else timezone.localdate())
    shown = {
        "page": page,
        "newest": newest,
        "outdated": newest is not None and night.outdated(newest),
        "running": night.running(),
        "failed": queries.last_failed(newest),
        "form": RecalculateForm(),
        "may_create": actor.may("analysis", "create"),
        "hours": hours,
        "basis": basis,
    }
    return render(request, "nightly/snapshots.html", shown)


@needs("analysis", "export")
@require_GET
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """One snapshot beside the one before: figures, types, who moved, what became an alarm, and its files."""
    actor, found = actor_of(request), _found(request, pk)
    before = queries.previous(actor, found)
    shown = {
        "snapshot": found,
        "before": before,
        "currency": currency_of(found),
        "figures": queries.compared(found, before),
        "types": queries.types(found, before),
        "alarms": queries.alarms(found),
        "files": queries.files(found),
    }
    return render(request, "nightly/snapshot.html", shown)


@needs("analysis", "export")
@require_GET
def snapshot_file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A file of a snapshot: the report and the list as a page, the rest to be saved."""
    found = _found(request, pk)
    path = queries.file(found, name, language())
    if path is None:
        raise Http404
    shown = queries.FILES[name]
    if not shown:
        note(
            actor=actor_of(request),
            action="analysis.saved",
            subject="snapshot",
            subject_id=found.pk,
            at=timezone.now(),
            file=name,
        )

    @csp(OWN_PAGE)
    def own_page(_: HttpRequest) -> HttpResponseBase:
        saved_as = f"klantkompas-{found.as_of}-{name}"
        return FileResponse(path.open("rb"), as_attachment=not shown, filename=saved_as)

    return own_page(request)


def _found(request: HttpRequest, pk: int) -> Snapshot:
    found = queries.snapshots(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
