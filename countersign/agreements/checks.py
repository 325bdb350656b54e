"""The questions about something that was read: each is tried until it is right, and a wrong answer is explained."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext

from countersign.policies.models import CheckQuestion
from countersign.ui.forms import Form, Radios


class ReadForm(Form):
    """Which edition was read, and the answers to the questions that are left."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, questions: Sequence[CheckQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.add(
                name_of(question),
                forms.TypedChoiceField(
                    label=question.text,
                    coerce=int,
                    choices=[(str(place), answer) for place, answer in enumerate(question.answers)],
                    widget=Radios,
                    error_messages={
                        "required": gettext("Answer “%(question)s”") % {"question": question.text},
                        "invalid_choice": gettext("Choose one of the answers to “%(question)s”")
                        % {"question": question.text},
                    },
                ),
            )

    @property
    def answered(self) -> list[tuple[CheckQuestion, int]]:
        """The questions that were answered, each with the place of its answer."""
        given = ((each, self.cleaned_data.get(name_of(each))) for each in self.questions)
        return [(each, answer) for each, answer in given if isinstance(answer, int)]

    def explain(self, question: CheckQuestion) -> None:
        """Say at a question why the answer is not right."""
        self.add_error(name_of(question), gettext("Not quite. %(why)s Choose again.") % {"why": question.explanation})


def name_of(question: CheckQuestion) -> str:
    """Return the name of a question in the form."""
    return f"answer_{question.key.hex}"
