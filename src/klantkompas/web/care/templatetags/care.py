"""What the page of a customer says of care."""

from typing import Any

from django import template

from klantkompas.web.care.cards import promised_call

register = template.Library()


@register.inclusion_tag("care/promised_call.html")
def top_will_call(customer: Any) -> dict[str, Any]:
    """That the top calls this customer, and by when: all that anybody but a director may know of it."""
    return {"due": promised_call(customer)}
