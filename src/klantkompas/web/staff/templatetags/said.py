"""``{% say "code" name=value %}``: a sentence of ``klantkompas.words`` in the reader's language; and local numbers."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from klantkompas import words
from klantkompas.web.staff.models import Job, TrailLine

register = template.Library()


def language() -> words.Language:
    """The language of whoever is being answered."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


SETTINGS_FILE = "klantkompas.toml"


def on_screen(sentence: str, spoken: words.Language) -> str:
    """A sentence of the library for who reads it here: where it names the file of the settings, there is a page."""
    return sentence.replace(SETTINGS_FILE, words.say("web.settings.page", spoken))


@register.simple_tag
def say(code: str, **params: Any) -> SafeString:
    """A sentence, with what it names; HTML in what it names is text."""
    return mark_safe(escape(words.say(code, language(), **params)))


@register.simple_tag
def retold(told: Mapping[str, Any] | None) -> SafeString:
    """A sentence that was kept as code and params; nothing for none."""
    return mark_safe("" if told is None else escape(words.retold(told, language())))


@register.filter
def on(value: date | None) -> str:
    """A date as it is written locally; nothing for none."""
    return "" if value is None else words.day(value, language())


@register.filter
def at(value: datetime | None) -> str:
    """A moment as it is written locally, to the minute."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{words.day(local.date(), language())} {local:%H:%M}"


@register.filter
def count(value: Decimal | float) -> str:
    """A number with local separators."""
    return words.number(value, language())


@register.simple_tag
def role_name(role: str) -> SafeString:
    """What a role is called."""
    return say(f"web.role.{role}")


@register.simple_tag
def trail_action(line: TrailLine) -> SafeString:
    """What was done, in words."""
    return say(f"web.trail.{line.action}")


@register.simple_tag
def job_name(job: Job) -> SafeString:
    """What a job does, in words."""
    return say(f"web.job.{job.kind}")


@register.simple_tag
def job_state(job: Job) -> SafeString:
    """How far a job is, or how it ended and what to do."""
    if job.state == "failed":
        why = words.say(job.error_code, language(), **job.error_params)
        return say("web.jobs.state.failed", why=why)
    stopping = job.cancel_asked and job.state in ("waiting", "running")
    return say(f"web.jobs.state.{'stopping' if stopping else job.state}")
