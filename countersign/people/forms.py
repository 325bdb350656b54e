"""The questions administrators answer about people."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext

from countersign.people.audiences import Audience
from countersign.people.importing import LARGEST_FILE
from countersign.people.models import Person
from countersign.ui.forms import DateField, Form
from countersign.words import later as _

KINDS = [("", _("Choose what they are")), *Audience.choices]


class DetailsForm(Form):
    """Who somebody is."""

    forename = forms.CharField(
        max_length=100,
        label=_("Forename"),
        help_text=_("As they are known. Somebody with one name has it here."),
        error_messages={"required": _("Enter a forename"), "max_length": _("Use 100 letters at most")},
    )
    surname = forms.CharField(
        max_length=100, required=False, label=_("Surname"), error_messages={"max_length": _("Use 100 letters at most")}
    )
    email = forms.EmailField(
        required=False,
        label=_("E-mail address"),
        help_text=_("Where their link is sent. Without one, you hand them the link yourself."),
        error_messages={"invalid": _("Enter the whole address, like name@school.example")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    staff_id = forms.CharField(
        max_length=50,
        required=False,
        label=_("Staff ID"),
        help_text=_("The number your payroll or management system has for them"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )


class CorrectForm(DetailsForm):
    """Somebody's details, and whether they look after the people here."""

    printed_name = forms.CharField(
        max_length=200,
        required=False,
        label=_("As policies print the name"),
        help_text=_("Such as “Mrs Oyelaran”. Empty: the forename and surname."),
    )
    is_administrator = forms.BooleanField(
        required=False,
        label=_("Administrator: adds people, invites them and changes the school’s settings"),
        help_text=_("Administrators need a second step to sign in."),
    )


class RoleForm(Form):
    """What somebody is to the school, from when to when."""

    kind = forms.ChoiceField(
        choices=KINDS, label=_("Role"), error_messages={"required": _("Choose what they are to the school")}
    )
    job_title = forms.CharField(
        max_length=100,
        required=False,
        label=_("Job title"),
        help_text=_("Such as “Class teacher, Year 3”"),
        error_messages={"max_length": _("Use 100 letters at most")},
    )
    from_date = DateField(label=_("First day"), error_messages={"required": _("Enter their first day")})
    to_date = DateField(
        required=False, label=_("Last day"), help_text=_("If it is known, as for supply staff and contractors")
    )

    def clean(self) -> dict[str, Any]:
        """See that the days are in order."""
        answers = super().clean() or {}
        first, last = answers.get("from_date"), answers.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", gettext("The last day must be the first day or later"))
        return answers


class AddForm(DetailsForm, RoleForm):
    """Somebody new, and their first role."""

    field_order = ("forename", "surname", "email", "kind", "job_title", "from_date", "to_date", "staff_id")


class EndForm(Form):
    """The last day of a role."""

    to_date = DateField(
        label=_("What is the last day?"),
        help_text=_("They keep their access on that day, and lose it the day after."),
        error_messages={"required": _("Enter the last day")},
    )


class SearchForm(Form):
    """Whom to look for."""

    marks_optional = False

    q = forms.CharField(required=False, max_length=100, label=_("Name, address or job"))
    role = forms.ChoiceField(required=False, choices=[("", _("Everybody")), *Audience.choices], label=_("Role"))


class UploadForm(Form):
    """A list of people as a file."""

    file = forms.FileField(
        label=_("Choose the file"),
        help_text=_("CSV, with a line of headings and a line for each person"),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty. It needs a line of headings and a line for each person"),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before reading it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(gettext("The file is larger than 1 MB. Split it into smaller files"))
        return file


def initial_details(person: Person) -> dict[str, Any]:
    """Return somebody's details as the form shows them."""
    names = ("forename", "surname", "email", "staff_id", "printed_name", "is_administrator")
    return {name: getattr(person, name) for name in names}


def initial_role(today: datetime.date) -> dict[str, Any]:
    """Return what a new role begins as: from today."""
    return {"from_date": today}
