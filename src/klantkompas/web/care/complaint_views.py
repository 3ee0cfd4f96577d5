"""Pages of complaints: the board, one complaint with its next step, and the causes behind them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas.web.care import complaints
from klantkompas.web.care.complaint_forms import AssignForm, CloseForm, InvestigateForm, ReceiveForm, RespondForm
from klantkompas.web.care.forms import ChangeForm
from klantkompas.web.customers.views.customer import opened
from klantkompas.web.staff.forms import Plain
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import say
from klantkompas.web.staff.views import actor_of, tried

SHOWN = 100
# The form of the step that comes after one; what has no form is one button.
FORMS: Mapping[str, type[Plain]] = {
    "assign": AssignForm,
    "investigate": InvestigateForm,
    "respond": RespondForm,
    "close": CloseForm,
}
NEXT: Mapping[complaints.Step, tuple[str, ...]] = {
    "received": ("acknowledge", "assign", "respond"),
    "acknowledged": ("assign", "investigate", "respond"),
    "assigned": ("investigate", "respond", "assign"),
    "investigated": ("respond", "investigate", "assign"),
    "answered": ("close", "respond"),
    "closed": ("reopen",),
}


@needs("complaint", "view")
@require_GET
def complaint_board(request: HttpRequest) -> HttpResponse:
    """What is open, by step and by what is due; closed ones, and causes."""
    actor, on = actor_of(request), timezone.localdate()
    ways = complaints.still_open(actor, on=on)
    mine = "mine" in request.GET
    if mine:
        ways = [one for one in ways if one.case and one.case.handler_id == actor.pk]
    shown = {
        "steps": [(step, [one for one in ways if one.step == step]) for step in complaints.STEPS[:-1]],
        "n": len(ways),
        "late": sum(one.late for one in ways),
        "mine": mine,
        "closed": complaints.complaints(actor).exclude(resolved_on=None).order_by("-resolved_on", "-pk")[:20],
        "causes": complaints.causes(actor, on=on)[:SHOWN],
        "may_change": actor.may("complaint", "change"),
        "may_measure": actor.may("analysis", "export"),
    }
    return render(request, "care/complaints.html", shown)


@needs("complaint", "create")
@require_http_methods(["GET", "POST"])
def new_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in a complaint of a customer."""
    seen = opened(request, pk, "complaint", "create")
    form = ReceiveForm(request.POST or None, initial={"severity": "small"})
    at, made = timezone.now(), []

    def take_in() -> None:
        day = timezone.localdate(at)
        made.append(complaints.receive(actor=seen.actor, customer=seen.customer, **form.cleaned_data, day=day, at=at))

    if form.is_valid() and tried(form, take_in):
        messages.success(request, say("care.complaint.received", number=made[0].complaint_id))
        # Who took in a complaint about himself does not see it again.
        about_himself = form.cleaned_data["about"] == seen.actor
        return redirect("customer", pk) if about_himself else redirect("complaint", made[0].pk)
    return render(request, "care/new_complaint.html", {"form": form, "customer": seen.customer})


def _found(request: HttpRequest, pk: int) -> Any:
    fact = complaints.complaints(actor_of(request)).filter(pk=pk).first()
    if fact is None:
        raise Http404
    return fact


@needs("complaint", "view")
@require_GET
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint: what was said, how far it is, and the next step."""
    return _page(request, _found(request, pk), {})


def _page(request: HttpRequest, fact: Any, given: Mapping[str, Plain]) -> HttpResponse:
    actor, on = actor_of(request), timezone.localdate()
    way = complaints.way(fact, on=on)
    steps = [(name, given.get(name) or _form(name, fact)) for name in NEXT[way.step] if name in FORMS]
    shown = {
        "way": way,
        "fact": fact,
        "case": way.case,
        "steps": steps,
        "buttons": [name for name in NEXT[way.step] if name not in FORMS],
        "may_change": actor.may("complaint", "change"),
        "known": [one.name for one in complaints.causes(actor, on=on)],
    }
    return render(request, "care/complaint.html", shown)


def _form(step: str, fact: Any, given: Any = None) -> Plain:
    """What is asked at a step with a complaint."""
    case = getattr(fact, "case", None)
    if step == "assign":
        return AssignForm(given, about=case and case.about_id)
    return FORMS[step](given, initial={"found": case.found} if step == "investigate" and case else None)


@needs("complaint", "change")
@require_POST
def complaint_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step with a complaint."""
    fact, actor, at = _found(request, pk), actor_of(request), timezone.now()
    day = timezone.localdate(at)
    form = _form(step, fact, request.POST) if step in FORMS else Plain({})
    cases: Mapping[str, Callable[[], object]] = {
        "acknowledge": lambda: complaints.acknowledge(actor=actor, fact=fact, day=day, at=at),
        "assign": lambda: complaints.assign(actor=actor, fact=fact, handler=form.cleaned_data["handler"], at=at),
        "investigate": lambda: complaints.investigate(actor=actor, fact=fact, **form.cleaned_data, day=day, at=at),
        "respond": lambda: complaints.respond(actor=actor, fact=fact, **form.cleaned_data, day=day, at=at),
        "close": lambda: complaints.close(actor=actor, fact=fact, **form.cleaned_data, day=day, at=at),
        "reopen": lambda: complaints.reopen(actor=actor, fact=fact, at=at),
        "pause": lambda: complaints.pause(actor=actor, fact=fact, day=day, at=at),
    }
    if step not in cases:
        raise Http404
    if form.is_valid() and tried(form, cases[step]):
        messages.success(request, say(f"care.complaint.did.{step}"))
        return redirect("complaint", pk)
    return _page(request, fact, {step: form})


@needs("complaint", "change")
@require_POST
def change_complaints(request: HttpRequest) -> HttpResponse:
    """Write down what the firm changed about a cause of complaints."""
    form = ChangeForm(request.POST)
    if form.is_valid():
        at, given = timezone.now(), form.cleaned_data
        complaints.change(
            actor=actor_of(request), cause=given["cause"], measure=given["change"], on=timezone.localdate(at), at=at
        )
        messages.success(request, say("care.cause.kept"))
    else:
        messages.error(request, say("care.cause.empty"))
    return redirect("complaints")
