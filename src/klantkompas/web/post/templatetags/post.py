"""What other pages say of mail."""

from typing import Any

from django import template

from klantkompas.web.post import arriving, letters

register = template.Library()


@register.inclusion_tag("post/of_complaint.html", takes_context=True)
def post_of(context: Any, fact: Any) -> dict[str, Any]:
    """The mail about a complaint, both ways, in its order."""
    actor = context["user"]
    came = arriving.arrivals(actor).filter(complaint=fact).prefetch_related("enclosures")
    went = letters.of_complaint(actor, fact)
    lines = sorted([*((one.at, "in", one) for one in came), *((one.at, "out", one) for one in went)], key=_when)
    return {"lines": lines, "may_send": actor.may("complaint", "create"), "csrf_token": context["csrf_token"]}


def _when(line: tuple[Any, str, Any]) -> Any:
    return line[0], line[1]
