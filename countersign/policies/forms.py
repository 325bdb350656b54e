"""The questions of putting a policy in, editing and publishing it."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from countersign.people.audiences import Audience
from countersign.policies import children
from countersign.policies.actions import edition_kinds
from countersign.policies.editing import Details, Words
from countersign.policies.models import Edition, Part, Policy
from countersign.policies.reading import TAXONOMY
from countersign.policies.receiving import MOST_BYTES
from countersign.policies.wording import LONGEST, clean
from countersign.ui.forms import Checkboxes, DateField, Form, Radios

AUDIENCES = list(Audience.choices)
TOPICS = [(topic.key, topic.title) for topic in TAXONOMY]
POST_HINT = (
    "Write {post:headteacher} for whoever holds the post, with its title, or {name:headteacher} for the name alone."
    " A new holder then prints everywhere and nobody signs again. **Two stars** make words bold."
)


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


class PointsField(forms.CharField):
    """Points beneath a clause."""

    def to_python(self, value: Any) -> Any:
        """Return the points as they are stored."""
        return children.read(clean_lines(super().to_python(value) or ""))

    def prepare_value(self, value: Any) -> Any:
        """Return the points as they are typed."""
        return children.written(value) if isinstance(value, list) else value


def clean_lines(text: str) -> str:
    """Return a text without what cannot be printed, its lines still set in as they were."""
    return "\n".join(f"{line[: len(line) - len(line.lstrip())]}{clean(line)}" for line in text.splitlines())


class PutInForm(Form):
    """The document, as a file or as text, and what it is to become."""

    marks_optional = False  # one of the two is wanted
    file = forms.FileField(
        label="Choose the file you use today",
        help_text=f"Word, PDF, OpenDocument, web page or text, up to {MOST_BYTES >> 20} MB. It is kept as you give it.",
        required=False,
        max_length=255,
        error_messages={
            "empty": "The file is empty. Choose another",
            "max_length": "The file’s name is too long. Give it a shorter one",
        },
        widget=forms.FileInput({"accept": ".docx,.doc,.pdf,.odt,.rtf,.html,.htm,.md,.txt"}),
    )
    text = forms.CharField(
        label="Or paste its words here", required=False, strip=False, widget=forms.Textarea({"rows": 6})
    )
    into = forms.ChoiceField(label="What is it?", widget=Radios, error_messages={"required": "Choose what it is"})

    def __init__(self, *args: Any, policies: list[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.choices = [
            ("", "A new policy"),
            *((str(policy.public_id), f"The next edition of {policy.title}") for policy in policies),
        ]
        into.required = False
        if not policies:
            del self.fields["into"]

    def clean(self) -> dict[str, Any]:
        """Ask for a file or for text, not both."""
        super().clean()
        file, text = self.cleaned_data.get("file"), (self.cleaned_data.get("text") or "").strip()
        if "file" in self.errors:
            return self.cleaned_data
        if file and text:
            self.add_error("text", "You chose a file and pasted words. Give one of them")
        elif not file and not text:
            self.add_error("file", "Choose a file, or paste the words of the policy")
        elif file and file.size > MOST_BYTES:
            self.add_error(
                "file", f"{file.name} is larger than {MOST_BYTES >> 20} MB. Take out its pictures and save it again"
            )
        elif len(text) > 50 * LONGEST:
            self.add_error("text", "This is longer than any policy. Paste only the agreement")
        return self.cleaned_data


class ChooseForm(Form):
    """Which agreements of a file become drafts."""

    chosen = forms.MultipleChoiceField(
        label="Which of them do you want?",
        help_text="Each becomes a policy of its own.",
        widget=Checkboxes,
        error_messages={"required": "Choose at least one agreement"},
    )

    def __init__(self, *args: Any, agreements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.choices = agreements


class PartForm(Form):
    """One part of a draft."""

    field_order = ("text", "number", "binds", "roles", "kind", "children", "lead_in", "topics", "revision")
    text = forms.CharField(
        label="Words",
        help_text=POST_HINT,
        widget=forms.Textarea({"rows": 7}),
        max_length=LONGEST,
        error_messages={
            "required": "Enter the words",
            "max_length": f"This is longer than {LONGEST:,} characters. Split it into several clauses",
        },
    )
    children = PointsField(
        label="Points beneath",
        help_text="One on each line. A number as printed stands in square brackets: [a] not sharing pictures.",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    lead_in = forms.CharField(
        label="Lead-in",
        help_text="Words that stand above several clauses and belong to each: “You must not:”",
        required=False,
        max_length=1000,
    )
    number = forms.CharField(
        label="Number as printed",
        required=False,
        max_length=20,
        widget=forms.TextInput({"class": "govuk-input--width-3"}),
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(kind, kind.label) for kind in (Part.Kind.CLAUSE, Part.Kind.PASSAGE, Part.Kind.SECTION)],
        widget=Radios(
            hints={
                Part.Kind.CLAUSE: "People agree to it",
                Part.Kind.PASSAGE: "It is shown, and nobody signs it",
                Part.Kind.SECTION: "It stands above what follows",
            }
        ),
        error_messages={"required": "Choose what it is"},
    )
    binds = forms.ChoiceField(
        label="Whom does it bind?",
        choices=[("all", "Everybody the policy is for"), ("some", "Only some of them")],
        widget=Radios(reveals={"some": "roles"}),
        error_messages={"required": "Choose whom it binds"},
    )
    roles = forms.MultipleChoiceField(
        label="Which of them?", widget=Checkboxes, error_messages={"required": "Choose whom it binds"}
    )
    topics = forms.MultipleChoiceField(
        label="What it is about",
        help_text="This decides what can make the clause true.",
        choices=TOPICS,
        required=False,
        widget=Checkboxes,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, edition: Edition, part: Part | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(part), **kwargs)
        codes = dict.fromkeys([*edition_kinds(edition.audience), *((part.roles or []) if part else [])])
        roles: Any = self.fields["roles"]
        roles.choices = [(code, Audience(code).label) for code in codes if code in Audience.values]
        if not roles.choices:
            del self.fields["roles"]
            binds: Any = self.fields["binds"]
            binds.choices = binds.choices[:1]

    @property
    def first(self) -> list[forms.BoundField]:
        """The questions always asked."""
        return [self[name] for name in ("text", "number", "binds", "kind")]

    @property
    def further(self) -> list[forms.BoundField]:
        """The questions folded away until they are needed."""
        return [self["children"], self["lead_in"]]

    @property
    def has_further(self) -> bool:
        """Whether a folded question has an answer, or something wrong with it."""
        return any(field.value() or field.errors for field in self.further)

    @property
    def topics_chosen(self) -> str:
        """The topics the form comes with, in words."""
        titles = dict(TOPICS)
        return ", ".join(titles[key] for key in self["topics"].value() or [] if key in titles) or "nothing chosen yet"

    def words(self) -> Words:
        """Return the answers as words to be stored."""
        given = self.cleaned_data
        return Words(
            text=given["text"],
            kind=given["kind"],
            number=given["number"],
            lead_in=given["lead_in"],
            children=given["children"],
            roles=given.get("roles") if given["binds"] == "some" else None,
            topics=given["topics"],
        )


def initial_of(part: Part | None) -> dict[str, Any]:
    """Return a part as its form shows it."""
    if part is None:
        return {"kind": Part.Kind.CLAUSE, "binds": "all", "revision": 0}
    names = ("text", "children", "lead_in", "number", "kind", "topics", "revision")
    given = {name: getattr(part, name) for name in names}
    return {**given, "binds": "all" if part.roles is None else "some", "roles": part.roles or []}


class DetailsForm(Form):
    """What an edition says besides its clauses."""

    title = forms.CharField(
        label="Title", max_length=300, error_messages={"required": "Enter a title, as it stands above the policy"}
    )
    audience = forms.MultipleChoiceField(
        label="Who signs it?",
        choices=AUDIENCES,
        widget=Checkboxes,
        error_messages={"required": "Choose who signs it"},
    )
    approved_by = forms.CharField(
        label="Who approved it?",
        help_text="As it is printed: Governing board, minute 26/11.4",
        required=False,
        max_length=200,
    )
    approved_date = DateField(label="When was it approved?", required=False)
    last_reviewed = forms.CharField(
        label="Last reviewed, as the document says it",
        help_text="Year, or year and month, or the day: 2026, 2026-09 or 2026-09-14",
        required=False,
        max_length=10,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    next_review = forms.CharField(
        label="Next review, as the document says it",
        help_text="In the same way",
        required=False,
        max_length=10,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    document_code = forms.CharField(
        label="Document code",
        required=False,
        max_length=50,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    linked = ManyLinesField(
        label="Policies it leans on", help_text="One on each line, named as the text names them. Each becomes a link."
    )
    asks = ManyLinesField(label="What people may ask for", help_text="One on each line. Nothing is ticked beforehand.")
    signer_declarations = ManyLinesField(
        label="What the signer declares", help_text="One on each line. It is part of the sentence agreed to."
    )
    signature_fields = ManyLinesField(label="What the signer fills in", help_text="One on each line, like Job title.")
    approver_declarations = ManyLinesField(label="What the approver declares", help_text="One on each line.")
    approver_fields = ManyLinesField(label="What the approver fills in", help_text="One on each line.")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_for(edition), **kwargs)

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
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})


def checked_date(text: str) -> str:
    """Return a date in the precision it was given, or say how it is written."""
    text = text.strip()
    if not text:
        return ""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
        raise ValidationError("Write the date as 2026, 2026-09 or 2026-09-14")
    try:
        date.fromisoformat({4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text))
    except ValueError:
        raise ValidationError("There is no such day. Check the month and the day") from None
    return text


class PublishForm(Form):
    """When an edition takes effect, and who signs again."""

    effective_date = DateField(
        label="From which day does it count?",
        help_text="People are asked as soon as it is published.",
        error_messages={"required": "Enter the day from which it counts"},
    )
    review_date = DateField(
        label="By when is it reviewed?",
        help_text="A policy like this is reviewed every year.",
        error_messages={"required": "Enter the day by which it is reviewed"},
    )
    is_material = forms.ChoiceField(
        label="Must people sign again?",
        choices=[("yes", "Yes, everybody it is for"), ("no", "No, only tell them")],
        widget=Radios(hints={"no": "Only when nothing changed that anybody agrees to, like a spelling"}),
        error_messages={"required": "Choose whether people must sign again"},
    )
    change_summary = forms.CharField(
        label="What changed?",
        help_text="Two lines in plain words. Everybody who signed the edition before will read them.",
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        error_messages={"required": "Say in a line or two what changed"},
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["is_material"]
            del self.fields["change_summary"]


class WithdrawForm(Form):
    """Why a policy is withdrawn."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="The reason is kept.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why it is withdrawn"},
    )


class AddressForm(Form):
    """Where a linked policy is read."""

    title = forms.CharField(label="What is it called?", max_length=300, error_messages={"required": "Enter its title"})
    web_address = forms.URLField(
        label="Where do people read it?",
        help_text="A web address, like www.fernhill.example/policies/online-safety",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url"}),
        error_messages={"invalid": "Enter a web address, like www.fernhill.example/policies"},
    )
