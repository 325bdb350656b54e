"""The one question about the public pages: whether they name those who hold posts."""

from django import forms

from countersign.ui.forms import Form, Radios


class NamesForm(Form):
    """Whether pages without sign-in name those who hold posts."""

    names_holders = forms.ChoiceField(
        label="Do the public pages name those who hold posts?",
        choices=[("yes", "Yes, with the post"), ("no", "No, only the post")],
        widget=Radios(
            hints={
                "yes": "“Siân Howells, designated safeguarding lead”: a parent knows whom to ask for",
                "no": "“The designated safeguarding lead”",
            }
        ),
        error_messages={"required": "Choose whether the public pages name those who hold posts"},
    )
