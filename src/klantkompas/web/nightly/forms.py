"""What is asked before figures are computed anew."""

from django import forms

from klantkompas.web.staff.forms import Plain, said


class RecalculateForm(Plain):
    """Hours a week for a new Monday list; empty: a new list only once the last one is a week old."""

    hours = forms.DecimalField(
        label=said("web.night.hours"),
        help_text=said("web.night.hours.help"),
        required=False,
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
