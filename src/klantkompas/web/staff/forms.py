"""Forms of staff: fields and their words; what may be done with them is in ``services``."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.functional import lazy

from klantkompas.web.staff.models import Team, User
from klantkompas.web.staff.queries import teams
from klantkompas.web.staff.rights import ROLES
from klantkompas.web.staff.templatetags.said import say

said = lazy(say, str)
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name, in the reader's language."""
    return [(role, str(say(f"web.role.{role}"))) for role in ROLES]


class Plain(forms.Form):
    """A form whose fields look like the rest of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            match field.widget:
                case forms.CheckboxSelectMultiple() | forms.CheckboxInput() | forms.RadioSelect():
                    field.widget.attrs.setdefault("class", "form-check-input")
                case forms.Select():
                    field.widget.attrs.setdefault("class", "form-select")
                case _:
                    field.widget.attrs.setdefault("class", "form-control")


class FirstUserForm(Plain):
    """Who sets up the installation."""

    name = forms.CharField(label=said("web.field.name"), max_length=150)
    email = forms.EmailField(label=said("web.field.email"))
    password = forms.CharField(
        label=said("web.field.password"),
        help_text=said("web.field.password.help"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=said("web.field.language"), choices=LANGUAGES)

    def clean_password(self) -> str:
        """Long enough, and not one that everybody uses."""
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.cleaned_data.get("email", "")))
        return password


class PersonForm(Plain):
    """Somebody of the firm."""

    name = forms.CharField(label=said("web.field.name"), max_length=150)
    language = forms.ChoiceField(label=said("web.field.language"), choices=LANGUAGES)
    account_manager = forms.CharField(
        label=said("web.field.account_manager"),
        help_text=said("web.field.account_manager.help"),
        max_length=200,
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label=said("web.field.roles"), choices=role_choices, widget=forms.CheckboxSelectMultiple
    )
    teams = forms.ModelMultipleChoiceField(
        label=said("web.field.teams"), queryset=Team.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    is_active = forms.BooleanField(label=said("web.field.is_active"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams()  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """Somebody new: with an address and a first password."""

    email = forms.EmailField(label=said("web.field.email"))
    password = forms.CharField(
        label=said("web.field.first_password"),
        help_text=said("web.field.password.help"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ("name", "email", "password", "language", "account_manager", "roles", "teams")

    def clean_password(self) -> str:
        """Long enough, and not one that everybody uses."""
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.cleaned_data.get("email", "")))
        return password


class TeamForm(Plain):
    """A new team."""

    name = forms.CharField(label=said("web.field.team"), max_length=100)


class RulesForm(Plain):
    """All settings as the text of a klantkompas.toml."""

    toml = forms.CharField(
        label=said("web.field.rules"),
        help_text=said("web.field.rules.help"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "form-control font-monospace", "spellcheck": "false"}),
    )


class CostsForm(Plain):
    """What the exports of most firms do not say."""

    hourly_cost = forms.DecimalField(
        label=said("web.costs.hour"),
        help_text=said("web.costs.hour.help"),
        min_value=Decimal("0.01"),
        max_digits=6,
        decimal_places=2,
        localize=True,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    margin = forms.DecimalField(
        label=said("web.costs.margin"),
        help_text=said("web.costs.margin.help"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class FirmForm(Plain):
    """What the firm wants of its screens."""

    workshop_names = forms.BooleanField(
        label=said("web.field.workshop_names"), help_text=said("web.field.workshop_names.help"), required=False
    )


class LanguageForm(Plain):
    """The language in which I am answered."""

    language = forms.ChoiceField(label=said("web.field.language"), choices=LANGUAGES)
