"""The questions about governors' approval: who, the answer of one of them, and a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy

from countersign.people.models import Person
from countersign.policies.models import Policy
from countersign.ui.forms import Checkboxes, DateField, Form, Radios
from countersign.words import later as _


class ApproversForm(Form):
    """Who approves a policy's editions before they are published."""

    needed = forms.ChoiceField(
        label=_("Is it approved before an edition is published?"),
        choices=[
            ("yes", _("Yes, by people named here")),
            ("no", _("No, or somewhere else")),
        ],
        widget=Radios(
            hints={"no": _("Who approved it can be typed with the draft’s dates, and is printed as it stands")},
            reveals={"yes": "quorum"},
        ),
        error_messages={"required": _("Choose whether it is approved here")},
    )
    quorum = forms.IntegerField(
        label=_("How many of them must approve?"),
        min_value=1,
        max_value=99,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
        error_messages={
            "required": _("Enter how many must approve, like 2"),
            "min_value": _("At least one of them must approve"),
        },
    )

    def __init__(self, *args: Any, policy: Policy, people: list[Person], **kwargs: Any) -> None:
        named = policy.approvers.values_list("person__public_id", flat=True)
        initial = {
            "needed": "yes" if policy.quorum else "no" if named else None,
            "quorum": policy.quorum or None,
            "approvers": [str(each) for each in named],
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.people = {str(person.public_id): person for person in people}
        self.add(
            "approvers",
            forms.MultipleChoiceField(
                label=_("Who is asked?"),
                help_text=_("Each answers for themselves, on their own page, or is at the meeting that approves it."),
                choices=[(key, person.name) for key, person in self.people.items()],
                required=False,
                widget=Checkboxes(hints={key: hint_of(person) for key, person in self.people.items()}),
            ),
        )

    def chosen(self) -> tuple[list[Person], int]:
        """Return who was named, and how many of them must approve."""
        people = [self.people[key] for key in self.cleaned_data["approvers"]]
        return people, self.cleaned_data["quorum"] if self.cleaned_data["needed"] == "yes" else 0


def hint_of(person: Person) -> str:
    """Return what one should know of somebody before naming them."""
    return "" if person.account_id else gettext("Cannot sign in yet: send a way from the person’s page")


class AnswerForm(Form):
    """What an approver answers to a draft."""

    answer = forms.ChoiceField(
        label=_("Do you approve it?"),
        choices=[
            ("yes", _("Yes, I approve it exactly as it stands here")),
            ("no", pgettext_lazy("do you approve it", "No")),
        ],
        widget=Radios(reveals={"yes": "name", "no": "reason"}),
        error_messages={"required": _("Choose whether you approve it")},
    )
    name = forms.CharField(
        label=_("Type your full name"),
        help_text=_("It is printed under the policy."),
        max_length=200,
        widget=forms.TextInput({"class": "cs-hand", "autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Type your full name, as it is to be printed under the policy")},
    )
    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("Whoever writes the policy reads it."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say why you do not approve it")},
    )
    content = forms.CharField(widget=forms.HiddenInput, max_length=64)


class MeetingForm(Form):
    """A meeting that approved a draft."""

    held_date = DateField(
        label=_("When was the meeting?"), error_messages={"required": _("Enter the day of the meeting")}
    )
    minute = forms.CharField(
        label=_("Reference of the minute"),
        help_text=_("As the minutes number it, like 26/11.4"),
        max_length=60,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
        error_messages={"required": _("Enter the reference of the minute, like 26/11.4")},
    )
    content = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, people: list[Person], quorum: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in people}
        self.add(
            "present",
            forms.MultipleChoiceField(
                label=_("Who of them was there?"),
                help_text=gettext("At least %(quorum)s must have been.") % {"quorum": quorum},
                choices=[(key, person.name) for key, person in self.people.items()],
                widget=Checkboxes,
                error_messages={"required": _("Tick everybody who was there")},
            ),
        )

    def present(self) -> list[Person]:
        """Return who was there."""
        return [self.people[key] for key in self.cleaned_data["present"]]
