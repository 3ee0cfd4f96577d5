"""The Monday list: read it, and say what became of every line."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klantkompas.errors import KlantkompasError
from klantkompas.web.customers import tasks
from klantkompas.web.customers.models import Task
from klantkompas.web.customers.monday import monday
from klantkompas.web.customers.showing import currency_of
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of
from klantkompas.words import explain


class DoneForm(forms.Form):
    """When it was done, what it took and what came of it."""

    day = forms.DateField()
    hours = forms.DecimalField(min_value=Decimal(0), max_digits=5, decimal_places=2, localize=True)
    result = forms.CharField(max_length=500, required=False)


class RefuseForm(forms.Form):
    """The one reason; where it is another than those of the list, in own words."""

    reason = forms.ChoiceField(choices=[(one, one) for one in tasks.REASONS])
    other = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Own words are the reason where none of the list is."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("reason") == "other":
            given["reason"] = given.get("other") or self.add_error("other", str(say("web.monday.refuse.why")))
        return given


class SnoozeForm(forms.Form):
    """The day on which it stands open again."""

    until = forms.DateField()


class InsistForm(forms.Form):
    """For whom it cannot wait, and why."""

    customer = forms.CharField(max_length=200)
    note = forms.CharField(max_length=500)


@needs("advice", "view")
@require_GET
def monday_list(request: HttpRequest) -> HttpResponse:
    """Who needs me, why, what I do and what it brings."""
    found = monday(actor_of(request), today=timezone.localdate(), whose=request.GET.get("whose"))
    shown = {"monday": found, "reasons": tasks.REASONS[:-1], "today": timezone.localdate()}
    shown |= {"currency": currency_of(found.snapshot), "may_analyse": actor_of(request).may("analysis", "create")}
    return render(request, "customers/monday.html", shown)


def _task(request: HttpRequest, pk: int) -> Task:
    found = tasks.tasks(actor_of(request), "change").filter(pk=pk).select_related("customer", "snapshot", "fact")
    task = found.first()
    if task is None:
        raise Http404
    return task


def _back(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    whose = request.POST.get("whose")
    question = "" if whose is None else f"?{urlencode({'whose': whose})}"
    return redirect(f"{reverse('monday')}{question}{f'#task-{pk}' if pk else ''}")


def _turned(
    request: HttpRequest, form: forms.Form, use_case: Callable[[dict[str, Any]], str], pk: int | None = None
) -> HttpResponse:
    """Do what was asked, and say so; or say why not."""
    try:
        if form.is_valid():
            messages.success(request, use_case(form.cleaned_data))
            return _back(request)
    except KlantkompasError as error:
        messages.error(request, explain(error, language()))
    for objections in form.errors.values():
        messages.error(request, " ".join(map(str, objections)))
    return _back(request, pk)


@needs("advice", "change")
@require_POST
def task_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a line."""
    return _accepted(request, [_task(request, pk)])


@needs("advice", "change")
@require_POST
def tasks_accept(request: HttpRequest) -> HttpResponse:
    """Take up every line that was ticked."""
    ticked = [int(one) for one in request.POST.getlist("task") if one.isdigit()]
    return _accepted(request, list(tasks.tasks(actor_of(request), "change").filter(pk__in=ticked)))


def _accepted(request: HttpRequest, chosen: list[Task]) -> HttpResponse:
    def accept(_given: dict[str, Any]) -> str:
        n = tasks.accept(actor=actor_of(request), chosen=chosen, at=timezone.now())
        return say("web.monday.accepted.said", n=n)

    return _turned(request, forms.Form(request.POST), accept)


@needs("advice", "change")
@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """It was done."""
    task = _task(request, pk)

    def end(given: dict[str, Any]) -> str:
        tasks.done(actor=actor_of(request), task=task, at=timezone.now(), **given)
        return say("web.monday.done.said", name=task.customer)

    return _turned(request, DoneForm(request.POST), end, pk)


@needs("advice", "change")
@require_POST
def task_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be done, and why."""
    task = _task(request, pk)

    def end(given: dict[str, Any]) -> str:
        tasks.refuse(actor=actor_of(request), task=task, reason=given["reason"], at=timezone.now())
        return say("web.monday.refused.said", name=task.customer)

    return _turned(request, RefuseForm(request.POST), end, pk)


@needs("advice", "change")
@require_POST
def task_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Put off until a day."""
    task = _task(request, pk)

    def put_off(given: dict[str, Any]) -> str:
        tasks.snooze(actor=actor_of(request), task=task, until=given["until"], at=timezone.now())
        return say("web.monday.snoozed.said", name=task.customer, until=given["until"])

    return _turned(request, SnoozeForm(request.POST), put_off, pk)


@needs("advice", "change")
@require_POST
def task_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was done last with a line."""
    task = _task(request, pk)

    def back(_given: dict[str, Any]) -> str:
        tasks.undo(actor=actor_of(request), task=task, at=timezone.now())
        return say("web.monday.undone.said", name=task.customer)

    return _turned(request, forms.Form(request.POST), back, pk)


@needs("advice", "change")
@require_POST
def task_insist(request: HttpRequest) -> HttpResponse:
    """Do it after all for somebody who is left alone."""

    def insist(given: dict[str, Any]) -> str:
        task = tasks.insist(actor=actor_of(request), customer=given["customer"], why=given["note"], at=timezone.now())
        return say("web.monday.insisted.said", name=task.customer)

    return _turned(request, InsistForm(request.POST), insist)
