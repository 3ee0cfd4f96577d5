"""Amounts, hours and chances as people read them, and a figure with its definition or the reason why it is unknown."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context

from klantkompas import words
from klantkompas.web.customers import showing
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.templatetags.said import language

register = template.Library()


@register.filter
def cents(value: Any) -> str:
    """To the last cent, for columns that add up; a dash for none, and for what is not there at all."""
    return showing.whole(value if isinstance(value, int) else None, language())


@register.filter
def euros(value: int | None, currency: str = "EUR") -> str:
    """Cents as money is spoken of: without decimals from 100 on; a dash for none."""
    return "–" if value is None else showing.told("profit_12m", value, language(), currency=currency)


@register.filter
def spent(hundredths: int | None) -> str:
    """Hundredths of an hour as hours; a dash for none."""
    return "–" if hundredths is None else showing.spent(hundredths, language())


@register.filter
def chance(value: float | None) -> str:
    """A part of one in percents; a dash for none."""
    return "–" if value is None else words.percent(value, language())


@register.simple_tag(takes_context=True)
def writable(context: Context, lines: Sequence[Any]) -> set[int]:
    """The keys of those of some customers of whom the reader may write facts."""
    mine = customers(context["user"], "create", thing="fact")
    return set(mine.filter(pk__in=[one.pk for one in lines]).values_list("pk", flat=True))


@register.inclusion_tag("customers/figure.html", takes_context=True)
def figure(context: Context, one: showing.Shown, name: str = "", note: str = "") -> dict[str, Any]:
    """One figure in a list of them: its name with its definition beside it, its value or why there is none."""
    return {"request": context["request"], "name": name or f"figure.{one.name}", "one": one, "note": note}
