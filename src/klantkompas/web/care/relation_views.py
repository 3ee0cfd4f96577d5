"""Pages of one customer's care: the compass with its bonds, and the promises; and the rounds over all customers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas.web.care import compass, promises
from klantkompas.web.care.forms import BondForm, KeptForm, PromiseForm, StatementForm
from klantkompas.web.customers import logbook
from klantkompas.web.customers.queries import facts
from klantkompas.web.customers.views.customer import JUST_NOW, opened
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import say
from klantkompas.web.staff.views import actor_of, tried

SHOWN = 50


@needs("fact", "view")
@require_http_methods(["GET", "POST"])
def customer_compass(request: HttpRequest, pk: int) -> HttpResponse:
    """The compass of one customer; a post adds a statement."""
    seen = opened(request, pk, "fact", "create" if request.method == "POST" else "view")
    on = timezone.localdate()
    form = StatementForm(request.POST or None, initial={"kind": request.GET.get("kind", compass.KINDS[0])})

    def add() -> None:
        compass.say_of(actor=seen.actor, customer=seen.customer, **form.cleaned_data, day=on, at=timezone.now())

    if form.is_valid() and tried(form, add):
        messages.success(request, say("care.compass.kept"))
        return redirect("customer_compass", pk)
    shown = {
        "page": seen,
        "customer": seen.customer,
        "compass": compass.Compass(numbers=seen.whose.numbers, on=on),
        "form": form,
        "bond_form": BondForm(initial={"strength": 3}),
        "written": logbook.last_written(seen.actor, seen.customer, since=timezone.now() - JUST_NOW),
        "today": on,
    }
    return render(request, "care/compass.html", shown)


@needs("fact", "create")
@require_POST
def add_bond(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what ties a customer."""
    seen, form = opened(request, pk, "fact", "create"), BondForm(request.POST)
    day, at = timezone.localdate(), timezone.now()
    _kept(
        request,
        form,
        lambda: compass.bind(actor=seen.actor, customer=seen.customer, **form.cleaned_data, day=day, at=at),
    )
    return redirect("customer_compass", pk)


@needs("fact", "create")
@require_POST
def add_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a promise to a customer."""
    seen, form = opened(request, pk, "fact", "create"), PromiseForm(request.POST)
    day, at = timezone.localdate(), timezone.now()
    _kept(
        request,
        form,
        lambda: promises.promise(actor=seen.actor, customer=seen.customer, **form.cleaned_data, day=day, at=at),
    )
    return redirect("customer", pk)


def _kept(request: HttpRequest, form: Any, use_case: Callable[[], object]) -> None:
    """Do what a form asks, and say that it was done or why not."""
    if form.is_valid() and tried(form, use_case):
        messages.success(request, say("web.saved"))
        return
    for objections in form.errors.values():
        messages.error(request, " ".join(map(str, objections)))


@needs("fact", "view")
@require_GET
def compass_round(request: HttpRequest) -> HttpResponse:
    """Whose compass is empty or stale, the most valuable first."""
    actor, on = actor_of(request), timezone.localdate()
    asked = compass.to_ask(actor, on=on)
    return render(
        request, "care/compass_round.html", {"asked": asked[:SHOWN], "n": asked.count(), "months": compass.FRESH}
    )


@needs("fact", "view")
@require_GET
def promise_list(request: HttpRequest) -> HttpResponse:
    """What is promised and not done yet; how I kept my word, and how all within my reach did."""
    actor, on = actor_of(request), timezone.localdate()
    mine = "mine" in request.GET
    waiting = promises.open_promises(actor)
    if mine:
        waiting = waiting.filter(employee=promises.name_of(actor))
    shown = {
        "open": waiting[:SHOWN],
        "n": waiting.count(),
        "mine": mine,
        "own": promises.word(actor, on=on, mine=True),
        "all": promises.word(actor, on=on, mine=False),
        "today": on,
        "may_change": actor.may("fact", "change"),
    }
    return render(request, "care/promises.html", shown)


@needs("fact", "change")
@require_POST
def keep_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """A promise was done, today or on another day; or not after all (without a day)."""
    actor, at = actor_of(request), timezone.now()
    line = facts(actor, "promises", "change").filter(pk=pk).select_related("customer").first()
    if line is None:
        raise Http404
    if "reopen" in request.POST:
        promises.reopen(actor=actor, line=line, at=at)
        return redirect("promises")
    form = KeptForm(request.POST, latest=timezone.localdate(at))
    _kept(request, form, lambda: promises.keep(actor=actor, line=line, day=form.cleaned_data["day"], at=at))
    return redirect("promises")
