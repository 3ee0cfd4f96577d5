"""Mail that came in: kept first, then the server is told that it was taken. A computer that stops in between meets the
mail again and knows it: nothing is lost, and nothing is there twice.

A mail of a customer is a complaint; an answer belongs to the complaint that it answers; a machine complains of nothing,
and what it says could not be delivered is written with the letter. Whose the rest is, a person says.
"""

import logging
import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.web.care.complaints import complaints, take_in
from klantkompas.web.customers.models import Activity, Complaint, Contact, Customer
from klantkompas.web.customers.queries import customers
from klantkompas.web.post.mailbox import MailboxError, Raw, opened
from klantkompas.web.post.models import Arrival, Enclosure, Letter, Look
from klantkompas.web.post.reading import Mail, read
from klantkompas.web.post.servers import imap
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Level
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

# What became of a mail: not yet anybody's, one of too many, a new complaint, part of one, written by a machine, about a
# letter that could not be delivered, or looked at and left.
STATES = ("whose", "held", "complaint", "joined", "automatic", "bounce", "put_aside")
TO_LOOK_AT = ("whose", "held")
AT_ONCE = 100  # mails a round
FORGOTTEN_AFTER = timedelta(days=90)
MOST_A_DAY = 20  # mails of one sender that are acted upon by themselves
NUMBER = re.compile(r"\bK\d{4}-\d{5,9}\b")


def fetch(*, at: datetime, most: int = AT_ONCE) -> int:
    """Take in the mail that nobody took yet; how many. Without a mailbox in the surroundings: none.

    Args:
        at: now.
        most: mails in this round.
    """
    taken, why = 0, ""
    try:
        server = imap()
        if server is None:
            return 0
        with opened(server) as mailbox:
            for uid in mailbox.unseen(most):
                raw = mailbox.read(uid)
                if raw is not None:
                    _kept(raw, at)
                    mailbox.seen(uid)
                    taken += 1
    except MailboxError as error:
        why = error.why
    except UsageError:
        return 0
    Look.objects.update_or_create(pk=1, defaults={"at": at, "why": why})
    return taken


def _kept(raw: Raw, at: datetime) -> None:
    """Keep a mail; one that cannot be is kept as a line for a person, so that it does not stop those after it."""
    try:
        keep(raw, at=at)
    except OperationalError:
        raise  # the database, not the mail
    except Exception as error:
        if isinstance(error, IntegrityError) and Arrival.objects.filter(mark=read(raw.content).mark).exists():
            return  # another round kept it meanwhile
        logging.getLogger(__name__).error("a mail could not be read: %s", type(error).__name__)  # nobody's name
        unread = {"state": "whose", "left_out": ["*"], "received_at": raw.received_at, "at": at}
        Arrival.objects.get_or_create(mark=sha256(raw.content).hexdigest(), defaults=unread)


@transaction.atomic
def keep(raw: Raw, *, at: datetime) -> Arrival:
    """Keep a mail and do what it asks for; the same mail once more is the one that was kept.

    Args:
        raw: as the server has it.
        at: now.
    """
    mail = read(raw.content)
    known = Arrival.objects.filter(mark=mail.mark).first()
    if known is not None:
        return known
    arrival = Arrival(
        mark=mail.mark,
        message_id=mail.message_id,
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
        text=mail.text,
        left_out=[*mail.left_out] if raw.whole else ["*"],
        received_at=min(raw.received_at, at),
        at=at,
    )
    _understood(arrival, mail, at)
    arrival.save()
    for one in mail.enclosed:
        file = ContentFile(one.content, name=f"{arrival.pk}.bin")
        Enclosure.objects.create(arrival=arrival, name=one.name, size=len(one.content), file=file)
    return arrival


