"""The page on which a customer gives a mark: as the one of the card, without log-in, once, and nothing to guess."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from klantkompas.web.care.public import page, refused
from klantkompas.web.post import marks
from klantkompas.web.post.forms import MarkForm
from klantkompas.web.staff.needs import for_anybody

GONE = "post/mark_gone.html"


@for_anybody
@csrf_exempt  # nothing of a session is used: the token in the address is the right to post, once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_mark(request: HttpRequest, token: str) -> HttpResponse:
    """The page; a post with a mark spends the question."""
    at = timezone.now()
    if (refusal := refused(request, lambda: _is_there(token), gone=GONE)) is not None:
        return refusal
    form = MarkForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "post/mark.html", form=form)
    given = marks.answer(token=token, mark=form.cleaned_data["mark"], at=at)
    return page(request, "post/mark_thanks.html" if given else GONE)


def _is_there(token: str) -> bool:
    return marks.usable(token, on=timezone.localdate()) is not None
