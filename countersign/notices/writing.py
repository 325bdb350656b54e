"""A message as it is read: its words, the link in its place, and who sends it."""

from dataclasses import dataclass

from django.conf import settings

from countersign.notices.models import Message
from countersign.words import later as _

LATER = _("(the link is made when the message leaves)")


@dataclass(frozen=True)
class Letter:
    """What a person reads."""

    subject: str
    body: str


def write(message: Message, link: str) -> Letter:
    """Return a message with its link in its place."""
    body = message.text.replace("{link}", link)
    return Letter(message.subject, f"{body}\n\n{message.school.name}\n")


def link_behind_sign_in(message: Message) -> str:
    """Return the address of the page a message is about."""
    return f"{settings.ADDRESS}{message.link_path or '/'}"


def preview(message: Message) -> Letter:
    """Return a message as administrators see it: never with a ticket's secret, which is not kept."""
    return write(message, str(LATER) if message.ticket_purpose else link_behind_sign_in(message))
