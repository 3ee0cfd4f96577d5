"""What other pages say of mail."""

from typing import Any

from django import template
from django.utils import timezone

from klantkompas.web.care.cards import MOST_AT_ONCE, pace
from klantkompas.web.care.complaints import complaints
from klantkompas.web.post import arriving, card_letters, letters, writing
from klantkompas.web.post.forms import CardsForm, WriteForm

register = template.Library()


@register.inclusion_tag("post/of_complaint.html", takes_context=True)
def post_of(context: Any, fact: Any) -> dict[str, Any]:
    """The mail about a complaint, both ways, in its order."""
    actor = context["user"]
    may_write = actor.may("complaint", "change") and fact in complaints(actor, "change")
    came = arriving.arrivals(actor).filter(complaint=fact).prefetch_related("enclosures")
    went = letters.of_complaint(actor, fact)
    lines = sorted([*((one.at, "in", one) for one in came), *((one.at, "out", one) for one in went)], key=_when)
    return {
        "lines": lines,
        "fact": fact,
        "may_send": actor.may("complaint", "create"),
        "may_write": may_write,
        "form": drafted(fact, actor) if may_write else None,
        "csrf_token": context["csrf_token"],
    }


def drafted(fact: Any, actor: Any) -> WriteForm | None:
    """The form of a letter, with a draft in it; None where no address is known."""
    known = writing.addresses(fact)
    if not known:
        return None
    to, name = next(iter(known.items()))
    draft = writing.draft(fact, by=actor, name=name, language=writing.language_of(writing.standing(fact), to))
    return WriteForm(addresses=known, initial={"to": to, "subject": draft.subject, "text": draft.text})


@register.inclusion_tag("post/cards.html", takes_context=True)
def post_cards(context: Any) -> dict[str, Any]:
    """How many cards can go by mail, and the button that does it."""
    actor = context["user"]
    on = timezone.localdate()
    n = card_letters.mailable(actor, on=on).count() if actor.may("card", "create") else 0
    return {
        "n": n,
        "form": CardsForm(initial={"mailed": min(n, pace(actor, on=on), MOST_AT_ONCE)}),
        "csrf_token": context["csrf_token"],
    }


def _when(line: tuple[Any, str, Any]) -> Any:
    return line[0], line[1]
