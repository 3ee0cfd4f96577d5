"""The application ``nightly``."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from klantkompas.web.staff.jobs import Progress


class Nightly(AppConfig):
    """The bridge from the database to the library, and back."""

    name = "klantkompas.web.nightly"
    label = "nightly"

    def ready(self) -> None:
        """Name the work that can be asked for."""
        from klantkompas.web.staff.jobs import works

        works["analyse"] = analyse


def analyse(progress: "Progress", asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The job ``analyse``; the library is loaded only now."""
    from klantkompas.web.nightly.services import work

    return work(progress, asked)
