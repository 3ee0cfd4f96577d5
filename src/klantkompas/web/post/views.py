"""Pages of mail: what waits, what went, what did not arrive and why; and whether the surroundings say where it goes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klantkompas.web.post import letters, setting_up
from klantkompas.web.post.forms import AgainForm
from klantkompas.web.staff.jobs import ask
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import say
from klantkompas.web.staff.views import actor_of, tried

A_PAGE = 50
STATES = ("failed", "waiting", "sent")


@needs("complaint", "view")
@require_GET
def post(request: HttpRequest) -> HttpResponse:
    """The letters of whoever one may see, newest first; only those that wait, were sent, or did not arrive."""
    actor, state = actor_of(request), request.GET.get("state")
    reached = letters.letters(actor)
    shown = {
        "state": state if state in STATES else None,
        "states": [(one, reached.filter(state=one).count()) for one in STATES],
        "page": Paginator(reached.filter(state=state) if state in STATES else reached, A_PAGE).get_page(
            request.GET.get("page")
        ),
        "lacks": setting_up.lacks(),
        "may_send": actor.may("complaint", "create"),
        "may_round": actor.may("complaint", "change"),
    }
    return render(request, "post/post.html", shown)


@needs("complaint", "create")
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a letter that did not arrive once more."""
    actor = actor_of(request)
    letter = letters.letters(actor, "create").filter(pk=pk).first()
    if letter is None:
        raise Http404
    form = AgainForm(request.POST)

    def send() -> None:
        letters.again(actor=actor, letter=letter, to=form.cleaned_data["to"], at=timezone.now())

    if form.is_valid() and tried(form, send):
        messages.success(request, say("post.again.done", address=form.cleaned_data["to"]))
    else:
        messages.error(request, " ".join(str(one) for found in form.errors.values() for one in found))
    return redirect("post")


@needs("complaint", "change")
@require_POST
def go_round(request: HttpRequest) -> HttpResponse:
    """Send what is due and fetch what came in now, not at the next minute."""
    ask("post", by=actor_of(request))
    messages.success(request, say("post.round.asked"))
    return redirect("post")


@needs("settings", "view")
@require_GET
def setup(request: HttpRequest) -> HttpResponse:
    """Whether mail goes and comes, and what to set where it does not."""
    return render(
        request,
        "post/setup.html",
        {"lacks": setting_up.lacks(), "state": setting_up.state(), "look": setting_up.last_look()},
    )
