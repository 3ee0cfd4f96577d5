"""A customer is asked for a mark from 1 to 10, some days after a complaint was closed or something was delivered.

Only who agreed to be mailed is asked, and nobody more often than the rules say (``[care]``). The answer is one number,
on a page that needs no log-in; it becomes a line of ``ratings`` with its occasion.
"""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from klantkompas.rules import CareRules
from klantkompas.web.care.cards import TOKEN_BYTES, digest
from klantkompas.web.customers.facts import stored
from klantkompas.web.customers.models import Complaint, Contact, Customer, Rating, Transaction
from klantkompas.web.post.letters import may_be_mailed, write
from klantkompas.web.post.models import Question
from klantkompas.web.post.setting_up import address
from klantkompas.web.post.writing import language_of, standing
from klantkompas.web.staff.trail import note
from klantkompas.words import say

VALID_DAYS = 30
LOOKED_BACK = 14  # days: what was missed while the computer was off is asked after all; what is older is past
AT_ONCE = 100


def ask_for_marks(rules: CareRules, *, at: datetime, most: int = AT_ONCE) -> int:
    """Ask who is to be asked now; how many. Nobody, where nothing says under which address customers reach us.

    Args:
        rules: after what, how many days after it, and how long nobody is asked again.
        at: now.
        most: customers in this round.
    """
    if not address():
        return 0
    asked, on = 0, timezone.localdate(at)
    last = on - timedelta(days=rules.mark_days)
    for occasion, customer, about in _occasions(rules, last - timedelta(days=LOOKED_BACK), last):
        if asked >= most:
            break
        asked += _asked(occasion, customer, about, rules, at)
    return asked


def _occasions(rules: CareRules, first: date, last: date) -> Iterator[tuple[str, Any, Any]]:
    """After what, which customer, and which complaint; whoever was written to for it is left out by his letter."""
    if "complaint" in rules.mark_after:
        closed = Complaint.objects.filter(resolved_on__range=(first, last)).order_by("resolved_on", "pk")
        for fact in closed.exclude(letters__kind="mark"):
            yield "complaint", standing(fact), fact
    if "delivery" in rules.mark_after:
        got = Transaction.objects.filter(customer_id=OuterRef("customer_id"), delivered_on__range=(first, last))
        pause = Question.objects.filter(customer=OuterRef("pk"), at__date__gt=last - timedelta(rules.mark_pause_days))
        agreed = Contact.objects.filter(customer_id=OuterRef("customer_id"), may_mail=True).exclude(email=None)
        some = Customer.objects.filter(Exists(got), Exists(agreed), merged_into=None).exclude(Exists(pause))
        for customer in some.filter(ended_on=None).exclude(internal=True).order_by("pk").iterator():
            yield "delivery", customer, None


@transaction.atomic
def _asked(occasion: str, customer: Any, about: Any, rules: CareRules, at: datetime) -> bool:
    """Ask one customer, where somebody there agreed to be mailed and nobody was asked of late."""
    person = may_be_mailed(customer)
    lately = Question.objects.filter(customer=customer, at__gt=at - timedelta(days=rules.mark_pause_days))
    if person is None or lately.exists():
        return False
    token, language = secrets.token_urlsafe(TOKEN_BYTES), language_of(customer, person.email)
    lines = (say("post.draft.hello", language, name=person.name), say(f"post.mark.{occasion}", language), "{link}")
    letter = write(
        kind="mark",
        to=person.email,
        subject=say("post.mark.subject", language),
        text="\n\n".join((*lines, say("post.mark.short", language))),
        link=address() + reverse("give_mark", args=[token]),
        at=at,
        customer=customer,
        complaint=about,
    )
    expires = timezone.localdate(at) + timedelta(days=VALID_DAYS)
    Question.objects.create(
        customer=customer, occasion=occasion, digest=digest(token), letter=letter, at=at, expires=expires
    )
    return True


def usable(token: str, *, on: date) -> Question | None:
    """The question with this token, where it can still be answered; None for every other token alike."""
    return Question.objects.filter(digest=digest(token), spent_at=None, expires__gte=on).first()


@transaction.atomic
def answer(*, token: str, mark: int, at: datetime) -> Any | None:
    """A customer gave a mark; None where the question cannot be answered any more.

    Args:
        token: of the address he was mailed.
        mark: from 1 to 10.
        at: when.
    """
    on = timezone.localdate(at)
    found = usable(token, on=on)
    spent = found and Question.objects.filter(pk=found.pk, spent_at=None).update(spent_at=at)
    if found is None or not spent:
        return None
    customer, score = found.customer, stored(mark, "number")
    rating = Rating.objects.create(
        customer_id=customer.customer_id, date=on, measure="mark", score=score, occasion=found.occasion
    )
    Question.objects.filter(pk=found.pk).update(rating=rating)
    note(actor=None, action="mark.given", subject="customer", subject_id=customer.pk, at=at)
    return rating
