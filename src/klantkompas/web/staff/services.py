"""What staff can do: each use case checks the right, does it and writes the trail, in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import tomlkit
from django.db import transaction

from klantkompas.errors import UsageError
from klantkompas.rules import rules_of
from klantkompas.web.staff.models import Firm, Job, RulesVersion, Team, User
from klantkompas.web.staff.queries import jobs, nobody_yet, people, rules_in_force
from klantkompas.web.staff.rights import ROLES, Level, Object, Verb
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

FIRST_ROLES = ("director", "relationship_manager", "administrator")


def need(actor: User, thing: Object, verb: Verb) -> Level:
    """How far an actor may go.

    Raises:
        UsageError: not at all.
    """
    found = actor.may(thing, verb)
    if found is Level.NONE:
        raise failure(UsageError, "web_not_allowed")
    return found


@transaction.atomic
def make_first_user(*, name: str, email: str, password: str, language: str, at: datetime) -> User:
    """The person who sets up the installation; has every role that is needed to begin.

    Raises:
        UsageError: somebody was made before.
    """
    if not nobody_yet():
        raise failure(UsageError, "web_not_first")
    user = User(name=name, email=email, language=language, roles=list(FIRST_ROLES), since=at)
    user.set_password(password)
    user.save()
    note(actor=user, action="people.first", subject="user", subject_id=user.pk, at=at)
    return user


@transaction.atomic
def add_person(*, actor: User, email: str, password: str, at: datetime, settings: Mapping[str, Any]) -> User:
    """Somebody new, with a first password that is told to him.

    Args:
        actor: who adds him.
        email: his address, with which he signs in.
        password: his first one.
        at: when.
        settings: ``name``, ``language``, ``account_manager``, ``roles``, ``teams``.

    Raises:
        UsageError: the actor may not, or the address is taken.
    """
    need(actor, "people", "create")
    if User.objects.filter(email__iexact=email).exists():
        raise failure(UsageError, "web_address_taken", email=email)
    user = User(email=email, since=at)
    user.set_password(password)
    _settle(user, settings)
    note(actor=actor, action="people.added", subject="user", subject_id=user.pk, at=at, roles=user.roles)
    return user


@transaction.atomic
def change_person(*, actor: User, user: User, at: datetime, settings: Mapping[str, Any]) -> User:
    """Change name, language, roles, teams, or whether somebody can sign in (``is_active``).

    Raises:
        UsageError: the actor may not, or nobody would be left who can let people in.
    """
    need(actor, "people", "change")
    before = {"roles": user.roles, "is_active": user.is_active}
    _settle(user, settings)
    _somebody_lets_people_in()
    after = {"roles": user.roles, "is_active": user.is_active}
    note(actor=actor, action="people.changed", subject="user", subject_id=user.pk, at=at, before=before, after=after)
    return user


def _settle(user: User, settings: Mapping[str, Any]) -> None:
    roles: Iterable[str] = settings["roles"]
    user.name, user.language = settings["name"], settings["language"]
    user.account_manager = settings.get("account_manager", "")
    user.roles = [role for role in ROLES if role in roles]
    user.is_active = settings.get("is_active", True)
    user.save()
    user.teams.set(settings.get("teams", ()))


def _somebody_lets_people_in() -> None:
    active = User.objects.filter(is_active=True)
    if not any(one.may("people", "change") is Level.ALL for one in active):
        raise failure(UsageError, "web_last_administrator")


@transaction.atomic
def add_team(*, actor: User, name: str, at: datetime) -> Team:
    """A new team.

    Raises:
        UsageError: the actor may not, or there is one of that name.
    """
    need(actor, "people", "create")
    if Team.objects.filter(name__iexact=name).exists():
        raise failure(UsageError, "web_team_taken", name=name)
    team = Team.objects.create(name=name)
    note(actor=actor, action="team.added", subject="team", subject_id=team.pk, at=at)
    return team


@transaction.atomic
def change_language(*, actor: User, language: str, at: datetime) -> None:
    """The language in which somebody is answered."""
    actor.language = language
    actor.save(update_fields=["language"])
    note(actor=actor, action="people.language", subject="user", subject_id=actor.pk, at=at, language=language)


@transaction.atomic
def change_names(*, actor: User, workshop: bool, at: datetime) -> None:
    """Whether somebody wants the workshop's names for relations beside our own."""
    actor.workshop_names = workshop
    actor.save(update_fields=["workshop_names"])
    note(actor=actor, action="people.names", subject="user", subject_id=actor.pk, at=at, workshop=workshop)


@transaction.atomic
def change_firm(*, actor: User, workshop_names: bool, at: datetime) -> None:
    """What the firm wants of its screens.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "settings", "change")
    Firm.objects.update_or_create(pk=1, defaults={"workshop_names": workshop_names})
    note(actor=actor, action="settings.firm", subject="firm", subject_id=1, at=at, workshop_names=workshop_names)


@transaction.atomic
def save_rules(*, actor: User, toml: str, at: datetime) -> RulesVersion:
    """Keep settings as a new version; what ran before keeps the version it ran with.

    Raises:
        UsageError: the actor may not, or the text names a setting or value that cannot be.
    """
    need(actor, "settings", "change")
    rules = rules_of(toml)
    version = RulesVersion.objects.create(at=at, by=actor, toml=toml, fingerprint=rules.fingerprint)
    note(actor=actor, action="settings.changed", subject="rules", subject_id=version.pk, at=at)
    return version


def save_costs(*, actor: User, hourly_cost: Decimal | None, margin: Decimal | None, at: datetime) -> RulesVersion:
    """What an hour costs and what is left of turnover, where the exports do not say; the other settings stay.

    Args:
        actor: who says so.
        hourly_cost: euros; None: as it was.
        margin: share of turnover left after direct cost, between 0 and 1; None: as it was.
        at: when.

    Raises:
        UsageError: the actor may not, or a number cannot be.
    """
    version = rules_in_force()
    text = tomlkit.parse(version.toml if version else "")
    profit = text.setdefault("profit", tomlkit.table())
    for name, value in (("hourly_cost", hourly_cost), ("margin", margin)):
        if value is not None:
            profit[name] = tomlkit.value(f"{value:f}")
    return save_rules(actor=actor, toml=tomlkit.dumps(text), at=at)


@transaction.atomic
def cancel_job(*, actor: User, job: Job, at: datetime) -> None:
    """Ask a job to stop at its next step; one that has ended stays as it is.

    Raises:
        UsageError: the actor may not stop this one.
    """
    reach = need(actor, "job", "change")
    if reach is not Level.ALL and job.by_id != actor.pk:
        raise failure(UsageError, "web_not_allowed")
    stopped = jobs(actor).filter(pk=job.pk, state__in=("waiting", "running")).update(cancel_asked=True)
    if stopped:
        note(actor=actor, action="job.cancelled", subject="job", subject_id=job.pk, at=at)


def person(actor: User, pk: int) -> User | None:
    """Somebody an actor may see; None where he does not exist for him."""
    return people(actor).filter(pk=pk).first()
