"""What is asked of mail."""

from collections.abc import Mapping
from typing import Any

from django import forms

from klantkompas.web.care.cards import MOST_AT_ONCE
from klantkompas.web.staff.forms import Plain, said


class WriteForm(Plain):
    """A letter to a customer about a complaint."""

    to = forms.ChoiceField(label=said("post.to"))
    subject = forms.CharField(label=said("post.subject"), max_length=160)
    text = forms.CharField(label=said("post.text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, addresses: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, f"{name} <{one}>" if name else one) for one, name in addresses.items()]
        self.fields["to"].choices = named  # type: ignore[attr-defined]


class MarkForm(Plain):
    """A mark, and nothing else."""

    mark = forms.TypedChoiceField(
        label=said("post.mark.field"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, 11)],
        widget=forms.RadioSelect,
    )


class CardsForm(Plain):
    """How many cards go by mail now."""

    mailed = forms.IntegerField(label=said("post.cards.number"), min_value=1, max_value=MOST_AT_ONCE)


class AgainForm(Plain):
    """To which address a letter goes once more."""

    to = forms.EmailField(label=said("post.to"))
