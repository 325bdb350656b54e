"""What a signer and an approver are asked, and what to do about a wrong answer."""

import datetime
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from countersign.access.actions import latest_day
from countersign.access.models import Permission
from countersign.agreements.drawing import as_svg
from countersign.agreements.models import Agreement
from countersign.people.models import Person
from countersign.policies.models import Edition
from countersign.policies.translated import Said
from countersign.prepared import Prepared
from countersign.ui.forms import Checkboxes, DateField, Form, Radios
from countersign.words import later as _

# Fields of a printed form that the page, the typed name and the clock answer by themselves.
ANSWERED = re.compile(
    r"^(user'?s?\s+)?(signature|signed|sign|name|full name|print(ed)? name|name \(print(ed)?\)|date)\b", re.IGNORECASE
)
ROLE_FIELD = re.compile(r"^(role|job title|position|post)\b", re.IGNORECASE)
SCHOOL_FIELD = re.compile(r"^(school|organisation)\b", re.IGNORECASE)

OFFERED = Prepared(lambda school: Permission.objects.filter(school=school, retired_at=None).order_by("title", "pk"))

NAME_MISSING = _("Type your full name: it is your signature")


def readable_name(value: str) -> str:
    """Return a typed name in one form, refusing characters that cannot be seen."""
    name = " ".join(unicodedata.normalize("NFC", value).split())
    if any(unicodedata.category(character) == "Cc" for character in name):
        raise forms.ValidationError(_("Type your name again: it holds a character that cannot be printed"))
    if not any(character.isalnum() for character in name):
        raise forms.ValidationError(NAME_MISSING)
    return name


class NameField(forms.CharField):
    """A typed name that serves as a signature."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault(
            "error_messages",
            {"required": NAME_MISSING, "max_length": _("Type your name in at most 200 characters")},
        )
        super().__init__(
            widget=forms.TextInput(attrs={"class": "cs-hand", "autocomplete": "name", "spellcheck": "false"}), **kwargs
        )

    def clean(self, value: Any) -> str:
        """Return the name as it will be printed."""
        return readable_name(super().clean(value))


class SignForm(Form):
    """What the edition's own form asks, what the signer wishes for, and the typed name."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)  # without it the page is too old
    drawn = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60_000)

    def __init__(self, *args: Any, edition: Edition, person: Person, job: str, **kwargs: Any) -> None:
        self.asked_fields = [label for label in edition.signature_fields if not ANSWERED.match(label)]
        self.permissions = OFFERED.all(person.school_id)
        super().__init__(*args, **kwargs)
        if edition.asks:
            self.add(
                "wishes",
                forms.MultipleChoiceField(
                    label=_("What you ask for"),
                    required=False,
                    choices=[(wish, wish[:1].upper() + wish[1:]) for wish in edition.asks],
                    widget=Checkboxes,
                ),
            )
        if self.permissions:
            self.add(
                "permissions",
                forms.MultipleChoiceField(
                    label=_("Ask for an additional permission"),
                    help_text=_("Only if your work needs it. The person who countersigns decides."),
                    required=False,
                    choices=[(permission.code, permission.title) for permission in self.permissions],
                    widget=Checkboxes(hints={each.code: each.hint for each in self.permissions if each.hint}),
                ),
            )
            self.add(
                "reason",
                forms.CharField(
                    label=_("Why you need it"),
                    required=False,
                    max_length=300,
                    error_messages={"max_length": _("Say why in at most 300 characters")},
                ),
            )
        for index, label in enumerate(self.asked_fields):
            initial = job if ROLE_FIELD.match(label) else person.school.name if SCHOOL_FIELD.match(label) else ""
            self.add(
                f"field_{index}",
                forms.CharField(
                    label=label,
                    max_length=300,
                    initial=initial,
                    error_messages={
                        "required": gettext("Fill in “%(label)s”") % {"label": label},
                        "max_length": gettext("Fill in “%(label)s” with at most 300 characters") % {"label": label},
                    },
                ),
            )
        self.add(
            "name",
            NameField(
                label=_("Type your full name"),
                help_text=_("This is your signature. The sentence above is kept with it, word for word."),
            ),
        )

    def keep_answers(self, answers: Mapping[str, str]) -> None:
        """Offer what somebody filled in last time under the same labels; a role and a school are today's."""
        for index, label in enumerate(self.asked_fields):
            if label in answers and not self.fields[f"field_{index}"].initial:
                self.initial[f"field_{index}"] = answers[label]

    def speak(self, labels: Mapping[str, Said], wishes: Mapping[str, Said]) -> None:
        """Put the words of a translation before the labels, which stay as they are."""
        for index, label in enumerate(self.asked_fields):
            if label in labels:
                self.fields[f"field_{index}"].label = both(labels[label])
        if wishes:
            asked: Any = self.fields["wishes"]
            asked.choices = [(wish, both(wishes[wish]) if wish in wishes else name) for wish, name in asked.choices]

    def clean_drawn(self) -> bytes:
        """Return the drawn signature as a drawing of ours, or nothing."""
        drawn = self.cleaned_data["drawn"]
        if not drawn:
            return b""
        try:
            return as_svg(drawn)
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                _("The drawn signature could not be read. Draw it again, or leave it out")
            ) from None

    @property
    def answers(self) -> dict[str, str]:
        """What was filled in of the edition's own fields, label -> answer."""
        return {label: self.cleaned_data[f"field_{index}"] for index, label in enumerate(self.asked_fields)}

    @property
    def permission_reasons(self) -> dict[str, str]:
        """The permissions asked for, code -> reason."""
        return dict.fromkeys(self.cleaned_data.get("permissions", []), self.cleaned_data.get("reason", ""))


