"""A ``?`` beside what has a definition, amounts as the library's JSON has them, and a dash with the reason.

{% money line.at_stake why="monday.no_stake" %} {% help "at_stake" %}
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from klantkompas import words
from klantkompas.web.customers.glossary import meaning
from klantkompas.web.customers.home import Named
from klantkompas.web.customers.showing import certainty
from klantkompas.web.staff.templatetags.said import language, on_screen

register = template.Library()
Number = Decimal | float | int


@register.simple_tag(name="help", takes_context=True)
def help_for(context: Context, name: str) -> SafeString:
    """A ``?`` that opens what a figure or term is, on the page itself; it needs no script, and ``Esc`` closes it."""
    label, definition = meaning(name, language())
    return format_html(
        '<button type="button" class="help" popovertarget="{place}" aria-label="{what}">?</button>'
        '<span popover class="help-text" id="{place}"><strong>{label}</strong> <span>{definition}</span> '
        '<a href="{page}#{name}">{all}</a></span>',
        place=_place(context, name),
        what=words.say("web.help.what", language(), label=label),
        label=label,
        definition=definition,
        page=reverse("help"),
        name=name,
        all=words.say("web.help.all", language()),
    )


def _place(context: Context, name: str) -> str:
    """A name for the panel that no other on the page has."""
    shown: dict[str, int] = context["request"].__dict__.setdefault("helped", {})
    shown[name] = shown.get(name, 0) + 1
    return f"help-{name}-{shown[name]}"


@register.simple_tag
def unknown(why: str | None = None) -> SafeString:
    """A dash, with its reason for who points at it and for who hears it.

    Args:
        why: code of the library's reason, or of a sentence.
    """
    codes = (code for code in (f"why.{why}", why or "") if words.has(code))
    return format_html(
        '<span class="unknown" title="{0}"><span aria-hidden="true">–</span>'
        '<span class="visually-hidden">{0}</span></span>',
        on_screen(words.say(next(codes, "why.unknown"), language()), language()),
    )


@register.simple_tag(takes_context=True)
def money(context: Context, value: Number | None, why: str | None = None) -> SafeString:
    """An amount in the firm's ``currency``, whole from ten on: expectations have no cents."""

    def write(amount: Decimal) -> str:
        whole = amount.to_integral_value() if abs(amount) >= 10 else amount
        text = words.money(whole, language(), currency=context.get("currency") or "EUR")
        return text.removesuffix(",00").removesuffix(".00")

    return _known(value, why, write)


@register.simple_tag(takes_context=True)
def cents(context: Context, value: int | None, why: str | None = None) -> SafeString:
    """An amount as the database keeps it."""
    return money(context, None if value is None else Decimal(value) / 100, why)


@register.simple_tag
def hours(value: Number | None, why: str | None = None) -> SafeString:
    """Hours; a quarter of an hour as such."""
    return _known(value, why, _hours)


@register.simple_tag
def spent(hundredths: int | None, why: str | None = None) -> SafeString:
    """Hours as the database keeps them."""
    return hours(None if hundredths is None else Decimal(hundredths) / 100, why)


@register.simple_tag
def told(sentences: Mapping[str, Any] | None) -> str:
    """Of a sentence that was kept in both languages, the reader's."""
    return str((sentences or {}).get(language()) or "")


def _known(value: Number | None, why: str | None, write: Callable[[Decimal], str]) -> SafeString:
    if value is None or value == "":  # what a template does not find is an empty text
        return unknown(why)
    return format_html("{}", write(Decimal(str(value))).replace(" ", "\u00a0"))  # no line ends in an amount


def _hours(value: Decimal) -> str:
    if value * 2 % 1 and abs(value) < 10:
        return f"{words.number(value, language(), decimals=2)} {words.say('page.unit.hours', language())}"
    return words.hours(value, language())


@register.simple_tag
def plain(value: Number | None) -> str:
    """A number as it is filled in: the reader's decimal sign and no more digits than there are."""
    amount = Decimal(str(value or 0)).normalize()
    return words.number(amount, language(), decimals=min(max(-int(amount.as_tuple().exponent), 0), 2))


@register.simple_tag
def how(action: str) -> str:
    """How an action of the catalogue is done; nothing for a firm's own, whose name says it."""
    code = f"web.action.{action}"
    return words.say(code, language()) if words.has(code) else ""


@register.simple_tag
def refusal(reason: str) -> str:
    """Why something was not done: one of the list, or a person's own words."""
    code = f"web.monday.refuse.{reason}"
    return words.say(code, language()) if words.has(code) else reason


@register.simple_tag
def relation(customer: Any) -> str:
    """What kind of relation it is, and how sure that is."""
    code = customer.figures.type
    name = words.say(f"type.{code}", language())
    chance = getattr(customer.figures, f"p_{code}", None)
    return name if code == "unclear" or chance is None else f"{name}, {certainty(chance, language())}"


@register.simple_tag
def named(prefix: str, code: str | None) -> str:
    """What a code is called: of a ``figure``, a ``type``, a ``term``; one that the words do not know, as it is."""
    known = f"{prefix}.{code}"
    return words.say(known, language()) if code and words.has(known) else (code or "")


@register.simple_tag
def happened(to: Named) -> str:
    """What happened to how many customers."""
    return words.say(f"web.home.changed.{to.code}", language(), n=to.n)
