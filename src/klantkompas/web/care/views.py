"""Pages of care for staff: the round of cards, and the directors' queue."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klantkompas.web.care import cards
from klantkompas.web.care.forms import CalledForm, ChangeForm, SendForm
from klantkompas.web.care.models import CallBack
from klantkompas.web.care.paper_views import on_paper
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of, tried

SHOWN = 50


@needs("card", "view")
@require_GET
def card_round(request: HttpRequest) -> HttpResponse:
    """Who is due for a card, at what pace, and who gets none and why."""
    return _round(request, None)


def _round(request: HttpRequest, form: SendForm | None) -> HttpResponse:
    actor, on = actor_of(request), timezone.localdate()
    due, pace = cards.round_of(actor, on=on), cards.pace(actor, on=on)
    n = due.count()
    first = {"cards": max(1, min(n, pace, cards.MOST_AT_ONCE)), "paper": "card"}
    shown = {
        "due": due[:SHOWN],
        "n": n,
        "pace": pace,
        "months": cards.card_months(),
        "skipped": [(reason, number) for reason, number in cards.skipped(actor, on=on).items() if number],
        "out": cards.out(actor),
        "form": form or SendForm(initial=first | {"language": language()}),
        "may_send": actor.may("card", "create"),
        "directors": len(cards.directors()),
    }
    return render(request, "care/cards.html", shown)


@needs("card", "create")
@require_POST
def send_cards(request: HttpRequest) -> HttpResponse:
    """Make cards for who waits longest, as a PDF to print."""
    form = SendForm(request.POST)
    actor, at = actor_of(request), timezone.now()
    if not form.is_valid():
        return _round(request, form)
    sent: list[cards.Sent] = []

    def send() -> None:
        chosen = list(cards.round_of(actor, on=timezone.localdate(at))[: form.cleaned_data["cards"]])
        sent.extend(cards.send(actor=actor, chosen=chosen, at=at))

    if not tried(form, send) or not sent:
        return _round(request, form)
    address = request.build_absolute_uri(reverse("leave_a_name", args=["x"]))[:-1]
    how = {name: form.cleaned_data[name] for name in ("paper", "language")}
    return on_paper(sent, **how, address=address, day=timezone.localdate(at))


@needs("card", "delete")
@require_POST
def withdraw_cards(request: HttpRequest) -> HttpResponse:
    """Take back a batch of cards that were not posted after all."""
    n = cards.withdraw(actor=actor_of(request), batch=request.POST.get("batch", ""), at=timezone.now())
    messages.success(request, say("care.cards.withdrawn", n=n))
    return redirect("cards")


@needs("callback", "view")
@require_GET
def callbacks(request: HttpRequest) -> HttpResponse:
    """The directors' queue: who asked to be called, by when, by whom; and the causes that were heard."""
    actor, on = actor_of(request), timezone.localdate()
    calls = cards.queue(actor)
    weeks = timezone.now() - timedelta(days=28)
    shown = {
        "calls": calls.filter(called_at=None),
        "made": calls.exclude(called_at=None).order_by("-called_at")[:SHOWN],
        "causes": cards.causes(actor, on=on),
        "unlisted": cards.unlisted(actor, on=on).count(),
        "today": on,
        "hours_a_week": cards.hours_a_week(actor, since=weeks, weeks=4),
    }
    return render(request, "care/callbacks.html", shown)


@needs("callback", "change")
@require_POST
def enlist_calls(request: HttpRequest) -> HttpResponse:
    """Put on the list who sent a card back according to a file."""
    n = cards.enlist(actor=actor_of(request), at=timezone.now())
    messages.success(request, say("care.queue.enlisted", n=n))
    return redirect("callbacks")


def _call(request: HttpRequest, pk: int) -> CallBack:
    found = cards.queue(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@needs("callback", "view")
@require_GET
def callback(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: what was left on the card, the customer, and what came of it."""
    return _one(request, _call(request, pk), None)


def _one(request: HttpRequest, call: CallBack, form: CalledForm | None) -> HttpResponse:
    known = [one.name for one in cards.causes(actor_of(request), on=timezone.localdate())]
    shown = {"call": call, "form": form or CalledForm(causes=known), "today": timezone.localdate()}
    return render(request, "care/callback.html", shown)


@needs("callback", "change")
@require_POST
def called_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what came of a call."""
    call, form = _call(request, pk), CalledForm(request.POST, causes=[])

    def keep() -> None:
        cards.called(actor=actor_of(request), call=call, **form.cleaned_data, at=timezone.now())

    if form.is_valid() and tried(form, keep):
        messages.success(request, say("care.call.kept"))
        return redirect("callbacks")
    return _one(request, call, form)


@needs("callback", "change")
@require_POST
def change_cause(request: HttpRequest) -> HttpResponse:
    """Write down what the firm changed about a cause."""
    form = ChangeForm(request.POST)
    if form.is_valid():
        at = timezone.now()
        cards.changed(actor=actor_of(request), **form.cleaned_data, on=timezone.localdate(at), at=at)
        messages.success(request, say("care.cause.kept"))
    else:
        messages.error(request, say("care.cause.empty"))
    return redirect("callbacks")
