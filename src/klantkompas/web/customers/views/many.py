"""What is done with a whole list: changed together and back, and put in a file."""

import tempfile
from contextlib import ExitStack
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http import StreamingHttpResponse as Streamed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from klantkompas.errors import KlantkompasError
from klantkompas.web.customers import exporting, list_form, lists, together
from klantkompas.web.customers.filters import sentence
from klantkompas.web.customers.models import BulkChange
from klantkompas.web.customers.queries import customers, snapshot
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("customer", "change")
@require_http_methods(["GET", "POST"])
def change_together(request: HttpRequest) -> HttpResponse:
    """Say how many customers would change and which not; then change them.

    Where somebody else changed some in between, so that the number on the button no longer holds, it is said anew.
    """
    asked = request.POST or request.GET
    back = f"{reverse('customers')}?{asked.get('of', '')}"
    try:
        planned, picked, wanted = _planned(request, asked)
    except KlantkompasError as error:
        messages.error(request, list_form.objection(error, language()))
        return redirect(back)
    if request.method == "POST" and asked.get("number") == str(len(planned.changed)):
        done = together.change(actor=actor_of(request), planned=planned, at=timezone.now())
        messages.success(request, say("lists.bulk.done", n=done.customers))
        return redirect(back)
    which = "" if picked else sentence(wanted.rule, language())
    shown = {"planned": planned, "picked": picked, "which": which, "text": wanted.text, "asked": asked, "back": back}
    label = say(f"lists.bulk.{planned.name}.do", n=len(planned.changed), value=planned.value or "")
    return render(request, "lists/together.html", shown | {"label": label})


def _planned(request: HttpRequest, asked: QueryDict) -> tuple[together.Plan, list[str], lists.Wanted]:
    """What was asked: of those who were ticked, or else of everybody in the list."""
    actor, wanted = actor_of(request), lists.read(QueryDict(asked.get("of", "")))
    picked = [pk for pk in asked.getlist("pick") if pk.isdecimal()]
    as_of = lists.date_of(snapshot(), timezone.localdate())
    chosen = customers(actor).filter(pk__in=picked) if picked else lists.wanted_customers(actor, wanted, as_of=as_of)
    given: dict[str, Any] = {"name": str(asked.get("do", "")), "value": str(asked.get("to", ""))}
    return together.plan(actor=actor, chosen=chosen, **given), picked, wanted


@needs("customer", "change")
@require_POST
def undo_together(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back what one changed oneself."""
    done = BulkChange.objects.filter(pk=pk, by=actor_of(request), undone_at=None).first()
    if done is None:
        raise Http404
    back, kept = together.undo(actor=actor_of(request), done=done, at=timezone.now())
    messages.success(request, say("lists.bulk.undone", n=back))
    if kept:
        messages.success(request, say("lists.bulk.kept", n=kept))
    return redirect("customers")


@needs("customer", "export")
@require_POST
def export_customers(request: HttpRequest) -> HttpResponseBase:
    """Every customer of a list with its columns, as a workbook or CSV."""
    try:
        wanted = lists.read(QueryDict(request.POST.get("of", "")))
        as_of = lists.date_of(snapshot(), timezone.localdate())
        given: dict[str, Any] = {"actor": actor_of(request), "at": timezone.now(), "language": language()}
        export = exporting.begin(wanted=wanted, as_of=as_of, **given)
        return _file(export, f"klanten-{as_of.isoformat()}", csv=bool(request.POST.get("csv")))
    except KlantkompasError as error:
        messages.error(request, list_form.objection(error, language()))
        return redirect("customers")


def _file(export: exporting.Export, name: str, *, csv: bool) -> HttpResponseBase:
    if csv:
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Streamed(exporting.csv_lines(export), content_type="text/csv; charset=utf-8", headers=headers)
    with ExitStack() as unless_sent:
        file = unless_sent.enter_context(tempfile.TemporaryFile(suffix=".xlsx"))
        exporting.write_workbook(export, file)
        file.seek(0)
        unless_sent.pop_all()  # closed with the answer that sends it
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
