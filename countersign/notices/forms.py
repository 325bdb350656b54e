"""The question of somebody who lost their link."""

from django import forms

from countersign.ui.forms import Form
from countersign.words import later as _


class AskAgainForm(Form):
    """Whose link it is."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one the school has for you"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter the whole address, like name@school.example"),
        },
    )
