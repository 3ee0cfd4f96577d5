"""What the surroundings do not say yet of mail, and how mail is doing: for whoever looks after the system."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from klantkompas.errors import UsageError
from klantkompas.web.post.models import Letter, Look
from klantkompas.web.post.servers import imap, sender, smtp


def lacks() -> list[str]:
    """Codes of what is missing or cannot be (``post.lacks.CODE``), what matters most first."""
    found = [_of("smtp", smtp), _of("imap", imap)]
    if found[0] is None and not sender():
        found.append("from")
    if not address():
        found.append("address")
    return [one for one in found if one]


def _of(name: str, read: Any) -> str | None:
    try:
        return None if read() is not None else name
    except UsageError:
        return f"{name}_wrong"


def address() -> str:
    """Under which customers reach the application, without a slash at its end; empty where nobody said so."""
    if settings.ADDRESS:
        return str(settings.ADDRESS).rstrip("/")
    public = [
        name for name in settings.ALLOWED_HOSTS if name not in ("localhost", "127.0.0.1", "[::1]", "*", "testserver")
    ]
    return f"https://{public[0].lstrip('.')}" if public else ""


def state() -> Mapping[str, int | datetime | None]:
    """How many letters wait and since when, how many did not arrive, and when one was last taken."""
    waits, failed = Q(state="waiting"), Q(state="failed")
    return Letter.objects.aggregate(
        waiting=Count("pk", filter=waits),
        since=Min("at", filter=waits),
        failed=Count("pk", filter=failed),
        sent=Max("sent_at"),
    )


def last_look() -> Look | None:
    """The last look into the mailbox; None before the first."""
    return Look.objects.first()
