"""The questions about term dates."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from countersign.refusals import Refused
from countersign.setup.term_dates import HalfTermOutside, TermsOverlap
from countersign.ui.forms import DateField, Form, Radios
from countersign.words import later as _

LAST_DAY = 60
MOST = 10


class TermForm(Form):
    """The first and last day of a term, and of its half term."""

    first_date = DateField(
        label=_("First day of the term"),
        help_text=_("The first day that anybody works: INSET days before the pupils come may be in the term."),
    )
    last_date = DateField(label=_("Last day of the term"))
    break_first_date = DateField(
        label=_("First day of half term"),
        help_text=_("The first weekday on which the school is closed. Leave both empty where there is none."),
        required=False,
    )
    break_last_date = DateField(label=_("Last day of half term"), required=False)

    def field_of(self, refused: Refused) -> str:
        """Return the question that a refusal is about."""
        if isinstance(refused, HalfTermOutside):
            return "break_first_date"
        return "first_date" if isinstance(refused, TermsOverlap) else "last_date"


class ClosureForm(Form):
    """Days on which a school is closed besides its holidays, or INSET days."""

    kind = forms.ChoiceField(
        label=_("What are these days?"),
        choices=[("inset", _("INSET days")), ("closed", _("The school is closed"))],
        widget=Radios(hints={"inset": _("Open for staff, closed for pupils"), "closed": _("For everybody")}),
        error_messages={"required": _("Choose what these days are")},
    )
    name = forms.CharField(
        label=_("What are they for?"), help_text=_("For example, a polling station"), max_length=100, required=False
    )
    first_date = DateField(label=_("First day"))
    last_date = DateField(label=_("Last day"), help_text=_("Leave this empty for a single day."), required=False)

    def clean(self) -> dict[str, Any]:
        """Take a single day as its own last day."""
        super().clean()
        if "last_date" not in self.errors and not self.cleaned_data.get("last_date"):
            self.cleaned_data["last_date"] = self.cleaned_data.get("first_date")
        return self.cleaned_data


class RemoveForm(Form):
    """Asks nothing: its button is the answer."""


class DaysField(forms.CharField):
    """Some school days, counted from the day something is asked: "0, 3, 7, 9"."""

    def to_python(self, value: Any) -> Any:
        """Return the days as numbers."""
        words = re.split(r"[\s,;]+", (super().to_python(value) or "").strip())
        if words == [""]:
            return []
        if not all(word.isascii() and word.isdigit() and int(word) <= LAST_DAY for word in words) or len(words) > MOST:
            raise ValidationError(_("Enter up to 10 whole numbers from 0 to 60, like 0, 3, 7, 9"))
        return [int(word) for word in words]


class RemindersForm(Form):
    """On which school days people are reminded, and others are told."""

    days = DaysField(
        label=_("On which school days are people reminded?"),
        help_text=_("Counted from the day they are asked, which is 0. For example: 0, 3, 7, 9"),
        max_length=60,
        error_messages={"required": _("Enter at least one day, like 0")},
    )
    manager = forms.IntegerField(
        label=_("On which school day is their line manager told?"),
        help_text=_("Leave this empty if nobody is to be told."),
        min_value=1,
        max_value=LAST_DAY,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    head = forms.IntegerField(
        label=_("On which school day is the headteacher told?"),
        help_text=_("Leave this empty if nobody is to be told."),
        min_value=1,
        max_value=LAST_DAY,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
