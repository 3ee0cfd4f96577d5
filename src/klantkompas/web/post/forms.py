"""What is asked of mail."""

from django import forms

from klantkompas.web.staff.forms import Plain, said


class AgainForm(Plain):
    """To which address a letter goes once more."""

    to = forms.EmailField(label=said("post.to"))
