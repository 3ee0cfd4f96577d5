"""The pictures that the night drew for a snapshot: what stands around them, and the drawings themselves."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from klantkompas.web.customers.models import Snapshot
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Level
from klantkompas.words import Language

FOLDER = "pictures"
FORMAT = 1  # of what stands around the pictures; what an earlier version of ours drew in another is not shown
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz_-")


def sees_the_firm(actor: User) -> bool:
    """Whether somebody may see the firm as a whole: pictures name customers of everybody."""
    return actor.may("analysis", "view") is Level.ALL


def around(snapshot: Snapshot | None, language: Language) -> dict[str, Any] | None:
    """Titles, sentences and tables of all pictures of a snapshot; None where none are kept.

    ``names`` (the A4 of names), ``panels`` (four of them, for the home page), ``pages``, ``lacking``, ``as_of``.
    """
    try:
        path = _folder(snapshot) / f"{language}.json"
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if found.get("format") == FORMAT else None


def drawing(snapshot: Snapshot, language: Language, name: str) -> str | None:
    """One drawing, as SVG; None where there is none of that name."""
    if not set(name) <= LETTERS:
        return None
    try:
        return (_folder(snapshot) / language / f"{name}.svg").read_text(encoding="utf-8")
    except OSError:
        return None


def _folder(snapshot: Snapshot | None) -> Path:
    if snapshot is None or not snapshot.folder:
        raise FileNotFoundError
    return Path(settings.DATA, snapshot.folder, FOLDER)
