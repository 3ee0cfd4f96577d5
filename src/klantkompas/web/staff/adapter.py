"""How people come in: nobody makes his own account; the firm's own sign-in lets in who was added before."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class OnlyByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """No open registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False


class OnlyKnownPeople(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The firm's own sign-in is for people who were added here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Never."""
        return False
