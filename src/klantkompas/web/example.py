"""The example firm in a new installation: its exports, four people of it, the import and the first figures.

Only ever where nobody is yet, or where it was begun before; each step is done once, however often it is asked for.
"""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.ledger.example_firm import write_example
from klantkompas.web.staff import queries, services
from klantkompas.words import Language, failure

FOLDER, KEPT = "example", "example.json"
Tell = Callable[[str, float, float | None], None]
PEOPLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Dirk Dekker", "dirk", ("director", "administrator")),
    ("Rosa de Ruiter", "rosa", ("relationship_manager",)),
    ("Anna Aarts", "anna", ("account_manager",)),
    ("Karim Klaassen", "karim", ("complaint_handler",)),
)
DOMAIN = "voorbeeld.example"
CHANCE = 9  # bytes of chance in a password: twelve letters, as many as one must have


def fill(*, language: Language, tell: Tell) -> list[dict[str, str]]:
    """Make the example firm, as far as it is not there.

    Args:
        language: of its exports and its people.
        tell: how far it is: the step, what is done of it, and what there is to do.

    Returns:
        Its people, in the order of ``PEOPLE``: ``role``, ``email``, ``password``.

    Raises:
        UsageError: there are people who are not of the example firm.
    """
    people = _people(language)
    facts = Path(settings.DATA) / FOLDER
    if not facts.exists():
        write_example(out=facts, language=language, progress=lambda part: tell("example", part, 1.0))
    return people


def _people(language: Language) -> list[dict[str, str]]:
    """Those of the example firm: made where nobody is yet, and kept with their passwords for this computer's user."""
    kept = Path(settings.DATA) / KEPT
    if kept.exists():
        return list(json.loads(kept.read_text(encoding="utf-8")))
    if not queries.nobody_yet():
        raise failure(UsageError, "web_example_taken", data=str(settings.DATA))
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        people = _made(language)
        json.dump(people, file, indent=1)
    return people


@transaction.atomic
def _made(language: Language) -> list[dict[str, str]]:
    """Everybody of ``PEOPLE``, each with a password of chance; the first one lets the others in."""
    passwords = {short: secrets.token_urlsafe(CHANCE) for _, short, _ in PEOPLE}
    name, short, roles = PEOPLE[0]
    first = services.make_first_user(
        name=name, email=_address(short), password=passwords[short], language=language, at=timezone.now()
    )
    wanted = {"name": name, "language": language, "roles": roles}
    services.change_person(actor=first, user=first, at=timezone.now(), settings=wanted)
    for name, short, roles in PEOPLE[1:]:
        wanted = {"name": name, "language": language, "roles": roles}
        services.add_person(
            actor=first, email=_address(short), password=passwords[short], at=timezone.now(), settings=wanted
        )
    return [{"role": roles[0], "email": _address(short), "password": passwords[short]} for _, short, roles in PEOPLE]


def _address(short: str) -> str:
    return f"{short}@{DOMAIN}"
