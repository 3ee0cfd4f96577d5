"""The page on which a customer leaves a name: no log-in, no cookie, no customer data, and nothing to guess.

What protects it is the token (128 bits) and that it works once. Every token that cannot be used is answered alike, and
nothing is kept of it. Who tries many is told to stop; a card that is good works all the same, since all who come
through one proxy or one office share an address.
"""

from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from klantkompas.errors import UsageError
from klantkompas.web.care import cards, letters
from klantkompas.web.care.forms import NameForm
from klantkompas.web.staff.needs import for_anybody

MOST_WRONG, WITHIN = 20, 600  # wrong tokens of one address, in so many seconds
GONE = "care/public_gone.html"
LARGEST = 10_000  # bytes: a name, a number and a time are a few hundred


@for_anybody
@csrf_exempt  # nothing of a session is used: the token in the address is the right to post, once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_a_name(request: HttpRequest, token: str) -> HttpResponse:
    """The page; a post with a name spends the card."""
    at = timezone.now()
    if (refusal := refused(request, lambda: cards.usable(token, on=timezone.localdate(at)) is not None)) is not None:
        return refusal
    form = NameForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "care/public.html", form=form, firm=letters.lines_of(letters.letterhead().sender)[:1])
    try:
        made = cards.answer(token=token, **form.cleaned_data, at=at)
    except UsageError:  # nobody of the top is left to call
        return page(request, "care/public_later.html", status=503)
    if made is None:  # another post was first
        return page(request, GONE, status=404)
    return page(request, "care/public_thanks.html", call=made)


def refused(request: HttpRequest, usable: Callable[[], bool], *, gone: str = GONE) -> HttpResponse | None:
    """The answer to a token that cannot be used, to one guess too many, and to a post too large; None for others.

    Args:
        request: of a stranger.
        usable: looks up his token.
        gone: the page that says so.
    """
    if _too_large(request):
        return page(request, gone, status=413)
    if usable():
        return None
    return page(request, gone, status=429 if _guesses(request) else 404)


def _too_large(request: HttpRequest) -> bool:
    """Whether more is sent than a name, a number and a time can be; nothing of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not (length.isascii() and length.isdigit() and len(length) < 9 and int(length) <= LARGEST)


def _guesses(request: HttpRequest) -> bool:
    """Whether an address tried more wrong tokens than anybody mistypes; counted in memory, and forgotten."""
    counts, address = caches["guesses"], request.META.get("REMOTE_ADDR", "")
    counts.add(address, 0, WITHIN)
    try:
        return counts.incr(address) > MOST_WRONG
    except ValueError:  # forgotten between the two
        return False


def page(request: HttpRequest, template: str, *, status: int = 200, **shown: object) -> HttpResponse:
    """A page whose address is a secret: told to nobody it leads to, and not to be found by a search."""
    response = render(request, template, shown, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
