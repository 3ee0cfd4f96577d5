"""What the page of a customer says of care."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from klantkompas import words
from klantkompas.web.care.cards import promised_call
from klantkompas.web.care.compass import Compass
from klantkompas.web.care.complaints import Way, open_of, way
from klantkompas.web.care.forms import PromiseForm
from klantkompas.web.care.offering import Group, offering
from klantkompas.web.care.soon import Soon, soon
from klantkompas.web.care.urgent import SinceFigures, Urgent, since_figures, urgent
from klantkompas.web.customers.page import CustomerPage
from klantkompas.web.customers.templatetags.terms import unknown
from klantkompas.web.staff.rights import Object, Verb
from klantkompas.web.staff.templatetags.said import language, say

register = template.Library()
PAGES: tuple[tuple[str, Object, Verb], ...] = (
    ("complaints", "complaint", "view"),
    ("promises", "fact", "view"),
    ("compass_round", "fact", "view"),
    ("needs", "analysis", "export"),
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


@dataclass(frozen=True, kw_only=True)
class CareOf:
    """What the page of a customer shows of care; read when it is asked for.

    Attributes:
        page: of the customer.
        on: today.
    """

    page: CustomerPage
    on: date

    @cached_property
    def _open(self) -> list[Any]:
        """His complaints that are not solved, as far as the reader may see them."""
        return list(open_of(self.page.customer, self.page.actor))

    @property
    def complaints(self) -> list[Way]:
        """How far each open complaint is."""
        return [way(one, on=self.on) for one in self._open]

    @cached_property
    def since(self) -> SinceFigures:
        """What they change since the figures."""
        return since_figures(self.page, open_ones=self._open, on=self.on)

    @property
    def may_complain(self) -> bool:
        """Whether the reader may take in a complaint."""
        return self.page.may("complaint", "create")

    @cached_property
    def promises(self) -> list[Any]:
        """What was promised and not done yet."""
        waiting = self.page.facts("promises").filter(kept_on=None).order_by("due_on", "id")
        return list(waiting[:10])

    @cached_property
    def compass(self) -> Compass:
        """What is known of him."""
        return Compass(numbers=self.page.whose.numbers, on=self.on)

    @cached_property
    def groups(self) -> list[Group]:
        """The product groups of which something is known, or that he buys."""
        newest = self.page.customer.figures.snapshot
        return offering(self.page.whose.numbers, newest, on=self.on)

    @property
    def said(self) -> list[Group]:
        """Those of which he said something that he does not buy."""
        return [one for one in self.groups if one.state not in ("buys", "not_asked")]

    @property
    def buys(self) -> int:
        """How many he buys from us."""
        return sum(one.state == "buys" for one in self.groups)

    @property
    def promise_form(self) -> PromiseForm:
        """To keep a promise."""
        return PromiseForm()


@register.simple_tag
def care_of(page: CustomerPage) -> CareOf:
    """The compass, the open promises and the open complaints of a customer, and what they change."""
    return CareOf(page=page, on=timezone.localdate())


@register.simple_tag(takes_context=True)
def urgent_lines(context: Any, whose: str = "") -> list[Urgent]:
    """What waits since the figures and is on no list yet."""
    return urgent(context["user"], on=timezone.localdate(), whose=whose)


@register.simple_tag(takes_context=True)
def soon_lines(context: Any) -> list[Soon]:
    """What the reader has to do within a week."""
    return soon(context["user"], on=timezone.localdate())


@register.simple_tag
def doing(action: Any) -> str:
    """What an action of the playbook is called."""
    return str(action.called(language()))


@register.simple_tag
def waits(one: Urgent | SinceFigures) -> str:
    """Why something comes first."""
    return str(say(one.reason, days=one.days) if one.days else say(one.reason))


@register.simple_tag
def mark(mean: float | None, low: float | None, high: float | None) -> SafeString:
    """A mean mark with its range; a dash where nobody gave one."""
    if mean is None:
        return unknown("no_marks")
    told = words.number(mean, language(), decimals=1)
    if low is None or high is None:
        return format_html("{}", told)
    ends = (words.number(end, language(), decimals=1) for end in (low, high))
    return format_html("{} <small>({}&nbsp;–&nbsp;{})</small>", told, *ends)
