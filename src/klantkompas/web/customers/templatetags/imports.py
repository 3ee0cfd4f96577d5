"""Imports in words: how far one is, and what it is about."""

from django import template
from django.utils.safestring import SafeString

from klantkompas import words
from klantkompas.web.customers.models import Import
from klantkompas.web.staff.models import Job
from klantkompas.web.staff.templatetags.said import say

register = template.Library()


@register.simple_tag
def table_name(name: str) -> SafeString:
    """What a fact table is called."""
    return say(f"table.{name}")


@register.simple_tag
def import_state(imported: Import) -> SafeString:
    """How far an import is."""
    job = imported.job
    if job is not None and job.state in ("waiting", "running"):
        return say("imports.state.busy")
    return say(f"imports.state.{imported.state}")


@register.simple_tag
def import_step(job: Job) -> SafeString:
    """What is being done with an import, or with the figures that it waits for."""
    code = f"imports.step.{job.step or 'waiting'}"
    return say(code if words.has(code) else "imports.step.figures", done=job.done, total=job.total or 0)


@register.filter
def basename(path: str) -> str:
    """The last part of a path."""
    return path.rsplit("/", 1)[-1]
