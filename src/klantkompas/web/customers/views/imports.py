"""The pages of importing: every import, a new one, what it would do, how its files are read, and its refused rows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas.errors import KlantkompasError
from klantkompas.ledger.tables import NAMES
from klantkompas.web.customers.importing import asking, correcting, receiving, telling
from klantkompas.web.customers.importing.plan import plan_of
from klantkompas.web.customers.importing.uploads import too_large
from klantkompas.web.customers.models import Import
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of
from klantkompas.words import explain

LINES_A_PAGE = 25


@needs("import", "view")
@require_GET
def all_imports(request: HttpRequest) -> HttpResponse:
    """Every import, newest first."""
    actor = actor_of(request)
    page = Paginator(asking.imports(actor), LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "imports/imports.html", {"page": page, "may_import": actor.may("import", "create")})


@needs("import", "create")
@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Hand over files."""
    most = receiving.MOST_BYTES >> 20
    problem = ""
    if request.method == "POST":
        if too_large(request):
            problem = str(say("web_import_too_large", most=most))
        else:
            imported = _received(request)
            if isinstance(imported, Import):
                return redirect("import", imported.pk)
            problem = imported
    return render(request, "imports/new.html", {"problem": problem, "most": most})


def _received(request: HttpRequest) -> Import | str:
    """What was handed over, or why it cannot be taken."""
    files = {}
    for n, one in enumerate(request.FILES.getlist("files")):
        name = one.name or "file"
        files[name if name not in files else f"{n} {name}"] = one
    try:
        imported = receiving.receive(actor=actor_of(request), files=files, at=timezone.now())
        asking.ask_plan(actor=actor_of(request), imported=imported)
    except KlantkompasError as error:
        return explain(error, language())
    return imported


@needs("import", "view")
@require_GET
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what it would do, or what it did."""
    actor, imported = actor_of(request), _found(request, pk)
    busy = asking.busy(imported)
    if request.headers.get("HX-Request"):
        answer = render(request, "imports/progress.html", {"imported": imported, "busy": busy})
        if not busy:
            answer.headers["HX-Refresh"] = "true"
        return answer
    rows = asking.sees_rows(actor, imported)
    shown = telling.tables_of(imported, language(), rows=rows)
    plan = plan_of(imported)
    seen = {
        "imported": imported,
        "busy": busy,
        "tables": shown,
        "totals": telling.totals(shown),
        "findings": telling.findings_of(imported, language(), rows=rows),
        "files": telling.files_of(imported, language()),
        "refused": list(enumerate(plan.refused)) if plan and rows else [],
        "planned": plan is not None,
        "kept": receiving.files_there(imported),
        "may_import": actor.may("import", "create"),
        "may_undo": actor.may("import", "delete"),
        "may_analyse": actor.may("analysis", "create"),
        "asks_costs": actor.may("settings", "change") and telling.lacks_costs(imported),
    }
    return render(request, "imports/import.html", seen)


def _found(request: HttpRequest, pk: int) -> Import:
    found = asking.imports(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@needs("import", "create")
@require_http_methods(["GET", "POST"])
def import_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """How the files are read: as it was guessed or remembered, to be corrected."""
    actor, imported = actor_of(request), _found(request, pk)
    plan, open_to = plan_of(imported), imported.state in ("uploaded", "planned")
    if plan is None or not open_to or not asking.sees_rows(actor, imported):
        raise Http404
    written = request.method == "POST"
    mappings = correcting.as_written(imported, request.POST) if written else correcting.as_read(imported)

    def correct() -> None:
        asking.correct(actor=actor, imported=imported, mappings=mappings, at=timezone.now())

    if "keep" in request.POST and _done(request, correct):
        return redirect("import", pk)
    shown = correcting.shown(mappings, plan, language())
    names = [(name, say(f"table.{name}")) for name in NAMES]
    return render(request, "imports/mapping.html", {"imported": imported, "files": shown, "names": names})


@needs("import", "create")
@require_POST
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the dry run says."""
    imported = _found(request, pk)
    _done(request, lambda: asking.ask_lay_in(actor=actor_of(request), imported=imported, at=timezone.now()))
    return redirect("import", pk)


@needs("import", "create")
@require_POST
def plan_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the dry run once more."""
    imported = _found(request, pk)
    _done(request, lambda: asking.ask_plan(actor=actor_of(request), imported=imported))
    return redirect("import", pk)


@needs("import", "delete")
@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the facts what they were before."""
    imported = _found(request, pk)
    _done(request, lambda: asking.ask_undo(actor=actor_of(request), imported=imported))
    return redirect("import", pk)


@needs("import", "create")
@require_POST
def remove_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the files; an import that was not done goes with them."""
    imported = _found(request, pk)
    if _done(request, lambda: receiving.remove(actor=actor_of(request), imported=imported, at=timezone.now())):
        messages.success(request, say("imports.removed"))
    return redirect("imports")


@needs("import", "view")
@require_GET
def import_refused(request: HttpRequest, pk: int, place: int) -> HttpResponseBase:
    """The rows of a file that were refused, each with the reason, to mend and hand over again."""
    imported = _found(request, pk)
    plan = plan_of(imported)
    if plan is None or place >= len(plan.refused) or not asking.sees_rows(actor_of(request), imported):
        raise Http404
    path = receiving.folder_of(imported) / plan.refused[place]
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _done(request: HttpRequest, use_case: Callable[[], Any]) -> bool:
    """Whether it was done; else the page says why not."""
    try:
        use_case()
    except KlantkompasError as error:
        messages.error(request, explain(error, language()))
        return False
    return True
