"""The questions about a whole edition: its details, publishing it, withdrawing the policy, and what it leans on."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from countersign.people.audiences import Audience, in_words
from countersign.policies.actions import Details
from countersign.policies.models import Edition
from countersign.policies.wording import clean
from countersign.ui.forms import Checkboxes, DateField, Form, Radios
from countersign.words import later as _

AUDIENCES = list(Audience.choices)


class ManyLinesField(forms.CharField):
    """Several texts, one on each line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the lines that hold something."""
        return [line for text in clean(super().to_python(value) or "").split("\n") if (line := " ".join(text.split()))]

    def prepare_value(self, value: Any) -> Any:
        """Return the texts as they are typed."""
        return "\n".join(value) if isinstance(value, list) else value


class DetailsForm(Form):
    """What an edition says besides its clauses."""

    title = forms.CharField(
        label=_("Title"), max_length=300, error_messages={"required": _("Enter a title, as it stands above the policy")}
    )
    audience = forms.MultipleChoiceField(
        label=_("Who signs it?"),
        choices=AUDIENCES,
        widget=Checkboxes,
        error_messages={"required": _("Choose who signs it")},
    )
    approved_by = forms.CharField(
        label=_("Who approved it?"),
        help_text=_("As it is printed: Governing board, minute 26/11.4"),
        required=False,
        max_length=200,
    )
    approved_date = DateField(label=_("When was it approved?"), required=False)
    last_reviewed = forms.CharField(
        label=_("Last reviewed, as the document says it"),
        help_text=_("Year, or year and month, or the day: 2026, 2026-09 or 2026-09-14"),
        required=False,
        max_length=10,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    next_review = forms.CharField(
        label=_("Next review, as the document says it"),
        help_text=_("In the same way"),
        required=False,
        max_length=10,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    document_code = forms.CharField(
        label=_("Document code"),
        required=False,
        max_length=50,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    linked = ManyLinesField(
        label=_("Policies it leans on"),
        help_text=_("One on each line, named as the text names them. Each becomes a link."),
    )
    asks = ManyLinesField(
        label=_("What people may ask for"), help_text=_("One on each line. Nothing is ticked beforehand.")
    )
    signer_declarations = ManyLinesField(
        label=_("What the signer declares"), help_text=_("One on each line. It is part of the sentence agreed to.")
    )
    signature_fields = ManyLinesField(
        label=_("What the signer fills in"), help_text=_("One on each line, like Job title.")
    )
    approver_declarations = ManyLinesField(label=_("What the approver declares"), help_text=_("One on each line."))
    approver_fields = ManyLinesField(label=_("What the approver fills in"), help_text=_("One on each line."))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_for(edition), **kwargs)
        self.edition = edition
        if not edition.policy.is_signed:
            self.fields["audience"].label = _("Whom is it for?")
            self.fields["audience"].error_messages["required"] = _("Choose whom it is for")
        if edition.policy.quorum:  # who approves it answers on a page of its own
            del self.fields["approved_by"], self.fields["approved_date"]

    def initial_for(self, edition: Edition) -> dict[str, Any]:
        """Return the details as the form shows them."""
        given = {name: getattr(edition, name) for name in (*Details.__dataclass_fields__, "revision")}
        links = edition.links.order_by("position", "pk").values_list("named", flat=True)
        return {**given, "linked": list(links)}

    def clean_last_reviewed(self) -> str:
        """Return the date in its precision."""
        return checked_date(self.cleaned_data["last_reviewed"])

    def clean_next_review(self) -> str:
        """Return the date in its precision."""
        return checked_date(self.cleaned_data["next_review"])

    def details(self) -> Details:
        """Return the answers as details to be stored."""
        given = self.cleaned_data
        names = Details.__dataclass_fields__
        return Details(**{name: given[name] if name in given else getattr(self.edition, name) for name in names})


def checked_date(text: str) -> str:
    """Return a date in the precision it was given, or say how it is written."""
    text = text.strip()
    if not text:
        return ""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
        raise ValidationError(gettext("Write the date as 2026, 2026-09 or 2026-09-14"))
    try:
        date.fromisoformat({4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text))
    except ValueError:
        raise ValidationError(gettext("There is no such day. Check the month and the day")) from None
    return text


class PublishForm(Form):
    """When an edition takes effect, and who signs again."""

    effective_date = DateField(
        label=_("From which day does it count?"),
        help_text=_("People find it on their page as soon as it is published."),
        error_messages={"required": _("Enter the day from which it counts")},
    )
    review_date = DateField(
        label=_("By when is it reviewed?"),
        help_text=_("A policy like this is reviewed every year."),
        error_messages={"required": _("Enter the day by which it is reviewed")},
    )

    def __init__(
        self, *args: Any, is_first: bool, audience: Sequence[str] = (), bound: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.audience, self.is_first = audience, is_first
        if is_first:
            return
        may_be_told = [(code, Audience(code).label) for code in audience if code in bound and code in Audience.values]
        asks_each = bool(may_be_told) and len(audience) > 1
        if asks_each:
            self.add("told_only", told_only(may_be_told))
        new = in_words([code for code in audience if code not in bound])
        self.add("is_material", is_material(asks_each=asks_each, new=new if may_be_told else ""))
        self.add("change_summary", change_summary())

    def clean_told_only(self) -> list[str]:
        """Return whom is only told; that everybody is, has an answer of its own."""
        told: list[str] = self.cleaned_data["told_only"]
        if set(told) >= set(self.audience):
            raise ValidationError(gettext("These are all. Choose “No, only tell them” instead"))
        return told

    def told(self) -> list[str]:
        """Return which of those the edition is for are only told, once the form is answered well."""
        answer = self.cleaned_data.get("is_material", "yes")
        if answer == "some":
            return list(self.cleaned_data["told_only"])
        return list(self.audience) if answer == "no" else []


def is_material(*, asks_each: bool, new: str) -> forms.ChoiceField:
    """Return the question whether people sign again, for an edition that is newly for some people, or for none."""
    some = [("some", _("Yes, but some are only told"))] if asks_each else []
    whom = {"whom": f"{new[:1].lower()}{new[1:]}"}
    only = _("Only when nothing changed that anybody agrees to, like a spelling.")
    return forms.ChoiceField(
        label=_("Must people sign again?"),
        help_text=gettext("It is new for %(whom)s: they sign it in any case.") % whom if new else "",
        choices=[("yes", _("Yes, everybody it is for")), *some, ("no", _("No, only tell them"))],
        widget=Radios(hints={"no": only}, reveals={"some": "told_only"}),
        error_messages={"required": _("Choose whether people must sign again")},
    )


def told_only(choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    """Return the question who is only told."""
    return forms.MultipleChoiceField(
        label=_("Who is only told?"),
        choices=choices,
        widget=Checkboxes(),
        error_messages={"required": _("Choose who is only told")},
    )


def change_summary() -> forms.CharField:
    """Return the question what changed."""
    return forms.CharField(
        label=_("What changed?"),
        help_text=_("Two lines in plain words. They are in the message that everybody it is for gets."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Say in a line or two what changed")},
    )


class WithdrawForm(Form):
    """Why a policy is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("The reason is kept."),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why it is withdrawn")},
    )


class AddressForm(Form):
    """Where a linked policy is read."""

    title = forms.CharField(
        label=_("What is it called?"), max_length=300, error_messages={"required": _("Enter its title")}
    )
    web_address = forms.URLField(
        label=_("Where do people read it?"),
        help_text=_("A web address, like www.fernhill.example/policies/online-safety"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url"}),
        error_messages={"invalid": _("Enter a web address, like www.fernhill.example/policies")},
    )
