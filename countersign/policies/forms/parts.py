"""The questions about one part of a draft."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext

from countersign.people.audiences import Audience
from countersign.policies import children
from countersign.policies.actions import Words, edition_kinds
from countersign.policies.models import Edition, Part, Wording
from countersign.policies.reading import TAXONOMY
from countersign.policies.wording import LONGEST, clean
from countersign.ui.forms import Checkboxes, Form, Radios
from countersign.words import later
from countersign.words import later as _

TOPICS = [(topic.key, later(topic.title)) for topic in TAXONOMY]
POST_HINT = _(
    "Write {post:headteacher} for whoever holds the post, with its title, or {name:headteacher} for the name alone."
    " A new holder then prints everywhere and nobody signs again. **Bold**, _emphasis_, [words](https://…) for a link,"
    " a blank line for a new paragraph."
)


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


class PartForm(Form):
    """One part of a draft."""

    field_order = ("text", "number", "binds", "roles", "kind", "children", "lead_in", "topics", "revision")
    text = forms.CharField(
        label=_("Words"),
        help_text=POST_HINT,
        widget=forms.Textarea({"rows": 7}),
        max_length=LONGEST,
        error_messages={
            "required": _("Enter the words"),
            "max_length": format_lazy(
                _("This is longer than {most:,} characters. Split it into several clauses"), most=LONGEST
            ),
        },
    )
    children = PointsField(
        label=_("Points beneath"),
        help_text=_("One on each line. A number as printed stands in square brackets: [a] not sharing pictures."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    lead_in = forms.CharField(
        label=_("Lead-in"),
        help_text=_("Words that stand above several clauses and belong to each: “You must not:”"),
        required=False,
        max_length=1000,
    )
    number = forms.CharField(
        label=_("Number as printed"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"class": "govuk-input--width-3"}),
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind, kind.label) for kind in (Part.Kind.CLAUSE, Part.Kind.PASSAGE, Part.Kind.SECTION)],
        widget=Radios(
            hints={
                Part.Kind.CLAUSE: _("People agree to it"),
                Part.Kind.PASSAGE: _("It is shown, and nobody signs it"),
                Part.Kind.SECTION: _("It stands above what follows"),
            }
        ),
        error_messages={"required": _("Choose what it is")},
    )
    binds = forms.ChoiceField(
        label=_("Whom does it bind?"),
        choices=[("all", _("Everybody the policy is for")), ("some", _("Only some of them"))],
        widget=Radios(reveals={"some": "roles"}),
        error_messages={"required": _("Choose whom it binds")},
    )
    roles = forms.MultipleChoiceField(
        label=_("Which of them?"), widget=Checkboxes, error_messages={"required": _("Choose whom it binds")}
    )
    topics = forms.MultipleChoiceField(
        label=_("What it is about"),
        help_text=_("This decides what can make the clause true."),
        choices=TOPICS,
        required=False,
        widget=Checkboxes,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, edition: Edition, part: Part | None = None, wording: Wording | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=initial_of(part), **kwargs)
        wording = part.wording if part else wording
        audience = wording.audience if wording else edition.audience
        codes = dict.fromkeys([*edition_kinds(audience), *((part.roles or []) if part else [])])
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
        return ", ".join(str(titles[key]) for key in self["topics"].value() or [] if key in titles) or gettext(
            "nothing chosen yet"
        )

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
