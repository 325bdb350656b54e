"""The questions of translating: which language, the words of one text, a whole document, who checked it."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext

from countersign.policies.forms.parts import PointsField
from countersign.policies.languages import NAMES, Language, tag_from
from countersign.policies.models import Edition, TranslatedText
from countersign.policies.originals import Original, Words
from countersign.policies.receiving import MOST_BYTES
from countersign.policies.wording import LONGEST
from countersign.ui.forms import Form, Radios
from countersign.words import later as _


class AddLanguageForm(Form):
    """Which language is added, and which wording is translated."""

    language = forms.ChoiceField(
        label=_("Which language?"),
        choices=lambda: [
            ("", gettext("Choose a language")),
            *((tag, f"{gettext(name)} – {own}") for tag, (own, name) in NAMES.items()),
        ],
        required=False,
    )
    tag = forms.CharField(
        label=_("Or another, by its tag"),
        help_text=_("As web pages name it: yo for Yoruba, ku-Arab for Kurdish in Arabic letters"),
        required=False,
        max_length=15,
        widget=forms.TextInput({"class": "govuk-input--width-10", "spellcheck": "false"}),
    )
    wording = forms.ChoiceField(
        label=_("Which wording?"), widget=Radios, error_messages={"required": _("Choose which wording is translated")}
    )

    marks_optional = False  # one of the two is wanted

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wordings = {str(each.public_id): each for each in edition.wordings.all()}
        wording: Any = self.fields["wording"]
        wording.choices = [(key, each.title) for key, each in self.wordings.items()]
        if not self.wordings:
            del self.fields["wording"]

    def clean(self) -> dict[str, Any]:
        """Ask for one language."""
        super().clean()
        given = self.cleaned_data
        typed = given.get("tag") or ""
        if typed and not tag_from(typed):
            self.add_error("tag", gettext("Enter a language tag, like yo or ku-Arab"))
        elif not typed and not given.get("language"):
            self.add_error("language", gettext("Choose the language of the translation"))
        return given

    @property
    def chosen(self) -> str:
        """The tag of the language."""
        return tag_from(self.cleaned_data["tag"]) or str(self.cleaned_data["language"])


class TextForm(Form):
    """The words of one text in another language."""

    lead_in = forms.CharField(label=_("Lead-in"), required=False, max_length=1000)
    text = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 7}),
        error_messages={"max_length": format_lazy(_("This is longer than {most:,} characters"), most=LONGEST)},
    )
    children = PointsField(
        label=_("Points beneath"),
        help_text=_("One on each line, in the order of the original. The numbers are put in for you."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
    )
    original = forms.CharField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    marks_optional = False  # what is left empty is counted as missing

    def __init__(
        self, *args: Any, original: Original, text: TranslatedText | None, language: Language, **kwargs: Any
    ) -> None:
        initial = {"original": original.sha256, "revision": text.revision if text else 0}
        if text:
            initial |= {"lead_in": text.lead_in, "text": text.text, "children": text.children}
        super().__init__(*args, initial=initial, **kwargs)
        is_short = not original.is_part or original.kind == "section"
        if not original.words.lead_in and not (text and text.lead_in):
            del self.fields["lead_in"]
        if not original.words.children and not (text and text.children):
            del self.fields["children"]
        if is_short and original.kind != "sentence":
            self.fields["text"].widget.attrs["rows"] = 2
        for name in ("lead_in", "text", "children"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"lang": language.tag, "dir": language.direction}

    def words(self) -> Words:
        """Return what was typed."""
        given = self.cleaned_data
        return Words(given["text"], given.get("lead_in", ""), given.get("children") or [])


class TranslatedDocumentForm(Form):
    """A whole translation, as a file or as text."""

    marks_optional = False  # one of the two is wanted
    file = forms.FileField(
        label=_("Choose the translated file"),
        help_text=format_lazy(_("Word, PDF, OpenDocument, web page or text, up to {size} MB."), size=MOST_BYTES >> 20),
        required=False,
        max_length=255,
        widget=forms.FileInput({"accept": ".docx,.doc,.pdf,.odt,.rtf,.html,.htm,.md,.txt"}),
        error_messages={"empty": _("The file is empty. Choose another")},
    )
    text = forms.CharField(
        label=_("Or paste its words here"),
        help_text=_("A line for each clause, with its number: 1. … A heading begins with #, a point with a dash."),
        required=False,
        strip=False,
        max_length=50 * LONGEST,
        widget=forms.Textarea({"rows": 8}),
    )

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"lang": language.tag, "dir": language.direction}

    def clean(self) -> dict[str, Any]:
        """Ask for a file or for text, not both."""
        super().clean()
        file, text = self.cleaned_data.get("file"), (self.cleaned_data.get("text") or "").strip()
        if "file" in self.errors or "text" in self.errors:
            return self.cleaned_data
        if file and text:
            self.add_error("text", gettext("You chose a file and pasted words. Give one of them"))
        elif not file and not text:
            self.add_error("file", gettext("Choose a file, or paste the words of the translation"))
        elif file and file.size > MOST_BYTES:
            said = gettext("%(name)s is larger than %(size)s MB. Take out its pictures")
            self.add_error("file", said % {"name": file.name, "size": MOST_BYTES >> 20})
        return self.cleaned_data


class CheckForm(Form):
    """That somebody else read the whole translation."""

    checked_with = forms.CharField(
        label=_("Who read it in both languages?"),
        help_text=_("If it was not you: a name and what they are to the school, such as “Ewa Lis, interpreter”."),
        required=False,
        max_length=200,
    )
    has_read = forms.BooleanField(
        label=_("It says what the original says, all of it and no more"),
        error_messages={"required": _("Say that it was read in full beside the original")},
    )


class WithdrawTranslationForm(Form):
    """Why a translation is withdrawn."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        error_messages={"required": _("Say why it is withdrawn: the reason is kept")},
    )
