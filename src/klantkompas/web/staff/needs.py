"""What a view needs, said above it: a right of the table, to be signed in, or nothing."""

from collections.abc import Callable
from typing import Any, TypeVar

from klantkompas.web.staff.rights import Object, Verb

View = TypeVar("View", bound=Callable[..., Any])


def needs(thing: Object, verb: Verb) -> Callable[[View], View]:
    """The view answers who may do this at all; how far he may go, its queries and services decide."""
    return _marked((thing, verb))


def for_anybody(view: View) -> View:
    """The view answers strangers."""
    return _marked("anybody")(view)


def for_the_signed_in(view: View) -> View:
    """The view answers whoever is signed in, about himself."""
    return _marked("signed in")(view)


def _marked(right: object) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.right = right  # type: ignore[attr-defined]
        return view

    return mark
