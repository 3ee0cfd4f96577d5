"""The example firm in a new installation: its exports, four people of it, the import and the first figures.

Only ever where nobody is yet, or where it was begun before; each step is done once, however often it is asked for.
"""

import json
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.ledger.example_firm import write_example
from klantkompas.web.customers import importing
from klantkompas.web.customers.models import Customer
from klantkompas.web.customers.queries import snapshot
from klantkompas.web.staff import jobs, queries, services
from klantkompas.web.staff.models import User
from klantkompas.words import Language, failure

FOLDER, KEPT = "example", "example.json"
ACCOUNT_MANAGER = 2  # of PEOPLE
A_MOMENT = 0.2  # seconds
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
    people = everybody(language=language)
    first, manager, *_ = (User.objects.get(email=one["email"]) for one in people)
    if not Customer.objects.exists():
        _take_in(_exports(language, tell), manager, tell)
        _give_customers(User.objects.get(email=people[ACCOUNT_MANAGER]["email"]), first)
    if snapshot() is None:
        _compute(manager, tell)
    return people


def _exports(language: Language, tell: Tell) -> Path:
    """What its packages for accounting and hours export, and its settings."""
    facts = Path(settings.DATA) / FOLDER
    if not facts.exists():
        write_example(out=facts, language=language, progress=lambda part: tell("example", part, 1.0))
    return facts


def _take_in(facts: Path, manager: User, tell: Tell) -> None:
    """The settings and the exports, as the relationship manager would have them taken in."""
    at = timezone.now()
    services.save_rules(actor=manager, toml=(facts / "klantkompas.toml").read_text(encoding="utf-8"), at=at)
    files = {path.name: path for path in sorted(facts.glob("*.csv"))}
    imported = importing.receive(actor=manager, files=files, at=at)

    def reading(_step: str, done: int, total: int | None) -> None:
        tell("web_import", done, total)

    importing.plan_now(imported, reading)
    importing.lay_in_now(imported, reading)


def _give_customers(person: User, by: User) -> None:
    """The account manager of most customers is this person."""
    names = Counter(Customer.objects.exclude(account_manager=None).values_list("account_manager", flat=True))
    wanted = {"name": person.name, "language": person.language, "roles": person.roles}
    wanted["account_manager"] = names.most_common(1)[0][0]
    services.change_person(actor=by, user=person, at=timezone.now(), settings=wanted)


def _compute(manager: User, tell: Tell) -> None:
    """The first figures, by the job that a person would ask for.

    Raises:
        UsageError, FactsError: what the job says.
    """
    job = jobs.ask("analyse", by=manager)
    while job.state in ("waiting", "running"):
        tell("web_analysis", job.done, job.total)
        time.sleep(A_MOMENT)
        job.refresh_from_db()
    if job.state != "done":
        raise failure(UsageError, job.error_code, **job.error_params)


def everybody(*, language: Language) -> list[dict[str, str]]:
    """The people of the example firm: made where nobody is yet, kept with their passwords for this computer's user.

    Raises:
        UsageError: there are people who are not of the example firm.
    """
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
