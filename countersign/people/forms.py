"""The questions administrators answer about people."""

import datetime
from typing import Any

from django import forms

from countersign.people.audiences import Audience
from countersign.people.importing import LARGEST_FILE
from countersign.people.models import Person
from countersign.ui.forms import DateField, Form

KINDS = [("", "Choose what they are"), *Audience.choices]


class DetailsForm(Form):
    """Who somebody is."""

    forename = forms.CharField(
        max_length=100,
        label="Forename",
        help_text="As they are known. Somebody with one name has it here.",
        error_messages={"required": "Enter a forename", "max_length": "Use 100 letters at most"},
    )
    surname = forms.CharField(
        max_length=100, required=False, label="Surname", error_messages={"max_length": "Use 100 letters at most"}
    )
    email = forms.EmailField(
        required=False,
        label="E-mail address",
        help_text="Where their link is sent. Without one, you hand them the link yourself.",
        error_messages={"invalid": "Enter the whole address, like name@school.example"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    staff_id = forms.CharField(
        max_length=50,
        required=False,
        label="Staff ID",
        help_text="The number your payroll or management system has for them",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )


class CorrectForm(DetailsForm):
    """Somebody's details, and whether they look after the people here."""

    printed_name = forms.CharField(
        max_length=200,
        required=False,
        label="As policies print the name",
        help_text="Such as “Mrs Oyelaran”. Empty: the forename and surname.",
    )
    is_administrator = forms.BooleanField(
        required=False,
        label="Administrator: adds people, invites them and changes the school’s settings",
        help_text="Administrators need a second step to sign in.",
    )


class RoleForm(Form):
    """What somebody is to the school, from when to when."""

    kind = forms.ChoiceField(
        choices=KINDS, label="Role", error_messages={"required": "Choose what they are to the school"}
    )
    job_title = forms.CharField(
        max_length=100,
        required=False,
        label="Job title",
        help_text="Such as “Class teacher, Year 3”",
        error_messages={"max_length": "Use 100 letters at most"},
    )
    from_date = DateField(label="First day", error_messages={"required": "Enter their first day"})
    to_date = DateField(
        required=False, label="Last day", help_text="If it is known, as for supply staff and contractors"
    )

    def clean(self) -> dict[str, Any]:
        """See that the days are in order."""
        answers = super().clean() or {}
        first, last = answers.get("from_date"), answers.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", "The last day must be the first day or later")
        return answers


class AddForm(DetailsForm, RoleForm):
    """Somebody new, and their first role."""

    field_order = ("forename", "surname", "email", "kind", "job_title", "from_date", "to_date", "staff_id")


class EndForm(Form):
    """The last day of a role."""

    to_date = DateField(
        label="What is the last day?",
        help_text="They keep their access on that day, and lose it the day after.",
        error_messages={"required": "Enter the last day"},
    )


class SearchForm(Form):
    """Whom to look for."""

    marks_optional = False

    q = forms.CharField(required=False, max_length=100, label="Name, address or job")
    role = forms.ChoiceField(required=False, choices=[("", "Everybody"), *Audience.choices], label="Role")


class UploadForm(Form):
    """A list of people as a file."""

    file = forms.FileField(
        label="Choose the file",
        help_text="CSV, with a line of headings and a line for each person",
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty. It needs a line of headings and a line for each person",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before reading it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 1 MB. Split it into smaller files")
        return file


def initial_details(person: Person) -> dict[str, Any]:
    """Return somebody's details as the form shows them."""
    names = ("forename", "surname", "email", "staff_id", "printed_name", "is_administrator")
    return {name: getattr(person, name) for name in names}


def initial_role(today: datetime.date) -> dict[str, Any]:
    """Return what a new role begins as: from today."""
    return {"from_date": today}
