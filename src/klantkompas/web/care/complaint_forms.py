"""What is asked at each step of a complaint."""

from typing import Any

from django import forms

from klantkompas.web.care.complaints import CHANNELS, JUSTIFIED, SEVERITIES, handlers
from klantkompas.web.care.forms import cause_field
from klantkompas.web.staff.forms import Plain, said
from klantkompas.web.staff.models import User
from klantkompas.web.staff.queries import everybody
from klantkompas.web.staff.templatetags.said import say


def _named(codes: tuple[str, ...], prefix: str) -> Any:
    return lambda: [(one, str(say(f"{prefix}.{one}"))) for one in codes]


def _text(label: str, *, rows: int = 3, required: bool = True, most: int = 4000) -> forms.CharField:
    return forms.CharField(
        label=said(label), required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows})
    )


class People(forms.ModelChoiceField[User]):
    """Colleagues by name."""

    def label_from_instance(self, obj: Any) -> str:
        """His name."""
        return str(obj.name)


class ReceiveForm(Plain):
    """A complaint comes in."""

    text = _text("care.complaint.text")
    remedy_asked = _text("care.complaint.remedy_asked", rows=2, required=False)
    channel = forms.ChoiceField(label=said("care.complaint.channel"), choices=_named(CHANNELS, "care.channel"))
    severity = forms.ChoiceField(label=said("care.complaint.severity"), choices=_named(SEVERITIES, "care.severity"))
    about = People(
        label=said("care.complaint.about"),
        help_text=said("care.complaint.about.help"),
        queryset=User.objects.none(),
        required=False,
        empty_label=said("care.complaint.about.nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = everybody()  # type: ignore[attr-defined]


class AssignForm(Plain):
    """Who handles it: never the one it is about, who stands on no list."""

    handler = People(
        label=said("care.complaint.handler"),
        queryset=User.objects.none(),
        empty_label=said("care.complaint.handler.choose"),
    )

    def __init__(self, *args: Any, about: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = [one.pk for one in handlers() if one.pk != about]
        self.fields["handler"].queryset = User.objects.filter(pk__in=may).order_by("name")  # type: ignore[attr-defined]


class InvestigateForm(Plain):
    """What was found."""

    found = _text("care.complaint.found")


class RespondForm(Plain):
    """The answer to the customer."""

    justified = forms.ChoiceField(
        label=said("care.complaint.justified"), choices=_named(JUSTIFIED, "care.justified"), widget=forms.RadioSelect
    )
    response = _text("care.complaint.response")
    remedy = forms.CharField(label=said("care.complaint.remedy"), required=False, max_length=300)
    compensation = forms.DecimalField(
        label=said("care.complaint.compensation"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    cause = cause_field()


class CloseForm(Plain):
    """Does the customer agree?"""

    satisfied = forms.TypedChoiceField(
        label=said("care.complaint.satisfied"),
        coerce=lambda value: value == "yes",
        choices=lambda: [(one, str(say(f"care.satisfied.{one}"))) for one in ("yes", "no")],
        widget=forms.RadioSelect,
    )