def _understood(arrival: Arrival, mail: Mail, at: datetime) -> None:
    """Say what a mail is, and do it."""
    returned = list(Letter.objects.filter(message_id__in=mail.undelivered))
    if returned:
        arrival.state, arrival.letter = "bounce", returned[0]
        _came_back(returned, at)
    elif mail.automatic:
        arrival.state = "automatic"
    elif Arrival.objects.filter(sender=mail.sender, at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        arrival.state = "held"
    else:
        arrival.customer = _customer_at(mail.sender)
        arrival.letter = Letter.objects.filter(message_id__in=mail.answers).select_related("complaint").first()
        _answered(arrival, _complaint_of(arrival, mail), at)


def _answered(arrival: Arrival, fact: Any | None, at: datetime) -> None:
    if fact is not None:
        _join(arrival, fact, None, at)
    elif arrival.letter is not None or arrival.customer is None:
        arrival.state = "whose"  # nobody's yet, or an answer to a letter that is about no complaint
        arrival.customer = arrival.customer or (arrival.letter and arrival.letter.customer)
    else:
        _complain(arrival, None, at)


def _came_back(returned: list[Letter], at: datetime) -> None:
    own = Letter.objects.filter(pk__in=[one.pk for one in returned])
    Activity.objects.filter(pk__in=[one.activity_id for one in returned if one.activity_id]).delete()
    own.update(state="failed", next_at=None, why="bounced", said="")
    for one in returned:
        note(actor=None, action="letter.bounced", subject="letter", subject_id=one.pk, at=at)


def _customer_at(sender: str) -> Any | None:
    """The one customer that has this address, or somebody who works there; None where there is none or more."""
    if not sender:
        return None
    people = Contact.objects.filter(email__iexact=sender).values("customer_id")
    found = Customer.objects.filter(Q(email__iexact=sender) | Q(customer_id__in=people)).select_related("merged_into")
    standing = {one.merged_into or one for one in found[:10]}
    return standing.pop() if len(standing) == 1 else None


def _complaint_of(arrival: Arrival, mail: Mail) -> Any | None:
    """The complaint that a mail is about: it answers what was written about it, or names its number.

    A number can be guessed, so that it counts only for who wrote about that complaint before, or is of that customer.
    """
    if arrival.letter is not None and arrival.letter.complaint is not None:
        return arrival.letter.complaint
    before = Arrival.objects.filter(message_id__in=mail.answers).exclude(complaint=None).select_related("complaint")
    if (one := before.first()) is not None:
        return one.complaint
    named = Complaint.objects.filter(complaint_id__in=NUMBER.findall(mail.subject))
    theirs = Q(arrivals__sender=mail.sender) if mail.sender else Q(pk=None)
    if arrival.customer is not None:
        theirs |= Q(customer=arrival.customer) | Q(customer__merged_into=arrival.customer)
    return named.filter(theirs).first()


def _join(arrival: Arrival, fact: Any, actor: User | None, at: datetime) -> None:
    arrival.state, arrival.complaint = "joined", fact
    arrival.customer = Customer.objects.get(customer_id=fact.customer_id)
    day = timezone.localdate(arrival.received_at)
    Activity.objects.create(customer_id=fact.customer_id, date=day, kind="email", direction="in")
    note(actor=actor, action="complaint.wrote", subject="complaint", subject_id=fact.pk, at=at)


def _complain(arrival: Arrival, actor: User | None, at: datetime) -> None:
    text = f"{arrival.subject}\n\n{arrival.text}".strip()
    day = timezone.localdate(arrival.received_at)
    fact = take_in(actor=actor, customer=arrival.customer, text=text, channel="email", day=day, at=at)
    arrival.state, arrival.complaint = "complaint", fact


@transaction.atomic
def of_customer(*, actor: User, arrival: Arrival, customer: Any, fact: Any | None, at: datetime) -> Any:
    """Somebody says whose a mail is: a new complaint of that customer, or part of one that he has; that complaint.

    Args:
        actor: who says so.
        arrival: that nobody's was.
        customer: whose it is.
        fact: the complaint that it belongs to; None: it is a new one.
        at: now.

    Raises:
        UsageError: the actor may not, or somebody else said so meanwhile.
    """
    need(actor, "complaint", "change")
    waits = to_look_at(actor).select_for_update(of=("self",)).filter(pk=arrival.pk).first()
    reached = customers(actor, "create", thing="complaint").filter(pk=customer.pk).exists()
    if waits is None or not reached or (fact is not None and fact not in complaints(actor, "change")):
        raise failure(UsageError, "web_mail_done")
    waits.customer = customer
    if fact is None:
        _complain(waits, actor, at)
    else:
        _join(waits, fact, actor, at)
    waits.save()
    return waits.complaint


@transaction.atomic
def put_aside(*, actor: User, arrival: Arrival, at: datetime) -> None:
    """Nobody complains in this mail; it stays to be found.

    Raises:
        UsageError: the actor may not, or somebody else did something with it meanwhile.
    """
    need(actor, "complaint", "change")
    if not to_look_at(actor).filter(pk=arrival.pk).update(state="put_aside"):
        raise failure(UsageError, "web_mail_done")
    note(actor=actor, action="mail.put_aside", subject="mail", subject_id=arrival.pk, at=at)


def forget(*, at: datetime) -> int:
    """Throw away what nobody complains in and what is not needed any more; how many mails.

    Args:
        at: now.
    """
    old = Arrival.objects.filter(state__in=("automatic", "bounce", "put_aside"), at__lt=at - FORGOTTEN_AFTER)
    files = [one.file for one in Enclosure.objects.filter(arrival__in=old)]
    n = old.delete()[1].get("post.Arrival", 0)
    for file in files:
        file.delete(save=False)
    return n


def arrivals(actor: User) -> "QuerySet[Arrival]":
    """The mail an actor may see: of complaints within his reach; all of it for who may handle all complaints."""
    mail = Arrival.objects.select_related("customer", "complaint", "letter")
    reached = Q(complaint__in=complaints(actor))
    if actor.may("complaint", "change") is Level.ALL:
        reached |= Q(complaint=None)
    return mail.filter(reached)


def to_look_at(actor: User) -> "QuerySet[Arrival]":
    """The mail that is nobody's yet, the oldest first."""
    return arrivals(actor).filter(state__in=TO_LOOK_AT).order_by("pk")
