"""Pages of what customers know of us and need, one customer's and the firm's; and of who gets no card."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from klantkompas.web.care import offering, skipping
from klantkompas.web.care.cards import card_months
from klantkompas.web.customers import lenses, logbook
from klantkompas.web.customers.pictures import sees_the_firm
from klantkompas.web.customers.queries import snapshot
from klantkompas.web.customers.showing import currency_of
from klantkompas.web.customers.views.customer import JUST_NOW, opened
from klantkompas.web.staff.forms import Plain, said
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import say
from klantkompas.web.staff.views import actor_of, tried

SKIPPED_SHOWN = 200
PLACES = ("act", "keep_up", "ease_off", "leave", None)


class ToldForm(Plain):
    """What a customer said of one product group."""

    group = forms.ChoiceField()
    state = forms.ChoiceField(choices=[(one, one) for one in offering.TOLD])
    competitor = forms.CharField(label=said("care.offering.where"), required=False, max_length=120)
    reason = forms.CharField(label=said("care.offering.why"), required=False, max_length=200)

    def __init__(self, *args: Any, groups: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(one, one) for one in groups]  # type: ignore[attr-defined]


@needs("fact", "view")
@require_http_methods(["GET", "POST"])
def customer_offering(request: HttpRequest, pk: int) -> HttpResponse:
    """What a customer knows of our range; a post keeps what he said of one group."""
    seen = opened(request, pk, "fact", "create" if request.method == "POST" else "view")
    on, newest = timezone.localdate(), snapshot()
    groups = offering.offering(seen.whose.numbers, newest, on=on)
    form = ToldForm(request.POST or None, groups=[one.name for one in groups])

    def keep() -> None:
        offering.tell(actor=seen.actor, customer=seen.customer, **form.cleaned_data, day=on, at=timezone.now())

    if form.is_valid() and tried(form, keep):
        messages.success(request, say("care.offering.kept", group=form.cleaned_data["group"]))
        return redirect("customer_offering", pk)
    shown = {
        "page": seen,
        "customer": seen.customer,
        "groups": groups,
        "form": form,
        "written": logbook.last_written(seen.actor, seen.customer, since=timezone.now() - JUST_NOW),
    }
    return render(request, "care/offering.html", shown)


@needs("analysis", "export")
@require_GET
def customer_needs(request: HttpRequest) -> HttpResponse:
    """What customers need and know of us, summed per segment: for the plan. Only for who may see the whole firm."""
    if not sees_the_firm(actor_of(request)):
        raise Http404
    newest = snapshot()
    needed, known = lenses.rows(newest, "needs"), lenses.rows(newest, "awareness")
    segments = sorted({row["segment"] for row in (*needed, *known)} - {None})
    segment = request.GET.get("segment") or None
    if segment not in (None, *segments):
        raise Http404
    mine = sorted(
        (row for row in needed if row["segment"] == segment),
        key=lambda row: (PLACES.index(row["place"]), -row["customers"], row["need"]),
    )
    shown = {
        "snapshot": newest,
        "segments": segments,
        "segment": segment,
        "places": [(place, list(rows)) for place, rows in groupby(mine, key=lambda row: row["place"])],
        "known": [row for row in known if row["segment"] == segment],
        "currency": currency_of(newest),
    }
    return render(request, "care/needs.html", shown)


@needs("card", "view")
@require_GET
def skipped(request: HttpRequest) -> HttpResponse:
    """Who gets no card now, and why."""
    actor, on, reason = actor_of(request), timezone.localdate(), request.GET.get("reason", "")
    found, months = skipping.skipped_customers(actor, on=on, reason=reason), card_months()
    shown = {
        "lines": [skipping.told(one, months=months) for one in found[:SKIPPED_SHOWN]],
        "n": found.count(),
        "reason": reason,
        "reasons": skipping.REASONS,
        "months": months,
    }
    return render(request, "care/skipped.html", shown)
