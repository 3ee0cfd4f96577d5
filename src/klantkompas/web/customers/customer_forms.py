"""Forms of one customer: fields and their words; what may be done with them is in ``logbook`` and ``editing``."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from klantkompas.ledger.relation_types import LABELS
from klantkompas.ledger.tables import Column, table
from klantkompas.web.customers.editing import plain
from klantkompas.web.customers.facts import stored, written
from klantkompas.web.customers.models import Customer
from klantkompas.web.customers.queries import account_managers
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


# The columns of a customer, as somebody fills them in.
GROUPS: Mapping[str, Sequence[str]] = {
    "who": ("name", "kind", "account_manager", "vat_number", "parent_id", "internal"),
    "reach": ("email", "phone", "address", "postcode", "city", "region", "country"),
    "division": ("segment", "sector", "employees"),
    "won": ("acquired_on", "acquisition_channel", "acquisition_cost"),
}
ENDED = ("ended_on", "ended_reason")
CONTACT = ("name", "role", "phone", "email", "language", "may_mail", "may_call", "consent_source", "consent_on")
KEYBOARDS = {"email": "email", "phone": "tel"}


def _yes_no(label: Any) -> forms.Field:
    choices = [("", said("customer.not_said")), ("1", said("page.yes")), ("0", said("page.no"))]
    return forms.TypedChoiceField(
        label=label, required=False, choices=choices, coerce=lambda value: value == "1", empty_value=None
    )


def _field(column: Column, label: str) -> forms.Field:
    """How a column of a fact table is filled in; what is left open is unknown."""
    named = said(label)
    match column.kind:
        case "date":
            return DayField(label=named, required=column.required)
        case "money":
            keyboard = forms.TextInput(attrs={"inputmode": "decimal"})
            return forms.DecimalField(label=named, required=False, decimal_places=2, localize=True, widget=keyboard)
        case "count":
            return forms.IntegerField(label=named, required=False, min_value=0)
        case "flag":
            return _yes_no(named)
        case "choice":
            return forms.ChoiceField(
                label=named, required=False, choices=choices_of("customers", column.name, f"lists.{column.name}")
            )
    widget = forms.TextInput(attrs={"type": KEYBOARDS.get(column.name, "text"), "autocomplete": "off"})
    return forms.CharField(label=named, required=column.required, max_length=300, widget=widget)


class ColumnsForm(Plain):
    """Columns of a fact table, as they are stored on one side and as people write them on the other."""

    fact_table = "customers"
    names: Sequence[str] = ()

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        given = {name: self._shown(name, getattr(row, name)) for name in self.names} if row is not None else {}
        kwargs["initial"] = given | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def _column(self, name: str) -> Column:
        return table(self.fact_table).column(name)

    def _shown(self, name: str, value: Any) -> Any:
        kind = self._column(name).kind
        if kind == "flag":
            return "" if value is None else str(int(value))
        return written(value, kind)

    def columns(self) -> dict[str, Any]:
        """What was filled in, as it is stored; empty text is unknown."""
        return {name: self._kept(name, self.cleaned_data[name]) for name in self.names}

    def _kept(self, name: str, value: Any) -> Any:
        kind = self._column(name).kind
        return stored(value, kind) if kind in ("money", "count") else (None if value == "" else value)


def _columns_form(fact_table: str, labels: str, names: Sequence[str]) -> Any:
    """A form of columns of a fact table."""
    columns = {name: table(fact_table).column(name) for name in names}
    fields = {name: _field(column, f"{labels}.{name}") for name, column in columns.items()}
    about = {"__module__": __name__, "__doc__": f"Columns of {fact_table}.", "fact_table": fact_table, "names": names}
    return type("ColumnsForm", (ColumnsForm,), about | fields)


CustomerColumns = _columns_form("customers", "lists.column", [name for group in GROUPS.values() for name in group])
ContactForm = _columns_form("contacts", "customer.contact", CONTACT)
EndForm = _columns_form("customers", "lists.column", ENDED)


class CustomerForm(CustomerColumns):  # type: ignore[misc, valid-type]
    """A customer, with what its writer saw when he began.

    Args:
        managers: the account managers he may name; None: everybody who is one.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Any, managers: Sequence[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        named = managers if managers is not None else account_managers()
        own = getattr(row, "account_manager", None)
        choices = dict.fromkeys(["" if managers is None else None, own, *named])
        self.fields["account_manager"] = forms.ChoiceField(
            label=said("lists.column.account_manager"),
            required=False,
            choices=[(name, name or said("customer.manager.none")) for name in choices if name is not None],
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields["seen"].initial = json.dumps(self.snapshot_of(row))
        self.own_number = getattr(row, "customer_id", None)

    def snapshot_of(self, row: Any) -> dict[str, Any]:
        """The version and columns of a customer as somebody sees them; of a new one there are none."""
        if row is None:
            return {}
        return {"version": row.version, "columns": plain({name: getattr(row, name) for name in self.names})}

    def was(self) -> Mapping[str, Any]:
        """The version and columns that the writer saw; nothing where the page was tampered with."""
        try:
            found = json.loads(self.cleaned_data["seen"])
        except ValueError:
            found = {}
        return found if isinstance(found, dict) and {"version", "columns"} <= found.keys() else {}

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields, as they belong together."""
        for name, columns in GROUPS.items():
            yield name, [self[column] for column in columns]

    def clean_parent_id(self) -> str:
        """A customer that is there, and another one."""
        number = str(self.cleaned_data["parent_id"] or "")
        if number and (number == self.own_number or not Customer.objects.filter(customer_id=number).exists()):
            raise forms.ValidationError(str(say("customer.parent.unknown", number=number)))
        return number


class NewCustomerForm(CustomerForm):
    """A new customer, with its number where the firm has one."""

    customer_id = forms.CharField(
        label=said("lists.column.customer_id"), help_text=said("customer.number.help"), required=False, max_length=60
    )


class DecisionForm(Plain):
    """What somebody decides about a relation."""

    kind = forms.ChoiceField(
        label=said("customer.decision.kind"), choices=choices_of("decisions", "kind", "customer.decision")
    )
    value = forms.ChoiceField(label=said("customer.decision.type"), required=False)
    reason = forms.CharField(
        label=said("customer.decision.reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = DayField(
        label=said("customer.decision.last"), help_text=said("customer.decision.last.help"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(code, str(say(f"type.{code}"))) for code in LABELS]
        self.fields["value"].choices = [("", str(say("customer.not_said"))), *types]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A type belongs to the setting of a type, and to nothing else."""
        given = super().clean() or self.cleaned_data
        if given.get("kind") != "type_override":
            given["value"] = ""
        elif not given.get("value"):
            self.add_error("value", str(say("customer.decision.which")))
        return given


class DocumentForm(Plain):
    """A file about a customer."""

    file = forms.FileField(label=said("customer.document.file"), help_text=said("customer.document.help"))
