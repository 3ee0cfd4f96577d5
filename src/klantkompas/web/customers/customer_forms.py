"""Forms of one customer: fields and their words; what may be done with them is in ``logbook`` and ``editing``."""

from decimal import Decimal
from typing import Any

from django import forms

from klantkompas.ledger.tables import table
from klantkompas.web.staff.forms import Plain, said
from klantkompas.web.staff.templatetags.said import say

QUICK = ("0.25", "0.5", "1", "2")


def choices_of(name: str, column: str, words: str) -> Any:
    """The choices of a column of a fact table in the reader's language, with one for not said before them."""

    def choices() -> list[tuple[str, str]]:
        known = [(code, str(say(f"{words}.{code}"))) for code in table(name).column(column).choices]
        return [("", str(say("customer.not_said"))), *known]

    return choices


class DayField(forms.DateField):
    """A day, picked in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **settings: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y"], **settings)


def hours_field(**settings: Any) -> forms.DecimalField:
    """Hours with two decimals, with a point or a comma."""
    keyboard = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(max_digits=4, decimal_places=2, localize=True, widget=keyboard, **settings)


class HoursForm(Plain):
    """Hours worked for a customer."""

    date = DayField(label=said("customer.hours.day"))
    activity = forms.CharField(
        label=said("customer.hours.activity"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "activities"}),
    )
    purpose = forms.ChoiceField(
        label=said("customer.hours.purpose"),
        required=False,
        choices=choices_of("time_entries", "purpose", "customer.purpose"),
    )
    hours = hours_field(label=said("customer.hours.other"), required=False)
    quick = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The hours of the button that was pressed, or those that were typed."""
        given = super().clean() or self.cleaned_data
        if given.get("quick") in QUICK:
            given["hours"] = Decimal(given["quick"])
        if given.get("hours") is None and "hours" not in self.errors:
            self.add_error("hours", say("customer.hours.none"))
        return given


class VisitForm(Plain):
    """A visit, call, mail or note, and the hours it took."""

    kind = forms.ChoiceField(
        label=said("customer.visit.kind"), choices=choices_of("activities", "kind", "customer.activity")
    )
    text = forms.CharField(
        label=said("customer.visit.text"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000
    )
    gave = forms.ChoiceField(
        label=said("customer.visit.gave"),
        help_text=said("customer.visit.gave.help"),
        required=False,
        choices=choices_of("activities", "gave", "customer.gave"),
    )
    date = DayField(label=said("customer.hours.day"))
    hours = hours_field(label=said("customer.visit.hours"), help_text=said("customer.visit.hours.help"), required=False)
    purpose = forms.ChoiceField(
        label=said("customer.hours.purpose"),
        required=False,
        choices=choices_of("time_entries", "purpose", "customer.purpose"),
    )
