"""The trail: one line for everything that is done, written in the transaction that does it."""

from datetime import datetime
from typing import Any

from klantkompas.web.staff.models import TrailLine, User


def note(*, actor: User | None, action: str, subject: str, subject_id: object, at: datetime, **details: Any) -> None:
    """Write a line.

    Args:
        actor: who did it; None: the night.
        action: what was done, as ``people.invited``.
        subject: kind of thing it was done to.
        subject_id: which one.
        at: when.
        details: what changed; never a password or a secret, and no more of a person than is needed.
    """
    TrailLine.objects.create(
        at=at, by=actor, action=action, subject=subject, subject_id=str(subject_id), details=details
    )
