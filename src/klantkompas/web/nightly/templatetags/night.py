"""Amounts by their unit, names by their code, and how far an analysis is."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from klantkompas import words
from klantkompas.web.customers.templatetags.terms import unknown
from klantkompas.web.staff.models import Job
from klantkompas.web.staff.templatetags.said import language, say

register = template.Library()


@register.simple_tag(takes_context=True)
def amount(
    context: Context, value: float | None, unit: str, why: str | None = None, *, signed: bool = False
) -> SafeString | str:
    """A figure of the firm: a count, euros or hours, with its sign where it is a difference; a dash where unknown."""
    if value is None:
        return unknown(why)
    sign = "+" if signed and value > 0 else ""
    match unit:
        case "money":
            return sign + words.money(round(value), language(), currency=context.get("currency") or "EUR")
        case "hours":
            return sign + words.hours(value, language())
    return sign + words.number(value, language())


@register.simple_tag
def night_step(job: Job) -> SafeString:
    """What a running analysis is doing."""
    code = f"web.night.step.{job.step}"
    return say(code if words.has(code) else "web.night.step")


@register.simple_tag
def night_hours(hours: Any, basis: str) -> SafeString:
    """Within which hours a new list is made, and how we know them."""
    return say(f"web.night.hours.{basis}", hours=hours)


@register.simple_tag
def alarm(name: str, n: int) -> SafeString:
    """For how many customers something became an alarm."""
    return say(f"web.night.alarm.{name}", n=n)


@register.simple_tag
def file_name(name: str) -> SafeString:
    """What is in a file."""
    return say(f"web.night.file.{name}")
