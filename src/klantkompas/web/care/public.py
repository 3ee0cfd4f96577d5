"""The page on which a customer leaves a name: no log-in, no cookie, no customer data, and nothing to guess.

What protects it is the token (128 bits) and that it works once. Every token that cannot be used is answered alike. Who
tries many is answered without a look at the database.
"""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from klantkompas.web.care import cards
from klantkompas.web.care.forms import NameForm
from klantkompas.web.staff.needs import for_anybody

MOST_WRONG, WITHIN = 20, 600  # wrong tokens of one address, in so many seconds
LARGEST = 10_000  # bytes: a name, a number and a time are a few hundred


@for_anybody
@csrf_exempt  # nothing of a session is used: the token in the address is the right to post, once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_a_name(request: HttpRequest, token: str) -> HttpResponse:
    """The page; a post with a name spends the card."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _page(request, "care/public_gone.html", status=413)
    wrong = f"card:{request.META.get('REMOTE_ADDR', '')}"
    if cache.get(wrong, 0) >= MOST_WRONG:
        return _page(request, "care/public_gone.html", status=429)
    at = timezone.now()
    if cards.usable(token, on=timezone.localdate(at)) is None:
        cache.set(wrong, cache.get(wrong, 0) + 1, WITHIN)
        return _page(request, "care/public_gone.html", status=404)
    form = NameForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "care/public.html", form=form)
    made = cards.answer(token=token, **form.cleaned_data, at=at)
    return _page(request, "care/public_thanks.html" if made else "care/public_gone.html", call=made)


def _page(request: HttpRequest, template: str, *, status: int = 200, **shown: object) -> HttpResponse:
    response = render(request, template, shown, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is a secret
    response.headers["X-Robots-Tag"] = "noindex"
    return response
