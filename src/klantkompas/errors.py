"""Every way in which klantkompas says no.

    KlantkompasError
    ├── UsageError         wrong use: an option, a path, a setting (exit status 2)
    ├── FactsError         a required table or column is missing or unreadable (exit status 1)
    └── EstimationError    a model cannot be estimated from these numbers

An error carries a stable ``code`` and its ``params``; ``klantkompas.words`` turns the two into a sentence
in the reader's language. ``str(error)`` is that sentence in English.
"""

from typing import Any


class KlantkompasError(Exception):
    """Base of all errors of this library.

    Args:
        code: stable name of what is wrong, one of the codes in ``klantkompas.words.errors``.
        message: what is wrong and what to do, in English.
        params: the values that the sentence names.
    """

    def __init__(self, *, code: str, message: str, params: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.params = params or {}


class UsageError(KlantkompasError):
    """The command or the call is used wrongly."""


class FactsError(KlantkompasError):
    """The facts cannot be used at all.

    Attributes:
        came_in: what had come in until then (findings, mappings, refused rows), for who tells the user; else ``None``.
    """

    came_in: Any = None


class EstimationError(KlantkompasError):
    """A model cannot be estimated from the numbers it was given."""
