"""What is kept of mail."""

from typing import Any, ClassVar, Literal

from django.db import models
from django.db.models import Q

from klantkompas.web.care.models import Invitation
from klantkompas.web.customers.models import Activity, Complaint, Customer, Rating
from klantkompas.web.staff.models import User

Kind = Literal["card", "complaint", "mark", "reminder"]
State = Literal["waiting", "sent", "failed"]


class Letter(models.Model):
    """A mail to one person: a row before it is sent, and afterwards what became of it.

    Attributes:
        kind: what it is for.
        to: his address.
        customer, complaint: whom and what it is about; of a reminder to a colleague both are null.
        user: the colleague who is reminded.
        invitation: of a card: what it invites to; a card that was taken back is not sent.
        text: as it is sent; ``{link}`` stands for ``link``.
        link: an address that is a right in itself; gone once it was sent.
        occasion: why it is written, where that is reason for one mail only (``mark:complaint:12``).
        message_id: the same at every attempt, so that a mail that came twice is seen to be one.
        answers: the Message-ID that it answers.
        next_at: when it is tried; None once it is sent or given up.
        why: code of what went wrong last (``post.why.CODE``); ``said``: what the server said of it.
        activity: the contact that it became a fact of, once it was sent.
    """

    kind = models.CharField(max_length=12)
    to = models.EmailField(max_length=254)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="letters")
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.CASCADE, related_name="letters")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    occasion = models.CharField(max_length=80, null=True, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    answers = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    next_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=300, blank=True)
    activity = models.ForeignKey(Activity, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first; what is to be tried is found by its time; what waits has one."""

        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["next_at"], name="letters_to_try", condition=Q(next_at__isnull=False)),
            models.Index(fields=["state", "id"], name="letters_by_state"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False) | (~Q(state="waiting") & Q(next_at=None)),
                name="what_waits_has_a_time",
            )
        ]


class Arrival(models.Model):
    """A mail that came in: a row before anything is done with it, and afterwards what became of it.

    Attributes:
        mark: what makes it this mail: its Message-ID and who sent it, or else its bytes; the same mail twice is one.
        state: what became of it (``STATES``).
        customer, complaint, letter: whose it is, of which complaint, and which letter of ours it is about.
        received_at: when the mail server had it; at: when it was kept here.
        left_out: names of attachments that were not kept: too large, or too many.
    """

    mark = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=300, blank=True, db_index=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    left_out = models.JSONField(default=list)
    received_at = models.DateTimeField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="arrivals")
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.CASCADE, related_name="arrivals")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first; how much somebody sent of late is soon counted."""

        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["state", "id"], name="arrivals_by_state"),
            models.Index(fields=["sender", "at"], name="arrivals_by_sender"),
        ]


class Enclosure(models.Model):
    """What was attached to a mail that came in; it may hold anything, and is never opened here."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="enclosures")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="post/%Y")


class Look(models.Model):
    """The last look into the mailbox: when, and what went wrong; one line.

    Attributes:
        why: code of what went wrong (``post.look.CODE``); empty: nothing.
    """

    at = models.DateTimeField()
    why = models.CharField(max_length=20, blank=True)

    class Meta:
        """There is one mailbox."""

        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=Q(id=1), name="one_mailbox")]


class Question(models.Model):
    """A customer is asked for a mark from 1 to 10, on a page of his own.

    Attributes:
        occasion: after what: ``complaint`` or ``delivery``.
        digest: SHA-256 of the token in the mail; the token itself stands in the letter until it was sent.
        expires: the last day on which it can be answered.
        spent_at: when it was; opening the page spends nothing.
        rating: the answer.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="questions")
    occasion = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="question")
    at = models.DateTimeField()
    expires = models.DateField()
    spent_at = models.DateTimeField(null=True)
    rating = models.ForeignKey(Rating, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """When a customer was last asked is soon found."""

        indexes: ClassVar[list[Any]] = [models.Index(fields=["customer", "at"], name="questions_of_customer")]


class Reminded(models.Model):
    """That somebody was reminded of a promise, a term, a call or an answer, for the day on which it was due: once.

    Attributes:
        thing: ``promise``, ``complaint``, ``callback`` or ``arrival``; ``line``: its primary key.
    """

    thing = models.CharField(max_length=10)
    line = models.BigIntegerField()
    due = models.DateField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Once; a day that was moved is another."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "thing", "line", "due"], name="reminded_once")
        ]
