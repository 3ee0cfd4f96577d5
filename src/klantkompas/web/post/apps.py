"""The application ``post``."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from klantkompas.web.staff.jobs import Progress


class Post(AppConfig):
    """Mail to customers and colleagues, and mail that comes in."""

    name = "klantkompas.web.post"
    label = "post"

    def ready(self) -> None:
        """Name the work that can be asked for."""
        from klantkompas.web.staff.jobs import works

        works["post"] = go_round


def go_round(_progress: "Progress", _asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The job ``post``: what the minute does by itself, done now."""
    from django.utils import timezone

    from klantkompas.web.post.arriving import fetch
    from klantkompas.web.post.sending import send_due

    at = timezone.now()
    return {"sent": send_due(at=at), "taken": fetch(at=at)}
