"""The pages of importing: every import, a new one, what it would do, how its files are read, and its refused rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas.errors import KlantkompasError
from klantkompas.ledger.mapping import FileMapping, guess
from klantkompas.ledger.tables import NAMES, table
from klantkompas.web.customers.importing import asking, receiving, telling
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
    }
    return render(request, "imports/import.html", seen)


def _found(request: HttpRequest, pk: int) -> Import:
    found = asking.imports(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """How one file is read, on the page where that is corrected.

    Attributes:
        name: of its fields.
        file: its own name.
        table: what it fills; empty: nothing.
        rows: per header its name of field, a few cells, and the column it is taken for.
        columns: what a header can be, with its label.
        missing: labels of what is needed and not there.
    """

    name: str
    file: str
    table: str
    rows: Sequence[tuple[str, str, Sequence[str], str]]
    columns: Sequence[tuple[str, str]]
    missing: Sequence[str]


@needs("import", "create")
@require_http_methods(["GET", "POST"])
def import_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """How the files are read: as it was guessed or remembered, to be corrected."""
    imported = _found(request, pk)
    plan = plan_of(imported)
    if (
        plan is None
        or imported.state not in ("uploaded", "planned")
        or not asking.sees_rows(actor_of(request), imported)
    ):
        raise Http404
    mappings = _written(imported, request.POST) if request.method == "POST" else _as_read(imported)
    if "keep" in request.POST and _done(request, lambda: _correct(request, imported, mappings)):
        return redirect("import", pk)
    shown = [_read_as(place, one, plan.samples.get(one.file, ())) for place, one in enumerate(mappings)]
    names = [(name, say(f"table.{name}")) for name in NAMES]
    return render(request, "imports/mapping.html", {"imported": imported, "files": shown, "names": names})


def _correct(request: HttpRequest, imported: Import, mappings: list[FileMapping]) -> None:
    asking.correct(actor=actor_of(request), imported=imported, mappings=mappings, at=timezone.now())


def _as_read(imported: Import) -> list[FileMapping]:
    return [
        FileMapping(file=one["file"], table=one["table"], columns=one["columns"], unused=tuple(one["header"]))
        for one in imported.files
        if "header" in one
    ]


def _written(imported: Import, given: QueryDict) -> list[FileMapping]:
    """What the page says; a file of which another table was chosen is guessed anew."""
    return [_one_written(place, one, given) for place, one in enumerate(_as_read(imported))]


def _one_written(place: int, one: FileMapping, given: QueryDict) -> FileMapping:
    name = given.get(f"f{place}", "")
    if name not in NAMES:
        return FileMapping(file=one.file, table=None, unused=one.unused, guessed=False)
    if name != given.get(f"f{place}-was"):
        return FileMapping(
            file=one.file, table=name, columns=guess(one.file, one.unused, name).columns, unused=one.unused
        )
    known = dict(_columns(name))
    chosen = {given.get(f"f{place}-{n}", ""): head for n, head in enumerate(one.unused)}
    columns = {column: head for column, head in chosen.items() if column in known}
    return FileMapping(file=one.file, table=name, columns=columns, unused=one.unused, guessed=False)


def _columns(name: str) -> list[tuple[str, str]]:
    beside = telling.BESIDE if name == "transactions" else telling.BESIDE[:1]
    columns = [*(one.name for one in table(name).columns), *beside]
    return [(one, telling.label(name, one, language())) for one in columns]


def _read_as(place: int, one: FileMapping, samples: Sequence[Sequence[str]]) -> ReadAs:
    taken = {head: column for column, head in one.columns.items()}
    rows = [
        (f"f{place}-{n}", head, [cells[n] for cells in samples if cells[n]], taken.get(head, ""))
        for n, head in enumerate(one.unused)
    ]
    return ReadAs(
        name=f"f{place}",
        file=one.file,
        table=one.table or "",
        rows=rows,
        columns=_columns(one.table) if one.table else (),
        missing=[telling.label(one.table or "", name, language()) for name in one.missing],
    )


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
