"""When figures are computed: when somebody asks, and every night after a set hour; never twice at once.

What was asked and when stands in the jobs, so that a restart forgets nothing: a night that was missed is caught up as
soon as the application runs again.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from klantkompas.web.customers.importing import forget_old
from klantkompas.web.customers.models import Snapshot, Transaction
from klantkompas.web.staff.jobs import ask
from klantkompas.web.staff.models import Job, TrailLine, User
from klantkompas.web.staff.queries import rules_in_force
from klantkompas.web.staff.services import need

KIND = "analyse"
# What is done to these, or so, moves no figure.
NO_FACTS = ("user", "team", "rules", "job", "snapshot", "view", "segment", "task")
NOTHING_IN_FORCE = ("import.received", "import.removed")


def running() -> Job | None:
    """The analysis that waits or runs; None where there is none."""
    return Job.objects.filter(kind=KIND, state__in=("waiting", "running")).first()


@transaction.atomic
def ask_now(*, actor: User, hours: Decimal | None = None) -> Job:
    """Ask for figures anew; the analysis that runs already, where one does.

    Args:
        actor: who asks.
        hours: a week for a new Monday list; None: only once the last list is a week old, within the hours there are.

    Raises:
        UsageError: the actor may not.
    """
    need(actor, "analysis", "create")
    return running() or ask(KIND, by=actor, **({} if hours is None else {"hours": str(hours)}))


@transaction.atomic
def ask_if_due(now: datetime) -> Job | None:
    """Ask for the night's analysis where it was not asked for yet; None where it was, or where there are no facts.

    Files of imports that are long done go that night too.

    Args:
        now: of the clock.
    """
    asked = Job.objects.filter(kind=KIND, by=None, asked_at__gte=last_night(now)).exists()
    if asked or running() is not None or not Transaction.objects.exists():
        return None
    forget_old(at=now)
    return ask(KIND, by=None)


def last_night(now: datetime) -> datetime:
    """The last moment at which the hour of the night struck."""
    local = timezone.localtime(now)
    struck = local.replace(hour=settings.NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return struck if struck <= local else struck - timedelta(days=1)


def outdated(snapshot: Snapshot | None) -> bool:
    """Whether facts or settings changed since a snapshot was computed: then its figures are no longer those of now."""
    if snapshot is None:
        return True
    in_force = rules_in_force()
    if (in_force.pk if in_force else None) != snapshot.rules_id:
        return True
    since = TrailLine.objects.filter(at__gte=snapshot.at)
    return since.exclude(subject__in=NO_FACTS).exclude(action__in=NOTHING_IN_FORCE).exists()