def both(said: Said) -> SafeString:
    """Return a label in a language with the original after it."""
    return format_html(
        '<bdi lang="{}" dir="{}">{}</bdi> ({})', said.language.tag, said.language.direction, said.text, said.original
    )


class ReasonForm(Form):
    """One question in the person's own words."""

    def __init__(self, *args: Any, label: str, missing: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            "text",
            forms.CharField(
                label=label,
                help_text=help_text,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 5}),
                error_messages={"required": missing, "max_length": _("Use at most 2,000 characters")},
            ),
        )


class CapacityMixin(Form):
    """In which post the approver decides."""

    def __init__(self, *args: Any, capacities: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            "capacity",
            forms.ChoiceField(
                label=_("You sign as"),
                choices=[(title, title) for title in capacities],
                initial=capacities[0] if len(capacities) == 1 else None,
                widget=Radios,
                error_messages={"required": _("Choose the post in which you sign")},
            ),
        )


class CountersignForm(CapacityMixin):
    """The permissions given, each with its last day, and the approver's name; what was asked for comes first."""

    marks_optional = False  # a last day is wanted where its permission is ticked

    def __init__(self, *args: Any, agreement: Agreement, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.offered = list(Permission.objects.filter(school=agreement.school, retired_at=None).order_by("title", "pk"))
        asked = {each.permission_id: each.reason for each in agreement.permissions_asked.all()}
        self.offered.sort(key=lambda each: each.pk not in asked)
        for permission in self.offered:
            latest = latest_day(permission, today)
            self.add(
                until_name(permission),
                DateField(
                    label=_("Last day"),
                    required=False,
                    initial=latest,
                    help_text=gettext("At the latest %(day)s") % {"day": date_format(latest, "j F Y")},
                ),
            )
        self.add("name", NameField(label=_("Type your full name")))
        if self.offered:
            self.add(
                "permissions",
                forms.MultipleChoiceField(
                    label=_("Additional permissions"),
                    help_text=_("Tick only what you decide. Each ends by itself."),
                    required=False,
                    choices=[(permission.code, permission.title) for permission in self.offered],
                    widget=Checkboxes(
                        hints={
                            each.code: f"{asked_in_words(each, asked)} {each.hint}".strip() for each in self.offered
                        },
                        reveals={each.code: until_name(each) for each in self.offered},
                    ),
                ),
            )

    def clean(self) -> dict[str, Any]:
        """Check that each permission given has a last day within what the catalogue allows."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for permission in self.offered:
            name = until_name(permission)
            if permission.code not in data.get("permissions", []) or name in self.errors:
                continue
            latest = latest_day(permission, self.today)
            if data.get(name) is None:
                self.add_error(name, gettext("Enter the last day of “%(title)s”") % {"title": permission.title})
            elif not self.today <= data[name] <= latest:
                until = gettext("“%(title)s” can last from today until %(day)s")
                self.add_error(name, until % {"title": permission.title, "day": date_format(latest, "j F Y")})
        return data

    @property
    def given(self) -> dict[str, datetime.date]:
        """The permissions given, code -> last day."""
        ticked = self.cleaned_data.get("permissions", [])
        return {each.code: self.cleaned_data[until_name(each)] for each in self.offered if each.code in ticked}


def until_name(permission: Permission) -> str:
    """Return the name of the question for a permission's last day."""
    return f"until_{permission.code}"


def asked_in_words(permission: Permission, asked: dict[int, str]) -> str:
    """Return whether a permission was asked for, and why."""
    if permission.pk not in asked:
        return gettext("Not asked for.")
    reason = asked[permission.pk]
    return gettext("Asked for: “%(reason)s”.") % {"reason": reason} if reason else gettext("Asked for.")


class DecisionForm(CapacityMixin, ReasonForm):
    """A question or a reason, and the post in which it is given."""


class TogetherForm(CapacityMixin):
    """Several agreements that ask for nothing extra, decided at once."""

    def __init__(self, *args: Any, agreements: list[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.public_id), f"{each.person.name}, {each.signed_as}") for each in agreements]
        self.add(
            "agreements",
            forms.MultipleChoiceField(
                label=_("Tick those you have decided"),
                choices=choices,
                widget=Checkboxes,
                error_messages={
                    "required": _("Tick at least one agreement"),
                    "invalid_choice": _("One of these was decided meanwhile. Look at the list again"),
                },
            ),
        )
        self.add("name", NameField(label=_("Type your full name")))
        self.order_fields(["agreements", "capacity", "name"])
