"""What a password must be, said in the reader's language (the framework's own Dutch lacks this sentence)."""

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from klantkompas.web.staff.templatetags.said import say


class LongEnough(MinimumLengthValidator):
    """A password of at least so many characters."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002
        """Refuse a shorter one, and say how long it must be."""
        if len(password) < self.min_length:
            raise ValidationError(say("web.password.short", n=self.min_length), code="password_too_short")

    def get_help_text(self) -> str:
        """How long it must be."""
        return say("web.password.short", n=self.min_length)
