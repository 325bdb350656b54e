"""The question of somebody who lost their link."""

from django import forms

from countersign.ui.forms import Form


class AskAgainForm(Form):
    """Whose link it is."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="The one the school has for you",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter the whole address, like name@school.example",
        },
    )
