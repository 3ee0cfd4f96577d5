"""What is asked on the pages of care."""

import unicodedata
from datetime import date
from typing import Any

from django import forms

from klantkompas.web.care.cards import MOST_AT_ONCE, RESULTS
from klantkompas.web.care.compass import EMOTIONAL, KINDS, RATIONAL
from klantkompas.web.customers.customer_forms import DayField
from klantkompas.web.staff.forms import LANGUAGES, Plain, said
from klantkompas.web.staff.templatetags.said import say

BREAKS = ("Cc", "Zl", "Zp")  # Unicode: controls, and what separates lines and paragraphs
TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # signs of direction


def _lines(label: str, *, rows: int, most: int, about: str = "") -> forms.CharField:
    """A field of some lines that may stay empty."""
    area = forms.Textarea(attrs={"rows": rows})
    about_it = said(about) if about else ""
    return forms.CharField(label=said(label), help_text=about_it, required=False, max_length=most, widget=area)


def cause_field() -> forms.CharField:
    """What lay behind it, in few words; those that were heard before are offered."""
    return forms.CharField(
        label=said("care.call.cause"),
        help_text=said("care.call.cause.help"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "causes"}),
    )


class Line(forms.CharField):
    """One line as a person writes it: what breaks a line or turns the order of what follows is left out."""

    def to_python(self, value: Any) -> str:
        """Plain text; empty where no letter or digit is left."""
        given = unicodedata.normalize("NFC", super().to_python(value) or "")
        kept = (" " if unicodedata.category(sign) in BREAKS else sign for sign in given if sign not in TURNS)
        text = " ".join("".join(kept).split())
        return text if any(map(str.isalnum, text)) else ""


class NameForm(Plain):
    """The one field of the public page, and two that may stay empty."""

    name = Line(label=said("care.public.name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = Line(
        label=said("care.public.phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    good_time = Line(label=said("care.public.good_time"), max_length=120, required=False)


class SendForm(Plain):
    """How many cards to make now."""

    cards = forms.IntegerField(label=said("care.cards.number"), min_value=1, max_value=MOST_AT_ONCE)
    paper = forms.ChoiceField(
        label=said("letter.paper"),
        choices=lambda: [(one, str(say(f"letter.paper.{one}"))) for one in ("card", "letter")],
    )
    language = forms.ChoiceField(label=said("letter.language"), choices=LANGUAGES)


class LetterheadForm(Plain):
    """What stands on every letter."""

    sender = _lines("letter.head.sender", rows=4, most=400, about="letter.head.sender.help")
    place = forms.CharField(label=said("letter.head.place"), required=False, max_length=80)
    signed = _lines("letter.head.signed", rows=2, most=200)
    card_nl = _lines("letter.head.card_nl", rows=5, most=1500, about="letter.head.card.help")
    card_en = _lines("letter.head.card_en", rows=5, most=1500, about="letter.head.card.help")


class CalledForm(Plain):
    """What came of a call."""

    result = forms.ChoiceField(
        label=said("care.call.result"),
        choices=lambda: [(one, str(say(f"care.result.{one}"))) for one in RESULTS],
        widget=forms.RadioSelect,
    )
    told = forms.CharField(
        label=said("care.call.told"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    cause = cause_field()
    minutes = forms.IntegerField(label=said("care.call.minutes"), required=False, min_value=0, max_value=600)

    def __init__(self, *args: Any, causes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.causes = causes


class ChangeForm(Plain):
    """What the firm changed about a cause."""

    cause = forms.CharField(max_length=80, widget=forms.HiddenInput)
    change = forms.CharField(label=said("care.cause.change"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class StatementForm(Plain):
    """What a customer said; made to be filled in while walking back to the car."""

    kind = forms.ChoiceField(
        label=said("care.compass.kind"),
        choices=lambda: [(one, str(say(f"care.compass.{one}"))) for one in KINDS],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=said("care.compass.text"), max_length=300)
    weight = forms.TypedChoiceField(
        label=said("care.compass.weight"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [
            ("", str(say("care.not_asked"))),
            *((n, str(say(f"care.compass.weight.{n}"))) for n in range(1, 6)),
        ],
    )
    score = forms.TypedChoiceField(
        label=said("care.compass.score"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [("", str(say("care.not_asked"))), *((n, str(n)) for n in range(1, 11))],
    )
    contact = forms.CharField(
        label=said("care.compass.contact"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "people"}),
    )


class BondForm(Plain):
    """What ties a customer, and how strongly."""

    bond = forms.ChoiceField(
        label=said("care.bond"),
        choices=lambda: [(one, str(say(f"care.bond.{one}"))) for one in (*RATIONAL, *EMOTIONAL)],
    )
    strength = forms.TypedChoiceField(
        label=said("care.bond.strength"), coerce=int, choices=[(n, str(n)) for n in range(1, 6)]
    )


class PromiseForm(Plain):
    """What was promised, and for when."""

    what = forms.CharField(label=said("care.promise.what"), max_length=200)
    due = DayField(label=said("care.promise.due"))


class KeptForm(Plain):
    """On which day a promise was done."""

    day = DayField()

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest

    def clean_day(self) -> date:
        """Not a day that is still to come."""
        day: date = self.cleaned_data["day"]
        return min(day, self.latest)
