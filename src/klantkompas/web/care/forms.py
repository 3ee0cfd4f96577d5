"""What is asked on the pages of care."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from klantkompas.web.care.cards import MOST_AT_ONCE, RESULTS
from klantkompas.web.staff.templatetags.said import say


class NameForm(forms.Form):
    """The one field of the public page, and two that may stay empty."""

    name = forms.CharField(max_length=120)
    phone = forms.CharField(max_length=40, required=False)
    good_time = forms.CharField(max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = say(f"care.public.{name}")
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
        self.fields["phone"].widget.attrs["maxlength"] = "40"


class SendForm(forms.Form):
    """How many cards to make now."""

    cards = forms.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cards"].label = say("care.cards.number")


class CalledForm(forms.Form):
    """What came of a call."""

    result = forms.ChoiceField()
    told = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    cause = forms.CharField(required=False, max_length=80)
    minutes = forms.IntegerField(required=False, validators=[MinValueValidator(0), MaxValueValidator(600)])

    def __init__(self, *args: Any, causes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.causes = causes
        self.fields["result"].choices = [(one, say(f"care.result.{one}")) for one in RESULTS]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.label = say(f"care.call.{name}")
        self.fields["cause"].widget.attrs["list"] = "causes"
        self.fields["cause"].help_text = say("care.call.cause.help")


class ChangeForm(forms.Form):
    """What the firm changed about a cause."""

    cause = forms.CharField(max_length=80, widget=forms.HiddenInput)
    change = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change"].label = say("care.cause.change")
