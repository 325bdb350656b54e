"""What is done about messages: a row is written, and leaves later by the worker or by an administrator's hand."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from countersign.ledger.actions import record
from countersign.notices.events import LinkShown, PersonInvited
from countersign.notices.models import Message
from countersign.notices.permissions import can_show_link
from countersign.people.actions import take_off_second_step
from countersign.people.kept import link_read, link_sent
from countersign.people.models import Person, Ticket
from countersign.people.names import tidy
from countersign.people.permissions import can_manage_people
from countersign.people.speaking import speaking_to
from countersign.people.tickets import make_ticket
from countersign.refusals import Refused, require
from countersign.words import later as _

BETWEEN_INVITATIONS = datetime.timedelta(minutes=10)

INVITATION = _("""Hello %(forename)s,

%(school)s asks you to read and sign its policy. It takes a few minutes, on a phone or a computer.

{link}

The link works once and for 72 hours. If this is not for you, please tell the school.""")

SIGN_IN = _("""Hello %(forename)s,

Here you choose how you sign in to Countersign at %(school)s:

{link}

The link works once and for 72 hours. If you did not expect it, please tell the school.""")


class InvitedAMomentAgo(Refused):
    """A second invitation right after the first."""

    message = _("This person was sent a link a few minutes ago. Wait ten minutes before sending another.")


class NobodyToInvite(Refused):
    """An invitation for somebody who is nothing to the school."""

    message = _("This person has no role at the school today. Add a role first.")


class NoLink(Refused):
    """A link that this message does not have, or that mail carries."""

    message = _("The link of this message goes to the person’s own mailbox. It is not shown to anybody else.")


@transaction.atomic
def send(
    person: Person,
    *,
    about: str,
    subject: str,
    text: str,
    link_path: str = "",
    ticket_purpose: str = "",
    asked_by: Person | None,
    at: datetime.datetime,
) -> Message:
    """Write a message to somebody, as `message_for` makes it; it leaves later."""
    message = message_for(
        person,
        about=about,
        subject=subject,
        text=text,
        link_path=link_path,
        ticket_purpose=ticket_purpose,
        asked_by=asked_by,
        at=at,
    )
    message.save()
    return message


@transaction.atomic
def send_many(messages: Iterable[Message]) -> None:
    """Write the messages to many people at once; they leave later."""
    Message.objects.bulk_create(messages, batch_size=500)


def message_for(
    person: Person,
    *,
    about: str,
    subject: str,
    text: str,
    link_path: str = "",
    ticket_purpose: str = "",
    asks: bool = False,
    asked_by: Person | None,
    at: datetime.datetime,
    due_at: datetime.datetime | None = None,
) -> Message:
    """
    Return a message to somebody, not yet written.

    `{link}` in the text stands where the link goes: to a page behind sign-in, or a single-use ticket. The text
    names nobody else and says nothing that could hurt on somebody's screen.
    """
    return Message(
        school_id=person.school_id,
        person=person,
        about=about,
        subject=tidy(subject)[:200],
        text=text,
        link_path=link_path,
        ticket_purpose=ticket_purpose,
        asked_by=asked_by,
        asks=asks,
        asked_at=at,
        due_at=due_at or at,
    )


@transaction.atomic
def invite(person: Person, *, by: Person, at: datetime.datetime) -> Message:
    """Ask somebody to read and sign."""
    return invite_many([person], by=by, at=at)[0]


@transaction.atomic
def invite_many(people: Iterable[Person], *, by: Person, at: datetime.datetime) -> list[Message]:
    """Ask several people to read and sign, all or nobody."""
    messages, events = [], []
    for person in people:
        require(can_manage_people(by, person.school))
        if not person.kinds_on(timezone.localdate(at)):
            raise NobodyToInvite(
                gettext("%(name)s has no role at the school today. Add a role first.") % {"name": person.name}
            )
        if _asked_lately(person, Ticket.Purpose.SIGN, at):
            raise InvitedAMomentAgo(
                gettext("%(name)s was sent a link a few minutes ago. Wait ten minutes.") % {"name": person.name}
            )
        messages.append(_ask_to_sign(person, asked_by=by, at=at))
        events.append(
            PersonInvited(subject=person.reference, purpose=Ticket.Purpose.SIGN.value, channel=address_of(person))
        )
    record(*events, school=by.school, by=by, at=at)
    return messages


@transaction.atomic
def ask_again(person: Person, purpose: str, *, at: datetime.datetime) -> Message | None:
    """Send somebody a fresh link at their own request, to the address on file; nothing so soon after another."""
    if _asked_lately(person, purpose, at):
        return None
    asks = _ask_to_join if purpose == Ticket.Purpose.JOIN and person.account_id is None else _ask_to_sign
    message = asks(person, asked_by=None, at=at)
    event = PersonInvited(subject=person.reference, purpose=purpose, channel=address_of(person))
    record(event, school=person.school, by=None, at=at)
    return message


@transaction.atomic
def send_way_to_sign_in(
    person: Person, *, without_second_step: bool = False, by: Person, at: datetime.datetime
) -> Message:
    """
    Send somebody a link to make an account, or to choose a new password.

    An administrator decides this for a person they know: an address alone is no credential. Somebody who lost
    their phone has the second step taken off as well, and sets up a new one.
    """
    require(can_manage_people(by, person.school))
    if _asked_lately(person, Ticket.Purpose.JOIN, at):
        raise InvitedAMomentAgo
    message = _ask_to_join(person, asked_by=by, at=at)
    event = PersonInvited(subject=person.reference, purpose=Ticket.Purpose.JOIN.value, channel=address_of(person))
    record(event, school=person.school, by=by, at=at)
    if without_second_step:
        take_off_second_step(person, by=by, at=at)
    return message


@transaction.atomic
def show_link(message: Message, *, by: Person, at: datetime.datetime) -> str:
    """Make a fresh link and return it, for the administrator to hand to the person; the record says so."""
    found = Message.objects.select_for_update(of=("self",)).select_related("school", "person__school")
    message = found.get(pk=message.pk)
    require(can_manage_people(by, message.school))
    if not can_show_link(by, message):
        raise NoLink
    channel = link_read(by.name, has_address=bool(message.person.email))
    _, secret = make_ticket(message.person, message.ticket_purpose, channel=channel, by=by, at=at)
    message.shown_at = at
    message.save(update_fields=["shown_at"])
    event = LinkShown(subject=message.person.reference, purpose=message.ticket_purpose, channel=channel)
    record(event, school=message.school, by=by, at=at)
    return f"{settings.ADDRESS}/i/{secret}/"


def _ask_to_sign(person: Person, *, asked_by: Person | None, at: datetime.datetime) -> Message:
    with speaking_to(person):
        subject = gettext("Please read and sign: %(school)s") % {"school": person.school.name}
        text = INVITATION % {"forename": person.called, "school": person.school.name}
    return send(
        person,
        about=person.reference,
        subject=subject,
        text=text,
        link_path="/sign/",
        ticket_purpose="" if person.account_id else Ticket.Purpose.SIGN.value,
        asked_by=asked_by,
        at=at,
    )


def _ask_to_join(person: Person, *, asked_by: Person | None, at: datetime.datetime) -> Message:
    with speaking_to(person):
        subject = gettext("Your way to sign in: %(school)s") % {"school": person.school.name}
        text = SIGN_IN % {"forename": person.called, "school": person.school.name}
    return send(
        person,
        about=person.reference,
        subject=subject,
        text=text,
        ticket_purpose=Ticket.Purpose.JOIN.value,
        asked_by=asked_by,
        at=at,
    )


def _asked_lately(person: Person, purpose: str, at: datetime.datetime) -> bool:
    lately = Message.objects.filter(person=person, about=person.reference, asked_at__gt=at - BETWEEN_INVITATIONS)
    if purpose == Ticket.Purpose.JOIN:
        return lately.filter(ticket_purpose=purpose).exists()
    return lately.exclude(ticket_purpose=Ticket.Purpose.JOIN).exists()


def address_of(person: Person) -> str:
    """Return where mail to somebody goes, masked, as the ledger keeps it."""
    return link_sent(person.email) if person.email else "no address on file"
