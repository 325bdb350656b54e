"""The questions about what must be read first: which sections, the check questions, and who must read a policy."""

from collections.abc import Sequence
from typing import Any

from django import forms

from countersign.people.audiences import Audience
from countersign.policies.actions import Check
from countersign.policies.clauses import sections_for
from countersign.policies.forms.editions import ManyLinesField
from countersign.policies.models import CheckQuestion, Edition, LinkedPolicy, Required
from countersign.policies.required import MOST_ANSWERS
from countersign.policies.requirements import UNTITLED
from countersign.ui.forms import Checkboxes, Form, Radios

NOTHING, ALL, SOME = "nothing", "all", "some"


class RequireForm(Form):
    """What of a linked policy must be read before signing: sections of it where it is in the library, else names."""

    how_much = forms.ChoiceField(
        label="What of it must be read before signing?",
        widget=Radios(reveals={SOME: "sections"}),
        choices=[(NOTHING, "Nothing: people may open it"), (ALL, "All of it"), (SOME, "Some sections")],
        error_messages={"required": "Choose what must be read before signing"},
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
            gone = {row.section: f"{row.title} (not in edition {library.number})" for row in named}
            choices = [*self.titles.items(), *((key, title) for key, title in gone.items() if key not in self.titles)]
            self.titles = {**{row.section: row.title for row in named}, **self.titles}
            self.add(
                "sections",
                forms.MultipleChoiceField(
                    label="Which sections?",
                    choices=choices,
                    widget=Checkboxes,
                    error_messages={"required": "Choose at least one section"},
                ),
            )
        else:
            field = ManyLinesField(
                label="Which sections?",
                help_text="One on each line, by the name it has there. People say of each that they have read it.",
                error_messages={"required": "Name at least one section, each on a line of its own"},
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
        label="Somebody says “I do not understand this”. May they sign meanwhile?",
        widget=Radios,
        choices=[("no", "Yes"), ("yes", "No, they sign when it is answered")],
    )


class CheckForm(Form):
    """One check question with its answers."""

    text = forms.CharField(label="Question", max_length=500, error_messages={"required": "Write the question"})
    answers = ManyLinesField(
        label="Answers", help_text=f"One on each line, two to {MOST_ANSWERS}. They are shown in this order."
    )
    right = forms.TypedChoiceField(
        label="Which of them is right?",
        coerce=int,
        widget=Radios,
        choices=[
            (str(place), name) for place, name in enumerate(("The first", "The second", "The third", "The fourth"))
        ],
        error_messages={"required": "Say which answer is right"},
    )
    explanation = forms.CharField(
        label="Why is it right?",
        help_text="Whoever chose another answer reads this, and chooses again.",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Explain the right answer: whoever chose another one reads it"},
    )

    def __init__(self, *args: Any, question: CheckQuestion | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if question is not None:
            initial = {name: getattr(question, name) for name in ("text", "answers", "right", "explanation")}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["answers"].required = True
        self.fields["answers"].error_messages["required"] = "Give at least two answers, each on a line of its own"

    def check(self) -> Check:
        """Return the question as it is to be asked."""
        given = self.cleaned_data
        return Check(given["text"], given["answers"], given["right"], given["explanation"])


class MustReadForm(Form):
    """Who must read a policy that nobody signs."""

    kinds = forms.MultipleChoiceField(
        label="Who must read it?",
        help_text="It is on their list of what they must read. Tick nobody, and only those read it whom "
        "another policy asks to.",
        choices=list(Audience.choices),
        widget=Checkboxes,
        required=False,
    )


class SigningForm(Form):
    """Whether people sign a policy."""

    is_signed = forms.ChoiceField(
        label="Do people sign it?",
        widget=Radios,
        choices=[("yes", "Yes, they read and sign it"), ("no", "No, they only read it")],
        error_messages={"required": "Choose whether people sign it"},
    )
