"""The one question about the public pages: whether they name those who hold posts."""

from django import forms

from countersign.ui.forms import Form, Radios
from countersign.words import later as _


class NamesForm(Form):
    """Whether pages without sign-in name those who hold posts."""

    names_holders = forms.ChoiceField(
        label=_("Do the public pages name those who hold posts?"),
        choices=[("yes", _("Yes, with the post")), ("no", _("No, only the post"))],
        widget=Radios(
            hints={
                "yes": _("“Siân Howells, designated safeguarding lead”: a parent knows whom to ask for"),
                "no": _("“The designated safeguarding lead”"),
            }
        ),
        error_messages={"required": _("Choose whether the public pages name those who hold posts")},
    )
