"""
What a message that asks for signatures says as it leaves: a question whose answer lies on a floor above.

It may have waited: over night, over the holidays, for a mail server. Meanwhile its reader may have signed.
`settings.LEFT_TO_ASK` names the function that answers, as the worker names its jobs.
"""

from datetime import datetime
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from countersign.notices.models import Message


class Words(NamedTuple):
    """What a message says."""

    subject: str
    text: str


Answer = Words | datetime | None
"""What to say now, or when to ask again, or that nothing is left to ask."""


class Question(Protocol):
    """The function that answers."""

    def __call__(self, message: Message, now: datetime) -> Answer:
        """Return what a message says if it leaves now."""


def left_to_ask(message: Message, now: datetime) -> Answer:
    """Return what a message that asks for signatures says if it leaves now."""
    answer: Question = import_string(settings.LEFT_TO_ASK)
    return answer(message, now)
