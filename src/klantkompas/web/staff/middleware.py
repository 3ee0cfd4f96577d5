"""Around every request: the reader's language, the first user, and the right to be there."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation

from klantkompas.web.staff.queries import nobody_yet
from klantkompas.web.staff.rights import Level

Answer = Callable[[HttpRequest], HttpResponseBase]
FOR_ANYBODY = ("allauth.account.", "allauth.mfa.", "allauth.socialaccount.", "allauth.usersessions.")


class OwnLanguage:
    """Somebody is answered in his own language; a stranger in that of his browser, Dutch where that is neither."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the right language."""
        asked = translation.get_language_from_request(request)
        language = getattr(request.user, "language", None) or asked
        with translation.override(language):
            response = self._answer(request)
        response.headers.setdefault("Content-Language", language)
        return response


class FirstUser:
    """An installation without people begins with its first one, wherever it is entered."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._begun = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send everybody to the first page as long as there is nobody."""
        self._begun = self._begun or not nobody_yet()
        if not self._begun and not request.path.startswith(("/begin", settings.STATIC_URL, "/healthy")):
            return redirect("begin")
        return self._answer(request)


class Rights:
    """Nothing is shown that was not declared: a view says what it needs (``views.needs``), or it does not answer.

    What somebody may not see does not exist for him: 404, never 403.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the check is made once the view is known."""
        return self._answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse before the view begins."""
        right = getattr(view, "right", None)
        if right == "anybody" or (right is None and view.__module__.startswith(FOR_ANYBODY)):
            return None
        if right is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} does not say what right it needs")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if right != "signed in" and request.user.may(*right) is Level.NONE:
            raise Http404
        return None
