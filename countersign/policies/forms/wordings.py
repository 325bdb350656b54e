"""The questions about a wording of a draft: what it is called, whom it is for, and what it starts from."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from countersign.people.audiences import Audience
from countersign.policies.actions import About
from countersign.policies.forms.editions import ManyLinesField
from countersign.policies.models import Edition, Wording
from countersign.policies.starting import Starter, starters
from countersign.policies.wordings import named_twice
from countersign.ui.forms import Checkboxes, Form, Radios
from countersign.words import later as _

EMPTY, LIKE, STARTER = "empty", "like", "starter"


class WordingForm(Form):
    """What a wording is called, whom it is for and what its readers agree to."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("As its readers see it: For pupils in key stage 2"),
        max_length=200,
        error_messages={"required": _("Give the wording a title, like “For pupils in key stage 2”")},
    )
    audience = forms.MultipleChoiceField(
        label=_("Whom is it for?"),
        choices=list(Audience.choices),
        widget=Checkboxes,
        error_messages={"required": _("Choose whom this wording is for")},
    )
    has_symbols = forms.BooleanField(
        label=_("It is a version with symbols"),
        help_text=_("A second wording for the same people, with pictures. Each of them may choose to read it."),
        required=False,
    )
    signer_declarations = ManyLinesField(
        label=_("What its readers declare"),
        help_text=_("In words they can read. Leave it empty to use what the policy says for everybody."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def about(self) -> About:
        """Return the answers as a wording is described."""
        given = self.cleaned_data
        return About(given["title"], given["audience"], given["has_symbols"], given["signer_declarations"])


def initial_of(wording: Wording) -> dict[str, Any]:
    """Return a wording as its form shows it."""
    names = ("title", "audience", "has_symbols", "signer_declarations", "revision")
    return {name: getattr(wording, name) for name in names}


class AddWordingForm(Form):
    """What a new wording starts from."""

    start = forms.ChoiceField(
        label=_("What does it start from?"), widget=Radios, error_messages={"required": _("Choose what it starts from")}
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Leave it empty with a text of ours, which has one"),
        required=False,
        max_length=200,
    )
    audience = forms.MultipleChoiceField(
        label=_("Whom is it for?"),
        help_text=_("Leave it empty with a text of ours, which says so"),
        choices=list(Audience.choices),
        widget=Checkboxes,
        required=False,
    )
    has_symbols = forms.BooleanField(
        label=_("It is a version with symbols"),
        help_text=_("A second wording for the same people, with pictures. Each of them may choose to read it."),
        required=False,
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wordings = {str(each.public_id): each for each in edition.wordings.all()}
        there = list(self.wordings.values())
        self.starters = {each.code: each for each in starters() if not named_twice([*there, each])}
        start: Any = self.fields["start"]
        likes = [
            (f"{LIKE}:{key}", gettext("A copy of “%(title)s”") % {"title": each.title})
            for key, each in self.wordings.items()
        ]
        if not likes and edition.parts.kept().exists():
            likes = [(LIKE, gettext("A copy of the words there are"))]
        ours = [
            (f"{STARTER}:{code}", gettext("A text of ours: %(title)s") % {"title": each.title.lower()})
            for code, each in self.starters.items()
        ]
        start.choices = [*ours, *likes, (EMPTY, gettext("Nothing: write it here"))]

    def clean(self) -> dict[str, Any]:
        """Ask for a title and for readers where the start brings none."""
        super().clean()
        given = self.cleaned_data
        if self.starter is None and given.get("start"):
            if not given.get("title"):
                self.add_error("title", gettext("Give the wording a title, like “For pupils in key stage 2”"))
            if not given.get("audience"):
                self.add_error("audience", gettext("Choose whom this wording is for"))
        return given

    @property
    def starter(self) -> Starter | None:
        """The text of ours that was chosen, if one was."""
        kind, _, key = (self.cleaned_data.get("start") or "").partition(":")
        return self.starters.get(key) if kind == STARTER else None

    @property
    def is_like(self) -> bool:
        """Whether it starts as a copy."""
        return (self.cleaned_data.get("start") or "").partition(":")[0] == LIKE

    @property
    def like(self) -> Wording | None:
        """The wording to copy; none where the draft has one text for everybody."""
        return self.wordings.get((self.cleaned_data.get("start") or "").partition(":")[2])

    def about(self) -> About:
        """Return the answers as a wording is described, with what a text of ours says where nothing was entered."""
        given, ours = self.cleaned_data, self.starter
        if ours is None:
            return About(given["title"], given["audience"], given["has_symbols"])
        return About(
            given["title"] or ours.title,
            given["audience"] or list(ours.audience),
            given["has_symbols"] or ours.has_symbols,
            list(ours.declarations),
        )
