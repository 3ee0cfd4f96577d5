"""What is kept of care beside the facts: cards that are out, calls that the top owes, complaints on their way."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from klantkompas.web.customers.models import Card, Complaint, Customer
from klantkompas.web.staff.models import User


class Invitation(models.Model):
    """A card that went to a customer: whoever holds it may leave a name, once.

    Attributes:
        fact: the line of ``cards``.
        digest: SHA-256 of the token on the card, which is kept nowhere: a lost card is sent anew, not read here.
        expires: the last day on which it can be used.
        spent_at: when a name was sent with it; opening the page spends nothing, since mail scanners open links.
        gone: undone, or replaced by a newer card.
    """

    fact = models.OneToOneField(Card, on_delete=models.CASCADE, related_name="invitation")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateField()
    spent_at = models.DateTimeField(null=True)
    gone = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]


class Letterhead(models.Model):
    """What stands on every letter of the firm: one line, made by whoever first changes it.

    Attributes:
        sender: name and address of the firm, a line each; empty where the paper is printed already.
        place: where letters are written; may be empty.
        signed: who signs, a line each.
        card_nl, card_en: what the letter with a card says; empty: what the card says.
    """

    sender = models.TextField(blank=True)
    place = models.CharField(max_length=80, blank=True)
    signed = models.TextField(blank=True)
    card_nl = models.TextField(blank=True)
    card_en = models.TextField(blank=True)

    class Meta:
        """There is one."""

        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=Q(id=1), name="one_letterhead")]


class CallBack(models.Model):
    """A name that somebody left for the top, and what came of it: heard, its cause, the change, fewer of that cause.

    Attributes:
        name, phone, good_time: what was written on the card; the last two may be empty.
        director: whose turn it is; only he and other directors see what is written here.
        due: the last day on which he calls.
        called_at: None as long as nobody did.
        note: what was said.
        cause: what lay behind it, in few words, so that calls of one cause can be counted.
        change: what the firm did about the cause, and since when.
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="callback")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    good_time = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField()
    director = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(null=True)
    result = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    cause = models.CharField(max_length=80, blank=True)
    change = models.TextField(blank=True)
    changed_on = models.DateField(null=True)

    class Meta:
        """What is due first stands first; a call has a result."""

        ordering: ClassVar[list[str]] = ["due", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(called_at=None) | ~Q(result=""), name="a_call_has_a_result")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["called_at", "due"], name="calls_to_make")]


class Case(models.Model):
    """A complaint on its way, along the steps of ISO 10002; what counts in figures stands in the fact itself.

    Attributes:
        fact: the line of ``complaints``: days, whether it was justified, cause, remedy, compensation, agreement.
        channel: how it came in.
        text: what was said.
        remedy_asked: what the customer wants.
        about: the colleague it is about, who never handles it.
        handler: who does.
        paused_since: the day from which the clock stands, because the customer has to do something; None: it runs.
        paused_days: for how long it stood before.
        found: what was found when it was looked into, and when.
        response: what the firm answered, and when.
        measure: what was changed about the cause, and since when.
    """

    fact = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="case")
    channel = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    remedy_asked = models.TextField(blank=True)
    about = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="complaints")
    paused_since = models.DateField(null=True)
    paused_days = models.PositiveIntegerField(default=0)
    found = models.TextField(blank=True)
    found_on = models.DateField(null=True)
    response = models.TextField(blank=True)
    responded_on = models.DateField(null=True)
    measure = models.TextField(blank=True)
    measured_since = models.DateField(null=True)

    class Meta:
        """Nobody handles a complaint about himself; the database sees to it too."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(handler=None) | Q(about=None) | ~Q(handler=models.F("about")), name="not_by_himself"
            )
        ]
