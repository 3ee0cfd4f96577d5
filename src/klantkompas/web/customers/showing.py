"""Figures as people read them: in their unit and language, a dash with the reason where unknown, types by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from klantkompas import words
from klantkompas.web.customers.columns import COLUMNS
from klantkompas.web.customers.models import Snapshot
from klantkompas.words import Language

TYPES = ("demanding", "dormant", "shared", "loyal")
SURE, LIKELY = 0.90, 0.60
DAYS_A_MONTH, MONTHS_TO_TELL = 365.25 / 12, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One figure as it stands on a page.

    Attributes:
        name: of the column.
        text: what is read; empty where unknown.
        why: code of the reason where unknown, else empty.
    """

    name: str
    text: str
    why: str = ""


def told(name: str, value: Any, language: Language, *, currency: str = "EUR") -> str:
    """A number or date as the database keeps it, as people write it.

    Args:
        name: of the column.
        value: cents, hundredths of an hour, a part of one, a date ...; known.
        language: of the reader.
        currency: ISO code.
    """
    match COLUMNS[name].kind:
        case "money":
            return bound(words.money(Decimal(value) / 100, language, currency=currency))
        case "hours":
            return bound(words.hours(Decimal(value) / 100, language))
        case "share":
            return bound(words.percent(value, language))
        case "ratio":
            return words.number(value, language, decimals=1)
        case "date":
            return words.day(value, language)
    return words.number(value, language)


def bound(text: str) -> str:
    """Text in which no line ends between a number and its sign."""
    return text.replace(" ", "\u00a0")


def told_r(name: str, value: float, language: Language, *, currency: str) -> str:
    """One of the five R's as it is compared: a duration in years or months, a silence against the own rhythm."""
    match name:
        case "duration_days":
            months = value / DAYS_A_MONTH
            unit = "years" if months >= MONTHS_TO_TELL else "months"
            return words.say(
                f"customer.r.{unit}",
                language,
                n=words.number(
                    months / 12 if unit == "years" else months, language, decimals=1 if unit == "years" else 0
                ),
            )
        case "recency_ratio":
            return words.say("customer.r.times", language, n=words.number(value, language, decimals=1))
    return told(name, value, language, currency=currency)


def spent(hundredths: int, language: Language) -> str:
    """Hours to the quarter, as people write them: ``0,25 u``, ``1,5 u``, ``12 u``."""
    hours = Decimal(hundredths) / 100
    decimals = 0 if hours == hours.to_integral_value() else 1 if hours * 10 % 1 == 0 else 2
    return f"{words.number(hours, language, decimals=decimals)} {words.say('page.unit.hours', language)}"


def whole(cents: int | None, language: Language) -> str:
    """Cents or hundredths to the last digit, as they stand in a column that has to add up; a dash for none."""
    return "–" if cents is None else words.number(Decimal(cents) / 100, language, decimals=2)


def shown(figures: Any, names: Sequence[str], language: Language) -> Mapping[str, Shown]:
    """Figures of one customer, by name.

    Args:
        figures: the line of ``Figures``, with its snapshot.
        names: which.
        language: of the reader.
    """
    reasons, currency = figures.why or {}, currency_of(figures.snapshot)
    found = {}
    for name in names:
        value = getattr(figures, name)
        if value is None:
            found[name] = Shown(name=name, text="", why=reasons.get(name, "unknown"))
        else:
            found[name] = Shown(name=name, text=told(name, value, language, currency=currency))
    return found


def currency_of(snapshot: Snapshot | None) -> str:
    """The currency of the amounts of a snapshot."""
    return "EUR" if snapshot is None else str(snapshot.summary.get("currency", "EUR"))


def certainty(chance: float, language: Language) -> str:
    """How sure a type is, in a word."""
    level = "sure" if chance >= SURE else "likely" if chance >= LIKELY else "guess"
    return words.say(f"certainty.{level}", language)


def likeliest(figures: Any) -> list[tuple[str, float]]:
    """The types of a customer by their chance, the likeliest first; only those that are known."""
    chances = [(one, getattr(figures, f"p_{one}")) for one in TYPES]
    return sorted(((one, chance) for one, chance in chances if chance is not None), key=lambda pair: -pair[1])


def relation_name(code: str, language: Language, *, workshop: bool, kind: str | None, of: str = "type") -> str:
    """What a type or phase is called: by its own name, and where that is wanted by the workshop's after it.

    Args:
        code: of the type or phase.
        language: of the reader.
        workshop: whether this reader wants the workshop's names.
        kind: of the customer; only organisations are ever called by them, natural persons never.
        of: ``type`` or ``phase``.
    """
    name = words.say(f"{of}.{code}", language)
    other = f"workshop.{code}"
    if not (workshop and kind == "organisation" and words.has(other)):
        return name
    extra = words.say(other, language)
    return name if extra == name else f"{name} ({extra})"
