"""What the pages of staff show; reading only."""

from django.db.models import QuerySet

from klantkompas.rules import Rules, rules_of
from klantkompas.web.staff.models import Firm, Job, RulesVersion, Team, TrailLine, User
from klantkompas.web.staff.rights import Level, Object, Verb


def reach(actor: User, thing: Object, verb: Verb) -> QuerySet[User]:
    """The people whose things an actor may reach with a verb: nobody, himself, his teams, or everybody.

    Every list, page, export and search of what belongs to somebody goes through this one function.
    """
    match actor.may(thing, verb):
        case Level.ALL:
            return User.objects.all()
        case Level.TEAM:
            return (
                User.objects.filter(teams__in=actor.teams.all()).distinct()
                | User.objects.filter(pk=actor.pk).distinct()
            )
        case Level.OWN:
            return User.objects.filter(pk=actor.pk)
    return User.objects.none()


def nobody_yet() -> bool:
    """Whether the first user has yet to be made."""
    return not User.objects.exists()


def people(actor: User) -> QuerySet[User]:
    """Everybody an actor may see, with their teams."""
    return reach(actor, "people", "view").prefetch_related("teams")


def everybody() -> QuerySet[User]:
    """Everybody who can sign in, by name: to name a colleague by."""
    return User.objects.filter(is_active=True).order_by("name")


def teams() -> QuerySet[Team]:
    """All teams, by name."""
    return Team.objects.order_by("name")


def trail(actor: User) -> QuerySet[TrailLine]:
    """What was done, newest first."""
    return TrailLine.objects.select_related("by") if actor.may("trail", "view") else TrailLine.objects.none()


def jobs(actor: User) -> QuerySet[Job]:
    """The jobs an actor may see: his own, or all (those of the night too)."""
    if actor.may("job", "view") is Level.ALL:
        return Job.objects.select_related("by")
    return Job.objects.filter(by__in=reach(actor, "job", "view")).select_related("by")


def rules_in_force() -> RulesVersion | None:
    """The settings that hold now; None where nobody changed any."""
    return RulesVersion.objects.first()


def rules_now() -> Rules:
    """The settings that hold now, the defaults where nobody changed any."""
    version = rules_in_force()
    return Rules() if version is None else rules_of(version.toml)


def rules_versions() -> QuerySet[RulesVersion]:
    """Every version of the settings, newest first."""
    return RulesVersion.objects.select_related("by")


def firm() -> Firm:
    """What the firm wants of its screens."""
    return Firm.objects.first() or Firm()


def workshop_names(reader: User) -> bool:
    """Whether a reader sees the workshop's names for relations: where both the firm and he want them."""
    return reader.workshop_names and firm().workshop_names
