"""What the page of a customer says of care."""

from typing import Any

from django import template
from django.utils import timezone

from klantkompas.web.care.cards import promised_call
from klantkompas.web.care.compass import Compass
from klantkompas.web.care.complaints import open_of, way
from klantkompas.web.care.forms import PromiseForm
from klantkompas.web.customers.page import CustomerPage
from klantkompas.web.staff.rights import Object, Verb
from klantkompas.web.staff.templatetags.said import say

register = template.Library()
PAGES: tuple[tuple[str, Object, Verb], ...] = (
    ("complaints", "complaint", "view"),
    ("promises", "fact", "view"),
    ("compass_round", "fact", "view"),
    ("cards", "card", "view"),
    ("callbacks", "callback", "view"),
    ("post", "complaint", "view"),
)


@register.inclusion_tag("care/nav.html", takes_context=True)
def care_nav(context: Any) -> dict[str, Any]:
    """The pages of care that this person may open."""
    user = context["user"]
    return {"pages": [name for name, thing, verb in PAGES if user.may(thing, verb)], "path": context["request"].path}


@register.simple_tag
def complaint_name(fact: Any) -> str:
    """The number of a complaint, or that it has none."""
    if fact.complaint_id:
        return str(say("care.complaint.number", number=fact.complaint_id))
    return str(say("care.complaint.unnumbered"))


@register.inclusion_tag("care/promised_call.html")
def top_will_call(customer: Any) -> dict[str, Any]:
    """That the top calls this customer, and by when: all that anybody but a director may know of it."""
    return {"due": promised_call(customer)}


@register.inclusion_tag("care/compass_picture.html")
def compass_picture(compass: Compass) -> dict[str, Any]:
    """The compass as a picture: each direction as long as it is known, paler as it ages."""
    return {"compass": compass}


@register.inclusion_tag("care/of_customer.html", takes_context=True)
def care_of(context: Any, page: CustomerPage) -> dict[str, Any]:
    """The compass, the open promises and the open complaints of a customer."""
    on = timezone.localdate()
    complaints = open_of(page.customer, page.actor) if page.may("complaint", "view") else []
    waiting = page.facts("promises").filter(kept_on=None).order_by("due_on", "id")
    return {
        "page": page,
        "customer": page.customer,
        "compass": Compass(customer=page.customer, on=on),
        "promises": list(waiting[:10]),
        "promise_form": PromiseForm(),
        "complaints": [way(one, on=on) for one in complaints],
        "may_complain": page.may("complaint", "create"),
        "today": on,
        "csrf_token": context["csrf_token"],
    }
