"""The questions about what must be read first: which sections, the check questions, and who must read a policy."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy

from countersign.people.audiences import Audience
from countersign.policies.actions import Check
from countersign.policies.clauses import sections_for
from countersign.policies.forms.editions import ManyLinesField
from countersign.policies.models import CheckQuestion, Edition, LinkedPolicy, Required
from countersign.policies.required import MOST_ANSWERS
from countersign.policies.requirements import UNTITLED
from countersign.ui.forms import Checkboxes, Form, Radios
from countersign.words import later as _

NOTHING, ALL, SOME = "nothing", "all", "some"


class RequireForm(Form):
    """What of a linked policy must be read before signing: sections of it where it is in the library, else names."""

    how_much = forms.ChoiceField(
        label=_("What of it must be read before signing?"),
        widget=Radios(reveals={SOME: "sections"}),
        choices=[(NOTHING, _("Nothing: people may open it")), (ALL, _("All of it")), (SOME, _("Some sections"))],
        error_messages={"required": _("Choose what must be read before signing")},
    )

    def __init__(
        self, *args: Any, link: LinkedPolicy, rows: Sequence[Required], library: Edition | None, **kwargs: Any
    ) -> None:
        named = [row for row in rows if row.section]
        how_much = SOME if named else ALL if rows else NOTHING
        initial = {"how_much": how_much, "sections": [row.section for row in named]}
        super().__init__(*args, initial=initial, **kwargs)
        self.link = link
        self.titles: dict[str, str] = {}
        if library is not None:
            day = library.published_at
            assert day is not None  # noqa: S101  it is in the library
            self.titles = {str(each.key): each.title or UNTITLED for each in sections_for(library, None, day.date())}
            not_there = gettext("%(section)s (not in edition %(number)s)")
            gone = {row.section: not_there % {"section": row.title, "number": library.number} for row in named}
            shown = {key: gettext(title) if title == UNTITLED else title for key, title in self.titles.items()}
            choices = [*shown.items(), *((key, title) for key, title in gone.items() if key not in self.titles)]
            self.titles = {**{row.section: row.title for row in named}, **self.titles}
            self.add(
                "sections",
                forms.MultipleChoiceField(
                    label=gettext("Which sections?"),
                    choices=choices,
                    widget=Checkboxes,
                    error_messages={"required": gettext("Choose at least one section")},
                ),
            )
        else:
            field = ManyLinesField(
                label=gettext("Which sections?"),
                help_text=gettext(
                    "One on each line, by the name it has there. People say of each that they have read it."
                ),
                error_messages={"required": gettext("Name at least one section, each on a line of its own")},
            )
            field.required = True
            self.add("sections", field)
        self.reveal("how_much", self.fields["how_much"].widget)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """What must be read, as (key or name, heading)."""
        how_much = self.cleaned_data["how_much"]
        if how_much == SOME:
            return [(section, self.titles.get(section, section)) for section in self.cleaned_data["sections"]]
        return [("", "")] if how_much == ALL else []


class WaitsForm(Form):
    """Whether whoever asks about something waits for the answer."""

    waits_for_answer = forms.ChoiceField(
        label=_("Somebody says “I do not understand this”. May they sign meanwhile?"),
        widget=Radios,
        choices=[("no", pgettext_lazy("they may sign", "Yes")), ("yes", _("No, they sign when it is answered"))],
    )


class CheckForm(Form):
    """One check question with its answers."""

    text = forms.CharField(label=_("Question"), max_length=500, error_messages={"required": _("Write the question")})
    answers = ManyLinesField(
        label=_("Answers"),
        help_text=format_lazy(_("One on each line, two to {most}. They are shown in this order."), most=MOST_ANSWERS),
    )
    right = forms.TypedChoiceField(
        label=_("Which of them is right?"),
        coerce=int,
        widget=Radios,
        choices=[
            (str(place), name)
            for place, name in enumerate((_("The first"), _("The second"), _("The third"), _("The fourth")))
        ],
        error_messages={"required": _("Say which answer is right")},
    )
    explanation = forms.CharField(
        label=_("Why is it right?"),
        help_text=_("Whoever chose another answer reads this, and chooses again."),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Explain the right answer: whoever chose another one reads it")},
    )

    def __init__(self, *args: Any, question: CheckQuestion | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if question is not None:
            initial = {name: getattr(question, name) for name in ("text", "answers", "right", "explanation")}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["answers"].required = True
        self.fields["answers"].error_messages["required"] = gettext(
            "Give at least two answers, each on a line of its own"
        )

    def check(self) -> Check:
        """Return the question as it is to be asked."""
        given = self.cleaned_data
        return Check(given["text"], given["answers"], given["right"], given["explanation"])


class MustReadForm(Form):
    """Who must read a policy that nobody signs."""

    kinds = forms.MultipleChoiceField(
        label=_("Who must read it?"),
        help_text=_(
            "It is on their list of what they must read. Tick nobody, and only those read it whom another policy asks"
            " to."
        ),
        choices=list(Audience.choices),
        widget=Checkboxes,
        required=False,
    )


class SigningForm(Form):
    """Whether people sign a policy."""

    is_signed = forms.ChoiceField(
        label=_("Do people sign it?"),
        widget=Radios,
        choices=[("yes", _("Yes, they read and sign it")), ("no", _("No, they only read it"))],
        error_messages={"required": _("Choose whether people sign it")},
    )
