"""Writing to customers: about a complaint, and the card to the top."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from klantkompas.web.care.complaints import complaints
from klantkompas.web.post import card_letters, setting_up, writing
from klantkompas.web.post.forms import CardsForm, WriteForm
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import say
from klantkompas.web.staff.views import actor_of, tried


@needs("complaint", "change")
@require_POST
def write_about(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the customer about a complaint; where something is wrong with it, the letter as it was written."""
    actor, at = actor_of(request), timezone.now()
    fact = complaints(actor, "change").filter(pk=pk).first()
    if fact is None:
        raise Http404
    form = WriteForm(request.POST, addresses=writing.addresses(fact))

    def send() -> None:
        writing.write_about(actor=actor, fact=fact, **form.cleaned_data, at=at, day=timezone.localdate(at))

    if form.is_valid() and tried(form, send):
        messages.success(request, say("post.written.done", address=form.cleaned_data["to"]))
        return redirect("complaint", pk)
    return render(request, "post/write.html", {"form": form, "fact": fact})


@needs("card", "create")
@require_POST
def mail_cards(request: HttpRequest) -> HttpResponse:
    """Send the card to the top by mail, to who agreed to be mailed."""
    form, actor, at = CardsForm(request.POST), actor_of(request), timezone.now()
    base = setting_up.address() or request.build_absolute_uri("/").rstrip("/")
    sent: list[int] = []

    def send() -> None:
        sent.append(
            card_letters.mail_cards(
                actor=actor,
                most=form.cleaned_data["mailed"],
                address=base + reverse("leave_a_name", args=["x"])[:-1],
                firm=str(say("care.card.firm")),
                at=at,
                on=timezone.localdate(at),
            )
        )

    if form.is_valid() and tried(form, send):
        messages.success(request, say("post.cards.done", n=sent[0]))
    else:
        messages.error(request, " ".join(str(one) for found in form.errors.values() for one in found))
    return redirect("cards")
