"""Who may read the messages of a school, and hand out a link."""

from django.conf import settings

from countersign.notices.models import Message
from countersign.people.models import Person, Ticket
from countersign.people.permissions import can_manage_people
from countersign.schools.models import School


def can_read_messages(person: Person, school: School) -> bool:
    """Administrators of the same school see what was sent to whom."""
    return can_manage_people(person, school)


def can_show_link(person: Person, message: Message) -> bool:
    """
    Administrators read a link out only where no mail can take it to the person.

    Nobody who sends can obtain a signer's link: where mail works, the link is for its mailbox alone.
    """
    if not message.ticket_purpose or message.sent_at or not can_manage_people(person, message.school):
        return False
    if message.ticket_purpose == Ticket.Purpose.JOIN and signs_in_elsewhere(message.person):
        return False
    return message.school.is_demonstration or not settings.EMAIL_HOST or not message.person.email


def signs_in_elsewhere(person: Person) -> bool:
    """Return whether a way to sign in here would open another school's pages as well."""
    others = Person.objects.exclude(school_id=person.school_id)
    return person.account_id is not None and others.filter(account_id=person.account_id).exists()
