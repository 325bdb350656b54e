"""
What somebody is asked to sign, and until when: a question whose answer lies on a floor above.

Access knows neither policies nor roles' duties. `settings.ASKED_TO_SIGN` names the function that answers, as the worker
names its jobs. The answer is worked out whenever access looks, so publishing an edition need tell access nothing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from countersign.people.models import Person
from countersign.schools.models import School

LastDays = Mapping[int, Mapping[str, date]]
"""By which day each person is to sign each policy that binds them: person's key, policy's reference, last day."""


class Question(Protocol):
    """The function that answers."""

    def __call__(self, school: School, today: date, only: Person | None = None) -> LastDays:
        """Return what people of a school, or one of them, are asked to sign on a day."""


def asked_to_sign(school: School, today: date, only: Person | None = None) -> LastDays | None:
    """Return what people are asked to sign on a day; None where nobody answers, and what was told last counts."""
    if not settings.ASKED_TO_SIGN:
        return None
    answer: Question = import_string(settings.ASKED_TO_SIGN)
    return answer(school, today, only)
