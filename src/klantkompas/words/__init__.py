"""Every sentence that a person reads from the library, once, in Dutch and English.

A sentence is a *code* (stable, machine-readable) with *params*; this package turns them into words.
The sentences stand in the modules beside this one, a dictionary each: ``{code: (Dutch, English)}``.
Numbers, money and dates inside a sentence are written in local form by the format after the colon:

    {amount:money}  {amount:cents}  {share:percent}  {n:number}  {hours:hours}  {day:date}
    {n:plural klant|klanten}    "1 klant", "412 klanten"
    {names:list}                "a, b en c"
"""

import string
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal, TypeVar

from klantkompas.errors import KlantkompasError

Language = Literal["nl", "en"]
Sentences = Mapping[str, tuple[str, str]]
E = TypeVar("E", bound=KlantkompasError)

_SEPARATORS = {"nl": (".", ","), "en": (",", ".")}
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}


def say(code: str, language: Language = "en", /, **params: Any) -> str:
    """The sentence for a code, filled in.

    Args:
        code: a key of one of the dictionaries of this package.
        language: ``nl`` or ``en``.
        params: what the sentence names.

    Raises:
        KeyError: when no sentence has this code, or a param is missing.
    """
    return _Filler(language).format(_sentences()[code][0 if language == "nl" else 1], **params)


def retold(told: Mapping[str, Any], language: Language = "en", /) -> str:
    """A sentence that was kept to be said in any language: ``{"code": ..., "params": {...}}``.

    Args:
        told: its code and params; a param that is such an object is a sentence (a name) of its own.
        language: ``nl`` or ``en``.

    Raises:
        KeyError: when no sentence has this code, or a param is missing.
    """
    params = {name: retold(one, language) if isinstance(one, Mapping) else one for name, one in told["params"].items()}
    return say(told["code"], language, **params)


def say_each(code: str, language: Language = "en", /, **params: Sequence[Any]) -> list[str]:
    """The sentence for a code many times, filled in from columns of equal length; each distinct value is written once.

    Raises:
        KeyError: when no sentence has this code, or a param is missing.
    """
    filler, shape, columns = _Filler(language), [], []
    for text, name, form, _ in filler.parse(_sentences()[code][0 if language == "nl" else 1]):
        shape.append(text.replace("%", "%%") + ("%s" if name else ""))
        if name:
            written = {value: filler.format_field(value, form or "") for value in set(params[name])}
            columns.append([written[value] for value in params[name]])
    sentence = "".join(shape)
    return [sentence % row for row in zip(*columns, strict=True)]


def failure(kind: type[E], code: str, **params: Any) -> E:
    """An error of the given kind whose text is the English sentence for ``code``; raise what it returns."""
    return kind(code=code, message=say(code, "en", **params), params=params)


def explain(error: KlantkompasError, language: Language) -> str:
    """What went wrong and what to do, in the reader's language."""
    return say(error.code, language, **error.params)


def has(code: str) -> bool:
    """Whether a sentence exists for this code."""
    return code in _sentences()


def number(value: Decimal | float | int, language: Language, *, decimals: int = 0) -> str:
    """A number with local separators, rounded half up: ``1.234,5`` or ``1,234.5``."""
    thousands, point = _SEPARATORS[language]
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if not rounded:
        rounded = abs(rounded)  # a loss of less than half a unit reads 0, not -0
    return f"{rounded:,}".translate(str.maketrans(",.", thousands + point))


def money(value: Decimal | float | int, language: Language, *, currency: str = "EUR") -> str:
    """Money as people write it: no decimals from 100 euros, two below it (``€ 1.234``, ``€ 12,50``)."""
    amount = Decimal(str(value))
    decimals = 0 if abs(amount) >= 100 or not amount else 2
    text = number(abs(amount), language, decimals=decimals)
    minus = "-" if amount < 0 else ""
    symbol = _SYMBOLS.get(currency, currency)
    return f"{symbol} {minus}{text}" if language == "nl" else f"{minus}{symbol}{text}"


def percent(value: Decimal | float, language: Language, *, decimals: int = 0) -> str:
    """A share (0.62) as a percentage: ``62 %`` or ``62%``."""
    text = number(Decimal(str(value)) * 100, language, decimals=decimals)
    return f"{text} %" if language == "nl" else f"{text}%"


def day(value: date | int, language: Language) -> str:
    """A date as it is written locally: ``22-11-2026``, ``22 Nov 2026``; an int is days since 1970-01-01."""
    moment = date(1970, 1, 1) + timedelta(days=value) if isinstance(value, int) else value
    return moment.strftime("%d-%m-%Y") if language == "nl" else moment.strftime("%d %b %Y")


def hours(value: Decimal | float | int, language: Language) -> str:
    """Hours: ``12 u``, ``0,5 u``; ``12 h`` in English."""
    amount = Decimal(str(value))
    decimals = 0 if abs(amount) >= 10 or amount == amount.to_integral_value() else 1
    return f"{number(amount, language, decimals=decimals)} {'u' if language == 'nl' else 'h'}"


def listing(names: list[str] | tuple[str, ...], language: Language) -> str:
    """``a, b en c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {'en' if language == 'nl' else 'and'} {names[-1]}"


class _Filler(string.Formatter):
    """Formats the params of a sentence by the local customs of one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        name, _, rest = format_spec.partition(" ")
        if name == "plural":
            one, many = rest.split("|")
            return f"{number(value, self.language)} {one if value == 1 else many}"
        write = _FORMATS.get(name)
        return write(value, self.language) if write else format(value, format_spec)


_FORMATS: dict[str, Callable[[Any, Language], str]] = {
    "money": money,
    "cents": lambda value, language: money(Decimal(value).scaleb(-2), language),
    "percent": percent,
    "number": number,
    "hours": hours,
    "date": day,
    "list": listing,
}


@cache
def _sentences() -> dict[str, tuple[str, str]]:
    together: dict[str, tuple[str, str]] = {}
    for one in iter_modules(__path__, f"{__name__}."):
        own: Sentences = import_module(one.name).SENTENCES
        clash = together.keys() & own.keys()
        if clash:
            raise KeyError(f"sentences defined twice: {sorted(clash)}")
        together |= own
    return together
