"""The questions of putting a document in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy

from countersign.people.audiences import Audience
from countersign.policies.models import Edition, Policy
from countersign.policies.receiving import MOST_BYTES
from countersign.policies.starting import Starter
from countersign.policies.wording import LONGEST
from countersign.ui.forms import Checkboxes, Form, Radios
from countersign.words import later as _


class PutInForm(Form):
    """The document, as a file or as text, and what it is to become."""

    marks_optional = False  # one of the two is wanted
    file = forms.FileField(
        label=_("Choose the file you use today"),
        help_text=format_lazy(
            _("Word, PDF, OpenDocument, web page or text, up to {size} MB. It is kept as you give it."),
            size=MOST_BYTES >> 20,
        ),
        required=False,
        max_length=255,
        error_messages={
            "empty": _("The file is empty. Choose another"),
            "max_length": _("The file’s name is too long. Give it a shorter one"),
        },
        widget=forms.FileInput({"accept": ".docx,.doc,.pdf,.odt,.rtf,.html,.htm,.md,.txt"}),
    )
    text = forms.CharField(
        label=_("Or paste its words here"), required=False, strip=False, widget=forms.Textarea({"rows": 6})
    )
    into = forms.ChoiceField(
        label=_("What is it?"),
        widget=Radios,
        error_messages={
            "required": _("Choose what it is"),
            "invalid_choice": _("Choose again what it is: somebody published or changed that draft meanwhile"),
        },
    )

    def __init__(self, *args: Any, policies: list[Policy], drafts: Sequence[Edition] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.choices = [
            ("", gettext("A new policy")),
            *(
                (str(policy.public_id), gettext("The next edition of %(policy)s") % {"policy": policy.title})
                for policy in policies
            ),
            *(
                (
                    f"draft:{each.public_id}",
                    gettext("Newer words for the draft of %(policy)s") % {"policy": each.title or each.policy.title},
                )
                for each in drafts
            ),
        ]
        into.required = False
        if not policies and not drafts:
            del self.fields["into"]

    def clean(self) -> dict[str, Any]:
        """Ask for a file or for text, not both."""
        super().clean()
        file, text = self.cleaned_data.get("file"), (self.cleaned_data.get("text") or "").strip()
        if "file" in self.errors:
            return self.cleaned_data
        if file and text:
            self.add_error("text", gettext("You chose a file and pasted words. Give one of them"))
        elif not file and not text:
            self.add_error("file", gettext("Choose a file, or paste the words of the policy"))
        elif file and file.size > MOST_BYTES:
            said = gettext("%(name)s is larger than %(size)s MB. Take out its pictures and save it again")
            self.add_error("file", said % {"name": file.name, "size": MOST_BYTES >> 20})
        elif len(text) > 50 * LONGEST:
            self.add_error("text", gettext("This is longer than any policy. Paste only the agreement"))
        return self.cleaned_data


class ChooseForm(Form):
    """Which agreements of a file become drafts."""

    chosen = forms.MultipleChoiceField(
        label=_("Which of them do you want?"),
        help_text=_("Each becomes a policy of its own."),
        widget=Checkboxes,
        error_messages={"required": _("Choose at least one agreement")},
    )

    def __init__(self, *args: Any, agreements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.choices = agreements


class StartForm(Form):
    """Which texts of ours a policy starts from."""

    chosen = forms.MultipleChoiceField(
        label=_("For whom do you want a wording?"),
        help_text=_(
            "They become one policy: reviewed, approved and published together, and each person reads their own."
        ),
        widget=Checkboxes,
        error_messages={"required": _("Choose at least one text to start from")},
    )
    into = forms.ChoiceField(label=_("What is it?"), required=False, widget=Radios)

    def __init__(self, *args: Any, policies: list[Policy], starters: Sequence[Starter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(each.code, each.title.removeprefix("For ").capitalize()) for each in starters]
        into: Any = self.fields["into"]
        into.choices = [
            ("", gettext("A new policy")),
            *(
                (str(policy.public_id), gettext("The next edition of %(policy)s") % {"policy": policy.title})
                for policy in policies
            ),
        ]
        if not policies:
            del self.fields["into"]


class WriteForm(Form):
    """What a policy that is written here is about."""

    title = forms.CharField(
        label=_("What is it called?"),
        help_text=_("As it stands above the policy: Mobile Phone Policy"),
        max_length=300,
        error_messages={"required": _("Enter what the policy is called")},
    )
    is_signed = forms.ChoiceField(
        label=_("Do people sign it?"),
        choices=[("yes", pgettext_lazy("people sign it", "Yes")), ("no", _("No, it is only read"))],
        widget=Radios,
        error_messages={"required": _("Choose whether people sign it")},
    )
    audience = forms.MultipleChoiceField(
        label=_("Whom is it for?"),
        choices=Audience.choices,
        widget=Checkboxes,
        error_messages={"required": _("Choose whom it is for")},
    )
