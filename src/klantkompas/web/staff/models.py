"""What is kept of people: who they are, their teams and roles, and the trail of what was done."""

from typing import Any, ClassVar, Literal

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from klantkompas.web.staff.rights import Level, Object, Verb, level


class People(BaseUserManager["User"]):
    """Everybody who can sign in."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Somebody by address, however it is written."""
        return self.get(email__iexact=username)


class Team(models.Model):
    """People who share the care of customers."""

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """Somebody of the firm.

    ``account_manager`` is the name under which the facts know him (``customers.account_manager``): whose customers are
    his own. ``workshop_names``: whether he wants the workshop's names for relations (doornroosje) beside our own.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    account_manager = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl")
    roles = models.JSONField(default=list)
    teams = models.ManyToManyField(Team, blank=True, related_name="members")
    is_active = models.BooleanField(default=True)
    workshop_names = models.BooleanField(default=True)
    since = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    is_staff = is_superuser = False  # there is no Django admin: rights come from the table of rights alone

    objects = People()

    class Meta:
        """The database refuses an address that differs from another in capitals only."""

        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(Lower("email"), name="one_address")]
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """His name."""
        return self.name

    def may(self, thing: Object, verb: Verb) -> Level:
        """How far he may go with a verb on an object."""
        return level(self.roles, thing, verb) if self.is_active else Level.NONE


class Firm(models.Model):
    """What the firm wants of its screens, and changes no figure: one line, made by whoever first changes it.

    Attributes:
        workshop_names: whether relations may be called by the workshop's names on the screens of staff.
    """

    workshop_names = models.BooleanField(default=True)

    class Meta:
        """There is one firm."""

        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=Q(id=1), name="one_firm")]


class TrailLine(models.Model):
    """One thing that was done, by whom, to what. Written with the change itself; the database refuses to change it."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)

    class Meta:
        """Newest first, and what was done to one thing together."""

        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject", "subject_id"], name="trail_of_one")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject} {self.subject_id}"


class Job(models.Model):
    """Long work that somebody asked for, or the night: how far it is, how it ended, and what to do where it failed."""

    State = Literal["waiting", "running", "done", "failed", "cancelled"]

    kind = models.CharField(max_length=40)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="jobs")
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting", db_index=True)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=60, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    cancel_asked = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    error_code = models.CharField(max_length=60, blank=True)
    error_params = models.JSONField(default=dict)

    class Meta:
        """Newest first; never further than the whole."""

        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(total=None) | Q(done__lte=F("total")), name="no_more_than_the_whole")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class RulesVersion(models.Model):
    """The settings as they were from a moment on; an analysis keeps the version it ran with."""

    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    toml = models.TextField()
    fingerprint = models.CharField(max_length=12, db_index=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.fingerprint} {self.at:%Y-%m-%d}"
