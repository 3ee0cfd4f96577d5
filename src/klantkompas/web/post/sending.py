"""Letters handed to the mail server: at once, and where that fails again after growing pauses, for five days.

An attempt is written down before it is made, and its outcome after. A computer that stops in between knows of the
attempt only, and makes the next one after its pause: such a mail may come twice, with the same Message-ID; it is never
lost.
"""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from klantkompas.errors import UsageError
from klantkompas.web.customers.models import Activity
from klantkompas.web.post.models import Letter
from klantkompas.web.post.servers import Connection, sender, smtp
from klantkompas.web.staff.trail import note

# After each attempt that failed; the last one is five days after the first.
PAUSES: Sequence[timedelta] = (
    *(timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)),
    *(timedelta(days=1),) * 4,
    timedelta(hours=9, minutes=25),
)
AT_ONCE = 200  # letters a round
# What is a contact with the customer, once it was sent; a card is a fact of its own.
CONTACTS = ("complaint", "mark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an attempt.

    Attributes:
        why: code of what went wrong; empty: it was taken.
        said: by the server, at most a line.
        for_good: trying again makes no sense.
        there: whether there is a server to hand other letters to.
    """

    why: str = ""
    said: str = ""
    for_good: bool = False
    there: bool = True


TAKEN_BACK = Outcome(why="taken_back", for_good=True)


def send_due(*, at: datetime, most: int = AT_ONCE) -> int:
    """Hand the letters whose time has come to the mail server; how many it took.

    Without a server in the surroundings they wait. A server that cannot be reached is not asked again in this round.

    Args:
        at: now.
        most: letters in this round.
    """
    if not ready():
        return 0
    connection, taken = Connection(), 0
    try:
        for pk in list(Letter.objects.filter(next_at__lte=at).order_by("next_at").values_list("pk", flat=True)[:most]):
            letter = _begun(pk, at)
            if letter is None:
                continue  # another round was first
            outcome = TAKEN_BACK if _taken_back(letter) else _handed(connection, letter)
            _keep(letter, outcome, at)
            taken += not outcome.why
            if not outcome.there:
                break
    finally:
        _hang_up(connection)
    return taken


def ready() -> bool:
    """Whether the surroundings say where mail goes, and who writes."""
    try:
        return smtp() is not None and bool(sender())
    except UsageError:
        return False


def _begun(pk: int, at: datetime) -> Letter | None:
    """The letter, its attempt written down; None where somebody else made one meanwhile."""
    letter = Letter.objects.get(pk=pk)
    then = at + PAUSES[min(letter.attempts, len(PAUSES) - 1)]
    mine = Letter.objects.filter(pk=pk, state="waiting", attempts=letter.attempts, next_at__lte=at)
    if not mine.update(attempts=letter.attempts + 1, next_at=then):
        return None
    letter.attempts += 1
    return letter


def _taken_back(letter: Letter) -> bool:
    """Whether a letter holds a card that nobody can use any more."""
    return letter.kind == "card" and (letter.invitation is None or letter.invitation.gone)


def _handed(connection: Connection, letter: Letter) -> Outcome:
    try:
        message = EmailMessage(
            letter.subject,
            letter.text.replace("{link}", letter.link),
            sender(),
            [letter.to],
            connection=connection,
            headers=_headings(letter),
        )
        connection.open()
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        outcome = refused(error)
        if not outcome.there or isinstance(error, smtplib.SMTPServerDisconnected):
            _hang_up(connection)
        return outcome
    except ValueError:  # an address or heading that no mail can have
        return Outcome(why="address", for_good=True)
    return Outcome()


def _headings(letter: Letter) -> dict[str, str]:
    headings = {"Message-ID": letter.message_id}
    if letter.by is None:
        headings["Auto-Submitted"] = "auto-generated"  # so that nobody's machine answers it
    if letter.answers:
        headings |= {"In-Reply-To": letter.answers, "References": letter.answers}
    return headings


def refused(error: Exception) -> Outcome:
    """What an error of the mail server means: for good (5xx of this letter), for now (4xx), or for all letters."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()))
            return Outcome(why="address" if code >= 500 else "later", said=_line(said), for_good=code >= 500)
        case smtplib.SMTPSenderRefused():
            return Outcome(why="sender" if error.smtp_code >= 500 else "later", said=_line(error.smtp_error))
        case smtplib.SMTPAuthenticationError():
            return Outcome(why="sign_in", said=_line(error.smtp_error), there=False)
        case smtplib.SMTPDataError():
            for_good = error.smtp_code >= 500
            return Outcome(why="refused" if for_good else "later", said=_line(error.smtp_error), for_good=for_good)
        case smtplib.SMTPNotSupportedError():
            return Outcome(why="not_secret", there=False)
        case smtplib.SMTPResponseException():
            return Outcome(why="no_server", said=_line(error.smtp_error), there=False)
    return Outcome(why="no_server", there=False)


def _line(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:300]


def _hang_up(connection: Connection) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        connection.connection = None


@transaction.atomic
def _keep(letter: Letter, outcome: Outcome, at: datetime) -> None:
    own = Letter.objects.filter(pk=letter.pk)
    if not outcome.why:
        own.update(state="sent", sent_at=at, next_at=None, why="", said="", link="", activity=_contact(letter, at))
    elif outcome.for_good or letter.attempts > len(PAUSES):
        own.update(state="failed", next_at=None, why=outcome.why, said=outcome.said)
    else:
        own.update(why=outcome.why, said=outcome.said)


def _contact(letter: Letter, at: datetime) -> Activity | None:
    """A letter that was sent, as a contact with the customer."""
    if letter.customer is None or letter.kind not in CONTACTS:
        return None
    employee = (letter.by.account_manager or letter.by.name) if letter.by else None
    number = letter.customer.customer_id
    day = timezone.localdate(at)
    note(actor=None, action="letter.sent", subject="customer", subject_id=letter.customer.pk, at=at, letter=letter.pk)
    return Activity.objects.create(customer_id=number, date=day, kind="email", direction="out", employee=employee)
