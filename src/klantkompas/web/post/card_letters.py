"""The card to the top by mail, to those who agreed to be mailed; the others get theirs on paper."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from klantkompas.web.care import cards
from klantkompas.web.care.models import Invitation
from klantkompas.web.customers.models import Contact
from klantkompas.web.post.letters import may_be_mailed, write
from klantkompas.web.post.writing import language_of
from klantkompas.web.staff.models import User
from klantkompas.words import say


def mailable(actor: User, *, on: date) -> "QuerySet[Any]":
    """The customers who are due for a card and where somebody agreed to be mailed, who waits longest first.

    Args:
        actor: who asks.
        on: today.
    """
    agreed = Contact.objects.filter(customer_id=OuterRef("customer_id"), may_mail=True).exclude(email=None)
    return cards.round_of(actor, on=on).filter(Exists(agreed.exclude(email="")))


@transaction.atomic
def mail_cards(*, actor: User, most: int, address: str, firm: str, at: datetime, on: date) -> int:
    """Make cards for who waits longest of those who may be mailed, and a letter with each; how many.

    Args:
        actor: who sends them.
        most: cards.
        address: of the public page, without the token.
        firm: whose top it is that calls.
        at: now.
        on: today.

    Raises:
        UsageError: the actor may not, or there are more than fit in one batch.
    """
    agreed = {one: person for one in mailable(actor, on=on)[:most] if (person := may_be_mailed(one))}
    sent = cards.send(actor=actor, chosen=list(agreed), at=at)
    for one in sent:
        person = agreed[one.customer]
        language = language_of(one.customer, person.email)
        said = [say(f"care.card.{name}", language, firm=firm) for name in ("text", "promise")]
        lines = (say("post.draft.hello", language, name=person.name), *said, "{link}")
        write(
            kind="card",
            to=person.email,
            subject=say("care.card.title", language, firm=firm),
            text="\n\n".join(lines),
            link=f"{address}{one.token}",
            at=at,
            by=actor,
            customer=one.customer,
            invitation=Invitation.objects.get(digest=cards.digest(one.token)),
        )
    return len(sent)
